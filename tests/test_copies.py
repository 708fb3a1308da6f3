"""Copies and pickles: messages, settings and finished replies are values; chats, models, stores and panels aren't."""

import copy
import pickle
import threading

import pytest

from notebook_chat.chat.chat import Chat
from notebook_chat.chat.store import ChatStore
from notebook_chat.core.reply import Reply
from notebook_chat.core.settings import GenerationConfig
from notebook_chat.jupyter.panel import ChatPanel
from notebook_chat.models.adapters import ScriptedModel

WAYS = {"copy": copy.copy, "deepcopy": copy.deepcopy, "pickle": lambda value: pickle.loads(pickle.dumps(value))}


@pytest.fixture(params=WAYS)
def copied(request):
    return WAYS[request.param]


def shouting(**options):
    return Chat(ScriptedModel(lambda messages: messages[-1].text.upper()), **options)


def test_values_of_a_chat_are_copied(copied):
    chat = shouting(system="Shout", examples=[("hi", "HI")])
    chat.send("one").wait()
    chat.undo()
    replies = [*chat.map(["mercury", None, "venus"], progress=False), chat.send("two")]
    replies[-1].wait()
    twins = copied(replies) if copied is not copy.copy else [*map(copy.copy, replies)]
    assert [twin and twin.text for twin in twins] == ["MERCURY", None, "VENUS", "TWO"]
    assert [twin.messages for twin in twins if twin] == [reply.messages for reply in replies if reply]
    assert twins[0].stats == replies[0].stats and list(twins[0]) == ["MERCURY"] and twins[0].wait(1)
    assert copied(chat.config) == chat.config and copied(GenerationConfig(stop="x")).stop == ("x",)
    message = copied(chat.messages[-1])
    assert (message.role, message.text) == ("assistant", "TWO") and not hasattr(message, "history")
    assert copied(chat.snapshot()).messages == chat.snapshot().messages
    kept = copied(chat.messages)
    assert list(kept) == [entry.message for entry in chat.messages]
    kept.append("user", "only here")
    assert len(kept) == len(chat.messages) + 1


def test_a_reply_of_each_kind_is_copied(copied, demo):
    chat = Chat(demo, functions=[len])
    chat.functions = []
    reply = chat.send("Name the planets", max_tokens=5)
    reply.wait()
    twin = copied(reply)
    assert (twin.text, twin.tokens, twin.finish_reason, twin.parts) == (
        reply.text, reply.tokens, reply.finish_reason, reply.parts)
    assert repr(twin) == repr(reply) and twin.finished and not twin.stop()
    assert twin.message == reply.message


def test_a_reply_that_failed_keeps_its_words(copied):
    class Lost(Exception):
        def __init__(self, lock):
            super().__init__("the line is dead")
            self.lock = lock

    def fail(messages):
        raise Lost(threading.RLock())

    reply = Chat(ScriptedModel(fail)).send("hello")
    reply.wait()
    assert "the line is dead" in str(copied(reply).error)
    with pytest.raises(Exception, match="the line is dead"):
        copied(reply).text


def test_a_reply_that_is_being_written_is_not_copied(copied):
    with pytest.raises(TypeError, match=r"still being written. Once reply.wait\(\)"):
        copied(Reply())


@pytest.mark.parametrize("way", [copy.copy, copy.deepcopy])
def test_a_copy_of_a_chat_is_a_fork(way):
    chat = shouting(system="Shout", examples=[("hi", "HI")], config=dict(temperature=0.5))
    chat.send("one").wait()
    twin = way(chat)
    assert type(twin) is Chat and twin.model is chat.model and twin.messages is not chat.messages
    assert [message.text for message in twin.messages] == [message.text for message in chat.messages]
    twin.send("two").wait()
    twin.config.temperature = 1.0
    twin.examples.clear()
    assert (len(chat.messages), chat.config.temperature, len(chat.examples)) == (5, 0.5, 2)


@pytest.mark.parametrize("way", [copy.copy, copy.deepcopy, pickle.dumps])
def test_what_holds_a_model_or_a_file_says_what_to_do_instead(way, demo, tmp_path):
    whatever = {
        r"load_model\(\.\.\.\) of the same file": demo,
        r"ChatStore\(path\) of the same file": ChatStore(tmp_path / "chats.db"),
        r"ChatPanel\(panel.chat\) shows": ChatPanel(ScriptedModel("hi")),
    }
    for words, value in whatever.items():
        with pytest.raises(TypeError, match=f"neither copied nor pickled. {words}"):
            way(value)
    with pytest.raises(TypeError, match=r"chat.save\('chat.json'\) keeps the conversation, and Chat.load"):
        pickle.dumps([shouting()])
