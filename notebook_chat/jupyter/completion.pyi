"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from ..chat.commands import command_named as command_named, commands_of as commands_of, complete_argument as complete_argument, complete_path as complete_path
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
    def after_command(self, name: str, word: str) -> list[str] | None:
        """Returns the arguments of a command of `%chat`; `None` if it takes options."""
    def complete(self, event: Any) -> list[str]:
        """Returns completions at the cursor, for IPython's `complete_command` hook."""
