"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from ..core.logprobs import TokenLogprob as TokenLogprob
from ..core.messages import ChatMessage as ChatMessage
from ..core.reasoning import ReasoningParser as ReasoningParser
from ..core.text import whole_characters as whole_characters
from ..core.writer import ReplyWriter as ReplyWriter
from .echo import EchoFilter as EchoFilter, EchoMemory as EchoMemory
from .tool_pieces import CallGatherer as CallGatherer, calls_in as calls_in
from _typeshed import Incomplete
from collections.abc import Callable, Iterable as Iterable
from fastcore.basics import patch as patch
from typing import Any

__all__: Incomplete
_KINDS: Incomplete

def _raw_text(value):
    """Returns a content as text, perhaps with half of a character at either end."""
def text_in(value: Any) -> str:
    """Returns a content as text; empty if it is no text."""
def clean_json(value: Any) -> Any:
    """Returns a JSON value that can be encoded: lone surrogates become `�`, numbers that JSON doesn't have `None`."""
def dict_in(value: Any, key: str) -> dict:
    """Returns the dictionary at `key`, or an empty one."""
def _figure(usage, key):
    """Returns a number that a server sent, or 0 if it makes no sense."""
def _choice_of(chunk):
    """Returns the first choice of a chunk, or an empty dictionary. What is numbered otherwise is another answer."""
def _number(choice):
    """Returns the number of a choice; 0 if it has none."""

_REASONING: Incomplete

def _words(value):
    """Returns the text in a piece of reasoning, however it is wrapped."""
def reasoning_in(delta: dict) -> str:
    """Returns the reasoning in it."""
def delta_of(chunk: Any) -> dict:
    """Returns the new part of its message, or a whole message; empty if there is none."""
def _holds_any(delta):
    """Returns whether a message, or a part of one, holds anything."""
def _answer_in(delta): ...
def has_content(chunk: Any) -> bool:
    """Returns whether a chunk holds anything of the reply: text, reasoning, or a call. A role alone is nothing."""

_TOO_LONG: Incomplete

def finish_reason_in(chunk: Any) -> str | None:
    """Returns why the reply ended, in our terms (`stop` or `length`); `None` if the chunk doesn't say."""
def _row_in(entry):
    """Returns how likely a token was, in OpenAI's shape; `None` if the entry makes no sense."""
def logprobs_in(choice: dict) -> list[TokenLogprob]:
    """Returns how likely its tokens were, by the model itself; empty if it doesn't say."""
def rows_at_end(rows: list[TokenLogprob], text: str) -> list[TokenLogprob]:
    """Returns the last rows, those of the answer; all of them if their text doesn't end with it."""

_MARKS: Incomplete

def _marks_of(begun):
    """Returns how the reasoning is marked in a text that begins so; `None` while that is open."""

class ChunkReader:
    """Writes OpenAI-shaped chunks, whole completions and plain texts into a reply."""
    finish_reason: str | None
    def __init__(self, writer: ReplyWriter, stop_when: Callable[[str], bool] | None = None, partial: ChatMessage | None = None, memory: EchoMemory | None = None) -> None: ...
    def read(self, chunk: dict | str) -> bool:
        """Write the content of a chunk. Returns whether the reply ends here."""
    def _count(self) -> None:
        """Count a piece as a token, and record the time."""
    def _think(self, text) -> None:
        """Write reasoning."""
    def _write(self, text):
        """Write text. Returns whether the reply ends here."""
    def _separate(self, text, last: bool = False) -> None:
        """Write text as reasoning and answer, once it is known how the server marks the former."""
    def _ends_with(self, answer):
        """Returns whether `stop_when` ends the reply at this piece of the answer."""
    def finish(self) -> None:
        """Write what was held back, the calls and the figures, at the end of the chunks."""

def write_chunks(writer: ReplyWriter, pieces: Callable[[], Iterable], stop_when: Callable[[str], bool] | None = None, partial: ChatMessage | None = None, memory: EchoMemory | None = None) -> None:
    """Write what `pieces()` yields, up to a stop. Never raises: an error ends the reply."""
