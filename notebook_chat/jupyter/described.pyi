"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

import types
from ..core.text import truncate as truncate
from ..render.tables import table_head as table_head
from .variables import redact_value as redact_value
from _typeshed import Incomplete
from collections.abc import Callable
from fastcore.basics import patch as patch
from typing import Any

__all__: Incomplete

def class_names(value: Any) -> list[str]:
    """Returns the classes of a value as `package.Class`, its own first."""
def _base(value, *names):
    """Returns the first class of a value that has one of these names; `None` if there is none."""
def _get(value, name, base=None):
    """Returns an attribute that a class of a library defines, whatever a class derived from it does."""
def _is_own(value, *packages):
    """Returns whether a value's own class comes from one of these packages."""

_VALUES: Incomplete
_PANDAS_VALUES: Incomplete
_LONGEST_INT: int

def _number(value):
    """Returns a whole number, or how long it is."""
def _quoted(kind, value, limit):
    """Returns a text or bytes in quotation marks, cut off if it is long."""

_CONTAINERS: Incomplete

class Describer:
    """Writes values as short lines."""
    hides: Incomplete
    def __init__(self, hides: Callable[[Any], bool] = ...) -> None: ...
    def short(self, value: Any, limit: int = 120, depth: int = 3) -> str:
        """Returns a value as a short text. Never raises, and runs no code of the user's."""
    def _short(self, value, limit, depth): ...
    def _container(self, value, base, brackets, limit, depth): ...
    def _dictionary(self, value, limit, depth): ...
    def masked(self, name: Any, value: Any, write: Callable[[Any], str]) -> str:
        """Returns what `write` makes of a value, or a mask if the name says that the value is secret."""
    def _object(self, value, limit, depth): ...
    def _values(self, values, size, limit): ...
    def _table(self, value, base, limit): ...
    def _label(self, name): ...
    def _column(self, value, base, limit): ...
    def _array(self, value, base, limit): ...
    def _tensor(self, value, base, limit): ...
    def _picture(self, value, base, limit): ...
    def _shaped(self, value, base, limit): ...
    def library(self, value: Any, limit: int = 120) -> str:
        """Returns what a table, an array or a picture of a known library is and holds; empty for anything else."""
    def line(self, name: str, value: Any, limit: int = 120) -> str:
        """Returns a variable as a line: name, type, shape, columns, a short value. Runs no code of the user's."""

def _joined(shown, size, limit):
    """Returns items as a list, as far as they fit, with how many more there are."""
def names_secret(name: Any) -> bool:
    """Returns whether a name says that what it names is secret."""
def _fields_of(value):
    """Returns the fields that an object holds, by name."""
def signature_of(function: types.FunctionType) -> str:
    """Returns a function's name and the names of its parameters; defaults and annotations may be anything, and are not."""
def _plural(count, noun): ...

_MOST_NUMBERS: int
_LIBRARY: dict[str, Callable]
_HAVE_SHAPES: Incomplete
_OF_PACKAGE: Incomplete
_SIZED: Incomplete
