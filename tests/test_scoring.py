"""Scoring: the numbers are those of a plain loop, beside whatever else is evaluated, and in whatever memory."""

import math
import threading

import llama_cpp
import numpy as np
import pytest

from notebook_chat import GenerationConfig, load_model
from notebook_chat.core.errors import ContextError, ModelClosedError
from notebook_chat.core.messages import ChatMessage
from support.real_models import smollm2_path
from support.tiny_models import spm_vocabulary

PROMPT = "<|im_start|>user\nWhat is the capital of France?<|im_end|>\n<|im_start|>assistant\n"
TEXTS = ["Paris.", "The capital is Rome", "", "I do not know that, sorry: é 𝄞", "Paris is the capital. " * 8]


def plain_logprobs(path, tokens, start):
    """The logprobs of the tokens from `start` on, by llama_cpp's own batch and float64."""
    llama = llama_cpp.Llama(str(path), n_ctx=512, n_batch=512, logits_all=True, verbose=False, n_threads=1)
    llama.eval(list(tokens))
    logits = np.ctypeslib.as_array(llama._ctx.get_logits(), (len(tokens), llama.n_vocab())).astype(np.float64)
    logits = logits[start - 1:-1]
    highest = logits.max(axis=1, keepdims=True)
    logprobs = logits - highest - np.log(np.exp(logits - highest).sum(axis=1, keepdims=True))
    found = logprobs[np.arange(len(tokens) - start), tokens[start:]]
    llama.close()
    return found


def of(score):
    return np.array([token.logprob for token in score.tokens])


KINDS = dict(llama={}, window=dict(architecture="gemma3"), recurrent=dict(architecture="mamba"), 
             spm=dict(vocabulary=spm_vocabulary))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("n_batch", [512, 16])
def test_the_numbers_are_those_of_a_plain_loop(open_model, model_file, kind, n_batch):
    path = model_file(**KINDS[kind])
    model = open_model(path, n_ctx=512, n_batch=n_batch, n_sequences=4, flash_attn=False)  # as in a plain Llama
    prompt = model.tokenizer.tokenize(PROMPT, special=True, start=True)
    scores = model.score(prompt, TEXTS)
    for text, score in zip(TEXTS, scores):
        assert score.text == text
        if text:
            tokens = prompt + [token.token for token in score.tokens]
            assert np.abs(of(score) - plain_logprobs(path, tokens, len(prompt))).max() < 1e-4


def test_beside_replies_and_when_the_cache_is_full(open_model, model_file):
    path = model_file()
    model = open_model(path, n_ctx=512, n_batch=64, n_sequences=8, flash_attn=False)
    prompt = model.tokenizer.tokenize(PROMPT, special=True)
    alone = model.score(prompt, TEXTS, end=True)
    config = GenerationConfig(max_tokens=150, temperature=0)
    replies = [model.complete(f"{number} and so on", config) for number in range(3)]
    beside = [model.score(prompt, TEXTS, end=True) for _ in range(3)]
    assert all(reply.text is not None for reply in replies)
    for found in beside:
        for one, other in zip(found, alone):
            assert np.abs(of(one) - of(other)).max(initial=0) < 1e-4
            assert abs(one.end - other.end) < 1e-4
    # 12 continuations of 150 tokens don't fit at the same time: some are preempted, and none is wrong
    long = [f"{number} " * 70 for number in range(12)]
    together = model.score(prompt, long)
    apart = [model.score(prompt, [text])[0] for text in long[:3]]
    for one, other in zip(together, apart):
        assert np.abs(of(one) - of(other)).max() < 1e-4


def test_the_end_is_any_token_that_ends_a_reply(open_model, model_file):
    model = open_model(model_file(), n_ctx=256)
    prompt = model.tokenizer.tokenize(PROMPT, special=True)
    ends = [token for token in range(model.tokenizer.size) if model.tokenizer.is_eog(token)]
    [score] = model.score(prompt, ["Paris"], end=True)
    singles = model.score(prompt, [[*(token.token for token in score.tokens), end] for end in ends])
    expected = math.log(sum(math.exp(single.tokens[-1].logprob) for single in singles))
    assert abs(score.end - expected) < 1e-4
    assert abs(score.total - score.sum - score.end) < 1e-9


