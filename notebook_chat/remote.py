# SHIM
"""Old home of models.chunks, models.sse, models.remote_errors, models.dialects, models.server and models.remote."""
from notebook_chat.core.errors import ContextError, LoadError, ModelClosedError  # noqa: F401
from notebook_chat.models.chunks import ChunkReader, write_chunks  # noqa: F401
from notebook_chat.models.remote import RemoteModel  # noqa: F401
from notebook_chat.models.remote_errors import RemoteError  # noqa: F401
from notebook_chat.models.server import server_address  # noqa: F401
from notebook_chat.models.sse import EventStream  # noqa: F401


def write_reply(reply, pieces, stop_when=None):
    write_chunks(reply.writer, pieces, stop_when)
