"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from ..chat.commands import command_named as command_named, commands_of as commands_of, complete_argument as complete_argument
from ..chat.prompt_commands import about_prompt as about_prompt, complete_prompt as complete_prompt
from ..render.braces import begun_name as begun_name
from ..render.fences import fenced_code as fenced_code
from .last_cell import last_cell as last_cell
from .panel_commands import PanelCommands as PanelCommands, TypedLines as TypedLines
from .panel_link import PageLink as PageLink
from .panel_notebook import PanelNotebook as PanelNotebook, suggestions as suggestions
from .panel_page import utf16_length as utf16_length
from .variables import redact as redact
from _typeshed import Incomplete
from fastcore.basics import patch as patch
from typing import Any

__all__: Incomplete
_MOST: int

def _item(text, label=None, about: str = ''): ...
def _is_imported(value):
    """Returns whether a value is a class or a function from elsewhere: the source of a library answers no question."""
def _variables(notebook, begun):
    """Returns the variables whose name begins like this, those of the same case first."""
def _commands(face, begun):
    """Returns the commands and the saved prompts whose name begins like this."""
def _arguments(face, line):
    """Returns what the last word of a command's arguments can be, and how much of it is typed."""
def completions(face: PanelCommands, notebook: PanelNotebook, text: str) -> tuple[int, list[dict]]:
    """Returns `(start, items)`: what can stand from there to the cursor; no items if nothing can."""

class TypingOrders:
    """What a page asks while somebody types in it: a base class of `PageOrders`. An order has its `fields` by name."""
    panel: Any
    link: PageLink
    def do_complete(self, order: Any) -> None:
        """Answer what can be typed next."""
    def do_dismiss(self, order: Any) -> None:
        """Close what a command told."""
    def do_cell(self, order: Any) -> None:
        """Send the source of a cell back as a code block, without its secrets."""

def typing_bar(typing: TypedLines) -> dict:
    """Returns the fields of the bar: `told`, `failed`, `cell`, and `suggestions` while nothing was said."""
