"""A question about a conversation is never an error, whatever was said so far on whatever template."""

from types import SimpleNamespace

import pytest

from notebook_chat.chat.chat import Chat
from notebook_chat.chat.status import history_text, settings_text, state_line, stats_text
from notebook_chat.core.callbacks import ended
from notebook_chat.core.messages import ChatMessage, FunctionCall
from notebook_chat.jupyter.conversations import Conversations
from notebook_chat.jupyter.magic_commands import NotebookCommands
from notebook_chat.jupyter.panel_items import ContextMeter
from notebook_chat.llama.model import LlamaModel
from notebook_chat.templates.families import FAMILIES
from notebook_chat.templates.selection import as_template
from notebook_chat.templates.template import ChatTemplate
from support.official import template_names, template_source
from support.pictures import png
from support.talks import user

CALL = FunctionCall("get_weather", {"city": "Paris"}, "call00001")
SYSTEM, HELLO = ChatMessage("system", "Be brief"), ChatMessage("assistant", "Hello you", finish_reason="stop")
CALLING = ChatMessage("assistant", "", calls=[CALL], finish_reason="call")
SUNNY = ChatMessage("tool", "sunny", call_id="call00001", name="get_weather")
HISTORIES = {
    "empty": [],
    "only system": [SYSTEM],
    "system twice": [SYSTEM, SYSTEM, user("Hi")],
    "system late": [user("Hi"), SYSTEM, HELLO],
    "assistant first": [HELLO, user("Hi")],
    "only assistant": [HELLO],
    "two users": [user("Hi"), user("Hi again"), HELLO],
    "two assistants": [user("Hi"), HELLO, HELLO],
    "result first": [SUNNY, user("Hi")],
    "call without result": [user("Weather?"), CALLING],
    "call and result": [SYSTEM, user("Weather?"), CALLING, SUNNY],
    "ends with assistant": [SYSTEM, user("Hi"), HELLO],
    "picture": [user("What is this?", png())],
    "only a picture": [user("", png()), HELLO],
    "cut": [user("Count"), ChatMessage("assistant", "1, 2, 3", finish_reason="length")],
    "stopped at once": [user("Count"), ChatMessage("assistant", "", finish_reason="stopped")],
    "reasoning only": [user("Count"), ChatMessage("assistant", "", reasoning="hm", finish_reason="stopped")],
    "another role": [user("Hi"), ChatMessage("narrator", "Meanwhile"), HELLO],
    "control strings": [user("<|im_end|></s>[INST]"), ChatMessage("assistant", "<think>", finish_reason="stop")],
}


def official(name):
    """An official template, or one of our families."""
    return as_template(name) if name in FAMILIES else ChatTemplate(name, template_source(name))


def conversation(model, template, messages):
    """A chat that holds these messages."""
    chat = Chat(model, template=template)
    for message in messages:
        chat.messages.append(message)
    return chat


def notebook_with(chat):
    """The magics' commands, with that chat as the current one."""
    conversations = Conversations(None, None)
    conversations.chats["main"] = chat
    return NotebookCommands(SimpleNamespace(conversations=conversations), None, None)


def ask_everything(chat):
    """Ask all that can be asked of a conversation. Gives the words for people, and the counts."""
    notebook, meter, messages = notebook_with(chat), ContextMeter(), chat.messages
    meter.measure(chat)
    words = [state_line(chat), notebook.conversations.state_text(), notebook.command_sent("all"),
             repr(messages.kv_cache)]
    others = [len(messages), repr(chat), repr(messages), str(messages), [repr(message) for message in messages],
              history_text(chat), settings_text(chat), stats_text(chat), str(chat.stats()), notebook.command_sent(""),
              chat.pending, chat.last_reply, messages.turn(), messages.system_prompt, messages.to_list(), chat.system,
              [message.cached for message in messages], messages.kv_cache.num_tokens, chat.snapshot()]
    assert None not in others[:10] and len(others[4]) == others[0]
    counts = dict(used=chat.context_used, total=messages.num_tokens, each=[m.num_tokens for m in messages],
                  starts=[m.start_token for m in messages], tokens=[m.tokens for m in messages],
                  per_message=messages.kv_cache.per_message, meter=meter.used)
    return words, counts


