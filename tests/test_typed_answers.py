"""What a grammar writes fits its type: texts made from the grammar itself, without a model."""

import enum
import json
import random
import re
from typing import Annotated, Literal

import pydantic
import pytest
from pydantic import AfterValidator, Field

from notebook_chat import Chat
from notebook_chat.core.messages import ChatMessage
from notebook_chat.core.settings import LLAMA_CPP_DEFAULTS, GenerationConfig
from notebook_chat.chat.asking import ValueRows, extract_value
from notebook_chat.chat.many import all_rows, row_values
from notebook_chat.llama.sampler import Sampler
from notebook_chat.models.adapters import ScriptedModel
from notebook_chat.structured.documents import DataTypeError
from notebook_chat.structured.json_schema import json_schema_to_gbnf
from notebook_chat.structured.patterns import pattern_automaton
from notebook_chat.structured.prompts import form_of
from notebook_chat.structured.types import CutOffError, DataError, grammar_of, parse, schema_of
from support.gbnf import Grammar, samples
from support.typed import HELD

ASKED, PLAIN = ChatMessage("user", "Which one?"), GenerationConfig()


@pytest.mark.parametrize("name", HELD)
def test_what_a_grammar_writes_fits_the_type(name, demo):
    kind = HELD[name]
    grammar = grammar_of(kind)
    Sampler(demo.tokenizer, LLAMA_CPP_DEFAULTS.replace(grammar=grammar), 0, 2048).free()   # llama.cpp reads it
    assert len(grammar) < 100_000
    texts = samples(grammar, 12, seed=name)
    for text in texts:
        json.loads(text)
        parse(text, kind)
    assert grammar == grammar_of(kind), "the same type has the same grammar"


@pytest.mark.parametrize("kind, good, bad", [
    (HELD["decimal 5 2"], ["123.45", "-0.5", "0"], ["1234.5", "0.123"]),
    (HELD["int multiple 7"], ["-98", "0", "994"], ["1", "1001", "-105"]),
    (HELD["float multiple 0.01"], ["0.07", "9.99", "3"], ["0.001", "10", "-0.01"]),
    (HELD["pattern and length"], ['"a"', '"abab"'], ['""', '"ababa"', '"c"']),
    (HELD["any case"], ['"YES"', '"nO"', '"Straße"'], ['"maybe"']),
    (HELD["set of choices"], ['["c", "a"]', '["a", "b", "c"]'], ['["a"]', '["a", "a"]', '["a", "b", "a"]']),
    (HELD["dict of patterned keys"], ['{"ABC": 3}', "{}"], ['{"ABC": "x"}', '{"abc": 3}']),
    (pydantic.HttpUrl, ['"https://example.com/a?b=c#d"', '"http://127.0.0.1:8080"'], ['"ftp://example.com"',
        '"example"']),
    (pydantic.AwareDatetime, ['"2024-02-29T10:00:00Z"'], ['"2024-02-29T10:00:00"', '"2023-02-29T10:00:00Z"']),
    (pydantic.NaiveDatetime, ['"2024-02-29T10:00:00"'], ['"2024-02-29T10:00:00Z"']),
    (pydantic.PastDate, ['"2001-01-01"'], ['"9999-01-01"']),
    (HELD["date from"], ['"2020-02-29"', '"2020-12-31"'], ['"2020-02-28"', '"2021-01-01"']),
    (pydantic.Json[list[int]], ['"[1, 2]"'], ['"[\\"a\\"]"', "[1]"]),
    (HELD["schema two patterns"], ['{"m": true, "ab": 3, "bz": "x", "other": null}'], ['{"ab": "x"}', '{"other": 3}']),
    (HELD["schema looking ahead"], ['"abC1"'], ['"abc1"', '"ab C1"', '"aC1"']),
    (HELD["schema some of many"], ['{"a": true, "c": false}'], ['{"a": true}',
        '{"a": true, "b": true, "c": true, "d": true}']),
    (HELD["schema itself"], ['{"next": {"n": 1}, "n": 2}'], ['{"next": {}, "n": 2}']),
    (HELD["schema prefixItems"], ['[1, "a", "b"]'], ['[2]', '[1, "a", "b", "c"]']),
], ids=str)
def test_what_fits_and_what_does_not(kind, good, bad):
    grammar = Grammar(grammar_of(kind))
    assert [text for text in good if not grammar.accepts(text)] == []
    assert [text for text in bad if grammar.accepts(text)] == []
    for text in good:
        parse(text, kind)


# Choices


