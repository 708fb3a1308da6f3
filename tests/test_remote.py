"""Servers that do all that servers do: answer, refuse, fall silent, break off, send rubbish, and die."""

import asyncio
import importlib.util
import json
import logging
import os
import pickle
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import traceback
import tracemalloc
import warnings
from typing import Literal

import pytest

from notebook_chat import load_model
from notebook_chat.core.errors import ContextError, LoadError, ModelClosedError
from notebook_chat.core.messages import ChatMessage, FunctionCall, Picture
from notebook_chat.llama.files import demo_path
from notebook_chat.models.remote_errors import RemoteError
from notebook_chat.models.server import Server
from notebook_chat.models.remote import RemoteModel
from notebook_chat.chat.chat import Chat
from support.fake_server import FakeServer, RealServer, black_hole, piece, saying, words
from support.ports import free_port
from support.processes import run_python
from support.serving import TALK, failure, no_proxy, serve  # noqa: F401
from support.waiting import wait_for

KEY = "sk-this-must-never-be-shown-1234567890"
USAGE = {"prompt_tokens": 20, "completion_tokens": 7, "prompt_tokens_details": {"cached_tokens": 12}}


# What is asked and what comes back


def test_a_reply_with_everything(serve):
    def chat(exchange):
        exchange.send(piece(role="assistant"), piece(reasoning_content="Let me "), piece(reasoning="think."),
                      piece(content="Mercury"))
        for part in ('{"a', '": 1}'):
            exchange.send(
                piece(tool_calls=[{"index": 0, "id": "c7",
                                   "function": {"name": "add" if part[0] == "{" else None, "arguments": part}}]))
        exchange.send(piece("tool_calls"), {"choices": [], "usage": USAGE})
        exchange.done()

    _, model = serve(chat)
    reply = model.reply(TALK)
    assert (reply.text, reply.reasoning, reply.finish_reason) == ("Mercury", "Let me think.", "stop")
    assert reply.message.calls == (FunctionCall("add", {"a": 1}, "c7"),)
    stats = reply.stats
    assert (stats.prompt_tokens, stats.cached_tokens, stats.completion_tokens, stats.model) == (20, 12, 7, "tiny")
    assert 0 <= stats.time_to_first_token <= stats.prefill_seconds + 1 and stats.decode_seconds >= 0


def test_thinking_in_the_text(serve):
    _, model = serve(saying("<think> Hm, well </think> Mercury <think> no </think>"))
    reply = model.reply(TALK)
    assert (reply.text.strip(), reply.reasoning.strip()) == ("Mercury <think> no </think>", "Hm, well")


def test_an_answer_in_one_piece(serve):
    whole = {"choices": [{"message": {"content": "Mercury"}, "finish_reason": "length"}], "usage": USAGE}
    _, model = serve(lambda exchange: exchange.status(200, whole))
    reply = model.reply(TALK)
    assert (reply.text, reply.finish_reason, reply.stats.prompt_tokens) == ("Mercury", "length", 20)


def test_llama_servers_own_figures(serve):
    def chat(exchange):
        exchange.send(*words("Mercury Venus"),
                      {"choices": [], "timings": {"prompt_ms": 250, "predicted_ms": 500, "cache_n": 3}, "usage": USAGE})
        exchange.done()

    _, model = serve(chat, owner="llamacpp")
    reply = model.reply(TALK)
    reply.text
    assert (reply.stats.prefill_seconds, reply.stats.decode_seconds) == (0.25, 0.5)


@pytest.mark.parametrize("usage", [{"prompt_tokens": "many"}, {"prompt_tokens": -5}, {"completion_tokens": [1]},
                                   {"prompt_tokens": 1e300}, 5, None])
def test_figures_that_make_no_sense(serve, usage):
    _, model = serve(saying("Mercury Venus", usage=usage))
    reply = model.reply(TALK)
    assert reply.text == "Mercury Venus"
    assert reply.stats.prompt_tokens == 0 and reply.stats.completion_tokens == 2


def test_what_a_server_is_asked(serve):
    server, model = serve(saying("fine"), api_key=KEY, owner="vllm")
    tools = [{"type": "function", "function": {"name": "add", "description": "", "parameters": {}}}]
    talk = [
        ChatMessage("system", "Be brief."),
        ChatMessage("user", "What is this?", image=Picture(b"abc", "image/png")),
        ChatMessage("assistant", "One moment", calls=[FunctionCall("look", {"at": "it"})], tokens=[1, 2],
                    finish_reason="stop"),
        ChatMessage("tool", "a cat", name="look"),
    ]
    settings = dict(temperature=0, top_k=5, repeat_penalty=1.1, stop="x", max_tokens=9, seed=3)
    assert model.reply(talk, settings, tools=tools, schema={"type": "object"}).text == "fine"
    [asked] = server.asked
    messages = asked.pop("messages")
    assert [message["role"] for message in messages] == ["system", "user", "assistant", "tool"]
    assert messages[1]["content"][0] == {"type": "image_url", "image_url": {"url": "data:image/png;base64,YWJj"}}
    [call] = messages[2]["tool_calls"]
    assert json.loads(call["function"]["arguments"]) == {"at": "it"}
    assert call["id"] == messages[3]["tool_call_id"] != ""
    assert asked == {
        "model": "tiny", "stream": True, "stream_options": {"include_usage": True}, "tools": tools, "temperature": 0,
        "top_k": 5,
        "repetition_penalty": 1.1, "stop": ["x"], "max_tokens": 9, "seed": 3,
        "response_format": {"type": "json_schema",
                            "json_schema": {"name": "answer", "schema": {"type": "object"}, "strict": True}},
    }
    assert server.exchanges[-1].headers["Authorization"] == f"Bearer {KEY}"


