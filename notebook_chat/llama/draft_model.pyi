"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

import os
from ..core.errors import LoadError as LoadError
from .context import LlamaContext as LlamaContext, make_context as make_context
from .files import file_identity as file_identity, find_model_file as find_model_file
from .library import llama_library as llama_library
from .logprobs import likeliest_token as likeliest_token, log_sums as log_sums, logits_at as logits_at
from .sequences import CachedSequence as CachedSequence, common_prefix as common_prefix, token_array as token_array
from .weights import Weights as Weights, open_weights as open_weights
from _typeshed import Incomplete
from array import array
from collections.abc import Mapping, Sequence
from fastcore.basics import patch as patch
from typing import Any, NamedTuple

__all__: Incomplete
_PADDING: int

def check_vocabulary(weights: Weights, draft: Weights, name: str | os.PathLike) -> int:
    """Returns how many tokens both have. Raises `LoadError` if one of these is another one."""

class DraftFile:
    """The file of a model that guesses for another one. It is opened together with that."""
    path: Incomplete
    identity: Incomplete
    def __init__(self, name: str | os.PathLike) -> None: ...
    def open(self, weights: Weights, n_gpu_layers: int, options: Mapping[str, Any]) -> DraftModel:
        """Returns the model in memory. Raises `LoadError`."""

_UNSURE: float

class _Part(NamedTuple):
    """What `LlamaContext.decode` evaluates."""
    sequence: CachedSequence
    tokens: array
    wants_logits: int

class DraftModel:
    """A model in memory that guesses for another one. Only the worker's thread may touch it."""
    size: Incomplete
    least: Incomplete
    sequences: Incomplete
    def __init__(self, weights: Weights, context: LlamaContext, size: int, n_sequences: int) -> None: ...
    def free(self) -> None:
        """Free the memory."""
    def follow(self, number: int, tokens: array, known: FollowedText) -> CachedSequence:
        """Returns the sequence of a text, without what isn't in it. At least the last token is missing."""
    def _find(self, sequence, tokens, known):
        """Begin with a text: copy what another sequence holds of it, if that is more."""
    def draft(self, texts: Sequence[tuple[int, array, FollowedText]], lengths: Sequence[int]) -> list[array]:
        """Returns the likeliest tokens to come after each text; shorter than wished where it isn't sure, or has to read."""
    def _read_on(self, sequences, missing):
        """Read what is missing of some texts, as far as a batch goes. Returns whether only one batch is left."""
    def _evaluate(self, parts):
        """Evaluate some tokens. Returns whether that could be done."""
    def _ends(self, token):
        """Returns whether nothing comes after a token."""
    def _sure_token(self, row):
        """Returns the likeliest token after a row of the last batch; `None` if it isn't likely."""

_WORTH_COPYING: int

class FollowedText:
    """How far a draft model knows the text of one request."""
    number: int
    sure: int
    def __init__(self) -> None: ...
