"""A panel without a browser: what it sends, what it obeys, and what is left when it is gone."""

import json
import threading
import time

import ipywidgets
import nbformat
import pytest
from nbconvert import HTMLExporter
from PIL import Image

from notebook_chat.core.messages import ChatMessages, FunctionCall
from notebook_chat.core.writer import CallEvent
from notebook_chat.core.reply import Reply
from notebook_chat.render.html import HtmlStream, safe_html
from notebook_chat.models.adapters import ScriptedModel
from notebook_chat.chat.transcript import without_files
from notebook_chat.chat.chat import Chat
from notebook_chat.jupyter.running_cell import running_cell
from notebook_chat.jupyter.approval import IN_CELL, NO_PAGE, ask_in_panel, hindrance
from notebook_chat.jupyter.panel import ChatPanel
from support.fake_server import FakeServer, piece, saying
from support.hostile import ALL
from support.markdown import live_parts_of_panel
from support.panels import HandMade, Page
from support.payloads import check_all
from support.pictures import png
from support.waiting import wait_for

pytestmark = pytest.mark.stack


# Said here, said there


def test_a_question_from_the_page(open_panel):
    panel, page = open_panel("Hello **you**\n\n- a\n- b")
    page.do("send", text="Hi")
    page.obeyed()
    assert [message.text for message in panel.chat.messages] == ["Hi", "Hello **you**\n\n- a\n- b"]
    assert page.texts == ["Hi", "Hello **you**\n\n- a\n- b"]
    assert page.html(1) == safe_html("Hello **you**\n\n- a\n- b")
    assert "scripted" in page.shown[1]["note"]


def test_a_question_from_a_cell_appears_while_it_is_answered(open_panel):
    panel, page = open_panel("one two three four five six", pause=0.05)
    reply = panel.chat.send("Count")
    wait_for(lambda: len(page.shown) == 2 and page.shown[1]["blocks"])
    assert page.shown[1]["live"] and page.bar["busy"] and not reply.finished
    key = page.order[1]
    reply.wait()
    page.obeyed()
    assert page.order[1] == key and "live" not in {name for name, value in page.shown[1].items() if value}
    assert page.html(1) == "<p>one two three four five six</p>"


def test_two_panels_on_one_chat(open_panel):
    panel, page = open_panel(["one", "two"])
    other, other_page = open_panel(panel.chat)
    page.do("send", text="1")
    page.obeyed()
    other_page.do("send", text="2")
    for each in (page, other_page):
        each.obeyed()
        wait_for(lambda: each.texts == ["1", "one", "2", "two"])
    other.close()
    page.do("send", text="3")
    page.obeyed()
    assert len(page.shown) == 6 and len(other_page.shown) == 4


def test_a_page_that_comes_later_gets_all(open_panel):
    panel, page = open_panel(["one **two**"])
    panel.send("1").wait()
    panel.chat.messages.append("user", "x" * 300_000)
    panel.chat.messages.append("assistant", "done")
    page.obeyed()
    late = Page(panel)
    wait_for(lambda: len(late.shown) == 4)
    page.number = late.number
    page.obeyed()
    assert late.shown == page.shown and late.messages > 1


def test_questions_wait_for_their_turn(open_panel):
    panel, page = open_panel(["one two three", "four"], pause=0.1)
    page.do("send", text="1")
    page.do("send", text="2")
    wait_for(lambda: page.bar["waiting"] == ["2"])
    page.obeyed()
    assert page.texts == ["1", "one two three", "2", "four"]


# Stop


def test_stop_keeps_what_is_there(open_panel):
    panel, page = open_panel("word " * 1000, pause=0.02)
    page.do("send", text="Go")
    wait_for(lambda: len(page.shown) == 2 and page.shown[1]["blocks"])
    page.do("stop")
    page.obeyed()
    assert 0 < page.texts[1].count("word") < 1000 and page.shown[1]["note"].startswith("stopped")
    assert page.shown[1]["can_continue"]


def test_stop_before_the_first_token(open_panel):
    panel, page = open_panel("never said", pause=60)
    panel.chat.model.pause = 0.5
    page.do("send", text="Go")
    wait_for(lambda: page.bar["busy"])
    page.do("stop")
    page.obeyed()
    assert page.texts[0] == "Go" and not panel.chat.messages and page.shown[1]["note"].startswith("stopped")
    panel.chat.model.pause = 0
    page.do("retry", key=page.order[1])
    page.obeyed()
    assert page.texts == ["Go", "never said"]


def test_stop_reaches_a_question_that_is_still_on_its_way(open_panel):
    panel, page = open_panel("answer")
    block = threading.Event()
    panel._worker.put(block.wait)
    page.do("send", text="Take it back")
    page.do("stop")
    block.set()
    wait_for(lambda: page.backs)
    assert page.backs == ["Take it back"] and not panel.chat.messages and not panel.chat.model.asked


