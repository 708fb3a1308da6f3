"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from _typeshed import Incomplete
from collections import deque
from collections.abc import Callable
from fastcore.basics import patch as patch
from typing import NamedTuple

__all__: Incomplete

class ThoughtRules(NamedTuple):
    """What is settled about the thought of a reply before it is written."""
    opening: bytes
    closing: bytes
    opened: bool
    before: int
    limit: int | None
    end: tuple[int, ...]
    after: bytes
    waits: bool

class ThoughtMeter:
    """Follows the tokens of a reply: counts those of its thought, and has the tokens that are to come by themselves."""
    rules: Incomplete
    state: Incomplete
    feeding: deque[int]
    def __init__(self, rules: ThoughtRules, encode: Callable[[str], list[int]]) -> None: ...
    @property
    def tokens(self) -> int:
        """How many tokens of thought there were so far."""
    @property
    def answering(self) -> bool:
        """Whether the next token that is chosen belongs to the answer."""
    def take(self, data: bytes, given: bool = False) -> None:
        """Take in a token."""
    def _at_start(self, data) -> None:
        """Look for what begins a thought, which only blanks may precede."""
    def _at_thinking(self, data, counts) -> None:
        """Take in bytes of the thought, perhaps with its end."""
    def _end(self, rest) -> None:
        """Begin the answer; `rest` is what came in the same token as the end marker."""
    def _end_at_limit(self) -> None:
        """Have the tokens come that end the thought, if it has reached its limit."""

def _partial(data, mark):
    """Returns how many of the last bytes of `data` may be the beginning of `mark`."""

class ThoughtRecord:
    """What has to be known of a thought to make the answer again."""
    given: list[int]
    begins: int
    def __init__(self) -> None: ...

class KnownThought:
    """In place of a `ThoughtMeter`, for an answer that is made again."""
    tokens: int
    def __init__(self, given: dict[int, int], begins: int) -> None: ...
    def again(self) -> KnownThought:
        """Returns the same for another attempt."""
    @property
    def feeding(self) -> deque[int]:
        """The token that is given next, if the next one is."""
    @property
    def answering(self) -> bool:
        """Whether the next token that is chosen belongs to the answer."""
    def take(self, data: bytes, given: bool = False) -> None:
        """Take in a token."""
