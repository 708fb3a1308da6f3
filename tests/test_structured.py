"""Types become grammars, and what a model writes under them becomes values of these types."""

import dataclasses
import datetime
import enum
import json
import random
import re
import typing
import uuid
from decimal import Decimal
from typing import Annotated, Any, Literal, Optional, Union

import pytest
import typing_extensions
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pydantic import AfterValidator, BaseModel, Field, create_model

from notebook_chat.core.settings import LLAMA_CPP_DEFAULTS
from notebook_chat.tools.function import BotFunction
from notebook_chat.tools.registry import as_functions
from notebook_chat.tools.parsers import find_calls
from notebook_chat.llama.sampler import Sampler
from notebook_chat.llama.model import LlamaModel
from notebook_chat.structured import gbnf, patterns
from notebook_chat.structured.documents import DataTypeError
from notebook_chat.structured.json_schema import json_schema_to_gbnf
from notebook_chat.structured.types import CutOffError, DataError, grammar_of, parse, response_format_of, schema_of
from notebook_chat.structured.tool_grammars import call_grammar
from support import tiny_models
from support.grammars_as_patterns import accepts
from support.processes import run_python

PROMPT = "<|im_start|>user\nName the planets in the solar system<|im_end|>\n<|im_start|>assistant\n"


@pytest.fixture(scope="module")
def noises(tmp_path_factory):
    """Models of both kinds of vocabulary that write anything."""
    folder = tmp_path_factory.mktemp("noise")
    files = [tiny_models.write_model(folder / f"{kind.__name__}.gguf", vocabulary=kind)
             for kind in (tiny_models.bpe_vocabulary,
        tiny_models.spm_vocabulary)]
    models = [LlamaModel(file, n_threads=1) for file in files]
    yield models
    for model in models:
        model.close()


def sampler(model, grammar):
    """llama.cpp's reading of a grammar."""
    found = Sampler(model.tokenizer, LLAMA_CPP_DEFAULTS.replace(grammar=grammar), 0, 2048)
    found.free()
    return found


def written(model, grammar, seed=0, temperature=1, max_tokens=400):
    """What a model writes under a grammar: `(text, finish reason)`."""
    anything = dict(top_k=0, top_p=1, min_p=0)
    reply = model.complete(PROMPT,
                           dict(grammar=grammar, seed=seed, temperature=temperature, max_tokens=max_tokens, **anything))
    return reply.text, reply.finish_reason


# Types


class Node(BaseModel):
    value: int
    children: list["Node"] = []


class Tree(BaseModel):
    left: Optional["Tree"] = None
    right: Optional["Tree"] = None
    label: Literal["a", "b"]


class Colour(enum.Enum):
    red, quoted, three = "red", '"\\', 3


class Pair(typing.NamedTuple):
    first: int
    second: str = "x"


class Partly(typing_extensions.TypedDict, total=False):
    y: int


class Total(typing_extensions.TypedDict):
    x: float
    inner: Partly


class OldPartly(typing.TypedDict, total=False):
    y: int


class OldTotal(typing.TypedDict):
    x: float
    inner: typing.List[OldPartly]


class Cat(BaseModel):
    kind: Literal["cat"]
    lives: int = Field(9, ge=0, le=9)


class Dog(BaseModel):
    kind: Literal["dog"]
    name: str


@dataclasses.dataclass
class Point:
    x: float
    y: float = 0.0
    label: str | None = None


LEAVES = st.sampled_from([
    int, float, str, bool, type(None), datetime.date, datetime.datetime, datetime.time, datetime.timedelta, uuid.UUID,
    Decimal, bytes, Any, dict,
    list,
    Literal["a", 'b"\\', 3, True, None], Literal["é", "日本"], Colour, Node, Tree, Pair, Total, Point,
    Annotated[Union[Cat, Dog], Field(discriminator="kind")],
])
PATTERNS = st.sampled_from([r"^[A-Z]{2}-\d+$", r"^(foo|bar)?\.\w{1,5}$", r"^[^a-z]{0,4}$", r'^"\\?$', r"^\S+@\S+$",
                            r"^(a|b(c|d)*){2,3}$",
    r"^x?y+?z*$|^q$"])


def between(bounds, low, high, names=("ge", "gt", "le", "lt")):
    """`Field`'s words for one bound or two."""
    return {name: value for name, value in zip(names, (low, low, high, high)) if name in bounds}


