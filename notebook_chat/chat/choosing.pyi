"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from ..core.message_pictures import with_pictures as with_pictures
from ..core.messages import ChatMessage as ChatMessage, ChatMessages as ChatMessages
from ..core.reply import Reply as Reply
from ..core.settings import GenerationConfig as GenerationConfig
from ..models.protocol import Model as Model, ScoringModel as ScoringModel
from ..structured.prompts import form_of as form_of
from ..structured.types import schema_of as schema_of
from .choices import Alternative as Alternative, Choice as Choice, alternatives_of as alternatives_of, choice_of as choice_of, choices_of as choices_of, ends_matter as ends_matter
from .many import RowAsker as RowAsker
from .room import Room as Room
from _typeshed import Incomplete
from fastcore.basics import patch as patch
from typing import Any, Iterable, Sequence

__all__: Incomplete

def asked_in(before: Room | Sequence, question: ChatMessage, settings: GenerationConfig) -> tuple[ChatMessages, int]:
    """Returns the conversation with a question at its end, and how many messages no longer fit before it."""
def characters_of(model: Model) -> int:
    """Returns how many characters a schema may take in a question: about a quarter of the context."""

class Chooser:
    """How a model is asked for one of several values."""
    alternatives: Incomplete
    def __init__(self, model: Model, alternatives: Sequence[Alternative], type: Any, template: Any = None) -> None: ...
    def question(self, message: ChatMessage) -> ChatMessage:
        """Returns a question that says what there is to choose from."""
    def start(self, before: Room | Sequence, question: ChatMessage, settings: GenerationConfig, best: bool = False) -> Any:
        """Start scoring the answers to a question. Returns a `PendingScores`."""

def choose_value(model: Model, messages: Room | Iterable, question: ChatMessage, type: Any, settings: GenerationConfig, template: Any = None, free: str | None = None) -> Choice:
    """Returns a choice between whole answers. Raises `TypeError` for a type that isn't a choice, or a model that can't."""
def any_chooser(model: Model, type: Any, template: Any = None) -> Chooser:
    """Returns a `Chooser`. Raises `TypeError` for a model that can't score, then for a type that isn't a choice."""
def as_before(messages: Room | Iterable) -> Room | list:
    """Returns messages that can be gone through again and again."""
def chooser_for(model: Model, type: Any, settings: GenerationConfig, template: Any = None) -> Chooser | None:
    """Returns how a value of a type is chosen by scores; `None` where the answer has to be written."""
def chosen_value(chooser: Chooser, messages: Room | Iterable, question: ChatMessage, settings: GenerationConfig) -> Any:
    """Returns the likeliest value."""

class ChoiceRows(RowAsker):
    """Rows whose answer is the likeliest of a few values."""
    at_once: int
    best: bool
    def __init__(self, chooser: Chooser, messages: Room | Iterable, settings: GenerationConfig) -> None: ...
    def start(self, number: int, question: ChatMessage) -> Reply: ...
    def value(self, number: int, reply: Reply) -> Any: ...
    def outcome(self, pending: Any) -> Any:
        """Returns what scores come to."""
    def stored(self, value: Any, reply: Reply) -> Any: ...
    def restored(self, stored: Any) -> Any:
        """Returns the value that a file holds. Raises `StopIteration` if it is none of the choices."""

class ShareRows(ChoiceRows):
    """Rows whose answer is the probabilities of a few values; NaN where there is none."""
    best: bool
    def __init__(self, chooser: Chooser, messages: Room | Iterable, settings: GenerationConfig, free: str | None = None) -> None: ...
    def outcome(self, pending: Any) -> list[float]: ...
    def missing(self) -> list[float]: ...
    def stored(self, value: Any, reply: Reply) -> Any: ...
    def restored(self, stored: Any) -> list[float]: ...
