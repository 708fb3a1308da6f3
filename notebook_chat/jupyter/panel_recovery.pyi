"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

import weakref
from ..chat.chat import Chat as Chat
from ..chat.documents import Document as Document
from ..chat.orphans import orphans as orphans, stored_state as stored_state, take_over as take_over
from ..chat.recorder import recording_of as recording_of
from ..chat.serialization import message_from_dict as message_from_dict, state_from_dict as state_from_dict
from ..chat.state import ChatState as ChatState, StoreError as StoreError
from ..core.messages import Picture as Picture
from ..core.text import one_line as one_line, truncate as truncate
from .named_chats import NamedChats as NamedChats
from .panel_kept import talk_id as talk_id
from .panel_questions import Attachments as Attachments
from _typeshed import Incomplete
from fastcore.basics import patch as patch
from typing import Callable, NamedTuple

__all__: Incomplete

class FoundTalk(NamedTuple):
    """A conversation that was found."""
    id: str
    name: str
    state: ChatState
    waiting: tuple
    stored: str | None

class Found(NamedTuple):
    """What a panel held whose kernel is gone."""
    talks: tuple
    shown: str
    draft: str
    attached: tuple
    problems: tuple
    @property
    def unsent(self) -> tuple[list[str], list[tuple]]:
        """The texts, and what goes with them, of the questions that were not asked yet."""

_PICTURE: Incomplete

def _with_pictures(stored, pictures):
    """Put the pictures that messages name back into them."""
def _text(value, most: int = 1000000): ...
def _attached(stored, pictures):
    """Returns what went with a question."""
def _picture(url): ...
def _found_talk(stored, pictures):
    """Returns a conversation in a dictionary from JSON."""

_DAMAGE: Incomplete

def read_found(data: bytes) -> Found:
    """Returns what a page has found. Raises `StoreError` if it can't be read; a damaged conversation is left out."""
def has_begun(chat: Chat) -> bool:
    """Returns whether anything was said in a conversation, besides instructions and examples."""

_all: weakref.WeakSet

class Recovery:
    """What a panel offers to go on with, and how it does."""
    id: Incomplete
    found: Found | None
    def __init__(self, chats: Callable[[], NamedChats], shown: Callable[[], Chat], show: Callable[[Chat], None], attachments: Attachments, give_back: Callable[[str], None], changed: Callable[[], None] = ...) -> None: ...
    def hear(self, number: int, of: int, data: bytes) -> None:
        """Take a piece of what a page has found; with `of` 0, it has found nothing. Raises `StoreError` for damage."""
    def discard(self) -> None:
        """Offer nothing any longer."""
    def _new(self, found, taken=()):
        """Returns what was found without the conversations that go on in this kernel already; `None`: nothing is left."""
    def forget(self, ids: set[str]) -> None:
        """Offer these no longer: another panel goes on with them."""
    def _orphaned(self):
        """Returns the newest conversation in the store of this one whose kernel was killed."""
    def text(self) -> str:
        """Returns what is offered in a sentence; empty if nothing is."""
    def take_up(self) -> None:
        """Go on with what is offered. Raises `ValueError` if nothing is."""
    def _restore_named(self, chat, talk) -> None:
        """Bring a conversation into a chat, under the name that it had unless another one has it."""
    def _home(self, talk, found):
        """Returns the chat in which a conversation goes on."""

def _numbered(name): ...
def _restore(chat, talk) -> None:
    """Bring a conversation into a chat: from the store where it was saved, if that has as much of it, else as found."""
def _length(state): ...
def _is_same(one, other):
    """Returns whether two states are of one conversation: they begin alike."""

class RecoveryVerbs:
    """What a panel offers to go on with: a base class of panels."""
    recovery: Recovery
    @property
    def offer(self) -> str:
        """The earlier conversation that `take_up` goes on with, in a sentence; empty if there is none."""
    def take_up(self) -> None:
        """Go on with the conversation of a kernel that is gone. Raises `ValueError` if none is offered."""
    def discard_offer(self) -> None:
        """Forget the earlier conversation that is offered."""
