"""Room for the panel in JupyterLab and Notebook 7: in sight, its height, the full window, a tab at the side."""

import os
from pathlib import Path

import pytest

from support import harness
from support.fronts import saved
from support.pages import run_cell, wait_on_page
from support.panel_page import PanelOnPage, focused, opened_panel, set_theme
from support.pictures import noise_file

pytestmark = pytest.mark.browser
IMAGES = Path(__file__).parents[1] / "nbs" / "images"
PANEL = ".nbc:not(.nbc-place)"


# In sight

SCROLLER = """() => {
    for (let node = document.querySelector('.nbc').closest('.jp-Notebook'); node; node = node.parentElement)
        for (const inner of [node.querySelector('.jp-WindowedPanel-outer'), node])
            if (inner && inner.scrollHeight > inner.clientHeight + 1
                && /auto|scroll/.test(getComputedStyle(inner).overflowY))
                return inner
}"""


def scrolled(front):
    """How far the notebook is scrolled."""
    return front.page.evaluate(f"({SCROLLER})().scrollTop")


def scroll_to(front, top):
    """Scroll the notebook as a script would, with nobody's hands on it."""
    front.page.evaluate(f"top => {{ ({SCROLLER})().scrollTop = top }}", top)
    front.page.wait_for_timeout(300)


def sight(front):
    """The upper and lower end of the notebook in the window."""
    return front.page.evaluate(f"(box => [box.top, box.bottom])(({SCROLLER})().getBoundingClientRect())")


def in_sight(front, panel):
    """Whether the panel's lower edge is."""
    top, bottom = sight(front)
    return top < panel.box()[3] <= bottom + 1


def test_the_lower_edge_stays_in_sight(front):
    # far down in a notebook: it opens below the fold, and is there after Shift+Enter
    front.page.set_viewport_size({"width": 1100, "height": 660})
    panel = opened_panel(front, *["pass"] * 30, "reply = panel.send('lines again')", "pass", before=["pass"] * 18,
                         pause=0.05, name="sight.ipynb")
    page = front.page
    wait_on_page(front, lambda: in_sight(front, panel))
    begin = scrolled(front)
    assert begin > 0
    height = lambda: panel.box()[3] - panel.box()[1]
    low, seen = height(), []
    panel.text.focus()
    page.keyboard.type("lines please")
    page.keyboard.press("Enter")
    wait_on_page(front, lambda: seen.append(in_sight(front, panel)) or
                 height() > low + 100 and scrolled(front) > begin)   # while it writes
    assert all(seen) and panel.go == "Stop"

    # somebody scrolls up: nothing pulls the page back, even with the caret in the message box
    page.keyboard.press("Escape")
    page.wait_for_timeout(300)
    panel.log.evaluate("log => log.style.setProperty('--nbc-height', 'auto')")   # so that it goes on growing
    panel.ask("lines, more")
    page.wait_for_timeout(800)
    assert in_sight(front, panel)
    page.mouse.move(panel.box()[0] - 20, 400)   # beside the panel
    page.mouse.wheel(0, -300)
    page.wait_for_timeout(800)
    there, low = scrolled(front), height()
    wait_on_page(front, lambda: height() > low + 50)
    assert panel.go == "Stop" and scrolled(front) == there and not in_sight(front, panel)
    page.keyboard.type("x")   # typing brings it back
    wait_on_page(front, lambda: in_sight(front, panel))
    panel.button("Stop").click()
    panel.answered(2)

    # what is asked in a cell elsewhere moves nothing while the panel is out of sight
    run_cell(front, 49)
    page.wait_for_timeout(300)
    there = front.cell(49).bounding_box()["y"]   # where it is seen: browsers scroll by what grows above
    page.wait_for_timeout(1000)
    assert panel.go == "Stop" and abs(front.cell(49).bounding_box()["y"] - there) < 2 and not in_sight(front, panel)
    panel.root.evaluate("root => root.querySelector('.nbc-go').click()")


