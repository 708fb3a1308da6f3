"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

import os
from ..chat.chat import Chat as Chat
from ..chat.export import export_chat as export_chat, exported as exported
from ..chat.seeing import picture_problem as picture_problem
from ..chat.titles import file_stem as file_stem
from ..chat.transcript import Item as Item
from ..core.messages import ChatMessage as ChatMessage
from .approval import ApprovalDesk as ApprovalDesk
from .panel_items import small_url as small_url
from .panel_link import PageLink as PageLink
from .panel_questions import Attachments as Attachments
from .panel_tokens import TokenViews as TokenViews
from .panel_typing import TypingOrders as TypingOrders
from .panel_worker import StopGate as StopGate
from _typeshed import Incomplete
from dataclasses import dataclass, field
from fastcore.basics import patch as patch
from pathlib import Path
from typing import Any, Callable, NamedTuple, Sequence

__all__: Incomplete

@dataclass(frozen=True)
class Order:
    """An order from a page."""
    do: str
    number: int = ...
    fields: dict = field(default_factory=dict)
    buffers: list = field(default_factory=list)
    stops: int = ...

def read_order(content: dict, buffers: Sequence = (), stops: int = 0) -> Order:
    """Returns an order from a page's message."""

class PageOrders(TypingOrders):
    """Carries out the orders of a panel's pages."""
    panel: Incomplete
    link: Incomplete
    desk: Incomplete
    attachments: Incomplete
    tokens: Incomplete
    gate: Incomplete
    paint: Incomplete
    others: Incomplete
    seen: int
    def __init__(self, panel: Any, link: PageLink, desk: ApprovalDesk, attachments: Attachments, tokens: TokenViews, gate: StopGate, paint: Callable[[], None], others: Sequence[Any] = ()) -> None: ...
    def carry_out(self, order: Order) -> None:
        """Carry out an order. Raises what the panel's verbs raise."""
    def item(self, order: Order) -> Item:
        """Returns the item that an order is about. Raises `ValueError` if it isn't in the conversation."""
    def unanswered(self, order: Order) -> ChatMessage | None:
        """Returns the question without an answer that an order is about; `None` if it is about something else."""
    def index(self, order: Order) -> int:
        """Returns the number of the message that an order is about. Raises `ValueError` if it is gone."""
    def do_hello(self, order: Order) -> None:
        """Send everything to a new page."""
    def do_send(self, order: Order) -> None:
        """Take a typed line: a question or a command."""
    def do_attach(self, order: Order) -> None:
        """Attach a picture or a text file."""
    def do_detach(self, order: Order) -> None:
        """Remove an attachment."""
    def do_retry(self, order: Order) -> None:
        """Ask a question again; the last one if the answer isn't in the history. The order may have settings for this once."""
    def do_edit(self, order: Order) -> None:
        """Change a message; a question is asked again, its braces filled."""
    def do_delete(self, order: Order) -> None:
        """Remove a question and its answer, or an answer."""
    def do_switch(self, order: Order) -> None:
        """Show another version of a message, with its tokens if the one before showed them."""
    def do_tokens(self, order: Order) -> None:
        """Show or hide the tokens of an answer."""
    def do_branch(self, order: Order) -> None:
        """Go on from a token of an answer with another one, and show the tokens of what comes of it."""
    def is_about_question(self, order: Order) -> bool:
        """Returns whether an order is about the question that waits."""
    def do_allow(self, order: Order) -> None:
        """Let a call run."""
    def do_refuse(self, order: Order) -> None:
        """Refuse a call."""
    def do_found(self, order: Order) -> None:
        """Take a piece of what a page has found."""
    def do_take_up(self, order: Order) -> None:
        """Go on with what is offered."""
    def do_discard(self, order: Order) -> None:
        """Forget what is offered."""
    def do_settings(self, order: Order) -> None:
        """Open or close the drawer with the settings."""
    def do_context(self, order: Order) -> None:
        """Have the notebook go with questions, or no longer."""
    def do_around(self, order: Order) -> None:
        """Take in the Markdown cells of the notebook, which only the page knows."""
    def do_export(self, order: Order) -> None:
        """Send the conversation as a file."""
    def do_picture(self, order: Order) -> None:
        """Send a picture of a question, or one that is attached, to be shown large."""

_SILENT: Incomplete
_PLACE: Incomplete

class ExportFormat(NamedTuple):
    """A format in which a conversation can be written."""
    media_type: str
    form: str

EXPORT_FORMATS: Incomplete

def write_export(chat: Chat, path: str | os.PathLike) -> Path:
    """Write a conversation to a file. Returns its path. Raises `ValueError` for any other suffix."""

_SCREEN: int
