"""Notebook 7 in a browser."""

import nbformat

from support import harness


class NotebookServer(harness.LabServer):
    """A server of Notebook 7."""

    def _command(self):
        return ["notebook" if part == "jupyterlab" else part for part in super()._command()]


class Notebook(harness.Lab):
    """A page of Notebook 7."""

    def open(self, sources, name="test.ipynb"):
        """Make a notebook of code cells, open it and wait for its kernel."""
        nbformat.write(harness.notebook_of(sources), self.folder / name)
        self.show(name)

    def show(self, name):
        """Open a notebook that is there and wait for its kernel."""
        self.page.goto(f"{self.server.url}/notebooks/{name}")
        self.cell(0).wait_for(timeout=60_000)
        self.page.locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]').wait_for(timeout=60_000)
