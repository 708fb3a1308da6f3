"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from .code_scope import Surroundings as Surroundings
from .code_watch import CodeWatch as CodeWatch
from _typeshed import Incomplete
from collections.abc import Mapping
from fastcore.basics import patch as patch
from typing import Any

__all__: Incomplete
_logger: Incomplete
_PYTHON: Incomplete
_OPENING: Incomplete
_END_OF_THOUGHT: Incomplete
_LONGEST_LINE: int

class AnswerWatch:
    """An answer as far as it is written. A value: `fork` it to try something."""
    surroundings: Incomplete
    code: CodeWatch | None
    earlier: CodeWatch | None
    fence: str
    line: str
    partial: bytes
    def __init__(self, variables: Mapping[str, Any] | Surroundings) -> None: ...
    def fork(self) -> AnswerWatch:
        """Returns a copy."""
    def step(self, char: str) -> bool:
        """Take in a character. Returns whether the answer may still be right; if not, this is of no more use."""
    def _begin_block(self, line) -> None:
        """Begin a block of code if a line does."""
    def _ends_block(self, line):
        """End the block of code if a line does. Returns whether it does."""
    def take(self, data: bytes) -> bool:
        """Take in bytes. Returns whether the answer may still be right. A mistake in here ends no answer: it gives way."""
    def _takes(self, char):
        """Take in a character, as `step` does. A mistake in here ends no answer."""
    def _may_begin(self, partial):
        """Returns whether a character may come that begins with some bytes."""
    def follow(self, data: bytes) -> bool:
        """Take in bytes that are there. Returns whether the answer was right; if not, it gives way in that block of code."""
    def give_way(self) -> None:
        """Let any name come in the rest of the block of code."""
    @property
    def following(self) -> set[str] | None:
        """The characters that continue the name that is being written, those beyond ASCII among them; `None`: it is free."""
    @property
    def narrow(self) -> bool:
        """Whether only a few texts may come next: in the middle of a name, or where only some marks may follow."""
    @property
    def alert(self) -> bool:
        """Whether something may come that leads nowhere."""
    @property
    def may_end(self) -> bool:
        """Whether the answer may end here."""

def _whole_characters(data):
    """Returns the whole characters of some bytes, and the beginning of another one."""
