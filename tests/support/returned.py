"""Functions that return something huge, endless or odd, called in a process whose memory is limited.

Run as a program: it calls each of `FUNCTIONS` and prints a line of JSON for each, with the text that the model would
read, and the longest time in which no other thread ran. Last come the threads that are left."""

import array
import asyncio
import collections
import csv
import dataclasses
import decimal
import enum
import itertools
import json
import mmap
import os
import resource
import socket
import sqlite3
import sys
import tempfile
import threading
import time
import types
from typing import Any

import numpy as np
import pandas as pd
from pydantic import BaseModel, ConfigDict, RootModel, computed_field, field_serializer, model_serializer

from notebook_chat.core.messages import FunctionCall
from notebook_chat.tools.run import run_call

MOST_MORE_MEMORY = 3 * 2**30   # bytes, beyond what is taken after the imports
FUNCTIONS = {}
KEPT = []   # open ends of pipes and sockets


def case(func):
    FUNCTIONS[func.__name__] = func
    return func


def cases(**makers):
    for name, maker in makers.items():
        maker.__name__ = name
        FUNCTIONS[name] = maker


# Iterators without an end


cases(
    count=lambda: itertools.count(),
    cycle=lambda: itertools.cycle([1]),
    repeat=lambda: itertools.repeat("again"),
    call_until=lambda: iter(int, 1),
    mapped=lambda: map(str, itertools.count()),
    zipped=lambda: zip(itertools.count(), itertools.cycle("ab")),
    enumerated=lambda: enumerate(itertools.repeat(0)),
    chained=lambda: itertools.chain([1], itertools.count()),
    sliced=lambda: itertools.islice(itertools.count(), 10**15),
    accumulated=lambda: itertools.accumulate(itertools.repeat(2), lambda a, b: a * b),
    paired=lambda: itertools.pairwise(itertools.count()),
    teed=lambda: itertools.tee(itertools.count())[1],
    grouped=lambda: itertools.groupby(itertools.count()),
    longest=lambda: itertools.zip_longest([1], itertools.count()),
    starred=lambda: itertools.starmap(pow, itertools.repeat((2, 3))),
    taken=lambda: itertools.takewhile(bool, itertools.repeat(1)),
    nested=lambda: {"numbers": [itertools.count(), itertools.count()]},
    in_a_tuple=lambda: (1, itertools.cycle("ab")),
    of_iterators=lambda: (itertools.count() for _ in itertools.count()),
    mapping_proxy=lambda: types.MappingProxyType({"a": itertools.count()}),
    chain_map=lambda: collections.ChainMap({"a": itertools.repeat(1)}),
)


@case
def generator():
    yield from itertools.count()


@case
async def async_generator():
    for number in itertools.count():
        yield number


@case
async def coroutine_of_async_generator():
    return async_generator()


@case
async def coroutine_of_iterator():
    return itertools.count()


@case
def own_iterator():
    class Own:
        def __iter__(self):
            return self

        def __next__(self):
            return "more"
    return Own()


# Steps in C that never give an item


cases(
    filter_nothing=lambda: filter(None, itertools.repeat(0)),
    filter_in_map=lambda: map(str, filter(None, itertools.repeat(0))),
    filterfalse=lambda: itertools.filterfalse(None, itertools.repeat(1)),
    dropwhile=lambda: itertools.dropwhile(bool, itertools.repeat(1)),
    compress=lambda: itertools.compress(itertools.count(), itertools.repeat(0)),
    far_slice=lambda: itertools.islice(itertools.count(), 10**15, None),
    empty_chains=lambda: itertools.chain.from_iterable(itertools.repeat(())),
    one_group=lambda: itertools.groupby(itertools.repeat(0)),
    teed_filter=lambda: itertools.tee(filter(None, itertools.repeat(0)))[0],
    spinning_inside=lambda: [1, {"a": filter(None, itertools.repeat(0))}],
    cycled_filter=lambda: itertools.cycle(filter(None, itertools.repeat(0))),
)


# Files, and what is like them


@case
def endless_bytes():
    return open("/dev/zero", "rb")


@case
def endless_raw():
    return open("/dev/zero", "rb", buffering=0)


@case
def endless_text():
    return open("/dev/zero")


