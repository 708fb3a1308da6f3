"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from ..chat.options import CommandError as CommandError
from .context import Notebook as Notebook, NotebookContext as NotebookContext, notebook_of as notebook_of
from .wanted import read_wanted as read_wanted
from _typeshed import Incomplete
from collections.abc import Callable, Mapping
from fastcore.basics import patch as patch
from typing import Any

__all__: Incomplete

def open_notebook() -> Notebook | None:
    """Returns the notebook that this program runs in; `None` elsewhere."""

class PanelContext:
    """What of the notebook goes with a panel's questions."""
    what: Incomplete
    tokens: Incomplete
    def __init__(self, what: str = 'none', tokens: int | None = None, changed: Callable = ...) -> None: ...
    def choose(self, what: str) -> None:
        """Let this go from now on. Raises `CommandError` for what can't be understood."""
    def made(self, question: Any) -> NotebookContext | None:
        """Returns what goes with a question; `None` if nothing goes, or nothing is asked. Raises for what can't go."""
    def bar(self) -> dict:
        """Returns the fields that the page shows: whether there is a notebook, and whether it goes."""

_MOST_AROUND: int

class ContextVerbs:
    """What can be said of the notebook in a panel: a base class of panels."""
    panel_context: PanelContext
    @property
    def context(self) -> str:
        """What of the notebook goes with questions, as in `--context`; it can be set."""
    @context.setter
    def context(self, what: str) -> None: ...
    def tell_around(self, above: Mapping) -> None:
        """Take in the Markdown cells of the notebook."""
