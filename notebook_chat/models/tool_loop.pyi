"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from ..core.beginnings import write_beginning as write_beginning
from ..core.messages import ChatMessage as ChatMessage, ChatMessages as ChatMessages, FunctionCall as FunctionCall
from ..core.reply import Reply as Reply
from ..core.settings import GenerationConfig as GenerationConfig, as_config as as_config
from ..core.writer import CallEvent as CallEvent
from ..structured.tool_grammars import call_grammar as call_grammar, words_grammar as words_grammar
from ..templates.telling import described_in as described_in
from ..tools.call_formats import CALL_FORMATS as CALL_FORMATS
from ..tools.function import FunctionList as FunctionList
from ..tools.registry import as_functions as as_functions
from ..tools.run import CallResult as CallResult, check_timeout as check_timeout, run_call as run_call, set_current_reply as set_current_reply
from ..tools.stream import ToolCallStreams as ToolCallStreams
from .adapters import reply_into as reply_into, takes_tools as takes_tools
from .protocol import LocalModel as LocalModel, Model as Model
from .whole_results import answer_grammar as answer_grammar, repeats_results as repeats_results
from _typeshed import Incomplete
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fastcore.basics import patch as patch
from typing import Any

__all__: Incomplete

@dataclass
class ToolOptions:
    """The functions that a model may call, and under which conditions."""
    functions: Any = field(default_factory=FunctionList)
    approve: Any = ...
    timeout: float | None = ...
    rounds: int = ...
    syntax: str | None = ...
    constrain: bool = ...
    calls_in: Callable | None = ...
    enough: Callable | None = ...
    repeats: int = ...
    def __post_init__(self) -> None: ...

@dataclass(frozen=True)
class CallPlan:
    """How a model is expected to write calls."""
    syntaxes: tuple
    taught: Any
    template: Any = ...

_MARKUPS: Incomplete

def _in_words(options, messages):
    """Returns whether the instructions describe the functions."""
def call_plan(model: Model, template: Any, options: ToolOptions, messages: Sequence[ChatMessage]) -> CallPlan:
    """Returns how a model is expected to call functions."""
def _told_in_words(model):
    """Returns whether the model is told of functions in words."""
def _unique(names): ...

class _Repeats:
    """What the calls of a reply brought, and whether the model is stuck with them."""
    times: Incomplete
    stuck: bool
    def __init__(self, times) -> None: ...
    def enough(self, call):
        """Returns whether a call has had the same result often enough, in different answers."""
    def without(self, turn):
        """Returns the messages of a turn that say something new."""
    def note(self, messages, refused) -> None:
        """Take in an answer and its results; `refused`: for each call whether it wasn't run, since it had been made enough."""

def _call_key(call):
    """Returns what makes calls the same: the function and its arguments, in any order."""

class ToolLoop:
    """Writes a reply from several answers of a model, with function calls between them."""
    model: Incomplete
    messages: Incomplete
    settings: Incomplete
    continue_final: Incomplete
    begun: Incomplete
    admit: Incomplete
    reply: Incomplete
    turn: list[ChatMessage]
    def __init__(self, model: Model, messages: ChatMessages | Sequence, settings: GenerationConfig | dict | None, template: Any, options: ToolOptions, continue_final: bool = False, begun: bool = False, admit: Callable | None = None, reply: Reply | None = None) -> None: ...
    def _ask(self, last: bool = False, continue_final: bool = False) -> _Answer:
        """Ask the model for its next answer; the `last` one without functions."""
    def _begin(self, writer, stream):
        """Write the beginning of the first answer. Returns why the answer ends there, or `None`."""
    def _settings_for(self, last, continued):
        """The settings of an answer: calls that fit, at last words only; the built-in models repeat results whole."""
    def _calls_in(self, answer):
        """Returns the calls of an answer, each with its error or `None`."""
    def _new_id(self):
        """Returns an id that no call of the conversation has. Mistral wants nine characters."""
    def _run_call(self, call):
        """Run a call and return its result. An interrupt during its approval stops the reply."""
    def _carry_out(self, call: FunctionCall, error: str | None) -> ChatMessage:
        """Run a call, unless it has an `error`. Returns the message with its result."""
    def _add(self, message) -> None:
        """Add a finished message to the reply."""
    def _admitted(self, result, waiting):
        """Returns a result as it fits into the context; makes room for it."""
    def _finish_answer(self, answer):
        """Wait for the end of an answer and run its calls. Returns why the reply ends with it, or `None`."""
    def _answer_calls(self, calls) -> None:
        """Add the results of the calls of an answer, which is the last message of the turn."""
    def start(self) -> Reply:
        """Ask the model and return the reply; the rest runs on a thread. Raises what the model raises for bad input."""
    def _run(self, answer):
        """Alternate between answers and function calls until an answer has no calls. Runs on a thread."""

@dataclass
class _Answer:
    """One answer of the model, while it is being written."""
    writer: Any
    stream: ToolCallStreams
    last: bool

def reply_with_tools(model: Model, messages: ChatMessages | Sequence, settings: GenerationConfig | dict | None = None, *, tools: ToolOptions | Sequence, template: Any = None, continue_final: bool = False, begun: bool = False, admit: Callable | None = None, reply: Reply | None = None) -> Reply:
    """Start a reply, running the functions that the model calls. Returns it at once; `reply.messages` is the whole turn."""
