"""The sides of the rows. Each is a generator that runs in a process of its own, opens what it needs, yields once it is
ready and then a figure for each line that comes in.

python -m bench.sides SIDE ARGUMENTS_AS_JSON
"""

import json
import sys
import threading
import time
from statistics import mean

from .measure import THREADS

QUESTION = "Write a long story about a lighthouse keeper and the sea."
GREEDY = dict(temperature=0)


def whole(reply):
    """A finished reply."""
    reply.wait()
    assert not reply.error, reply.error
    return reply


def opened(path, n_ctx=2048, n_sequences=1, n_threads=THREADS, resting=0, length=0, **options):
    """A model, perhaps with conversations of so many tokens that rest in its cache."""
    from notebook_chat import LlamaModel

    from .rivals import tokens_of

    model = LlamaModel(path, n_ctx=n_ctx, n_threads=n_threads, n_sequences=n_sequences, **options)
    for number in range(resting):
        whole(model.complete(tokens_of(length, seed=1000 + number), max_tokens=2, **GREEDY))
    return model


# Decode and prefill: tokens per second


def ours_decode(path, count, resting=0, length=0):
    """`Chat.send`, its text consumed."""
    from notebook_chat import Chat

    model = opened(path, n_ctx=8192, n_sequences=1 + resting, resting=resting, length=length)
    yield
    while True:
        reply = Chat(model).send(QUESTION, max_tokens=count, **GREEDY)
        for _ in reply:
            pass
        yield reply.stats.decode_rate


def ours_measured_decode(path, count, logprobs, grammar=None):
    """The same with the probabilities of the likeliest tokens, perhaps under a grammar."""
    model, seed = opened(path), 0
    yield
    while seed := seed + 1:
        settings = dict(logprobs=logprobs, grammar=grammar, temperature=0.8, seed=seed, max_tokens=count)
        yield whole(model.reply([{"role": "user", "content": QUESTION}], settings)).stats.decode_rate


def bare_decode(path, count):
    """The bare loop."""
    from . import rivals

    bare = rivals.Bare(path, 4096, THREADS)
    yield
    while True:
        bare.prefill(rivals.tokens_of(64))
        bare.decode(1)
        yield (count - 1) / bare.decode(count - 1)


def ours_prefill(path, count, resting=0, length=0):
    """Reading a prompt, another one each time; it takes the place of what has rested longest."""
    from .rivals import tokens_of

    model, seed = opened(path, n_ctx=8192, n_sequences=1 + resting, resting=resting, length=length), 0
    yield
    while seed := seed + 1:
        yield whole(model.complete(tokens_of(count, seed), max_tokens=1, **GREEDY)).stats.prefill_rate


def bare_prefill(path, count):
    """Reading a prompt in the bare loop."""
    from . import rivals

    bare = rivals.Bare(path, 8192, THREADS)
    yield
    while True:
        yield count / bare.prefill(rivals.tokens_of(count))


# Drafts: for each task the tokens per second of its answer and the steps that each token took


def tasks_both_ways(path, count):
    """The tasks of `bench.drafts`, each asked twice of the same model right after each other: with drafts, and a token
    at a time; in turn the one or the other first."""
    from notebook_chat import Chat

    from .drafts import TASKS

    model, bout = opened(path, n_sequences=2, n_threads=None), 0
    yield
    while bout := bout + 1:
        figures = []
        for number, task in enumerate(TASKS.values()):
            stats = {}
            for drafts in (True, False) if (number + bout) % 2 else (False, True):
                model.speculation = drafts
                stats[drafts] = whole(Chat(model).send(task, max_tokens=count, **GREEDY)).stats
            figures.append((stats[True].decode_rate, stats[False].decode_rate, stats[True].steps_per_token))
        yield figures


# Probabilities: tokens per second of texts that are scored, and rows per second of a column


def ours_scoring(path, before, count):
    """Scoring the last `count` of some tokens, others each time."""
    from .rivals import tokens_of

    model, seed = opened(path, n_ctx=8192), 0
    yield
    while seed := seed + 1:
        tokens, started = tokens_of(before + count, seed), time.perf_counter()
        model.score(tokens[:before], [tokens[before:]])
        yield (before + count) / (time.perf_counter() - started)


