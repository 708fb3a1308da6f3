"""Calls as models write them: each template's own format read back, streams, and what models really write."""

import json

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from notebook_chat.core.messages import ChatMessage, FunctionCall
from notebook_chat.templates.calls import answer_text, call_writing_of
from notebook_chat.templates.program import TemplateProgram, abilities_of
from notebook_chat.templates.selection import as_template
from notebook_chat.tools.call_formats import CALL_FORMATS, write_calls
from notebook_chat.tools.parsers import find_calls
from notebook_chat.tools.registry import as_functions
from notebook_chat.tools.stream import ToolCallStream, ToolCallStreams
from support.official import template_names, template_source

quick = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
SPECIAL = dict(bos_token="<s>", eos_token="</s>", functions="", datetime="")
WITHOUT_CALLS = {"HuggingFaceTB-SmolLM3-3B", "google-gemma-2-2b-it", "llama-cpp-rwkv-world",
                 "microsoft-Phi-3.5-mini-instruct"}


def get_weather(city: str, days: int = 1, share: float = 0.5, hourly: bool = False, tags: list[str] = [],
                place: dict[str, int] = {}, unit: str | None = None):
    """Tells the weather.

    Args:
        city: where
        days: how many
        share: of what
        hourly: whether
        tags: which
        place: there
        unit: in which
    """


def now():
    """Tells the time."""


FUNCTIONS = as_functions([get_weather, now])
# the template itself loses something of these: `null` inside an object; texts with backslashes, in quotes as they are
EVERYTHING = {"city": "Zü\"rich's\n{b} <i> 東京 😀", "days": -3, "share": 1.5, "hourly": True,
              "tags": ["a", "b c", "ü"], "place": {"x": 1, "y": 2}}


def template_of(name):
    return as_template(template_source(name))


def rendering(template, messages, prompt=False):
    segments = template.render(messages, add_generation_prompt=prompt, tools=FUNCTIONS.tool_schemas, **SPECIAL)
    return "".join(segment.text for segment in segments)


def answer_of(template, calls, text=""):
    """What a template writes for an answer with calls."""
    user = ChatMessage("user", "q")
    plain = rendering(template, [user, ChatMessage("assistant", "text9z")])
    return answer_text(rendering(template, [user, ChatMessage("assistant", text, calls=calls)]),
                       rendering(template, [user], prompt=True), plain)


def streamed(text, syntax, size, functions=FUNCTIONS):
    stream = ToolCallStream(syntax, functions)
    shown = "".join(stream.feed(text[at:at + size]) for at in range(0, len(text), size)) + stream.finish()
    return shown, [(found.call.name, found.call.arguments, found.error) for found in stream.calls]


def read(text, syntax, functions=FUNCTIONS):
    """The calls in a text, the same in any pieces."""
    whole = streamed(text, syntax, len(text) or 1, functions)
    for size in (1, 4):
        assert streamed(text, syntax, size, functions) == whole
    found = [(one.call.name, one.call.arguments, one.error) for one in find_calls(text, syntax, functions)]
    if syntax != "python":
        assert found == whole[1]
    return found


def test_every_template_that_writes_calls_tells_its_format():
    assert {name for name in template_names() if template_of(name).calls is None} == WITHOUT_CALLS


@pytest.fixture(params=sorted(set(template_names()) - WITHOUT_CALLS))
def template(request):
    return template_of(request.param)


def test_what_a_template_writes_is_read_back(template):
    writing = call_writing_of(TemplateProgram(template.name, template.source))
    for arguments in ({"city": "Bern"}, EVERYTHING, {"city": ""}, {"city": "true", "days": 0, "tags": [], "place": {}}):
        call = FunctionCall("get_weather", arguments, "abcdefg01")
        assert read(answer_of(template, [call]), template.calls) == [("get_weather", arguments, None)]
    empty = FunctionCall("now", {}, "abcdefg02")
    assert read(answer_of(template, [empty]), template.calls) == [("now", {}, None)]
    if writing.several:
        assert read(answer_of(template, [call, empty]), template.calls) == [
            ("get_weather", arguments, None), ("now", {}, None)]


