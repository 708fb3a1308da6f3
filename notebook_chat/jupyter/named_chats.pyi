"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from ..core.text import did_you_mean as did_you_mean
from _typeshed import Incomplete
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from fastcore.basics import patch as patch
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

__all__: Incomplete

class Change(NamedTuple):
    """What has changed in the registry."""
    kind: str
    before: str
    by: Any

class NamedChats(dict):
    """Conversations by their names. Cells and panels share one."""
    default: str
    current: Incomplete
    keep: Incomplete
    store: Incomplete
    configured: Incomplete
    loaded: Incomplete
    earlier: dict[str, Any]
    deleted: list[DeletedChat]
    def __init__(self, chats: Mapping | Iterable = (), keep: Callable | None = None, store: Callable[[], Any] = ..., configured: Callable[[], dict] = ..., loaded: Callable[[Any], Any] = ...) -> None: ...
    def __missing__(self, name: str) -> Any: ...
    def find(self, name: str) -> str | None:
        """Returns the name under which a conversation is now, if it is or was called so; else `None`."""
    def known(self, name: str) -> str:
        """Returns what `find` does. Raises `ValueError` if there is no such conversation."""
    def name_of(self, chat: Any) -> str | None:
        """Returns the name of a conversation; `None` if it isn't here."""
    def watch(self, callback: Callable[[Change], Any]) -> Callable[[], None]:
        """Call `callback` after each change, on any thread. Returns a function that ends this."""
    def tell(self, change: Change) -> None:
        """Tell the watchers."""
    def use(self, name: str, by: Any = None) -> None:
        """Go on with a conversation: what cells ask comes to it. Raises `ValueError` if there is none of that name."""
    def replace(self, chat: Any) -> None:
        """Put another conversation in the place of the current one. Panels that show it follow."""
    @contextmanager
    def aside(self, name: str) -> Iterator[None]:
        """Inside the block another conversation is the current one, without anybody being told."""
    def by_use(self) -> list[str]:
        """Returns the names, those used last first."""
    def _stored_name(self, chat): ...
    def _stored_names(self):
        """Returns the names in the store that is on."""
    def _rename_stored(self, chat, name) -> None:
        """Rename a conversation where it is saved. Raises `StoreError` if another one there has the name."""
    def only_stored(self) -> list[str]:
        """Returns the names of conversations that are in the store and aren't open here, the newest first."""
    def open(self, name: str, model_of: Callable) -> tuple[str, str]:
        """Continue a conversation from the store. Returns its name here, and the line. Raises what the store raises."""
    def add(self, chat: Any, name: str = '', given: bool = True) -> str:
        """Add a conversation. Returns its name."""
    def keep_name(self, chat: Any) -> None:
        """Have a conversation keep the name that it has, whatever is asked in it."""
    def is_unnamed(self, chat: Any) -> bool:
        """Returns whether nobody has named a conversation."""
    def _move(self, old, new) -> None:
        """Put a conversation under another name, without a moment in which it has none."""
    def name_by_question(self, chat: Any) -> bool:
        """Name a conversation that nobody has named by its first question. Returns whether its name has changed."""
    def rename(self, name: str, new_name: str) -> str:
        """Give a conversation another name, in the store as well. Returns it. Raises `ValueError` if it is taken or invalid."""
    def settle(self, chat: Any) -> bool:
        """Name a conversation, and have it saved, once something was asked in it. Returns whether its name has changed."""
    def delete(self, name: str, by: Any = None) -> str:
        """Delete a conversation, in the store as well. Returns its name. Raises `ValueError` if there is none of that name."""
    def _delete_stored(self, name): ...
    def undelete(self, name: str = '', by: Any = None) -> str:
        """Bring back a conversation that was deleted. Returns its name. Raises `ValueError` if there is none of that name."""
    def _restore_stored(self, gone): ...
    def search(self, text: str) -> list[FoundChat]:
        """Returns the conversations with these words in name or messages: those used last first, then those in the store."""
    def _search_store(self, text, words): ...

class DeletedChat(NamedTuple):
    """A conversation that was deleted, and what it takes to bring it back."""
    name: str
    chat: Any
    question: Any
    store: Any
    state: Any

def _kept(chat):
    """Returns the store that saves a conversation, and its name there; `None` if none does."""

_MOST_NAME: int

def checked_name(name: Any) -> str:
    """Returns the name on one line. Raises `ValueError` if it can't be one."""

_MOST_DELETED: int

class FoundChat(NamedTuple):
    """A conversation that a search found."""
    name: str
    excerpt: str
    stored: bool

def _excerpt(text, words):
    """Returns the text around the first of some words."""
def _match(name, chat, words):
    """Returns the `FoundChat` of a conversation that matches, its newest message first; else `None`."""
