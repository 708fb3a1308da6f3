"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from ..chat.branches import checked_index as checked_index
from ..chat.chat import Chat as Chat
from ..chat.tokens import answer_tokens as answer_tokens
from ..chat.transcript import Item as Item, items_of as items_of
from ..core.logprobs import TokenLogprob as TokenLogprob
from ..core.messages import ChatMessage as ChatMessage
from ..core.reply import Reply as Reply
from ..render.token_text import candidates as candidates, percent as percent, remarks as remarks, step_of as step_of, summary as summary, surprise as surprise, token_label as token_label, token_texts as token_texts, visible_parts as visible_parts
from ..render.tokens import TokensView as TokensView
from _typeshed import Incomplete
from collections.abc import Callable, Sequence
from fastcore.basics import patch as patch
from typing import NamedTuple

__all__: Incomplete
_MOST_SENT: int

def page_rows(rows: Sequence[TokenLogprob]) -> list[dict]:
    """Returns the rows of an answer's tokens as the pages hold them."""
def _page_row(row, text): ...

class TokenRun(NamedTuple):
    """The tokens of one message of an answer."""
    message: int
    view: TokensView
    fixed: str | None
    def field(self) -> dict:
        """Returns it as the pages hold it."""

class ShownTokens:
    """An answer whose tokens are shown."""
    message: Incomplete
    runs: list[TokenRun]
    field: dict
    def __init__(self, message: ChatMessage) -> None: ...
    def fill(self, runs: Sequence[TokenRun]) -> None:
        """Take the tokens, which have been found."""

_MOST_SHOWN: int

class TokenViews:
    """The answers of a panel that show their tokens."""
    def __init__(self, put: Callable[[Callable[[], None]], None], changed: Callable[[], None]) -> None: ...
    def of(self, item: Item) -> dict | None:
        """Returns what the pages hold of an answer's tokens; `None` if they aren't shown."""
    def hide(self, item: Item) -> None:
        """Show an answer without its tokens again."""
    def show(self, chat: Chat, item: Item) -> None:
        """Begin to find the tokens of an answer, and show them once they are there."""
    def _look(self, chat, item, shown) -> None:
        """Find the tokens of an answer. Runs on a thread of its own."""
    def _fill(self, shown, runs) -> None: ...
    def _fail(self, shown, error) -> None: ...
    def saved(self, item: Item) -> str:
        """Returns the tokens of an answer for a saved notebook, as Markdown; empty if they aren't shown."""
    def candidate(self, item: Item, message: int, position: int, rank: int) -> dict:
        """Returns it as an option of `Chat.branch_at`. Raises `ValueError` if the tokens aren't shown any more."""
    def show_at(self, chat: Chat, index: int) -> None:
        """Show the tokens of an answer. Raises `ValueError` if the message is no part of one."""
    def show_when_done(self, chat: Chat, index: int, reply: Reply) -> None:
        """Show the tokens of an answer at its end, if it has come to be in the history."""
    def _show_said(self, chat, index, reply) -> None: ...

def answer_item(chat: Chat, index: int) -> Item:
    """Returns the answer that a message is part of. Raises `IndexError` for a wrong number, `ValueError` for a question."""
def _runs_of(chat, item):
    """Returns the tokens of an answer's messages."""
def _run_of(chat, number, index):
    """Returns the tokens of a message."""

_MOST_SAVED: int

def in_markdown(page: str) -> str:
    """Returns HTML as one line, with nothing in it that Markdown or a typesetter of formulas would take for its own."""

_FILE: str
