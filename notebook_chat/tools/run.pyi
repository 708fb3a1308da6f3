"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from ..core.messages import FunctionCall as FunctionCall
from ..core.text import truncate as truncate
from ..render.tables import markdown_table as markdown_table, table_head as table_head
from .function import CallError as CallError
from .registry import as_functions as as_functions
from _typeshed import Incomplete
from collections.abc import Callable
from fastcore.basics import patch as patch
from typing import Any, NamedTuple

def result_text(value: Any, limit: int = ...) -> str:
    """Returns a result as the text that the model reads."""

class CallResult(NamedTuple):
    """The result of a call."""
    text: str
    error: bool

def error_result(message: str) -> CallResult:
    """Returns the result of a call that failed."""

class _Run:
    """One function running on its own thread."""
    done: Incomplete
    result: Incomplete
    def __init__(self, function, bound) -> None: ...
    def give_up(self) -> None:
        """Cancel the function if it can be cancelled."""

def takes_reply(approve: Callable) -> bool:
    """Returns whether to call `approve` with the call and the reply, rather than with the call alone."""
def run_call(call: FunctionCall, functions: Any, timeout: float | None = None, approve: Callable | None = None, stopping: Callable | None = None, reply: Any = None) -> CallResult:
    """Run a call. Whatever the function does, the result is text for the model."""
