"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from .fences import language_of as language_of
from fastcore.basics import patch as patch

def highlighted(code: str, language: str = '') -> str:
    """Returns code as HTML, with a `<span>` around everything that has a color."""
def formula(tex: str, display: bool = False) -> str:
    """Returns a formula as MathML, or as code if it can't be parsed."""
def html_blocks(text: str) -> list[str]:
    """Returns the blocks of `text` (paragraphs, lists, ...), each as safe HTML."""
def safe_html(text: str) -> str:
    """Returns `text` as safe HTML."""

class HtmlStream:
    """A growing text as blocks of safe HTML."""
    def __init__(self) -> None: ...
    def update(self, text: str) -> list[str]:
        """Returns the blocks of the text. Those that were finished at the last call are the same string objects."""
