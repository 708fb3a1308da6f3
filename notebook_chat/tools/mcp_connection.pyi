"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

import asyncio
import atexit
import weakref
from ..core.errors import LoadError as LoadError
from ..core.text import strip_control as strip_control, truncate as truncate
from _typeshed import Incomplete
from collections.abc import AsyncIterator
from concurrent.futures import Future
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from fastcore.basics import patch as patch
from typing import Any

__all__: Incomplete

class ServerError(LoadError):
    """A server that doesn't start, doesn't answer, or ended; the message says which, and what it wrote last."""

@dataclass(frozen=True)
class ServerPlace:
    """How to reach a server."""
    label: str
    command: tuple[str, ...] = ...
    url: str = ...
    env: dict = field(default_factory=dict)
    cwd: str | None = ...
    headers: dict = field(default_factory=dict)
    start_timeout: float = ...

def require_sdk() -> None:
    """Raises `LoadError`, with what to install, if the SDK is missing."""

_MOST_KEPT: int

class _Errors:
    """Reads a pipe on a thread, and keeps the last of it."""
    file: Incomplete
    def __init__(self) -> None: ...
    def _read(self) -> None: ...
    def words(self, wait: float = 0.0):
        """Returns the last three lines. `wait`: seconds for what is still on its way."""

_live: weakref.WeakSet

class Connection:
    """A server that has been started or reached, until it ends or is closed."""
    place: Incomplete
    alive: bool
    doubtful: bool
    def __init__(self, place: ServerPlace) -> None:
        """Starts at once, and doesn't wait for it; `ready` does."""
    def _work(self) -> None: ...
    def _failed(self, error) -> None:
        """Tell whoever waits for the start why there is none."""
    def complaint(self, what: str, error: BaseException | None = None) -> ServerError:
        """Returns an error that names the server and what it wrote last."""
    def _unreadable(self, error) -> None:
        """Take in what the SDK couldn't read. Raises `ServerError` if the server prints nothing else."""
    async def _relay(self, read, send) -> None:
        """Pass the server's messages on."""
    async def _serve(self) -> None:
        """Keep the connection open until it is closed or the server ends."""
    async def _end_start(self, group) -> None:
        """End the start of a server when the connection is closed meanwhile."""
    async def _tools(self):
        """Returns the descriptions of the tools, as the server gives them."""
    async def _request(self, method, params, timeout=None):
        """Returns the answer to a request. Runs in the connection's loop."""
    def ready(self) -> list:
        """Wait until the server has answered. Returns the descriptions of its tools. Raises `ServerError`."""
    async def request(self, method: str, params: dict) -> Any:
        """Returns a server's answer; from any event loop. Cancelling it cancels the request."""
    @property
    def busy(self) -> bool:
        """Whether a request waits for its answer."""
    def is_well(self) -> bool:
        """Returns whether the server can be asked."""
    def stop(self) -> None:
        """Have the connection closed, without waiting for it."""
    def close(self) -> None:
        """Close the connection, and wait until its process has ended."""

@asynccontextmanager
def _transport(connection: Any) -> AsyncIterator[tuple]:
    """Opens the SDK's streams."""
def _is_answer(error):
    """Returns whether a message that the SDK couldn't read was meant as an answer."""

_MOST_UNREADABLE: int
_MOST_PAGES: Incomplete
_MOST_TOOLS: Incomplete
_SIGN: float
_LONGEST_END: float

@atexit.register
def _close_all() -> None:
    """Close what is open, all at once."""