def test_a_reload_moves_nothing(lab):
    panel = opened_panel(lab, *["pass"] * 20, name="reloaded.ipynb")
    for count in (1, 2):
        panel.ask("lines")
        panel.answered(count)
    saved(lab, lab.folder / "reloaded.ipynb", "widget-view")
    lab.page.reload()
    panel.opened()
    panel.answered(2)
    lab.page.wait_for_timeout(2000)
    assert scrolled(lab) == 0 and not in_sight(lab, panel)


# The height


def test_the_height(front):
    panel = opened_panel(front, "panel.height", "panel", "ChatPanel(chat, height='120px')", name="height.ipynb")
    page = front.page
    panel.ask("lines")
    panel.answered(1)
    handle = panel.root.get_by_role("separator", name="Height of the conversation")
    high = lambda panel=panel: panel.log.evaluate("log => log.getBoundingClientRect().height")
    now = lambda: float(handle.get_attribute("aria-valuenow"))
    before = high()
    box = handle.bounding_box()
    page.mouse.move(box["x"] + 200, box["y"] + 6)
    page.mouse.down()
    page.mouse.move(box["x"] + 200, box["y"] - 60, steps=4)
    page.mouse.move(box["x"] + 200, box["y"] - 94, steps=4)
    page.mouse.up()
    dragged = high()
    assert abs(dragged - (before - 100)) < 8 and abs(now() - dragged) < 2
    handle.focus()
    for key, step in (("ArrowUp", -24), ("ArrowDown", 24), ("ArrowDown", 24)):
        page.keyboard.press(key)
        dragged += step
        assert abs(high() - dragged) < 2 and abs(now() - dragged) < 2
    assert focused(front) == "Height of the conversation" and handle.get_attribute("aria-valuemin") == "72"
    run_cell(front, 1)
    assert front.outputs(1).inner_text().strip("' \n") == f"{round(dragged)}px"

    # in another view, after a reload, and set in Python
    run_cell(front, 2)
    second = PanelOnPage(front, 2).opened()
    wait_on_page(front, lambda: abs(high(second) - dragged) < 2)
    run_cell(front, 3)
    assert abs(high(PanelOnPage(front, 3).opened()) - 120) < 2   # a panel of its own
    saved(front, front.folder / "height.ipynb", "widget-view")
    page.reload()
    panel.opened()
    wait_on_page(front, lambda: abs(high() - dragged) < 2)
    handle.focus()
    page.keyboard.press("Home")
    assert high() == 72
    page.keyboard.press("Backspace")
    wait_on_page(front, lambda: abs(high() - before) < 2 and abs(high(second) - before) < 2)
    assert "automatic" in handle.get_attribute("aria-valuetext")


# The full window


