"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from ..chat.contexts import Context as Context, split_context as split_context
from ..chat.options import CommandError as CommandError
from ..core.messages import ChatMessage as ChatMessage
from ..models.protocol import LocalModel as LocalModel
from .cells import CellLog as CellLog
from .context_text import Parts as Parts, cell_text as cell_text, in_words as in_words, newest_fitting as newest_fitting, shortened as shortened, tellable as tellable, users_variables as users_variables, variable_line as variable_line
from .privacy import Guard as Guard, Marks as Marks
from .variables import is_picture as is_picture, look_up as look_up
from .wanted import Wanted as Wanted, read_wanted as read_wanted
from _typeshed import Incomplete
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from fastcore.basics import patch as patch
from typing import Any
from weakref import WeakKeyDictionary

__all__: Incomplete

def _digest(text): ...

@dataclass
class Known:
    """What a conversation has of the notebook already."""
    cells: set[int] = field(default_factory=set)
    lines: dict[str, str] = field(default_factory=dict)
    around: set[str] = field(default_factory=set)
    older: set[int] = field(default_factory=set)
    left: dict[str, str] = field(default_factory=dict)

class Notebook:
    """A notebook, or a terminal's session, as a model is told of it."""
    shell: Incomplete
    log: Incomplete
    marks: Incomplete
    around: dict[str, str]
    sent: dict[str, Parts]
    def __init__(self, shell: Any) -> None: ...
    @property
    def names(self) -> dict:
        """All variables by name."""
    def guard(self) -> Guard:
        """Returns what knows what must not be told now."""
    def parts_of(self, text: str) -> Parts | None:
        """Returns what a context is made of; `None` if it wasn't made here."""
    def known(self, messages: Iterable) -> Known:
        """Returns what messages have of the notebook."""
    def _chosen_cells(self, texts, room, count, is_first):
        """Returns those of the cells' texts, by number, that go; and the numbers of the older ones, which don't."""
    def values(self, wanted: Wanted, guard: Guard) -> dict:
        """Returns the wanted variables by name, oldest first. Raises `CommandError` if one is hidden, else `LookupError`."""
    def _pictures(self, cells, guard, names):
        """Returns small copies of the newest pictures that cells have shown, by the number of the cell."""
    def _new_texts(self, cells, known, guard, pictures, first):
        """Returns the texts of cells by number, with the Markdown above them, and that Markdown."""
    def parts(self, question: ChatMessage, model: Any, wanted: Wanted, tokens: int | None = None, known: Known | None = None) -> Parts:
        """Returns what goes with a question. Raises `CommandError` if nothing of it fits."""
    def _cells(self, wanted, known, guard):
        """Returns the wanted cells, and those of them that a conversation doesn't have."""
    def context(self, parts: Parts, count: Callable[[str], int]) -> Context:
        """Returns parts as a context, and remembers what is in it."""

def _evened(texts, room, count):
    """Returns cells' texts, long ones shortened if not all fit: a cell that prints a lot must not keep out all others."""
def _newest_shortened(texts, room, count): ...
def _chosen_lines(lines, room, count):
    """Returns those of the variables' lines, oldest first, that fit."""

_LONGEST_SIDE: Incomplete
_MOST_PICTURES: Incomplete
_PICTURE_TOKENS: Incomplete
_UNKNOWN: int

def counter_for(model: Any) -> Callable[[str], int]:
    """Returns what counts the tokens of a text; an estimate if the model doesn't run in this process."""
def budget_for(model: Any, question: str, tokens: int | None) -> int:
    """Returns how many tokens the notebook may take beside a question; 0 if there is no room for it."""

_AROUND: int

def _refuse(room, tokens) -> None:
    """Raise the error about a notebook of which nothing fits."""
def _staying(chat, messages, question):
    """Returns those of the messages that the model will still read with a question."""

class NotebookContext:
    """The notebook as the context of a question, for `Chat.send(..., context=...)`."""
    notebook: Incomplete
    wanted: Incomplete
    tokens: Incomplete
    before: Incomplete
    made: Context | None
    def __init__(self, notebook: Notebook, wanted: Wanted, tokens: int | None = None, before: int | None = None) -> None: ...
    def __call__(self, chat: Any, question: ChatMessage) -> Context:
        """Returns what goes with a question."""
    def check(self) -> None:
        """Raise `CommandError` or `LookupError` if variables are wanted that can't go."""
    def _parts(self, chat, question, messages): ...

_notebooks: WeakKeyDictionary

def notebook_of(shell: Any) -> Notebook:
    """Returns the notebook of a shell."""
def _current_shell():
    """Returns the shell that runs this program. Raises `RuntimeError` if none does."""
def notebook_context(*what: Any, tokens: int | None = None) -> NotebookContext:
    """Returns the notebook as a context for `Chat.send`. Raises `ValueError` or `LookupError` for what can't go."""
