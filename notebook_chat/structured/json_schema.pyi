"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from .gbnf import GrammarRules as GrammarRules, InexpressibleError as InexpressibleError, JSON_RULES as JSON_RULES, json_literal as json_literal, one_of as one_of, repeated as repeated
from .patterns import pattern_string as pattern_string
from .ranges import Bounds as Bounds, integer_range as integer_range, number_range as number_range
from _typeshed import Incomplete
from collections.abc import Mapping, Sequence
from fastcore.basics import patch as patch
from typing import Any, NamedTuple

__all__: Incomplete
_FORMAT_RULES: Incomplete
_UUID: str
_BY_FORMAT: Incomplete

class DataTypeError(TypeError):
    """A type that no JSON answer can have. The message says why."""

class SchemaGrammar(GrammarRules):
    """The rules of a grammar for JSON schemas, under construction."""
    def __init__(self, definitions: Mapping[str, dict] = {}, known: Mapping[str, str] = {}) -> None: ...
    definitions: Incomplete
    suffix: Incomplete
    def define(self, definitions: Mapping[str, dict], suffix: str = '') -> None:
        """Make `$ref`s point to other definitions from now on, whose rules have names with this suffix."""
    def expression(self, schema: Any, within: frozenset[str] = ...) -> str:
        """Returns an expression for the values of a schema. Raises `InexpressibleError` if there is none."""
    def _of_type(self, kind, schema):
        """Returns an expression for the values of a schema of one type."""
    def _definition(self, name, within):
        """Returns the rule for a definition."""
    def _choice(self, schemas, within):
        """Returns an expression for one of several schemas."""
    def _string(self, schema):
        """Returns an expression for a JSON string."""
    def _integer(self, schema):
        """Returns an expression for a whole number."""
    def _number(self, schema):
        """Returns an expression for a number."""
    def _array(self, schema):
        """Returns an expression for a list."""
    def _item(self, schema):
        """Returns the rule for an item."""
    def _listed(self, body):
        """Returns the rule for a list of these items."""
    def members(self, pairs: Sequence[Pair], more: str | None = None) -> str:
        """Returns an expression for these pairs, separated by commas."""
    def _object(self, schema):
        """Returns an expression for an object."""
    def _any_pairs(self, pair, schema):
        """Returns an expression for pairs of one kind, as many as the schema allows."""
    def _is_expressible(self, schema):
        """Returns whether there is an expression for a schema."""
    def _key(self, schema):
        """Returns an expression for a key of a dictionary."""

_IMPLIED: Incomplete
_REMARKS: Incomplete

def _target(schema):
    """Returns the name of the definition that a schema refers to."""
def _rest(schema, key):
    """Returns a schema without one key, and without remarks."""
def _merged(left, right):
    """Returns a schema that combines two, as far as their keys do not clash."""
def _bounds(schema):
    """Returns the bounds of a schema for numbers."""
def _in_order(items, tail, low):
    """Returns an expression for items followed by `tail`; those after the first `low` may be missing, with the rest."""

class Pair(NamedTuple):
    """A key with its value in an object, or an argument of a function."""
    rule: str
    required: bool

def _has_values(schema, finite):
    """Returns whether a schema has a finite value, given that the definitions `finite` have."""
def check_finite(schema: dict) -> None:
    """Raise `DataTypeError` if no value of the schema is finite."""
def json_schema_to_gbnf(schema: dict) -> str:
    """Returns a grammar for the values of a schema. Raises `DataTypeError` if there is none."""
