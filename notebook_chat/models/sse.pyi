"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from .remote_errors import RemoteError as RemoteError, error_in as error_in
from _typeshed import Incomplete
from fastcore.basics import patch as patch

__all__: Incomplete

class EventStream:
    """Turns bytes, however they are split, into the data of complete events."""
    stray: str
    def __init__(self, longest: int = ...) -> None: ...
    def feed(self, piece: bytes) -> list[str]:
        """Take in bytes. Returns the data of each event that is now complete. Raises `RemoteError` for an endless one."""
    def flush(self) -> list[str]:
        """End the stream. Returns the data of a last event without an empty line after it."""
    def _end_line(self, rest):
        """Take in the end of the current line. Returns the data of the event that it completes, if any."""
    def _read_line(self, line):
        """Take in a line. Returns the data of the event that it completes, if any."""
    def _end_event(self):
        """Returns the data of the event that has arrived, if any. That of an error is one, whatever it looks like."""
    def _take_bare(self, line):
        """Take in a line outside of any field. Returns the JSON object that it is, if it is one."""
    def _end_bare(self):
        """Returns the JSON object that the lines outside of any field are, if they are one."""

_SIGNS_OF_LIFE: Incomplete

def _is_whole(text):
    """Returns whether a text is a whole JSON object, or the mark of the end."""
def parse_chunk(data: str | bytes) -> dict:
    """Returns a chunk from JSON. Raises `RemoteError` for anything else, and for an error that came as a chunk."""
def parse_event(data: str) -> dict | None:
    """Returns the chunk of an event, empty for a sign of life; `None` for the event after the last chunk."""
