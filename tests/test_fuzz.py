"""Whatever comes from outside — files, servers, models, users' mistakes — is either taken or refused in words.

`FUZZ=20 pytest tests/test_fuzz.py` looks twenty times as long."""

import contextlib
import html.parser
import io
import json
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import threading

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as some

from notebook_chat.core.errors import LoadError
from notebook_chat.core.messages import ChatMessage, ChatMessages, Picture
from notebook_chat.core.reply import Reply
from notebook_chat.templates.program import TemplateProgram
from notebook_chat.templates.parts import TemplateParts
from notebook_chat.templates.families import FAMILIES
from notebook_chat.templates.selection import NoTemplate, as_template, choose_template
from notebook_chat.llama.files import demo_path
from notebook_chat.llama.gguf import check_gguf
from notebook_chat.models.chunks import write_chunks
from notebook_chat.models.adapters import ScriptedModel
from notebook_chat.models.remote_errors import RemoteError
from notebook_chat.models.sse import EventStream
from notebook_chat.models.server import server_address
from notebook_chat.models.remote import RemoteModel
from notebook_chat.chat.state import StoreError
from notebook_chat.chat.serialization import (
    json_text, message_from_dict, message_to_dict, state_from_dict, state_to_dict)
from notebook_chat.chat.chat import Chat
from notebook_chat.chat.store import ChatStore
from support.fake_server import FakeServer
from support.official import render_officially

FACTOR = int(os.environ.get("FUZZ", 1))


def looking(examples):
    """Settings for this many examples."""
    return settings(max_examples=examples * FACTOR, deadline=None, suppress_health_check=list(HealthCheck))


MANY = looking(200)

texts = some.text(max_size=60)
wild_texts = some.text(some.characters(), max_size=60)   # halves of characters included
json_values = some.recursive(
    some.none() | some.booleans() | some.integers(-5, 5) | some.sampled_from([10**30, -1, 1e300]) | texts,
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(texts, inner, max_size=3), max_leaves=8)


def mutated(value, chance):
    """JSON with one thing in it changed into something else."""
    places = []

    def walk(container):
        for key, inner in container.items() if isinstance(container, dict) else enumerate(container):
            places.append((container, key))
            if isinstance(inner, (dict, list)):
                walk(inner)

    value = json.loads(json.dumps(value))
    walk(value)
    container, key = chance.draw(some.sampled_from(places))
    if chance.draw(some.booleans()):
        container[key] = chance.draw(json_values)
    else:
        del container[key]
    return value


# Model files


CHILD = """
import sys
from notebook_chat.core.errors import LoadError
from notebook_chat.llama.model import LlamaModel
for path in sys.stdin:
    try:
        with LlamaModel(path.strip(), n_ctx=64, n_threads=1, n_sequences=1) as model:
            reply = model.reply([{"role": "user", "content": "hi"}], {"max_tokens": 2})
            print("taken" if reply.wait(30) else "hangs", flush=True)
    except (LoadError, ValueError, RuntimeError) as error: print("refused", str(error)[:200].replace(chr(10), " "), \
flush=True)
"""


@pytest.fixture(scope="module")
def loader():
    """`loader(data)` loads a model file in another process and says how that went, or which signal ended the
    process."""
    with tempfile.TemporaryDirectory() as folder:
        processes, path = [], os.path.join(folder, "model.gguf")

        def load(data):
            with open(path, "wb") as file:
                file.write(data)
            if not processes or processes[-1].poll() is not None:
                environment = {**os.environ, "GGML_NO_BACKTRACE": "1"}
                processes.append(subprocess.Popen([sys.executable, "-c", CHILD], stdin=subprocess.PIPE,
                                                  stdout=subprocess.PIPE,
                                                  stderr=subprocess.DEVNULL, text=True, env=environment))
            processes[-1].stdin.write(f"{path}\n")
            processes[-1].stdin.flush()
            return processes[-1].stdout.readline().strip() or signal.Signals(-processes[-1].wait()).name

        yield load
        for process in processes:
            process.kill()
            process.wait()


WHOLE = demo_path().read_bytes()
_HEADER = 60_000   # where the names, the vocabulary and the shapes are


