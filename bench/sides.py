"""One side of a speed figure in a separate process: two llama.cpp thread pools in one process would slow each other
down.

python -m bench.sides SIDE MODEL.gguf COUNT
python -m bench.sides SIDE MODEL.gguf MMPROJ.gguf
"""

import json
import statistics
import sys
import time

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


def looked_at():
    """A picture of 336x336 pixels, as a data URL."""
    import numpy
    from notebook_chat.core.pictures import as_picture

    return as_picture(numpy.random.default_rng(0).integers(0, 256, (336, 336, 3), dtype=numpy.uint8)).data_url


def ours_third_look(path, eyes):
    """Seconds to the first token of the third question about a picture."""
    from notebook_chat.llama.model import LlamaModel
    from notebook_chat.core.messages import ChatMessage
    from notebook_chat.core.pictures import as_picture
    from notebook_chat.llama.vision import Vision

    model = LlamaModel(path, vision=Vision(eyes), n_ctx=4096, n_threads=THREADS)
    messages = []
    for turn in range(3):
        started = time.perf_counter()
        messages.append(ChatMessage("user", f"Question {turn}", images=[as_picture(looked_at())] if not turn else ()))
        reply = model.reply(messages, {"temperature": 0, "max_tokens": 8})
        asking = time.perf_counter() - started
        reply.wait()
        seconds = asking + reply.stats.time_to_first_token
        messages.append(reply.message)
    yield seconds


def their_third_look(path, eyes):
    """The same with the library's chat handler, which encodes the picture at every call."""
    from llama_cpp import Llama
    from llama_cpp.llama_chat_format import MTMDChatHandler

    llama = Llama(
        path,
        chat_handler=MTMDChatHandler(clip_model_path=eyes, verbose=False),
        n_ctx=4096,
        n_batch=512,
        n_threads=THREADS,
        n_threads_batch=THREADS,
        verbose=False,
    )
    messages = []
    for turn in range(3):
        started, first = time.perf_counter(), None
        picture = [{"type": "image_url", "image_url": {"url": looked_at()}}] if not turn else []
        messages.append({"role": "user", "content": [*picture, {"type": "text", "text": f"Question {turn}"}]})
        texts = []
        for chunk in llama.create_chat_completion(messages, stream=True, temperature=0, max_tokens=8):
            if text := chunk["choices"][0]["delta"].get("content"):
                first = first or time.perf_counter() - started
                texts.append(text)
        messages.append({"role": "assistant", "content": "".join(texts)})
    yield first


if __name__ == "__main__":
    side, path, count = sys.argv[1:]
    print(json.dumps(statistics.median(globals()[side](path, int(count) if count.isdigit() else count))))
