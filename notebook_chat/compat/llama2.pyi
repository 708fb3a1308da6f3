"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from ..chat.chat import Chat as Chat
from ..jupyter.views import new_view as new_view, show as show
from _typeshed import Incomplete
from fastcore.basics import patch as patch
from typing import Any

__all__: Incomplete

class Llama2Chat:
    """A chat that displays its answers as Markdown."""
    chat: Chat
    font_size: int
    def __init__(self, llm: Any, system_message: str, font_size: int = 16) -> None: ...
    def get_messages(self) -> list[dict]:
        """Returns the chat so far as OpenAI-shaped dictionaries. Changing them doesn't change the chat."""
    def prompt_llama2(self, user_prompt: str, **settings: Any) -> None:
        """Send a prompt, wait, and display the whole answer."""
    def prompt_llama2_stream(self, user_prompt: str, clear_output: bool = False, stream: bool = True, **settings: Any) -> None:
        """Send a prompt and display the answer while it is being written."""
