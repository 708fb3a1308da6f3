"""The forms in which servers send the same thing: streams, endings, errors, calls, reasoning, lists of models."""

import gzip
import json
import warnings
import zlib
from email.utils import formatdate
from typing import Literal, Optional

import pytest
from pydantic import BaseModel, Field

from notebook_chat import Chat, ChatMessage
from notebook_chat.core.errors import ContextError
from notebook_chat.models.remote import RemoteModel
from notebook_chat.models.remote_errors import RemoteError
from support.fake_server import FakeServer, piece, saying, words
from support.serving import TALK, failure, no_proxy, responding, serve, streaming  # noqa: F401

TEXT = "Zürich 🏔️ «süß» 日本"
EVENTS = [f"data: {json.dumps(chunk, ensure_ascii=False)}\n\n" for chunk in words(TEXT)]
WHOLE = "".join(EVENTS)
DONE = "data: [DONE]\n\n"


@pytest.fixture
def ask(serve):
    """`ask(chat)` gives the finished reply of a server that answers by `chat`; all on one server."""
    chats = []
    _, model = serve(lambda exchange: chats[-1](exchange), retries=0)

    def reply(chat):
        chats.append(chat)
        answer = model.reply(TALK)
        assert answer.wait(10), "it never ends"
        return answer

    return reply


def sse(*chunks):
    """A chat that streams chunks to the end mark, as one piece."""
    return responding(("".join(f"data: {json.dumps(chunk)}\n\n" for chunk in chunks) + DONE).encode())


# Bytes


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"], ids=repr)
@pytest.mark.parametrize("framing", ["chunked", "length", "close"])
def test_however_the_bytes_are_cut(ask, line_end, framing):
    data = (WHOLE + DONE).replace("\n", line_end).encode()
    for size in (1, 7, None):
        assert ask(responding(data, size=size, framing=framing)).text == TEXT


@pytest.mark.parametrize("encoding, pack", [("gzip", gzip.compress), ("deflate", zlib.compress),
                                            ("deflate", lambda data: zlib.compress(data)[2:-4])])
def test_packed_streams(ask, encoding, pack):
    packed = pack((WHOLE + DONE).encode())
    assert ask(responding(packed, size=5, **{"Content-Encoding": encoding})).text == TEXT


def test_any_content_type(ask):
    lines = "".join(json.dumps(chunk) + "\n" for chunk in words(TEXT))
    for body in (WHOLE + DONE, lines, json.dumps(list(words(TEXT))), json.dumps([*words(TEXT)], indent=1)):
        for kind in ("text/event-stream", "application/json", "application/json; charset=utf-8", "text/plain", "",
                     "application/x-ndjson", "application/octet-stream"):
            assert ask(responding(body.encode(), kind, size=9)).text == TEXT, (kind, body[:40])


NOISE = ["\n\n", ": hi\n\n", "retry: 3000\n\n", "id: 1\n\n", "event: open\ndata: ready\n\n", "data: ok\n\n",
         "data: true\n\n",
         "data: []\n\n", "data: 1\n\n", "data: keep alive\n\n", "data: : keepalive\n\n", "data: <keepalive>\n\n",
         "data: .\n\n",
         "data: 💓\n\n", "data: null\n", "data: OPENROUTER PROCESSING\n\n", "ping\n\n", 'data: "ping"\n\n', "data\n\n",
         "event: queue\ndata: {\"position\": 3}\n\n", 'data: {"status": "processing"}\n\n',
         'data: {"choices": null}\n\n', 'data: {"choices":[{"delta":null}]}\n\n', 'data: {"code":0,"message":"ok"}\n\n',
         'data: {"choices":[{"delta":{"content":null}}]}\n\n', 'data: {"choices":[{"delta":{"content":[]}}]}\n\n',
         'data: {"choices":[{"delta":{},"finish_reason":""}],"error":{}}\n\n', 'data: {"detail": null}\n\n',
         'data: {"choices":[],"error":{"message":null,"code":null}}\n\n', "event: heartbeat\ndata: {\"t\": 3}\n\n"]


