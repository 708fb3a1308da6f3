"""The rows of the table: a function for each comparison, which yields one row or more."""

import json
import time
from contextlib import ExitStack
from statistics import mean, median

from notebook_chat.core.reply import Reply
from notebook_chat.llama.files import demo_path, find_mmproj
from notebook_chat.core.packages import smollm2_path
from notebook_chat.render.markdown import GrowingReply, mime_bundle

from . import host as host_time
from . import drafts as draft_rows
from . import in_browser, in_kernel
from .measure import THREADS, Side, busy, compare, in_turn, row, run_program
from .models import eyes_path_of, path_of

# Against the bare loop


def decode_of(path, count):
    """Tokens per second of `Chat.send`, text consumed, against the bare loop."""
    yield row(f"decode, {path.stem}, {count} tokens",
              *compare(("ours_decode", path, count), ("bare_decode", path, count)), "tok/s")


def prefill_of(path, count):
    """Tokens per second of reading a prompt, against the bare loop."""
    yield row(f"prefill, {path.stem}, {count} tokens",
              *compare(("ours_prefill", path, count), ("bare_prefill", path, count)), "tok/s")


def decode():
    """A real model; a larger one; and a tiny one, where the Python around each token shows."""
    yield from decode_of(smollm2_path(), 128)
    yield from decode_of(path_of("300M"), 64)
    yield from decode_of(path_of("15M"), 1000)


def prefill():
    """The same of prompts."""
    yield from prefill_of(smollm2_path(), 1000)
    yield from prefill_of(path_of("300M"), 500)


def resting(others=4, length=1000):
    """What conversations that rest cost the one at work, against the bare loop alone."""
    for path, written, read in [(smollm2_path(), 128, 1000), (path_of("300M"), 64, 500), (path_of("15M"), 500, 1000)]:
        for what, count in (("decode", written), ("prefill", read)):
            yield row(f"{what} of {count} tokens beside {others} conversations of {length} at rest, {path.stem}",
                      *compare((f"ours_{what}", path, count, others, length), (f"bare_{what}", path, count)), "tok/s")


def kept(length=1000, many=50, short=300):
    """Finding one's place again: the moves alone, and the first token, against reading the conversation again."""
    path = smollm2_path()
    moves, reading = compare(("ours_moves", path, length), ("ours_moves", path, length, 0), rounds=9)
    yield row(f"a conversation of {length} tokens put back into the KV cache, and another one taken out, {path.stem}, "
              "against reading it", *([1000 * bout[at] for bout in bouts] for at, bouts in ((0, moves), (1, reading))),
              "ms", False)
    sides = compare(("ours_many", path, many, short), ("ours_many", path, many, short, 0), rounds=5)
    yield row(f"first token of one of {many} conversations of {short} tokens, {path.stem}, against reading it again",
              *map(_thousandfold, sides), "ms", False)


# Conversations


def wraps(n_ctx=1024):
    """The first token after the oldest messages have left."""
    path = smollm2_path()
    sides = compare(("ours_wraps", path, n_ctx, True), ("ours_wraps", path, n_ctx, False), rounds=3)
    yield row(f"first token after the oldest of {n_ctx} tokens have left, {path.stem}, context_shift against reading",
              *map(_thousandfold, sides), "ms", False)


def turn_20():
    """Milliseconds to the first token late in a conversation, against a handmade chat."""
    path = smollm2_path()
    ours, theirs = compare(*((f"{whose}_talks", path, 1, 100, 24) for whose in ("ours", "handmade")), rounds=19)
    yield row(f"first token at turns 16 to 20, {path.stem}", _thousandfold(ours[-5:]), _thousandfold(theirs[-5:]),
              "ms", False)


def two_conversations(length=1000):
    """The same with two long conversations in turn."""
    path = smollm2_path()
    sides = compare(*((f"{whose}_talks", path, 2, length, 4) for whose in ("ours", "handmade")), rounds=2)
    yield row(f"first token, two conversations of {length} tokens in turn, {path.stem}", *map(_thousandfold, sides),
              "ms", False)


def host():
    """What happens before the first decode, against the prefill that the cache saves."""
    yield from host_time.rows(smollm2_path())


def _thousandfold(values):
    return [1000 * value for value in values]


# Many prompts


