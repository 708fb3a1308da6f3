"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

import inspect
from ..core.text import did_you_mean as did_you_mean, truncate as truncate
from .describing import describe_tools as describe_tools, usage_of as usage_of
from .schema import FunctionError as FunctionError, arguments_model as arguments_model, check_name as check_name, name_of as name_of, quiet_schema_generator as quiet_schema_generator, read_docstring as read_docstring, without_titles as without_titles
from _typeshed import Incomplete
from collections.abc import Callable
from fastcore.basics import patch as patch

__all__: Incomplete
_LONGEST_DEFAULT: int

def _with_short_defaults(schema):
    """Returns a JSON schema without defaults that JSON can't express (`nan`), and without long ones."""

class BotFunction:
    """A Python function as a model sees it."""
    func: Callable
    name: str
    code: str
    enabled: bool
    signature: inspect.Signature
    docs: str
    parameters: dict
    def __init__(self, func: Callable, name: str | None = None, docs: str = 'pydoc', code: str = 'python', enabled: bool = True) -> None: ...
    def __repr__(self) -> str: ...
    @property
    def usage(self) -> str:
        """The function's signature in words, such as `add(a: number, b: number = 1)`."""
    @property
    def tool_schema(self) -> dict:
        """OpenAI's description of the function."""
    def _complaint(self, error):
        """Returns one problem that pydantic found, in words."""
    def check(self, arguments: dict) -> inspect.BoundArguments:
        """Returns the arguments as the function takes them. Raises `CallError` if they don't fit."""
    def _bound(self, filled):
        """Returns the arguments that pydantic has filled, bound to the function's signature."""
    def named(self, values: list) -> dict:
        """Returns positional arguments by name. Raises `CallError` if there are too many."""

def _signature(func, name): ...

class CallError(ValueError):
    """A call that can't be run. The message is for the model and says why."""

class FunctionList(list):
    """`BotFunction`s with different names."""
    def find(self, name: str) -> BotFunction:
        """Returns the function of that name. If there is none, raises a `CallError` that suggests another one."""
    @property
    def tool_schemas(self) -> list[dict]:
        """OpenAI's descriptions of the functions."""
    def generate_docs(self, prologue: bool | str = True, epilogue: bool | str = True) -> str:
        """Returns the descriptions of these functions, as a part of a system prompt."""
