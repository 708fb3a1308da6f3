"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from ..core.logprobs import Score as Score
from ..core.text import one_line as one_line
from _typeshed import Incomplete
from collections.abc import Iterator
from dataclasses import dataclass
from fastcore.basics import patch as patch
from typing import Any

__all__: Incomplete

@dataclass(frozen=True)
class AttributedPart:
    """A part of what a model has read, and what its answer is without it."""
    text: str
    role: str
    message: int
    score: Score | None = ...
    problem: str = ...
    effect: float | None = ...
    joined: int = ...
    @property
    def factor(self) -> float | None:
        """How many times less likely the answer is without it; below 1, it is likelier. `None`: not known."""
    def label(self, width: int) -> str:
        """Returns its text in one line, with how many more pieces were joined to the first: `(+3)`."""
    def __str__(self) -> str: ...

def effect_words(part: AttributedPart) -> str:
    """Returns what becomes of the answer without a part, as in `9 times less likely`."""

_CAVEAT: str

@dataclass(frozen=True, repr=False)
class Attribution:
    """How much less likely an answer is without each part of what the model has read."""
    parts: tuple[AttributedPart, ...]
    score: Score
    by: str = ...
    @property
    def answer(self) -> str:
        """The answer, as far as it was scored."""
    @property
    def ranked(self) -> list[AttributedPart]:
        """The parts, the one with the largest effect first; those without a score last."""
    def __len__(self) -> int: ...
    def __getitem__(self, index): ...
    def __iter__(self) -> Iterator[AttributedPart]: ...
    def __repr__(self) -> str: ...
    def _repr_html_(self): ...
    def to_pandas(self) -> Any:
        """Returns a DataFrame: `text`, `role`, `message`, `effect` in nats, `factor`, `problem`. Raises `ImportError`."""

_WIDTH: int

def _share(part, most):
    """Returns the length of a part's bar, from 0 to 1."""
def _most(attribution):
    """Returns the effect of the longest bar. An answer that hardly changes has short bars."""
def _as_text(attribution):
    """Returns an attribution as lines."""

_BAR: str
_CELL: str

def _row(part, most):
    """Returns a part as a row of HTML."""