def test_no_call_is_lost_in_the_history(template):
    first, second = FunctionCall("get_weather", {"city": "Bern"}, "abcdefg01"), FunctionCall("now", {}, "abcdefg02")
    turn = [ChatMessage("user", "q"), ChatMessage("assistant", "Let me look.", calls=[first, second]),
            ChatMessage("tool", "sunny", call_id="abcdefg01", name="get_weather"),
            ChatMessage("tool", "noon", call_id="abcdefg02", name="now"), ChatMessage("assistant", "Fine."),
            ChatMessage("user", "So?")]
    text = rendering(template, turn)
    places = [text.rindex(words) for words in ("Bern", "sunny", "noon", "So?")]
    assert places == sorted(places) and text.count("Bern") == 1
    # gpt-oss takes the text for reasoning and drops that after the answer; Mistral's two refuse it beside a call
    if template.calls not in ("gpt-oss", "mistral"):
        assert "Let me look." in text


# Whatever the arguments are

json_values = st.none() | st.booleans() | st.integers(-10**9, 10**9) | st.floats(-1e6, 1e6) | st.text(max_size=9)
MARKS = st.sampled_from(["</tool_call>", "<tool_call>", "</function>", "</parameter>", "[TOOL_CALLS]", "<|call|>", "}}",
                         '"', "'", "\\", "</arg_value>", "{", "<|tool_call_end|>", "```", "\n", "é", "😀"])
texts = st.lists(st.text(max_size=5) | MARKS, max_size=5).map("".join)
in_json = st.fixed_dictionaries({"city": texts}, optional={
    "days": st.integers(-99, 99), "share": st.floats(-1e6, 1e6), "hourly": st.booleans(),
    "tags": st.lists(texts, max_size=3),
    "place": st.dictionaries(st.text(max_size=5), st.integers(-9, 9), max_size=3), "unit": texts})
IN_JSON = sorted(name for name, row in CALL_FORMATS.items()
                 if "${ARGUMENTS}" in row.call and not row.argument and "gemma" not in name)
IN_XML = sorted(name for name, row in CALL_FORMATS.items() if "${VALUE}<" in row.argument.replace("\n", "")
                or "${VALUE}]<" in row.argument)


@pytest.mark.parametrize("name", IN_JSON)
@quick
@given(arguments=in_json, size=st.integers(1, 9))
@example(arguments={"city": "use </tool_call> here", "tags": ["</tool_call>", "[TOOL_CALLS]"]}, size=1)
def test_any_arguments_in_json(name, arguments, size):
    written = write_calls([FunctionCall("get_weather", arguments), FunctionCall("now")], name)
    shown, calls = streamed(f"Well, {written}" if name != "llama-3.1" else written, name, size)
    assert calls == [("get_weather", arguments, None), ("now", {}, None)]
    assert shown.strip() in ("", "Well,")


@pytest.mark.parametrize("name", IN_XML)
@quick
@given(city=texts, tags=st.lists(st.text(max_size=5), max_size=3), size=st.integers(1, 9))
@example(city="use </function> and </tool_call> here", tags=[], size=1)
@example(city="<tool_call>\n<function=x>\n<parameter=y>\n1\n</parameter>\n</function>\n</tool_call>", tags=["'"],
         size=3)
def test_any_text_in_xml(name, city, tags, size):
    arguments = {"city": city, "days": 3, "tags": tags}
    written = write_calls([FunctionCall("get_weather", arguments)], name)
    if name == "minimax-m3" and "]<]minimax[>[" in city:
        return
    shown, calls = streamed(written, name, size)
    if city.startswith("<![CDATA["):
        return
    assert calls == [("get_weather", arguments, None)] and shown.strip() == ""


# What models really write

