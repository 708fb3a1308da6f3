"""Types and schemas that say more than a grammar can: what can't be is an error, and no wrong value comes back."""

import datetime
import itertools
import random
from typing import Annotated, Literal, Optional

import pytest
from jsonschema import Draft202012Validator
from pydantic import AnyUrl, Field, HttpUrl, StringConstraints, UrlConstraints

from notebook_chat import Chat
from notebook_chat.chat.choices import choices_of
from notebook_chat.models.adapters import ScriptedModel
from notebook_chat.structured import types
from notebook_chat.structured.documents import DataTypeError, SchemaDocument
from notebook_chat.structured.possible import ValueFinder
from notebook_chat.structured.types import DataError, grammar_of, parse
from support.gbnf import Grammar, samples
from support.random_schemas import VALUES, random_schema

MALFORMED = [
    {"prefixItems": {}}, {"type": "array", "prefixItems": {}}, {"items": {"prefixItems": 5}}, {"prefixItems": "x"},
    {"$defs": {"a": {"prefixItems": {}}}, "$ref": "#/$defs/a"}, {"unevaluatedItems": 5, "type": "array"},
    {"$schema": "http://json-schema.org/draft-07/schema#", "prefixItems": {}}, {"$schema": 5, "type": "string"},
    {"$schema": [], "type": "string"}, {"dependentRequired": 5}, {"dependentSchemas": []}, {"dependencies": 5},
    {"dependentRequired": {"a": "b"}}, {"contains": 5}, {"minContains": "x", "contains": {}}, {"$ref": 5},
    {"contentSchema": 5, "type": "string"}, {"items": [{"prefixItems": {}}]}, {"$defs": 5, "type": "string"},
]
LIST, OBJECT = {"type": "array"}, {"type": "object"}
IMPOSSIBLE = [
    {"oneOf": [{"const": 1}, {"const": 1}]}, {"oneOf": [{"enum": ["a", "b"]}, {"enum": ["b", "a"]}]},
    {"type": "object", "propertyNames": {"enum": ["a", "b"]}, "minProperties": 3},
    {"type": "object", "required": ["a"], "propertyNames": {"enum": ["b"]}},
    {"type": "array", "minContains": 3, "contains": {"const": 1}, "maxItems": 2},
    {"type": "array", "uniqueItems": True, "items": {"anyOf": [{"const": 1}, {"type": "null"}]}, "minItems": 3},
    Annotated[dict[Literal["a", "b"], int], Field(min_length=3)],
    {"oneOf": [{"type": "string"}, {"type": "string"}]}, {"oneOf": [{"$ref": "#/$defs/A"}, {"$ref": "#/$defs/A"}],
                                                          "$defs": {"A": {"type": "object", "required": ["x"]}}},
    {"oneOf": [{"type": "integer"}, {"type": "number"}], "multipleOf": 1}, {"oneOf": [{"minimum": 3}, {}, {}]},
    {**LIST, "uniqueItems": True, "prefixItems": [{"const": 1}, {"const": 1}], "minItems": 2},
    {**LIST, "uniqueItems": True, "prefixItems": [{"enum": [1, 2]}, {"enum": [2, 1]}, {"enum": [1.0, 2]}],
     "minItems": 3},
    {**LIST, "uniqueItems": True, "items": {"type": "integer", "minimum": 1, "maximum": 9, "multipleOf": 4},
     "minItems": 3},
    {**LIST, "uniqueItems": True, "items": {"type": ["boolean", "null"]}, "minItems": 4},
    {**LIST, "uniqueItems": True, "items": {"maxItems": 0, "type": "array"}, "minItems": 2},
    {**LIST, "uniqueItems": True, "items": {"const": 1}, "contains": {"const": 1}, "minContains": 2},
    {**LIST, "contains": {"const": 1}, "minContains": 0, "maxContains": 0, "items": {"const": 1}, "minItems": 1},
    {**LIST, "contains": {"type": "integer"}, "maxContains": 0},
    {**LIST, "contains": {"minimum": 5}, "minContains": 0, "maxContains": 1, "minItems": 2,
     "items": {"type": "integer", "minimum": 6}},
    {**LIST, "contains": {"const": 1}, "prefixItems": [{"const": 2}], "maxItems": 1},
    {**LIST, "allOf": [{"contains": {"const": 1}}, {"contains": {"const": 2}}], "maxItems": 1},
    {**LIST, "items": False, "minItems": 1}, {**LIST, "prefixItems": [{}, False], "minItems": 2},
    {"type": "string", "const": 5}, {"enum": ["a", "b"], "pattern": "^c"}, {"const": 3, "exclusiveMinimum": 3},
    {"const": "abc", "maxLength": 2}, {"const": [1, 1], "uniqueItems": True}, {"const": {"a": 1}, "required": ["b"]},
    {"const": {"a": "x"}, "properties": {"a": {"type": "integer"}}}, {"const": 1, "enum": [2, 3]},
    {"type": "number", "enum": ["1"]}, {"const": 0.3, "multipleOf": 0.2}, {"const": 5, "not": {"type": "integer"}},
    {**OBJECT, "required": ["a"], "properties": {}, "additionalProperties": False},
    {**OBJECT, "required": ["a"], "propertyNames": {"pattern": "^b"}},
    {**OBJECT, "required": ["a", "b"], "maxProperties": 1}, {**OBJECT, "required": ["a"], "not": {"required": ["a"]}},
    {**OBJECT, "required": ["ax"], "patternProperties": {"^a": {"type": "null"}}, "properties": {"ax": {"const": 1}}},
    {**OBJECT, "required": ["a"], "dependentRequired": {"a": ["b"], "b": ["c"]}, "maxProperties": 2},
    {**OBJECT, "required": ["a"], "dependentRequired": {"a": ["b"]}, "properties": {"b": False}},
    {**OBJECT, "required": ["a"], "dependentSchemas": {"a": {"properties": {"a": {"type": "null"}}}},
     "properties": {"a": {"type": "string"}}},
    {**OBJECT, "minProperties": 2, "properties": {"a": {}, "b": False}, "additionalProperties": False},
    {**OBJECT, "minProperties": 1, "propertyNames": False}, {**OBJECT, "minProperties": 3, "maxProperties": 2},
    {"not": {}}, {"not": {"anyOf": [{"type": "object"}, {"not": {"type": "object"}}]}},
    {"type": "string", "not": {"type": ["string", "null"]}}, {"type": "boolean", "not": {"enum": [True, False]}},
    {"type": "string", "pattern": "^a", "not": {"pattern": "a"}}, {"type": "string", "not": {"minLength": 0}},
    {"type": "integer", "minimum": 1, "maximum": 3, "not": {"enum": [1, 2, 3]}},
    {"type": "integer", "multipleOf": 6, "not": {"multipleOf": 3}},
    {"type": "string", "minLength": 3, "allOf": [{"not": {"minLength": 2}}]},
    {"type": "integer", "if": {"minimum": 0}, "then": False, "else": {"minimum": 0}},
    {"anyOf": [{"type": "string", "maxLength": 2, "minLength": 3}, {"type": "array", "items": False, "minItems": 2}]},
    {"type": "object", "required": ["a"], "properties": {"a": {"oneOf": [{"type": "null"}, {"const": None}]}}},
    {"$ref": "#/$defs/A", "minimum": 9, "$defs": {"A": {"type": "integer", "maximum": 8}}},
    Annotated[set[Literal[1, True]], Field(min_length=2)],
    Annotated[list[Literal["a"]], Field(min_length=2, max_length=1)],
    Annotated[tuple[int, str], Field(min_length=3)], Annotated[Literal["a", "bc"], Field(min_length=3)],
]
POSSIBLE = [   # although they look as if they weren't
    ({"oneOf": [{"type": "string"}, {"const": "a"}]}, '"b"'), ({"oneOf": [{}, {"type": "integer"}]}, "1.5"),
    ({**LIST, "uniqueItems": True, "prefixItems": [{"enum": [1, 2]}, {"const": 1}]}, "[2, 1]"),
    ({**LIST, "prefixItems": [{"const": 1}, False]}, "[1]"), ({**LIST, "items": {"enum": []}}, "[]"),
    ({**LIST, "contains": {"const": 1}, "minContains": 0, "maxContains": 0, "minItems": 1}, "[2]"),
    ({**LIST, "uniqueItems": True, "items": {"type": ["boolean", "null"]}, "minItems": 3}, "[null, true, false]"),
    ({**OBJECT, "properties": {"a": {"const": 1, "type": "string"}}}, "{}"),
    ({**OBJECT, "additionalProperties": {"const": 1, "type": "string"}}, "{}"),
    ({**OBJECT, "dependentRequired": {"a": ["b"]}, "properties": {"b": False}}, '{"c": 1}'),
    ({"enum": [1, 2], "not": {"$ref": "#/$defs/A"}, "$defs": {"A": {"const": 1}}}, "2"),
    ({"not": {"minimum": 0}, "minLength": 2}, "-1"), ({"type": "string", "not": {"maxLength": 2}}, '"abc"'),
]
MISFITS = [
    ({"oneOf": [{"type": "integer"}, {"type": "number"}]}, "1"),
    ({"uniqueItems": True, "items": {"type": "string"}}, '["a", "a"]'),
    ({"uniqueItems": True, "prefixItems": [{"const": 1}, {"const": 1}]}, "[1, 1]"),
    ({"contains": {"const": 1}, "maxContains": 1, "type": "array"}, "[1, 1]"),
    ({"contains": {"const": 1}, "minContains": 2, "type": "array"}, "[1]"),
    ({"type": "object", "minProperties": 2}, '{"a": 1}'), ({"type": "number"}, "NaN"),
    ({"type": "object", "patternProperties": {"^x": {"type": "integer"}}}, '{"x": "y"}'),
    (Annotated[dict[Literal["a", "b"], int], Field(min_length=2)], '{"a": 1}'),
    (Annotated[datetime.timedelta, Field(gt=datetime.timedelta(hours=1))], '"PT5M"'),
    (Annotated[str, StringConstraints(strip_whitespace=True, min_length=3)], '"  a  "'),
    (Annotated[AnyUrl, UrlConstraints(max_length=12)], '"https://example.org/long"'),
    (set[int], '["a"]'), (Annotated[list[int], Field(min_length=2)], "[1]"),
]


