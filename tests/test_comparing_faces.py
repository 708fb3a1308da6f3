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
    *[(f"choose {number}", f"1 to 2, or its model: 1. ann, 2. bob; got {number}.")
      for number in ("9", "3", "0", "-1", "1.5", "99999999999999999999")],
    ("choose carl", "no answer of 'carl'"), ("choose two", "no answer of 'two'"),
    ("choose", "1 to 2, or its model: 1. ann, 2. bob."),
    ("compare", "as in %chat compare smollm2,demo"), ("compare ann,,bob", "single commas"),
    ("compare ann bob", "single commas"), ("compare ann,", "single commas"), ("model ann,bob", "%%chat --model"),
    ("compare ann,bob --cell", "--cell is about one answer"), ("compare ann,nobody", "no model 'nobody'")])
def test_a_mistaken_command_is_one_line(session, line, problem):
    ok(session.execute("%%chat --name mistaken --model ann,bob\nWho are you?"))
    made = session.execute(f"%chat {line}")
    assert made.error == "UsageError" and problem in made.text, made.text


@pytest.mark.parametrize("line", ["compare ann, bob", "compare 'ann' ,bob", "compare 'ann,bob' --max-tokens 9"])
def test_blanks_around_the_comma_are_fine(session, line):
    ok(session.execute("%%chat --name blanks --model ann, bob\nWho are you?"))
    [data] = shown(ok(session.execute(f"%chat {line}")))
    assert "2. bob" in data["text/html"] and "%chat choose 2" in data["text/html"]


def test_a_question_on_the_line(session):
    ok(session.execute("%%chat --name line --model ann\nHello"))
    ok(session.execute("%chat compare bob,ann And who are you?"))
    assert value(session, "[message.text for message in talk().messages][2:]") == ["And who are you?", "I am Bob."]


def test_one_model_stands_beside_the_answer(session):
    ok(session.execute("%%chat --name beside --model ann\nWho are you?\n"))
    count = value(session, "len(ann.asked)")
    [data] = shown(ok(session.execute("%chat compare bob")))
    assert "1. ann" in data["text/html"] and "2. bob" in data["text/html"]
    assert value(session, "len(ann.asked)") == count
    ok(session.execute("%chat choose 2"))
    assert value(session, "talk().messages[1].text") == "I am Bob."


def test_a_model_that_is_not_there_begins_nothing(session):
    ok(session.execute("%%chat --name before --model ann\nWho are you?"))
    made = session.execute("%%chat --name after --model ann,nobody\nWho are you?")
    assert made.error == "UsageError" and "no model 'nobody'" in made.text
    assert value(session, "(magics.current, 'after' in magics.chats)") == ("before", False)


def test_what_follows_another_answer_comes_back(session):
    ok(session.execute("%%chat --name onward --model ann,bob\nWho are you?"))
    ok(session.execute("%%chat\nAnd then?"))
    assert "comes back" in ok(session.execute("%chat choose 2")).text
    assert value(session, "len(talk().messages)") == 2
    assert "comes back" not in ok(session.execute("%chat choose 1")).text
    assert value(session, "len(talk().messages)") == 4


def test_a_value_says_how_python_chooses(session):
    [data] = shown(ok(session.execute("made = Chat(ann).compare('Who?', [ann, bob])\nmade")))
    assert ".choose(&#x27;bob&#x27;)" in data["text/html"] and "%chat" not in data["text/html"]
    ok(session.execute("made.choose('bob')"))
    [data] = shown(ok(session.execute("made")))
    assert "goes on from bob" in data["text/html"]


def test_an_opened_conversation_has_the_answers_by_model(session, tmp_path):
    path = str(tmp_path / "talk.json")
    ok(session.execute("%%chat --name kept --model ann,bob\nWho are you?"))
    ok(session.execute(f"talk().save({path!r})\nfrom notebook_chat import Chat\n"
                       f"magics.chats['opened'] = Chat.load({path!r}, ann)\nmagics.current = 'opened'"))
    made = session.execute("%chat choose 2")
    assert made.error == "UsageError" and "takes the name of a model here" in made.text
    assert "ann" in made.text and "bob" in made.text
    assert "answer of bob" in ok(session.execute("%chat choose bob")).text
    assert value(session, "talk().messages[1].text") == "I am Bob."


