"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from .cases import CaseFinder as CaseFinder, UndecidedError as UndecidedError
from .documents import DataTypeError as DataTypeError, SchemaDocument as SchemaDocument, as_list as as_list, check_finite as check_finite, listed_values as listed_values, modern as modern, name_in as name_in, together as together
from .formats import FORMAT_RULES as FORMAT_RULES
from .gbnf import GrammarRules as GrammarRules, InexpressibleError as InexpressibleError, JSON_RULES as JSON_RULES, NoValueError as NoValueError, any_literal as any_literal, json_literal as json_literal, json_text as json_text, one_of as one_of, repeated as repeated
from .lists import MOST_ITEMS as MOST_ITEMS, list_expression as list_expression
from .numbers import number_expression as number_expression
from .plain_values import excluded_constants as excluded_constants, is_in as is_in
from .possible import ValueFinder as ValueFinder
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
    finder: Incomplete
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
    def possible_expression(self, schema: Any, within: frozenset[str] = ...) -> str:
        """Returns an expression for the values of a schema. Raises `NoValueError` if it contradicts itself."""
    def _constants(self, schema):
        """Returns an expression for constants, as far as they fit what else is said."""
    def _alone(self, rest, parts):
        """Returns schemas for values that fit just one of several. Raises `NoValueError` if there are none."""
    def _other_than(self, schema, kind, within):
        """Returns an expression for a schema that excludes what another one says."""
    def _of_case(self, case):
        """Returns a schema for the values of a case, as far as a grammar can say it; `False` if there are none."""
    def _string(self, schema):
        """Returns an expression for a JSON string."""
    def _json_within(self, schema):
        """Returns an expression for a JSON string that contains a value as JSON."""
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
    def _listed_names(self, schema):
        """Returns the keys that an object may have, if they are listed as in `dict[Literal['a', 'b'], int]`; else `None`."""
    def _properties(self, schema, required, names):
        """Returns the schemas of properties: those that are listed, that must be there, or that are all that may be."""
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

_MOST_CASES: int

class Pair(NamedTuple):
    """A key with its value in an object, or an argument of a function."""
    rule: str
    required: bool

def json_schema_to_gbnf(schema: Any) -> str:
    """Returns a grammar for the values of a schema. Raises `DataTypeError` if there is none."""
