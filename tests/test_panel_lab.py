"""The panel in JupyterLab and Notebook 7, as somebody at the screen meets it."""

import base64
import json
import os
from pathlib import Path

import pytest

from support.hostile import ALL, HOST
from support.pages import note_request, run_cell, wait_on_page
from support.panel_page import PanelOnPage
from support.pictures import noise_file

pytestmark = pytest.mark.browser
IMAGES = Path(__file__).parents[1] / "nbs" / "images"
ANSWER = """Here is a **list**:

1. First
2. Second
   - nested

```python
def add(first, second):
    return first + second  # the sum
```

The mean is $\\bar{x} = \\frac{1}{n} \\sum x_i$.

| word | count |
|------|------:|
| the  | 1,204 |

> See [the docs](https://docs.python.org).
"""
OPEN = """
from notebook_chat.models.adapters import ScriptedModel
from notebook_chat.chat.chat import Chat
from notebook_chat.jupyter.panel import ChatPanel
import itertools
rolls = itertools.count()
words = " ".join(f"word{{number}}" for number in range(600))
def answer(messages):
    asked = messages[-1].text
    said = words if "long" in asked else {answer!r} if "list" in asked else f"You said: {{asked}}"
    return said + f"\\n\\nYou rolled {{next(rolls)}}." if "dice" in asked else said
model = ScriptedModel(answer, pause={pause})
chat = Chat(model)
panel = ChatPanel(chat)
panel
"""


def opening(pause=0.02, answer=ANSWER):
    """A cell that opens a panel."""
    return OPEN.format(pause=pause, answer=answer)


@pytest.fixture
def lab_page(lab):
    """JupyterLab alone."""
    lab.page.set_viewport_size({"width": 1100, "height": 900})
    return lab


class Panel(PanelOnPage):
    """A panel on a page."""

    def button(self, item, name):
        """A button of a question or an answer."""
        return item.get_by_role("button", name=name, exact=True)


def opened(front, *cells, pause=0.02, name="panel.ipynb", answer=ANSWER):
    """A notebook with a panel in its first cell."""
    front.open([opening(pause, answer), *cells], name=name)
    run_cell(front, 0)
    return Panel(front).opened()


# A talk


def test_a_talk(front):
    panel = opened(front, "import time\ntime.sleep(6)", "panel.send('from a cell').text")
    panel.text.click()
    front.page.keyboard.type("Please a list")
    front.page.keyboard.press("Shift+Enter")
    front.page.keyboard.type("now")
    assert panel.text.input_value() == "Please a list\nnow"
    front.page.keyboard.press("Enter")
    panel.answered(1)
    assert panel.questions == ["Please a list\nnow"]
    body = panel.answers.first.locator(".nbc-body")
    assert body.locator("ol > li").count() == 2 and body.locator("ol ul li").inner_text() == "nested"
    assert body.locator("pre .k").first.inner_text().strip() == "def" and body.locator("math mfrac").count() == 1
    assert body.locator("td").all_inner_texts() == ["the", "1,204"]
    assert "scripted" in panel.answers.first.locator(".nbc-note").inner_text()

    # a cell is running: the panel continues where the front end has subshells, as these have
    front.run(1)
    wait_on_page(front, lambda: front.prompt(1) == "[*]:")
    panel.ask("long please")
    panel.answers.nth(1).get_by_text("word3").wait_for(timeout=60_000)
    assert panel.go == "Stop"
    front.page.keyboard.press("Escape")
    panel.answers.nth(1).locator(".nbc-note").get_by_text("stopped").wait_for(timeout=60_000)
    assert front.prompt(1) == "[*]:" and panel.text.evaluate("area => area === document.activeElement")
    assert panel.answers.nth(1).get_by_role("button", name="Continue").count() == 1

    # what a cell says appears
    run_cell(front, 1)
    run_cell(front, 2)
    panel.answered(3)
    assert panel.answers.nth(2).locator(".nbc-body").inner_text().strip() == "You said: from a cell"

    # recall
    panel.text.click()
    for key, expected in [("ArrowUp", "from a cell"), ("ArrowUp", "long please"), ("ArrowDown", "from a cell"),
                          ("ArrowDown", "")]:
        front.page.keyboard.press(key)
        assert panel.text.input_value() == expected


def test_what_can_be_done_with_a_message(front):
    panel = opened(front, "1", name="messages.ipynb")
    panel.ask("one")
    panel.answered(1)
    panel.ask("a list and dice")
    panel.answered(2)
    last = panel.answers.last

    # copy, and a new cell
    panel.button(last, "Copy").click()
    wait_on_page(front, lambda: front.page.evaluate("navigator.clipboard.readText()").startswith(ANSWER))
    panel.button(last, "Copy this code").click()
    wait_on_page(front, lambda: front.page.evaluate("navigator.clipboard.readText()").startswith("def add("))
    panel.button(last, "Insert as a new cell").click()
    wait_on_page(front, lambda: front.page.locator(".jp-Notebook .jp-CodeCell").count() == 3)
    assert front.cell(1).locator(".cm-content").inner_text().startswith("def add(")

    # edit and ask again, branches, answer again, delete
    first = panel.root.locator(".nbc-user").first
    first.hover()
    panel.button(first, "Edit and ask again").click()
    front.page.keyboard.press("Control+A")
    front.page.keyboard.type("two")
    front.page.keyboard.press("Enter")
    wait_on_page(front, lambda: panel.questions == ["two"])
    panel.answered(1)
    first.get_by_role("button", name="Earlier version").click()
    wait_on_page(front, lambda: panel.questions == ["one", "a list and dice"])
    assert first.locator(".nbc-branches").inner_text() == "1/2"
    assert first.get_by_role("button", name="Later version").evaluate("button => button === document.activeElement")
    panel.button(panel.answers.last, "Answer again").click()
    wait_on_page(front, lambda: panel.answers.last.locator(".nbc-branches").count() == 1)
    panel.answered(2)
    panel.button(panel.answers.last, "Delete").click()
    panel.answers.last.get_by_role("button", name="Press again to delete").click()
    wait_on_page(front, lambda: panel.answers.count() == 1)

    # export
    panel.root.get_by_role("button", name="Export").click()
    with front.page.expect_download() as download:
        front.page.keyboard.press("Enter")
    assert download.value.suggested_filename == "one.md" and "You said: one" in Path(download.value.path()).read_text()