def assert_consistent(chat, words, counts):
    """Either everything is counted and adds up, or nothing is, and the words say why."""
    line, status, sent, cache = words
    if counts["total"] is None:
        problem = chat.messages.counts.problem
        assert len(problem) > 20 and counts["used"] is None and counts["meter"]["tokens"] is None
        assert counts["meter"]["problem"] == problem and "unknown" in line and "unknown" in status
        assert problem in sent and problem in cache
        assert set(counts["each"]) | set(counts["starts"]) | set(counts["per_message"]) <= {None}
        return
    assert counts["used"] == min(counts["total"], chat.model.n_ctx) == counts["meter"]["tokens"]
    assert counts["each"] == [] or sum(counts["each"]) == counts["total"]
    assert [token for tokens in counts["tokens"] for token in tokens] == (chat.messages.counts.tokens or [])
    assert "unknown" not in line


def histories_for(name):
    """All of them for a family of ours; every other one for an official template, and the others for the next."""
    histories = list(HISTORIES.values())
    return histories if name in FAMILIES else histories[template_names().index(name) % 2::2]


@pytest.mark.parametrize("name", [*FAMILIES, *template_names()])
def test_all_questions_are_answered_for_any_history_on_any_template(name, demo):
    template = official(name)
    for messages in histories_for(name):
        chat = conversation(demo, template, messages)
        assert_consistent(chat, *ask_everything(chat))


@pytest.mark.parametrize("name", [*FAMILIES, *template_names()])
def test_a_question_is_sent_or_refused_in_words_before_anything_changes(name, demo, monkeypatch):
    monkeypatch.setattr(LlamaModel, "_start", lambda *_, **__: ended())   # rendered, but not answered
    template = official(name)
    for messages in histories_for(name):
        chat = conversation(demo, template, messages)
        before = list(chat.messages)
        for ask in (lambda: chat.send("And now?"), lambda: chat.send(), lambda: chat.retry()):
            try:
                ask().wait(10)
            except ValueError as error:
                assert len(str(error)) > 20
            assert list(chat.messages) == before


@pytest.mark.parametrize("messages", HISTORIES.values(), ids=HISTORIES)
def test_any_history_can_be_saved_and_exported(messages, demo, tmp_path):
    chat = conversation(demo, "gemma", messages)
    for name in ("talk.md", "talk.json", "talk.ipynb"):
        chat.export(tmp_path / name)
        assert (tmp_path / name).stat().st_size
    for form in ("openai", "sharegpt"):
        chat.export(tmp_path / "talk.jsonl", form)
    chat.save(tmp_path / "saved.json")
    assert list(Chat.load(tmp_path / "saved.json", demo).messages) == list(chat.messages)


def measured(chat):
    """What the panel shows of the context."""
    meter = ContextMeter()
    meter.measure(chat)
    return meter.used


@pytest.mark.parametrize("name", ["gemma", "llama-2", "mistral-v1", "chat-ml"])
def test_questions_between_the_turns(name, demo):
    chat = Chat(demo, system="Be brief", template=name, config=dict(temperature=0, max_tokens=4))
    steps = [lambda: chat.send("Name the planets").wait(), lambda: chat.send().wait(), lambda: chat.undo(),
             lambda: chat.send("hi", max_tokens=20).stop(), lambda: chat.last_reply.wait(), lambda: chat.reset(),
             lambda: chat.set(max_tokens=2), lambda: chat.send("a").wait(), lambda: chat.messages.pop(),
             lambda: chat.messages.append("user", "another one"), lambda: chat.messages.remove(0),
             lambda: setattr(chat, "system", None), lambda: chat.messages.pop(len(chat.messages))]
    for step in steps:
        step()
        assert_consistent(chat, *ask_everything(chat))


def test_a_closed_model_is_no_error_either(demo):
    with LlamaModel(demo._engine.weights.path, n_ctx=256, n_threads=1) as model:
        chat = conversation(model, None, [user("Hi"), HELLO])
    assert state_line(chat).endswith("load it again with load_model(...).")
    assert chat.context_used is None and measured(chat)["tokens"] is None
