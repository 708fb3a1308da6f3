"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from .code_state import Bracket as Bracket, Chain as Chain, CodeState as CodeState
from .code_texts import Held as Held
from .live_objects import NameSet as NameSet
from _typeshed import Incomplete
from fastcore.basics import patch as patch
from typing import Any

__all__: Incomplete
_SAFE: Incomplete
_CHANGES: Incomplete
_SAME: Incomplete
_TAKES_COLUMNS: Incomplete
_BY_NAME_ONLY: Incomplete
_TELLS: Incomplete
_LOOPS: Incomplete

class CodeBrackets(CodeState):
    """The brackets of some code."""
    stack: Incomplete
    lists: bool
    def open_bracket(self, char: str) -> bool:
        """Take in an opening bracket."""
    def _subscript_role(self, chain):
        """Returns what the brackets after a value hold."""
    def _list_role(self, chain):
        """Returns what a list in a bracket holds, and the chain that it belongs to."""
    def _call_role(self, chain):
        """Returns what the brackets of a call hold, and whether what is handed over stays as it is."""
    def _note_call(self, name) -> None:
        """Give way for what a function of the user's may change."""
    all_open: bool
    def _note_effects(self, name, all_open) -> None:
        """Give way for what calling a variable, or a method of it, may do."""
    def _note_method(self, chain) -> None:
        """Give way for what a method may change."""
    def held_text(self) -> Any:
        """Returns which texts a string may be that begins here; `None`: any."""
    def _is_by(self, top):
        """Returns whether the value of an argument that names columns begins here."""
    def note_text(self, text: Any, plain: bool, unsure: bool) -> None:
        """Note that a text stands in the innermost bracket."""
    def _is_new(self, chain, text):
        """Returns whether a text names a column that a table doesn't have, where it may get one."""
    lambdas: Incomplete
    must: str
    def close_bracket(self, char: str) -> bool:
        """Take in a closing bracket."""
    def _may_be_key(self, bracket):
        """Returns whether the brackets of a table whose columns are texts hold neither a number nor several values."""
    def _closed(self, bracket):
        """Returns the chain that ends with a bracket that is closed."""
    def _is_new_number(self, bracket):
        """Returns whether the brackets of a table that may get a column hold a number that names none."""
    def _result(self, chain):
        """Returns what is known of the result of a method; `None`: nothing."""
