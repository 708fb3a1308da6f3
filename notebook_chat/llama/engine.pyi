"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

import os
import queue
from ..core.errors import ModelClosedError as ModelClosedError
from .context import DecodeError as DecodeError, LlamaContext as LlamaContext, default_threads as default_threads, make_context as make_context
from .library import llama_library as llama_library
from .loading import current_watch as current_watch, has_come as has_come
from .resting import Resting as Resting
from .scheduler import Placement as Placement, Request as Request, Scheduler as Scheduler
from .sequences import CachedSequence as CachedSequence
from .speculation import Speculation as Speculation
from .threads import SpareCores as SpareCores, ThreadPilot as ThreadPilot
from .tokenizer import Tokenizer as Tokenizer
from .weights import Weights as Weights, count_layers as count_layers, open_weights as open_weights, step_down as step_down
from _typeshed import Incomplete
from collections.abc import Generator
from fastcore.basics import patch as patch
from typing import Any, Callable, NamedTuple

__all__: Incomplete

class EngineParts(NamedTuple):
    """The parts that an engine owns, and frees when it closes."""
    weights: Weights
    context: LlamaContext
    projector: Any
    draft: Any

def load_parts(path: str | os.PathLike, n_gpu_layers: int | None, cancelled: Callable[[], bool], vision: Any = None, draft: Any = None, **options: Any) -> EngineParts:
    """Load the parts of an engine, with as many layers on the GPU as fit."""

_MOST_LOGITS: Incomplete
_HELPERS: Incomplete

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
    def _wait_until_ready(self) -> None:
        """Wait until the worker has loaded the model; an interrupt cancels the loading."""
    tokenizer: Incomplete
    pilot: Incomplete
    speculation: Incomplete
    scheduler: Incomplete
    resting: Incomplete
    def _work(self, load) -> None:
        """Load the model, then work until it is closed. Runs on the worker's thread."""
    def _take_in(self):
        """Take in what has arrived, and start the requests that can start. Returns `False` when it is time to end."""
    def _arrivals(self) -> Generator[Incomplete]:
        """Yields what has arrived, after waiting for it if there is nothing to evaluate."""
    def _end_stopped(self, requests) -> None:
        """End those of `requests` that were asked to stop."""
    def _begin(self, placement) -> None:
        """Prepare the sequence of a request that starts. An error ends the request."""
    def place(self, placement: Placement) -> None:
        """Make a sequence hold the prefix that the scheduler has chosen. On the worker's thread."""
    def _step_safely(self) -> None:
        """Do a step. An unexpected error ends the active requests."""
    def _step(self):
        """Evaluate one batch, and sample for every request whose tokens are all evaluated."""
    def _decode(self, chunks):
        """Evaluate a batch with as many threads as are best now (56b). Returns llama.cpp's code."""
    def _continue(self, chunks, rows) -> None:
        """Record what was evaluated, and sample where logits were requested."""
    def _note_logits(self, chunk, row):
        """Pass on the logits of given tokens, up to a row of the last batch; after the last text, sample or end the request."""
    def _turn(self, request):
        """Turn a request that is scored to its next text; others are read beside it where there is room. Returns whether."""
    def _sample(self, request, row):
        """Sample a request's next token from a row of logits, unless it is being chosen."""
    def _sample_along(self, chunk, row):
        """Sample a request's next token, and those after it that were drafted. What the draft had wrong leaves the cache."""
    def _write(self, request, next_token) -> None:
        """Write the token that a function returns, and end the request if it was its last."""
    def _end(self, request, reason: str = 'stop', error=None) -> None:
        """End a request and its reply. What was evaluated stays in the cache, but for the end of a row that nobody follows."""
    def _choose_aside(self, request, choose):
        """Let a helper call a function that returns a request's next token."""
    def _chosen(self, request, future) -> None:
        """Write the token that a helper has chosen, unless the request has ended."""
    def _make_room(self, request) -> None:
        """Clear the sequence that the scheduler evicts. If there is none, end `request`."""
    def _evaluate_apart(self, chunks) -> None:
        """Evaluate each chunk by itself, and end the requests of those that fail."""
    def _is_cancelled(self, request):
        """Returns whether to end the encoding for a request. Also ends other requests that were stopped."""
    def _evaluate_image(self, chunk):
        """Encode and evaluate the picture's chunk that comes next in a request."""
    def submit(self, request: Request) -> None:
        """Queue a request. Raises `ModelClosedError` if the engine is closed."""
    def put(self, item: Any) -> None:
        """Queue something for the worker. Raises `ModelClosedError` if the engine is closed."""
    def call(self, function: Callable[[Engine], Any]) -> Any:
        """Call `function(engine)` between two steps. Returns what it returns and raises what it raises."""
    def close(self) -> None:
        """Stop all replies and free the memory. May be called twice."""
    def _stop_all(self) -> None:
        """End all requests, on the worker's thread."""

_PATIENCE: float
