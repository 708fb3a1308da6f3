"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from ..core.errors import ContextError as ContextError
from ..core.messages import ChatMessage as ChatMessage
from ..templates.segments import Segment as Segment
from ..templates.shares import shares_of as shares_of
from ..templates.template import ChatTemplate as ChatTemplate
from ..templates.thinking import opening_of as opening_of
from .generation import OutputSpec as OutputSpec
from .thoughts import ThoughtRules as ThoughtRules
from .tokenizer import Tokenizer as Tokenizer
from _typeshed import Incomplete
from collections import deque
from fastcore.basics import patch as patch
from typing import Any, NamedTuple, Sequence

__all__: Incomplete

class Prompt(NamedTuple):
    """What a model reads, and how to read its reply."""
    tokens: list[int]
    output: OutputSpec

class PromptBuilder:
    """Turns conversations into the tokens that one model reads."""
    tokenizer: Incomplete
    fingerprint: Incomplete
    projector: Incomplete
    name: Incomplete
    def __init__(self, tokenizer: Tokenizer, fingerprint: str = '', projector: Any = None, name: str = 'the model', recent: deque | None = None) -> None: ...
    def _remembered(self, made_of, options, make):
        """Returns what `make()` returned for the same objects and equal options, or calls it."""
    def render(self, messages: Sequence[ChatMessage], template: ChatTemplate, tools: Sequence[dict] = (), add_generation_prompt: bool = True) -> list[Segment]:
        """Returns the conversation as segments of text, ready tokens and pictures."""
    def _render_options(self, tools):
        """Returns what a template is told of the model."""
    def encode(self, segments: Sequence[Segment]) -> tuple[list[int], dict]:
        """Returns the token ids of a rendering, and the chunks of its pictures by their first pseudo-token."""
    def _image_tokens(self, picture, chunks):
        """Returns the tokens that stand for a picture; its chunks are added to `chunks`."""
    def _image_parts(self, picture):
        """Returns what the projector makes of a picture. Raises `ValueError` without a projector."""
    def measure(self, messages: Sequence[ChatMessage], template: ChatTemplate, tools: Sequence[dict] = ()) -> Measured:
        """Returns the tokens of a conversation, and how many are each message's."""
    def _before_answer(self, messages, template, tools):
        """Returns what a template writes up to the text of an answer after the messages, as segments; `None` if it can't."""
    def _rules(self, segments, partial, marks, in_reasoning):
        """Returns what is settled about the thought of a reply; `None` if there can't be one."""
    def build(self, messages: Sequence[ChatMessage], template: ChatTemplate, tools: Sequence[dict] = (), continue_final: bool = False, skip_reasoning: bool = False, opens: bool = False, limit: int | None = None, waits: bool = False) -> Prompt:
        """Returns what the model reads to answer a conversation, and how to read its reply."""
    def _append_partial(self, segments, partial, visible):
        """Append the text so far of a partial reply. Returns `partial` and `written` of its `OutputSpec`."""

class Measured(NamedTuple):
    """The tokens of a conversation, without what opens a reply."""
    tokens: list[int]
    counts: list[int] | None

def _partial_reply(messages):
    """Returns the partial reply to continue. Raises `ValueError` if there is none."""
def _end_of_reasoning(marks):
    """Returns the text between the reasoning and the answer."""
def _append_reasoning(segments, partial, marks, opened):
    """Append the reasoning of a partial reply. Returns whether the reply continues in the middle of it."""

_STAND_IN: Incomplete

def visible_tokens(tokenizer: Tokenizer, template: ChatTemplate) -> dict[int, bytes]:
    """Returns the special tokens that the text of a reply keeps, with their bytes."""
def _answered(partial): ...
def _may_open(segments, partial, template, asked):
    """Returns whether a thought may be opened at the end of a prompt."""
def image_spans(tokens: Sequence[int], image_chunks: dict) -> list[tuple[int, int]]:
    """Returns start and stop of each picture's chunk in `tokens`, in order."""
def check_prompt(tokens: Sequence[int], n_ctx: int, n_ctx_train: int, name: str, continues: bool = False) -> None:
    """Raise `ValueError` for a prompt that can't be answered."""
def _larger_context(needed, n_ctx, n_ctx_train):
    """Returns advice about a larger context, for a prompt of `needed` tokens."""
