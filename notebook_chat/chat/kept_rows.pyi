"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

import os
from ..core.messages import ChatMessage as ChatMessage
from ..core.text import one_line as one_line
from .serialization import json_text as json_text, message_to_dict as message_to_dict
from _typeshed import Incomplete
from collections import Counter, OrderedDict
from collections.abc import Callable, Mapping
from fastcore.basics import patch as patch
from typing import Any

__all__: Incomplete

def row_key(question: ChatMessage) -> str:
    """Returns a short text that is the same for equal questions only."""

_FORMAT: str

class RowFile:
    """Finished rows in a file, by key. Closed with `close`, or as a context manager."""
    path: Incomplete
    def __init__(self, path: str | os.PathLike, job: Mapping) -> None: ...
    def __len__(self) -> int: ...
    def __enter__(self) -> RowFile: ...
    def __exit__(self, *error: object) -> None: ...
    def close(self) -> None:
        """Close the file. What could not be written was told when it happened."""
    def _begin(self, head) -> None:
        """Read what is there, or write the first line."""
    def _check(self, found, head):
        """Raise `ValueError` if the file's first line isn't ours: what differs, and what to do."""
    def _write(self, line):
        """Append a line, in one piece. Returns where it begins. Raises `OSError`, such as for a full disk."""
    def find(self, key: str) -> Any:
        """Returns a row's value, as JSON has it. Raises `KeyError` if it isn't there, or no longer."""
    def add(self, key: str, value: Any) -> None:
        """Add a row. Of several with the same key the last one counts."""

def _object(line):
    """Returns the JSON object in a line; `None` if it holds none."""
def _line_ends(file):
    """Returns whether a file's last line is whole."""

class KnownRows:
    """What is known of rows: from a file, and from equal rows before."""
    def __init__(self, settled: bool, file: RowFile | None = None, restored: Callable[[Any], Any] = ..., most: int | None = None) -> None: ...
    def key(self, question: ChatMessage) -> str | None:
        """Returns what the row is known by; `None` if nothing is remembered."""
    def find(self, key: str) -> tuple | None:
        """Returns a tuple with the value of a row; `None`: it has to be asked."""
    def note(self, key: str, value: Any, stored: Callable[[], Any]) -> None:
        """Remember the value of a row; `stored` gives it as JSON has it."""
