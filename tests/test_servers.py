"""What servers do differently: streams, errors, calls, schemas, repetitions, contexts, and how many at a time."""

import asyncio
import json
import threading
import time
from typing import Annotated, Any, Literal, Optional, Union

import pytest
from pydantic import BaseModel, Field

from notebook_chat.core.errors import ContextError
from notebook_chat.core.messages import ChatMessage, FunctionCall
from notebook_chat.models.adapters import CompletionModel, ScriptedModel
from notebook_chat.models.remote import RemoteModel
from notebook_chat.models.remote_errors import RemoteError
from notebook_chat.chat.chat import Chat
from support.fake_server import piece, saying, words
from support.serving import TALK, no_proxy, serve, streaming  # noqa: F401


# A repeated beginning


@pytest.mark.parametrize("owner", ["llamacpp", "sglang"])
@pytest.mark.parametrize("old, pieces, new", [
    ("1. 1\n2. 2\n", ["1. 1\n2. 2\n3", ". 3"], "3. 3"),
    ("1. 1\n2. 2\n", ["1. 1\n", "2. 2", "\n3"], "3"),
    ("1. 1\n2. 2\n", ["1. 1\n2. 2", " and"], " and"),
    ("Mercu", ["Mercu", "ry"], "ry"),
    ("Mercu", ["ry"], "ry"),
    ("one two", ["one ", "three"], "one three"),
    ("one two", ["one "], "one "),
    ("one, ", ["one, ", "one, ", "two"], "one, two"),
    ("a", ["a" * 5], "aaaa"),
])
def test_a_repeated_beginning_is_cut_off(serve, owner, old, pieces, new):
    server, model = serve(streaming(*[piece(content=text) for text in pieces]), owner=owner)
    seen = []
    reply = model.reply([*TALK, {"role": "assistant", "content": old}], continue_final=True,
                        stop_when=lambda text: seen.append(text))
    assert reply.text == new == "".join(seen) and model.reply(TALK).text == "".join(pieces)
    assert server.asked[0]["continue_final_message"] is True


def test_a_continued_chat_holds_everything_once(serve):
    server, model = serve(streaming(piece(content="1, 2, 3"), piece(content=", 4")))
    chat = Chat(model)
    partial = ChatMessage("assistant", "1, 2, 3", finish_reason="length")
    chat.messages.replace([], [ChatMessage("user", "Count"), partial])
    assert chat.send().text == ", 4" and chat.messages[-1].text == "1, 2, 3, 4"


def test_what_is_new_comes_at_once(serve):
    """Nothing is held back longer than it may be a repetition."""
    go = threading.Event()

    def chat(exchange):
        exchange.send(piece(content="Mercu"), piece(content="ry"))
        go.wait(5)
        exchange.send(piece("stop"))
        exchange.done()

    _, model = serve(chat)
    reply = model.reply([*TALK, {"role": "assistant", "content": "Mercu"}], continue_final=True)
    assert next(iter(reply)) == "ry" and not reply.finish_reason == "stop"
    go.set()


# How many at a time


def double(number: int):
    "Doubles a number."
    return 2 * number


class Box(BaseModel):
    value: int


@pytest.mark.parametrize("ask", [
    lambda chat, rows: chat.map(rows, progress=False),
    lambda chat, rows: chat.map(rows, int, progress=False),
    lambda chat, rows: chat.map(rows, Box, progress=False),
    lambda chat, rows: (setattr(chat, "functions", [double]), chat.map(rows, progress=False)),
    lambda chat, rows: [reply.text for reply in [chat.fork().send(row) for row in rows]],
    lambda chat, rows: asyncio.run(gathered([chat.fork().send(row) for row in rows])),
    lambda chat, rows: chat.model.map(rows, progress=False),
], ids=["map", "int", "model", "functions", "sends", "gather", "its own map"])
def test_never_more_than_allowed(serve, ask):
    threads = []

    def answer(exchange):
        threads.append(threading.active_count())
        time.sleep(0.02)
        saying('{"value": 3}')(exchange)

    server, model = serve(answer, concurrency=3)
    ask(Chat(model), [str(number) for number in range(40)])
    assert server.most_at_once <= 3 and len(server.asked) == 40
    assert max(threads) < min(threads) + 30   # the server's own connections among them


