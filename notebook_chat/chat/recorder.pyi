"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

import os
import threading
import weakref
from .database import Database as Database
from .state import Conversation as Conversation, StoreError as StoreError
from _typeshed import Incomplete
from fastcore.basics import patch as patch
from notebook_chat.chat.rows import MessageRows as MessageRows, StateTexts as StateTexts, checked_name as checked_name, encode_state as encode_state, free_name as free_name, insert_message as insert_message, is_taken as is_taken, new_conversation as new_conversation, write_texts as write_texts
from sqlite3 import Connection
from typing import NamedTuple

__all__: Incomplete
_RENEWED: Incomplete
_EXPIRED: Incomplete

def new_owner() -> str:
    """Returns a name for a chat of this kernel as the owner of a conversation."""
def is_expired(seen: float | None) -> bool:
    """Returns whether an owner has been silent for too long to still count."""
def is_held(owner: str | None, seen: float | None) -> bool:
    """Returns whether another kernel may still be writing to a conversation."""
def refuse_if_held(connection: Connection, name: str, advice: str) -> None:
    """Raise `StoreError` if another kernel is writing to a conversation."""

class Recorder:
    """Tracks the changes of a conversation, and how much of it is in the database."""
    chat: Incomplete
    name: Incomplete
    conversation: Incomplete
    owner: Incomplete
    rows: Incomplete
    texts: StateTexts | None
    seen: Incomplete
    failing: bool
    lock: Incomplete
    unobserve: Incomplete
    def __init__(self, chat: Conversation, name: str, conversation: int, owner: str, rows: MessageRows) -> None: ...
    def wrote(self, texts: StateTexts, rows: MessageRows) -> None:
        """Record what has been written."""
    @property
    def running(self) -> bool:
        """Whether a reply is being written."""

class Keeper:
    """Saves conversations continuously in the file of a store."""
    database: Incomplete
    recorders: list[Recorder]
    def __init__(self, path: str | os.PathLike, patience: float = 10) -> None: ...
    @property
    def closed(self) -> bool:
        """Whether the file is closed."""
    def recorder_of(self, chat: Conversation) -> Recorder | None:
        """Returns the recorder of a chat; `None` if it isn't being saved."""
    def record(self, recorder: Recorder) -> None:
        """Write what is new in a conversation. Raises `StoreError` if that fails."""
    def _record_state(self, recorder, state) -> None: ...
    def _holds(self, connection, recorder):
        """Returns whether the conversation is still the recorder's; if not, it gets another."""
    def _work(self) -> None:
        """Write changes as long as there is a conversation to save. Runs on the keeper's thread."""
    def _try_to_record(self, recorder) -> None: ...
    def follow(self, recorder: Recorder) -> None:
        """Begin to save a conversation."""
    def release(self, recorder: Recorder) -> None:
        """Stop saving a conversation; others may write to it now."""
    def keep(self, chat: Conversation, name: str | None = None) -> str:
        """Write a conversation down from now on. Returns its name. Raises `StoreError` if the name is taken."""
    def flush(self) -> None:
        """Write all changes now. Raises `StoreError` if that fails."""
    def close(self) -> None:
        """Write all changes and close the file. May be called twice."""

def _close_at_exit(keeper) -> None: ...

_all_keepers: weakref.WeakSet

def keeper_of(chat: Conversation) -> Keeper | None:
    """Returns the keeper that saves a chat, whoever has opened its file; `None` if none does."""
def _is_written(recorder, state):
    """Returns whether there is nothing new, and the owner's name is fresh."""

class Recording(NamedTuple):
    """Where a chat is being saved."""
    keeper: Keeper
    recorder: Recorder
    @property
    def name(self) -> str:
        """What the conversation is called in the file."""

_recorded: weakref.WeakKeyDictionary

def recording_of(chat: Conversation) -> Recording | None:
    """Returns where a chat is being saved; `None` if it isn't."""

_keepers: dict[tuple, Keeper]
_keepers_lock: Incomplete

def open_keeper(path: str | os.PathLike) -> Keeper:
    """Returns the keeper of a file, opened once per kernel."""
