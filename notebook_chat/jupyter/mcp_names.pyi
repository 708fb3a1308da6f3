"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from ..chat.options import CommandError as CommandError
from ..core.text import strip_control as strip_control
from _typeshed import Incomplete
from fastcore.basics import patch as patch
from typing import Any

__all__: Incomplete
_EXAMPLE: str

class MCPNames:
    """The MCP servers of a notebook by their names."""
    defaults: Incomplete
    def __init__(self, defaults: Any) -> None: ...
    def server(self, name: str) -> Any:
        """Returns a server, the same one each time. Raises `CommandError` if there is none of that name."""
    def command(self, arguments: str) -> str:
        """Name a server, or list those that have names. Returns what to print."""
