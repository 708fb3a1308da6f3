"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from .logprobs import TokenLogprob as TokenLogprob, rows_of as rows_of
from .messages import ChatMessage as ChatMessage, FunctionCall as FunctionCall
from .reply_state import ReplyState as ReplyState
from .stats import GenerationStats as GenerationStats
from _typeshed import Incomplete
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fastcore.basics import patch as patch
from typing import Any

__all__: Incomplete

@dataclass(frozen=True)
class CallEvent:
    """A function that is called while a reply is being written."""
    call: FunctionCall
    result: str | None = ...
    error: bool = ...

class ReplyWriter:
    """The side of a `Reply` that a backend writes to."""
    beginning: ChatMessage | None
    reply: Any
    stats: GenerationStats
    def __init__(self, reply: Any, state: ReplyState) -> None: ...
    @property
    def stopping(self) -> bool:
        """Whether a reader asked the reply to stop."""
    @property
    def spent_on_thought(self) -> int:
        """How many tokens of thought the finished answers of the reply have."""
    @property
    def finish_reason(self) -> str | None:
        """Why the message ended; `None` while it is being written."""
    @property
    def error(self) -> BaseException | None:
        """The exception that ended it, or `None`."""
    def _change(self, change, last: bool = False) -> None:
        """Call `change` and wake the readers, unless the reply has ended; after `finish`, only the `last` change counts."""
    def write(self, text: str, tokens: Sequence[int] | None = None) -> None:
        """Append a piece of text."""
    def _append(self, text, tokens) -> None: ...
    def measure(self, rows: Sequence[TokenLogprob]) -> None:
        """Append how likely some tokens of the text were."""
    def think(self, text: str) -> None:
        """Append a piece of reasoning."""
    def rethink(self) -> None:
        """Turn the text so far into reasoning: its end has shown what it was. Readers have seen it as text."""
    def prompt_read(self, done: int, total: int) -> None:
        """Report how much of the prompt has been read."""
    def set_model(self, fingerprint: str) -> None:
        """Set the fingerprint of the model that the tokens belong to."""
    def add_origin(self, origin: Any) -> None:
        """Add how the model makes an answer of this reply; see `Reply.origins`."""
    def forget_tokens(self) -> None:
        """Drop the tokens so far: they do not decode exactly to the text."""
    def ask_for(self, call: FunctionCall) -> None:
        """Add a call that the model asks for outside its text."""
    def call(self, event: CallEvent) -> None:
        """Record that a function is being called or, for the same call, what it returned."""
    def left_out(self, count: int) -> None:
        """Record that messages were not sent, since the context was full."""
    def on_stop(self, callback: Callable[[], Any]) -> None:
        """Register a callback for when a reader asks to stop. It is called once; at once if a reader already has."""
    @property
    def watched(self) -> bool:
        """Whether somebody may be following the text."""
    def unwatch(self) -> None:
        """Record that only the reply's end is waited for."""
    def finish(self, reason: str = 'stop', error: BaseException | None = None) -> None:
        """End the reply. Has no effect if it has already ended."""
    def begin_message(self, text_filter: Any = None) -> MessageWriter:
        """Begin the next message of a reply that has several. Returns its writer, for a backend to write to and end."""
    def add_message(self, message: ChatMessage) -> None:
        """Append to `Reply.messages`; replaces the message being written, if there is one."""

def _extended(tokens, more):
    """Returns `tokens` with `more` appended; a new list if `tokens` is `None`."""
def _rethink(state, pieces, story) -> None:
    """Turn text into reasoning, from these numbers of pieces and of parts of the story on; readers keep their places."""
def _note_call(story, event) -> None:
    """Append an event, or replace the earlier event of the same call."""
def _whole(tokens, rows):
    """Returns the rows of some tokens, `None` if not each has one: its beginning was given, and not read to its end."""

class MessageWriter(ReplyWriter):
    """Writes one of several messages of a reply, without ending the reply. Made by `ReplyWriter.begin_message`."""
    stats: Incomplete
    def __init__(self, reply: Any, state: ReplyState, text_filter: Any = None) -> None: ...
    @property
    def finish_reason(self) -> str | None: ...
    @property
    def error(self) -> BaseException | None: ...
    @property
    def message(self) -> ChatMessage:
        """The message so far. Until it is finished, it lacks its tokens and the text that isn't shown."""
    def write(self, text: str, tokens: Sequence[int] | None = None) -> None:
        """Append text that the model wrote; the filter decides how much of it is shown."""
    def _show(self, text) -> None:
        """Append to the text of the reply and of the message, in one step: no reader sees one without the other."""
    def measure(self, rows: Sequence[TokenLogprob]) -> None:
        """Append how likely some tokens of the text were."""
    def think(self, text: str) -> None:
        """Append a piece of reasoning."""
    def rethink(self) -> None:
        """Turn the text of the message so far into reasoning."""
    def ask_for(self, call: FunctionCall) -> None:
        """Add a call that the model asks for outside its text."""
    def prompt_read(self, done: int, total: int) -> None:
        """Report how much of the prompt has been read."""
    def set_model(self, fingerprint: str) -> None:
        """Set the fingerprint of the model that the tokens belong to."""
    def forget_tokens(self) -> None:
        """Drop the tokens so far: they do not decode exactly to what was written."""
    def finish(self, reason: str = 'stop', error: BaseException | None = None) -> None:
        """End the message and add its figures to the reply's. Has no effect if it has already ended."""
    def wait(self, timeout: float | None = None) -> bool:
        """Wait until the model has ended the message. Returns `False` on timeout."""
