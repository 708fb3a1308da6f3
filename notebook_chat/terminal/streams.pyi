"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from ..core.faces import forget_typed as forget_typed
from ..core.text import strip_control as strip_control
from .views import PlainView as PlainView, RichView as RichView
from _typeshed import Incomplete
from collections.abc import Callable
from contextlib import AbstractContextManager
from fastcore.basics import patch as patch
from functools import cached_property
from typing import Any, TextIO

__all__: Incomplete

def is_terminal(stream: Any) -> bool:
    """Returns whether a person is at the other end of a stream."""

class Streams:
    """What the program reads and writes."""
    input: Incomplete
    output: Incomplete
    error: Incomplete
    json: Incomplete
    def __init__(self, input: TextIO, output: TextIO, error: TextIO, json: bool = False) -> None: ...
    @cached_property
    def console(self) -> Any:
        """A `rich.console.Console` for a terminal; `None` for pipes, files and JSON."""
    @property
    def interactive(self) -> bool:
        """Whether there is a user who can be asked something."""
    def say(self, text: str, style: str = 'dim') -> None:
        """Print something that isn't an answer. Where the output is JSON, nothing is printed."""
    def complain(self, problem: Exception | str) -> None:
        """Print a problem as one line on the error stream."""
    def new_view(self, stats: bool = True) -> PlainView | RichView:
        """Returns a view for one answer."""
    def status(self, text: str) -> AbstractContextManager:
        """Returns a context in which the terminal shows that something is going on."""
    def piped(self) -> str:
        """Returns the text that comes through a pipe; empty if there is none."""
    def ask(self, question: str, gave_up: Callable[[], bool]) -> str:
        """Ask the user. Returns the line typed; empty if the answer is no longer needed."""
