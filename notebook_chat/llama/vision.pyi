"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

import numpy as np
import os
from ..core.caching import SizedCache as SizedCache
from ..core.errors import LoadError as LoadError
from ..core.messages import Picture as Picture
from .files import file_identity as file_identity
from .gguf import check_gguf as check_gguf
from .library import LOG_ERROR as LOG_ERROR, collect_log as collect_log, llama_library as llama_library, log_callback as log_callback
from .weights import Weights as Weights, path_hint as path_hint
from _typeshed import Incomplete
from collections.abc import Callable
from fastcore.basics import patch as patch
from typing import Any

__all__: Incomplete
_quiet: bool

def mtmd_library() -> Any:
    """Returns the module `llama_cpp.mtmd_cpp`, with its log going to `logging`."""
def _logged(lines, code):
    """Returns what mtmd logged about a failure, or else its code."""
def _load_advice(path, lines):
    """Returns an error message for a file that mtmd could not load, with advice."""
def _pseudo_tokens(name, count):
    """Returns `count` numbers below -1 that depend on `name`."""

class _Chunks:
    """The chunks that mtmd makes of a picture. Freed with the last image chunk among them."""
    pointer: Incomplete
    def __init__(self, mtmd) -> None: ...

class ImageChunk:
    """A picture, or a part of it, that becomes vectors."""
    chunk: Incomplete
    tokens: Incomplete
    first: Incomplete
    positions: Incomplete
    def __init__(self, owner: _Chunks, chunk: Any, name: str, mtmd: Any) -> None: ...
    def __len__(self) -> int: ...

class Vision:
    """The projector file of a model that can see. It is opened together with the model."""
    path: Incomplete
    max_tokens: Incomplete
    identity: Incomplete
    def __init__(self, path: str | os.PathLike, max_tokens: int | None = None) -> None: ...
    def open(self, weights: Weights, n_threads: int = 4) -> Projector:
        """Returns the projector in memory, for weights that are loaded already. Raises `LoadError`."""

_CHECK_EVERY: int
_MOST_PIXELS: Incomplete
_MOST_VECTORS: Incomplete

class Projector:
    """A projector in memory. Any thread may call `tokenize_image`; only one at a time `encode`."""
    pointer: Incomplete
    identity: Incomplete
    width: Incomplete
    mrope: Incomplete
    lengths: dict[int, tuple[int, int]]
    encoded: int
    def __init__(self, vision: Vision, weights: Weights, n_threads: int) -> None: ...
    def _continues(self, tensor, asks, _):
        """mtmd asks before a step whether to ask again after it, and then whether to continue."""
    def _open(self, vision, weights, n_threads):
        """Returns mtmd's pointer to the projector."""
    def free(self) -> None:
        """Free the memory."""
    def tokenize_image(self, picture: Picture) -> list:
        """Returns what represents a picture in the sequence: lists of token ids and `ImageChunk`s, in order."""
    def _prepare(self, picture, image):
        """Returns the parts of a picture, scaled and split as the projector needs. Raises `ValueError` if it can't take it."""
    def _part(self, chunks, number, picture):
        """Returns one of the chunks: token ids or an `ImageChunk`."""
    def encode(self, image_chunk: ImageChunk, cancelled: Callable[[], bool] | None = None) -> np.ndarray | None:
        """Returns the vectors of an image chunk, a row per token; `None` if cancelled. Raises `RuntimeError` if it fails."""
    def positions(self, image_chunk: ImageChunk, start: int) -> np.ndarray:
        """Returns the positions of the vectors in llama.cpp's layout: one row, or four rows for M-RoPE."""
    def non_causal(self, image_chunk: ImageChunk) -> bool:
        """Returns whether this image chunk uses non-causal attention."""

def _content_of(vision):
    """Returns a digest that identifies a projector."""

_PATCH: int
