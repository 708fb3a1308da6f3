"""Columns of thousands of rows: in order, in little memory, stopped, taken up again, and equal rows asked once."""

import gc
import itertools
import json
import os
import signal
import subprocess
import sys
import threading
import time
import tracemalloc

import pandas as pd
import pytest
from pydantic import BaseModel

from notebook_chat import Chat, load_model
from notebook_chat.models.adapters import ScriptedModel
from support.waiting import wait_for


@pytest.fixture
def asked():
    return []


@pytest.fixture
def chat(asked):
    def answer(messages):
        asked.append(messages[-1].text)
        return messages[-1].text.upper()
    return Chat(ScriptedModel(answer))


def numbered(asked):
    """A chat whose answers count the questions."""
    def answer(messages):
        asked.append(messages[-1].text)
        return str(len(asked))
    return Chat(ScriptedModel(answer))


# One after the other


def test_ten_thousand_rows_take_the_memory_of_a_few():
    chat = Chat(ScriptedModel(lambda messages: messages[-1].text.upper()))
    chat.model.asked = type("Forgetful", (list,), {"append": lambda self, item: None})()
    answers = chat.imap(f"row {number} " + "x" * 1_000 for number in range(10_000))
    for _ in range(1_000):
        next(answers)
    tracemalloc.start()
    for number, reply in enumerate(answers, 1_000):
        assert reply.text.startswith(f"ROW {number} X")
        if number == 2_000:
            gc.collect()
            before = tracemalloc.get_traced_memory()[0]
    gc.collect()
    grown = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    assert number == 9_999 and grown < 3e6, grown


def test_the_first_answer_comes_while_later_rows_are_asked():
    go = threading.Event()

    def answer(messages):
        if messages[-1].text != "first":
            assert go.wait(60)
        return messages[-1].text

    answers = Chat(ScriptedModel(answer)).imap(["first", "second", "third"])
    assert next(answers).text == "first"
    go.set()
    assert [reply.text for reply in answers] == ["second", "third"]


def test_rows_are_taken_only_a_little_ahead(chat):
    taken = []

    def endless():
        for number in itertools.count():
            taken.append(number)
            yield f"row {number}"

    answers = chat.imap(endless())
    assert [next(answers).text for _ in range(3)] == ["ROW 0", "ROW 1", "ROW 2"]
    answers.close()
    assert len(taken) < 1_000


def test_leaving_the_loop_stops_what_is_under_way():
    chat = Chat(load_model("demo", n_threads=1))
    for reply in chat.imap(["hello"] + ["Count to 100"] * 200):
        assert reply.text
        break
    engine = chat.model
    wait_for(lambda: engine.reply([{"role": "user", "content": "thanks"}], {"max_tokens": 3}).wait(60), 60)


def test_an_interrupt_in_the_loop_stops_too(chat):
    go = threading.Event()
    waiting = Chat(ScriptedModel(lambda messages: go.wait(60) and "late"))
    threading.Timer(0.5, signal.raise_signal, [signal.SIGINT]).start()
    with pytest.raises(KeyboardInterrupt):
        next(waiting.imap(["a", "b"]))
    go.set()
    assert [reply.text for reply in chat.imap(["still there"])] == ["STILL THERE"]


@pytest.mark.parametrize("options", [
    dict(type=int), dict(type=bool), dict(type=["a", "b"]), dict(type=["a", "b"], probabilities=True)])
def test_each_answer_is_what_map_gives(options):
    chat = Chat(load_model("demo", n_threads=1))
    column = pd.Series(["What is 2 plus 2?", None, "What is 2 plus 2?"], index=[7, 8, 9])
    whole = chat.map(column, progress=False, temperature=0, **options)
    each = list(chat.imap(column, temperature=0, **options))
    if options.get("probabilities"):
        assert each[0] == pytest.approx(dict(whole.iloc[0]), abs=0.02) and list(map(len, each)) == [2, 2, 2]
        assert whole.index.tolist() == [7, 8, 9]
    else:
        assert each == whole and each[0] is not None and each[1] is None


@pytest.mark.parametrize("wrong, advice", [("a text", "imap([...])"), ({"a": 1}, "imap(d.values())")])
def test_what_is_no_column_is_told_at_once(chat, wrong, advice):
    with pytest.raises(TypeError) as caught:
        chat.imap(wrong)
    assert advice in str(caught.value)


