"""One side of a speed figure in a process of its own: two llama.cpp thread pools in one process would slow each other down.

    python -m bench.sides SIDE MODEL.gguf COUNT
"""

import json
import statistics
import sys

from .figures import THREADS

ROUNDS = 3


def ours_decode(path, count):
    """Tokens per second of `Chat.send`, text consumed."""
    from notebook_chat import Chat, LlamaModel

    model = LlamaModel(path, n_ctx=2048, n_threads=THREADS, n_sequences=1)
    for _ in range(ROUNDS):
        reply = Chat(model).send("x" * 60, max_tokens=count, temperature=0)
        for _ in reply:
            pass
        yield reply.stats.decode_rate


def bare_decode(path, count):
    """Tokens per second of the bare loop."""
    from . import rivals

    bare = rivals.Bare(path, 2048, THREADS)
    for _ in range(ROUNDS):
        bare.prefill(rivals.tokens_of(64))
        bare.decode(1)
        yield (count - 1) / bare.decode(count - 1)


def ours_prefill(path, count):
    """Tokens per second of reading a prompt."""
    from notebook_chat import LlamaModel

    model = LlamaModel(path, n_ctx=2048, n_threads=THREADS, n_sequences=1)
    for number in range(ROUNDS):
        reply = model.complete(f"{number:05d}" + "x" * (count - 5), max_tokens=1, temperature=0)
        reply.wait()
        yield reply.stats.prefill_rate


def bare_prefill(path, count):
    """Tokens per second of reading a prompt in the bare loop."""
    from . import rivals

    bare = rivals.Bare(path, 2048, THREADS)
    for _ in range(ROUNDS):
        yield count / bare.prefill(rivals.tokens_of(count))


if __name__ == "__main__":
    side, path, count = sys.argv[1:]
    print(json.dumps(statistics.median(globals()[side](path, int(count)))))
