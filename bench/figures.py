"""One function per figure; each returns a row: what, ours, theirs, ratio, how it reads."""

import gc
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

from notebook_chat import Chat, LlamaModel
from notebook_chat.llama.files import demo_path, find_mmproj

from . import rivals
from .models import eyes_path_of, path_of

ROOT = Path(__file__).parent.parent
THREADS = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()


def row(what, ours, theirs, unit, higher_is_better=True):
    """A row of the table."""
    ratio = ours / theirs if higher_is_better else theirs / ours
    return {"what": what, "ours": f"{ours:,.4g} {unit}", "theirs": f"{theirs:,.4g} {unit}", "ratio": f"{ratio:.2f}"}


def alternating(ours, theirs, rounds):
    """The medians of two measurements taken in turn."""
    pairs = [(ours(), theirs()) for _ in range(rounds)]
    return (statistics.median(values) for values in zip(*pairs))


def side(name, path, count):
    """A figure of one side, taken in a separate process."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.sides", name, str(path), str(count)],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return json.loads(done.stdout.splitlines()[-1])


def decode(path, count, rounds=3):
    """Tokens per second of `Chat.send`, text consumed, against the bare loop."""
    sides = alternating(lambda: side("ours_decode", path, count), lambda: side("bare_decode", path, count), rounds)
    return row(f"decode, {path.stem}, {count} tokens", *sides, "tok/s")


def prefill(path, count=1500, rounds=3):
    """Tokens per second of reading a prompt, against the bare loop."""
    sides = alternating(lambda: side("ours_prefill", path, count), lambda: side("bare_prefill", path, count), rounds)
    return row(f"prefill, {path.stem}, {count} tokens", *sides, "tok/s")


def first_token_at_turn_20(size="15M"):
    """Seconds to the first token late in one chat, and the tokens read for it."""
    llama, model = (
        rivals.library(path_of(size), 8192, THREADS),
        LlamaModel(path_of(size), n_ctx=8192, n_threads=THREADS),
    )
    theirs, ours = rivals.HandmadeChat(llama), Chat(model)
    for turn in range(20):
        question = f"Question {turn} " + "x" * 40
        their_time = theirs.ask(question, max_tokens=40)
        reply = ours.send(question, max_tokens=40, temperature=0)
        reply.wait()
    new = reply.stats.evaluated_tokens
    result = row(
        f"first token at turn 20, {size} ({new} tokens read)",
        1000 * reply.stats.time_to_first_token,
        1000 * their_time,
        "ms",
        False,
    )
    model.close()
    llama.close()
    return result


def idle_conversations(path, count=300, others=4, length=300):
    """What conversations that rest in the cache cost the one that is written: tokens per second with and without them.
    """
    with LlamaModel(path, n_ctx=4096, n_threads=THREADS) as model:

        def rate():
            reply = Chat(model).send("x" * 60, max_tokens=count, temperature=0)
            reply.wait()
            return reply.stats.decode_rate

        alone = rate()
        for number in range(others):
            Chat(model).send(f"{number}" + "y" * length, max_tokens=2, temperature=0).wait()
        return row(
            f"decode beside {others} resting chats of {length} tokens, against alone, {path.stem}",
            rate(),
            alone,
            "tok/s",
        )


def two_chats(size="300M", length=2000, turns=2):
    """Seconds to the first token with two chats of `length` tokens taking turns."""
    llama, model = (
        rivals.library(path_of(size), 8192, THREADS),
        LlamaModel(path_of(size), n_ctx=8192, n_threads=THREADS),
    )
    theirs, ours = [rivals.HandmadeChat(llama) for _ in range(2)], [Chat(model) for _ in range(2)]
    for number in range(2):
        start = f"chat {number} " + "x" * length
        theirs[number].ask(start, max_tokens=4)
        ours[number].send(start, max_tokens=4, temperature=0).wait()
    their_times, our_times = [], []
    for turn in range(turns):
        for number in range(2):
            their_times.append(theirs[number].ask(f"more {turn}", max_tokens=4))
            reply = ours[number].send(f"more {turn}", max_tokens=4, temperature=0)
            reply.wait()
            our_times.append(reply.stats.time_to_first_token)
    result = row(
        f"first token, two chats of {length} tokens in turn, {size}",
        1000 * statistics.median(our_times),
        1000 * statistics.median(their_times),
        "ms",
        False,
    )
    model.close()
    llama.close()
    return result


def map_column(size="300M", count=32, tokens=16, n_sequences=16):
    """Short prompts with a shared start: `map` against a loop."""
    system = "You label texts. " + "x" * 100
    prompts = [f"text {number}" for number in range(count)]
    with LlamaModel(path_of(size), n_ctx=4096, n_threads=THREADS, n_sequences=n_sequences) as model:
        started = time.perf_counter()
        replies = Chat(model, system=system).map(prompts, progress=False, temperature=0, max_tokens=tokens)
        ours = count / (time.perf_counter() - started)
    assert all(reply.stats.completion_tokens == tokens for reply in replies)
    llama = rivals.library(path_of(size), 4096, THREADS)
    started = time.perf_counter()
    for prompt in prompts:
        messages = [{"role": "system", "content": system}, {"role": "user", "content": prompt}]
        llama.create_chat_completion(messages, temperature=0, max_tokens=tokens)
    theirs = count / (time.perf_counter() - started)
    llama.close()
    return row(f"map of {count} prompts, {n_sequences} at a time, {size}", ours, theirs, "prompts/s")


def third_question_about_a_picture(path, eyes, rounds=3):
    """Seconds to the first token of the third question about one picture of 336x336 pixels, against the library's own
    handler.
    """
    sides = alternating(
        lambda: side("ours_third_look", path, eyes), lambda: side("their_third_look", path, eyes), rounds
    )
    return row(
        f"first token of the third question about a picture, {path.stem}",
        *(1000 * seconds for seconds in sides),
        "ms",
        False,
    )


def in_a_process(code):
    """What `code` prints as JSON, in a separate process; and the seconds it took from start to end."""
    started = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True)
    return json.loads(done.stdout.splitlines()[-1]), time.perf_counter() - started


MEMORY = """
import json
peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(json.dumps(int(peak.split()[1]) / 1024))
"""


def memory(size="300M"):
    """Largest resident memory of loading a model and writing 32 tokens."""
    path = path_of(size)
    ours, _ = in_a_process(
        f"from notebook_chat import LlamaModel\nm=LlamaModel({str(path)!r}, n_ctx=2048, n_threads={THREADS})\n"
        f"m.complete('hello', max_tokens=32).wait()\n{MEMORY}"
    )
    theirs, _ = in_a_process(
        f"from llama_cpp import Llama\nm=Llama({str(path)!r}, n_ctx=2048, n_threads={THREADS}, verbose=False)\n"
        f"m('hello', max_tokens=32)\n{MEMORY}"
    )
    return row(f"largest resident memory, {size}", ours, theirs, "MB", False)


def start_to_first_token(rounds=5):
    """Seconds from the start of a process to the first token of the built-in model."""
    ours = "import json\nfrom notebook_chat import Chat\nnext(iter(Chat('demo').send('hello')))\nprint(json.dumps(0))"
    theirs = (
        f"import json\nfrom llama_cpp import Llama\nm=Llama({str(demo_path())!r}, n_ctx=4096, n_threads=1, "
        f"verbose=False)\n"
        "next(m.create_chat_completion([dict(role='user', content='hello')], stream=True))\nprint(json.dumps(0))"
    )
    return row(
        "process start to first token, built-in model",
        *alternating(lambda: in_a_process(ours)[1], lambda: in_a_process(theirs)[1], rounds),
        "s",
        False,
    )


def all_figures():
    """Every figure, in the order of the table."""
    yield decode(path_of("300M"), 64)
    yield decode(path_of("15M"), 300)
    yield decode(path_of("15M"), 1000)
    yield prefill(path_of("300M"), 500)
    yield prefill(path_of("15M"))
    yield idle_conversations(path_of("300M"), count=64)
    yield first_token_at_turn_20()
    yield two_chats()
    yield map_column()
    yield map_column(n_sequences=32)
    yield third_question_about_a_picture(path_of("15M"), eyes_path_of("15M"))
    yield third_question_about_a_picture(demo_path("demo-vision"), find_mmproj(demo_path("demo-vision")))
    gc.collect()
    yield memory()
    yield start_to_first_token()