def test_missing_answers_are_told_once_at_the_end():
    chat = Chat(ScriptedModel(lambda messages: "7" if "one" in messages[-1].text else "no number"))
    with pytest.warns(UserWarning, match="2 of 4 answers are missing; number 1: ") as caught:
        assert list(chat.imap(["one", "two", "one", "three"], int)) == [7, None, 7, None]
    assert len(caught) == 1


# Equal rows


def test_equal_rows_are_asked_once_where_chance_has_no_part(asked):
    chat = numbered(asked)
    assert chat.map(["a", "b", "a", None, "a"], int, progress=False, temperature=0) == [1, 2, 1, None, 1]
    assert len(asked) == 2
    assert sorted(chat.map(["a", "a"], int, progress=False, temperature=0.5)) == [3, 4]
    replies = chat.map(["c", "c"], progress=False, temperature=0)
    assert replies[0].text == replies[1].text == "5" and len(asked) == 5


def test_equal_rows_with_functions_are_all_asked(asked):
    chat = numbered(asked)
    chat.functions = [len]
    assert len({reply.text for reply in chat.map(["a", "a"], progress=False, temperature=0)}) == 2


def test_equal_choices_are_equal():
    chat = Chat(load_model("demo", n_threads=1))
    column = ["Is Mars a planet?"] * 5 + ["Is the sun a star?"]
    table = chat.map(column, ["yes", "no"], probabilities=True, progress=False)
    assert table.iloc[:5].nunique().tolist() == [1, 1]


def test_rows_with_other_pictures_are_other_rows(asked):
    from PIL import Image

    from notebook_chat.core.messages import ChatMessage

    chat = numbered(asked)
    pictures = [Image.new("RGB", (4, 4), color) for color in ("red", "blue", "red")]
    rows = [ChatMessage("user", "What is it?", images=(picture,)) for picture in pictures]
    first, second, third = (reply.text for reply in chat.map(rows, progress=False, temperature=0))
    assert first == third != second


# Taken up again


class City(BaseModel):
    name: str


def test_finished_rows_are_not_asked_again(chat, asked, tmp_path):
    kept = tmp_path / "rows.jsonl"
    first = chat.map(["a", None, "b"], progress=False, resume=kept)
    again = chat.map(["a", None, "b", "c", "b"], progress=False, resume=kept)
    assert [reply and reply.text for reply in first] == ["A", None, "B"]
    assert [reply and reply.text for reply in again] == ["A", None, "B", "C", "B"]
    assert asked == ["a", "b", "c", "b"], "by chance, equal rows are two questions"
    assert [reply.text for reply in chat.imap(["b", "a"], resume=kept)] == ["B", "A"] and len(asked) == 4


@pytest.mark.parametrize("options", [
    dict(type=int), dict(type=City), dict(type=bool), dict(type=["yes", "no"]),
    dict(type=["yes", "no"], probabilities=True)])
def test_values_come_back_as_they_were(options, tmp_path):
    chat = Chat(load_model("demo", n_threads=1), config=dict(temperature=0, max_tokens=60))
    column = ["Which city is the capital of France?", "What is 2 plus 3?"]
    rows = lambda found: found.values.tolist() if options.get("probabilities") else found
    first = rows(chat.map(column, progress=False, resume=tmp_path / "a.jsonl", **options))
    chat.model.reply = chat.model.scoring = pytest.fail   # nothing may be asked any more
    assert rows(chat.map(column, progress=False, resume=tmp_path / "a.jsonl", **options)) == first


def test_errors_and_stopped_rows_are_asked_again(tmp_path, asked):
    def answer(messages):
        asked.append(messages[-1].text)
        if len(asked) == 1:
            raise ValueError("not now")
        return "fine"
    chat = Chat(ScriptedModel(answer))
    assert chat.map(["a"], progress=False, resume=tmp_path / "a")[0].error
    assert chat.map(["a"], progress=False, resume=tmp_path / "a")[0].text == "fine"


def test_answers_to_another_question_are_refused(chat, asked, tmp_path):
    kept = tmp_path / "rows.jsonl"
    chat.map(["a"], progress=False, resume=kept, temperature=0)
    before = kept.read_bytes()
    with pytest.raises(ValueError, match="settings was .*0.*Name another file for resume="):
        chat.map(["a"], progress=False, resume=kept, temperature=0.7)
    chat.send("One message more").wait()
    with pytest.raises(ValueError, match="messages was"):
        chat.imap(["a"], resume=kept, temperature=0)
    (tmp_path / "notes.txt").write_text("my notes")
    with pytest.raises(ValueError, match="something else"):
        chat.map(["a"], progress=False, resume=tmp_path / "notes.txt")
    assert kept.read_bytes() == before and (tmp_path / "notes.txt").read_text() == "my notes"
    with pytest.raises(FileNotFoundError, match="There is no folder"):
        chat.map(["a"], progress=False, resume=tmp_path / "none" / "rows.jsonl")
    with pytest.raises(IsADirectoryError, match="Name a file"):
        chat.map(["a"], progress=False, resume=tmp_path)


