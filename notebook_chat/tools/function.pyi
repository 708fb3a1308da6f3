"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

import inspect
from ..core.text import did_you_mean as did_you_mean, truncate as truncate
from .schema import FunctionError as FunctionError, arguments_model as arguments_model, check_name as check_name, description_in as description_in, name_of as name_of, quiet_schema_generator as quiet_schema_generator, type_name as type_name, without_titles as without_titles
from collections.abc import Callable
from fastcore.basics import patch as patch

class BotFunction:
    """A Python function as a model sees it."""
    func: Callable
    name: str
    code: str
    enabled: bool
    docs: str
    signature: inspect.Signature
    parameters: dict
    def __init__(self, func: Callable, name: str | None = None, docs: str = 'pydoc', code: str = 'python', enabled: bool = True) -> None: ...
    @property
    def usage(self) -> str:
        """The function with its arguments, such as `add(a: number, b: number = 1)`."""
    @property
    def tool_schema(self) -> dict:
        """OpenAI's description of the function."""
    def check(self, arguments: dict) -> inspect.BoundArguments:
        """Returns the arguments as the function takes them; raises a `CallError` if they don't fit."""
    def named(self, values: list) -> dict:
        """Positional arguments by their names; raises a `CallError` if there are too many."""

class CallError(ValueError):
    """A call that can't be carried out; the message is for the model, and says why."""

class FunctionList(list):
    """`BotFunction`s with different names."""
    def find(self, name: str) -> BotFunction:
        """The function of that name; raises a `CallError` that suggests another one if there is none."""
    @property
    def tool_schemas(self) -> list[dict]:
        """OpenAI's descriptions of the functions."""
    def generate_docs(self, prologue: bool | str = True, epilogue: bool | str = True) -> str:
        """The descriptions of these functions, as a part of a system prompt."""
