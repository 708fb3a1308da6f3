"""Questions without an answer, and questions that wait: none of them is ever lost."""

import json

import pytest

from notebook_chat.chat.chat import Chat
from notebook_chat.chat.commands import run_command
from notebook_chat.chat.status import history_text
from notebook_chat.chat.store import ChatStore
from notebook_chat.jupyter.panel_kept import talk_id
from notebook_chat.models.adapters import ScriptedModel
from notebook_chat.models.load import load_model
from support.processes import run_python
from support.waiting import wait_for


def shouting(pause=0.0):
    """A chat whose model repeats the question."""
    return Chat(ScriptedModel(lambda messages: messages[-1].text.upper(), pause=pause))


def stopped(chat, question, **options):
    """Ask, and stop before the first word."""
    chat.model.pause = 5
    reply = chat.send(question, **options)
    reply.stop()
    assert reply.wait(5)
    chat.model.pause = 0


def left(chat):
    return [(question.text, index) for question, index in chat.unanswered]


def test_a_stopped_question_stays_whatever_is_asked_next():
    chat = shouting()
    chat.send("one").wait()
    for text in ("a long text", "another"):
        stopped(chat, text)
        assert [message.text for message in chat.messages][:2] == ["one", "ONE"]   # as it was before the send
    chat.send("two").wait()
    assert [message.text for message in chat.messages] == ["one", "ONE", "two", "TWO"]
    assert left(chat) == [("a long text", 2), ("another", 2)]
    assert history_text(chat).splitlines()[2:4] == [" u1  user: a long text [stopped]", " u2  user: another [stopped]"]
    assert [len(found.messages) for found in chat.all_branches()] == [1, 1, 1, 1]   # they are no versions of "two"


def test_asked_again_or_discarded_it_is_gone():
    chat = shouting()
    for text in ("first", "second", "third"):
        stopped(chat, text)
    chat.send("first").wait()   # in the same words, as a cell that is run again
    assert left(chat) == [("second", 0), ("third", 0)]
    chat.ask_again(chat.unanswered[0].question, "2nd").wait()
    chat.discard(chat.unanswered[0].question)
    assert (left(chat), [message.text for message in chat.messages]) == ([], ["first", "FIRST", "2nd", "2ND"])
    with pytest.raises(ValueError, match="no such question"):
        chat.discard(chat.messages[0].message)


def test_it_is_asked_again_with_its_pictures():
    from PIL import Image
    chat = shouting()
    stopped(chat, "what is this", images=[Image.new("RGB", (4, 4))])
    chat.send("else").wait()
    chat.ask_again(chat.unanswered[0].question).wait()
    assert len(chat.messages[2].images) == 1 and left(chat) == []


@pytest.mark.parametrize("change", ["edit", "delete", "switch", "undo", "retry", "drop"])
def test_it_stays_through_changes_of_the_talk(change):
    chat = shouting()
    chat.send("one").wait()
    chat.send("two").wait()
    stopped(chat, "a long text")
    if change == "edit":
        chat.edit(3, "edited")
    elif change == "delete":
        chat.messages.remove(0, 4)
    elif change == "switch":
        chat.edit(0, "uno").wait()
        assert left(chat) == []   # it belongs to the other version
        chat.switch(0, 0)
    elif change == "undo":
        assert chat.undo()[0].text == "a long text"   # explicitly taken back
        chat.send("three").wait()
    elif change == "retry":
        assert chat.retry().text == "A LONG TEXT"
    else:
        chat.messages.replace(chat.messages[2:], [], chat.messages[:2])
    chat.send("more").wait()
    expected = [] if change in ("undo", "retry") else ["a long text"]
    assert [text for text, _ in left(chat)] == expected


def test_an_error_keeps_the_question_too():
    answers = iter([OSError("the line is dead"), "well"])

    def answer(messages):
        said = next(answers)
        if isinstance(said, Exception):
            raise said
        return said

    chat = Chat(ScriptedModel(answer))
    assert chat.send("important").wait(5)
    chat.send("other").wait(5)
    assert [text for text, _ in left(chat)] == ["important"]


def test_it_is_saved_and_stored(tmp_path):
    chat = shouting()
    with ChatStore(tmp_path / "chats.db") as store:
        store.keep(chat, "talk")
        chat.send("one").wait()
        stopped(chat, "a long text")
        store.flush()
        assert [branch[-1].text for branch in store.state("talk").branches] == ["a long text"]
    chat.save(tmp_path / "talk.json")
    again = Chat.load(tmp_path / "talk.json", ScriptedModel("hi"))
    assert left(again) == [("a long text", 2)]
    again.export(tmp_path / "talk.md")
    assert "a long text\n\n*(stopped)*" in (tmp_path / "talk.md").read_text()


def test_the_model_never_reads_two_questions_in_a_row():
    demo = load_model("demo")
    chat = Chat(demo, template="llama-2")   # which refuses that
    reply = chat.send("one two three", max_tokens=3)
    reply.wait()
    chat._turns.unanswered = None
    slow = Chat(ScriptedModel("x", pause=5), template="llama-2")
    stopped(slow, "a long text")
    slow.model = demo
    assert slow.send("and now?", max_tokens=3).text and left(slow) == [("a long text", 0)]
    assert "a long text" not in str(demo.detokenize(slow.messages.counts.tokens))


