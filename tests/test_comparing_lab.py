"""Answers of several models in a panel, in JupyterLab and Notebook 7"""

import pytest

from support.hostile import ALL, HOST
from support.pages import run_cell, wait_on_page
from support.fronts import kill_kernel, open_again, open_panel, saved
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


def shown_columns(panel, *words):
    """Wait until the columns have these words."""
    wait_on_page(panel.front, lambda: columns(panel).count() == len(words) and all(
        word in columns(panel).nth(number).inner_text() for number, word in enumerate(words)), 60)


def labels(panel):
    """What the buttons of the last answer are called."""
    return [found.get_attribute("aria-label") for found in panel.answers.last.locator("button").all()
            if found.is_visible()]


def test_what_is_about_one_answer_waits_for_a_choice(front):
    panel = opened_panel(front, COMPARE, name="waits for a choice.ipynb")
    run_cell(front, 1)
    shown_columns(panel, "Ann", "Bob")
    wait_on_page(front, lambda: "goes on from 1. ann until" in panel.answers.last.inner_text(), 60)
    assert labels(panel) == ["Go on from the answer of 1. ann", "Copy the answer of 1. ann",
                             "Go on from the answer of 2. bob", "Copy the answer of 2. bob", "Answer again", "Delete"]
    assert panel.answers.last.inner_text().count("tokens/s") == 2
    panel.button("Copy the answer of 2. bob").click()
    wait_on_page(front, lambda: front.page.evaluate("navigator.clipboard.readText()") == "I am Bob.", 60)
    panel.button("Go on from the answer of 2. bob").click()
    wait_on_page(front, lambda: {"Copy", "Show the tokens", "Earlier version"} <= set(labels(panel)), 60)


def test_an_answer_is_compared_as_it_is(front):
    panel = opened_panel(front, "bob = ScriptedModel('I am Bob.', name='bob')\npanel.chats['other'] = Chat(bob)",
                         "print(len(model.asked), panel.chat.model.name)", name="as it is.ipynb")
    run_cell(front, 1)
    panel.ask("hello")
    panel.answered(1)
    panel.button("Compare with another model").click()
    panel.page.get_by_role("option", name="bob").click()
    shown_columns(panel, "You said: hello", "I am Bob.")
    panel.button("Go on from the answer of 1. scripted").click()
    wait_on_page(front, lambda: columns(panel).count() == 0, 60)
    run_cell(front, 2)
    assert front.outputs(2).inner_text().strip() == "1 scripted"


FAILING = """
class Bad(ScriptedModel):
    def reply(self, *asked, **options): raise ValueError("no memory left")
made = panel.chat.compare("Who?", [Bad("", name="bad"), ScriptedModel("I am Bob.", name="bob")])
"""


def test_an_answer_that_failed_cannot_be_chosen(front):
    panel = opened_panel(front, FAILING, name="failing.ipynb")
    run_cell(front, 1)
    shown_columns(panel, "no memory left", "I am Bob.")
    wait_on_page(front, lambda: "goes on from 2. bob" in panel.answers.last.inner_text(), 60)
    assert "Go on from the answer of 1. bad" not in labels(panel)


SLOW = COMPARE.rpartition("made")[0] + "made = compare(words, f'So: {words}', pause=0.05)"


def test_columns_come_back_on_a_page_that_is_loaded_again(front):
    panel = opened_panel(front, SLOW, name="loaded again.ipynb")
    run_cell(front, 1)
    shown_columns(panel, "word5", "word5")
    saved(front, front.folder / "loaded again.ipynb", "widget-view")   # the panel; without it, none comes back
    front.page.reload()
    shown_columns(panel, "word9", "word9")
    panel.button("Go on from the answer of 2. bob").click()
    wait_on_page(front, lambda: columns(panel).count() == 0 and "word9" in panel.answers.last.inner_text(), 60)
    wait_on_page(front, lambda: panel.root.locator(".nbc-model").inner_text() == "bob" and panel.go == "Send", 60)


def test_stop_ends_all_columns(front):
    panel = opened_panel(front, SLOW, name="stopped columns.ipynb")
    run_cell(front, 1)
    shown_columns(panel, "word5", "word5")
    panel.button("Stop").click()
    wait_on_page(front, lambda: all("stopped" in columns(panel).nth(number).inner_text() for number in (0, 1)), 60)
    wait_on_page(front, lambda: "goes on from 1. ann" in panel.answers.last.inner_text() and panel.go == "Send", 60)


def test_a_killed_kernel_leaves_what_both_have_said(front):
    panel = open_panel(front, "killed-columns.ipynb", SLOW, "import os\nos.getpid()")
    run_cell(front, 2)
    pid = int(front.outputs(2).inner_text())
    run_cell(front, 1)
    shown_columns(panel, "word5", "word5")
    front.page.wait_for_timeout(1500)   # pages are told once a second
    kill_kernel(front, pid)
    panel.notice.get_by_text("restarted").wait_for(timeout=60_000)
    front.accept_dialogs()
    panel = open_again(front)
    panel.press("Take up the conversation again")
    wait_on_page(front, lambda: "Version 1 of 2" in panel.answers.last.inner_html()
                 or "Version 2 of 2" in panel.answers.last.inner_html(), 60)
    notes = []
    for name in ("Earlier version", "Later version"):
        step = panel.button(name)
        if step.is_enabled():
            step.click()
            front.page.wait_for_timeout(300)
        wait_on_page(front, lambda: "word1" in panel.answers.last.inner_text(), 60)
        notes.append(panel.answers.last.locator(".nbc-note").first.inner_text())
    assert len(set(notes)) == 2 and all("stopped" in note for note in notes), notes
    assert {"ann", "bob"} <= set(" ".join(notes).split()), notes


def test_a_saved_notebook_has_all_answers(front):
    panel = opened_panel(front, COMPARE, name="saved columns.ipynb")
    run_cell(front, 1)
    shown_columns(panel, "Ann", "Bob")
    saved(front, front.folder / "saved columns.ipynb", "#### 2. bob")


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
