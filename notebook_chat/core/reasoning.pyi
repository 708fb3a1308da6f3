"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from .logprobs import rows_of as rows_of
from .text import partial_suffix as partial_suffix
from .writer import ReplyWriter as ReplyWriter
from _typeshed import Incomplete
from collections.abc import Sequence
from fastcore.basics import patch as patch
from typing import NamedTuple

__all__: Incomplete

class _Piece(NamedTuple):
    """A piece of text with the token ids it came from, or `None`."""
    text: str
    tokens: Sequence[int] | None

class ReasoningParser:
    """Writes pieces of text to a `ReplyWriter`, separated into reasoning and answer."""
    writer: Incomplete
    def __init__(self, writer: ReplyWriter, marks: Sequence[str] | None = None, opened: bool = False, late: bool = False) -> None: ...
    def _say(self, text, tokens):
        """Write a piece of the answer and return it."""
    def _hold(self, text, tokens) -> None:
        """Hold a piece back until it is clear what it is."""
    def _release(self):
        """Write the held pieces as part of the answer and return their text."""
    def write(self, text: str, tokens: Sequence[int] | None = None) -> str:
        """Write a piece. Returns the part of it, and of what was held back, that belongs to the answer."""
    def flush(self) -> str:
        """Write what was held back, at the end of the text. Returns the part of it that belongs to the answer."""
    def _at_start(self, text, tokens):
        """Hold pieces back as long as they may be the first marker."""
    def _after_header(self, begun, others=()):
        """Returns the answer after a header at the start of the held text; empty while a header or one of `others` may come."""
    def _begin_answer(self, rest):
        """Begin the answer with what came in the same piece as the marker."""
    def _at_thinking(self, text):
        """Pass on reasoning up to the second marker."""
    def _at_late(self, text, last: bool = False):
        """Write text of the answer, and turn it into reasoning at a lone second marker. Returns what belongs to the answer."""
    def _say_late(self, text): ...
    def _at_blank(self, text, tokens):
        """Drop empty lines, and a header, before the answer."""
    def _skip(self, count) -> None:
        """Drop the first `count` held characters, with the tokens of the pieces that lie entirely within them."""

def _is_quoted(before, after):
    """Returns whether a marker between two texts is quoted, or in code."""
