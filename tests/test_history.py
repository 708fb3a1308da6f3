"""The history as a list with a model behind it: any change, exact counts, wraps that begin with a question."""

import threading

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from notebook_chat import ChatHistory, ChatMessage, ChatMessages, LlamaModel
from notebook_chat.llama.files import demo_path
from notebook_chat.models.adapters import ScriptedModel
from support.talks import texts

ROLES = ["user", "assistant"]
slow_start = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


def talk(demo, *texts, system=None):
    return ChatHistory(demo, system_prompt=system,
                       messages=[{"role": ROLES[number % 2], "content": text} for number, text in enumerate(texts)])


numbers = st.integers(-6, 6)
slices = st.builds(slice, st.none() | numbers, st.none() | numbers, st.none() | numbers.filter(bool))


@slow_start
@given(st.integers(0, 5), numbers | slices)
def test_deleting_is_as_with_lists(size, index):
    history, expected = ChatHistory(ScriptedModel("x"), messages=[{"role": "user", "content": str(n)}
                                                                  for n in range(size)]), [str(n) for n in range(size)]
    changes = []
    history.on_change = lambda: changes.append(texts(history))
    try:
        del expected[index]
    except IndexError:
        with pytest.raises(IndexError):
            del history[index]
        assert changes == []
    else:
        del history[index]
        assert changes == [expected]
    assert texts(history) == expected and len(history) == len(expected)
    try:
        wanted = expected[index]
    except IndexError:
        with pytest.raises(IndexError):
            history[index]
    else:
        found = history[index]
        assert (texts(found) if isinstance(index, slice) else found.text) == wanted


@slow_start
@given(st.integers(1, 5), st.integers(-5, 4), st.none() | st.integers(-5, 5))
def test_removing_as_nanollm_has_it(size, start, stop):
    history = ChatHistory(ScriptedModel("x"), messages=[{"role": "user", "content": str(n)} for n in range(size)])
    expected = [str(n) for n in range(size)]
    if not -size <= start < size:
        with pytest.raises(IndexError, match="messages 0 to"):
            history.remove(start, stop)
    else:
        if stop is None:
            del expected[start]
        elif stop == 0 and start < 0:
            del expected[start:]
        else:
            del expected[start:stop]
        history.remove(start, stop)
    assert texts(history) == expected


def test_each_message_knows_its_place(demo):
    history = talk(demo, "a", "b", "c", system="s")
    entries = list(history)
    assert [entry.index for entry in entries] == [0, 1, 2, 3]
    assert [entry.prev for entry in entries] == [None, *entries[:-1]]
    assert [entry.next for entry in entries] == [*entries[1:], None]
    del history[1]
    assert entries[3].index == 2 and entries[3].prev is entries[2]
    with pytest.raises(ValueError, match="no longer in its history"):
        entries[1].index
    history.system_prompt = "t"
    assert entries[3].index == 2 and history[0].text == "t"


@slow_start
@given(st.lists(st.text(st.sampled_from("ab é😀<|im_end|>\n"), min_size=1, max_size=20).filter(str.strip), min_size=1,
                max_size=5), st.none() | st.just("Be brief"))
def test_counts_add_up_to_the_tokens_of_the_whole(demo, said, system):
    history = talk(demo, *said, system=system)
    everything = history.prompt_tokens(add_generation_prompt=False)
    assert sum(message.num_tokens for message in history) == history.num_tokens == len(everything)
    assert [token for message in history for token in message.tokens] == everything
    assert [message.start_token for message in history] == [sum(m.num_tokens for m in history[:n])
                                                            for n in range(len(history))]
    assert history.prompt_tokens()[:len(everything)] == everything == demo.prompt_tokens(history,
                                                                                         add_generation_prompt=False)


def test_counts_follow_every_change(demo):
    history = talk(demo, "a", "b")
    before = history.num_tokens
    entry = history.append("user", "some more words")
    assert history.num_tokens == before + entry.num_tokens
    entry.text = "more"
    assert history.num_tokens == before + entry.num_tokens
    history.chat_template = "llama-2"
    assert sum(message.num_tokens for message in history) == history.num_tokens
    history.system_prompt = "Be brief"
    assert sum(message.num_tokens for message in history) == history.num_tokens


@slow_start
@given(st.lists(st.integers(1, 30), min_size=1, max_size=8), st.integers(0, 200), st.booleans())
def test_a_wrap_begins_with_a_question_and_keeps_what_fits(demo, sizes, room, system):
    history = talk(demo, *("word " * size for size in sizes), system="Be brief" if system else None)
    before, counts = list(history), [message.num_tokens for message in history]
    first = history.find_wrap_entry(room)
    left = history.wrap(room)
    kept = [message for message in history if message.role != "system"]
    assert kept == before[first:] and kept[0].role == "user" and history[0].role == ("system" if system else "user")
    assert list(left) == [message.message for message in before[:first]
                          if message.role != "system"] == list(history.dropped)
    earlier = [number for number in range(first) if before[number].role == "user"]
    assert not earlier or sum(counts[earlier[-1]:]) > room
    later = [number for number in range(first + 1, len(before)) if before[number].role == "user"]
    assert not later or sum(counts[first:]) <= room


def test_a_wrap_without_a_question_is_an_error(demo):
    history = ChatHistory(demo, messages=[ChatMessage("assistant", "hello")])
    with pytest.raises(ValueError, match="no message of the user"):
        history.wrap(3)
    assert texts(history) == ["hello"]


