"""A panel on the page, for tests of what one types into it."""

from support.pages import wait_on_page
from support.panel_page import PanelOnPage


class TypedPanel(PanelOnPage):
    """A panel in an output of a cell, which can be written in."""

    def __init__(self, front, index=0):
        """The panel of a cell; waits until it can be written in."""
        super().__init__(front, index)
        self.opened()

    def type(self, text):
        """Type into the message box."""
        self.text.click()
        self.page.keyboard.type(text)

    @property
    def told(self):
        """What a command told; empty if nothing is shown."""
        box = self.root.locator(".nbc-told")
        return box.locator("pre").inner_text() if box.is_visible() else ""

    @property
    def offered(self):
        """The completions that are shown."""
        return self.root.locator(".nbc-completed code").all_inner_texts() if self.list.is_visible() else []

    @property
    def list(self):
        return self.root.locator(".nbc-completion")

    def wait(self, condition, seconds=20):
        """Wait until something holds."""
        return wait_on_page(self.front, condition, seconds)