def test_stop_takes_waiting_questions_back(open_panel):
    panel, page = open_panel("word " * 1000, pause=0.02)
    page.do("send", text="1")
    wait_for(lambda: page.bar["busy"])
    page.do("send", text="2")
    wait_for(lambda: page.bar["waiting"] == ["2"])
    page.do("stop")
    page.obeyed()
    assert page.backs == ["2"] and len(panel.chat.model.asked) == 1


# What can be done with a message


def test_retry_edit_branches_and_delete(open_panel):
    panel, page = open_panel(["a1", "a2", "b1", "c1"])
    page.do("send", text="A")
    page.obeyed()
    page.do("retry", key=page.order[1])
    page.obeyed()
    assert page.texts == ["A", "a2"] and page.shown[1]["version"] == {"number": 2, "of": 2}
    page.do("switch", key=page.order[1], to=0)
    page.obeyed()
    assert page.texts == ["A", "a1"] and page.shown[1]["version"] == {"number": 1, "of": 2}
    page.do("edit", key=page.order[0], text="B")
    page.obeyed()
    assert page.texts == ["B", "b1"] and page.shown[0]["version"] == {"number": 2, "of": 2}
    page.do("send", text="C")
    page.obeyed()
    page.do("delete", key=page.order[1])
    page.obeyed()
    assert page.texts == ["B", "C", "c1"]
    page.do("edit", key=page.order[2], text="c2")
    page.obeyed()
    assert page.texts == ["B", "C", "c2"] and panel.chat.messages[2].text == "c2"
    page.do("delete", key=page.order[1])
    page.obeyed()
    assert page.texts == ["B"]


def test_an_earlier_answer_is_asked_for_anew(open_panel):
    panel, page = open_panel(["a", "b", "a again"])
    for text in "AB":
        page.do("send", text=text)
        page.obeyed()
    page.do("retry", key=page.order[1])
    page.obeyed()
    assert page.texts == ["A", "a again"]


def test_an_order_about_a_message_that_is_gone(open_panel):
    panel, page = open_panel("a")
    panel.send("A").wait()
    page.obeyed()
    key = page.order[0]
    panel.chat.reset()
    page.do("delete", key=key)
    page.obeyed()
    assert "no longer" in page.bar["error"]
    page.do("send", text="B")
    page.obeyed()
    assert page.bar["error"] == ""


def test_verbs_in_python(open_panel, tmp_path):
    panel, page = open_panel(["one", "two", "three", "four"])
    assert panel.send("1").text == "one" and panel.retry().text == "two"
    panel.switch(1, 0)
    assert panel.edit(0, "2").text == "three"
    panel.edit(1, "mine")
    assert [message.text for message in panel.chat.messages] == ["2", "mine"]
    panel.delete(-1)
    assert [message.text for message in panel.chat.messages] == ["2"]
    panel.delete(0)
    assert panel.send("3", max_tokens=1).text == "four"
    for wrong in (lambda: panel.delete(7), lambda: panel.detach(), lambda: panel.edit(9, "x")):
        pytest.raises(IndexError, wrong)
    with pytest.raises(ValueError, match=r"\.md, \.json or \.ipynb"):
        panel.export(tmp_path / "talk.docx")


def test_conversations(open_panel):
    panel, page = open_panel(["one", "two"], chats={})
    panel.chat.system = "Be brief."
    assert panel.conversation == "main"
    panel.send("What is **1**?").wait()
    page.do("new")
    page.obeyed()
    assert page.bar["chat"] == "New conversation" == panel.conversation and not page.shown
    assert list(panel.chats) == ["What is 1?", "New conversation"] and panel.chat.system == "Be brief."
    page.do("send", text="2")
    page.obeyed()
    assert page.bar["chat"] == "2"
    page.do("choose", name="What is 1?")
    page.obeyed()
    assert page.texts == ["What is **1**?", "one"]
    with pytest.raises(ValueError, match="There are: What is 1\\?, 2"):
        panel.choose("nobody")
    panel.chats["2"].send("in the background").wait()
    assert page.texts == ["What is **1**?", "one"]


def test_busy_can_be_observed(open_panel):
    panel, page = open_panel("one two three", pause=0.1)
    seen = []
    panel.observe(lambda change: seen.append(change.new), "busy")
    page.do("send", text="1")
    page.obeyed()
    assert seen == [True, False]


# Pictures and files


def test_pictures_and_files_go_with_a_question(open_panel, tmp_path):
    panel, page = open_panel("I see")
    page.do("attach", [png()], name="a.png", type="image/png")
    page.do("attach", [b"x = 1\n"], name="a.py", type="text/plain")
    page.obeyed()
    assert [one["name"] for one in page.bar["attached"]] == ["a.png", "a.py"] == panel.attached
    assert page.bar["attached"][0]["url"].startswith("data:image/")
    page.do("attach", [png("blue")], name="b.png", type="image/png")
    page.obeyed()
    page.do("detach", id=page.bar["attached"][2]["id"])
    page.do("send", text="What is it?")
    page.obeyed()
    [question] = panel.chat.messages[:1]
    assert [picture.name for picture in question.images] == ["a.png"] and question.images[0].data == png()
    assert without_files(question.text) == ([("a.py", "x = 1\n")], "What is it?")
    assert page.shown[0]["files"] == [{"name": "a.py", "text": "x = 1\n"}] and page.shown[0]["words"] == "What is it?"
    assert len(page.shown[0]["images"]) == 1
    assert page.bar["attached"] == []


