"""What one types into a panel, and what becomes of the model's code, in JupyterLab and Notebook 7."""

import pytest

from support.typed_panel import TypedPanel
from support.pages import run_cell

pytestmark = pytest.mark.browser
OPEN = """
from notebook_chat.models.adapters import ScriptedModel
from notebook_chat.chat.chat import Chat
from notebook_chat.jupyter.panel import ChatPanel
import os, pandas as pd
os.environ["NOTEBOOK_CHAT_PROMPTS"] = "prompts-of-this-test"
sales = pd.DataFrame(dict(town=["Bonn", "Kiel"], sold=[3, 4]))
seed = 7
def answer(messages):
    asked = messages[-1].text
    code = "So:\\n\\n```python\\nfixed = seed + 35\\nfixed\\n```\\n"
    if "code" in asked or "Write the whole cell" in asked: return code
    return f"You said: {asked}"
model = ScriptedModel(answer, pause=0.005)
panel = ChatPanel(Chat(model))
panel
"""


def opened(front, *cells, name):
    """A notebook with a panel in its first cell."""
    front.open([OPEN, *cells], name=name)
    run_cell(front, 0)
    return TypedPanel(front)


def source(front, index):
    """The code in a cell."""
    return front.cell(index).locator(".cm-content").inner_text()


def test_typing_a_question(front):
    panel = opened(front, "1 / 0", "2 + 2", name="typing.ipynb")

    # an empty panel suggests what fits, by keyboard, too
    suggestions = panel.root.locator(".nbc-suggestions button")
    panel.wait(lambda: suggestions.count() >= 3)
    assert suggestions.first.inner_text() == "What stands out in sales?"
    suggestions.first.focus()
    front.page.keyboard.press("Enter")
    panel.answered(1)
    assert panel.questions == ["What stands out in this table?\n\n{sales}"]
    panel.root.locator(".nbc-user summary").get_by_text("{sales}").click()
    assert "| Bonn | 3 |" in panel.root.locator(".nbc-user pre").inner_text()
    assert not suggestions.first.is_visible()

    # variables after a brace
    panel.type("Is it {s")
    panel.wait(lambda: panel.offered == ["sales", "seed"])
    assert panel.text.get_attribute("aria-expanded") == "true"
    front.page.keyboard.press("ArrowDown")
    front.page.keyboard.press("Tab")
    assert panel.text.input_value() == "Is it {seed}" and panel.offered == []
    assert panel.text.evaluate("area => area === document.activeElement")
    front.page.keyboard.press("Control+z")
    panel.wait(lambda: panel.text.input_value() == "Is it {s")
    front.page.keyboard.press("Control+A")
    front.page.keyboard.type("Is it {sal")
    panel.wait(lambda: panel.offered == ["sales"])
    front.page.keyboard.press("Escape")
    assert panel.offered == [] and panel.text.input_value() == "Is it {sal"
    panel.text.fill("")
    panel.ask("Is {seed} lucky?")
    panel.answered(2)
    assert panel.answers.last.locator(".nbc-body").inner_text().strip() == "You said: Is 7 lucky?"
    front.page.keyboard.press("ArrowUp")
    assert panel.text.input_value() == "Is {seed} lucky?"
    panel.text.fill("")

    # commands: the list, a click, Enter, closing what was told
    panel.type("/")
    panel.wait(lambda: "/help" in panel.offered and "/explain [words]" in panel.offered)
    front.page.keyboard.type("he")
    panel.wait(lambda: panel.offered == ["/help"])
    front.page.keyboard.press("Enter")
    assert panel.text.input_value() == "/help" and panel.offered == []
    front.page.keyboard.press("Enter")
    panel.wait(lambda: "/explain" in panel.told)
    assert panel.questions[-1] == "Is {seed} lucky?"
    panel.button("Close", panel.root.locator(".nbc-told")).click()
    panel.wait(lambda: panel.told == "")
    panel.ask("/prompt save lucky Is {number} as lucky as {seed}?")
    panel.wait(lambda: "prompts-of-this-test/lucky.md" in panel.told)
    panel.type("/luc")
    panel.wait(lambda: panel.offered == ["/lucky"])
    panel.list.locator(".nbc-completed").click()
    assert panel.text.input_value() == "/lucky "
    panel.wait(lambda: panel.offered == ["number=", "seed="])
    front.page.keyboard.press("Tab")
    front.page.keyboard.type("8")
    front.page.keyboard.press("Enter")
    panel.answered(3)
    assert panel.answers.last.locator(".nbc-body").inner_text().strip() == "You said: Is 8 as lucky as 7?"
    panel.ask("/usr/bin is full")
    panel.answered(4)
    panel.ask("{nothere}?")
    panel.answered(5)
    assert "{nothere} is left as it is" in panel.told

    # help with an error, until the next cell goes well
    run_cell(front, 1)
    offers = panel.root.locator(".nbc-offers")
    panel.wait(offers.is_visible)
    assert offers.locator(".nbc-failed").inner_text() == "ZeroDivisionError"
    panel.button("Explain the error").click()
    panel.answered(6)
    assert "division by zero" in panel.questions[-1]
    run_cell(front, 2)
    panel.wait(lambda: not offers.is_visible())


