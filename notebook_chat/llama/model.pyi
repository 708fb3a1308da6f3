"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

import os
import types
from ..core.callbacks import ended as ended, finish_all as finish_all
from ..core.copying import NotCopied as NotCopied
from ..core.errors import ModelClosedError as ModelClosedError
from ..core.logprobs import Score as Score
from ..core.messages import ChatMessage as ChatMessage, ChatMessages as ChatMessages
from ..core.recipes import Recipe as Recipe, Replay as Replay
from ..core.reply import Reply as Reply
from ..core.settings import GenerationConfig as GenerationConfig, LLAMA_CPP_DEFAULTS as LLAMA_CPP_DEFAULTS, as_config as as_config
from ..core.writer import ReplyWriter as ReplyWriter
from ..templates.selection import as_template as as_template, choose_template as choose_template
from ..templates.template import ChatTemplate as ChatTemplate
from .attribution import Attributing as Attributing
from .beginnings import beginning_of as beginning_of, in_own_tokens as in_own_tokens, unmeasured as unmeasured
from .cache_files import read_cache as read_cache, write_cache as write_cache
from .context import cache_type_number as cache_type_number, check_options as check_options
from .draft_model import DraftFile as DraftFile
from .engine import load_parts as load_parts
from .files import file_identity as file_identity
from .generation import Generation as Generation, OutputSpec as OutputSpec
from .handed_over import losses_of as losses_of, metadata_of as metadata_of, parts_of_llama as parts_of_llama, seeds_of as seeds_of, settings_of as settings_of, template_of as template_of, vision_of as vision_of
from .library import llama_library as llama_library
from .openai_format import completion as completion, completion_chunks as completion_chunks
from .origins import ModelFacts as ModelFacts, Origin as Origin, Said as Said, said_to as said_to
from .prompts import Measured as Measured, Prompt as Prompt, PromptBuilder as PromptBuilder, check_prompt as check_prompt, image_spans as image_spans
from .recommended import recommended_settings as recommended_settings
from .registry import hold_engine as hold_engine, release_by_collector as release_by_collector, release_engine as release_engine
from .replaying import replay as replay
from .rested import RestedStates as RestedStates
from .sampler import Sampler as Sampler
from .scheduler import Request as Request
from .scoring import Scoring as Scoring, check_tokens as check_tokens, scored_prompt as scored_prompt
from .sequences import token_array as token_array
from .tokenizer import Tokenizer as Tokenizer
from _typeshed import Incomplete
from collections import deque
from fastcore.basics import patch as patch
from functools import cached_property
from typing import Any, Callable, Iterable, Iterator, Sequence

__all__: Incomplete

