"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from .call_formats import CallFormat as CallFormat, tool_call_parser as tool_call_parser
from .found_calls import FoundCall as FoundCall, checked as checked, pythonic_call as pythonic_call
from .parsers import CallScanner as CallScanner
from .pythonic import PythonicParser as PythonicParser
from .registry import as_functions as as_functions
from _typeshed import Incomplete
from collections.abc import Iterable
from fastcore.basics import patch as patch
from typing import Any

__all__: Incomplete

class ToolCallStream:
    """Splits a reply that arrives in pieces into text to show and calls."""
    complete: bool
    def __init__(self, syntax: str | CallFormat, functions: Any, bare_python: bool = True) -> None: ...
    @property
    def calls(self) -> list[FoundCall]:
        """The calls so far, checked, with their positions in the whole text. Runs users' validators."""
    def feed(self, piece: str) -> str:
        """Returns the text that may be shown now; empty once a call is `complete`."""
    def finish(self) -> str:
        """End the reply. Returns the text that was held back; the last calls are then in `calls`."""
    def _feed_python(self, piece):
        """Show everything except what may be the beginning of a call; end at a complete call."""

_HINTS_ONLY: Incomplete

class ToolCallStreams:
    """Several `ToolCallStream`s in a row: what passes all of them is text."""
    def __init__(self, syntaxes: Iterable[str | CallFormat], functions: Any) -> None: ...
    @property
    def calls(self) -> list[FoundCall]:
        """The calls so far. Positions of later syntaxes' calls refer to the text that earlier ones have passed on."""
    @property
    def complete(self) -> bool:
        """Whether a Python-style call has just ended, so that the model should stop."""
    def feed(self, piece: str) -> str:
        """Returns the text that may be shown now."""
    def _feed(self, piece):
        """Take in a piece that all streams take as one."""
    def finish(self) -> str:
        """End the reply. Returns the text that was held back."""
