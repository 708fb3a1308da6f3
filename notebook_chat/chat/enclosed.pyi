"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from ..core.messages import ChatMessage as ChatMessage
from ..core.settings import GenerationConfig as GenerationConfig
from ..models.protocol import LocalModel as LocalModel
from .contexts import split_context as split_context
from .documents import Document as Document, DocumentError as DocumentError, read_documents as read_documents
from .passages import best_passages as best_passages, passages_of as passages_of
from .room import Room as Room
from .transcript import with_files as with_files, without_files as without_files
from _typeshed import Incomplete
from collections.abc import Sequence
from fastcore.basics import patch as patch
from typing import Any

__all__: Incomplete
_UNKNOWN: Incomplete
_AROUND: Incomplete

class FileRoom:
    """How many tokens messages take, and how many they may."""
    room: Incomplete
    max_tokens: Incomplete
    free: Incomplete
    def __init__(self, chat: Any, config: GenerationConfig, spare: int = 0) -> None: ...
    def count(self, text: str) -> int:
        """Returns the tokens of a text; an estimate if the model doesn't run in this process."""
    def takes(self, messages: Sequence) -> int:
        """Returns the tokens of messages and of what opens an answer."""
    def staying(self, messages: Sequence, question: ChatMessage) -> list:
        """Returns those of the messages that the model will still read with a question."""

def _earlier(messages: Sequence) -> list[tuple[str, str]]:
    """Returns names and texts of the files in messages."""

_IN_PART: str

def _known(document: Document, passages: Sequence[str], earlier: Sequence[tuple[str, str]]) -> set[int]:
    """Returns the numbers of those passages of a document that the conversation has."""

class Enclosed:
    """The files that go with a question."""
    documents: Incomplete
    note: str
    cut: bool
    def __init__(self, files: Any) -> None: ...
    def __bool__(self) -> bool: ...
    def _whole(self, question, earlier):
        """Returns a question with all files that the conversation doesn't have."""
    def _enclosing(self, question, files, documents):
        """Returns a question with files in front of it, and with the pictures of these documents."""
    def _shortened(self, question, earlier, tokens, count):
        """Returns a question with passages that take so many tokens; `None` if there are none, nor any known."""
    def _fitting(self, room, messages, question):
        """Returns a question with as much of its files as fits after messages."""
    def _passages_in(self, room, left, messages, question, earlier):
        """Returns a question with passages that fit after messages. Raises `DocumentError` if none does."""
    def before(self, chat: Any, question: ChatMessage, config: GenerationConfig, begin: str | None = None, with_context: bool = False, number: int | None = None) -> ChatMessage:
        """Returns a question with its files in front of it. Raises `DocumentError` if there is no room for them."""

_TIGHT: Incomplete
_AROUND_FILE: Incomplete
_DENSEST: int
