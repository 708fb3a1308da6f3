"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from ..core.messages import Picture as Picture
from _typeshed import Incomplete
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fastcore.basics import patch as patch

__all__: Incomplete

@dataclass(frozen=True)
class Segment:
    """A part of a prompt."""
    text: str = ...
    literal: bool = ...
    tokens: tuple | None = ...
    picture: Picture | None = ...

_RARE_SIGNS: Incomplete
_RARE_BLANKS: Incomplete

def _unused(candidates, used, count):
    """Returns the first `count` characters of `candidates` that are not `used`."""
def _spoof_patterns(special_tokens):
    """Returns patterns: for a special token, for text that starts with its end, and for text that ends with its start."""
def _any_of(texts):
    """Returns a pattern for any of some texts, the longest first."""
def _spoof_spans(text, special_tokens):
    """Returns the spans of `text` that are special tokens, or would be if something before or after completed them."""

_NUMBERS: int

class Marks:
    """Characters that occur nowhere in a conversation, used to find its texts again in a rendering."""
    special_tokens: Incomplete
    pictures: Incomplete
    def __init__(self, texts: Iterable[str], special_tokens: frozenset[str] = ..., pictures: Iterable[Picture] = ()) -> None: ...
    def strip(self, text: str) -> str:
        """Returns `text` without marks and numbers; the characters that stand for pictures stay."""
    def mark_spoofs(self, text: str) -> str:
        """Returns `text` with marks around everything that could be read as a special token."""
    def spread(self, text: str) -> str:
        """Returns `text` with marks between its characters, so that a program finds nothing in it to split or to remove."""
    def mark_written(self, text: str, number: int) -> str:
        """Returns `text`, marked as written by the model."""
    def segments(self, rendering: str, written: Mapping[int, Segment] = {}, blanks: str = '') -> list[Segment]:
        """Returns the rendering as segments."""
    def _with_blanks(self, rendering, match, text):
        """Returns the span of `match` with the blanks around `text`, where the template has left them."""
    def _without_tokens(self, text):
        """Returns the segments of a text in which nothing has tokens."""
    def _segment(self, text, literal):
        """Returns a segment of text, or of the picture that it stands for."""

def _drop_blanks(segments, blanks) -> None:
    """Remove `blanks` from the end of the last segment."""
