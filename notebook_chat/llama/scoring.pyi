"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from ..core.errors import ContextError as ContextError, ModelClosedError as ModelClosedError
from ..core.logprobs import Score as Score
from ..core.reply import Reply as Reply
from ..core.writer import ReplyWriter as ReplyWriter
from ..templates.segments import Segment as Segment
from .generation import OutputSpec as OutputSpec
from .library import llama_library as llama_library
from .logprobs import likeliest_tokens as likeliest_tokens, log_sums as log_sums
from .prompts import Prompt as Prompt, image_spans as image_spans
from .scheduler import Request as Request
from .tokenizer import Tokenizer as Tokenizer
from _typeshed import Incomplete
from collections.abc import Callable, Iterable, Sequence
from fastcore.basics import patch as patch
from typing import Any

__all__: Incomplete

def is_token(value: Any) -> bool:
    """Returns whether a value is a token id in form."""
def check_tokens(tokens: Iterable[int], tokenizer: Tokenizer) -> list[int]:
    """Returns token ids as a list. Raises `ValueError` for one that the model doesn't have."""
def continuation_tokens(tokenizer: Tokenizer, prompt: Sequence[int], continuation: str | Iterable[int]) -> list[int]:
    """Returns the tokens of a text that follows a prompt. Raises `TypeError` for what is neither text nor token ids."""
def scored_prompt(prompt: str | Iterable, tokenizer: Tokenizer, read: Callable[[list], Prompt]) -> Prompt:
    """Returns what is read before texts are scored. Raises `ValueError` where there is nothing to read."""

class ScoredText:
    """One of several continuations of a prompt, as the `output` of a request."""
    scoring: Incomplete
    spec: OutputSpec
    writer: ReplyWriter
    tokens: list[int]
    def __init__(self, scoring: Any, start: int, tokens: Sequence[int], ends: Sequence[int]) -> None: ...
    @property
    def stopping(self) -> bool:
        """Whether nobody waits for it any more."""
    def begin(self, cached: int) -> None:
        """Record that reading begins, with so many tokens from the cache."""
    def prompt_read(self, done: int, total: int) -> None:
        """Report how much has been read."""
    def finish(self, reason: str, error: Exception | None = None) -> None:
        """Tell the others that this one has ended."""
    def take_logits(self, context: Any, row: int, count: int, position: int) -> None:
        """Note how likely the tokens after these rows are."""
    @property
    def score(self) -> Score:
        """What was found."""

class Scoring:
    """The continuations of one prompt, while they are being scored."""
    tokenizer: Incomplete
    reply: Incomplete
    error: Exception | None
    requests: list[Request]
    def __init__(self, tokenizer: Tokenizer, prompt: Prompt, continuations: Iterable[str | Iterable[int]], end: bool = False, top: int = 0) -> None: ...
    def check_room(self, n_ctx: int, name: str) -> None:
        """Raise `ContextError` if prompt and continuation are too long together."""
    def ended(self, text: ScoredText, reason: str, error: Exception | None = None) -> None:
        """Note that one of the texts has ended. On the engine's thread."""
    def scores(self) -> list[Score]:
        """Wait for the end. Returns a `Score` per continuation, in order. Raises the error that ended it, if one did."""

def _end_tokens(tokenizer):
    """Returns the tokens that end a reply. Raises `ValueError` if there are none."""