@st.composite
def bounded(draw):
    """A number, a text or a list with limits."""
    bounds = draw(st.sets(st.sampled_from(["ge", "le"]), min_size=1)) if draw(st.booleans()) else draw(
        st.sets(st.sampled_from(["gt", "lt"]),
        min_size=1))
    kind = draw(st.sampled_from([int, float, str]))
    if kind is int:
        low, high = sorted((draw(st.integers(-10**12, 10**12)), draw(st.integers(-300, 300))))
        return Annotated[int, Field(**between(bounds, low - 1, high + 1))]
    if kind is float:
        low, high = sorted((draw(st.integers(-10**5, 10**5)) / draw(st.sampled_from([1, 10, 1000, 10**6])),
                            draw(st.floats(-20, 20, width=16))))
        return Annotated[float, Field(**between(bounds, low, high + 0.5))]
    low = draw(st.integers(0, 6))
    return Annotated[str, Field(**between({"ge", "le"} & bounds or {"ge"}, low, low + draw(st.integers(0, 30)),
        ("min_length", "", "max_length", "")))]


FIELD_NAMES = ["name", "json", 'é"x', "a\\b", "class", "x-y", "日本", "copy", "_p", "model_x", "with space", ""]


@st.composite
def models(draw, inner):
    """A pydantic model with strange names of fields, some of them needed."""
    names = draw(st.lists(st.sampled_from(FIELD_NAMES), min_size=1, max_size=4, unique=True))
    fields = {f"field_{number}": (draw(inner), Field(alias=name) if draw(st.booleans()) else Field(None, alias=name))
              for number,
        name in enumerate(names)}
    return create_model(f"Model{draw(st.integers(0, 10**6))}", **fields)


@st.composite
def containers(draw, inner):
    """A type made of others."""
    kind = draw(st.sampled_from(["list", "bounded list", "dict", "optional", "union", "tuple", "tuple of one", "set"]))
    if kind == "union":
        return Union[draw(inner), draw(inner)]
    part = draw(inner)
    if kind == "bounded list":
        low = draw(st.integers(0, 3))
        return Annotated[list[part], Field(min_length=low, max_length=low + draw(st.integers(0, 3)))]
    if kind == "dict":
        return dict[draw(st.sampled_from([str, int, float, datetime.date, uuid.UUID, Literal["p", "q"]])), part]
    if kind == "set":
        return set[draw(st.sampled_from([int, str, Literal["p", "q"]]))]
    return {"list": list[part], "optional": Optional[part], "tuple": tuple[part, int],
            "tuple of one": tuple[part, ...]}[kind]


PATTERNED = PATTERNS.map(lambda pattern: Annotated[str, Field(pattern=pattern)])
TYPES = st.recursive(LEAVES | bounded() | PATTERNED, lambda inner: containers(inner) | models(inner), max_leaves=5)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck),
          phases=[Phase.generate, Phase.shrink])
@given(kind=TYPES, seed=st.integers(0, 2**31), greedy=st.booleans())
def test_every_whole_reply_is_a_value_of_its_type(kind, seed, greedy, demo, noises):
    grammar = grammar_of(kind)
    for model in (demo, *noises):
        text, reason = written(model, grammar, seed, temperature=0 if greedy and model is demo else 1)
        if reason != "stop":
            continue
        json.loads(text)
        try:
            parse(text, kind)
        except DataError:   # bytes that are no UTF-8: the text differs from what the grammar has counted
            assert model is not demo and "\ufffd" in text


def test_the_demo_model_writes_whole_values(demo):
    """So that the test above isn't about replies that were cut."""
    for kind in (int, bool, Colour, datetime.date, Point, Literal["a", "b"], tuple[int, int],
                 Annotated[list[int], Field(max_length=3)]):
        for seed in range(5):
            text, reason = written(demo, grammar_of(kind), seed)
            assert reason == "stop", (kind, text)
            parse(text, kind)


# Grammars, read by a second reader: as regular expressions, where they have no recursion


