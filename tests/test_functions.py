"""Functions that models may call: what they are told, what they write, what is run, and what never is."""

import ast
import asyncio
import contextvars
import datetime
import enum
import functools
import json
import math
import os
import threading
import time
from typing import Annotated, Literal, Optional, Union
from unittest.mock import Mock

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, Field

from notebook_chat.core.messages import FunctionCall
from notebook_chat.tools.schema import FunctionError
from notebook_chat.tools.function import BotFunction
from notebook_chat.tools.registry import FunctionRegistry, as_functions
from notebook_chat.tools.pythonic import PythonicParser
from notebook_chat.tools.parsers import find_calls, tool_call_parser
from notebook_chat.tools.stream import ToolCallStream, ToolCallStreams
from notebook_chat.tools.run import result_text, run_call
from notebook_chat.tools.builtin import BotFunctions, bot_function
from support.processes import run_python


def SQRT(x: float):
    "Returns the square root of a number."
    return math.sqrt(x)


def SAY(*texts: str, loud: bool = False):
    "Says something."
    return " ".join(texts).upper() if loud else " ".join(texts)


def ANY(x, y=None):
    return [x, y]


KNOWN = as_functions([SQRT, SAY, ANY])
SYNTAXES = ("python", "hermes", "llama-3.1", "mistral", "gpt-oss", "qwen3-coder")


@pytest.fixture
def registry(monkeypatch):
    """An empty registry."""
    monkeypatch.setattr(FunctionRegistry, "_registered", {})
    monkeypatch.setattr(BotFunctions, "_loaded", False)
    return BotFunctions


def found(text, syntax="python", functions=KNOWN):
    """The calls of a text: `(call as text, error)`."""
    return [(str(call.call), call.error) for call in find_calls(text, syntax, functions)]


def result(call_text, functions=KNOWN, **options):
    """What comes of the only call in a Python text."""
    [call] = find_calls(call_text, "python", functions)
    assert call.error is None, call.error
    return run_call(call.call, functions, **options)


# What a model is told


def test_a_registered_function_stays_what_it_was(registry):
    @bot_function
    def double(x: int) -> int:
        "Doubles."
        return 2 * x

    @bot_function(name="halve", docs="Halves a number.", enabled=False)
    def half(x):
        return x / 2

    assert (double(4), half(4), double.__name__, double.__doc__) == (8, 2, "double", "Doubles.")
    assert [function.name for function in registry(load=False)] == ["double"]
    assert [function.name for function in registry(all=True, load=False)] == ["double", "halve"]
    assert registry.list(all=True)[1].docs == "Halves a number."


def test_defining_a_function_again_replaces_it(registry):
    for number in (1, 2, 3):
        exec(f"@bot_function\ndef NUMBER():\n    return {number}", {"bot_function": bot_function})
    assert registry.len() == 1
    assert [function("NUMBER()") for function in registry.list()] == ["3"]


def test_functions_of_a_nanollm_program(registry):
    """Described in the system prompt, and called by texts that a model might write."""

    @bot_function
    def DATE():
        """ Gives the date of today. """
        return "Saturday"

    @bot_function
    def TIME():
        """ Gives the time of day. """
        return "noon"

    docs = "Help where you can." + BotFunctions.generate_docs()
    assert "* DATE() - Gives the date of today.\n* TIME() - Gives the time of day.\n" in docs
    assert BotFunctions().generate_docs() in docs
    assert [function("Today is DATE()") for function in BotFunctions()] == ["Saturday", None]


def test_built_in_functions_sleep_until_they_are_loaded(registry):
    assert registry() == []
    assert [function.name for function in registry(all=True)] == ["DATE", "TIME", "CALCULATOR"]

    @bot_function
    def TIME():
        "Mine."
        return "noon"

    registry.load()
    assert [function.name for function in registry()] == ["DATE", "TIME", "CALCULATOR"]
    assert [function("TIME()") for function in registry()] == [None, "noon", None]
    assert registry.test() is True
    assert str(datetime.datetime.now().year) in registry()[0]("DATE()")


def test_testing_disables_what_fails(registry):
    @bot_function
    def fails():
        raise OSError("no line")

    @bot_function
    def needs(x):
        raise AssertionError("not to be run")

    assert registry.test(disable_on_error=False) is False
    assert len(registry.list()) == 2
    assert registry.test() is False
    assert [function.name for function in registry.list()] == ["needs"]


def test_filters(registry):
    for name in ("get_time", "get_date", "add"):
        registry.register(lambda: None, name=name)
    registry.filter("get_*", mode="disable")
    assert [function.name for function in registry.list()] == ["add"]
    registry.filter(["get_date", "add"])
    assert [function.name for function in registry.list()] == ["get_date", "add"]
    with pytest.raises(ValueError, match="Did you mean 'get_time'"):
        registry.filter("get_tim")
    with pytest.raises(ValueError, match="'enable' or 'disable'"):
        registry.filter("add", mode="on")


class Colour(enum.Enum):
    red, green = "red", "green"


class Inner(BaseModel):
    when: datetime.date
    tags: list[str] = []


def everything(
    a: int, b: Optional[float], c: Literal["x", "y"], d: Colour, e: Inner, f: dict[str, int], g: Union[int, str],
    h: Annotated[int, Field(ge=0, description="not negative")] = 3, i: Annotated[str, "a note"] = "i",
    j: datetime.datetime = None, k=None,
):
    return a, b, c, d, e, f, g, h, i, j, k