@pytest.mark.parametrize("noise", NOISE, ids=repr)
def test_what_says_nothing_changes_nothing(ask, noise):
    for place in (0, 2):
        body = "".join([*EVENTS[:place], noise, *EVENTS[place:], DONE])
        assert ask(responding(body.encode())).text == TEXT


@pytest.mark.parametrize("end", ["", "data: [DONE]", "data:[DONE]\n\n", 'data: "[DONE]"\n\n', DONE + DONE,
                                 "event: done\n" + DONE,
                                 DONE + "garbage\n", DONE + "data: {broken\n\n", "data: [END]\n\n", ": bye\n\n",
                                 'data: {"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":2}}\n\n' + DONE])
def test_endings(ask, end):
    assert ask(responding((WHOLE + end).encode())).text == TEXT
    assert ask(responding((WHOLE + end).encode(), framing="length", cut=True)).text == TEXT


@pytest.mark.parametrize("reason, told", [
    *[(reason, "stop") for reason in ("stop", "STOP", "eos", "end_turn", "tool_calls", "content_filter", 1, True,
                                      {"type": "stop"}, ["stop"], "FINISH_REASON_STOP")],
    *[(reason, "length") for reason in ("length", "LENGTH", "max_tokens", "MAX_TOKENS", "model_length",
                                        "max_new_tokens",
                                        "max_output_tokens", "model_context_window_exceeded", {"type": "length"})]])
def test_reasons(ask, reason, told):
    assert ask(sse(piece(content=TEXT), piece(reason))).finish_reason == told


@pytest.mark.parametrize("last", [{"choices": [{"delta": {}}], "finish_reason": "stop"},
                                  {"choices": [{"delta": {"finish_reason": "stop"}}]},
                                  {"choices": [], "usage": {"prompt_tokens": 3, "completion_tokens": 5}}])
def test_reasons_elsewhere(ask, last):
    reply = ask(sse(piece(content=TEXT), last))
    assert (reply.text, reply.finish_reason) == (TEXT, "stop")


def test_figures_after_the_reason_do_not_change_it(ask):
    figures = {"choices": [], "usage": {"prompt_tokens": 3, "completion_tokens": 5}}
    assert ask(sse(piece(content=TEXT), piece("length"), figures)).finish_reason == "length"


# Contents


@pytest.mark.parametrize("content", [
    [{"type": "text", "text": TEXT[:4]}, {"type": "text", "text": TEXT[4:]}], {"type": "text", "text": TEXT}, [TEXT],
    [{"type": "output_text", "text": TEXT}], [{"text": TEXT}], [None, {"type": "text", "text": TEXT}],
    [{"type": "text", "text": {"value": TEXT}}]], ids=repr)
@pytest.mark.parametrize("reason", ["stop", None])
def test_contents(ask, content, reason):
    if reason:
        assert ask(sse(piece(content=content), piece("stop"))).text == TEXT
    message = {"choices": [{"message": {"role": "assistant", "content": content}, "finish_reason": reason}]}
    for kind in ("application/json", "text/event-stream", "text/plain"):
        assert ask(responding(json.dumps(message, indent=1).encode(), kind)).text == TEXT


def test_the_whole_at_the_end_of_its_pieces(ask):
    whole = {"choices": [{"delta": {}, "message": {"role": "assistant", "content": TEXT}, "finish_reason": "stop"}]}
    assert ask(sse(piece(content=TEXT[:5]), piece(content=TEXT[5:]), whole)).text == TEXT
    whole["choices"][0]["delta"] = {"role": "assistant"}
    assert ask(sse(whole)).text == TEXT


