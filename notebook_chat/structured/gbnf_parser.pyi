"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from .gbnf_rules import ANY_CHARACTER as ANY_CHARACTER, Characters as Characters, Grammar as Grammar, GrammarError as GrammarError, Reference as Reference, TokenSymbol as TokenSymbol, begins_in_too_many_ways as begins_in_too_many_ways, left_recursive as left_recursive
from _typeshed import Incomplete
from fastcore.basics import patch as patch

__all__: Incomplete
_BLANKS: Incomplete
_BLANKS_AND_LINES: Incomplete
_NAME: Incomplete
_NUMBER: Incomplete
_DEEPEST_GROUP: int
_MOST_REPETITIONS: int
_MOST_SYMBOLS: int

class _Parser:
    """Reads a grammar."""
    text: Incomplete
    position: int
    ids: Incomplete
    rules: Incomplete
    first_use: Incomplete
    size: int
    depth: int
    def __init__(self, text) -> None: ...
    def place(self, position=None):
        """Returns a position in words."""
    def fail(self, reason, position=None) -> None: ...
    def expected(self, what) -> None:
        """Fail because something else stands here."""
    def skip(self, lines) -> None:
        """Skip blanks and comments; `lines`: also line breaks."""
    def next(self):
        """Returns the character at the position; empty at the end."""
    def take(self, pattern, what):
        """Take what matches a pattern."""
    def take_sign(self, sign, lines) -> None:
        """Take a sign and the blanks after it."""
    def number_of(self, name):
        """Returns the number of the rule with this name."""
    def new_number(self):
        """Returns the number of a new rule without a name."""
    def define(self, number, alternatives) -> None:
        """Set the alternatives of a rule; a later definition replaces an earlier one."""
    def grow(self, count) -> None:
        """Count symbols that are added."""
    def character(self):
        """Take a character or an escape. Returns its code point."""
    def literal(self):
        """Take a text in quotes. Returns its symbols."""
    def character_set(self):
        """Take a set of characters in brackets. Returns its symbol; an empty set is none."""
    def token(self):
        """Take a token: `<text>`, `<[id]>`, or `!` and one of these."""
    def counts(self, lines):
        """Take the lowest and the highest number of repetitions; `None`: no limit."""
    def repeat(self, unit, low, high):
        """Returns the symbols for a unit that is repeated."""
    def group(self, lines):
        """Take alternatives in parentheses. Returns a reference to their rule, and how many rules they took."""
    def reference(self):
        """Take the name of a rule."""
    def unit(self, lines):
        """Take what can be repeated, and the blanks after it. Returns its symbols and its weight; `None` if there is none."""
    def sequence(self, lines):
        """Take a sequence of symbols; it may be empty."""
    def alternatives(self, lines):
        """Take sequences separated by `|`."""
    def rule(self) -> None:
        """Take a rule."""
    def check_defined(self) -> None:
        """Raise an error for a rule that is used and not defined."""
    def check_starts(self) -> None:
        """Raise an error for a rule that begins with itself, or in too many ways."""
    def named(self, number):
        """Returns a rule in words."""

_SHORT_ESCAPES: Incomplete
_HEX_DIGITS: Incomplete
_LONE_SURROGATE: Incomplete
_PLAIN: Incomplete
_SIGNS: Incomplete

def parse_gbnf(text: str) -> Grammar:
    """Returns the grammar. Raises `GrammarError` if it is not valid."""
