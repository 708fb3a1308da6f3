"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

import inspect
from ..core.text import did_you_mean as did_you_mean, one_line as one_line, strip_control as strip_control, truncate as truncate
from .function import BotFunction as BotFunction, CallError as CallError
from .schema import FunctionError as FunctionError
from _typeshed import Incomplete
from collections.abc import Callable, Generator
from fastcore.basics import patch as patch
from typing import Any

__all__: Incomplete

def plain_name(name: str, longest: int = 64) -> str:
    """Returns a name that can be written in Python, as near to `name` as can be."""
def plain_text(text: Any, longest: int) -> str:
    """Returns a text without control characters, cut; empty if it is none."""

_LONGEST_SCHEMA: Incomplete
_MOST_PARTS: Incomplete
_MOST_LEVELS: Incomplete
_LONGEST_NOTE: int
_VALUES: Incomplete
_ONE: Incomplete
_SEVERAL: Incomplete

class _Expander:
    """Copies a JSON schema without references."""
    whole: Incomplete
    parts: int
    def __init__(self, schema) -> None: ...
    def target(self, ref):
        """Returns what a reference means."""
    def copy(self, schema, inside=()):
        """Returns a schema without references. `inside` are the references that led here."""
    def parts_of(self, schema, inside):
        """Returns the known parts of a schema that is no reference."""

def _shown(value): ...
def bounded_schema(schema: Any) -> dict:
    """Returns the schema without references and unknown keywords. Raises `FunctionError`, which says what it does wrong."""

_TOLD: Incomplete
_MOST_COUNTED: Incomplete
_LARGEST: Incomplete
_BOUNDS: Incomplete

def _bounds(schema) -> Generator[Incomplete, Incomplete]:
    """Returns the bounds in a schema that a grammar can hold."""
def told_schema(schema: dict | bool) -> dict:
    """Returns a schema as models read it."""
def _with_properties(told):
    """Returns a schema whose properties are as models read them; required ones come first."""

_OF_TYPES: Incomplete
_COMMON: Incomplete

def _with_types(types, told):
    """Returns a schema with what belongs to its type; several types become alternatives."""
def _distinct(names):
    """Returns plain names for arguments, each with the name that it stands for."""
def _given_signature(parameters):
    """Returns a signature with the names of a schema; they have no defaults that are known."""

_LONGEST_DESCRIPTION: int

class GivenFunction(BotFunction):
    """A function whose arguments are described by a JSON schema."""
    parameters: Incomplete
    docs: Incomplete
    signature: Incomplete
    func: Incomplete
    def __init__(self, call: Callable, name: str, docs: Any, schema: Any) -> None:
        """Raises `FunctionError` for a schema that can't be used."""
    def __reduce__(self) -> Any: ...
    def renamed(self, name: str) -> GivenFunction:
        """Returns the same function under another name."""
    def _given(self, args, named):
        """Returns arguments by the names that the server knows."""
    def check(self, arguments: dict) -> inspect.BoundArguments:
        """Returns the arguments, bound to the signature. Raises `CallError` if they don't fit."""
    def _takes_others(self):
        """Returns whether arguments that aren't described are fine."""

_READERS: Incomplete

def _read(value, schema):
    """Returns a number or truth value that was written as a text; anything else as it is."""
def _unknown(name, known):
    """Returns what is said about an argument that isn't described."""
def _problem(error):
    """Returns one problem that jsonschema found, in words."""
