"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from ..chat.markdown import small_picture as small_picture, to_markdown as to_markdown, to_text as to_text
from ..chat.transcript import Item as Item
from ..core.copying import NotCopied as NotCopied
from _typeshed import Incomplete
from fastcore.basics import patch as patch
from typing import Callable

__all__: Incomplete
_HIDING: str

def can_hide() -> bool:
    """Returns whether the front end can hide the copy beside the panel: Colab and VS Code can't."""

COPY_FORMS: Incomplete

def copy_part(item: Item, after: Callable[[Item], str] = ...) -> dict | None:
    """Returns an item as a part of a copy, by type; `None` for one that is still being written."""
def copy_of(items: list, after: Callable[[Item], str] = ...) -> dict:
    """Returns the conversation as an output: Markdown and plain text. What is still being written is left out."""

_MOST_SHOWN: int
_QUIET: Incomplete
_LONGEST: Incomplete
COPY_MARK: str

def is_attended() -> bool:
    """Returns whether somebody runs the cells, and no program that only wants their outputs."""

class SavedCopy:
    """The conversation as an output beside the panel."""
    due: float | None
    stale: bool
    def __init__(self, after: Callable[[Item], str] = ...) -> None: ...
    def note_change(self) -> None:
        """Something was said: it is due when things are quiet."""
    def part(self, item: Item) -> dict | None:
        """Returns an item as a part of the copy."""
    def bundle(self, items: list) -> dict:
        """Returns the conversation as an output."""
    def display(self, items: list, panel: str, attended: bool = True) -> None:
        """Show the copy of a panel with some id in the cell that is running; if it is attended, only where it will be."""
    def refresh(self, items: list) -> dict | None:
        """Bring the shown copies up to date. Returns the new output; `None` if it is the same as before."""
    def is_due(self, kept: bool = False) -> bool:
        """Returns whether it is time to refresh; never if no copy is shown."""
    def is_stale(self) -> bool:
        """Returns whether a copy is shown that is out of date."""

_ANNOUNCED: str
_announced: Incomplete

def follow_cells(callback: Callable, on: bool) -> None:
    """Call `callback` at the end of each cell. Has no effect without IPython, or if it is already registered."""

class UncopiedPanel(NotCopied):
    """A base class of panels, which `copy` and `pickle` refuse."""
    instead: str