def test_the_prompt_is_read_once(open_model, model_file):
    model = open_model(model_file(), n_ctx=1024, n_sequences=8)
    prompt = model.tokenizer.tokenize("word " * 60, special=True)
    before = model._engine.context
    evaluated = []
    decode = before.decode
    before.decode = lambda chunks: evaluated.append(sum(len(chunk.tokens) for chunk in chunks)) or decode(chunks)
    scoring = model.scoring(prompt, ["a b", "c d", "e f", "g h"])
    texts = [len(score) for score in scoring.scores()]
    # the first reads all but its last token; each other one its own tokens, and not the last
    assert texts == [3, 3, 3, 3]
    assert evaluated == [len(prompt) + 2, 3 * 2]
    assert scoring.reply.stats.evaluated_tokens == sum(evaluated)
    again = model.scoring(prompt, ["a b"])
    again.scores()
    assert again.reply.stats.cached_tokens == len(prompt) - 1


def test_a_talk_keeps_its_place_in_the_cache(open_model, model_file):
    model = open_model(model_file(), n_ctx=1024, n_sequences=4)
    talk = model.complete("once upon a time there was", GenerationConfig(max_tokens=20))
    talk.wait()
    tokens = model.tokenizer.tokenize("once upon a time there was", special=True)
    for number in range(6):
        model.score(f"another prompt {number}", ["a", "b", "c"])
    assert model.cached_tokens(tokens) == len(tokens)


def test_pictures_and_messages(open_model):
    from notebook_chat.llama.files import demo_path

    model = open_model(demo_path())
    messages = [ChatMessage("user", "What is the capital of France?")]
    paris, rome = model.score(messages, ["The capital of France is Paris.", "The capital of France is Rome."], end=True)
    assert paris.total > rome.total
    partial = [*messages, ChatMessage("assistant", "The capital of France is")]
    rest = model.score(partial, [" Paris.", " Rome."], continue_final=True)
    assert rest[0].sum > rest[1].sum


def test_bad_input_and_ends(open_model, model_file):
    model = open_model(model_file(), n_ctx=256)
    with pytest.raises(TypeError, match=r"write \[text\]"):
        model.score("a", "b")
    with pytest.raises(ValueError, match="tokens 0 to"):
        model.score("a", [[10**7]])
    with pytest.raises(ValueError, match="tokens 0 to"):
        model.score("a", [[-1]])
    with pytest.raises(TypeError, match="not int"):
        model.score("a", [5])
    with pytest.raises(ContextError, match="larger n_ctx"):
        model.score("a", ["b " * 600])
    with pytest.raises(ContextError):
        model.score("a " * 600, ["b"])
    assert model.score("a", []) == []
    assert model.score("a", [""])[0].sum == 0
    scoring = model.scoring("a", ["b " * 100] * 30)
    threading.Timer(0.02, scoring.reply.stop).start()
    try:
        scoring.scores()  # it may have been faster
    except RuntimeError as error:
        assert "stopped" in str(error)
    assert model.score("a", ["b"])[0].sum < 0  # the model is as before
    scoring = model.scoring("a", ["b " * 100] * 30)
    model.close()
    with pytest.raises(ModelClosedError, match="load_model"):
        scoring.scores()
    with pytest.raises(ModelClosedError):
        model.score("a", ["b"])


@pytest.mark.real
def test_real_weights():
    """On quantized weights llama.cpp itself gives other numbers in other batches, so they are compared in the same."""
    path = smollm2_path()
    with load_model(path, n_ctx=512, n_threads=1, flash_attn=False) as model:
        prompt = model.tokenizer.tokenize(PROMPT, special=True)
        [score] = model.score(prompt, TEXTS[:1])
    tokens = prompt + [token.token for token in score.tokens]
    assert np.abs(of(score) - plain_logprobs(path, tokens, len(prompt))).max() < 1e-4
