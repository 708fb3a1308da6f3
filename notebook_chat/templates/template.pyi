"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from ..core.messages import ChatMessage as ChatMessage
from .adapting import adapted as adapted
from .program import TemplateProgram as TemplateProgram, abilities_of as abilities_of
from .sandbox import RefusedByTemplate as RefusedByTemplate
from .segments import Marks as Marks, Segment as Segment
from _typeshed import Incomplete
from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import dataclass, field
from fastcore.basics import patch as patch
from typing import Any

__all__: Incomplete
CHAT_ML: str
_TOOL_CALL: Incomplete
_CALL_TOKENS: Incomplete

@dataclass(frozen=True)
class ChatTemplate:
    """How a family of models writes a conversation."""
    name: str
    source: str
    stop: tuple[str, ...] = ...
    system: str | None = ...
    reasoning: tuple[str, ...] | None = ...
    calls: str | None = ...
    origin: str | None = ...
    tool_source: str | None = ...
    after_picture: str = ...
    variables: dict = field(default_factory=dict, hash=False)
    writer: Callable[[list, bool], str] | None = ...
    def __post_init__(self) -> None: ...
    def __repr__(self) -> str: ...
    @property
    def visible(self) -> tuple[str, ...]:
        """Special tokens around reasoning and calls, which the text of a reply keeps."""
    def opens_reasoning(self, segments: Sequence[Segment]) -> bool:
        """Returns whether the prompt itself opens the reasoning, so that the reply begins inside it."""
    def render(self, messages: Iterable[ChatMessage], add_generation_prompt: bool = True, tools: Sequence[dict] = (), special_tokens: Iterable[str] = (), model: str | None = None, **variables: Any) -> list[Segment]:
        """Returns the conversation as segments.

    Raises `RefusedByTemplate` for a conversation that the template can't write, `ValueError` if its program fails."""

class _Rendering:
    """A conversation, marked, and the program that writes it."""
    template: Incomplete
    add_generation_prompt: Incomplete
    variables: Incomplete
    program: Incomplete
    abilities: Incomplete
    messages: Incomplete
    marks: Incomplete
    tools: Incomplete
    written: Incomplete
    def __init__(self, template, messages, add_generation_prompt, tools, special_tokens, model, variables) -> None: ...
    def _entries(self, calls_as_written):
        """Returns the messages as dictionaries; `calls_as_written`: with calls by this model left in its text."""
    def _entry(self, message, pictures, in_text):
        """Returns a message as a dictionary; `in_text`: whether its calls are in its text."""
    def _add_reasoning(self, entry, message) -> None:
        """Add the reasoning, under the names that programs look for."""
    def _add_calls(self, entry, message) -> None:
        """Add the calls, with their arguments as a dictionary, or as JSON where the program expects that."""
    def _call_id(self, call_id):
        """Returns the id of a call; Mistral's templates insist on nine letters or digits."""
    def _run(self, entries):
        """Returns what the program writes."""
    def _run_marked(self, entries, written, expected):
        """Returns what the program writes with these texts marked as the model's; `None` if the marks change its output."""
    def _run_best(self, entries, written):
        """Returns what the program writes, with as many of these texts marked as it tolerates."""
    def _attempt(self, calls_as_written):
        """Returns the conversation as segments; `calls_as_written`: with calls by this model left in its text."""
    def _check_pictures(self, rendering) -> None:
        """Raise an error if the newest question has pictures and the rendering has none."""
    def segments(self):
        """Returns the conversation as segments."""

def _has_tokens_of(message, model):
    """Returns whether this model wrote the message, and its tokens cover all of it."""
def _wrote(message):
    """Returns the text that a model wrote for a message, calls included."""
def _texts_of(messages) -> Generator[Incomplete, Incomplete]:
    """Yields everything in the messages that somebody wrote."""
def _all_texts(value) -> Generator[Incomplete, Incomplete]:
    """Yields all texts in nested lists and dictionaries."""
def _map_texts(value, change):
    """Returns nested lists and dictionaries with all texts changed."""

_USUAL_ROLES: Incomplete

def _check_roles(messages, special_tokens) -> None:
    """Raise an error for a role that a template would write as a special token."""
