"""Conversations that last: files, and a store that kernels die on, fight over and find damaged."""

import gc
import json
import os
import random
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
import tempfile
import threading
import time
import warnings
from dataclasses import replace
from pathlib import Path

import pytest

from notebook_chat import load_model
from notebook_chat.core.messages import ChatMessage, ChatMessages, FunctionCall, Picture
from notebook_chat.llama.files import demo_path
from notebook_chat.llama.model import LlamaModel
from notebook_chat.models.adapters import ScriptedModel
from notebook_chat.chat.state import StoreError
from notebook_chat.chat.serialization import message_from_dict, message_to_dict
from notebook_chat.chat.database import SCHEMA_STEPS
from notebook_chat.chat.chat import Chat
from notebook_chat.chat.store import ChatStore, as_store
from support.fake_server import FakeServer, saying
from support.processes import run_python
from support.talks import texts

RICH = [
    ChatMessage("system", "Be brief."),
    ChatMessage("user", "What is this? \ud83d \x00 <|im_end|>",
                images=[Picture(b"\x89PNG", "image/png", "a.png", 3, 4)]),
    ChatMessage("assistant", "Let me look.", reasoning="Hm.", raw="Let me look.<call>",
                calls=[FunctionCall("look", {"at": "it", "deep": [1, None]}, "c1")]),
    ChatMessage("tool", "a cat", call_id="c1", name="look"),
    ChatMessage("assistant", "A cat.", tokens=(5, 6, 7), model="/secret/folder/model.gguf:1:2", finish_reason="length"),
]


@pytest.fixture
def store(tmp_path):
    with ChatStore(tmp_path / "chats.db") as store:
        yield store


def talked(*answers, **options):
    """A chat with a question for each answer."""
    chat = Chat(ScriptedModel(list(answers)), **options)
    for number in range(len(answers)):
        chat.send(f"question {number}").text
    return chat


# Messages and files


LINKED = ChatMessage("user", "And this?", image="https://pictures.example/b.png")


@pytest.mark.parametrize("message", [*RICH, LINKED], ids=lambda message: message.role)
def test_messages_come_back_whole(message):
    stored = json.loads(json.dumps(message_to_dict(message)))
    assert "secret" not in str(stored)
    assert message_from_dict(stored, message.model) == message


def test_a_file_of_everything(tmp_path):
    chat = talked("Mercury", "Venus", system="Name planets.", examples=[("a", "b")],
                  config=dict(temperature=0.5, logit_bias={3: float("-inf")}))
    chat.retry().text
    chat.edit(-2, "another question").text
    chat.messages.dropped = ChatMessages([ChatMessage("user", "long ago"), ChatMessage("assistant", "indeed")])
    for message in RICH[1:]:
        chat.messages.append(message)
    path = tmp_path / "talk.json"
    chat.save(path)
    back = Chat.load(path, ScriptedModel("Mars"))
    before, after = chat.snapshot(), back.snapshot()
    assert texts(after.messages) == texts(before.messages) and after.settings == before.settings
    assert after.examples == before.examples
    assert texts(after.dropped) == ["long ago", "indeed"]
    assert [texts(branch) for branch in after.branches] == [texts(branch) for branch in before.branches] != []
    assert [branch.text for branch in back.branches(3)[0]] == [branch.text for branch in chat.branches(3)[0]]
    assert json.loads(path.read_text())["model"] == "scripted"
    back.save(path)
    assert Chat.load(path, ScriptedModel("x")).snapshot() == after


