"""Checks the exported model with llama.cpp: tokens, logits against torch, and the share of exact answers."""

import random
import sys
from collections import defaultdict

import llama_cpp
import numpy
import torch

from .evaluation import long_rows, rows
from .export import TARGET, trained_network
from .render import render
from .talk import training_talk
from .tokenizer import load_tokenizer
from .runs import BUILD


def load(path=TARGET, context=4096, logits=False):
    """Load the exported model."""
    return llama_cpp.Llama(
        str(path), n_ctx=context, n_threads=2, n_threads_batch=2, n_gpu_layers=0, logits_all=logits, verbose=False
    )


def answer(model, messages, tools=None, limit=1024):
    """Return the greedy answer of the model to a talk."""
    prompt = render(messages, tools, add_generation_prompt=True, source=model.metadata["tokenizer.chat_template"])
    tokens, written = model.tokenize(prompt.encode(), add_bos=False, special=True), []
    for token in model.generate(tokens, temp=0.0):
        if token == model.token_eos() or len(written) == limit:
            break
        written.append(token)
    return b"".join(model.detokenize([token], special=True) for token in written).decode(errors="replace")


def check_tokens(model, tokenizer, count=2000):
    """Return how many of so many texts llama.cpp splits into other tokens than the tokenizer."""
    different = 0
    for index in range(count):
        rng = random.Random(f"tokens {index}")
        talk = training_talk(rng, turns=1)
        text = render(talk.messages, talk.tools) + "".join(
            chr(
                rng.choice(
                    (rng.randrange(32, 127), rng.randrange(160, 1000), rng.randrange(0x4E00, 0x4F00), 0x1F600, 10)
                )
            )
            for _ in range(40)
        )
        different += model.tokenize(text.encode(), add_bos=False, special=True) != tokenizer.encode(text).ids
    return different


def check_logits(model, network, tokenizer, count=8):
    """Return the largest difference of logits to torch, the agreeing best tokens and the number of positions."""
    largest, agreeing, positions = 0.0, 0, 0
    for index in range(count):
        talk = training_talk(random.Random(f"logits {index}"), turns=3)
        tokens = tokenizer.encode(render(talk.messages, talk.tools)).ids[:900]
        with torch.no_grad():
            expected = network(torch.tensor([tokens]))[0].numpy()
        model.reset()
        model.eval(tokens)
        found = numpy.array(model.scores[: len(tokens)])
        largest = max(largest, float(abs(found - expected).max()))
        agreeing += int((found.argmax(1) == expected.argmax(1)).sum())
        positions += len(tokens)
    return largest, agreeing, positions


def accuracy(model, held, report=None):
    """Return {category: [exact answers, questions]}; wrong answers go to `report`."""
    counts = defaultdict(lambda: [0, 0])
    for category, messages, tools, expected in rows(held):
        found = answer(model, messages, tools)
        counts[category][0] += found == expected
        counts[category][1] += 1
        if found != expected and report is not None:
            report.append((category, messages, expected, found))
    return counts


def check_long_talks(model, tokenizer, lengths=(500, 1000, 1500, 2000, 3000)):
    """Print how many of the turns at the end of long talks are exact."""
    print("\n| tokens before | planets, reversed, by mass, name |\n|---|---|")
    for length in lengths:
        right = [answer(model, messages) == expected for messages, expected in long_rows(tokenizer, length)]
        print(f"| {length} | {', '.join(f'{sum(right[place::4])} of {len(right) // 4}' for place in range(4))} |")


def check(path=TARGET):
    """Print all figures."""
    tokenizer = load_tokenizer(BUILD / "tokenizer.json")
    model = load(path, logits=True)
    print(f"texts with other tokens: {check_tokens(model, tokenizer)} of 2000")
    largest, agreeing, positions = check_logits(model, trained_network(), tokenizer)
    print(f"largest difference of logits to torch: {largest:.3f}, same best token: {agreeing} of {positions}")
    model.close()
    model, wrong = load(path), []
    held, trained = accuracy(model, True, wrong), accuracy(model, False)
    print("\n| questions | held out | trained wording |\n|---|---|---|")
    for category in held:
        print(
            f"| {category} | {held[category][0]} of {held[category][1]} | {trained[category][0]} of "
            f"{trained[category][1]} |"
        )
    for counts in (held, trained):
        right, total = (sum(column) for column in zip(*counts.values()))
        print(f"together {right} of {total} ({right / total:.1%})")
    check_long_talks(model, tokenizer)
    if "--wrong" in sys.argv:
        for category, messages, expected, found in wrong:
            print(f"\n[{category}] {messages[-1]['content']}\n  right: {expected}\n  found: {found}")


if __name__ == "__main__":
    check()