def test_functions_and_template_belong_to_the_question(chat, tmp_path):
    kept = tmp_path / "rows.jsonl"
    chat.map(["a"], progress=False, resume=kept)
    chat.functions = [len]
    with pytest.raises(ValueError, match=r"functions was null and is \["):
        chat.map(["a"], progress=False, resume=kept)


def test_probabilities_of_tokens_come_back(tmp_path):
    chat = Chat(load_model("demo", n_threads=1), config=dict(temperature=0, max_tokens=5, logprobs=2))
    [first], [again] = (chat.map(["hello"], progress=False, resume=tmp_path / "a.jsonl") for _ in range(2))
    assert first.logprobs and list(again.logprobs) == list(first.logprobs)


def test_two_writers_of_one_file(tmp_path):
    """Each finds its own rows, whoever wrote in between; together the file has them all."""
    kept = tmp_path / "rows.jsonl"
    chats = [Chat(ScriptedModel(lambda messages: messages[-1].text.upper()), config=dict(temperature=0))
             for _ in range(2)]
    turns = [chats[0].imap([f"a {number}" for number in range(8)] * 2, resume=kept),
             chats[1].imap([f"b {number}" for number in range(8)] * 2, resume=kept)]
    found = [[next(turn).text for turn in turns] for _ in range(16)]
    assert found == [[f"A {number % 8}", f"B {number % 8}"] for number in range(16)]
    rows = [json.loads(line) for line in kept.read_text().splitlines()]
    assert len({row["key"] for row in rows if "key" in row}) == 16


def test_another_head_is_never_mixed_in(tmp_path, monkeypatch):
    """Two processes begin a file at the same moment: the second to write finds that it isn't its file."""
    from notebook_chat.chat.kept_rows import RowFile

    path, write = tmp_path / "rows.jsonl", RowFile._write

    def late(self, line):
        if "job" in line:
            monkeypatch.setattr(RowFile, "_write", write)
            RowFile(path, {"model": "first"}).close()
        return write(self, line)

    monkeypatch.setattr(RowFile, "_write", late)
    with pytest.raises(ValueError, match='model was "first" and is "second"'):
        RowFile(path, {"model": "second"})


def test_a_full_disk_names_the_file_and_keeps_what_is_done(asked, tmp_path):
    import resource

    chat, kept = numbered(asked), tmp_path / "rows.jsonl"
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (700, before[1]))
    try:
        with pytest.raises(OSError, match="the rows go on from there.*rows.jsonl"):
            chat.map([f"row {number}" for number in range(20)], progress=False, temperature=0, resume=kept)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    asked.clear()
    replies = chat.map([f"row {number}" for number in range(20)], progress=False, temperature=0, resume=kept)
    assert all(reply.text for reply in replies) and 0 < len(asked) < 20


def test_a_value_that_is_none_is_asked_once_more_and_then_known(asked, tmp_path):
    chat, kept = numbered(asked), tmp_path / "rows.jsonl"
    chat.map(["a"], int, progress=False, temperature=0, resume=kept)
    kept.write_text(kept.read_text().replace('"text":"1"', '"text":"x"').replace('"text": "1"', '"text": "x"'))
    for _ in range(2):
        assert chat.map(["a"], int, progress=False, temperature=0, resume=kept) == [2]


# Where rows come from


def test_rows_before_one_that_breaks_are_given(chat):
    def source():
        yield from ("a", "b")
        raise OSError("the database is gone")

    answers = chat.imap(source())
    assert [next(answers).text, next(answers).text] == ["A", "B"]
    with pytest.raises(OSError, match="gone"):
        next(answers)
    answers = chat.imap(["a", ("b", "c")])
    assert next(answers).text == "A"
    with pytest.raises(TypeError, match="prompt 1 is tuple"):
        next(answers)


