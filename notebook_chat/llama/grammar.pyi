"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

import numpy as np
from ..core.settings import GenerationConfig as GenerationConfig
from ..structured.gbnf_matcher import GrammarState as GrammarState, start_of as start_of
from ..structured.gbnf_parser import parse_gbnf as parse_gbnf
from ..structured.gbnf_rules import GrammarError as GrammarError
from .library import collect_log as collect_log, llama_library as llama_library
from .tokenizer import Tokenizer as Tokenizer
from _typeshed import Incomplete
from collections.abc import Mapping, Sequence
from fastcore.basics import patch as patch
from typing import Any, NamedTuple

__all__: Incomplete
_INVALID: str

def read_grammar(source: str, tokenizer: Tokenizer) -> GrammarState:
    """Returns the state of a grammar before any text. Raises `ValueError` that says what is wrong with it, and where."""
def _token_named(text, tokenizer):
    """Returns the token that a text is; -1 if it is several."""

CANDIDATE: Incomplete

def _vocabulary_candidates(size):
    """Returns the candidates of a vocabulary, without logits."""
def as_candidates(logits: np.ndarray, into: np.ndarray | None = None) -> np.ndarray:
    """Returns the candidates of a whole vocabulary, with these logits."""
def likeliest_candidates(candidates: np.ndarray, count: int) -> np.ndarray:
    """Returns the candidates with the highest logits, in their order."""
def apply_sampler(sampler: Any, candidates: np.ndarray) -> tuple[np.ndarray, int | None]:
    """Returns the candidates that a sampler leaves, and the token it chooses; `None` if it only drops or weighs."""
def split_utf8(data: bytes) -> tuple[str, bytes] | None:
    """Returns the whole characters of some bytes, and the beginning of another one; `None` if they are not valid UTF-8."""

class GrammarFilter:
    """Which tokens a grammar allows next. `free` it when the reply has ended."""
    seconds: float
    def __init__(self, tokenizer: Tokenizer, state: GrammarState, visible: Mapping[int, bytes], partial: bytes = b'', source: str = '') -> None: ...
    def free(self) -> None:
        """Free the memory. May be called twice."""
    def _open(self, source) -> None:
        """Let llama.cpp read the grammar."""
    def bytes_of(self, token: int) -> bytes:
        """Returns what is written for a token."""
    def allows(self, token: int) -> bool:
        """Returns whether the token may come next."""
    def _passes(self, token):
        """Returns whether llama.cpp's grammar allows the token."""
    def _may_end(self, token):
        """Returns whether the token, one that ends the reply, may come next."""
    def _after_named(self, token, text, data):
        """Returns the state after a token, in a grammar that names tokens."""
    def mask(self, candidates: np.ndarray) -> np.ndarray:
        """Returns the candidates that llama.cpp's grammar allows."""
    def accept(self, token: int) -> None:
        """Move on by a token."""
    @property
    def complete(self) -> bool:
        """Whether the grammar matches what was written, so that the reply may end here."""

class Beginning(NamedTuple):
    """A grammar that a token would begin."""
    state: GrammarState | None
    partial: bytes
    @property
    def fits(self) -> bool:
        """Whether the grammar allows what is written from the trigger on."""

def grammar_after(start: GrammarState, data: bytes) -> Beginning:
    """Returns where a grammar is after some bytes."""
def _pattern_of(trigger):
    """Returns a pattern that finds a trigger in bytes, and whether it counts only at the start."""

class TriggerWatch:
    """Looks for the triggers of a grammar in what is written."""
    def __init__(self, start: GrammarState, triggers: Sequence[str], written: bytes = b'') -> None: ...
    def begun_by(self, data: bytes) -> Beginning | None:
        """Returns the grammar that begins if these bytes are written next; `None` if they complete no trigger."""
    def take(self, data: bytes) -> None:
        """Add what was written."""
    def _find(self, text, added, trigger, only_at_start):
        """Returns where a trigger starts in the text, or -1; only the `added` last bytes are new."""
    def _beginning(self, data):
        """Returns the grammar that begins with some bytes."""
    def begun(self) -> Beginning | None:
        """Returns the grammar that is in use in a reply that is continued; `None` if none is."""

def open_grammar(settings: GenerationConfig, tokenizer: Tokenizer, visible: Mapping[int, bytes], written: bytes = b'', begun: bool = False) -> tuple[GrammarFilter | None, TriggerWatch | None]:
    """Returns the grammar of the settings, or the watch for its trigger. Raises `ValueError` if it can't be used."""
def _after_beginning(start, written):
    """Returns where the grammar is after the beginning of the reply. Raises `ValueError` if it doesn't allow that."""
def masked_share(grammar: Any, logits: np.ndarray, total: float) -> float:
    """Returns how much of the model's probability a grammar forbids, to within 0.01."""
