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
from collections.abc import Callable, Sequence
from concurrent.futures import Future as Future
from fastcore.basics import patch as patch
from typing import Any

class RemoteModel:
    """A model on a server that speaks OpenAI's protocol."""
    server: Server
    retries: int
    concurrency: int
    def __init__(self, base_url: str, model: str | None = None, api_key: str | None = None, timeout: float = 300, retries: int = 2, concurrency: int = 16) -> None: ...
    def __enter__(self) -> RemoteModel: ...
    def __exit__(self, *error: object) -> None: ...
    @property
    def address(self) -> str:
        """The base URL of the server."""
    @property
    def device(self) -> str:
        """One line saying where it runs."""
    def reply(self, messages: ChatMessages | Sequence, settings: GenerationConfig | dict | None = None, *, template: Any = None, tools: Sequence[dict] = (), continue_final: bool = False, stop_when: Callable[[str], bool] | None = None, into: ReplyWriter | None = None, schema: dict | None = None) -> Reply:
        """Start the reply to a conversation and return it at once. Bad input raises `ValueError`."""
    def complete(self, text: str, settings: GenerationConfig | dict | None = None, *, stop_when: Callable[[str], bool] | None = None, into: ReplyWriter | None = None, **overrides: Any) -> Reply:
        """Start a reply that continues raw text, without a chat template, and return it at once."""
    def map(self, conversations: Sequence, settings: GenerationConfig | dict | None = None, *, template: Any = None, tools: Sequence[dict] = (), progress: bool = True, schema: dict | None = None) -> list[Reply]:
        """Returns the finished replies, in order. One that fails has its `error`; after an interrupt the rest is `stopped`."""
    def close(self) -> None:
        """Close the connections; replies that are still being written end with an error."""
