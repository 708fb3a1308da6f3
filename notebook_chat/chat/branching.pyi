"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from ..core.beginnings import write_beginning as write_beginning
from ..core.messages import ChatMessages as ChatMessages
from ..core.reply import Reply as Reply
from ..core.settings import GenerationConfig as GenerationConfig
from ..models.adapters import reply_into as reply_into
from ..models.protocol import Model as Model, TokenModel as TokenModel
from ..tools.function import FunctionList as FunctionList
from .branches import checked_index as checked_index
from .history import ChatHistory as ChatHistory
from .tokens import answer_tokens as answer_tokens, branched_answer as branched_answer, chosen_alternative as chosen_alternative, place_in_tokens as place_in_tokens, rows_before as rows_before
from .turns import Turn as Turn
from _typeshed import Incomplete
from fastcore.basics import patch as patch
from typing import Any

__all__: Incomplete

def begun_reply(model: Model, messages: ChatMessages, settings: GenerationConfig, template: Any = None) -> Reply:
    """Start a reply that begins with the last message, and return it at once."""
def check_begun(model: Model, settings: GenerationConfig) -> None:
    """Raise `ValueError` for settings that don't go with the beginning of an answer."""

class Branching:
    """A conversation whose answers can go another way."""
    messages: ChatHistory
    @property
    def config(self) -> GenerationConfig: ...
    @property
    def functions(self) -> FunctionList: ...
    @property
    def last_reply(self) -> Reply | None: ...
    def stop(self) -> None: ...
    def _start(self, make_turn: Any, settings: dict) -> Reply: ...
    def _branched(self, index, position, named):
        """Returns an answer, and the beginning of another way that it can go."""
    def branch_at(self, index: int, position: int, alternative: Any = None, *, rank: int | None = None, token: int | None = None, **settings: Any) -> Reply:
        """Have an answer go another way at one of its tokens. Returns the reply, which begins with what is kept.

    A reply that is being written is stopped first. What was there stays as a branch, with all messages after it."""