BERN = '{"name": "get_weather", "arguments": {"city": "Bern"}}'
XML = "<function=get_weather>\n<parameter=city>\nBern\n</parameter>\n</function>"
MEANT = [
    XML, f"{XML}\n</tool_call>", f"<tool_call>\n{XML}\n</tool_call>\n</tool_call>", BERN, f"```json\n{BERN}\n```",
    f"```\n{BERN}\n```\n", f"```tool_call\n{BERN}\n```", f"<tools>\n{BERN}\n</tools>", f"[{BERN}]", f"{{{BERN}}}",
    '{{"name": "get_weather", "arguments": {{"city": "Bern"}}}}', f"{BERN}\n</tool_call>",
    f"<tool_call>{BERN}</tool_call>",
    "{'name': 'get_weather', 'arguments': {'city': 'Bern'}}", '<function=get_weather>{"city":"Bern"}</function>',
    '[get_weather(city="Bern")]', "get_weather(city='Bern')", '```python\nget_weather("Bern")\n```',
    '<tool_call>default_api.get_weather(city="Bern")</tool_call>',
    '{"name": "functions.get_weather:0", "arguments": {"city": "Bern"}}',
    '{"name": "get_weatherget_weather", "arguments": {"city": "Bern"}}',
    '{"name": "get_weather", "arguments": "{\\"city\\": \\"Bern\\"}"}',
    '{"type": "function", "function": {"name": "get_weather", "parameters": {"city": "Bern"}}}',
    '<invoke name="get_weather"><parameter name="city">Bern</parameter></invoke>']


@pytest.mark.parametrize("syntax", ["hermes", "qwen3-coder", "llama-3.1", "mistral", "glm", "kimi-k2", "lfm2"])
@pytest.mark.parametrize("text", MEANT)
def test_what_is_meant_beyond_doubt_is_a_call_in_any_format(text, syntax):
    assert read(text, syntax) == [("get_weather", {"city": "Bern"}, None)]
    assert streamed(text, syntax, 1)[0].strip() == ""


@pytest.mark.parametrize("text", ["Sure.\n" + text for text in MEANT if text.startswith(("<func", "<tool", "```tool"))])
def test_text_before_such_a_call_stays(text):
    shown, calls = streamed(text, "hermes", 1)
    assert (shown.strip(), len(calls)) == ("Sure.", 1)


NOT_MEANT = [
    '{"name": "sub", "arguments": {"city": "Bern"}}', '{"name": "get_weather", "born": 1815}', 
    f"Write {BERN} to call it.",
    f"```json\n{BERN}\n```\nThis is how a call looks.", f"{BERN} is a call.", "Use `<function=get_weather>` there.",
    "<function=sub>\n<parameter=x>\n1\n</parameter>\n</function>", '[sub(city="Bern")]', "<tools>\n[1, 2]\n</tools>",
    '```json\n{"city": "Bern"}\n```', "The tag <tool_call> begins a call; </tool_call> ends it.", '["get_weather"]',
    '<function=get_weather>{"city": __import__("os").system("true")}</function>', "get_weather (see below) tells it."]


@pytest.mark.parametrize("syntax", ["hermes", "qwen3-coder", "mistral", "kimi-k2"])
@pytest.mark.parametrize("text", NOT_MEANT)
def test_talk_about_calls_stays_text(text, syntax):
    for size in (1, 5, len(text)):
        assert streamed(text, syntax, size) == (text, [])


def test_llama_may_talk_about_its_call():
    text = '{"name": "get_weather", "parameters": {"city": "Bern"}} Let me look.'
    assert streamed(text, "llama-3.1", 3) == ("Let me look.", [("get_weather", {"city": "Bern"}, None)])


@pytest.mark.parametrize("value, expected", [
    ("['a', 'b']", ["a", "b"]), ('["a", "b"]', ["a", "b"]), (r'"[\"a\"]"', ["a"]), ("('a',)", ["a"])])
