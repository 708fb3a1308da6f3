"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from .cuts import Cut as Cut, find_cut as find_cut, settled as settled
from .parser import normalize_text as normalize_text, open_formula as open_formula, parse_blocks as parse_blocks
from _typeshed import Incomplete
from collections.abc import Callable
from fastcore.basics import patch as patch
from markdown_it.token import Token as Token
from typing import Any, NamedTuple

__all__: Incomplete

class Writer(NamedTuple):
    """How blocks are written."""
    write: Callable[[list[Token], dict], Any]
    part: Callable[[list[Token], dict], str] | None
    join: Callable[[Cut, str, str], str] | None

_LONG: int
_GLUES: Incomplete

class BlockStream:
    """A growing text as blocks, each written once it is finished."""
    def __init__(self, writer: Writer | Callable[[list[Token], dict], Any]) -> None: ...
    def _whole(self) -> None:
        """Take the open block as a whole again."""
    @property
    def finished(self) -> int:
        """How many blocks no longer change."""
    @property
    def unfinished(self) -> int:
        """How many characters of the text may still change what they look like."""
    @property
    def in_parts(self) -> bool:
        """Whether the last block is put together from parts."""
    def _blocks(self, text, env):
        """Returns the tokens of the blocks after the finished ones, and their source."""
    def _cut_open(self, source, tokens, env):
        """Cut the open block if it has become long; a little later again if it can't be cut."""
    def _together(self, tokens, env):
        """Returns the open block, its second part just read."""
    def update(self, text: str) -> list:
        """Returns the blocks of the text. Those that were finished at the last call are the same objects."""
    def _finish_blocks(self, text) -> None:
        """Write the blocks that are now finished, once and for all."""
