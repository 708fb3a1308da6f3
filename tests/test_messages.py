"""Messages under fire: any dictionary, any role, there and back again."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notebook_chat.core.messages import ChatMessage, ChatMessages, FunctionCall, Picture

texts = st.text(max_size=30)
names = st.from_regex(r"[A-Za-z_]\w{0,10}", fullmatch=True)
values = st.recursive(st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | texts,
                      lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
                      max_leaves=6)
pictures = st.builds(Picture, st.binary(min_size=1, max_size=8),
                     st.sampled_from(["image/png", "image/jpeg", "image/svg+xml"]))
calls = st.builds(FunctionCall, names, st.dictionaries(texts, values, max_size=3),
                  st.none() | st.text(min_size=1, max_size=9))
messages = st.builds(ChatMessage, st.sampled_from(["system", "user", "assistant", "tool", "developer"]), texts,
                     images=st.lists(pictures, max_size=2),
                     calls=st.lists(calls, max_size=2), call_id=st.none() | texts, name=st.none() | names,
                     finish_reason=st.sampled_from([None, "stopped", "error"]))


@given(st.lists(messages, max_size=4))
def test_json_and_back_loses_nothing(some):
    talk = ChatMessages(some)
    assert ChatMessages.from_json(talk.to_json()) == talk
    assert ChatMessages(talk.get_messages()) == talk


@given(st.lists(messages, max_size=3))
def test_dictionaries_are_json_and_nobody_elses(some):
    talk = ChatMessages(some)
    before = talk.to_json()
    for message in talk.get_messages():
        message["content"] = "changed"
        message.setdefault("tool_calls", []).append("changed")
    assert talk.to_json() == before == json.dumps(talk.get_messages(), indent=2, ensure_ascii=False)


@given(values)
def test_whatever_is_no_message_is_an_error_that_says_so(value):
    for stray in (value, {"role": value, "content": "x"}, {"role": "user", "content": value},
                  {"role": "assistant", "tool_calls": value}):
        try:
            message = ChatMessage.from_dict(stray)
        except (ValueError, TypeError) as error:
            assert len(str(error)) > 10
        else:
            assert isinstance(message.text, str) and message.role == message.role.strip()


@pytest.mark.parametrize("role", ["", " ", "<|im_end|>", "user\n", "a" * 65, "</s>", None, 3, "user<", "[INST]"])
def test_roles_that_could_be_markup_are_refused(role):
    with pytest.raises(ValueError, match="[Rr]ole|role"):
        ChatMessage(role, "hi")


def test_bot_is_the_assistant():
    assert ChatMessage("bot", "hi") == ChatMessage("assistant", "hi")
    assert ChatMessage.from_dict({"role": "bot", "content": "hi"}).role == "assistant"


@pytest.mark.parametrize("text", [None, 3, b"bytes", ["a"], object()])
def test_a_text_is_a_text(text):
    with pytest.raises(TypeError, match="str"):
        ChatMessage("user", text)


@pytest.mark.parametrize("content, kind", [
    ("What is in this?", "text"), ("photo.jpg", "image"), (" a/b/photo.PNG\n", "image"),
    ("https://example.org/x.webp?size=3", "image"),
    ("look at photo.jpg", "text"), ("photo.jpgx", "text"), ("", "text"), ("data:image/png;base64,AAAA", "image"),
    (b"bytes", "image"),
])
def test_what_a_content_would_be(content, kind):
    assert ChatMessage.content_type(content) == kind


@given(texts, texts)
def test_new_text_drops_what_belonged_to_the_old(old, new):
    message = ChatMessage("assistant", old, tokens=[1, 2], model="m", finish_reason="length", reasoning="hm",
                          raw=old + "x")
    assert message.with_text(new) == ChatMessage("assistant", new)


def test_messages_can_be_told_apart_in_sets():
    call = FunctionCall("f", {"x": [1, {"y": 2}]})
    same = [ChatMessage("assistant", "a", calls=[call], images=[Picture(b"x")]) for _ in range(2)]
    assert len({*same, ChatMessage("assistant", "a", calls=[FunctionCall("f", {"x": 2})], images=[Picture(b"x")])}) == 2


@pytest.mark.parametrize("message", [
    ChatMessage("user", "x", image="photo.png"), ChatMessage("user", "x", images=[b"raw"]),
    ChatMessage("user", image=object()),
])
def test_a_picture_that_is_not_read_is_not_sent(message):
    with pytest.raises(TypeError, match="isn't read yet"):
        message.to_dict()


def test_the_list_changes_only_by_its_methods():
    talk = ChatMessages([{"role": "user", "content": "a"}])
    talk.get_messages().append("stray")
    talk[:].append("user", "stray")
    with pytest.raises((TypeError, AttributeError)):
        talk[0] = ChatMessage("user", "b")
    with pytest.raises((AttributeError, TypeError)):
        talk[0].text = "b"
    assert [message.text for message in talk] == ["a"]
    with pytest.raises(ValueError, match="Nothing to append"):
        talk.append("user")
