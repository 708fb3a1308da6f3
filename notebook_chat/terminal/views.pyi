"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from ..core.text import one_line as one_line, strip_control as strip_control
from ..render.growing import BlockStream as BlockStream
from _typeshed import Incomplete
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from fastcore.basics import patch as patch
from typing import Any, TextIO

__all__: Incomplete
_Parts = Sequence[tuple[str, Any]]

class PlainView:
    """Text as it comes, and nothing else: for pipes and files."""
    def __init__(self, output: TextIO) -> None: ...
    def update(self, shown: str | _Parts, note: str = '') -> None:
        """Print what is new. `shown` is the whole text so far, or `Reply.parts`."""
    def close(self, shown: str | _Parts = ()) -> None:
        """End the line."""

class RichView:
    """Markdown in a terminal."""
    def __init__(self, console: Any, stats: bool = True) -> None: ...
    @contextmanager
    def paused(self) -> Iterator[None]:
        """A context in which nothing is drawn, for asking the user something."""
    def _stop_drawing(self) -> None: ...
    def _blocks_of(self, parts):
        """Returns the blocks of an answer as `(kind, block)`, and how many of them no longer change."""
    def _may_wait(self, shown):
        """Returns whether so little is new in a very long block that it need not be drawn yet."""
    def update(self, shown: str | _Parts, note: str = '') -> None:
        """Print what is finished, and redraw the rest. `shown` is the whole text so far, or `Reply.parts`."""
    def _print(self, block) -> None:
        """Print a block for good."""
    def close(self, shown: str | _Parts = ()) -> None:
        """Print the rest, and the note."""

def _drawn(kind, value):
    """Returns a block of an answer as rich draws it."""
def _for_rich(tokens, env):
    """Returns the tokens of a block with the source of formulas as text, since rich draws none."""

class _Lines:
    """Something drawn without blank lines around it; if it is higher than the window and `whole` is false, its end."""
    def __init__(self, drawn, whole: bool = True) -> None: ...
    def __rich_console__(self, console, options) -> Generator[Incomplete, Incomplete]: ...

_LONG: Incomplete
_NEW_PART: Incomplete

def _length(shown):
    """Returns how many characters the last part has; 0 if it is no text."""
