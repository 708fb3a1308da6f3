"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from ..core.callbacks import ended as ended
from ..core.messages import ChatMessage as ChatMessage
from ..core.reply import Reply as Reply
from ..models.load import load_model as load_model
from ..structured.types import parse as parse
from .asking import restored_reply as restored_reply, row_asker as row_asker
from .choices import alternatives_of as alternatives_of, choices_of as choices_of
from .choosing import ShareRows as ShareRows, any_chooser as any_chooser
from .many import Row as Row, RowAsker as RowAsker, all_rows as all_rows
from .mapping import ColumnJob as ColumnJob
from _typeshed import Incomplete
from collections.abc import Iterator
from fastcore.basics import patch as patch
from typing import Any

__all__: Incomplete

class RowWorker:
    """Answers batches of rows with a model of its own."""
    asker: RowAsker
    def __init__(self, spec: Any, options: dict, job: dict) -> None: ...
    def __call__(self, batch: dict) -> dict:
        """Returns the numbers of the rows and what they came to, as JSON."""

def _asker_of(model, job):
    """Returns how a model in this process is asked the rows of a job."""

class _Storing(RowAsker):
    """Asks as another one does; the values are what is sent back."""
    def __init__(self, asker) -> None: ...
    def start(self, number, question): ...
    def again(self, question, error): ...
    def value(self, number, reply): ...

class RayRows(RowAsker):
    """Rows that an engine answers as a whole column."""
    at_once: Incomplete
    def __init__(self, engine: RayEngine, job: ColumnJob) -> None: ...
    def start(self, number: int, question: ChatMessage) -> Reply: ...
    def begun(self) -> None: ...
    def value(self, number: int, reply: Reply) -> Any: ...
    def missing(self) -> Any: ...
    def keeps(self, value: Any) -> bool: ...
    def _run(self, questions, replies) -> None:
        """End the replies as their answers come. Runs on a thread."""
    def stored(self, value: Any, reply: Reply) -> Any: ...
    def restored(self, stored: Any) -> Any:
        """Returns the value in what a worker sent."""

def _end(reply, outcome) -> None:
    """End a row's reply."""

class RayEngine:
    """A cluster, or the processors of this machine: `chat.map(column, engine=RayEngine('smollm2'))`."""
    name: str
    options: Incomplete
    def __init__(self, model: Any, workers: int = 2, batch: int = 16, num_cpus: float = 1, num_gpus: float = 0, **options: Any) -> None: ...
    def __repr__(self) -> str: ...
    def row_asker(self, job: ColumnJob) -> RayRows:
        """Returns how the rows of a column are asked. Raises `TypeError` for a chat with functions: they run elsewhere.

    Raises `ImportError` if Ray isn't installed: what to install."""
    def outcomes(self, job: ColumnJob, questions: dict[int, ChatMessage]) -> Iterator[tuple[int, str]]:
        """Yields the numbers of rows and what they came to, as `RowWorker` gives it, in any order."""

def _check_installed() -> None:
    """Raise `ImportError` if Ray or its data library isn't there: what to install."""

_starting: Incomplete

def _start_ray(ray):
    """Start Ray. Raises what Ray raises."""
def _ray():
    """Returns Ray's data library, with Ray running."""
