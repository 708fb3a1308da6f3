"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

import asyncio
from ..core.errors import ContextError as ContextError, ModelClosedError as ModelClosedError
from .chunks import clean_json as clean_json, finish_reason_in as finish_reason_in, has_content as has_content
from .dialects import Refusals as Refusals
from .remote_errors import RemoteError as RemoteError, code_of as code_of, connection_error as connection_error, pause_before_retry as pause_before_retry, status_error as status_error, words_of as words_of
from .sse import EventStream as EventStream, chunks_in as chunks_in
from _typeshed import Incomplete
from collections.abc import AsyncGenerator, Coroutine, Generator
from concurrent.futures import Future
from fastcore.basics import patch as patch
from typing import Any

__all__: Incomplete
_ADDRESS_FORM: str
_ENDPOINT: Incomplete

def server_address(spec: str) -> tuple[str, str | None]:
    """Returns a server's base URL, and the name of its model or `None`. Raises `RemoteError` for any other address."""

_loops: dict[int, asyncio.AbstractEventLoop]
_loops_lock: Incomplete

def event_loop() -> asyncio.AbstractEventLoop:
    """Returns the event loop of this process, which runs on its own thread."""
def start(coroutine: Coroutine) -> Future:
    """Start a coroutine on the event loop. Returns its future; cancelling it cancels the coroutine."""
def wait_for(coroutine: Coroutine) -> Any:
    """Run a coroutine on the event loop and return its result. An interrupt cancels it."""

class _Key:
    """A secret that nothing shows by accident."""
    reveal: Incomplete
    def __init__(self, value) -> None: ...
    def __repr__(self) -> str: ...
    def __bool__(self) -> bool: ...
    def __reduce__(self): ...
    def remove_from(self, text): ...

def _import_openai():
    """Returns the `openai` package. Raises a `RemoteError` that says how to install it."""

class Server:
    """A server, and the connections of this process to it."""
    address: Incomplete
    timeout: Incomplete
    closed: bool
    def __init__(self, address: str, api_key: str | None = None, timeout: float = 300) -> None: ...
    def __repr__(self) -> str: ...
    def __reduce__(self): ...
    def close(self) -> None:
        """Close all connections. Later requests raise `ModelClosedError`."""
    def _client(self):
        """Returns the client of this process. Call it on the event loop."""
    def explain(self, error: Exception) -> Exception:
        """Returns an error of the client library as one that says what to do; other errors unchanged."""
    def words_of(self, error: Exception) -> str:
        """Returns the server's own error message, without the key."""
    def wait_for(self, coroutine: Coroutine) -> Any:
        """Returns the result of a coroutine. Raises errors that say what to do."""
    async def models(self, required: bool = True) -> dict[str, dict] | None:
        """Returns the server's models by name, each with its entry in the list."""
    async def _chunks(self, request) -> Generator[Incomplete]:
        """Yields the chunks of a completion as they arrive; `None` once the server says that they are complete."""
    def _cut_off(self):
        """Returns what to say of a reply without an end."""
    def completion(self, request: dict, refusals: Refusals, retries: int, schema: dict | None = None) -> AsyncGenerator[dict | None, None]:
        """Yields the chunks of a completion as they arrive; `None` at the end. Raises the client library's own errors."""
    def _learn(self, error, request, refusals, schema):
        """Learn from an error that may be a refusal. Returns whether the request is worth sending again."""

def _close_clients(clients) -> None:
    """Close all connections. The garbage collector may call this anywhere, so it takes no lock."""

_LINE_MODULES: Incomplete

async def _compact(pieces) -> Generator[Incomplete]:
    """Yields JSON on one line, in one piece; what is none as it is."""
async def _data_of(pieces, events) -> Generator[Incomplete]:
    """Yields the data of each event."""
async def _read_rest(chunks) -> None:
    """Read the rest after the last chunk, for a moment."""
