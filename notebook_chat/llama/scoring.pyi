"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

import numpy as np
from ..core.errors import ContextError as ContextError, ModelClosedError as ModelClosedError
from ..core.logprobs import Score as Score
from ..core.reply import Reply as Reply
from ..core.writer import ReplyWriter as ReplyWriter
from ..templates.segments import Segment as Segment
from .generation import OutputSpec as OutputSpec
from .logprobs import likeliest_tokens as likeliest_tokens, log_sums as log_sums, logits_at as logits_at
from .prompts import Prompt as Prompt, image_spans as image_spans
from .scheduler import Request as Request
from .sequences import common_prefix as common_prefix
from .tokenizer import Tokenizer as Tokenizer
from _typeshed import Incomplete
from collections.abc import Callable, Generator, Iterable, Sequence
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
    """A continuation, and what is known of it so far."""
    tokens: Incomplete
    top: Incomplete
    tops: dict[int, tuple]
    ends: Incomplete
    rows: Incomplete
    known: int
    logprobs: Incomplete
    def __init__(self, tokens: Sequence[int], ends: Sequence[int], top: int = 0) -> None: ...
    @property
    def bound(self) -> float:
        """The most that it can still add up to."""
    def note(self, first: int, logits: np.ndarray, sums: np.ndarray) -> None:
        """Take in the rows from `first` on; `sums` as of `log_sums`."""
    def copy(self, other: ScoredText, first: int, stop: int) -> None:
        """Take over what is known of tokens from `first` on that are the same in another text."""

class Lane:
    """Some of the continuations, which are read one after the other, as the `output` of a request."""
    scoring: Incomplete
    spec: OutputSpec
    writer: ReplyWriter
    def __init__(self, scoring: Any, texts: Sequence[int]) -> None: ...
    @property
    def stopping(self) -> bool:
        """Whether nobody waits for it any more."""
    def begin(self, cached: int) -> None:
        """Record that reading begins, with so many tokens from the cache."""
    def prompt_read(self, done: int, total: int) -> None:
        """Report how much has been read."""
    def finish(self, reason: str, error: Exception | None = None) -> None:
        """Tell the others that this one has ended."""
    def request(self) -> Request:
        """Returns the request that reads its first text."""
    def take_logits(self, context: Any, row: int, count: int, position: int) -> None:
        """Note how likely the tokens after these rows are."""
    def following(self) -> tuple[int, list[int], int] | None:
        """Go on to the next text. Returns where it differs, its tokens from there on, and `logits_from`; `None`: no more."""
    def spread(self, free: int) -> list[Request]:
        """Give some of the texts to other sequences. Returns requests that read them."""

class Scoring:
    """The continuations of one prompt, while they are being scored."""
    tokenizer: Incomplete
    best: Incomplete
    reply: Incomplete
    error: Exception | None
    highest: Incomplete
    texts: Incomplete
    requests: Incomplete
    def __init__(self, tokenizer: Tokenizer, prompt: Prompt, continuations: Iterable[str | Iterable[int]], end: bool = False, best: bool = False, top: int = 0) -> None: ...
    def _count_rows(self):
        """Returns how many rows of logits all texts take together."""
    def new_request(self, texts: Sequence[int]) -> Request:
        """Returns a request that reads some of the texts."""
    def reading(self, number: int) -> tuple[int, list[int], int]:
        """Returns where what is read for a text begins to be its own, the tokens from there on, and `logits_from`."""
    def matters(self, number: int) -> bool:
        """Returns whether a text has to be read."""
    def key(self, number: int) -> float:
        """Returns what orders texts: the lowest is read first."""
    def note(self, number: int, first: int, logits: np.ndarray) -> None:
        """Note rows of logits for a text, and for those that share them."""
    def _sharing(self, number, first) -> Generator[Incomplete]:
        """Yields the texts that share the first `first` tokens with one, and how many tokens they share."""
    def check_room(self, n_ctx: int, name: str) -> None:
        """Raise `ContextError` if prompt and continuation are too long together."""
    def began(self, cached: int) -> None:
        """Record that reading begins, with so many tokens of the prompt from the cache. Only the first time counts."""
    def ended(self, reason: str, error: Exception | None = None) -> None:
        """Note that one of the requests has ended. On the engine's thread."""
    def scores(self) -> list[Score]:
        """Wait for the end. Returns a `Score` per text, in order; NaN: left out. Raises the error that ended it, if one did."""
    def _score(self, text):
        """Returns what was found of a text."""
    def likeliest(self) -> int:
        """Wait for the end. Returns the number of the likeliest text, the first of several. Raises as `scores` does."""

def _end_tokens(tokenizer):
    """Returns the tokens that end a reply. Raises `ValueError` if there are none."""