def test_the_full_window(front):
    panel = opened_panel(front, "pass", "ChatPanel(chat)", pause=0.03, name="full.ipynb")
    page = front.page
    cell, panel = panel, PanelOnPage(front, root=page.locator(PANEL).first)
    panel.ask("lines")
    panel.answered(1)
    panel.ask("lines")
    panel.answers.last.get_by_text("Line 2.").wait_for(timeout=60_000)
    panel.text.fill("a draft")
    panel.text.evaluate("area => area.setSelectionRange(2, 5)")
    page.keyboard.press("Shift+Tab")   # a message, or the transcript
    kept = focused(front)
    place = panel.log.evaluate("log => log.scrollTop = 40")
    page.wait_for_timeout(100)
    panel.button("Full window").evaluate("button => button.click()")
    page.wait_for_timeout(300)
    assert panel.box() == [0, 0, 1100, 900] and focused(front) == kept
    assert panel.log.evaluate("log => log.scrollTop") == place and panel.text.input_value() == "a draft"
    assert panel.text.evaluate("area => [area.selectionStart, area.selectionEnd]") == [2, 5]
    assert page.evaluate("document.querySelector('.jp-Notebook').closest('[inert]') !== null")
    assert page.evaluate("document.scrollingElement.scrollHeight") <= 900
    assert panel.go == "Stop"   # what streams goes on
    panel.answers.last.get_by_text("Line 60.").wait_for(timeout=60_000)

    # Tab stays in it, and the settings open in it
    seen = []
    for _ in range(16):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("document.activeElement === document.body"
                                  " || document.activeElement.closest('.nbc-window') !== null"))
    assert all(seen)   # or the document itself, between the last and the first
    panel.button("Settings").click()
    drawer = page.locator(".nbc-window .notebook-chat-drawer")
    drawer.wait_for()
    box = drawer.bounding_box()
    assert box["y"] + box["height"] <= 900 and panel.root.locator(".nbc-go").is_visible()
    panel.button("Settings").click()

    # JupyterLab's own: it saves, shows its commands, and asks; each time the focus comes back
    panel.text.click()
    page.keyboard.press("Control+s")
    wait_on_page(front, lambda: "You said" in (front.folder / "full.ipynb").read_text()
                 or "Line 12." in (front.folder / "full.ipynb").read_text())
    page.keyboard.press("Control+Shift+c")
    page.locator(".jp-ModalCommandPalette input").wait_for(timeout=60_000)
    page.keyboard.type("restart kernel")
    page.wait_for_timeout(400)
    page.keyboard.press("Enter")
    dialog = page.locator(".jp-Dialog")
    dialog.wait_for(timeout=60_000)
    assert dialog.locator("button").first.is_visible()
    dialog.locator(".jp-mod-reject").first.click()
    wait_on_page(front, lambda: focused(front) == "Message")

    # Esc stops first, and then goes back
    panel.answered(2)
    panel.ask("lines")
    wait_on_page(front, lambda: panel.go == "Stop")
    page.keyboard.press("Escape")
    wait_on_page(front, lambda: panel.go == "Send")
    assert panel.box() == [0, 0, 1100, 900]
    page.keyboard.press("Escape")
    page.wait_for_timeout(300)
    assert cell.root.count() == 1 and focused(front) == "Message" and page.locator("[inert], .nbc-window").count() == 0
    box = cell.box()
    assert 300 < box[2] - box[0] < 870 and 300 < box[3] - box[1] < 700 and cell.root.locator(".nbc-handle").is_visible()
    panel.button("Full window").focus()
    page.keyboard.press("Enter")
    assert focused(front) == "Back to the notebook (Esc)" and page.locator(PANEL).count() == 1
    page.keyboard.press("Enter")
    assert focused(front) == "Full window" and cell.root.is_visible()

    # other panels stay as they are, and a cell that is run again while it fills the window takes it away
    run_cell(front, 2)
    other = PanelOnPage(front, 2).opened()
    other.button("Full window").click()
    page.wait_for_timeout(200)
    assert page.locator(".nbc-window .nbc").count() == 1 and cell.root.count() == 1
    page.keyboard.press("Escape")
    page.wait_for_timeout(200)
    assert other.root.is_visible()


# At the side

BARS = """root => [...document.querySelectorAll('.jp-LinkedOutputView, .nbc-side')].flatMap(tab =>
    [tab, ...tab.querySelectorAll('*')]).filter(node => {
        const { overflowX, overflowY } = getComputedStyle(node)
        const scrolls = (size, whole, way) => /auto|scroll/.test(way) && whole > size + 1
        return scrolls(node.clientHeight, node.scrollHeight, overflowY)
            || scrolls(node.clientWidth, node.scrollWidth, overflowX)
    }).map(node => node.className)"""
FILLS = """root => {
    const tab = root.closest('.jp-LinkedOutputView, .nbc-side')
    const [inner, outer] = [root, tab].map(node => node.getBoundingClientRect())
    return ['left', 'right', 'top', 'bottom'].map(side => Math.abs(inner[side] - outer[side])).every(gap => gap <= 2)
}"""


def output_view(lab, index=0):
    """Choose "Create New View for Cell Output" for a cell."""
    lab.cell(index).locator(".jp-OutputArea-promptOverlay").first.click(button="right")
    lab.page.locator(".lm-Menu-itemLabel", has_text="Create New View for Cell Output").click()


def in_tab(lab, tab):
    """The panel in such a tab."""
    return PanelOnPage(lab, root=lab.page.locator(f"{tab} .nbc")).opened()


