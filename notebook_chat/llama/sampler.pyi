"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from ..core.settings import GenerationConfig as GenerationConfig
from .library import collect_log as collect_log, llama_library as llama_library
from .tokenizer import Tokenizer as Tokenizer
from _typeshed import Incomplete
from fastcore.basics import patch as patch
from typing import Any, Sequence

class Sampler:
    """llama.cpp's sampler chain for one reply. `free` it when the reply has ended."""
    pointer: Any
    triggers: Incomplete
    def __init__(self, tokenizer: Tokenizer, settings: GenerationConfig, seed: int, n_ctx: int) -> None: ...
    def free(self) -> None:
        """Free the memory. May be called twice."""
    def read_prompt(self, tokens: Sequence[int]) -> None:
        """Show the penalties the last tokens that were read and written so far."""
    def sample(self, context: Any, row: int) -> int:
        """Returns the next token. Raises `ValueError` if the grammar allows none."""
    def watch(self, data: bytes, tokens: Sequence[int]) -> None:
        """Look for a trigger in what was written; once found, activate the grammar."""
