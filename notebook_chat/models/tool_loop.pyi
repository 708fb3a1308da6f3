"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from ..core.messages import ChatMessage as ChatMessage, ChatMessages as ChatMessages, FunctionCall as FunctionCall
from ..core.reply import Reply as Reply
from ..core.settings import GenerationConfig as GenerationConfig, as_config as as_config
from ..core.writer import CallEvent as CallEvent
from ..structured.tool_grammars import call_grammar as call_grammar
from ..tools.function import FunctionList as FunctionList
from ..tools.registry import as_functions as as_functions
from ..tools.run import CallResult as CallResult, run_call as run_call
from ..tools.stream import ToolCallStreams as ToolCallStreams
from .protocol import LocalModel as LocalModel, Model as Model
from _typeshed import Incomplete
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fastcore.basics import patch as patch
from typing import Any

@dataclass
class ToolOptions:
    """The functions that a model may call, and on what terms."""
    functions: Any = field(default_factory=FunctionList)
    approve: Callable | None = ...
    timeout: float | None = ...
    rounds: int = ...
    syntax: str | None = ...
    constrain: bool = ...
    def __post_init__(self) -> None: ...

def current_reply() -> Reply | None:
    """Returns the reply in which a function or an `approve` is being called, if asked there; `None` elsewhere."""

class ToolLoop:
    """Writes a reply from several answers of a model, with calls of functions between them."""
    model: Incomplete
    messages: Incomplete
    settings: Incomplete
    template: Incomplete
    options: Incomplete
    continue_final: Incomplete
    reply: Incomplete
    turn: list[ChatMessage]
    def __init__(self, model: Model, messages: ChatMessages | Sequence, settings: GenerationConfig | dict | None, template: Any, options: ToolOptions, continue_final: bool = False) -> None: ...
    def start(self) -> Reply:
        """Ask the model, and do the rest on a thread. Returns the reply. Raises what the model raises for bad input."""

@dataclass
class _Answer:
    """One answer of the model, while it is being written."""
    writer: Any
    stream: ToolCallStreams
    last: bool

def reply_with_tools(model: Model, messages: ChatMessages | Sequence, settings: GenerationConfig | dict | None = None, *, tools: ToolOptions | Sequence, template: Any = None, continue_final: bool = False) -> Reply:
    """Returns a model's reply, with the functions called that it asks for. `reply.messages` is the whole turn."""
