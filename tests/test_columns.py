"""`map` over what data really looks like: gaps, and things that are no column."""

import datetime

import numpy as np
import pandas as pd
import pytest

from notebook_chat.chat.chat import Chat
from notebook_chat.models.adapters import ScriptedModel


@pytest.fixture
def asked():
    return []


@pytest.fixture
def chat(asked):
    def answer(messages):
        asked.append(messages[-1].text)
        return messages[-1].text.upper() if "schema" not in messages[-1].text else "7"
    return Chat(ScriptedModel(answer))


def texts(replies):
    return [reply and reply.text for reply in replies]


GAPS = [None, float("nan"), np.nan, np.float32("nan"), pd.NA, pd.NaT, np.datetime64("NaT"), np.timedelta64("NaT")]


def test_a_gap_is_not_asked_and_stays_in_its_place(chat, asked):
    column = pd.Series(["a", *GAPS, "b"], index=range(100, 110), dtype=object)
    assert texts(chat.map(column, progress=False)) == ["A", *[None] * len(GAPS), "B"]
    assert sorted(asked) == ["a", "b"]
    frame = pd.DataFrame({"text": ["x", None, "y"]}, index=["r", "s", "t"])
    frame["answer"] = texts(chat.map(frame["text"], progress=False))
    assert frame["answer"].isna().tolist() == [False, True, False] and frame["answer"]["t"] == "Y"


@pytest.mark.parametrize("column", [
    pd.Series([1.5, np.nan]), pd.array([1, None], dtype="Int64"), pd.Series(["a", None], dtype="category"),
    pd.Series(["a", None], dtype="string"), pd.to_datetime(pd.Series(["2026-11-21", None])), np.array(["a", None]),
    np.ma.array([1, 2], mask=[False, True]), [datetime.date(2026, 11, 21), None]])
def test_gaps_of_each_kind_of_column(chat, asked, column):
    first, second = chat.map(column, progress=False)
    assert first is not None and second is None and len(asked) == 1


def test_with_a_type_and_with_functions(chat, asked):
    assert chat.map([None, "How many?", pd.NA], int, progress=False) == [None, 7, None]
    with pytest.warns(UserWarning, match="1 of 3 answers are missing; number 2: "):
        chat = Chat(ScriptedModel(lambda messages: "7" if "one" in messages[-1].text else "no number"))
        assert chat.map([None, "one", "two"], int, progress=False) == [None, 7, None]
    chat.functions = [len]
    assert texts(chat.map([None, "one"], progress=False)) == [None, "7"]


@pytest.mark.parametrize("column", [[], (), pd.Series([], dtype=object), np.array([]), iter(()), [None], [np.nan] * 3])
def test_nothing_to_ask(chat, asked, column, demo):
    count = len(column) if hasattr(column, "__len__") else 0
    assert chat.map(column) == [None] * count and asked == []
    assert Chat(demo).map(list(column)) == [None] * count
    assert Chat(demo).map(list(column), int) == [None] * count


@pytest.mark.parametrize("column", [
    ("a", "b"), (text for text in "ab"), map(str, "ab"), {"a": 1, "b": 2}.keys(), {1: "a", 2: "b"}.values(),
    np.array(["a", "b"]), pd.Index(["a", "b"]), pd.Series(["a", "b"]).unique(), iter(["a", "b"])])
def test_other_iterables_work(chat, column):
    assert texts(chat.map(column, progress=False)) == ["A", "B"]


def test_what_is_no_text_is_asked_as_one(chat, asked):
    chat.map([7, 2.5, True, datetime.date(2026, 11, 21), ""], progress=False)
    assert sorted(asked) == sorted(["7", "2.5", "True", "2026-11-21", ""])


@pytest.mark.parametrize("wrong, advice", [
    ("What?", r"for one prompt write send\(...\), for several map\(\[...\]\)"),
    (b"What?", r"map\(\[data.decode\(\)\]\)"), (bytearray(b"What?"), "decode"), ([b"What?"], "prompt 0 is bytes"),
    (7, r"int; for one prompt write send"), (None, "NoneType; for one prompt"), (2.5, "float"), (len, "builtin"),
    ({"a": "b"}, r"a dict; write map\(d.values\(\)\), or map\(list\(d\)\)"),
    (pd.DataFrame({"q": ["a"], "r": ["b"]}), r"a DataFrame; write map\(df\['q'\]\); its columns are: q, r"),
    (pd.DataFrame(), "it has no columns"), (np.array([["a", "b"]]), r"shape \(1, 2\); write map\(array\[:, 0\]\)"),
    (np.array("a"), r"shape \(\); for one prompt write send"), (np.zeros((2, 2, 2)), "array.ravel")])
@pytest.mark.parametrize("type", [None, int])
def test_what_is_no_column_is_refused(chat, asked, wrong, advice, type):
    with pytest.raises(TypeError, match=advice):
        chat.map(wrong, type, progress=False)
    assert asked == [] and len(chat.messages) == 0
