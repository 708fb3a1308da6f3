"""Types and schemas that say more than a grammar can: what can't be is an error, and no wrong value comes back."""

import datetime
import itertools
from typing import Annotated, Literal, Optional

import pytest
from pydantic import AnyUrl, Field, StringConstraints, UrlConstraints

from notebook_chat import Chat
from notebook_chat.chat.choices import choices_of
from notebook_chat.models.adapters import ScriptedModel
from notebook_chat.structured import types
from notebook_chat.structured.documents import DataTypeError
from notebook_chat.structured.types import DataError, grammar_of, parse

MALFORMED = [
    {"prefixItems": {}}, {"type": "array", "prefixItems": {}}, {"items": {"prefixItems": 5}}, {"prefixItems": "x"},
    {"$defs": {"a": {"prefixItems": {}}}, "$ref": "#/$defs/a"}, {"unevaluatedItems": 5, "type": "array"},
    {"$schema": "http://json-schema.org/draft-07/schema#", "prefixItems": {}}, {"$schema": 5, "type": "string"},
    {"$schema": [], "type": "string"}, {"dependentRequired": 5}, {"dependentSchemas": []}, {"dependencies": 5},
    {"dependentRequired": {"a": "b"}}, {"contains": 5}, {"minContains": "x", "contains": {}}, {"$ref": 5},
    {"contentSchema": 5, "type": "string"}, {"items": [{"prefixItems": {}}]}, {"$defs": 5, "type": "string"},
]
IMPOSSIBLE = [
    {"oneOf": [{"const": 1}, {"const": 1}]}, {"oneOf": [{"enum": ["a", "b"]}, {"enum": ["b", "a"]}]},
    {"type": "object", "propertyNames": {"enum": ["a", "b"]}, "minProperties": 3},
    {"type": "object", "required": ["a"], "propertyNames": {"enum": ["b"]}},
    {"type": "array", "minContains": 3, "contains": {"const": 1}, "maxItems": 2},
    {"type": "array", "uniqueItems": True, "items": {"anyOf": [{"const": 1}, {"type": "null"}]}, "minItems": 3},
    Annotated[dict[Literal["a", "b"], int], Field(min_length=3)],
]
MISFITS = [
    ({"oneOf": [{"type": "string"}, {"type": "string"}]}, '"a"'),
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
