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
    chat = Chat(ScriptedModel("fine"), functions=launch)
    with pytest.raises(ValueError, match="calls no functions"): chat.compare("which?", models("a", "b"))


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


def test_pictures_go_to_models_that_see():
    from PIL import Image
    chat = Chat("demo-vision", config=dict(max_tokens=4))
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