@case
def mapped_file():
    return map(str.strip, open("/dev/zero"))


@case
def random_bytes():
    return open("/dev/urandom", "rb")


@case
def silent_pipe():
    reader, writer = os.pipe()
    KEPT.append(writer)
    return open(reader)


@case
def silent_socket():
    KEPT.extend(socket.socketpair())
    return KEPT[-1].makefile()


@case
def a_socket():
    return KEPT[-1]


@case
def memory_map():
    return mmap.mmap(-1, 2**31)


@case
def csv_rows():
    return csv.reader(itertools.repeat("a,b"))


@case
def rows():
    connection = sqlite3.connect(":memory:")
    connection.row_factory = sqlite3.Row
    return connection.execute("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n")


# What is huge


cases(
    big_range=lambda: range(10**18),
    bigger_range=lambda: range(10**30),
    big_list=lambda: [0] * 3 * 10**7,
    big_tuple=lambda: (None,) * 3 * 10**7,
    big_dict=lambda: dict.fromkeys(range(10**6), "x"),
    big_set=lambda: set(range(10**6)),
    big_deque=lambda: collections.deque(range(10**6)),
    big_keys=lambda: dict.fromkeys(range(10**6)).keys(),
    big_text=lambda: "x" * 2 * 10**8,
    big_text_inside=lambda: {"text": "x" * 2 * 10**8},
    big_key=lambda: {"x" * 2 * 10**8: 1},
    big_bytes=lambda: bytes(2 * 10**9),
    big_bytes_inside=lambda: [bytes(2 * 10**9)],
    big_bytearray=lambda: bytearray(2 * 10**9),
    big_view=lambda: memoryview(bytes(2 * 10**9)),
    big_array=lambda: array.array("d", bytes(10**9)),
    many_values=lambda: [[0] * 1000 for _ in range(1000)],
    big_number=lambda: 10**5000,
    bigger_number=lambda: 1 << 10**8,
    big_number_inside=lambda: [1 << 10**8, {1 << 10**8: 1}],
    big_decimal=lambda: decimal.Decimal(10) ** 999_999,
    numbers=lambda: np.zeros(2 * 3 * 10**7),
    table_of_numbers=lambda: np.zeros((10**4, 10**4)),
    wide_numbers=lambda: np.broadcast_to(np.int8(0), (10**9, 10**9)),
    strided=lambda: np.zeros((10**4, 10**4))[::2, ::3].T,
    objects=lambda: np.array([[0] * 10**7, itertools.count()], dtype=object),
    frame=lambda: pd.DataFrame(np.zeros((2 * 10**6, 10))),
    series=lambda: pd.Series(np.zeros(3 * 10**7)),
    rows_of_a_frame=lambda: pd.DataFrame(np.zeros((10**6, 2))).itertuples(),
    cells=lambda: pd.DataFrame({"text": ["x" * 2 * 10**8], "list": [[0] * 3 * 10**7], "end": [itertools.count()]}),
    frames=lambda: {"frame": pd.DataFrame({"list": [[0] * 3 * 10**7]})},
)

deep = []
for _ in range(10**6):
    deep = [deep]
deep_dict = {}
for _ in range(10**6):
    deep_dict = {"a": deep_dict}
circle = {"a": []}
circle["a"].append(circle)
laughs = ["ha"]
for _ in range(50):
    laughs = [laughs, laughs]

cases(deep=lambda: deep, deep_dict=lambda: deep_dict, circle=lambda: circle, laughs=lambda: laughs)


# Objects that mislead


class Model(BaseModel):
    model_config = ConfigDict(arbitrary_types_allowed=True)
    held: Any = None


class Computing(BaseModel):
    a: int = 1

    @computed_field
    def numbers(self) -> Any:
        return itertools.count()


class Serializing(BaseModel):
    a: int = 1

    @field_serializer("a")
    def numbers(self, a):
        return filter(None, itertools.repeat(1))


class Whole(BaseModel):
    a: int = 1

    @model_serializer
    def numbers(self) -> Any:
        return {"a": itertools.count()}


@dataclasses.dataclass
class Fields:
    held: object


class Shown:
    def __init__(self, held):
        self.held = held

    def __repr__(self):
        return f"Shown({self.held})"