def test_at_the_side(lab, tmp_path):
    page = lab.page
    page.set_viewport_size({"width": 1500, "height": 900})
    panel = opened_panel(lab, "pass", name="side.ipynb", answers=dict(code="```python\nx = 41 + 1\nx\n```"))
    page.keyboard.press("Control+b")
    panel.ask("lines")
    panel.answered(1)
    panel.button("Open at the side").click()
    side = in_tab(lab, ".nbc-side")
    wait_on_page(lab, lambda: focused(lab) == "Message")
    assert side.root.evaluate(FILLS) and side.box()[3] - side.box()[1] > 780 and side.box()[0] > 600
    page.keyboard.type("from the side")
    page.keyboard.press("Enter")
    for each in (panel, side):
        each.answered(2)
    assert side.button("Open at the side").count() == 0 and not side.root.locator(".nbc-handle").is_visible()
    panel.button("Open at the side").click()   # it is there already
    page.wait_for_timeout(500)
    assert page.locator(".nbc-side").count() == 1 and focused(lab) == "Message"

    # the notebook can be saved from there
    page.keyboard.press("Control+s")
    wait_on_page(lab, lambda: "from the side" in (lab.folder / "side.ipynb").read_text())
    for name, dark in (("JupyterLab Dark", True), ("JupyterLab Light", False)):
        set_theme(lab, name)
        wait_on_page(lab, lambda: side.dark() == dark)
        lab.screenshot(tmp_path / f"side-{name[11:].lower()}.png")
    side.button("Full window").click()
    page.wait_for_timeout(200)
    assert page.locator(".nbc-window .nbc").bounding_box()["width"] == 1500
    page.keyboard.press("Escape")
    wait_on_page(lab, lambda: side.root.count() == 1 and side.root.evaluate(FILLS))
    page.locator(".lm-TabBar-tab", has_text="Chat").locator(".lm-TabBar-tabCloseIcon").click()
    wait_on_page(lab, lambda: page.locator(PANEL).count() == 1)
    assert panel.root.is_visible() and panel.box()[3] - panel.box()[1] < 700

    # JupyterLab's own view of an output, at each width
    output_view(lab)
    view = in_tab(lab, ".jp-LinkedOutputView")
    view.answered(2)
    for width in (280, 500, 860, 1400):
        page.set_viewport_size({"width": width + 76, "height": 900})
        page.wait_for_timeout(400)
        box = view.box()
        assert view.root.evaluate(FILLS) and abs(box[2] - box[0] - width) < 40
        assert set(page.evaluate(BARS)) <= {"nbc-log"}
        assert view.root.locator(".nbc-go").bounding_box()["x"] + 28 < box[2]
        lab.screenshot(tmp_path / f"view-{width}.png")
    view.ask("some code")
    for each in (panel, view):
        each.answered(3)

    # code goes from there into the notebook
    page.set_viewport_size({"width": 1500, "height": 900})
    view.button("Insert as a new cell", view.answers.last).click()
    wait_on_page(lab, lambda: "x = 41 + 1" in lab.cell(1).locator(".cm-content").inner_text())
    view.button("Run in a new cell", view.answers.last).click()
    wait_on_page(lab, lambda: "42" in lab.outputs(2).all_inner_texts())


