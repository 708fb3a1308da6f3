"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from ..core.text import partial_suffix as partial_suffix
from fastcore.basics import patch as patch
from typing import NamedTuple, Sequence

class StopMatcher:
    """Passes text on up to the first stop string, and holds back what could be the beginning of one."""
    held: str
    stopped: bool
    def __init__(self, stop: Sequence[str] = ()) -> None: ...
    def feed(self, text: str) -> str:
        """Returns the text that is now sure to stand before any stop string."""
    def flush(self) -> str:
        """Returns what is held, once nothing more comes."""

class _WaitingToken(NamedTuple):
    """A token whose text is not all passed on."""
    token: int
    start: int
    stop: int

class StreamingDetokenizer:
    """Turns tokens into text that may be shown, up to the first stop string."""
    exact: bool
    def __init__(self, stop: Sequence[str] = ()) -> None: ...
    @property
    def stopped(self) -> bool:
        """Whether a stop string was found."""
    def prime(self, data: bytes) -> None:
        """Note what was written before: its last character may not be whole."""
    def feed(self, token: int, data: bytes) -> tuple[str, list[int]]:
        """Returns the text that may now be shown, and the tokens that end in it."""
    def flush(self) -> tuple[str, list[int]]:
        """Returns what was held back, once nothing more comes: all tokens, and the text without an unfinished character."""