@pytest.mark.parametrize("owner", ["vllm", "sglang", "llamacpp", "library"])
def test_going_on(serve, owner):
    server, model = serve(saying("ry, Venus"), owner=owner)
    assert model.reply([*TALK, {"role": "assistant", "content": "Mercu"}], continue_final=True).text == "ry, Venus"
    [asked] = server.asked
    assert asked["messages"][-1] == {"role": "assistant", "content": "Mercu"}
    assert asked["continue_final_message"] and asked.get("add_generation_prompt", False) is False


def test_until_ends_the_reply_and_the_connection(serve):
    seen = []

    def chat(exchange):
        exchange.send(*[piece(content=text) for text in ("look(", "'it')", " and")])
        seen.append(exchange.left(5))

    _, model = serve(chat)
    reply = model.reply(TALK, stop_when=lambda text: ")" in text)
    assert (reply.text, reply.finish_reason) == ("look('it')", "call")
    deadline = time.monotonic() + 5
    while not seen and time.monotonic() < deadline:
        time.sleep(0.01)
    assert seen == [True]


def test_calls_without_numbers_or_ids(serve):
    def chat(exchange):
        for call in [("a", "one", '{"x"'), (None, None, ": 1}"), ("b", "two", {"y": 2}), ("b", None, "")]:
            function = {key: value for key, value in zip(("name", "arguments"), call[1:]) if value is not None}
            exchange.send(piece(tool_calls=[{"id": call[0], "function": function}]))
        exchange.send(piece("tool_calls"))
        exchange.done()

    _, model = serve(chat)
    reply = model.reply(TALK)
    reply.wait(5)
    assert reply.message.calls == (FunctionCall("one", {"x": 1}, "a"), FunctionCall("two", {"y": 2}, "b"))


def test_connections_are_used_again(serve):
    ports = set()

    def chat(exchange):
        ports.add(exchange.handler.client_address)
        saying("fine")(exchange)

    _, model = serve(chat)
    for _ in range(5):
        assert model.reply(TALK).text == "fine"
        time.sleep(0.05)
    assert len(ports) == 1


def test_completing_a_text(serve):
    def chat(exchange):
        for text in ("Venus", " and Mars"):
            exchange.send({"choices": [{"text": text}]})
        exchange.send({"choices": [{"text": "", "finish_reason": "length"}]})
        exchange.done()

    server, model = serve(chat)
    reply = model.complete("Mercury, ", max_tokens=3)
    assert (reply.text, reply.finish_reason) == ("Venus and Mars", "length")
    assert server.asked[0]["prompt"] == "Mercury, " and "messages" not in server.asked[0]
    assert server.exchanges[-1].handler.path == "/v1/completions"


# What is loaded


def test_a_user_of_servers_loads_no_engine():
    heavy = "('numpy', 'llama_cpp', 'notebook_chat.llama')"
    code = ("import sys, notebook_chat.models.remote; "
            f"print([name for name in sys.modules if name in {heavy} or name.startswith('notebook_chat.llama.')])")
    assert run_python(code).stdout.strip() == "[]"
    assert run_python("import notebook_chat.models.load; " + code).stdout.strip() == "[]"


# Which model


def test_the_only_model_is_taken():
    with FakeServer(saying("fine")) as server, load_model(server.address) as model:
        assert (model.name, model.n_ctx) == ("tiny", None)
        assert Chat(model).send("hello").text == "fine"


def test_several_models_are_listed():
    with FakeServer(saying("fine"), models=("tiny", "large")) as server:
        with pytest.raises(LoadError, match="'tiny', 'large'") as caught:
            load_model(server.address)
        assert f"{server.address}#name" in str(caught.value)
        assert load_model(f"{server.address}#large").name == "large"
        assert RemoteModel(server.address, "large").name == "large"


@pytest.mark.parametrize("owner, strict", [("vllm", True), ("somebody", False)])
def test_a_name_that_is_not_listed(owner, strict):
    with FakeServer(saying("fine"), owner=owner) as server:
        if strict:
            with pytest.raises(RemoteError, match="no model 'tyni'.*The server has: 'tiny'"):
                load_model(f"{server.address}#tyni")
        else:
            assert load_model(f"{server.address}#tyni").reply(TALK).text == "fine"


