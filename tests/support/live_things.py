"""Things of all kinds that a notebook may have, for code that speaks of them."""

import collections
import dataclasses
import datetime
import enum
import functools
import pathlib
import re
import types
from unittest import mock

import numpy as np
import pandas as pd

df = my_account = None   # what the functions below change, in a notebook


class Proxy:
    """Answers to any name."""

    def __getattr__(self, name):
        return name


class AnyMeta(type):
    """Classes that answer to any name."""

    def __getattr__(cls, name):
        return name


class User(metaclass=AnyMeta):
    """As an object-relational mapper makes them."""

    name = "x"

    def __getattribute__(self, name):
        return 1


class Slotted:
    """Has no dictionary."""

    __slots__ = ("a", "b")


@dataclasses.dataclass
class Data:
    """Two fields."""

    a: int = 1
    b: object = None


class Car:
    """Gets its attributes from others."""


class Driver:
    """Gives attributes to something else."""

    def start(self):
        """Changes a variable."""
        my_account.speed = 1


class Builder:
    """Changes a table."""

    def run(self):
        """Adds a column."""
        df["built"] = 1


def build():
    """Adds a column."""
    df["built"] = 1


def twice(function):
    """Wraps a function."""
    @functools.wraps(function)
    def both():
        return function(), function()
    return both


class Loud:
    """Complains when asked."""

    @property
    def value(self):
        """Not to be asked."""
        raise AssertionError

    def __getattr__(self, name):
        raise AssertionError


Color = enum.Enum("Color", "RED BLUE")
Point = collections.namedtuple("Point", "x y")
ODD = ["with space", "ünïcödé", "emoji 😀", "a.b", "a\tb", "#x", "{x}", "100%", "it's \"q\"", " t", "日本", "é", 1, 2.5]


def live_things(table):
    """Variables by name; `table` is one with a column `price`."""
    cached = functools.lru_cache(build)
    return dict(
        mock=mock.Mock(), proxy=Proxy(), user=User(), User=User, ns=types.SimpleNamespace(alpha=1), point=Point(1, 2),
        Point=Point, slotted=Slotted(), Color=Color, color=Color.RED, data=Data(), Data=Data,
        part=functools.partial(print), cached=cached, gb=table.groupby("price"),
        odd=pd.DataFrame([range(len(ODD))], columns=ODD), config={"a": {}}, counter=collections.Counter(),
        default=collections.defaultdict(list), ordered=collections.OrderedDict(),
        texts=pd.DataFrame({"city": ["a"], "people": [2]}), driver=Driver(), my_account=Car(), build=build,
        cached_build=cached, Builder=Builder, builder=Builder(), runner=Builder().run, wrapped=twice(build),
        dt=datetime, datetime_class=datetime.datetime, re=re, pattern=re.compile("x"), path=pathlib.Path("x"),
        pathlib=pathlib, wave=np.zeros(1, dtype=[("zz", float)]), record=np.recarray(1, dtype=[("zz", float)]),
        masked=np.ma.array([1]), obj=Loud())