@pytest.mark.parametrize(
    "data, type, words",
    [(b"no picture", "image/png", "picture"), (b"\x00\x01", "text/plain", "isn't a text"),
     (b"x" * 1_000_001, "text/plain", "at most 1 MB")],
)
def test_what_cannot_be_attached(open_panel, data, type, words):
    panel, page = open_panel("fine")
    page.do("attach", [data], name="thing", type=type)
    page.obeyed()
    assert words in page.bar["error"] and panel.attached == []


def test_attaching_from_python(open_panel, tmp_path):
    panel, page = open_panel("fine")
    (tmp_path / "notes.txt").write_text("Ä note")
    (tmp_path / "a.png").write_bytes(png())
    panel.attach(tmp_path / "notes.txt")
    panel.attach(str(tmp_path / "a.png"))
    panel.attach(Image.new("RGB", (5, 5)), name="drawn")
    assert panel.attached == ["notes.txt", "a.png", "drawn"]
    panel.detach(1)
    panel.send("Look").wait()
    assert [picture.width for picture in panel.chat.messages[0].images] == [5]
    assert "Ä note" in panel.chat.messages[0].text


def test_what_a_refused_question_held_comes_back(open_panel):
    def refuse(messages, *_, **__):
        raise ValueError("This model takes no pictures.")

    panel, page = open_panel("fine")
    panel.chat.model.reply = refuse
    panel.attach(png())
    page.do("send", text="Look")
    page.obeyed()
    assert page.backs == ["Look"] and panel.attached == ["picture"] and "no pictures" in page.bar["error"]
    pytest.raises(ValueError, panel.send, "Look")
    assert panel.attached == ["picture"]


# Thoughts, calls, errors, progress


def test_thoughts_and_calls_are_folded_where_they_came(open_panel):
    panel, page = open_panel(Chat(HandMade()))
    call = FunctionCall("add", {"a": 1, "b": "<b>"})
    reasoning = {"kind": "reasoning", "html": "I &lt;need&gt; to add."}
    writer = panel.send("1 + 2?").writer
    writer.think("I <need> to add.")
    wait_for(lambda: len(page.shown) == 2 and page.shown[1]["blocks"])
    assert page.shown[1]["blocks"] == [dict(reasoning, title="Thinking", state="running")]
    writer.write("Let me see. ")
    writer.call(CallEvent(call))
    wait_for(lambda: len(page.shown[1]["blocks"]) == 3)
    assert page.shown[1]["blocks"][1:] == [
        {"kind": "text", "html": "<p>Let me see.</p>"},
        {"kind": "call", "html": "", "title": "add(a=1, b='<b>')", "state": "running"}]
    writer.call(CallEvent(call, "<i>3</i>"))
    writer.write("It is 3.")
    writer.finish("stop")
    page.obeyed()
    assert page.shown[1]["blocks"][0] == dict(reasoning, title="Thoughts", state="done")
    assert "<i>" not in json.dumps(page.shown) and "3" in page.html(1)


def test_progress_of_a_long_prompt(open_panel):
    panel, page = open_panel(Chat(HandMade()))
    reply = panel.send("Read")
    reply.writer.prompt_read(300, 4000)
    wait_for(lambda: page.bar["progress"] == {"done": 300, "total": 4000})
    reply.writer.write("done")
    wait_for(lambda: page.bar["progress"] is None)
    reply.writer.finish("stop")
    page.obeyed()


def test_an_error_is_said_and_the_question_can_be_asked_again(open_panel):
    panel, page = open_panel(Chat(HandMade()))
    panel.send("Hi").writer.finish(error=RuntimeError("out of <memory>"))
    page.obeyed()
    assert page.texts[0] == "Hi" and "out of <memory>" in page.shown[1]["note"]
    page.do("retry", key=page.order[1])
    wait_for(lambda: panel.running)
    panel.chat.last_reply.writer.write("fine")
    panel.chat.last_reply.writer.finish("stop")
    page.obeyed()
    assert page.texts == ["Hi", "fine"]


def test_a_reply_goes_on(open_panel):
    panel, page = open_panel("one two three four")
    panel.send("Count", max_tokens=2).wait()
    page.obeyed()
    assert page.shown[1]["can_continue"] and "token limit" in page.shown[1]["note"]
    page.do("send", text="")
    page.obeyed()
    assert page.texts == ["Count", "one two three four"] and len(page.shown) == 2


class Client:
    """Something with `create_chat_completion`."""

    def create_chat_completion(self, messages, stream=False, **settings):
        """A reply in chunks."""
        for piece in ("Hello ", "there"):
            yield {"choices": [{"delta": {"content": piece}, "finish_reason": None}]}


def test_another_backend(open_panel):
    panel, page = open_panel(Chat(Client()))
    page.do("send", text="Hi")
    page.obeyed()
    assert page.texts == ["Hi", "Hello there"] and page.bar["context"] is None


