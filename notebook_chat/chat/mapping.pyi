"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from ..core.settings import as_config as as_config
from ..models.spread import spread_over as spread_over
from ..structured.types import schema_of as schema_of
from .askable import Askable as Askable, without_content as without_content
from .asking import row_asker as row_asker, typed_settings as typed_settings
from .choices import choices_of as choices_of, table_maker as table_maker
from .choosing import ChoiceRows as ChoiceRows, ShareRows as ShareRows, any_chooser as any_chooser
from .columns import Asking as Asking, each_question as each_question, questions_of as questions_of
from .kept_rows import KnownRows as KnownRows, RowFile as RowFile
from .many import RowAsker as RowAsker, RowWalk as RowWalk, all_rows as all_rows, missing_text as missing_text, row_values as row_values
from .room import Room as Room
from _typeshed import Incomplete
from collections.abc import Generator, Iterable, Iterator
from fastcore.basics import patch as patch
from os import PathLike
from typing import Any, Protocol

__all__: Incomplete

class ColumnEngine(Protocol):
    """Something else than servers that answers columns, such as `RayEngine`."""
    def row_asker(self, job: ColumnJob) -> RowAsker:
        """Returns how the rows of a column are asked."""

class ColumnJob:
    """What is asked for each row of a column, and of whom."""
    free: Incomplete
    config: Incomplete
    resources: Incomplete
    model: Incomplete
    asker: Incomplete
    def __init__(self, chat: Askable, type: Any, probabilities: bool, calibrate: Any, engine: Any, settings: dict) -> None: ...
    def _engine_model(self, engine):
        """Returns the model for an engine."""
    def _asker(self) -> RowAsker:
        """Returns how rows are asked."""
    @property
    def settled(self) -> bool:
        """Whether equal rows have equal answers."""
    def described(self) -> dict:
        """Returns what the answers depend on, as JSON has it."""
    def _said_of(self):
        """Returns what else the answers depend on, if there is any."""
    def memory(self, resume: str | PathLike | None, most: int | None = None) -> KnownRows:
        """Returns what is known of rows, with the file of an earlier run."""
    @property
    def choices(self) -> list:
        """The values that there are to choose from."""

class Mappable(Askable):
    """A conversation that can be asked whole columns."""
    def map(self, prompts: Iterable, type: Any = None, progress: bool = True, probabilities: bool = False, calibrate: bool | str = False, resume: str | PathLike | None = None, engine: Any = None, **settings: Any) -> Any:
        """Returns finished replies, in order; one that fails has its `error`. `None` stands for prompts that are missing.

    With a `type`, returns values, and `None` for those that can't be had. With `probabilities`, returns a pandas
    DataFrame with the index of a Series and a column for each choice; rows without an answer are NaN. Equal rows are
    asked once where chance has no part in the answer: at temperature=0, and for choices."""
    def imap(self, prompts: Iterable, type: Any = None, probabilities: bool = False, calibrate: bool | str = False, resume: str | PathLike | None = None, engine: Any = None, **settings: Any) -> Iterator:
        """Returns an iterator over the answers, in order, as they are there; each is what `map` gives for a row.

    The rows after it are being asked meanwhile, up to a few hundred. Leaving the loop, or the iterator's `close()`,
    stops what is under way."""

_AT_ONCE: Incomplete
_AHEAD: Incomplete
_MOST_AT_ONCE: int
_REMEMBERED: int

def _answers(job, walk) -> Generator[Incomplete, None, Incomplete]:
    """Yields the answers of a walk. Warns at its end of those that are missing."""