def test_a_character_in_two_halves(ask):
    high, low = json.loads(r'"\ud83c"'), json.loads(r'"\udfd4"')
    assert ask(sse(piece(content="a" + high), piece(content=low + "b"), piece("stop"))).text == "a🏔b"
    assert ask(sse(piece(content="a" + high), piece("stop"))).text == "a\ufffd"


def test_only_the_first_choice_counts(ask):
    other = {"index": 1, "delta": {"content": "NO"}, "finish_reason": "length"}
    first = {"index": 0, "delta": {"content": TEXT}}
    for chunks in ([{"choices": [other, first]}], [{"choices": [first]}, {"choices": [other]}]):
        reply = ask(sse(*chunks, piece("stop")))
        assert (reply.text, reply.finish_reason) == (TEXT, "stop")


def test_a_refusal_is_shown(ask):
    assert ask(sse(piece(content=None, refusal="I can't "), piece(refusal="help."),
        piece("stop"))).text == "I can't help."


@pytest.mark.parametrize("deltas", [
    [dict(reasoning_content="Hm", content=None), dict(reasoning_content=None, content="391")],
    [dict(reasoning={"content": "Hm"}), dict(content="391")], [dict(content={"type": "reasoning", "text": "Hm"}),
    dict(content="391")],
    [dict(content=[{"type": "reasoning", "reasoning": "Hm"}]), dict(content="391")],
    [dict(thinking_blocks=[{"type": "thinking", "thinking": "Hm"}]), dict(content="391")],
    [dict(content="[TH"), dict(content="INK]H"), dict(content="m[/THI"), dict(content="NK]391")],
    [dict(content="\n<seed:think>Hm</seed:think>391")], [dict(content="◁think▷Hm◁/think▷391")],
    [dict(content="<|START_THINKING|>Hm<|END_THINKING|>"), dict(content="391")],
    [dict(reasoning_content="Hm"), dict(content="\n</think>\n\n391")]], ids=repr)
def test_reasoning(ask, deltas):
    reply = ask(sse(*[piece(**delta) for delta in deltas], piece("stop")))
    assert (reply.text, reply.reasoning.strip()) == ("391", "Hm")


@pytest.mark.parametrize("text", ["[T", "<", "[THIN", " ", "<thinking>Hm</thinking>", "[1, 2]"])
def test_what_only_begins_like_a_thought_is_text(ask, text):
    assert ask(sse(piece(content=text), piece("stop"))).text_so_far.strip() == text.strip()


# Errors


BODIES = [{"error": "bad words"}, "bad words", {"detail": "bad words"}, {"detail": [{"loc": ["body", "x"],
          "msg": "bad words"}]},
          [{"error": {"code": 400, "message": "bad words"}}], {"errors": [{"message": "bad words"}]},
          {"errorMessage": "bad words"},
          {"detail": {"error": {"message": "bad words"}}}, {"errors": {"field": ["bad words"]}},
          {"error": [{"message": "bad words"}]},
          {"error": {"message": json.dumps({"error": {"message": "bad words"}})}}, {"Message": "bad words"},
          {"error": "invalid_request", "error_description": "bad words"}, {"error": True, "message": "bad words"},
          {"error": 400, "message": "bad words"}, {"error": {"message": None, "detail": "bad words"}}]


@pytest.mark.parametrize("body", BODIES, ids=json.dumps)
def test_the_words_of_an_error(ask, body):
    data = json.dumps(body).encode()
    for status in (400, 500):
        for kind in ("application/json", "text/plain"):
            error = failure(ask(responding(data, kind, status)))
            assert isinstance(error, RemoteError) and "bad words" in str(error) and not set("{}[]") & set(str(error))
    assert "bad words" in str(failure(ask(responding(b"event: error\ndata: " + data + b"\n\n"))))


PAGES = ["<html><head><title>502</title><style>a{b:c}</style></head><body><h1>bad &amp; words</h1></body>",
         "<!DOCTYPE html><script>var x = 1;</script><p>bad &amp; words</p>", "bad & words"]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("status", [400, 401, 404, 405, 413, 422, 429, 500, 502, 503, 504])
