"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from ..core.messages import ChatMessage as ChatMessage
from .adapting import adapted as adapted
from .program import TemplateProgram as TemplateProgram, abilities_of as abilities_of
from .sandbox import RefusedByTemplate as RefusedByTemplate
from .segments import Marks as Marks, Segment as Segment
from _typeshed import Incomplete
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fastcore.basics import patch as patch
from typing import Any

CHAT_ML: str

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
    def __post_init__(self) -> None: ...
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
    def segments(self):
        """Returns the conversation as segments."""
