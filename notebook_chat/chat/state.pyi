"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from ..core.messages import ChatMessage as ChatMessage
from ..core.reply import Reply as Reply
from ..core.stats import GenerationStats as GenerationStats
from _typeshed import Incomplete
from dataclasses import dataclass
from fastcore.basics import patch as patch
from typing import Any, Callable, NamedTuple, Protocol

__all__: Incomplete

class Unanswered(NamedTuple):
    """A question that was stopped, or failed, before the first word of its answer. The model doesn't read it."""
    question: ChatMessage
    place: int

@dataclass(frozen=True)
class Pending:
    """A question that was asked and isn't in the history yet."""
    reply: Reply
    before: list
    question: ChatMessage | None = ...
    partial: ChatMessage | None = ...

@dataclass(frozen=True)
class Draft:
    """What the history would be if the reply that is being written ended now."""
    before: tuple = ...
    new: tuple = ...
    others: tuple = ...
    continues: bool = ...

def messages_so_far(reply: Reply) -> list[ChatMessage]:
    """Returns the messages of a reply as they would be if it ended now."""
def _lost_result(call): ...
def draft_of(pending: Pending | None) -> Draft | None:
    """Returns the draft of a reply that is being written; `None` if there is none."""
def _signed(reply):
    """Returns the messages of a reply so far; the last one says which model wrote it."""
def _continued(partial, rest):
    """Returns a partial message together with its continuation."""

class ModelFile(NamedTuple):
    """The file of a model in this process."""
    path: str
    digest: str
    def same(self) -> str | None:
        """Returns the path if that very file is still there, unchanged; else `None`."""

def model_file(model: Any) -> ModelFile | None:
    """Returns the file of a model in this process; `None` for others."""
def model_file_of(stored: dict) -> ModelFile | None:
    """Returns the model's file as it was stored. Raises `TypeError` if that makes no sense."""

@dataclass(frozen=True)
class ChatState:
    """The part of a conversation that can be stored."""
    messages: tuple = ...
    dropped: tuple = ...
    branches: tuple = ...
    examples: tuple = ...
    settings: dict | None = ...
    model: str | None = ...
    model_file: ModelFile | None = ...
    draft: Draft | None = ...
    def all_messages(self) -> list[ChatMessage]:
        """Returns every message once, oldest first, except those of a draft that aren't in the history."""
    def settled(self) -> ChatState:
        """Returns the state as if the reply that is being written had ended."""
    def draft_branches(self) -> list[tuple]:
        """Returns what become branches at the end of a draft: the conversation that it replaces, and other models' answers."""
    def for_model(self, fingerprint: str | None) -> ChatState:
        """Returns the state with that model's own tokens marked as such. Unchanged messages stay the same objects."""

def model_digest(fingerprint: str | None) -> str | None:
    """Returns a digest that identifies a model and reveals nothing about it."""

class Conversation(Protocol):
    """A conversation that can be kept, shown and exported, such as a `Chat`."""
    messages: Any
    @property
    def last_reply(self) -> Reply | None:
        """The newest reply; `None` before the first."""
    @property
    def pending(self) -> Pending | None:
        """The question that is being answered or got no answer."""
    def snapshot(self) -> ChatState:
        """Returns its current state, with a draft of the reply that is being written."""
    def restore(self, state: ChatState) -> None:
        """Replace its state."""
    def observe(self, callback: Callable[[str], Any]) -> Callable[[], None]:
        """Call `callback` after each change. Returns a function that ends this without keeping the conversation alive."""

class StoreError(ValueError):
    """A conversation can't be stored, found or read."""