async def gathered(replies):
    return await asyncio.gather(*replies)


@pytest.mark.parametrize("type, functions", [(None, []), (int, []), (None, [double])], ids=["map", "int", "functions"])
@pytest.mark.parametrize("fail", [lambda exchange: exchange.status(429, "busy", Retry_After="0"),
                                  lambda exchange: exchange.status(503, "", Retry_After="0"),
                                  lambda exchange: (exchange.send(piece(role="assistant")), exchange.cut())],
                         ids=["429", "503", "broken"])
def test_many_questions_are_asked_patiently(serve, type, functions, fail, monkeypatch):
    monkeypatch.setattr("notebook_chat.models.remote_errors.random.uniform", lambda low, high: 0.01)
    left = {}

    def answer(exchange):
        asked = exchange.body["messages"][-1]["content"]
        left[asked] = left.get(asked, 4) - 1
        fail(exchange) if left[asked] > 0 else saying("3")(exchange)

    _, model = serve(answer, concurrency=2)
    found = Chat(model, functions=functions).map(["a", "b", "c"], type, progress=False)
    assert found == [3] * 3 if type else [reply.text for reply in found] == ["3"] * 3


def test_a_model_has_one_gate_for_all(serve):
    server, model = serve(lambda exchange: (time.sleep(0.02), saying("3")(exchange)), concurrency=2)
    chats = [Chat(model) for _ in range(3)]
    workers = [threading.Thread(target=lambda chat=chat: chat.map(["a"] * 8, int, progress=False)) for chat in chats]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert server.most_at_once <= 2 and len(server.asked) == 24


@pytest.mark.parametrize("model", [ScriptedModel("3", pause=0.001), CompletionModel(
    type("Server", (), {"create_chat_completion": lambda self, messages, **options: {
        "choices": [{"message": {"content": "3"}, "finish_reason": "stop"}]}})())], ids=lambda model: model.name)
@pytest.mark.parametrize("functions", [[], [double]], ids=["plain", "functions"])
def test_threads_are_bounded_without_a_server_too(model, functions):
    chat, most, before = Chat(model, functions=functions), [], threading.active_count()
    reply, model.reply = model.reply, lambda *arguments, **options: (
        most.append(threading.active_count()), reply(*arguments, **options))[1]
    try:
        assert chat.map(["a"] * 300, int, progress=False) == [3] * 300
        assert all(answer.text == "3" for answer in chat.map(["a"] * 300, progress=False))
    finally:
        del model.reply
    assert max(most) - before <= 2 * 32 + 4


def test_llama_cpp_pythons_server_is_asked_one_thing_at_a_time(serve):
    server, model = serve(lambda exchange: (time.sleep(0.01), saying("3")(exchange)), owner="me")
    with RemoteModel(server.address, concurrency=4) as other:
        assert (model.concurrency, other.concurrency) == (1, 1)
        worker = threading.Thread(target=lambda: other.map(["a"] * 6, progress=False))
        worker.start()
        assert Chat(model).map(["a"] * 6, int, progress=False) == [3] * 6
        worker.join()
    assert server.most_at_once == 1


@pytest.mark.parametrize("first", [[piece(role="assistant")], [piece(role="assistant", content="")], [{"choices": []}],
                                   [b": hello\n\n"]], ids=["role", "empty", "nothing", "comment"])
@pytest.mark.parametrize("end", ["cut", "end", "done"])
def test_a_break_before_the_first_text_is_asked_again(serve, first, end):
    def answer(exchange):
        if len(server.asked) > 1:
            return saying("fine")(exchange)
        for chunk in first:
            exchange.raw(chunk) if isinstance(chunk, bytes) else exchange.send(chunk)
        getattr(exchange, end)()

    server, model = serve(answer)
    assert model.reply(TALK).text == "fine" and len(server.asked) == 2


# Wrapped values


