"""Host time: what a question costs before the first decode (rendering, tokenizing, fitting, checking) at 20, 100 and
400 messages, beside the prefill that the cache saves."""

import random
import time
from statistics import median

from .measure import THREADS, row

COUNTS = (20, 100, 400)  # messages
PREFILL = 512  # tokens, read once to find out how fast a prompt is read
WORDS = "the of a water planet small warm green under over number seven house street code list value river old".split()


def talk(model, count):
    """A conversation of about 20 tokens a message, its answers with the model's own tokens."""
    from notebook_chat.core.messages import ChatMessage

    chance, messages = random.Random(0), []
    text = lambda: " ".join(chance.choices(WORDS, k=13)) + "."
    for _ in range(count // 2):
        answer = text()
        own = dict(tokens=model.tokenize(answer), model=model.fingerprint)
        messages += [ChatMessage("user", text()), ChatMessage("assistant", answer, finish_reason="stop", **own)]
    return messages


class Free:
    """Inside the block a model's engine answers at once and computes nothing; `at` is when a request reached it."""

    def __init__(self, model):
        self.model, self.at, self.tokens = model, 0.0, 0

    def __enter__(self):
        self.model._engine.submit = self.submit
        return self

    def __exit__(self, *error):
        del self.model._engine.submit

    def submit(self, request):
        self.at, self.tokens = time.perf_counter(), len(request.tokens)
        text = "So it is."
        request.output.writer.write(text, self.model.tokenize(text))
        request.output.finish("stop")


def host_seconds(model, count, rounds):
    """Seconds before the first decode, the median of some questions in a row, and the tokens of the prompt."""
    from notebook_chat import Chat

    chat = Chat(model)
    chat.messages.replace([], talk(model, count))
    with Free(model) as free:
        chat.send("And now?")
        taken = []
        for number in range(rounds):
            started = time.perf_counter()
            chat.send(f"And now, {number}?")
            taken.append(free.at - started)
    return median(taken), free.tokens


def rows(path, rounds=9):
    """Rows: milliseconds of host time against those of the prefill that the cache saves; the ratio is the gain."""
    from notebook_chat import LlamaModel

    with LlamaModel(path, n_ctx=16384, n_threads=THREADS, n_sequences=1) as model:
        reply = model.complete("x" * PREFILL, max_tokens=1, temperature=0)
        reply.wait()
        rate = reply.stats.prefill_rate
        for count in COUNTS:
            seconds, tokens = host_seconds(model, count, rounds)
            yield row(f"host time, {path.stem}, {count} messages of {tokens:,} tokens, against the prefill it saves",
                      1000 * seconds, 1000 * tokens / rate, "ms", higher_is_better=False)

