"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from ..core.errors import LoadError as LoadError, ModelClosedError as ModelClosedError
from .asking import Asker as Asker
from .comparing_cells import ask_any as ask_any
from .completion import Completer as Completer
from .conversations import Conversations as Conversations, Variables as Variables
from .error_report import LastError as LastError
from .magic_commands import NotebookCommands as NotebookCommands, help_text as help_text
from .options import ChatDefaults as ChatDefaults, SETTINGS as SETTINGS, magic_parser as magic_parser, parse_options as parse_options
from .views import Stopped as Stopped
from IPython.core.magic import Magics, cell_magic, line_cell_magic, no_var_expand
from _typeshed import Incomplete
from collections.abc import Iterator
from contextlib import contextmanager
from fastcore.basics import patch as patch
from typing import Any

__all__: Incomplete
_logger: Incomplete
_MISTAKES: Incomplete

@contextmanager
def one_line_errors(prog: str, stop_ends: bool = True) -> Iterator[None]:
    """Turn errors that a user can correct into a `UsageError` of one line, and an interrupt into `Stopped` or nothing."""

class ChatMagics(ChatDefaults, Magics):
    """The magics `%chat`, `%%chat` and `%%complete`, and their configuration."""
    conversations: Incomplete
    asker: Incomplete
    last_error: Incomplete
    commands: Incomplete
    completer: Incomplete
    def __init__(self, shell: Any) -> None: ...
    @property
    def chats(self) -> dict:
        """The conversations: each `Chat` by its name."""
    @property
    def current(self) -> str:
        """The name of the conversation that was used last."""
    @current.setter
    def current(self, name: str) -> None: ...
    @no_var_expand
    @line_cell_magic
    def chat(self, line: str, cell: str | None = None) -> Any:
        """Chat with a language model."""
    @no_var_expand
    @cell_magic
    def complete(self, line: str, cell: str) -> None:
        """Let a model continue the cell's text, as base models do."""
    def _configure(self, config) -> None:
        """Apply IPython's configuration. An invalid value is reported and left out."""
    def _setting_changed(self, change) -> None:
        """Apply a changed setting to existing conversations, too."""
    def _store_changed(self, change) -> None:
        """So does a store."""
