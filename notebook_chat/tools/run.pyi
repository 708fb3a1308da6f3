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
    """A result as the text that the model reads."""

class CallResult(NamedTuple):
    """What came of a call."""
    text: str
    error: bool

def error_result(message: str) -> CallResult:
    """The result of a call that failed."""

class _Run:
    """One function at work on its own thread."""
    done: Incomplete
    result: Incomplete
    def __init__(self, function, bound) -> None: ...
    def give_up(self) -> None:
        """Cancel what can be cancelled."""

def takes_reply(approve: Callable) -> bool:
    """Whether `approve` is to be called with the call and the reply, rather than with the call alone."""
def run_call(call: FunctionCall, functions: Any, timeout: float | None = None, approve: Callable | None = None, stopping: Callable | None = None, reply: Any = None) -> CallResult:
    """Carry out a call. Whatever the function does, what comes of it is a text for the model."""
