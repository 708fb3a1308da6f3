"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from ..core.message_pictures import with_pictures as with_pictures
from ..core.messages import ChatMessage as ChatMessage, ChatMessages as ChatMessages
from ..core.reply import Reply as Reply
from ..core.settings import GenerationConfig as GenerationConfig, as_config as as_config
from ..models.protocol import LimitedModel as LimitedModel, LocalModel as LocalModel, Model as Model, TextModel as TextModel
from ..models.schemas import without_nulls as without_nulls
from ..structured.prompts import form_of as form_of
from ..structured.types import CutOffError as CutOffError, DataError as DataError, grammar_of as grammar_of, parse as parse, response_format_of as response_format_of, schema_of as schema_of
from .choosing import ChoiceRows as ChoiceRows, as_before as as_before, asked_in as asked_in, characters_of as characters_of, chooser_for as chooser_for, chosen_value as chosen_value
from .many import RowAsker as RowAsker
from .room import Room as Room
from .serialization import restored_logprob as restored_logprob, stored_logprob as stored_logprob
from _typeshed import Incomplete
from fastcore.basics import patch as patch
from typing import Any, Callable, Iterable

__all__: Incomplete

def complete_text(model: Model, text: str, settings: GenerationConfig) -> Reply:
    """Start a reply that continues a text, as base models do. Raises `TypeError` if the model can only chat."""

_SHORT_FORM: int

class Extraction:
    """How a model is asked for a value of a type."""
    local: Incomplete
    type: Incomplete
    schema: Incomplete
    limits: dict[str, Any]
    options: dict[str, Any]
    def __init__(self, model: Model, type: Any) -> None: ...
    def question(self, message: ChatMessage, shared: bool = False) -> ChatMessage:
        """Returns a question that says what form the answer should have; before what differs, if that is `shared`."""
    def value(self, reply: Reply) -> Any:
        """Returns the value in a reply. Raises `ValueError` if it was cut off or isn't a value of the type."""

def _takes_schema(model):
    """Returns whether `model.reply` can pass a schema on to a server."""
def _ask_in(before, question, settings, ask):
    """Returns the reply to a question."""
def _ask_again(before, question, settings, ask, error):
    """Returns the reply to a question that was answered, with the error that the answer gave."""
def extract_value(model: Model, messages: Room | Iterable, question: ChatMessage, type: Any, settings: GenerationConfig, template: Any = None) -> Any:
    """Returns a value of a type from an answer. Raises `TypeError` if JSON can't express it, `ValueError` for a bad one."""
def _is_misfit(error):
    """Returns whether an error is about an answer that was complete, so that asking again may help."""
def with_objection(messages: ChatMessages, error: DataError) -> ChatMessages:
    """Returns the conversation that asks once more, with the answer and what is wrong with it."""
def typed_settings(config: GenerationConfig, **settings: Any) -> GenerationConfig:
    """Returns the settings for a typed answer. Raises `TypeError` for a grammar: the type makes one."""

_THREADS: int

def _for_many(model):
    """Returns the model to ask many questions, and how many at a time."""

class ValueRows(RowAsker):
    """Rows whose answers are values of a type."""
    at_once: Incomplete
    def __init__(self, model: Model, messages: Room | Iterable, type: Any, settings: GenerationConfig, template: Any = None) -> None: ...
    def start(self, number: int, question: ChatMessage) -> Reply: ...
    def value(self, number: int, reply: Reply) -> Any: ...
    def again(self, question: ChatMessage, error: Exception) -> Callable[[], Reply] | None: ...
    def stored(self, value: Any, reply: Reply) -> Any: ...
    def restored(self, stored: Any) -> Any:
        """Returns the value in what a file holds. Raises an error if there is none."""

def stored_reply(reply: Reply) -> dict:
    """Returns what a file keeps of a reply."""
def restored_reply(stored: dict) -> Reply:
    """Returns the reply that a file holds."""

class ReplyRows(RowAsker):
    """Rows whose answers are replies. One that fails has its `error`."""
    at_once: Incomplete
    def __init__(self, model: Model, messages: Room | Iterable, settings: GenerationConfig, template: Any = None, ask: Callable | None = None) -> None: ...
    def start(self, number: int, question: ChatMessage) -> Reply: ...
    def value(self, number: int, reply: Reply) -> Reply: ...
    def keeps(self, value: Reply) -> bool: ...
    def stored(self, value: Reply, reply: Reply) -> Any: ...
    def restored(self, stored: Any) -> Reply: ...

def row_asker(model: Model, messages: Room | Iterable, type: Any, settings: GenerationConfig, template: Any = None, ask: Callable | None = None) -> ReplyRows | ValueRows | ChoiceRows:
    """Returns how the rows of a column are asked. Raises `TypeError` if JSON can't express the type."""
