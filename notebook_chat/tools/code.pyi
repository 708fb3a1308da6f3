"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

import contextlib
from ..core.errands import Errand as Errand, Interruptible as Interruptible
from ..core.faces import code_session as code_session
from ..core.text import TextEnds as TextEnds, strip_control as strip_control
from .function import BotFunction as BotFunction, CallError as CallError
from .results import result_text as result_text
from .run import CallResult as CallResult, current_reply as current_reply, leave_for_main_thread as leave_for_main_thread, set_current_reply as set_current_reply, when_given_up as when_given_up
from _typeshed import Incomplete
from collections.abc import Iterator
from fastcore.basics import patch as patch
from typing import Any

__all__: Incomplete
_MOST: int

class Kept(TextEnds):
    """What code has printed, without its middle if it is long."""
    def __init__(self) -> None: ...
    def __str__(self) -> str: ...

class _Tee:
    """A stream that passes on what is written, and keeps it while it is open."""
    is_open: bool
    def __init__(self, stream, kept) -> None: ...
    def write(self, text): ...
    def writelines(self, lines) -> None: ...
    def __getattr__(self, name): ...

class CodeSession:
    """Where the code of a model runs: with names of its own."""
    names: Incomplete
    def __init__(self, names: dict | None = None) -> None: ...
    def source(self, code: str) -> str:
        """Returns the code as Python reads it."""
    def file(self, source: str) -> str:
        """Returns the name of the file by which tracebacks find the code."""
    @contextlib.contextmanager
    def running(self, kept: Kept) -> Iterator[None]:
        """Around the code: what it shows other than by printing is added to `kept`."""
    def show_error(self, error: BaseException) -> None:
        """Show the user how the code has failed."""
    def error_text(self, error: BaseException) -> str:
        """Returns what the model is told of an error."""
    def leave(self, errand: Errand) -> None:
        """Have the main thread do something once it is idle, if there is a way. Returns at once."""

def own_trace(error: BaseException, names: dict) -> Any:
    """Returns an error's traceback from the code itself on; `None` if the code wasn't run at all."""

class CodeRun:
    """Code that runs once, on the main thread."""
    session: Incomplete
    code: Incomplete
    kept: Incomplete
    value: str
    problem: BaseException | None
    cancelled: bool
    errand: Incomplete
    def __init__(self, session: CodeSession, code: str) -> None: ...
    def _show(self, value) -> None:
        """Show the value of the last line, in place of `sys.displayhook`."""
    def _parts(self):
        """Returns the compiled code: all but the last expression, and that; either may be `None`."""
    def _execute(self) -> None:
        """Run the code with its output noted. Raises whatever it raises."""
    def _show_problem(self) -> None:
        """Show the user what ended the code."""
    def _run(self) -> None:
        """Run the code. Raises `KeyboardInterrupt` if that was meant for whoever waits."""
    def cancel(self) -> None:
        """End the code: what hasn't begun never does; what runs is interrupted. Returns at once."""
    def result(self) -> CallResult:
        """Returns what the model is told."""
    def start(self) -> None:
        """Have the main thread run the code. Returns at once; `errand.done` is set at its end."""

_TOO_LONG: str
_LONGEST_ERROR: int

def _ends(text):
    """Returns the beginning of an error's text, where its kind is, and its end."""

_plain: Incomplete

def _python(code: str) -> CallResult:
    """Run Python code in the user's session, after the user has read it and agreed. Variables stay from call to call."""

_LONGEST_CODE: int

class CodeFunction(BotFunction):
    """A function that takes code and nothing else."""
    def check(self, arguments: dict) -> Any:
        """Returns the checked arguments. Raises `CallError` also for code that is empty, or too long to be read."""

PYTHON: Incomplete

def shown_code(code: str) -> str:
    """Returns code as it is shown to whoever decides: characters that aren't seen, or turn the line around, as escapes."""
def code_in(call: Any) -> str | None:
    """Returns the code that a call of `PYTHON` wants to run; `None` for other calls."""