def test_a_file_is_readable_and_for_its_owner(tmp_path):
    path = tmp_path / "talk.json"
    talked("Mercury").save(path)
    assert '"content": "Mercury"' in path.read_text() and stat.S_IMODE(path.stat().st_mode) == 0o600
    path.chmod(0o640)
    talked("Venus").save(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert os.listdir(tmp_path) == ["talk.json"]


PICTURE = Picture(b"not really a picture", "image/png", "dot.png", 3, 2)


def mode(path):
    """The permissions of a file."""
    return stat.S_IMODE(path.stat().st_mode)


def test_pictures_as_files(tmp_path):
    chat = Chat(ScriptedModel("Two."), examples=[("one", "two")])
    chat.send("What are these?", images=[PICTURE, replace(PICTURE, name="the same")]).wait()
    chat.save(tmp_path / "talk.json", pictures="files")
    folder = tmp_path / "talk_pictures"
    file, = folder.iterdir()
    assert file.read_bytes() == PICTURE.data and [mode(folder), mode(file)] == [0o700, 0o600]
    assert "base64" not in (tmp_path / "talk.json").read_text()
    assert Chat.load(tmp_path / "talk.json", ScriptedModel("")).messages.get_messages() == chat.messages.get_messages()
    chat.save(tmp_path / "talk.json", pictures="files")
    assert list(folder.iterdir()) == [file]
    moved = tmp_path / "elsewhere"
    moved.mkdir()
    for path in (tmp_path / "talk.json", folder):
        path.rename(moved / path.name)
    assert Chat.load(moved / "talk.json", ScriptedModel("")).messages[2].images[0] == PICTURE
    with pytest.raises(ValueError, match="'embedded' or 'files'"):
        chat.save(tmp_path / "talk.json", pictures="none")


@pytest.mark.parametrize("change, words", [
    (lambda file: file.unlink(), "is missing"),
    (lambda file: file.write_bytes(b"another"), "not the one that was saved"),
])
def test_a_picture_file_that_is_gone_or_changed_is_said(tmp_path, change, words):
    chat = Chat(ScriptedModel("A dot."))
    chat.send("What is this?", images=[PICTURE]).wait()
    chat.save(tmp_path / "talk.json", pictures="files")
    before = (tmp_path / "talk.json").read_bytes()
    change(next((tmp_path / "talk_pictures").iterdir()))
    with pytest.raises(StoreError, match=words):
        Chat.load(tmp_path / "talk.json", ScriptedModel(""))
    with pytest.raises(StoreError, match="not overwritten"):
        chat.save(tmp_path / "talk.json")
    assert (tmp_path / "talk.json").read_bytes() == before


@pytest.mark.parametrize("folder", ["../secret_pictures", "/etc/x_pictures", "a/b_pictures", "..\\x_pictures",
                                    "file:x_pictures", "pictures"])
def test_a_saved_talk_names_no_file_elsewhere(tmp_path, folder):
    chat = Chat(ScriptedModel("A dot."))
    chat.send("What is this?", images=[PICTURE]).wait()
    (tmp_path / "inside").mkdir()
    chat.save(tmp_path / "inside" / "talk.json", pictures="files")
    (tmp_path / "inside" / "talk_pictures").rename(tmp_path / "secret_pictures")
    text = (tmp_path / "inside" / "talk.json").read_text()
    (tmp_path / "inside" / "talk.json").write_text(text.replace("talk_pictures", json.dumps(folder)[1:-1]))
    with pytest.raises(StoreError, match="damaged"):
        Chat.load(tmp_path / "inside" / "talk.json", ScriptedModel(""))


def test_a_link_to_a_file_stays_one(tmp_path):
    talked("Mercury").save(tmp_path / "real.json")
    (tmp_path / "link.json").symlink_to(tmp_path / "real.json")
    talked("Venus").save(tmp_path / "link.json")
    assert (tmp_path / "link.json").is_symlink() and "Venus" in (tmp_path / "real.json").read_text()


@pytest.mark.parametrize("content", ["1,2,3", "{}", "[", '{"format": "notebook_chat conversation", "version": 1}',
                                     "\x00\xff", "[" * 100_000])
def test_other_files_are_neither_read_nor_overwritten(tmp_path, content):
    path = tmp_path / "data"
    path.write_bytes(content.encode("latin-1"))
    with pytest.raises(StoreError):
        Chat.load(path, ScriptedModel("x"))
    with pytest.raises(StoreError, match="not overwritten"):
        talked("Mercury").save(path)
    assert path.read_bytes() == content.encode("latin-1")


def test_a_file_decides_on_no_model(tmp_path, monkeypatch):
    path = tmp_path / "talk.json"
    talked("Mercury").save(path)
    path.write_text(path.read_text().replace('"scripted"', '"http://evil.example/v1"'))
    monkeypatch.setenv("NOTEBOOK_CHAT_MODEL", "demo")
    with Chat.load(path).model as model:
        assert model.name == "demo"


NARROW = """
import resource, signal, sys, warnings
from notebook_chat.models.adapters import ScriptedModel
from notebook_chat.chat.state import StoreError
from notebook_chat.chat.chat import Chat
from notebook_chat.chat.store import ChatStore
def most(size): resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
"""


def test_a_full_disk_leaves_the_file_before(tmp_path):
    path = tmp_path / "talk.json"
    talked("Mercury").save(path)
    done = run_python(NARROW + f"""
chat = Chat(ScriptedModel("x" * 100_000))
chat.send("hi").text
most(5000)
try: chat.save({str(path)!r})
except StoreError as error: print(error)
""")
    assert "can't be written" in done.stdout and "The old file is unchanged" in done.stdout, done.stderr
    assert texts(Chat.load(path, ScriptedModel("x")).messages) == ["question 0", "Mercury"]
    assert os.listdir(tmp_path) == ["talk.json"]


# The store: keeping and resuming


def test_every_change_is_kept(store):
    chat = talked("Mercury", "Venus", system="Name planets.")
    store.keep(chat, "planets")
    changes = [
        lambda: chat.send("a").text,
        lambda: chat.retry().text,
        lambda: chat.edit(1, "b").text,
        lambda: chat.undo(),
        lambda: chat.messages.append(RICH[1]),
        lambda: chat.messages.append(RICH[2]),
        lambda: chat.messages.append(RICH[3]),
        lambda: chat.messages.append(RICH[4]),
        lambda: setattr(chat, "system", "Name stars."),
        lambda: chat.set(temperature=0.25),
        lambda: chat.switch(1, 0),
        lambda: chat.messages.remove(1),
        lambda: chat.reset(),
        lambda: chat.send("c").text,
    ]
    for change in changes:
        change()
        expected = chat.snapshot()
        store.flush()
        assert texts(store.messages("planets")) == texts(expected.messages)
    copy = store.resume("planets", ScriptedModel("x"))
    assert copy.config.temperature == 0.25
    assert copy.snapshot().messages == expected.messages and copy.snapshot().dropped == expected.dropped


def test_a_reply_is_kept_without_being_asked(store):
    chat = Chat(ScriptedModel("Mercury"))
    store.keep(chat, "planets")
    chat.send("One?").text
    other = sqlite3.connect(store.path)
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and not other.execute(
        "SELECT 1 FROM messages WHERE data LIKE '%Mercury%'").fetchall():
        time.sleep(0.01)
    assert other.execute("SELECT count(*) FROM messages").fetchone() == (2,)
    other.close()


def test_a_talk_taken_up_again_and_again(tmp_path):
    for number in range(4):
        with ChatStore(tmp_path / "chats.db") as store:
            chat = store.resume("long",
                                ScriptedModel(f"answer {number}")) if number else Chat(ScriptedModel("answer 0"))
            if not number:
                store.keep(chat, "long")
            chat.send(f"question {number}").text
    with ChatStore(tmp_path / "chats.db") as store:
        assert texts(store.messages("long")) == [text for number in range(4)
                                                 for text in (f"question {number}", f"answer {number}")]


def test_a_talk_taken_up_by_the_model_itself(store):
    settings = dict(temperature=0, max_tokens=24)
    with LlamaModel(demo_path(), n_ctx=2048, n_threads=1) as model:
        chat = Chat(model)
        store.keep(chat, "planets")
        chat.send("Name the planets in the solar system", **settings).text
        expected = [chat.send(text, **settings).text for text in ("And in reverse?", "Thanks!")]
        chat.undo(), chat.undo()
        store.save_cache(chat)
        store.flush()
    with LlamaModel(demo_path(), n_ctx=2048, n_threads=1) as model:
        chat = store.resume("planets", model)
        assert chat.messages[1].message.tokens and chat.messages[1].message.model == model.fingerprint
        reply = chat.send("And in reverse?", **settings)
        assert reply.text == expected[0]
        assert reply.stats.cached_tokens > reply.stats.prompt_tokens / 2
        assert chat.send("Thanks!", **settings).text == expected[1]


def test_the_cache_of_another_model_is_not_taken(store, model_file):
    with LlamaModel(demo_path(), n_ctx=1024, n_threads=1) as model:
        chat = Chat(model)
        store.keep(chat, "planets")
        chat.send("Hello!", temperature=0, max_tokens=5).text
        store.save_cache(chat)
        [path] = Path(store.path).parent.glob("*.kv")
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with LlamaModel(model_file(), n_ctx=1024, n_threads=1) as other:
        chat = store.resume("planets", other)
        assert chat.send("Go on", max_tokens=3).wait(30) and len(chat.messages) == 4
    store.delete("planets")
    assert not path.exists()


def test_functions_in_a_killed_turn(store):
    """What is stored while a function runs is a talk that can be gone on with."""
    started, go_on = threading.Event(), threading.Event()

    def look(at: str) -> str:
        "Look at something."
        started.set()
        go_on.wait(10)
        return "a cat"

    answers = iter(['Let me see. <tool_call>{"name": "look", "arguments": {"at": "it"}}</tool_call>', "It is a cat."])
    chat = Chat(ScriptedModel(lambda messages: next(answers)), functions=[look])
    store.keep(chat, "cats")
    reply = chat.send("What is it?")
    assert started.wait(10)
    time.sleep(0.1)
    store.flush()
    stored = store.messages("cats")
    assert [message.role for message in stored] == ["user", "assistant", "tool"]
    assert stored[1].calls[0].name == "look" and stored[2].call_id == stored[1].calls[0].id
    assert "kernel ended" in stored[2].text
    go_on.set()
    reply.text
    store.flush()
    assert [message.text for message in store.messages("cats")][-2:] == ["a cat", "It is a cat."]


def test_going_on_in_a_draft(store):
    chat = Chat(ScriptedModel("one two three four five", pause=0.05))
    store.keep(chat, "numbers")
    reply = chat.send("Count.")
    for _ in reply:
        break
    reply.stop()
    reply.wait(5)
    said = chat.messages[-1].text
    more = chat.send()
    next(iter(more.watch()))
    time.sleep(0.12)
    store.flush()
    if not more.finished:
        assert [message.role for message in store.messages("numbers")] == ["user", "assistant"]
        assert store.messages("numbers")[1].text.startswith(said)
    assert more.wait(5)
    store.flush()
    assert texts(store.messages("numbers")) == ["Count.", "one two three four five"]


def test_a_reply_that_fails_leaves_no_draft(store):
    class Broken:
        def create_chat_completion(self, messages, stream=True):
            raise OSError("gone")

    chat = Chat(load_model(Broken()))
    store.keep(chat, "broken")
    assert chat.send("hi").wait(5)
    store.flush()
    assert texts(store.messages("broken")) == []


def test_names(store):
    assert store.names() == [] == store.list()
    first, second = talked("Mercury"), talked("Venus")
    assert store.keep(first) != store.keep(second)
    with pytest.raises(StoreError, match="already being saved"):
        store.keep(first)
    for name in ("", "  ", 5, "x" * 201):
        with pytest.raises(StoreError, match="200 characters"):
            store.keep(talked("x"), name)
    with pytest.raises(StoreError, match="There is no conversation 'nothing'"):
        store.resume("nothing", ScriptedModel("x"))
    store.keep(talked("x"), "'; DROP TABLE messages; --")
    assert texts(store.messages("'; DROP TABLE messages; --")) == ["question 0", "x"]


def test_deleting_leaves_no_trace(store):
    secret = "the password is swordfish"
    chat = talked(secret)
    store.keep(chat, "secret")
    store.keep(talked("harmless"), "other")
    store.flush()
    store.delete("secret")
    store.vacuum()
    assert b"swordfish" not in b"".join(path.read_bytes() for path in Path(store.path).parent.glob("chats.db*"))
    assert store.names() == ["other"] and store.search("swordfish") == []
    chat.send("more").text
    store.flush()
    assert store.names() == ["other"], "a deleted conversation came back"


def test_what_was_reset_is_gone_after_vacuum(store):
    chat = Chat(ScriptedModel(["the password is swordfish", "fine", "fine"]))
    store.keep(chat, "secret")
    chat.send("Which password?").text
    store.flush()
    chat.reset()
    chat.send("hello").text
    store.flush()
    assert store.search("swordfish") == []
    store.vacuum()
    assert b"swordfish" not in b"".join(path.read_bytes() for path in Path(store.path).parent.glob("chats.db*"))
    chat.send("more").text
    store.flush()
    assert texts(store.messages("secret")) == texts(chat.messages) and len(chat.messages) == 4


def test_searching(store):
    store.keep(talked("Der Zürcher Käse", "日本語のテキスト", "one+one=two", "half \ud83d of it"), "a")
    chat = talked("cheese from Zurich")
    store.keep(chat, "b")
    chat.edit(-1, "cheddar")
    chat.messages.dropped = ChatMessages([ChatMessage("user", "long gone")])
    assert [(found.name, found.index) for found in store.search("long gone")] == [("b", None)]
    assert store.search("zurich") == [] and {found.name for found in store.search("zurcher")} == {"a"}
    assert [(found.name, found.index) for found in store.search("kase zur")] == [("a", 1)]
    assert [found.index for found in store.search("本語")] == [3]
    assert [found.index for found in store.search("e+o")] == [5]
    assert store.search("cheese") == [], "found what was edited away"
    assert [found.role for found in store.search("ched")] == ["assistant"]
    for query in ('"', "AND", "NEAR(", "*", "a OR", "-", "(", "col:x", "\x00", "\ud83d"):
        store.search(query)
    with pytest.raises(StoreError, match="nothing to look for"):
        store.search("  ")
    assert len(store.search("question", limit=2)) == 2


def test_the_file_is_for_its_owner(store):
    store.keep(talked("Mercury"), "planets")
    store.flush()
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in Path(store.path).parent.iterdir()}
    assert set(modes.values()) == {0o600} and len(modes) == 3, modes


