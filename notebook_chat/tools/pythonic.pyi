"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from ..core.messages import FunctionCall as FunctionCall
from .function import BotFunction as BotFunction, CallError as CallError, FunctionList as FunctionList
from .read_json import MOST_DIGITS as MOST_DIGITS, MOST_LEVELS as MOST_LEVELS, check_nesting as check_nesting
from _typeshed import Incomplete
from collections.abc import Iterable
from dataclasses import dataclass
from fastcore.basics import patch as patch

@dataclass(frozen=True)
class PythonicSpan:
    """A complete call in Python, found in a text."""
    start: int
    stop: int
    source: str
    plain: bool

class PythonicParser:
    """Finds Python-style calls in a text that comes in pieces."""
    def __init__(self, names: Iterable[str]) -> None: ...
    def feed(self, piece: str) -> list[PythonicSpan]:
        """Take in a piece. Returns the calls that end in it."""
    @property
    def held(self) -> int:
        """How many of the last characters may belong to an incomplete call."""

class _OpenCall:
    """A call that isn't complete yet."""
    start: Incomplete
    def __init__(self, name, start, starts_line, names) -> None: ...
    def span(self, stop): ...
    def step(self, character):
        """Take one character. Returns `_COMPLETE`, `_NO_CALL`, or `None` while the call is open."""

def pythonic_spans(text: str, names: Iterable[str]) -> list[PythonicSpan]:
    """Returns all Python-style calls in a text."""
def read_pythonic(source: str, functions: list[BotFunction]) -> FunctionCall:
    """Returns the call in a piece of Python. Raises a `CallError` that says how to write it."""