def with_number(data, place, number, size):
    """The data with a little-endian number put in."""
    return data[:place] + number.to_bytes(size, "little") + data[place + size :]


@looking(40)
@given(some.data())
def test_model_files(loader, chance):
    kind = chance.draw(some.sampled_from(["bits", "cut", "number", "bytes"]))
    place = chance.draw(some.integers(4, 800) | some.integers(4, _HEADER))
    if kind == "bits":
        data = with_number(WHOLE, place, WHOLE[place] ^ 1 << chance.draw(some.integers(0, 7)), 1)
    elif kind == "cut":
        data = WHOLE[: chance.draw(some.integers(0, len(WHOLE)))]
    elif kind == "number":
        data = with_number(WHOLE, place, chance.draw(some.sampled_from([0, 1, 2**31, 2**62, 2**64 - 1])), 8)
    else:
        data = WHOLE[:place] + chance.draw(some.binary(max_size=20)) + WHOLE[place
                                                                             + chance.draw(some.integers(0, 20)) :]
    said = loader(data)
    # llama.cpp ends the process over some contradictions, as SECURITY.md says; but it must not read or write where it
    # should not
    assert said.startswith(("taken", "refused", "SIGABRT")), f"{kind} at {place}: {said}"


LAYERS = WHOLE.index(b"llama.block_count") + len(b"llama.block_count") + 4
ABORTS = {
    "no layers": with_number(WHOLE, LAYERS, 0, 4),
    "too many layers": with_number(WHOLE, LAYERS, 2**20, 4),
    "a token twice": WHOLE.replace(b"\1\0\0\0\0\0\0\0b\1\0\0\0\0\0\0\0c", b"\1\0\0\0\0\0\0\0b\1\0\0\0\0\0\0\0b", 1),
}


@pytest.mark.parametrize("data", [pytest.param(data, id=name) for name, data in ABORTS.items()])
def test_contradictions_in_model_files(loader, data):
    assert data != WHOLE
    assert loader(data).startswith("refused")


@MANY
@given(some.binary(max_size=80) | some.binary(max_size=60).map(lambda rest: b"GGUF" + rest))
def test_beginnings_of_files(tmp_path_factory, data):
    path = tmp_path_factory.getbasetemp() / "beginning.gguf"
    path.write_bytes(data)
    try:
        check_gguf(path)
    except LoadError as error:
        assert "is not a GGUF file" in str(error)
    else:
        assert data.startswith(b"GGUF")


# Chat templates


TALK = [ChatMessage("system", "Be brief."), ChatMessage("user", "Hi <|im_end|>"), ChatMessage("assistant", "Hello."),
        ChatMessage("user", "Go on.")]
PARTS = [
    "{{ ", " }}", "{% for m in messages %}", "{% endfor %}", "{% if m %}", "{% endif %}", "{% set x = ", " %}",
    "messages", "m.content",
    "m['role']", "|trim", "range(9)", "'a'", " * ", "9999999", " + ", "loop.index", "bos_token",
    "raise_exception('no')", "|tojson",
    "|join", "namespace(a=1)", "tools", "\n", "x", "**", "|length", "|default('')", "[0]", "{#", "#}",
    "{% macro f() %}", "{% endmacro %}",
    "f()", "strftime_now('%d')", "~", "%", ".format(", ")", "|list",
]


def rendered(template):
    """The text that a template makes of a conversation; None if it refuses in words."""
    try:
        return "".join(segment.text for segment in as_template(template).render(TALK))
    except ValueError as error:
        assert str(error)
        return None


@MANY
@given(some.lists(some.sampled_from(PARTS), max_size=14).map("".join)
       | some.text("{}%# messagforindx.[]()|'*~", max_size=40))
def test_jinja_programs(source):
    """What is within the limits comes out as Jinja alone writes it; anything else is refused in words."""
    source, messages = "{{ '' }}" + source, [message.to_dict() for message in TALK]
    rendered(source)
    try:
        text = TemplateProgram("fuzzed", source).write(messages)
    except ValueError as error:
        assert str(error)
        return
    assert text == render_officially(source, messages)


