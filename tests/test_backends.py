"""One battery for everything that can answer: the scripted model, objects with `create_chat_completion`, llama.cpp, a
server."""

import asyncio
import threading
import time

import llama_cpp
import pytest

from notebook_chat import load_model
from notebook_chat.core.messages import ChatMessage, FunctionCall
from notebook_chat.core.reply import Reply
from notebook_chat.llama.files import demo_path
from notebook_chat.llama.model import LlamaModel
from notebook_chat.models.protocol import LocalModel, Model
from notebook_chat.models.adapters import CompletionModel, ScriptedModel
from notebook_chat.models.remote import RemoteModel
from notebook_chat.chat.chat import Chat
from support.battery import *  # noqa: F403 (its tests run here)
from support.fake_server import RealServer
from support.processes import run_python

ANSWER = "Mercury, Venus and Earth go around the Sun."
TALK = [{"role": "user", "content": "Name the planets in the solar system"}]


def chunk(text=None, reason=None):
    return {"choices": [{"index": 0, "delta": {"content": text} if text else {}, "finish_reason": reason}]}


class Streaming:
    """What a server's client looks like."""

    def create_chat_completion(self, messages, stream=False, max_tokens=None, stop=(), **settings):
        text = ANSWER[: min((ANSWER.index(end) for end in stop), default=None)]
        words = [word + " " for word in text.split(" ")]
        words[-1] = words[-1][:-1]
        for word in words[:max_tokens]:
            yield chunk(word)
        yield chunk(reason="length" if max_tokens and max_tokens < len(words) else "stop")


class Whole:
    """One that ignores `stream`."""

    def create_chat_completion(self, messages, stream=False, **settings):
        return {"choices": [{"message": {"role": "assistant", "content": ANSWER}, "finish_reason": "stop"}]}


class Failing:
    """One that fails in the middle."""

    def __init__(self, error):
        self.error = error

    def create_chat_completion(self, messages, stream=False, **settings):
        yield chunk("Mercury")
        raise self.error


class Endless:
    """One that writes on and on."""

    def create_chat_completion(self, messages, stream=False, **settings):
        self.closed = False
        try:
            while True:
                time.sleep(0.001)
                yield chunk("word ")
        finally:
            self.closed = True


class Hanging:
    """One that waits for a network that is gone."""

    def create_chat_completion(self, messages, stream=False, **settings):
        yield chunk("Mercury")
        threading.Event().wait(20)


def served():
    """The built-in model behind a server; closing the model ends the server."""
    server = RealServer()
    model = load_model(server.address)
    close = model.close
    model.close = lambda: (close(), server.stop())
    return model


BACKENDS = {
    "scripted": lambda: ScriptedModel([ANSWER]),
    "scripted function": lambda: ScriptedModel(lambda messages: ANSWER),
    "streaming": lambda: load_model(Streaming()),
    "whole": lambda: load_model(Whole()),
    "demo": lambda: LlamaModel(demo_path(), n_ctx=1024, n_threads=1),
    "Llama": lambda: load_model(llama_cpp.Llama(str(demo_path()), n_ctx=1024, n_threads=1, n_threads_batch=1,
                                                verbose=False)),
    "server": served,
}


@pytest.fixture(scope="module", params=BACKENDS)
def model(request):
    model = BACKENDS[request.param]()
    yield model
    model.close()


@pytest.fixture(scope="module")
def talk():
    return TALK


# What only some of them do


@pytest.mark.parametrize("error", [ValueError("broken"), OSError("gone")])
def test_an_error_in_the_middle_keeps_the_text(error):
    reply = load_model(Failing(error)).reply(TALK)
    with pytest.raises(type(error)):
        reply.text
    assert (reply.text_so_far, reply.finish_reason, reply.message.partial) == ("Mercury", "error", True)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
@pytest.mark.parametrize("error", [asyncio.CancelledError(), KeyboardInterrupt(), SystemExit()],
                         ids=lambda error: type(error).__name__)
def test_errors_that_are_no_exceptions_end_the_reply_too(error):
    assert load_model(Failing(error)).reply(TALK).wait(3)


def test_an_endless_reply_can_be_stopped_and_its_source_is_closed():
    source = Endless()
    reply = load_model(source).reply(TALK)
    time.sleep(0.05)
    reply.stop()
    assert reply.wait(5)
    assert reply.finish_reason == "stopped" and reply.text_so_far.startswith("word ")
    deadline = time.monotonic() + 5
    while not source.closed and time.monotonic() < deadline:
        time.sleep(0.01)
    assert source.closed


@pytest.mark.parametrize("model", [CompletionModel(Hanging()), ScriptedModel(["one two"], pause=20)],
                         ids=lambda model: model.name)
def test_a_source_that_hangs_can_be_stopped(model):
    reply = model.reply(TALK)
    time.sleep(0.1)
    reply.stop()
    assert reply.wait(3)
    assert reply.finish_reason == "stopped"


