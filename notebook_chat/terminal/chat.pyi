"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from ..chat.commands import commands_text as commands_text, edited as edited, numbered_text as numbered_text, run_command as run_command, tokens_of as tokens_of
from ..chat.compare_commands import how_to_choose as how_to_choose
from ..chat.options import CommandError as CommandError, unescape as unescape
from ..chat.prompt_commands import asking as asking
from ..chat.prompts import Prompts as Prompts, SavedPrompt as SavedPrompt
from ..chat.question_names import question_left as question_left
from ..chat.seeing import picture_problem as picture_problem
from ..chat.status import state_line as state_line
from ..core.callbacks import interrupt_stops as interrupt_stops
from ..core.errors import LoadError as LoadError, ModelClosedError as ModelClosedError
from ..render.markdown import pause_after as pause_after, status_line as status_line
from .approval import Approval as Approval
from .editor import Editor as Editor, read_text as read_text, unquoted as unquoted
from .functions import named_functions as named_functions
from .prompts import picture_name as picture_name
from .streams import Streams as Streams
from _typeshed import Incomplete
from collections.abc import Sequence
from fastcore.basics import patch as patch
from typing import Any

__all__: Incomplete
USER_ERRORS: Incomplete

class TerminalChat:
    """A conversation in a terminal or through pipes."""
    name: str
    prefix: str
    asking: str
    unknown_command: str
    options: Incomplete
    streams: Incomplete
    prompts: Incomplete
    code: int
    pictures: list
    documents: list
    beginning: str | None
    approval: Incomplete
    chat_options: Incomplete
    chat: Any
    def __init__(self, options: Any, streams: Streams) -> None: ...
    def complain(self, problem: Exception | str) -> None:
        """Print what went wrong as one line, and set the exit code to 1."""
    def start_chat(self) -> Any:
        """Returns the `Chat`. The first time, loads its model."""
    def _new_chat(self):
        """Returns the `Chat` that the command line asks for."""
    def load_model(self, spec: str | None) -> Any:
        """Returns a model, while the terminal shows that it is loading."""
    def model_of(self, state: Any) -> tuple[Any, str]:
        """Returns the model that continues a saved conversation, and a line if it is another one. `--model` names any."""
    def state_text(self) -> str:
        """Returns one line of status: messages, model, context."""
    def ask(self, text: str, pictures: Sequence = (), files: Sequence = ()) -> bool:
        """Send a message and show the answer. Returns whether it could be sent."""
    def _show(self, reply) -> None:
        """Show a reply as it comes, and save the conversation."""
    def _draw(self, reply) -> None:
        """Show a reply as it comes; Ctrl-C stops it."""
    def _save(self) -> None:
        """Save the conversation to the file that `--save` names."""
    def _write_json(self, reply) -> None:
        """Print a reply as a line of JSON."""
    def take(self, line: str) -> None:
        """Carry out a typed line. Raises `EOFError` for /quit, and `USER_ERRORS` if something can't be done."""
    def _ask_with_pictures(self, text) -> None:
        """Ask with the pictures and files for the next message, which stay if the question can't be sent."""
    def ask_prompt(self, prompt: SavedPrompt, values: dict, text: str) -> None:
        """Ask a saved prompt and show the answer."""
    def command(self, line: str) -> None:
        """Run a command and show its result."""
    def _show_compared(self, comparison) -> None:
        """Show the answers of several models, one after the other; Ctrl-C stops them all."""
    def command_help(self, arguments: str) -> str:
        """Returns the commands and the keys."""
    def command_quit(self, arguments: str) -> None:
        """Leave."""
    def command_reset(self, arguments: str) -> str:
        """Clear the conversation, and what goes with the next message."""
    def command_image(self, name: str) -> str:
        """Attach a picture to the next message."""
    def command_file(self, name: str) -> str:
        """Attach a document to the next message."""
    def command_tokens(self, arguments: str) -> str | None:
        """Show how likely each token of an answer was: with colours in a terminal, else as text."""
    def command_begin(self, text: str) -> str:
        """Say how the next answer begins."""
    def command_edit(self, arguments: str) -> Any:
        """Change a message. Without a text, lets the user edit the old one."""
    def read_line(self, text: str = '') -> str:
        """Returns the next typed text. Raises `EOFError` at the end."""
    def _next_line(self):
        """Returns the next line; `None` at the end, and after the second Ctrl-C."""
    def run(self) -> None:
        """Read lines and answer them until the end."""

def _call_data(event):
    """Returns a call of a function as a dictionary."""

_KEYS: str