@pytest.mark.parametrize("schema", MALFORMED, ids=str)
def test_a_malformed_schema_is_an_error_with_a_place(schema):
    with pytest.raises(DataTypeError, match="no valid JSON schema"):
        grammar_of(schema)


@pytest.mark.parametrize("kind", IMPOSSIBLE, ids=str)
def test_what_no_value_fits_is_an_error_before_anything_is_asked(kind):
    with pytest.raises(DataTypeError):
        grammar_of(kind)


@pytest.mark.parametrize("kind", IMPOSSIBLE, ids=str)
def test_nobody_is_asked_for_what_no_value_fits(kind):
    chat = Chat(model := ScriptedModel("{}"))
    with pytest.raises(DataTypeError):
        chat.extract("?", kind)
    assert not model.asked


@pytest.mark.parametrize("kind, text", POSSIBLE, ids=str)
def test_what_a_value_fits_is_no_error(kind, text):
    parse(text, kind)
    for written in samples(grammar_of(kind), 5, seed=text):
        parse(written, kind)


HOURS, URL = datetime.timedelta(hours=1), "https://example.org/"
BOUNDED = [   # and one value that is out of bounds
    (Annotated[datetime.timedelta, Field(ge=HOURS, lt=5 * HOURS)], '"PT5H"'),
    (Annotated[datetime.timedelta, Field(gt=-72 * HOURS, lt=0 * HOURS)], '"PT0S"'),
    (Annotated[datetime.timedelta, Field(gt=48 * HOURS)], '"P2D"'),
    (Annotated[datetime.timedelta, Field(le=HOURS / 100)], '"PT37S"'),
    (Annotated[bytes, Field(min_length=2, max_length=4)], '"ééé"'), (Annotated[bytes, Field(max_length=1)], '"é"'),
    (Annotated[AnyUrl, UrlConstraints(max_length=30)], f'"{URL}{"a" * 30}"'),
    (Annotated[HttpUrl, UrlConstraints(max_length=len(URL))], f'"{URL}a"'),
    (Annotated[HttpUrl, UrlConstraints(max_length=10)], '"http://abcd"'),
    (Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=5)], '"  a  "'),
    (Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)], '" "'),
    (Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, pattern="^[a-z ]+$")], '"a "'),
    ({"type": "integer", "not": {"const": 2}}, "2"), ({"type": "number", "not": {"type": "integer"}}, "2.0"),
    ({"type": "object", "properties": {"a": {"type": "null"}}, "not": {"required": ["a"]}}, '{"a": null}'),
    ({**LIST, "contains": {"const": 1}, "maxContains": 1, "items": {"enum": [1, 2]}, "maxItems": 4}, "[1, 1]"),
    ({**LIST, "items": {"type": "integer", "minimum": 1, "maximum": 7}, "uniqueItems": True}, "[7, 1, 7]"),
    ({**LIST, "prefixItems": [{"enum": [1, 2]}, {"type": "boolean"}, {"enum": [2, 1]}], "items": False,
      "uniqueItems": True}, "[1, true, 1]"),
]


