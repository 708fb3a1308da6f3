"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from ..chat.branches import checked_index as checked_index
from ..chat.commands import changed_line as changed_line
from ..chat.contexts import in_context as in_context
from ..chat.options import CommandError as CommandError
from ..chat.prompts import Prompts as Prompts
from ..core.callbacks import import_on_thread as import_on_thread
from ..core.messages import ChatMessage as ChatMessage
from ..core.reply import Reply as Reply
from ..core.settings import as_config as as_config
from ..models.protocol import LocalModel as LocalModel
from ..render.fences import split_fences as split_fences
from ..render.formats import code_of as code_of, formatted as formatted, value_in as value_in
from ..render.markdown import ENDINGS as ENDINGS, status_line as status_line
from .context import NotebookContext as NotebookContext, notebook_of as notebook_of
from .conversations import Conversations as Conversations, Variables as Variables, import_pictures as import_pictures
from .options import ChatDefaults as ChatDefaults
from .prompt_values import prompt_text as prompt_text, with_variables as with_variables
from .typed import typed_questions as typed_questions
from .variables import Interpolated as Interpolated, look_up as look_up
from .views import FormatView as FormatView, QuietView as QuietView, Stopped as Stopped, TerminalView as TerminalView, View as View, in_kernel as in_kernel, new_view as new_view, shown_to_end as shown_to_end, updates_outputs as updates_outputs
from .wanted import read_wanted as read_wanted
from _typeshed import Incomplete
from argparse import Namespace
from collections.abc import Callable
from fastcore.basics import patch as patch
from typing import Any

__all__: Incomplete

class Asker:
    """Sends a cell's text, shows the reply, and puts it where the options say."""
    shell: Incomplete
    conversations: Incomplete
    variables: Incomplete
    defaults: Incomplete
    notebook: Incomplete
    def __init__(self, shell: Any, conversations: Conversations, variables: Variables, defaults: ChatDefaults) -> None: ...
    @property
    def prompts(self) -> Prompts:
        """The saved prompts."""
    def view(self, options: Namespace) -> View:
        """Returns the view for an answer."""
    def _picture(self, name):
        """Returns the picture that an `--image` names."""
    def pictures(self, options: Namespace, filled: Interpolated) -> list:
        """Returns the pictures that go with a question."""
    def answer(self, options: Namespace, start: Callable[[View], Reply | None]) -> None:
        """Start a reply, show it, and put it where the options say. Raises `Stopped` after an interrupt."""
    def _clean_up(self, view, before) -> None:
        """Clean up after an interrupt before the reply was shown, or after a second one; `before`: replies of earlier cells."""
    def _hand_out(self, options, reply) -> None:
        """Put the answer into a variable and its code into the next cell, as the options say."""
    def _put_into_next_cell(self, text, reply):
        """Put the code of an answer into the next cell, or show it where that can't be done."""
    def filled(self, options: Namespace, text: str) -> Interpolated:
        """Returns the question of a cell with its values."""
    def context(self, options: Namespace, question: Any) -> NotebookContext | None:
        """Returns the notebook as the context of a question; `None` if none goes. Raises `CommandError` for what can't go."""
    def ask(self, options: Namespace, text: str) -> None:
        """Ask in the conversation that the options select, and show the answer."""
    def ask_cell(self, options: Namespace, cell: str) -> None:
        """Run a `%%chat` cell. Raises `CommandError` if cell and options don't go together."""
    def _extract(self, chat, text, schema, images, context, options, view) -> None:
        """Ask for a value of a type, show it, and put it into the variable."""
    def _edit(self, chat, text, context, options, view):
        """Change a message. Returns the reply if it was a question; else says that it is changed."""
    def complete(self, options: Namespace, cell: str) -> None:
        """Have a text continued and show the continuation."""

def show_pictures(images: list) -> None:
    """Show small copies of a question's pictures, in notebooks."""
def _check_variable(name) -> None:
    """Raise `CommandError` if a name can't be that of a variable."""
def tries_code(options: Namespace, chat: Any) -> bool:
    """Returns whether the code of the answer is run, once the user agrees."""
def is_cut_off(text: str, finish_reason: str | None) -> bool:
    """Returns whether an answer ended early, and within its code."""

_CELL_MAGICS: Incomplete

def _takes_cells(shell):
    """Returns whether new cells can be inserted and somebody sees them."""

_PLAIN_TYPES: Incomplete

def _type_in(names, path):
    """Returns the type that a variable holds, or a plain one by its own name. Raises `LookupError` if there is neither."""
def _values(words):
    """Returns the values after the name of a prompt. Raises `CommandError` for a word that is none."""
def tell_context(context: NotebookContext | None, options: Namespace) -> None:
    """Say what went with a question."""
def _with_context(chat, text, images, context, options):
    """Returns the text and the pictures of a question together with its context and its files."""
def with_names(chat: Any, settings: dict, names: dict, fixes: bool = False) -> dict:
    """Returns the settings of an answer with the variables that its code is held to, if `constrain_names` says so.

    A model in this process is held to them without that, where it corrects a cell."""

_MOST_TOKENS: int
