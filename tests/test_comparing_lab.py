"""Answers of several models in a panel, in JupyterLab and Notebook 7"""

import pytest

from support.hostile import ALL, HOST
from support.pages import run_cell, wait_on_page
from support.panel_page import opened_panel

pytestmark = pytest.mark.browser

COMPARE = """
def compare(*texts, pause=0.0):
    models = [ScriptedModel(text, pause, name) for name, text in zip(["ann", "bob", "cid"], texts)]
    return panel.chat.compare("Who are you?", models)
made = compare("I am **Ann**. " + words[:300], "I am Bob.")
"""


def columns(panel):
    return panel.root.locator(".nbc-column")


def tops(panel):
    return [columns(panel).nth(number).bounding_box()["y"] for number in range(columns(panel).count())]


def test_compared_answers_stand_beside_each_other_and_one_is_chosen(front):
    front.page.set_viewport_size({"width": 1200, "height": 800})
    panel = opened_panel(front, COMPARE, name="comparing.ipynb")
    run_cell(front, 1)
    wait_on_page(front, lambda: columns(panel).count() == 2 and "I am Bob." in columns(panel).nth(1).inner_text(), 60)
    assert columns(panel).nth(0).locator("strong").inner_text() == "Ann"
    assert "bob" in columns(panel).nth(1).inner_text() and "tokens" in columns(panel).nth(1).inner_text()
    assert tops(panel)[0] == tops(panel)[1]
    panel.root.evaluate("node => node.style.width = '320px'")
    wait_on_page(front, lambda: tops(panel)[0] < tops(panel)[1], 60)
    panel.root.evaluate("node => node.style.width = ''")
    choose = columns(panel).nth(1).get_by_role("button", name="Go on from the answer of 2. bob")
    choose.focus()
    front.page.keyboard.press("Enter")
    wait_on_page(front, lambda: columns(panel).count() == 0 and "I am Bob." in panel.answers.last.inner_text(), 60)
    wait_on_page(front, lambda: panel.root.locator(".nbc-model").inner_text() == "bob", 60)


def test_nothing_in_a_column_can_run(front):
    panel = opened_panel(front, f"{COMPARE}\nbad = {ALL!r}\nmade = compare('\\n\\n'.join(bad), 'fine')",
                         name="hostile columns.ipynb")
    front.page.evaluate("() => { window.ran = 0; window.pwn = () => { window.ran += 1 } }")
    requests = []
    front.page.on("request", lambda request: requests.append(request.url))
    run_cell(front, 1)
    wait_on_page(front, lambda: columns(panel).count() == 2 and "fine" in columns(panel).nth(1).inner_text(), 60)
    front.page.wait_for_timeout(500)
    assert front.page.evaluate("window.ran") == 0 and not [url for url in requests if HOST in url]
