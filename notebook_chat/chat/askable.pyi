"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from ..core.message_pictures import as_list as as_list
from ..core.reply import Reply as Reply
from ..core.settings import GenerationConfig as GenerationConfig, as_config as as_config
from ..models.protocol import Model as Model
from ..tools.function import FunctionList as FunctionList
from .asking import answer_all as answer_all, extract_value as extract_value, extract_values as extract_values, typed_settings as typed_settings
from .choices import Choice as Choice, table_maker as table_maker
from .choosing import choose_value as choose_value, choose_values as choose_values
from .columns import question_of as question_of, questions_of as questions_of
from .history import ChatHistory as ChatHistory
from .room import Room as Room
from _typeshed import Incomplete
from fastcore.basics import patch as patch
from typing import Any, Iterable

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
    def map(self, prompts: Iterable, type: Any = None, progress: bool = True, probabilities: bool = False, calibrate: bool | str = False, **settings: Any) -> Any:
        """Returns finished replies, in order; one that fails has its `error`. `None` stands for prompts that are missing.

    With a `type`, returns values, and `None` for those that can't be had. With `probabilities`, returns a pandas
    DataFrame with the index of a Series and a column for each choice; rows without an answer are NaN. Equal rows may
    differ by a few points there, since the last digits depend on what is computed beside them; a model loaded with
    n_threads=1 varies less."""

def _without_content(calibrate, probabilities: bool = True):
    """Returns the question that shows which wordings are likely anyway; `None`: there is none. Raises `TypeError`."""
