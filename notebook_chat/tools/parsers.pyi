"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

import re
from ..core.messages import FunctionCall as FunctionCall
from .call_formats import CallFormat as CallFormat, tool_call_parser as tool_call_parser
from .found_calls import FoundCall as FoundCall, checked as checked, mentioned_function as mentioned_function, pythonic_call as pythonic_call, unreadable_call as unreadable_call
from .function import CallError as CallError, FunctionList as FunctionList
from .markers import Marker as Marker, any_of as any_of, are_calls as are_calls, markers_of as markers_of, may_be_call as may_be_call, searches_of as searches_of, whole_reply as whole_reply
from .pythonic import pythonic_spans as pythonic_spans
from .read_calls import read_calls as read_calls
from .read_json import UnfinishedError as UnfinishedError
from .registry import as_functions as as_functions
from _typeshed import Incomplete
from dataclasses import dataclass, field
from fastcore.basics import patch as patch
from typing import Any

__all__: Incomplete

@dataclass
class _Section:
    """A section of calls that is open; positions are those in the held text."""
    marker: Marker
    inner: int
    ends: re.Pattern
    failed: list = field(default_factory=list)
    tried: int = ...
    calls: Any = ...
    stop: int = ...
    mended: Any = ...

class CallScanner:
    """Splits a reply that comes in pieces into text and calls."""
    row: Incomplete
    functions: Incomplete
    found: list[FoundCall]
    def __init__(self, row: CallFormat, functions: FunctionList, bare_python: bool = True) -> None: ...
    def feed(self, piece: str) -> str:
        """Returns the text that is sure by now."""
    def _waits(self, piece):
        """Returns whether nothing can happen with this piece, as no end of the open section is near."""
    def _run(self):
        """Go as far as possible. Returns the text that is sure."""
    def _pass_on(self, shown, count):
        """Pass on the first `count` held characters as text."""
    def _take(self, count):
        """Remove the first `count` held characters and return those that are the reply's."""
    def _outside(self, shown):
        """Pass text on, up to the next marker. Returns whether there was one."""
    def _skip_end(self):
        """Drop an end of a section that isn't open. Returns `None` if there may be one, but it is too early to tell."""
    def _open(self, marker):
        """Open the section that begins with the marker at the beginning of the held text."""
    def _in_fence(self, shown):
        """Take the calls in a block of code at the end of a reply, or pass it on. Returns whether either was done."""
    def _scanned(self, text, final: bool = False):
        """Returns the calls of a text that is nothing but calls, none if it is more; `None` if a call is unfinished."""
    def _in_section(self):
        """Look for the next end of the open section. Returns whether it has ended."""
    def _try_end(self, match):
        """Read the section up to this end. Returns whether it ends here."""
    def _is_prose(self, section):
        """Returns whether a section begins with two words that aren't part of a call."""
    def _mended(self, body, stop, marker):
        """Returns the calls of known functions in a section that ends at `stop` too early, or `None`."""
    def _read(self, body, section):
        """Returns the calls in a section. After a mere hint, they must be those of known functions."""
    def _close(self, calls, stop):
        """End the section with these calls. Returns whether it has ended."""
    def _reopen(self, start):
        """Drop a marker with nothing behind it but another one."""
    def _fail(self, error, stop, cut: bool = False):
        """End the section with an error; after a mere hint, what it holds is text."""
    def _give_up(self):
        """End the section where the reply ends."""
    def finish(self) -> str:
        """End the reply. Returns the text that was held back; the last calls are then in `found`."""
    def _find_bare(self) -> None:
        """Take the calls of a reply that begins with one without markers."""

_BLOCK_END: Incomplete

def _section_ends(row, names, marker):
    """Returns a pattern for what may end a section."""

_FARTHEST_END: int

def _either(first, second): ...

_PROSE: Incomplete
_BEGINNING: int
_LIKE_A_CALL: Incomplete
_OBJECT_OF_CALL: Incomplete

def find_calls(text: str, syntax: str | CallFormat, functions: Any) -> list[FoundCall]:
    """Returns the calls in `text`, in order. An invalid call has an error that says how to write it."""
