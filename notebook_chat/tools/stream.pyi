"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from ..core.text import partial_suffix as partial_suffix
from .parsers import FoundCall as FoundCall, find_calls as find_calls, pythonic_call as pythonic_call, tool_call_parser as tool_call_parser
from .pythonic import PythonicParser as PythonicParser
from .registry import as_functions as as_functions
from _typeshed import Incomplete
from collections.abc import Iterable
from fastcore.basics import patch as patch
from typing import Any

__all__: Incomplete

class ToolCallStream:
    """Splits a reply that arrives in pieces into text to show and calls."""
    calls: list[FoundCall]
    complete: bool
    def __init__(self, syntax: str, functions: Any) -> None: ...
    def feed(self, piece: str) -> str:
        """Returns the text that may be shown now; empty once a call is `complete`."""
    def _release(self, count):
        """Remove the first `count` held characters and return them."""
    def _feed_python(self, piece):
        """Show everything except what may be the beginning of a call; end at a complete call."""
    def _next_marker(self):
        """Returns where the next marker begins in the held text, and the marker; `None` if there is none."""
    def _take_calls(self, count) -> None:
        """Read the calls in the first `count` held characters."""
    def _may_be_call(self):
        """Returns whether the reply so far may be a call without a marker."""
    def _feed_marked(self):
        """Show everything except sections of calls, and what may be the beginning of one."""
    def finish(self) -> str:
        """End the reply. Returns the text that was held back; the last calls are then in `calls`."""

class ToolCallStreams:
    """Several `ToolCallStream`s in a row: what passes all of them is text."""
    def __init__(self, syntaxes: Iterable[str], functions: Any) -> None: ...
    @property
    def calls(self) -> list[FoundCall]:
        """The calls so far. Positions of later syntaxes' calls refer to the text that earlier ones have passed on."""
    @property
    def complete(self) -> bool:
        """Whether a Python-style call has just ended, so that the model should stop."""
    def feed(self, piece: str) -> str:
        """Returns the text that may be shown now."""
    def finish(self) -> str:
        """End the reply. Returns the text that was held back."""
