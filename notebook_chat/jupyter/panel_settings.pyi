"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

import ipywidgets as widgets
from ..chat.chat import Chat as Chat
from ..core.settings import GenerationConfig as GenerationConfig, Variables as Variables
from ..core.thinking import THINKING_TYPED as THINKING_TYPED, Thinking as Thinking, read_thinking as read_thinking, thinking_text as thinking_text
from _typeshed import Incomplete
from dataclasses import Field
from fastcore.basics import patch as patch
from functools import cached_property
from typing import Any, Callable

__all__: Incomplete
_STARTS: Incomplete
_EXAMPLES: Incomplete
_NARROW: Incomplete
_WIDE: Incomplete

def _titled(kind, setting, **options):
    """Returns a widget with a setting's help, and its name for screen readers."""
def control_of(setting: Field) -> widgets.Widget:
    """Returns the widget for a setting."""
def shown_value(setting: Field, value: Any) -> Any:
    """Returns a setting's value as its widget holds it."""
def parsed_value(setting: Field, value: Any) -> Any:
    """Returns the setting's value; `None` for empty text. Raises `ValueError` for invalid JSON."""

class SettingControl:
    """One setting in the drawer: a box and a widget."""
    setting: Incomplete
    box: Incomplete
    control: Incomplete
    widget: Incomplete
    def __init__(self, setting: Field, on_touch: Callable[[SettingControl], None]) -> None: ...
    def show(self, value: Any) -> None:
        """Show a value in the widgets; `None`: the setting is unset."""
    @property
    def value(self) -> Any:
        """The value in the widgets; `None`: unset. Raises `ValueError` for an invalid one."""
    def _touched(self, change) -> None: ...

class SettingsDrawer:
    """The system prompt and the settings of a chat, as widgets."""
    widget: Incomplete
    def __init__(self, on_change: Callable[[Callable[[Chat], None]], None]) -> None: ...
    @cached_property
    def system(self) -> widgets.Textarea:
        """The widget with the system prompt."""
    @cached_property
    def controls(self) -> dict[str, SettingControl]:
        """The widgets of the settings, by name."""
    def furnish(self) -> None:
        """Make the widgets."""
    @property
    def is_open(self) -> bool:
        """Whether the drawer is shown."""
    @is_open.setter
    def is_open(self, open: bool) -> None: ...
    def fill(self, chat: Chat) -> None:
        """Show the system prompt and the settings of `chat` in the widgets, once they are made."""
    def _touched(self, control) -> None: ...
    def _set(self, control, chat) -> None: ...
    def _set_system(self, chat) -> None: ...
