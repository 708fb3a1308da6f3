"""Types of many kinds, and JSON schemas, for the tests of what a grammar holds."""

import collections
import dataclasses
import datetime
import enum
import ipaddress
import pathlib
import re
import typing
import uuid
from decimal import Decimal
from typing import Annotated, Any, Literal, Optional, Union

import pydantic
import typing_extensions
from pydantic import BaseModel, Field


class Person(BaseModel):
    name: str
    born: int = Field(ge=0, le=2100)
    languages: list[str] = []


class Node(BaseModel):
    value: bool
    children: list["Node"] = []


class Strict(BaseModel, extra="forbid"):
    kind: Literal["strict"]
    count: int


class Loose(BaseModel, extra="allow"):
    kind: Literal["loose"]
    count: int
    note: Optional[str] = None


class Colour(enum.Enum):
    red, quoted, line = "red", '"\\', "a\nb"


class Number(enum.IntEnum):
    one, two = 1, 2


class Mixed(enum.Enum):
    text, number, fraction, truth, nothing = "1", 1, 1.5, True, None


class Word(str, enum.Enum):
    yes, no, emoji = "yes", "no", "👍🏽"


@dataclasses.dataclass
class Point:
    x: float
    y: float = 0.0
    label: str | None = None


class Pair(typing.NamedTuple):
    first: int
    second: str = "x"


class Movie(typing_extensions.TypedDict, total=False):
    title: typing_extensions.Required[str]
    year: int


PYDANTIC = [
    "AnyUrl", "AnyHttpUrl", "HttpUrl", "FtpUrl", "FileUrl", "WebsocketUrl", "AnyWebsocketUrl", "PostgresDsn",
    "RedisDsn", "MongoDsn", "MySQLDsn", "AmqpDsn", "KafkaDsn", "NatsDsn", "MariaDBDsn", "CockroachDsn", "SnowflakeDsn",
    "IPvAnyAddress", "IPvAnyNetwork", "IPvAnyInterface", "PastDate", "FutureDate", "PastDatetime", "FutureDatetime",
    "AwareDatetime", "NaiveDatetime", "Base64Str", "Base64Bytes", "Base64UrlStr", "Base64UrlBytes", "UUID1", "UUID3",
    "UUID4", "UUID5", "UUID6", "UUID7", "UUID8", "SecretStr", "SecretBytes", "PositiveInt", "NonNegativeFloat",
    "NegativeInt", "FiniteFloat", "StrictInt", "StrictBool", "StrictStr", "StrictFloat", "JsonValue"]


def of(kind, **limits):
    return Annotated[kind, Field(**limits)]