def test_stop_before_the_first_word(front):
    panel = opened(front, pause=2, name="early.ipynb")
    panel.ask("anything")
    panel.root.locator(".nbc-dots").wait_for(timeout=60_000)
    panel.root.get_by_role("button", name="Stop").click()
    panel.answers.locator(".nbc-note").get_by_text("stopped").wait_for(timeout=60_000)
    assert panel.questions == ["anything"] and panel.go == "Send"


ASKING = """
from notebook_chat.models.adapters import ScriptedModel
from notebook_chat.chat.chat import Chat
from notebook_chat.jupyter.panel import ChatPanel
import json
def search(query: str): return f"found {len(query)} letters"
def run_code(code: str, why: str): return "done"
def answer(messages):
    said = messages[-1].text
    if messages[-1].role == "tool": return said
    name, arguments = ("run_code", dict(code=said, why="because you asked me to do so")) if "\\n" in said else \
("search", dict(query=said))
    return f"Let me see.<tool_call>{json.dumps(dict(name=name, arguments=arguments))}</tool_call>"
model = ScriptedModel(answer)
model.name = "scripted"
chat = Chat(model, functions=[search, run_code])
panel = ChatPanel(chat, approve=True)
panel
"""


def asking(front, *cells, name="asking.ipynb"):
    """A notebook with a panel that asks before it lets functions run."""
    front.open([ASKING, *cells], name=name)
    run_cell(front, 0)
    return Panel(front).opened()


def calls_of(panel):
    """What the folds of calls say, once nothing is asked or running."""
    return panel.root.locator(".nbc-call summary").all_inner_texts()


def test_a_question_before_a_call(front):
    panel = asking(front, "print(panel.send('from a cell').text)", "other = ChatPanel(chat)\nother", "panel.allowed")
    question = panel.root.get_by_role("group", name="Run search(query=")
    choice = lambda name, panel=panel: panel.root.get_by_role("button", name=name, exact=True)
    focused = lambda: front.page.evaluate("document.activeElement.getAttribute('aria-label')")

    # a click
    panel.ask("<b onclick=1>tea</b>")
    choice("Run search").wait_for(timeout=60_000)
    assert question.locator(".nbc-asked").inner_text() == "Run search(query='<b onclick=1>tea</b>')?"
    assert question.locator("b").count() == 0
    assert panel.go == "Stop" and focused() == "Message"
    assert "May the model run search(query='<b onclick=1>tea</b>')?" in panel.root.locator(
        '[aria-live="polite"]').inner_text()
    choice("Run search").click()
    panel.answered(1)
    assert question.count() == 0 and calls_of(panel) == ["search(query='<b onclick=1>tea</b>')"]
    assert focused() == "Message"
    assert "found 20 letters" in panel.answers.last.inner_text()

    # the keyboard: from the message box back to the question
    panel.ask("coffee")
    choice("Don't run search").wait_for(timeout=60_000)
    front.page.keyboard.press("Shift+Tab")
    assert focused() == "Don't run search"
    front.page.keyboard.press("Enter")
    panel.answered(2)
    assert "refused" in panel.answers.last.inner_text() and focused() == "Message"
    for where in ("Message", "Run search"):
        panel.ask("milk")
        choice("Run search").wait_for(timeout=60_000)
        panel.root.get_by_label(where, exact=True).focus()
        front.page.keyboard.press("Escape")
        panel.answers.last.locator(".nbc-note").get_by_text("stopped").wait_for(timeout=60_000)
        wait_on_page(front, lambda: panel.go == "Send")
        assert question.count() == 0 and focused() == "Message"

    # a cell waits for the reply, and another panel shows the question too
    run_cell(front, 2)
    other = Panel(front, 2).opened()
    front.run(1)
    choice("Run search", other).wait_for(timeout=60_000)
    front.page.wait_for_timeout(5_000)   # longer than questions wait that can't be answered
    assert front.prompt(1) == "[*]:" and question.is_visible()
    choice("Always run search in this conversation", other).click()
    wait_on_page(front, lambda: "found 11 letters" in front.outputs(1).inner_text())
    wait_on_page(front, lambda: question.count() == 0 and panel.go == "Send")
    panel.ask("unasked")
    wait_on_page(front, lambda: "found 7 letters" in panel.answers.last.inner_text())
    run_cell(front, 3)
    assert front.outputs(3).inner_text().strip() == "{'search'}"

    # the page is loaded again
    panel.text.click()
    panel.text.fill("a = 1\nb = 2")
    front.page.keyboard.press("Enter")
    choice("Run run_code").wait_for(timeout=60_000)
    wait_on_page(front, lambda: saved_with(front, front.folder / "asking.ipynb", "found 7 letters"))
    front.page.reload()
    panel = Panel(front).opened()
    choice("Run run_code", panel).wait_for(timeout=60_000)
    assert panel.root.locator(
        ".nbc-ask pre").inner_text() == "code =\n    a = 1\n    b = 2\nwhy = 'because you asked me to do so'"
    for _ in range(3):   # a page that is still being laid out moves the button away from under the pointer
        if panel.root.locator(".nbc-ask").count():
            choice("Run run_code", panel).click()
        front.page.wait_for_timeout(2_000)
    wait_on_page(front, lambda: calls_of(panel)[-1:]
                 == ["run_code(code='a = 1\\nb = 2', why='because you asked me to do so')"])


def test_the_question_in_themes_and_widths(lab_page, tmp_path):
    panel = asking(lab_page, "reply = panel.send('import pathlib\\nprint(pathlib.Path(\"notes.txt\").read_text())  # ' "
                             "+ 'x' * 200)", name="themes.ipynb")
    lab_page.page.keyboard.press("Control+b")
    run_cell(lab_page, 1)
    panel.root.locator(".nbc-ask").wait_for(timeout=60_000)
    lab_page.cell(0).evaluate("cell => cell.scrollIntoView()")
    for name, dark in [("JupyterLab Dark", True), ("JupyterLab Light", False)]:
        set_theme(lab_page, name)
        wait_on_page(lab_page, lambda: panel.dark() == dark)
        lab_page.page.wait_for_timeout(400)
        checked, poor = panel.root.locator(".nbc-ask").evaluate(CONTRAST)
        assert checked > 4 and poor == []
        for width in (860, 320):
            panel.root.evaluate("(root, width) => root.closest('.notebook-chat-panel').style.width = `${width}px`",
                                width)
            lab_page.page.wait_for_timeout(300)
            assert panel.root.evaluate("root => [root, ...root.querySelectorAll('.nbc-log, .nbc-body, .nbc-ask, "
                                       ".nbc-ask *')].filter(e => e.scrollWidth > e.clientWidth + 1 && "
                                       "e.clientWidth).map(e => e.className)") == []
            for button in panel.root.locator(".nbc-ask button").all():
                assert button.bounding_box()["height"] >= 28 and button.is_visible()
            lab_page.screenshot(tmp_path / f"question-{'dark' if dark else 'light'}-{width}.png")
    panel.root.get_by_role("button", name="Stop").click()
    panel.answers.locator(".nbc-note").get_by_text("stopped").wait_for(timeout=60_000)