def test_a_server_without_a_list():
    with FakeServer(saying("fine"), models=None) as server:
        with pytest.raises(RemoteError, match="404"):
            load_model(server.address)
        assert load_model(f"{server.address}#anything").reply(TALK).text == "fine"


def test_the_context_length_of_vllm():
    with FakeServer(saying("fine")) as server:
        server.models = [{"id": "big", "owned_by": "vllm", "max_model_len": 4096}]
        assert load_model(server.address).n_ctx == 4096


@pytest.mark.parametrize("answer", ["<html>Welcome</html>", "[]", '{"data": 5}', '{"data": [5, {"id": 7}]}', "1" * 9999,
                                    "[" * 99999])
def test_something_that_is_no_model_server(answer):
    with FakeServer(saying("fine"), models=lambda exchange: exchange.status(200, answer)) as server:
        with pytest.raises(RemoteError, match="not a model server|Which model"):
            load_model(server.address)


def test_an_odd_list_of_models():
    odd = {"data": [{"id": "tiny", "owned_by": ["me"], "max_model_len": "many", "meta": 5}, {"id": ["large"]}]}
    with FakeServer(saying("fine"), models=lambda exchange: exchange.status(200, odd)) as server:
        model = load_model(server.address)
        assert (model.name, model.n_ctx, model.reply(TALK).text) == ("tiny", None, "fine")


@pytest.mark.parametrize("address",
                         ["http://", "http://host:99999", "https://[::1", "http://host/v1?key=1", "http:///v1"])
def test_addresses_that_are_none(address):
    with pytest.raises(LoadError, match="looks like 'http://host:8000/v1'"):
        load_model(address)


def test_options_that_make_no_sense():
    for options in (dict(timeout=0), dict(retries=-1), dict(concurrency=0)):
        with pytest.raises(ValueError, match="timeout must be above 0"):
            RemoteModel("http://127.0.0.1:9", **options)
    with pytest.raises(TypeError):
        load_model("http://127.0.0.1:9", n_ctx=5)


def test_a_missing_package_names_the_command(monkeypatch):
    monkeypatch.setitem(sys.modules, "openai", None)
    with pytest.raises(LoadError, match=r"pip install 'notebook-chat\[server\]'"):
        load_model("http://127.0.0.1:9")


# Settings a server doesn't know


def refusing(**refusals):
    """A chat that refuses fields with a message each, and answers without them."""

    def chat(exchange):
        for name, message in refusals.items():
            if name in exchange.body:
                return exchange.status(400, {"error": {"message": message}})
        saying("fine")(exchange)

    return chat


def test_what_a_server_refuses_is_left_out_and_said_once(serve):
    server, model = serve(refusing(top_k="Unrecognized request argument supplied: top_k",
                                   stream_options="Unknown field: stream_options"))
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        for _ in range(2):
            assert model.reply(TALK, dict(top_k=5, temperature=0.5)).text == "fine"
    assert [str(warning.message).split(" is left out")[0] for warning in caught] == ["The setting 'top_k'"]
    assert "Unrecognized request argument" in str(caught[0].message)
    assert server.asked[-1]["temperature"] == 0.5 and not {"top_k", "stream_options"} & set(server.asked[-1])
    assert len(server.asked) == 4


def test_fastapi_words_for_a_refusal(serve):
    def chat(exchange):
        extra = [name for name in ("min_p", "xtc_probability") if name in exchange.body]
        detail = [{"type": "extra_forbidden", "loc": ["body", name], "msg": "Extra inputs are not permitted"}
                  for name in extra]
        exchange.status(422, {"detail": detail}) if extra else saying("fine")(exchange)

    _, model = serve(chat)
    with pytest.warns(UserWarning, match="left out"):
        assert model.reply(TALK, dict(min_p=0.1, xtc_probability=0.1)).text == "fine"


def test_a_wrong_value_is_an_error(serve):
    _, model = serve(refusing(temperature="temperature must be between 0 and 2"))
    error = failure(model.reply(TALK, dict(temperature=5)))
    assert isinstance(error, RemoteError) and "temperature must be between 0 and 2" in str(error)
    assert error.status == 400


def test_max_tokens_under_its_newer_name(serve):
    server, model = serve(refusing(max_tokens="Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' "
                                              "instead."))
    for _ in range(2):
        assert model.reply(TALK, dict(max_tokens=5)).text == "fine"
        assert server.asked[-1]["max_completion_tokens"] == 5
    assert len(server.asked) == 3


