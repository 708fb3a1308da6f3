"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

import queue
from ..core.reply import Reply as Reply
from _typeshed import Incomplete
from fastcore.basics import patch as patch
from typing import Any, Callable, Sequence

__all__: Incomplete
_logger: Incomplete
_END: Incomplete

class Worker:
    """A thread that does one job after another."""
    def __init__(self, due: Callable[[], float | None], steps: Sequence[Callable[[bool], None]], failed: Callable[[Exception], None]) -> None: ...
    @property
    def idle(self) -> bool:
        """Whether no job waits."""
    def put(self, job: Callable[[], None]) -> None:
        """Queue a job. Returns at once."""
    def wake(self) -> None:
        """Run the steps."""
    def end(self) -> None:
        """End the thread once the jobs before this are done."""
    def start(self, most: float = 0.0) -> None:
        """Start the thread."""
    def hurry(self) -> None:
        """Begin at once, if the thread still waits."""
    def _run(self, most) -> None:
        """Do jobs until the worker is ended. Runs on its thread."""
    def _next(self):
        """Returns the next job, or `None` when something is due."""
    def _try(self, act, *arguments) -> None: ...

class StopGate:
    """Keeps orders from before a Stop from being started after it."""
    count: int
    def __init__(self) -> None: ...
    def close(self, chat: Any = None) -> None:
        """Record that Stop was pressed in a conversation."""
    def is_closed(self, count: int, chat: Any = None) -> bool:
        """Returns whether Stop was pressed in a conversation since `count` had a value."""
    def begin(self, ask: Callable[[], Reply | None], count: int, chat: Any = None) -> None:
        """Ask, unless Stop was pressed there since then. If it is pressed while the reply starts, stop the reply."""
