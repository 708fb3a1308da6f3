"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from ..core.settings import GenerationConfig as GenerationConfig
from ..structured.json_schema import json_schema_to_gbnf as json_schema_to_gbnf
from .schemas import strict_schema as strict_schema, without_limits as without_limits
from .thinking import THINKING_FIELDS as THINKING_FIELDS, spell_thinking as spell_thinking
from _typeshed import Incomplete
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fastcore.basics import patch as patch
from typing import Any

__all__: Incomplete
CONTINUE_FIELDS: dict[str, bool]

@dataclass(frozen=True)
class Dialect:
    """How one kind of server expects its requests."""
    title: str
    names: dict
    also: dict = field(default_factory=dict)
    continue_fields: dict | None = field(default_factory=CONTINUE_FIELDS.copy)
    takes_json_schema: bool = ...
    reads_grammars: bool = ...
    at_once: int | None = ...
    continues: bool = ...
    thinking: str | None = ...
    def spell(self, settings: Mapping[str, Any]) -> tuple[dict, list[str]]:
        """Returns settings under the server's names, and the names of those that it doesn't know."""

_OURS: Incomplete
_EVERYTHING: Incomplete
_SHARED: Incomplete
_MIROSTAT: Incomplete
_LLAMA_CPP_PYTHON: Incomplete
_VLLM: Incomplete
_SGLANG: Incomplete
_DIALECTS: Incomplete
_UNKNOWN_SERVER: Incomplete

def is_known(entry: Mapping) -> bool:
    """Returns whether the server that lists a model so is of a known kind."""

_THINKS_LIKE: Incomplete

def dialect_of(entry: Mapping, address: str = '') -> Dialect:
    """Returns the dialect of a server with this entry."""

_STANDARD: Incomplete

def response_format(schema: dict, strict: bool = True, older: bool = False) -> dict:
    """Returns the field `response_format` that makes a server follow a JSON schema."""
def schema_forms(schema: dict, dialect: Dialect) -> dict[str, dict]:
    """Returns the fields of a request for each form of a schema, by the form's name, the most exact form first."""

_NOT_KNOWN: Incomplete
_NO_THOUGHT: Incomplete
_NEVER_DROPPED: Incomplete

def refused_fields(words: str, sent: Iterable[str]) -> set[str]:
    """Returns the fields that a server refuses because it doesn't know them, according to its message."""

_OF_SCHEMA: Incomplete
_NEWER: Incomplete
_NOT_NEWER: Incomplete

class Refusals:
    """What a server has refused so far, and what that changes in requests."""
    def __init__(self, server: str, dialect: Dialect = ...) -> None: ...
    def leave_out(self, name: str, why: str, stacklevel: int = 3) -> None:
        """Stop sending a field, with a warning the first time. Fields that users don't set are dropped silently."""
    def remark(self, text: str, stacklevel: int = 3) -> None:
        """Warn once of what a server makes of a setting."""
    def forms(self, schema: dict) -> dict[str, dict]:
        """Returns the forms of a schema that the server hasn't refused, as `schema_forms` does; at least one."""
    def learn(self, words: str, request: dict, schema: dict | None = None) -> bool:
        """Learn from a refusal. Returns whether the request has changed and is worth sending again."""
    def _next_form(self, words, request, schema):
        """Put a schema into the request in its next form. Returns whether there is one."""
    def apply(self, request: dict, schema: dict | None = None) -> bool:
        """Change a request according to the refusals so far. Returns whether there was anything to change."""

def _plain_tool(tool):
    """Returns the description of a function without limits on its arguments."""