PASTE = """
([name, type, base64, kind]) => {
    const bytes = Uint8Array.from(atob(base64), character => character.charCodeAt(0))
    const data = new DataTransfer()
    data.items.add(new File([bytes], name, { type }))
    const target = document.querySelector('.nbc-composer textarea')
    target.dispatchEvent(kind === 'paste' ? new ClipboardEvent('paste', { clipboardData: data, bubbles: true, \
cancelable: true })
        : new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }))
}
"""


def hand_over(front, name, type, data, kind):
    """Paste or drop a file."""
    front.page.evaluate(PASTE, [name, type, base64.b64encode(data).decode(), kind])


def test_pictures_and_files(front):
    panel = opened(front, "[(m.images, m.text) for m in chat.messages][0]", name="pictures.ipynb")
    chips = panel.root.locator(".nbc-chip")
    hand_over(front, "pasted.png", "image/png", noise_file(), "paste")
    wait_on_page(front, lambda: chips.count() == 1 and chips.locator("img").evaluate("image => image.naturalWidth") > 0)
    hand_over(front, "notes.txt", "text/plain", "A note: ä".encode(), "drop")
    wait_on_page(front, lambda: chips.count() == 2)
    # more than a server takes at once
    hand_over(front, "large.bmp", "image/bmp", noise_file((2400, 1200), "BMP"), "drop")
    wait_on_page(front, lambda: chips.count() == 3)
    with front.page.expect_file_chooser() as chooser:
        panel.root.get_by_role("button", name="Attach pictures or text files").click()
    chooser.value.set_files([dict(name="chosen.png", mimeType="image/png", buffer=noise_file())])
    wait_on_page(front, lambda: chips.count() == 4)
    panel.root.get_by_role("button", name="Remove pasted.png").click()
    wait_on_page(front, lambda: chips.count() == 3)
    hand_over(front, "broken.png", "image/png", b"nothing", "paste")
    panel.root.locator('.nbc-notice[data-kind="error"]').wait_for(timeout=60_000)
    panel.ask("What is this?")
    panel.answered(1)
    assert panel.questions == ["What is this?"] and chips.count() == 0
    assert panel.root.locator(".nbc-user .nbc-picture").count() == 2
    assert panel.root.locator(".nbc-user summary").inner_text() == "notes.txt"
    run_cell(front, 1)
    shown = front.outputs(1).inner_text()
    assert "2048x1024" in shown and "64x48" in shown and "A note: ä" in shown and "What is this?" in shown


# Settings, shapes, colours


def test_the_drawer_and_two_displays(lab_page):
    panel = opened(lab_page, "panel", "chat.set(top_k=11)\nchat.config",
                   "import ipywidgets\nipywidgets.HBox([ChatPanel(chat), ipywidgets.Button()])",
                   "out = ipywidgets.Output()\ntab = ipywidgets.Tab([ChatPanel(chat), out])\ndisplay(tab)\n"
                   "with out: display(panel)", "panel.close()", "ChatPanel(chat)")
    for index in (1, 3, 4):
        run_cell(lab_page, index)
    panels = [panel, *(Panel(lab_page, index).opened() for index in (1, 3, 4))]
    panel.ask("hello")
    for each in panels:
        each.answered(1)
        assert each.answers.inner_text().startswith("You said: hello") and each.root.bounding_box()["width"] > 300
    drawer = lab_page.cell(0).locator(".notebook-chat-drawer")
    assert not drawer.is_visible()
    panel.root.get_by_role("button", name="Settings").click()
    drawer.wait_for()
    row = lambda name: drawer.locator(".notebook-chat-setting",
                                      has=lab_page.page.locator(".widget-checkbox").get_by_text(name, exact=True))
    row("temperature").locator("input[type=checkbox]").check()
    row("temperature").get_by_label("temperature").last.fill("0.3")
    lab_page.page.keyboard.press("Tab")
    lab_page.page.wait_for_timeout(500)
    run_cell(lab_page, 2)
    assert "temperature=0.3" in lab_page.outputs(2).inner_text() and "top_k=11" in lab_page.outputs(2).inner_text()
    wait_on_page(lab_page, lambda: row("top k").locator("input[type=number]").input_value() == "11")
    run_cell(lab_page, 5)
    wait_on_page(lab_page, lambda: not panel.root.is_visible())
    run_cell(lab_page, 6)
    again = Panel(lab_page, 6).opened()
    again.answered(1)
    again.ask("more")
    for each in (panels[2], again):
        each.answered(2)


CONTRAST = """
root => {
    const parse = color => { const c = document.createElement('canvas').getContext('2d', \
{ willReadFrequently: true }); c.fillStyle = color; c.fillRect(0, 0, 1, 1)
        const [r, g, b, a] = c.getImageData(0, 0, 1, 1).data; return [r, g, b, a / 255] }
    const over = ([r, g, b, a], [R, G, B]) => [r * a + R * (1 - a), g * a + G * (1 - a), b * a + B * (1 - a)]
    const light = color => { const [r, g, b] = color.map(v => { v /= 255; \
return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4 }); return 0.2126 * r + 0.7152 * g + 0.0722 * b }
    const behind = element => { const layers = []; for (let e = element; e; \
e = e.parentElement) layers.unshift(parse(getComputedStyle(e).backgroundColor))
        return layers.reduce((under, layer) => over(layer, under), [255, 255, 255]) }
    const poor = [], seen = new Set()
    let checked = 0
    for (const element of root.querySelectorAll('*')) {
        const says = [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim()) || \
element.matches('button, textarea')
        if (!says || !element.getClientRects().length || element.disabled || element.closest('[disabled], \
.widget-readout, select')) continue
        checked++
        const back = behind(element), ink = over(parse(getComputedStyle(element).color), back)
        const [high, low] = [light(back), light(ink)].sort((a, b) => b - a)
        const ratio = (high + 0.05) / (low + 0.05)
        if (ratio < 4.5) poor.push(`${element.localName}.${element.className} ${element.textContent.slice(0, \
20)}: ${ratio.toFixed(2)}`)
    }
    return [checked, poor]
}
"""


