"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from .documents import DataTypeError as DataTypeError, SchemaDocument as SchemaDocument, TYPES as TYPES, as_list as as_list, check_finite as check_finite, listed_values as listed_values, modern as modern, name_in as name_in, together as together
from .finite import MOST_DISTINCT as MOST_DISTINCT, finite_values as finite_values, possible_names as possible_names, with_possible_names as with_possible_names
from .formats import FORMAT_RULES as FORMAT_RULES
from .gbnf import GrammarRules as GrammarRules, InexpressibleError as InexpressibleError, JSON_RULES as JSON_RULES, NoValueError as NoValueError, any_literal as any_literal, in_order as in_order, json_literal as json_literal, json_text as json_text, literal as literal, one_of as one_of, repeated as repeated
from .numbers import number_expression as number_expression
from .strings import string_expression as string_expression, within_string as within_string
from _typeshed import Incomplete
from collections.abc import Sequence
from fastcore.basics import patch as patch
from typing import Any, NamedTuple

__all__: Incomplete

class SchemaGrammar(GrammarRules):
    """The rules of a grammar for JSON schemas, under construction."""
    combined: dict[str, str]
    def __init__(self, document: Any = True, known: dict[str, str] = {}) -> None: ...
    document: Incomplete
    suffix: Incomplete
    def define(self, document: Any, suffix: str = '') -> None:
        """Make `$ref`s point into another document from now on; its rules have names with this suffix."""
    def expression(self, schema: Any, within: frozenset[str] = ...) -> str:
        """Returns an expression for the values of a schema. Raises `InexpressibleError` if there is none."""
    def _of_type(self, kind, schema):
        """Returns an expression for the values of a schema of one type."""
    def _definition(self, reference, within):
        """Returns the rule for a definition."""
    def _named(self, rule, reference, schema, within):
        """Returns the rule for a schema that may contain itself, made if there is none yet."""
    def _joined(self, first, second):
        """Returns what two schemas say together; `False` if nothing fits both."""
    def _combined(self, schema, parts, within):
        """Returns an expression for the values that fit all of some schemas."""
    def _choice(self, schemas, within):
        """Returns an expression for one of several schemas."""
    def _other_than(self, schema, kind, within):
        """Returns an expression for a schema that excludes what another one says."""
    def _string(self, schema):
        """Returns an expression for a JSON string."""
    def _json_within(self, schema):
        """Returns an expression for a JSON string that contains a value as JSON."""
    def _array(self, schema):
        """Returns an expression for a list."""
    def _item(self, schema):
        """Returns the rule for an item."""
    def _listed(self, body):
        """Returns the rule for a list of these items."""
    def _containing(self, schema, items, low, high):
        """Returns an expression for a list whose last items, as many as must be, are of a kind of their own."""
    def _distinct_options(self, schema, items, low):
        """Returns the values of a list without doubles, if they are few enough; otherwise `None`."""
    def _distinct(self, values, low, high):
        """Returns an expression for a list of different values."""
    def members(self, pairs: Sequence[Pair], more: str | None = None) -> str:
        """Returns an expression for these pairs, separated by commas."""
    def _counted_members(self, pairs, more, low, high):
        """Returns an expression for so many pairs; `more` as in `members`."""
    def _more_members(self, more, count, low, high):
        """Returns an expression for further pairs after `count`, so that there are `low` to `high`; `None` if impossible."""
    def _object(self, schema):
        """Returns an expression for an object."""
    def _property(self, name, schema):
        """Returns an expression for a property; an error says which one it is about."""
    def _properties(self, schema, required):
        """Returns the schemas of properties: those that are listed, and those that must be there without being listed."""
    def _is_expressible(self, schema):
        """Returns whether there is an expression for a schema."""
    def _more_pairs(self, schema, properties):
        """Returns the rule for pairs that aren't listed; `None` if there are none."""
    def _key(self, schema):
        """Returns an expression for a key of a dictionary."""

_IMPLIED: Incomplete

def _rest(schema, *keys):
    """Returns a schema without some keys."""
def _rule_name(text): ...

MOST_ITEMS: int
_FREE_ORDER: int

class Pair(NamedTuple):
    """A key with its value in an object, or an argument of a function."""
    rule: str
    required: bool

def json_schema_to_gbnf(schema: Any) -> str:
    """Returns a grammar for the values of a schema. Raises `DataTypeError` if there is none."""