def test_picture_of_the_panel_at_the_side(lab, tmp_path):
    folder = IMAGES if os.environ.get("UPDATE_SCREENSHOTS") else tmp_path
    page = lab.page
    page.set_viewport_size({"width": 1280, "height": 720})
    answers = {"outliers": "Values that lie far from the rest. A common rule: more than 1.5 times the interquartile "
               "range beyond the quartiles.\n\n```python\nq1, q3 = df.price.quantile([.25, .75])\nspread = q3 - q1\n"
               "df[~df.price.between(q1 - 1.5 * spread, q3 + 1.5 * spread)]\n```\n\n| quartile | value |\n|---|--:|\n"
               "| first | 13.5 |\n| third | 28.0 |\n", "box plot": "Yes: `df.price.plot.box()` draws them as points."}
    lab.open(["import pandas as pd\ndf = pd.DataFrame(dict(price=[9, 12, 14, 18, 22, 27, 31, 95]))\ndf.describe()",
              "df.price.plot.hist()", "%chat panel"], name="Prices.ipynb")
    page.keyboard.press("Control+b")
    lab.cell(2).locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.type("from notebook_chat.models.adapters import ScriptedModel; from notebook_chat import *; "
                       f"model = ScriptedModel(lambda messages: {answers!r}['box plot' if 'box' in messages[-1].text "
                       "else 'outliers'], pause=0.01); panel = ChatPanel(model); panel")
    page.keyboard.press("Shift+Enter")
    panel = PanelOnPage(lab, 2)
    panel.text.wait_for(timeout=60_000)
    panel.button("Open at the side").click()
    side = PanelOnPage(lab, root=page.locator(".nbc-side .nbc"))
    side.text.wait_for()
    lab.cell(2).locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.type("%chat panel")
    for index in (0, 1):
        run_cell(lab, index)
    for count, question in enumerate(("What are outliers?", "Does a box plot show them?"), 1):
        side.ask(question)
        side.answered(count)
    lab.cell(0).evaluate("cell => cell.scrollIntoView()")
    page.mouse.move(5, 5)
    page.wait_for_timeout(500)
    path = folder / "panel-docked.png"
    lab.screenshot(path)
    assert path.stat().st_size > 20_000 and side.root.evaluate(FILLS)


# Pictures, code, directions

ASKED = """
from PIL import Image
picture = Image.new("RGB", (640, 480), "#3a7")
code = "Why?\\n\\n```python\\ndef f(x):\\n    return x\\n```\\nand `f(1)`, or\\n\\n    a = 1\\n    b = 2\\n\\n\
for x in y:\\n  print(x)\\n\\n- one\\n    - two\\n\\nthanks"
chat.messages.append("user", code, images=[picture])
chat.messages.append("assistant", "Because:\\n\\n```python\\ny = 2\\n```")
"""


def test_pictures_enlarge_and_code_is_code(lab):
    panel = opened_panel(lab, ASKED, name="pictures.ipynb")
    page = lab.page
    run_cell(lab, 1)
    panel.answered(1)
    words = panel.root.locator(".nbc-words")
    assert words.locator("pre").all_text_contents() == [
        "```python\ndef f(x):\n    return x\n```", "    a = 1\n    b = 2", "for x in y:\n  print(x)"]
    assert words.locator(":not(pre) > code").all_text_contents() == ["`f(1)`"]
    assert all("mono" in face.lower() for face in words.locator("code").evaluate_all(
        "all => all.map(code => getComputedStyle(code).fontFamily)"))
    panel.root.get_by_role("button", name="Copy", exact=True).first.click()
    assert page.evaluate("getSelection().toString()") == ""

    # a click, and Enter; Esc and a click close it, and the focus comes back
    picture = panel.root.get_by_role("button", name="Enlarge: Picture 1 of the question")
    large = panel.root.get_by_role("dialog", name="Picture")
    assert picture.bounding_box()["height"] <= 226
    picture.click()
    wait_on_page(lab, lambda: large.locator("img").bounding_box()["height"] == 480)   # the whole picture
    page.keyboard.press("Escape")
    assert not large.is_visible() and focused(lab) == "Enlarge: Picture 1 of the question"
    page.keyboard.press("Enter")
    assert large.is_visible()
    large.locator("img").click()
    assert not large.is_visible()

    # in the full window Esc closes the picture first; an attached picture enlarges, too
    panel.button("Full window").click()
    panel = PanelOnPage(lab, root=page.locator(PANEL))
    panel.root.get_by_role("button", name="Insert as a new cell").click()   # below the panel's cell, as ever
    wait_on_page(lab, lambda: lab.cell(1).locator(".cm-content").inner_text().strip() == "y = 2")
    with page.expect_file_chooser() as chooser:
        panel.button("Attach pictures or text files").click()
    chooser.value.set_files([dict(name="noise.png", mimeType="image/png", buffer=noise_file())])
    panel.root.get_by_role("button", name="Enlarge: noise.png").click()
    assert panel.root.get_by_role("dialog", name="Picture").is_visible()
    page.keyboard.press("Escape")
    assert page.locator(".nbc-window").count() == 1 and panel.root.locator("dialog[open]").count() == 0
    page.keyboard.press("Escape")
    assert page.locator(".nbc-window").count() == 0


