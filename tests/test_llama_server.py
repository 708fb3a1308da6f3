"""The package on a real llama-server, with real weights: what only llama.cpp's own server shows."""

import threading
from dataclasses import replace
from typing import Annotated, Any, Literal, Optional, Union

import pytest
from pydantic import BaseModel, Field

from notebook_chat import load_model
from notebook_chat.core.errors import ContextError
from notebook_chat.core.messages import ChatMessage
from notebook_chat.models.remote import RemoteModel
from notebook_chat.models.remote_errors import RemoteError
from notebook_chat.structured.types import CutOffError
from notebook_chat.chat.chat import Chat
from support.battery import *  # noqa: F403 (its tests run here)
from support.llama_server import LlamaServer
from support.official import official_folder
from support.real_models import smollm2_path
from support.waiting import wait_for

pytestmark = [pytest.mark.slow, pytest.mark.real]

SURE = dict(temperature=0)


@pytest.fixture(scope="module")
def server():
    with LlamaServer(smollm2_path(), parallel=2, context=1536) as server:
        yield server


@pytest.fixture(scope="module")
def model(server):
    with RemoteModel(server.address, timeout=60) as model:
        yield model


@pytest.fixture(scope="module")
def talk():
    return [{"role": "user", "content": "Repeat: one two three four five six"}]


@pytest.fixture
def chat(model):
    return Chat(model, config=SURE)


def test_what_is_known_of_it(model):
    assert (model.name, model.dialect.title, model.n_ctx) == ("smol", "llama-server", 768)


# Stop and continue


def test_a_stop_frees_the_slot(chat, server):
    reply = chat.send("Count from 1 to 1000, one number a line.", max_tokens=700)
    next(iter(reply))
    reply.stop()
    assert reply.wait(5) and reply.finish_reason == "stopped" and reply.text_so_far
    assert wait_for(server.idle, 10), "the server goes on writing for nobody"


def test_a_partial_reply_is_continued_once(chat):
    whole = Chat(chat.model, config=SURE).send("Count from 1 to 100", max_tokens=20).text
    first = chat.send("Count from 1 to 100", max_tokens=10).text
    second = chat.send(max_tokens=10).text
    assert second and not second.startswith(first)
    assert chat.messages[-1].text == first + second == whole
    assert [message.role for message in chat.messages] == ["user", "assistant"]


def test_a_server_that_repeats_what_it_continues(chat):
    """Without the two fields it streams the partial reply back."""
    with RemoteModel(chat.model.address) as model:
        model.dialect = replace(model.dialect, continue_fields={})
        chat = Chat(model, config=SURE)
        first = chat.send("Count from 1 to 100", max_tokens=10).text
        second = chat.send(max_tokens=10).text
        assert second and not second.startswith(first) and chat.messages[-1].text == first + second


# Reasoning


@pytest.mark.parametrize("template, option", [("Qwen-Qwen3-0.6B", "deepseek"), ("Qwen-QwQ-32B", "deepseek"),
                                              ("Qwen-QwQ-32B", "none")])
def test_reasoning_is_told_apart(template, option):
    grammar = 'root ::= "<think>"? "\\n"? "So 6 times 7.\\n</think>\\n\\n42"'
    with LlamaServer(smollm2_path(), "--chat-template-file", official_folder() / f"{template}.jinja",
                     "--reasoning-format", option, parallel=1, context=512) as server:
        with load_model(server.address) as model:
            reply = model.reply([ChatMessage("user", "What is 6 times 7?")], dict(grammar=grammar, temperature=0))
            assert (reply.text.strip(), reply.reasoning.strip()) == ("42", "So 6 times 7.")
            assert Chat(model, config=SURE).extract("What is 6 times 7?", Literal[42]) == 42


# Functions


def weather(city: Literal["Paris", "Rome"], days: Annotated[int, Field(ge=1, le=3)] = 1):
    "Tells the weather in a city."
    return f"{city}: sunny for {days} days"


def test_a_call_and_its_result(model):
    """The first answer is forced: so small a model calls nothing by itself."""
    call = '<tool_call>\\n{\\"name\\": \\"weather\\", \\"arguments\\": {\\"city\\": \\"Paris\\"}}\\n</tool_call>'
    forced, send = [], model._request

    def forcing(*arguments, **options):
        request = send(*arguments, **options)
        if not forced:   # the server takes no grammar beside functions
            forced.append(request.pop("tools"))
            request["grammar"] = f'root ::= "{call}"'
        return request

    model._request = forcing
    try:
        chat = Chat(model, functions=[weather], config=SURE)
        reply = chat.send("How is the weather in Paris?", max_tokens=60)
        assert reply.wait(60) and reply.error is None
    finally:
        del model._request
    [event] = reply.calls
    assert (event.call.arguments, event.result) == ({"city": "Paris"}, "Paris: sunny for 1 days")
    assert [message.role for message in chat.messages] == ["user", "assistant", "tool", "assistant"]


