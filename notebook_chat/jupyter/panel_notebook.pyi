"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from ..chat.prompts import Prompts as Prompts
from ..render.braces import value_places as value_places
from .error_report import LastError as LastError
from .last_cell import last_cell as last_cell
from .variables import Interpolated as Interpolated, interpolate as interpolate, is_picture as is_picture
from _typeshed import Incomplete
from collections.abc import Callable
from fastcore.basics import patch as patch
from typing import Any

__all__: Incomplete

class PanelNotebook:
    """What a panel knows of its notebook."""
    def __init__(self, names: dict | None = None) -> None: ...
    @property
    def shell(self) -> Any:
        """IPython's shell; `None` if there is none."""
    @property
    def magics(self) -> Any:
        """The `ChatMagics` of the loaded extension; `None` if it isn't loaded."""
    @property
    def names(self) -> dict:
        """The variables by name."""
    @property
    def prompts(self) -> Prompts:
        """The saved prompts."""
    @property
    def last_error(self) -> LastError:
        """The last error of the notebook."""
    @property
    def fills(self) -> bool:
        """Whether braces are filled."""
    def variables(self) -> dict[str, Any]:
        """Returns the user's own variables, without modules and what begins with an underscore."""
    def interpolate(self, text: str) -> Interpolated:
        """Returns the prompt with values in place of the names in braces. May run code of the user's."""
    def can_read(self, text: str) -> bool:
        """Returns whether all values for a prompt can be read beside a running cell."""

_PLAIN: Incomplete
_CONTAINERS: Incomplete
_TABLES: Incomplete
_LIBRARIES: Incomplete
_MOST_ITEMS: int

def _kind_of(value): ...
def is_plain(value: Any, depth: int = 4) -> bool:
    """Returns whether a value can be turned into text without running code of the user's."""
def _is_plain_table(table):
    """Returns whether the head of a table holds plain values."""
def on_main_thread(job: Callable[[], None]) -> bool:
    """Have the main thread do a job as soon as no cell is running. Returns `False` where that can't be done."""

_FRAMES: Incomplete
_GENERAL: list[dict]

def _about(names, request, label): ...
def suggestions(variables: dict, failed: bool = False, sees: bool = False) -> list[dict]:
    """Returns three or four questions to begin with: `label`, `text`; `begins`: the user is to go on writing."""