def test_code_goes_into_the_notebook(front):
    panel = opened(front, "wrong = seed + nothing", "3", name="code.ipynb")
    run_cell(front, 1)
    panel.wait(panel.root.locator(".nbc-offers").is_visible)
    panel.button("Fix it").click()
    panel.answered(1)
    answer = panel.answers.last

    # in place of the cell that failed, and back
    panel.button("Replace the code of the cell", answer).click()
    panel.wait(lambda: source(front, 1) == "fixed = seed + 35\nfixed")
    panel.button("Undo", panel.root.locator(".nbc-told")).click()
    panel.wait(lambda: source(front, 1) == "wrong = seed + nothing")
    front.page.wait_for_timeout(700)   # the front end undoes in one step what is done within half a second
    panel.button("Replace the code of the cell", answer).click()
    panel.wait(lambda: source(front, 1).startswith("fixed"))
    front.cell(1).locator(".cm-content").click()
    front.page.keyboard.press("Control+z")
    panel.wait(lambda: source(front, 1) == "wrong = seed + nothing")

    # in a new cell that runs; nothing runs without the click
    cells = front.page.locator(".jp-Notebook .jp-CodeCell")
    assert cells.count() == 3
    panel.button("Run in a new cell", answer).click()
    panel.wait(lambda: cells.count() == 4 and source(front, 1).startswith("fixed"))
    panel.wait(lambda: "42" in front.cell(1).locator(".jp-OutputArea-output").all_inner_texts())

    # what was inserted last is what is replaced next
    panel.ask("other code")
    panel.answered(2)
    panel.button("Insert as a new cell", panel.answers.last).click()
    panel.wait(lambda: cells.count() == 5 and source(front, 2).startswith("fixed"))
    front.cell(2).locator(".cm-content").click()
    front.page.keyboard.press("Control+A")
    front.page.keyboard.type("mine")
    panel.button("Replace the code of the cell", panel.answers.last).click()
    panel.wait(lambda: source(front, 2).startswith("fixed") and source(front, 1).startswith("fixed"))
    assert source(front, 3) == "wrong = seed + nothing"

    # the selected cell's code, without its secrets
    front.cell(4).locator(".cm-content").click()
    front.page.keyboard.press("Control+A")
    front.page.keyboard.type("api_key = 'abc'")
    panel.button("Add the selected cell").click()
    panel.wait(lambda: panel.text.input_value() == "\n```python\napi_key = '…'\n```\n")


@pytest.mark.parametrize("dark", [False, True])
def test_it_fits_and_looks_well(lab, dark, tmp_path):
    front = lab
    front.page.set_viewport_size({"width": 1400, "height": 900})
    if dark:
        front.page.emulate_media(color_scheme="dark")
    panel = opened(front, "1 / 0", name=f"look-{dark}.ipynb")
    if dark:
        panel.root.evaluate("""node => { document.body.dataset.jpThemeLight = 'false'
            const colours = { '--jp-layout-color1': '#111', '--jp-content-font-color1': '#eee' }
            for (const [name, value] of Object.entries(colours)) document.documentElement.style.setProperty(name, value)
        }""")
    run_cell(front, 1)
    panel.wait(panel.root.locator(".nbc-offers").is_visible)
    for width in (1400, 320):
        panel.root.evaluate("(node, width) => node.style.width = width < 800 ? `${width}px` : ''", width)
        panel.text.fill("")
        panel.type("/")
        panel.wait(lambda: len(panel.offered) > 5)
        panel.page.screenshot(path=tmp_path / f"typing-{width}.png")
        box, popup = panel.root.bounding_box(), panel.list.bounding_box()
        assert popup["x"] >= 0 and popup["width"] <= box["width"] and popup["y"] >= 0
        wide = panel.root.evaluate("""node => [...node.querySelectorAll('*')].filter(one => one.offsetParent
            && one.getBoundingClientRect().right > node.getBoundingClientRect().right + 1).length""")
        assert wide == 0
        front.page.keyboard.press("Escape")
    print(f"pictures in {tmp_path}")
