"""Several models asked at once: their answers are branches, and the chosen one goes on"""

import time

import pytest

from notebook_chat import Chat, ChatStore, bot_function
from notebook_chat.core.callbacks import ended
from notebook_chat.models.adapters import ScriptedModel
from support.hostile import ALL
from support.markdown import PARSERS, live_parts


class FailingModel(ScriptedModel):
    "Fails as soon as it is asked."
    def reply(self, *asked, **options): raise ValueError("no memory left")


class StuckModel(ScriptedModel):
    "Ends in an error after it was asked."
    def reply(self, *asked, **options): return ended(error=RuntimeError("the server is gone"))


def models(*names, pause=0.0): return [ScriptedModel(f"{name} says one two three four", pause, name) for name in names]


def texts(chat): return [message.text for message in chat.messages]


def test_all_answers_are_kept_and_one_is_chosen():
    chat = Chat(ScriptedModel("Hello.", name="own"))
    chat.send("hi").wait()
    a, b, c = models("a", "b", "c")
    compared = chat.compare("which?", [a, b, c])
    assert compared.wait(60) and compared.names == ["a", "b", "c"]
    assert texts(chat)[2:] == ["which?", "a says one two three four"] and chat.model.name == "own"
    assert [message.text[0] for message in chat.branches(3).messages] == ["a", "b", "c"]
    assert all([each.text for each in model.asked[0]] == ["hi", "Hello.", "which?"] for model in (a, b, c))
    chat.switch(3, 2)
    assert texts(chat)[3].startswith("c")
    compared.choose("b")
    assert texts(chat)[3].startswith("b") and chat.model is b and compared.chosen == 1
    assert chat.send("more").text.startswith("b") and len(b.asked[1]) == 5
    compared.choose(0)
    assert texts(chat)[2:] == ["which?", "a says one two three four"]
    assert len(chat.branches(3).messages) == 3


def test_they_are_written_at_the_same_time():
    slow = models("a", "b", pause=0.1)
    compared = Chat(slow[0]).compare("which?", slow)
    seen = set()
    while not compared.finished: seen.add(tuple(bool(reply.text_so_far) and not reply.finished for reply in compared))
    assert (True, True) in seen


def test_stop_stops_all_and_keeps_what_is_there():
    slow = [ScriptedModel(f"{name} " * 10_000, 0.02, name) for name in "ab"]
    chat = Chat(slow[0])
    compared = chat.compare("which?", slow)
    while not all(reply.text_so_far for reply in compared): time.sleep(0.01)
    chat.stop()
    assert compared.wait(60) and [reply.finish_reason for reply in compared] == ["stopped", "stopped"]
    assert len(chat.branches(1).messages) == 2


def test_the_next_question_waits_for_all():
    quick, slow = ScriptedModel("quick", name="quick"), ScriptedModel("one two three four", 0.1, "slow")
    chat = Chat(quick)
    compared = chat.compare("which?", [quick, slow])
    chat.send("next").wait()
    assert compared.finished and compared["slow"].finish_reason == "stop"
    assert texts(chat) == ["which?", "quick", "next", "quick"]


@pytest.mark.parametrize("kind", [FailingModel, StuckModel])
def test_a_model_that_fails_leaves_the_others(kind):
    bad, (good,) = kind("", name="bad"), models("good")
    chat = Chat(good)
    compared = chat.compare("which?", [bad, good])
    compared.wait(60)
    assert texts(chat) == ["which?", "good says one two three four"] and compared["bad"].error is not None
    assert not chat.unanswered and chat.last_reply.error is None
    with pytest.raises(ValueError, match="Choose another"): compared.choose("bad")
    assert texts(chat) == ["which?", "good says one two three four"]