class EvilDict(dict):
    def items(self):
        return itertools.count()
    keys = values = __iter__ = items

    def __len__(self):
        return -1


class EvilList(list):
    def __iter__(self):
        return itertools.repeat(0)


class Far(collections.abc.Sequence):
    def __len__(self):
        return 10**12

    def __getitem__(self, number):
        return number


class Keys(collections.abc.Mapping):
    def __len__(self):
        raise RuntimeError("no length")

    def __iter__(self):
        return itertools.count()

    def __getitem__(self, key):
        return key


class Anything:
    def __getattr__(self, name):
        return self

    def __call__(self, *args, **options):
        return self

    def __iter__(self):
        return itertools.count()


class Liar:
    @property
    def __class__(self):
        return dict


class Raising:
    def __getattribute__(self, name):
        raise RuntimeError(name)


class NoText:
    def __repr__(self):
        return 3


class LongText:
    def __repr__(self):
        return "x" * 3 * 10**7


class Number(int):
    def __repr__(self):
        return "x" * 3 * 10**7
    __str__ = __index__ = __int__ = __repr__


class Failing(Exception):
    def __str__(self):
        raise RuntimeError("no words")


Point = collections.namedtuple("Point", "x y")
Shade = enum.Enum("Shade", {"dark": itertools.count(), "light": [0] * 10**7})

cases(
    model_of_endless=lambda: Model(held=itertools.count()),
    model_of_much=lambda: Model(held=[0] * 3 * 10**7),
    model_of_laughs=lambda: Model(held=laughs),
    model_of_circle=lambda: Model(held=circle),
    root_model=lambda: RootModel[Any](itertools.count()),
    computing=lambda: Computing(),
    serializing=lambda: Serializing(),
    whole_model=lambda: Whole(),
    fields_of_endless=lambda: Fields(itertools.count()),
    fields_of_much=lambda: [Fields([0] * 3 * 10**7)],
    shown_much=lambda: Shown([0] * 3 * 10**7),
    shown_laughs=lambda: [Shown(laughs)],
    namespace=lambda: types.SimpleNamespace(held=laughs),
    evil_dict=lambda: EvilDict(a=1),
    evil_list=lambda: EvilList([1, 2]),
    far=lambda: Far(),
    keys=lambda: Keys(),
    anything=lambda: Anything(),
    liar=lambda: Liar(),
    raising=lambda: [Raising()],
    no_text=lambda: [NoText()],
    long_text=lambda: LongText(),
    number=lambda: [Number(3)],
    named=lambda: Point(itertools.count(), 1),
    shade=lambda: [Shade.dark, Shade.light],
    a_class=lambda: dict,
    a_function=lambda: len,
)


# What ends in an error


@case
def big_error():
    raise ValueError([0] * 3 * 10**7)


@case
def laughing_error():
    raise KeyError(laughs)


@case
def silent_error():
    raise Failing


@case
def endless_wait():
    while True:
        time.sleep(0.01)


@case
def never_an_item():
    return filter(lambda number: False, itertools.count())


@case
async def endless_task():
    return asyncio.ensure_future(asyncio.sleep(1000))


def run(timeout):
    """Call all functions, and print what comes of each."""
    limit = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize() + MOST_MORE_MEMORY
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    longest = 0.0   # seconds in which no other thread ran

    def beat():
        nonlocal longest
        last = time.monotonic()
        while True:
            time.sleep(0.005)
            longest, last = max(longest, time.monotonic() - last), time.monotonic()

    threading.Thread(target=beat, daemon=True).start()
    for name in list(FUNCTIONS):
        longest, started = 0.0, time.monotonic()
        print(name, end="\t", flush=True)
        result = run_call(FunctionCall(name), [FUNCTIONS[name]], timeout=timeout)
        print(json.dumps(dict(text=result.text, error=result.error, longest=longest,
                              took=time.monotonic() - started)), flush=True)
    time.sleep(0.5)
    busy = [thread.name for thread in threading.enumerate() if thread.name.startswith("notebook_chat")]
    print("threads", json.dumps(busy), sep="\t", flush=True)
    os._exit(0)   # what waits on a pipe would keep the process alive


if __name__ == "__main__":
    run(float(sys.argv[1]))
