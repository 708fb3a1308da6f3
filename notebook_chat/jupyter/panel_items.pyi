"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from ..chat.chat import Chat as Chat
from ..chat.contexts import split_context as split_context
from ..chat.transcript import BlockStream as BlockStream, Item as Item, with_files as with_files, without_files as without_files
from ..core.messages import Picture as Picture
from ..models.protocol import LocalModel as LocalModel
from ..render.markdown import status_line as status_line
from .approval import Question as Question
from .panel_columns import Columns as Columns, going_on as going_on
from .panel_page import named_block as named_block, question_block as question_block
from .typed import typed_questions as typed_questions
from _typeshed import Incomplete
from fastcore.basics import patch as patch

__all__: Incomplete

def small_url(picture: Picture, size: int = 320) -> str:
    """Returns a small copy of a picture as a data URL."""
def question_files(text: str) -> dict:
    """Returns `files`, and the `words` after them; both are empty if neither files nor values went with the question.

    Values that came into braces are like files: `words` is then what was typed, and `typed` the same with the files.
    So is the notebook's context."""
def note_of(item: Item) -> str:
    """Returns the line under an answer; empty while it is being written."""

class ItemMaker:
    """Makes the items of one panel."""
    def __init__(self) -> None: ...
    def forget(self) -> None:
        """Forget which messages have other versions: the history has changed."""
    def version(self, chat: Chat, index: int | None) -> dict | None:
        """Returns `{number, of}` for a message that has other versions, counted from 1; else `None`."""
    def blocks(self, item: Item, question: Question | None = None) -> list[dict]:
        """Returns the blocks of an answer."""
    def item(self, chat: Chat, item: Item, last: bool = False, question: Question | None = None, tokens: dict | None = None, copy: dict | None = None) -> dict:
        """Returns an item as the pages hold it. Empty fields are left out."""

def state_of(chat: Chat) -> dict:
    """Returns `model`, `device`, `busy` and `progress`: `{done, total}` in tokens while a prompt is read, else `None`."""
def context_in_use(chat: Chat) -> dict | None:
    """Returns `{tokens, of}`, or `None` if the model does not expose token ids.

    If the messages can't be counted as they are, `tokens` is `None`, and `problem` says why."""

class ContextMeter:
    """The number of tokens in use."""
    used: dict | None
    stale: bool
    def __init__(self) -> None: ...
    def measure(self, chat: Chat) -> bool:
        """Count again if something has changed. Returns whether the figure has changed."""
