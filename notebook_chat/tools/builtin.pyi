"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from ..core.messages import FunctionCall as FunctionCall
from ..core.text import truncate as truncate
from .function import BotFunction as BotFunction, FunctionList as FunctionList
from .parsers import find_calls as find_calls
from .registry import FunctionRegistry as FunctionRegistry
from .run import error_result as error_result, run_call as run_call
from collections.abc import Callable
from fastcore.basics import patch as patch
from typing import Any

class RegisteredFunction(BotFunction):
    """A registered function. Called with a text, it runs the calls of it in that text."""
    def __call__(self, text: str) -> str | None:
        """Run the calls of this function in `text`. Returns their results as text, or `None` if there are none."""

class BotFunctions(FunctionRegistry):
    """The functions registered with `bot_function`. `BotFunctions()` returns those that are enabled."""
    function_class = RegisteredFunction
    def __new__(cls, all: bool = False, load: bool = True, test: bool = True) -> Any: ...
    @classmethod
    def load(cls, test: bool = True) -> None:
        """Enable the built-in functions, except those that you have replaced by functions of yours."""
    @classmethod
    def test(cls, disable_on_error: bool = True) -> bool:
        """Run each enabled function that needs no arguments. Returns whether all went well."""

def is_built_in(name: str, functions: FunctionList) -> bool:
    """Whether a call goes to a function that comes with the package, and not to one of the user's with that name."""
def bot_function(func: Callable | None = None, name: str | None = None, docs: str = 'pydoc', code: str = 'python', enabled: bool = True) -> Callable:
    """Register a function that models may call. Returns the function unchanged."""
