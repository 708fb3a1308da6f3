"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from ..core.messages import FunctionCall as FunctionCall
from ..core.reasoning import ReasoningParser as ReasoningParser
from ..core.writer import ReplyWriter as ReplyWriter
from collections.abc import Callable, Iterable as Iterable
from fastcore.basics import patch as patch
from typing import Any

def text_in(value: Any) -> str:
    """Returns a content as text; empty if it is no text."""
def dict_in(value: Any, key: str) -> dict:
    """Returns the dictionary at `key`, or an empty one."""
def finish_reason_in(chunk: Any) -> str | None:
    """Returns why the reply ended, in our terms (`stop` or `length`); `None` if the chunk doesn't say."""

class _CallGatherer:
    """Assembles tool calls from their pieces."""
    def __init__(self) -> None: ...
    def take(self, pieces) -> None:
        """Add the `tool_calls` of a chunk."""
    def calls(self):
        """Returns the calls so far as `FunctionCall`s."""

class ChunkReader:
    """Writes OpenAI-shaped chunks, whole completions and plain texts into a reply."""
    finish_reason: str | None
    def __init__(self, writer: ReplyWriter, stop_when: Callable[[str], bool] | None = None) -> None: ...
    def read(self, chunk: dict | str) -> bool:
        """Write the content of a chunk. Returns whether the reply ends here."""
    def finish(self) -> None:
        """Write what was held back, the calls and the figures, at the end of the chunks."""

def write_chunks(writer: ReplyWriter, pieces: Callable[[], Iterable], stop_when: Callable[[str], bool] | None = None) -> None:
    """Write what `pieces()` yields, up to a stop. Never raises: an error ends the reply."""