def test_commands_ask_it_again():
    class Face:
        name, prefix, unknown_command = "terminal", "/", ""
        chat = shouting()

    for text in ("a long text", "another"):
        stopped(Face.chat, text)
    run_command(Face, "edit u1 in short").wait()
    run_command(Face, "edit u1").wait()
    assert [message.text for message in Face.chat.messages][::2] == ["in short", "another"]
    with pytest.raises(ValueError, match="no question u3"):
        run_command(Face, "edit u3")


# In the panel


def test_the_panel_shows_it_and_asks_it_again(open_panel):
    panel, page = open_panel(shouting())
    stopped(panel.chat, "a long text")
    panel.send("two").wait()
    page.obeyed()
    assert page.texts == ["a long text", "two", "TWO"]
    assert (page.shown[0]["unanswered"], page.shown[0]["note"]) == ("left", "stopped before there was an answer")
    page.do("edit", key=page.order[0], text="a short one")
    page.obeyed()
    assert page.texts == ["two", "TWO", "a short one", "A SHORT ONE"]
    stopped(panel.chat, "never mind")
    wait_for(lambda: page.texts[-2:][0] == "never mind")
    assert page.shown[-2]["unanswered"] == "pending"
    page.do("delete", key=page.order[-2])
    page.obeyed()
    assert page.texts == ["two", "TWO", "a short one", "A SHORT ONE"] and not panel.chat.unanswered


def test_questions_wait_in_their_own_conversation(open_panel):
    panel, page = open_panel(shouting(pause=0.3))
    page.do("send", text="one two three four")
    page.do("send", text="queued")
    wait_for(lambda: page.bar["waiting"] == ["queued"])
    first = panel.chat
    page.do("new")
    wait_for(lambda: page.bar["chat"] != "main" and page.bar["waiting"] == [])
    page.do("send", text="elsewhere")
    page.do("stop")   # here, not there
    wait_for(lambda: len(first.messages) == 4, 20)
    assert [message.text for message in first.messages][::2] == ["one two three four", "queued"]
    assert "queued" not in page.backs


def test_a_killed_kernels_conversation_comes_back_from_the_store(open_panel, tmp_path):
    script = """if True:
        import os, signal, sys
        from notebook_chat.chat.chat import Chat
        from notebook_chat.chat.store import ChatStore
        from notebook_chat.models.adapters import ScriptedModel
        chat = Chat(ScriptedModel("one two three"))
        store = ChatStore(sys.argv[1])
        store.keep(chat, "planets")
        chat.send("Count the planets").wait()
        store.flush()
        os.kill(os.getpid(), signal.SIGKILL)
    """
    path = str(tmp_path / "chats.db")
    run_python(script, path, timeout=60)
    chat = Chat(ScriptedModel("four"), store=path, name="new")
    panel, page = open_panel(chat)
    page.do("found", [b""], piece=0, of=0)   # the page knows of nothing
    wait_for(lambda: "Count the planets" in (page.bar["offer"] or ""))
    page.do("take_up")
    wait_for(lambda: page.texts == ["Count the planets", "one two three"])
    page.do("send", text="more")
    page.obeyed()
    with ChatStore(path) as store:
        wait_for(lambda: store.names() == ["planets"] and len(store.messages("planets")) == 4)


def test_what_is_found_is_checked(open_panel):
    panel, page = open_panel("hi")
    state = dict(format="notebook_chat conversation", version=1, messages=[dict(role="user", content="<b>x</b>")],
                 talk=[0], model_file=["/etc/passwd", "x"])
    talks = [dict(id="a", name="main", state=state, waiting=[]), dict(id="b", name="bad", state=dict(state, talk=[9]))]
    pack = json.dumps(dict(format="notebook_chat panel", version=1, shown="a", draft="", attached=[], talks=talks))
    page.do("found", [pack.encode()], piece=0, of=1)
    wait_for(lambda: page.bar["offer"])
    assert "can't be read" in page.bar["error"]
    panel.take_up()
    wait_for(lambda: page.texts == ["<b>x</b>"])
    assert talk_id(panel.chat) == "a" and panel.chat.model.name == "scripted"
    for odd in (b"{", b"[1, 2]", b"\xff", json.dumps(dict(format="notebook_chat panel", version=1, talks=1)).encode()):
        other, other_page = open_panel("hi")
        other_page.do("found", [odd], piece=0, of=1)
        wait_for(lambda: "can't be read" in (other_page.bar["error"] or ""))


def test_a_panel_leaves_nothing_at_the_end_of_the_process():
    script = ("from notebook_chat.jupyter.panel import ChatPanel\n"
              "from notebook_chat.models.adapters import ScriptedModel\n"
              "panel, other = ChatPanel(ScriptedModel('hi')), ChatPanel(ScriptedModel('hi'))\n"
              "panel.close(); panel.close()\n")
    ended = run_python(script, timeout=60)
    assert (ended.returncode, ended.stderr) == (0, "")


def test_what_can_be_asked_again():
    chat = Chat(ScriptedModel(["one", "two"], pause=0.2))
    reply = chat.send("First?")
    reply.stop()
    reply.wait()
    [left] = chat.unanswered
    with pytest.raises(ValueError, match="A question needs words"):
        chat.ask_again(left, " ")
    with pytest.raises(TypeError, match="one of chat.unanswered; got str"):
        chat.ask_again("First?")
    assert [asked.question.text for asked in chat.unanswered] == ["First?"]
    chat.ask_again(left).wait()
    assert not chat.unanswered and chat.messages[0].text == "First?"
