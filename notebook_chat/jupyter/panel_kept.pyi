"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

import weakref
from ..chat.chat import Chat as Chat
from ..chat.markdown import item_markdown as item_markdown, item_text as item_text, small_picture as small_picture
from ..chat.recorder import recording_of as recording_of
from ..chat.rows import MessageRows as MessageRows
from ..chat.serialization import message_to_dict as message_to_dict, state_to_dict as state_to_dict
from ..chat.state import ChatState as ChatState
from ..chat.transcript import chat_items as chat_items
from ..core.messages import ChatMessage as ChatMessage, Picture as Picture
from .panel_page import common_length as common_length, utf16_length as utf16_length
from .panel_questions import Attachment as Attachment, WaitingQuestions as WaitingQuestions
from _typeshed import Incomplete
from collections import deque
from collections.abc import Generator
from fastcore.basics import patch as patch
from typing import Any, Callable, Iterator

__all__: Incomplete
_ids: weakref.WeakKeyDictionary

def talk_id(chat: Chat, known: str | None = None) -> str:
    """Returns the id of a conversation, which is a new one unless it has one already or one is `known`."""

_LARGEST: Incomplete
_LONGEST_SIDE: Incomplete
_SMALL_SIDE: Incomplete

class PictureBook:
    """The pictures of messages, by their digests."""
    new: dict[str, Picture]
    def __init__(self) -> None: ...
    def address(self, picture: Picture) -> str:
        """Returns what stands for a picture in a message."""
    def take(self) -> Iterator[tuple[str, dict]]:
        """Yields the digest of each new picture, and `url` and `small` as the pages hold it."""

def _urls(picture):
    """Returns data URLs of a picture, and of a small copy."""

_GROWING: Incomplete

def grown(old: dict | None, new: dict) -> dict:
    """Returns what differs: `{grown: {field: {keep, add}}}`, or `new` where more than that has changed."""
def draft_change(old: list | None, new: list) -> dict:
    """Returns `{length, said}`, with those of the messages by number that have changed."""
def _head(state, rows):
    """Returns a state without its messages, of which it has the numbers."""

class KeptTalk:
    """What the pages hold of a conversation."""
    chat: Incomplete
    rows: Incomplete
    def __init__(self, chat: Chat, book: PictureBook) -> None: ...
    def stored(self, message: ChatMessage) -> dict:
        """Returns a message as a dictionary, without log probabilities and pictures."""
    def messages(self, state: ChatState) -> Iterator[dict]:
        """Yields changes with the messages that the pages don't have yet, one by one."""
    def views(self) -> Iterator[dict]:
        """Yields changes with the Markdown and the plain text of questions and answers that aren't shown as they were said."""
    def fields(self, state: ChatState, **others: Any) -> Iterator[dict]:
        """Yields a change with what else the pages don't know yet, if there is anything."""
    def _draft_change(self, state):
        """Returns the change of what is being said; `None`: nothing is any longer; `...`: it is as it was."""
    def _around_draft(self, state, said):
        """Returns where a draft stands: the numbers of the messages `before` it, how many of the messages that are said
    are the `answer` and its question, and the `branches` that it makes, each of `kept` and `said` messages."""

_MOST_AT_ONCE: Incomplete
_PER_SECOND: Incomplete
_PAUSE: float

def _attachment(one, book):
    """Returns an attachment as the pages hold it."""

class PageKeeper:
    """Keeps the pages of a panel informed of all its conversations."""
    due: float | None
    def __init__(self, chats: Callable[[], dict[str, Chat]], shown: Callable[[], Chat], waiting: WaitingQuestions, attached: Callable[[], list[Attachment]], send: Callable[[dict], None]) -> None: ...
    def renew(self) -> None:
        """Send everything: there is a new page."""
    def note_change(self) -> None:
        """Look for changes: at once, but once a second while an answer is written. Without a page, do nothing."""
    @property
    def running(self) -> bool:
        """Whether a reply is being written in any of the conversations."""
    def step(self) -> None:
        """Send the next part of what the pages don't know yet, if it is time."""
    def _send_next(self):
        """Send a message. Returns its size."""
    def _changes(self) -> Generator[Incomplete]:
        """Yields what the pages don't know yet: pictures and messages first, then what refers to them."""
    def _talk_changes(self, talk, name, chat) -> Generator[Incomplete, Incomplete]:
        """Yields what the pages don't know of a conversation."""

def _gathered(changes):
    """Returns changes as few messages of moderate size."""
def _merge(message, change) -> None:
    """Add a change to a message."""
def _merged_talk(talk, more): ...
