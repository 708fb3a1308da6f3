"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from ..core.messages import Picture as Picture
from _typeshed import Incomplete
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fastcore.basics import patch as patch

@dataclass(frozen=True)
class Segment:
    """A part of a prompt."""
    text: str = ...
    literal: bool = ...
    tokens: tuple | None = ...
    picture: Picture | None = ...

class Marks:
    """Characters that occur nowhere in a conversation, used to find its texts again in a rendering."""
    special_tokens: Incomplete
    pictures: Incomplete
    def __init__(self, texts: Iterable[str], special_tokens: frozenset[str] = ..., pictures: Iterable[Picture] = ()) -> None: ...
    def strip(self, text: str) -> str:
        """Returns `text` without marks and numbers; the characters that stand for pictures stay."""
    def mark_spoofs(self, text: str) -> str:
        """Returns `text` with marks around everything that could be read as a special token."""
    def mark_written(self, text: str, number: int) -> str:
        """Returns `text`, marked as written by the model."""
    def segments(self, rendering: str, written: Mapping[int, Segment] = {}, blanks: str = '') -> list[Segment]:
        """Returns the rendering as segments."""