def map_rows(count=32, tokens=16, width=16, rounds=5):
    """`map` against a loop at its best number of threads, and against the bare library reading and writing as much."""
    path = smollm2_path()
    with ExitStack() as stack:
        enter = lambda *side: stack.enter_context(Side(*side))
        ours = enter("ours_map", path, count, tokens, width)
        _, read, written = ours.bout()
        loops = {threads: enter("loop", path, count, tokens, threads) for threads in {1, THREADS}}
        best = min(loops, key=lambda threads: loops[threads].bout())
        limit = enter("bare_batches", path, count, read, written, width)
        figures = in_turn([ours, loops[best], limit], rounds)
    mine, theirs, bare = ([count / seconds for seconds in values]
                          for values in ([seconds for seconds, *_ in figures[0]], *figures[1:]))
    what = f"map of {count} prompts, {width} at a time, {path.stem}, against"
    yield row(f"{what} a loop with {best} of {THREADS} threads", mine, theirs, "prompts/s")
    yield row(f"{what} bare batches ({read / count:.0f} tokens read, {written / count:.0f} written for each)", mine,
              bare, "prompts/s")


# Threads

SITUATIONS = {"alone": (0, 1), "beside one busy process": (1, 1), "beside two busy processes": (2, 1),
              "two models in one process": (0, 2)}


def threads(rounds=5, count=48):
    """Our default, which follows how busy the machine is, against the better one of two fixed numbers: one thread, and
    one per processor."""
    path = smollm2_path()
    for situation, (burners, models) in SITUATIONS.items():
        with busy(burners):
            one, most, ours = compare(*(("writing", path, number, models, count) for number in (1, THREADS, None)),
                                      rounds=rounds)
        yield row(f"threads, {path.stem}, {situation} (1: {median(one):.3g}, {THREADS}: {median(most):.3g} tok/s), "
                  "against the better one", ours, max(one, most, key=median), "tok/s")


# Drafts


def drafts(count=160, rounds=9):
    """Ten tasks with drafts where they pay, against a token at a time."""
    yield from draft_rows.rows(smollm2_path(), count, rounds)


def drafts_by_the_curve(count=160):
    """The same on graphics cards that aren't here: real texts, drafts and decisions, and the time of each batch by
    recorded costs."""
    yield from draft_rows.rows_by_the_curve(smollm2_path(), count)


# Answers held to a form


def constrained(tokens=60):
    """Milliseconds per token under a grammar, against free text."""
    path = smollm2_path()
    [bouts] = compare(("constrained_decode", path, tokens), rounds=3)
    for name in list(bouts[0])[1:]:
        yield row(f"a token of {name}, against free text, {path.stem}", [bout[name] for bout in bouts],
                  [bout["free"] for bout in bouts], "ms", False)


def extract():
    """A whole typed answer, against the same question answered with as many tokens of free text."""
    path = smollm2_path()
    [bouts] = compare(("ours_extract", path), rounds=5)
    yield row(f"extract of three fields, against as much free text, {path.stem}",
              *([1000 * seconds for seconds in values] for values in zip(*bouts)), "ms", False)


# Probabilities


