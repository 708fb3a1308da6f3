"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from ..chat.history import ChatHistory as ChatHistory
from ..core.messages import ChatMessage as ChatMessage
from ..core.reply import Reply as Reply
from ..core.settings import as_config as as_config
from ..models.load import load_model as load_model
from ..models.tool_loop import ToolOptions as ToolOptions, reply_with_tools as reply_with_tools
from ..tools.builtin import BotFunctions as BotFunctions, bot_function as bot_function
from _typeshed import Incomplete
from collections.abc import Iterator, Sequence
from fastcore.basics import patch as patch
from typing import Any

__all__: Incomplete
_all_: Incomplete

def _settings(max_new_tokens, do_sample, stop_tokens, options):
    """Returns NanoLLM's options as a `GenerationConfig`."""

class _RawText:
    """A model that continues a text. Each message of the conversation becomes a part of it."""
    name: Incomplete
    n_ctx: Incomplete
    def __init__(self, model, text) -> None: ...
    def close(self) -> None:
        """Do nothing: the model belongs to the caller."""
    def reply(self, messages, settings=None, *, stop_when=None, into=None, **options):
        """Start a reply that continues the text and the messages after it, and return it at once."""

_QUANTIZATIONS: Incomplete

class NanoLLM:
    """A model with NanoLLM's verbs."""
    model: Incomplete
    def __init__(self, model: Any) -> None: ...
    def __getattr__(self, name): ...
    def __repr__(self) -> str: ...
    @classmethod
    def from_pretrained(cls, model: Any, api: str | None = None, api_token: str | None = None, quantization: str | None = None, **options: Any) -> NanoLLM:
        """Load a model and return it. Raises `ValueError` if a token is passed."""
    def generate(self, inputs: Any, streaming: bool = True, functions: Sequence | None = None, kv_cache: Any = None, stop_tokens: str | Sequence | None = None, max_new_tokens: int = 128, min_new_tokens: int = -1, do_sample: bool = False, **options: Any) -> Reply | str:
        """Continue `inputs`. Returns a `Reply`, or its text."""

class StreamingReply(Reply):
    """A reply whose `eos` is true with the last piece that a loop gets."""
    kv_cache: Any
    def __init__(self, kv_cache: Any = None) -> None: ...
    @property
    def eos(self) -> bool:
        """In a loop over the reply, whether this is the last piece. Elsewhere, whether it is complete."""
    def __iter__(self) -> Iterator[str]: ...

def _without_functions(model, inputs, settings, reply) -> None:
    """Write the reply to what `embed_chat` returned, to a text, or to token ids."""
def _with_functions(model, inputs, settings, functions, reply):
    """Write the reply, in which functions may be called."""
