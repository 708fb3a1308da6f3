"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from ..core.messages import ChatMessage as ChatMessage
from ..tools.call_formats import CallFormat as CallFormat, tool_call_parser as tool_call_parser, write_calls as write_calls
from ..tools.describing import describe_tools as describe_tools
from .adapting import adapted as adapted, with_words as with_words
from .calls import CallWriting as CallWriting, call_writing_of as call_writing_of
from .program import TemplateProgram as TemplateProgram, abilities_of as abilities_of, completed as completed, in_parts as in_parts
from .sandbox import RefusedByTemplate as RefusedByTemplate, TemplateLimitError as TemplateLimitError
from .segments import Marks as Marks, Segment as Segment
from .telling import Telling as Telling, Written as Written, described_in as described_in, only_last_question as only_last_question, own_instructions as own_instructions, telling_of as telling_of, written_in as written_in
from _typeshed import Incomplete
from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import dataclass, field
from fastcore.basics import patch as patch
from typing import Any

__all__: Incomplete
CHAT_ML: str

@dataclass(frozen=True)
class ChatTemplate:
    """How a family of models writes a conversation."""
    name: str
    source: str
    stop: tuple[str, ...] = ...
    system: str | None = ...
    reasoning: tuple[str, ...] | None = ...
    calls: str | CallFormat | None = ...
    origin: str | None = ...
    tool_source: str | None = ...
    after_picture: str = ...
    variables: dict = field(default_factory=dict, hash=False)
    order: str = ...
    writer: Callable[[list, bool], str] | None = ...
    def __post_init__(self) -> None: ...
    def __repr__(self) -> str: ...
    @property
    def visible(self) -> tuple[str, ...]:
        """Special tokens around reasoning and calls, which the text of a reply keeps."""
    @property
    def taught(self) -> str:
        """How a model is told to write calls in plain words: as `hermes` if it is known for that, else in `python`."""
    def opens_reasoning(self, segments: Sequence[Segment]) -> bool:
        """Returns whether the prompt itself opens the reasoning, so that the reply begins inside it."""
    def render(self, messages: Iterable[ChatMessage], add_generation_prompt: bool = True, tools: Sequence[dict] = (), special_tokens: Iterable[str] = (), model: str | None = None, **variables: Any) -> list[Segment]:
        """Returns the conversation as segments.

    Raises `RefusedByTemplate` for a conversation that the template can't write, `ValueError` if its program fails."""
    def writes_tools(self, tools: Sequence[dict]) -> bool:
        """Returns whether the template writes these functions in a form of its own, so that calls come in that form, too."""

class _Rendering:
    """A conversation, marked, and the program that writes it."""
    template: Incomplete
    add_generation_prompt: Incomplete
    variables: Incomplete
    program: Incomplete
    abilities: Incomplete
    words: str
    in_words: bool
    messages: Incomplete
    marks: Incomplete
    spread: set[int]
    tools: Incomplete
    written: Incomplete
    def __init__(self, template, messages, add_generation_prompt, tools, special_tokens, model, variables) -> None: ...
    def _adapted(self, messages, tools, model):
        """Returns the messages as the program can write them, with what is to be said about functions."""
    def _handed_tools(self, tools):
        """Returns the functions as the program takes them under the name `tools`, or puts them under another name."""
    def _entries(self, calls_as_written):
        """Returns the messages as dictionaries; `calls_as_written`: with calls by this model left in its text."""
    def _entry(self, message, pictures, in_text):
        """Returns a message as a dictionary; `in_text`: whether its calls are in its text."""
    def _add_reasoning(self, entry, message) -> None:
        """Add the reasoning, under the names that programs look for."""
    def _add_calls(self, entry, message) -> None:
        """Add the calls, with their arguments as a dictionary, or as JSON where the program expects that."""
    def _write_calls(self, entry, message) -> None:
        """Write the calls into the text, as the model would have; their markers are no text that anybody wrote."""
    def _call_id(self, call_id):
        """Returns the id of a call; Mistral's templates insist on nine letters or digits."""
    def _run(self, entries):
        """Returns what the program writes."""
    def _run_marked(self, entries, written, expected):
        """Returns what the program writes with these texts marked as the model's; `None` if the marks change its output."""
    def _run_best(self, entries, written):
        """Returns what the program writes, with as many of these texts marked as it tolerates."""
    def _tolerated(self, entries, written, expected):
        """Returns those of some texts, not all of which can be marked, whose marks change nothing; found by halving."""
    def _lost(self, entries, rendering):
        """Returns the numbers of the messages whose text a rendering lacks."""
    def _said(self, entry, pictures):
        """Returns the text of a message without what stands for its pictures."""
    def _meant(self, role, text) -> Generator[Incomplete]:
        """Yields a text, and what is left of it without what a program takes out on purpose."""
    def _spread(self, text):
        """Returns a text in which a program finds nothing but its orders."""
    def _run_spread(self, entries, written, numbers):
        """Returns what the program writes, with the texts of these messages kept from it."""
    def _run_whole(self, entries, written):
        """Returns what the program writes, with the texts of all messages whole if they can be."""
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

_ORDERS: Incomplete
_THINK: Incomplete
