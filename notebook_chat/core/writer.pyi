"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from .messages import ChatMessage as ChatMessage, FunctionCall as FunctionCall
from .stats import GenerationStats as GenerationStats
from _typeshed import Incomplete
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fastcore.basics import patch as patch
from typing import Any

@dataclass(frozen=True)
class CallEvent:
    """A function that is called while a reply is being written."""
    call: FunctionCall
    result: str | None = ...
    error: bool = ...

class ReplyState:
    """What the threads that write a reply share with those that read it. Change it with `changed` held."""
    changed: Incomplete
    version: int
    listeners: Incomplete
    pieces: Incomplete
    tokens: Incomplete
    story: Incomplete
    asked_for: Incomplete
    messages: Incomplete
    current: Incomplete
    answers: Incomplete
    stats: Incomplete
    progress: Incomplete
    model: Incomplete
    finish_reason: Incomplete
    error: Incomplete
    finishers: Incomplete
    on_stop: Incomplete
    stop_requested: bool
    ended: bool
    done: Incomplete
    def __init__(self) -> None: ...

class ReplyWriter:
    """The side of a `Reply` that a backend writes to."""
    reply: Any
    stats: GenerationStats
    def __init__(self, reply: Any, state: ReplyState) -> None: ...
    @property
    def stopping(self) -> bool:
        """Whether a reader asked to stop."""
    @property
    def finish_reason(self) -> str | None:
        """Why what this writes has ended; `None`: it has not."""
    @property
    def error(self) -> BaseException | None:
        """The exception that ended it, or `None`."""
    def write(self, text: str, tokens: Sequence[int] | None = None) -> None:
        """Append a piece of text."""
    def think(self, text: str) -> None:
        """Append to the reasoning."""
    def prompt_read(self, done: int, total: int) -> None:
        """Report how much of the prompt is read."""
    def set_model(self, fingerprint: str) -> None:
        """Say which model the tokens belong to."""
    def forget_tokens(self) -> None:
        """Drop the tokens so far: they do not decode exactly to the text."""
    def ask_for(self, call: FunctionCall) -> None:
        """Add a call that the model asks for other than in its text."""
    def call(self, event: CallEvent) -> None:
        """Note that a function is being called, or, with the same call, what it returned."""
    def on_stop(self, callback: Callable[[], Any]) -> None:
        """Call `callback` once when a reader asks to stop; at once if one already has."""
    def finish(self, reason: str = 'stop', error: BaseException | None = None) -> None:
        """End the reply; a second end is ignored."""
    def begin_message(self, text_filter: Any = None) -> MessageWriter:
        """Begin the next message of a reply that consists of several. A backend writes to it, and ends it."""
    def add_message(self, message: ChatMessage) -> None:
        """Append to `Reply.messages`, in the place of the message being written, if there is one."""

class MessageWriter(ReplyWriter):
    """Writes one of several messages of a reply. Ending it doesn't end the reply. `ReplyWriter.begin_message` makes it."""
    stats: Incomplete
    def __init__(self, reply: Any, state: ReplyState, text_filter: Any = None) -> None: ...
    @property
    def finish_reason(self) -> str | None: ...
    @property
    def error(self) -> BaseException | None: ...
    @property
    def message(self) -> ChatMessage:
        """The message so far. Until it is finished, it has neither tokens nor what isn't shown."""
    def write(self, text: str, tokens: Sequence[int] | None = None) -> None:
        """Append what the model wrote; the filter decides what of it is shown."""
    def think(self, text: str) -> None:
        """Append to the reasoning."""
    def ask_for(self, call: FunctionCall) -> None:
        """Add a call that the model asks for other than in its text."""
    def prompt_read(self, done: int, total: int) -> None:
        """Report how much of the prompt is read."""
    def set_model(self, fingerprint: str) -> None:
        """Say which model the tokens belong to."""
    def forget_tokens(self) -> None:
        """Drop the tokens so far: they do not decode exactly to what was written."""
    def finish(self, reason: str = 'stop', error: BaseException | None = None) -> None:
        """End the message; a second end is ignored. Its figures are added to those of the reply."""
    def wait(self, timeout: float | None = None) -> bool:
        """Wait until the model has ended the message; returns whether it has."""
