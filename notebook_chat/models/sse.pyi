"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from .remote_errors import RemoteError as RemoteError
from fastcore.basics import patch as patch

class EventStream:
    """Takes in bytes, however they are cut, and returns the data of the events that are complete."""
    def __init__(self, longest: int = ...) -> None: ...
    def feed(self, piece: bytes) -> list[str]:
        """Returns the data of each event that is now complete. Raises `RemoteError` for an endless one."""
    def flush(self) -> list[str]:
        """Returns the data of an event without an empty line after it, once nothing more comes."""

def parse_chunk(data: str | bytes) -> dict:
    """Returns a chunk from JSON. Raises `RemoteError` for anything else, and for an error that came as a chunk."""
def parse_event(data: str) -> dict | None:
    """Returns the chunk of an event; `None` for the one that says that all chunks are there."""