def bare_logits(path, count):
    """The bare loop reading as many tokens, with the logits after each of them and nothing done with them."""
    from . import rivals

    bare = rivals.Bare(path, 8192, THREADS)
    yield
    while True:
        yield count / bare.read_with_logits(rivals.tokens_of(count))


TASK = "Say what each message is about."
LABELS = ["delivery", "payment", "praise", "broken product"]


def rows_of(number, count):
    """New short texts for each bout."""
    return [f"Message {number}-{at}: I wrote to the shop about {SUBJECTS[at % 4]}." for at in range(count)]


def ours_probabilities(path, count):
    """Rows per second of a column with the probabilities of four labels."""
    from notebook_chat import Chat

    chat, number = Chat(opened(path, n_sequences=16, n_threads=None), system=TASK), 0
    yield
    while number := number + 1:
        started = time.perf_counter()
        table = chat.map(rows_of(number, count), LABELS, probabilities=True, progress=False)
        assert not table.isna().any(axis=None)
        yield count / (time.perf_counter() - started)


def written_labels(path, count):
    """Rows per second of writing the labels under a grammar, one row at a time. Says nothing of which are better."""
    from notebook_chat.chat.asking import Extraction
    from notebook_chat.core.messages import ChatMessage

    model, number = opened(path, n_sequences=16, n_threads=None), 0
    extraction = Extraction(model, LABELS)
    yield
    while number := number + 1:
        started = time.perf_counter()
        for text in rows_of(number, count):
            question = extraction.question(ChatMessage("user", text))
            reply = model.reply([ChatMessage("system", TASK), question], dict(GREEDY, **extraction.limits))
            assert extraction.value(whole(reply)) in LABELS
        yield count / (time.perf_counter() - started)


# Conversations: seconds to the first token of an answer