@settings(max_examples=150, deadline=None)
@given(st.integers(-400, 400) | st.none(), st.integers(-400, 400) | st.none(), st.booleans(), st.booleans())
def test_whole_numbers_keep_their_bounds(low, high, above, below):
    if low is high is None:
        return
    if None not in (low, high) and low > high:
        low, high = high, low
    schema = {"type": "integer", **({} if low is None else {"exclusiveMinimum" if above else "minimum": low}),
              **({} if high is None else {"exclusiveMaximum" if below else "maximum": high})}
    first, last = -10**15 if low is None else low + above, 10**15 if high is None else high - below
    if first > last:
        with pytest.raises(DataTypeError, match="no number"):
            json_schema_to_gbnf(schema)
        return
    accepted = accepts(json_schema_to_gbnf(schema))
    for number in {*range(-450, 451, 7), first, first - 1 if low is not None else first, first + 1, last, last - 1,
        last + 1 if high is not None else last, 0, 1, -1, 9, 10, 99, 100, 101}:
        assert accepted(str(number)) == (first <= number <= last), number
    assert not any(map(accepted, ("", "-", "007", "-01", "1.0", "+1", "1e3")))


@settings(max_examples=150, deadline=None)
@given(st.decimals(-30, 30, places=3) | st.none(), st.decimals(-30, 30, places=1) | st.none(), st.booleans(),
       st.booleans(), st.data())
def test_numbers_keep_their_bounds(low, high, above, below, more):
    if None not in (low, high) and low > high:
        low, high = high, low
    low, high = (None if bound is None else float(bound) for bound in (low, high))
    if low == high:
        return
    schema = {"type": "number", **({} if low is None else {"exclusiveMinimum" if above else "minimum": low}),
              **({} if high is None else {"exclusiveMaximum" if below else "maximum": high})}
    accepted = accepts(json_schema_to_gbnf(schema))
    numbers = more.draw(st.lists(st.decimals(-31, 31, places=4), min_size=20, max_size=20))
    near = [Decimal(repr(bound)) + step for bound in (low, high) if bound is not None for step in map(Decimal,
        ("0", "0.0001", "-0.0001", "0.1", "-0.1", "1", "-1", "10", "-10"))]
    for number in [*numbers, *near, Decimal(0), Decimal(1), Decimal("0.5")]:
        inside = (low is None or (number > Decimal(repr(low)) if above else number >= Decimal(repr(low)))) and (
            high is None or (number < Decimal(repr(high)) if below else number <= Decimal(repr(high))))
        number = abs(number) if number == 0 else number
        for text in {f"{number:f}", f"{number:f}".rstrip("0").rstrip(".") if "." in f"{number:f}" else f"{number:f}"}:
            assert accepted(text) == inside, text
    assert not any(map(accepted, ("", "-", ".", "1.", ".5", "00", "01.5", "-")))


DATES = ["2024-02-29", "2000-02-29", "1815-12-10", "2023-04-30", "2023-01-31", "9999-12-31"]
NO_DATES = ["2023-02-29", "1900-02-29", "2023-04-31", "2023-13-01", "2023-00-10", "2023-01-00", "2023-01-32",
            "0000-01-01", "23-01-01", "2023-1-1"]


def test_dates_exist():
    accepted = accepts(grammar_of(datetime.date))
    assert all(accepted(f'"{text}"') for text in DATES)
    assert not any(accepted(f'"{text}"') for text in NO_DATES)
    for year in range(1000, 10000, 13):
        for month, day in ((2, 28), (2, 29), (2, 30), (12, 31), (6, 31)):
            try:
                exists = bool(datetime.date(year, month, day))
            except ValueError:
                exists = False
            assert accepted(f'"{year}-{month:02}-{day:02}"') == exists


@pytest.mark.parametrize("pattern", [r"^[A-Z]{2}-\d+$", r"^(foo|bar)?\.\w{1,5}$", r"^[^a-z]{0,4}$", r'^"\\?$',
                                     r"^\S+@\S+$", r"^(a|b(c|d)*){2,3}$",
    r"b+", r"^x", r"x$", r"^a$|^b|c$",
                                     r"^[\d.-]+$", r"^.$", r"^[^\s\"]$", r"^(?:a(?P<n>b))$", r"^\t?$", r"^[日-本é]$"])
