"""Code of a model in the panel, in JupyterLab and Notebook 7: shown, run after a click, interrupted by Stop."""

import pytest

from support.pages import run_cell, wait_on_page
from support.panel_page import PanelOnPage

pytestmark = pytest.mark.browser
CALLING = """
import json
from notebook_chat.models.adapters import ScriptedModel
from notebook_chat import Chat, ChatPanel, PYTHON
def answer(messages):
    said = messages[-1].text
    if messages[-1].role == "tool": return "Done: " + said
    return f"<tool_call>{json.dumps(dict(name='PYTHON', arguments=dict(code=said)))}</tool_call>"
chat = Chat(ScriptedModel(answer), functions=[PYTHON])
panel = ChatPanel(chat)
panel
"""


def test_code_is_shown_runs_after_a_click_and_stops(front):
    front.open([CALLING, "print(sorted(n for n in ('made', 'gone', 'main') if n in globals()))"], name="code.ipynb")
    run_cell(front, 0)
    panel = PanelOnPage(front).opened()
    choice = lambda name: panel.root.get_by_role("button", name=name, exact=True)

    # shown with colors, and no standing leave
    panel.ask("import threading; made = 6 * 7; main = threading.current_thread() is threading.main_thread(); made")
    choice("Run PYTHON").wait_for(timeout=30_000)
    box = panel.root.locator(".nbc-ask")
    assert box.locator(".nbc-asked").inner_text() == "Run this code?"
    assert box.locator("pre .k").first.inner_text().strip() == "import"
    assert "made = 6 * 7" in box.locator("pre").inner_text()
    assert box.locator("button").all_inner_texts() == ["Run", "Don't run"]
    choice("Run PYTHON").click()
    wait_on_page(front, lambda: "Value of the last line: 42" in panel.answers.last.inner_text())

    # refused
    panel.ask("gone = 1")
    choice("Don't run PYTHON").wait_for(timeout=30_000)
    choice("Don't run PYTHON").click()
    wait_on_page(front, lambda: "refused" in panel.answers.last.inner_text())

    # stopped
    panel.ask("while True: pass")
    choice("Run PYTHON").wait_for(timeout=30_000)
    choice("Run PYTHON").click()
    wait_on_page(front, lambda: panel.go == "Stop" and box.count() == 0)
    front.page.wait_for_timeout(1_000)
    panel.root.get_by_role("button", name="Stop").click()
    panel.answers.last.locator(".nbc-note").get_by_text("stopped").wait_for(timeout=30_000)
    run_cell(front, 1)
    assert front.outputs(1).inner_text().strip() == "['made', 'main']"


def test_what_the_code_shows_is_there_to_be_seen(front):
    front.open([CALLING, "import pandas as pd, matplotlib.pyplot as plt"], name="shown.ipynb")
    run_cell(front, 0)
    run_cell(front, 1)   # so that the panel's cell isn't the last one
    panel = PanelOnPage(front).opened()
    outputs = front.cell(0).locator(".notebook-chat-panel .jp-OutputArea")
    runs = [("print('hello'); 6 * 7", "text=hello"), ("pd.DataFrame(dict(age=[31, 44]))", "table >> text=44"),
            ("plt.plot([1, 2]); plt.show()", "img"), ("1 / 0", "text=ZeroDivisionError")]
    for number, (code, shown) in enumerate(runs, 1):
        panel.ask(code)
        button = panel.root.get_by_role("button", name="Run PYTHON", exact=True)
        button.wait_for(timeout=60_000)
        button.click()
        panel.answered(number)
        outputs.locator(shown).first.wait_for(timeout=60_000)
    assert outputs.locator("img").count() == 0   # that was an earlier answer's


def test_code_that_prints_for_ever_is_stopped_and_the_page_lives(front):
    front.open([CALLING, "1 + 1"], name="flood.ipynb")
    run_cell(front, 0)
    panel = PanelOnPage(front).opened()
    panel.ask("while True: print('x' * 100)")
    button = panel.root.get_by_role("button", name="Run PYTHON", exact=True)
    button.wait_for(timeout=60_000)
    button.click()
    outputs = front.cell(0).locator(".notebook-chat-panel .jp-OutputArea")
    outputs.locator("text=characters left out").first.wait_for(timeout=60_000)
    panel.root.get_by_role("button", name="Stop").click()
    panel.answers.last.locator(".nbc-note").get_by_text("stopped").wait_for(timeout=60_000)
    assert len(outputs.first.inner_text()) < 100_000
    run_cell(front, 1)
    assert front.outputs(1).inner_text().strip() == "2"
