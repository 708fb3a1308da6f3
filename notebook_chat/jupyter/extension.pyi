"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from ..core.reply import Reply as Reply
from .magics import ChatMagics as ChatMagics
from .views import register_reply_display as register_reply_display
from _typeshed import Incomplete
from fastcore.basics import patch as patch
from typing import Any

def keep_question_marks(lines: list[str]) -> list[str]:
    """Returns the lines of a cell, with `%chat ...?` as a call."""

class FigureWatch:
    """Has pictures remembered from the first one on that a cell shows."""
    shell: Incomplete
    is_watching: bool
    def __init__(self, shell: Any) -> None: ...
    def watch(self) -> None:
        """Have pictures remembered from now on."""
    def after_cell(self, result: Any) -> None:
        """Watch once Pillow is there, for IPython's `post_run_cell`."""
    def on_display(self, message: dict) -> dict:
        """Watch once a picture is shown, for the hook of IPython's display publisher; returns the message as it is."""
    def stop(self) -> None:
        """Have pictures no longer remembered."""

class Registration:
    """The magics and callbacks of the extension in one IPython shell."""
    shell: Incomplete
    magics: Incomplete
    figures: Incomplete
    callbacks: Incomplete
    def __init__(self, shell: Any) -> None: ...
    def add(self) -> None:
        """Register everything."""
    def remove(self) -> None:
        """Take everything back."""

def load_ipython_extension(shell: Any) -> None:
    """What `%load_ext notebook_chat` calls."""
def unload_ipython_extension(shell: Any) -> None:
    """What `%unload_ext notebook_chat` calls: the magics go, and with them the conversations and their models."""
