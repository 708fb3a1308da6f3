"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from _typeshed import Incomplete
from collections.abc import Callable as Callable
from fastcore.basics import patch as patch
from typing import Any

__all__: Incomplete
_CHAT_CELL: Incomplete

class LastCell:
    """The last cell of the user's own that has ended."""
    source: str
    id: str | None
    error: BaseException | None
    observers: list[Callable]
    def __init__(self) -> None: ...
    def after_cell(self, result: Any) -> None:
        """Record a cell that has ended, for IPython's `post_run_cell`."""
    def watch(self) -> None:
        """Watch the cells of the shell from now on. Has no effect without one, or when called again."""
    def unwatch(self) -> None:
        """Watch no longer, unless somebody observes. Has no effect if the cells aren't watched."""

last_cell: Incomplete