def test_a_schema_in_the_older_form(serve):
    def chat(exchange):
        if exchange.body["response_format"]["type"] == "json_schema":
            return exchange.status(422,
                                   {"detail": [{"loc": ["body", "response_format", "type"],
                                                "msg": "Input should be 'text' or 'json_object'"}]})
        saying("{}")(exchange)

    server, model = serve(chat)
    for _ in range(2):
        assert model.reply(TALK, schema={"type": "object"}).text == "{}"
    assert len(server.asked) == 3
    assert server.asked[-1]["response_format"] == {"type": "json_object", "schema": {"type": "object"}}


def test_map_learns_from_the_first_refusals(serve):
    chat = refusing(top_k="Unrecognized request argument supplied: top_k",
                    stream_options="unknown field stream_options")
    server, model = serve(chat, concurrency=1)
    with pytest.warns(UserWarning, match="top_k"):
        replies = model.map(["a"] * 5, dict(top_k=5), progress=False)
    assert [reply.text for reply in replies] == ["fine"] * 5 and len(server.asked) == 5 + 2


def test_a_server_that_refuses_everything_forever(serve):
    server, model = serve(lambda exchange: exchange.status(400, {"error": "unknown field top_k, messages, model"}))
    with pytest.warns(UserWarning):
        assert "400" in str(failure(model.reply(TALK, dict(top_k=1))))
    assert len(server.asked) == 2


def test_known_gaps_are_said_before_anything_is_sent(serve):
    server, model = serve(saying("fine"), owner="vllm")
    with pytest.warns(UserWarning, match="'mirostat' is left out.*doesn't know it"):
        model.reply(TALK, dict(mirostat=2)).text
    assert "mirostat" not in server.asked[0]


# Faults


def refused(serve):
    return f"http://127.0.0.1:{free_port()}/v1"


def test_refused():
    with pytest.raises(LoadError, match="Nothing is listening at .*Start the server"):
        load_model(f"http://127.0.0.1:{free_port()}")


def test_a_name_that_no_machine_has():
    with pytest.raises(LoadError, match="Cannot resolve host 'no-such-machine.invalid'"):
        load_model("http://no-such-machine.invalid/v1")


def test_a_certificate_of_nobody(tmp_path):
    files = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
                    "-keyout", files[0], "-out", files[1]], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(files[1], files[0])
    with FakeServer(saying("fine"), tls=context) as server:
        with pytest.raises(LoadError, match="certificate of .* can't be trusted.*SSL_CERT_FILE"):
            load_model(server.address)


def test_https_where_there_is_none():
    with FakeServer(saying("fine")) as server:
        with pytest.raises(LoadError, match="begins with http://"):
            load_model(server.address.replace("http://", "https://"))


def test_a_port_that_speaks_something_else():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        def greet():
            connection, _ = listener.accept()
            connection.sendall(b"220 mail.example ESMTP\r\n")
            connection.close()

        threading.Thread(target=greet, daemon=True).start()
        with pytest.raises(LoadError, match="broke|can't be reached"):
            load_model(f"http://127.0.0.1:{listener.getsockname()[1]}")


@pytest.mark.parametrize(
    "status, said, words",
    [
        (401, {"error": {"message": "bad key"}}, "requires a key.*OPENAI_API_KEY.*bad key"),
        (403, "no", "requires a key"),
        (404, {"error": {"message": "no such model"}}, "doesn't know the model 'tiny'. It has: 'tiny'"),
        (400, {"message": "roles must alternate"}, "doesn't accept the request.*roles must alternate"),
        (413, "<h1>too large</h1>", "too large"),
        (418, {"detail": "teapot"}, "teapot"),
        (500, {"error": {"message": "CUDA error"}}, "look into its log.*CUDA error"),
        (502, "<html>Bad gateway</html>", "502"),
        (503, "", "503"),
    ],
)
def test_statuses(serve, status, said, words):
    _, model = serve(lambda exchange: exchange.status(status, said), retries=0)
    error = failure(model.reply(TALK))
    assert isinstance(error, RemoteError) and error.status == status
    pytest.raises(RemoteError, lambda: (_ for _ in ()).throw(error)).match(words)


def test_a_conversation_that_is_too_long(serve):
    message = "This model's maximum context length is 2048 tokens. However, you requested 5000 tokens."
    _, model = serve(lambda exchange: exchange.status(400, {"error": {"message": message}}))
    error = failure(model.reply(TALK))
    assert isinstance(error, ContextError) and "too long" in str(error)


def failing_first(times, fail):
    """A chat that fails this many times before it answers."""
    left = [times]

    def chat(exchange):
        left[0] -= 1
        fail(exchange) if left[0] >= 0 else saying("fine")(exchange)

    return chat


def test_a_busy_server_is_asked_again_when_it_says(serve):
    server, model = serve(failing_first(2, lambda exchange: exchange.status(429, {"error": "busy"}, Retry_After="0.3")))
    started = time.monotonic()
    assert model.reply(TALK).text == "fine"
    assert time.monotonic() - started >= 0.6 and len(server.asked) == 3


