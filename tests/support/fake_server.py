"""Chat servers on the loopback interface: one that does what a test says, and a real one with the built-in
model."""

import json
import select
import socket
import struct
import subprocess
import sys
import threading
import time
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from notebook_chat.llama.files import demo_path
from support.ports import free_port


def piece(reason=None, **delta):
    """A chunk of a streamed reply."""
    return {"object": "chat.completion.chunk", "choices": [{"index": 0, "delta": delta, "finish_reason": reason}]}


def words(text, reason="stop", usage=None):
    """The chunks of a whole reply, a word each."""
    yield piece(role="assistant", content="")
    for number, word in enumerate(text.split(" ")):
        yield piece(content=" " * bool(number) + word)
    yield piece(reason)
    if usage:
        yield {"choices": [], "usage": usage}


class Exchange:
    """One request and the answer to it."""

    def __init__(self, handler, body):
        self.handler, self.body, self.headers = handler, body, handler.headers
        self.socket, self._open = handler.connection, False

    def status(self, status, content, **headers):
        """Answer with a status and JSON, or with text as it is."""
        data = content.encode() if isinstance(content, str) else json.dumps(content).encode()
        self.handler.send_response(status)
        self.handler.send_header("Content-Type", "text/html" if isinstance(content, str) else "application/json")
        for name, value in {"Content-Length": len(data),
                            **{name.replace("_", "-"): value for name, value in headers.items()}}.items():
            self.handler.send_header(name, str(value))
        self.handler.end_headers()
        self.handler.wfile.write(data)

    def respond(self, data, status, size, framing, cut, **headers):
        """Answer with bytes, `size` at a time; their end is told by chunks, by their length, or by closing."""
        self.handler.send_response(status)
        framings = {"chunked": ("Transfer-Encoding", "chunked"), "length": ("Content-Length", len(data) + 99 * cut),
                    "close": ("Connection", "close")}
        for name, value in (*headers.items(), framings[framing]):
            self.handler.send_header(name.replace("_", "-"), str(value))
        self.handler.end_headers()
        for start in range(0, len(data), size):
            part = data[start:start + size]
            self.handler.wfile.write(b"%x\r\n%s\r\n" % (len(part), part) if framing == "chunked" else part)
            self.handler.wfile.flush()
        if cut:
            self.cut()
        elif framing == "chunked":
            self.handler.wfile.write(b"0\r\n\r\n")
        self.handler.close_connection = self.handler.close_connection or framing == "close"

    def raw(self, data):
        """Send bytes as part of the stream."""
        if not self._open:
            self.handler.send_response(200)
            self.handler.send_header("Content-Type", "text/event-stream; charset=utf-8")
            self.handler.send_header("Transfer-Encoding", "chunked")
            self.handler.end_headers()
            self._open = True
        if data:
            self.handler.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
            self.handler.wfile.flush()

    def send(self, *chunks):
        """Send chunks as events."""
        for chunk in chunks:
            self.raw(f"data: {json.dumps(chunk)}\n\n".encode())

    def done(self):
        """End the stream as OpenAI does."""
        self.raw(b"data: [DONE]\n\n")
        self.end()

    def end(self):
        """End the stream without a word."""
        self.raw(b"")
        self.handler.wfile.write(b"0\r\n\r\n")

    def cut(self, reset=False):
        """Break the connection off."""
        self.handler.close_connection = True
        self.handler.wfile.flush()
        if reset:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        with suppress(OSError):
            self.socket.shutdown(socket.SHUT_RDWR) if not reset else self.socket.close()

    def left(self, timeout=0.0):
        """Whether the client has closed the connection, within this many seconds."""
        readable, _, _ = select.select([self.socket], [], [], timeout)
        try:
            return bool(readable) and self.socket.recv(1, socket.MSG_PEEK) == b""
        except OSError:
            return True


class FakeServer:
    """Answers requests for chats by `chat(exchange)`; keeps their bodies in `asked`.

    `models` are names, a function of the exchange, or None for a server without a list."""

    def __init__(self, chat, models=("tiny",), owner="somebody", tls=None):
        self.chat, self.owner, self.asked, self.exchanges = chat, owner, [], []
        self.models = [{"id": name, "object": "model", "owned_by": owner}
                       for name in models] if isinstance(models, tuple) else models
        self._running, self._lock, self.most_at_once = 0, threading.Lock(), 0
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                server.list_models(Exchange(self, None))

            def do_POST(self):
                server.answer(Exchange(self, json.loads(self.rfile.read(int(self.headers["Content-Length"])))))

            def log_message(self, *arguments):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._server.handle_error = lambda *arguments: None
        if tls:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self.port = self._server.server_port
        self.address = f"http{'s' * bool(tls)}://127.0.0.1:{self.port}/v1"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.stop()

    def stop(self):
        """From now on, connections are refused."""
        self._server.shutdown()
        self._server.server_close()

    def list_models(self, exchange):
        self.exchanges.append(exchange)
        if callable(self.models):
            return self.models(exchange)
        if self.models is None:
            return exchange.status(404, {"error": {"message": "no such thing"}})
        exchange.status(200, {"object": "list", "data": self.models})

    def answer(self, exchange):
        with self._lock:
            self._running += 1
            self.most_at_once = max(self.most_at_once, self._running)
            self.asked.append(exchange.body)
            self.exchanges.append(exchange)
        try:
            self.chat(exchange)
        finally:
            with self._lock:
                self._running -= 1


def saying(text, **options):
    """A chat that always answers the same."""

    def chat(exchange):
        exchange.send(*words(text, **options))
        exchange.done()

    return chat


def wait_until_open(port, process=None, seconds=60):
    """Wait until somebody listens at the port."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process is not None and process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}")
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise RuntimeError(f"nobody listens at {port}")


class RealServer:
    """llama-cpp-python's own server with the built-in model, in a separate process."""

    def __init__(self, *options):
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}/v1"
        command = ["-m", "llama_cpp.server", "--model", str(demo_path()), "--model_alias", "demo", "--n_ctx", "2048",
                   "--n_threads", "1"]
        command += ["--n_threads_batch", "1", "--port", str(self.port), "--interrupt_requests", "False", *options]
        self.process = subprocess.Popen([sys.executable, *command], stdout=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL)
        try:
            wait_until_open(self.port, self.process)
        except BaseException:
            self.stop()
            raise

    def stop(self):
        self.process.kill()
        self.process.wait()


@contextmanager
def black_hole():
    """An address where connections are neither taken nor refused."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        waiting = [socket.socket() for _ in range(3)]
        for client in waiting:
            client.setblocking(False)
            client.connect_ex(listener.getsockname())
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}/v1"
        finally:
            for client in waiting:
                client.close()
