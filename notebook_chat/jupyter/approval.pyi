"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

import threading
from ..chat.chat import Chat as Chat
from ..core.messages import FunctionCall as FunctionCall
from ..core.reply import Reply as Reply
from ..tools.code import code_in as code_in
from ..tools.run import current_reply as current_reply
from .running_cell import running_cell as running_cell
from _typeshed import Incomplete
from dataclasses import dataclass, field
from fastcore.basics import patch as patch
from typing import Any, Callable, Iterable, NamedTuple

__all__: Incomplete
_numbers: Incomplete

@dataclass(eq=False)
class Question:
    """A call that waits for an answer."""
    call: FunctionCall
    reply: Reply
    number: int = field(default_factory=Incomplete)
    verdict: bool | str = ...
    answered: threading.Event = field(default_factory=threading.Event)
    def answer(self, verdict: bool | str) -> bool:
        """Answer the question. Returns whether this was the first answer; later ones are ignored."""
    def words(self) -> CallWords:
        """Returns the call in words that hide nothing."""

_MOST_SHOWN: int

def _visible(text): ...
def _argument(name, value):
    """Returns an argument in a form that a person can read."""

class CallWords(NamedTuple):
    """A call as it is shown to the person who decides."""
    arguments: str
    call: str
    function: str

class ApprovalDesk:
    """Where a panel's questions are answered."""
    conversations: Incomplete
    refresh: Incomplete
    call_pages: Incomplete
    heard: float
    displayed: bool
    outputs: Any
    def __init__(self, conversations: Callable[[], Iterable], refresh: Callable[[], None], call_pages: Callable[[], None]) -> None: ...
    @property
    def question(self) -> Question | None:
        """The open question in the conversation that is shown, or `None`."""
    @property
    def waiting(self) -> bool:
        """Whether there is a question without an answer."""
    def hear(self) -> None:
        """Record that a page has sent something."""
    def holds(self, reply: Reply) -> bool:
        """Returns whether `reply` is the newest one of a conversation of this panel."""
    def look(self, chat: Chat) -> bool:
        """Look up the open question in a conversation. Returns whether it has changed."""
    def allow(self, always: bool = False) -> None:
        """Let the call run; with `always`, the function from now on. Raises `ValueError` if no call waits."""
    def refuse(self, reason: str = '') -> None:
        """Refuse the call; the model is told why. Raises `ValueError` if no call waits."""
    def _answer(self, verdict):
        """Answer the question. Returns it with its conversation."""

NO_PANEL: str
IN_CELL: str
NO_PAGE: str

class Hindrance(NamedTuple):
    """Why nobody can answer at the moment."""
    seconds: float
    reason: str

def hindrance(desks: Iterable[ApprovalDesk]) -> Hindrance | None:
    """Returns (seconds to wait, reason) while nobody at these desks can answer; `None` if somebody can."""

class ApprovalBoard:
    """The open questions, and the desks at which they can be answered."""
    desks: list[ApprovalDesk]
    def __init__(self) -> None: ...
    def question(self, reply: Reply | None) -> Question | None:
        """Returns the question that `reply` waits for, or `None`."""
    def allowed(self, chat: Chat) -> set[str]:
        """Returns the names of the functions that run unasked in a conversation. The set can be changed."""
    def holding(self, reply: Reply) -> list[ApprovalDesk]:
        """Returns the desks of the panels that hold the conversation of a reply."""
    def refresh(self) -> None:
        """Make all panels look for questions."""
    def runs_unasked(self, call: FunctionCall, reply: Reply) -> bool:
        """Returns whether the function was allowed for good in the conversation of a reply. Code never is."""
    def ask(self, question: Question) -> bool | str:
        """Put a question to all panels that hold its conversation, and wait. Returns the verdict."""
    def wait(self, question: Question) -> bool | str:
        """Wait until a question is answered, its reply is stopped, or nobody could answer for too long. Returns the verdict."""

board: Incomplete

def ask_in_panel(call: FunctionCall, reply: Reply | None = None) -> bool | str:
    """An `approve` for `Chat` that asks in the panels that show the conversation. Waits for the answer and returns it."""
