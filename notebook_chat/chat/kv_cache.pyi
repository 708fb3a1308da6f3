"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

import os
from ..core.messages import ChatMessages as ChatMessages
from _typeshed import Incomplete
from fastcore.basics import patch as patch
from typing import Any, Iterable
from weakref import WeakValueDictionary

__all__: Incomplete

def rest_text(model: Any) -> str:
    """Returns how much memory conversations take that wait for their next question; empty if none does."""

class KVCacheView:
    """How much of a history the KV cache holds."""
    def __init__(self, history: Any) -> None: ...
    @property
    def num_tokens(self) -> int:
        """The number of tokens of the history, from its beginning, that are in the cache; 0 if they can't be counted."""
    @property
    def per_message(self) -> list[int | None]:
        """For each message the number of its tokens in the cache; `None` where they can't be counted."""
    def save(self, path: str | os.PathLike) -> int:
        """Write the KV cache of the history to a file. Returns the number of tokens."""
    def restore(self, path: str | os.PathLike) -> int:
        """Read the KV cache from a file. Returns the number of tokens."""
    def __repr__(self) -> str: ...
    def free(self, stays: Iterable = ()) -> None:
        """Free the memory that the history takes while it rests, but for what it goes on with and what others share."""

_histories: WeakValueDictionary

def note_history(history: Any) -> None:
    """Remember a `ChatHistory` for as long as it is used."""
def _shared(messages, others):
    """Returns how many of the first messages two conversations share."""

class MissingTokens(list):
    """Token ids that know which tokens come before them, and to which history they belong."""
    before: Iterable[int]
    history: Any
    def __init__(self, tokens: Iterable[int], before: Iterable[int], history: Any) -> None: ...
