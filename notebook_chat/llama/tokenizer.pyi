"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from ..core.caching import SizedCache as SizedCache
from ..core.errors import ModelClosedError as ModelClosedError
from ..core.logprobs import TokenLogprob as TokenLogprob, token_logprob as token_logprob
from ..templates.segments import Segment as Segment, longest_of as longest_of
from .library import llama_library as llama_library
from .weights import Weights as Weights
from _typeshed import Incomplete
from collections.abc import Generator
from fastcore.basics import patch as patch
from functools import cached_property
from typing import Any, Callable, Iterable, NamedTuple

__all__: Incomplete
_SPECIAL: Incomplete
_USER_DEFINED: Incomplete
_LEFT_STRIP: Incomplete
_RIGHT_STRIP: Incomplete
_REMEMBERED: int

class Tokenizer:
    """A model's tokenizer."""
    size: Incomplete
    def __init__(self, weights: Weights) -> None: ...
    @property
    def vocabulary(self) -> Any:
        """llama.cpp's pointer to the vocabulary. Raises `ModelClosedError` once the weights are freed."""
    @cached_property
    def special_tokens(self) -> dict[str, int]:
        """The special tokens: text to id."""
    @cached_property
    def _special_pattern(self):
        """A pattern that finds special tokens in text, the longest first; `None` if there are none."""
    @cached_property
    def _cut_out(self):
        """What llama.cpp cuts out of a text before it tokenizes the rest."""
    @cached_property
    def _anchor_length(self):
        """The number of tokens of a line break; more than one if the vocabulary adds a blank to each text."""
    def _attributes(self, token):
        """Returns llama.cpp's attributes of a token, as bits."""
    def _of_kind(self, attributes):
        """Returns the tokens that have one of some attributes."""
    def token_text(self, token: int) -> str:
        """Returns the token as the vocabulary spells it."""
    def is_eog(self, token: int) -> bool:
        """Returns whether the token ends a generation: end of turn, of text, or of message."""
    def named_token(self, name: str) -> tuple[int, str]:
        """Returns id and text of a token that the vocabulary names; `(-1, '')` if it has no such token."""
    def tokenize(self, text: str, special: bool = False, start: bool = False) -> list[int]:
        """Returns the token ids of `text`."""
    def token_bytes(self, token: int) -> bytes:
        """Returns the bytes of a token: perhaps only part of a character, empty for special tokens."""
    def detokenize(self, tokens: Iterable[int]) -> str:
        """Returns the text of `tokens`, without special tokens."""
    def token_row(self, token: int, logprob: float) -> TokenLogprob:
        """Returns a token with its logprob. The text of a special token is its name."""
    def shown_bytes(self, token: int) -> bytes:
        """Returns the bytes of a token; of a special one its name's."""
    def _tokenize_after(self, text, special, after_text):
        """Returns the tokens of `text`; if it comes `after_text`, without the blank that SentencePiece adds."""
    def _meant_special_tokens(self, run, text) -> Generator[Incomplete]:
        """Yields the spans of the special tokens in `text` that touch no literal segment."""
    def _borders(self, text) -> Generator[Incomplete]:
        """Yields the spans of special tokens that cut the text in two, so that each part has the tokens that it has alone."""
    def _cuts(self, token):
        """Returns whether a special token is always cut out of a text as itself."""
    def _encode_run(self, run, after_text):
        """Returns the tokens of adjacent text segments; `after_text`: whether the tokens before them end in text."""
    def _encode_pieces(self, run, after_text):
        """Returns the tokens of adjacent text segments, made piece by piece, and whether they end in text."""
    def encode(self, segments: Iterable[Segment], image_tokens: Callable[[Any], Iterable[int]] | None = None) -> list[int]:
        """Returns the token ids of a rendered conversation, with the begin token first if the model uses one."""
    def _encode_part(self, part, after_text, image_tokens):
        """Returns the tokens of a part of a rendering, and whether they end in text."""
    def _written_bytes(self, tokens):
        """Returns how many bytes of a prompt tokens stand for."""
    def _aligned_sizes(self, encoded, tokens):
        """Returns how many of `tokens` are each part's, by the bytes that they stand for."""
    def part_counts(self, parts: Iterable[Iterable[Segment]], tokens: list[int], image_tokens: Callable[[Any], Iterable[int]] | None = None) -> list[int]:
        """Returns how many of the tokens are each part's; a token that reaches over counts for the earlier part."""

class _Texts(NamedTuple):
    """The texts that llama.cpp cuts out before it tokenizes, and what they begin and end with."""
    joined: str
    heads: set[str]
    tails: set[str]

def _texts_of(tokens):
    """Returns what has to be known of some tokens' texts to tell whether others overlap with them."""

_BLANKS: str
_SOME_BLANKS: Incomplete
