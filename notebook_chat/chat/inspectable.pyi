"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from ..core.errors import LoadError as LoadError
from ..core.message_pictures import as_list as as_list
from ..core.messages import ChatMessages as ChatMessages
from ..core.recipes import Recipe as Recipe, Replay as Replay
from ..models.load import load_model as load_model
from ..models.protocol import InspectedModel as InspectedModel, Model as Model
from ..render.attributions import Attribution as Attribution
from .branches import checked_index as checked_index
from .surprise import like_column as like_column, surprise_of as surprise_of
from .token_views import Viewable as Viewable
from _typeshed import Incomplete
from collections.abc import Callable, Iterable
from fastcore.basics import patch as patch
from typing import Any

__all__: Incomplete

class Inspectable(Viewable):
    """A conversation whose answers can be looked into."""
    @property
    def model(self) -> Model: ...
    def surprise(self, column: Iterable, examples: int = 8, progress: bool = True, tokens: bool = False) -> Any:
        """Returns how surprising each row is, in bits per token: the more, the odder. For a pandas Series, returns one.

    Each row is read as plain text, with the end of its line, after a few other rows of the column. Missing rows stay
    missing. After an interrupt, those that were read are kept."""
    def attribution(self, index: int = -1, by: Any = 'paragraph', most: int = 24, progress: bool = True) -> Attribution:
        """Returns how much less likely an answer is without each part of what the model read. Raises `ValueError`.

    After an interrupt, parts that weren't read yet have no score; before the answer itself is scored, it is raised."""
    def replay(self, recipe: Any, model: Any = None, images: Any = ()) -> Replay:
        """Make an answer again, alone. Returns whether it is equal, or where it differs. Raises `ValueError`.

    `Chat.replay(recipe)` needs no conversation."""

def _inspected(model, what):
    """Returns a model that can be looked into. Raises `TypeError` for others."""
def _model_of(recipe):
    """Returns the model that a recipe names. Raises `LoadError` if that name isn't enough to find it."""

class _OnBoth:
    """A method that works on the class, too: there `self` is `None`."""
    function: Incomplete
    def __init__(self, function: Callable) -> None: ...
    def __get__(self, owner: Any, kind: Any = None) -> Callable: ...
