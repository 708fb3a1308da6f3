"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

import os
from ..core.callbacks import interrupt_stops as interrupt_stops
from ..core.messages import ChatMessage as ChatMessage, ChatMessages as ChatMessages
from ..core.reply import Reply as Reply
from ..core.settings import GenerationConfig as GenerationConfig, as_config as as_config
from ..models.protocol import LocalModel as LocalModel
from .documents import Document as Document, DocumentError as DocumentError
from .enclosed import Enclosed as Enclosed
from .history import ChatHistory as ChatHistory
from _typeshed import Incomplete
from collections.abc import Iterator, Sequence
from fastcore.basics import patch as patch
from typing import Any

__all__: Incomplete

class ReadAhead:
    """Files that a model has read. As `files` of `Chat.send` they stand for those files."""
    model: Incomplete
    documents: Incomplete
    tokens: Incomplete
    def __init__(self, model: LocalModel, messages: Sequence, template: Any, documents: Sequence[Document], tokens: int) -> None: ...
    def __iter__(self) -> Iterator[Document]: ...
    def __repr__(self) -> str: ...
    def save_cache(self, path: str | os.PathLike) -> int:
        """Write what was read to a file, for `model.load_cache(path)` in another session. Returns the number of tokens."""

class Reading:
    """A conversation that can be read ahead."""
    messages: ChatHistory
    @property
    def config(self) -> GenerationConfig: ...
    def _ask(self, *asked: Any, **options: Any) -> Reply: ...
    def prefill(self, files: Any = ()) -> ReadAhead:
        """Read the conversation, and files after it, into the KV cache. The conversation stays as it is.

    Raises `TypeError` for a model outside this process, `DocumentError` for files that don't fit whole."""
