"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from ..core.settings import GenerationConfig as GenerationConfig
from .library import collect_log as collect_log, llama_library as llama_library
from .tokenizer import Tokenizer as Tokenizer
from _typeshed import Incomplete
from fastcore.basics import patch as patch
from typing import Any, Sequence

__all__: Incomplete

class Sampler:
    """llama.cpp's sampler chain for one reply. `free` it when the reply has ended."""
    pointer: Any
    triggers: Incomplete
    def __init__(self, tokenizer: Tokenizer, settings: GenerationConfig, seed: int, n_ctx: int) -> None: ...
    def free(self) -> None:
        """Free the memory. May be called twice."""
    def _open(self, with_grammar) -> None:
        """Build the sampler chain, with or without the grammar."""
    def _add(self, sampler) -> None:
        """Append a sampler to the chain."""
    def _fill(self, with_grammar) -> None:
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
    @property
    def _special_token_biases(self):
        """Returns biases that rule out the special tokens, except those that end a reply."""
    def _parse_grammar(self):
        """Returns a sampler for the grammar of the settings. Raises `ValueError` if it is invalid."""
    def _apply(self, sampler, candidates):
        """Apply a sampler to candidates. Returns the token that it chose, or `None`."""
    def _choose(self, logits, by_grammar: bool = False):
        """Returns a token chosen by the chain; `by_grammar`: among those that the grammar allows."""
    def _allows(self, token):
        """Returns whether the grammar allows a token now."""
    def sample(self, context: Any, row: int) -> int:
        """Returns the next token. Raises `ValueError` if the grammar allows none."""
    def watch(self, data: bytes, tokens: Sequence[int]) -> None:
        """Look for a trigger in what was written; once found, activate the grammar."""
    def _find_trigger(self, trigger, added):
        """Returns where a trigger starts in what was written, or -1; only the `added` last bytes are new."""
    def _activate_grammar(self, text, tokens) -> None:
        """Activate the grammar after `text`, if it allows `text`."""
    def _read_by_grammar(self, token):
        """Pass a token to the grammar. Returns whether it allows the token."""

_GREEDY_BELOW: float

def _clamp(value, low, high): ...

_CANDIDATE: Incomplete
