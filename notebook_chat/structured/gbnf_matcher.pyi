"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from .gbnf_rules import Characters as Characters, Grammar as Grammar, Reference as Reference, TokenSymbol as TokenSymbol
from _typeshed import Incomplete
from collections.abc import Callable
from fastcore.basics import patch as patch
from typing import NamedTuple

__all__: Incomplete

class _Place(NamedTuple):
    """A place before a symbol."""
    sequence: int
    position: int
    after: _Place | None

class GrammarState:
    """Where a text has led to in a grammar. Never changed: each step gives another state."""
    def __init__(self, grammar: Grammar, places: frozenset) -> None: ...
    @property
    def fits(self) -> bool:
        """Whether the text so far can be continued to one that the grammar matches, or is one."""
    @property
    def names_tokens(self) -> bool:
        """Whether the grammar names tokens of a vocabulary."""
    @property
    def complete(self) -> bool:
        """Whether the grammar matches the text so far."""
    def _step(self, kind, match):
        """Returns the state after what matches a symbol of this kind."""
    def after(self, text: str) -> GrammarState:
        """Returns the state after more text."""
    def after_token(self, token: int, text: str | None, find: Callable[[str], int] = ...) -> GrammarState:
        """Returns the state after a token."""
    def remaining(self) -> str:
        """Returns a grammar for what may follow the text so far, in GBNF. Raises `ValueError` if the text doesn't fit."""

def _following(grammar, place):
    """Returns the place after a symbol."""
def _expanded(grammar, places):
    """Returns the places where a character or a token, or nothing, comes next, instead of references."""
def start_of(grammar: Grammar) -> GrammarState:
    """Returns the state before any text."""
def _set_source(symbol):
    """Returns a set of characters in GBNF."""
def _symbol_source(symbol):
    """Returns a symbol in GBNF."""
def _rest(grammar, place):
    """Returns the symbols from a place to the end."""
def _body(sequences):
    """Returns alternatives in GBNF."""
