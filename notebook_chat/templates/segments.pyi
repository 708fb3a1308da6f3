"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from ..core.caching import SizedCache as SizedCache
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
def longest_of(texts: Iterable[str]) -> str:
    """Returns a regular expression that matches the longest of some texts."""
def _tree_of(texts):
    """Returns a regular expression for texts, with the beginnings that they share written once."""
def _branch_of(texts):
    """Returns a regular expression for texts that begin alike."""

class _Spoofs:
    """The special tokens of a vocabulary, and every text that one of them begins or ends with."""
    whole: Incomplete
    tails: Incomplete
    heads: Incomplete
    longest: Incomplete
    has_blank_heads: Incomplete
    def __init__(self, special_tokens) -> None: ...
    def spans(self, text):
        """Returns `_spoof_spans` of a text. Those of a conversation are asked for again with each question."""

_REMEMBERED: int
_spoofs_of: Incomplete

def _tail_span(text, spoofs):
    """Returns the span of the end of a special token that `text` starts with, after any blanks; else `None`."""
def _head_span(text, spoofs):
    """Returns the span of the start of a special token that `text` ends with, before any blanks; else `None`."""
def _spoof_spans(text, spoofs):
    """Returns the spans of `text` that are special tokens, or would be if something before or after completed them."""

_NUMBERS: int

class Marks:
    """Characters that occur nowhere in a conversation, used to find its texts again in a rendering."""
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