def test_lists_as_python_or_as_a_text(value, expected):
    text = ("<function=get_weather>\n<parameter=city>\nx\n</parameter>\n"
            f"<parameter=tags>\n{value}\n</parameter>\n</function>")
    assert read(text, "qwen3-coder")[0][1]["tags"] == expected
    call = json.dumps({"name": "get_weather", "arguments": {"city": "x", "tags": value.strip('"').replace('\\"', '"')}})
    assert read(f"<tool_call>{call}</tool_call>", "hermes")[0][1]["tags"] == expected


BOTH = f'get_weather(city="Bern")\n<tool_call>{BERN}</tool_call>'


@pytest.mark.parametrize("size", [1, 3, 1000])
def test_a_whole_reply_in_one_piece_has_the_calls_of_one_that_streams(size):
    for text in (BOTH, f"So {BOTH}", f"<tool_call>{BERN}</tool_call>", BERN):
        streams = ToolCallStreams(["hermes", "python"], FUNCTIONS)
        shown = "".join(streams.feed(text[at:at + size]) for at in range(0, len(text), size)) + streams.finish()
        assert [found.call.name for found in streams.calls] == ["get_weather"], text
        assert shown.strip() in ("", "So")


@pytest.mark.parametrize("size", [1, 4, 1000])
def test_where_python_is_expected_markers_are_read_too(size):
    for text in (BERN, f"<tool_call>{BERN}</tool_call>", '[get_weather(city="Bern")]', "get_weather('Bern') and"):
        streams = ToolCallStreams(["python"], FUNCTIONS)
        shown = "".join(streams.feed(text[at:at + size]) for at in range(0, len(text), size)) + streams.finish()
        assert (shown, [str(found.call) for found in streams.calls]) == ("", ["get_weather(city='Bern')"])


# What is left out, and how else it is spelled

XML_BEGIN = "<tool_call>\n<function=get_weather>\n<parameter=city>\nBern\n"
GLM_BEGIN = "<tool_call>get_weather\n<arg_key>city</arg_key>\n<arg_value>Bern"
V3 = "<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>get_weather\n```json\n" \
     '{"city": "Bern"}\n```<｜tool▁call▁end｜><｜tool▁calls▁end｜>'
KIMI = '<|tool_calls_section_begin|><|tool_call_begin|>{}<|tool_call_argument_begin|>{}<|tool_call_end|>' \
       '<|tool_calls_section_end|>'
LEFT_OUT = [
    ("qwen3-coder", f"{XML_BEGIN}</parameter>\n</tool_call>"), ("qwen3-coder", f"{XML_BEGIN}</function>\n</tool_call>"),
    ("qwen3-coder", f"{XML_BEGIN}</tool_call>"), ("glm", f"{GLM_BEGIN}\n</tool_call>"),
    ("glm", f"{GLM_BEGIN}</tool_call>"),
    ("hermes", f"<tool_call>\n{BERN[:-1]}\n</tool_call>"), ("hermes", f"<tool_call>[{BERN[:-2]}\n</tool_call>"),
    ("hermes", f"<tool_call>\n```json\n{BERN}\n```\n</tool_call>"), ("hermes", f"<TOOL_CALL>{BERN}</TOOL_CALL>"),
    ("hermes", f"<tool_calls>[{BERN}]</tool_calls>"), ("hermes", f"<function_call>{BERN}</function_call>"),
    ("hermes", f"[TOOL_CALLS] [{BERN}]"), ("granite", f"functools[{BERN}]"),
    ("hermes", f"```xml\n<tool_call>\n{BERN}\n</tool_call>\n```"), ("qwen3-coder", f"```\n{XML}\n```\n"),
    ("hermes", '{"tool_calls": [{"id": "1", "type": "function", "function": ' + BERN + "}]}"),
    ("hermes", f'{{"function_call": {BERN}}}'),
    ("hermes", '{"action": "get_weather", "action_input": {"city": "Bern"}}'),
    ("deepseek-v3", V3), ("deepseek-v3", V3.replace("▁", "_")), ("deepseek-v3", V3.replace("▁", " ")),
    ("deepseek-v3", V3.replace("｜", "|")), ("deepseek-v3.1", V3.replace("▁", "_")),
    ("deepseek-v3", V3[V3.index("func"):]),
    ("deepseek-v3.2", '<｜DSML｜invoke name="get_weather">\n<｜DSML｜parameter name="city" string="true">Bern'
                      "</｜DSML｜parameter>\n</｜DSML｜invoke>"),
    ("kimi-k2", KIMI.format("call_7f3", BERN)),
    ("kimi-k2", KIMI.format("functions.get_weather:0", '{"city": "Bern"}').replace("calls_section", "call_section")),
    ("minimax-m2", "<minimax:tool_call>\n<invoke name='get_weather'>\n<parameter name='city'>Bern</parameter>\n"
                   "</invoke>\n</minimax:tool_call>"),
    ("lfm2", '[get_weather(city="Bern")]<|tool_call_end|>'),
    ("gemma-4", "<|tool_call>call:get_weather{city:Bern}<tool_call|>"),
    ("functiongemma", "<start_function_call>call:get_weather{city:Bern}<end_function_call>")]


