"""Conversations and models in the panel, in JupyterLab and Notebook 7: chosen, named, deleted, found, loaded."""

import re

import pytest

from support.pages import run_cell, wait_on_page
from support.panel_page import PanelOnPage, focused, opened_panel, set_theme

pytestmark = pytest.mark.browser


class Names:
    """The conversations of a panel on its page."""

    def __init__(self, panel):
        self.panel, self.page = panel, panel.page
        self.opener = panel.root.locator(".nbc-opener")
        self.picker = panel.root.get_by_role("dialog", name="Conversations")
        self.options = self.picker.get_by_role("option")

    @property
    def shown(self):
        """The name in the head."""
        return self.opener.inner_text().strip()

    @property
    def listed(self):
        """The names in the list."""
        return self.options.locator("bdi").all_inner_texts()

    def named(self, name):
        """Wait until the head says this."""
        wait_on_page(self.panel.front, lambda: self.shown == name)

    def open(self, count):
        """Open the list by the keyboard, and wait for so many conversations."""
        self.opener.focus()
        self.page.keyboard.press("Enter")
        self.lists(count)

    def lists(self, count):
        """Wait until so many are listed."""
        wait_on_page(self.panel.front, lambda: self.options.count() == count)

    @property
    def active(self):
        """The option that Enter would choose, as a screen reader is told."""
        box = self.picker.get_by_role("combobox")
        return self.page.locator(f"#{box.get_attribute('aria-activedescendant')} bdi").inner_text()


def test_conversations_by_the_keyboard(front):
    panel = opened_panel(front, name="names.ipynb")
    names, keys = Names(panel), front.page.keyboard
    assert names.shown == "main"
    panel.ask("What is a **list**?")
    panel.answered(1)
    names.named("What is a list?")
    for _ in range(3):   # one new conversation, however often it is wanted
        panel.button("New conversation").click()
        names.named("New conversation")
    assert focused(front) == "Message"
    panel.ask("שלום, מה זה פייתון?")
    panel.answered(1)
    names.named("שלום, מה זה פייתון?")

    names.open(2)
    assert focused(front) == "Search conversations" and names.active == "שלום, מה זה פייתון?"
    keys.press("ArrowDown")
    assert names.active == "What is a list?"
    keys.type("you SAID list")   # in what was answered
    names.lists(1)
    assert "You said: What is a" in names.options.inner_text()
    keys.press("Enter")
    names.named("What is a list?")
    assert focused(front) == "Message" and panel.answers.count() == 1 and not names.picker.is_visible()

    # another name: taken, then free
    names.open(2)
    keys.press("F2")
    assert focused(front) == "New name for What is a list?"
    keys.type("שלום, מה זה פייתון?")
    keys.press("Enter")
    names.picker.get_by_role("status").get_by_text("already").wait_for(timeout=60_000)
    keys.press("F2")
    keys.press("Escape")
    assert focused(front) == "Search conversations" and names.picker.is_visible()
    keys.press("F2")
    keys.type("lists & tuples")
    keys.press("Enter")
    names.named("lists & tuples")
    names.lists(2)

    # deleted, and brought back
    keys.press("Shift+Delete")
    names.lists(1)
    names.named("שלום, מה זה פייתון?")
    names.picker.get_by_role("button", name="Undo", exact=True).click()
    names.lists(2)
    names.named("lists & tuples")
    assert names.active == "lists & tuples"
    keys.press("Escape")
    assert focused(front) == "Conversation: lists & tuples"
    assert panel.answers.inner_text().startswith("You said: What is a")


CELLS = ["%load_ext notebook_chat\nfrom notebook_chat import Chat\n"
         "from notebook_chat.models.adapters import ScriptedModel\n"
         "chats = get_ipython().magics_manager.registry['ChatMagics'].conversations.chats\n"
         "model = ScriptedModel(lambda messages: f'You said: {messages[-1].text}')\n"
         "%chat -m model", "%chat panel", "%%chat\nand in a cell?", "%chat use Planets", "%chat rename Worlds",
         "%chat delete", "%chat undelete", "%chat"]


def test_cells_and_panel_go_on_with_the_same(front):
    front.open(CELLS, name="shared.ipynb")
    for index in (0, 1):
        run_cell(front, index)
    panel = PanelOnPage(front, 1)
    panel.text.wait_for(timeout=60_000)
    names = Names(panel)
    names.named("main")
    panel.ask("Planets")
    panel.answered(1)
    names.named("Planets")
    panel.button("New conversation").click()
    names.named("New conversation")
    run_cell(front, 2)   # a cell asks where the panel is, and names it
    names.named("and in a cell?")
    panel.answered(1)
    run_cell(front, 3)
    names.named("Planets")
    run_cell(front, 4)
    names.named("Worlds")
    run_cell(front, 5)
    names.named("and in a cell?")
    run_cell(front, 6)
    names.named("Worlds")
    names.open(2)
    names.options.get_by_text("and in a cell?").first.click()
    names.named("and in a cell?")
    run_cell(front, 7)
    assert "* and in a cell?: 2 messages" in front.outputs(7).inner_text()