def test_a_servers_key_is_not_kept(store):
    key = "sk-never-write-this-down"
    with FakeServer(saying("fine")) as server:
        chat = Chat(load_model(server.address, api_key=key))
        store.keep(chat, "remote")
        chat.send("hello").text
        store.flush()
        chat.save(Path(store.path).with_name("talk.json"))
    assert key.encode() not in b"".join(path.read_bytes() for path in Path(store.path).parent.iterdir())


def test_a_chat_that_is_gone_lets_go(store):
    store.keep(talked("Mercury"), "planets")
    deadline = time.monotonic() + 10
    while store.keeping and time.monotonic() < deadline:   # the store's thread may just be looking at it
        gc.collect()
        store.flush()
    assert not store.list()[0].open and store.keeping == 0


def test_many_chats_at_once(store):
    chats = [Chat(ScriptedModel([f"{number}-{turn}" for turn in range(5)])) for number in range(12)]
    for number, chat in enumerate(chats):
        store.keep(chat, str(number))

    def talk(chat):
        for turn in range(5):
            chat.send("next").text

    threads = [threading.Thread(target=talk, args=(chat,)) for chat in chats]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    store.flush()
    for number in range(12):
        assert texts(store.messages(str(number)))[1::2] == [f"{number}-{turn}" for turn in range(5)]