HELD = {
    **{name: getattr(pydantic, name) for name in PYDANTIC if hasattr(pydantic, name)},
    **{f"ipaddress.{name}": getattr(ipaddress, name) for name in (
        "IPv4Address", "IPv6Address", "IPv4Network", "IPv6Network", "IPv4Interface", "IPv6Interface")},
    **{str(kind): kind for kind in (
        int, float, str, bool, type(None), bytes, Any, dict, list, set, tuple, object, Decimal, datetime.date,
        datetime.datetime, datetime.time, datetime.timedelta, uuid.UUID, pathlib.Path, re.Pattern, Person, Node, Point,
        Pair, Movie, Colour, Number, Mixed, Word, list[Person], dict[str, Person], Optional[Person],
        Union[int, str, None], tuple[int, str], tuple[int, ...], set[int], frozenset[str], list[list[int]],
        dict[int, str], dict[Number, int], dict[Word, int], dict[Literal["a", "b"], int], dict[datetime.date, int],
        dict[uuid.UUID, bool], dict[float, int], dict[bool, int], dict[Literal["a", 1], int],
        collections.deque[int], collections.OrderedDict[str, int], collections.defaultdict[str, int],
        typing.Sequence[int], typing.Iterable[int], typing.Mapping[str, int], typing.Iterator[str],
        typing.Generator[int, None, None], typing.Collection[int], typing.AbstractSet[int],
        list[Annotated[Union[Strict, Loose], Field(discriminator="kind")]], Strict, Loose,
        Literal["a", 'b"\\', "c\nd", "é", "😀", "a"], Literal[1, "1", True, None, -2], Literal[Word.yes],
        pydantic.Json[list[int]], pydantic.Json[Person], pydantic.Json[Any], pydantic.Json,
            list[pydantic.Json[dict[str, str]]],
        pydantic.Json[pydantic.Json[list[str]]], pydantic.ByteSize)},
    "decimal 5 2": of(Decimal, max_digits=5, decimal_places=2),
    "decimal 3": of(Decimal, max_digits=3),
    "decimal 3 3": of(Decimal, max_digits=3, decimal_places=3),
    "decimal places": of(Decimal, decimal_places=2),
    "decimal bounds": of(Decimal, max_digits=4, decimal_places=1, gt=-5, le=Decimal("99.5")),
    "decimal multiple": of(Decimal, multiple_of=Decimal("0.05"), ge=0),
    "int multiple 5": of(int, multiple_of=5),
    "int multiple 7": of(int, multiple_of=7, ge=-100, le=1000),
    "int multiple 97": of(int, multiple_of=97, gt=0, lt=10_000),
    "int multiple 1461": of(int, multiple_of=1461, ge=0, le=100_000),
    "float multiple 0.5": of(float, multiple_of=0.5),
    "float multiple 0.01": of(float, multiple_of=0.01, ge=0, lt=10),
    "float multiple 2.5": of(float, multiple_of=2.5),
    "float multiple 3": of(float, multiple_of=3),
    "pattern and length": of(str, pattern="^(a|b)+$", max_length=4),
    "pattern and both": of(str, pattern=r"^[a-z ]+$", min_length=3, max_length=40),
    "unanchored and length": of(str, pattern=r"\d", max_length=6),
    "any case": of(str, pattern="(?i)^(yes|no|straße)$"),
    "any case inside": of(str, pattern="^(?i:ab)c$"),
    "dot matches newline": of(str, pattern="(?s)^a.b$"),
    "word": of(str, pattern=r"^\bred\b.*$", max_length=20),
    "blanks in pattern": of(str, pattern="(?x) ^ a \\d b $"),
    "length": of(str, min_length=2, max_length=5),
    "long length": of(str, max_length=5000),
    "stripped": Annotated[str, pydantic.StringConstraints(strip_whitespace=True, pattern="^[a-z]+$")],
    "long list": of(list[int], max_length=3000),
    "list of choices with limits": of(list[Literal["a", "b"]], min_length=1, max_length=3),
    "set of choices": of(set[Literal["a", "b", "c"]], min_length=2),
    "all choices": of(set[Literal["a", "b", "c"]], min_length=3, max_length=3),
    "set of many choices": of(set[Literal["a", "b", "c", "d", "e", "f", "g", "h", "i"]], min_length=3),
    "set of truths": of(frozenset[bool], min_length=2),
    "set of small numbers": of(set[Annotated[int, Field(ge=1, le=5)]], min_length=2),
    "set of enum": of(set[Word], min_length=2),
    "dict of patterned keys": dict[Annotated[str, Field(pattern="^[A-Z]{3}$")], int],
    "dict of short keys": dict[Annotated[str, Field(min_length=1, max_length=3)], bool],
    "dict of either keys": dict[Union[Literal["a"], Annotated[str, Field(pattern="^x")]], int],
    "dict with limits": of(dict[Literal["a", "b", "c"], int], max_length=2),
    "date from": of(datetime.date, ge=datetime.date(2020, 2, 29), lt=datetime.date(2021, 1, 1)),
    "datetime from": of(datetime.datetime, gt=datetime.datetime(2020, 1, 1, 12), le=datetime.datetime(2030, 1, 1)),
    "aware from": of(datetime.datetime, ge=datetime.datetime(2020, 1, 1, tzinfo=datetime.timezone.utc)),
    "time until": of(datetime.time, le=datetime.time(12, 30)),
    "500 choices": Literal[tuple(f"value number {number}" for number in range(500))],
    "5000 members": enum.Enum("Code", {f"K{number}": f"value {number}" for number in range(5000)}),
    "integers as choices": Literal[tuple(range(0, 3000, 7))],
    "list in place of a type": ["red", "green", 3, None],
    "list of other choices": [1.5, "a", [1, 2], {"b": None}],
    "past within": list[pydantic.PastDate],
    "url within": dict[str, pydantic.HttpUrl],
}
SCHEMAS = {
    "object": {"type": "object", "properties": {"name": {"type": "string"}, "age": {"type": "integer", "minimum": 0}},
               "required": ["name"]},
    "definitions": {"$ref": "#/definitions/A", "definitions": {"A": {"type": "array",
        "items": {"$ref": "#/definitions/b c"}},
                                                               "b c": {"enum": ["x", 1]}}},
    "pointer": {"type": "object", "properties": {"s": {"type": "string", "maxLength": 3},
        "t": {"$ref": "#/properties/s"}},
                "required": ["s", "t"]},
    "escaped pointer": {"$ref": "#/$defs/a~1b%20c", "$defs": {"a/b c": {"type": "boolean"}}},
    "anchor": {"$ref": "#here", "$defs": {"x": {"$anchor": "here", "type": "null"}}},
    "id": {"$id": "https://example.com/root", "$ref": "item", "$defs": {"x": {"$id": "item", "type": "integer"}}},
    "itself": {"type": "object", "properties": {"next": {"$ref": "#"}, "n": {"type": "integer"}}, "required": ["n"]},
    "items as list": {"type": "array", "items": [{"type": "integer"}, {"type": "string"}], "additionalItems": False},
    "items as list and more": {"items": [{"type": "null"}], "additionalItems": {"type": "boolean"}, "minItems": 2},
    "prefixItems": {"prefixItems": [{"const": 1}], "items": {"type": "string"}, "maxItems": 3},
    "no extra items": {"prefixItems": [{"type": "boolean"}, {"type": "null"}], "items": False},
    "false property": {"type": "object", "properties": {"a": True, "b": False}, "required": ["a"]},
    "true": {"type": "array", "items": True},
    "const": {"const": {"a": [1, None]}}, "consts": {"anyOf": [{"const": 1}, {"const": "x"}]},
    "allOf": {"allOf": [{"type": "object", "properties": {"a": {"type": "integer"}}, "required": ["a"]},
                        {"properties": {"a": {"minimum": 5}, "b": {"type": "null"}}, "required": ["b"]}]},
    "allOf with choices": {"allOf": [{"anyOf": [{"type": "string"}, {"type": "integer"}]}, {"maximum": 10,
        "minLength": 2},
                                     {"anyOf": [{"type": "integer", "minimum": 3}, {"type": "null"}]}]},
    "ref and more": {"$ref": "#/$defs/n", "minimum": 5, "$defs": {"n": {"type": "integer", "maximum": 9}}},
    "oneOf": {"oneOf": [{"type": "string", "maxLength": 2}, {"type": "integer"}]},
    "not a type": {"not": {"type": ["object", "array", "number"]}}, "not a text": {"type": "string",
        "not": {"enum": ["a", "b"]}},
    "not a pattern": {"type": "string", "not": {"pattern": "^a"}, "maxLength": 4},
    "if": {"type": "object", "properties": {"kind": {"enum": ["a", "b"]}, "n": {}}, "required": ["kind", "n"],
           "if": {"properties": {"kind": {"const": "a"}}}, "then": {"properties": {"n": {"type": "integer"}}},
           "else": {"properties": {"kind": {"const": "b"}, "n": {"type": "string"}}}},
    "patternProperties": {"type": "object", "patternProperties": {"^[a-z]$": {"type": "integer"}},
        "additionalProperties": False},
    "two patterns": {"type": "object", "patternProperties": {"^a": {"type": "integer"}, "z$": {"type": "string"}},
                     "properties": {"az": {"type": "null"}, "m": {"type": "boolean"}},
                         "additionalProperties": {"type": "null"}},
    "propertyNames": {"type": "object", "propertyNames": {"pattern": "^[A-Z]+$", "maxLength": 3},
        "additionalProperties": {"type": "null"}},
    "some of many": {"type": "object", "properties": {name: {"type": "boolean"} for name in "abcdef"},
        "minProperties": 2,
                     "maxProperties": 3, "additionalProperties": False},
    "required only": {"type": "object", "required": ["x", "y"], "additionalProperties": {"type": "integer"}},
    "unique": {"type": "array", "items": {"enum": ["a", "b", "c"]}, "uniqueItems": True, "minItems": 2},
    "unique of many": {"type": "array", "items": {"enum": list(range(20))}, "uniqueItems": True, "maxItems": 5},
    "contains": {"type": "array", "items": {"type": "integer"}, "contains": {"minimum": 100, "maximum": 200},
        "maxItems": 4},
    "types": {"type": ["integer", "null", "array"], "items": {"type": "boolean"}, "maximum": 4},
    "enum and type": {"type": "string", "enum": ["a", 1, None, "bb"], "minLength": 2},
    "multipleOf": {"type": "number", "multipleOf": 0.01, "minimum": 0, "maximum": 100},
    "two multiples": {"allOf": [{"type": "integer", "multipleOf": 4}, {"multipleOf": 6}]},
    "old bounds": {"$schema": "http://json-schema.org/draft-04/schema#", "type": "integer", "minimum": 3,
        "exclusiveMinimum": True,
                   "maximum": 5},
    **{name: {"type": "string", "format": name} for name in (
        "date", "time", "date-time", "duration", "email", "ipv4", "ipv6", "uuid", "uri", "hostname", "regex",
            "json-pointer")},
    "format and length": {"type": "string", "format": "email", "maxLength": 15},
    "format and pattern": {"type": "string", "format": "date", "pattern": "^20"},
    "looking ahead": {"type": "string", "pattern": r"^(?=.*\d)(?=.*[A-Z])(?!.*\s).{4,}$", "maxLength": 10},
    "whole words": {"type": "string", "pattern": r"\bred\b", "maxLength": 12},
    "looking back": {"type": "string", "pattern": r"(?<=a)b", "maxLength": 12},
    "unevaluated": {"allOf": [{"properties": {"a": {"type": "null"}}}], "properties": {"b": {"type": "null"}},
                    "unevaluatedProperties": False},
    "nothing but remarks": {"description": "anything"},
    "implied": {"properties": {"a": {"minimum": 3}, "b": {"minLength": 2}, "c": {"minItems": 1}}, "required": ["a",
        "b", "c"]},
    "list of objects": {"type": "array", "maxItems": 3, "items": {"type": "object", "additionalProperties": False,
                        "properties": {"id": {"type": "string", "pattern": "^[A-Z]{2}\\d{3}$"},
                            "tags": {"type": "array", "items": {"type": "string"}}},
                        "required": ["id", "tags"]}},
    "recursive together": {"$ref": "#/$defs/t", "$defs": {"t": {"allOf": [{"type": "object",
        "properties": {"v": {"type": "null"}}, "required": ["v"]},
                           {"properties": {"kids": {"type": "array", "items": {"$ref": "#/$defs/t"}}}}]}}},
    "if there is": {"type": "object", "properties": {"k": {"enum": ["x", "y"]}, "v": {"type": "integer"}},
                    "required": ["k"], "if": {"properties": {"k": {"const": "x"}}, "required": ["k"]},
                    "then": {"required": ["v"]}, "additionalProperties": False},
    "two conditions": {"type": "object", "properties": {"c": {"enum": ["US", "CA"]}, "z": {"type": "string"}},
                       "required": ["c", "z"], "additionalProperties": False, "allOf": [
        {"if": {"properties": {"c": {"const": "US"}}}, "then": {"properties": {"z": {"pattern": "^[0-9]{5}$"}}}},
        {"if": {"properties": {"c": {"const": "CA"}}}, "then": {"properties": {"z": {"pattern": "^[A-Z][0-9]$"}}}}]},
    "not both": {"type": "object", "properties": {"a": {"type": "null"}, "b": {"type": "null"}},
                 "not": {"required": ["a", "b"]}, "additionalProperties": False},
    "not a number": {"type": "integer", "minimum": 0, "maximum": 3, "not": {"const": 2}},
    "needs another": {"type": "object", "properties": {"a": {"type": "null"}, "b": {"type": "null"}},
                      "dependentRequired": {"a": ["b"]}, "additionalProperties": False},
    "needs a schema": {"type": "object", "properties": {"a": {"type": "null"}, "b": {}},
                       "dependentSchemas": {"a": {"properties": {"b": {"type": "integer"}}, "required": ["b"]}},
                       "additionalProperties": False},
    "fraction of integers": {"type": "integer", "multipleOf": 2.5, "minimum": 0, "maximum": 50},
}
HELD |= {f"schema {name}": schema for name, schema in SCHEMAS.items()}
VALIDATED = {}
