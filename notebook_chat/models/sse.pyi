"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from .remote_errors import RemoteError as RemoteError
from _typeshed import Incomplete
from fastcore.basics import patch as patch

__all__: Incomplete

class EventStream:
    """Turns bytes, however they are split, into the data of complete events."""
    def __init__(self, longest: int = ...) -> None: ...
    def feed(self, piece: bytes) -> list[str]:
        """Take in bytes. Returns the data of each event that is now complete. Raises `RemoteError` for an endless one."""
    def flush(self) -> list[str]:
        """End the stream. Returns the data of a last event without an empty line after it."""
    def _end_line(self, rest):
        """Take in the end of the current line. Returns the data of the event that it completes, if any."""
    def _read_line(self, line):
        """Take in a line. Returns the data of the event that it completes, if any."""

def parse_chunk(data: str | bytes) -> dict:
    """Returns a chunk from JSON. Raises `RemoteError` for anything else, and for an error that came as a chunk."""
def parse_event(data: str) -> dict | None:
    """Returns the chunk of an event; `None` for the event after the last chunk."""
