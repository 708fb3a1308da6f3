"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from ..core.reply import Reply as Reply
from .compared import COMPARISON as COMPARISON, compared_to_end as compared_to_end
from .completion import new_matcher as new_matcher
from .context import notebook_of as notebook_of
from .last_cell import last_cell as last_cell
from .magics import ChatMagics as ChatMagics
from .views import register_display as register_display, shown_to_end as shown_to_end
from _typeshed import Incomplete
from collections.abc import Callable as Callable
from fastcore.basics import patch as patch
from typing import Any

__all__: Incomplete
_ALONE: Incomplete

def give_a_body(lines: list[str]) -> list[str]:
    """Returns the lines of a cell; of one that is only `%%chat ...`, with an empty line more."""

_QUESTION: Incomplete

def keep_question_marks(lines: list[str]) -> list[str]:
    """Returns the lines of a cell, with `%chat ...?` as a call."""

class FigureWatch:
    """Remembers the last picture, from the first one on that a cell shows."""
    shell: Incomplete
    is_watching: bool
    def __init__(self, shell: Any) -> None: ...
    def watch(self) -> None:
        """Remember pictures from now on."""
    def after_cell(self, result: Any) -> None:
        """Watch once Pillow is there, for IPython's `post_run_cell`."""
    def on_display(self, message: dict) -> dict:
        """Watch once a picture is shown, as a hook of IPython's display publisher. Returns the message unchanged."""
    def stop(self) -> None:
        """Stop remembering pictures."""

_LINE_STARTS: Incomplete
_SHOWN: dict[type | str, Callable[[Any], bool]]

class Registration:
    """The magics and callbacks of the extension in one IPython shell."""
    shell: Incomplete
    magics: Incomplete
    matcher: Incomplete
    figures: Incomplete
    notebook: Incomplete
    callbacks: Incomplete
    def __init__(self, shell: Any) -> None: ...
    def add(self) -> None:
        """Register everything."""
    def remove(self) -> None:
        """Unregister everything."""

_registered: dict[str, Registration]

def _is_reloading():
    """Returns whether `%reload_ext` is running."""
def load_ipython_extension(shell: Any) -> None:
    """Register the magics. Called by `%load_ext notebook_chat`."""
def unload_ipython_extension(shell: Any) -> None:
    """Remove the magics and close their conversations and models. Called by `%unload_ext notebook_chat`."""
def _take_over(magics, old) -> None:
    """Make new magics continue where the old ones ended."""
