"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

import os
from .files import write_atomically as write_atomically
from .logprobs import TokenLogprob as TokenLogprob
from .text import one_line as one_line
from _typeshed import Incomplete
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fastcore.basics import patch as patch
from typing import Any

__all__: Incomplete

@dataclass(frozen=True, repr=False)
class Recipe:
    """What it takes to make an answer again. All values are as JSON has them."""
    model: dict
    software: dict
    context: dict
    settings: dict
    seed: int
    prompt: Sequence[int]
    answer: Sequence[int]
    text: str = ...
    finish_reason: str | None = ...
    cached_tokens: int = ...
    steps: Sequence[int] = ...
    pictures: Sequence[str] = ...
    visible: dict = field(default_factory=dict)
    written: str = ...
    begun: bool = ...
    given: Sequence[int] = ...
    begins: int = ...
    def __post_init__(self) -> None: ...
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]:
        """Returns the recipe as a dictionary for JSON."""
    @classmethod
    def from_dict(cls, stored: Mapping) -> Recipe:
        """Returns the recipe in a dictionary. Raises `ValueError` if it isn't one."""
    def save(self, path: str | os.PathLike) -> None:
        """Write the recipe to a JSON file. Raises `OSError` if that fails, and then leaves an old file as it was."""
    @classmethod
    def load(cls, path: str | os.PathLike) -> Recipe:
        """Returns the recipe in a file. Raises `ValueError` if there is none in it."""

_FORMAT: Incomplete
_NUMBERS: Incomplete
_LISTS: Incomplete
_NO_RECIPE: str
_UNUSABLE: str

def _problem(stored):
    """Returns why a value is no recipe; `None` if it is one."""
def changes(then: Mapping, now: Mapping) -> list[str]:
    """Returns what differs, each as `name: then, now now`; what only one of them knows isn't compared."""

@dataclass(frozen=True, repr=False)
class Replay:
    """What became of a recipe: the same answer, or where the first token differs."""
    recipe: Recipe
    tokens: tuple[int, ...]
    text: str
    position: int | None = ...
    before: str = ...
    expected: TokenLogprob | None = ...
    found: TokenLogprob | None = ...
    changes: tuple[str, ...] = ...
    @property
    def equal(self) -> bool:
        """Whether the new answer consists of the very tokens of the recipe's."""
    @property
    def margin(self) -> float | None:
        """By how much the new token's logprob is above the recipe's token's; near 0: nearly a tie. `None`: equal."""
    def __bool__(self) -> bool: ...
    def __repr__(self) -> str: ...
    def __str__(self) -> str: ...

def _token_words(row):
    """Returns a token and its probability, in words."""
