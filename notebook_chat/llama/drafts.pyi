"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from _typeshed import Incomplete
from array import array
from collections.abc import Sequence
from fastcore.basics import patch as patch
from typing import NamedTuple

__all__: Incomplete
_FIRST: Incomplete
_STEPS: Incomplete
_SLOWLY: Incomplete
_QUICKLY: Incomplete

class Odds:
    """How often a guess was right, by how many tokens agreed before it."""
    def __init__(self, common: Odds | None = None) -> None: ...
    def share(self, length: int) -> float:
        """Returns the share of right guesses after `length` tokens that agreed."""
    def note(self, length: int, right: bool) -> None:
        """Take in whether a guess after `length` tokens that agreed was right."""

class Draft(NamedTuple):
    """Tokens that may come next."""
    tokens: array
    odds: Sequence[float]

NO_DRAFT: Incomplete
_KEY: int
_PLACES: int
_FARTHEST: int

class PromptLookup:
    """Guesses the next tokens of one growing text from where its last ones came before."""
    odds: Incomplete
    tokens: Incomplete
    place: int
    length: int
    def __init__(self, odds: Odds) -> None: ...
    def __repr__(self) -> str: ...
    def read(self, tokens: Sequence[int]) -> None:
        """Take in what has been added to the text."""
    def _enter_all(self, tokens) -> None:
        """Enter a long text; what is guessed is looked up anew."""
    def _take(self, token) -> None:
        """Take in one token."""
    def _enter(self) -> None:
        """Enter the end of the text that was the end before the last token: the token is what follows it."""
    def _look_up(self) -> None:
        """Find the place where most of the last tokens came before."""
    def _agreeing(self, place):
        """Returns how many tokens before a place agree with the end of the text."""
    def propose(self, most: int, least: float = 0.0) -> Draft:
        """Returns what came next at the place that was found: at most `most` tokens, none of them of a picture."""
