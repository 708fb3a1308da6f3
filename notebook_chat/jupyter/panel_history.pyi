"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from ..chat.chat import Chat as Chat
from ..chat.transcript import Item as Item, chat_items as chat_items, pending_items as pending_items
from .panel_page import Mirror as Mirror
from _typeshed import Incomplete
from collections.abc import Callable
from fastcore.basics import patch as patch
from typing import Any, NamedTuple

__all__: Incomplete

class _State(NamedTuple):
    """A conversation, as far as its settled items depend on it."""
    chat: Chat
    revision: int
    asked: tuple
    def same(self, other: _State | None) -> bool: ...

def _state_of(chat, pending, revision): ...

class ItemSource(NamedTuple):
    """What an item is made of."""
    item: Item
    last: bool
    version: Any
    tokens: Any
    def same(self, other: ItemSource | None) -> bool:
        """Returns whether the same item comes of both."""

_FIRST: Incomplete
_MORE: Incomplete
_LINES: Incomplete
_WIDTH: Incomplete
_PAUSE: Incomplete
_SHORT: Incomplete

def first_items(items: list[Item]) -> int:
    """Returns how many of the last items fill the transcript, about."""

class ShownItems:
    """The items of the conversation that a panel shows."""
    keys: list[str]
    sources: list[Item]
    older: int
    due: float | None
    def __init__(self, mirror: Mirror) -> None: ...
    def forget(self) -> None:
        """Look at all items the next time: something about them has changed."""
    def begin_again(self) -> None:
        """Begin with the last items: no page has seen any."""
    def more(self) -> None:
        """Show some more of the older items."""
    def look(self, chat: Chat) -> None:
        """Look up the items of a conversation."""
    def made(self, source: Callable[[Item, bool], ItemSource], make: Callable[[ItemSource], dict]) -> dict[str, dict]:
        """Returns the items that may have changed since the last call, by key. The same object comes for one that hasn't."""