def set_theme(lab, name):
    """Choose a theme in the menu."""
    lab.page.locator(".lm-MenuBar-itemLabel", has_text="Settings").click()
    lab.page.locator(".lm-Menu-item", has=lab.page.locator(".lm-Menu-itemLabel", has_text="Theme")).first.click()
    lab.page.locator(".lm-Menu-itemLabel", has_text=name).first.click()
    lab.page.locator(f'body[data-jp-theme-name="{name}"]').wait_for(state="attached")


DRESS = """
import io
from PIL import Image, ImageDraw
from notebook_chat.core.messages import ChatMessage, FunctionCall
drawing = Image.new("RGB", (360, 220), "#dce8f5")
pen = ImageDraw.Draw(drawing)
pen.rectangle((0, 150, 360, 220), fill="#7da87b"); pen.ellipse((250, 25, 315, 90), fill="#f3c13a"); \
pen.polygon([(60, 150), (130, 60), (200, 150)], fill="#8a6f5a")
model.name, model.device = "demo", "CPU, 2 threads"
call = FunctionCall("weather", {"city": "Oslo"})
for message in [ChatMessage("user", "What do you see?", images=[drawing]),
                ChatMessage("assistant", "A hill, a meadow and the sun.", reasoning="A triangle, a green stripe, \
a yellow circle."),
                ChatMessage("user", "What is the weather like in Oslo?"), ChatMessage("assistant", "", calls=[call]), \
ChatMessage("tool", "3 degrees, rain", name="weather"),
                ChatMessage("assistant", "It rains, at **3 degrees**.")]: chat.messages.append(message)
"""


def test_themes_and_widths(lab_page):
    panel = opened(lab_page, DRESS, name="Chat.ipynb")
    lab_page.page.keyboard.press("Control+b")
    run_cell(lab_page, 1)
    panel.ask("Please show me a list")
    panel.answered(3)
    lab_page.cell(0).evaluate("cell => cell.scrollIntoView()")
    for fold in panel.root.locator(".nbc-fold summary").all():
        fold.click()
    panel.root.get_by_role("button", name="Settings").click()
    lab_page.cell(0).locator(".notebook-chat-drawer").wait_for()
    for name, dark in [("JupyterLab Dark", True), ("JupyterLab Light", False)]:
        set_theme(lab_page, name)
        wait_on_page(lab_page, lambda: panel.dark() == dark)
        lab_page.page.wait_for_timeout(400)
        for part in (panel.root, lab_page.cell(0).locator(".notebook-chat-drawer")):
            checked, poor = part.evaluate(CONTRAST)
            assert checked > 5 and poor == []
    panel.root.get_by_role("button", name="Settings").click()
    for fold in panel.root.locator(".nbc-fold summary").all():
        fold.click()
    for width in (1100, 700, 320):
        panel.root.evaluate("(root, width) => root.closest('.notebook-chat-panel').style.width = `${width}px`", width)
        lab_page.page.wait_for_timeout(200)
        assert abs(panel.root.bounding_box()["width"] - min(width, 860)) < 3
        wide = panel.root.evaluate("root => [root, ...root.querySelectorAll('.nbc-log, .nbc-row, .nbc-head, "
                                   ".nbc-body')].filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.className)")
        assert wide == []
        assert panel.root.locator(".nbc-go").bounding_box()["width"] >= 28


def test_pictures_for_the_readme(lab_page, tmp_path):
    folder = IMAGES if os.environ.get("UPDATE_SCREENSHOTS") else tmp_path
    lab_page.page.set_viewport_size({"width": 1000, "height": 1300})
    panel = opened(lab_page, DRESS, name="Chat.ipynb")
    lab_page.page.keyboard.press("Control+b")
    run_cell(lab_page, 1)
    panel.ask("How do I add two numbers? A list, please.")
    panel.answered(3)
    panel.root.evaluate("root => root.querySelector('.nbc-log').style.maxHeight = 'none'")
    for name in ("light", "dark"):
        set_theme(lab_page, f"JupyterLab {name.title()}")
        wait_on_page(lab_page, lambda: panel.dark() == (name == "dark"))
        lab_page.page.wait_for_timeout(500)
        panel.root.screenshot(path=str(folder / f"panel-{name}.png"))
        assert (folder / f"panel-{name}.png").stat().st_size > 20_000


def test_keys_alone(front):
    panel = opened(front, "1", name="keys.ipynb")
    panel.ask("hello")
    panel.answered(1)
    focused = lambda: front.page.evaluate("document.activeElement.getAttribute('aria-label') ?? "
                                          "document.activeElement.textContent")
    seen = []
    panel.root.get_by_role("button", name="New conversation").focus()
    for _ in range(9):
        seen.append(focused())
        front.page.keyboard.press("Tab")
    if "Open at the side" in seen: seen.remove("Open at the side")   # JupyterLab alone has that
    assert seen[:4] == ["New conversation", "Export", "Full window", "Conversation"]   # then one stop for each message
    assert seen[4] in ("Copy", "Edit and ask again")
    assert seen[5:7] == ["Copy", "Message"]
    panel.button(panel.answers.first, "Copy").focus()
    seen = []
    for _ in range(8):
        seen.append(focused())
        front.page.keyboard.press("ArrowRight")
    assert seen == ["Copy", "Edit", "Show the tokens", "Answer again", "Answer again with another model or temperature",
                    "Compare with another model", "Delete", "Copy"]
    front.page.keyboard.press("Shift+Tab")
    front.page.keyboard.press("Tab")
    assert focused() == "Edit"   # the stop is where one was last
    # keys that would delete or add cells in JupyterLab's command mode do nothing here
    panel.button(panel.answers.first, "Copy").focus()
    for key in "dd", "a", "b", "x":
        front.page.keyboard.type(key)
    front.page.wait_for_timeout(300)
    assert front.page.locator(".jp-Notebook .jp-CodeCell").count() == 2 and panel.root.is_visible()
    unnamed = panel.root.evaluate("root => [...root.querySelectorAll('button, textarea, select, input:not([hidden]), "
                                  "meter, progress')]"
                                  ".filter(e => !(e.getAttribute('aria-label') || e.textContent.trim())).map(e => "
                                  "e.outerHTML)")
    assert unnamed == []
    panel.text.click()
    front.page.keyboard.type("kept")
    front.page.keyboard.press("Control+s")
    path = front.folder / "keys.ipynb"
    wait_on_page(front, lambda: "hello" in path.read_text())