@pytest.mark.parametrize("kind, outside", BOUNDED, ids=str)
def test_a_grammar_holds_bounds(kind, outside):
    grammar = grammar_of(kind)
    for text in samples(grammar, 15, seed=outside):
        parse(text, kind)
    assert not Grammar(grammar).accepts(outside) and len(grammar) < 30_000


def test_few_different_items_come_in_any_order():
    few = {**LIST, "items": {"type": "integer", "minimum": 1, "maximum": 7}, "uniqueItems": True, "minItems": 7}
    assert Grammar(grammar_of(few)).accepts("[7, 1, 6, 2, 5, 3, 4]")


def test_no_schema_is_refused_that_has_a_value():
    chosen, refused = random.Random(5), 0
    for _ in range(600):
        schema = random_schema(chosen)
        problem = ValueFinder(SchemaDocument(schema)).problem(schema)
        fits = Draft202012Validator(schema).is_valid
        assert problem is None or not any(map(fits, VALUES)), (schema, problem)
        refused += problem is not None
    assert refused > 60


@pytest.mark.parametrize("kind, text", MISFITS, ids=str)
def test_a_value_that_does_not_fit_is_never_returned(kind, text):
    with pytest.raises(DataError):
        parse(text, kind)


@pytest.mark.parametrize("kind, text", MISFITS, ids=str)
def test_it_is_asked_for_again_and_then_an_error(kind, text):
    answers = []
    chat = Chat(ScriptedModel(lambda messages: answers.append(messages) or text))
    with pytest.raises(DataError):
        chat.extract("?", kind)
    assert len(answers) == 2 and "doesn't fit" in answers[1][-1].text and not chat.messages