# A question before a call


def get_time():
    """Tells the time."""
    return "09:30"


def search(query: str):
    """Searches for a text."""
    return f"found {query}"


def call_text(*calls):
    """What a model writes that calls functions."""
    return "".join(f"<tool_call>{json.dumps(dict(name=name, arguments=arguments))}</tool_call>" for name,
                   arguments in calls)


def calling(*rounds, **options):
    """A chat whose model makes the calls of each round, then says what they gave."""
    def answer(messages):
        turn = messages[max(number for number, message in enumerate(messages) if message.role == "user"):]
        given = [message.text for message in turn if message.role == "tool"]
        done = sum(message.role == "assistant" for message in turn)
        return call_text(*rounds[done]) if done < len(rounds) else " / ".join(given)

    return Chat(ScriptedModel(answer), functions=[get_time, search], **options)


def question_of(page):
    """The question on a page: its block."""
    return next((block for item in page.shown for block in item["blocks"] if block["kind"] == "question"), None)


def asked(page):
    """Wait for a question, and give its block."""
    wait_for(lambda: question_of(page))
    return question_of(page)


def results(panel):
    """What the calls of the last reply gave."""
    return [event.result for event in panel.chat.last_reply.calls]


def test_the_built_in_model_asks_for_a_function_and_the_page_says_yes(open_panel):
    panel, page = open_panel(Chat("demo", functions=[get_time, search], config=dict(temperature=0)), approve=True)
    page.do("send", text="What time is it?")
    question = asked(page)
    assert [question[name] for name in ("arguments", "call", "function")] == ["", "get_time()", "get_time"]
    assert str(panel.asks) == "get_time()"
    assert page.bar["busy"] and results(panel) == [None]
    page.do("allow", question=question["number"])
    page.obeyed()
    assert results(panel) == ["09:30"] and panel.asks is None and question_of(page) is None
    assert [(block["title"], block["state"]) for block in page.shown[1]["blocks"] if block["kind"] == "call"] == [
        ("get_time()", "done")]
    assert "09:30" in page.html(1) and "09:30" in page.texts[1]


def test_a_no_is_told_to_the_model(open_panel):
    panel, page = open_panel(calling([("search", {"query": "tea"})]), approve=True)
    page.do("send", text="Go")
    page.do("refuse", question=asked(page)["number"])
    page.obeyed()
    assert results(panel) == ["Error: The user refused the call of search."] == [page.texts[1]]
    reply = panel.retry()
    asked(page)
    panel.refuse("not now")
    assert reply.text == "Error: search may not run: not now"


def test_chats_that_do_not_ask_stay_as_they_are(open_panel):
    panel, page = open_panel(calling([("get_time", {})]))
    assert panel.send("Go").text == "09:30" and panel.chat.approve is None
    own = calling([("get_time", {})], approve=lambda call: "never")
    panel, page = open_panel(own, approve=True)
    assert "never" in panel.send("Go").text and panel.asks is None


def test_an_approve_of_ones_own_may_ask_for_some_calls(open_panel):
    approve = lambda call: call.name == "get_time" or ask_in_panel(call)
    panel, page = open_panel(calling([("get_time", {}), ("search", {"query": "tea"})], approve=approve))
    reply = panel.send("Go")
    assert asked(page)["call"] == "search(query='tea')"
    panel.allow()
    assert reply.text == "09:30 / found tea"


def test_two_calls_are_two_questions_and_a_late_click_answers_neither(open_panel):
    panel, page = open_panel(calling([("search", {"query": "tea"}), ("search", {"query": "tea"})]), approve=True)
    seen = []
    panel.observe(lambda change: seen.append(change.new), "asks")
    page.do("send", text="Go")
    first = asked(page)["number"]
    page.do("allow", question=first)
    wait_for(lambda: question_of(page) and question_of(page)["number"] != first)
    page.do("allow", question=first)
    page.do("allow", question=first, always=True)
    wait_for(lambda: page.bar["seen"] == page.number)
    assert results(panel) == ["found tea", None] and panel.allowed == set() and page.bar["error"] == ""
    page.do("refuse", question=question_of(page)["number"])
    page.obeyed()
    assert results(panel)[1].startswith("Error")
    assert [call and call.name for call in seen if call] == ["search", "search"]


def test_equal_calls_with_equal_ids_are_two_questions(open_panel):
    def answer(messages):
        return "done"

    model = ScriptedModel(answer)
    native = model.reply

    def reply(messages, settings=None, **options):
        if messages[-1].role == "user" or len(messages) < 5:
            writer = options.get("into") or Reply().writer
            writer.ask_for(FunctionCall("get_time", {}, "same"))
            writer.finish("stop")
            return writer.reply
        return native(messages, settings, **options)

    model.reply = reply
    panel, page = open_panel(Chat(model, functions=[get_time]), approve=True)
    going = panel.send("Go")
    for _ in range(2):
        number = asked(page)["number"]
        panel.allow()
        wait_for(lambda: not question_of(page) or question_of(page)["number"] != number)
    assert going.text == "done" and results(panel) == ["09:30"] * 2