@pytest.mark.parametrize("count", [20, 500, 2000, 5000])
def test_choices_are_a_tree(count):
    words = [f"value number {number}" for number in range(count)]
    text = grammar_of(Literal[tuple(words)])
    assert len(text) < 40 * count + 500
    grammar = Grammar(text)
    for word in random.Random(0).sample(words, 20):
        assert grammar.accepts(json.dumps(word))
        assert grammar.widest <= 12, "a few ways at once, not one per choice"
    assert not grammar.accepts('"value number"') and not grammar.accepts(f'"value number {count}"')


def test_choices_of_any_kind():
    values = ["a", "ab", "", "abc\n", 'say "hi"', "\\", "é", "e\u0301", "👍🏽", "👍", 1, 12, 1.5, True, False, None, -3,
        "1", "\x7f"]
    grammar = Grammar(json_schema_to_gbnf({"enum": values}))
    for value in values:
        assert grammar.accepts(json.dumps(value, ensure_ascii=False)), value
    for text in ('"abcd"', "123", '"👍🏾"', '"a', "2", "nul", '"True"'):
        assert not grammar.accepts(text)
    chain = ["a" * number for number in range(1, 1500)]   # each one is the beginning of the next
    grammar = Grammar(json_schema_to_gbnf({"enum": chain}))
    assert grammar.accepts(f'"{chain[700]}"') and not grammar.accepts(f'"{"a" * 1500}"')


def test_thousands_of_choices_are_not_put_into_the_prompt(demo):
    code = enum.Enum("Code", {f"K{number}": f"value {number}" for number in range(5000)})
    assert Chat(demo).extract("Which code?", code, max_tokens=30) in code
    assert len(form_of(schema_of(code))) < 400


# Types without values, and odd ones


class Empty(enum.Enum):
    pass


@pytest.mark.parametrize("kind, words", [
    (Literal[()], "Literal"), (Empty, "no members"), (dict[Literal[1, 2], int], "none of these keys"),
    (dict[None, int], "none of these keys"), ([], "the list is empty"), ([int], "list[int]"), ({"type": "int"},
        "at type"),
    ({"name": str}, "TypedDict"), ({"a": 1}, "means nothing"), ({"enum": []}, "nothing to choose"),
    ({"$ref": "#/definitions/B"}, "#/definitions/B"), ({"$ref": "https://example.com/s.json"}, "same document"),
    ({"properties": {"b": False}, "required": ["b"]}, "b: no value is allowed"), ({"not": {}},
        "every value is excluded"),
    ({"allOf": [{"type": "string"}, {"type": "integer"}]}, "no value is allowed"),
    ({"type": "string", "minLength": 5, "maxLength": 3}, "5 to 3"), ({"minItems": 3, "maxItems": 2, "type": "array"},
        "3 to 2"),
    ({"$ref": "#"}, "#"), ({"allOf": [{"$ref": "#"}]}, "itself"), ({"type": "integer", "multipleOf": 7, "minimum": 1,
        "maximum": 6}, "multiple"),
    (Annotated[set[Literal["a", "b"]], Field(min_length=3)], "more than there are"),
    ({"type": "string", "pattern": "^a$", "minLength": 2}, "fits"), (Annotated[str, Field(pattern="(?=a)b")], ""),
    ({"minProperties": 3, "properties": {"a": {}}, "additionalProperties": False}, "3"),
    ({"type": "object", "properties": {"next": {"$ref": "#"}}, "required": ["next"]}, "would never end"),
], ids=str)
def test_types_without_an_answer(kind, words):
    with pytest.raises(DataTypeError, match=re.escape(words)):
        grammar_of(kind)
    chat = Chat(model := ScriptedModel("{}"))
    with pytest.raises(TypeError):
        grammar_of(kind) if isinstance(kind, dict) else chat.extract("x", kind)
    assert not model.asked, "nothing is asked"


def test_values_of_schemas_are_plain():
    chat = Chat(ScriptedModel(['{"name": "Ada", "born": 1815}', '"red"', "[1, 2]"]))
    person = {"type": "object", "properties": {"name": {"type": "string"}, "born": {"type": "integer"}}}
    assert chat.extract("Ada?", person) == {"name": "Ada", "born": 1815}
    assert chat.extract("Colour?", ["red", "green"]) == "red"
    assert chat.extract("Numbers?", {"type": "array", "items": {"type": "integer"}}) == [1, 2]


def test_references_are_never_fetched(monkeypatch):
    import urllib.request
    monkeypatch.setattr(urllib.request, "urlopen", lambda *args, **kw: pytest.fail("a schema was fetched"))
    with pytest.raises(DataTypeError):
        grammar_of({"properties": {"a": {"$ref": "http://json-schema.org/other#"}}})
    with pytest.raises(DataError):
        parse('{"a": 3}', {"properties": {"a": {"$ref": "http://json-schema.org/other#"}}})


