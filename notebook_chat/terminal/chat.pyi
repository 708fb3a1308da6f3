"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from ..chat.commands import commands_text as commands_text, file_name as file_name, numbered_text as numbered_text, run_command as run_command, state_line as state_line
from ..chat.options import CommandError as CommandError, suggest as suggest
from ..core.callbacks import interrupt_stops as interrupt_stops
from ..core.errors import LoadError as LoadError, ModelClosedError as ModelClosedError
from ..render.markdown import pause_after as pause_after, status_line as status_line
from .editor import Editor as Editor, read_text as read_text, unquoted as unquoted
from .prompts import picture_name as picture_name
from .streams import Streams as Streams
from _typeshed import Incomplete
from collections.abc import Sequence
from fastcore.basics import patch as patch
from typing import Any

def named_functions(names: str | None) -> list | None:
    """Returns functions by their names; `None` if there are none. Raises `CommandError` for a name that nobody knows."""

USER_ERRORS: Incomplete

class TerminalChat:
    """A conversation in a terminal or through pipes."""
    name: str
    prefix: str
    confirms: bool
    unknown_command: str
    options: Incomplete
    streams: Incomplete
    code: int
    pictures: list
    chat_options: Incomplete
    chat: Any
    def __init__(self, options: Any, streams: Streams) -> None: ...
    def complain(self, problem: Exception | str) -> None:
        """Say in one line what went wrong; the exit code is 1."""
    def start_chat(self) -> Any:
        """Returns the `Chat`; the first time, its model is loaded."""
    def load_model(self, spec: str | None) -> Any:
        """Returns a model. The terminal shows that it is loading."""
    def state_text(self) -> str:
        """Returns how things stand: messages, model, context."""
    def ask(self, text: str, pictures: Sequence = ()) -> bool:
        """Ask, and show the answer. Returns whether the question could be asked."""
    def take(self, line: str) -> None:
        """Do what a typed line asks for. Raises `EOFError` for /quit, and `USER_ERRORS` for what can't be done."""
    def command(self, line: str) -> None:
        """Carry out a command, and show what comes of it."""
    def command_help(self, arguments: str) -> str:
        """Returns the commands and the keys."""
    def command_quit(self, arguments: str) -> None:
        """Leave."""
    def command_reset(self, arguments: str) -> str:
        """Clear the conversation, and the pictures for the next message."""
    def command_image(self, name: str) -> str:
        """Attach a picture to the next message."""
    def command_edit(self, arguments: str) -> Any:
        """Change a message; without a text, the old one is edited."""
    def read_line(self, text: str = '') -> str:
        """Returns what the person types next. Raises `EOFError` at the end."""
    def run(self) -> None:
        """Read lines and answer them, to the end."""
