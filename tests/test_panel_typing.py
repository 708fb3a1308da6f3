"""What one types into a panel: variables in braces, commands, prompts. A page without a browser looks on."""

import threading
import time

import pytest

from notebook_chat.models.adapters import ScriptedModel
from notebook_chat.chat.chat import Chat
from notebook_chat.jupyter import panel_preparing
from notebook_chat.jupyter.last_cell import last_cell
from notebook_chat.jupyter.running_cell import running_cell
from support.pictures import png
from support.waiting import wait_for

pytestmark = pytest.mark.stack


@pytest.fixture
def echo(open_panel, monkeypatch, tmp_path):
    """`echo(**variables)` gives a panel that repeats what it hears, and its page. Prompts lie in `tmp_path`."""
    monkeypatch.setenv("NOTEBOOK_CHAT_PROMPTS", str(tmp_path / "prompts"))
    monkeypatch.setattr(last_cell, "source", "")
    monkeypatch.setattr(last_cell, "error", None)
    monkeypatch.setattr(last_cell, "id", None)

    def make(**variables):
        model = ScriptedModel(lambda messages: f"You said: {messages[-1].text}", name="echo")
        return open_panel(Chat(model), variables=variables)

    return make


def typed(page, text):
    """Send a line and wait until it was dealt with."""
    page.do("send", text=text)
    page.obeyed()
    wait_for(lambda: not page.panel.typing.preparations.of(page.panel.chat))
    page.obeyed()


def question(panel):
    """The last question, as the model reads it."""
    return next(message.text for message in reversed(panel.chat.messages) if message.role == "user")


# Braces


def test_braces_are_filled_and_the_bubble_shows_what_was_typed(echo):
    panel, page = echo(x=[1, 2], secrets=dict(password="hunter2"))
    typed(page, "What is {x}? And {secrets}?")
    assert question(panel) == "What is [1, 2]? And {'password': '…'}?"
    item = page.shown[0]
    assert item["words"] == item["typed"] == "What is {x}? And {secrets}?"
    assert item["files"] == [dict(name="{x}", text="[1, 2]"), dict(name="{secrets}", text="{'password': '…'}")]
    assert not page.bar["told"]


def test_a_table_is_a_table(echo):
    pandas = pytest.importorskip("pandas")
    panel, page = echo(df=pandas.DataFrame(dict(a=[1], b=["x"])))
    typed(page, "What is in {df}?")
    assert "| a | b |" in question(panel) and "1 rows, 2 columns" in question(panel)


@pytest.mark.parametrize("text, told", [
    ("Is {reults} right?", "{reults} is left as it is: There is no variable 'reults'. Did you mean 'results'?"),
    ("See {results[9]}", "{results[9]} is left as it is: results has no [9] (IndexError"),
    ("See {results.append}", "it is a function, which isn't called"),
])
def test_what_leads_nowhere_stays_and_is_told(echo, text, told):
    panel, page = echo(results=[1])
    typed(page, text)
    assert question(panel) == text and told in page.bar["told"]


@pytest.mark.parametrize("text", ["```python\nx = {x}\n```", r"\frac{x}{x} and {{x}}", "print(f'{x}')", '{"x": 1}'])
def test_braces_of_code_and_formulas_stay(echo, text):
    panel, page = echo(x="value")
    typed(page, text)
    assert question(panel) == text and not page.bar["told"]


def test_a_picture_goes_with_the_question(echo):
    from PIL import Image
    picture = Image.new("RGB", (4, 4), "red")
    panel, page = echo(picture=picture)
    typed(page, "What is {picture}?")
    assert question(panel) == "What is [picture 1]?" and len(panel.chat.messages[0].images) == 1
    assert page.shown[0]["images"][0].startswith("data:image/")


class Slow:
    """An object whose text is made by code, on a thread that it notes."""

    def __init__(self):
        self.threads = []

    def __repr__(self):
        self.threads.append(threading.current_thread().name)
        return "slow"


@pytest.fixture
def kernel_thread(monkeypatch):
    """A main thread that takes jobs when `rest()` is called, as a kernel's does between two cells."""
    jobs = []
    monkeypatch.setattr(panel_preparing, "on_main_thread", lambda job: jobs.append(job) or True)

    def rest():
        while jobs:
            jobs.pop(0)()

    rest.jobs = jobs
    return rest


