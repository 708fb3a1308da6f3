"""What somebody does on a page of JupyterLab, and what the page asks of the network."""

import re
from urllib.parse import urlsplit

from support.waiting import wait_for


def wait_on_page(lab, condition, seconds=60):
    """Wait until `condition()` holds, while the page keeps running."""
    return wait_for(condition, seconds, sleep=lambda pause: lab.page.wait_for_timeout(1000 * pause), pause=0.05)


def run_cell(lab, index, seconds=120):
    """Run a cell and wait for its end."""
    lab.run(index)
    wait_on_page(lab, lambda: re.search(r"\[\d+\]:", lab.prompt(index)), seconds)


def note_request(lab, request):
    """Note a request to anywhere but the server."""
    parts = urlsplit(request.url)
    if parts.scheme in ("http", "https", "ws", "wss") and parts.netloc != urlsplit(lab.server.url).netloc:
        lab.harm.append(f"loaded {request.url}")