RTL = "\u05e9\u05dc\u05d5\u05dd \u05e2\u05d5\u05dc\u05dd"
MIXED = f"""Words in English.

1. First
2. {RTL}
   - {RTL}, 5.
   - nested

| Name | {RTL} |
|------|-------|
| {RTL} | `x = 1` |

```python
x = 1  # {RTL}
```

{RTL} `a`
"""
DIRECTIONS = """(block, kind) => [...block.querySelectorAll(kind)]
    .map(node => getComputedStyle(node).direction[0]).join('')"""


def test_directions_touch_and_high_contrast(lab_server, browser, tmp_path):
    context = browser.new_context(viewport={"width": 900, "height": 900}, has_touch=True)
    lab = harness.Lab(lab_server, context.new_page())
    page = lab.page
    panel = opened_panel(lab, name="touch.ipynb", answers={"mixed": MIXED})
    page.keyboard.press("Control+b")
    page.set_viewport_size({"width": 420, "height": 900})
    panel.ask("mixed")
    panel.answered(1)
    body = panel.answers.first.locator(".nbc-body")
    kinds = (":scope > *", "li", "th, td", "pre", "code")
    assert [body.evaluate(DIRECTIONS, kind) for kind in kinds] == ["llllr", "lrrl", "lrrl", "l", "lll"]

    # a finger: everything can be hit
    small = page.evaluate("""() => [...document.querySelectorAll('.notebook-chat-panel :is(button, summary, select, \
[role=separator])')].filter(node => node.getClientRects().length && getComputedStyle(node).visibility !== 'hidden')
        .map(node => [node.getAttribute('aria-label') ?? node.textContent, node.getBoundingClientRect()])
        .filter(([name, box]) => box.width < 24 || box.height < 24).map(([name]) => name)""")
    assert small == []
    panel.root.get_by_role("button", name="Copy", exact=True).first.tap()
    panel.button("Full window").tap()
    assert page.locator(".nbc-window .nbc").bounding_box()["width"] == 420
    page.get_by_role("button", name="Back to the notebook (Esc)").tap()

    # colours of the reader's own: what was told by a background has a border
    page.emulate_media(forced_colors="active", reduced_motion="reduce")
    page.wait_for_timeout(300)
    edges = page.evaluate("""() => ['.nbc-user .nbc-body', '.nbc-go', '.nbc-composer'].map(kind =>
        getComputedStyle(document.querySelector(kind)).borderTopStyle)""")
    assert edges == ["solid"] * 3
    panel.text.focus()
    assert panel.root.locator(".nbc-composer").evaluate("node => getComputedStyle(node).outlineStyle") == "solid"
    lab.screenshot(tmp_path / "high-contrast.png")
    moving = page.evaluate("""() => [...document.querySelectorAll('.nbc *')].flatMap(node => ['', '::before', '::after']
        .map(part => getComputedStyle(node, part))).filter(style => style.animationName !== 'none'
            || parseFloat(style.transitionDuration) > 0).length""")
    assert moving == 0
    context.close()


# Jupyter's Stop


def test_jupyters_stop_ends_an_answer(lab):
    panel = opened_panel(lab, "import time\ntime.sleep(30)", "1 + 1", pause=0.05, name="stop.ipynb")
    panel.ask("lines")
    panel.answers.first.get_by_text("Line 3.").wait_for(timeout=60_000)
    lab.interrupt()
    wait_on_page(lab, lambda: panel.go == "Send")
    assert panel.answers.first.locator(".nbc-note").inner_text().startswith("stopped")
    lab.interrupt()   # with nothing to stop
    panel.ask("lines")
    panel.answers.last.get_by_text("Line 3.").wait_for(timeout=60_000)

    # while a cell runs it is the cell that it ends, as ever
    lab.run(1)
    wait_on_page(lab, lambda: lab.prompt(1) == "[*]:")
    lab.interrupt()
    wait_on_page(lab, lambda: "KeyboardInterrupt" in lab.cell(1).inner_text())
    run_cell(lab, 2)
    assert lab.outputs(2).inner_text().strip() == "2"
    panel.answered(2)