def test_arguments_are_converted_to_what_the_function_takes():
    function = BotFunction(everything)
    arguments = dict(a="1", b=None, c="x", d="green", e={"when": "2026-11-21"}, f={"n": 1.0}, g="7", k=[1])
    bound = function.check(arguments)
    expected = (1, None, "x", Colour.green, Inner(when=datetime.date(2026, 11, 21)), {"n": 1}, "7", 3, "i", None, [1])
    assert everything(*bound.args, **bound.kwargs) == expected
    properties = function.parameters["properties"]
    assert properties["h"]["description"] == "not negative" and properties["i"]["description"] == "a note"
    assert function.parameters["required"] == ["a", "b", "c", "d", "e", "f", "g"]
    json.dumps(function.tool_schema)


@pytest.mark.parametrize("name", ["json", "copy", "schema", "model_config", "self", "_hidden", "class_", "argument_0",
                                  "fields"])
def test_any_name_of_an_argument_works(name):
    space = {}
    exec(f"def f({name}: int, other: int = 2): return {name} + other", space)
    assert result(f"f({name}=40)", as_functions(space["f"])) == ("42", False)
    assert result("f(40, 3)", as_functions(space["f"])) == ("43", False)


def test_kinds_of_parameters():
    def kinds(first, /, second, *rest: int, third, fourth=4, **more: float):
        return [first, second, rest, third, fourth, more]

    functions = as_functions(kinds)
    assert result("kinds(1, 2, 3, 4, third=5, extra='6')", functions).text == '[1, 2, [3, 4], 5, 4, {"extra": 6.0}]'
    assert result("kinds(first=1, second=2, third=3)", functions).text == "[1, 2, [], 3, 4, {}]"
    assert "'third' is missing" in found("kinds(1, 2)", functions=functions)[0][1]
    assert "extra: input should be a valid number" in found("kinds(1, 2, third=3, extra='x')",
                                                            functions=functions)[0][1]


def test_defaults_come_from_the_function():
    shared = object()

    def keeps(x: int, state=shared, items: list = [1]):
        return state is shared and items == [1] and x == 5

    assert result("keeps(5)", as_functions(keeps)).text == "True"


class Speaker:
    def __init__(self, word: str):
        self.word = word

    def say(self, times: int = 1):
        "Says it."
        return self.word * times

    def __call__(self, times: int):
        return self.word * times


def test_callables_of_all_kinds():
    @functools.wraps(SQRT)
    def wrapped(*args, **kwargs):
        return SQRT(*args, **kwargs)

    speaker = Speaker("a")
    assert result("say(3)", as_functions(speaker.say)).text == "aaa"
    assert result("bs(times='2')", as_functions([BotFunction(Speaker("b"), name="bs")])).text == "bb"
    assert result("power(exp=3)", as_functions([BotFunction(functools.partial(pow, 2), name="power")])).text == "8"
    assert result("SQRT('64')", as_functions(wrapped)).text == "8.0"
    assert result("root(64)", as_functions([BotFunction(math.sqrt, name="root")])).text == "8.0"
    assert result("Inner(when='2026-11-21')",
                  as_functions([BotFunction(Inner)])).text == '{"when": "2026-11-21", "tags": []}'


@pytest.mark.parametrize(
    "func, words",
    [
        (lambda x: x, "use bot_function"),
        (3, "is not one"),
        ("SQRT", "is not one"),
        (type, "can't be read"),
    ],
)
def test_what_cannot_be_offered(func, words):
    with pytest.raises(FunctionError, match=words):
        as_functions([func])


def test_unusable_types_are_refused_at_once():
    def takes(table: threading.Thread):
        pass

    def ignores(x: int, table: threading.Thread = None):
        return x if table is None else table

    def unknown(x: "Nowhere"):  # noqa: F821
        pass

    with pytest.raises(FunctionError, match="'table' of takes"):
        BotFunction(takes)
    with pytest.raises(FunctionError, match="Nowhere"):
        BotFunction(unknown)
    function = BotFunction(ignores)
    assert list(function.parameters["properties"]) == ["x"]
    assert "there is no argument 'table'" in found("ignores(1, table=2)", functions=as_functions(ignores))[0][1]
    assert "takes 1 argument" in found("ignores(1, 2)", functions=as_functions(ignores))[0][1]
    for name in ("two words", "", "x" * 70, "class", "größe", "a.b"):
        with pytest.raises(FunctionError, match="plain name"):
            BotFunction(SQRT, name=name)


def test_docstrings_describe():
    def google(a: int, b: int):
        """Adds two numbers.

        With care.

        Args:
            a: the first
            b (int): the second,
                which is longer

        Returns:
            The sum.
        """

    def commented(
        a: int,  # the first
        b: int,  # the second, which is longer
    ):
        "Adds two numbers. With care."

    for func in (google, commented):
        function = BotFunction(func)
        assert function.docs == "Adds two numbers. With care."
        assert [schema["description"] for schema in function.parameters["properties"].values()] == [
            "the first", "the second, which is longer"]


# Python-style calls: what counts

