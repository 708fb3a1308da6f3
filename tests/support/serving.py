"""What tests of servers share: a conversation, a server with a model on it, and ways to answer."""

import pytest

from notebook_chat.models.remote import RemoteModel
from support.fake_server import FakeServer, piece

TALK = [{"role": "user", "content": "Name the planets"}]


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "*")
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)


@pytest.fixture
def serve():
    """`serve(chat, **options)` gives a server and a model on it."""
    opened = []

    def start(chat, timeout=5, retries=2, api_key=None, concurrency=16, **options):
        server = FakeServer(chat, **options)
        opened.append(server)
        model = RemoteModel(server.address, api_key=api_key, timeout=timeout, retries=retries, concurrency=concurrency)
        opened.insert(0, model)
        return server, model

    yield start
    for part in opened:
        part.close() if isinstance(part, RemoteModel) else part.stop()


def streaming(*chunks):
    """A chat that streams chunks; texts and bytes go out as they are."""

    def chat(exchange):
        for chunk in chunks:
            exchange.send(chunk) if isinstance(chunk, dict) else \
                exchange.raw(chunk.encode() if isinstance(chunk, str) else chunk)
        exchange.send(piece("stop"))
        exchange.done()

    return chat


def responding(data, content_type="text/event-stream", status=200, size=None, framing="chunked", cut=False, **headers):
    """A chat that sends bytes with headers of a test's own, `size` at a time; `framing` tells where they end."""

    def chat(exchange):
        exchange.respond(data, status, size or len(data) or 1, framing, cut,
                         **{"Content-Type": content_type} if content_type else {}, **headers)

    return chat


def failure(reply, seconds=10):
    """What a reply fails with."""
    assert reply.wait(seconds), "it never ends"
    with pytest.raises(Exception) as caught:
        reply.text
    return caught.value