def test_it_sticks_to_the_end_unless_scrolled_up(front):
    panel = opened(front, pause=0.02, name="scroll.ipynb")
    log = panel.root.locator(".nbc-log")
    below = lambda: log.evaluate("log => log.scrollHeight - log.scrollTop - log.clientHeight")
    for count in (1, 2, 3):
        panel.ask("a list")
        panel.answered(count)
    panel.ask("long please")
    wait_on_page(front, lambda: "word20" in panel.answers.last.inner_text())
    wait_on_page(front, lambda: below() < 5)
    log.evaluate("log => log.scrollTop = 10")
    front.page.wait_for_timeout(1000)
    assert log.evaluate("log => log.scrollTop") == 10 and below() > 50
    panel.root.get_by_role("button", name="Go to the end").click()
    wait_on_page(front, lambda: below() < 5)
    panel.root.get_by_role("button", name="Stop").click()
    panel.answered(4)


# Tokens

TOKENS = """
from notebook_chat.models.load import load_model
from notebook_chat.chat.chat import Chat
from notebook_chat.jupyter.panel import ChatPanel
model = load_model("demo")
model.name = "scripted"
chat = Chat(model, config=dict(temperature=0, max_tokens=40, logprobs=5))
panel = ChatPanel(chat)
panel
"""
NOTED = """
import math
from notebook_chat.core.logprobs import token_logprob
texts = {texts!r}
top = tuple(token_logprob(5000 + number, text.encode(), math.log(0.02)) for number, text in enumerate(texts[:20]))
rows = [token_logprob(number, text.encode(), math.log([0.6, 0.4, 0.1, 0.01, 0.0005][number % 5]),
                      top=top)
        for number, text in enumerate(texts)]
chat.messages.append("user", "What could it say?")
chat.messages.append("assistant", "".join(texts), logprobs=rows)
"""
WIDE = """root => [root, ...root.querySelectorAll('.nbc-log, .nbc-body, .nbc-runs, .nbc-foot, .nbc-alternatives, \
.nbc-altlist')].filter(e => e.clientWidth && e.scrollWidth > e.clientWidth + 1).map(e => e.className)"""
LETTERS = """
runs => [...runs.querySelectorAll('.nbc-token')].map(token => [...token.childNodes]
    .filter(node => node.nodeType === 3).map(node => node.data).join('')).join('')
"""


def show_tokens(panel, number=-1):
    """Press the button on an answer, and give the element with its tokens."""
    panel.button(panel.answers.nth(number), "Show the tokens").click()
    runs = panel.answers.nth(number).locator(".nbc-runs")
    runs.locator(".nbc-token").first.wait_for(timeout=60_000)
    return runs


def test_an_answer_goes_on_from_another_token(lab_page):
    lab_page.open([TOKENS, "[message.text for message in chat.messages][-1]"], name="tokens.ipynb")
    run_cell(lab_page, 0)
    panel = Panel(lab_page).opened()
    panel.ask("Write a poem about cats and 17 kings")
    panel.answered(1)
    before = panel.answers.first.locator(".nbc-body").inner_text().strip()
    runs = show_tokens(panel)
    assert runs.evaluate(LETTERS).startswith(before[:20])
    menu, page = panel.root.locator(".nbc-alternatives"), lab_page.page
    label = lambda: page.evaluate("document.activeElement.getAttribute('aria-label')")

    # the pointer
    runs.locator(".nbc-token").nth(2).hover()
    menu.wait_for(timeout=60_000)
    assert menu.locator(".nbc-choice").count() >= 5
    panel.root.locator(".nbc-head").hover()
    menu.wait_for(state="hidden", timeout=60_000)

    # the keyboard: one token is reached by Tab, the arrows lead to the others
    assert runs.locator('[tabindex="0"]').count() == 1
    runs.locator('[tabindex="0"]').focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    assert "; else" in label() and menu.is_visible()
    kept = runs.evaluate("""runs => [...runs.querySelectorAll('.nbc-token')].slice(0, 3).map(token => token.textContent)
        .join('')""")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    assert menu.is_hidden() and "; else" in label()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    other = menu.locator(".nbc-choice").nth(1).locator("code").inner_text().replace("␣", " ")
    page.keyboard.press("Enter")
    assert label() == "Message"
    wait_on_page(lab_page, lambda: panel.answers.first.locator(".nbc-branches").count() == 1)
    panel.answered(1)
    assert panel.answers.first.locator(".nbc-branches").inner_text() == "2/2"
    run_cell(lab_page, 1)
    assert lab_page.outputs(1).inner_text().strip("'\n ").startswith(kept + other)

    # the new answer shows its tokens, and so does the old one when one goes back to it
    wait_on_page(lab_page, lambda: runs.count() and runs.evaluate(LETTERS).startswith(kept + other))
    panel.answers.first.get_by_role("button", name="Earlier version").click()
    wait_on_page(lab_page, lambda: runs.count() and runs.evaluate(LETTERS).startswith(before[:20]))
    panel.button(panel.answers.first, "Hide the tokens").click()
    wait_on_page(lab_page, lambda: not runs.count())
    assert panel.answers.first.locator(".nbc-body").inner_text().strip() == before


