"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from ..chat.chat import Chat as Chat
from ..core.settings import GenerationConfig as GenerationConfig, as_config as as_config
from ..models.load import load_model as load_model
from _typeshed import Incomplete
from collections.abc import Iterable, Iterator
from fastcore.basics import patch as patch
from typing import Any

__all__: Incomplete
_SETTINGS: Incomplete
_RENAMED: Incomplete
_UNSET: Incomplete
_IDLE: Incomplete

class ChatBot:
    """A chat whose settings are a dictionary, and whose answers are generators."""
    settings: dict[str, Any]
    llm: Incomplete
    chat: Incomplete
    def __init__(self, fp: Any, system: str, initial: Iterable[tuple[str, str]] = (), **settings: Any) -> None: ...
    def __repr__(self) -> str: ...
    def _config(self) -> GenerationConfig:
        """Returns the settings as they are now. Raises `TypeError` or `ValueError` for invalid ones."""
    def send(self, msg: str) -> Iterator[str]:
        """Yields the pieces of the answer. An interrupt keeps what was written."""
    @property
    def prompt(self) -> str:
        """The talk as the model reads it. Raises `TypeError` for a model that doesn't show its template."""