def test_code_of_the_users_runs_on_the_main_thread_and_the_order_stays(echo, kernel_thread, monkeypatch):
    slow = Slow()
    panel, page = echo(slow=slow, plain=7)
    monkeypatch.setattr(running_cell, "began", time.monotonic())
    page.do("send", text="What is {slow}?")
    page.do("send", text="And {plain}?")
    wait_for(lambda: len(kernel_thread.jobs) == 1 and len(page.bar["waiting"]) == 2)
    assert page.bar["waiting"][0] == "What is {slow}? (when the running cell has ended)" and page.bar["busy"]
    time.sleep(0.2)
    assert not slow.threads and not len(panel.chat.messages)
    monkeypatch.setattr(running_cell, "began", None)
    kernel_thread()
    wait_for(lambda: len(panel.chat.messages) == 4)
    assert slow.threads == ["MainThread"]
    assert [message.text for message in panel.chat.messages if message.role == "user"] == ["What is slow?", "And 7?"]


def test_plain_values_are_read_while_a_cell_runs(echo, kernel_thread, monkeypatch):
    panel, page = echo(losses=[0.5, 0.25])
    monkeypatch.setattr(running_cell, "began", time.monotonic())
    typed(page, "Is {losses} falling?")
    assert question(panel) == "Is [0.5, 0.25] falling?" and not kernel_thread.jobs


def test_stop_gives_a_question_back_that_waits_for_the_cell(echo, kernel_thread, monkeypatch):
    panel, page = echo(slow=Slow())
    page.do("attach", name="notes.txt", type="text/plain", buffers=[b"hello"])
    page.do("send", text="What is {slow}?")
    wait_for(lambda: kernel_thread.jobs)
    page.do("stop")
    wait_for(lambda: page.backs == ["What is {slow}?"])
    assert panel.attached == ["notes.txt"] and not len(panel.chat.messages)
    kernel_thread()
    time.sleep(0.1)
    assert not len(panel.chat.messages)


def test_an_edited_question_is_filled_anew(echo):
    names = dict(x=1)
    panel, page = echo(**names)
    typed(page, "Is it {x}?")
    panel.typing.notebook._names["x"] = 2
    page.do("edit", key=page.order[0], text="Is it really {x}?")
    wait_for(lambda: len(panel.chat.messages) == 2 and question(panel) == "Is it really 2?")
    page.obeyed()
    assert page.shown[0]["typed"] == "Is it really {x}?"


# Commands


def test_help_lists_commands_and_is_closed(echo):
    panel, page = echo()
    typed(page, "/help")
    assert "/explain [words]" in page.bar["told"] and "/model [SPEC]" in page.bar["told"]
    assert not len(panel.chat.messages)
    page.do("dismiss")
    page.obeyed()
    assert page.bar["told"] == ""


@pytest.mark.parametrize("text, sent", [
    ("/usr/bin/python fails", "/usr/bin/python fails"), ("//help", "/help"), ("/ is a slash", "/ is a slash"),
    ("/nothing like a command", "/nothing like a command"), ("What is /help?", "What is /help?"),
])
def test_a_slash_that_is_no_command_is_text(echo, text, sent):
    panel, page = echo()
    typed(page, text)
    assert question(panel) == sent and not page.bar["told"]


def test_a_misspelt_command_is_sent_and_told(echo):
    panel, page = echo()
    typed(page, "/modle demo")
    assert question(panel) == "/modle demo" and "Did you mean /model?" in page.bar["told"]


def test_a_command_that_fails_goes_back(echo):
    panel, page = echo()
    typed(page, "/set temprature=1")
    assert page.backs == ["/set temprature=1"] and "temperature" in page.bar["error"]
    typed(page, "/model no-such-model")
    assert page.backs[-1] == "/model no-such-model" and page.bar["error"] and panel.chat.model.name == "echo"


