"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from ..core.reply import Reply as Reply
from .panel_notebook import on_main_thread as on_main_thread
from .panel_questions import WaitingQuestion as WaitingQuestion
from .running_cell import running_cell as running_cell
from _typeshed import Incomplete
from collections.abc import Callable
from dataclasses import dataclass
from fastcore.basics import patch as patch
from typing import Any, NamedTuple

__all__: Incomplete

class ToPrepare(NamedTuple):
    """What is to be asked or done, and what must happen before."""
    make: Callable[[list], Callable[[], Reply | None]]
    where: str

@dataclass
class _Preparing:
    """A typed line on its way."""
    question: WaitingQuestion
    where: str
    begin: Callable[[], Reply | None] | None = ...
    error: BaseException | None = ...
    @property
    def is_over(self): ...

class Preparations:
    """Typed lines that are being made ready, in their order."""
    def __init__(self, wake: Callable[[], None]) -> None: ...
    def of(self, chat: Any) -> list[str]:
        """Returns the lines of a conversation that aren't ready, as the panel shows them."""
    def add(self, question: WaitingQuestion, work: ToPrepare) -> None:
        """Make a line ready. Returns at once, unless that is done here."""
    def move(self, stopped: Callable[[WaitingQuestion], bool], queue: Callable[[WaitingQuestion], None], give_back: Callable[[WaitingQuestion], None]) -> None:
        """Hand on what is ready. Lines from before a Stop, and those that failed, go back; raises why one failed."""
