"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from .chunks import delta_of as delta_of, has_content as has_content
from .remote_errors import RemoteError as RemoteError, error_in as error_in, words_in as words_in
from _typeshed import Incomplete
from collections.abc import Iterator
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
    def _is_complete(self):
        """Returns whether the data so far are those of a whole event, which the next data don't belong to."""
    def _note(self, text) -> None:
        """Keep words that make no sense, the first ones."""
    def _take_bare(self, line):
        """Take in a line outside of any field. Returns the JSON object that it is, if it is one."""
    def _end_bare(self):
        """Returns the JSON object that the lines outside of any field are, if they are one."""

_SIGNS_OF_LIFE: Incomplete
END: str

def _is_whole(text):
    """Returns whether a text is a whole JSON object, or the mark of the end."""
def chunks_in(data: str) -> Iterator[dict | None]:
    """Yields a chunk; `None` after the last one. Raises `RemoteError` for what is none, and after what holds an error."""
