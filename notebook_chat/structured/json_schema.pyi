"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from .gbnf import GrammarRules as GrammarRules, InexpressibleError as InexpressibleError, JSON_RULES as JSON_RULES, json_literal as json_literal, one_of as one_of, repeated as repeated
from .patterns import pattern_string as pattern_string
from .ranges import Bounds as Bounds, integer_range as integer_range, number_range as number_range
from _typeshed import Incomplete
from collections.abc import Mapping, Sequence
from fastcore.basics import patch as patch
from typing import Any, NamedTuple

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
    def members(self, pairs: Sequence[Pair], more: str | None = None) -> str:
        """Returns an expression for these pairs, separated by commas."""

class Pair(NamedTuple):
    """A key with its value in an object, or an argument of a function."""
    rule: str
    required: bool

def check_finite(schema: dict) -> None:
    """Raise `DataTypeError` if no value of the schema is finite."""
def json_schema_to_gbnf(schema: dict) -> str:
    """Returns a grammar for the values of a schema. Raises `DataTypeError` if there is none."""
