"""A model hub on the loopback interface, with as much of its protocol as downloading a file takes."""

import hashlib
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote, urlsplit

COMMIT = "c0ffee" + 34 * "0"


class FakeHub:
    """Serves `repositories`, a dictionary of name to files; a repository may also be the error code that asking for it
    gives."""

    def __init__(self, repositories):
        self.repositories, self.asked = repositories, []
        hub = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                hub.answer(self)

            def do_HEAD(self):
                hub.answer(self)

            def log_message(self, *arguments):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self):
        """From now on, connections are refused."""
        self._server.shutdown()
        self._server.server_close()

    def answer(self, request):
        path = unquote(urlsplit(request.path).path)
        self.asked.append((request.command, path))
        parts = path.removeprefix("/api/models/").strip("/").split("/")
        repository = self.repositories.get("/".join(parts[:2]), "RepoNotFound")
        if isinstance(repository, str):
            return self._send(request, 403 if repository == "GatedRepo" else 404, b"{}", {"X-Error-Code": repository})
        if path.startswith("/api/"):
            if len(parts) == 2:
                return self._send(request, 200,
                                  json.dumps({"id": "/".join(parts),
                                              "siblings": [{"rfilename": name} for name in repository]}).encode())
            listing = [{"type": "file", "path": name, "size": len(data), "oid": "0" * 40} for name,
                       data in repository.items()]
            return self._send(request, 200, json.dumps(listing).encode())
        name = "/".join(parts[4:])
        if name not in repository:
            return self._send(request, 404, b"", {"X-Error-Code": "EntryNotFound"})
        self._send(request, 200, repository[name], {"ETag": f'"{hashlib.sha1(repository[name]).hexdigest()}"'})

    @staticmethod
    def _send(request, status, body, headers=None):
        request.send_response(status)
        fixed = {"Content-Length": len(body), "Content-Type": "application/json", "X-Repo-Commit": COMMIT}
        for name, value in {**fixed, **(headers or {})}.items():
            request.send_header(name, str(value))
        request.end_headers()
        if request.command == "GET":
            request.wfile.write(body)
