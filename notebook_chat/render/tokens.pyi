"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

import os
from ..core.files import write_atomically as write_atomically
from ..core.logprobs import TokenLogprob as TokenLogprob
from _typeshed import Incomplete
from collections.abc import Sequence
from fastcore.basics import patch as patch
from notebook_chat.render.token_text import STEPS as STEPS, described as described, most_surprising as most_surprising, step_of as step_of, summary as summary, surprise as surprise, token_label as token_label, token_list as token_list, token_texts as token_texts, tokens_text as tokens_text, visible_parts as visible_parts
from typing import Any

__all__: Incomplete
_SHADES: Incomplete
_TEXT: str
_CARD: str
_PLACED: str

def _rule(selector, style): ...

_POINTED: str
_STYLE: Incomplete

def _marked_up(text):
    """Returns a token's text as HTML, with marks for what can't be seen in small print."""
def _token(row, text, stop):
    """Returns a token as HTML; `stop`: whether Tab stops there."""

_MOST_STOPS: Incomplete
_MOST_CARDS: Incomplete
_MOST_LISTED: Incomplete

def _first(rows, count):
    """Returns the positions of the most surprising tokens, at most `count`."""
def _running(rows, texts):
    """Returns the text, token by token."""
def _legend(rows):
    """Returns the lines below a text: its figures, and how to read it."""
def tokens_html(rows: Sequence[TokenLogprob]) -> str:
    """Returns tokens as HTML, shaded by surprise, with their alternatives. It is static and loads nothing."""

class TokensView:
    """A text with each token shaded by surprise, and what else was likely, for notebooks and terminals."""
    rows: tuple[TokenLogprob, ...]
    note: Incomplete
    def __init__(self, rows: Sequence[TokenLogprob], note: str = '') -> None: ...
    def __repr__(self) -> str: ...
    def __str__(self) -> str: ...
    def __len__(self) -> int: ...
    def text(self, color: bool = False) -> str:
        """Returns it as text: the text itself, its figures, and the tokens that surprised most."""
    @property
    def html(self) -> str:
        """It as a part of a page."""
    def _repr_html_(self) -> str: ...
    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]: ...
    def save(self, path: str | os.PathLike) -> None:
        """Write it into a file: as a page of its own, or as text. Raises `ValueError` for another kind of file."""

_PAGE: str