def test_tokens_in_themes_and_widths(lab_page, tmp_path):
    lab_page.harm = []
    lab_page.page.expose_function("pwn", lambda *number: lab_page.harm.append(f"payload {number} ran"))
    lab_page.page.on("request", lambda request: note_request(lab_page, request))
    words = "The sea is deep\n and full of\t fish , they say .\n\n  No 😀 one knows \u200b why . ".split(" ")
    texts = [f" {word}" for word in words] + [text for text in ALL if text and len(text) < 200]
    lab_page.open([opening(), NOTED.format(texts=texts), NOTED.format(texts=[text * 12 for text in texts[:3]])],
                  name="tokens-look.ipynb")
    lab_page.page.keyboard.press("Control+b")
    run_cell(lab_page, 0)
    panel = Panel(lab_page).opened()
    for index in (1, 2):
        run_cell(lab_page, index)
    panel.answered(2)
    runs = show_tokens(panel, 0)
    show_tokens(panel, 1)
    lab_page.cell(0).evaluate("cell => cell.scrollIntoView()")
    for name, dark in [("JupyterLab Dark", True), ("JupyterLab Light", False)]:
        set_theme(lab_page, name)
        wait_on_page(lab_page, lambda: panel.dark() == dark)
        for width in (320, 860, 1400):
            lab_page.page.set_viewport_size({"width": max(width + 240, 1100), "height": 900})
            panel.root.evaluate("(root, width) => root.closest('.notebook-chat-panel').style.width = `${width}px`",
                                width)
            lab_page.page.wait_for_timeout(300)
            panel.root.locator(".nbc-log").evaluate("log => log.scrollTop = 0")
            runs.locator(".nbc-token").nth(4 if width == 320 else 9).focus()
            menu = panel.root.locator(".nbc-alternatives")
            menu.wait_for(timeout=60_000)
            assert panel.root.evaluate(WIDE) == []
            box, size = menu.bounding_box(), lab_page.page.viewport_size
            assert box["x"] >= 0 and box["x"] + box["width"] <= size["width"]
            assert box["y"] >= 0 and box["y"] + box["height"] <= size["height"]
            lab_page.screenshot(tmp_path / f"tokens-{'dark' if dark else 'light'}-{width}.png")
        checked, poor = panel.root.evaluate(CONTRAST)
        assert checked > 60 and poor == []
    kinds = panel.root.evaluate("root => [...new Set([...root.querySelectorAll('.nbc-tokenview *, "
                                ".nbc-alternatives *')].map(each => each.localName))].sort()")
    assert kinds == ["button", "code", "div", "i", "p", "span"] and lab_page.harm == []   # a model's words are text
    lines = runs.evaluate("runs => [0, 1, 2, 3, 4].map(step => { const style = getComputedStyle(runs.querySelector("
                          "`.nbc-surprise${step}`)); return style.borderBottomStyle + style.borderBottomColor })")
    assert len(set(lines)) == 5   # the shade isn't all that tells them apart

    # the copy in the saved notebook has them too
    path = lab_page.folder / "tokens-look.ipynb"
    wait_on_page(lab_page, lambda: saved_with(lab_page, path, "<summary>Tokens</summary>"))

    # without a kernel there is nothing to ask, and nothing to go on with
    lab_page.page.locator('.jp-NotebookPanel:visible [data-jp-item-name="restart"]').click()
    lab_page.page.wait_for_timeout(300)
    lab_page.accept_dialogs()
    panel.root.locator(".nbc-notice").get_by_text("restarted").wait_for(timeout=60_000)
    assert panel.button(panel.answers.first, "Hide the tokens").is_disabled()
    assert panel.root.get_by_role("button", name="New conversation").is_disabled()
    runs.locator(".nbc-token").nth(3).focus()
    assert menu.locator(".nbc-choice:not([aria-disabled])").count() == 0
    assert panel.button(panel.answers.first, "Copy").is_enabled()
    (lab_page.folder / "tokens-later.ipynb").write_text(path.read_text())
    lab_page.page.goto(lab_page.page.url.replace("tokens-look.ipynb", "tokens-later.ipynb"))
    kept = lab_page.cell(0).locator(".nbc-tokens pre").first
    kept.wait_for(state="attached", timeout=60_000)
    read = lambda: kept.evaluate("pre => { pre.closest('details').open = true; return pre.innerText }")
    wait_on_page(lab_page, lambda: "The sea is deep" in read() and "<script>pwn" in read())
    assert lab_page.harm == []


# Reading and typing

READING = """\u05e9\u05dc\u05d5\u05dd, \u05e2\u05d5\u05dc\u05dd.

- \u05d0\u05d7\u05ea

| Case | Discriminant | Result | none |
|---|---|---|---|
| first | positive | two | none |
"""


def test_reading_and_typing(front):
    panel = opened(front, *["pass"] * 12, name="reading.ipynb", answer=READING)
    page = front.page
    panel.text.click()
    page.keyboard.type("ab cd")
    page.keyboard.press("Control+z")
    wait_on_page(front, lambda: panel.text.input_value() != "ab cd")   # JupyterLab would keep it from undoing
    page.keyboard.press("Control+Shift+z")
    wait_on_page(front, lambda: panel.text.input_value() == "ab cd")
    panel.text.fill("")
    panel.ask("a list")
    panel.answered(1)

    # right to left where the text is; figures about the answer aren't read aloud
    blocks = panel.answers.first.locator(".nbc-block")
    direction = lambda item: item.evaluate("item => getComputedStyle(item).direction")
    assert [direction(blocks.nth(number)) for number in range(3)] == ["rtl", "rtl", "ltr"]
    panel.text.fill("\u05e9\u05dc\u05d5\u05dd")
    assert direction(panel.text) == "rtl"
    panel.text.fill("")
    live = panel.root.locator("[aria-live=polite]").inner_text()
    assert "\u05e9\u05dc\u05d5\u05dd" in live and "Discriminant" in live and "token" not in live

    # a narrow panel: words of a table stay whole, and it scrolls
    panel.root.evaluate("root => root.closest('.notebook-chat-panel').style.width = '320px'")
    page.wait_for_timeout(300)
    head = blocks.nth(2).locator("th", has_text="Discriminant")
    assert head.bounding_box()["height"] < 45
    wide = blocks.nth(2).locator(".nbc-wide")
    assert wide.evaluate("box => box.scrollWidth > box.clientWidth")
    assert panel.root.locator(".nbc-log").evaluate("log => log.scrollWidth <= log.clientWidth + 1")

    # a wheel over the transcript moves the notebook when the transcript can't move
    panel.root.locator(".nbc-log").evaluate("log => { log.style.maxHeight = 'none' }")
    top = panel.root.bounding_box()["y"]
    panel.answers.first.hover()
    page.mouse.wheel(0, 200)
    wait_on_page(front, lambda: panel.root.bounding_box()["y"] < top)

    # the settings open in sight
    page.set_viewport_size({"width": 1100, "height": 600})
    panel.root.evaluate("root => { root.closest('.notebook-chat-panel').style.width = ''; root.scrollIntoView(false) }")
    panel.root.get_by_role("button", name="Settings").click()
    drawer = front.cell(0).locator(".notebook-chat-drawer")
    drawer.wait_for()
    wait_on_page(front, lambda: drawer.bounding_box()["y"] + drawer.bounding_box()["height"] <= 600)


# What a model may not do

