"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

import os
from ..core.errors import LoadError as LoadError
from .files import file_identity as file_identity
from .gguf import check_gguf as check_gguf
from .library import LOG_ERROR as LOG_ERROR, LOG_WARNING as LOG_WARNING, collect_log as collect_log, llama_library as llama_library
from .loading import current_watch as current_watch
from _typeshed import Incomplete
from collections.abc import Callable
from fastcore.basics import patch as patch
from typing import Any, NamedTuple, TypeVar

__all__: Incomplete

class Offload(NamedTuple):
    """Which device holds the layers of a model."""
    on_gpu: int
    layers: int
    devices: tuple[str, ...]

def _offload(lines):
    """Returns where the layers are, from what llama.cpp logged while it loaded them."""

CPU_BUILD: str
GPU_ADVICE: str

def _device_text(offload):
    """Returns one line saying which device runs the layers."""
def _model_string(function, *arguments):
    """Returns a string that a llama.cpp function writes into a buffer, or `None` if there is none."""

class Weights:
    """A llama.cpp model in memory. `open_weights` makes it; `hold` and `release` count its users."""
    pointer: Incomplete
    path: Incomplete
    offloaded: Incomplete
    vocabulary: Incomplete
    def __init__(self, pointer: Any, path: str | os.PathLike, offloaded: Offload = ..., owner: Any = None) -> None: ...
    @property
    def metadata(self) -> dict[str, str]:
        """The file's metadata, all values as strings."""
    @property
    def device(self) -> str:
        """One line saying which device runs the layers."""
    def hold(self) -> bool:
        """Add a user. Returns `False` if the memory is already freed."""
    def release(self) -> None:
        """Remove a user; the last one frees the memory."""

def _load_file(path, n_gpu_layers, cancelled=..., header_only: bool = False):
    """Returns the weights of a file. Raises `LoadError`; `KeyboardInterrupt` once `cancelled()` is true."""
def _load_advice(path, lines):
    """Returns an error message for a file that llama.cpp could not load, with advice."""
def _load_hint(log):
    """Returns advice about an error, from what llama.cpp logged."""
def path_hint(path: str | os.PathLike, windows: bool = ...) -> str:
    """Returns what to do if the path may be the reason; empty if it can't be."""

_MEMORY_PROBLEM: Incomplete

def _is_memory_problem(text): ...

_open_weights: dict[tuple, Weights]
_open_lock: Incomplete

def open_weights(path: str | os.PathLike, n_gpu_layers: int, cancelled: Callable[[], bool] = ...) -> Weights:
    """Returns the file's weights, shared with all who have them open. Call `release` when done. Raises `LoadError`."""
_T = TypeVar('_T')

def _layer_steps(n_layers):
    """Returns the numbers of layers to try on the GPU after loading all of them failed, down to 0."""
def step_down(build: Callable[[int], _T], n_gpu_layers: int, count_all: Callable[[], int]) -> _T:
    """Returns `build(n)` for the largest n that fits into the GPU's memory. Warns if that is fewer than wanted."""
def count_layers(path: str | os.PathLike) -> int:
    """Returns how many layers the model has, from the file's header alone; 0 if it doesn't say. Raises `LoadError`."""
