"""A conversation outlives its page and its kernel: reloads, restarts, crashes, another day."""

import json
import os

import pytest

from notebook_chat.chat.chat import Chat
from notebook_chat.models.adapters import ScriptedModel
from support.fronts import FRONTS, NotebookServer, Panel, kill_kernel, open_panel, restart_kernel, saved
from support.pages import run_cell, wait_on_page

pytestmark = pytest.mark.browser
AGAIN = "Take up the conversation again"


@pytest.fixture(scope="module")
def notebook_server(browser, tmp_path_factory):
    """A server of Notebook 7 for the tests of this file."""
    server = NotebookServer(tmp_path_factory.mktemp("notebook"))
    yield server
    server.stop()


@pytest.fixture(params=["lab", "notebook"])
def front(request, browser):
    """A page of JupyterLab, then one of Notebook 7, which notes whatever goes wrong in it."""
    server = request.getfixturevalue(f"{request.param}_server")
    context = browser.new_context(viewport={"width": 1100, "height": 900}, accept_downloads=True)
    front = FRONTS[request.param](server, context.new_page())
    front.problems = []
    front.page.on("pageerror", lambda error: "blob:" in (error.stack or "") and front.problems.append(error.stack))
    yield front
    context.close()
    assert front.problems == []


def pid_of(front, index):
    """The kernel's process, as a cell prints it."""
    run_cell(front, index)
    return int(front.outputs(index).inner_text())


PID = "import os\nos.getpid()"


def test_reloads_while_an_answer_streams(front):
    panel = open_panel(front, "stream.ipynb", pause=0.05)
    panel.ask("a long one")
    panel.streaming()
    saved(front, front.folder / "stream.ipynb", "nbc")
    for _ in range(4):
        front.page.reload()
        panel = Panel(front).opened()
        panel.streaming()
        before = panel.answers.last.inner_text().count("word")
        panel.streaming(before + 20)   # the stream goes on
        assert "busy" not in panel.notice.inner_text()
    panel.press("Stop")
    panel.answered(1)
    panel.ask("are you there?")
    panel.answered(2)
    assert "You said: are you there?" in panel.answers.last.inner_text()