def test_one_store_for_one_file(tmp_path):
    with as_store(tmp_path / "chats.db") as store:
        chat = Chat(ScriptedModel("Mercury"), store=tmp_path / "chats.db", name="planets")
        chat.send("One?").text
        assert as_store(str(tmp_path / "chats.db")) is store and store.keeping == 1
        assert texts(store.messages("planets")) == ["One?", "Mercury"]
        again = Chat(ScriptedModel("Venus"), store=store)
        assert store.keeping == 2 and len(again.messages) == 0
    assert as_store(tmp_path / "chats.db") is not store
    as_store(tmp_path / "chats.db").close()


def test_a_chat_is_kept_as_long_as_its_reply_runs(store):
    chat = Chat(ScriptedModel("one two three four", pause=0.05), store=store, name="numbers")
    reply = chat.send("Count.")
    del chat
    gc.collect()
    assert reply.wait(10)
    store.flush()
    assert texts(store.messages("numbers")) == ["Count.", "one two three four"]


def test_an_older_snapshot_is_not_written_over_a_newer_one(store):
    chat, taking = Chat(ScriptedModel("Mercury")), threading.Event()
    snapshot = chat.snapshot

    def snapshot_slowly():
        state = snapshot()
        if threading.current_thread() is not threading.main_thread():
            taking.set()
            time.sleep(0.3)
        return state

    chat.snapshot = snapshot_slowly
    store.keep(chat, "planets")
    taking.clear()
    chat.set(top_k=3)
    assert taking.wait(10)
    chat.messages.append("user", "One?")
    store.flush()
    time.sleep(0.4)   # by now, the store's thread has written what it had taken
    other = sqlite3.connect(store.path)
    [head] = other.execute("SELECT state FROM conversations").fetchone()
    assert len(json.loads(head)["talk"]) == 1
    other.close()