def test_always_holds_for_one_function_in_one_conversation(open_panel):
    panel, page = open_panel(calling([("search", {"query": "1"}), ("search", {"query": "2"}), ("get_time", {})]),
                             approve=True, chats={})
    reply = panel.send("Go")
    page.do("allow", question=asked(page)["number"], always=True)
    wait_for(lambda: panel.asks and panel.asks.name == "get_time")
    assert results(panel) == ["found 1", "found 2", None] and panel.allowed == {"search"}
    panel.allow()
    assert reply.text == "found 1 / found 2 / 09:30"
    panel.new()
    reply = panel.send("Go")
    assert asked(page)["call"] == "search(query='1')" and panel.allowed == set()
    panel.stop()
    assert reply.wait(10)


def test_all_panels_of_a_chat_ask_and_the_first_answer_counts(open_panel):
    panel, page = open_panel(calling([("get_time", {})]), approve=True)
    other, other_page = open_panel(panel.chat)
    page.do("send", text="Go")
    number = asked(page)["number"]
    assert asked(other_page)["number"] == number and other.asks is panel.asks
    other_page.do("allow", question=number)
    other_page.obeyed()
    page.do("refuse", question=number)
    page.obeyed()
    assert results(panel) == ["09:30"] and question_of(page) is question_of(other_page) is None
    assert page.bar["error"] == other_page.bar["error"] == ""
    for each in (panel, other):
        assert each.asks is None
        with pytest.raises(ValueError, match="No call waits"):
            each.allow()


def test_a_page_that_comes_later_shows_the_question(open_panel):
    panel, page = open_panel(calling([("get_time", {})]), approve=True)
    reply = panel.send("Go")
    number = asked(page)["number"]
    late = Page(panel)
    assert asked(late)["number"] == number
    late.number = 100
    late.do("allow", question=number)
    assert reply.text == "09:30"


@pytest.mark.parametrize("end", [
    lambda panel, page: page.do("stop"), lambda panel, page: panel.stop(), lambda panel, page: panel.chat.reset(),
    lambda panel, page: panel.chat.undo(), lambda panel, page: page.do("edit", key=page.order[0], text="Other"),
])
def test_whatever_ends_the_reply_ends_the_question(open_panel, end):
    panel, page = open_panel(calling([("get_time", {})]), approve=True)
    panel.chat.messages.append("user", "Before")
    panel.chat.messages.append("assistant", "Yes")
    reply = panel.send("Go")
    asked(page)
    end(panel, page)
    assert reply.wait(10) and reply.finish_reason == "stopped"
    assert "stopped" in reply.calls[0].result
    wait_for(lambda: panel.asks is None or panel.chat.last_reply is not reply)


def test_without_an_open_panel_the_answer_is_no(open_panel):
    panel, page = open_panel(calling([("get_time", {})]), approve=True)
    other, other_page = open_panel(panel.chat)
    reply = panel.send("Go")
    asked(page)
    panel.close()
    asked(other_page)
    assert not reply.wait(0.5)
    other.close()
    assert "no open panel" in reply.text
    assert "no open panel" in panel.chat.send("Again").text


def test_many_questions_at_once_are_not_asked_in_a_panel(open_panel):
    panel, page = open_panel(calling([("get_time", {})]), approve=True)
    assert ["no open panel" in reply.text for reply in panel.chat.map(["1", "2"], progress=False)] == [True, True]


def test_a_question_waits_while_another_conversation_is_shown(open_panel):
    panel, page = open_panel(calling([("get_time", {})]), approve=True, chats={})
    reply = panel.send("Go")
    asked(page)
    panel.new()
    wait_for(lambda: page.bar["chat"] == "New conversation" and panel.asks is None)
    with pytest.raises(ValueError, match="No call waits"):
        panel.allow()
    assert not reply.wait(2.5)
    panel.choose("main")
    asked(page)
    panel.allow()
    assert reply.text == "09:30"


def test_what_keeps_people_from_answering(open_panel, monkeypatch):
    panel, page = open_panel(calling([("get_time", {})]), approve=True)
    unseen = ChatPanel(calling())
    assert (hindrance([panel._desk]), hindrance([unseen._desk])) == (None, (60, NO_PAGE))
    monkeypatch.setattr(running_cell, "began", time.monotonic())
    assert hindrance([panel._desk]) == hindrance([unseen._desk]) == (4, IN_CELL)
    page.do("heard")
    assert (hindrance([panel._desk]), hindrance([unseen._desk])) == (None, (4, IN_CELL))
    monkeypatch.setattr(running_cell, "began", time.monotonic())
    assert hindrance([panel._desk]) == (4, IN_CELL)
    unseen.close()


