"""Figures that need a real kernel: streaming as Markdown, and what travels to the front end."""

import json
import sys
import tempfile
from pathlib import Path

from . import rivals
from .figures import ROOT, THREADS, row
from .models import path_of

sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tools")]

OURS = """
from notebook_chat import Chat, LlamaModel
from notebook_chat.jupyter.views import show
model = LlamaModel({path!r}, n_ctx=2048, n_threads={threads}, n_sequences=1)
chat = Chat(model)
"""
STREAM = "show(chat.send('x' * 60, max_tokens={count}, temperature=0)); chat.reset()"
RATE = """
import json
reply = chat.send("x" * 60, max_tokens={count}, temperature=0)
show(reply)
print(json.dumps(reply.stats.decode_rate))
chat.reset()
"""
EACH_TOKEN = """
from IPython.display import Markdown, clear_output, display
from llama_cpp import Llama
llama, text = Llama({path!r}, n_ctx=2048, n_threads={threads}, verbose=False), ""
question = [dict(role="user", content="x" * 60)]
for chunk in llama.create_chat_completion(question, stream=True, temperature=0, max_tokens={count}):
    text += chunk["choices"][0]["delta"].get("content") or ""
    clear_output(wait=True)
    display(Markdown(text))
"""


def figures(size="15M", count=1000):
    """Rows for streaming in a kernel."""
    from support.harness import Kernel

    values = dict(path=str(path_of(size)), threads=THREADS, count=count)
    with tempfile.TemporaryDirectory() as folder:
        kernel = Kernel(Path(folder))
        kernel.execute(OURS.format(**values))
        kernel.execute(STREAM.format(**values))
        rate = json.loads(kernel.execute(RATE.format(**values)).text.splitlines()[-1])
        ours = kernel.execute(STREAM.format(**values))
        theirs = kernel.execute(EACH_TOKEN.format(**values))
        kernel.stop()
    bare = rivals.Bare(path_of(size), 2048, THREADS)
    bare.prefill(rivals.tokens_of(64))
    yield row(
        f"decode in a kernel, shown as Markdown, {size}, {count} tokens", rate, count / bare.decode(count), "tok/s"
    )
    bare.close()
    for what in ("messages", "bytes"):
        mine, other = (getattr(result, what) for result in (ours, theirs))
        mine, other = (value if isinstance(value, int) else len(value) for value in (mine, other))
        yield row(f"{what} to the front end for {count} tokens (share: {mine / other:.1%})", mine, other, what, False)
