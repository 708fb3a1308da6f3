"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from .text import partial_suffix as partial_suffix
from .writer import ReplyWriter as ReplyWriter
from _typeshed import Incomplete
from collections.abc import Sequence
from fastcore.basics import patch as patch
from typing import NamedTuple

class _Piece(NamedTuple):
    """A piece of text with the token ids it came from, or `None`."""
    text: str
    tokens: Sequence[int] | None

class ReasoningParser:
    """Writes pieces of text to a `ReplyWriter`, separated into reasoning and answer."""
    writer: Incomplete
    def __init__(self, writer: ReplyWriter, marks: Sequence[str] | None = None, opened: bool = False) -> None: ...
    def write(self, text: str, tokens: Sequence[int] | None = None) -> str:
        """Write a piece. Returns the part of it, and of what was held back, that belongs to the answer."""
    def flush(self) -> str:
        """Write what was held back, at the end of the text. Returns the part of it that belongs to the answer."""