def test_if_all_fail_the_question_can_be_asked_again():
    chat = Chat(ScriptedModel("fine"))
    compared = chat.compare("which?", [FailingModel("", name="x"), FailingModel("", name="y")])
    compared.wait(60)
    assert texts(chat) == [] and isinstance(chat.last_reply.error, ValueError)
    assert chat.send().text == "fine" and texts(chat) == ["which?", "fine"]


def test_files_with_commas_and_blanks_in_their_names(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a, b.gguf").touch()
    loaded = []
    def load(name):
        loaded.append(name)
        return ScriptedModel("yes", name=name)
    Chat(ScriptedModel("fine")).compare("which?", "demo, a, b.gguf ,a", load=load).wait(60)
    assert loaded == ["demo", "a, b.gguf", "a"]


@pytest.mark.parametrize("asked, problem", [
    (dict(models=["demo"]), "two models or more"), (dict(models="demo,"), "without a name"),
    (dict(models=5), "as a list"), (dict(models=[("demo", 3), "demo"]), "is a pair"),
    (dict(models=["demo", "no-such-model"]), "no-such-model"), (dict(prompt=" "), "no question"),
    (dict(prompt=3), "must be a string"), (dict(temperature=-1), "temperature")])
def test_bad_input_leaves_the_conversation(asked, problem):
    chat = Chat(ScriptedModel("fine"))
    asked = dict(dict(prompt="which?", models=models("a", "b")), **asked)
    with pytest.raises(Exception, match=problem): chat.compare(**asked)
    assert texts(chat) == [] and chat.comparison is None and chat.pending is None


def test_functions_are_not_called_by_several_models():
    @bot_function
    def launch() -> str:
        "Launch it."
        return "launched"
    seen = []
    class Curious(ScriptedModel):
        def reply(self, *asked, **options):
            seen.append(options.get("tools"))
            return super().reply(*asked, **options)
    chat = Chat(ScriptedModel("fine"), functions=launch)
    compared = chat.compare("which?", [Curious("launch()", name="a"), Curious("launch()", name="b")])
    assert compared.wait(60) and not any(seen) and len(chat.functions) == 1
    assert all("functions are not called" in reply.note and not reply.calls for reply in compared)


def test_one_model_with_several_settings_is_loaded_once():
    chat = Chat("demo", config=dict(max_tokens=6))
    compared = chat.compare("Name the planets", [("demo", dict(temperature=0)), ("demo", dict(max_tokens=3))], seed=1)
    compared.wait(60)
    assert compared.names == ["demo, temperature=0", "demo, max_tokens=3"]
    assert compared.models[0].path == compared.models[1].path == chat.model.path
    assert [len(reply.tokens) for reply in compared] == [6, 3]
    with pytest.raises(LookupError, match="more than one"): compared.choose("demo")
    compared.choose(1)
    assert chat.messages[1].message.tokens == tuple(compared[1].tokens)
    assert chat.send("And now?").text


@pytest.mark.parametrize("own", ["demo", "demo-vision"])
def test_pictures_go_to_models_that_see(own):
    from PIL import Image
    chat = Chat(own, config=dict(max_tokens=4))
    compared = chat.compare("What is this?", ["demo", "demo-vision"], images=Image.new("RGB", (32, 32), "red"))
    compared.wait(60)
    assert "picture" in str(compared["demo"].error) and compared["demo-vision"].text_so_far
    assert len(chat.messages[0].images) == 1 and chat.messages[1].text == compared["demo-vision"].text_so_far


def test_a_store_keeps_all_answers(tmp_path):
    path = tmp_path / "talks.db"
    store = ChatStore(path)
    chat = Chat(models("a")[0], store=store, name="talk")
    chat.compare("which?", models("a", "b", "c")).wait(60)
    chat.comparison.choose("c")
    store.close()
    again = Chat(models("a")[0])
    again.restore(ChatStore(path).state("talk"))
    assert texts(again) == ["which?", "c says one two three four"]
    assert sorted(message.text[0] for message in again.branches(1).messages) == ["a", "b", "c"]
    assert sorted(message.stats.model for message in again.branches(1).messages) == ["a", "b", "c"]


def test_markdown_of_a_comparison_is_safe():
    chat = Chat(ScriptedModel("fine"))
    for text in ALL:
        hostile = ScriptedModel(text, name="<b onclick=x()>m</b>")
        compared = chat.compare("which?", [hostile, ScriptedModel("b", name="b")])
        compared.wait(60)
        shown = compared._repr_markdown_()
        assert [part for part in live_parts(PARSERS["markdown-it"](shown))] == [], text


def slow_models(*names): return [ScriptedModel(f"{name} " * 10_000, 0.02, name) for name in names]


def test_a_killed_kernel_leaves_what_each_model_has_said(tmp_path):
    store = ChatStore(tmp_path / "talks.db")
    a, b, c = slow_models("a", "b", "c")
    chat = Chat(a, store=store, name="talk")
    compared = chat.compare("which?", [a, b, models("c")[0]])
    while not (all(reply.text_so_far for reply in compared) and compared["c"].finished): time.sleep(0.01)
    store.flush()
    left = ChatStore(tmp_path / "talks.db").state("talk")   # what another kernel would find now
    compared.stop()
    again = Chat(models("a")[0])
    again.restore(left)
    assert texts(again)[0] == "which?" and len(again.messages) == 2 and again.messages[1].finish_reason == "stopped"
    found = {message.stats.model: message for message in again.branches(1).messages}
    assert set(found) == {"a", "b", "c"} and found["b"].text.startswith("b ") and found["b"].partial
    assert found["c"].text == "c says one two three four" and found["c"].finish_reason == "stop"


def test_a_killed_kernel_leaves_the_answer_that_was_to_be_replaced(tmp_path):
    store = ChatStore(tmp_path / "talks.db")
    chat = Chat(models("old")[0], store=store, name="talk")
    chat.send("which?").wait()
    compared = chat.compare(None, slow_models("a", "b"))
    while not all(reply.text_so_far for reply in compared): time.sleep(0.01)
    store.flush()
    left = ChatStore(tmp_path / "talks.db").state("talk")
    compared.stop()
    assert sorted({branch[-1].text.split()[0] for branch in left.branches} | {left.messages[1].text.split()[0]}) == [
        "a", "b", "old"]


def test_either_of_two_equal_answers_can_be_chosen():
    same = [ScriptedModel("Four.", name=name) for name in "ab"]
    chat = Chat(same[0])
    compared = chat.compare("2 + 2?", same)
    compared.wait(60)
    for number, name in [(1, "b"), (0, "a"), (1, "b")]:
        compared.choose(number)
        assert (chat.model.name, chat.messages[1].message.stats.model, texts(chat)) == (name, name, ["2 + 2?", "Four."])
    chat.send("Sure?").wait()
    compared.choose("a")
    assert [message.stats.model for message in chat.messages if message.role == "assistant"] == ["a", "b"]


def test_choosing_an_empty_answer_stops_nothing():
    quick, slow = ScriptedModel("a " * 1000, 0.01, "quick"), ScriptedModel("never", 60, "slow")
    chat = Chat(quick)
    compared = chat.compare("which?", [quick, slow, StuckModel("", name="gone")])
    while not compared["quick"].text_so_far: time.sleep(0.01)
    with pytest.raises(ValueError, match="gone has no answer to go on from: the server is gone. Choose"):
        compared.choose("gone")
    if not compared["slow"].text_so_far:
        with pytest.raises(ValueError, match="slow has no answer to go on from yet. Choose"): compared.choose("slow")
    assert not compared.finished and compared["quick"].finish_reason is None
    compared.stop()


def test_one_model_answers_beside_the_answer_that_is_there():
    own, other = models("own", "other")
    chat = Chat(own)
    chat.send("which?").wait()
    before, written = chat.messages[1].message, chat.stats().replies
    compared = chat.compare(None, [other])
    assert compared.wait(60) and compared.names == ["own", "other"] and len(own.asked) == 1
    assert chat.messages[1].message == before and len(chat.branches(1).messages) == 2
    assert chat.stats().replies == written + 1 and chat.stats().last.model == "other"
    compared.choose("other")
    assert texts(chat) == ["which?", "other says one two three four"] and chat.model is other
    compared.choose(0)
    assert texts(chat)[1].startswith("own") and chat.model is own


def test_the_answer_that_is_there_may_be_the_same_models():
    own = models("own")[0]
    chat = Chat(own)
    for empty in (chat, Chat(own, system="Be brief.")):
        with pytest.raises(ValueError, match="no answer|nothing to ask"): empty.compare(None, [own])
    chat.send("which?").wait()
    assert chat.compare(None, [own]).names == ["own (1)", "own (2)"]
    assert len(own.asked) == 2


@pytest.mark.parametrize("own, other", [(128, 2048), (2048, 128), (128, 128)])
def test_old_messages_leave_where_an_answer_has_no_room(own, other):
    from notebook_chat import load_model
    with load_model("demo", n_ctx=own) as small, load_model("demo", n_ctx=other, n_threads=1) as large:
        chat = Chat(small, config=dict(max_tokens=8, temperature=0))
        for number in range(8): chat.send("Name the planets", max_tokens=8).wait()
        said = len(chat.messages) + len(chat.messages.dropped)
        compared = chat.compare("Which planet is the largest?", [small, large])
        assert compared.wait(60) and [reply.error for reply in compared] == [None, None]
        assert len(chat.messages) + len(chat.messages.dropped) == said + 2
        compared.choose(1)
        assert chat.send("And the smallest?").text


def test_what_left_for_an_answer_does_not_leave_again():
    from notebook_chat import load_model
    with load_model("demo", n_ctx=128) as model:
        chat = Chat(model, config=dict(max_tokens=8, temperature=0))
        while not len(chat.messages.dropped): chat.send("Name the planets in the solar system").wait()
        assert chat.messages[-1].message.stats.dropped_messages
        had = len(chat.messages)
        chat.compare(None, [model]).wait(60)
        assert len(chat.messages) == had


def test_all_figures_count():
    chat = Chat(models("own")[0])
    chat.compare("which?", models("a", "b", "c")).wait(60)
    assert chat.stats().replies == 3 and chat.stats().last.model == "a"


def test_choosing_while_they_write_stops_the_rest():
    slow = [ScriptedModel(f"{name} " * 10_000, 0.02, name) for name in "ab"]
    compared = Chat(slow[0]).compare("which?", slow)
    while not all(reply.text_so_far for reply in compared): time.sleep(0.01)
    compared.choose("b")
    assert compared.finished and compared.chat.model.name == "b"


def test_a_comparison_of_another_conversation_cannot_be_chosen_from():
    a, b = models("a", "b")
    chat = Chat(a)
    compared = chat.compare("which?", [a, b])
    compared.wait(60)
    chat.reset()
    with pytest.raises(ValueError, match="no longer part"): compared.choose("b")


def test_the_last_question_is_compared_again():
    a, b = models("a", "b")
    chat = Chat(a, system="Be brief.")
    chat.send("first").wait()
    chat.send("which?").wait()
    compared = chat.compare(None, [a, b], max_tokens=2)
    compared.wait(60)
    assert [message.text for message in b.asked[0]][-1] == "which?" and len(b.asked[0]) == 4
    assert texts(chat) == ["Be brief.", "first", "a says one two three four", "which?", "a says "]
    assert [message.text for message in chat.branches(4).messages] == [
        "a says one two three four", "a says ", "b says "]
    compared.choose("b")
    assert texts(chat)[4] == "b says " and chat.model is b
    with pytest.raises(ValueError, match="no question"): Chat(a).compare(None, [a, b])