# Once more


def test_an_answer_that_does_not_fit_is_asked_for_once_more():
    def even(number):
        if number % 2:
            raise ValueError("it is odd")
        return number

    def broken(number):
        raise KeyError("gone")

    kind = Annotated[int, AfterValidator(even)]
    model = ScriptedModel(["1", "2"])
    assert extract_value(model, [], ASKED, kind, PLAIN) == 2
    assert "it is odd" in model.asked[1][-1].text and model.asked[1][-2].text == "1"
    model = ScriptedModel(["1", "3", "4"])
    with pytest.raises(DataError, match="odd") as caught:
        extract_value(model, [], ASKED, kind, PLAIN)
    assert caught.value.text == "3" and len(model.asked) == 2
    with pytest.raises(DataError, match="gone"):
        extract_value(ScriptedModel("1"), [], ASKED, Annotated[int, AfterValidator(broken)], PLAIN)
    with pytest.warns(UserWarning, match="1 of 3"):
        model = ScriptedModel(["1", "2", "3", "4", "5"])
        assert row_values(all_rows(ValueRows(model, [], kind, PLAIN), [ASKED] * 3, progress=False)) == [4, 2, None]


def test_an_answer_that_was_cut_is_not_asked_again():
    model = ScriptedModel('["one", "two", "three"]')
    with pytest.raises(CutOffError) as caught:
        extract_value(model, [], ASKED, list[str], GenerationConfig(max_tokens=2))
    assert caught.value.partial == ["one", "two"] and len(model.asked) == 1


def test_a_cut_answer_of_the_demo_model_keeps_its_items(demo):
    with pytest.raises(CutOffError) as caught:
        Chat(demo).extract("Planets?", Annotated[list[int], Field(min_length=900)], max_tokens=40, temperature=0)
    assert isinstance(caught.value.partial, list) and all(isinstance(item, int) for item in caught.value.partial)
    assert caught.value.text.startswith("[")


def test_lists_and_texts_have_an_end():
    grammar = Grammar(grammar_of(list[bool]))
    assert grammar.accepts("[" + ",".join(["true"] * 1000) + "]")
    assert not grammar.accepts("[" + ",".join(["true"] * 1001) + "]")
    assert Grammar(grammar_of(HELD["long list"])).accepts("[" + ",".join(["1"] * 2999) + "]")
    assert Grammar(grammar_of(str)).accepts('"' + "a" * 5000 + '"')


# Settings


def test_stops_and_grammars_of_the_chat_stay_outside(demo):
    chat = Chat(demo, config=dict(stop=["}", '"', "1"], grammar='root ::= "no"'))
    assert chat.extract("Which?", Literal["a}1"]) == "a}1"
    with pytest.raises(TypeError, match="the type makes the grammar"):
        chat.extract("Which?", int, grammar='root ::= "1"')
    with pytest.raises(TypeError, match="the type makes the grammar"):
        chat.map(["Which?"], int, grammar='root ::= "1"')
    assert chat.config.stop == ("}", '"', "1") and len(chat.messages) == 0


def test_messages_name_the_type():
    with pytest.raises(DataError, match="not a valid list\\[int\\]"):
        parse('"x"', Annotated[list[int], Field(max_length=3)])


@pytest.mark.parametrize("pattern", [
    r"(?i)^abc$", r"(?i)^[^k]$", r"\bword\b", r"\Bord", r"(?<=a)b", r"(?<!a)b$", r"^(?!.*foo).*$", r"(^a|b$)c?",
        r"a(?!b)",
    r"^(?=.*\d)(?=.*[a-z]).{5,}$", r"(?s)^a.b$", r"(?i:ab)c", r"^a\b.*$", r"^(?!(con|prn)$)\w{1,8}$", "", r"a|^b|c$"])
def test_automata_mean_what_patterns_say(pattern):
    automaton, chance = pattern_automaton(pattern), random.Random(pattern)
    found = 0
    for _ in range(2000):
        text = "".join(chance.choice(["a", "b", "c", "k", "word", "foo", "ab", " ", "1", "A", "K", "-", "é", "con"])
                       for _ in range(chance.randrange(6)))
        unknown = "é" in text and not automaton.accepts(text)
        assert unknown or automaton.accepts(text) == bool(re.search(pattern, text)), text
        found += automaton.accepts(text)
    assert found, "some texts match"