@pytest.mark.parametrize("kind, text, value", [
    (str, '{"value": "30"}', "30"), (str, '{\n  "value": "a \\"b\\""\n}', 'a "b"'), (str, "plain words", "plain words"),
    (Any, '{"value": 5}', 5), (object, '{"value": [1]}', [1]), (dict, '{"value": {"a": 1}}', {"a": 1}),
    (dict[str, Any], '{"value": {"value": 1}}', {"value": 1}), (Union[dict, int], '{"value": 3}', 3),
    (dict[str, int], '{"value": {"a": 1}}', {"a": 1}), (Optional[str], '{"value": null}', None),
    (Annotated[str, Field(min_length=1)], '{"value": "x"}', "x"), (Box, '{"value": 3}', Box(value=3)), (int, "3", 3),
    (dict[str, int], '{"value": 3}', {"value": 3}),
], ids=str)
@pytest.mark.parametrize("owner", ["llamacpp", "me"])
def test_values_are_unwrapped(serve, kind, text, value, owner):
    _, model = serve(streaming(piece(content=text)), owner=owner)
    assert Chat(model).extract("x", kind) == value
    assert Chat(model).map(["x", "y"], kind, progress=False) == [value, value]


# Schemas


class Zip(BaseModel):
    code: Annotated[str, Field(pattern=r"^\d{5}$")]


class Person(BaseModel):
    name: str
    age: Optional[int] = None
    size: float = 1.5
    tags: dict[str, "Person"] | None = None


class Strict(BaseModel):
    name: str
    age: Optional[int] = None
    size: float = 1.5


def refusing_schemas(bad, message):
    """A chat that refuses requests in which `bad` finds something, and answers with a zip code."""
    def chat(exchange):
        if bad(exchange.body):
            return exchange.status(400, {"error": {"message": message}})
        saying('{"code": "12345"}')(exchange)
    return chat


@pytest.mark.parametrize("owner", ["llamacpp", "library", "vllm"])
def test_a_pattern_that_a_server_refuses(serve, owner):
    bad = lambda body: r"\\d" in json.dumps(body.get("response_format"))
    server, model = serve(refusing_schemas(bad, "failed to parse grammar"), owner=owner)
    for _ in range(2):
        assert Chat(model).extract("zip?", Zip) == Zip(code="12345")
    assert ("grammar" in server.asked[0]) == (owner == "llamacpp") and not bad(server.asked[-1])
    assert server.asked[-2] == server.asked[-1], "it has forgotten what was refused"


def test_our_own_grammar_may_be_refused_too(serve):
    chat = refusing_schemas(lambda body: "grammar" in body, "Failed to initialize samplers: failed to parse grammar")
    server, model = serve(chat, owner="llamacpp")
    assert Chat(model).extract("zip?", Zip) == Zip(code="12345")
    assert server.asked[-1]["response_format"]["type"] == "json_schema"


def test_a_pattern_in_a_function(serve):
    def find(code: Annotated[str, Field(pattern=r"^\d{5}$", max_length=2000)]):
        "Finds a place."

    bad = lambda body: "pattern" in json.dumps(body["tools"])
    server, model = serve(refusing_schemas(bad, "failed to parse grammar"), owner="llamacpp")
    assert Chat(model, functions=[find]).send("hi").text == '{"code": "12345"}'
    assert server.asked[-1]["tools"][0]["function"]["parameters"]["properties"]["code"]["type"] == "string"


def openai_strict(exchange):
    """What OpenAI refuses in strict mode."""
    form = exchange.body["response_format"]
    if "schema" in form:
        return exchange.status(400, {"error": {"message": "Unknown parameter: 'response_format.schema'."}})
    wrapped = form["json_schema"]

    def check(part):
        if isinstance(part, list):
            return all(map(check, part))
        if not isinstance(part, dict):
            return True
        if "properties" in part and (set(part["properties"]) != set(part.get("required", ()))
                                     or part.get("additionalProperties") is not False):
            return False
        if isinstance(part.get("additionalProperties"), dict) or "default" in part or "oneOf" in part:
            return False
        return all(map(check, part.values()))

    if wrapped["strict"] and not check(wrapped["schema"]):
        message = "Invalid schema for response_format 'answer': 'required' is required to have every key."
        return exchange.status(400, {"error": {"message": message}})
    exchange.send(piece(content=exchange.server_answer), piece("stop"))
    exchange.done()


