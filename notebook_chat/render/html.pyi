"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from .fences import language_of as language_of
from _typeshed import Incomplete
from fastcore.basics import patch as patch
from functools import lru_cache

__all__: Incomplete
_LANGUAGES: Incomplete
_KINDS: Incomplete
_MOST_CODE: int

@lru_cache
def _lexer(language):
    """Returns Pygments' lexer for a language, or `None` if it isn't in common use."""
def _kind(token):
    """Returns the CSS class of a token; empty for most."""
def highlighted(code: str, language: str = '') -> str:
    """Returns code as HTML, with a `<span>` around everything that has a color."""

_MOST_TEX: int

def formula(tex: str, display: bool = False) -> str:
    """Returns a formula as MathML, or as code if it can't be parsed."""

_INLINE_TEX: Incomplete

def _inline_formula(state, silent):
    """Parser rule: a formula within a paragraph."""
def _block_formula(state, start, end, silent):
    """Parser rule: a formula that begins a line with `$$` or `\\[`, and ends before the next blank line."""

_LINK: Incomplete
_BREAK: Incomplete

def _line_break(state, silent):
    """Parser rule: `<br>`."""
def _code(renderer, tokens, number, options, env):
    """Returns a code block as HTML."""
def _picture(renderer, tokens, number, options, env):
    """Returns a picture as a link to it."""
def _formula(renderer, tokens, number, options, env):
    """Returns a formula within a paragraph, or on its own line."""
def _make_parser():
    """Returns a parser for the Markdown that models write."""

_parser: Incomplete

def _parsed(text, env):
    """Returns the blocks of a text, each as `(number of its first line, its tokens)`."""

_MATH_TAGS: Incomplete
_MATH_ATTRIBUTES: Incomplete
_TAGS: Incomplete
_ATTRIBUTES: Incomplete
_CLEANER: Incomplete

def _rendered(tokens, env):
    """Returns tokens as HTML with no active content."""
def html_blocks(text: str) -> list[str]:
    """Returns the blocks of `text` (paragraphs, lists, ...), each as safe HTML."""
def safe_html(text: str) -> str:
    """Returns `text` as safe HTML."""

class HtmlStream:
    """A growing text as blocks of safe HTML."""
    def __init__(self) -> None: ...
    def update(self, text: str) -> list[str]:
        """Returns the blocks of the text. Those that were finished at the last call are the same string objects."""
    def _finish_blocks(self, text) -> None:
        """Render the blocks that are now finished, once and for all."""
