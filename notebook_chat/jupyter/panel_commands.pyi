"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from ..chat.commands import command_named as command_named, commands_of as commands_of, commands_text as commands_text, run_command as run_command
from ..chat.options import CommandError as CommandError
from ..chat.prompt_commands import asking as asking
from ..chat.prompts import Prompts as Prompts, SavedPrompt as SavedPrompt
from ..chat.status import gpu_advice as gpu_advice, model_device as model_device, models_text as models_text, state_line as state_line
from ..core.pictures import as_picture as as_picture
from ..core.reply import Reply as Reply
from ..core.text import did_you_mean as did_you_mean
from ..render.braces import value_places as value_places
from .asking import with_names as with_names
from .hiding import told_of_cell as told_of_cell
from .last_cell import last_cell as last_cell
from .panel_context import open_notebook as open_notebook
from .panel_notebook import PanelNotebook as PanelNotebook
from .panel_preparing import Preparations as Preparations, ToPrepare as ToPrepare
from .panel_questions import Attachment as Attachment, Attachments as Attachments, WaitingQuestion as WaitingQuestion, ask as ask
from .prompt_values import prompt_text as prompt_text, with_variables as with_variables
from .requests import about_last as about_last
from .typed import typed_questions as typed_questions
from .variables import Interpolated as Interpolated
from _typeshed import Incomplete
from collections.abc import Callable
from fastcore.basics import patch as patch
from typing import Any

__all__: Incomplete

class PanelCommands:
    """The panel as a face of the commands: a slash and the rest of the line."""
    name: str
    prefix: str
    asking: str
    unknown_command: str
    chat_options: dict[str, Any]
    typed_in: Any
    panel: Incomplete
    notebook: Incomplete
    cell: str | None
    def __init__(self, panel: Any, notebook: PanelNotebook) -> None: ...
    @property
    def chat(self) -> Any:
        """The conversation in which the command was typed: the one that is shown, unless another was chosen since."""
    @chat.setter
    def chat(self, chat: Any) -> None: ...
    @property
    def prompts(self) -> Prompts:
        """The saved prompts."""
    def start_chat(self) -> Any:
        """Returns the conversation that is shown."""
    def state_text(self) -> str:
        """Returns one line of status."""
    def as_typed(self, sent: str) -> str:
        """Returns a question as it was typed."""
    def load_model(self, spec: str | None) -> Any:
        """Returns the named model: an alias or a variable of the notebook, or as `load_model` takes it."""
    def model_of(self, state: Any) -> tuple[Any, str]:
        """Returns the model that continues a saved conversation, and a line if it is not the one that it was with."""
    def command_model(self, arguments: str) -> Any:
        """Switch to another model, loaded on a thread of its own; without one, list what is at hand."""
    def _model_line(self): ...
    def command_help(self, arguments: str) -> str:
        """Returns the commands and the keys."""
    def command_new(self, arguments: str) -> None:
        """Begin another conversation."""
    def command_continue(self, arguments: str) -> ToPrepare:
        """Let the assistant continue its last reply."""
    def _about_cell(self, fix, words, run: bool = False):
        """Returns a question about the last error or cell, to be prepared."""
    def command_explain(self, arguments: str) -> ToPrepare:
        """Ask the model to explain the last error or the last cell."""
    def command_fix(self, arguments: str) -> ToPrepare:
        """Ask the model to correct the last cell; with `--run`, or where calls are asked about, the code is tried."""
    def ask_prompt(self, prompt: SavedPrompt, values: dict, text: str) -> ToPrepare:
        """Ask a saved prompt, its slots filled with what was typed and with variables."""

_KEYS: str

def _told_of_last(last_error, fix, words):
    """Returns a question about the last error or cell, without what is hidden."""

_AT_ONCE: Incomplete

class TypedLines:
    """What is typed into the message box of a panel."""
    panel: Incomplete
    notebook: Incomplete
    attachments: Incomplete
    preparations: Incomplete
    give_back: Incomplete
    commands: Incomplete
    told: str
    def __init__(self, panel: Any, variables: dict | None, attachments: Attachments, wake: Callable[[], None], give_back: Callable[[WaitingQuestion], None]) -> None: ...
    def close(self) -> None:
        """Follow the notebook's cells no longer."""
    def tell(self, text: str) -> None:
        """Show a text until it is closed or something else is typed."""
    def command_in(self, text: str) -> str | None:
        """Returns the command or prompt with its arguments in a typed text; `None` if it is a question."""
    def take(self, text: str, stops: int = 0, chat: Any = None) -> None:
        """Ask a question, or carry out a command. What can't be done goes back to the message box; raises why."""
    def _command(self, line):
        """Returns what is to be prepared for a command; `None` if it was carried out."""
    def _run(self, line, chat):
        """Carry out a command when nothing is being written. Returns its reply, if it has one."""
    def _question(self, text):
        """Returns what is to be prepared for a question."""
    def _near_command(self, text):
        """Returns a line about a misspelt command; empty if there is none."""
    def filling(self, typed: str, fill: Callable[[], Interpolated], begin: Callable | None = None) -> ToPrepare:
        """Returns a question, to be prepared where its values can be read."""
    def _filled(self, typed, filled, begin, attached):
        """Returns what asks a question with values in it."""
    def ask(self, chat: Any, text: str, attached: list, **settings: Any) -> Reply:
        """Ask a question, with what goes along of the notebook."""
    def edit(self, text: str, stops: int, change: Callable[[str], None]) -> None:
        """Change a question, its braces filled: at once, unless a value must wait for the main thread."""

def _named(images): ...
