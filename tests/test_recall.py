"""A saved conversation goes on with the model it was with, where that is at hand; else a line says which continues."""

import json
import os
import shutil
import warnings

import pytest

from notebook_chat import Chat, load_model
from notebook_chat.chat.recall import model_spec
from notebook_chat.chat.files import read_state
from notebook_chat.chat.state import ChatState, ModelFile
from notebook_chat.chat.store import ChatStore
from notebook_chat.core.errors import LoadError
from notebook_chat.llama.files import demo_path
from notebook_chat.models.adapters import ScriptedModel
from support.harness import text_of

SMALL = dict(n_ctx=512, n_threads=1)


@pytest.fixture(autouse=True)
def default_is_another(monkeypatch, tmp_path):
    """The default is a copy of the built-in model, under another name."""
    path = tmp_path / "default.gguf"
    shutil.copy(demo_path(), path)
    monkeypatch.setenv("NOTEBOOK_CHAT_MODEL", str(path))
    monkeypatch.chdir(tmp_path)


def saved(model, path):
    """The path of a conversation with a model."""
    with load_model(model, **SMALL) as loaded:
        chat = Chat(loaded)
        chat.messages.append("user", "Hello")
        chat.save(path)
    return path


def continued(path):
    """The name of the model that continues a conversation, and the warnings."""
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        with Chat.load(path).model as model:
            return model.name, [str(warning.message) for warning in told]


def own_file(tmp_path):
    path = tmp_path / "models" / "mine.gguf"
    path.parent.mkdir(exist_ok=True)
    shutil.copy(demo_path(), path)
    return path


def test_a_built_in_model_continues(tmp_path):
    assert continued(saved("demo", tmp_path / "talk.json")) == ("demo", [])


def test_a_file_that_is_still_there_continues(tmp_path, monkeypatch):
    path = own_file(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    talk = saved("models/mine.gguf", tmp_path / "talk.json")   # by a relative path, and from another folder
    assert json.loads(talk.read_text())["model_file"][0] == "~/models/mine.gguf"
    monkeypatch.chdir(path.parent)
    assert continued(talk) == ("mine", [])


@pytest.mark.parametrize("change", ["gone", "replaced", "moved"])
def test_a_file_that_is_gone_or_another_does_not(tmp_path, change):
    path = own_file(tmp_path)
    talk = saved(path, tmp_path / "talk.json")
    if change == "replaced":
        os.utime(path, ns=(1, 1))
    else:
        path.rename(tmp_path / "elsewhere.gguf")
    name, told = continued(talk)
    assert name == "default" and len(told) == 1
    assert "was with 'mine', which isn't at hand here. It continues with 'default'" in told[0]
    assert f"load({str(talk)!r}, model)" in told[0]


def test_a_file_of_the_name_of_a_built_in_model_is_not_taken_for_it(tmp_path):
    path = tmp_path / "models" / "own.gguf"
    path.parent.mkdir()
    shutil.copy(demo_path(), path)
    with load_model(path, name="demo", **SMALL) as model:
        Chat(model).save(tmp_path / "talk.json")
    assert model_spec(read_state(tmp_path / "talk.json")) == str(path)
    path.unlink()
    assert model_spec(read_state(tmp_path / "talk.json")) is None


def test_a_file_from_somebody_else_opens_nothing(tmp_path):
    path = own_file(tmp_path)
    for place in (str(path), "~/models/mine.gguf", "models/mine.gguf", "//server/share/m.gguf", "http://127.0.0.1:9"):
        assert model_spec(ChatState(model="mine", model_file=ModelFile(place, "sha256:" + 32 * "0"))) is None
    assert model_spec(ChatState(model="http://127.0.0.1:9/v1")) is None


@pytest.mark.parametrize("given", [7, "x", ["a"], ["a", 1], {"path": "a"}, [None, None]])
def test_a_damaged_entry_is_said_to_be_damaged(tmp_path, given):
    from notebook_chat.chat.state import StoreError

    talk = saved("demo", tmp_path / "talk.json")
    talk.write_text(json.dumps({**json.loads(talk.read_text()), "model_file": given}))
    with pytest.raises(StoreError, match="damaged"):
        Chat.load(talk, ScriptedModel("x"))


def test_a_model_that_cannot_be_loaded_says_why(tmp_path, monkeypatch):
    talk = saved("demo", tmp_path / "talk.json")

    def load(spec):
        if spec:
            raise LoadError("it is broken")
        return ScriptedModel("x", name="other")

    from notebook_chat.chat.recall import model_of

    model, told = model_of(read_state(talk), load)
    assert model.name == "other" and "can't be loaded (it is broken)" in told


def test_files_of_older_versions_go_by_the_name(tmp_path):
    talk = saved("demo", tmp_path / "talk.json")
    old = {name: value for name, value in json.loads(talk.read_text()).items() if name != "model_file"}
    talk.write_text(json.dumps(old))
    assert continued(talk) == ("demo", [])


def test_a_model_that_is_given_is_taken(tmp_path):
    given = ScriptedModel("x", name="given")
    assert Chat.load(saved("demo", tmp_path / "talk.json"), given).model is given


def test_a_store_continues_likewise(tmp_path):
    with ChatStore(tmp_path / "chats.db") as store:
        with load_model("demo", **SMALL) as model:
            Chat(model, store=store, name="planets").messages.append("user", "Hello")
            store.flush()
        Chat(ScriptedModel("x", name="a server"), store=store, name="remote").messages.append("user", "Hello")
    with ChatStore(tmp_path / "chats.db") as store:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with store.resume("planets").model as model:
                assert model.name == "demo"
        with pytest.warns(UserWarning, match="was with 'a server'.*continues with 'default'"):
            store.resume("remote").model.close()
        assert store.state("planets").model == "demo"


def test_the_terminal_continues_likewise(tmp_path):
    from notebook_chat.terminal.app import main
    from io import StringIO

    def run(*words):
        output, error = StringIO(), StringIO()
        assert main([*words, "--max-tokens", "2", "-p", "hi", "--disable-stats"], StringIO(), output, error) == 0
        return output.getvalue()

    talk, own = saved("demo", tmp_path / "talk.json"), own_file(tmp_path)
    gone = saved(own, tmp_path / "gone.json")
    own.unlink()
    assert "continues" not in run("--resume", str(talk))
    assert "It continues with 'default'. Another: /model NAME" in run("--resume", str(gone))
    assert "continues" not in run("--resume", str(gone), "--model", "demo")


def test_cells_continue_likewise(run_cells, tmp_path):
    saved("demo", tmp_path / "talk.json")
    own = own_file(tmp_path)
    saved(own, tmp_path / "gone.json")
    own.unlink()
    notebook = run_cells(["%load_ext notebook_chat", f"%chat load {tmp_path}/talk.json",
                          f"%chat load {tmp_path}/gone.json"])
    same, other = ["\n".join(map(text_of, cell.outputs)) for cell in notebook.cells[1:]]
    assert "with demo" in same and "continues" not in same
    assert "was with 'mine', which isn't at hand here. It continues with 'demo'. Another: %chat model NAME" in other
