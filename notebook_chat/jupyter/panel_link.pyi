"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

import anywidget
from ..core.reply import Reply as Reply
from .panel_page import Mirror as Mirror
from _typeshed import Incomplete
from fastcore.basics import patch as patch
from typing import Any, Callable

__all__: Incomplete
_SCRIPTS: Incomplete
_STYLES: Incomplete

def page_file(name: str) -> str:
    """Returns the text of a file of the page."""

class ChatWindow(anywidget.AnyWidget):
    """Transcript and composer, as the browser shows them."""
    height: Incomplete
    panel: Incomplete

_FREE: Incomplete
_TIMES: Incomplete

class ReplyBudget:
    """A limit on what is sent to the pages for a reply that is being written."""
    def __init__(self) -> None: ...
    def begin(self, reply: Reply) -> None:
        """Count for this reply from now on. Has no effect if it already does."""
    def spend(self, size: int) -> None:
        """Add bytes that were sent."""
    def is_spent(self, reply: Reply | None) -> bool:
        """Returns whether a reply must grow before more is sent for it. A finished reply is always shown."""

_STICKY: str

def route_by_header(widget: Any) -> None:
    """Have the kernel take in each message to a widget where its own header says. Has no effect before ipykernel 7."""

class PageLink:
    """A panel's connection to its pages."""
    window: Incomplete
    mirror: Incomplete
    budget: Incomplete
    pages: set[int]
    keepers: set[int]
    greeted: Callable[[], None]
    def __init__(self, height: str = '') -> None: ...
    @property
    def pages_keep_copy(self) -> bool:
        """Whether there are pages, and all of them write the saved copy."""
    def send(self, message: dict) -> None:
        """Send a message to the pages."""
    def show(self, keys: list, items: dict, bar: dict) -> None:
        """Bring the pages to this state. Sends nothing if they hold it already."""
    def greet(self, page: int, keeps: bool = False) -> None:
        """Send everything that the pages hold, for a new one. Servers drop what comes faster than 1 MB a second."""
    def call(self) -> None:
        """Ask the pages to send a message, to find out whether they get through."""

_PROTOCOL: int

def _without_tokens(message):
    """Returns a message without the tokens of answers and without what is for the saved copy."""
