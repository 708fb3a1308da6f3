"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from ..core.messages import FunctionCall as FunctionCall
from .function import BotFunction as BotFunction, CallError as CallError, FunctionList as FunctionList
from .read_json import MOST_DIGITS as MOST_DIGITS, MOST_LEVELS as MOST_LEVELS, check_nesting as check_nesting
from _typeshed import Incomplete
from collections.abc import Iterable
from dataclasses import dataclass
from fastcore.basics import patch as patch

__all__: Incomplete

@dataclass(frozen=True)
class PythonicSpan:
    """A complete call in Python, found in a text."""
    start: int
    stop: int
    source: str
    plain: bool

_CLOSERS: Incomplete
_WORDS: Incomplete
_PREFIXES: Incomplete
_LONGEST_CALL: int
_MOST_SIGNS: int

class PythonicParser:
    """Finds Python-style calls in a text that comes in pieces."""
    def __init__(self, names: Iterable[str]) -> None: ...
    def feed(self, piece: str) -> list[PythonicSpan]:
        """Take in a piece. Returns the calls that end in it."""
    @property
    def held(self) -> int:
        """How many of the last characters may belong to an incomplete call."""
    def _step(self, character):
        """Take one character. Returns the call that ends with it, if any."""
    def _end_word(self, character) -> None:
        """Take a character that is not part of a word."""

_COMPLETE: Incomplete
_NO_CALL: Incomplete

class _OpenCall:
    """A call that isn't complete yet."""
    start: Incomplete
    def __init__(self, name, start, starts_line, names) -> None: ...
    def span(self, stop): ...
    def step(self, character):
        """Take one character. Returns `_COMPLETE`, `_NO_CALL`, or `None` while the call is open."""
    def _not_literal(self):
        """Note something that no literal contains; at the start of a line this is still a call."""
    def _in_string(self, character):
        """Take one character of a string, or the one just after its opening quotes."""
    def _string_character(self, character) -> None:
        """Take one character between quotes."""
    def _legal(self, character):
        """Returns a character between quotes in a form that Python's syntax allows."""
    def _in_code(self, character):
        """Take one character outside of strings."""
    def _open_string(self, character):
        """Take an opening quote, with its prefix in `_word`."""
    def _after_word(self, character):
        """Take a sign, a bracket or a blank: it ends the word before it."""
    def _after_name(self, word, character):
        """Take what follows a name: `=` after an argument's, or a bracket after a function's."""
    def _sign(self, character):
        """Take a character that is not part of a word or string."""
    def _open_bracket(self, character):
        """Take an opening bracket: of a container, or of a call after a value."""

_ESCAPES: Incomplete
_ILLEGAL: Incomplete

def _is_number(word): ...
def _is_exponent(word, character):
    """Returns whether a sign belongs to the number before it, as in `1e-5`."""
def pythonic_spans(text: str, names: Iterable[str]) -> list[PythonicSpan]:
    """Returns all Python-style calls in a text."""

_NO_LITERAL: Incomplete
_ANY_LITERAL: str
_JSON_WORDS: Incomplete

def _literal(node):
    """Returns the value of a literal, as JSON has it. Raises `CallError` for anything else."""
def _key(node):
    """Returns a key of a dictionary, as JSON has it."""
def _arguments(call, function):
    """Returns the arguments of a call by name, from its syntax tree."""
def read_pythonic(source: str, functions: list[BotFunction]) -> FunctionCall:
    """Returns the call in a piece of Python. Raises a `CallError` that says how to write it."""
