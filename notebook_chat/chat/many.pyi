"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

import queue
from ..core.callbacks import ended as ended, interrupt_stops as interrupt_stops
from ..core.messages import ChatMessage as ChatMessage
from ..core.progress import progress_bar as progress_bar
from ..core.reply import Reply as Reply
from _typeshed import Incomplete
from collections.abc import Callable, Iterable, Iterator, Sequence
from fastcore.basics import patch as patch
from typing import Any, NamedTuple, Protocol

__all__: Incomplete

class RowAsker:
    """How the rows of a column are asked, and what their replies come to."""
    at_once: int | None
    def start(self, number: int, question: ChatMessage) -> Reply:
        """Start asking a row. Raises `ValueError` for a bad question."""
    def begun(self) -> None:
        """Called when no more rows begin before some have ended."""
    def value(self, number: int, reply: Reply) -> Any:
        """Returns what the reply to a row comes to. Raises an error if that is nothing."""
    def again(self, question: ChatMessage, error: Exception) -> Callable[[], Reply] | None:
        """Returns what asks a row once more whose first answer came to nothing; `None`: that wouldn't help."""
    def missing(self) -> Any:
        """Returns what stands for a row that has no value."""
    def keeps(self, value: Any) -> bool:
        """Returns whether a value is final, so that an equal row need not be asked."""
    def stored(self, value: Any, reply: Reply) -> Any:
        """Returns what a file keeps of a row, as JSON has it."""
    def restored(self, stored: Any) -> Any:
        """Returns the value of a row in a file. Raises an error if there is none."""

class RowMemory(Protocol):
    """What is known of rows that need not be asked."""
    def key(self, question: ChatMessage) -> str | None:
        """Returns what rows that share one answer have in common; `None`: ask in any case. Called in the rows' order."""
    def find(self, key: str) -> tuple | None:
        """Returns a tuple with the value; `None`: it isn't known."""
    def note(self, key: str, value: Any, stored: Callable[[], Any]) -> None:
        """Remember a value; `stored` gives it as JSON has it."""

class _UnderWay:
    """Replies that have begun and whose end nobody has seen yet."""
    interrupted: Sequence
    def __init__(self) -> None: ...
    def __len__(self) -> int: ...
    def __iter__(self) -> Iterator[Reply]: ...
    def add(self, number: int, start: Callable[[], Reply]) -> None:
        """Begin a reply."""
    def ended(self, wait: bool) -> Iterator[tuple[int, Reply]]:
        """Yields the numbers and replies that have ended. Waits a moment for one, if told to."""

class Row(NamedTuple):
    """A row that has been asked."""
    value: Any
    error: Exception | None
    @property
    def problem(self) -> BaseException | None:
        """Why there is no answer; `None` if there is one."""
    @property
    def answered(self) -> bool:
        """Whether there is a whole answer."""

class RowWalk:
    """Goes through the rows of a column and yields a `Row` for each, in order. Leaving it early stops what is under way."""
    under_way: Incomplete
    def __init__(self, asker: RowAsker, questions: Iterable[ChatMessage | None], memory: RowMemory | None = None, ahead: int | None = None, on_row: Callable[[Row], Any] = ...) -> None: ...
    def _has_room(self):
        """Returns whether another row may begin."""
    def _put(self, number, row) -> None: ...
    def _begin(self):
        """Begin the next row."""
    def _end(self, number, reply):
        """Take in a reply that has ended, or ask its row once more."""
    def _gather(self, wait: bool = False) -> None:
        """Take in the replies that have ended."""
    def _begin_some(self) -> None:
        """Begin as many rows as there is room for; fewer if that takes long and the next answer is there."""
    def __iter__(self) -> Iterator[Row]: ...

_PATIENCE: float

def all_rows(asker: RowAsker, questions: Sequence[ChatMessage | None], progress: bool = True, memory: RowMemory | None = None) -> list[Row]:
    """Returns all rows, in order. After an interrupt, those that weren't finished are as their asker says."""
def row_values(rows: Sequence[Row]) -> list:
    """Returns the values of rows. Warns once if some have no answer."""
def missing_text(missing: int, count: int, number: int, error: BaseException) -> str:
    """Returns a sentence that says how many answers are missing, and why."""