def test_patterns_mean_what_they_say(pattern):
    accepted = accepts(grammar_of(Annotated[str, Field(pattern=pattern)]))
    chance = random.Random(pattern)
    texts = ["AB-12", "foo.a", "bar.abcde", ".x", '"', '"\\', "\\", "a@b", "abcd", "aa", "bcdcd", "bb", "x", "ax", "xa",
             "", "a", "b", "c", "日",
        "\t", "é", "1.2-3", "ab", "zc", "A B"]
    texts += ["".join(chance.choice('abcdxyzABC01.-@"\\ \tfoé日') for _ in range(chance.randrange(6)))
              for _ in range(300)]
    for text in texts:
        if any(ord(character) < 32 and character not in "\t\n\r" for character in text):
            continue
        assert accepted(json.dumps(text, ensure_ascii=False)) == bool(re.search(pattern, text)), text
    assert all(chr(code).isalpha() for low, high in patterns._LETTERS for code in range(low, high + 1))


@pytest.mark.parametrize("pattern", [r"(a)\1", r"^a{5000}$", "(", r"(a)?(?(1)b|c)", r"^((?!x).)*$"])
def test_patterns_beyond_a_grammar_are_left_to_the_check(pattern):
    schema = {"type": "string", "pattern": pattern, "maxLength": 3}
    accepted = accepts(json_schema_to_gbnf(schema))
    assert accepted('"abc"') and not accepted('"abcd"')


def test_json_between_its_tokens_has_a_blank_at_most(demo):
    accepted = accepts(grammar_of(Point))
    for text in ('{"x": 1, "y": 2}', '{"x":1}', '{"x": 1.5, "label": null}', '{\n  "x": 1,\n  "y": -2e5\n}',
                 '{ "x": 1 }'):
        assert accepted(text), text
        assert parse(text, Point)
    for text in ('{"x":  1}', '{"y": 2}', '{"y": 2, "x": 1}', '{"x": 1, "z": 2}', '{"x": 1,}', "{}", '{"x": 1}\n',
                 ' {"x": 1}', '{"x": 1 , "y": 2}'):
        assert not accepted(text), text


@pytest.mark.parametrize("text", ['"\\ud83d\\ude00"', '"\\u00e9"', '"\\""', '"\\\\"', '"\\/"', '"é日😀"', '"\x7f"', '""'])
def test_strings_that_are_json(text):
    assert accepts(grammar_of(str))(text)
    assert parse(text, str) == json.loads(text)


@pytest.mark.parametrize("text", ['"\\ud83d"', '"\\ude00"', '"\\ud83dx"', '"\\x41"', '"\n"', '"\t"', '"\\"', '"',
                                  '"\ud800"', '"\\u12"'])
def test_strings_that_are_not(text):
    assert not accepts(grammar_of(str))(text)


EVERYTHING = [
    int, str, list[Node], dict[int, Tree], Pair, Total, OldTotal, list[OldTotal], Union[OldTotal, None],
    OldPartly | int, Optional[list[Partly]],
    Colour, Point, tuple[int, ...], tuple[()], set[str], Any, object, dict, list,
    dict[str, Any], Annotated[list[int], Field(min_length=2, max_length=2)], Annotated[list[int], Field(max_length=0)],
    Annotated[list[str], Field(min_length=1000)],
    Annotated[str, Field(max_length=100_000)], Annotated[str, Field(min_length=900, max_length=950)],
    Annotated[dict[str, int], Field(min_length=1, max_length=2)],
    Annotated[int, Field(ge=-2**63, lt=2**63)], Annotated[float, Field(gt=0)], Annotated[float, Field(ge=1e-9, le=1e9)],
    Annotated[Decimal, Field(ge=0, le=1)],
    Annotated[int, Field(multiple_of=5)], Annotated[int, AfterValidator(lambda value: value)],
    typing_extensions.TypedDict("T", {"a b": int}),
    create_model("Empty"),
    create_model("Many", **{f"f{number}": (Optional[int], None) for number in range(100)}),
    create_model("Größe", größe=(int, 1)),
    Annotated[Union[Cat, Dog], Field(discriminator="kind")],
    list[Annotated[Union[Cat, Dog], Field(discriminator="kind")]], datetime.timedelta, Literal[1.5, -2, "x\ny", "\x7f"],
    frozenset[int],
]


@pytest.mark.parametrize("kind", EVERYTHING, ids=lambda kind: getattr(kind, "__name__", str(kind))[:30])
def test_llama_cpp_reads_the_grammar(kind, demo, capfd):
    sampler(demo, grammar_of(kind))
    assert capfd.readouterr() == ("", "")


