"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from ..core.messages import FunctionCall as FunctionCall
from ..core.text import truncate as truncate
from .function import BotFunction as BotFunction, FunctionList as FunctionList
from .parsers import find_calls as find_calls
from .registry import FunctionRegistry as FunctionRegistry
from .run import error_result as error_result, run_call as run_call
from _typeshed import Incomplete
from collections.abc import Callable
from fastcore.basics import patch as patch
from typing import Any

__all__: Incomplete

def _date():
    """Returns the current date."""
def _time():
    """Returns the current time."""

_OPERATORS: Incomplete
_CONSTANTS: Incomplete
_MATH_NAMES: Incomplete
_FUNCTIONS: Incomplete
_MOST_BITS: int

def _power(base, exponent):
    """Returns `base ** exponent`. Raises `ValueError` if that has thousands of digits."""
def _within_bounds(value):
    """Returns `value`. Raises `ValueError` unless it is a real number of reasonable size."""
def _compute(node):
    """Returns the value of an arithmetic expression."""

_LONGEST_EXPRESSION: int
_SIGNS: Incomplete

def _calculator(expression: str) -> float:
    """Returns the value of an arithmetic expression."""

class RegisteredFunction(BotFunction):
    """A registered function. Called with text, it runs the calls to it in that text."""
    def __call__(self, text: str) -> str | None:
        """Run the calls to this function in `text`. Returns their results as text, or `None` if there are none."""

_BUILT_IN: Incomplete
_EXAMPLES: Incomplete

class BotFunctions(FunctionRegistry):
    """The functions registered with `bot_function`. `BotFunctions()` returns those that are enabled."""
    function_class = RegisteredFunction
    def __new__(cls, all: bool = False, load: bool = True, test: bool = True) -> Any: ...
    @classmethod
    def _passes(cls, function):
        """Returns whether a function works, as far as arguments for it are known."""
    @classmethod
    def _test(cls, functions, disable_on_error):
        """Run functions, and disable those that fail. Returns whether all went well."""
    @classmethod
    def _register_built_in(cls, test: bool = True) -> None:
        """Register the built-in functions, disabled, where their names are free."""
    @classmethod
    def load(cls, test: bool = True) -> None:
        """Enable the built-in functions, except those that you have replaced with your own."""
    @classmethod
    def test(cls, disable_on_error: bool = True) -> bool:
        """Run each enabled function that needs no arguments. Returns whether all went well."""

def _is_built_in(function): ...
def is_built_in(name: str, functions: FunctionList) -> bool:
    """Returns whether a name means a function that comes with the package, and not the user's function of that name."""
def bot_function(func: Callable | None = None, name: str | None = None, docs: str = 'pydoc', code: str = 'python', enabled: bool = True) -> Callable:
    """Register a function that models may call. Returns the function unchanged."""
