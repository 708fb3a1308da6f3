"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from ..core.messages import ChatMessage as ChatMessage
from ..core.reply import Reply as Reply
from .history import ChatHistory as ChatHistory
from .state import Unanswered as Unanswered
from .turns import Turns as Turns
from .unanswered import unanswered_in as unanswered_in
from _typeshed import Incomplete
from fastcore.basics import patch as patch
from typing import Any

__all__: Incomplete

class OpenQuestions:
    """A conversation that keeps questions without an answer."""
    messages: ChatHistory
    def _notify(self, event: str) -> None: ...
    def send(self, prompt: str | None = None, images: Any = (), **settings: Any) -> Reply: ...
    @property
    def unanswered(self) -> list[Unanswered]:
        """The questions that were stopped, or failed, before the first word of an answer; the model doesn't read them."""
    def discard(self, question: ChatMessage | Unanswered) -> None:
        """Forget a question that got no answer. Raises `ValueError` if there is no such question."""
    def ask_again(self, question: ChatMessage | Unanswered, text: str | None = None, **settings: Any) -> Reply:
        """Ask a question that got no answer again, with its pictures. Returns the reply. Raises `ValueError` without words."""

def _question_of(asked: Any) -> ChatMessage:
    """Returns a question. Raises `TypeError` for what is none."""