class LlamaModel(Attributing, NotCopied):
    """A llama.cpp model in this process."""
    instead: str
    path: str | None
    def __init__(self, path: str | os.PathLike, n_ctx: int | None = None, n_gpu_layers: int | None = None, n_batch: int = 512, n_threads: int | None = None, n_sequences: int = 16, cache_type: str = 'f16', flash_attn: bool | None = None, cache_ram: int | None = None, context_shift: bool = False, name: str | None = None, vision: Any = None, speculation: bool = True, draft: str | os.PathLike | None = None) -> None: ...
    rested: Incomplete
    n_ctx: Incomplete
    n_ctx_train: Incomplete
    facts: Incomplete
    def _set_up(self, key, load, n_sequences, name):
        """Hold the engine under `key`, loaded by `load` if there is none."""
    def __repr__(self) -> str: ...
    def __enter__(self): ...
    def __exit__(self, *error) -> None: ...
    @cached_property
    def template(self) -> ChatTemplate | None:
        """The model file's own chat template, else that of its family; `None` if neither is known."""
    @property
    def sees(self) -> bool:
        """Whether the model can see pictures."""
    @property
    def tokenizer(self) -> Tokenizer:
        """The tokenizer. Raises `ModelClosedError` if the model is closed."""
    @property
    def _prompts(self):
        """The builder that turns conversations into this model's tokens."""
    def close(self) -> None:
        """Close the model. The last one on a file to close frees its memory, and its replies end. May be called twice."""
    @classmethod
    def from_llama(cls, llama: Any, n_sequences: int = 16, name: str | None = None, vision: Any = None) -> LlamaModel:
        """Returns a model on the weights of a `llama_cpp.Llama`, made like it. Warns of what it can't take along."""
    @property
    def default_settings(self) -> GenerationConfig:
        """The sampling settings that it was made with, or that its file recommends. Impossible ones are logged, not used."""
    def tokenize(self, text: str, special: bool = False) -> list[int]:
        """Returns the token ids of `text`."""
    def detokenize(self, tokens: Iterable[int]) -> str:
        """Returns the text of `tokens`, without special tokens."""
    def template_for(self, template: Any = None) -> ChatTemplate:
        """Returns the chat template to use. Raises `ValueError` if there is none."""
    def prompt_tokens(self, messages: Iterable, template: Any = None, tools: Sequence[dict] = (), add_generation_prompt: bool = True) -> list[int]:
        """Returns the token ids that the model reads for a conversation."""
    def measure(self, messages: Iterable, template: Any = None, tools: Sequence[dict] = ()) -> Measured:
        """Returns a conversation's tokens, without what opens a reply, and how many of them are each message's.

    The counts add up to the whole. Each is exact if messages begin with a special token, as in nearly all templates;
    if not, a token that reaches over to the next message counts for the one before."""
    def _start(self, tokens, settings, spec=..., into=None, continues: bool = False, said=None):
        """Queue a prompt of `tokens`. Returns the reply to it."""
    def prompt_of(self, said: Said) -> Prompt:
        """Returns what the model reads before an answer, and how to read the answer."""
    def _as_written(self, said, tokens):
        """Returns a prompt that ends with an answer, its reasoning in the tokens that the model wrote if they are cached."""
    def reply(self, messages: Iterable, settings: GenerationConfig | dict | None = None, *, template: Any = None, tools: Sequence[dict] = (), continue_final: bool = False, stop_when: Callable[[str], Any] | None = None, into: ReplyWriter | None = None) -> Reply:
        """Start the reply to a conversation and return it at once. Bad input raises `ValueError`."""
    def beginning(self, tokens: Sequence[int], more: str | Iterable[int], template: Any = None) -> ChatMessage:
        """Returns the beginning of an answer, with its exact tokens. Raises `ValueError` or `TypeError` for what isn't one."""
    def complete(self, text: str | Sequence[int], settings: GenerationConfig | dict | None = None, *, stop_when: Callable[[str], Any] | None = None, into: ReplyWriter | None = None, **overrides: Any) -> Reply:
        """Start a reply that continues raw text, without a chat template, and return it at once."""
    def scoring(self, prompt: str | Iterable, continuations: Iterable, *, template: Any = None, tools: Sequence[dict] = (), continue_final: bool = False, end: bool = False, best: bool = False, top: int = 0) -> Scoring:
        """Start scoring texts and return at once; `scores()` waits. Bad input raises `ValueError` or `TypeError`."""
    def score(self, prompt: str | Iterable, continuations: Iterable, *, template: Any = None, tools: Sequence[dict] = (), continue_final: bool = False, end: bool = False, top: int = 0) -> list[Score]:
        """Returns how likely each continuation of a prompt is, token by token. Nothing is written."""
    def replay(self, recipe: Recipe, images: Iterable = ()) -> Replay:
        """Make an answer again, alone. Raises `ValueError` for another model's recipe, or if pictures are missing."""
    def map(self, conversations: Iterable, settings: GenerationConfig | dict | None = None, *, template: Any = None, tools: Sequence[dict] = (), progress: bool = True) -> list[Reply]:
        """Returns finished replies, in order. One that fails has its `error`; after an interrupt the rest is `stopped`."""
    def cached_tokens(self, tokens: Sequence[int]) -> int:
        """Returns how many of the first `tokens` are in the KV cache now, or kept beside it."""
    def save_cache(self, path: str | os.PathLike, messages: Iterable, template: Any = None) -> int:
        """Write a conversation's KV cache to a file. Returns the number of tokens."""
    def load_cache(self, path: str | os.PathLike) -> int:
        """Read a conversation's KV cache from a file. Returns the number of tokens. Raises `ValueError` for another model's."""
    def create_chat_completion(self, messages: Iterable, stream: bool = False, logprobs: bool | int | None = None, top_logprobs: int | None = None, **settings: Any) -> dict | Iterator[dict]:
        """Returns a chat completion as OpenAI-shaped dictionaries, whole or in chunks as they are written."""