class ModelList:
    """The models of a panel on its page."""

    def __init__(self, panel):
        self.panel, self.page = panel, panel.page
        self.name = panel.root.locator(".nbc-model")
        self.picker = panel.root.get_by_role("dialog", name="Models")
        self.options = self.picker.get_by_role("option")

    def open(self):
        """Open the list."""
        self.panel.root.locator(".nbc-modelbutton").click()
        self.options.first.wait_for(timeout=60_000)

    def choose(self, words):
        """Type some words and press Enter."""
        self.page.keyboard.type(words)
        self.page.keyboard.press("Enter")

    def named(self, name):
        """Wait until the head says this."""
        wait_on_page(self.panel.front, lambda: self.name.inner_text() == name)


SPY = """
asked, retry = [], panel.retry
panel.retry = lambda index, **settings: (asked.append(settings), retry(index, **settings))[1]
"""
SLOW = """
import time
from notebook_chat.llama.loading import current_watch
def slow(source):
    watch = current_watch()
    for number in range(1, 400):
        watch.told(number / 400)
        time.sleep(0.05)
        if watch.ended: raise KeyboardInterrupt
panel.load = slow
"""


def test_models(front):
    panel = opened_panel(front, SPY, SLOW, "print(asked)", name="models.ipynb")
    run_cell(front, 1)
    models, notes = ModelList(panel), panel.root.locator(".nbc-answer .nbc-note")
    (front.folder / "broken-7B-Q4_0.gguf").write_bytes(b"GGUF nothing")
    panel.ask("One")
    panel.answered(1)
    models.open()
    listed = models.options.all_inner_texts()
    assert any(re.match(r"demo\s+3 MB · built in · (CPU|GPU)", text) for text in listed)
    assert any(text.startswith("scripted") and "loaded" in text for text in listed)
    models.choose("demo built")
    models.named("demo")
    panel.ask("Name the planets in the solar system")
    panel.answered(2)
    assert notes.nth(0).inner_text().startswith("scripted · ") and notes.nth(1).inner_text().startswith("demo · ")
    panel.ask("Two")
    panel.answered(3)
    assert notes.nth(1).inner_text().startswith("demo · ") and "tokens/s" in notes.nth(1).inner_text()

    # a file that can't be loaded: the conversation keeps its model
    models.open()
    models.choose("broken")
    panel.root.locator('.nbc-notice[data-kind="error"]').get_by_text("The conversation goes on with demo.").wait_for(
        timeout=60_000)
    assert models.name.inner_text() == "demo"

    # answering again with another temperature, and with another model
    again = panel.answers.last.get_by_role("button", name="Answer again with another model or temperature")
    again.click()
    models.options.get_by_text("temperature 0", exact=True).wait_for(timeout=60_000)
    models.choose("0.25")
    panel.answered(3)
    again.click()
    models.options.get_by_text("scripted", exact=True).wait_for(timeout=60_000)
    models.choose("scripted")
    models.named("scripted")
    panel.answers.last.get_by_text("You said: Two").wait_for(timeout=60_000)
    panel.answered(3)
    run_cell(front, 3)
    assert "[{'temperature': 0.25}, {}]" in front.outputs(3).inner_text()
    assert panel.answers.last.locator(".nbc-body").inner_text().strip() == "You said: Two"
    assert notes.nth(2).inner_text().startswith("scripted · ")

    # stopped while it loads; what is asked meanwhile is asked afterwards
    run_cell(front, 2)
    models.open()
    models.choose("demo-vision")
    line = panel.root.locator(".nbc-loading")
    line.get_by_text("Loading demo-vision").wait_for(timeout=60_000)
    wait_on_page(front, lambda: (line.locator("progress").get_attribute("value") or "0") > "0.02")
    assert panel.go == "Stop"
    line.get_by_role("button", name="Stop loading").click()
    line.wait_for(state="hidden", timeout=60_000)
    assert models.name.inner_text() == "scripted"
    models.open()
    models.choose("demo-vision")
    line.wait_for(timeout=60_000)
    panel.text.focus()
    front.page.keyboard.press("Escape")
    line.wait_for(state="hidden", timeout=60_000)
    panel.ask("Three")
    panel.answered(4)