CALLS = {
    "SQRT(64)": {"x": 64},
    "SQRT(-2.5e-3)": {"x": -2.5e-3},
    "SQRT(x=64,)": {"x": 64},
    "SQRT(\n    64  # a comment with a ) and a '\n)": {"x": 64},
    "ANY([1, (2, 3), {4}], {'k': [None, True], 5: 'v'})": {"x": [1, [2, 3], [4]], "y": {"k": [None, True], "5": "v"}},
    "ANY('it\\'s', \"a ) b\")": {"x": "it's", "y": "a ) b"},
    "ANY('''tri'ple\n''', r'\\d')": {"x": "tri'ple\n", "y": "\\d"},
    "ANY('', \"\")": {"x": "", "y": ""},
    "ANY('one\ntwo')": {"x": "one\ntwo"},
    "ANY('one\r\ntwo')": {"x": "one\r\ntwo"},
    "ANY('\\d \\. C:\\temp')": {"x": "\\d \\. C:\temp"},
    "ANY('\0')": {"x": "\0"},
    "ANY(true, null)": {"x": True, "y": None},
    "ANY(\"日本 ) é\")": {"x": "日本 ) é"},
    "ANY('a' 'b')": {"x": "ab"},
    "ANY(0x10, 1_000)": {"x": 16, "y": 1000},
    "ANY()": {},
    "SAY('a', 'b', loud=True)": {"texts": ["a", "b"], "loud": True},
}


@pytest.mark.parametrize("source", CALLS)
@pytest.mark.parametrize("before, after", [("", ""), ("It is ", " or so."), ("`", "`"), ("```python\n", "\n```"),
                                           ("(", ")"), ("x = ", "; y")])
def test_calls_are_found_wherever_they_stand(source, before, after):
    [call] = find_calls(before + source + after, "python", as_functions([BotFunction(ANY), SQRT, SAY]))
    assert (call.start, call.stop) == (len(before), len(before) + len(source))
    assert call.call.arguments == CALLS[source]
    assert call.error is None or source == "ANY()"


@pytest.mark.parametrize(
    "text",
    ["SQRT", "SQRT (64)", "SQRT[64]", "MYSQRT(64)", "SQRTS(64)", "math.SQRT(64)", "a_SQRT(64)", "éSQRT(64)",
     "7SQRT(64)", "sqrt(64)",
     "the call SQRT(x) gives a root", "def SQRT(x): pass", "print SQRT(x)", "SQRT(64", "SQRT('64)", "SQRT(64]",
     "ＳＱＲＴ(64)", "SQRТ(64)", "__import__('os')", "", "()", "x(SQRT)"],
)
def test_mere_words_are_no_calls(text):
    assert find_calls(text, "python", KNOWN) == []


def test_a_mention_does_not_hide_the_next_call():
    text = "Use SQRT(x) for roots; SQRT( is how it begins, 'quoted. Here: SQRT(64), or (SQRT(81)."
    assert [call for call, _ in found(text)] == ["SQRT(x=64)", "SQRT(x=81)"]


def test_a_wrong_call_on_its_own_line_is_answered():
    for text in ("SQRT(banana)", "  SQRT(banana)", "First:\nSQRT(banana)\nThen", "> SQRT(banana)"):
        [(call, error)] = found(text)
        assert call == "SQRT()" and "banana is a name; write a text in quotes. Call it as SQRT(x: number)" in error


HOSTILE = [
    "SQRT(__import__('os').system('touch pwned'))",
    "SQRT(().__class__.__bases__[0].__subclasses__())",
    "SQRT(open('pwned', 'w'))",
    "SQRT(x:=3)",
    "SQRT(10**10**10)",
    "ANY('a' * 10**10)",
    "ANY([0] * 10**9)",
    "ANY(lambda: 0)",
    "ANY([x for x in (1, 2)])",
    "ANY({x: 1 for x in (1, 2)})",
    "ANY((x for x in (1,)))",
    "ANY(f'{open(1)}')",
    "ANY(f'')",
    "ANY(*[1, 2])",
    "ANY(**{'x': 1})",
    "ANY({**{}})",
    "ANY([*[1]])",
    "ANY(eval('1'))",
    "ANY(exec)",
    "ANY(SQRT)",
    "ANY(SQRT.__globals__)",
    "ANY(x.y)",
    "ANY([1][0])",
    "ANY('a'.upper())",
    "ANY('%s' % 3)",
    "ANY(1 if 1 else 2)",
    "ANY(1 and 2)",
    "ANY(1 < 2)",
    "ANY(not 1)",
    "ANY(~1)",
    "ANY(-True)",
    "ANY(-'a')",
    "ANY(1j)",
    "ANY(1 + 2j)",
    "ANY(b'bytes')",
    "ANY(...)",
    "ANY(1e999)",
    "ANY(-1e999)",
    "ANY(await x)",
    "ANY(yield)",
    "ANY(\0)",
    "ANY('\ud800')",
    "ANY(𝟙)",
    "ANY(007)",
    "ANY('\\xZZ')",
    "ANY('\\N{NO SUCH NAME}')",
    "ANY({[]: 1})",
    "ANY({(1, 2): 3})",
    "ANY(1, 2, 3)",
    "ANY(1, x=2)",
    "ANY(x=1, x=2)",
    "ANY(z=1)",
    "ANY(__class__=1)",
    "SQRT()",
    "SQRT('banana')",
    "SQRT([])",
    "SQRT(SQRT(16))",
    "ANY(" + "not " * 3000 + "1)",
    "ANY(" + "1+" * 3000 + "1)",
]


