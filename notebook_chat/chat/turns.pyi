"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from ..core.messages import ChatMessage as ChatMessage, ChatMessages as ChatMessages
from ..core.reply import Reply as Reply
from ..core.stats import GenerationStats as GenerationStats
from ..tools.run import current_reply as current_reply
from .branches import Branches as Branches, is_same_question as is_same_question, is_unanswered as is_unanswered, without_instructions as without_instructions
from .history import ChatHistory as ChatHistory, HistoryMessage as HistoryMessage
from .observers import Observers as Observers
from .room import Room as Room
from .state import Pending as Pending
from .stats import ChatStats as ChatStats
from .tokens import given_beginning as given_beginning
from _typeshed import Incomplete
from contextlib import contextmanager
from dataclasses import dataclass, field
from fastcore.basics import patch as patch
from typing import Any, Callable, Iterator

__all__: Incomplete

@dataclass
class Turn:
    """A question to the model, and where its answer goes."""
    question: ChatMessage | None = ...
    replaces: HistoryMessage | None = ...
    partial: ChatMessage | None = ...
    begun: ChatMessage | None = ...
    conversation: tuple = ...
    dropping: tuple = ...
    staying: list = field(default_factory=list)
    reply: Reply | None = ...
    before: tuple = ...
    left: tuple = ...
    @property
    def asked(self) -> list[ChatMessage]:
        """What is asked, if the history itself doesn't end with it."""
    def drop(self, count: int) -> None:
        """Drop more of the entries that stay: the oldest ones besides instructions."""
    def place_in(self, entries: list) -> int:
        """Returns the number of the first entry that the answer replaces."""
    def messages(self, reply: Reply) -> list[ChatMessage]:
        """Returns the question, if there is one, and the messages of the reply."""

def with_figures(messages: list[ChatMessage], stats: GenerationStats) -> list[ChatMessage]:
    """Returns the messages, the last one of the model's with a copy of the figures."""
def join_messages(partial: ChatMessage, rest: ChatMessage) -> ChatMessage:
    """Returns both as one message."""
def _sum_of(first, second):
    """Returns the figures of an answer in two parts."""
def _tokens_of(message):
    """Returns the tokens of a message; empty if it has no text, as in the middle of the reasoning."""

class Turns:
    """The turns of one conversation."""
    history: Incomplete
    branches: Incomplete
    observers: Incomplete
    lock: Incomplete
    last_reply: Reply | None
    unanswered: Turn | None
    stats: Incomplete
    def __init__(self, history: ChatHistory, branches: Branches, observers: Observers) -> None: ...
    @property
    def conversation(self) -> tuple[ChatMessage, ...]:
        """The conversation without instructions."""
    @property
    def pending(self) -> Pending | None:
        """The question that is being answered or got no answer; `None` if everything is in the history."""
    def settle(self) -> None:
        """End a reply that is still being written."""
    @contextmanager
    def at_rest(self) -> Iterator[None]:
        """Stop a reply that is being written, and hold the lock inside the block, so that none can start."""
    def forget(self) -> None:
        """Forget all replies and their figures."""
    def left(self) -> tuple:
        """Returns what leads to the question that got no answer, and the question; empty if there is none."""
    def set_aside(self, asked: ChatMessage | None = None) -> None:
        """Keep the question that got no answer among the branches, unless it is the one that is `asked` again."""
    def versions(self) -> list[tuple]:
        """Returns the branches, with the question that got no answer just now."""
    def discard(self, question: ChatMessage) -> bool:
        """Forget a question that got no answer. Returns whether there was one."""
    def start(self, make_turn: Callable[[], Turn], ask: Callable[..., Reply], max_tokens: int | None = None, wrap_tokens: int | None = None, tools: Any = None, makes_room: bool = True) -> Reply:
        """Start a turn when the one before it has ended. Returns its reply."""
    def _ask(self, turn, ask, max_tokens, wrap_tokens, tools=None, makes_room: bool = True):
        """Ask the model, and commit the answer at its end. Returns the reply."""
    def _commit(self, turn, reply) -> None:
        """Commit a finished turn to the history in one step."""
    def still_unanswered(self) -> Turn | None:
        """Returns the turn of a question that got no answer, if the conversation is still the same; else `None`."""
    def last_question(self) -> HistoryMessage | None:
        """Returns the newest message of the user's in the history; `None` if there is none."""
    def continuing(self) -> Turn:
        """Returns the turn in which the assistant continues."""
    def begun(self, turn: Turn, text: str | None) -> Turn:
        """Returns a turn whose answer begins with a text. Raises `ValueError` if it continues an answer."""
    def asking_again(self) -> Turn:
        """Returns the turn that answers the last question again."""

_WITHIN: str

def _all_dropped(turn, entries, count):
    """Returns the messages of a turn that are dropped, with those that a server had no room for: `count` of the oldest."""
