"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from ..core.text import TextEnds as TextEnds, strip_control as strip_control
from .error_report import TraceLine as TraceLine, error_message as error_message, trace_lines as trace_lines
from _typeshed import Incomplete
from collections.abc import Generator
from dataclasses import dataclass, field
from fastcore.basics import patch as patch
from typing import Any

__all__: Incomplete

class Printed(TextEnds):
    """The text that a cell has printed, without its middle if it is long."""
    def __init__(self) -> None: ...

_COLOUR: Incomplete

def as_read(text: str) -> str:
    """Returns what a reader of a printed text sees in the end."""

@dataclass
class RanCell:
    """A cell that has run."""
    number: int
    source: str
    output: list = field(default_factory=list)
    result: str = ...
    error: str = ...
    trace: list[TraceLine] = field(default_factory=list)
    cell_id: str | None = ...
    assigned: frozenset = ...
    @property
    def printed(self) -> str:
        """What it printed and showed, and its value, as text."""
    @property
    def pictures(self) -> list[bytes]:
        """The pictures that it showed."""

_TALKS: Incomplete
_LOADS: Incomplete

def _lines(source): ...
def talks(source: str) -> bool:
    """Returns whether a cell does nothing but talk with a model, or prepare for it."""

_WORD: Incomplete
_ASSIGNED: Incomplete

@dataclass(frozen=True)
class Names:
    """The names in a cell's code."""
    used: frozenset
    assigned: frozenset

def _parsed(tree): ...
def names_in(source: str) -> Names:
    """Returns the names in a cell's code."""

class _Tee:
    """Notes what is written to a stream."""
    stream: Incomplete
    before: Incomplete
    was_set: Incomplete
    write: Incomplete
    def __init__(self, stream, note) -> None: ...
    def end(self) -> None: ...

def _teed(name, note):
    """Returns a `_Tee` on a standard stream in a list; an empty one if the stream doesn't allow it."""

_MOST_CELLS: Incomplete
_MOST_PICTURES: Incomplete

class CellLog:
    """The cells of an IPython shell that have run, oldest first."""
    shell: Incomplete
    ran: dict[int, RanCell]
    def __init__(self, shell: Any) -> None: ...
    def _note(self, text) -> None: ...
    def before_cell(self, info: Any) -> None:
        """Begin to take notes, for IPython's `pre_run_cell`."""
    def _end_tees(self) -> None: ...
    def _cell_id(self, info):
        """Returns the front end's id of the cell that is run."""
    def after_cell(self, result: Any) -> None:
        """Keep what was noted about a cell that has ended, for IPython's `post_run_cell`."""
    def _forget_oldest(self) -> None: ...
    def on_display(self, message: dict) -> dict:
        """Note what a cell shows, as a hook of the kernel's display publisher. Returns the message unchanged."""
    def watch(self) -> None:
        """Take notes from the next cell on. Has no effect when called again."""
    def _silence(self, owner, name):
        """Take no notes while a method of IPython's prints."""
    def unwatch(self) -> None:
        """Take no more notes."""
    @property
    def _stored(self) -> int:
        """The number that the next cell will have."""
    def _is_running(self):
        """Returns whether a cell is running; without a watch, whoever asks on the main thread does so in a cell."""
    def _before(self, first) -> Generator[Incomplete]:
        """Yields the cells that ran before number `first`, as IPython remembers them."""
    def cells(self) -> list[RanCell]:
        """Returns the cells that have run to their end, oldest first."""

def _is_name(name): ...
def _ids(names):
    """Returns the `id()` of each variable's value."""
def _shown_result(shell, number):
    """Returns how the value of a cell's last line was shown; empty if there was none."""

_NO_TEXT: Incomplete

def _decoded(picture): ...
