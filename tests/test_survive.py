"""A conversation outlives its page and its kernel: reloads, restarts, crashes, another day."""

import json
import os

import pytest

from notebook_chat.chat.chat import Chat
from notebook_chat.models.adapters import ScriptedModel
from support.fronts import Panel, has_looked, held, kill_kernel, open_again, open_panel, restart_kernel, saved
from support.pages import run_cell, wait_on_page

pytestmark = pytest.mark.browser
AGAIN = "Take up the conversation again"


def pid_of(front, index):
    """The kernel's process, as a cell prints it."""
    run_cell(front, index)
    return int(front.outputs(index).inner_text())


PID = "import os\nos.getpid()"


def test_reloads_while_an_answer_streams(front):
    panel = open_panel(front, "stream.ipynb", pause=0.05)
    panel.ask("a long one")
    panel.streaming()
    saved(front, front.folder / "stream.ipynb", "nbc")
    for _ in range(4):
        front.page.reload()
        panel = Panel(front).opened()
        panel.streaming()
        before = panel.answers.last.inner_text().count("word")
        panel.streaming(before + 20)   # the stream goes on
        assert "busy" not in panel.notice.inner_text()
    panel.press("Stop")
    panel.answered(1)
    panel.ask("are you there?")
    panel.answered(2)
    assert "You said: are you there?" in panel.answers.last.inner_text()


def told(front, index):
    """What the notebook's chat holds, as a cell says it: role and text, one a line."""
    run_cell(front, index)
    return json.loads(front.outputs(index).last.inner_text())


TELL = "import json\nprint(json.dumps([[m.role, m.text, m.finish_reason] for m in chat.messages]))"


def test_a_kernel_is_restarted(front, tmp_path):
    panel = open_panel(front, "restart.ipynb", TELL, options=", system='Be brief.'")
    panel.ask("remember me")
    panel.answered(1)
    panel.ask("and <b>me</b> $5")
    panel.answered(2)
    panel.text.click()
    front.page.keyboard.type("not sent yet")
    whole = {ending: panel.export(ending) for ending in ("md", "json", "ipynb")}
    held(front, "You said: and <b>me</b> $5", "not sent yet")
    restart_kernel(front)
    panel.notice.get_by_text("restarted").wait_for(timeout=60_000)

    # on the dead panel what can't work is off, and nothing tells anybody to delete the talk
    assert "kept: run this cell again, and take the conversation up there" in panel.notice.inner_text()
    assert panel.text.is_disabled() and panel.text.input_value() == "not sent yet"
    for name in ("New conversation", "Settings", "Attach pictures or text files", "Answer again", "Delete", "Send"):
        assert panel.root.get_by_role("button", name=name, exact=True).last.is_disabled(), name
    assert panel.root.get_by_role("button", name="Edit", exact=True).last.is_disabled()
    assert panel.root.get_by_role("button", name="Copy", exact=True).last.is_enabled()
    for ending, text in whole.items():
        assert panel.export(ending) == text, ending
    (tmp_path / "talk.json").write_text(panel.export("json"))
    loaded = Chat.load(tmp_path / "talk.json", ScriptedModel("x"))
    assert [message.text for message in loaded.messages][1] == "remember me"

    # the panel that is opened next offers it
    panel = open_again(front)
    panel.offer.get_by_text("“remember me”, and 1 more").wait_for(timeout=60_000)
    assert panel.questions == [] and panel.text.input_value() == ""
    panel.press(AGAIN)
    panel.answered(2)
    assert panel.questions == ["remember me", "and <b>me</b> $5"] and panel.offer.is_hidden()
    wait_on_page(front, lambda: panel.text.input_value() == "not sent yet")
    panel.text.fill("")
    panel.ask("go on")
    panel.answered(3)
    messages = told(front, 1)
    assert [text for _, text, _ in messages] == [
        "Be brief.", "remember me", "You said: remember me", "and <b>me</b> $5", "You said: and <b>me</b> $5", "go on",
        "You said: go on"]

    # once it goes on it isn't offered again
    run_cell(front, 0)
    panel = Panel(front).opened()
    has_looked(front)
    assert panel.offer.is_hidden()


