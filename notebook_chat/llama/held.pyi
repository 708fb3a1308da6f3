"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

import numpy as np
import weakref
from ..core.settings import GenerationConfig as GenerationConfig
from ..structured.answer_watch import AnswerWatch as AnswerWatch
from ..structured.live_objects import notebook_variables as notebook_variables
from .tokenizer import Tokenizer as Tokenizer
from _typeshed import Incomplete
from collections.abc import Mapping
from fastcore.basics import patch as patch
from typing import Any

__all__: Incomplete

class Vocabulary:
    """The tokens of a model by their bytes."""
    entries: Incomplete
    size: Incomplete
    def __init__(self, tokenizer: Tokenizer, visible: Mapping[int, bytes]) -> None: ...
    def allowed(self, watch: AnswerWatch) -> np.ndarray:
        """Returns for each token whether the answer may still be right after it."""
    def _walk(self, watch, first, last, depth, found) -> None:
        """Note the allowed tokens among those from `first` to `last`, which share `depth` bytes; `watch` is after these."""

_vocabularies: weakref.WeakKeyDictionary[Tokenizer, dict]

def vocabulary_of(tokenizer: Tokenizer, visible: Mapping[int, bytes]) -> Vocabulary:
    """Returns the vocabulary of a model, which is sorted once."""

class HeldNames:
    """Which tokens a reply may go on with, so that its code has real names."""
    given_way: int
    def __init__(self, tokenizer: Tokenizer, variables: Mapping[str, Any], visible: Mapping[int, bytes] | None = None, written: bytes = b'') -> None: ...
    @property
    def alert(self) -> bool:
        """Whether the next token has to be looked at."""
    @property
    def narrow(self) -> bool:
        """Whether only a few tokens may come next."""
    def _bytes_of(self, token): ...
    def allows(self, token: int) -> bool:
        """Returns whether a token may come next."""
    def mask(self, candidates: np.ndarray) -> np.ndarray:
        """Returns the candidates that may come next; all of them where that is only known of each."""
    def accept(self, token: int) -> None:
        """Move on by a token."""
    def give_way(self) -> None:
        """Hold nothing any more in this block of code, since nothing fits."""

def names_to_hold(settings: GenerationConfig, tokenizer: Tokenizer, visible: Mapping[int, bytes] | None = None, written: bytes = b'') -> HeldNames | None:
    """Returns what holds a reply to real names, if the settings say so."""
