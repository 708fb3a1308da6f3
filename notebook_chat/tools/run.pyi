"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

import contextvars
from ..core.errands import Errands as Errands
from ..core.faces import ask_user as ask_user
from ..core.messages import FunctionCall as FunctionCall
from ..core.text import truncate as truncate
from .bounded import own_text as own_text
from .function import CallError as CallError
from .registry import as_functions as as_functions
from .results import result_text as result_text
from _typeshed import Incomplete
from collections.abc import Callable
from fastcore.basics import patch as patch
from typing import Any, NamedTuple

__all__: Incomplete

class CallResult(NamedTuple):
    """The result of a call."""
    text: str
    error: bool

def error_result(message: str) -> CallResult:
    """Returns the result of a call that failed."""

class _Run:
    """One function running on its own thread."""
    done: Incomplete
    given_up: Incomplete
    result: Incomplete
    errands: Incomplete
    ends: bool
    def __init__(self, function, bound) -> None: ...
    def _work(self) -> None: ...
    def _value(self):
        """Returns what the function returns, awaited if it is `async`."""
    async def _awaited(self, value):
        """Returns the value of an awaitable, in a way that `give_up` can cancel."""
    def give_up(self) -> None:
        """Cancel the function if it can be cancelled, and stop reading what it has returned."""

_running: contextvars.ContextVar

def _error_text(error):
    """Returns the class and the message of an exception, whose `str` may raise as well."""

_MOST_AWAITED: int

async def _settled(value):
    """Returns a value that isn't `async` any more."""

_current: contextvars.ContextVar

def current_reply() -> Any:
    """Returns the current `Reply`, when called from a function or an `approve`; `None` elsewhere."""
def set_current_reply(reply: Any) -> None:
    """Set what `current_reply` returns."""
def when_given_up(end: Callable[[], Any]) -> None:
    """Have `end` called when a call is stopped or takes too long. For functions that a model has called."""
def leave_for_main_thread(errand: Callable[[], None]) -> None:
    """Have the main thread do something while it waits for the call, or for its reply. Returns at once."""

_POSITIONAL: Incomplete

def takes_reply(approve: Callable) -> bool:
    """Returns whether to call `approve` with the call and the reply, rather than with the call alone."""
def needs_approval(function: Any) -> bool:
    """Returns whether a function is never called without approval."""
def approval_for(function: Any, approve: Any) -> Callable | None:
    """Returns what is called before a function runs; `None` if it runs unasked."""
def _refusal(call, approve, reply):
    """Returns why a call may not run; `None` if it may."""
def check_timeout(timeout: Any) -> float | None:
    """Returns a timeout if it is one. Raises `ValueError` for anything but a number above 0."""

_STEP: Incomplete
_LAST_WORDS: Incomplete

def _wait(run, name, timeout, stopping):
    """Wait for a run. Returns the error if it is given up, else `None`."""
def _help(run, seconds) -> None:
    """Do what was left for this thread, for at most so many seconds if it can be ended."""
def _outcome(run, name, timeout, stopping):
    """Returns the result of a run. What it returns after it was given up follows the error."""
def run_call(call: FunctionCall, functions: Any, timeout: float | None = None, approve: Any = None, stopping: Callable | None = None, reply: Any = None) -> CallResult:
    """Run a call. Whatever the function does, the result is text for the model."""