def test_a_chat_that_failed_goes_on():
    class Once:
        failed = False

        def create_chat_completion(self, messages, stream=False):
            if not self.failed:
                self.failed = True
                raise OSError("gone")
            return Whole().create_chat_completion(messages)

    chat = Chat(Once())
    with pytest.raises(OSError):
        chat.send("hi").text
    assert len(chat.messages) == 0
    assert chat.send("hi").text == ANSWER


@pytest.mark.parametrize("result", [5, None, "text", [{"choices": []}, {"choices": None}, {}]], ids=str)
def test_odd_completions_end_the_reply(result):
    class Odd:
        def create_chat_completion(self, messages, stream=False):
            return result

    assert load_model(Odd()).reply(TALK).wait(3)


def test_thinking_and_calls_of_an_object():
    class Thinking:
        def create_chat_completion(self, messages, **settings):
            yield {"choices": [{"delta": {"reasoning_content": "Hm."}}]}
            yield chunk("Mercury")
            yield {
                "choices": [
                    {"delta": {"tool_calls": [
                        {"index": 0, "id": "c", "function": {"name": "add", "arguments": '{"a": 1}'}}]}}]}
            yield {"choices": [{"delta": {}, "finish_reason": "tool_calls"}],
                   "usage": {"prompt_tokens": 5, "completion_tokens": 3}}

    reply = load_model(Thinking()).reply(TALK)
    assert (reply.text, reply.reasoning, reply.finish_reason) == ("Mercury", "Hm.", "stop")
    assert reply.message.calls == (FunctionCall("add", {"a": 1}, "c"),)
    assert (reply.stats.prompt_tokens, reply.stats.completion_tokens) == (5, 3)


def test_what_the_object_is_given():
    class Keeping:
        def create_chat_completion(self, messages, **settings):
            self.given = messages, settings
            return Whole().create_chat_completion(messages)

    source = Keeping()
    talk = [*TALK, ChatMessage("assistant", "Mer", (1,), "m", "stopped"), ChatMessage("user", "go on")]
    load_model(source).reply(talk, {"stop": "x", "seed": 1}).text
    messages, settings = source.given
    assert [set(message) for message in messages] == [{"role", "content"}] * 3
    assert settings == {"stream": True, "stop": ["x"], "seed": 1}


@pytest.mark.parametrize("thing", [5, object(), [], {"a": 1}])
def test_things_that_are_no_model(thing):
    with pytest.raises(TypeError, match="is not a model"):
        load_model(thing)


def test_a_scripted_model_given_one_text():
    assert ScriptedModel("hello there").reply(TALK).text == "hello there"


def test_openai_shape_whole_and_in_chunks():
    with LlamaModel(demo_path(), n_ctx=1024, n_threads=1) as model:
        whole = model.create_chat_completion(TALK, **GREEDY)
        chunks = list(model.create_chat_completion(TALK, stream=True, **GREEDY))
    text = whole["choices"][0]["message"]["content"]
    assert "".join(part["choices"][0]["delta"].get("content", "") for part in chunks) == text
    assert [part["choices"][0]["finish_reason"] for part in chunks[-2:]] == [None, "stop"]
    assert whole["usage"]["total_tokens"] == whole["usage"]["prompt_tokens"] + whole["usage"]["completion_tokens"]


def test_a_model_wrapped_as_an_object_answers_the_same():
    with LlamaModel(demo_path(), n_ctx=1024, n_threads=1) as model:
        assert CompletionModel(model).reply(TALK, GREEDY).text == model.reply(TALK, GREEDY).text


LLAMA_CLOSED = """
import llama_cpp
from notebook_chat import load_model
from notebook_chat.llama.files import demo_path
llama = llama_cpp.Llama(str(demo_path()), n_ctx=256, n_threads=1, verbose=False)
first = load_model(llama) if FIRST else None
llama.close()
try: (first or load_model(llama)).reply([{"role": "user", "content": "hi"}], {"max_tokens": 2}).text
except RuntimeError as error: print(error)
"""


@pytest.mark.parametrize("wrapped_first", [False, True])
def test_a_closed_llama_is_an_error_and_no_crash(wrapped_first):
    done = run_python(LLAMA_CLOSED.replace("FIRST", str(wrapped_first)))
    assert "closed" in done.stdout, done.stderr[-500:]


def test_the_original_llama_still_works():
    llama = llama_cpp.Llama(str(demo_path()), n_ctx=512, n_threads=1, n_threads_batch=1, verbose=False)
    before = llama.create_chat_completion(TALK, temperature=0, max_tokens=10)["choices"][0]["message"]["content"]
    with load_model(llama) as model:
        assert model.reply(TALK, {**GREEDY, "max_tokens": 10}).text == before
    after = llama.create_chat_completion(TALK, temperature=0, max_tokens=10)["choices"][0]["message"]["content"]
    assert after == before