def test_a_server_that_asks_for_an_hour_is_not_waited_for(serve):
    server, model = serve(lambda exchange: exchange.status(429, {"error": "busy"}, Retry_After="3600"))
    assert "Ask again later" in str(failure(model.reply(TALK)))
    assert len(server.asked) == 1


def test_busy_for_good(serve):
    server, model = serve(lambda exchange: exchange.status(429, {"error": "busy"}, Retry_After="0.01"), retries=3)
    assert failure(model.reply(TALK)).status == 429
    assert len(server.asked) == 4


PASSING = {
    "503": lambda exchange: exchange.status(503, ""),
    "closed": lambda exchange: exchange.cut(),
    "reset": lambda exchange: exchange.cut(reset=True),
}


@pytest.mark.parametrize("fail", PASSING.values(), ids=PASSING)
def test_failures_that_pass_are_not_seen(serve, fail):
    server, model = serve(failing_first(1, fail))
    assert model.reply(TALK).text == "fine"
    assert len(server.asked) == 2


def cut_in_the_middle(exchange, reset=False):
    exchange.send(piece(content="Mercury, "), piece(content="Ven"))
    time.sleep(0.1)
    exchange.cut(reset)


def end_without_a_reason(exchange):
    exchange.send(piece(content="Mercury, "), piece(content="Ven"))
    exchange.end()


def done_without_a_reason(exchange):
    exchange.send(piece(content="Mercury, "), piece(content="Ven"))
    exchange.done()


def error_in_the_stream(exchange):
    exchange.send(piece(content="Mercury, Ven"), {"error": {"message": "out of memory", "code": 500}})
    exchange.end()


def rubbish_in_the_stream(exchange):
    exchange.send(piece(content="Mercury, Ven"))
    exchange.raw(b"data: \xff\xfe{not json\n\n")
    exchange.end()


def silence_in_the_stream(exchange):
    exchange.send(piece(content="Mercury, Ven"))
    exchange.left(20)


def a_line_without_an_end(exchange):
    exchange.send(piece(content="Mercury, Ven"))
    exchange.raw(b"data: ")
    for _ in range(400):
        exchange.raw(b"x" * 2**17)


@pytest.mark.parametrize(
    "chat, words",
    [
        (cut_in_the_middle, "broke"),
        (lambda exchange: cut_in_the_middle(exchange, reset=True), "broke"),
        (end_without_a_reason, "cut off in the middle"),
        (done_without_a_reason, "cut off in the middle"),
        (error_in_the_stream, "broke the reply off.*out of memory"),
        (rubbish_in_the_stream, "not a chat"),
        (silence_in_the_stream, "sent nothing for 1 seconds.*timeout=4"),
        (a_line_without_an_end, "more than 16 MB"),
    ],
    ids=["cut", "reset", "end", "done", "error", "rubbish", "silence", "line"],
)
def test_what_had_come_is_kept_and_the_chat_goes_on(serve, chat, words):
    server, model = serve(chat, timeout=1)
    talk = Chat(model)
    reply = talk.send("Name the planets")
    error = failure(reply)
    assert isinstance(error, RemoteError)
    pytest.raises(RemoteError, lambda: (_ for _ in ()).throw(error)).match(words)
    assert reply.text_so_far == "Mercury, Ven" and reply.message.partial and reply.finish_reason == "error"
    assert len(server.asked) == 1, "a reply that had started was requested again"
    server.chat = saying("and Earth")
    assert talk.send("go on").text == "and Earth"


def test_a_line_without_an_end_does_not_fill_the_memory(serve):
    _, model = serve(a_line_without_an_end)
    tracemalloc.start()
    failure(model.reply(TALK))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 100 * 2**20


def test_a_long_line_that_ends_is_fine(serve):
    text = "Mercury! " * 200_000
    _, model = serve(saying(text.replace(" ", "_")))
    assert model.reply(TALK).text == text.replace(" ", "_")


def test_a_slow_trickle_is_life(serve):
    data = b"".join(f"data: {json.dumps(chunk)}\n\n".encode() for chunk in words("Zürich liegt nicht am Merkur"))

    def chat(exchange):
        for number in range(0, len(data), 7):
            exchange.raw(data[number:number + 7])
            time.sleep(0.005)
        exchange.done()

    _, model = serve(chat, timeout=0.5)
    started = time.monotonic()
    assert model.reply(TALK).text == "Zürich liegt nicht am Merkur"
    assert time.monotonic() - started > 0.4


def test_a_server_that_only_says_that_it_lives(serve):
    def chat(exchange):
        for _ in range(10):
            exchange.raw(b": still reading your prompt\n\n")
            time.sleep(0.1)
        saying("fine")(exchange)

    _, model = serve(chat, timeout=0.6)
    assert model.reply(TALK).text == "fine"


def test_never_an_answer(serve):
    _, model = serve(lambda exchange: exchange.left(20), timeout=0.5)
    assert "sent nothing for 0.5 seconds" in str(failure(model.reply(TALK)))


