"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from ..core.text import truncate as truncate
from .cells import RanCell as RanCell, talks as talks
from .described import Describer as Describer
from .privacy import Guard as Guard, Marks as Marks, is_imported as is_imported
from .variables import truncate_middle as truncate_middle
from _typeshed import Incomplete
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fastcore.basics import patch as patch
from typing import Any

__all__: Incomplete
_MOST_SOURCE: Incomplete
_MOST_OUTPUT: Incomplete
_MOST_TRACE: Incomplete
_LONG: int

def _shown(text, guard, most):
    """Returns a text, masked and then shortened: what is masked must not be cut in two before."""
def _error_text(cell, guard):
    """Returns how a cell failed."""
def cell_text(cell: RanCell, guard: Guard, pictures: int = 0) -> str:
    """Returns a cell as text: its source, what it printed and showed, how it failed."""
def tellable(cells: Sequence[RanCell], guard: Guard) -> list[RanCell]:
    """Returns the cells that a model may be told of, each as it ran last, oldest first."""

_IPYTHONS: Incomplete

def users_variables(names: dict, hidden: dict | None = None) -> dict:
    """Returns the variables that the user has made: no modules and nothing imported, no names with an underscore."""
def variable_line(name: str, value: Any, guard: Guard) -> str:
    """Returns a variable as a line."""
def newest_fitting(texts: Sequence[str], room: int, count: Callable[[str], int]) -> int:
    """Returns how many of the newest texts fit."""
def shortened(text: str, room: int, count: Callable[[str], int]) -> str:
    """Returns a text without its middle, so that it fits; empty if hardly anything would be left of it."""

@dataclass
class Parts:
    """What goes with a question."""
    cells: dict[int, str] = field(default_factory=dict)
    lines: dict[str, str] = field(default_factory=dict)
    removed: list[str] = field(default_factory=list)
    pictures: dict[int, tuple] = field(default_factory=dict)
    older: set[int] = field(default_factory=set)
    left: dict[str, str] = field(default_factory=dict)
    withheld: int = ...
    around: set[str] = field(default_factory=set)
    changes: bool = ...
    def text(self) -> str:
        """Returns all of it as text."""
    def title(self) -> str:
        """Returns what it is, in a few words."""

def _count(number, noun): ...
def in_words(counts: Sequence[tuple[int, str]]) -> str:
    """Returns counts as words, such as `1 cell, 2 variables and 1 picture`; empty if all are 0."""
