"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

import numpy as np
from ..core.errors import LoadError as LoadError
from .library import collect_log as collect_log, llama_library as llama_library
from .sequences import CachedSequence as CachedSequence
from .weights import Weights as Weights
from _typeshed import Incomplete
from array import array
from collections.abc import Sequence
from fastcore.basics import patch as patch
from typing import Any

__all__: Incomplete
_SMALL_MODEL: Incomplete

def default_threads(weights: Weights) -> int:
    """Returns the number of physical cores, or an estimate (half of many processors); 1 for small models."""

_CACHE_TYPES: Incomplete

def cache_type_number(name: str) -> int:
    """Returns ggml's number for a type of the KV cache. Raises `ValueError` for an unknown name."""

_MOST: Incomplete
_CAN_BE_0: Incomplete
_CAN_BE_NONE: Incomplete

def check_options(**options: Any) -> None:
    """Raise a `ValueError` for a number that llama.cpp would stumble over."""

class DecodeError(RuntimeError):
    """llama.cpp could not evaluate a batch."""

class LlamaContext:
    """A llama.cpp context. Only the worker thread may touch it, except for `abort`."""
    adapters: Sequence
    pointer: Incomplete
    n_ctx: Incomplete
    n_batch: Incomplete
    image_sizes: dict[int, tuple[int, int]]
    no_partial_reuse: Incomplete
    exact_states: Incomplete
    cache_ram: int | None
    can_shift: Incomplete
    context_shift: bool
    n_threads: Incomplete
    fixed_threads: bool
    last_alone: bool
    signature: str
    def __init__(self, weights: Weights, options: dict) -> None: ...
    def abort(self, now: bool = True) -> None:
        """Abort the batch that is being evaluated; with `False`, let later ones run. Safe on any thread."""
    def synchronize(self) -> None:
        """Wait until what was evaluated is done: where there is a GPU, `decode` returns before."""
    def set_threads(self, threads: int) -> None:
        """Compute with as many threads from now on."""
    def free(self) -> None:
        """Free the memory."""
    def _open(self, weights, options):
        """Make the llama.cpp context."""
    def _make_batch(self) -> None:
        """Make the one batch that serves all calls, over numpy arrays."""
    def _new_batch(self, **arrays):
        """Returns a `llama_batch` over our arrays."""
    def set_adapters(self, adapters: Sequence) -> None:
        """Use LoRA adapters from now on. Raises `LoadError` if llama.cpp refuses them."""
    def twin(self) -> LlamaContext:
        """Returns a new context like this one, with an empty cache. Its thread may be another. Raises `LoadError`."""
    def position(self, tokens: array, index: int) -> int:
        """Returns llama.cpp's position of the token at `index`."""
    def decode(self, parts: Sequence) -> int:
        """Evaluate the next tokens of some sequences. Returns llama.cpp's code. The n-th part's last logits: `rows[n]`."""
    def _put(self, at, stop, sequence, tokens, wants_logits) -> None:
        """Write the next tokens of a sequence into the batch."""
    def _put_one(self, at, sequence, token, wants_logits) -> None:
        """Write the next token of a sequence into the batch."""
    def decode_vectors(self, sequence: CachedSequence, vectors: np.ndarray, positions: np.ndarray, non_causal: bool) -> int:
        """Evaluate vectors as the next tokens of a sequence. Returns llama.cpp's code."""
    def _decode_in_batches(self, sequence, vectors, positions):
        """Evaluate vectors, as many at a time as fit into a batch, until one batch fails."""
    def _decode_rows(self, sequence, vectors, positions):
        """Evaluate one batch of vectors."""
    def truncate(self, sequence: CachedSequence, length: int) -> None:
        """Drop a sequence's tokens from `length` on; all of them where llama.cpp can't drop a part."""
    def copy(self, source: CachedSequence, target: CachedSequence, length: int) -> None:
        """Make `target` hold the first `length` tokens of `source`."""
    def first_position(self, sequence: CachedSequence) -> int:
        """Returns the first position of which the memory still holds everything."""
    def reaches(self, first: int, tokens: array, length: int) -> bool:
        """Returns whether that is enough for what the token after the first `length` attends to."""
    def can_reuse_part(self, sequence: CachedSequence, length: int) -> bool:
        """Returns whether the memory still holds what the token after the first `length` attends to."""
    def drop_between(self, sequence: CachedSequence, start: int, stop: int) -> None:
        """Drop tokens in the middle of a sequence."""
    def state_size(self, sequence: CachedSequence) -> int:
        """Returns how many bytes the state of a sequence takes."""
    def get_state(self, sequence: CachedSequence, buffer: np.ndarray | None = None) -> np.ndarray:
        """Returns the state of a sequence, as bytes; fewer than `state_size` if llama.cpp could not write it."""
    def set_state(self, sequence: CachedSequence, tokens: array, state: bytes | np.ndarray) -> bool:
        """Make a sequence hold `tokens` with their state. Returns whether llama.cpp accepted it."""

def make_context(weights: Weights, n_ctx: int | None, n_batch: int, n_threads: int | None, n_sequences: int, cache_type: str = 'f16', flash_attn: bool | None = None, n_ubatch: int = 512, cache_ram: int | None = None, context_shift: bool = False) -> LlamaContext:
    """Returns a new context. Raises `LoadError` if there is not enough memory."""
def _bytes_at(buffer): ...
