"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

import builtins
import os
import types
from ..core.copying import NotCopied as NotCopied
from ..core.messages import ChatMessages as ChatMessages
from .chat import Chat as Chat
from .recall import model_of as model_of
from .recorder import Keeper as Keeper, Recorder as Recorder, is_expired as is_expired, is_held as is_held, keeper_of as keeper_of, new_owner as new_owner, open_keeper as open_keeper, refuse_if_held as refuse_if_held
from .rows import MessageRows as MessageRows, checked_name as checked_name, encode_state as encode_state, insert_message as insert_message, is_taken as is_taken, load_state as load_state, message_indexes as message_indexes, new_conversation as new_conversation, numbers_of as numbers_of, referenced_rows as referenced_rows, write_texts as write_texts
from .state import ChatState as ChatState, Conversation as Conversation, StoreError as StoreError
from _typeshed import Incomplete
from dataclasses import dataclass
from datetime import datetime
from fastcore.basics import patch as patch
from typing import Any

__all__: Incomplete

class ChatStore(NotCopied):
    """A file of conversations that are saved continuously."""
    instead: str
    def __init__(self, path: str | os.PathLike | Keeper, patience: float = 10) -> None: ...
    def __repr__(self) -> str: ...
    def __enter__(self): ...
    def __exit__(self, *error) -> None: ...
    @property
    def path(self) -> str:
        """The path of the file."""
    @property
    def keeping(self) -> int:
        """The number of chats of this kernel that are being saved."""
    def keep(self, chat: Conversation, name: str | None = None) -> str:
        """Save a chat continuously from now on. Returns its name. Raises `StoreError` if the name is taken."""
    def flush(self) -> None:
        """Write all changes now. Raises `StoreError` if that fails."""
    def close(self) -> None:
        """Write all changes and close the file. May be called twice."""
    def state(self, name: str) -> ChatState:
        """Returns the state of a conversation, without opening it."""
    def resume(self, name: str, model: Any = None, **options: Any) -> Chat:
        """Returns a chat that continues a conversation and is saved. Raises `StoreError` if it doesn't exist or is in use."""
    def _cache_path(self, conversation): ...
    def _load_cache(self, chat, conversation) -> None:
        """Load the model's KV cache of the conversation, if one was saved."""
    def list(self) -> builtins.list[StoredChat]:
        """Returns all conversations, the most recently changed first."""
    def names(self) -> builtins.list[str]:
        """Returns the names of all conversations, the most recently changed first."""
    def messages(self, name: str) -> ChatMessages:
        """Returns the messages of a conversation, without opening it."""
    def search(self, text: str, limit: int = 20) -> builtins.list[FoundMessage]:
        """Returns the messages with these words, the newest first."""
    def copy(self, name: str, new_name: str) -> None:
        """Create a new conversation with the same messages. Raises `StoreError` if the name is taken."""
    def put(self, name: str, state: ChatState) -> None:
        """Add a conversation that nobody has open. Raises `StoreError` if the name is taken."""
    def rename(self, name: str, new_name: str) -> None:
        """Rename a conversation. Raises `StoreError` if the name is taken or another kernel has it open."""
    def delete(self, name: str) -> None:
        """Delete a conversation. A chat that it belongs to is no longer saved."""
    def vacuum(self) -> None:
        """Shrink the file. Messages that no conversation holds any more, as after a `reset`, are deleted."""
    def _delete_unreferenced(self, connection) -> None:
        """Delete messages that no list of their conversation holds, unless another kernel may still refer to them."""
    def save_cache(self, chat: Chat) -> int:
        """Save the KV cache of a chat as well. Returns the number of tokens."""

@dataclass(frozen=True)
class StoredChat:
    """A conversation in a store, without its messages."""
    name: str
    messages: int
    updated: datetime
    model: str
    open: bool

def _stored_chat(name, head, updated, is_open): ...

@dataclass(frozen=True)
class FoundMessage:
    """A message that a search found."""
    name: str
    index: int | None
    role: str
    excerpt: str

_MATCHING: str
_BY_WORD: Incomplete
_ANYWHERE: Incomplete

def _write_new(connection, name, state) -> None:
    """Write a state as a new conversation."""
def _new_name(connection, name):
    """Returns a name that no conversation has."""

_stores: dict[str, ChatStore]
_stores_lock: Incomplete

def as_store(store: Any) -> ChatStore:
    """Returns a store as it is, or the one at a path, opened once per kernel."""
def kept_in(chat: Conversation) -> tuple[ChatStore, str] | None:
    """Returns the store that saves a chat, and the conversation's name there; `None` if it isn't saved."""