@pytest.mark.parametrize("syntax, text", LEFT_OUT)
def test_what_is_left_out_or_spelled_otherwise_is_supplied(syntax, text):
    assert read(text, syntax) == [("get_weather", {"city": "Bern"}, None)]
    assert streamed(text, syntax, 1)[0].strip() == ""


def test_a_call_without_arguments_after_its_marker():
    assert read(KIMI.format("functions.now:0", ""), "kimi-k2") == [("now", {}, None)]


@pytest.mark.parametrize("syntax, text", [
    ("qwen3-coder", f"{XML_BEGIN}<parameter=days>\n3\n</parameter>\n</function>\n</tool_call>"),
    ("glm", f"{GLM_BEGIN}\n<arg_key>days</arg_key>\n<arg_value>3</arg_value>\n</tool_call>")])
def test_an_argument_that_is_not_closed_ends_where_the_next_begins(syntax, text):
    assert read(text, syntax) == [("get_weather", {"city": "Bern", "days": 3}, None)]


def test_a_broken_call_does_not_swallow_the_next():
    text = f"{XML_BEGIN}</parameter>\n</tool_call>\n{XML_BEGIN}</parameter>\n</function>\n</tool_call>"
    assert read(text, "qwen3-coder") == 2 * [("get_weather", {"city": "Bern"}, None)]


DEFINED = '{"name": "get_weather", "description": "x", "parameters": {"type": "object", "properties": {}}}'


@pytest.mark.parametrize("text", [
    f'{{"type": "function", "function": {DEFINED}}}', f'[{{"type": "function", "function": {DEFINED}}}]',
    '{"name": "get_weather", "parameters": {"type": "object", "required": ["city"]}}',
    f'<tools>\n{{"type": "function", "function": {DEFINED}}}\n</tools>', '{"get_weather": {"hits": 3}}',
    '{"now": {"hour": 12}}', '{"now": "12:00"}', '{"get_weather": "fine"}', '{"name": "get_weather"}',
    '{"function": "now"}',
    "{'name': 'now', 'type': 'person'}", "obj.get_weather('Bern')",
    f"It is written `<tool_call>{BERN}</tool_call>`, see?",
    f"So:\n\n```xml\n<tool_call>\n{BERN}\n</tool_call>\n```\n\nThat is how it looks.",
    f"```\n{XML}\n```\nThe tags name the function.", "The tag <tool_call> is one of Qwen's.",
    "get_weather(city) takes a city.", "```python\nx = get_weather('Bern')\n```", "[TOOL_CALLS] begins a call."])
@pytest.mark.parametrize("syntax", ["hermes", "qwen3-coder", "llama-3.1", "glm", "granite", "lfm2", "gemma-4"])
def test_definitions_examples_and_answers_that_look_alike_are_text(syntax, text):
    for size in (1, 4, len(text)):
        assert streamed(text, syntax, size) == (text, [])


