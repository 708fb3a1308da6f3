"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from .code_brackets import CodeBrackets as CodeBrackets
from .code_state import Bracket as Bracket, Chain as Chain
from .code_texts import Text as Text, at_end as at_end, with_char as with_char
from .live_objects import Known as Known, NameSet as NameSet, names_of_class as names_of_class
from _typeshed import Incomplete
from fastcore.basics import patch as patch

__all__: Incomplete
_TEXT: Incomplete

class CodeWatch(CodeBrackets):
    """Python code as far as it is written. A value: `fork` it to try something."""
    last: Incomplete
    def step(self, char: str) -> bool:
        """Take in a character. Returns whether the code may still be right; if not, this is of no more use."""
    joined: bool
    skipped: str
    def _step(self, char): ...
    def _punctuation(self, char):
        """Take in a character that is neither part of a word, nor blank."""
    def _blank(self, char): ...
    def _as_must(self, char):
        """Returns whether a character is one that may come; then anything may come again."""
    all_open: bool
    def _skip(self, char):
        """Take in a character of what isn't read: a comment, or a line of IPython's."""
    in_indent: bool
    line_indent: Incomplete
    any_module: bool
    def _begin_line(self, char) -> None:
        """Begin a line of code, unless it has begun."""
    def _newline(self):
        """End a line, and the statement if no bracket is open."""
    string: Incomplete
    def _open_string(self, quote, prefix):
        """Begin a string."""
    def _in_string(self, char):
        """Take in a character of a string."""
    def _quote(self, text, char):
        """Take in a quotation mark in a string that is written with such."""
    def _end_string(self, text, char):
        """End an empty string, at the character after it."""
    def _finish_string(self, text):
        """End a string: it becomes a value."""
    stack: Incomplete
    def _open_field(self, text, char):
        """Begin the code in an f-string."""
    held: Incomplete
    def _in_word(self, char):
        """Take in a character of a name or a number."""
    def _names_here(self):
        """Returns the names that a word may be that begins here; `None`: any."""
    def _end_word(self, char):
        """Take in the end of a word; `char` comes after it."""
    def _number_with(self, word):
        """Returns the number that is all that the innermost bracket holds, with a word; empty if it holds something else."""
    def _may_be_row(self):
        """Returns whether a number in the brackets of a table without such columns may begin a slice of rows."""
    chain: Incomplete
    must: str
    def _end_attribute(self, word):
        """Take in an attribute."""
    after: str
    def _end_name(self, word, char) -> None:
        """Take in a name."""
    def _is_target(self):
        """Returns whether something that begins here may be assigned."""
    def _may_be_looped(self, known):
        """Returns whether a name in a list or an argument may be that of a loop that comes after it."""
    binding: Incomplete
    def _binds_here(self, word):
        """Bind a name if it is one that gets a value here. Returns whether it is."""
    keyword: Incomplete
    phase: str
    def _end_keyword(self, word) -> None:
        """Take in a keyword."""
    def give_way(self) -> None:
        """Let any name come from here on."""
    @property
    def upcoming(self) -> NameSet | None:
        """The names that may come where a name has to come now; `None`: any, or something else may come."""

def _is_word(char): ...

_MAGIC: Incomplete
_HARMLESS: Incomplete
_DYNAMIC: Incomplete
_LOC: Incomplete
_ASKS: Incomplete
_FINDS_MORE: Incomplete
