"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

import os
import sqlite3
from .state import StoreError as StoreError
from _typeshed import Incomplete
from contextlib import contextmanager
from fastcore.basics import patch as patch
from typing import Iterator

__all__: Incomplete
SCHEMA_STEPS: Incomplete

@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """A transaction: inside, either everything happens or nothing."""
def migrate(connection: sqlite3.Connection, path: str | os.PathLike) -> None:
    """Migrate a file to the current schema. Raises `StoreError` for one that a newer version wrote."""
def _version(connection): ...

class Database:
    """The SQLite file of a store."""
    path: Incomplete
    lock: Incomplete
    closed: bool
    def __init__(self, path: str | os.PathLike, patience: float = 10) -> None: ...
    @property
    def forked(self) -> bool:
        """Whether this is a different process from the one that opened the file."""
    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """The connection, for one thread at a time. SQLite's errors become `StoreError`s."""
    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Like `reading`, within a transaction."""
    def close(self) -> None:
        """Close the file."""
    def _open(self, patience):
        """Returns a connection to the file, with the current schema."""
    def _explain(self, error):
        """Returns a `StoreError` for an error of SQLite's, or for content that makes no sense."""
    def _damaged(self, words):
        """Copy a damaged file. Returns an error that says where the copy is."""

def _refuse_foreign(connection, path) -> None:
    """Raise `StoreError` for another program's file. Nothing is written."""

_PRAGMAS: Incomplete

def _patiently(action, patience):
    """Retry something while another kernel is busy with it, where SQLite itself doesn't wait."""
def _copied_before(path):
    """Returns an earlier copy of the file as it is now; `None` if there is none."""
