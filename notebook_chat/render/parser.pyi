"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from .fences import holds_markdown as holds_markdown, inner_fences as inner_fences, language_of as language_of
from _typeshed import Incomplete
from collections.abc import Callable
from fastcore.basics import patch as patch
from markdown_it.token import Token as Token
from typing import Any

__all__: Incomplete
_INLINE_TEX: Incomplete
_PRICE: Incomplete
_SHELL_VARIABLE: Incomplete

def _is_no_formula(state, match):
    """Returns whether what stands in single dollars is a price, or the name of a shell variable."""
def _inline_formula(state, silent):
    """Parser rule: a formula within a paragraph."""

_ENVIRONMENT: Incomplete
_MOST_LINES: int

def _formula_ends(first):
    """Returns how a formula ends that begins a line, and whether its marks belong to it; `None` if it is none."""
def _block_formula(state, start, end, silent):
    """Parser rule: a formula on lines of its own."""

_WEB: Incomplete
_ADDRESS: Incomplete

def is_web_address(address: Any) -> bool:
    """Returns whether an address is one of the web or of mail, and so means the same wherever the link stands."""

_BREAK: Incomplete

def _line_break(state, silent):
    """Parser rule: `<br>`."""
def _bracketed(state, silent, rule):
    """Parser rule: a link or a picture, as `rule` reads it, unless no bracket closes any more; looking takes long."""
def _reference(state, start, end, silent, rule):
    """Parser rule: the definition of a link, as `rule` reads it, unless it is a footnote."""

_REST: str
_HOST: str
_BARE: Incomplete

def _trimmed(address):
    """Returns a bare address without what belongs to the sentence around it: its last punctuation and brackets."""
def _bare_address(state, silent):
    """Parser rule: an address of the web as it stands in the text."""

_STOPS: Incomplete

def _plain_text(state, silent):
    """Parser rule: text up to the next character, or address, that may mean something."""

_CJK: Incomplete

def _emphasis(state, silent):
    """Parser rule: the marks of emphasis, each a text that a later rule joins into pairs."""
def _fence(state, start, end, silent, rule):
    """Parser rule: a code block in a fence, as `rule` reads it; in one of Markdown, inner fences come in pairs."""

_BOX: Incomplete

def _task_boxes(state) -> None:
    """Parser rule: boxes at the beginning of items."""
def _make_parser():
    """Returns a parser for the Markdown that models write."""

_parser: Incomplete
_DROPPED: Incomplete

def normalize_text(text: str) -> str:
    """Returns a text with plain line breaks, without control characters, those that turn the direction around included."""
def parse_blocks(text: str, env: dict | None = None) -> list[tuple[int, list[Token]]]:
    """Returns the blocks of a text (paragraphs, lists, ...), each as `(number of its first line, its tokens)`."""
def code_blocks(text: str) -> list[tuple[str, str]]:
    """Returns `(language, code)` of each fenced code block, the language in lower case."""

class BlockStream:
    """A growing text as blocks, each written by `write` once it is finished."""
    def __init__(self, write: Callable[[list[Token], dict], Any]) -> None: ...
    @property
    def finished(self) -> int:
        """How many blocks no longer change."""
    def update(self, text: str) -> list:
        """Returns the blocks of the text. Those that were finished at the last call are the same objects."""
    def _finish_blocks(self, text) -> None:
        """Write the blocks that are now finished, once and for all."""