def completions(kernel, code):
    """What Tab offers, as whole lines."""
    kernel.client.complete(code, len(code))
    content = kernel.client.get_shell_msg(timeout=60)["content"]
    return [code[:content["cursor_start"]] + word + code[content["cursor_end"]:] for word in content["matches"]]


def test_tab_completes_answers_and_further_models(session):
    ok(session.execute("%%chat --name tabbed --model ann,bob\nWho are you?"))
    assert completions(session, "%chat choose ") == [f"%chat choose {which}" for which in ("1", "2", "ann", "bob")]
    assert completions(session, "%chat choose b") == ["%chat choose bob"]
    for line in ("%%chat --model ", "%%chat -m ", "%chat compare ", "%%chat --model="):
        for blank in ("", " "):
            found = completions(session, f"{line}demo,{blank}")
            assert f"{line}demo,{blank}demo-vision" in found and f"{line}demo,{blank}demo" not in found, (line, found)
            assert completions(session, f"{line}demo,{blank}demo-vi") == [f"{line}demo,{blank}demo-vision"]


def test_pictures_of_the_question_are_shown(session):
    ok(session.execute("from PIL import Image\nred = Image.new('RGB', (32, 32), 'red')"))
    made = ok(session.execute("%%chat --name seen --model ann,bob --image red\nWhat is it?"))
    assert any("image/png" in data or "image/jpeg" in data for data in shown(made))


def test_quiet_tells_only_of_failures(session):
    ok(session.execute("class Bad(ScriptedModel):\n"
                       "    def reply(self, *asked, **options): raise ValueError('no memory left')\n"
                       "bad = Bad('', name='bad')"))
    made = ok(session.execute("%%chat --name quiet --model ann,bad --quiet\nWho?"))
    assert "bad: " in made.text and "no memory left" in made.text and "Ann" not in made.text


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
                and not part.startswith(("div style=display: flex", "pre style=margin: 0.5em"))
                and part != "code style=background: none"] == []
        assert [part for part in live_parts(PARSERS["markdown-it"](markdown)) if part != "<details>"] == []


def test_completions_of_the_terminal():
    from notebook_chat import Chat
    from notebook_chat.models.adapters import ScriptedModel
    from notebook_chat.terminal.editor import completions
    ann, bob = ScriptedModel("I am Ann.", name="ann"), ScriptedModel("I am Bob.", name="bob b")
    chat = Chat(ann)
    assert list(completions("/choose ", chat)) == list(completions("/choose ", None)) == []
    chat.compare("Who?", [ann, bob]).wait(60)
    assert [word for _, word in completions("/choose ", chat)] == ["1", "2", "ann", "bob b"]
    assert list(completions("/choose bob ", chat)) == [(-4, "bob b")]
    assert (-5, "demo,demo-vision") in completions("/compare demo,", chat)
    assert list(completions("/compare demo, demo-v", chat)) == [(-12, "demo, demo-vision")]
    assert list(completions("/compare demo,demo-vision Who", chat)) == []


def test_one_model_beside_the_answer_in_a_terminal(tmp_path):
    terminal = Terminal(tmp_path, "--model", "demo")
    try:
        terminal.until(">")
        terminal.process.send("/compare demo\r")
        terminal.until("nothing to ask again")
        terminal.process.send("Name the planets\r")
        terminal.until(lambda text: "Neptune" in text and "tokens/s" in text)
        terminal.process.send("/compare demo-vision\r")
        terminal.until(lambda text: "2. demo-vision" in text and "/choose 2" in text)
        terminal.process.send("/choose 3\r")
        terminal.until(lambda text: "1. demo, 2. demo-vision; got 3." in text.replace("\n", ""))
        terminal.process.send("/choose demo-vision\r")
        terminal.until("from the answer of demo-vision")
    finally: terminal.process.close(force=True)


def test_a_terminal_shows_one_after_the_other(tmp_path):
    terminal = Terminal(tmp_path, "--model", "demo")
    try:
        terminal.until(">")
        terminal.process.send("/compare demo,demo Name the planets\r")
        terminal.until(lambda text: "2. demo (2)" in text and "/choose 2" in text)
        terminal.process.send("/choose 2\r")
        terminal.until("from the answer of demo (2)")
    finally: terminal.process.close(force=True)