def test_commands_change_the_conversation(echo):
    panel, page = echo()
    typed(page, "one")
    typed(page, "/set temperature=0.5")
    typed(page, "/system Be brief")
    assert panel.chat.config.temperature == 0.5 and panel.chat.system == "Be brief"
    typed(page, "/undo")
    assert page.bar["told"] == "taken back: one" and not [m for m in panel.chat.messages if m.role == "user"]
    typed(page, "/new")
    assert panel.conversation != "main"
    typed(page, "/model demo")
    assert panel.chat.model.name != "echo" and page.bar["told"].startswith("The model is")


def test_a_talk_is_saved_and_loaded(echo, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    panel, page = echo()
    typed(page, "one")
    typed(page, "/save talk.json")
    assert page.bar["told"] == "saved to talk.json"
    typed(page, "/reset")
    assert not len(panel.chat.messages)
    typed(page, "/load talk.json")
    assert [message.text for message in panel.chat.messages] == ["one", "You said: one"]


def test_what_was_being_prepared_is_asked_where_it_was_typed(echo, kernel_thread):
    panel, page = echo(slow=Slow())
    panel.send("Hello").wait()
    first = panel.chat
    page.do("send", text="What is {slow}?")
    wait_for(lambda: kernel_thread.jobs)
    page.do("new")
    wait_for(lambda: panel.chat is not first)
    kernel_thread()
    wait_for(lambda: len(first.messages) == 4)
    assert first.messages[2].text.startswith("What is ") and "{" not in first.messages[2].text
    assert not len(panel.chat.messages) and not page.backs


def test_a_command_waits_for_the_answer_before_it(open_panel):
    panel, page = open_panel([" ".join(["word"] * 40), "again"], pause=0.01)
    page.do("send", text="one")
    page.do("send", text="/retry")
    wait_for(lambda: panel.chat.messages[-1].text == "again" if len(panel.chat.messages) else False)
    page.obeyed()
    assert [message.role for message in panel.chat.messages] == ["user", "assistant"]


def test_explain_and_fix_send_the_error_without_secrets(echo):
    panel, page = echo()
    api_key = "sk-very-secret-indeed"
    try:
        [1][api_key and 5]
    except IndexError as error:
        last_cell.source, last_cell.id, last_cell.error = "api_key = 'sk-very-secret-indeed'\n[1][5]", "abc", error
    for observer in last_cell.observers:
        observer()
    wait_for(lambda: page.bar.get("failed"))
    assert page.bar["failed"] == dict(name="IndexError") and page.bar["cell"] == "abc"
    typed(page, "/fix be brief")
    text = question(panel)
    assert "IndexError" in text and text.endswith("be brief") and "very-secret" not in text
    last_cell.error, last_cell.source = None, "2 + 2"
    for observer in last_cell.observers:
        observer()
    wait_for(lambda: page.bar["failed"] is None)
    assert page.bar["cell"] == "abc"   # that is the cell which the code is for
    typed(page, "/explain")
    assert "2 + 2" in question(panel) and "IndexError" not in question(panel)


def test_fix_run_takes_what_is_attached_and_asks(open_panel, tmp_path, monkeypatch):
    monkeypatch.setattr(last_cell, "source", "mean = sum(ages) / 0")
    monkeypatch.setattr(last_cell, "error", None)
    model = ScriptedModel("```python\nmean = 5\n```", name="scripted")
    asked = []
    panel, page = open_panel(Chat(model, approve=lambda call: asked.append(call.arguments) or "not now"), variables={})
    (tmp_path / "ages.csv").write_text("age\n31\n")
    panel.attach(tmp_path / "ages.csv")
    typed(page, "/fix --run be brief")
    wait_for(lambda: panel.chat.last_reply is not None and panel.chat.last_reply.finished)
    text = question(panel)
    assert all(words in text for words in ("sum(ages) / 0", "be brief", "ages.csv", "31")) and "--run" not in text
    assert asked == [{"code": "mean = 5"}] and panel.attached == []
    assert "the code was not run" in panel.chat.last_reply.note


@pytest.mark.parametrize("line, told", [("/fix --runn", "/fix takes --run"), ("/explain --run", "goes with /fix")])
def test_options_that_fix_does_not_know(echo, line, told):
    panel, page = echo()
    typed(page, line)
    assert told in page.bar["error"] and not len(panel.chat.messages)


def test_nothing_to_explain(echo, monkeypatch):
    monkeypatch.delattr("sys.last_value", raising=False)
    panel, page = echo()
    typed(page, "/explain")
    assert "no cell was run" in page.bar["error"] and page.backs == ["/explain"]


# Suggestions, completions, the selected cell


def test_an_empty_panel_suggests_what_fits(echo):
    pandas = pytest.importorskip("pandas")
    panel, page = echo(sales=pandas.DataFrame(dict(a=[1])))
    labels = [one["label"] for one in page.bar["suggestions"]]
    assert labels[0] == "What stands out in sales?" and 3 <= len(labels) <= 4
    typed(page, page.bar["suggestions"][0]["text"])
    assert "| a |" in question(panel) and page.bar["suggestions"] == []


def completed(page, text):
    """What can be typed next."""
    got = []
    page.window.send = (lambda send: lambda message: (got.append(message), send(message)))(page.window.send)
    page.do("complete", text=text, count=1)
    wait_for(lambda: any("complete" in message for message in got))
    answer = next(message["complete"] for message in got if "complete" in message)
    return answer["start"], [item["text"] for item in answer["items"]]


def test_completions(echo, tmp_path):
    panel, page = echo(sales=1, Sample=2, other=3, _private=4)
    assert completed(page, "What is {s") == (9, ["sales}", "Sample}"])
    assert completed(page, "😀 {oth") == (4, ["other}"])   # counted as JavaScript counts
    assert completed(page, "/expl") == (0, ["/explain "])
    panel.typing.notebook.prompts.save("überblick", "Sum up {sales} for {who}.")
    assert "/überblick " in completed(page, "/")[1]
    assert completed(page, "/überblick w") == (11, ["who="])
    assert completed(page, "/prompt show ü") == (13, ["überblick"])
    assert "demo,demo-vision" in completed(page, "/compare demo,")[1]
    assert completed(page, "/choose ") == (8, [])
    panel.chat.compare("Who?", [panel.chat.model, ScriptedModel("I", name="b c")]).wait(60)
    assert completed(page, "/choose ") == (8, ["1", "2", "echo", "b c"])
    assert completed(page, "/choose b ") == (8, ["b c"])
    assert completed(page, r"\frac{s")[1] == completed(page, "text /expl")[1] == []


def test_a_cells_source_comes_back_without_secrets(echo):
    panel, page = echo()
    got = []
    page.window.send = (lambda send: lambda message: (got.append(message), send(message)))(page.window.send)
    page.do("cell", source="token = 'abc123'\nx = '```'")
    page.obeyed()
    assert [message["put"] for message in got if "put" in message] == ["\n````python\ntoken = '…'\nx = '```'\n````\n"]


# Prompts


def test_a_prompt_is_saved_from_what_was_typed_and_asked_by_its_name(echo):
    panel, page = echo(data=[1, 2])
    typed(page, "Sum up {data}")
    typed(page, "/prompt save sum")
    assert panel.typing.notebook.prompts["sum"].text == "Sum up {data}"
    panel.typing.notebook._names["data"] = [3]
    typed(page, "/sum and be brief")
    assert question(panel) == "Sum up [3]\n\nand be brief"
    typed(page, "/prompt sum data=none")
    assert question(panel) == "Sum up none"
    typed(page, "/prompts")
    assert page.bar["told"] == "sum  {data}"


def test_a_slot_without_a_value_is_named_and_the_line_comes_back(echo):
    panel, page = echo()
    typed(page, "/prompt save greet Greet {who}")
    typed(page, "/greet")
    assert page.backs == ["/greet"] and not len(panel.chat.messages)
    for words in ("needs a value for {who}", "/greet who=TEXT", "a variable of that name"):
        assert words in page.bar["error"]


# Attaching


def test_a_model_that_cannot_see_is_told_at_attaching(echo):
    panel, page = echo()
    panel.chat.model.sees = False
    page.do("attach", name="a.png", type="image/png", buffers=[png()])
    page.obeyed()
    assert page.bar["told"].startswith("echo can't see pictures") and panel.attached == ["a.png"]
    panel.chat.model.sees = True
    page.do("attach", name="b.png", type="image/png", buffers=[png()])
    page.obeyed()
    assert page.bar["told"] == ""