def test_a_page_is_told_as_text(ask, page, status):
    error = str(failure(ask(responding(page.encode(), "text/html", status))))
    assert "It says: " in error and "bad & words" in error and not any(part in error for part in ("<", "a{b", "var x"))


@pytest.mark.parametrize("chunk", [
    {"error": {"message": "bad words"}}, {"error": 400, "message": "bad words"}, {"error": {"message": "x",
    "detail": ["bad words"]}},
    {"choices": [{"delta": {}, "error": {"message": "bad words"}}]}], ids=repr)
def test_an_error_after_the_first_words(ask, chunk):
    reply = ask(sse(piece(content="Mer"), chunk))
    assert "broke the reply off" in str(failure(reply)) and reply.text_so_far == "Mer"


@pytest.mark.parametrize("reason", ["error", "ERROR", "abort", "failed", "cancelled", "insufficient_system_resource"])
def test_a_reply_that_ended_for_no_reason_of_its_own(ask, reason):
    reply = ask(sse(piece(content="Mer"), piece(reason, content="cury")))
    assert "broke the reply off" in str(failure(reply)) and reply.text_so_far == "Mercury"


def test_words_outside_of_any_form_are_told_if_the_reply_breaks_off(ask):
    for line in ("data: out of memory\n\n", "out of memory\n", "<html><body>out of memory</body></html>\n"):
        reply = ask(responding(("".join(EVENTS[:2]) + line).encode()))
        assert "cut off" in str(failure(reply)) and "It says: out of memory" in str(failure(reply))


@pytest.mark.parametrize("words, code, kind", [
    ("Bad.", "context_length_exceeded", ContextError), ("Bad.", "exceed_context_size_error", ContextError),
    ("tokens_limit_reached: too large. Max size: 8000 tokens.", None, ContextError),
    ("Your request exceeded the maximum number of input tokens: 32768", None, ContextError),
    ("'tools.0.function.description' is too long. Maximum length is 1024", None, RemoteError),
    ("Image tokens exceed the limit of 10 images", None, RemoteError)])
def test_contexts(ask, words, code, kind):
    error = failure(ask(responding(json.dumps({"error": {"message": words, "code": code}}).encode(),
        "application/json", 400)))
    assert type(error) is kind


@pytest.mark.parametrize("where", ["http://127.0.0.1:1/v1", None])
def test_redirects(ask, where):
    error = str(failure(ask(responding(b"moved", "text/plain", 307, **({"Location": where} if where else {})))))
    assert (where or "has moved") in error and "None" not in error


@pytest.mark.parametrize("after", ["0", "0.05", " 0 ", "", "soon", "nan", "-1", formatdate(0, usegmt=True)])
def test_retry_after(serve, after, monkeypatch):
    monkeypatch.setattr("notebook_chat.models.remote_errors.random.uniform", lambda low, high: 0.01)
    server, model = serve(lambda exchange: saying("fine")(exchange) if len(server.asked) > 1 else
                          exchange.status(429, "busy", Retry_After=after))
    assert model.reply(TALK).text == "fine"


# Calls


X, Y = '{"p": "x"}', '{"p": "y"}'
SAVE, LOAD = ("save", {"p": "x"}), ("load", {"p": "y"})


def part(index=None, id=None, name=None, arguments=None, **more):
    function = {key: value for key, value in dict(name=name, arguments=arguments).items() if value is not None}
    call = {key: value for key, value in dict(index=index, id=id,
        function=function or None).items() if value is not None}
    return {**call, **more}


