"""Rows that need a real kernel: streaming as Markdown, and what travels to the front end."""

import json
import sys
import tempfile
from pathlib import Path

from .measure import ROOT, THREADS, Side, in_turn, row
from .sides import QUESTION

sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tools")]

SETUP = """
import json
from IPython.display import Markdown, clear_output, display
from llama_cpp import Llama
from notebook_chat import Chat, LlamaModel
from notebook_chat.jupyter.views import show
options = dict(n_ctx=2048, n_threads={threads})
chat = Chat(LlamaModel({path!r}, n_sequences=1, **options))
llama = Llama({path!r}, verbose=False, **options)
question = {question!r}
"""
STREAM = """
reply = show(chat.send(question, max_tokens={count}, temperature=0))
chat.reset()
"""
RATE = "print(json.dumps(reply.stats.decode_rate))"
EACH_TOKEN = """
text = ""
for chunk in llama.create_chat_completion([dict(role="user", content=question)], stream=True, temperature=0,
                                          max_tokens={count}):
    text += chunk["choices"][0]["delta"].get("content") or ""
    clear_output(wait=True)
    display(Markdown(text))
"""


class KernelSide:
    """Decodes in a kernel, shown as Markdown, when it is this side's turn."""

    def __init__(self, kernel, stream):
        self.kernel, self.stream = kernel, stream

    def bout(self):
        """Tokens per second."""
        self.kernel.execute(self.stream)
        return json.loads(self.kernel.execute(RATE).text)


def rows(path, count):
    """Rows for an answer of so many tokens."""
    from support.harness import Kernel

    values = dict(path=str(path), threads=THREADS, count=count, question=QUESTION)
    setup, ours, theirs = (code.format(**values) for code in (SETUP, STREAM, EACH_TOKEN))
    with tempfile.TemporaryDirectory() as folder, Side("bare_decode", path, count) as bare:
        kernel = Kernel(Path(folder))
        try:
            kernel.execute(setup)
            rates = in_turn([KernelSide(kernel, ours), bare], rounds=3)
            sent = [kernel.execute(code) for code in (ours, theirs)]
        finally:
            kernel.stop()
    yield row(f"decode in a kernel, shown as Markdown, {path.stem}, {count} tokens", *rates, "tok/s")
    for what, figures in [("messages", [len(execution.messages) for execution in sent]),
                          ("bytes", [execution.bytes for execution in sent])]:
        yield row(f"{what} to the front end, {path.stem}, {count} tokens", *figures, what, False)