def test_a_slow_source_keeps_nobody_waiting(chat):
    taken = []

    def slow():
        for number in itertools.count():
            taken.append(number)
            time.sleep(0.2)
            yield f"row {number}"

    answers = chat.imap(slow())
    assert next(answers).text == "ROW 0" and len(taken) < 20
    answers.close()


def test_an_iterator_that_nobody_asks_closes_its_file(chat, tmp_path):
    import psutil

    is_open = lambda: str(tmp_path / "rows.jsonl") in [file.path for file in psutil.Process().open_files()]
    answers = chat.imap(["a"], resume=tmp_path / "rows.jsonl")
    assert is_open()
    del answers
    gc.collect()
    assert not is_open()


# What is said


def test_failed_replies_are_told_where_the_call_is():
    def fail(messages):
        raise ValueError("not now")

    chat = Chat(ScriptedModel(fail))
    for ask in (lambda: chat.map(["a", "b"], progress=False), lambda: list(chat.imap(["a", "b"]))):
        with pytest.warns(UserWarning, match="2 of 2 answers are missing; number 0: not now") as caught:
            assert all(reply.error for reply in ask())
        assert [warning.filename for warning in caught] == [__file__]


@pytest.mark.kernel
def test_a_bar_leaves_nothing_in_the_notebook(run_cells):
    book = run_cells(["from notebook_chat import Chat\nfrom notebook_chat.models.adapters import ScriptedModel\n"
                      "def answer(messages):\n    if messages[-1].text == 'b': raise ValueError('no')\n"
                      "    return 'A'\nchat = Chat(ScriptedModel(answer))",
                      "chat.map(['a'] * 5)[0].text", "import warnings; warnings.simplefilter('ignore')\n"
                      "chat.map(['a', 'b'])[0].text"])
    whole, part = ([output.data["text/plain"] for output in cell.outputs] for cell in book.cells[1:])
    assert whole == ["", "'A'"] and part == ["1 of 2 rows are done.", "'A'"]


KILLED = """
import os, signal, sys, time
from notebook_chat import Chat
from notebook_chat.models.adapters import ScriptedModel

def answer(messages):
    number = int(messages[-1].text.split()[-1])
    if number >= 40: time.sleep(600)
    return str(number * 10)

for number, value in enumerate(Chat(ScriptedModel(answer)).imap(map(str, range(100)), int, resume=sys.argv[1])):
    print(number, value, flush=True)
"""


def test_a_killed_process_loses_only_what_was_under_way(tmp_path, asked):
    kept = tmp_path / "rows.jsonl"
    script = tmp_path / "killed.py"
    script.write_text(KILLED)
    process = subprocess.Popen([sys.executable, script, kept], stdout=subprocess.PIPE, text=True, env=dict(os.environ))
    lines = [process.stdout.readline() for _ in range(40)]
    process.kill()
    process.wait(60)
    process.stdout.close()
    assert lines[-1].split() == ["39", "390"]
    with open(kept, "ab") as half:
        half.write(b'{"key": "00", "val')

    def answer(messages):
        asked.append(messages[-1].text)
        return str(int(messages[-1].text.split()[-1]) * 10)

    values = Chat(ScriptedModel(answer)).map(map(str, range(100)), int, progress=False, resume=kept)
    assert values == [10 * number for number in range(100)]
    assert len(asked) == 60 and sorted(int(text.split()[-1]) for text in asked) == list(range(40, 100))
    rows = [json.loads(line) for line in kept.read_text().splitlines() if line.endswith("}")]
    assert len({row["key"] for row in rows[1:]}) == 100


# What rows share


@pytest.mark.real
def test_a_type_is_read_once_for_a_column(smollm2):
    chat = Chat(smollm2, config=dict(temperature=0, max_tokens=40))
    texts = [f"{name} was born in 18{number:02}." for number, name in enumerate(("Ada", "Bob", "Cleo", "Dan"), 10)]

    class Person(BaseModel):
        name: str
        born: int

    replies = []
    ask = smollm2.reply
    smollm2.reply = lambda *given, **options: replies.append(ask(*given, **options)) or replies[-1]
    try:
        people = chat.map(texts, Person, progress=False)
    finally:
        del smollm2.reply
    assert [person.name for person in people] == ["Ada", "Bob", "Cleo", "Dan"]
    longest = max(reply.stats.prompt_tokens for reply in replies)
    read = [reply.stats.prompt_tokens - reply.stats.cached_tokens for reply in replies]
    assert sum(read) < longest + 3 * longest / 2, (read, longest)