def test_talk_about_a_marker_is_shown_as_it_comes():
    stream = ToolCallStream("hermes", FUNCTIONS)
    shown = "".join(map(stream.feed, "The tag <tool_call> is written by Qwen"))
    assert shown.startswith("The tag <tool_call> is wr")


# Unseen families


@pytest.mark.parametrize("call, argument", [
    ("<|do|>${NAME}<|with|>${ARGS}<|done|>", None), ('<FUNC>{"name": "${NAME}", "arguments": ${ARGS}}</FUNC>', None),
    ("CALL[[${NAME} ${ARGS}]]", None), ('<act name="${NAME}">${EACH}</act>', '<arg name="${KEY}">${VALUE}</arg>'),
    ("<|py|>[${NAME}(${EACH})]<|/py|>", None)])
def test_an_unknown_format_is_found_out_by_trying(call, argument):
    each = ("{% for k, v in c.function.arguments.items() %}" + argument.replace("${KEY}", "{{ k }}").replace(
        "${VALUE}", "{{ v if v is string else v | tojson }}") + "{% endfor %}" if argument else
        "{% for k, v in c.function.arguments.items() %}{{ k }}={{ v | tojson }}{{ ', ' if not loop.last }}{% endfor %}")
    body = call.replace("${NAME}", "{{ c.function.name }}").replace("${ARGS}", "{{ c.function.arguments | tojson }}")
    source = ("{{ tools | tojson if tools else '' }}"
              "{% for m in messages %}<|{{ m.role }}|>{{ m.content or '' }}{% for c in m.tool_calls or [] %}"
              + body.replace("${EACH}", each) + "{% endfor %}<|end|>{% endfor %}"
              "{% if add_generation_prompt %}<|assistant|>{% endif %}")
    template = as_template(source)
    assert template.calls is not None
    for arguments in ({"city": "Bern"}, {"city": "a b", "days": 2, "tags": ["x"]}):
        written = answer_of(template, [FunctionCall("get_weather", arguments)], "Hm. ")
        assert streamed(written, template.calls, 1) == ("Hm. ", [("get_weather", arguments, None)])
        two = answer_of(template, [FunctionCall("get_weather", arguments), FunctionCall("now")])
        assert read(two, template.calls) == [("get_weather", arguments, None), ("now", {}, None)]


# Costs


def watched_stream():
    """A stream, and the lengths of what it searches, noted as it does."""
    stream = ToolCallStream("hermes", FUNCTIONS)
    scanner, lengths = stream._scanner, []
    run = scanner._run

    def counted():
        lengths.append(len(scanner._held))
        return run()

    scanner._run = counted
    return stream, lengths


def test_text_without_calls_is_searched_once():
    stream, lengths = watched_stream()
    text = "Some <b>words</b> about tools, { and [. " * 500
    assert "".join(map(stream.feed, text)) + stream.finish() == text
    assert sum(lengths) < 3 * len(text)


def test_a_call_that_is_never_closed_costs_no_more_than_its_length():
    stream, lengths = watched_stream()
    for piece in ['<tool_call>{"name": "get_weather", "arguments": {"city": "', *["words " * 3] * 5000]:
        assert stream.feed(piece) == ""
    assert sum(lengths) < 1000
    stream.finish()
    [found] = stream.calls
    assert found.cut and "broken" in found.error


def test_the_checks_of_arguments_run_where_the_calls_are_asked_for():
    import threading
    from typing import Annotated

    from pydantic import AfterValidator

    seen = []

    def check(value):
        seen.append(threading.current_thread())
        return value

    def say(text: Annotated[str, AfterValidator(check)]):
        """Says a text."""

    stream = ToolCallStream("hermes", [say])
    text = '<tool_call>{"name": "say", "arguments": {"text": "x"}}</tool_call>'
    thread = threading.Thread(target=stream.feed, args=[text])
    thread.start()
    thread.join()
    assert seen == []
    assert [found.error for found in stream.calls] == [None] and seen == [threading.current_thread()]
    assert len(stream.calls) == len(seen) == 1
