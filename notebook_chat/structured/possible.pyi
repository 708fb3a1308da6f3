"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from .cases import Case as Case, CaseFinder as CaseFinder, UndecidedError as UndecidedError
from .documents import SchemaDocument as SchemaDocument
from .plain_values import excluded_constants as excluded_constants, few as few, is_in as is_in, listed_constants as listed_constants, no_number as no_number, no_text as no_text, numbers as numbers
from _typeshed import Incomplete
from fastcore.basics import patch as patch
from typing import Any

__all__: Incomplete
_MOST_STEPS: int

class ValueFinder(CaseFinder):
    """Finds out whether schemas of one document have values."""
    def __init__(self, document: SchemaDocument, steps: int = 20000) -> None: ...
    def problem(self, schema: Any) -> str | None:
        """Returns why no value fits a schema; `None` if one does, or if it takes too long to say."""
    def values(self, schema: Any) -> list | None:
        """Returns all values of a schema; `None` if there are more than `MOST_VALUES`, or if it takes too long to say."""
    def case_problem(self, case: Case) -> str | None:
        """Returns why no value fits a case; `None` if one does, or if it takes too long to say."""
    steps: Incomplete
    def _decided(self, decide, schema):
        """Returns what `decide` says of a schema or a case; `None` if it takes too long."""
    def _problem(self, schema):
        """Returns the same. Raises `UndecidedError` if it takes too long."""
    def _first_problem(self, schema):
        """Returns what is wrong with the first of all cases; `None` if one of them is possible."""
    def _case_problem(self, case):
        """Returns why no value fits a case; `None` if one does."""
    def _no_array(self, conditions):
        """Returns why no list fits."""
    def _most_different(self, conditions, most, first):
        """Returns how many items a list without doubles can have; `math.inf` if there is no limit up to `most`."""
    def _texts(self, schema):
        """Returns all values of a schema as JSON that says which are the same; `None` if there are too many."""
    def _values(self, schema):
        """Returns all values of a schema; `None` if there are more than `MOST_VALUES`, or nobody knows."""
    def _case_values(self, case):
        """Returns all values of a case, or `None`."""
    def _no_contained(self, conditions, wanted, low, high, first):
        """Returns why no list has as many items of a kind as it should."""
    def _places(self, conditions, kind, most, first):
        """Returns how many of the first places can have a value of a kind."""
    def _no_property(self, conditions, name):
        """Returns why an object can't have a property."""
    def _no_object(self, conditions):
        """Returns why no object fits."""
    def _names(self, conditions):
        """Returns the names that properties may have; `None` if there are too many."""

def _all_of(schemas):
    """Returns a schema for what fits all of several."""

_FEW: Incomplete

def _said_of(value):
    """Returns what fits a list or an object alone."""

_MOST_PLACES: int

def _at(conditions, place):
    """Returns what is said of one place in a list."""
def _least(conditions, key, default: int = 0): ...
def _most(conditions, key): ...
def _as_text(value):
    """Returns a text that is the same for the same values: 1 and 1.0 are."""

MOST_VALUES: int

def _count(number): ...
def _property(conditions, name):
    """Returns what is said of a property and of its name."""
def _matches(pattern, name):
    """Returns whether a name matches, or may: not all patterns can be read."""