@pytest.mark.parametrize("kind, answer, value, strict", [
    (Strict, '{"name": "Ann", "age": null, "size": null}', Strict(name="Ann"), True),
    (list[Strict], '{"value": [{"name": "Ann", "age": 3, "size": null}]}', [Strict(name="Ann", age=3)], True),
    (dict[str, str], '{"value": {"a": "b"}}', {"a": "b"}, False),
    (Person, '{"name": "Ann"}', Person(name="Ann"), False),
    (Literal["a", "b"], '{"value": "a"}', "a", True),
], ids=str)
def test_strict_mode_is_kept_or_left(serve, kind, answer, value, strict):
    def chat(exchange):
        exchange.server_answer = answer
        openai_strict(exchange)

    server, model = serve(chat)
    assert Chat(model).extract("Who?", kind) == value
    assert [asked["response_format"]["json_schema"]["strict"] for asked in server.asked] == [strict]


# Calls


@pytest.mark.parametrize("chunks", [
    [[(0, "a", "save", '{"p": "x"}')], [(0, "b", "save", '{"p": "y"}')]],
    [[(None, None, "save", '{"p": "x"}'), (None, None, "save", '{"p": "y"}')]],
    [[(0, None, "save", '{"p": "x"}')], [(0, None, "save", '{"p": "y"}')]],
    [[(0, "a", "save", "")], [(0, "q", None, '{"p":')], [(0, "r", None, ' "x"}')], [(1, "b", "save", '{"p": "y"}')]],
    [[(0, "a", "save", '{"p":')], [(0, "a", "save", ' "x"}')], [(0, "b", "save", '{"p": "y"}')]],
    [[("0", "", "save", '{"p": "x"}')], [("1", "", "save", '{"p": "y"}')]],
    [[(0, "a", "save", {"p": "x"}), (0, "b", "save", {"p": "y"})]],
    [[(0, "a", "save", None), (1, "b", "save", None)], [(1, None, None, '{"p": "y"}'), (0, None, None, '{"p": "x"}')]],
])
def test_calls_with_any_numbers_and_ids(serve, chunks):
    sent = [piece(tool_calls=[{key: value for key, value in dict(
        index=index, id=id, type="function", function={"name": name, "arguments": text}).items() if value is not None}
        for index, id, name, text in chunk]) for chunk in chunks]
    _, model = serve(streaming(*sent))
    reply = model.reply(TALK)
    reply.wait(5)
    assert [(call.name, call.arguments) for call in reply.message.calls] == [("save", {"p": "x"}), ("save", {"p": "y"})]


# Errors and signs of life in a stream


TOO_LONG = "the request exceeds the available context size"


@pytest.mark.parametrize("sent, words", [
    ('error: {"code":400,"message":"bad words"}\n\n', "bad words"),
    ('{"error": {"message": "bad words"}}', "bad words"),
    ('{\n "error": "bad words"\n}\n', "bad words"),
    ("event: error\ndata: bad words\n\n", "bad words"),
    ('event: error\ndata: {"message": "bad words"}\n\n', "bad words"),
    ('data: {"error_type": "oom", "error_message": "bad words"}\n\n', "bad words"),
    ('data: {"detail": "bad words"}\n\n', "bad words"),
    ('data: {"type": "error", "error": {"type": "x", "message": "bad words"}}\n\n', "bad words"),
    ('data: {"choices": [{"error": {"code": 502, "message": "bad words"}}]}\n\n', "bad words"),
    ('data: {"code": 400, "message": "bad words"}\n\n', "bad words"),
    ("Internal Server Error: bad words\n", "bad words"),
])
def test_errors_in_a_stream(serve, sent, words):
    for before in ([], [piece(content="Mercury")]):
        def chat(exchange):
            exchange.send(*before)
            exchange.raw(sent.encode())
            exchange.raw(b"data: [DONE]\n\n")
            exchange.end()

        _, model = serve(chat, retries=0)
        reply = model.reply(TALK)
        with pytest.raises(RemoteError, match=words):
            reply.text
        assert reply.text_so_far == "Mercury" * len(before)


