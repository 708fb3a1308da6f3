"""What stands in braces is looked up and never run."""

import abc
import collections
import dataclasses
import datetime
import enum
import functools
import pathlib
import types
import warnings

import numpy as np
import pandas as pd
import pytest
from pydantic import BaseModel

from notebook_chat.jupyter.variables import interpolate, look_up

RAN = []


def run(*_):
    RAN.append(1)
    return "ran"


class Descriptor:
    def __get__(self, value, kind):
        return run()


class Loud:
    shop = "Mercury"
    custom = Descriptor()
    prop = property(run)
    lazily = functools.cached_property(run)
    abstract = abc.abstractproperty(run)

    def __init__(self):
        self.held = 7
        self.function = run

    def method(self):
        return run()

    def __getattr__(self, name):
        return run()

    def __getattribute__(self, name):
        if name not in ("__class__", "__dict__"):
            run()
        return object.__getattribute__(self, name)


class Slotted:
    __slots__ = ("held",)

    def __init__(self):
        self.held = 7

    @property
    def boom(self):
        return run()


class Sub(Slotted):
    pass


class Meta(type):
    @property
    def boom(cls):
        return run()


class Klass(metaclass=Meta):
    held = 7
    boom2 = property(run)


@dataclasses.dataclass(slots=True)
class Data:
    held: int = 7


class Model(BaseModel):
    held: int = 7


Point = collections.namedtuple("Point", "held")
Color = enum.Enum("Color", {"red": 7})


@pytest.fixture(autouse=True)
def nothing_ran():
    RAN.clear()
    yield
    assert RAN == []


@pytest.mark.parametrize("path", ["custom", "prop", "lazily", "abstract", "anything"])
def test_code_of_the_users_is_not_run(path):
    filled = interpolate(f"It is {{x.{path}}}.", {"x": Loud()})
    assert filled.text == f"It is {{x.{path}}}." and filled.names == []
    assert filled.missing == [f"{{x.{path}}} is left as it is: x.{path} runs code. "
                              f"Put its value into a variable: x = x.{path}."]


@pytest.mark.parametrize("value, path", [(Slotted(), "boom"), (Sub(), "boom"), (Klass, "boom"), ([Slotted()], None)])
def test_properties_of_each_kind_of_class(value, path):
    filled = interpolate("{x.boom}" if path else "{x[0].boom}", {"x": value})
    assert "runs code" in filled.missing[0]


@pytest.mark.parametrize("value", [
    Loud(), Slotted(), Sub(), Data(), Model(), Point(7), types.SimpleNamespace(held=7), Klass])
def test_what_an_object_holds_is_shown(value):
    assert look_up("x.held", {"x": value}) == 7


@pytest.mark.parametrize("path, value, expected", [
    ("x.shape", pd.DataFrame({"a": [1]}), (1, 1)), ("x.a[0]", pd.DataFrame({"a": [5]}), 5),
    ("x.stem", pathlib.Path("a.b"), "a"),
    ("x.year", datetime.date(2026, 1, 1), 2026), ("x.T.shape", np.zeros((2, 3)), (3, 2)), ("x.red.value", Color, 7),
    ("x.imag", 3j, 3.0), ("x.dtype.name", np.zeros(1), "float64"), ("x.shop", Loud(), "Mercury"),
    ("x.red.name", Color, "red"), ("x.start", slice(1, 2), 1), ("x.index.name", pd.Series([1]), None)])
def test_libraries_tell_what_they_know(path, value, expected):
    assert look_up(path, {"x": value}) == expected


@pytest.mark.parametrize("path", ["frame.a.mean", "frame.head", "text.upper", "loud.method", "rows.append",
                                  "path.exists"])
def test_a_method_is_said_to_be_a_function(path):
    names = dict(frame=pd.DataFrame({"a": [1.0]}), text="abc", loud=Loud(), rows=[1], path=pathlib.Path("."))
    filled = interpolate(f"So {{{path}}}", names)
    assert filled.text == f"So {{{path}}}" and f"x = {path}()" in filled.missing[0]
    assert "it is a function, which isn't called" in filled.missing[0]
    RAN.clear()   # of `__getattribute__`, where Python itself asks a method for its name


def test_a_function_of_ones_own_is_shown_with_its_source():
    assert interpolate("{run}", {"run": run}).text.startswith("def run(*_):")
    assert interpolate("{x}", {"x": Model}).text.startswith("class Model(BaseModel):")


def test_a_bare_word_is_a_key_where_it_exists():
    moons = {"Mars": ["Phobos", "Deimos"], "1": "one", 2: "two", "x y": 3}
    frame = pd.DataFrame({"mass": [0.33, 4.87]}, index=["Mercury", "Venus"])
    names = dict(moons=moons, frame=frame, rows=[1, 2], Mars="a variable", i=0)
    for text, expected in {
            "{moons[Mars][0]}": "Phobos", "{moons['Mars'][1]}": "Deimos", "{moons[1]} {moons[2]}": "one two",
            "{frame.mass[Venus]}": "4.87"}.items():
        filled = interpolate(text, names)
        assert (filled.text, filled.missing) == (expected, [])
    for text, why in {"{moons[Marz]}": "Did you mean 'Mars'?", "{rows[i]}": "a variable i isn't looked up",
                      "{moons[Earth]}": "moons has no [Earth] (KeyError"}.items():
        filled = interpolate(text, names)
        assert filled.text == text and why in filled.missing[0]
    assert interpolate("{x_{i}} {moons[Mars}", {**names}).missing == []
    assert interpolate("{a[b]}", {**names}).missing == ["{a[b]} is left as it is: There is no variable 'a'."]


def test_columns_of_one_name_print_no_warning():
    frame = pd.DataFrame([[1, 2, 3]], columns=["a", "a", "b"])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        filled = interpolate("{frame} {frame.a} {frame['a']}", {"frame": frame})
    assert "| a | a | b |" in filled.text and filled.missing == []
