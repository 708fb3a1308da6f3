"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from ..core.faces import run_code_in as run_code_in
from ..core.messages import FunctionCall as FunctionCall
from ..core.reply import Reply as Reply
from .streams import Streams as Streams
from _typeshed import Incomplete
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fastcore.basics import patch as patch
from typing import Any

__all__: Incomplete

class Approval:
    """Asks in a terminal before a function is called."""
    streams: Incomplete
    view: Incomplete
    functions: Incomplete
    yes: Incomplete
    always: set[str]
    names: dict[str, Any]
    def __init__(self, streams: Streams, view: Callable[[], Any], functions: Callable[[], Any], yes: bool = False) -> None: ...
    def may_run(self, name: str) -> bool:
        """Returns whether a function may run without asking."""
    def ask(self, call: FunctionCall, reply: Reply) -> bool | str:
        """Returns whether a call may run, or a text that says why not. Asks the user, if there is one."""
    def _show(self, code):
        """Show code that the model wants to run. Returns the question."""
    @contextmanager
    def running_code(self) -> Iterator[None]:
        """Inside the block, code of models runs among the variables of this terminal's conversation."""
    def session(self) -> Any:
        """Returns the `CodeSession` for a run of code; the answer isn't drawn meanwhile."""

NOBODY_READS: str