@pytest.mark.parametrize("source", HOSTILE, ids=lambda source: source[:40].encode("ascii", "replace").decode())
@pytest.mark.parametrize("before", ["", "I call "])
def test_hostile_calls_run_nothing(source, before, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    calls = find_calls(before + source, "python", KNOWN)
    assert before or calls, "on its own line it is answered"
    assert all(call.error and call.call.arguments in ({}, {"z": 1}, {"__class__": 1}, {"x": "banana"}, {"x": []})
               for call in calls)
    assert all(10 < len(call.error) < 500 for call in calls)
    assert all(run_call(call.call, as_functions(SQRT)).error for call in calls if call.call.name == "SQRT")
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize(
    "source",
    ["ANY(" + "(" * 100_000, "ANY(" + "[" * 100_000 + "]" * 100_000 + ")", "ANY(" + "-" * 100_000 + "1)",
     "ANY(" + "9" * 100_000 + ")",
     "ANY(" + "1+" * 100_000 + "1)", "ANY('" + "x" * 200_000 + "')", "ANY(" + "{1:" * 50_000, "ANY(" * 30_000,
     "ANY('" * 30_000,
     "ANY(" + "a." * 100_000 + "b)", "ANY(" + "'a' " * 40_000 + ")"],
    ids=lambda source: source[:12],
)
def test_bombs_are_only_text(source):
    assert all(call.error for call in find_calls(source, "python", KNOWN))


def test_long_but_honest_arguments_work():
    text, numbers = "word " * 15_000, list(range(3000))
    [call] = find_calls(f"ANY({text!r}, {numbers!r})", "python", KNOWN)
    assert call.error is None and call.call.arguments == {"x": text, "y": numbers}


LITERALS = st.recursive(
    st.none() | st.booleans() | st.integers(-10**30, 10**30) | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
    | st.sampled_from(["'", '"', "\\", ")", "(", "#", "'''", "\n", "SQRT(1)"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("ab'\"\\) \n", max_size=3), inner, max_size=3),
    max_leaves=12,
)


@given(LITERALS, LITERALS, st.booleans(), st.sampled_from(["", "x ", "é(", "SQRT ", "\n\n"]),
       st.lists(st.integers(1, 12), min_size=1, max_size=30))
def test_every_literal_comes_through_in_any_pieces(first, second, named, before, sizes):
    source = f"ANY({first!r}, {'y=' if named else ''}{second!r})"
    text = f"{before}{source} and more)"
    [call] = find_calls(text, "python", KNOWN)
    assert (call.error, call.call.arguments) == (None, {"x": first, "y": second})
    assert text[call.start:call.stop] == source
    scanner, place, spans = PythonicParser(["ANY"]), 0, []
    while place < len(text):
        size = sizes[place % len(sizes)]
        spans += scanner.feed(text[place:place + size])
        place += size
    assert [(span.start, span.stop) for span in spans] == [(call.start, call.stop)]


@given(st.text(st.sampled_from("ANYx()[]{}'\"\\,=1.-#\n f:*"), max_size=60))
def test_any_text_is_survived_and_scanned_alike_in_any_pieces(text):
    whole = PythonicParser(["ANY", "x"]).feed(text)
    single = PythonicParser(["ANY", "x"])
    assert [span for character in text for span in single.feed(character)] == whole
    for call in find_calls(text, "python", as_functions([ANY, BotFunction(ANY, name="x")])):
        assert call.error or ast.literal_eval(
            f"{{{text[call.start:call.stop].partition('(')[2][:-1].partition('=')[0]!r}: 0}}") is not None
        assert text[call.start:call.stop].endswith(")")


def test_each_character_is_looked_at_once(monkeypatch):
    seen = []
    step = PythonicParser._step
    monkeypatch.setattr(PythonicParser, "_step", lambda self,
                        character: (seen.append(character), step(self, character))[1])
    stream = ToolCallStream("python", KNOWN)
    text = "SQRT(" * 50 + "word SQRT(x) " * 200 + "ANY('" + "y" * 3000
    shown = "".join(stream.feed(character) for character in text) + stream.finish()
    assert len(seen) == len(text)
    assert shown == text


# Calls in JSON and XML

MARKED = {
    "hermes": ['<tool_call>\n{"name": "SQRT", "arguments": {"x": 64}}\n</tool_call>',
    '<tool_call>{"name":"SQRT","arguments":"{\\"x\\": 64}"}</tool_call>',
               '<tool_call>{"name": "SQRT", "parameters": {"x": 64}}',
               "<tool_call>\n<function=SQRT>\n<parameter=x>\n64\n</parameter>\n</function>\n</tool_call>",
               "<tool_call>SQRT\n<arg_key>x</arg_key>\n<arg_value>64</arg_value>\n</tool_call>"],
    "llama-3.1": ['{"name": "SQRT", "parameters": {"x": 64}}',
                  '<|python_tag|>{"name": "SQRT", "parameters": {"x": "64"}}',
    ' \n{"type": "function", "name": "SQRT", '
                  '"parameters": {"x": 64}}\n', "<|python_tag|>SQRT.call(x=64)",
                  '{"name": "SQRT", "parameters": {"x": 64}};'],
    "mistral": ['[TOOL_CALLS][{"name": "SQRT", "arguments": {"x": 64}}]',
    '[TOOL_CALLS] [{"name": "SQRT", "arguments": {"x": 64}, "id": "abcdefghi"}]',
                '[TOOL_CALLS]SQRT[ARGS]{"x": 64}', '[TOOL_CALLS]SQRT[CALL_ID]abc[ARGS]{"x": 64}',
                '[TOOL_CALLS]SQRT{"x": 64}'],
    "gpt-oss": ['<|channel|>commentary to=functions.SQRT <|constrain|>json<|message|>{"x": 64}<|call|>',
                '<|start|>assistant<|channel|>commentary to=functions.SQRT <|constrain|>json<|message|>{"x":64}',
                '<|start|>assistant to=functions.SQRT<|channel|>commentary json<|message|>{"x": 64}<|call|>',
                ' to=functions.SQRT<|channel|>commentary<|message|>{"x": 64}<|call|>'],
    "qwen3-coder": ["<tool_call>\n<function=SQRT>\n<parameter=x>\n64\n</parameter>\n</function>\n</tool_call>",
    "<tool_call><function=SQRT><parameter=x>64</parameter></function>"],
}
CASES = [(syntax, text) for syntax, texts in MARKED.items() for text in texts]


@pytest.mark.parametrize("syntax, text", CASES)
def test_marked_calls(syntax, text):
    [call] = find_calls(text, syntax, KNOWN)
    assert call.error is None and call.call.name == "SQRT" and float(call.call.arguments["x"]) == 64
    assert run_call(call.call, KNOWN) == ("8.0", False)
    assert text[:call.start].strip() == "" and text[call.stop:].strip(" \n;") == ""


@pytest.mark.parametrize("syntax, text", CASES)
@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_marked_calls_in_a_stream(syntax, text, size):
    before = "" if syntax == "llama-3.1" and text.lstrip().startswith("{") else "Let me see <b> [T] to=you. "
    stream = ToolCallStream(syntax, KNOWN)
    whole, shown = before + text, ""
    for start in range(0, len(whole), size):
        shown += stream.feed(whole[start:start + size])
        assert before.startswith(shown) or shown.startswith(before)
        assert "SQRT" not in shown and "tool_call" not in shown
    shown += stream.finish()
    assert shown.strip(" \n;") == before.strip()
    [call] = stream.calls
    [same] = find_calls(whole, syntax, KNOWN)
    assert (call.call, call.error, call.start, call.stop) == (same.call, None, same.start, same.stop)
    assert not stream.complete


@pytest.mark.parametrize("syntax", SYNTAXES)
def test_text_without_calls_is_shown_as_it_is(syntax):
    text = 'A list [1, 2], <b>bold</b>, {"name": 3}, f(x), to=you, <tool_ca and [TOOL_'
    for size in (1, 3, 100):
        stream = ToolCallStream(syntax, KNOWN)
        assert "".join(stream.feed(text[start:start + size])
                       for start in range(0, len(text), size)) + stream.finish() == text
        assert stream.calls == [] and not stream.complete


def test_several_calls_and_text_between():
    text = ('One <tool_call>{"name": "SQRT", "arguments": {"x": 1}}</tool_call> two <tool_call>{"name": "SQRT", '
            '"arguments": {"x": 4}}'
            '</tool_call>\n<tool_call>{"name": "SAY", "arguments": {"texts": ["</tool"]}}</tool_call> three')
    stream = ToolCallStream("hermes", KNOWN)
    assert "".join(map(stream.feed, text)) + stream.finish() == "One  two \n three"
    assert [str(call.call) for call in stream.calls] == ["SQRT(x=1)", "SQRT(x=4)", "SAY(texts=['</tool'])"]
    listed = '[TOOL_CALLS][{"name": "SQRT", "arguments": {"x": 1}}, {"name": "SQRT", "arguments": {"x": 4}}]'
    assert [call for call, _ in found(listed, "mistral")] == ["SQRT(x=1)", "SQRT(x=4)"]
    assert [call for call, _ in found('{"name": "SQRT", "parameters": {"x": 1}}; {"name": "SQRT", "parameters": '
                                      '{"x": 4}}', "llama-3.1")] == [
        "SQRT(x=1)", "SQRT(x=4)"]


def test_a_python_call_ends_the_stream_at_its_last_character():
    stream = ToolCallStream("python", KNOWN)
    shown = ""
    for number, character in enumerate("It is SQRT(64), so 8."):
        shown += stream.feed(character)
        assert stream.complete == (number >= 13)
    assert shown + stream.finish() == "It is "
    [call] = stream.calls
    assert (call.start, call.stop) == (6, 14)


BOTH = ('Let me see: <tool_call>{"name": "SAY", "arguments": {"texts": ["SQRT(1)"]}}</tool_call> and <tool '
        "SQRT(64), so 8. SQRT(4)")


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_two_syntaxes_one_behind_the_other(size):
    streams, shown = ToolCallStreams(["hermes", "python"], KNOWN), ""
    for start in range(0, len(BOTH), size):
        shown += streams.feed(BOTH[start:start + size])
        if streams.complete:
            break
    assert start <= BOTH.index(", so") < start + size + len("<tool_call")
    assert streams.feed("nothing of this") == ""
    assert shown + streams.finish() == "Let me see:  and <tool "
    assert [str(call.call) for call in streams.calls] == ["SAY(texts=['SQRT(1)'])", "SQRT(x=64)"]


def test_without_a_syntax_everything_is_text():
    streams = ToolCallStreams([], KNOWN)
    assert "".join(map(streams.feed, BOTH)) + streams.finish() == BOTH
    assert streams.calls == [] and not streams.complete


BROKEN = [
    ('{"name": "SQRT", "arguments": {"x": }}', "broken near"),
    ('{"name": "SQRT", "arguments": {"x": ', "broken near"),
    ('{"name": "SQRT", "arguments": {"x": NaN}}', "NaN is no JSON"),
    ('{"name": "SQRT", "arguments": {"x": 1e999}}', "too large"),
    ('{"name": "SQRT", "arguments": {"x": ' + "9" * 5000 + "}}", "too long"),
    ('{"name": "SQRT", "arguments": {"x": ' + "[" * 100 + "]" * 100 + "}}", "too deeply"),
    ('{"name": "SQRT", "arguments": {"x": ' + "[" * 100_000 + "}}", "too deeply"),
    ('{"name": "SQRT", "arguments": [64]}', "an object with their names"),
    ('{"name": "SQRT", "arguments": "sixty"}', "broken near"),
    ('{"arguments": {"x": 64}}', "a call is an object"),
    ('{"name": 7, "arguments": {"x": 64}}', "a call is an object"),
    ('{"name": "SQRT"}', "'x' is missing"),
    ('{"name": "SQRT", "arguments": {"x": 64, "y": 1}}', "no argument 'y'"),
    ('{"name": "SQRRT", "arguments": {"x": 64}}', "Did you mean 'SQRT'"),
    ('{"name": "__import__", "arguments": {"name": "os"}}', "There are: SQRT, SAY, ANY"),
    ("", "broken near"),
    ("SQRT 64", "broken near"),
    ("null", "no function 'null'"),
    ("3", "a call is an object"),
]


@pytest.mark.parametrize("body, words", BROKEN, ids=lambda value: value[:30])
def test_broken_calls_are_errors_that_say_why(body, words):
    [(call, error)] = found(f"<tool_call>{body}</tool_call>", "hermes")
    assert words in error and len(error) < 500
    run = ToolCallStream("hermes", KNOWN)
    run.feed(f"<tool_call>{body}</tool_call>")
    assert [call.error for call in run.calls] == [error]


def test_an_ordinary_json_answer_is_no_call():
    for text in ('{"answer": 42}', '{"name": "Ada", "born": 1815}', "[1, 2]", '{"name": 3', "{", '{"type": "x"}'):
        assert find_calls(text, "llama-3.1", KNOWN) == []
        stream = ToolCallStream("llama-3.1", KNOWN)
        assert "".join(map(stream.feed, text)) + stream.finish() == text


def test_xml_arguments_follow_the_schema():
    def f(text: str, number: int, flag: bool = False, items: list[int] = [], maybe: Optional[str] = None):
        return [text, number, flag, items, maybe]

    parameters = {"text": "12", "number": "12", "flag": "True", "items": "[1, 2]", "maybe": "null"}
    body = "".join(f"<parameter={name}>\n{value}\n</parameter>\n" for name, value in parameters.items())
    [call] = find_calls(f"<tool_call>\n<function=f>\n{body}</function>\n</tool_call>", "qwen3-coder", [f])
    assert run_call(call.call, [f]).text == '["12", 12, true, [1, 2], null]'


PIECES = ["<tool_call>", "</tool_call>", "{", "}", '"name"', ":", '"SQRT"', ",", '"arguments"', "[", "]", "64", " ",
          "\n", "[TOOL_CALLS]", "[ARGS]",
    "SQRT", "(", ")",
          "<|python_tag|>", "<|channel|>commentary to=functions.", "<|message|>", "<|call|>", "<function=SQRT>", "'"]


@given(st.sampled_from(SYNTAXES), st.lists(st.sampled_from(PIECES), max_size=25).map("".join), st.integers(1, 9))
def test_any_mixture_of_markers_is_survived_and_read_alike_in_any_pieces(syntax, text, size):
    stream = ToolCallStream(syntax, KNOWN)
    shown = "".join(stream.feed(text[start:start + size]) for start in range(0, len(text), size))
    shown += stream.finish()
    whole = ToolCallStream(syntax, KNOWN)
    assert shown == whole.feed(text) + whole.finish()
    assert stream.calls == whole.calls
    for call in stream.calls:
        assert 0 <= call.start < call.stop <= len(text)
        assert isinstance(run_call(call.call, KNOWN).text, str)


def test_syntax_names():
    with pytest.raises(ValueError, match="There are: python, hermes"):
        tool_call_parser("xml")


# Results


def test_results_as_text():
    import numpy as np

    class Odd:
        def __repr__(self):
            return "<odd>"

    class Broken:
        def __repr__(self):
            raise RuntimeError("no words")

    circle = []
    circle.append(circle)
    texts = {
        "8.0": 8.0, "True": True, "None": None, "plain": "plain", "[1, 2.5]": [1, 2.5], '{"a": [1]}': {"a": (1,)},
        "[[0, 1], [2, 3]]": np.arange(4).reshape(2, 2),
        "7": np.int64(7), "<odd>": Odd(), "red": "red", '["2026-11-21"]': [datetime.date(2026, 11, 21)],
        "2026-11-21": datetime.date(2026, 11, 21),
        '{"when": "2026-11-21", "tags": []}': Inner(when="2026-11-21"), "3 bytes: b'abc'": b"abc", '["<odd>"]': [Odd()],
        "[[...]]": circle,
    }
    assert {text: result_text(value) for text, value in texts.items()} == {text: text for text in texts}
    with pytest.raises(RuntimeError):
        result_text(Broken())
    assert result_text("x" * 10_000).endswith("[... 6,000 more characters]")


def test_tables_are_shown_as_markdown():
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame({"a|b": ["x|y", "two\nlines", None], "n": [1.0, 2.5, float("nan")]}, index=["p", "q", "r"])
    lines = result_text(frame).splitlines()
    assert lines[:3] == ["|  | a\\|b | n |", "| --- | --- | --- |", "| p | x\\|y | 1 |"]
    assert lines[-1] == "(3 rows, 2 columns)"
    wide = pandas.DataFrame([[0] * 300] * 5000)
    assert len(result_text(wide)) < 5000
    assert "the first 20 of 5,000 rows, the first 20 of 300 columns" in result_text(wide)
    assert "(0 rows, 0 columns)" in result_text(pandas.DataFrame())
    assert result_text(pandas.Series([1, 2], name="s")).startswith("| s |")
    assert "(2 rows" in result_text(pandas.DataFrame({"x": [1, 1]}).groupby("x").sum().reindex([1, 2]))
    multi = pandas.DataFrame({"v": [1, 2]}, index=pandas.MultiIndex.from_tuples([("a", 1), ("b", 2)]))
    assert "(2 rows, 1 columns)" in result_text(multi)


# Carrying calls out


class Rude(Exception):
    def __str__(self):
        raise ValueError("not even that")


def raiser(error):
    def f():
        raise error
    return f


@pytest.mark.parametrize(
    "error, text",
    [
        (ValueError("no"), "Error: ValueError: no"),
        (KeyError("k"), "Error: KeyError: 'k'"),
        (ValueError(), "Error: ValueError"),
        (SystemExit(3), "Error: SystemExit: 3"),
        (KeyboardInterrupt(), "Error: KeyboardInterrupt"),
        (GeneratorExit(), "Error: GeneratorExit"),
        (asyncio.CancelledError(), "Error: CancelledError"),
        (StopIteration(1), "Error: StopIteration: 1"),
        (MemoryError(), "Error: MemoryError"),
        (Rude(), "Error: Rude"),
        (ValueError("x" * 100_000), None),
    ],
)
def test_whatever_a_function_raises_is_an_answer(error, text):
    outcome = run_call(FunctionCall("f"), [raiser(error)])
    assert outcome.error and (outcome.text == text if text else len(outcome.text) < 1100)


def test_other_ways_to_misbehave():
    def deep():
        return deep()

    class Broken:
        def __repr__(self):
            raise SystemExit

    async def later():
        await asyncio.sleep(0.01)
        return 5

    async def fails():
        raise OSError("no line")

    def numbers():
        yield from range(10**9)

    functions = as_functions([deep, later, fails, numbers, BotFunction(Broken, name="broken"),
                              BotFunction(lambda: later(), name="hands_on")])
    run = lambda name: run_call(FunctionCall(name), functions)
    assert "RecursionError" in run("deep").text
    assert run("broken").error
    assert run("later") == run("hands_on") == ("5", False)
    assert run("fails").text == "Error: OSError: no line"
    assert run("numbers").text.startswith("[0, 1, 2")


def test_a_call_is_checked_again_before_it_runs():
    assert run_call(FunctionCall("SQRT", {"x": "banana"}), KNOWN).error
    assert "Did you mean 'SQRT'" in run_call(FunctionCall("SQTR", {"x": 1}), KNOWN).text
    assert run_call(FunctionCall("SQRT", {"x": 4, "__class__": 1}), KNOWN).error
    assert run_call(FunctionCall("SQRT", ["x"]), KNOWN).error


def test_slow_functions_are_left_behind():
    goes_on, ended, cancelled = threading.Event(), threading.Event(), threading.Event()

    def slow():
        goes_on.wait(20)
        ended.set()

    async def slow_async():
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            cancelled.set()
            raise

    before = time.monotonic()
    assert run_call(FunctionCall("slow"), [slow],
                    timeout=0.1).text == "Error: slow took longer than 0.1 seconds; its result is dropped."
    assert run_call(FunctionCall("slow_async"), [slow_async], timeout=0.1).error
    assert cancelled.wait(10)
    asked = []
    outcome = run_call(FunctionCall("slow"), [slow], timeout=60, stopping=lambda: asked.append(1) or len(asked) > 3)
    assert outcome.text == "Error: slow was stopped by the user." and len(asked) == 4
    assert time.monotonic() - before < 20 and not ended.is_set()
    goes_on.set()


def test_approval():
    asked, ran = [], []

    def act(what: str):
        ran.append(what)

    def ask(verdict):
        def approve(call):
            asked.append((call, threading.current_thread()))
            if isinstance(verdict, BaseException):
                raise verdict
            return verdict
        return run_call(FunctionCall("act", {"what": "x"}), [act], approve=approve)

    assert ask(True) == ("None", False) and ran == ["x"]
    assert ask(False).text == ask(None).text == ask("").text == "Error: The user refused the call of act."
    assert ask("it is too late").text == "Error: act may not run: it is too late"
    assert "no terminal" in ask(OSError("no terminal")).text
    assert ran == ["x"] and all(pair == (FunctionCall("act", {"what": "x"}), threading.main_thread()) for pair in asked)
    with pytest.raises(KeyboardInterrupt):
        ask(KeyboardInterrupt())
    run_call(FunctionCall("act", {}), [act], approve=lambda call: pytest.fail("a wrong call is not asked about"))


class Approver:
    """Somebody who approves with a method of any shape."""

    def __init__(self):
        self.told = []

    def call_only(self, call):
        self.told.append((call,))
        return True

    def with_something_else(self, call, told=None):
        self.told.append((call, told))
        return True

    def both(self, call, reply):
        self.told.append((call, reply))
        return True

    def perhaps(self, call, reply=None):
        return self.both(call, reply)

    def anything(self, *told):
        self.told.append(told)
        return True

    __call__ = both


def test_who_approves_is_told_the_reply_if_there_is_a_place_for_it():
    def act():
        return "done"

    call, reply = FunctionCall("act"), object()
    who = Approver()
    mock = Mock(return_value=True)
    for approve, told in [
        (who.call_only, (call,)),
        (who.with_something_else, (call, None)),
        (who.both, (call, reply)),
        (who.perhaps, (call, reply)),
        (who.anything, (call,)),  # it may hand on what it gets to a function of one parameter
        (lambda call, *more: who.anything(call, *more), (call,)),
        (lambda call, told=3, *more: who.both(call, told, *more), (call, 3)),
        (who, (call, reply)),
        (functools.partial(who.both, reply=3), (call, 3)),
        (lambda call: who.call_only(call), (call,)),
        (lambda call, reply: who.both(call, reply), (call, reply)),
    ]:
        who.told.clear()
        assert run_call(call, [act], approve=approve, reply=reply) == ("done", False), approve
        assert who.told == [told], approve
    assert run_call(call, [act], approve=mock, reply=reply) == ("done", False)
    mock.assert_called_once_with(call)
    assert run_call(call, [act], approve=Mock(side_effect=who.call_only), reply=reply) == ("done", False)
    asked = []
    assert run_call(call, [act], approve=asked.append, reply=reply).text == "Error: The user refused the call of act."
    assert asked == [call]
    assert run_call(call, [act], approve=bool, reply=reply) == ("done", False)


@pytest.mark.filterwarnings("ignore:coroutine")
def test_an_async_approve_lets_nothing_run():
    ran = []

    def append(value: int):
        ran.append(value)

    async def approve(call):
        return False

    result = run_call(FunctionCall("append", {"value": 1}), [append], approve=approve)
    assert result.error and "plain function" in result.text and ran == []


def test_functions_see_the_callers_context_and_print_to_its_output(capsys):
    variable = contextvars.ContextVar("variable")
    variable.set("set by the caller")

    def look():
        print("printed")
        return variable.get()

    assert run_call(FunctionCall("look"), [look]) == ("set by the caller", False)
    assert capsys.readouterr().out == "printed\n"


def test_a_hanging_function_does_not_keep_python_alive():
    code = ("import time\nfrom notebook_chat.tools.run import run_call\n"
            "from notebook_chat.core.messages import FunctionCall\n"
            "def hang(): time.sleep(600)\nprint(run_call(FunctionCall('hang'), [hang], timeout=0.1).text)")
    done = run_python(code, timeout=60)
    assert (done.returncode, done.stdout,
            done.stderr) == (0, "Error: hang took longer than 0.1 seconds; its result is dropped.\n", "")


@pytest.mark.kernel
def test_prints_of_a_function_land_in_its_cell(run_cells):
    cells = ["from notebook_chat.tools.run import *\nfrom notebook_chat.core.messages import FunctionCall",
             "def loud():\n    print('from within')\n    return 1",
             "run_call(FunctionCall('loud'), [loud]).text"]
    notebook = run_cells(cells)
    outputs = notebook.cells[-1].outputs
    assert [output.get("text") or output.data["text/plain"] for output in outputs] == ["from within\n", "'1'"]


# The calculator


@pytest.fixture
def calculate(registry):
    registry.load()
    return lambda text: run_call(FunctionCall("CALCULATOR", {"expression": text}), registry()).text


@pytest.mark.parametrize(
    "text, value",
    [("6453 * 27", "174231"), ("(12 + 30) / 4 =", "10.5"), ("2^10", "1024"), ("-7 // 2", "-4"), ("7 % 4", "3"),
     ("sqrt(16) + pi * 0", "4"),
    ("1/3", "0.3333333333333333"),
     ("6 ÷ 3 × 2 − 1", "3"), ("max(1, 2, 3)", "3"), ("round(2.567, 1)", "2.6"), ("1e3", "1000"),
     ("2**100", str(2**100)),
     ("0.1 + 0.2", "0.30000000000000004")],
)
def test_the_calculator_calculates(calculate, text, value):
    assert calculate(text) == value


@pytest.mark.parametrize(
    "text",
    ["10**10**10", "9**9**9**9", "2**-10000000", "10**1000 * 10**1000", "__import__('os')", "().__class__",
     "'a' * 10**10", "[0] * 10**9",
    "1 if 1 else 2", "x", "1 +", "",
     "(" * 400, "1/0", "sqrt(-1)", "(-8) ** 0.5", "exp(1000)", "True + 1", "1j", "a.b", "f(1)", "sqrt(x=4)",
     "abs(*[1])", "1" * 600, "lambda: 1",
     "10.0**400", "1 < 2", "\0", "max(1)",
     "-" * 450, "factorial(10**6)"],
)
def test_the_calculator_refuses(calculate, text):
    outcome = calculate(text)
    assert outcome.startswith("Error: ") and len(outcome) < 400