@pytest.mark.parametrize("deltas, calls", [
    ([part(1, "a", "save", X)], [SAVE]), ([part(0.0, "a", "save", X), part(1.0, "b", "load", Y)], [SAVE, LOAD]),
    ([part(0, "a", "save", "{}"), part(0, "a", None, X)], [SAVE]), ([part(0, "a", "save", {}), part(0, "a", None, X)],
    [SAVE]),
    ([part(0, "a", "save", '{"p"'), part(0, "a", "save", '{"p": "x"'), part(0, "a", "save", X)], [SAVE]),
    ([part(0, "a", "save", ""), part(0, None, None, X), part(0, "a", "save", X)], [SAVE]),
    ([part(0, "a", "save", X), part(0, "a", "save", X)], [SAVE]),
    ([part(None, "a", "save", X), part(None, "a", "load", Y)], [SAVE, LOAD]),
    ([part(None, "a", "save", X), part(None, "a", "save", Y)], [SAVE, ("save", {"p": "y"})]),
    ([part(None, "a", "save", ""), part(None, "b", "load", ""), part(None, "b", None, Y), part(None, "a", None, X)],
    [SAVE, LOAD]),
    ([part(0, "a", " save ", X)], [SAVE]), ([part(0, "a", "save", "{'p': 'x'}")], [SAVE]),
    ([part(0, "a", "save", json.dumps(X))], [SAVE]), ([part(0, "a", "save", '{"p": "\\'), part(0, None, None,
    'u0078"}')], [SAVE]),
    *[([part(0, "a", "now", text)], [("now", {})]) for text in ("null", "  \n", "[]", '""')],
    ([{"id": "a", "name": "save", "parameters": {"p": "x"}}], [SAVE]),
    ([{"id": "a", "function": {"name": "save", "parameters": {"p": "x"}}}], [SAVE]),
    ([{"id": "a", "type": "tool_use", "name": "save", "input": {"p": "x"}}], [SAVE]),
    ([{"id": "a", "type": "custom", "custom": {"name": "save", "input": X}}], [SAVE]),
], ids=repr)
def test_calls(ask, deltas, calls):
    for reason in ("tool_calls", "stop"):
        reply = ask(sse(*[piece(tool_calls=[delta]) for delta in deltas], piece(reason)))
        assert [(call.name, call.arguments) for call in reply.message.calls] == calls
    assert [(call.name, call.arguments) for call in ask(sse(piece(tool_calls=deltas[0]), *[
        piece(tool_calls=[delta]) for delta in deltas[1:]],
            piece("stop"))).message.calls] == calls   # no list around it


def test_the_old_form_beside_the_new_one(ask):
    old = {"name": "save", "arguments": X}
    for delta in (dict(function_call=old), dict(function_call=old, tool_calls=[part(0, "a", "save", X)])):
        assert [call.name for call in ask(sse(piece(**delta), piece("stop"))).message.calls] == ["save"]


@pytest.mark.parametrize("ids", [("a", "b"), ("a", "a"), ("", ""), (None, None), ("a", ""), (7, 7)], ids=repr)
def test_each_call_goes_back_with_its_own_id(serve, ids):
    def double(number: int):
        "Doubles."
        return 2 * number

    calls = [part(place, id, "double", json.dumps({"number": place + 1})) for place, id in enumerate(ids)]
    server, model = serve(lambda exchange: saying("done")(exchange) if len(server.asked) > 1 else
                          sse(piece(tool_calls=calls), piece("tool_calls"))(exchange))
    assert Chat(model, functions=[double]).send("hi").text == "done"
    *_, asked, first, second = server.asked[-1]["messages"]
    sent = [call["id"] for call in asked["tool_calls"]]
    assert len(set(sent)) == 2 and [(result["tool_call_id"], result["content"]) for result in (first, second)] == [
        (sent[0], "2"), (sent[1], "4")]


# Lists of models, and addresses


