"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from .documents import OPPOSITES as OPPOSITES, SchemaDocument as SchemaDocument, as_list as as_list, modern as modern
from _typeshed import Incomplete
from collections.abc import Generator, Iterator
from fastcore.basics import patch as patch
from typing import Any, NamedTuple

__all__: Incomplete
KINDS: Incomplete

def kinds_of(types: Any) -> frozenset[str]:
    """Returns the kinds of values that some types have."""

class Case(NamedTuple):
    """Conditions that hold together for values of one kind."""
    kind: str
    conditions: tuple[dict, ...]

_NUMBERS: Incomplete
_LIMITS: Incomplete
_LOOSE: Incomplete

def _word_negated(key, part):
    """Returns schemas of which one fits each value that isn't as a word with a plain value says."""
def _not(schema): ...
def _structure_negated(schema, key, part):
    """Returns the same for a word that contains schemas."""
def _choice_negated(schema, key, part):
    """Returns the same for a word that combines schemas."""
def _condition_negated(schema):
    """Returns the same for a condition."""
def _dependencies(schema) -> Generator[Incomplete]:
    """Yields the name of each property that needs others, and a schema for objects that have it."""
def negated(schema: Any) -> list[Any]:
    """Returns schemas of which one fits each value that doesn't fit this one; they may fit more than that."""

_TAKEN_APART: Incomplete

def _choices(schema) -> Generator[Incomplete]:
    """Yields lists of schemas, of each of which one holds."""
def _plain(schema):
    """Returns the condition that is left of a schema without choices."""

class UndecidedError(Exception):
    """It would take too many steps to say whether a schema has values."""

class CaseFinder:
    """Takes schemas apart, in a limited number of steps."""
    def __init__(self, document: SchemaDocument, steps: int = 20000) -> None: ...
    def step(self) -> None:
        """Count a step. Raises `UndecidedError` if there were too many."""
    def cases(self, schema: Any) -> Iterator[Case]:
        """Yields the cases of a schema, one by one."""
    def _cases(self, waiting, choices, conditions, kinds, seen) -> Generator[Incomplete, Incomplete]:
        """Yields the cases of schemas that wait, and of choices, under conditions that are known."""
