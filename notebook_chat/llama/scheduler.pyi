"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from .sequences import CachedSequence as CachedSequence, common_prefix as common_prefix, token_array as token_array
from _typeshed import Incomplete
from array import array
from fastcore.basics import patch as patch
from typing import Any, Iterable, NamedTuple, Protocol, Sequence

__all__: Incomplete

class Request:
    """Tokens to evaluate; once they are, the next one is sampled and becomes one of them."""
    logits_from: Incomplete
    samples: Incomplete
    steps: Incomplete
    tokens: Incomplete
    images: Incomplete
    output: Incomplete
    speculates: Incomplete
    drafter: Any
    guessing: Any
    sequence: CachedSequence | None
    def __init__(self, tokens: Sequence[int], images: Sequence[tuple[int, int]] = (), output: Any = None, logits_from: int | None = None, samples: bool | None = None, steps: Sequence[int] = (), speculates: bool = False) -> None: ...
    @property
    def stopping(self) -> bool:
        """Whether it was asked to stop."""
    @property
    def watched(self) -> bool:
        """Whether somebody may be following its tokens as they come."""
    @property
    def evaluated(self) -> int:
        """The number of its tokens that are evaluated."""
    @property
    def missing(self) -> int:
        """The number of its tokens that are not evaluated yet. At 1, its next token is sampled after the next batch."""
    @property
    def writing(self) -> bool:
        """Whether its next token is sampled after the next batch."""
    def wanted(self, count: int) -> int:
        """Returns after how many of its next `count` tokens, the last of them, the logits are wanted."""
    @property
    def reusable(self) -> int:
        """How many of its first tokens needn't be evaluated if the cache has them: their logits aren't wanted."""
    def turn(self, start: int, tokens: Sequence[int], logits_from: int) -> None:
        """Replace the tokens from `start` on; logits are wanted of all from `logits_from` on."""
    def next_image(self) -> tuple[int, int] | None:
        """Returns start and stop of the first picture that isn't evaluated yet; `None` if only text is left."""
    def text_ahead(self, count: int) -> array:
        """Returns the next tokens up to a picture, at most `count`."""
    def before_image(self, index: int) -> int:
        """Returns `index`, or the start of the picture that it would split."""

class Memory(Protocol):
    """What the scheduler needs to know about a context."""
    no_partial_reuse: bool
    def can_reuse_part(self, sequence: CachedSequence, length: int) -> bool:
        """Returns whether the first `length` of a sequence's tokens can be used without those after them."""

class Drafts(Protocol):
    """What the scheduler asks for tokens that may come next."""
    def propose(self, requests: Sequence[Request], room: int) -> Iterable[array]:
        """Returns a draft, perhaps an empty one, for each of the requests that are written; at most `room` tokens."""

class Placement(NamedTuple):
    """Where a request is evaluated. Its first `prefix` tokens are taken from `source`, the others are evaluated."""
    request: Request
    sequence: CachedSequence
    source: CachedSequence | None
    prefix: int

class Chunk(NamedTuple):
    """The next tokens of a request, as a part of a batch."""
    request: Request
    tokens: array
    wants_logits: int
    drafted: int
    @property
    def sequence(self) -> CachedSequence:
        """The sequence it is evaluated in."""

class Scheduler:
    """Decides what to evaluate next. Not thread-safe; its caller carries out the decisions and reports back."""
    sequences: Incomplete
    memory: Incomplete
    n_batch: Incomplete
    last_alone: Incomplete
    n_logits: Incomplete
    drafts: Incomplete
    waiting: list[Request]
    active: list[Request]
    crowded: bool
    def __init__(self, sequences: Sequence[CachedSequence], memory: Memory, n_batch: int, last_alone: bool = True, n_logits: int | None = None, drafts: Drafts | None = None) -> None: ...
    def submit(self, request: Request) -> None:
        """Queue a request."""
    @property
    def free(self) -> int:
        """How many more requests could be evaluated now, besides those that wait."""
    def finish(self, request: Request) -> None:
        """Remove a request, waiting or active. What was evaluated for it stays in the cache."""
    def schedule(self) -> list[Chunk]:
        """Returns the next batch of text; empty if no request has text to evaluate."""
    def _read_beside(self, writing, reading):
        """Returns the chunks of the requests that are read, beside a token each of those that are written."""
    def _drafts_for(self, writing):
        """Returns for each of the requests that are written the tokens that are evaluated ahead."""
    def _readable(self, request, rows):
        """Returns how many tokens of a request can be read in a batch that has so many rows of logits left."""
    def _at_image(self, request):
        """Returns whether a picture comes next in a request."""
    def next_image(self) -> Chunk | None:
        """Returns a picture that has to be evaluated before anything else of its request, as a chunk; `None` without one."""
    def postprocess(self, chunks: Sequence[Chunk]) -> None:
        """Record that `chunks` were evaluated; of those with a draft, `accept` does it."""
    def accept(self, chunk: Chunk, count: int) -> bool:
        """Record that a chunk was evaluated, and `count` of its drafted tokens came. Returns whether the others are left."""
    def usable_prefix(self, sequence: CachedSequence, prefix: int) -> int:
        """Returns how many of the first `prefix` tokens of a sequence another request can really use."""
    def kept_prefix(self, request: Request) -> int:
        """Returns how much of its sequence a request can keep that has turned to other tokens."""
    def acquire_sequence(self, request: Request) -> Placement | None:
        """Returns where `request` can be evaluated with the least to read; `None` if all sequences are busy."""
    def next_request(self) -> Request | None:
        """Returns the request that can start now; `None` if there is none or it has to wait."""
    def admit(self) -> Placement | None:
        """Start the next request. Returns its placement; `None` if there is none or it has to wait."""
    def _is_being_read(self, request):
        """Returns whether an active request is reading a prefix of `request` that isn't in the cache yet."""
    def gather(self, request: Request) -> None:
        """Let the rows that share a document with one that starts begin next."""
    def worth_keeping(self, request: Request, sequence: CachedSequence) -> int:
        """Returns how many tokens of the sequence of a request that has ended should stay in the cache."""
    def preempt(self) -> CachedSequence | None:
        """Returns the sequence to clear for the others; `None` if a single request fills the cache."""

PREFILL_BESIDE_DECODE: int
_WORTH_WAITING: int
_WORTH_GATHERING: Incomplete
_LOOKED_AT: Incomplete
