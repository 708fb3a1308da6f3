"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from ..core.errors import ContextError as ContextError, LoadError as LoadError
from ..core.messages import ChatMessages as ChatMessages
from ..core.reply import Reply as Reply
from ..core.settings import GenerationConfig as GenerationConfig
from ..core.writer import ReplyWriter as ReplyWriter
from .adapters import copy_into as copy_into
from .protocol import LimitedModel as LimitedModel
from .remote import RemoteModel as RemoteModel
from .remote_errors import RemoteError as RemoteError
from _typeshed import Incomplete
from collections.abc import Callable, Iterable, Sequence
from fastcore.basics import patch as patch
from typing import Any

__all__: Incomplete
_ASIDE: int

class _Places:
    """How busy some servers are."""
    models: Incomplete
    def __init__(self, models) -> None: ...
    def take(self, tried):
        """Returns the number of the server to be asked next, of those not yet tried, and takes a place there."""
    def leave(self, number, failed) -> None:
        """Give a place back."""

def _moves_on(error):
    """Returns whether another server may do better."""

_OF_THE_SERVER: Incomplete

def _failed(error):
    """Returns whether a server that gave an error had better be left alone for a while."""

class _Errand:
    """A question on its way."""
    def __init__(self, places: _Places, ask: Callable[[Any], Reply], writer: ReplyWriter, stop_when: Callable | None) -> None: ...
    def go(self) -> None:
        """Ask the next server. Raises `ValueError` if the question is a bad one."""
    def _ended(self, number, reply):
        """Pass the answer on, or ask the next server."""

class SpreadModel:
    """Several servers that answer as one model."""
    models: Incomplete
    name: str
    n_ctx: int | None
    concurrency: int
    def __init__(self, models: Sequence[LimitedModel]) -> None: ...
    def __repr__(self) -> str: ...
    def for_many(self) -> SpreadModel:
        """Returns itself: it is made for many questions."""
    def close(self) -> None:
        """Close the connections."""
    def reply(self, messages: ChatMessages, settings: GenerationConfig | dict | None = None, *, template: Any = None, tools: Sequence[dict] = (), continue_final: bool = False, stop_when: Callable[[str], bool] | None = None, into: ReplyWriter | None = None, schema: dict | None = None) -> Reply:
        """Start a reply on the server with the most room. If that fails, the others are asked, each once."""

def _opened(server):
    """Returns the model of a server, and whether it was opened here. Raises `TypeError` for what is none."""
def spread_over(servers: Iterable[str | RemoteModel]) -> tuple[SpreadModel, list[RemoteModel]]:
    """Returns one model for all servers that answer, and those that were opened for it, which the caller closes.

    Warns of servers that don't answer. Raises `LoadError` if none does, and `TypeError` for what is no server."""
