"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from ..core.files import write_atomically as write_atomically
from ..core.text import did_you_mean as did_you_mean
from ..render.braces import value_places as value_places
from _typeshed import Incomplete
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fastcore.basics import patch as patch
from pathlib import Path
from typing import Any

__all__: Incomplete

class PromptError(ValueError):
    """A saved prompt can't be found, read, written or filled. The message says what to do."""

_LONGEST_NAME: int
_DEVICES: Incomplete

def _is_name(text):
    """Returns whether a text in NFC can be a prompt's name."""
def prompt_name(text: str) -> str:
    """Returns the name of a prompt, in NFC. Raises `PromptError` if a prompt can't be called so."""

_FRONT_MATTER: Incomplete
_DESCRIPTION: Incomplete

def _front_matter(text):
    """Returns the match of the front matter at the beginning of a text; `None` if there is none."""
def read_prompt_text(text: str) -> tuple[str, str]:
    """Returns `(text, description)` of a prompt's file."""
def written_prompt(text: str, description: str = '') -> str:
    """Returns the text of a prompt's file."""

@dataclass(frozen=True)
class SavedPrompt:
    """A prompt from a file."""
    name: str
    text: str
    description: str = ...
    path: Path | None = ...
    @property
    def slots(self) -> list[str]:
        """The names of its slots, each once, in order."""
    def __call__(self, text: str = '', /, **values: Any) -> str: ...
    def __str__(self) -> str: ...
    def fill(self, values: Mapping[str, Any] = {}, text: str = '', how: str = 'fill', knows: Callable[[str], bool] = ...) -> str:
        """Returns the prompt with values in its slots. Raises `PromptError` for a missing value, and one too many."""

def _check_given(prompt, given):
    """Raise `PromptError` if a value belongs to no slot."""
def missing_slots(prompt: SavedPrompt, slots: list[str], how: str) -> PromptError:
    """Returns the error about slots without a value."""

_VALUE: Incomplete

def read_values(line: str) -> tuple[dict[str, str], str]:
    """Returns `(values, text)`: the values at the beginning of a line, by name, and what follows them."""

_MOST_BYTES: int

def prompt_folders() -> list[Path]:
    """Returns the folders in which prompts are looked for: those in `$NOTEBOOK_CHAT_PROMPTS`, else the usual two."""

class Prompts:
    """The saved prompts, in files `NAME.md` of one or more folders."""
    folders: Incomplete
    def __init__(self, folders: Any = None) -> None: ...
    def __repr__(self) -> str: ...
    def __iter__(self): ...
    def __contains__(self, name: object) -> bool: ...
    def __getitem__(self, name: str) -> SavedPrompt: ...
    def _paths(self):
        """Returns the files that have a prompt's name, by name, and those that haven't."""
    def names(self) -> list[str]:
        """Returns the names of the prompts in alphabetical order."""
    def find(self, name: str) -> Path | None:
        """Returns the file of a prompt; `None` if there is none of that name."""
    def get(self, name: str) -> SavedPrompt:
        """Returns a prompt. Raises `PromptError` if there is none of that name, or its file can't be read."""
    def save(self, name: str, text: str, description: str = '', replace: bool = False) -> SavedPrompt:
        """Save a prompt in the first folder, which is made if necessary. Raises `PromptError`."""
    def remove(self, name: str) -> SavedPrompt:
        """Delete a prompt's file and return the prompt. Raises `PromptError` if there is none, or it can't be deleted."""
    def list_text(self) -> str:
        """Returns the prompts with descriptions and slots, one per line, and the files that can't be used."""

def _read(path, name):
    """Returns the prompt in a file. Raises `PromptError` if it can't be read."""
def _not_written(path, error):
    """Returns the error about a folder in which nothing can be changed."""
