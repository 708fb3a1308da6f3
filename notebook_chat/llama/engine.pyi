"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

import os
import queue
from ..core.errors import ModelClosedError as ModelClosedError
from .context import DecodeError as DecodeError, LlamaContext as LlamaContext, default_threads as default_threads, make_context as make_context
from .library import llama_library as llama_library
from .scheduler import Placement as Placement, Request as Request, Scheduler as Scheduler
from .sequences import CachedSequence as CachedSequence
from .tokenizer import Tokenizer as Tokenizer
from .weights import Weights as Weights, count_layers as count_layers, open_weights as open_weights, step_down as step_down
from _typeshed import Incomplete
from fastcore.basics import patch as patch
from typing import Any, Callable, NamedTuple

class EngineParts(NamedTuple):
    """The parts that an engine owns, and frees when it closes."""
    weights: Weights
    context: LlamaContext
    projector: Any

def load_parts(path: str | os.PathLike, n_gpu_layers: int | None, cancelled: Callable[[], bool], vision: Any = None, **options: Any) -> EngineParts:
    """Load the parts of an engine, with as many layers on the GPU as fit."""

class Engine:
    """Weights, a context, and the one thread that works on them."""
    users: int
    process: Incomplete
    n_sequences: Incomplete
    lock: Incomplete
    closing: bool
    error: Incomplete
    inbox: queue.SimpleQueue
    thread: Incomplete
    def __init__(self, load: Callable[[Callable], EngineParts], n_sequences: int) -> None: ...
    def place(self, placement: Placement) -> None:
        """Make a sequence hold the prefix that the scheduler has chosen. On the worker's thread."""
    def submit(self, request: Request) -> None:
        """Queue a request. Raises `ModelClosedError` if the engine is closed."""
    def call(self, function: Callable[[Engine], Any]) -> Any:
        """Call `function(engine)` between two steps. Returns what it returns and raises what it raises."""
    def close(self) -> None:
        """Stop all replies and free the memory. May be called twice."""
