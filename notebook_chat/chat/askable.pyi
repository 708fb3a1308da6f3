"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from ..core.message_pictures import as_list as as_list
from ..core.reply import Reply as Reply
from ..core.settings import GenerationConfig as GenerationConfig
from ..models.protocol import Model as Model
from ..tools.function import FunctionList as FunctionList
from .asking import extract_value as extract_value, typed_settings as typed_settings
from .choices import Choice as Choice
from .choosing import choose_value as choose_value
from .columns import question_of as question_of
from .history import ChatHistory as ChatHistory
from .room import Room as Room
from _typeshed import Incomplete
from collections.abc import Callable
from fastcore.basics import patch as patch
from typing import Any

__all__: Incomplete

class Askable:
    """A conversation that can be asked without changing it."""
    messages: ChatHistory
    wrap_tokens: int | None
    @property
    def model(self) -> Model: ...
    @property
    def template(self) -> Any: ...
    @property
    def config(self) -> GenerationConfig: ...
    @property
    def functions(self) -> FunctionList: ...
    def _ask(self, *asked: Any, **options: Any) -> Reply: ...
    def with_functions(self, room: Room, max_tokens: int | None) -> Callable | None:
        """Returns what asks a model that may call the functions, as `ReplyRows` takes it; `None`: there are none."""
    def extract(self, prompt: str, type: Any, images: Any = (), **settings: Any) -> Any:
        """Returns a value of `type`. Raises `TypeError` if JSON can't express it, `ValueError` if a second answer is bad.

    Of a few values, such as those of `Literal[...]`, an `Enum` or `bool`, a model in this process gives the likeliest
    (`choose` says how likely); other models and other types write their answer."""
    def choose(self, prompt: str, type: Any, images: Any = (), calibrate: bool | str = False) -> Choice:
        '''Returns the likeliest choice, with `.probabilities` of all of them, by a model in this process.

    No text is written: the model tells how likely each choice is as its whole answer, and these are scaled to add up
    to 1. So a longer choice has no allowance for its length. Some choices are likely after any question: `calibrate`
    divides by how likely each is after a question that says nothing, before scaling (Zhao et al. 2021, "Calibrate
    Before Use"). Raises `TypeError` for a model that can\'t score texts, such as one on a server.'''

def without_content(calibrate: Any, probabilities: bool = True) -> str | None:
    """Returns the question that shows which wordings are likely anyway; `None`: there is none. Raises `TypeError`."""
