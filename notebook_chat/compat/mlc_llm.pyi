"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

import queue
from ..chat.asking import complete_text as complete_text
from ..chat.chat import Chat as Chat
from ..core import callbacks as callbacks, settings as settings
from ..core.errors import LoadError as LoadError
from ..core.messages import ChatMessage as ChatMessage, ChatMessages as ChatMessages
from ..core.reply import Reply as Reply
from ..core.stats import GenerationStats as GenerationStats
from ..core.text import did_you_mean as did_you_mean
from ..models.load import load_model as load_model
from ..models.protocol import LocalModel as LocalModel
from ..templates.selection import as_template as as_template
from _typeshed import Incomplete
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fastcore.basics import patch as patch
from typing import Any, Callable

__all__: Incomplete

@dataclass(init=False)
class _Options:
    """Options by name; those that are not given are `None`."""
    def __init__(self, **options) -> None: ...
    def given(self) -> dict[str, Any]:
        """Returns the options that are set; MLC's programs write -1 for one that isn't."""

@dataclass(init=False)
class GenerationConfig(_Options):
    """How one answer is generated."""
    temperature: float | None
    repetition_penalty: float | None
    presence_penalty: float | None
    frequency_penalty: float | None
    top_p: float | None
    mean_gen_len: int | None
    max_gen_len: int | None
    max_tokens: int | None
    n: int | None
    stop: str | Sequence[str] | None
    seed: int | None

@dataclass(init=False)
class ConvConfig(_Options):
    """What a conversation begins with and ends at. How it is written is up to the model file's own template."""
    name: str | None
    system_template: str | None
    system_message: str | None
    system: str | None
    roles: Sequence[str] | None
    messages: Sequence[Sequence[str]] | None
    seps: Sequence[str] | None
    role_content_sep: str | None
    role_empty_sep: str | None
    offset: int | None
    separator_style: int | None
    stop_str: str | Sequence[str] | None
    stop_tokens: Sequence[int] | None
    prefix_tokens: Sequence[int] | None
    add_bos: bool | None

@dataclass(init=False)
class ChatConfig(_Options):
    """Options of a `ChatModule`."""
    local_id: str | None
    model_name: str | None
    model_category: str | None
    tokenizer_files: Sequence[str] | None
    conv_template: str | None
    conv_config: ConvConfig | None
    temperature: float | None
    repetition_penalty: float | None
    presence_penalty: float | None
    frequency_penalty: float | None
    top_p: float | None
    mean_gen_len: int | None
    max_gen_len: int | None
    shift_fill_factor: float | None
    context_window_size: int | None
    prefill_chunk_size: int | None
    sliding_window_size: int | None
    attention_sink_size: int | None
    max_batch_size: int | None
    tensor_parallel_shards: int | None
    use_presharded_weights: bool | None
    opt: str | None

_SETTINGS: Incomplete
_LOADING: Incomplete
_USED: Incomplete
_NAMES: Incomplete

def _translated(options, names):
    """Returns the options that have another name here."""
def _warn(options, *more) -> None:
    """Warn of options that do nothing here."""
def _stops(model, conversation):
    """Returns the stop strings of a conversation."""
def _check_bos(model, conversation) -> None:
    """Warn if `add_bos` asks for what the model file doesn't say."""

class DeltaCallback:
    """Passes on what is new in a text that grows. Subclasses define `delta_callback` and `stopped_callback`."""
    callback_interval: int
    curr_message: str
    def __init__(self, callback_interval: int = 2) -> None: ...
    def __call__(self, message: str = '', stopped: bool = False) -> None: ...
    def delta_callback(self, delta_message: str) -> None: ...
    def stopped_callback(self) -> None: ...

class StreamToStdout(DeltaCallback):
    """Prints an answer as it comes, with a line break at its end."""
    def delta_callback(self, delta_message: str) -> None: ...
    def stopped_callback(self) -> None: ...

class StreamIterator(DeltaCallback):
    """Iterate it on one thread while another generates into it."""
    def __init__(self, callback_interval: int = 2) -> None: ...
    def delta_callback(self, delta_message: str) -> None: ...
    def stopped_callback(self) -> None: ...
    def __iter__(self) -> Iterator[str]: ...

def _tell(callback, start):
    """Pass the texts that `start()` returns to a callback as they come, and tell it the end, whatever comes."""

_TEMPLATES: Incomplete

def _template(name):
    """Returns the chat template of a name; `None` for `None`. Raises `ValueError` for an unknown one."""
def _load(model, device, options):
    """Returns the model. Raises `LoadError` for MLC's own weights."""

class ChatModule:
    """A conversation with MLC's verbs."""
    raw: bool
    model: Incomplete
    chat: Incomplete
    last_reply: Reply | None
    def __init__(self, model: Any, device: str = 'auto', chat_config: ChatConfig | None = None, model_lib: str | None = None, model_lib_path: str | None = None, **options: Any) -> None: ...
    def __repr__(self) -> str: ...
    def _apply(self, given, conversation) -> None:
        """Begin a conversation with options; what they leave out stays as it was."""
    def reset_chat(self, chat_config: ChatConfig | None = None) -> None:
        """Forget the conversation, but not its instructions."""
    def _settings(self, generation_config):
        """Returns the settings of one answer."""
    def _asking(self, prompt, stateless):
        """Returns the chat that is asked, and the question."""
    def _reply(self, chat, question, options):
        """Returns the reply to a question."""
    def generate(self, prompt: str | Sequence, generation_config: GenerationConfig | None = None, progress_callback: Callable | None = None, stateless: bool = False) -> str | list[str]:
        """Wait for the whole answer and return it; a list of answers for `n` of more than one, of which the first is kept."""
    def stats(self, verbose: bool = False) -> str:
        """Returns the speeds of the last answer as text; with `verbose`, a second line with its tokens."""
    def benchmark_generate(self, prompt: str, generate_length: int) -> str:
        """Continue a text by so many tokens, for the figures. The conversation stays as it is."""

def _examples(messages):
    """Returns `[role, text]` pairs as messages, of the user and the assistant in turn."""
def _as_messages(prompt):
    """Returns a list of messages: dictionaries, `ChatMessage`s, or objects with `role` and `content`."""
