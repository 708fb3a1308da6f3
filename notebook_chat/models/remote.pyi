"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

import asyncio
from ..core.callbacks import ended as ended, finish_all as finish_all
from ..core.errors import ContextError as ContextError, ModelClosedError as ModelClosedError
from ..core.messages import ChatMessage as ChatMessage, ChatMessages as ChatMessages
from ..core.reply import Reply as Reply
from ..core.settings import GenerationConfig as GenerationConfig, as_config as as_config
from ..core.writer import ReplyWriter as ReplyWriter
from .adapters import refuse_template as refuse_template
from .chunks import dict_in as dict_in, has_content as has_content, write_chunks as write_chunks
from .dialects import Refusals as Refusals, dialect_of as dialect_of, is_known as is_known
from .echo import EchoMemory as EchoMemory
from .making_room import ContextEstimate as ContextEstimate, droppable as droppable, weight as weight, without_oldest as without_oldest
from .remote_errors import RemoteError as RemoteError
from .server import Server as Server, server_address as server_address, start as start
from .thinking import spell_thinking as spell_thinking
from _typeshed import Incomplete
from collections.abc import Callable, Generator, MutableMapping, Sequence
from concurrent.futures import Future as Future
from dataclasses import dataclass, field
from fastcore.basics import patch as patch
from typing import Any

__all__: Incomplete

class _Gate:
    """Lets so many requests through at a time."""
    def __init__(self, size) -> None: ...
    def __call__(self):
        """Returns the semaphore. Call it on the event loop."""

_gates: MutableMapping[str, _Gate]

class RemoteModel:
    """A model on a server that speaks OpenAI's protocol."""
    server: Server
    retries: int
    concurrency: int
    def __init__(self, base_url: str, model: str | None = None, api_key: str | None = None, timeout: float = 300, retries: int = 2, concurrency: int = 16) -> None: ...
    def _begin(self) -> None:
        """Set what a pickle leaves out."""
    def __repr__(self) -> str: ...
    def __enter__(self) -> RemoteModel: ...
    def __exit__(self, *error: object) -> None: ...
    @property
    def address(self) -> str:
        """The base URL of the server."""
    @property
    def continues(self) -> bool:
        """Whether it is known to go on from the beginning of an answer."""
    @property
    def device(self) -> str:
        """One line saying where it runs."""
    name: str
    dialect: Incomplete
    n_ctx: int | None
    def _choose(self, name, models) -> None:
        """Determine which of the server's models this is, and what is known about it. `models` is `None` without a list."""
    def __getstate__(self): ...
    def __setstate__(self, state) -> None: ...
    def _request(self, settings, tools=(), continue_final: bool = False, schema=None):
        """Returns the fields of a request besides the messages."""
    def _start(self, question: _Question, into: ReplyWriter | None = None) -> Reply:
        """Send a request. Returns the reply."""
    def _closed_text(self, what):
        """Returns a sentence about why the model can't be used."""
    async def _serve(self, writer: ReplyWriter, question: _Question) -> None:
        """Write a reply from a completion, on the event loop."""
    async def _fitting_chunks(self, writer, question) -> Generator[Incomplete]:
        """Yields the chunks of a completion. While the conversation is too long, its oldest messages leave."""
    def _note_length(self, messages, tokens) -> None:
        """Remember how many tokens a conversation has, if that makes sense."""
    async def _with_names(self, error):
        """Returns the error; with the names of the server's models if the wanted one may not be among them."""
    def reply(self, messages: ChatMessages | Sequence, settings: GenerationConfig | dict | None = None, *, template: Any = None, tools: Sequence[dict] = (), continue_final: bool = False, stop_when: Callable[[str], bool] | None = None, into: ReplyWriter | None = None, schema: dict | None = None) -> Reply:
        """Start the reply to a conversation and return it at once. Bad input raises `ValueError`."""
    def complete(self, text: str, settings: GenerationConfig | dict | None = None, *, stop_when: Callable[[str], bool] | None = None, into: ReplyWriter | None = None, **overrides: Any) -> Reply:
        """Start a reply that continues raw text, without a chat template, and return it at once."""
    def for_many(self) -> RemoteModel:
        """Returns the same model, with more retries: for one of many questions, where nobody waits for the single answer."""
    def map(self, conversations: Sequence, settings: GenerationConfig | dict | None = None, *, template: Any = None, tools: Sequence[dict] = (), progress: bool = True, schema: dict | None = None) -> list[Reply]:
        """Returns the finished replies, in order. One that fails has its `error`; after an interrupt the rest is `stopped`."""
    def close(self) -> None:
        """Close the connections; replies that are still being written end with an error."""

def _context_length(entry):
    """Returns the context in tokens, if the server's list of models gives it."""

_LENGTHS: Incomplete

def _sent_messages(messages):
    """Returns messages in the form that servers accept."""
def _is_empty(message): ...

_WHY: Incomplete

@dataclass
class _Question:
    """What is asked of a server."""
    request: dict
    messages: list = field(default_factory=list)
    schema: dict | None = ...
    stop_when: Callable[[str], bool] | None = ...
    partial: ChatMessage | None = ...

def _received(arrived, cancel) -> Generator[Incomplete]:
    """Yields what arrives, up to `None`; raises an error that arrives. Leaving it early cancels the rest."""

_MOST_HALVINGS: int

def _said_weight(messages): ...
