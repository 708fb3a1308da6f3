"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

import numpy as np
from .sequences import common_prefix as common_prefix, token_array as token_array
from _typeshed import Incomplete
from array import array
from collections.abc import Callable, Iterator
from fastcore.basics import patch as patch
from typing import Any, NamedTuple

__all__: Incomplete

class KeptState(NamedTuple):
    """The state of a sequence, outside of the KV cache."""
    tokens: array
    ends: array
    data: Any
    first: int

class KeptStates:
    """States of conversations, as many as fit. The one that nobody has used for longest leaves first."""
    most: Incomplete
    def __init__(self, most: int, reaches: Callable[[int, array, int], bool] = ...) -> None: ...
    def __len__(self) -> int: ...
    def __iter__(self) -> Iterator[KeptState]: ...
    @property
    def size(self) -> int:
        """The bytes that they take."""
    def clear(self) -> None:
        """Remove all states."""
    def drop_spare(self) -> None:
        """Free the memory of states that are gone."""
    def take(self, state: KeptState) -> None:
        """Remove a state, if it is still there."""
    def release(self, state: KeptState) -> None:
        """Use the memory of a state for others; it must be gone from here."""
    def memory_for(self, size: int) -> np.ndarray:
        """Returns memory for a state of so many bytes, and some more: the conversation may grow."""
    def longest(self, tokens: array, cut: Callable[[int], int] = ...) -> tuple[KeptState | None, int]:
        """Returns the state that holds most of a prompt's beginning, and how many tokens of it are of use."""
    def serves(self, state: KeptState, length: int) -> bool:
        """Returns whether the first `length` tokens of a state can be used without the others."""
    def add(self, state: KeptState, passing: bool = False) -> bool:
        """Keep a state; those it begins with are no longer needed. Returns whether there is room."""

_SPARE: int
_GROUP: str
_UNKNOWN: Incomplete

def _number_in(path, name: str = ''):
    """Returns the number in a line of a file that begins with `name`; `None` without one."""
def available_memory() -> int:
    """Returns about how many bytes of memory this process could still take."""
def room_for_states(mebibytes: int | None) -> int:
    """Returns how many bytes of states are kept."""