@pytest.mark.parametrize("sent", ['error: {"code":400,"message":"%s"}\n\n', 'data: {"error": {"message": "%s"}}\n\n',
                                  '{"error_message": "%s"}'])
def test_a_context_error_in_a_stream(serve, sent):
    _, model = serve(lambda exchange: (exchange.raw((sent % TOO_LONG).encode()), exchange.end()), retries=0)
    with pytest.raises(ContextError, match="too long.*exceeds the available"):
        model.reply(TALK).text


@pytest.mark.parametrize("alive", [b"data: \n\n", b"data:\n\n", b": ping\n\n", b"event: ping\ndata: {}\n\n",
                                   b"data: null\n\n",
                                   b'data: {"type": "ping"}\n\n', b"data: [PING]\n\n", b"\n\n\n\n", b"data: {}\n\n",
                                   b"id: 5\nretry: 10\n\n", b"event: heartbeat\ndata: x\n\n", b"data: keep-alive\n\n",
                                   b'data: {"choices": []}\n\n', b"data:    \n\n"], ids=repr)
def test_signs_of_life_anywhere(serve, alive):
    chat = streaming(alive, piece(content="Mer"), alive, alive, piece(content="cury"), alive)
    _, model = serve(chat)
    assert model.reply(TALK).text == "Mercury"


def test_a_stream_without_empty_lines(serve):
    chunks = [f"data: {json.dumps(chunk)}\n" for chunk in words("Mercury Venus")]
    _, model = serve(lambda exchange: (exchange.raw("".join([*chunks, "data: [DONE]\n"]).encode()), exchange.end()))
    assert model.reply(TALK).text == "Mercury Venus"


# Reasoning


@pytest.mark.parametrize("deltas", [
    [dict(content="Let me see…"), dict(content="</think>\n\n"), dict(content="391.")],
    [dict(content="Let me see…</thi"), dict(content="nk>391.")],
    [dict(content="<think>Let me see…</think>391.")],
    [dict(thinking="Let me "), dict(thinking="see…"), dict(content="391.")],
    [dict(reasoning="Let me see…", reasoning_content="Let me see…"), dict(content="391.")],
    [dict(reasoning_details=[{"type": "reasoning.text", "text": "Let me see…"}]), dict(content="391.")],
    [dict(content=[{"type": "thinking", "thinking": [{"type": "text", "text": "Let me see…"}]}]),
     dict(content=[{"type": "text", "text": "391."}])],
], ids=["lone", "split", "tags", "thinking", "twice", "details", "parts"])
def test_reasoning_however_it_comes(serve, deltas):
    _, model = serve(streaming(*[piece(**delta) for delta in deltas]))
    chat = Chat(model)
    reply = chat.send("17 * 23?")
    assert (reply.text, reply.reasoning) == ("391.", "Let me see…")
    assert (chat.messages[-1].text, chat.messages[-1].reasoning) == ("391.", "Let me see…")
    chat = Chat(model, functions=[double])
    reply = chat.send("17 * 23?")
    assert (reply.text, reply.reasoning, chat.messages[-1].text) == ("391.", "Let me see…", "391.")


@pytest.mark.parametrize("text", ["Models end it with `</think>` always.", 'Write "</think>" there.',
                                  "```\n</think>\n```"])
def test_a_marker_that_is_quoted_is_text(serve, text):
    _, model = serve(streaming(*[piece(content=letter) for letter in text]))
    assert model.reply(TALK).text == text


# Messages


def test_empty_answers_are_not_sent(serve):
    server, model = serve(saying("fine"))
    chat = Chat(model)
    chat.messages.replace([], [ChatMessage("user", "a"), ChatMessage("assistant", "", finish_reason="stop"),
                               ChatMessage("user", "b"), ChatMessage("assistant", " \n"), ChatMessage("user", "c"),
                               ChatMessage("assistant", "", calls=[FunctionCall("f", {}, "1")]),
                               ChatMessage("tool", "5", call_id="1")])
    chat.send("d").text
    sent = server.asked[0]["messages"]
    assert [message["role"] for message in sent] == ["user", "user", "user", "assistant", "tool", "user"]
    assert sent[3]["content"] is None and sent[3]["tool_calls"] and len(chat.messages) == 9