@pytest.mark.parametrize("listed, n_ctx", [
    ([{"id": "tiny"}], None), ({"models": [{"name": "tiny", "context_length": 4096}]}, 4096), ({"data": ["tiny"]},
    None),
    (["tiny"], None), ({"data": [{"name": "tiny", "max_model_len": True}]}, None),
    ({"data": [{"id": "tiny", "max_model_len": "4096"}, {"id": ""}, 5]}, 4096),
    ({"data": [{"id": "tiny", "owned_by": "llamacpp", "meta": {"n_ctx": 512, "n_ctx_train": 4096}}]}, 512),
    ({"data": [{"id": "tiny", "context_window": 4096, "owned_by": ["x"]}]}, 4096)], ids=repr)
def test_lists_of_models(listed, n_ctx):
    with FakeServer(saying("fine"), models=lambda exchange: exchange.status(200, listed)) as server:
        with RemoteModel(server.address) as model:
            assert (model.name, model.n_ctx, model.reply(TALK).text) == ("tiny", n_ctx, "fine")


def test_addresses_as_they_are_copied():
    with FakeServer(saying("fine")) as server:
        for end in ("", "/", "/v1", "/v1/", "/v1/chat/completions", "/v1/models", "/v1/completions", "/v1/chat", " ",
            "#tiny"):
            with RemoteModel(server.address.removesuffix("/v1") + end) as model:
                assert model.address == server.address
    for wrong in ("http://a b/v1", None, 5, "gpu-box:8000", ""):
        with pytest.raises(RemoteError, match="looks like"):
            RemoteModel(wrong)


# How likely the tokens were


def row(token, logprob, **more): return {"token": token, "logprob": logprob, **more}


@pytest.mark.parametrize("rows", [
    [row("Mer", -0.5, bytes=[77, 101, 114], top_logprobs=[row("Mer", -0.5, bytes=[77, 101, 114]), row("Mars", -1.5)]),
    row("cury", -0.1)],
    [row("Mer", -0.5, bytes=None, top_logprobs=[row("Mer", -0.5), row("Mars", -1.5, bytes=None)]), row("cury", -0.1,
    top_logprobs=None)],
    [row("Mer", -0.5, id=7, top_logprobs=[row("Mer", -0.5, id=7), row("Mars", -1.5, id=8)]), row("cury", -0.1, id=9)],
], ids=["OpenAI", "no bytes", "llama-server"])
def test_logprobs(serve, rows):
    chunks = [piece(content=entry["token"]) for entry in rows]
    for chunk, entry in zip(chunks, rows):
        chunk["choices"][0]["logprobs"] = {"content": [entry], "refusal": None}
    nothing = piece(content="")
    nothing["choices"][0]["logprobs"] = None
    server, model = serve(streaming(nothing, *chunks, nothing))
    reply = Chat(model).send("hi", logprobs=2)
    assert reply.text == "Mercury" and server.asked[0]["top_logprobs"] == 2 and server.asked[0]["logprobs"] is True
    assert [(told.text, told.bytes, told.logprob) for told in reply.logprobs] == [
        ("Mer", b"Mer", -0.5), ("cury", b"cury", -0.1)]
    assert [other.text for other in reply.logprobs[0].top] == ["Mer", "Mars"] and reply.logprobs[1].top == ()
    assert [told.token for told in reply.logprobs] == [entry.get("id") for entry in rows]


@pytest.mark.parametrize("given", [None, {}, {"content": None}, {"content": []}, {"content": [None, 5, {"token": 3}]},
    [], "no"])
def test_logprobs_that_say_nothing(serve, given):
    chunk = piece(content="Mercury")
    chunk["choices"][0]["logprobs"] = given
    _, model = serve(streaming(chunk))
    reply = Chat(model).send("hi", logprobs=1)
    assert reply.text == "Mercury" and not reply.logprobs


def test_logprobs_of_the_answer_without_the_thought(serve):
    chunks = [piece(content=text) for text in ("<think>", "Hm", "</think>", "Mercury")]
    for number, chunk in enumerate(chunks):
        text = chunk["choices"][0]["delta"]["content"]
        chunk["choices"][0]["logprobs"] = {"content": [row(text, -float(number))]}
    _, model = serve(streaming(*chunks))
    reply = Chat(model).send("hi", logprobs=0)
    assert (reply.text, reply.reasoning) == ("Mercury", "Hm")
    assert [told.text for told in reply.logprobs] == ["Mercury"]


