"""Columns over other engines than the chat's own model: servers that share the rows, and workers of Ray."""

import json
import os
import re
import subprocess
import sys
import threading
from collections import Counter

import psutil
import pytest

from notebook_chat import Chat, RayEngine
from notebook_chat.core.errors import LoadError
from notebook_chat.models.adapters import ScriptedModel
from notebook_chat.models.remote import RemoteModel
from notebook_chat.models.spread import SpreadModel, spread_over
from support.fake_server import FakeServer, piece, words
from support.ports import free_port
from support.serving import no_proxy, serve  # noqa: F401
from support.waiting import wait_for


class Answering:
    """A server's chat: what it was asked, and an answer that says so."""

    def __init__(self, say=lambda text: f"seen {text}"):
        self.say, self.asked, self.lock = say, [], threading.Lock()

    def __call__(self, exchange):
        text = exchange.body["messages"][-1]["content"]
        with self.lock:
            self.asked.append(text)
        exchange.send(*words(self.say(text)))
        exchange.done()


def breaking(exchange):
    """A server that dies in the middle of each answer."""
    exchange.send(piece(content="half an "))
    exchange.cut() if hasattr(exchange, "cut") else exchange.socket.close()


@pytest.fixture
def chat():
    return Chat(ScriptedModel("the chat's own model"))


ROWS = [f"row {number}" for number in range(60)]


def test_servers_share_the_rows_and_each_row_is_asked_once(serve, chat):
    first, second = Answering(), Answering()
    models = [serve(first, concurrency=4)[1], serve(second, concurrency=4)[1]]
    replies = chat.map(ROWS, progress=False, engine=models)
    assert [reply.text for reply in replies] == [f"seen {row}" for row in ROWS]
    assert sorted(first.asked + second.asked) == sorted(ROWS)
    assert min(len(first.asked), len(second.asked)) > 5
    assert [reply.text for reply in chat.imap(ROWS[:5], engine=models)] == [f"seen {row}" for row in ROWS[:5]]


def test_addresses_are_opened_and_closed_again(chat):
    server = FakeServer(Answering())
    try:
        before = threading.active_count()
        assert chat.map(["a"], progress=False, engine=[server.address])[0].text == "seen a"
        assert threading.active_count() <= before + 2
    finally:
        server.stop()


def test_the_rows_of_a_server_that_dies_go_to_the_other(serve, chat):
    living = Answering()
    models = [serve(breaking, concurrency=8, retries=0)[1], serve(living, concurrency=2)[1]]
    replies = chat.map(ROWS, progress=False, engine=models)
    assert [reply.text for reply in replies] == [f"seen {row}" for row in ROWS]
    assert Counter(living.asked) == Counter(ROWS), "nothing doubled, nothing lost"


def test_a_server_that_is_gone_at_the_start_is_left_out(chat):
    server = FakeServer(Answering())
    try:
        with pytest.warns(UserWarning, match="A server is left out: "):
            replies = chat.map(["a"], progress=False, engine=[f"http://127.0.0.1:{free_port()}/v1", server.address])
        assert replies[0].text == "seen a"
    finally:
        server.stop()
    with pytest.raises(LoadError):
        chat.map(["a"], progress=False, engine=[f"http://127.0.0.1:{free_port()}/v1"])


def test_a_row_too_long_for_one_server_goes_to_the_other(serve, chat):
    def small(exchange):
        exchange.status(400, {"error": {"message": "This model's maximum context length is 10 tokens",
                                        "code": "context_length_exceeded"}})

    large = Answering()
    models = [serve(small, concurrency=8)[1], serve(large, concurrency=8)[1]]
    replies = chat.map(ROWS, progress=False, engine=models)
    assert [reply.text for reply in replies] == [f"seen {row}" for row in ROWS]
    assert Counter(large.asked) == Counter(ROWS)


def test_all_of_them_fail(serve, chat):
    models = [serve(breaking, retries=0)[1], serve(breaking, retries=0)[1]]
    replies = chat.map(["a", "b"], progress=False, engine=models)
    assert all(reply.error for reply in replies)


def test_values_settings_and_files(serve, chat, tmp_path):
    one = Answering(lambda text: "7")
    two = Answering(lambda text: "7")
    models = [serve(one)[1], serve(two)[1]]
    kept = tmp_path / "rows.jsonl"
    options = dict(progress=False, engine=models, resume=kept, temperature=0)
    assert chat.map(["a", None, "b", "a"], int, **options) == [7, None, 7, 7]
    assert len(one.asked) + len(two.asked) == 2, "equal rows are asked once at temperature 0"
    assert chat.map(["a", "b"], int, **options) == [7, 7]
    assert len(one.asked) + len(two.asked) == 2
    with pytest.raises(TypeError, match="in this process"):
        chat.map(["a"], ["x", "y"], probabilities=True, progress=False, engine=models)


def test_the_conversation_goes_along_and_stays(serve, chat):
    asked = []

    def answer(exchange):
        asked.append(exchange.body)
        exchange.send(*words("fine"))
        exchange.done()

    chat.system = "Be brief"
    chat.send("My name is Ada").wait()
    before = chat.messages.get_messages()
    chat.map(["Who am I?"], progress=False, engine=[serve(answer)[1]], temperature=0.25)
    assert [message["role"] for message in asked[0]["messages"]] == ["system", "user", "assistant", "user"]
    assert asked[0]["temperature"] == 0.25 and chat.messages.get_messages() == before


