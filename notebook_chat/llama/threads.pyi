"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

import weakref
from _typeshed import Incomplete
from collections import OrderedDict, deque
from collections.abc import Callable
from fastcore.basics import patch as patch
from typing import Any, NamedTuple

__all__: Incomplete

def thread_levels(most: int) -> list[int]:
    """Returns the numbers of threads to choose from, the largest first: halves down to 1."""

class StepKind(NamedTuple):
    """What makes steps comparable."""
    tokens: int
    length: int

def step_kind(tokens: int, context: int) -> StepKind:
    """Returns the kind of a step."""

_WINDOW: int
_SLOWER: Incomplete
_MUCH_SLOWER: Incomplete
_FASTER: float
_BETTER: float
_HOPELESS: float
_SHARE: int
_FIRST_PAUSE: Incomplete
_LONGEST_PAUSE: Incomplete
_FULL_SPEED: float
_KINDS: int
_PATIENCE: int

def _typical(seconds):
    """Returns the mean without the largest: any step may be interrupted by chance, as by a collection of garbage."""

class _Times:
    """What steps of one kind took."""
    recent: dict[int, deque]
    best: Incomplete
    usual: float
    record: Incomplete
    def __init__(self, best) -> None: ...

class ThreadController:
    """Chooses the number of threads for each step, from how long the steps before it took."""
    levels: Incomplete
    home: int
    trying: tuple[StepKind, int] | None
    def __init__(self, levels: list[int]) -> None: ...
    def choose(self, kind: StepKind) -> int:
        """Returns the number of threads for a step of this kind."""
    def _of_kind(self, kind):
        """Returns what steps of this kind took."""
    def note(self, kind: StepKind, threads: int, seconds: float) -> None:
        """Take in how long a step took."""
    def _try(self, kind, slow, changed) -> None:
        """Try a neighbour: down if steps have become slow, else down and up in turn."""
    def _judge(self, times, level) -> None:
        """End a try if enough is known: move, or stay and wait."""

_RESTED: float
_at_work: weakref.WeakKeyDictionary[SpareCores, float]

class SpareCores:
    """How many cores other processes and other models of this process leave, on Linux."""
    def __init__(self, clock: Callable[[], float] = ..., pause: float = 0.25) -> None: ...
    def __call__(self) -> int | None:
        """Returns the number of cores, at least 1; `None` where it can't be known, or not yet."""

def _busy_seconds():
    """Returns the seconds that all processes have computed on all cores, those of other virtual machines included."""
def _own_seconds():
    """Returns the seconds that this process has computed."""

_WIDEST: int

class ThreadPilot:
    """Runs steps with as many threads as a controller says, and tells it how long they took."""
    controller: Incomplete
    def __init__(self, most: int, set_threads: Callable[[int], Any], clock: Callable[[], float], fixed: bool = False, spare: Callable[[], int | None] = ...) -> None: ...
    @property
    def threads(self) -> int:
        """The number of threads that computed the last step."""
    def step(self, function: Callable[[], int], tokens: int, context: int) -> int:
        """Returns `function()`."""
