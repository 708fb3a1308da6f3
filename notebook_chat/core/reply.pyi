"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from .logprobs import TokenLogprob as TokenLogprob
from .messages import ChatMessage as ChatMessage
from .recipes import Recipe as Recipe
from .reply_state import ReplyState as ReplyState
from .stats import GenerationStats as GenerationStats
from .viewing import tokens_view_of as tokens_view_of
from .writer import CallEvent as CallEvent, ReplyWriter as ReplyWriter
from _typeshed import Incomplete
from collections.abc import AsyncIterator, Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from fastcore.basics import patch as patch
from typing import Any

__all__: Incomplete

class Reply:
    """One answer being written. Iterate it for text (`for` or `async for`), or ask it for `.text`."""
    writer: ReplyWriter
    def __init__(self) -> None: ...
    def __repr__(self) -> str: ...
    @property
    def text(self) -> str:
        """The whole text. Waits for the end. Raises `error` if the reply ended in one; `text_so_far` still has the text."""
    @property
    def text_so_far(self) -> str:
        """The text so far."""
    @property
    def tokens(self) -> list[int] | None:
        """The token ids so far, without the end token; `None` if the model does not expose them."""
    @property
    def logprobs(self) -> list[TokenLogprob] | None:
        """How likely each token of the text was, so far; of all messages in a turn of several. `None`: not asked for."""
    @property
    def model(self) -> str | None:
        """Fingerprint of the model that the tokens belong to."""
    @property
    def finish_reason(self) -> str | None:
        """`stop`, `length`, `stopped`, `call` or `error`; `None` while it is being written."""
    @property
    def error(self) -> BaseException | None:
        """The exception that ended it, or `None`."""
    @property
    def finished(self) -> bool:
        """Whether the reply has ended."""
    @property
    def eos(self) -> bool:
        """Whether the model itself ended the reply."""
    @property
    def progress(self) -> tuple[int, int] | None:
        """`(tokens read, tokens to read)` of the prompt; `None` if unknown."""
    @property
    def stats(self) -> GenerationStats:
        """The figures so far: tokens and times."""
    @property
    def others(self) -> Sequence[Reply]:
        """The replies of other models to the same question, where several were asked at once."""
    @property
    def all_stats(self) -> list[GenerationStats]:
        """The figures of all that was written for it: of `others` first, and then its own."""
    @property
    def note(self) -> str:
        """More to say under the answer, such as which model was taken as the default; usually empty."""
    @note.setter
    def note(self, text: str) -> None: ...
    @property
    def origins(self) -> list[Any]:
        """How a model in this process made each answer of the reply, in order; empty for other models and for copies."""
    @property
    def reasoning(self) -> str:
        """The reasoning so far."""
    @property
    def calls(self) -> list[CallEvent]:
        """The function calls so far."""
    @property
    def parts(self) -> list[tuple]:
        """The reply so far as `('text', str)`, `('reasoning', str)` and `('call', CallEvent)`, in order."""
    @property
    def message(self) -> ChatMessage:
        """The reply so far as a single message for the history."""
    @property
    def messages(self) -> list[ChatMessage]:
        """All messages of the turn: answers with calls, their results, and the last answer, perhaps unfinished."""
    def wait(self, timeout: float | None = None) -> bool:
        """Wait for the end. Returns `False` on timeout. An interrupt here doesn't stop the reply."""
    def stop(self) -> None:
        """Ask the model to end the reply now. The text so far is kept. Returns at once."""
    def leave(self, errand: Callable[[], None]) -> None:
        """Have the main thread do something while it waits for this reply. Returns at once."""
    @property
    def awaited(self) -> bool:
        """Whether the main thread has waited for this reply."""
    def tokens_view(self) -> Any:
        """Wait for the end. Returns a view with each token shaded by surprise. Raises `ValueError` without `logprobs`."""
    def when_finished(self, finisher: Callable[[Reply], Any]) -> None:
        """Register a function to call at the end of the reply; at once if it has already ended."""
    def _read(self, position):
        """Returns the text after the first `position` pieces, the new position, and whether the reply has ended."""
    def _wait_beyond(self, items, position):
        """Wait until there are more than `position` items, or the reply ends."""
    def __iter__(self) -> Iterator[str]: ...
    def __aiter__(self) -> AsyncIterator[str]: ...
    def __await__(self) -> Generator[Any, None, Reply]: ...
    def watch(self, pause: Callable[[str], float] = ..., every: float = ...) -> Iterator[str]:
        """Yields the text so far while the reply changes, and once at the end. Leaving the loop doesn't stop the reply."""
    def events(self) -> Iterator[tuple]:
        """Yields `('text', str)`, `('reasoning', str)` and `('call', CallEvent)` as they come. Leaving it stops nothing."""
    def _origin(self, what):
        """Waits for the end, and returns the origin of the last answer. Raises an error that says why there is none."""
    def recipe(self) -> Recipe:
        """Returns what it takes to make the last answer again, for `Chat.replay`. Raises `TypeError` if that isn't known."""
    def attribution(self, by: Any = 'paragraph', most: int = 24, progress: bool = True) -> Any:
        """Returns an `Attribution`: how much less likely the last answer is without each part of what the model has read."""
    def __getstate__(self):
        """Returns what a copy or a pickle keeps. Raises `TypeError` before the reply has ended."""
    def __setstate__(self, kept) -> None:
        """Set what a copy or a pickle has kept."""

def _joined_parts(story):
    """Returns `(kind, value)` pairs with neighbouring texts of a kind joined; calls stay apart."""

_BETWEEN_PIECES: Incomplete

def _pause(state, seconds) -> None:
    """Wait so long, at most until the end of a reply or until something is left for the main thread."""
@contextmanager
def _wakes(state) -> Generator[Incomplete]:
    """An `asyncio.Event` that is set at each change of a reply."""

_LEFT_BEHIND: Incomplete

def _plain_error(error):
    """Returns an error that can be pickled, with the same words."""
