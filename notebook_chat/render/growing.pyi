"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from .fences import holds_markdown as holds_markdown
from .parser import normalize_text as normalize_text, open_formula as open_formula, parse_blocks as parse_blocks
from _typeshed import Incomplete
from collections.abc import Callable
from fastcore.basics import patch as patch
from markdown_it.token import Token as Token
from typing import Any, NamedTuple

__all__: Incomplete

class Cut(NamedTuple):
    """A block in two."""
    path: tuple[str, ...]
    first: list[Token]
    rest: list[Token]
    at: int
    prefix: str
    number: int | None
    loose: bool

_CONTAINERS: Incomplete
_KEPT: int

def _line_at(source, line):
    """Returns where a line begins."""
def _is_loose(tokens, depth):
    """Returns whether the items of the list at a depth have space between them."""
def _last_begun(source, tokens, children):
    """Returns the number of the last child, not the first, whose first line is complete; `None` if there is none."""
def _cut_children(source, tokens):
    """Returns the cut of a list or a quote; `None` if there is none."""
def _cut_table(source, tokens):
    """Returns the cut of a table; `None` if there is none."""
def _cut_code(source, tokens):
    """Returns the cut of a fenced code block; `None` if there is none."""

_STILL_OPEN: Incomplete

def _is_closed(source, tokens):
    """Returns whether a paragraph leaves nothing open."""
def _cut_paragraph(source, tokens):
    """Returns the cut of a paragraph; `None` if there is none."""
def find_cut(source: str, tokens: list[Token]) -> Cut | None:
    """Returns where a block can be cut, as near its end as can be; `None` if nowhere."""

class Writer(NamedTuple):
    """How blocks are written."""
    write: Callable[[list[Token], dict], Any]
    part: Callable[[list[Token], dict], str] | None
    join: Callable[[Cut, str, str], str] | None

_LONG: int

class BlockStream:
    """A growing text as blocks, each written once it is finished."""
    def __init__(self, writer: Writer | Callable[[list[Token], dict], Any]) -> None: ...
    def _whole(self) -> None:
        """Take the open block as a whole again."""
    @property
    def finished(self) -> int:
        """How many blocks no longer change."""
    @property
    def in_parts(self) -> bool:
        """Whether the last block is put together from parts."""
    def _fits(self, tokens):
        """Make a block what it is as the second part of a cut. Returns whether it can be."""
    def _blocks(self, text, env):
        """Returns the tokens of the blocks after the finished ones, and their source."""
    def _cut_open(self, source, tokens, env) -> None:
        """Cut the open block if it has become long; a little later again if it can't be cut."""
    def _together(self, tokens, env):
        """Returns the open block, its second part just read."""
    def update(self, text: str) -> list:
        """Returns the blocks of the text. Those that were finished at the last call are the same objects."""
    def _finish_blocks(self, text) -> None:
        """Write the blocks that are now finished, once and for all."""
