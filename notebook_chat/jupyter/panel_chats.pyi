"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from ..chat.chat import Chat as Chat
from ..chat.recall import model_of as model_of
from ..chat.titles import first_question as first_question
from ..models.protocol import Model as Model
from .named_chats import Change as Change, FoundChat as FoundChat, NamedChats as NamedChats
from .panel_link import PageLink as PageLink
from .panel_orders import Order as Order
from .panel_verbs import MessageVerbs as MessageVerbs
from _typeshed import Incomplete
from collections.abc import Callable
from fastcore.basics import patch as patch
from typing import Any

__all__: Incomplete
NEW_NAME: str

def is_empty(chat: Chat) -> bool:
    """Returns whether nothing was said in a conversation, besides its instructions and examples."""

class ConversationVerbs(MessageVerbs):
    """What can be done with the conversations of a panel: a base class of panels."""
    chats: NamedChats
    conversation: Any
    @property
    def chat(self) -> Chat: ...
    @chat.setter
    def chat(self, chat: Chat) -> None: ...
    def repaint(self) -> None:
        """Bring the pages up to date soon."""
    def load(self, source: Any) -> Model:
        """Returns a model for a conversation; for `None`, that of the conversation that is shown."""
    def choose(self, name: str) -> None:
        """Show another conversation. Raises `ValueError` if there is none of that name."""
    def new(self, name: str | None = None) -> Chat:
        """Begin a conversation with the same model, instructions and settings. Raises `ValueError` if the name is taken."""
    def _fresh(self): ...
    def rename(self, new_name: str, name: str | None = None) -> str:
        """Give a conversation another name, in the store as well. Returns it. Raises `ValueError` if it is taken."""
    def delete_conversation(self, name: str | None = None) -> str:
        """Delete a conversation, in the store as well; `undo_delete` brings it back. Returns its name."""
    def undo_delete(self, name: str = '') -> str:
        """Bring back a conversation and show it. Returns its name. Raises `ValueError` if none was deleted."""
    def search(self, text: str) -> list[FoundChat]:
        """Returns the conversations with these words in name or messages, with an excerpt; those in the store as well."""
    def follow(self, change: Change) -> None:
        """Show what the registry says after a change: a conversation that cells have chosen, another name, one that is left."""
    def _left_over(self):
        """Returns what to show once the conversation is gone: the current one, else a new one."""

_MOST_ROWS: int

def _row(panel, found):
    """Returns a conversation as the page's list shows it."""

class ChatOrders:
    """Carries out what the pages order about conversations."""
    panel: Incomplete
    link: Incomplete
    aside: Incomplete
    def __init__(self, panel: Any, link: PageLink, aside: Callable[[str, Callable], Any]) -> None: ...
    def do_chats(self, order: Order) -> None:
        """Send the conversations, or those with the words that are looked for."""
    def do_choose(self, order: Order) -> None:
        """Show another conversation. One from the store may need a model first."""
    def do_new(self, order: Order) -> None:
        """Begin another conversation."""
    def do_rename(self, order: Order) -> None:
        """Give a conversation another name."""
    def do_delete_chat(self, order: Order) -> None:
        """Delete a conversation."""
    def do_undo_delete(self, order: Order) -> None:
        """Bring back the conversation that was deleted last."""