def test_embedding_gives_just_what_the_cache_lacks(demo):
    history = talk(demo, "Name the planets", system="Only for this test")
    tokens, position = history.embed_chat()
    everything = history.prompt_tokens()
    assert list(tokens.before) + list(tokens) == everything and position == len(tokens.before)
    demo.complete(everything, temperature=0, max_tokens=4).wait(10)
    tokens, position = history.embed_chat()
    assert (tokens, position) == (everything[-1:], len(everything) - 1)
    assert history.embed_chat(use_cache=False) == (everything, 0)
    assert history[0].cached and history[1].cached
    assert history.kv_cache.num_tokens == sum(history.kv_cache.per_message) == history.num_tokens
    history[0].text = "Other instructions"
    assert not history[0].cached and len(history.embed_chat()[0]) > 5


def test_embedding_with_a_limit(demo, caplog):
    history = talk(demo, "one " * 20, "two " * 20, "three " * 20, "four " * 20, "five", system="Be brief")
    cut, position = history.embed_chat(use_cache=False, max_tokens=30)
    assert len(cut) == 30 and position == 0 and "cut off" in caplog.text and len(history) == 6
    kept, _ = history.embed_chat(use_cache=False, max_tokens=60, wrap_tokens=40)
    assert texts(history)[0] == "Be brief" and history[1].role == "user" and len(kept) <= 60
    assert len(history.dropped) > 0


def test_to_a_list_and_back(demo):
    history = talk(demo, "a", "b", system="s")
    again = ChatHistory(demo, messages=history.to_list())
    assert again == history and again.to_list() == history.to_list() and again.system_prompt == "s"
    assert ChatHistory(demo, system_prompt="other", messages=history.to_list()).system_prompt == "other"


@pytest.mark.parametrize("arguments", [("user",), ("user", ""), ("user", "  \n"), ("system", ""), ("tool", "")])
def test_nothing_can_not_be_appended(demo, arguments):
    history = talk(demo, "a")
    with pytest.raises(ValueError, match="Nothing to append"):
        history.append(*arguments)
    assert texts(history) == ["a"]


def test_a_reply_may_begin_empty_and_grow(demo):
    history = talk(demo, "a")
    reply, seen = history.append("bot", text=""), []
    history.on_change = lambda: seen.append(reply.text)
    for piece in ("Mer", "cury"):
        reply.text += piece
    assert (reply.text, reply.role, seen, history[-1] is reply) == ("Mercury", "assistant", ["Mer", "Mercury"], True)


@pytest.mark.parametrize("role", ["narrator!", "", "<|im_start|>", "a\nb"])
def test_wrong_roles(demo, role):
    history = talk(demo, "a")
    with pytest.raises(ValueError, match="role"):
        history.append(role, "x")
    assert texts(history) == ["a"]


def test_a_role_that_only_some_templates_know(demo):
    history = talk(demo, "a", "b")
    history.append("narrator", "Meanwhile")
    history.chat_template = {"roles": {"*": "[${ROLE}] ${MESSAGE}\n", "assistant": "[bot] ${MESSAGE}\n"},
                             "prompt": "[bot]"}
    assert "[narrator] Meanwhile" in demo.detokenize(history.prompt_tokens())
    history.chat_template = "llama-2"
    with pytest.raises(ValueError, match="narrator|role"):
        history.prompt_tokens()


def test_a_reset_keeps_what_it_is_told_to(demo):
    history = talk(demo, "one", "two", "three", "four", system="s")
    history.reset(wrap_tokens=history[3].num_tokens + history[4].num_tokens)
    assert texts(history) == ["s", "three", "four"] and texts(history.dropped) == ["one", "two"]
    history.reset(system_prompt="new")
    assert texts(history) == ["new"] and len(history.dropped) == 0
    history.reset(system_prompt=False)
    assert len(history) == 0 and history.system_prompt is None and history.num_tokens == 0


def test_whose_turn_it_is(demo):
    history = ChatHistory(demo, system_prompt="s")
    assert history.turn() and history.turn("user") and not history.turn("bot")
    history.append("user", "a")
    assert history.turn("assistant") and not history.turn("user")
    history.append("assistant", "b")
    assert history.turn("user")


def test_a_saved_cache_comes_back(demo, tmp_path):
    history = talk(demo, "A question nobody has asked before")
    demo.complete(history.prompt_tokens(), temperature=0, max_tokens=2).wait(10)
    saved = history.kv_cache.save(tmp_path / "talk.cache")
    with LlamaModel(demo_path(), n_ctx=512, n_threads=1) as other:
        again = ChatHistory(other, messages=history)
        assert again.kv_cache.num_tokens == 0 and again.kv_cache.restore(tmp_path / "talk.cache") == saved
        assert again.kv_cache.num_tokens == again.num_tokens and again[0].cached


def test_appending_and_deleting_from_many_threads():
    history = ChatHistory(ScriptedModel("x"))

    def work(name):
        for number in range(100):
            history.append("user", f"{name}{number}")
            del history[history.append("user", "to go").index]

    def guarded(name):
        try:
            work(name)
        except (ValueError, IndexError) as error:   # another thread was between `index` and `del`
            errors.append(error)

    errors = []
    threads = [threading.Thread(target=guarded, args=[name]) for name in "a"]
    threads += [threading.Thread(target=lambda: [history.append("user", f"b{number}") for number in range(100)])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert not errors
    assert [text for text in texts(history) if text[0] == "b"] == [f"b{number}" for number in range(100)]
    assert [text for text in texts(history) if text[0] == "a"] == [f"a{number}" for number in range(100)]


def test_a_model_that_keeps_its_tokens_to_itself():
    history = ChatHistory(ScriptedModel("x"), messages=ChatMessages([{"role": "user", "content": "a"}]))
    for ask in (lambda: history.prompt_tokens(), lambda: history.num_tokens, lambda: history[0].num_tokens,
                lambda: history.kv_cache.num_tokens):
        with pytest.raises(TypeError, match="only models in this process"):
            ask()
    assert texts(history) == ["a"] and history.template is None
