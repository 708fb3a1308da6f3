"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from .iterators import UnreadableIterator as UnreadableIterator, one_by_one as one_by_one
from _typeshed import Incomplete
from collections.abc import Callable
from fastcore.basics import patch as patch
from typing import Any

__all__: Incomplete
_MOST_HELD: Incomplete
_MOST_VISITED: Incomplete
_MOST_BITS: int
_TEXTS: Incomplete
_CONTAINERS: Incomplete
_PASSED_BY: Incomplete

def _base(kind, bases):
    """Returns the class in `bases` that `kind` is a subclass of; `None` if there is none."""
def _held(value, kind):
    """Returns how many items a text, an integer or a container has, by which C code would go through it."""
def extent(value: Any, most: int = ..., iterators: bool = True) -> int:
    """Returns how many items C code may have to go through, more than `most` if these are too many."""
def is_small(value: Any) -> bool:
    """Returns whether C code may go through all that a value holds. Calls none of the value's own code."""

_MOST_ITEMS: Incomplete
_MOST_VALUES: Incomplete
_MOST_CHARACTERS: Incomplete
_MOST_LEVELS: Incomplete
_MOST_STEPS: Incomplete

class GaveUp(BaseException):
    """Nobody waits for a value's text any more."""
class _OutOfSteps(BaseException):
    """An iterator has taken many steps, and perhaps given no items."""

class BoundedWriter:
    """Writes a value as JSON, until there is enough."""
    notes: list[str]
    def __init__(self, gone: Callable[[], bool] | None = None, characters: int = ...) -> None: ...
    @property
    def text(self) -> str: ...
    def _put(self, piece) -> None: ...
    def _note(self, note) -> None: ...
    @property
    def _full(self): ...
    def step(self) -> None:
        """Count a step of an iterator. Raises `GaveUp` if nobody waits for the text."""
    def _is_small(self, value, iterators: bool = True):
        """Returns whether a value is small, as long as few have been looked at."""
    def _write_text(self, value) -> None:
        """Write a text, or as much of it as is allowed."""
    def _write_bytes(self, value) -> None:
        """Write few bytes in base64, as pydantic does; else their number and the first of them."""
    def _write_single(self, value) -> None:
        """Write a date, a path or the like as pydantic does."""
    def _write_other(self, value) -> None:
        """Write what an object says of itself, or that this fails."""
    def _container(self, value, items, brackets, write_item):
        """Write items in brackets, unless the container holds itself."""
    def _write_items(self, value, items, write_item):
        """Write items, separated by commas, until there are none or enough. Notes what is left out, and what fails."""
    def _write_list(self, value) -> None:
        """Write a sequence, a set or an iterator."""
    def _write_dict(self, value) -> None:
        """Write a mapping."""
    def _write_pair(self, pair) -> None:
        """Write a key and its value. JSON's keys are texts."""
    def _write_array(self, value):
        """Write a numpy array, or a single number of numpy's."""
    def _write_fields(self, value):
        """Write a pydantic model or a dataclass by its fields."""
    def _write(self, value):
        """Write any value as JSON."""
    def write(self, value: Any) -> str:
        """Write a value. Returns the text; what is not in it is in `notes`. Raises what a generator raises, and `GaveUp`."""

def number_text(value: Any) -> str:
    """Returns a number as Python and JSON write it; a very long integer by its size."""
def bytes_text(value: Any) -> str:
    """Returns the length and the beginning of bytes, of which no more than that is copied."""
def _start_of_view(view):
    """Returns the first bytes of a view; empty if they can't be had without a copy of all of it."""
def own_text(value: Any, spell: Callable[[Any], str] = ..., small: bool | None = None) -> str:
    """Returns what an object says of itself; only its class if it holds a lot, since then that could be without end."""

_WORDS: Incomplete
_SINGLE: Incomplete
_MOST_BASE64: int

def _total(value):
    """Returns the number of items of a container, in words."""
def _failure_text(value, count, error):
    """Returns what is said of a container that raised `error` after some items."""
def _numpy(*names):
    """Returns classes of numpy, if that was imported at all."""
def _has_fields(kind): ...
def _says_nothing(kind): ...

_LISTS: Incomplete
_WRITERS: list[tuple[Callable[[type], bool], str]]
