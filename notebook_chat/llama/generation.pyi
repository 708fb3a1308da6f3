"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from ..core.logprobs import measured as measured
from ..core.reasoning import ReasoningParser as ReasoningParser
from ..core.settings import GenerationConfig as GenerationConfig
from ..core.writer import ReplyWriter as ReplyWriter
from .detokenizer import AnswerStops as AnswerStops, StopMatcher as StopMatcher, StreamingDetokenizer as StreamingDetokenizer
from .logprobs import logits_at as logits_at, token_row as token_row
from .sampler import Sampler as Sampler
from .thoughts import KnownThought as KnownThought, ThoughtMeter as ThoughtMeter, ThoughtRecord as ThoughtRecord, ThoughtRules as ThoughtRules
from .tokenizer import Tokenizer as Tokenizer
from _typeshed import Incomplete
from dataclasses import dataclass, field
from fastcore.basics import patch as patch
from typing import Any, Callable, Sequence

__all__: Incomplete

@dataclass(frozen=True)
class OutputSpec:
    """How the tokens of a reply become its text."""
    stop: tuple[str, ...] = ...
    reasoning_marks: tuple[str, ...] | None = ...
    in_reasoning: bool = ...
    visible: dict[int, bytes] = field(default_factory=dict)
    stop_when: Callable[[str], Any] | None = ...
    partial: bytes = ...
    written: bytes = ...
    given: tuple[int, ...] = ...
    image_chunks: dict[int, Any] = field(default_factory=dict)
    thought: ThoughtRules | KnownThought | None = ...
    @property
    def waits(self) -> bool:
        """Whether a grammar waits for the end of the thought."""

def _stops(spec, stop):
    """Returns what finds the stop strings: those of the settings are looked for in the answer only."""

class Generation:
    """Turns the sampled tokens of one request into a reply."""
    sampler: Incomplete
    spec: Incomplete
    writer: Incomplete
    record: Incomplete
    def __init__(self, sampler: Sampler, settings: GenerationConfig, spec: OutputSpec, writer: ReplyWriter, tokenizer: Tokenizer) -> None: ...
    @property
    def stopping(self) -> bool:
        """Whether a reader asked the reply to stop."""
    @property
    def watched(self) -> bool:
        """Whether somebody may be following the text."""
    @property
    def most_tokens(self) -> int | None:
        """How many tokens may be written; `None`: until the context is full."""
    @property
    def remaining(self) -> int | None:
        """How many tokens may still be written; `None`: until the context is full."""
    def note_step(self, drafted: int) -> None:
        """Count a batch after which tokens are written, and the tokens of its draft."""
    def note_accepted(self) -> None:
        """Count a drafted token that came."""
    def begin(self, cached: int) -> None:
        """Record that reading the prompt begins. Has no effect when called again after a preemption."""
    def prompt_read(self, done: int, total: int) -> None:
        """Report how much of the prompt has been read, as long as nothing was written."""
    def take_logits(self, context: Any, row: int, count: int, position: int) -> None:
        """Note how likely the given tokens after these rows were. Rows that come again, after a preemption, are left out."""
    def sample(self, context: Any, row: int, tokens: Sequence[int]) -> int | Callable[[], int | None] | None:
        """Returns the next token, or a function that returns it, as `Sampler.sample` does."""
    def _begin_answer(self) -> None:
        """Have a grammar hold that has waited for the end of the thought."""
    def take(self, token: int, tokens: Sequence[int], full: bool = False) -> str | None:
        """Add a token to the reply. Returns the finish reason if the reply ends with it, else `None`."""
    def _note_time(self, stats) -> None:
        """Record the time of a token that was just sampled."""
    def finish(self, reason: str, error: Exception | None = None) -> None:
        """Write the text that was held back and end the reply."""
