"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from _typeshed import Incomplete
from collections.abc import Sequence
from dataclasses import dataclass
from fastcore.basics import patch as patch

__all__: Incomplete

def _rate(count, seconds):
    """Returns `count` per second, or 0 where no time was measured."""

@dataclass
class GenerationStats:
    """The figures of one reply: tokens and times. Times are in seconds."""
    model: str = ...
    prompt_tokens: int = ...
    cached_tokens: int = ...
    completion_tokens: int = ...
    reasoning_tokens: int = ...
    time_to_first_token: float | None = ...
    prefill_seconds: float = ...
    decode_seconds: float = ...
    seed: int | None = ...
    dropped_messages: int = ...
    decode_steps: int = ...
    drafted_tokens: int = ...
    accepted_tokens: int = ...
    @property
    def evaluated_tokens(self) -> int:
        """Prompt tokens that had to be read for this reply."""
    @property
    def prefill_rate(self) -> float:
        """Prompt tokens read per second."""
    @property
    def decode_rate(self) -> float:
        """Tokens written per second after the first one."""
    def __str__(self) -> str: ...
    def summary(self) -> str:
        """Returns one line with model, tokens, speed and time to the first token, as far as they are known."""
    @property
    def steps_per_token(self) -> float:
        """Batches that were evaluated for each token that was written; 0 where they weren't counted."""
    def drafts(self) -> str:
        """Returns one line about the tokens that were guessed: drafted, accepted, steps per token."""
    def add_up(self, answers: Sequence[GenerationStats]) -> None:
        """Set these figures to the sum of several answers. `dropped_messages` stays as it is."""

def _duration(seconds):
    """Returns a duration in the unit that a person would use."""
