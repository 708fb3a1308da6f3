"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from .draft_costs import MeasuredPolicy as MeasuredPolicy, WIDTHS as WIDTHS
from .draft_model import DraftModel as DraftModel, FollowedText as FollowedText
from .drafts import Draft as Draft, NO_DRAFT as NO_DRAFT, Odds as Odds, PromptLookup as PromptLookup
from .scheduler import Chunk as Chunk, Request as Request
from .sequences import CachedSequence as CachedSequence, common_prefix as common_prefix
from _typeshed import Incomplete
from array import array
from collections.abc import Callable, Sequence
from fastcore.basics import patch as patch
from typing import Any, NamedTuple

__all__: Incomplete
_KEPT: int
_WITHOUT: int

class Speculation:
    """Guesses what comes next in the replies that are being written."""
    context: Incomplete
    policy: Any
    lookup: Callable
    odds: Incomplete
    possible: Incomplete
    model: Incomplete
    model_odds: Incomplete
    def __init__(self, context: Any, model: DraftModel | None = None, clock: Callable[[], float] = ...) -> None: ...
    def propose(self, requests: Sequence[Request], room: int) -> list[array]:
        """Returns the tokens to evaluate ahead for each request."""
    def _draft_for(self, request, most, least):
        """Returns what may come next in a request: nothing before its first token is written."""
    def _room(self, request, most):
        """Returns how many tokens can be drafted for a request, at most `most`."""
    def _lookup_for(self, request):
        """Returns what guesses a request's tokens: that of a reply which has ended, if the request continues its text."""
    def ended(self, request: Request) -> None:
        """Keep the index of a request that has ended."""
    def _better(self, draft, request, most):
        """Returns a draft, or odds without tokens if a model's guesses are worth more."""
    def _guess(self, requests, found, lengths):
        """Returns drafts, with the model's guesses of so many tokens where there are none."""
    def timed(self, chunks: Sequence[Chunk], width: int, step: Callable[[], int], pilot: Any) -> int:
        """Evaluate a batch and take in what that took. Returns llama.cpp's code."""
    def _report(self, step) -> None:
        """Tell the policy how the last batch went."""
    def retreat(self, chunks: Sequence[Chunk]) -> bool:
        """Go without drafts for a while, if a batch had some that found no room in the cache. Returns whether."""
    def verify(self, chunk: Chunk, sample: Callable[[int], Any], writing: Callable[[Request], bool]) -> int:
        """Have a chunk's tokens sampled for as long as they are as drafted. Returns how many of the drafted ones came."""
    def _note_odds(self, odds, count, drafted) -> None:
        """Take in how many of a draft's tokens came."""
    def roll_back(self, sequence: CachedSequence) -> None:
        """Have what isn't recorded of a sequence leave the cache. If that can't be, it is read again and nothing drafted."""

class _Step(NamedTuple):
    """A batch that only wrote."""
    width: int
    alone: int
    seconds: float
    threads: int
    guessed: float
    written: list

class _Guessing(NamedTuple):
    """What a draft model needs to know of a request."""
    text: FollowedText
    odds: Odds

_LONGEST: int
_LENGTH: int