def test_a_closed_store(store):
    chat = talked("Mercury", "Venus")
    store.keep(chat, "planets")
    store.close()
    chat.send("more").text
    for use in (store.names, lambda: store.keep(chat, "x"), lambda: store.search("x")):
        with pytest.raises(StoreError, match="closed"):
            use()
    store.close()


# Several kernels


TALKING = """
import sys, time
from notebook_chat.models.adapters import ScriptedModel
from notebook_chat.chat.chat import Chat
from notebook_chat.chat.store import ChatStore
path, name, turns = sys.argv[1], sys.argv[2], int(sys.argv[3])
store = ChatStore(path)
chat = Chat(ScriptedModel([f"{name}-{turn}" for turn in range(turns)]))
store.keep(chat, name)
for turn in range(turns): chat.send("next").text
if len(sys.argv) > 4: store.flush()
print("ready", flush=True)
if len(sys.argv) > 4: time.sleep(60)
"""


def talking(*arguments):
    return subprocess.Popen([sys.executable, "-c", TALKING, *map(str, arguments)], stdout=subprocess.PIPE, text=True)


def ends_well(kernels):
    return [kernel.wait(120) for kernel in kernels] == [0] * len(kernels)


def test_kernels_side_by_side(tmp_path):
    path = tmp_path / "chats.db"
    kernels = [talking(path, name, 40) for name in "abc"]
    assert ends_well(kernels)
    with ChatStore(path) as store:
        for name in "abc":
            assert texts(store.messages(name))[1::2] == [f"{name}-{turn}" for turn in range(40)]


