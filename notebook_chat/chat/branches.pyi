"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from ..core.copying import NotCopied as NotCopied
from ..core.messages import ChatMessage as ChatMessage
from _typeshed import Incomplete
from fastcore.basics import patch as patch
from typing import Any, Iterable, Iterator, NamedTuple, Sequence

__all__: Incomplete

def without_instructions(messages: Iterable) -> tuple[ChatMessage, ...]:
    """Returns the messages that branches are made of."""
def checked_index(messages: Sequence, index: Any, end: bool = False) -> int:
    """Returns an index, counted from 0. Raises `IndexError` if there is no such message, `TypeError` for no number."""
def place_of(messages: Sequence, index: int) -> int | None:
    """Returns the place of a message among those that aren't instructions; `None` if it is one of them."""

class Alternatives(NamedTuple):
    """The alternative messages at a place of a conversation."""
    messages: list[ChatMessage]
    current: int | None

def is_unanswered(branch: tuple) -> bool:
    """Returns whether a branch only keeps a question that was stopped, or failed, before the first word of its answer."""

class Branches:
    """The earlier versions of a conversation."""
    def __init__(self) -> None: ...
    def __iter__(self) -> Iterator[tuple]: ...
    def note(self, messages: Iterable[ChatMessage]) -> None:
        """Record the order in which messages first appeared."""
    @property
    def answered(self) -> list[tuple]:
        """The conversations, without those that only keep a question."""
    def remember(self, conversation: tuple) -> None:
        """Keep a conversation that is about to be changed."""
    def replace(self, conversations: Iterable[tuple]) -> None:
        """Replace all of them."""
    def alternatives(self, conversation: tuple, place: int) -> Alternatives:
        """Returns the alternative messages at a place of a conversation."""
    def everywhere(self, conversation: tuple) -> list[Alternatives]:
        """Returns the `alternatives` at all places of a conversation, found in one pass."""
    def newest(self, beginning: tuple) -> tuple:
        """Returns the most recently replaced conversation among those that begin with some messages."""
    def discard(self, question: ChatMessage) -> bool:
        """Remove a question that got no answer, wherever it was asked. Returns whether it was there."""
    def leave(self, branch: tuple) -> None:
        """Keep a question that got no answer; once, where it was asked last."""

def is_same_question(one: ChatMessage, other: ChatMessage) -> bool:
    """Returns whether two messages ask the same."""

class Forkable(NotCopied):
    """A base class of conversations."""
    instead: str
    def fork(self) -> Any: ...
    def __copy__(self) -> Any: ...
    def __deepcopy__(self, memo: dict) -> Any: ...
