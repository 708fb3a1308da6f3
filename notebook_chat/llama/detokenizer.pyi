"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from ..core.logprobs import MeasuredToken as MeasuredToken
from ..core.text import partial_suffix as partial_suffix
from _typeshed import Incomplete
from fastcore.basics import patch as patch
from typing import NamedTuple, Sequence

__all__: Incomplete

class StopMatcher:
    """Passes text on up to the first stop string, and holds back what could be the beginning of one."""
    held: str
    stopped: bool
    def __init__(self, stop: Sequence[str] = ()) -> None: ...
    def feed(self, text: str) -> str:
        """Take in text. Returns the text that is now certain to come before any stop string."""
    def _earliest(self, marks):
        """Returns `(place, mark)` of that mark in the held text which is complete first.

        If there is none, the place is where the beginning of one may be, and the mark is empty."""
    def flush(self) -> str:
        """End the text. Returns what was held back."""
    def _release(self, length):
        """Remove the first `length` held characters and return them."""

class AnswerStops(StopMatcher):
    """A `StopMatcher` for text that may begin with a thought, in which only some stop strings count."""
    def __init__(self, stop: Sequence[str], everywhere: Sequence[str], marks: Sequence[str], opened: bool = False) -> None: ...
    def feed(self, text: str) -> str:
        """Take in text. Returns the text that is now certain to come before any stop string that counts."""
    def _begun(self):
        """Decide whether the text begins with a thought. Returns whether that is certain."""
    stopped: bool
    def _thought(self):
        """Returns what is certain of the thought, with the mark that closes it."""
    def _blank(self):
        """Returns the blank lines before the answer, as they come."""

class _WaitingToken(NamedTuple):
    """A token whose text hasn't all been passed on."""
    token: int
    start: int
    stop: int

class StreamingDetokenizer:
    """Turns tokens into text that may be shown, up to the first stop string."""
    exact: bool
    def __init__(self, stop: Sequence[str] | StopMatcher = ()) -> None: ...
    @property
    def stopped(self) -> bool:
        """Whether a stop string was found."""
    def prime(self, data: bytes) -> None:
        """Begin after `data`, which was written before: its last character may be incomplete."""
    def feed(self, token: int, data: bytes) -> tuple[str, list[int]]:
        """Take in a token. Returns the text that may now be shown, and the tokens that end in it."""
    def _decode(self, data):
        """Returns the text up to the last whole character."""
    def flush(self) -> tuple[str, list[int]]:
        """End the text. Returns what was held back: the text without an incomplete character, and all tokens."""
    def _release(self, length):
        """Returns the tokens that end in the first `length` characters of the held text."""