def test_a_stop_stops_all(serve):
    go = threading.Event()

    def slow(exchange):
        exchange.send(piece(content="one "))
        go.wait(60)

    model = SpreadModel([serve(slow)[1], serve(slow)[1]])
    reply = model.reply([{"role": "user", "content": "Hi"}])
    reply.stop()
    assert reply.wait(60) and reply.finish_reason == "stopped"
    go.set()


@pytest.mark.parametrize("engine, advice", [
    ("http://host/v1", "a list of servers"), (7, "a list of servers"), ([], "has no server"), ([7], "got int"),
    ([ScriptedModel("x")], "got ScriptedModel")])
def test_what_is_no_engine(chat, engine, advice):
    with pytest.raises((TypeError, ValueError), match=advice):
        chat.map(["a"], progress=False, engine=engine)


def test_what_was_opened_is_given_back():
    server = FakeServer(Answering())
    try:
        model, opened = spread_over([server.address, RemoteModel(server.address)])
        assert len(opened) == 1 and len(model.models) == 2 and opened[0] is model.models[0]
        model.close()
        assert all(each.server.closed for each in model.models)
    finally:
        server.stop()


# A cluster


@pytest.fixture(scope="module")
def ray_here():
    """Ray on this machine, with two processors. Its start takes up to a minute and may fail on a busy machine."""
    os.environ |= {"RAY_USAGE_STATS_ENABLED": "0", "RAY_AUTH_MODE": "disabled"}
    ray = pytest.importorskip("ray")
    pytest.importorskip("pyarrow")
    for tries_left in (2, 1, 0):
        try:
            ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False, logging_level="ERROR")
            break
        except Exception:
            ray.shutdown()
            if not tries_left:
                raise
    yield ray
    ray.shutdown()


def workers_of_ray():
    """The processes that answer rows."""
    found = []
    for process in psutil.process_iter(["cmdline"]):
        if (process.info["cmdline"] or [""])[0].startswith("ray::MapWorker"):
            found.append(process)
    return found


@pytest.mark.slow
@pytest.mark.real
def test_two_workers_answer_a_column_and_one_may_die(ray_here, smollm2, tmp_path):
    chat, engine = Chat(smollm2, system="Be brief"), RayEngine("smollm2", workers=2, batch=2, n_ctx=512)
    rows, killed = [f"Say a word about the number {number}." for number in range(24)], []

    def kill_one():
        wait_for(lambda: len(kept.read_text().splitlines()) > 4 if kept.exists() else False, 300)
        process = workers_of_ray()[0]
        process.kill()
        killed.append(process.pid)

    kept = tmp_path / "rows.jsonl"
    killer = threading.Thread(target=kill_one, daemon=True)
    killer.start()
    options = dict(progress=False, temperature=0, max_tokens=16, engine=engine, resume=kept)
    replies = chat.map(rows, **options)
    killer.join(60)
    assert killed and all(reply.text and not reply.error for reply in replies)
    lines = [json.loads(line) for line in kept.read_text().splitlines()[1:]]
    assert len({line["key"] for line in lines}) == len(lines) == 24, "each row once"
    own = chat.map(rows[:6], progress=False, temperature=0, max_tokens=16)
    same = sum(mine.text[:20] == theirs.text[:20] for mine, theirs in zip(own, replies))
    assert same >= 4, "the workers are asked the same thing; rounding may differ"
    table = chat.map(rows[:3], ["yes", "no"], probabilities=True, progress=False, engine=engine)
    assert table.sum(axis=1).tolist() == pytest.approx([1, 1, 1])
    assert len(chat.messages) == 1


def test_functions_stay_here(chat):
    chat.functions = [len]
    with pytest.raises(TypeError, match="can't call the functions"):
        chat.map(["a"], progress=False, engine=RayEngine("demo"))


def test_without_ray_the_next_step_is_told(chat, monkeypatch):
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(ImportError, match=r"pip install 'notebook-chat\[ray\]'"):
        chat.map(["a"], progress=False, engine=RayEngine("demo"))


TWICE = """
import itertools, threading, time
from notebook_chat import Chat, RayEngine
from notebook_chat.models.adapters import ScriptedModel

chat, engine = Chat(ScriptedModel("not asked")), RayEngine("demo", workers=1, n_ctx=512)
rows = ["Which planet is the largest?", "Which planet is the smallest?"]
options = dict(progress=False, engine=engine, temperature=0, max_tokens=20)
for number in range(2):
    print("answers", *[reply.text for reply in chat.map(rows, **options)], flush=True)
    for thread in threading.enumerate():
        if thread.name == "notebook_chat ray": thread.join()
answers = chat.imap((f"Say {number}" for number in itertools.count()), engine=engine, max_tokens=2)
print("errors", next(answers).error, next(answers).error, flush=True)
answers.close()
[reply] = chat.map(["a"], progress=False, engine=RayEngine("no-such-model", workers=1))
print("error", reply.error, flush=True)
"""


@pytest.mark.slow
def test_ray_is_started_once_and_stays_for_the_next_column(tmp_path):
    pytest.importorskip("ray")
    pytest.importorskip("pyarrow")
    script = tmp_path / "twice.py"
    script.write_text(TWICE)
    done = subprocess.run([sys.executable, "-W", "ignore", script], capture_output=True, text=True, timeout=500,
                          env=dict(os.environ, RAY_AUTH_MODE="disabled"))
    lines = [line for line in done.stdout.splitlines() if re.match("answers|error", line)]   # Ray prints lines, too
    assert done.returncode == 0, done.stderr[-2000:]
    assert len(lines) == 4 and lines[0] == lines[1] and "Jupiter" in lines[0] and lines[2] == "errors None None"
    assert "There is no model 'no-such-model'" in lines[3]
