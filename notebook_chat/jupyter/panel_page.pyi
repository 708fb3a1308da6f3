"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from ..chat.transcript import Item as Item
from ..render.html import highlighted as highlighted
from ..tools.code import code_in as code_in, shown_code as shown_code
from .approval import Question as Question
from _typeshed import Incomplete
from fastcore.basics import patch as patch
from typing import Iterator

__all__: Incomplete

def common_length(one: str, other: str) -> int:
    """Returns the length of the common prefix of two texts."""
def utf16_length(text: str) -> int:
    """Returns the length of a text as JavaScript counts it."""
def named_block(block: tuple) -> dict:
    """Returns a `text`, a `reasoning` or a `call` with named fields. `state` is `running`, `done` or `error`."""
def question_block(question: Question) -> dict:
    """Returns a question as a block."""
def block_change(old: dict | None, new: dict) -> dict:
    """Returns `{keep, add}`: how much of the old block's HTML stays, and what follows; or `new` if that isn't longer."""
def item_change(old: dict, new: dict) -> dict:
    """Returns what differs between two states of an item; empty if nothing does."""

class Mirror:
    """The state of a panel's pages."""
    keys: list[str]
    items: dict
    bar: dict
    def __init__(self) -> None: ...
    def source(self, key: str | None) -> Item | None:
        """Returns the `Item` behind a key, or `None`."""
    def key_all(self, sources: list) -> list[str]:
        """Returns a key for each item: its old one, that of the answer it was while being written, or a new one."""
    def change(self, keys: list, items: dict, bar: dict) -> dict | None:
        """Set what the pages should hold. Returns the message that brings them there; `None` if they hold it already."""
    def whole(self) -> Iterator[dict]:
        """Yields everything that the pages hold, as messages of moderate size."""

_MOST_BYTES: Incomplete
_MOST_FIRST: Incomplete