BOMBS = [
    "{% for i in range(10**9) %}x{% endfor %}",
    "{% for i in range(30000) %}{% for j in range(30000) %}{% endfor %}{% endfor %}",
    "{{ 'a' * 10**10 }}",
    "{{ [0] * 10**10 }}",
    "{% set x = 'aaaaaaaaaa' %}" + "{% set x = x ~ x ~ x ~ x ~ x ~ x ~ x ~ x ~ x ~ x %}" * 12 + "{{ x }}",
    "{{ 9 ** 9 ** 9 }}",
    "{{ '%1000000000d' % 1 }}",
    "{{ '{:>1000000000}'.format(1) }}",
    "{{ 'x'|center(10**10) }}",
    "{{ 'x'|indent(10**9) }}",
    "{{ 'x'.ljust(10**10) }}",
    "{{ range(10**9)|list|length }}",
    "{{ range(10**9)|sum }}",
    "{% macro f() %}{{ f() }}{{ f() }}{% endmacro %}{{ f() }}",
    "{{ 'ab'.replace('', 'x' * 90000).replace('', 'x' * 90000) }}",
    "{{ 'a,' * 99999 }}{{ ('a,' * 99999).split(',')|join('b' * 99999) }}",
    "{% for m in messages %}" * 60 + "{% endfor %}" * 60,
    "{{ " + "(" * 500 + "1" + ")" * 500 + " }}",
    "{{ " + "-" * 5000 + "1 }}",
    "{{ ''.zfill(10**10) }}",
    "{{ 'x'|wordwrap(1) * 99999 * 99999 }}",
    "{{ lipsum(n=100000) }}",
    "{{ dict(a='x' * 99999)|pprint|length * 10**9 }}",
    "{% set ns = namespace(x='a') %}{% for i in range(99) %}{% set ns.x = ns.x + ns.x %}{% endfor %}{{ ns.x }}",
    "{% set ns = namespace(x=[1]) %}{% for i in range(99) %}{% set ns.x = ns.x + ns.x %}{% endfor %}{{ ns.x|length }}",
    "{{ 'a'|replace('a', 'b' * 99999)|replace('b', 'c' * 99999) }}",
    "{{ ('a' * 30000 ~ '!')|urlize }}",
    "{{ 'x' | batch(10**9, 'y') | list }}",
]


@pytest.mark.parametrize("bomb", BOMBS, ids=range(len(BOMBS)))
def test_bombs_end(bomb):
    outcome = []

    def render():
        try:
            text = rendered(bomb)
            outcome.append(None if text is None else len(text))
        except BaseException as error:
            outcome.append(error)

    thread = threading.Thread(target=render, daemon=True)
    thread.start()
    thread.join(60)
    assert outcome, "it never ends"
    assert outcome[0] is None or isinstance(outcome[0], int) and outcome[0] < 10**8, outcome


ESCAPES = [
    "''.__class__", "messages.__class__.__mro__", "cycler.__init__.__globals__", "self._TemplateReference__context",
    "''['__class__']",
    "''|attr('__class__')", "'{0.__class__}'.format('')", "'{0[__class__]}'.format(messages)",
    "namespace.__init__.__globals__",
    "raise_exception.__globals__", "joiner.__init__", "lipsum.__globals__['os'].popen('id').read()",
    "get_flashed_messages.__globals__",
    "url_for.__globals__", "messages.append(1)", "messages[0].clear()", "messages|map('attr', '__class__')|list",
    "messages|map(attribute='__class__')|list", "''|format(x='{x.__class__}')", "strftime_now.__globals__",
]


@pytest.mark.parametrize("expression", ESCAPES)
def test_nothing_gets_out_of_the_sandbox(expression):
    text = rendered("{{ " + expression + " }}") or ""
    assert not re.search(r"<class|<module|<function|uid=|<built-in", text)
    assert [message.text for message in TALK] == ["Be brief.", "Hi <|im_end|>", "Hello.", "Go on."]


KEYS = some.sampled_from([*TemplateParts.model_fields, "name", "separator"]) | texts
ROLE_TEXTS = some.sampled_from(["${MESSAGE}", "<s>${MESSAGE}</s>", "${ROLE}: ${MESSAGE}\n", "{{ 7 * 7 }}${MESSAGE}",
                                "${MESSAGE}${MESSAGE}", "${TEXT}", "", "{"])