def test_a_web_page_instead_of_a_stream(serve):
    _, model = serve(lambda exchange: exchange.status(200, "<html>data: log in first</html>"))
    assert "cut off" in str(failure(model.reply(TALK)))


ODD = [b"\x00\x01\x02", b"data: [DONE]\n\n", b"data:\n\n", b"data: null\n\n", b'data: {"choices": [[]]}\n\n',
       b"\xef\xbb\xbf"]


@pytest.mark.parametrize("data", ODD)
def test_odd_streams_end(serve, data):
    def chat(exchange):
        exchange.raw(data)
        exchange.end()

    _, model = serve(chat, retries=0)
    assert isinstance(failure(model.reply(TALK)), RemoteError)


# Stop and interrupt


def test_a_stop_closes_the_connection(serve):
    left = []

    def chat(exchange):
        with pytest.raises(OSError):
            for _ in range(1000):
                exchange.send(piece(content="word "))
                time.sleep(0.005)
        left.append(True)

    _, model = serve(chat)
    reply = model.reply(TALK)
    next(iter(reply))
    reply.stop()
    assert reply.finish_reason == "stopped" and reply.text.startswith("word ")
    assert wait_for(lambda: left, 5)


def test_a_stop_before_anything_came(serve):
    left = []
    server, model = serve(lambda exchange: left.append(exchange.left(5)))
    reply = model.reply(TALK)
    assert wait_for(lambda: server.asked, 5)
    reply.stop()
    assert reply.wait(2) and (reply.finish_reason, reply.text) == ("stopped", "")
    assert wait_for(lambda: left, 5) and left == [True]


def test_a_stop_while_connecting_and_between_retries(serve):
    server, model = serve(lambda exchange: exchange.status(503, "", Retry_After="30"))
    reply = model.reply(TALK)
    assert wait_for(lambda: server.asked, 5)
    reply.stop()
    assert reply.wait(2) and reply.finish_reason == "stopped"
    with black_hole() as address:
        model.server = Server(address, timeout=5)
        reply = model.reply(TALK)
        time.sleep(0.2)
        reply.stop()
        assert reply.wait(2) and reply.finish_reason == "stopped"


def test_an_interrupt_while_connecting():
    with black_hole() as address:
        threading.Timer(0.3, signal.pthread_kill, (threading.main_thread().ident, signal.SIGINT)).start()
        started = time.monotonic()
        with pytest.raises(KeyboardInterrupt):
            load_model(address)
        assert time.monotonic() - started < 5


def test_an_interrupt_while_waiting_stops_the_reply(serve):
    server, model = serve(lambda exchange: exchange.left(10))
    reply = model.reply(TALK)
    threading.Timer(0.3, signal.pthread_kill, (threading.main_thread().ident, signal.SIGINT)).start()
    with pytest.raises(KeyboardInterrupt):
        reply.text
    assert reply.wait(2) and reply.finish_reason == "stopped"


def test_closing_ends_what_runs(serve):
    left = []
    server, model = serve(lambda exchange: left.append(exchange.left(5)))
    replies = [model.reply(TALK) for _ in range(3)]
    assert wait_for(lambda: len(server.asked) == 3, 5)
    model.close()
    assert all(isinstance(failure(reply, 10), ModelClosedError) for reply in replies)
    assert wait_for(lambda: left == [True] * 3, 5)
    with pytest.raises(ModelClosedError, match="load it again"):
        model.reply(TALK)
    model.close()


def test_a_slow_listener_holds_nobody_up(serve):
    _, model = serve(saying("one two three"))
    slow = model.reply(TALK)
    slow.when_finished(lambda reply: time.sleep(1))
    started = time.monotonic()
    assert model.reply(TALK).text == "one two three"
    assert time.monotonic() - started < 0.9


def test_a_reply_asked_for_by_the_end_of_another(serve):
    """What a chat does that lets the model call functions."""
    _, model = serve(saying("fine"))
    texts, done = [], threading.Event()

    def again(reply):
        texts.append(model.reply(TALK).text)
        done.set()

    model.reply(TALK).when_finished(again)
    assert done.wait(5) and texts == ["fine"]


# Many


def test_map_keeps_its_bound_and_its_order(serve):
    def chat(exchange):
        time.sleep(0.05)
        number = exchange.body["messages"][0]["content"]
        exchange.status(400, {"error": "no"}) if number == "7" else saying(f"number {number}")(exchange)

    server, model = serve(chat, concurrency=3)
    replies = model.map([str(number) for number in range(12)], progress=False)
    assert server.most_at_once == 3
    assert [reply.text_so_far for reply in replies] == [f"number {number}" * (number != 7) for number in range(12)]
    assert isinstance(replies[7].error, RemoteError)