def test_listed_keys_are_counted_while_they_are_written(demo):
    kind = Annotated[dict[Literal["a", "b", "c"], int], Field(min_length=2, max_length=2)]
    for seed in range(5):
        assert len(Chat(demo).extract("?", kind, seed=seed, temperature=2.0)) == 2


def test_choices_in_unions_references_and_limits():
    read = lambda kind: [each.value for each in choices_of(kind)]
    assert read(Optional[Literal["a", "b"]]) == ["a", "b", None] and read(Optional[bool]) == [True, False, None]
    assert read({"$defs": {"A": {"enum": ["a", "bc"]}}, "$ref": "#/$defs/A", "minLength": 2}) == ["bc"]
    assert read({"oneOf": [{"const": "x", "title": "X"}, {"const": "y"}]}) == ["x", "y"]
    for kind in ([1, True], [0, 0.0], [["a"], ["b"]], [{"a": 1}, {"a": 2}], None, str, {"anyOf": [{"type": "string"}]}):
        with pytest.raises(TypeError):
            choices_of(kind)
    recursive = {"$defs": {"A": {"anyOf": [{"$ref": "#/$defs/A"}, {"const": 1}]}}, "$ref": "#/$defs/A"}
    with pytest.raises(TypeError):
        choices_of(recursive)


def test_a_long_list_of_choices_is_made_a_type_once(monkeypatch):
    made, make = [], types.TypeAdapter
    monkeypatch.setattr(types, "TypeAdapter", lambda kind: made.append(kind) or make(kind))
    assert len(choices_of([f"choice {number}" for number in range(700)])) == 700
    assert len(made) == 1


def test_probabilities_add_up(demo):
    chat = Chat(demo)
    for kind in (["a", "ab", "abc"], ["", " ", "東京", '"q"', "a\nb"], Optional[bool], ["one"], ["a", "a", "b"]):
        choice = chat.choose("Which?", kind)
        assert abs(sum(choice.probabilities.values()) - 1) < 1e-9 and choice.value in choice.probabilities
        assert len(choice.probabilities) == len(choice.scores)


def test_models_that_cannot_score_say_so_before_anything_else():
    chat, rows = Chat(ScriptedModel('x')), itertools.repeat("x", 3)
    for ask in (lambda: chat.choose("?", ["a", "b"]), lambda: chat.map(rows, ["a", "b"], probabilities=True)):
        with pytest.raises(TypeError, match="a model in this process"):
            ask()
