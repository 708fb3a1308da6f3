"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from .template import ChatTemplate as ChatTemplate
from _typeshed import Incomplete
from fastcore.basics import patch as patch
from pydantic import BaseModel
from typing import Any

__all__: Incomplete
_Text: Incomplete

def _key(default: Any, description: str) -> Any:
    """Returns a key of the dictionary as a field."""

class TemplateParts(BaseModel):
    """A chat template as texts for each role."""
    model_config: Incomplete
    roles: dict[_Text, _Text]
    first: dict[_Text, _Text]
    start: _Text
    prompt: _Text | None
    fold: _Text | None
    system: _Text | None
    trim: bool
    alternate: bool
    stop: _Text | list[_Text]
    reasoning: tuple[_Text, _Text] | None
    thought: _Text | None
    no_thought: _Text | None
    calls: _Text | None
    tools: _Text | None
    call: _Text | None
    result: _Text | None
    after_picture: _Text
    origin: _Text | None
    def model_post_init(self, context: Any) -> None: ...
    def jinja(self) -> str:
        """Returns the template as a Jinja program."""
    def template(self, name: str = 'given') -> ChatTemplate:
        """Returns the template, ready to use."""

_ALLOWED: Incomplete
_REQUIRED: Incomplete

def _check_parts(parts) -> None:
    """Raise an error if something is wrong with the texts of a template."""
def _check_placeholders(where, text, allowed, required) -> None:
    """Raise an error if a text has unknown placeholders, or lacks or repeats one."""
def _statements(*statements):
    """Jinja statements, without blanks around them."""
def _output(expression):
    """Returns a Jinja statement that writes an expression."""
def _expression(text, **values):
    """Returns a Jinja expression for a text with placeholders."""
def _around_message(text):
    """Returns expressions for what comes before and after the message."""
def _system_lines(parts):
    """Returns the lines that handle the system message and write what comes before all messages."""
def _tool_lines(parts):
    """Returns the lines that describe the functions in the system message."""

_ALTERNATE: str

def _content_lines(parts):
    """Returns the lines that trim, check and fold a message."""
def _role_lines(parts, role, text):
    """Returns the lines that write a message of `role`."""
def _assistant_lines(parts, text):
    """Returns the lines that write a reply, with reasoning and calls where the family has them."""
def _case_lines(parts):
    """Returns the lines that write a message by its role."""
def _closing_lines(parts):
    """Returns the lines after the last message."""