def test_map_survives_a_server_that_comes_and_goes(serve):
    counter = iter(range(10**6))

    def chat(exchange):
        if next(counter) % 3 == 0:
            return exchange.status(503, "", Retry_After="0.05")
        saying("fine " + exchange.body["messages"][0]["content"])(exchange)

    server, model = serve(chat, concurrency=4)
    replies = model.map([str(number) for number in range(20)], progress=False)
    assert [reply.text for reply in replies] == [f"fine {number}" for number in range(20)]


def test_an_interrupt_stops_map(serve):
    server, model = serve(lambda exchange: exchange.left(10), concurrency=2)
    threading.Timer(0.5, signal.pthread_kill, (threading.main_thread().ident, signal.SIGINT)).start()
    replies = model.map(["a", "b", "c", "d"], progress=False)
    assert [reply.finish_reason for reply in replies] == ["stopped"] * 4
    assert len(server.asked) == 2


def test_map_of_a_chat(serve):
    _, model = serve(lambda exchange: saying(exchange.body["messages"][-1]["content"].upper())(exchange))
    assert [reply.text for reply in Chat(model, system="Be brief.").map(["a", "b"], progress=False)] == ["A", "B"]


def test_asyncio_readers(serve):
    _, model = serve(saying("one two three"))

    async def read():
        return [text async for text in model.reply(TALK)], (await model.reply(TALK)).text_so_far

    pieces, text = asyncio.run(read())
    assert "".join(pieces) == text == "one two three"


# The key


def everything_shown(error):
    """All that Python's tracebacks can show of an error, local variables included."""
    return "".join(traceback.TracebackException.from_exception(error, capture_locals=True).format())


@pytest.mark.parametrize(
    "chat", [lambda exchange: exchange.status(401, {"error": {"message": f"Incorrect API key provided: {KEY}"}}),
                                  lambda exchange: exchange.status(500, f"<pre>Authorization: Bearer {KEY}</pre>"),
                                  lambda exchange: exchange.send({"error": {"message": f"what is {KEY}?"}}),
                                  lambda exchange: exchange.raw(f"data: {KEY}\n\n".encode()),
                                  cut_in_the_middle, saying("fine")],
                                  ids=["401", "500", "error", "rubbish", "cut", "fine"])
def test_the_key_is_never_shown(serve, chat, caplog, monkeypatch):
    monkeypatch.setenv("OPENAI_LOG", "debug")
    caplog.set_level(logging.DEBUG)
    for name in ("openai", "httpx", "httpx2", "httpcore", "httpcore2", "asyncio", "notebook_chat"):
        logging.getLogger(name).setLevel(logging.DEBUG)
    server, model = serve(chat, api_key=KEY, retries=0)
    reply = model.reply(TALK)
    reply.wait(5)
    assert server.exchanges[-1].headers["Authorization"] == f"Bearer {KEY}"
    shown = [repr(model), str(vars(model)), repr(reply), repr(reply.message), model.device, caplog.text]
    shown += [everything_shown(reply.error), repr(reply.error.__context__)] if reply.error else []
    assert not [text for text in shown if KEY in text]


def test_the_key_in_the_error_of_a_constructor():
    with FakeServer(saying("fine"),
                    models=lambda exchange: exchange.status(401, {"error": {"message": f"bad key {KEY}"}})) as server:
        try:
            RemoteModel(server.address, api_key=KEY)
        except RemoteError as error:
            assert "doesn't accept the key" in str(error) and KEY not in str(error) and error.__context__ is None


def test_the_key_comes_from_the_environment_and_is_not_pickled(monkeypatch):
    with FakeServer(saying("fine")) as server:
        model = RemoteModel(server.address, api_key=KEY)
        data = pickle.dumps(model)
        assert KEY.encode() not in data
        monkeypatch.setenv("OPENAI_API_KEY", "another")
        assert pickle.loads(data).reply(TALK).text == "fine"
        assert server.exchanges[-1].headers["Authorization"] == "Bearer another"


def test_neither_key_nor_talk_is_carried_to_another_machine():
    with FakeServer(saying("stolen")) as thief:
        with FakeServer(
            lambda exchange: exchange.status(307, "", Location=f"{thief.address}/chat/completions")) as server:
            model = RemoteModel(server.address, api_key=KEY, retries=0)
            error = failure(model.reply(TALK))
        assert thief.exchanges == [] and f"redirects to '{thief.address}" in str(error)
        assert "use that address" in str(error)


def test_a_password_in_the_address_is_refused_and_not_shown():
    for address in ("http://me:hunter2@127.0.0.1:9/v1", "http://hunter2@127.0.0.1"):
        with pytest.raises(LoadError, match="api_key=") as caught:
            load_model(address)
        assert "hunter2" not in str(caught.value)


# One thing at a time


