"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

import numpy as np
from ..core.logprobs import TokenLogprob as TokenLogprob, token_logprob as token_logprob
from ..core.settings import GenerationConfig as GenerationConfig
from .grammar import GrammarFilter as GrammarFilter, TriggerWatch as TriggerWatch, apply_sampler as apply_sampler, as_candidates as as_candidates, likeliest_candidates as likeliest_candidates, masked_share as masked_share, open_grammar as open_grammar
from .held import names_to_hold as names_to_hold
from .library import llama_library as llama_library
from .logprobs import drawn_logprob as drawn_logprob, likeliest_token as likeliest_token, log_sums as log_sums, logits_at as logits_at, token_row as token_row
from .tokenizer import Tokenizer as Tokenizer
from _typeshed import Incomplete
from collections.abc import Callable, Mapping
from fastcore.basics import patch as patch
from typing import Any, Sequence

__all__: Incomplete

class Sampler:
    """llama.cpp's sampler chain for one reply. `free` it when the reply has ended."""
    names: Incomplete
    row: TokenLogprob | None
    pointer: Any
    def __init__(self, tokenizer: Tokenizer, settings: GenerationConfig, seed: int, n_ctx: int, visible: Mapping[int, bytes] | None = None, written: bytes = b'', begun: bool = False, waits: bool = False) -> None: ...
    def free(self) -> None:
        """Free the memory, at once or when the token that is being chosen is. May be called twice."""
    def _open(self) -> None:
        """Build the sampler chain."""
    def _add(self, sampler) -> None:
        """Append a sampler to the chain."""
    @property
    def _greedy(self):
        """Whether the likeliest token is always chosen."""
    def _fill(self) -> None:
        """Append the samplers that the settings switch on."""
    def _add_temperature(self) -> None: ...
    def _add_truncation(self) -> None:
        """Append top-k, typical, top-p, min-p and XTC, if switched on; then the temperature and the draw."""
    def _add_mirostat(self) -> None:
        """Append the temperature, then one of the two versions of mirostat, which draws the token itself."""
    def _add_penalties(self) -> None:
        """Append the penalties on repetition: on tokens, and on whole passages (DRY), if switched on."""
    def _add_penalty(self, last, sampler) -> None:
        """Append a sampler that sees the last `last` tokens."""
    def read_prompt(self, tokens: Sequence[int]) -> None:
        """Show the penalties the last tokens that were read and written so far."""
    def _bias_sampler(self, biases):
        """Returns a sampler that adds to the logits of some tokens."""
    def _begin(self, beginning) -> None:
        """Use the grammar from now on."""
    @property
    def constrained(self) -> bool:
        """Whether the next token has to be checked: then it is chosen by `first_choice` and `other_choice`."""
    def begin_grammar(self) -> None:
        """Have a grammar that waits hold from now on, or watch for its trigger."""
    @property
    def slow(self) -> bool:
        """Whether the grammar took more than 2 ms for the last token."""
    def permits(self, token: int) -> bool:
        """Returns whether the grammar allows the token, or what it would begin, and so do the names that are held."""
    def _bytes_of(self, token):
        """Returns what is written for a token."""
    def accept(self, token: int) -> None:
        """Let the samplers, the grammar and the names know that the token was chosen."""
    def _draw(self, kept):
        """Returns one of the tokens that the samplers have kept."""
    def _permitted(self, candidates, draw):
        """Returns a permitted one of the candidates, as drawn by `draw(candidates)`; `None` if there is none."""
    def mask(self, candidates: np.ndarray) -> np.ndarray:
        """Returns the candidates that the grammar and the names allow, as far as that is known of all at once."""
    def _start(self) -> None:
        """Note that a token is being chosen: `free` waits."""
    def _stop(self) -> None:
        """Note that a token was chosen; free the memory if that was asked for meanwhile."""
    def first_choice(self, logits: np.ndarray) -> int | None:
        """Returns the token that the samplers choose, or `None` if the grammar forbids it; then ask for `other_choice`."""
    def other_choice(self, logits: np.ndarray) -> int | None:
        """Returns another token, one that is permitted; `None` if nothing may follow. Raises `ValueError` if none fits."""
    def _other(self, logits):
        """Returns another token, that isn't accepted yet."""
    def _draw_again(self, allowed, logits):
        """Returns one of some tokens, chosen by all samplers."""
    def _biased(self, logits):
        """Returns a copy of logits with `logit_bias` added."""
    def _unbiased(self, candidates, logits):
        """Returns a copy of candidates with the model's own logits: the chain adds the biases."""
    def sample(self, context: Any, row: int) -> int | Callable[[], int | None] | None:
        """Returns the next token, or a function that returns it, for another thread to call if it likes.

    The token is `None` if nothing may follow. Raises `ValueError` if the grammar fits none."""
    def give(self, context: Any, row: int, token: int) -> int:
        """Returns a token that isn't chosen but given, once the samplers know of it. Arguments as of `sample`."""
    def _logits(self, context, row):
        """Returns a row of logits, valid until the next batch."""
    def _either_choice(self, logits):
        """Returns the first choice, or else another one."""
    def row_of(self, token: int, logprob: float) -> TokenLogprob:
        """Returns a token with its logprob."""
    def _measure(self, logits, token):
        """Note how likely a token is that was chosen and isn't accepted yet."""

_GREEDY_BELOW: float

def _clamp(value, low, high): ...
def _finite(biases):
    """Returns biases as pairs of a token and a finite number."""

_BLOCKS: Incomplete