ALLOWED = """
() => [...document.querySelectorAll('.nbc-item, .nbc-head, .nbc-composer')].flatMap(part => {
    const own = '.nbc-foot, .nbc-codebar, .nbc-chips, .nbc-row, .nbc-head, .nbc-user summary > svg'
    const tags = new Set(('article div p a code pre span strong em s h1 h2 h3 h4 h5 h6 ul ol li table thead tbody tr \
th td blockquote hr br details summary img footer '
        + 'math mrow mi mn mo ms mtext mspace msup msub msubsup munder mover munderover mfrac msqrt mroot mtable mtr \
mtd mstyle mpadded mphantom menclose mlabeledtr').split(' '))
    return [...part.querySelectorAll('*')].flatMap(element => {
        const found = []
        const isSet = element.localName.startsWith('mjx-') && element.closest('.nbc-set, .nbc-setting')   // by MathJax
        if (!tags.has(element.localName) && !isSet && !element.closest(own) && !element.matches('textarea, \
input')) found.push(`<${element.localName}>`)
        for (const { name, value } of element.attributes) {
            const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(value.replace(/[\\x00-\\x20]/g, ''))
            if (name.startsWith('on') || (name === 'style' && value.includes('url')) || \
(name === 'href' && !/^(https?|mailto)$/i.test(scheme?.[1] ?? ''))
                || (name === 'src' && !value.startsWith('data:image/'))) found.push(`${element.localName} \
${name}=${value}`)
            if (name === 'href' && !(element.target === '_blank' && element.rel.includes('noopener'))) \
found.push(`${value} opens here`)
        }
        return found
    })
})
"""
HARM = """
from notebook_chat.core.messages import ChatMessage, FunctionCall
from notebook_chat.core.writer import CallEvent
from notebook_chat.core.reply import Reply
payloads = {payloads!r}
for text in payloads:
    chat.messages.append(ChatMessage("user", text))
    chat.messages.append(ChatMessage("assistant", text, reasoning=text, calls=[FunctionCall(text[:60], \
{{text: text}})]))
    chat.messages.append(ChatMessage("tool", text, name="f"))
model.name = model.device = "".join(payloads[:20])
panel.chats["".join(payloads[:5])] = Chat(model)
panel.attach("notes.txt", name="".join(payloads[:3]))
model._answer = lambda messages: "\\n\\n".join(payloads[::4])
model.pause = 0
panel.send(payloads[0]).wait()
"""


def test_nothing_hostile_runs_or_calls_out(lab_page):
    lab = lab_page
    lab.harm = []
    lab.page.expose_function("pwn", lambda *number: lab.harm.append(f"payload {number} ran"))
    lab.page.on("dialog", lambda dialog: lab.harm.append(f"dialog {dialog.message}") or dialog.dismiss())
    lab.page.on("request", lambda request: note_request(lab, request))
    (lab.folder / "notes.txt").write_text("\n".join(ALL).replace("\0", ""))
    own = [text.replace("pwn()", f"pwn({number})").replace(HOST, f"n{number}.{HOST}") for number,
           text in enumerate(ALL)]
    panel = opened(lab, HARM.format(payloads=own), name="hostile.ipynb")
    run_cell(lab, 1)
    panel.answered(len(ALL) + 1)
    lab.page.evaluate("document.querySelectorAll('.nbc details').forEach(fold => fold.open = true)")
    lab.page.evaluate("""() => document.querySelectorAll('.nbc a, .nbc summary, .nbc mi, .nbc mo').forEach(link => {
        for (const kind of ['mouseover', 'mouseenter', 'focus']) link.dispatchEvent(new Event(kind, { bubbles: true }))
    })""")
    lab.page.wait_for_timeout(1000)
    found = lab.page.evaluate(ALLOWED)
    assert found + lab.harm == []
    assert panel.root.locator(".nbc-body").count() == 2 * len(ALL) + 2


# Afterwards


def saved_with(front, path, words):
    """Save, and tell whether the file says `words`; the panel's copy in the notebook comes a little after the
    answer."""
    front.save()
    front.page.wait_for_timeout(500)
    return words in path.read_text()


def test_reload_restart_and_reopen(front):
    panel = opened(front, "1", name="after.ipynb")
    panel.ask("remember me")
    panel.answered(1)
    path = front.folder / "after.ipynb"
    wait_on_page(front, lambda: saved_with(front, path, "You said: remember me"))

    # the page is loaded again, the kernel lives: so does the panel
    front.page.reload()
    panel = Panel(front)
    panel.opened()
    panel.answered(1)
    panel.ask("again")
    panel.answered(2)
    assert panel.questions == ["remember me", "again"]
    assert not front.cell(0).locator(".notebook-chat-copy").first.is_visible()
    wait_on_page(front, lambda: saved_with(front, path, "You said: again"))

    # the kernel is restarted
    front.page.locator('.jp-NotebookPanel:visible [data-jp-item-name="restart"]').click()
    front.page.wait_for_timeout(300)
    front.accept_dialogs()
    panel.root.locator(".nbc-notice").get_by_text("restarted").wait_for(timeout=60_000)
    assert panel.text.is_disabled() and panel.questions == ["remember me", "again"]
    run_cell(front, 0)
    Panel(front).opened()
    panel = Panel(front)
    assert panel.questions == []
    panel.ask("new")
    panel.answered(1)

    # another day: no kernel knows the panel
    saved = json.loads(path.read_text())
    (front.folder / "later.ipynb").write_text(json.dumps(saved))
    front.page.goto(front.page.url.replace("after.ipynb", "later.ipynb"))
    front.cell(0).get_by_text("You said: remember me").wait_for(timeout=60_000)
    shown = front.cell(0).inner_text()
    assert "Loading widget" not in shown and "model not found" not in shown and "You said: again" in shown


FILLED = "() => [...document.querySelectorAll('.nbc-answer')].every(answer => answer.querySelector('.nbc-block'))"


def test_a_long_talk_stays_smooth(lab_page):
    fill = (f"for number in range(50):\n    chat.messages.append('user', f'Question {{number}}')\n"
            f"    chat.messages.append('assistant', {ANSWER!r})")
    panel = opened(lab_page, fill, pause=0.002, name="smooth.ipynb")
    run_cell(lab_page, 1)
    panel.answered(50)
    wait_on_page(lab_page, lambda: lab_page.page.evaluate(FILLED))
    lab_page.page.evaluate("""() => { window.changed = new Set(); new MutationObserver(records => \
records.forEach(record => {
        const nodes = [record.target, ...record.addedNodes, ...record.removedNodes]
        if (nodes.some(node => node.matches?.('math, .nbc-set, .nbc-setting, .nbc-set *, .nbc-setting *'))) return
        const item = (record.target.nodeType === 1 ? record.target : record.target.parentElement)?.closest('.nbc-item')
        if (item) window.changed.add(item) })).observe(document.querySelector('.nbc-list'), { childList: true, \
subtree: true, characterData: true }) }""")
    frames = ("() => new Promise(done => { let last = performance.now(), worst = 0, left = 60; const tick = now => { "
              "worst = Math.max(worst, now - last); last = now; --left ? requestAnimationFrame(tick) : done(worst) }; "
              "requestAnimationFrame(tick) })")
    panel.ask("long please")
    wait_on_page(lab_page, lambda: panel.answers.count() == 51)
    print(f"longest frame: {lab_page.page.evaluate(frames):.0f} ms")
    panel.answered(51)
    assert lab_page.page.evaluate("window.changed.size") <= 4


