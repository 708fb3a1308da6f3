"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from ..core.settings import GenerationConfig as GenerationConfig
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
    def spell(self, settings: Mapping[str, Any]) -> tuple[dict, list[str]]:
        """Returns settings under the server's names, and the names of those that it doesn't know."""

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
def dialect_of(entry: Mapping) -> Dialect:
    """Returns the dialect of a server with this entry."""

_STANDARD: Incomplete

def response_format(schema: dict, older: bool = False) -> dict:
    """Returns the field `response_format` that makes a server follow a JSON schema."""

_NOT_KNOWN: Incomplete
_NEVER_DROPPED: Incomplete

def refused_fields(words: str, sent: Iterable[str]) -> set[str]:
    """Returns the fields that a server refuses because it doesn't know them, according to its message."""

class Refusals:
    """What a server has refused so far, and what that changes in requests."""
    def __init__(self, server: str) -> None: ...
    def leave_out(self, name: str, why: str, stacklevel: int = 3) -> None:
        """Stop sending a field, with a warning the first time. Fields that users don't set are dropped silently."""
    def learn(self, words: str, request: dict) -> bool:
        """Learn from a refusal. Returns whether the request has changed and is worth sending again."""
    def apply(self, request: dict) -> bool:
        """Change a request according to the refusals so far. Returns whether there was anything to change."""