def test_two_kernels_and_one_conversation(tmp_path):
    path = tmp_path / "chats.db"
    kernel = talking(path, "mine", 1, "stay")
    assert kernel.stdout.readline() == "ready\n"
    with ChatStore(path) as store:
        for use in (lambda: store.resume("mine", ScriptedModel("x")), lambda: store.delete("mine"),
                    lambda: store.rename("mine", "yours")):
            with pytest.raises(StoreError,
                               match=f"open in another kernel .process {kernel.pid} on {socket.gethostname()}"):
                use()
        assert store.list()[0].open
        store.copy("mine", "yours")
        assert texts(store.resume("yours", ScriptedModel("x")).messages) == ["next", "mine-0"]
        kernel.kill()
        kernel.wait()
        assert not [found for found in store.list() if found.name == "mine"][0].open
        assert texts(store.resume("mine", ScriptedModel("x")).messages) == ["next", "mine-0"]


def test_a_conversation_that_was_taken_over_is_not_overwritten(store):
    chat = talked("Mercury")
    store.keep(chat, "planets")
    store.flush()
    other = sqlite3.connect(store.path)
    other.execute("UPDATE conversations SET owner = 'elsewhere:1:x', seen = ?", (time.time(),))
    other.commit()
    before = texts(store.messages("planets"))
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        chat.send("more").text
        store.flush()
    assert any("continues as 'planets (2)'" in str(warning.message) for warning in caught)
    assert texts(store.messages("planets")) == before
    assert texts(store.messages("planets (2)")) == texts(chat.messages)
    other.close()