@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
@given(kind=TYPES)
def test_llama_cpp_reads_any_grammar(kind, demo):
    grammar = grammar_of(kind)
    rules = dict(line.split(" ::= ", 1) for line in grammar.splitlines())
    assert next(iter(rules)) == "root" and len(rules) == grammar.count("\n")
    assert {name for body in rules.values() for name in gbnf._names_in(body)} | {"root"} == set(rules)
    sampler(demo, grammar)   # an error if llama.cpp can't read it


@pytest.mark.parametrize(
    "kind, words",
    [
        (typing.Callable, "Use a pydantic model"), (typing.Callable[[int], int], "CallableSchema"), (range, "range"),
        (list[range], "range"),
        (complex, "no complex numbers"),
        (3, "3 is a value and no type"), ("Nowhere", "'Nowhere' is a value and no type"), (dict[Point, int], "keys"),
        (LlamaModel, "LlamaModel"),
        (Annotated[int, Field(ge=5, le=3)], "no number from 5 to 3"),
        (Annotated[float, Field(gt=1, lt=1)], "no number between"),
    ],
    ids=str,
)
def test_types_that_no_answer_can_have(kind, words):
    with pytest.raises(DataTypeError, match=re.escape(words)):
        grammar_of(kind)


def test_types_without_an_end():
    @dataclasses.dataclass
    class Endless:
        inner: "Endless"

    Endless.__annotations__["inner"] = Endless
    with pytest.raises(DataTypeError, match="would never end: Endless contains itself"):
        json_schema_to_gbnf(
            {"$defs": {"Endless": {"properties": {"inner": {"$ref": "#/$defs/Endless"}}, "required": ["inner"],
                                   "type": "object"}},
            "$ref": "#/$defs/Endless"})
    circle = {"$defs": {"A": {"anyOf": [{"$ref": "#/$defs/B"}, {"type": "integer"}]},
                        "B": {"anyOf": [{"$ref": "#/$defs/A"}, {"type": "null"}]}},
        "$ref": "#/$defs/A"}
    accepted = accepts(json_schema_to_gbnf(circle))
    assert accepted("1") and accepted("null") and not accepted("x")


# From a reply to a value


def test_values():
    assert parse('{"x": 1}', Point) == Point(1.0)
    assert parse('{"x": 1, "inner": {"y": 2}}', Total) == {"x": 1.0, "inner": {"y": 2}}
    assert parse('"\\"\\\\"', Colour) is Colour.quoted
    assert parse('{"x": 1, "inner": [{"y": 2}, {}]}', OldTotal) == {"x": 1.0, "inner": [{"y": 2}, {}]}
    assert parse("[1]", Pair) == Pair(1, "x")
    assert parse('{"kind": "dog", "name": "Rex"}', Union[Cat, Dog]) == Dog(kind="dog", name="Rex")
    assert parse('{"1": null}', dict[int, None]) == {1: None}
    assert parse(" 3 \n", int) == 3
    assert parse("```\n3\n```", int) == parse("```json\n3```", int) == 3
    assert parse("just words", str) == "just words"
    assert parse('{"value": [1]}', list[int]) == [1]
    assert parse('{"value": 1}', dict[str, int]) == {"value": 1}
    assert parse('{"value": {"x": 1}}', Point) == Point(1.0)


@pytest.mark.parametrize("text", ["", "{", "no", '{"x": "one"}', "[1, 2]", "null", '{"value": 3}', "[" * 100_000,
                                  '{"x": 1} and more', "\0"])
def test_replies_that_are_no_value(text):
    with pytest.raises(DataError, match="The reply is not a valid Point") as caught:
        parse(text, Point)
    assert caught.value.text == text and len(str(caught.value)) < 800 and not isinstance(caught.value, CutOffError)


@pytest.mark.parametrize("reason, words", [("length", "max_tokens was reached"), ("stopped", "it was stopped"),
                                           ("error", "there was an error")])
def test_replies_that_were_cut(reason, words):
    with pytest.raises(CutOffError, match=words) as caught:
        parse('{"x": 1, "label": "on', Point, reason)
    assert caught.value.text == '{"x": 1, "label": "on'
    assert parse('{"x": 1}', Point, reason) == Point(1.0)


def test_a_cut_reply_of_the_demo_model(demo):
    text, reason = written(demo, grammar_of(Annotated[list[str], Field(min_length=50)]), max_tokens=5)
    assert reason == "length"
    with pytest.raises(CutOffError):
        parse(text, list[str], reason)


