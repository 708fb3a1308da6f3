"""The switch beside the composer that has the notebook go with questions."""

import re

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from notebook_chat.chat.chat import Chat
from notebook_chat.jupyter import panel_context
from notebook_chat.jupyter.panel import ChatPanel
from notebook_chat.models.adapters import ScriptedModel
from support import harness
from support.notebooks import notebook_with
from support.pages import run_cell, wait_on_page
from support.panels import Page


@pytest.fixture
def notebook(monkeypatch):
    """The notebook that the panel finds itself in."""
    notebook = notebook_with(("a = 1\na", "1"), "# private\npin = 'geheim99'", a=1, pin="geheim99")
    notebook.log.ran[1].cell_id = "one"
    monkeypatch.setattr(panel_context, "open_notebook", lambda: notebook)
    return notebook


@pytest.fixture
def page(notebook):
    """A page of a panel."""
    panel = ChatPanel(Chat(ScriptedModel(["Fine."] * 5)))
    yield Page(panel)
    panel.close()


def test_the_switch(page):
    panel = page.panel
    assert page.bar["notebook"] == dict(can=True, on=False) and panel.context == "none"
    page.do("send", text="Without?")
    page.do("context", on=True)
    page.do("around", above={"one": "# Planets"})
    page.do("send", text="With?")
    page.obeyed()
    assert page.bar["notebook"]["on"] and panel.context == "cells"
    assert page.shown[0]["text"] == "Without?" and "files" not in page.shown[0]
    [file] = page.shown[2]["files"]
    assert file["name"] == "1 cell and 1 variable as context" and page.shown[2]["words"] == "With?"
    assert file["text"] == "Text:\n# Planets\n\nIn [1]:\na = 1\na\nOutput:\n1\n\nVariables:\na: int, 1"
    page.do("context", on=False)
    page.do("send", text="Without again?")
    page.obeyed()
    assert page.shown[4]["text"] == "Without again?" and not page.bar["notebook"]["on"]


def test_the_verbs(page, notebook):
    panel = page.panel
    panel.context = "a"
    panel.send("With?").wait()
    assert panel.chat.messages[0].text.endswith("a: int, 1\n~~~\n(1 variable)\n\nWith?")
    panel.send("By hand?", context=None).wait()
    assert panel.chat.messages[2].text == "By hand?"
    with pytest.raises(ValueError, match="a number of cells"):
        panel.context = "-1"
    with pytest.raises(ValueError, match="a number of cells"):
        ChatPanel(Chat(ScriptedModel(["x"])), context="0")
    assert panel.context == "a"


def test_what_cannot_go_gives_the_question_back(page, notebook):
    page.panel.context = "a"
    del notebook.shell.user_ns["a"]
    page.do("send", text="With?")
    page.obeyed()
    assert page.backs == ["With?"] and "no variable 'a'" in page.bar["error"] and len(page.panel.chat.messages) == 0


def test_outside_a_notebook_there_is_no_switch(monkeypatch):
    monkeypatch.setattr(panel_context, "open_notebook", lambda: None)
    panel = ChatPanel(Chat(ScriptedModel(["Fine."])), context="cells")
    try:
        assert Page(panel).bar["notebook"]["can"] is False
        panel.send("With?").wait()
        assert panel.chat.messages[0].text == "With?"
        panel.tell_around({"a": "b"})
    finally:
        panel.close()


OPEN = """
%load_ext notebook_chat
from notebook_chat import Chat
from notebook_chat.models.adapters import ScriptedModel
magics = get_ipython().magics_manager.registry['ChatMagics']
magics.chats['main'] = Chat(ScriptedModel(lambda messages: 'Fine.'))
%chat panel
"""
ASKED = "print(magics.chats['main'].messages[-2].text)"


@pytest.mark.browser
def test_in_a_browser(lab):
    cells = [new_code_cell(OPEN), new_markdown_cell("## Masses\n\nIn units of the **Earth's**."),
        new_code_cell("mass = 317.8\nmass"),
             new_code_cell(ASKED)]
    nbformat.write(new_notebook(cells=cells, metadata={"kernelspec": harness.KERNEL}), lab.folder / "context.ipynb")
    lab.page.goto(f"{lab.server.url}/lab/tree/context.ipynb?reset")
    lab.cell(0).wait_for(timeout=60_000)
    idle = lab.page.locator('.jp-NotebookPanel:visible .jp-Notebook-ExecutionIndicator[data-status="idle"]')
    idle.wait_for(timeout=60_000)
    run_cell(lab, 0)
    panel = lab.cell(0).locator(".nbc").first
    switch = panel.get_by_role("button", name="The notebook goes with questions")
    switch.wait_for(timeout=60_000)
    assert switch.get_attribute("aria-pressed") == "false"
    run_cell(lab, 1)
    switch.click()
    wait_on_page(lab, lambda: switch.get_attribute("aria-pressed") == "true")
    panel.locator(".nbc-composer textarea").click()
    lab.page.keyboard.type("How heavy?")
    lab.page.keyboard.press("Enter")
    wait_on_page(lab,
        lambda: panel.locator(".nbc-answer").count() == 1 and not panel.locator('[aria-busy="true"]').count())
    question = panel.locator(".nbc-user")
    assert question.locator(".nbc-words").inner_text() == "How heavy?"
    fold = question.locator("summary")
    assert fold.inner_text().strip() == "2 cells and 2 variables as context"
    fold.click()
    told = question.locator("details pre").inner_text()
    above = "Text:\n## Masses\n\nIn units of the **Earth's**."
    assert re.search(re.escape(above) + r"\n\nIn \[\d\]:\nmass = 317.8\nmass\nOutput:\n317.8", told)
    run_cell(lab, 2)
    wait_on_page(lab, lambda: "In units of the" in lab.outputs(2).first.inner_text())
    switch.focus()
    lab.page.keyboard.press("Enter")
    wait_on_page(lab, lambda: switch.get_attribute("aria-pressed") == "false")
