"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from ..chat.commands import command_named as command_named, commands_text as commands_text, numbered_text as numbered_text, run_command as run_command, tokens_of as tokens_of
from ..chat.options import CommandError as CommandError, suggest as suggest
from ..chat.prompts import Prompts as Prompts, SavedPrompt as SavedPrompt
from ..chat.question_names import question_left as question_left
from ..chat.status import gpu_advice as gpu_advice, model_device as model_device, models_text as models_text
from ..models.protocol import LocalModel as LocalModel, Model as Model
from .asking import Asker as Asker
from .comparing_cells import compare_again as compare_again
from .conversations import Conversations as Conversations, OWN_NAMES as OWN_NAMES, isolated as isolated
from .error_report import LastError as LastError
from .hiding import hide as hide, told_of_cell as told_of_cell, unhide as unhide
from .last_cell import last_cell as last_cell
from .options import ChatDefaults as ChatDefaults, magic_parser as magic_parser, parse_options as parse_options, parse_words as parse_words
from .requests import about_code as about_code, about_error as about_error
from .typed import typed_questions as typed_questions
from .views import FormatView as FormatView, QuietView as QuietView, in_kernel as in_kernel, new_view as new_view, updates_outputs as updates_outputs
from _typeshed import Incomplete
from collections.abc import Generator
from contextlib import contextmanager
from fastcore.basics import patch as patch
from typing import Any

__all__: Incomplete

class NotebookCommands:
    """The notebook as a face of the commands: `%chat` and the rest of its line."""
    name: str
    prefix: str
    asking: str
    unknown_command: str
    chat_options: dict[str, Any]
    asker: Incomplete
    conversations: Conversations
    last_error: Incomplete
    defaults: Incomplete
    def __init__(self, asker: Asker, last_error: LastError, defaults: ChatDefaults) -> None: ...
    @property
    def chat(self) -> Any:
        """The current `Chat`. Raises `CommandError` if there is none yet."""
    @chat.setter
    def chat(self, chat: Any) -> None: ...
    @property
    def prompts(self) -> Prompts:
        """The saved prompts."""
    def start_chat(self) -> Any:
        """Returns the current `Chat`; starts one if there is none yet."""
    def load_model(self, spec: str | None) -> Model:
        """Returns the named model; for `None`, the one in use."""
    def model_of(self, state: Any) -> tuple[Model, str]:
        """Returns the model that continues a saved conversation, and a line if it is not the one that it was with."""
    def state_text(self) -> str:
        """Returns the model, its device and the conversations as text."""
    def run(self, line: str) -> Any:
        """Run a line. Returns its value, such as a panel; `None` for most commands."""
    @contextmanager
    def _conversation_of(self, arguments, prog) -> Generator[None]:
        """Inside the block, the conversation is the one that `--name` names. Raises `CommandError` for other options."""
    def _known_name(self, name):
        """Returns the name of a conversation. Raises `CommandError` if there is none of that name."""
    def _set_options(self, options):
        """Apply options that stand alone: most hold from now on, those that ask something run at once."""
    def command_help(self, arguments: str) -> str:
        """Returns the help."""
    def command_retry(self, arguments: str) -> None:
        """Ask the last question again."""
    def command_edit(self, arguments: str) -> None:
        """Change a message; a question is asked again."""
    def command_continue(self, arguments: str) -> None:
        """Let the assistant continue its last reply."""
    def command_model(self, arguments: str) -> None:
        """Switch to another model, or show the current one."""
    def command_compare(self, arguments: str) -> None:
        """Ask several models the last question again."""
    def command_models(self, arguments: str) -> str:
        """Returns the models at hand and the aliases, one per line."""
    def command_alias(self, arguments: str) -> str:
        """Give a model a short name. Returns a line that says so."""
    def command_mcp(self, arguments: str) -> str:
        """Name an MCP server, or list those that have names. Returns what to print."""
    def command_fork(self, arguments: str) -> str:
        """Continue under another name, from the same messages. Returns a line that says so."""
    def command_use(self, arguments: str) -> str:
        """Switch to another conversation. Returns its status."""
    def command_resume(self, arguments: str) -> str:
        """Continue a conversation from the store. Returns its status; without a name, a list of the conversations there."""
    def command_list(self, arguments: str) -> str:
        """Returns the conversations, one per line, those that are only in the store at the end."""
    def command_rename(self, arguments: str) -> str:
        """Give a conversation another name. Returns a line that says so."""
    def command_delete(self, arguments: str) -> str:
        """Delete a conversation. Returns a line that says so, and how to get it back."""
    def command_undelete(self, arguments: str) -> str:
        """Bring back a conversation. Returns a line that says so."""
    def command_search(self, arguments: str) -> str:
        """Returns the conversations with some words in name or messages, one per line."""
    def command_sent(self, arguments: str) -> str:
        """Returns the last question as it was sent; with `all`, everything that the model reads."""
    def _prompt(self):
        """Returns the prompt for the conversation as text; as JSON if only a server knows the template."""
    def command_python(self, arguments: str) -> str:
        """Put the conversation into a variable. Returns a line that says so."""
    def command_hide(self, arguments: str) -> str:
        """Keep cells or variables from every context. Returns a line that says so."""
    def command_unhide(self, arguments: str) -> str:
        """Let hidden cells or variables go again. Returns a line that says so."""
    def command_tokens(self, arguments: str) -> Any:
        """Returns the token view of an answer; in a terminal, prints it."""
    def command_panel(self, arguments: str) -> Any:
        """Returns a panel with the conversation."""
    def _about_cell(self, fix, options) -> None:
        """Ask about the last error, or without one about the last cell, with the words of the line."""
    def command_fix(self, arguments: str) -> None:
        """Ask the model to correct the cell that failed; the code goes into the next cell, and with `--run` is tried."""
    def ask_prompt(self, prompt: SavedPrompt, values: dict, text: str) -> None:
        """Ask a saved prompt."""
    def as_typed(self, sent: str) -> str:
        """Returns a question as it was typed."""
    def command_explain(self, arguments: str) -> None:
        """Ask the model to explain the last error, or the last cell."""

_HELP: str

def help_text() -> str:
    """Returns the help: options, commands, braces."""
