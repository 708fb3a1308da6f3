"""JupyterLab and Notebook 7 with a panel, as somebody at the screen meets it, also after the kernel is gone."""

import json
import os
import signal
import urllib.request

from support.pages import run_cell, wait_on_page
from support.panel_page import PanelOnPage

OPEN = """
import time
from notebook_chat.models.adapters import ScriptedModel
from notebook_chat.chat.chat import Chat
from notebook_chat.jupyter.panel import ChatPanel
words = " ".join(f"word{{number}}" for number in range(3000))
def answer(messages):
    asked = messages[-1].text
    return words if "long" in asked else f"You said: {{asked}}"
model = ScriptedModel(answer, pause={pause})
{more}
chat = Chat(model{options})
panel = ChatPanel(chat)
panel
"""


def opening(pause=0.02, options="", more=""):
    """A cell that opens a panel on a chat whose model repeats the question, or says 3,000 words to a long one."""
    return OPEN.format(pause=pause, options=options, more=more)


class Panel(PanelOnPage):
    """The panel in a cell."""

    def __init__(self, front, index=0):
        super().__init__(front, index)
        self.notice = self.root.locator(".nbc-notice")
        self.offer = self.root.locator(".nbc-offer")

    def opened(self):
        """Wait until it can be written in."""
        self.root.locator(".nbc-model").get_by_text("scripted").wait_for(timeout=60_000)
        return self

    def answered(self, count):
        """Wait for this many complete answers."""
        wait_on_page(self.front, lambda: self.answers.count() == count and self.go == "Send"
                     and not self.root.locator('[aria-busy="true"]').count(), 60)

    def streaming(self, words=5):
        """Wait until the last answer has some words."""
        wait_on_page(self.front, lambda: self.answers.count()
                     and self.answers.last.inner_text().count("word") >= words, 60)

    def press(self, name, exact=True):
        """Press a button of the panel."""
        self.root.get_by_role("button", name=name, exact=exact).click()

    def export(self, ending):
        """Press Export and choose a form. Returns the text of the file."""
        self.press("Export")
        with self.page.expect_download() as download:
            self.root.get_by_role("menuitem", name=f"(.{ending})").click()
        with open(download.value.path(), encoding="utf-8") as file:
            return file.read()


def kernel_of(front):
    """The id of the only kernel that runs on the server."""
    with urllib.request.urlopen(f"{front.server.url}/api/kernels", timeout=10) as answer:
        return json.loads(answer.read())[-1]["id"]


def kill_kernel(front, pid):
    """End the kernel as a crash would."""
    os.kill(pid, signal.SIGKILL)


def restart_kernel(front):
    """Press Restart, and answer what is asked."""
    front.page.locator('.jp-NotebookPanel:visible [data-jp-item-name="restart"]').click()
    front.page.wait_for_timeout(300)
    front.accept_dialogs()


def saved(front, path, words, seconds=20):
    """Save until the file says `words`."""
    def is_there():
        front.save()
        front.page.wait_for_timeout(300)
        return words in path.read_text()
    wait_on_page(front, is_there, seconds)


def open_panel(front, name, *cells, **options):
    """A notebook with a panel in its first cell."""
    front.open([opening(**options), *cells], name=name)
    run_cell(front, 0)
    return Panel(front).opened()


HELD = """words => [...globalThis[Symbol.for("notebook_chat panels")] ?? []].some(panel => {
    const held = JSON.stringify(panel.pack())
    return panel.store.alive && panel.kept.complete && words.every(word => held.includes(word))
})"""
LOOKED = """() => [...globalThis[Symbol.for("notebook_chat panels")] ?? []].some(({ hasLooked, store }) =>
    hasLooked && store.alive && store.bar.model !== undefined && !store.unseen.size)"""


def held(front, *words):
    """Wait until the page holds all that the kernel knows, and these words, for when the kernel is gone."""
    wait_on_page(front, lambda: front.page.evaluate(HELD, words))


def has_looked(front):
    """Wait until a new panel has looked for an earlier conversation, and the kernel has heard what it found."""
    wait_on_page(front, lambda: front.page.evaluate(LOOKED))


LIVING = """() => [...globalThis[Symbol.for("notebook_chat panels")] ?? []].filter(({ store, context }) =>
    store.alive && store.bar.model !== undefined && location.pathname.endsWith(context.path)).length"""


def open_again(front, index=0):
    """Run the cell of a panel whose kernel is gone, as often as the front end drops that. Returns the new panel."""
    front.page.locator('.jp-NotebookPanel:visible .jp-Notebook-ExecutionIndicator[data-status="idle"]').first.wait_for(
        timeout=60_000)
    for _ in range(6):
        front.run(index)
        try:
            wait_on_page(front, lambda: front.page.evaluate(LIVING) > 0, 20)
            break
        except AssertionError:
            print("the front end has dropped Shift+Enter")
    return Panel(front, index).opened()