ROLES = some.dictionaries(some.sampled_from(["system", "user", "assistant", "tool", "*"]), ROLE_TEXTS, max_size=5)


@looking(80)
@given(some.dictionaries(KEYS, json_values | ROLES | ROLE_TEXTS, max_size=6) | some.fixed_dictionaries(
    {"roles": ROLES}, optional={"first": ROLES, "fold": some.just("${SYSTEM} ${MESSAGE}"), "prompt": texts,
                               "start": texts,
                                "trim": some.booleans(), "alternate": some.booleans(), "system": texts}))
@example({"roles": {"*": "${ROLE}: ${MESSAGE}\n"}, "trim": True, "fold": "${SYSTEM} ${MESSAGE}"})
def test_templates_as_json(parts):
    text = rendered(parts)
    assert text is None or all(message.text in text for message in TALK)


@MANY
@given(some.dictionaries(some.sampled_from("tokenizer.chat_template general.architecture general.name "
                                           "tokenizer.chat_template.rag".split()), texts))
def test_metadata(metadata):
    source = metadata.get("tokenizer.chat_template")
    try:
        template = choose_template(metadata)
    except NoTemplate as error:
        assert "Built in are: chat-ml" in str(error) and not source
    except ValueError as error:
        assert "not valid Jinja" in str(error) and source
    else:
        assert template.source == source if source else template.name in FAMILIES
        rendered(template)


# What servers send


EVENT_PARTS = [b"data: ", b"{", b"}", b"\n", b"\r", b"\r\n", b": x", b"[DONE]", b"\xff", b"data"]


@MANY
@given(some.binary(max_size=200) | some.lists(some.sampled_from(EVENT_PARTS)).map(b"".join), some.integers(1, 40))
def test_events_do_not_depend_on_how_they_are_cut(data, size):
    def events(pieces):
        stream = EventStream()
        return [event for piece in pieces for event in stream.feed(piece)] + stream.flush()

    assert events([data[start : start + size] for start in range(0, len(data), size)]) == events([data])


def objects(**fields):
    """JSON objects with some of the fields, or anything else."""
    return json_values | some.fixed_dictionaries({}, optional=fields)


figures = objects(**dict.fromkeys(
    "prompt_tokens completion_tokens prompt_tokens_details prompt_ms predicted_ms cache_n".split(), json_values))
calls = json_values | some.lists(objects(index=json_values, id=json_values,
                                         function=objects(name=json_values, arguments=json_values)))
deltas = objects(content=json_values | wild_texts, reasoning=json_values, reasoning_content=json_values,
                 function_call=json_values, tool_calls=calls)
choices = json_values | some.lists(objects(finish_reason=json_values, text=json_values, delta=deltas))
chunks = some.fixed_dictionaries({}, optional=dict(choices=choices, usage=figures, timings=figures))


@MANY
@given(some.lists(chunks | json_values, max_size=6))
def test_chunks_of_any_shape(pieces):
    reply = Reply()
    write_chunks(reply.writer, lambda: pieces)
    assert reply.finished and reply.error is None and reply.finish_reason in ("stop", "length")
    reply.text.encode()
    reply.reasoning.encode()
    reply.message.to_dict(reasoning=True)
    assert reply.stats.summary() is not None and reply.stats.evaluated_tokens >= 0


@pytest.fixture(scope="module")
def wild_server():
    """A server that sends `server.data`, and a model on it."""

    def chat(exchange):
        for start in range(0, len(server.data), 11):
            exchange.raw(server.data[start : start + 11])
        exchange.end()

    with FakeServer(chat) as server:
        server.data = b""
        model = RemoteModel(server.address, timeout=5, retries=0)
        yield server, model
        model.close()


@looking(80)
@given(some.lists(chunks.map(lambda chunk: f"data: {json_text(chunk)}\n\n".encode())
                  | some.binary(max_size=40)).map(b"".join))
@example(b'data: {"error": [1]}\n\n')
@example(b'data: {"object": "error"}\n\n')
def test_streams_of_any_bytes(wild_server, data):
    server, model = wild_server
    server.data = data
    reply = model.reply([{"role": "user", "content": "hi"}])
    assert reply.wait(10)
    assert reply.error is None or isinstance(reply.error, RemoteError)