# Schemas for strict mode


class Cat(BaseModel):
    kind: Literal["cat"]
    lives: int = 9


class Dog(BaseModel):
    kind: Literal["dog"]
    tricks: list[str] = []


class Owner(BaseModel):
    pet: Cat | Dog = Field(discriminator="kind")
    mood: Literal["x", 1, None] = "x"
    age: Optional[int] = None


NAMED = {"P": {"type": "object", "properties": {"n": {"type": "string"}, "m": {"type": "integer"}}, "required": ["n"]}}


@pytest.mark.parametrize("kind, answer, value", [
    (Owner, '{"pet": {"kind": "cat", "lives": null}, "mood": 1, "age": null}', Owner(pet=Cat(kind="cat"), mood=1)),
    (Literal["a", 1], '{"value": 1}', 1), (Literal["a", None], '{"value": null}', None), ({"enum": ["a", "b"]},
    '{"value": "a"}', "a"),
    ({"type": "object", "definitions": NAMED, "properties": {"p": {"$ref": "#/definitions/P"}}, "required": ["p"]},
     '{"p": {"n": "x", "m": null}}', {"p": {"n": "x"}}),
    ({"type": "object", "$comment": "?", "properties": {"k": {"const": "v", "x-order": 1}}, "required": ["k"]},
    '{"k": "v"}', {"k": "v"}),
    ({"type": "object", "properties": {"k": {"allOf": [{"type": "string"}]}}, "required": ["k"]}, '{"k": "v"}',
    {"k": "v"}),
], ids=repr)
def test_strict_schemas(serve, kind, answer, value):
    """Every object closed and complete, every choice with its type, nothing that strict mode doesn't know."""
    known = {"type", "properties", "required", "additionalProperties", "items", "enum", "const", "anyOf", "$ref",
             "$defs",
             "definitions", "description", "title"}

    def check(part):
        assert set(part) <= known and ("type" in part or "anyOf" in part or set(part) == {"$ref"}), part
        if part.get("type") == "object":
            assert set(part["properties"]) == set(part["required"]) and part["additionalProperties"] is False
        for inner in (*part.get("properties", {}).values(), *part.get("$defs", {}).values(), *part.get("anyOf", ()),
                      *part.get("definitions", {}).values()):
            check(inner)

    server, model = serve(saying(answer))
    assert Chat(model).extract("?", kind) == value
    [asked] = server.asked
    assert asked["response_format"]["json_schema"]["strict"] is True
    check(asked["response_format"]["json_schema"]["schema"])


@pytest.mark.parametrize("owner", ["llamacpp", "vllm", "me", "somebody"])
def test_a_typed_answer_warns_of_nothing(serve, owner):
    _, model = serve(saying('{"value": 3}'), owner=owner)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert Chat(model).extract("?", int) == 3


# Going on


@pytest.mark.parametrize("owner", ["llamacpp", "vllm", "sglang", "somebody"])
def test_a_thought_that_was_stopped_is_begun_anew_and_that_is_said(serve, owner):
    server, model = serve(saying("391"), owner=owner)
    chat = Chat(model)
    partial = ChatMessage("assistant", "", reasoning="Let me", finish_reason="stopped")
    chat.messages.replace([], [ChatMessage("user", "17 * 23?"), partial])
    with pytest.warns(UserWarning, match="can't go on inside a thought: 'tiny' answers anew"):
        reply = chat.send()
    assert reply.text == "391" and chat.messages[-1].text == "391"
    assert [message["role"] for message in server.asked[0]["messages"]] == ["user"]
    assert "continue_final_message" not in server.asked[0]
