"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from ..chat.chat import Chat as Chat
from ..chat.transcript import chat_items as chat_items
from ..core.message_pictures import as_list as as_list
from ..core.reply import Reply as Reply
from ..models.default import demo_hint as demo_hint
from .approval import ApprovalDesk as ApprovalDesk, ask_in_panel as ask_in_panel, board as board
from .code_outputs import CodeOutputs as CodeOutputs
from .named_chats import NamedChats as NamedChats
from .panel_beside import BesideVerbs as BesideVerbs
from .panel_chats import ChatOrders as ChatOrders, NEW_NAME as NEW_NAME, is_empty as is_empty
from .panel_columns import others_markdown as others_markdown
from .panel_commands import TypedLines as TypedLines
from .panel_context import ContextVerbs as ContextVerbs, PanelContext as PanelContext
from .panel_copy import COPY_FORMS as COPY_FORMS, SavedCopy as SavedCopy, UncopiedPanel as UncopiedPanel, can_hide as can_hide, follow_cells as follow_cells, is_attended as is_attended
from .panel_history import ItemSource as ItemSource, ShownItems as ShownItems
from .panel_items import ContextMeter as ContextMeter, ItemMaker as ItemMaker, state_of as state_of
from .panel_kept import PageKeeper as PageKeeper
from .panel_link import PageLink as PageLink, route_by_header as route_by_header
from .panel_models import LoadingDesk as LoadingDesk, ModelOrders as ModelOrders, ModelVerbs as ModelVerbs
from .panel_orders import PageOrders as PageOrders, read_order as read_order
from .panel_questions import Attachments as Attachments, WaitingQuestions as WaitingQuestions, ask as ask
from .panel_recovery import Recovery as Recovery, RecoveryVerbs as RecoveryVerbs
from .panel_settings import SettingsDrawer as SettingsDrawer
from .panel_space import PanelSpace as PanelSpace
from .panel_tokens import TokenViews as TokenViews
from .panel_typing import typing_bar as typing_bar
from .panel_worker import StopGate as StopGate, Worker as Worker
from .running_cell import running_cell as running_cell
from .views import in_kernel as in_kernel
from _typeshed import Incomplete
from fastcore.basics import patch as patch
from typing import Any

__all__: Incomplete

class ChatPanel(ModelVerbs, BesideVerbs, ContextVerbs, RecoveryVerbs, UncopiedPanel, PanelSpace):
    """A chat window. `busy`, `asks`, `conversation` and `height` can be observed."""
    busy: Incomplete
    conversation: Incomplete
    error: Incomplete
    asks: Incomplete
    chats: NamedChats
    panel_context: Incomplete
    typing: Incomplete
    recovery: Incomplete
    token_views: Incomplete
    loads: Incomplete
    def __init__(self, chat: Any = None, chats: dict | None = None, height: str = '', approve: bool = False, variables: dict | None = None, context: str = 'none', context_tokens: int | None = None, **options: Any) -> None: ...
    def __repr__(self) -> str: ...
    @property
    def chat(self) -> Chat:
        """The conversation that is shown; another one can be assigned."""
    @chat.setter
    def chat(self, chat: Chat) -> None: ...
    @property
    def running(self) -> bool:
        """Whether a reply is being written, asked for here or in a cell."""
    @property
    def attached(self) -> list[str]:
        """The names of the attachments of the next question."""
    @property
    def allowed(self) -> set[str]:
        """The names of functions that run unasked in this conversation; the set can be changed."""
    def _show_printed(self, outputs) -> None:
        """Show what code has printed and shown; without any, it takes no room."""
    def _conversations(self):
        """Returns the chats that are or can be shown."""
    def repaint(self) -> None:
        """Bring the pages up to date soon."""
    def _on_change(self, event):
        """Queue work after a change of the conversation: `reply`, `history` or `settings`."""
    def _forget(self) -> None:
        """Forget what was computed about the conversation, which has changed."""
    def _tokens_changed(self) -> None:
        """Look at all items again: their tokens or versions may be others."""
    def _on_message(self, window, content, buffers) -> None:
        """Receive an order from a page. Stop takes effect at once; the rest is left to the worker."""
    def _failed(self, error) -> None:
        """Show in the panel what went wrong on the worker's thread."""
    def _due(self):
        """Returns when the worker should wake up by itself; `None` for never."""
    def _ask_waiting(self, ordered):
        """Ask the next question that waits, when nothing is being written."""
    def _begin(self, question): ...
    def _give_back(self, question) -> None:
        """Send a question back to the message box."""
    def _paint_if_due(self, ordered) -> None:
        """Paint, unless another job waits, or the reply must grow first."""
    def _paint(self) -> None:
        """Bring the pages up to date."""
    def _source(self, item, last):
        """Returns what an item is made of."""
    def _made_item(self, source):
        """Returns an item as the pages hold it."""
    def _show_older(self, ordered) -> None:
        """Show some more of the older items, when there is nothing else to do."""
    def _measure(self, ordered) -> None:
        """Count the tokens in use, when there is nothing else to do."""
    def _keep(self, ordered) -> None:
        """Tell the pages what they need when the kernel is gone, when there is nothing else to do."""
    def _bar(self):
        """Returns the fields shown around the transcript."""
    def send(self, text: str = '', images: Any = (), **settings: Any) -> Reply:
        """Send a question with the attachments. Returns the reply while it is being written."""
    def stop(self) -> None:
        """Stop the reply that is being written. Questions that still wait go back to the message box."""
    def _ipython_display_(self, **options):
        """Show the panel, and a copy of the conversation for when it is gone."""
    def _refresh_copy(self) -> None:
        """Bring the shown copies up to date."""
    def _after_cell(self, result) -> None:
        """Update the saved copies after a cell, if nobody would wait for it."""
    def close(self) -> None:
        """Close the panel; the conversation stays."""

_PAUSE: float

def _is_writing(chat):
    """Returns whether a reply is being written in a conversation, asked for here or in a cell."""

_WIDGET: str
