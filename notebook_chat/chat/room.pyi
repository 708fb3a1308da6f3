"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from ..core.messages import ChatMessage as ChatMessage, ChatMessages as ChatMessages
from .counts import TokenCounts as TokenCounts, rough_counts as rough_counts
from .history import ChatHistory as ChatHistory
from .window import Window as Window, first_kept as first_kept, possible_starts as possible_starts, split_at as split_at, token_bound as token_bound
from _typeshed import Incomplete
from collections.abc import Callable, Sequence
from fastcore.basics import patch as patch
from typing import Any

__all__: Incomplete

class Room:
    """The room that a history's model has in its context."""
    history: Incomplete
    entries: Incomplete
    n_ctx: int | None
    def __init__(self, history: ChatHistory, wrap_tokens: int | None = None, tools: Sequence[dict] | None = None) -> None: ...
    def takes(self, messages: Sequence) -> int:
        """Returns how many tokens the model reads to answer messages. Raises `ValueError` if the template refuses them."""
    def free(self, max_tokens: int | None) -> int:
        """Returns how many tokens a conversation may take, so that an answer of `max_tokens` finds room."""
    def size(self, partial: ChatMessage | None) -> int:
        """Returns how many tokens the beginning of an answer takes, which the model continues."""
    def fits(self, messages: Sequence, free: int) -> bool:
        """Returns whether messages take no more than `free` tokens."""
    def _counts_before(self, entries):
        """Returns the tokens of the first 0, 1, 2, ... messages, rough ones where the true ones can't be had."""
    def _first_staying(self, asked, counts, free):
        """Returns the index of the first message that stays, besides instructions; of the last question if nothing fits."""
    def window(self, final: Sequence[ChatMessage], max_tokens: int | None = None, entries: Sequence | None = None, partial: ChatMessage | None = None) -> Window:
        """Returns which messages stay before a question, and which leave. Raises `ValueError` if the template refuses them."""
    def _cut_result(self, before, result, waiting):
        """Returns a result whose beginning fits after the messages `before`, with `waiting` results like it."""
    def admit(self, messages: Sequence[ChatMessage], said: Sequence[ChatMessage], result: ChatMessage, waiting: int = 1, max_tokens: int | None = None) -> tuple[Window, ChatMessage]:
        """Returns which messages of the conversation stay, and the result, shortened if it doesn't fit even so."""
    def admitting(self, max_tokens: int | None = None, drop: Callable[[int], None] | None = None) -> Callable:
        """Returns the function that makes room for results while a reply is being written, as `ToolLoop` takes it."""

def _shortened(text, size):
    """Returns the first `size` characters of a result, and says that they are not all."""