# Typed data


class Zip(BaseModel):
    code: Annotated[str, Field(pattern=r"^\d{5}$")]


class Person(BaseModel):
    name: Annotated[str, Field(max_length=20)]
    age: Optional[int] = None


TYPES = [int, bool, Literal["red", "green"], list[Literal["a", "b"]], Optional[Literal["x"]], Zip, Person,
         Union[Literal["one"], Literal[2]], dict[Literal["k"], bool],
         Annotated[str, Field(pattern="^[a-c]{2,4}$")], tuple[bool, bool]]


@pytest.mark.parametrize("kind", TYPES, ids=str)
def test_values_of_many_types(chat, kind):
    try:
        value = chat.extract("Ann is 30 years old and lives in 10115 Berlin.", kind, max_tokens=60)
    except CutOffError:
        return   # it would have gone on
    assert value != {"value": value}
    if kind is Zip:
        assert value.code.isdecimal() and len(value.code) == 5


@pytest.mark.parametrize("kind", [str, Any, object, Union[dict, int], dict[str, Any]], ids=str)
def test_values_are_not_wrapped(chat, kind):
    try:
        value = chat.extract("Say hi.", kind, max_tokens=60)
    except CutOffError:
        return
    assert not (isinstance(value, dict) and [*value] == ["value"]) and '"value"' not in str(value)[:12]


def test_a_grammar_of_ones_own(chat):
    assert chat.send("Well?", grammar='root ::= "yes" | "no"').text in ("yes", "no")


# Many at once


def test_many_questions_in_bounds(server):
    with RemoteModel(server.address, concurrency=2) as model:
        chat = Chat(model, config=SURE)
        before = threading.active_count()
        replies = chat.map(["Say hi."] * 6, progress=False, max_tokens=3)
        assert all(reply.text for reply in replies)
        assert chat.map(["Say hi."] * 6, Literal["hi"], progress=False) == ["hi"] * 6
        chat.functions = [weather]
        replies = chat.map(["Say hi."] * 6, progress=False, max_tokens=3)
        assert all(reply.text for reply in replies) and threading.active_count() <= before + 8


# A full context


def test_a_long_conversation_goes_on(chat):
    chat.system = "Be brief."
    for number in range(8):
        assert chat.send(f"{number}. " + "The sun is bright and the sky is blue. " * 12, max_tokens=8).text
    assert chat.messages[0].role == "system" and chat.messages[1].role == "user"
    assert len(chat.messages.dropped) > 0 and chat.messages[-2].text.startswith("7. ")
    kept = [*chat.messages.dropped, *chat.messages][-2]
    assert kept.text.startswith("7.")


def test_a_conversation_that_another_model_began(chat):
    """No figure is known of it: the server refuses, and half of it leaves."""
    told = [message for number in range(30) for message in (
        ChatMessage("user", f"{number}. " + "The sun is bright. " * 10), ChatMessage("assistant", "Yes."))]
    chat.messages.replace([], told)
    reply = chat.send("And you?", max_tokens=8)
    assert reply.text and reply.stats.dropped_messages > 0
    assert len(chat.messages.dropped) == reply.stats.dropped_messages and chat.messages[0].role == "user"
    chat.messages.replace([], told)
    assert chat.extract("Yes or no?", Literal["yes", "no"]) in ("yes", "no")
    assert all(reply.text for reply in chat.map(["a", "b"], progress=False, max_tokens=3))


def test_a_question_that_is_too_long_alone(chat):
    with pytest.raises(ContextError, match="too long"):
        chat.send("word " * 3000).text
    assert len(chat.messages) == 0
    assert chat.send("hi", max_tokens=3).text


# Errors in words


def test_errors_in_words(chat, server, model):
    with pytest.raises(RemoteError, match="grammar"):
        chat.send("hi", grammar="root ::= nothing").text
    with pytest.raises(RemoteError, match="image|mmproj|multimodal"):
        from PIL import Image
        chat.send("What is it?", images=[Image.new("RGB", (32, 32), "red")]).text
    with pytest.raises(RemoteError, match="no model 'other'"):
        load_model(f"{server.address}#other")
    with pytest.raises(RemoteError, match="Does .*end in /v1"):
        load_model(server.address.replace("/v1", "/v2"))
    assert len(chat.messages) == 0


# Text


@pytest.mark.parametrize("text", ["Zürich 😀 日本", "\x00\x01 and \u202e", "<|im_end|>", "half \ud83d", "\udc00\ud800"])
def test_any_text_can_be_asked(chat, text):
    assert chat.send(text, max_tokens=2).text is not None
    assert chat.extract(text, Literal["ok"]) == "ok"
    assert chat.messages[0].text == text
