"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from .kept_states import KeptState as KeptState, KeptStates as KeptStates, room_for_states as room_for_states
from .scheduler import Placement as Placement, Request as Request, Scheduler as Scheduler
from .sequences import CachedSequence as CachedSequence, common_prefix as common_prefix
from .shifting import find_shift as find_shift
from _typeshed import Incomplete
from array import array
from collections.abc import Generator, Iterator
from fastcore.basics import patch as patch
from typing import Any

__all__: Incomplete

class Resting:
    """Moves conversations that rest out of the KV cache, and back."""
    kept: Incomplete
    def __init__(self, scheduler: Scheduler, context: Any) -> None: ...
    def readings(self) -> Iterator[array]:
        """Yields the tokens of each conversation that is in the cache or kept beside it."""
    def held(self, tokens: array) -> int:
        """Returns how many of the first `tokens` are in the cache or kept beside it."""
    def _elsewhere(self, sequence):
        """Returns how many of a sequence's first tokens others hold, too."""
    def keep(self, sequence: CachedSequence) -> bool:
        """Keep the state of a sequence beside the cache, if it is worth it. Returns `False` if there is no room."""
    def _state_of(self, sequence):
        """Returns a copy of a sequence's state; `None` if there is no room for it."""
    def leave(self, sequence: CachedSequence, length: int = 0) -> None:
        """Clear a sequence, but for its first tokens."""
    def _state_for(self, request, prefix):
        """Returns the state that holds more of a request than the `prefix` in the cache, and how much; `(None, prefix)`."""
    def _take_for(self, request, prefix):
        """Does the same, and takes the state, so that it doesn't leave while others come."""
    def _idle(self):
        """Returns the sequences in which nothing is evaluated: empty ones first, then the one used longest ago."""
    def _clear_cells(self, count, target):
        """Have others leave until there are as many free cells. Returns whether there are."""
    def _put_back(self, state, length):
        """Put a state that was taken into a sequence; it is kept on if fewer tokens than it has, `length`, are of use.

    Returns the sequence; `None` if llama.cpp refuses the state."""
    def _load(self, sequence, state):
        """Make a sequence hold a state. Returns whether llama.cpp accepted it."""
    def _reload(self, sequence):
        """Move a sequence to cells of its own, as low as there are. Returns whether it is there."""
    def _cut(self, sequence) -> None:
        """Drop what nobody goes on with of a sequence whose conversation is over."""
    def forget(self, tokens: array, length: int = 0) -> None:
        """Free what is kept of a conversation beside the cache."""
    def _put_beginning(self, state, length) -> None:
        """Put a state that was taken into a sequence, for its first tokens."""
    def recall(self, request: Request) -> None:
        """Put back the state that holds more of a request's beginning than the cache does, if there is one."""
    def _soon(self):
        """Returns the sequences that the requests after the next one continue, as far as they can start with it."""
    def _clear_way(self, source, few) -> None:
        """Have everything leave that rests, if it is as much as `few` cells, except for `source` and what is asked for soon."""
    def admit(self) -> Placement | None:
        """Start the next request, as the scheduler does, but first make ready what it continues."""
    def _prepare(self, request) -> None:
        """Have the cache hold what a request continues, and as little else as pays off."""
    def _note(self, placement) -> None:
        """Note how many cells of others may lie below those that a request is about to take."""
    def _shifts(self, request) -> Generator[Incomplete]:
        """Yields each way to shift something for a request, with the state or sequence to do it to."""
    def _shift(self, request):
        """Shift what is held of a request's conversation, if that spares it much more reading than its prefix does."""

_WORTH: int
_WORTH_PASSING: int
_ALIKE: int
_FEW_CELLS: Incomplete
_FAR_UP: Incomplete
_LITTLE_WORK: Incomplete
_READ_PER_WRITTEN: Incomplete

def _work(request, prefix):
    """Returns about how much a request has to do, in tokens written."""

_WORTH_SHIFT: int
