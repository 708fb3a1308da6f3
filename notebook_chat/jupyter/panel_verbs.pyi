"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from ..chat.chat import Chat as Chat
from ..core.messages import ChatMessage as ChatMessage
from ..core.reply import Reply as Reply
from .panel_questions import messages_of as messages_of, question_before as question_before
from .panel_tokens import TokenViews as TokenViews, answer_item as answer_item
from _typeshed import Incomplete
from fastcore.basics import patch as patch
from typing import Any

__all__: Incomplete

class MessageVerbs:
    """What can be done with the messages of the conversation that is shown: a base class of panels."""
    token_views: TokenViews
    @property
    def chat(self) -> Chat: ...
    def retry(self, index: int | None = None, **settings: Any) -> Reply:
        """Ask a question again. The old answer is kept as a branch. Raises `ValueError` if no question precedes `index`."""
    def edit(self, index: int, text: str, **settings: Any) -> Reply | None:
        """Change a message. A question is asked again: returns the reply, which replaces all after it. Else `None`."""
    def ask_again(self, question: ChatMessage, text: str | None = None, **settings: Any) -> Reply:
        """Ask a question that got no answer again. Returns the reply."""
    def delete(self, index: int) -> None:
        """Remove a question and its answer, or an answer with its calls. Raises `IndexError` for a wrong number."""
    def switch(self, index: int, number: int) -> None:
        """Switch to another branch. Raises `IndexError` for a wrong number."""
    def branch_at(self, index: int, position: int, alternative: Any = None, **options: Any) -> Reply:
        """Have an answer go another way at one of its tokens. What was there stays as a branch."""
    def show_tokens(self, index: int = -1, show: bool = True) -> None:
        """Show the tokens of an answer, shaded by surprise. Raises `ValueError` if the message is no answer."""