CONTRAST = """
root => {
    const parse = color => { const c = document.createElement('canvas').getContext('2d', { willReadFrequently: true })
        c.fillStyle = color; c.fillRect(0, 0, 1, 1); return c.getImageData(0, 0, 1, 1).data }
    const light = color => { const [r, g, b] = [...color].slice(0, 3).map(v => { v /= 255
        return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4 }); return 0.2126 * r + 0.7152 * g + 0.0722 * b }
    const behind = element => { for (let e = element; e; e = e.parentElement) {
        const color = parse(getComputedStyle(e).backgroundColor)
        if (color[3] > 200) return color } return [255, 255, 255] }
    return [...root.querySelectorAll('bdi, small, input, button, span')]
        .filter(e => e.getClientRects().length && (e.textContent.trim() || e.matches('input')))
        .map(e => { const pair = [light(behind(e)), light(parse(getComputedStyle(e).color))]
            const [high, low] = pair.sort((a, b) => b - a)
            return [(high + 0.05) / (low + 0.05), e.className + e.textContent.slice(0, 20)] })
        .filter(([ratio]) => ratio < 4.5)
}
"""
SAID = """
for words in ("How do I add two numbers in Python, and what if one of them is a string?", "שלום, מה זה פייתון?",
              "👩‍👩‍👧‍👦 " * 12, "x" * 90):
    panel.new()
    panel.send(words).wait()
"""


def test_lists_in_themes_and_widths(lab, tmp_path):
    lab.page.set_viewport_size({"width": 1400, "height": 900})
    panel = opened_panel(lab, SAID, name="wide.ipynb")
    lab.page.keyboard.press("Control+b")
    run_cell(lab, 1)
    names, models = Names(panel), ModelList(panel)
    wait_on_page(lab, lambda: names.shown.startswith("xxx"))
    lab.cell(0).evaluate("cell => cell.scrollIntoView()")
    for name, dark in [("JupyterLab Dark", True), ("JupyterLab Light", False)]:
        set_theme(lab, name)
        wait_on_page(lab, lambda: panel.dark() == dark)
        for width in (1400, 320):
            lab.page.set_viewport_size({"width": max(width, 700), "height": 900})
            panel.root.evaluate("(root, width) => root.closest('.notebook-chat-panel').style.width = `${width}px`",
                                width)
            for opener, picker in ((names.opener, names.picker),
                                   (panel.root.locator(".nbc-modelbutton"), models.picker)):
                opener.click()
                picker.get_by_role("option").first.wait_for(timeout=60_000)
                lab.page.wait_for_timeout(300)
                lab.screenshot(tmp_path / f"{name.split()[1]}-{width}-{picker.get_attribute('aria-label')}.png")
                assert picker.evaluate(CONTRAST) == []
                box = picker.bounding_box()
                assert box["x"] >= 0 and box["x"] + box["width"] <= max(width, 700) and box["y"] + box["height"] <= 900
                wide = picker.evaluate("picker => [picker, ...picker.querySelectorAll('*')].filter(e => "
                                       "e.scrollWidth > e.clientWidth + 1 && e.clientWidth && "
                                       "!e.matches('small, input, bdi')).map(e => e.className)")
                assert wide == []
                lab.page.keyboard.press("Escape")
            wide = panel.root.evaluate("root => [root, ...root.querySelectorAll('.nbc-head, .nbc-row')]"
                                       ".filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.className)")
            assert wide == []


DEMO = "from notebook_chat.models import default\ndefault._has_smollm2 = lambda: {installed}\n" \
       "from notebook_chat.jupyter.panel import ChatPanel\nChatPanel('demo')"


@pytest.mark.parametrize("installed", [False, True])
def test_a_new_user_is_told_what_demo_is(lab, installed):
    lab.open([DEMO.format(installed=installed), "1"], name="demo.ipynb")
    run_cell(lab, 0)
    panel = PanelOnPage(lab, 0)
    hint = panel.root.locator(".nbc-demohint")
    hint.get_by_text("This is demo, a demonstration").wait_for(timeout=60_000)
    line = hint.get_by_text("%pip install 'notebook-chat[smollm2]'")
    assert line.count() == (not installed) and "choose smollm2" in hint.inner_text()
    if not installed:
        hint.get_by_role("button", name="Insert as a new cell").click()
        wait_on_page(lab, lambda: lab.page.locator(".jp-Notebook .jp-CodeCell").count() == 3)
        assert "%pip install" in lab.cell(1).locator(".cm-content").inner_text()
    panel.ask("Name the planets in the solar system")
    panel.answered(1)
    assert not hint.count()
