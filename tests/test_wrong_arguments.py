"""What is given in the wrong place or of the wrong type: the error says what to write, and nothing has changed."""

import copy
import enum

import numpy as np
import pandas as pd
import pytest

from notebook_chat import Chat, ChatMessage
from notebook_chat.compat.mlc_llm import ChatModule
from notebook_chat.core.pictures import PictureError, as_picture
from notebook_chat.models.adapters import ScriptedModel
from notebook_chat.structured.documents import DataTypeError


@pytest.fixture
def chat():
    chat = Chat(ScriptedModel("ok"))
    chat.send("hi").wait()
    return chat


@pytest.mark.parametrize("number", ["x", None, 1.0, slice(0, 1), [0]], ids=repr)
@pytest.mark.parametrize("ask", [lambda chat, number: chat.edit(number, "text"), lambda chat,
    number: chat.branches(number),
                                 lambda chat, number: chat.switch(number, 0)], ids=["edit", "branches", "switch"])
def test_a_message_is_named_by_its_number(chat, ask, number):
    before = copy.copy(chat.messages)
    with pytest.raises(TypeError, match="A message is named by its number, such as 0 or -1; got "):
        ask(chat, number)
    with pytest.raises(IndexError, match="has 2 messages; there is no number 9"):
        ask(chat, 9)
    assert copy.copy(chat.messages) == before


@pytest.mark.parametrize("text", [1, None, b"text", ["text"]], ids=repr)
def test_the_new_text_of_a_message_is_a_text(chat, text):
    with pytest.raises(TypeError, match="The new text must be a string, not "):
        chat.edit(0, text)
    with pytest.raises(TypeError, match="A branch is named by its number, counted from 0; got 'x'"):
        chat.switch(0, "x")
    assert [message.text for message in chat.messages] == ["hi", "ok"]


def test_numbers_of_numpy_are_numbers(chat):
    chat.edit(np.int64(0), "again").wait()
    chat.edit(np.int64(-1), "fine")
    assert [message.text for message in chat.messages] == ["again", "fine"]


@pytest.mark.parametrize("timeout", ["soon", 0, -1, float("nan"), True, [5]], ids=repr)
def test_a_timeout_is_checked_when_it_is_set(chat, timeout):
    with pytest.raises(ValueError, match="A timeout is a number of seconds above 0, or None"):
        chat.function_timeout = timeout
    with pytest.raises(ValueError, match="A timeout is a number of seconds above 0, or None"):
        Chat(chat.model, function_timeout=timeout)
    assert chat.function_timeout == 60 and chat.fork().function_timeout == 60
    for seconds in (None, 0.5, np.float64(2)):
        chat.function_timeout = seconds
        assert chat.function_timeout == seconds and chat.fork().function_timeout == seconds


class Level(enum.IntEnum):
    LOW = 1
    HIGH = 2


@pytest.mark.parametrize("value", ["ab", "", b"ab", 5, 2.5, True, "yes or no " * 99, Level.LOW],
    ids=lambda value: repr(value)[:20])
@pytest.mark.parametrize("ask", [lambda chat, value: chat.extract("x", value), lambda chat, value: chat.map(["x"],
    value),
                                 lambda chat, value: chat.choose("x", value)], ids=["extract", "map", "choose"])
def test_a_value_in_place_of_a_type(demo, ask, value):
    with pytest.raises(DataTypeError,
        match=r"is a value and no type. .*write a list of them, such as \['red'") as caught:
        ask(Chat(demo), value)
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize("row, advice", [
    (("a", "b"), "prompt 1 is tuple: make one text of each"), (["a"], "prompt 1 is list"), ({"a"}, "prompt 1 is set"),
    (np.array(["a", "b"]), "prompt 1 is ndarray"), (pd.Series(["a"]), "prompt 1 is Series"), (bytearray(b"a"),
    "data.decode"),
    ({"text": "a"}, r"prompt 1 is dict: take the text out of each, as in map\(row\['text'\] for row in rows\)")],
    ids=repr)
@pytest.mark.parametrize("type", [None, int])
def test_rows_of_a_table_are_no_texts(row, advice, type):
    asked = []
    chat = Chat(ScriptedModel(lambda messages: asked.append(messages) or "7"))
    with pytest.raises(TypeError, match=advice):
        chat.map(["fine", row], type, progress=False)
    assert asked == []


def test_messages_and_numbers_of_numpy_are_asked():
    asked = []
    chat = Chat(ScriptedModel(lambda messages: asked.append(messages[-1].text) or "ok"))
    chat.map([ChatMessage("user", "a"), {"role": "user", "content": "b"}, np.int64(3), np.str_("c")], progress=False)
    assert sorted(asked) == ["3", "a", "b", "c"]


@pytest.mark.parametrize("prompt", [42, None, {"role": "user", "content": "x"}, b"x"], ids=repr)
@pytest.mark.parametrize("stateless", [False, True])
def test_mlc_generate_takes_texts_and_messages(demo, prompt, stateless):
    module = ChatModule(demo)
    with pytest.raises(TypeError, match="generate takes a text or a list of messages, not "):
        module.generate(prompt, stateless=stateless)
    assert len(module.chat.messages) == 0


@pytest.mark.parametrize("method", ["savefig", "get_figure", "__array__", "_repr_png_", "_repr_jpeg_"])
def test_an_object_that_fails_to_show_itself(method):
    broken = type("Broken", (), {method: lambda self, *arguments, **options: 1 / 0})()
    with pytest.raises(PictureError, match="Broken can't be shown as a picture: ZeroDivisionError"):
        as_picture(broken)


@pytest.mark.parametrize("brand", [b"heic", b"heix", b"hevc", b"hevx", b"mif1", b"msf1"])
def test_photos_of_phones_are_named(brand):
    with pytest.raises(PictureError, match="It is a HEIC photo: save it as JPEG"):
        as_picture(b"\0\0\0\x18ftyp" + brand + b"\0" * 50)