def test_a_kernel_is_killed_while_it_answers(front, tmp_path):
    panel = open_panel(front, "killed.ipynb", PID, TELL, pause=0.05)
    pid = pid_of(front, 1)
    panel.ask("hello")
    panel.answered(1)
    panel.ask("a long one")
    panel.ask("queued")
    panel.streaming(40)
    panel.text.click()
    front.page.keyboard.type("half a thought")
    held(front, "word0 word1", "queued", "half a thought")
    kill_kernel(front, pid)
    panel.notice.get_by_text("restarted").wait_for(timeout=60_000)
    front.accept_dialogs()

    # what was written stays
    assert panel.root.locator('[aria-busy="true"]').count() == 0 and panel.go == "Send"
    half = panel.answers.last
    assert "stopped" in half.locator(".nbc-note").inner_text()
    half.get_by_role("button", name="Copy", exact=True).wait_for(timeout=60_000)
    (tmp_path / "half.json").write_text(panel.export("json"))
    *_, question, answer = Chat.load(tmp_path / "half.json", ScriptedModel("x")).messages
    assert question.text == "a long one" and answer.text.startswith("word0 word1") and answer.partial

    # and goes on
    panel = open_again(front)
    panel.press(AGAIN)
    panel.answered(2)
    assert panel.questions == ["hello", "a long one"]
    wait_on_page(front, lambda: panel.text.input_value() == "queued\nhalf a thought")
    messages = told(front, 2)
    assert messages[-1][1] == answer.text and messages[-1][2] == "stopped"
    panel.press("Continue")
    wait_on_page(front, lambda: panel.go == "Stop")


def test_two_panels_of_one_conversation(front):
    panel = open_panel(front, "two.ipynb", "ChatPanel(chat)", TELL)
    run_cell(front, 1)
    other = Panel(front, 1).opened()
    panel.ask("remember me")
    panel.answered(1)
    other.answered(1)
    held(front, "You said: remember me")
    restart_kernel(front)
    for each in (panel, other):
        each.notice.get_by_text("restarted").wait_for(timeout=60_000)

    # both offer it, and when one takes it up the other goes on with it, too
    panel, other = open_again(front), open_again(front, 1)
    for each in (panel, other):
        each.offer.get_by_text("remember me").wait_for(timeout=60_000)
    panel.press(AGAIN)
    for each in (panel, other):
        each.answered(1)
    panel.offer.wait_for(state="hidden", timeout=60_000)
    assert [text for _, text, _ in told(front, 2)] == ["remember me", "You said: remember me"]


def kept_in(path):
    """The conversations that a saved notebook keeps."""
    kind = "application/vnd.notebook-chat+json"
    return [output["data"][kind] for cell in json.loads(path.read_text())["cells"] for output in cell["outputs"]
            if kind in output.get("data", {})]


def test_another_day(front):
    panel = open_panel(front, "today.ipynb", TELL)
    panel.ask("remember me")
    panel.answered(1)
    panel.text.click()
    front.page.keyboard.type("tomorrow's question")
    path = front.folder / "today.ipynb"
    saved(front, path, "tomorrow's question")
    [kept] = kept_in(path)

    # the file goes elsewhere, and is opened with a kernel that has never seen it
    (front.folder / "tomorrow.ipynb").write_text(path.read_text())
    front.page.goto(front.page.url.replace("today.ipynb", "tomorrow.ipynb"))
    front.cell(0).get_by_text("You said: remember me").first.wait_for(timeout=60_000)
    front.page.locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]').first.wait_for(timeout=60_000)
    panel = open_again(front)
    panel.offer.get_by_text("remember me").wait_for(timeout=60_000)

    # not taken up today: saved by the new panel, it is there once more
    path = front.folder / "tomorrow.ipynb"
    wait_on_page(front, lambda: front.save() or [found["panel"] for found in kept_in(path)] != [kept["panel"]])
    assert "You said: remember me" in json.dumps(kept_in(path))
    panel.press(AGAIN)
    panel.answered(1)
    assert panel.questions == ["remember me"] and panel.text.input_value() == "tomorrow's question"
    assert [text for _, text, _ in told(front, 1)] == ["remember me", "You said: remember me"]