def scoring(count=1000, rounds=5):
    """Scoring texts against only reading them, and against what llama.cpp takes for the logits alone."""
    path = smollm2_path()
    all_of_it, a_quarter, reading, logits = compare(
        ("ours_scoring", path, 1, count - 1), ("ours_scoring", path, 3 * count // 4, count // 4),
        ("ours_prefill", path, count), ("bare_logits", path, count), rounds=rounds)
    what = f"scoring {count} tokens, {path.stem}, against"
    yield row(f"{what} llama.cpp's logits of them and nothing else", all_of_it, logits, "tok/s")
    yield row(f"{what} reading them", all_of_it, reading, "tok/s")
    yield row(f"scoring the last quarter of {count} tokens, {path.stem}, against reading them", a_quarter, reading,
              "tok/s")


def logprobs(count=64, rounds=5):
    """Writing with the probabilities of the five likeliest tokens, against writing without them."""
    path = smollm2_path()
    for what, grammar in (("free text", None), ("text under a grammar", "root ::= [A-Za-z ,.]+")):
        yield row(f"decode of {what} with logprobs=5, against without, {path.stem}, {count} tokens",
                  *compare(("ours_measured_decode", path, count, 5, grammar),
                           ("ours_measured_decode", path, count, None, grammar), rounds=rounds), "tok/s")


def labels(count=32, rounds=5):
    """Labels for rows, with their probabilities, against writing them under a grammar, one row at a time."""
    path = smollm2_path()
    yield row(f"probabilities of 4 labels for {count} rows, {path.stem}, against writing them under a grammar, "
              "one row at a time", *compare(("ours_probabilities", path, count), ("written_labels", path, count),
                                            rounds=rounds), "rows/s")


# Pictures


def pictures():
    """The third question about one picture, against the library's own handler."""
    for path, eyes in [(path_of("15M"), eyes_path_of("15M")),
                       (demo_path("demo-vision"), find_mmproj(demo_path("demo-vision")))]:
        sides = compare(("ours_third_look", path, eyes), ("their_third_look", path, eyes), rounds=3)
        yield row(f"first token of the third question about a picture, {path.stem}", *map(_thousandfold, sides), "ms",
                  False)


# Processes

OUR_START = "from notebook_chat import Chat\nnext(iter(Chat({path!r}).send('hello')))"
THEIR_START = """
from llama_cpp import Llama
model = Llama({path!r}, n_ctx=4096, n_threads={threads}, verbose=False)
next(model.create_chat_completion([dict(role="user", content="hello")], stream=True))
"""


def start(rounds=5):
    """Seconds from the start of a process to the first token."""
    for path, threads in [(demo_path(), 1), (smollm2_path(), THREADS)]:
        programs = [program.format(path=str(path), threads=threads) for program in (OUR_START, THEIR_START)]
        seconds = [[run_program(program)[1] for program in programs] for _ in range(rounds)]
        yield row(f"process start to first token, {path.stem}", *zip(*seconds), "s", False)


OUR_MEMORY = """
from notebook_chat import LlamaModel
model = LlamaModel({path!r}, n_ctx=2048, n_threads={threads})
model.complete("hello", max_tokens=32).wait()
"""
THEIR_MEMORY = """
from llama_cpp import Llama
model = Llama({path!r}, n_ctx=2048, n_threads={threads}, verbose=False)
model("hello", max_tokens=32)
"""
PEAK = 'print(next(line for line in open("/proc/self/status") if line.startswith("VmHWM")).split()[1])'


def memory():
    """Largest resident memory of loading a model and writing 32 tokens."""
    for path in (smollm2_path(), path_of("300M")):
        programs = [program.format(path=str(path), threads=THREADS) + PEAK for program in (OUR_MEMORY, THEIR_MEMORY)]
        ours, theirs = (int(run_program(program)[0]) / 1024 for program in programs)
        yield row(f"largest resident memory, {path.stem}", ours, theirs, "MB", False)


# Notebooks


def display():
    """Streaming into a cell, against a loop that clears it and shows the text at each token."""
    yield from in_kernel.rows(smollm2_path(), count=300)
    yield from in_kernel.rows(path_of("15M"), count=1000)


SECTION = """## Step {number}

First *read* the file with `open`, then split it; see [the manual](https://example.org/{number}) for **all** of it.

- one line for each row, with `code` in it
- the values are $x_{number}$ and $y$, and it costs $5
  1. nested, too

```python
for row in rows[{number}:]:
    print(row["name"], row["value"])
```

| name | value |
|---|---:|
| a | {number} |
| b | 12 |

"""


def markdown(size=30_000, step=60):
    """Milliseconds per update of a streamed answer: the last fifth of it, against the first."""
    text, reply, growing, times = "", Reply(), GrowingReply(), []
    while len(text) < size:
        text += SECTION.format(number=len(text))
    for at in range(0, size, step):
        reply.writer.write(text[at : at + step])
        started = time.perf_counter()
        mime_bundle(reply.parts, "writing", None, growing)
        times.append(1000 * (time.perf_counter() - started))
    fifth = len(times) // 5
    yield row(f"an update of a streamed Markdown answer of {size // 1000} kB, its last fifth against its first",
              mean(times[-fifth:]), mean(times[:fifth]), "ms", False)


ROWS = {
    "decode": decode, "prefill": prefill, "resting": resting, "kept": kept, "wraps": wraps, "turn_20": turn_20,
    "two_conversations": two_conversations, "host": host, "map": map_rows, "threads": threads, "drafts": drafts,
    "drafts_by_the_curve": drafts_by_the_curve,
    "constrained": constrained, "extract": extract, "scoring": scoring, "logprobs": logprobs,
    "labels": labels, "pictures": pictures, "start": start, "memory": memory,
    "display": display, "markdown": markdown, "browser": in_browser.rows,
}
