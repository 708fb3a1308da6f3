"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from ..chat.branches import checked_index as checked_index
from ..chat.chat import Chat as Chat
from ..chat.documents import Document as Document, document_of as document_of
from ..chat.history import ChatHistory as ChatHistory, HistoryMessage as HistoryMessage
from ..core.messages import Picture as Picture
from ..core.reply import Reply as Reply
from .panel_items import small_url as small_url
from _typeshed import Incomplete
from dataclasses import dataclass
from fastcore.basics import patch as patch
from pathlib import Path
from typing import Any, Callable, NamedTuple, Sequence

__all__: Incomplete

@dataclass(frozen=True)
class Attachment:
    """A picture or a document that goes with the next question."""
    id: int
    name: str
    text: str | None = ...
    picture: Picture | None = ...
    url: str | None = ...
    def chip(self) -> dict:
        """Returns the fields that the page shows."""

class Attachments:
    """What goes with the next question."""
    items: list[Attachment]
    def __init__(self) -> None: ...
    @property
    def names(self) -> list[str]:
        """The names of the attachments."""
    def add(self, thing: Any, name: str | None = None) -> None:
        """Attach a picture or a document. Raises `ValueError` if it is neither."""
    def add_text(self, data: bytes, name: str) -> None:
        """Attach a document from its bytes. Raises `ValueError` if they can't be read, or are too much for a page."""
    def add_read(self, document: Document) -> None:
        """Attach a document that was read before."""
    def _append(self, **fields) -> None: ...
    def remove(self, leaving: Attachment) -> None:
        """Remove one."""
    def number(self, number: int) -> Attachment:
        """Returns an attachment by its index. Raises `IndexError` if there is none."""
    def take(self) -> list[Attachment]:
        """Remove all attachments and return them, for a question."""
    def put_back(self, taken: list[Attachment]) -> None:
        """Attach again what was taken, before newer attachments."""

_MOST_TEXT: int
_IMAGE_NAME: Incomplete

def text_file(thing: Any) -> Path | None:
    """Returns the path of a document; `None` for everything that is, or names, a picture."""
def ask(chat: Chat, text: str, attached: Sequence[Attachment] = (), images: Any = (), context: Any = None, repairs: bool = False, **settings: Any) -> Reply:
    """Send a question with files and pictures. Returns the reply while it is being written."""
def question_before(messages: ChatHistory, index: int) -> HistoryMessage:
    """Returns the question that an answer is about. Raises `ValueError` if there is none."""
def messages_of(messages: Sequence, index: int) -> tuple[int, int]:
    """Returns `(first, last + 1)` of a question and its answer, or of an answer. Raises `IndexError` for a wrong number."""

class WaitingQuestion(NamedTuple):
    """A question that is to be asked."""
    text: str
    attached: list
    stops: int
    chat: Any
    begin: Callable[[], Reply | None] | None

class WaitingQuestions:
    """Questions that are asked one after the other."""
    questions: list[WaitingQuestion]
    def __init__(self) -> None: ...
    def add(self, question: WaitingQuestion) -> None:
        """Queue a question."""
    def of(self, chat: Any) -> list[WaitingQuestion]:
        """Returns the questions that wait in a conversation."""
    @property
    def texts(self) -> list[str]:
        """The texts of all questions that wait."""
    def start(self, running: Callable[[Any], bool], stopped: Callable[[WaitingQuestion], bool], begin: Callable[[WaitingQuestion], None], give_back: Callable[[WaitingQuestion], None]) -> None:
        """Ask the next question of each conversation in which nothing is written. Gives back what fails or was stopped."""