def test_a_busy_store_is_waited_for(store):
    chat = talked("Mercury")
    store.keep(chat, "planets")
    other = sqlite3.connect(store.path, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    threading.Timer(0.7, lambda: other.execute("COMMIT")).start()
    chat.send("more").text
    store.flush()
    assert len(store.messages("planets")) == 4
    other.close()


def test_a_forked_process_is_told(store):
    child = os.fork()
    if not child:
        code = 1
        try:
            store.names()
        except StoreError as error:
            code = 0 if "forked" in str(error) else 2
        os._exit(code)
    assert os.waitpid(child, 0)[1] == 0


# Kernels that die


DYING = """
import os, sys, time, threading
from notebook_chat.models.adapters import ScriptedModel
from notebook_chat.chat.chat import Chat
from notebook_chat.chat.store import ChatStore
path, seed = sys.argv[1], int(sys.argv[2])
store = ChatStore(path)
log = os.open(sys.argv[3], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
def note(*values): os.write(log, (" ".join(map(str, values)) + "\\n").encode())
def talk(number):
    name = f"{seed}-{number}"
    chat = Chat(ScriptedModel(" ".join(f"w{word}" for word in range(60)), pause=0.01 + 0.004 * number))
    store.keep(chat, name)
    note("kept", name)
    for turn in range(100):
        reply = chat.send(f"question {turn}")
        while not reply.wait(0.05): note("wrote", name, turn, len(reply.text_so_far), time.time())
        store.flush()
        note("done", name, turn)
for number in range(5): threading.Thread(target=talk, args=(number,), daemon=True).start()
print("ready", flush=True)
time.sleep(60)
"""


def killed_kernel(folder, seed, seconds):
    """What a kernel with five conversations noted before it was killed, and when that was."""
    command = [sys.executable, "-c", DYING, str(folder / "chats.db"), str(seed), str(folder / f"{seed}.log")]
    kernel = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert kernel.stdout.readline() == "ready\n"
    time.sleep(seconds)
    killed = time.time()
    os.kill(kernel.pid, signal.SIGKILL)
    kernel.wait()
    return [line.split() for line in (folder / f"{seed}.log").read_text().splitlines()], killed


@pytest.mark.slow
def test_kernels_killed_at_random_moments(tmp_path):
    chance, answer = random.Random(), " ".join(f"w{word}" for word in range(60))
    notes = [killed_kernel(tmp_path, seed, chance.uniform(0.3, 2.0)) for seed in range(10)]
    assert sqlite3.connect(tmp_path / "chats.db").execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    checked = 0
    with ChatStore(tmp_path / "chats.db") as store:
        for lines, killed in notes:
            moments = [float(line[-1]) for line in lines if line[0] == "wrote"]
            # a busy machine stalls the store, too
            stalled = max((after - before for before, after in zip(moments, moments[1:])), default=0)
            for name in {line[1] for line in lines}:
                stored = store.messages(name)
                done = max((int(line[2]) for line in lines if line[:2] == ["done", name]), default=-1)
                assert texts(stored)[:2 * done + 2] == [text for turn in range(done + 1)
                                                        for text in (f"question {turn}", answer)]
                for _, _, turn, length, moment in (line for line in lines if line[:2] == ["wrote", name]):
                    if float(moment) < killed - 1 - stalled:
                        assert len(stored) > 2 * int(turn) + 1 and len(stored[2 * int(turn) + 1].text) >= int(length)
                        checked += 1
                if len(stored) and stored[-1].role == "assistant" and stored[-1].text != answer:
                    assert stored[-1].partial and answer.startswith(stored[-1].text)
        assert checked > 20
        chat = store.resume(store.names()[0], ScriptedModel("again"))
        chat.send("Still there?").text
        assert chat.messages[-1].text.endswith("again")


def test_leaving_python_in_the_middle_of_a_reply(tmp_path):
    done = run_python(f"""
from notebook_chat.models.adapters import ScriptedModel
from notebook_chat.chat.chat import Chat
from notebook_chat.chat.store import ChatStore
chat = Chat(ScriptedModel("one two three four five six", pause=0.1))
ChatStore({str(tmp_path / "chats.db")!r}).keep(chat, "numbers")
for text in chat.send("Count.").watch():
    if len(text) > 8: break
print(text)
""")
    assert (done.returncode, done.stderr) == (0, "")
    with ChatStore(tmp_path / "chats.db") as store:
        question, answer = store.messages("numbers")
        assert answer.text.startswith(done.stdout.strip()[:8]) and answer.partial


# Disks and files that fail


def test_a_full_disk(tmp_path):
    done = run_python(NARROW + f"""
warnings.showwarning = lambda message, *rest: print(f"warned: {{message}}\\n", end="")
store = ChatStore({str(tmp_path / "chats.db")!r})
chat = Chat(ScriptedModel("x" * 300_000))
store.keep(chat, "large")
chat.send("one").text
store.flush()
most(400_000)
chat.send("two").text
try: store.flush()
except StoreError as error: print(f"failed: {{error}}\\n", end="")
print(len(chat.messages), "messages in the chat")
most(100_000_000)
store.flush()
print(len(store.messages("large")), "messages in the store")
""")
    assert "failed: The store" in done.stdout and "Is the disk full?" in done.stdout, done.stdout + done.stderr
    assert ("4 messages in the chat" in done.stdout
            and "4 messages in the store" in done.stdout), done.stdout + done.stderr
    assert done.stdout.count("warned:") <= 1
    with ChatStore(tmp_path / "chats.db") as store:
        assert [len(message.text) for message in store.messages("large")] == [3, 300_000, 3, 300_000]


READ_ONLY = """
import os, sys
from notebook_chat.models.adapters import ScriptedModel
from notebook_chat.chat.state import StoreError
from notebook_chat.chat.chat import Chat
from notebook_chat.chat.store import ChatStore
if os.geteuid() == 0: os.seteuid(65534)
chat = Chat(ScriptedModel("x"))
for use in (lambda: ChatStore(sys.argv[1]), lambda: ChatStore(sys.argv[1] + ".new"), lambda: chat.save(\
sys.argv[2])):
    try: use()
    except StoreError as error: print(error)
print(len(Chat.load(sys.argv[2], ScriptedModel("x")).messages))
"""


def test_a_folder_that_can_only_be_read():
    with tempfile.TemporaryDirectory() as folder:
        database, file = Path(folder) / "chats.db", Path(folder) / "talk.json"
        with ChatStore(database) as store:
            store.keep(talked("Mercury"), "planets")
        talked("Mercury").save(file)
        for path, mode in ((database, 0o444), (file, 0o444), (Path(folder), 0o555)):
            path.chmod(mode)
        done = run_python(READ_ONLY, str(database), str(file))
        Path(folder).chmod(0o755)
    lines = done.stdout.splitlines()
    assert len(lines) == 4, done.stdout + done.stderr
    assert "can only be read" in lines[0] or "can't be" in lines[0]
    assert "Permission denied" in lines[1] and "can't be written: Permission denied" in lines[2] and lines[3] == "2"


def damage(path, how):
    data = bytearray(path.read_bytes())
    if how == "cut":
        data = data[: len(data) // 2]
    elif how == "garbage":
        data = bytearray(b"This is no database.\n" * 500)
    else:
        for place in range(100, len(data), 97):
            data[place] ^= 0xFF
    path.write_bytes(bytes(data))


@pytest.mark.parametrize("how", ["cut", "garbage", "flipped"])
def test_a_damaged_store(tmp_path, how):
    path = tmp_path / "chats.db"
    with ChatStore(path) as store:
        for number in range(20):
            store.keep(talked("Mercury " * 100), str(number))
    damage(path, how)
    content = path.read_bytes()
    with pytest.raises(StoreError, match="damaged") as caught:
        with ChatStore(path) as store:
            for name in store.names():
                store.messages(name)
    copies = list(tmp_path.glob("chats.db.damaged-*"))
    assert copies and str(copies[0]) in str(caught.value)
    assert how != "garbage" or copies[0].read_bytes() == content


def test_a_damaged_message_names_the_conversation(store):
    store.keep(talked("Mercury"), "planets")
    store.flush()
    other = sqlite3.connect(store.path)
    other.execute("UPDATE messages SET data = '{}'")
    other.commit()
    with pytest.raises(StoreError, match="damaged"):
        store.messages("planets")
    other.execute("UPDATE conversations SET state = '{\"talk\": [99]}'")
    other.commit()
    with pytest.raises(StoreError, match="damaged"):
        store.messages("planets")
    other.close()


def test_an_empty_file_becomes_a_store(tmp_path):
    (tmp_path / "chats.db").touch()
    with ChatStore(tmp_path / "chats.db") as store:
        assert store.names() == []


def test_a_store_of_the_first_version(tmp_path):
    path = tmp_path / "old.db"
    connection = sqlite3.connect(path)
    for statement in SCHEMA_STEPS[0]:
        connection.execute(statement)
    messages = [message_to_dict(ChatMessage("user", "One planet?")),
                message_to_dict(ChatMessage("assistant", "Mercury"))]
    for number, message in enumerate(messages, 1):
        connection.execute("INSERT INTO messages (id, conversation, data) VALUES (?, 7, ?)",
                           (number, json.dumps(message)))
    head = {"model": "scripted", "settings": {}, "talk": [1, 2], "dropped": [], "examples": [], "branches": []}
    connection.execute("INSERT INTO conversations VALUES (7, 'planets', 1.0, 2.0, ?)", (json.dumps(head),))
    connection.execute("PRAGMA user_version = 1")
    connection.commit()
    connection.close()
    with ChatStore(path) as store:
        assert texts(store.messages("planets")) == ["One planet?", "Mercury"]
        assert [found.index for found in store.search("mercury")] == [1]
        chat = store.resume("planets", ScriptedModel("Venus"))
        assert chat.send("Another?").text == "Venus"
    with ChatStore(path) as store:
        assert len(store.messages("planets")) == 4


@pytest.mark.parametrize("version", [0, 1, len(SCHEMA_STEPS), 99])
@pytest.mark.parametrize("table", ["bookmarks (address TEXT)", "conversations (address TEXT)"])
def test_another_programs_file_is_left_alone(tmp_path, version, table):
    path = tmp_path / "places.sqlite"
    connection = sqlite3.connect(path)
    connection.execute(f"CREATE TABLE {table}")
    connection.execute(f"PRAGMA user_version = {version}")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(StoreError, match="another program's SQLite file"):
        ChatStore(path)
    assert path.read_bytes() == before and list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("kind", ["folder", "pipe"])
def test_what_is_no_file_is_refused(tmp_path, kind):
    path = tmp_path / "chats.db"
    path.mkdir() if kind == "folder" else os.mkfifo(path)
    with pytest.raises(StoreError, match="name a file"):
        ChatStore(path)


def test_a_store_of_the_future(tmp_path):
    path = tmp_path / "chats.db"
    ChatStore(path).close()
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version = {len(SCHEMA_STEPS) + 1}")
    connection.close()
    with pytest.raises(StoreError, match="newer notebook_chat: pip install -U"):
        ChatStore(path)


def test_two_kernels_that_open_an_old_store_at_once(tmp_path):
    path = tmp_path / "new.db"
    kernels = [talking(path, name, 2) for name in "abcd"]
    assert ends_well(kernels)
    with ChatStore(path) as store:
        assert sorted(store.names()) == list("abcd")