def test_what_a_grammar_cannot_say_is_checked_afterwards():
    with pytest.raises(DataError, match="multiple of 5"):
        parse("7", Annotated[int, Field(multiple_of=5)])


def test_servers_get_a_schema_with_an_object_at_the_top():
    for kind in EVERYTHING:
        form = response_format_of(kind)
        schema = form["json_schema"]["schema"]
        top = schema["$defs"][schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
        assert top["type"] == "object" and "properties" in top or kind is not Point
        assert re.fullmatch(r"[A-Za-z0-9_]{1,64}", form["json_schema"]["name"])
        json.dumps(form)
    assert response_format_of(Point)["json_schema"]["schema"] == schema_of(Point)
    nested = response_format_of(list[Node])["json_schema"]["schema"]
    assert nested["properties"]["value"] == {"type": "array", "items": {"$ref": "#/$defs/Node"}}
    assert "Node" in nested["$defs"]


@pytest.mark.parametrize("room, needed", [("json_schema", set()), ("tool_grammars", set()), ("types", {"pydantic"})])
def test_grammars_need_no_model_and_only_types_need_pydantic(room, needed):
    code = (f"import sys, notebook_chat.structured.{room}; "
            "print({name for name in ('pydantic', 'jinja2', 'llama_cpp', 'numpy') if name in sys.modules})")
    assert run_python(code).stdout.strip() == str(needed)


# Calls held to their functions


def add(a: float, b: float = 1):
    "Adds two numbers."


def paint(shape: Literal["circle", "square"], colours: list[Colour], at: Optional[Point] = None, *, text: str = ""):
    "Paints."


def now():
    "The time."


def free(x, **more: int):
    "Takes anything."


FUNCTIONS = as_functions([add, paint, now, free, BotFunction(lambda node: None, name="nothing")])
SYNTAXES = {"hermes": 6, "qwen3-coder": 6, "llama-3.1": 6, "mistral": 6, "gpt-oss": 6, "python": 6, "apertus": 1,
            "deepseek-v4": 1, "functionary-v3.2": 1, "gemma-4": 1, "glm": 1, "kimi-k3": 1, "lfm2": 1, "minimax-m3": 1,
            "solar": 1}   # how many attempts; of the formats that differ only in their markers, one


@pytest.mark.parametrize("syntax", SYNTAXES)
def test_every_call_under_its_grammar_is_right(syntax, demo, noises):
    grammar, triggers = call_grammar(FUNCTIONS, syntax)
    assert triggers and all(isinstance(text, str) and text for text in triggers)
    whole = 0
    for model in (demo, *noises):
        for seed in range(SYNTAXES[syntax]):
            text, reason = written(model, grammar, seed, max_tokens=300)
            if reason != "stop" or "\ufffd" in text:
                continue
            whole += 1
            calls = find_calls(f" {text}" if syntax == "gpt-oss" else text, syntax, FUNCTIONS)
            assert calls, text
            assert [call.error for call in calls] == [None] * len(calls), text
    assert whole >= SYNTAXES[syntax] - 1


def test_call_grammars_hold_to_one_function():
    grammar, triggers = call_grammar(add, "hermes")
    accepted = accepts(grammar)
    assert triggers == ("<tool_call>",)
    assert accepted('<tool_call>\n{"name": "add", "arguments": {"a": 3, "b": 4}}\n</tool_call>')
    assert accepted('<tool_call>{"name":"add","arguments":{"a":3}}</tool_call>\n'
                    '<tool_call>{"name":"add","arguments":{"a":3}}</tool_call>')
    for body in ('{"name": "sub", "arguments": {"a": 3}}', '{"name": "add", "arguments": {"b": 3}}',
                 '{"name": "add", "arguments": {"a": "3"}}',
        '{"name": "add", "arguments": {}}'):
        assert not accepted(f"<tool_call>\n{body}\n</tool_call>")
    accepted = accepts(call_grammar(as_functions([add, now]), "python")[0])
    assert [accepted(text) for text in ("add(1)", "add(1, b=2)", "now()", "add()", "add(1, 2)", "now(1)")] == [
        True, True, True, False, False, False]
    with pytest.raises(ValueError, match="no functions"):
        call_grammar([], "hermes")
    with pytest.raises(ValueError, match="There are: python"):
        call_grammar(add, "xml")