def test_a_hostile_argument_is_shown_whole_and_for_what_it_is(open_panel):
    def check(text):
        panel, page = open_panel(calling([("search", {"query": text})]), approve=True)
        reply = panel.send("Go")
        question = asked(page)
        details, title = question["arguments"], question["call"]
        shown = details or title
        assert all(letter.isprintable() or letter == "\n" for letter in shown)
        assert [line for line in details.split("\n")[1:] if not line.startswith("    ")] == []
        assert all(word in shown for word in text.split() if word.isalnum())
        panel.refuse()
        assert reply.wait(10)

    check_all([*ALL[::6], "\u202etxt.exe", "a\x00\x1b[2Jb", "x\n    y\nevil = 'argument'", "é ü 😀"], check)


def test_a_server_that_calls_functions_itself(open_panel):
    pytest.importorskip("openai")
    def chat(exchange):
        if exchange.body["messages"][-1]["role"] == "tool":
            return saying(exchange.body["messages"][-1]["content"])(exchange)
        call = {"index": 0, "id": "call_0", "type": "function",
                "function": {"name": "search", "arguments": '{"query": "tea"}'}}
        exchange.send(piece(role="assistant", content=None), piece(tool_calls=[call]), piece("tool_calls"))
        exchange.done()

    with FakeServer(chat) as server:
        panel, page = open_panel(Chat(server.address, functions=[search]), approve=True)
        page.do("send", text="Go")
        page.do("allow", question=asked(page)["number"])
        page.obeyed()
        assert results(panel) == ["found tea"] and page.texts[1] == "found tea"


# Settings


def test_settings_go_both_ways(open_panel):
    panel, page = open_panel(["fine"])
    assert not panel._drawer.widget.children   # most people never need them
    panel.show_settings()
    controls = panel._drawer.controls
    assert set(controls) == set(panel.chat.config.__dataclass_fields__)
    controls["temperature"].box.value = True
    controls["temperature"].control.value = 0.25
    wait_for(lambda: panel.chat.config.temperature == 0.25)
    controls["stop"].control.value = "END"
    controls["stop"].box.value = True
    wait_for(lambda: panel.chat.config.stop == ("END",))
    panel.chat.set(top_k=7, temperature=None)
    wait_for(lambda: controls["top_k"].control.value == 7 and not controls["temperature"].box.value)
    panel.chat.system = "Be kind."
    wait_for(lambda: panel._drawer.system.value == "Be kind.")
    panel._drawer.system.value = "Be brief."
    wait_for(lambda: panel.chat.system == "Be brief.")
    assert panel.chat.config.to_dict() == {"top_k": 7, "stop": ("END",)}


def test_a_wrong_setting_is_refused(open_panel):
    panel, page = open_panel(["fine"])
    panel.show_settings()
    setting = panel._drawer.controls["logit_bias"]
    setting.box.value = True
    setting.control.value = "nonsense"
    wait_for(lambda: "logit_bias" in page.bar["error"])
    assert panel.chat.config.logit_bias is None


def test_the_drawer(open_panel):
    panel, page = open_panel(["fine"])
    panel.chat.set(top_k=7)
    assert panel.children[1].layout.display == "none" and not page.bar["drawer"]
    page.do("settings")
    page.obeyed()
    assert panel.children[1].layout.display != "none" and page.bar["drawer"]
    wait_for(lambda: panel._drawer.controls["top_k"].value == 7)
    panel.show_settings(False)
    wait_for(lambda: not page.bar["drawer"])


# What it costs

def test_a_growing_talk_is_not_sent_again(open_panel):
    panel, page = open_panel(["Some words as an answer"])
    for number in range(30):
        panel.chat.messages.append("user", f"Question {number}")
        panel.chat.messages.append("assistant", "long " * 1000)
    wait_for(lambda: len(page.shown) == 60)
    wait_for(lambda: page.complete and panel._keeper.due is None)   # all of it, for when the kernel is gone
    before = page.bytes
    page.do("send", text="One more")
    page.obeyed()
    assert len(page.shown) == 62 and page.bytes - before < 5000


# HTML


def test_hostile_text_is_dead():
    def check(text):
        shown = safe_html(text)
        assert live_parts_of_panel(shown) == []
        assert "evil" not in "".join(part for part in shown.split("<")
                                     if part.startswith(("img", "math", "style", "link")))
        for length in range(max(0, len(text) - 60), len(text)):
            assert live_parts_of_panel("\n".join(HtmlStream().update(text[:length]))) == []

    check_all(ALL, check)


def test_links_and_formulas():
    assert 'rel="noopener noreferrer"' in safe_html("[x](https://a.example)")
    assert 'target="_blank"' in safe_html("<https://a.example>")
    for text in ("[x](/lab/tree)", "[x](#a)", "[x](file:///etc/passwd)", "[x](//a.example)", "[x](data:text/html,x)"):
        assert "href" not in safe_html(text)
    for text in ("$x^2$", r"\(x^2\)", r"\[x^2\]", "$$x^2$$", "$$\nx^2\n$$", "- a\n  $$\n  x^2\n  $$"):
        assert "<msup>" in safe_html(text), text
    for text in ("$5 and $6", r"\$x\$", "`$x$`", "$ x $", "a $ b"):
        assert "<math" not in safe_html(text), text


