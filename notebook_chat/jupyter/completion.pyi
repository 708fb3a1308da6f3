"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from ..chat.commands import command_named as command_named, commands_of as commands_of, complete_argument as complete_argument, complete_path as complete_path
from ..chat.compare_commands import complete_models as complete_models
from ..chat.prompt_commands import complete_prompt as complete_prompt
from ..chat.prompts import Prompts as Prompts
from ..core.thinking import THINKING_TYPED as THINKING_TYPED
from ..render.braces import begun_name as begun_name
from ..render.formats import FORMATS as FORMATS
from .context import notebook_of as notebook_of
from .conversations import Conversations as Conversations
from .options import magic_parser as magic_parser
from _typeshed import Incomplete
from fastcore.basics import patch as patch
from typing import Any

__all__: Incomplete

class Completer:
    """Completes the lines of the magics."""
    shell: Incomplete
    conversations: Incomplete
    def __init__(self, shell: Any, conversations: Conversations) -> None: ...
    def variables(self) -> list[str]:
        """Returns the user's variables."""
    def model_names(self, word: str) -> list[str]:
        """Returns the models at hand. A name ends before its colon, since IPython takes what follows for a new word."""
    @property
    def chat(self) -> Any:
        """The current conversation; `None` if there is none yet."""
    def answer_numbers(self) -> list[str]:
        """Returns the numbers of the answers in the current conversation."""
    def option_names(self) -> list[str]:
        """Returns the long names of all options."""
    def cell_numbers(self) -> list[str]:
        """Returns the numbers of the cells that have run."""
    def hidden_words(self) -> list[str]:
        """Returns the hidden variables, and the numbers of the hidden cells."""
    def after_option(self, option: str, word: str) -> list[str]:
        """Returns the values of an option; all options if the word before the cursor isn't one."""
    def function_names(self, line: str, word: str) -> list[str]:
        """Returns what `--functions` takes: variables, `PYTHON`, MCP servers by name, after `mcp:` as IPython splits there."""
    def after_prompt(self, words: list[str], word: str, verbs: bool) -> list[str]:
        """Returns what can follow `--prompt` or `%chat prompt`: names of prompts and, after one, its slots."""
    def named_after(self, kinds: tuple[str, ...]) -> list[str]:
        """Returns the names of conversations that a command can take."""
    def conversation_names(self, line: str, word: str) -> list[str] | None:
        """Returns the names of conversations at the cursor; `None` if none belongs there."""
    def after_command(self, name: str, word: str) -> list[str] | None:
        """Returns the arguments of a command of `%chat`; `None` if it takes options."""
    def listed_models(self, line: str, word: str) -> list[str] | None:
        """Returns the models that can be named at the cursor, after others; `None` if none belongs there."""
    def complete(self, event: Any) -> list[str]:
        """Returns completions at the cursor, for IPython's `complete_command` hook."""
    def matches(self, text: str, symbol: str) -> tuple[str, list[str]]:
        """Returns `(word, completions)`: what can stand in place of the word before the cursor."""

_COMMAND: Incomplete
_NAME_OPTION: Incomplete

def _rests(names, typed, word):
    """Returns what is left of the names that begin with what is typed, from the last word on."""

_LISTED: Incomplete
_LINE: Incomplete
_CELL: Incomplete

def new_matcher(completer: Completer) -> Any:
    """Returns a matcher for IPython's completer; `None` if this IPython has none."""