def ours_talks(path, talks, length, max_tokens):
    """Conversations that begin with a long text and take turns: a round of turns at a time."""
    from notebook_chat import Chat

    model = opened(path, n_ctx=8192, n_sequences=16)
    chats, turn = [Chat(model) for _ in range(talks)], 0
    for number, chat in enumerate(chats):
        whole(chat.send(f"Text {number}: " + "the sea is grey. " * (length // 5), max_tokens=max_tokens, **GREEDY))
    yield
    while turn := turn + 1:
        replies = [whole(chat.send(f"Question {turn}: and then?", max_tokens=max_tokens, **GREEDY)) for chat in chats]
        yield mean(reply.stats.time_to_first_token for reply in replies)


def ours_moves(path, length, cache_ram=None):
    """Two conversations that take turns: seconds of moving them, and seconds to the first token."""
    from .rivals import tokens_of

    model, moved, turn = opened(path, n_ctx=8192, n_sequences=2, resting=2, length=length, cache_ram=cache_ram), [], 0
    talks = [tokens_of(length, seed=1000 + number) for number in range(2)]   # they grow a little
    resting = model._engine.resting
    admit = resting.admit

    def timed():
        started = time.perf_counter()
        placement = admit()
        moved[-1] += time.perf_counter() - started
        return placement

    resting.admit = timed
    yield
    while turn := turn + 1:
        moved.append(0)
        talk = talks[turn % 2] if cache_ram is None else tokens_of(length, seed=2000 + turn)
        reply = whole(model.complete([*talk, turn], max_tokens=32, **GREEDY))
        talk += [turn, *reply.tokens]
        assert cache_ram is not None or reply.stats.cached_tokens >= length
        yield moved[-1] * length / len(talk), reply.stats.time_to_first_token


def ours_many(path, count, length, cache_ram=None):
    """Many conversations on one model, asked in turn: seconds to the first token."""
    from .rivals import tokens_of

    model, turn = opened(path, n_ctx=8192, n_sequences=16, resting=count, length=length, cache_ram=cache_ram), 0
    yield
    while turn := turn + 1:
        talk = tokens_of(length, seed=1000 + 7 * turn % count)
        yield whole(model.complete([*talk, *tokens_of(8, turn)], max_tokens=8, **GREEDY)).stats.time_to_first_token


def ours_wraps(path, n_ctx, context_shift):
    """A conversation in a context that is full: seconds to the first token of an answer for which messages had to
    leave."""
    from notebook_chat import Chat

    chat, turn = Chat(opened(path, n_ctx=n_ctx, context_shift=context_shift), system="Be brief."), 0
    yield
    while turn := turn + 1:
        reply = whole(chat.send(f"{turn}: " + "the sea is grey. " * 20, max_tokens=8, **GREEDY))
        if reply.stats.dropped_messages:
            yield reply.stats.time_to_first_token


def handmade_talks(path, talks, length, max_tokens):
    """The same with a handmade chat class."""
    from . import rivals

    llama = rivals.library(path, 8192, THREADS)
    chats, turn = [rivals.HandmadeChat(llama) for _ in range(talks)], 0
    for number, chat in enumerate(chats):
        chat.ask(f"Text {number}: " + "the sea is grey. " * (length // 5), max_tokens)
    yield
    while turn := turn + 1:
        yield mean([chat.ask(f"Question {turn}: and then?", max_tokens) for chat in chats])


# Many prompts: seconds

SYSTEM = "You say in a few words what a text is about."
SUBJECTS = ["a parcel that came late", "a bill that is wrong", "a friendly waiter", "a phone that doesn't charge"]


def texts_of(number, count):
    """New texts for each bout."""
    return [f"Text {number}-{at}: this morning I wrote to the shop about {SUBJECTS[at % 4]}, and nobody has answered "
            f"my question number {7 * at + number} so far." for at in range(count)]


def ours_map(path, count, tokens, width):
    """`Chat.map` with its own choice of threads; with the tokens that were read and written."""
    from notebook_chat import Chat

    model, number = opened(path, n_ctx=4096, n_sequences=width, n_threads=None), 0
    yield
    while number := number + 1:
        started = time.perf_counter()
        replies = Chat(model, system=SYSTEM).map(texts_of(number, count), progress=False, max_tokens=tokens, **GREEDY)
        seconds = time.perf_counter() - started
        stats = [reply.stats for reply in replies]
        yield (seconds, sum(one.evaluated_tokens for one in stats), sum(one.completion_tokens for one in stats))


def loop(path, count, tokens, threads):
    """A loop over the library's own `create_chat_completion`."""
    from . import rivals

    llama, number = rivals.library(path, 4096, threads), 0
    yield
    while number := number + 1:
        started = time.perf_counter()
        for text in texts_of(number, count):
            messages = [{"role": "system", "content": SYSTEM}, {"role": "user", "content": text}]
            llama.create_chat_completion(messages, max_tokens=tokens, **GREEDY)
        yield time.perf_counter() - started


def bare_batches(path, count, read, written, width):
    """As many tokens read and written by the bare library, `width` answers at once."""
    from . import rivals

    bare = rivals.Bare(path, 4096, THREADS, sequences=width)
    yield
    while True:
        yield sum(
            bare.answer_at_once([rivals.tokens_of(read // count, seed) for seed in range(min(width, count - at))],
                                written // count)
            for at in range(0, count, width)
        )


# Threads: tokens per second


def writing(path, threads, models, count):
    """Models that write at the same time, with a number of threads or with our default."""
    all_models, number = [opened(path, n_ctx=1024 + at, n_threads=threads) for at in range(models)], 0
    yield
    while number := number + 1:
        started, replies = time.perf_counter(), []
        ask = lambda model: replies.append(model.complete(f"Bout {number}: ", temperature=0.8, max_tokens=count))
        workers = [threading.Thread(target=ask, args=[model]) for model in all_models]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        written = sum(whole(reply).stats.completion_tokens for reply in replies)
        yield written / (time.perf_counter() - started)


# Grammars


def constrained_decode(path, tokens):
    """Milliseconds per token: of free text, of a choice of 20 and of 500 values, and of JSON."""
    from notebook_chat.structured.types import grammar_of

    note = {"type": "object", "properties": {"title": {"type": "string"}, "lines": {"type": "array", "items": {
        "type": "string"}, "minItems": 3}}, "required": ["title", "lines"], "additionalProperties": False}
    grammars = {
        "free": None,
        "20 values": grammar_of([f"value number {number}" for number in range(20)]),
        "500 values": grammar_of([f"value number {number}" for number in range(500)]),
        "JSON": grammar_of(note),
    }
    model, seed = opened(path), 0
    yield
    while seed := seed + 1:
        yield {name: _milliseconds(model, grammar, tokens, 100 * seed) for name, grammar in grammars.items()}


def _milliseconds(model, grammar, tokens, seed):
    """Milliseconds per token of answers that together have at least so many tokens, without the first of each."""
    written = seconds = 0
    while written < tokens:
        reply = model.reply([{"role": "user", "content": QUESTION}],
                            dict(grammar=grammar, temperature=0.8, seed=seed, max_tokens=tokens + 1))
        written += whole(reply).stats.completion_tokens - 1
        seconds += reply.stats.decode_seconds
        seed += 1
    return 1000 * seconds / written


def ours_extract(path):
    """Seconds for a value of three fields, and for the same question with as many tokens of free text."""
    from notebook_chat.chat.asking import Extraction
    from notebook_chat.core.messages import ChatMessage

    schema = {"type": "object", "properties": {"name": {"type": "string"}, "age": {"type": "integer"},
                                               "city": {"type": "string"}}, "required": ["name", "age", "city"]}
    model, number = opened(path), 100

    def ask(message, **settings):
        started = time.perf_counter()
        reply = whole(model.reply([message], dict(settings, **GREEDY)))
        return reply, time.perf_counter() - started

    yield
    while number := number + 2:
        extraction = Extraction(model, schema)
        question = lambda number: extraction.question(
            ChatMessage("user", f"{number}: My name is Anna Meier, I'm {number // 2}, and I moved to Lisbon in May."))
        reply, ours = ask(question(number), max_tokens=80, **extraction.limits)
        extraction.value(reply)
        _, free = ask(question(number + 1), max_tokens=reply.stats.completion_tokens)
        yield ours, free


# Pictures: seconds to the first token of the third question about one


def looked_at():
    """A picture of 336x336 pixels, as a data URL."""
    import numpy
    from notebook_chat.core.pictures import as_picture

    return as_picture(numpy.random.default_rng(0).integers(0, 256, (336, 336, 3), dtype=numpy.uint8)).data_url


def ours_third_look(path, eyes):
    """Ours."""
    from notebook_chat.core.messages import ChatMessage
    from notebook_chat.core.pictures import as_picture
    from notebook_chat.llama.model import LlamaModel
    from notebook_chat.llama.vision import Vision

    yield
    while True:
        messages = []
        with LlamaModel(path, vision=Vision(eyes), n_ctx=4096, n_threads=THREADS) as model:
            for turn in range(3):
                started = time.perf_counter()
                pictures = () if turn else [as_picture(looked_at())]
                messages.append(ChatMessage("user", f"Question {turn}", images=pictures))
                reply = model.reply(messages, dict(max_tokens=8, **GREEDY))
                asking = time.perf_counter() - started
                seconds = asking + whole(reply).stats.time_to_first_token
                messages.append(reply.message)
        yield seconds


def their_third_look(path, eyes):
    """The library's chat handler, which encodes the picture at every call."""
    from llama_cpp import Llama
    from llama_cpp.llama_chat_format import MTMDChatHandler

    from .rivals import HandmadeChat

    llama = Llama(path, chat_handler=MTMDChatHandler(clip_model_path=eyes, verbose=False), n_ctx=4096, n_batch=512,
                  n_threads=THREADS, n_threads_batch=THREADS, verbose=False)
    yield
    while True:
        chat = HandmadeChat(llama)
        chat.ask([{"type": "image_url", "image_url": {"url": looked_at()}}, {"type": "text", "text": "Question 0"}], 8)
        yield [chat.ask(f"Question {turn}", 8) for turn in (1, 2)][-1]


if __name__ == "__main__":
    side = globals()[sys.argv[1]](*json.loads(sys.argv[2]))
    print(json.dumps(next(side)), flush=True)
    for _ in sys.stdin:
        print(json.dumps(next(side)), flush=True)
