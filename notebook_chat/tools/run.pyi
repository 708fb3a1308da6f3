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

__all__: Incomplete
_LONGEST_RESULT: int
_ROWS: Incomplete
_COLUMNS: Incomplete
_CELL: Incomplete

def _size(shown, total, unit): ...
def _table_text(frame):
    """Returns the head of a pandas table, in Markdown, with its shape."""
def _is_from(module, value, *names):
    """Returns whether `value` is an instance of one of a module's classes, if that module was imported at all."""
def _as_json(value):
    """Returns `value` as JSON; values that JSON can't express as their `repr`."""
def _whole_text(value):
    """Returns a result as text of any length."""
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
    def _work(self) -> None: ...
    def _value(self):
        """Returns what the function returns, awaited if it is `async`."""
    async def _awaited(self, value):
        """Returns the value of an awaitable, in a way that `give_up` can cancel."""
    def give_up(self) -> None:
        """Cancel the function if it can be cancelled."""

def _failure(error):
    """Returns the result of a function that raised `error`, whose `str` may raise as well."""

_MOST_VALUES: int
_POSITIONAL: Incomplete

def takes_reply(approve: Callable) -> bool:
    """Returns whether to call `approve` with the call and the reply, rather than with the call alone."""
def _refusal(call, approve, reply):
    """Returns why a call may not run; `None` if it may."""

_STEP: float

def _wait(run, name, timeout, stopping):
    """Wait for a run. Returns the error if it is given up, else `None`."""
def run_call(call: FunctionCall, functions: Any, timeout: float | None = None, approve: Callable | None = None, stopping: Callable | None = None, reply: Any = None) -> CallResult:
    """Run a call. Whatever the function does, the result is text for the model."""