# How little there is to do

FORMULAS = """
long = "Take $x_1$:\\n\\n$$\\\\sum_k k^2$$\\n\\n- one\\n- two\\n"
for number in range({count}):
    chat.messages.append("user", f"Question {{number}}")
    chat.messages.append("assistant", f"Answer {{number}}. " + long)
"""
UNSEEN = """() => [...document.querySelectorAll('.nbc-answer')].filter(answer =>
    !answer.querySelector('.nbc-block')).length"""
SHRINK_AND_GROW = """async log => {
    const [first, second] = log.querySelectorAll("article")
    const frames = () => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))
    log.style.overflowAnchor = "none"   // as in Safari, which leaves it to the page
    first.style.height = "2000px"
    await frames()
    await new Promise(done => setTimeout(done, 5))   // between frames: the page hears of the scrolling before the sizes
    first.style.height = "100px"
    log.scrollHeight   // for a moment there is less to scroll
    second.style.height = "2300px"
    await frames()
    first.style.height = second.style.height = ""
}"""
SELECT = "log => getSelection().selectAllChildren(log)"
SAID = {f"Question {number}" for number in range(80)}   # what is copied, besides the answers
DRAWN_COPIES = "() => document.querySelectorAll('.jp-RenderedMarkdown .notebook-chat-copy').length"


def test_a_long_conversation_opens_with_its_end_and_is_saved_undrawn(front):
    front.open([OPEN.format(pause=0.01, answer=ANSWER).removesuffix("panel\n") + FORMULAS.format(count=80), "panel",
                "panel.close()"], name="long.ipynb")
    run_cell(front, 0)
    run_cell(front, 1)
    panel, path = Panel(front, 1).opened(), front.folder / "long.ipynb"
    log = panel.root.locator(".nbc-log")
    below = lambda: log.evaluate("log => log.scrollHeight - log.scrollTop - log.clientHeight")
    wait_on_page(front, lambda: panel.answers.count() == 80 and not front.page.evaluate(UNSEEN))
    wait_on_page(front, lambda: below() < 5)   # what came above has moved nothing
    log.evaluate(SHRINK_AND_GROW)
    wait_on_page(front, lambda: below() < 5)
    log.evaluate("log => new Promise(done => setTimeout(done, 300))")
    assert below() < 5

    # all of it can be found, and is read aloud in its order
    assert panel.answers.first.text_content().startswith("Answer 0.")
    spoken = front.page.context.new_cdp_session(front.page).send("Accessibility.getFullAXTree")["nodes"]
    words = " ".join(str(node.get("name", {}).get("value")) for node in spoken)
    places = [words.index(text) for text in ("Question 0", "Answer 0.", "Question 1", "Answer 41.", "Answer 79.")]
    assert places == sorted(places)
    log.evaluate(SELECT)
    wait_on_page(front, lambda: SAID <= set(log.evaluate("() => getSelection().toString()").split("\n")))
    log.evaluate("() => getSelection().removeAllRanges()")
    assert front.page.evaluate("() => window.find('Question 3', true)")
    labels = panel.root.locator("article").evaluate_all("all => all.map(each => each.ariaLabel)")
    assert labels == ["You", "Assistant"] * 80
    log.evaluate("log => log.scrollTop = 0")
    front.page.wait_for_timeout(300)
    assert panel.answers.first.bounding_box()["y"] > log.bounding_box()["y"]

    # the copy: written at once when the notebook is saved, and not drawn
    panel.ask("And now?")
    panel.answered(81)
    drawn = "() => document.querySelectorAll('mjx-container:not(.nbc mjx-container)').length"
    wait_on_page(front, lambda: saved_with(front, path, "You said: And now?"))
    [widget, copy, *_] = json.loads(path.read_text())["cells"][1]["outputs"]
    text = "".join(copy["data"]["text/markdown"])
    assert text.index("Answer 0.") < text.index("Answer 79.") < text.index("You said: And now?")
    assert "".join(copy["data"]["text/plain"]).count("Question") == 80
    assert front.page.evaluate(DRAWN_COPIES) <= 1 and "Answer 0" not in front.cell(1).locator(
        ".jp-RenderedMarkdown").all_inner_texts()
    assert front.page.evaluate(drawn) == 0

    # and without saving, once things are quiet
    panel.ask("And then?")
    panel.answered(82)
    kept = "() => JSON.stringify(window.jupyterapp?.shell?.currentWidget?.context?.model?.toJSON?.() ?? null)"
    if front.page.evaluate(kept) != "null":
        wait_on_page(front, lambda: "You said: And then?" in front.page.evaluate(kept))

    # a closed panel leaves it to be seen
    run_cell(front, 2)
    front.cell(1).locator(".jp-RenderedMarkdown").get_by_text("You said: And then?").wait_for(timeout=60_000)
    assert front.cell(1).locator(".nbc").count() == 0


READING_LONG = """
import threading, time
from notebook_chat.core.reply import Reply
from notebook_chat.chat.chat import Chat
from notebook_chat.jupyter.panel import ChatPanel
class Slow:
    name, n_ctx = "scripted", 100_000
    def reply(self, messages, settings=None, **options):
        reply = Reply()
        reply.writer.prompt_read(0, 4000)
        threading.Thread(target=self.read, args=[reply.writer]).start()
        return reply
    def read(self, writer):
        while not writer.stopping: time.sleep(0.05)
        writer.finish("stopped")
    def close(self): pass
model = Slow()
panel = ChatPanel(Chat(model))
panel
"""


def test_it_says_that_it_reads_before_anything_was_read(front):
    front.open([READING_LONG, "%load_ext notebook_chat", "%%chat -m model\nand in a cell"], name="reading-long.ipynb")
    run_cell(front, 0)
    panel = Panel(front).opened()
    panel.ask("a long one")
    panel.root.get_by_text("reading the prompt: 0 of 4,000 tokens").wait_for(timeout=60_000)
    front.page.keyboard.press("Escape")
    run_cell(front, 1)
    front.run(2)
    front.outputs(2).get_by_text("reading the prompt: 0 of 4,000 tokens").wait_for(timeout=60_000)
    front.interrupt()
