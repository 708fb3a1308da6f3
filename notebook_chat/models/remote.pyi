"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from ..core.callbacks import ended as ended, finish_all as finish_all
from ..core.errors import ModelClosedError as ModelClosedError
from ..core.messages import ChatMessage as ChatMessage, ChatMessages as ChatMessages
from ..core.reply import Reply as Reply
from ..core.settings import GenerationConfig as GenerationConfig, as_config as as_config
from ..core.writer import ReplyWriter as ReplyWriter
from .adapters import refuse_template as refuse_template
from .chunks import dict_in as dict_in, write_chunks as write_chunks
from .dialects import Refusals as Refusals, dialect_of as dialect_of, is_known as is_known, response_format as response_format
from .remote_errors import RemoteError as RemoteError
from .server import Server as Server, event_loop as event_loop, server_address as server_address, start as start
from _typeshed import Incomplete
from collections.abc import Callable, Generator, MutableMapping, Sequence
from concurrent.futures import Future as Future
from contextlib import AbstractAsyncContextManager
from fastcore.basics import patch as patch
from typing import Any

__all__: Incomplete

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
    def _start(self, request, stop_when=None, into=None, gate=None, retries=None):
        """Send a request. Returns the reply."""
    def _closed_text(self, what):
        """Returns a sentence about why the model can't be used."""
    async def _serve(self, writer: ReplyWriter, request: dict, stop_when: Callable[[str], bool] | None, gate: AbstractAsyncContextManager, retries: int) -> None:
        """Write a reply from a completion, on the event loop."""
    async def _with_names(self, error):
        """Returns the error; with the names of the server's models if the wanted one may not be among them."""
    def reply(self, messages: ChatMessages | Sequence, settings: GenerationConfig | dict | None = None, *, template: Any = None, tools: Sequence[dict] = (), continue_final: bool = False, stop_when: Callable[[str], bool] | None = None, into: ReplyWriter | None = None, schema: dict | None = None) -> Reply:
        """Start the reply to a conversation and return it at once. Bad input raises `ValueError`."""
    def complete(self, text: str, settings: GenerationConfig | dict | None = None, *, stop_when: Callable[[str], bool] | None = None, into: ReplyWriter | None = None, **overrides: Any) -> Reply:
        """Start a reply that continues raw text, without a chat template, and return it at once."""
    def map(self, conversations: Sequence, settings: GenerationConfig | dict | None = None, *, template: Any = None, tools: Sequence[dict] = (), progress: bool = True, schema: dict | None = None) -> list[Reply]:
        """Returns the finished replies, in order. One that fails has its `error`; after an interrupt the rest is `stopped`."""
    def close(self) -> None:
        """Close the connections; replies that are still being written end with an error."""

def _context_length(entry):
    """Returns the context in tokens, if the server's list of models gives it."""
def _sent_messages(messages):
    """Returns messages in the form that servers accept."""
def _received(arrived, cancel) -> Generator[Incomplete]:
    """Yields what arrives, up to `None`; raises an error that arrives. Leaving it early cancels the rest."""
