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
    """A registered function. Called with text, it runs the calls to it in that text."""
    def __call__(self, text: str) -> str | None:
        """Run the calls to this function in `text`. Returns their results as text, or `None` if there are none."""

class BotFunctions(FunctionRegistry):
    """The functions registered with `bot_function`. `BotFunctions()` returns those that are enabled."""
    function_class = RegisteredFunction
    def __new__(cls, all: bool = False, load: bool = True, test: bool = True) -> Any: ...
    @classmethod
    def load(cls, test: bool = True) -> None:
        """Enable the built-in functions, except those that you have replaced with your own."""
    @classmethod
    def test(cls, disable_on_error: bool = True) -> bool:
        """Run each enabled function that needs no arguments. Returns whether all went well."""

def is_built_in(name: str, functions: FunctionList) -> bool:
    """Returns whether a name means a function that comes with the package, and not the user's function of that name."""
def bot_function(func: Callable | None = None, name: str | None = None, docs: str = 'pydoc', code: str = 'python', enabled: bool = True) -> Callable:
    """Register a function that models may call. Returns the function unchanged."""
