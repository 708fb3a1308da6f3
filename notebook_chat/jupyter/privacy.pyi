"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from ..chat.contexts import is_private as is_private
from .cells import Names as Names, RanCell as RanCell, names_in as names_in
from .described import Describer as Describer, names_secret as names_secret
from .variables import redact as redact
from _typeshed import Incomplete
from collections.abc import Generator
from dataclasses import dataclass, field
from fastcore.basics import patch as patch
from typing import Any

__all__: Incomplete

@dataclass
class Marks:
    """What somebody has marked as hidden, or as not hidden after all."""
    cells: dict[int, RanCell] = field(default_factory=dict)
    variables: set[str] = field(default_factory=set)
    shown: set[str] = field(default_factory=set)
    def covers(self, cell: RanCell) -> bool:
        """Returns whether a cell is hidden, or was hidden when it ran before."""

_LAST: Incomplete
_SMALL: Incomplete
_CONSTANTS: Incomplete

class Guard:
    """What must not be told of a notebook, as it is now."""
    names: Incomplete
    marks: Incomplete
    withheld: set[int]
    hidden: set[str]
    silent: Incomplete
    lines: Incomplete
    def __init__(self, cells: list[RanCell], names: dict, marks: Marks) -> None: ...
    def hides(self, value: Any) -> bool:
        """Returns whether a value is a hidden object."""
    def _follow(self, cells, imported) -> None:
        """Find the cells that are withheld and the names that are hidden, in the order in which the cells ran."""
    def _hidden_values(self, names):
        """Returns the ids of the hidden objects."""
    def _uses_hidden(self, found: Names) -> bool: ...
    def _pattern(self, names):
        """Returns the pattern of what is masked; `None` if nothing is."""
    def masked(self, text: str) -> str:
        """Returns a text without what must not be told, and without what looks like a password or a key."""
    def cleaned(self, report: str) -> str:
        """Returns a report about an error, as `error_text` makes it, without what must not be told."""

def is_imported(value: Any) -> bool:
    """Returns whether a value is a module, or a function or class of one."""

_SHORTEST: int
_MOST_LEAVES: int

def _walk(value, depth, left) -> Generator[Incomplete, Incomplete]:
    """Yields the texts and numbers in a value; `left` has how many more things may be looked at."""
def _leaves(value):
    """Returns the texts and numbers of a value, as they would be written."""
def _bounded(text):
    """Returns the pattern of a text; a number counts only where it isn't a part of another."""