@MANY
@given(texts
       | some.lists(some.sampled_from(["http", "https", "://", "host", ":", "8000", "/", "v1", "#", "?", "@", "[", "]",
                                       "%zz"])).map("".join))
def test_addresses(text):
    try:
        address, name = server_address(text)
    except LoadError:
        return
    assert address.startswith(("http://", "https://")) and "@" not in address.split("/")[2]


# What models write


def add(a: int, b: int = 1) -> int:
    """Add two numbers."""
    return a + b


CALL_PARTS = [
    "<tool_call>", "</tool_call>", '{"name": "add", "arguments": {"a": 1}}', '{"name"', ': "add"', ', "arguments": ',
    "{", "}", "[", "]",
    '"', "'", "add(", "a=1", ", b=2", ")", "\\", "\n", "[TOOL_CALLS]", "<|python_tag|>",
    "<|channel|>commentary to=functions.add<|message|>", "<|call|>", "<function=add>", "<parameter=a>", "</parameter>",
    "</function>", "1",
    "1e999", "-", "é", "`", "```python\n", "```", "add", "(", "f'", "{a}", "#", '"""', "\x00", " " * 50,
]
call_texts = some.lists(some.sampled_from(CALL_PARTS), max_size=12).map("".join)


@pytest.mark.parametrize("syntax", ["python", "hermes", "llama-3.1", "mistral", "gpt-oss", "qwen3-coder"])
@looking(120)
@given(call_texts, some.integers(1, 7))
def test_calls_in_any_text(syntax, text, size):
    from notebook_chat.tools.parsers import find_calls
    from notebook_chat.tools.stream import ToolCallStream

    found = find_calls(text, syntax, [add])
    assert all(0 <= call.start <= call.stop <= len(text) and (call.error or call.call.name == "add") for call in found)
    stream, shown = ToolCallStream(syntax, [add]), ""
    for start in range(0, len(text), size):
        shown += stream.feed(text[start : start + size])
    shown += stream.finish()
    assert len(shown) <= len(text)
    if syntax != "python":
        assert [call.call for call in stream.calls] == [call.call for call in found]