@pytest.mark.parametrize(
    "text",
    ["[" * 20_000, "*a_ " * 10_000, "`" * 20_000, "$" * 20_000, "> " * 5_000 + "x", "- " * 3_000 + "x",
     "$" + "{" * 5_000 + "$", "|" * 20_000, "<" * 20_000, "\\" * 20_000,
     "![" * 10_000, "$$\n" * 5_000, "$x" * 10_000, "```python\n" + "'" * 20_000],
    ids=lambda text: text[:12].strip(),
)
def test_a_mad_text_takes_no_mad_time(text):
    started = time.process_time()
    safe_html(text[: len(text) // 4])
    quarter = time.process_time() - started
    started = time.process_time()
    safe_html(text)
    whole = time.process_time() - started
    assert whole < 40 * max(quarter, 0.02)


# In a kernel, and when it is gone

OPEN = """
from notebook_chat.models.adapters import ScriptedModel
from notebook_chat.chat.chat import Chat
from notebook_chat.jupyter.panel import ChatPanel
panel = ChatPanel(Chat(ScriptedModel(["Hello **you**\\n\\n<b>raw</b>", "Again"])))
panel
"""


def comm_message(kernel, comm_id, content):
    """Send what a page would send to a widget."""
    client = kernel.client
    client.shell_channel.send(
        client.session.msg("comm_msg", {"comm_id": comm_id, "data": {"method": "custom", "content": content}}))


@pytest.mark.kernel
def test_a_saved_notebook_shows_the_talk(run_cells):
    notebook = run_cells([OPEN, "panel.send('Hi').text", "panel.close()"])
    widget, talk = notebook.cells[0].outputs
    assert set(talk.data) == {"text/markdown", "text/plain"}
    assert "Hello **you**" in talk.data["text/markdown"] and "&lt;b>raw" in talk.data["text/markdown"]
    page, _ = HTMLExporter().from_notebook_node(nbformat.from_dict(notebook))
    assert "<strong>you</strong>" in page and "<b>raw" not in page and "ChatPanel on" not in page


@pytest.mark.kernel
def test_a_talk_over_comms(kernel):
    arrived, publish = [], kernel._published
    kernel._published = lambda message: (arrived.append(message), publish(message))
    opened = kernel.execute(OPEN)
    models = [message["content"] for message in opened.of_type("comm_open")]
    [window] = [content["comm_id"] for content in models if "_esm" in content["data"]["state"]]
    told = lambda: [message["content"]["data"].get("content", {}) for message in arrived
                    if message["content"].get("comm_id") == window]
    take_in = lambda until: wait_for(lambda: (kernel.take_in(0.05), until())[-1])

    comm_message(kernel, window, {"do": "hello", "number": 1})
    take_in(lambda: any(message.get("reset") for message in told()))
    comm_message(kernel, window, {"do": "send", "text": "Hi", "number": 2})
    take_in(lambda: "Hello" in json.dumps(told()))
    take_in(lambda: "Hello" in json.dumps(list(kernel.displays.values())))
    assert kernel.execute("[message.text for message in panel.chat.messages]").text.startswith("['Hi', 'Hello")


ASKING = """
from notebook_chat.models.adapters import ScriptedModel
from notebook_chat.chat.chat import Chat
from notebook_chat.jupyter.panel import ChatPanel
def get_time(): return "09:30"
def answer(messages): return messages[-1].text if messages[-1].role == "tool" else '<tool_call>{"name": "get_time", \
"arguments": {}}</tool_call>'
chat = Chat(ScriptedModel(answer), functions=[get_time])
panel = ChatPanel(chat, approve=True)
panel
"""


class Front:
    """What a page with a panel gets from a kernel, and sends to it."""

    def __init__(self, kernel):
        """Open a panel, and show it."""
        self.kernel, self.arrived, publish = kernel, [], kernel._published
        kernel._published = lambda message: (self.arrived.append(message), publish(message))
        models = [message["content"] for message in kernel.execute(ASKING).of_type("comm_open")]
        [self.window] = [content["comm_id"] for content in models if "_esm" in content["data"]["state"]]

    def send(self, content, subshell=None):
        """Send an order, perhaps to a subshell."""
        client = self.kernel.client
        message = client.session.msg("comm_msg",
                                     {"comm_id": self.window, "data": {"method": "custom", "content": content}})
        if subshell:
            message["header"]["subshell_id"] = subshell
        client.shell_channel.send(message)

    def subshell(self):
        """A new subshell; `None` where kernels have none."""
        client = self.kernel.client
        if "kernel subshells" not in client.kernel_info(reply=True, timeout=20)["content"].get("supported_features",
                                                                                               []):
            return None
        client.control_channel.send(client.session.msg("create_subshell_request"))
        return client.get_control_msg(timeout=20)["content"]["subshell_id"]

    @property
    def told(self):
        """What the page was told."""
        return [message["content"]["data"].get("content", {}) for message in self.arrived
                if message["content"].get("comm_id") == self.window]

    @property
    def questions(self):
        """The numbers of the questions that came."""
        blocks = []
        for item in (item for message in self.told for item in message.get("items", {}).values()):
            found = item.get("blocks", [])   # all of a new item; of a change those that differ, by number
            blocks += found.values() if isinstance(found, dict) else found
        return list(dict.fromkeys(block["number"] for block in blocks if block.get("kind") == "question"))

    def asked(self):
        """Wait for a question, and give its number."""
        wait_for(lambda: (self.kernel.take_in(0.05), self.questions)[-1])
        return self.questions[-1]


@pytest.mark.kernel
def test_a_cell_that_waits_while_clicks_cannot_come_is_not_kept_waiting(kernel):
    front = Front(kernel)
    front.send({"do": "hello", "number": 1})
    assert "a cell is running" in kernel.execute("print(panel.send('Go').text)", timeout=30).text
    assert "a cell is running" in kernel.execute("async for piece in chat.send('Go'): print(piece, end='')",
                                                 timeout=30).text

    # an interrupt ends the question at once
    kernel.execute("panel.send('Go').text", interrupt_when=lambda execution: len(front.questions) == 3)
    assert "the user stopped the reply" in kernel.execute(
        "chat.last_reply.wait(20)\nprint(chat.last_reply.calls[0].result)").text

    # a cell that ends lets the click through
    kernel.execute("reply = panel.send('Go')")
    front.send({"do": "allow", "question": front.asked(), "number": 2})
    assert kernel.execute("print(reply.wait(20), reply.text)").text.strip() == "True 09:30"


@pytest.mark.kernel
def test_with_a_subshell_a_cell_may_wait_for_the_answer(kernel):
    front = Front(kernel)
    subshell = front.subshell()
    if subshell is None:
        pytest.skip("this ipykernel has no subshells")
    front.send({"do": "hello", "number": 1}, subshell)
    kernel.execute("%load_ext notebook_chat\nmagics = get_ipython().magics_manager.registry['ChatMagics']\n"
                   "magics.chats[magics.current] = chat")
    waiting = kernel.start("%%chat\nWhat time is it?")
    number = front.asked()
    wait_for(lambda: (kernel.take_in(0.05), any(message.get("hear") for message in front.told))[-1])
    front.send({"do": "heard", "number": 2}, subshell)
    end = time.monotonic() + 5
    while time.monotonic() < end:
        kernel.take_in(0.5)
    assert not waiting.done
    front.send({"do": "allow", "question": number, "number": 3}, subshell)
    kernel.collect(waiting)
    assert waiting.text.count("09:30") == 2 and "Error" not in waiting.text


@pytest.mark.kernel
def test_stop_arrives_when_a_cell_begins_while_a_reply_is_written(kernel):
    front = Front(kernel)
    subshell = front.subshell()
    if subshell is None:
        pytest.skip("this ipykernel has no subshells")
    kernel.execute("panel.chat.model = ScriptedModel('word ' * 10_000, pause=0.02)")
    front.send({"do": "hello", "number": 1}, subshell)
    front.send({"do": "send", "text": "Go", "number": 2}, subshell)
    wait_for(lambda: (kernel.take_in(0.05), "word" in json.dumps(front.told))[-1])
    running = kernel.start("chat.last_reply.wait(30), chat.last_reply.finish_reason")
    before = len(front.told)
    wait_for(lambda: (kernel.take_in(0.05), len(front.told) > before + 3)[-1])
    front.send({"do": "stop", "number": 3}, subshell)
    kernel.collect(running)
    assert running.text == "(True, 'stopped')"


def test_a_closed_panel_leaves_the_talk(open_panel):
    panel, page = open_panel(["one", "two"])
    panel.send("1").wait()
    threads = [thread for thread in threading.enumerate() if thread.name == "notebook_chat panel"]
    panel.close()
    wait_for(lambda: sum(thread.is_alive() for thread in threads) < len(threads))
    assert panel.chat.send("2").text == "two" and not panel.chat._observers
    again, late = open_panel(panel.chat)
    assert late.texts == ["1", "one", "2", "two"]
    panel.close()


def test_it_composes(open_panel):
    panel, page = open_panel("fine")
    for box in (ipywidgets.HBox([panel]), ipywidgets.Tab([panel]), ipywidgets.VBox([panel, panel])):
        assert panel in box.children


def test_exports(open_panel, tmp_path):
    panel, page = open_panel("Here:\n\n```python\nx = 1\n```")
    panel.send("Code?").wait()
    assert "**You**\n\nCode?" in panel.export(tmp_path / "a.md").read_text()
    assert ChatMessages.from_json(panel.export(tmp_path / "a.json").read_text())[1].text.startswith("Here")
    notebook = nbformat.read(panel.export(tmp_path / "a.ipynb"), 4)
    nbformat.validate(notebook)
    assert notebook.cells[1].source == "%%chat\nCode?" and "x = 1" in notebook.cells[1].outputs[0].data["text/markdown"]
    page.do("export", **{"as": "md"})
    page.obeyed()
    assert page.files[0]["name"] == "Code.md" and "Code?" in page.files[0]["text"]
