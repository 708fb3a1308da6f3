"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

import contextlib
import io
from ..core.text import TextEnds as TextEnds
from _typeshed import Incomplete
from collections.abc import Callable, Iterator
from fastcore.basics import patch as patch
from typing import Any

__all__: Incomplete
_MOST_TEXT: Incomplete
_MOST_OUTPUTS: Incomplete
_PAUSE: Incomplete

class CodeOutputs:
    """The outputs of the code of a reply, as nbformat has them."""
    def __init__(self, show: Callable[[tuple], Any]) -> None: ...
    def clear(self) -> None:
        """Forget all outputs."""
    def flush(self) -> None:
        """Show what is there."""
    def begin(self, reply: Any) -> None:
        """Forget the outputs of other replies."""
    def add(self, output: dict) -> None:
        """Add an output, which replaces those of the same `display_id`."""
    def write(self, name: str, text: str) -> None:
        """Add what was printed."""
    def _end_text(self) -> None: ...

class _Stream(io.TextIOBase):
    """A standard stream whose text goes to outputs."""
    encoding: str
    def __init__(self, name, places) -> None: ...
    def writable(self): ...
    def write(self, text): ...

def _taking(places):
    """Returns a hook of IPython's display publisher that takes each message and lets none through."""
@contextlib.contextmanager
def shown_there(shell: Any, places: list[CodeOutputs]) -> Iterator[None]:
    """Inside the block, what is printed and shown goes to `places`, and nowhere else."""
def error_output(shell: Any, error: BaseException, trace: Any) -> dict:
    """Returns an error as a cell shows it."""