MARKDOWN_PARTS = [
    "<", ">", "script", "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "![", "](", ")", "[x",
    "](javascript:alert(1))",
    "](data:text/html,x)", "`", "``", "```", "\n", "    ", "\t", "> ", "- ", "1. ", "http://a.b/c", "https:", "&lt;",
    "&#60;", "&", "\\",
    "\\<", "$", "$$", "\"", "'", " onclick=x ", "<!--", "-->", "<![CDATA[", "<?", "|", "---", "# ", "*", "_", "~~~",
    "<a href='javascript:x'>", "[a]: javascript:x", "<svg/onload=x>", "]", "[a][b]", "\x00", "<https://a.b>",
    "<javascript:x>", "<x@y.z>",
    "&colon;", "java\nscript:", "file:///etc/passwd", "\u2028", "<details>", "vbscript:x",
]
ALLOWED_LINKS = re.compile(r"(https?:|mailto:|[^:]*$|[^:]*[/?#])", re.IGNORECASE)


LIVE_ELEMENTS = "script img svg iframe object style link form input details video base meta".split()


class Elements(html.parser.HTMLParser):
    """All elements of a page, each with its attributes."""

    def __init__(self, page):
        super().__init__()
        self.found = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.found.append((tag, dict(attributes)))


def page_of(markdown_text):
    """The page that JupyterLab's and GitHub's kind of renderer makes of Markdown with raw HTML allowed."""
    from markdown_it import MarkdownIt

    renderer = MarkdownIt("commonmark", {"html": True, "linkify": False}).enable(["table", "strikethrough"])
    renderer.validateLink = lambda url: True   # nothing is left to the renderer
    return renderer.render(markdown_text)


@looking(500)
@given(some.lists(some.sampled_from(MARKDOWN_PARTS), max_size=12).map("".join))
def test_markdown_brings_nothing_to_life(text):
    from notebook_chat.render.markdown import safe_markdown

    for tag, attributes in Elements(page_of(safe_markdown(text))).found:
        assert tag not in LIVE_ELEMENTS, safe_markdown(text)
        assert not [name for name in attributes if name.startswith("on")], safe_markdown(text)
        assert ALLOWED_LINKS.match(attributes.get("href", "")), safe_markdown(text)


# What users type


@pytest.fixture(scope="module")
def shell():
    from IPython.core.interactiveshell import InteractiveShell

    shell = InteractiveShell.instance()
    shell.run_line_magic("load_ext", "notebook_chat")
    yield shell
    shell.run_line_magic("unload_ext", "notebook_chat")


LINE_PARTS = [
    "--model", "-m", "--temperature", "-t", "--max-tokens", "--stop", "--system", "-s", "--new", "--name", "-n",
    "--format", "-f", "=", "1",
    "0.5", "abc", "'", '"', "\\", " ", "-", "--", "{x}", "$x", "\t", "é", "--image", "--schema", "--edit", "--raw",
    "--go-on", "--seed",
    "--grammar", "\u2028", "nan", "inf", "-1", "99999999999999999999",
]
line_texts = some.lists(some.sampled_from(LINE_PARTS), max_size=8).map(" ".join) | texts


@looking(150)
@given(line_texts)
def test_lines_of_a_magic(shell, line):
    from IPython.core.error import UsageError

    from notebook_chat.jupyter.options import parse_options

    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        try:
            parse_options(line)
        except (UsageError, ValueError, TypeError, LoadError) as error:
            assert str(error)


# Saved conversations


@MANY
@given(json_values | some.dictionaries(
    some.sampled_from("role content tool_calls tokens raw tokens_of finish_reason name".split()), json_values))
def test_messages_of_any_shape(stored):
    try:
        message = message_from_dict(stored)
    except StoreError:
        return
    assert isinstance(message.text, str) and message_from_dict(stored) == message


def saved():
    chat = Chat(ScriptedModel(["one", "two"]), system="Be brief.", config=dict(temperature=0.5, logit_bias={1: 2.0}),
                examples=[("a", "b")])
    chat.send("hi").text, chat.retry().text
    chat.messages.append(ChatMessage("user", "look", image=Picture(b"not looked at", "image/png", "a.png", 3, 4)))
    return state_to_dict(chat.snapshot())


SAVED = saved()


@MANY
@given(some.data())
def test_saved_files_of_any_shape(chance):
    stored = mutated(SAVED, chance)
    try:
        state = state_from_dict(stored)
    except StoreError as error:
        assert str(error)
        return
    chat = Chat(ScriptedModel("three"))
    chat.restore(state)
    again = state_to_dict(chat.snapshot())
    assert [again["messages"][number]["content"]
            for number in again["talk"]] == [message_to_dict(message)["content"] for message in state.messages]


@MANY
@given(some.lists(some.tuples(some.sampled_from(["user", "assistant", "system", "tool"]), wild_texts), max_size=5))
def test_talks_of_any_text_come_back(turns):
    messages = [ChatMessage(role, text) for role, text in turns]
    chat = Chat(ScriptedModel("x"))
    chat.messages.replace([], messages)
    back = state_from_dict(json.loads(json_text(state_to_dict(chat.snapshot())).encode()))
    assert list(ChatMessages(back.messages)) == messages


@looking(30)
@given(some.integers(0, 2**32))
def test_stores_with_bytes_changed(tmp_path_factory, seed):
    folder, chance = tmp_path_factory.mktemp("store"), random.Random(seed)
    path = folder / "chats.db"
    with ChatStore(path) as store:
        chat = Chat(ScriptedModel("planet " * 200))
        store.keep(chat, "a")
        for _ in range(4):
            chat.send("Name one").text
    data = bytearray(path.read_bytes())
    for _ in range(chance.choice([1, 10, 200])):
        data[chance.randrange(len(data))] = chance.randrange(256)
    path.write_bytes(bytes(data))
    try:
        with ChatStore(path) as store:
            for name in store.names():
                store.messages(name)
                store.search("planet")
                store.resume(name, ScriptedModel("x")).send("more").text
            store.flush()
    except StoreError as error:
        assert str(error)
