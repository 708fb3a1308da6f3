"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

import os
import types
from ..core.text import did_you_mean as did_you_mean, strip_control as strip_control, truncate as truncate
from .function import FunctionList as FunctionList
from .given_schema import GivenFunction as GivenFunction, plain_name as plain_name
from .mcp_connection import Connection as Connection, ServerError as ServerError, ServerPlace as ServerPlace, require_sdk as require_sdk
from .schema import FunctionError as FunctionError
from _typeshed import Incomplete
from collections.abc import Mapping
from fastcore.basics import patch as patch
from typing import Any

__all__: Incomplete

def _words(command):
    """Returns a command as a list. Raises `ValueError` for what is none."""

_LAUNCHERS: Incomplete

def _label_of(words):
    """Returns a short name for a command, such as `time` for `uvx mcp-server-time`."""

class MCP:
    """The tools of an MCP server, as functions. The server starts when they are first needed."""
    name: str
    prefix: str
    problems: dict[str, str]
    def __init__(self, server: str | list | tuple, name: str | None = None, prefix: str = '', env: Mapping | None = None, cwd: str | os.PathLike | None = None, headers: Mapping | None = None, start_timeout: float = 60) -> None:
        """Raises `LoadError` without the package `mcp`, `ValueError` for what is no command or address."""
    def __repr__(self) -> str: ...
    def __enter__(self): ...
    def __exit__(self, *error) -> None: ...
    def __reduce__(self) -> Any: ...
    def _connected(self):
        """Returns the connection, opened if there is none. Raises `ServerError`."""
    def close(self) -> None:
        """End the server. Closing twice is fine; its functions can't be called any more."""
    def _usable(self, tools):
        """Returns the functions of tools that can be used."""
    def _function(self, tool, taken):
        """Returns a tool as a function."""
    def bot_functions(self) -> FunctionList:
        """Returns the tools as functions; starts the server. This is how `functions=` reads them."""
    def prefixed(self) -> FunctionList:
        """Returns the tools under names with the server's own in front, for servers whose tools are called alike."""
    async def _call(self, tool, arguments):
        """Returns a tool's result as text. Raises `ToolError` or `ServerError`."""
    def _ended(self, connection):
        """Returns the error for a server that ended while it was asked."""

def _texts(mapping): ...
def _stop_all(connections) -> None: ...

class ToolError(RuntimeError):
    """A tool says that it failed."""

def _size_of(data): ...
def _part_text(part):
    """Returns one part of a result as text."""
def _answer_text(answer):
    """Returns the result of a tool as text. Raises `ToolError` if it says that it failed."""

_SETTLING: float
MCP_MARK: str

class MCPServers:
    """Servers by the names that a user gave to their commands."""
    def __init__(self) -> None: ...
    def get(self, name: str, commands: Mapping) -> MCP:
        """Returns the server of that name. Raises `LookupError` if there is none."""
