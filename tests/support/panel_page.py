"""A panel on a page of JupyterLab or Notebook 7: opened by a cell, and what somebody does in it."""

from support.pages import run_cell, wait_on_page

OPEN = """
from notebook_chat.models.adapters import ScriptedModel
from notebook_chat.chat.chat import Chat
from notebook_chat.jupyter.panel import ChatPanel
words = " ".join(f"word{{number}}" for number in range(600))
lines = "\\n\\n".join(f"Line {{number}}." for number in range(200))
def answer(messages):
    asked = messages[-1].text
    for word, said in dict(long=words, lines=lines, **{answers!r}).items():
        if word in asked: return said
    return f"You said: {{asked}}"
model = ScriptedModel(answer, pause={pause})
chat = Chat(model)
panel = ChatPanel(chat{options})
panel
"""


def opening(pause=0.0, answers=None, options=""):
    """A cell that opens a panel; `answers` says what is answered to questions with a word in them."""
    return OPEN.format(pause=pause, answers=answers or {}, options=f", {options}" if options else "")


class PanelOnPage:
    """A panel that a cell shows."""

    def __init__(self, front, index=0, root=None):
        """The panel in an output of a cell, or anywhere."""
        self.front, self.page = front, front.page
        self.root = root or front.cell(index).locator(".nbc").first
        self.text = self.root.locator(".nbc-composer textarea")
        self.log = self.root.locator(".nbc-log")

    def opened(self):
        """Wait until it can be written in."""
        self.text.wait_for(timeout=60_000)
        self.root.locator(".nbc-model").get_by_text("scripted").wait_for(timeout=60_000)
        return self

    def ask(self, text):
        """Type a question and press Enter."""
        self.text.click()
        self.page.keyboard.type(text)
        self.page.keyboard.press("Enter")

    def answered(self, count):
        """Wait for this many complete answers."""
        wait_on_page(self.front, lambda: self.answers.count() == count
                     and not self.root.locator('[aria-busy="true"]').count() and self.go == "Send")

    @property
    def answers(self):
        """The answers."""
        return self.root.locator(".nbc-answer")

    @property
    def go(self):
        """What the round button says."""
        return self.root.locator(".nbc-go").get_attribute("aria-label")

    @property
    def questions(self):
        """What was asked."""
        return self.root.locator(".nbc-user .nbc-words").all_inner_texts()

    def button(self, name, inside=None):
        """A button of the panel's, or of something in it."""
        return (inside or self.root).get_by_role("button", name=name, exact=True)

    def box(self):
        """Where it is in the window: left, top, right, bottom."""
        return self.root.evaluate("root => (box => [box.left, box.top, box.right, box.bottom])"
                                  "(root.getBoundingClientRect())")

    def dark(self):
        """Whether it is dressed for a dark page."""
        return "nbc-dark" in self.root.get_attribute("class")


def opened_panel(front, *cells, before=(), name="space.ipynb", **options):
    """A notebook with a panel in one of its cells, which was run."""
    front.open([*before, opening(**options), *cells], name=name)
    run_cell(front, len(before))
    return PanelOnPage(front, len(before)).opened()


def set_theme(lab, name):
    """Choose a theme in the menu."""
    lab.page.locator(".lm-MenuBar-itemLabel", has_text="Settings").click()
    lab.page.locator(".lm-Menu-item", has=lab.page.locator(".lm-Menu-itemLabel", has_text="Theme")).first.click()
    lab.page.locator(".lm-Menu-itemLabel", has_text=name).first.click()
    lab.page.locator(f'body[data-jp-theme-name="{name}"]').wait_for(state="attached")


def focused(front):
    """The name of what has the focus."""
    return front.page.evaluate("(document.activeElement.getAttribute('aria-label') ?? "
                               "document.activeElement.textContent).slice(0, 80)")
