"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from ..core.messages import ChatMessages as ChatMessages
from ..core.reply import Reply as Reply
from ..core.settings import GenerationConfig as GenerationConfig, as_config as as_config
from ..core.writer import ReplyWriter as ReplyWriter
from .chunks import write_chunks as write_chunks
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

class CompletionModel:
    """A model made from an object with `create_chat_completion(messages, stream=...)`."""
    name: Incomplete
    n_ctx: int | None
    def __init__(self, source: Any, name: str | None = None) -> None: ...
    def __repr__(self) -> str: ...
    def close(self) -> None:
        """Do nothing: the object belongs to the caller."""
    def reply(self, messages: ChatMessages, settings: GenerationConfig | dict | None = None, *, template: Any = None, tools: Sequence[dict] = (), continue_final: bool = False, stop_when: Callable[[str], bool] | None = None, into: ReplyWriter | None = None) -> Reply:
        """Returns the object's reply to a conversation, as it is being written."""

class _Completion:
    """Returns the chunks of an OpenAI-shaped completion; a whole completion is a single chunk."""
    def __init__(self, completion) -> None: ...
    def __iter__(self): ...

class ScriptedModel:
    """Answers from a list, over and over, or by a function of the messages."""
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
