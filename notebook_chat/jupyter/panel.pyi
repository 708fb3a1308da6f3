"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

import ipywidgets as widgets
import os
from ..chat.chat import Chat as Chat
from ..chat.transcript import chat_items as chat_items
from ..core.reply import Reply as Reply
from .approval import ApprovalDesk as ApprovalDesk, ask_in_panel as ask_in_panel, board as board
from .panel_copy import SavedCopy as SavedCopy, UncopiedPanel as UncopiedPanel, can_hide as can_hide, follow_cells as follow_cells
from .panel_items import ContextMeter as ContextMeter, ItemMaker as ItemMaker, state_of as state_of
from .panel_kept import PageKeeper as PageKeeper
from .panel_link import PageLink as PageLink, route_by_header as route_by_header
from .panel_orders import PageOrders as PageOrders, read_order as read_order, write_export as write_export
from .panel_questions import Attachments as Attachments, WaitingQuestions as WaitingQuestions, ask as ask
from .panel_recovery import Recovery as Recovery, RecoveryVerbs as RecoveryVerbs
from .panel_settings import SettingsDrawer as SettingsDrawer
from .panel_tokens import TokenViews as TokenViews
from .panel_verbs import MessageVerbs as MessageVerbs
from .panel_worker import StopGate as StopGate, Worker as Worker
from .running_cell import running_cell as running_cell
from .views import in_kernel as in_kernel
from _typeshed import Incomplete
from fastcore.basics import patch as patch
from pathlib import Path
from typing import Any

__all__: Incomplete

class ChatPanel(MessageVerbs, RecoveryVerbs, UncopiedPanel, widgets.VBox):
    """A chat window. `busy`, `asks` and `conversation` can be observed."""
    busy: Incomplete
    conversation: Incomplete
    error: Incomplete
    asks: Incomplete
    chats: dict[str, Chat]
    recovery: Incomplete
    token_views: Incomplete
    def __init__(self, chat: Any = None, chats: dict | None = None, height: str = '', approve: bool = False, **options: Any) -> None: ...
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
    def _conversations(self):
        """Returns the chats that are or can be shown."""
    def _free_name(self, name):
        """Returns `name`, with a number if it is taken."""
    def _on_change(self, event):
        """Queue work after a change of the conversation: `reply`, `history` or `settings`."""
    def _forget(self) -> None:
        """Forget what was computed about the conversation, which has changed."""
    def _on_message(self, window, content, buffers) -> None:
        """Receive an order from a page. Stop takes effect at once; the rest is left to the worker."""
    def _failed(self, error) -> None:
        """Show in the panel what went wrong on the worker's thread."""
    def _due(self):
        """Returns when the worker should wake up by itself; `None` for never."""
    def _ask_waiting(self, ordered):
        """Ask the next question that waits, when nothing is being written."""
    def _begin(self, question) -> None: ...
    def _give_back(self, question) -> None:
        """Send a question back to the message box."""
    def _paint_if_due(self, ordered) -> None:
        """Paint, unless another job waits, or the reply must grow first."""
    def _paint(self) -> None:
        """Bring the pages up to date."""
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
    def choose(self, name: str) -> None:
        """Show another conversation. Raises `ValueError` if there is none with that name."""
    def new(self, name: str | None = None) -> Chat:
        """Begin a conversation with the same model, instructions and settings. Raises `ValueError` if the name is taken."""
    def attach(self, thing: Any, name: str | None = None) -> None:
        """Attach a picture or a text file to the next question. Raises `ValueError` for anything else."""
    def detach(self, number: int = -1) -> None:
        """Remove an attachment. Raises `IndexError` for a wrong number."""
    def export(self, path: str | os.PathLike) -> Path:
        """Write the conversation to a file. Returns its path. Raises `ValueError` for any other suffix."""
    def insert(self, code: str) -> None:
        """Insert a cell below the panel's in JupyterLab and Notebook 7; in other front ends, copy the code."""
    def show_settings(self, open: bool | None = None) -> None:
        """Open or close the drawer with the settings."""
    def allow(self, always: bool = False) -> None:
        """Let the call in `asks` run. Raises `ValueError` if no call waits."""
    def refuse(self, reason: str = '') -> None:
        """Refuse the call in `asks`. Raises `ValueError` if no call waits."""
    def _ipython_display_(self, **options):
        """Show the panel, and a copy of the conversation for when it is gone."""
    def _refresh_copy(self, items) -> None:
        """Bring the shown copies up to date. Not every page may know which output that is."""
    def _after_cell(self, result) -> None:
        """Update the saved copies after a cell."""
    def close(self) -> None:
        """Close the panel; the conversation stays."""

_PAUSE: float

def _is_writing(chat):
    """Returns whether a reply is being written in a conversation, asked for here or in a cell."""

_WIDGET: str