def test_all_answers_of_a_server_that_breaks_off_for_the_next_request():
    """llama-cpp-python's server by default interrupts a request when another one comes."""
    server = RealServer("--interrupt_requests", "True")
    try:
        with load_model(server.address) as model, load_model(server.address) as other:
            chat, options = Chat(model), dict(temperature=0, max_tokens=16, progress=False)
            assert all(reply.text for reply in chat.map(["Hello!"] * 4, **options))
            assert None not in chat.map(["Count to two."] * 3, Literal[1, 2], **options)
            replies = [Chat(either).send("Hello!", temperature=0, max_tokens=8) for either in (model, other) * 2]
            assert all(reply.text for reply in replies)
    finally:
        server.stop()


# Two servers behind Ray Serve


def start_ray_service(port, folder):
    """Two servers behind a port. Ray gives up where its agent takes longer than 15 seconds, as on a busy machine, and
    is started again."""
    command = [sys.executable, "-m", "support.ray_service", str(port), str(demo_path())]
    environment = {**os.environ, "RAY_TMPDIR": folder}
    for attempt in range(5):
        service = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                   text=True, env=environment,
                                   cwd=os.path.dirname(__file__))
        while line := service.stdout.readline():
            if "ready" in line:
                return service
        print(service.stderr.read()[-2000:])
        service.wait(60)
    pytest.fail("Ray doesn't start")


@pytest.fixture
def ray_service():
    """The process with two servers, which can kill one of them, and a model on them."""
    if importlib.util.find_spec("ray") is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("no Ray: pip install 'ray[serve]'")
    port, folder = free_port(), tempfile.mkdtemp()   # not under pytest's, whose names are too long for a socket's
    try:
        service = start_ray_service(port, folder)
        try:
            yield service, RemoteModel(f"http://127.0.0.1:{port}", timeout=60)
        finally:
            service.stdin.close()
            try:
                service.wait(60)
            finally:
                service.kill()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.slow
def test_two_servers_behind_ray_serve_and_one_dies(ray_service):
    service, model = ray_service
    chats = [Chat(model) for _ in range(16)]
    answers = [f"answer {number:02}: " for number in range(16)]
    replies = [chat.send("Go", temperature=0, max_tokens=2000, grammar=f'root ::= "{answer}" [a-z]{{600}}') for chat,
               answer in zip(chats, answers)]
    assert wait_for(lambda: sum(bool(reply.text_so_far) for reply in replies) >= 3, 60)
    service.stdin.write("kill one\n")
    service.stdin.flush()
    assert "killed" in service.stdout.readline()
    assert not all(reply.finished for reply in replies), "they were too fast to be disturbed"
    for reply in replies:
        assert reply.wait(120)
    assert all(isinstance(reply.error, RemoteError) for reply in replies if reply.finish_reason != "stop")
    for number, (chat, answer) in enumerate(zip(chats, answers)):
        if replies[number].finish_reason != "stop":
            again = chat.retry(temperature=0, max_tokens=2000, grammar=f'root ::= "{answer}" [a-z]{{600}}')
            assert again.wait(120) and again.text
        assert [message.role for message in chat.messages] == ["user", "assistant"]
        assert chat.messages[1].text.startswith(answer) and len(chat.messages[1].text) == len(answer) + 600
    print("failed and asked again:", sum(reply.finish_reason != "stop" for reply in replies))


# The process around it


def test_leaving_python_in_the_middle_of_a_reply():
    with FakeServer(lambda exchange: [exchange.send(piece(content="word ")) or time.sleep(0.01)
                                      for _ in range(1000)]) as server:
        done = run_python(f"from notebook_chat import load_model\nmodel = load_model({server.address!r})\n"
                   f"reply = model.reply({TALK!r})\nprint(next(iter(reply)))\nother = model.reply({TALK!r})\n",
                   timeout=60, NO_PROXY="*")
    assert done.returncode == 0 and done.stdout.startswith("word"), done.stderr
    assert done.stderr == ""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_a_forked_process_has_connections_of_its_own():
    with FakeServer(saying("fine")) as server:
        done = run_python(f"import os\nfrom notebook_chat import load_model\nmodel = load_model({server.address!r})\n"
                   f"print(model.reply({TALK!r}).text, flush=True)\nchild = os.fork()\n"
                   f"print(model.reply({TALK!r}).text, flush=True)\n"
                   "if child: os.waitpid(child, 0)\nos._exit(0)\n", timeout=60, NO_PROXY="*")
    assert done.stdout.split() == ["fine"] * 3, done.stderr


def test_models_that_are_dropped_leave_no_connections(serve):
    server, model = serve(saying("fine"))
    for _ in range(20):
        assert load_model(server.address).reply(TALK).text == "fine"
    wait_for(lambda: len(connections_to(server.port)) <= 4, 5)
    assert len(connections_to(server.port)) <= 4
    assert threading.active_count() < 60


def connections_to(port):
    """Our open connections to a port."""
    lines = open("/proc/net/tcp").read().splitlines()[1:]
    fields = [line.split() for line in lines]
    return [field for field in fields if field[2] == f"0100007F:{port:04X}" and field[3] == "01"]
