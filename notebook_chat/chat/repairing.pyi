"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from ..core.messages import FunctionCall as FunctionCall
from ..core.reply import Reply as Reply
from ..models.tool_loop import ToolOptions as ToolOptions
from ..render.formats import code_of as code_of
from ..tools.code import PYTHON as PYTHON
from ..tools.run import approval_for as approval_for, takes_reply as takes_reply
from .history import ChatHistory as ChatHistory
from .sending import asking as asking
from .turns import Turns as Turns
from _typeshed import Incomplete
from fastcore.basics import patch as patch
from typing import Any

__all__: Incomplete

def proposed(text: str) -> list[FunctionCall]:
    """Returns the call that runs the Python code of an answer; empty if there is none."""

class _Attempts:
    """How often code was tried, and whether that is enough."""
    approve: Incomplete
    most: Incomplete
    refused: bool
    runs: int
    def __init__(self, approve, most) -> None: ...
    def ask(self, call: FunctionCall, reply: Reply) -> Any:
        """Returns the verdict of whoever approves, and keeps a refusal in mind."""
    def tried(self, reply: Reply) -> list:
        """Returns the calls that run code, as far as they have a result."""
    def enough(self, reply: Reply) -> bool:
        """Returns whether the code has run, was refused, or was tried often enough."""
    def note(self, reply: Reply) -> None:
        """Say under a reply what became of its code."""

class Repairing:
    """A conversation that can try the code it gets."""
    messages: ChatHistory
    approve: Any
    function_timeout: float | None
    def _start(self, make_turn: Any, settings: Any, noted: Any = ..., tools: Any = None) -> Reply: ...
    def repair(self, prompt: str, tries: int = 3, images: Any = (), begin: str | None = None, context: Any = None, files: Any = (), **settings: Any) -> Reply:
        """Ask for code, run it once the user agrees, and let the model try again if it fails. Returns the reply.

    `approve` is asked, or the user if there is none. It ends when the code runs or is refused, or after `tries`."""
