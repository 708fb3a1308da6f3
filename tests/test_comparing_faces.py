"""Several models in cells and in the terminal"""

import json

import pytest

from support import harness
from support.cells import ok, value
from support.hostile import ALL
from support.markdown import PARSERS, live_parts, live_parts_of_panel
from test_cli import Terminal

pytestmark = pytest.mark.kernel

SETUP = """
import json
from notebook_chat import Chat
from notebook_chat.models.adapters import ScriptedModel
magics = get_ipython().magics_manager.registry['ChatMagics']
def says(name, text, pause=0.0): return ScriptedModel(text, pause, name)
ann, bob = says("ann", "I am **Ann**."), says("bob", "I am Bob.", 0.05)
def talk(): return magics.chats[magics.current]
"""


@pytest.fixture(scope="module")
def session(tmp_path_factory):
    """One kernel for the tests of this file."""
    kernel = harness.Kernel(tmp_path_factory.mktemp("comparing"))
    ok(kernel.execute("%load_ext notebook_chat"))
    ok(kernel.execute(SETUP))
    yield kernel
    kernel.stop()


def shown(cell):
    """The data of a cell's outputs."""
    return [output["data"] for output in cell.outputs if "data" in output]


def test_a_cell_shows_columns_and_one_answer_is_chosen(session):
    cell = ok(session.execute("%%chat --name one --model ann,bob --out both\nWho are you?"))
    [data] = shown(cell)
    assert "<strong>Ann</strong>" in data["text/html"] and "2. bob" in data["text/html"]
    assert "#### 1. ann" in data["text/markdown"]
    assert "I am Bob." in data["text/plain"] and "tokens" in data["text/plain"]
    assert value(session, "both") == {"ann": "I am **Ann**.", "bob": "I am Bob."}
    assert "answer of bob" in ok(session.execute("%chat choose 2")).text
    assert value(session, "(talk().messages[1].text, talk().model.name)") == ("I am Bob.", "bob")
    assert "answer of ann" in ok(session.execute("%chat choose ann")).text
    [data] = shown(ok(session.execute("%chat compare bob,ann")))
    assert "1. bob" in data["text/html"] and value(session, "len(talk().messages)") == 2


def test_a_comparison_shows_itself_as_last_value(session):
    [data] = shown(ok(session.execute("Chat(ann).compare('Who?', [ann, bob])")))
    assert "<strong>Ann</strong>" in data["text/html"]


@pytest.mark.parametrize("line, cell, problem", [
    ("--schema int", "x", "--schema is about one answer"), ("--cell", "x", "--cell is about one answer"),
    ("--raw", "x", "--raw is about"), ("--edit 0", "x", "--edit is about"), ("--out 3x", "x", "--out takes"),
    ("--functions CALCULATOR", "x", "calls no functions"), ("", " ", "no question")])
def test_a_mistake_is_one_line(session, line, cell, problem):
    made = session.execute(f"%%chat --name wrong --model ann,bob {line}\n{cell}")
    assert made.error == "UsageError" and problem in made.text and "Traceback" not in made.text
    ok(session.execute("magics.chats.get('wrong') and setattr(magics.chats['wrong'], 'functions', None)"))


@pytest.mark.parametrize("line, problem", [
    ("choose 9", "there is no"), ("choose carl", "no answer of 'carl'"), ("choose", "takes the number"),
    ("compare ann", "two models or more"), ("compare ann,,bob", "single commas")])
def test_a_mistaken_command_is_one_line(session, line, problem):
    ok(session.execute("%%chat --name mistaken --model ann,bob\nWho are you?"))
    made = session.execute(f"%chat {line}")
    assert made.error == "UsageError" and problem in made.text, made.text


def test_stop_ends_both(session):
    ok(session.execute("talks = [says(n, f'{n} ' * 100_000, 0.02) for n in 'xy']; x, y = talks"))
    made = session.execute("import threading, signal, os\n"
                           "threading.Timer(2, lambda: os.kill(os.getpid(), signal.SIGINT)).start()\n"
                           "get_ipython().run_cell_magic('chat', '--name stopped --model x,y', 'go')")
    assert "Stopped" in made.text
    assert value(session, "[reply.finish_reason for reply in talk().comparison]") == ["stopped", "stopped"]
    assert value(session, "len(talk().branches(1).messages)") == 2


def test_nothing_that_a_model_writes_can_run(session):
    ok(session.execute(f"hostile = json.loads({json.dumps(json.dumps(ALL))})"))
    ok(session.execute("from notebook_chat.jupyter.compared import ColumnsView\nfound = []\nfor text in hostile:\n"
                       "    made = Chat(ann).compare('x', [says(text, text), ann])\n    made.wait()\n"
                       "    found.append(ColumnsView()._bundle(made))"))
    for bundle in value(session, "[(b['text/html'], b['text/markdown']) for b in found]"):
        html, markdown = bundle
        assert [part for part in live_parts_of_panel(html) if part not in ("<details>", "<summary>")
                and not part.startswith("div style=display: flex")] == []
        assert [part for part in live_parts(PARSERS["markdown-it"](markdown)) if part != "<details>"] == []


def test_a_terminal_shows_one_after_the_other(tmp_path):
    terminal = Terminal(tmp_path, "--model", "demo")
    try:
        terminal.until(">")
        terminal.process.send("/compare demo,demo Name the planets\r")
        terminal.until(lambda text: "2. demo (2)" in text and "/choose 2" in text)
        terminal.process.send("/choose 2\r")
        terminal.until("from the answer of demo (2)")
    finally: terminal.process.close(force=True)
