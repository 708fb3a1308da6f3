"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from ..chat.markdown import small_picture as small_picture, to_markdown as to_markdown, to_text as to_text
from fastcore.basics import patch as patch
from typing import Callable

def can_hide() -> bool:
    """Whether the front end is one in which the copy is hidden beside the panel: not Colab, nor VS Code."""
def copy_of(items: list) -> dict:
    """Returns the conversation as an output: Markdown and plain text. What is still being written is left out."""

class SavedCopy:
    """The conversation as an output beside the panel."""
    due: float | None
    stale: bool
    def __init__(self) -> None: ...
    def note_change(self) -> None:
        """Something was said: the copy is due as soon as may be."""
    def bundle(self, items: list) -> dict:
        """Make the output for a display. Returns it."""
    def display(self) -> None:
        """Show the output that was made, in the cell that is running."""
    def refresh(self, items: list) -> dict | None:
        """Bring the shown copies up to date. Returns the new output; `None` if it is the same as before."""
    def is_due(self) -> bool:
        """Returns whether it is time to refresh. Where no copy is shown, it never is."""
    def is_stale(self) -> bool:
        """Returns whether a copy is shown that says less than was said."""

def follow_cells(callback: Callable, on: bool) -> None:
    """Have the end of each cell reported. Does nothing where there is no IPython, or where that is so already."""
