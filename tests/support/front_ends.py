"""JupyterLab and Notebook 7 with a panel on the page, for tests of what one types into it."""

import nbformat

from support import harness
from support.pages import wait_on_page


class NotebookServer(harness.LabServer):
    """A server of Notebook 7."""

    def _command(self):
        return ["notebook" if part == "jupyterlab" else part for part in super()._command()]


class Notebook(harness.Lab):
    """A page of Notebook 7."""

    def open(self, sources, name="test.ipynb"):
        """Make a notebook of code cells, open it and wait for its kernel."""
        nbformat.write(harness.notebook_of(sources), self.folder / name)
        self.page.goto(f"{self.server.url}/notebooks/{name}")
        self.cell(0).wait_for(timeout=60_000)
        self.page.locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]').wait_for(timeout=60_000)


class PanelOnPage:
    """A panel in an output of a cell."""

    def __init__(self, front, index=0):
        """The panel of a cell; waits until it can be written in."""
        self.front, self.page = front, front.page
        self.root = front.cell(index).locator(".nbc").first
        self.text = self.root.locator(".nbc-composer textarea")
        self.text.wait_for(timeout=30_000)
        self.root.locator(".nbc-model").get_by_text("scripted").wait_for(timeout=30_000)

    def type(self, text):
        """Type into the message box."""
        self.text.click()
        self.page.keyboard.type(text)

    def ask(self, text):
        """Type a question and press Enter."""
        self.type(text)
        self.page.keyboard.press("Enter")

    def answered(self, count):
        """Wait for this many complete answers."""
        wait_on_page(self.front, lambda: self.answers.count() == count
                     and not self.root.locator('[aria-busy="true"]').count() and self.go == "Send")

    @property
    def answers(self):
        return self.root.locator(".nbc-answer")

    @property
    def questions(self):
        return self.root.locator(".nbc-user .nbc-words").all_inner_texts()

    @property
    def go(self):
        """What the round button says."""
        return self.root.locator(".nbc-go").get_attribute("aria-label")

    @property
    def told(self):
        """What a command told; empty if nothing is shown."""
        box = self.root.locator(".nbc-told")
        return box.locator("pre").inner_text() if box.is_visible() else ""

    @property
    def offered(self):
        """The completions that are shown."""
        return self.root.locator(".nbc-option code").all_inner_texts() if self.list.is_visible() else []

    @property
    def list(self):
        return self.root.locator(".nbc-completion")

    def button(self, name, inside=None):
        """A button by its name."""
        return (inside or self.root).get_by_role("button", name=name, exact=True)

    def wait(self, condition, seconds=20):
        """Wait until something holds."""
        return wait_on_page(self.front, condition, seconds)
