"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

import builtins
from ..core.text import did_you_mean as did_you_mean, truncate as truncate
from .function import BotFunction as BotFunction, FunctionList as FunctionList
from .schema import FunctionError as FunctionError
from _typeshed import Incomplete
from collections.abc import Callable, Iterable
from fastcore.basics import patch as patch
from typing import Any

__all__: Incomplete

class FunctionRegistry:
    """Registered functions by name. Calling it returns those that are enabled, as a `FunctionList`."""
    function_class = BotFunction
    def __new__(cls, all: bool = False) -> Any: ...
    @classmethod
    def list(cls, all: bool = False) -> FunctionList:
        """Returns the registered functions."""
    @classmethod
    def len(cls) -> int:
        """Returns the number of registered functions, disabled ones included."""
    @classmethod
    def register(cls, func: Callable, name: str | None = None, docs: str = 'pydoc', code: str = 'python', enabled: bool = True) -> Callable:
        """Register a function; replaces one with the same name. Returns `func` itself."""
    @classmethod
    def generate_docs(cls, prologue: bool | str = True, epilogue: bool | str = True) -> str:
        """Returns the descriptions of the enabled functions, for a system prompt."""
    @classmethod
    def filter(cls, filters: str | Iterable[str], mode: str = 'enable') -> None:
        """Enable or disable functions by name. Raises `ValueError` for a name that no function has."""

def _listed(functions):
    """Returns a function or several as a list. Raises `FunctionError`, with what to write, if that's neither."""
def _checked(func):
    """Returns a function. Raises `FunctionError` for a method without its object, which no model can pass."""
def as_functions(functions: Any) -> FunctionList:
    """Returns the functions as a `FunctionList`. A registered function keeps its registered name."""
