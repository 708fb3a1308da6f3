"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from ..core.messages import ChatMessage as ChatMessage, ChatMessages as ChatMessages
from ..core.reply import Reply as Reply
from ..core.settings import GenerationConfig as GenerationConfig, as_config as as_config
from ..core.writer import ReplyWriter as ReplyWriter
from ..templates.adapting import adapted as adapted, with_words as with_words
from ..templates.program import Abilities as Abilities
from ..templates.telling import described_in as described_in
from ..tools.call_formats import write_calls as write_calls
from ..tools.describing import describe_tools as describe_tools
from .chunks import write_chunks as write_chunks
from .protocol import Model as Model
from _typeshed import Incomplete
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from fastcore.basics import patch as patch
from typing import Any

__all__: Incomplete

def write_on_thread(pieces: Callable[[], Iterable], model_name: str, turn: AbstractContextManager | None = None, stop_when: Callable[[str], bool] | None = None, into: ReplyWriter | None = None) -> Reply:
    """Returns a reply that a new thread writes from what `pieces()` yields."""
def refuse_template(name: str, template: Any = None) -> None:
    """Raise `ValueError` if a template was given to a model that applies its own."""
def _parameter(function, name):
    """Returns whether a function takes a parameter that is `named` so, `any` parameters, or `none` such."""

class CompletionModel:
    """A model made from an object with `create_chat_completion(messages, stream=...)`."""
    name: Incomplete
    n_ctx: int | None
    continues: bool
    def __init__(self, source: Any, name: str | None = None) -> None: ...
    @property
    def tells_in_words(self) -> bool:
        """Whether functions are described to the object in the conversation."""
    def __repr__(self) -> str: ...
    def close(self) -> None:
        """Do nothing: the object belongs to the caller."""
    def reply(self, messages: ChatMessages, settings: GenerationConfig | dict | None = None, *, template: Any = None, tools: Sequence[dict] = (), continue_final: bool = False, stop_when: Callable[[str], bool] | None = None, into: ReplyWriter | None = None) -> Reply:
        """Returns the object's reply to a conversation, as it is being written."""
    def _mention_thinking(self, thinking) -> None:
        """Warn once that the object can't be told to think, if that was wished for."""
    def _told(self, messages, tools):
        """Returns the messages with the functions described, where the object may not hear of them otherwise."""

class _Completion:
    """Returns the chunks of an OpenAI-shaped completion; a whole completion is a single chunk."""
    def __init__(self, completion) -> None: ...
    def __iter__(self): ...

_NO_NAMES: str

def _in_words(messages, tools, takes):
    """Returns the messages with the functions described, unless it `takes` tools. What takes none sees only text."""
def _in_text(message):
    """Returns a message with its calls in its text."""
def _with_functions(messages, tools):
    """Returns the messages with functions described in the instructions, unless they are already."""

class ScriptedModel:
    """Answers from a list, over and over, or by a function of the messages."""
    tells_in_words: Incomplete
    pause: Incomplete
    name: Incomplete
    n_ctx: int | None
    asked: list[ChatMessages]
    def __init__(self, answers: str | Sequence[str] | Callable[[ChatMessages], str], pause: float = 0.0, name: str = 'scripted') -> None: ...
    def __repr__(self) -> str: ...
    def close(self) -> None:
        """Do nothing."""
    @staticmethod
    def _in_order(answers): ...
    def reply(self, messages: ChatMessages, settings: GenerationConfig | dict | None = None, *, template: Any = None, tools: Sequence[dict] = (), continue_final: bool = False, stop_when: Callable[[str], bool] | None = None, into: ReplyWriter | None = None) -> Reply:
        """Returns the next scripted answer, written word by word."""

class _ScriptedPieces:
    """Returns an answer as pieces of one word each, truncated according to `stop` and `max_tokens`."""
    finish_reason: str
    def __init__(self, answer, settings, pause) -> None: ...
    def __iter__(self) -> Iterator[str]: ...

def copy_into(writer: ReplyWriter, reply: Reply, stop_when: Callable[[str], bool] | None = None) -> None:
    """Copy a reply into another one, on a thread of its own."""
def _copy(writer, reply, stop_when):
    """Copy a reply to its end, with its figures, tokens and calls. Returns why it ended."""
def takes_tools(model: Model) -> bool:
    """Returns whether the model's `reply` takes descriptions of functions."""
def reply_into(model: Model, writer: ReplyWriter, messages: ChatMessages, settings: GenerationConfig, **options: Any) -> None:
    """Have a model write an answer with a writer, also a model that knows nothing of writers."""