def test_lone_surrogates_in_all_that_is_sent(serve):
    def f(city: str = "a\ud800"):
        "About \udc00."

    class Told(BaseModel):
        name: Annotated[str, Field(description="\ud800")]

    server, model = serve(saying('{"value": "\ufffd"}'))
    chat = Chat(model, system="Be \ud83d.", functions=[f])
    assert chat.send("half \ud83d\ude00 \udfff").text
    asking = ChatMessage("assistant", "", calls=[FunctionCall("f", {"x": "\ud801"}, "1")])
    chat.messages.replace([], [ChatMessage("user", "a"), asking, ChatMessage("tool", "\udc05", call_id="1")])
    assert chat.send("b", stop=["\ud800"]).text
    assert chat.extract("c\ud800", str) == "\ufffd"
    server.chat = saying('{"name":"x"}')
    assert chat.extract("c", Told) == Told(name="x")
    assert "\ufffd" in server.asked[0]["messages"][0]["content"]
    assert server.asked[0]["messages"][-1]["content"] == "half 😀 \ufffd"


# A full context


def small(tokens, message, status=400, usage=True):
    """A chat on a model with a small context, a token a word."""

    def chat(exchange):
        length = sum(len((message["content"] or "").split()) for message in exchange.body["messages"])
        if length > tokens:
            return exchange.status(status, {"error": {"message": message}})
        exchange.send(*words("fine", usage={"prompt_tokens": length} if usage else None))
        exchange.done()

    return chat


@pytest.mark.parametrize("usage, n_ctx", [(True, None), (False, None), (True, 100)], ids=["usage", "nothing", "both"])
def test_a_conversation_goes_on_when_the_context_is_full(serve, usage, n_ctx):
    server, model = serve(small(100, TOO_LONG, usage=usage))
    model.n_ctx = n_ctx
    chat = Chat(model, system="Be brief.")
    for number in range(30):
        assert chat.send(f"{number}. " + "word " * 9).text == "fine"
    assert chat.messages[0].role == "system" and chat.messages[1].role == "user" and len(chat.messages.dropped) > 20
    told = [message.text.split()[0] for message in [*chat.messages.dropped, *chat.messages] if message.role == "user"]
    assert told == [f"{number}." for number in range(30)]
    assert len(server.asked) == 30 if n_ctx else 30 < len(server.asked) < 40


@pytest.mark.parametrize("ask", [lambda chat: chat.extract("x", str),
                                 lambda chat: chat.map(["x"], progress=False)[0].text,
                                 lambda chat: chat.map(["x"], str, progress=False)[0], lambda chat: chat.send("x").text,
                                 lambda chat: (setattr(chat, "functions", [double]), chat.send("x").text)[1]],
                         ids=["extract", "map", "map of a type", "send", "functions"])
def test_every_question_makes_room(serve, ask):
    server, model = serve(small(100, TOO_LONG))
    chat = Chat(model)
    chat.messages.replace([], [ChatMessage(role, "word " * 9) for _ in range(20) for role in ("user", "assistant")])
    assert ask(chat) == "fine" and len(server.asked) < 8
    assert all(asked["messages"][0]["role"] == "user" for asked in server.asked)


def test_a_question_that_is_too_long_stays_an_error(serve):
    server, model = serve(small(100, TOO_LONG))
    chat = Chat(model)
    chat.send("hello").text
    with pytest.raises(ContextError, match="too long"):
        chat.send("word " * 200).text
    assert [message.text for message in chat.messages] == ["hello", "fine"] and len(server.asked) < 16
    assert not chat.messages.dropped and chat.send("hi").text == "fine"


def test_what_was_written_is_not_asked_again(serve):
    def chat(exchange):
        exchange.send(piece(content="Mercury"), {"error": {"message": TOO_LONG}})
        exchange.end()

    server, model = serve(chat)
    talk = Chat(model)
    talk.messages.replace([], [ChatMessage(role, "word") for _ in range(4) for role in ("user", "assistant")])
    reply = talk.send("x")
    reply.wait(5)
    assert isinstance(reply.error, ContextError) and reply.text_so_far == "Mercury" and len(server.asked) == 1
