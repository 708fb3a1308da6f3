"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from ..core.message_pictures import with_pictures as with_pictures
from ..core.messages import ChatMessage as ChatMessage, ChatMessages as ChatMessages
from ..core.reply import Reply as Reply
from ..core.settings import GenerationConfig as GenerationConfig
from ..models.load import load_model as load_model
from ..models.protocol import LocalModel as LocalModel, Model as Model
from ..templates.selection import as_template as as_template
from ..templates.template import ChatTemplate as ChatTemplate
from .counts import TokenCounts as TokenCounts, rough_counts as rough_counts, told_template as told_template
from .kv_cache import KVCacheView as KVCacheView, MissingTokens as MissingTokens, note_history as note_history
from .window import first_kept as first_kept, split_at as split_at
from _typeshed import Incomplete
from fastcore.basics import patch as patch
from typing import Any, Callable, Iterable, Iterator, Sequence, overload

__all__: Incomplete

class HistoryMessage:
    """A `ChatMessage` in its place in a `ChatHistory`. It has all attributes of the message; its text can be changed."""
    role: str
    model: str | None
    finish_reason: str | None
    images: Sequence
    reasoning: str
    calls: Sequence
    partial: bool
    content: Any
    history: ChatHistory
    message: ChatMessage
    def __init__(self, history: ChatHistory, message: ChatMessage) -> None: ...
    def __getattr__(self, name): ...
    def __eq__(self, other): ...
    def __hash__(self): ...
    def __repr__(self) -> str: ...
    def __reduce_ex__(self, protocol): ...
    @property
    def text(self) -> str: ...
    @text.setter
    def text(self, text: str) -> None: ...
    @property
    def index(self) -> int:
        """Its index in the history. Raises `ValueError` if it has been removed."""
    @property
    def prev(self) -> HistoryMessage | None:
        """The message before it, or `None`."""
    @property
    def next(self) -> HistoryMessage | None:
        """The message after it, or `None`."""
    def _span(self):
        """Returns where its tokens begin and end in those of the history; `None` if that can't be told."""
    @property
    def start_token(self) -> int | None:
        """The number of tokens of the history before this message; `None` if they can't be counted."""
    @property
    def num_tokens(self) -> int | None:
        """Tokens of this message, with what the template writes around it; `None` if they can't be counted."""
    @property
    def tokens(self) -> list[int] | None:
        """The token ids of this message, with what the template writes around it; `None` if they can't be told."""
    @property
    def cached(self) -> bool:
        """Whether all of its tokens are in the KV cache now. `False` if they can't be counted."""

class ChatHistory(ChatMessages):
    """The messages of a conversation, bound to a model."""
    model: Model
    chat_template: ChatTemplate | None
    tools: Sequence[dict]
    dropped: ChatMessages
    on_change: Callable | None
    lock: Incomplete
    config: GenerationConfig | None
    revision: int
    def __init__(self, model: Any = None, chat_template: Any = None, system_prompt: str | None = None, messages: Iterable = ()) -> None: ...
    @property
    def asked_template(self) -> ChatTemplate | None:
        """What the model is given for a template: `chat_template`, with what the settings say of thinking."""
    @property
    def _places(self):
        """The number of each entry, by its `id()`."""
    @property
    def _messages(self): ...
    @overload
    def __getitem__(self, index: int) -> HistoryMessage: ...
    @overload
    def __getitem__(self, index: slice) -> list[HistoryMessage]: ...
    def __iter__(self) -> Iterator[HistoryMessage]: ...
    def __delitem__(self, index) -> None: ...
    def _set_entries(self, entries) -> None:
        """Replace the list with a new one."""
    def _put(self, entry, message) -> None:
        """Replace the message of an entry."""
    def replace(self, staying: Iterable[HistoryMessage], new: Iterable[ChatMessage], dropping: Iterable[HistoryMessage] = ()) -> None:
        """Replace all messages in one step."""
    def append(self, role: Any = 'user', msg: Any = None, **fields: Any) -> HistoryMessage:
        """Append a message. Returns it in its place."""
    def _message_of(self, role, content, fields):
        """Returns a message of a role, some content and other fields."""
    def pop(self, count: int = 1) -> ChatMessages:
        """Remove the last messages and return them."""
    def remove(self, start: int, stop: int | None = None) -> None:
        """Remove messages."""
    def to_list(self) -> list[dict]:
        """Returns the messages as OpenAI-shaped dictionaries, which `ChatHistory(model, messages=...)` accepts."""
    def turn(self, role: str = 'user') -> bool:
        """Returns whether it is this role's turn to speak."""
    @property
    def system_prompt(self) -> str | None:
        """The instructions for the whole conversation; `None` if there are none."""
    @system_prompt.setter
    def system_prompt(self, text: str | None) -> None: ...
    def fork(self) -> ChatHistory:
        """Returns an independent history with the same messages. The model doesn't have to read them again."""
    @property
    def local_model(self) -> LocalModel | None:
        """The model if it runs in this process, and so exposes its tokens; else `None`."""
    @property
    def fingerprint(self) -> str | None:
        """The fingerprint by which the model recognizes its own tokens; `None` if it does not expose token ids."""
    @property
    def template(self) -> ChatTemplate | None:
        """The `ChatTemplate` in use; `None` for a model that applies its own."""
    def prompt_tokens(self, count: int | None = None, add_generation_prompt: bool = True) -> list[int]:
        """Returns the token ids that the model reads for the history. Raises `TypeError` if the model does not expose them."""
    @property
    def known_local(self) -> LocalModel:
        """The model. Raises `TypeError` if it doesn't run in this process."""
    @property
    def counts(self) -> TokenCounts:
        """The token counts. Raises `TypeError` if the model does not expose token ids."""
    def token_counts(self) -> list[int] | None:
        """Returns the tokens of the first 0, 1, 2, ... messages; `None` if they can't be told, as `counts.problem` says."""
    @property
    def num_tokens(self) -> int | None:
        """Tokens of the whole history; `None` if the template can't write it as it is."""
    @property
    def kv_cache(self) -> KVCacheView:
        """How much of this history the KV cache holds."""
    @kv_cache.setter
    def kv_cache(self, cache: Any) -> None: ...
    def embed_chat(self, use_cache: bool = True, max_tokens: int | None = None, wrap_tokens: int | None = None) -> tuple[MissingTokens, int]:
        """Returns `(tokens, position)`: the token ids missing in the cache, and the number of tokens before them."""
    def find_wrap_entry(self, wrap_tokens: int) -> int:
        """Returns the index of the first message that `wrap` would keep, besides instructions."""
    def wrap(self, wrap_tokens: int) -> ChatMessages:
        """Drop the oldest messages. Returns them."""
    def reset(self, system_prompt: bool | str | None = True, wrap_tokens: int | None = None) -> None:
        """Begin again, with fewer messages or none."""

_logger: Incomplete
