"""Loading: what a name means, what a broken file says, who shares what, and silence."""

import gc
import os
import shutil
import signal
import sys
import threading
import time
import warnings
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from notebook_chat import load_model
from notebook_chat.core.errors import LoadError
from notebook_chat.llama.model import LlamaModel
from notebook_chat.llama import weights
from notebook_chat.llama.files import demo_path, find_model_file
from notebook_chat.llama.weights import count_layers, open_weights, step_down
from support.fake_hub import FakeHub
from support.processes import run_python

GREEDY = {"temperature": 0, "max_tokens": 4}
HI = [{"role": "user", "content": "hi"}]


# Names


def test_names_of_files(tmp_path, monkeypatch):
    (tmp_path / "a.gguf").touch()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert find_model_file("demo") == demo_path()
    found = [find_model_file(name) for name in ["a.gguf", "./a.gguf", tmp_path / "a.gguf", "~/a.gguf"]]
    assert {path.resolve() for path in found} == {(tmp_path / "a.gguf").resolve()}


@pytest.mark.parametrize("name, words", [
    ("llama.gguf", "no file.*llama-3.gguf"), ("./llama-4.gguf", "no file.*llama-3.gguf"),
    ("models/x.gguf", "no file.*working folder"),
    (".", "is a folder.*llama-3.gguf"), ("empty", "is a folder.*no .gguf file"), ("gpt4", "no model 'gpt4'.*'demo'"),
    ("a/b/c", "no model"), ("", "."), (" ", "no model"), ("a\0b", "no model"), ("http://127.0.0.1:1/v1", "no model"),
    ("~no-such-user/x.gguf", "no file"), pytest.param("a" * 5000, ".", id="long"), ("owner/", "no model"),
])
def test_names_that_mean_nothing(tmp_path, monkeypatch, name, words):
    (tmp_path / "llama-3.gguf").touch()
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path)
    with pytest.raises(LoadError, match=words):
        find_model_file(name)


def test_the_environment_names_the_default_model(monkeypatch):
    monkeypatch.setenv("NOTEBOOK_CHAT_MODEL", "./nothing.gguf")
    with pytest.raises(LoadError, match="nothing.gguf"):
        load_model()


def test_a_class_for_paths_says_what_is_missing():
    with pytest.raises(LoadError, match="nothing.gguf"):
        LlamaModel("nothing.gguf")


def test_a_file_whose_name_is_no_text(tmp_path):
    path = os.fsdecode(os.fsencode(tmp_path) + b"/\xff.gguf")
    Path(path).write_bytes(demo_path().read_bytes())
    with LlamaModel(path, n_ctx=256, n_threads=1) as model:
        assert model.reply(HI, GREEDY).text


# Broken files

DEMO = demo_path().read_bytes()
LFS = b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 3\n"


@pytest.mark.parametrize("content, words", [
    (b"", "empty or cut off; download"), (b"GGUF", "cut off; download"), (LFS, "Git LFS.*git lfs pull"),
    (b"\n <!doctype html><html>" + 99 * b" ", "web page"),
    (b"PK\3\4" + bytes(99), "convert_hf_to_gguf"), (DEMO[:100], "can't load"), (DEMO[:30_000], "can't load"),
    (DEMO[:-1], "cut off: download it again"),
    (DEMO[: len(DEMO) // 2], "cut off: download it again"), (b"GGUF\x63\0\0\0" + bytes(99), "can't load"),
    (b"GGUF" + bytes(200), "can't load"),
], ids=["empty", "magic", "lfs", "html", "zip", "100 bytes", "30 kB", "last byte", "half", "version", "zeros"])
def test_broken_files(tmp_path, content, words):
    path = tmp_path / "broken.gguf"
    path.write_bytes(content)
    with pytest.raises(LoadError, match=words):
        load_model(path)
    if len(content) < 24 or content[:4] != b"GGUF":   # with a GPU, the layers are counted first
        with pytest.raises(LoadError, match=words):
            count_layers(path)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(min_size=20, max_size=200))
def test_random_bytes_after_the_magic(tmp_path, content):
    path = tmp_path / "random.gguf"
    path.write_bytes(b"GGUF\x03\0\0\0" + content)
    with pytest.raises(LoadError):
        load_model(path)


CUTS = """
import random, sys
from pathlib import Path
from notebook_chat import load_model
from notebook_chat.core.errors import LoadError
from notebook_chat.llama.files import demo_path
data, path, chance = demo_path().read_bytes(), Path(sys.argv[1]), random.Random(1)
for length in [24, 25, 1000, 5000, 10_000, 20_000, 40_000, 60_000, *(chance.randrange(len(data)) for _ in range(20))]:
    path.write_bytes(data[:length])
    try: load_model(path, n_ctx=256, n_threads=1)
    except LoadError as error: assert str(path) in str(error) and len(str(error).splitlines()) == 1, error
    else: raise AssertionError(length)
print("alive")
"""


def test_files_cut_anywhere(tmp_path):
    done = run_python(CUTS.replace("sys.argv[1]", repr(str(tmp_path / "cut.gguf"))))
    assert (done.stdout, done.stderr) == ("alive\n", "")


def test_the_reason_is_what_llama_cpp_called_an_error(model_file):
    """Its log lists the file's keys first, and one of them is called `unknown_token_id`."""
    from support.tiny_models import spm_vocabulary

    path = model_file(vocabulary=spm_vocabulary, special_tokens=("<|end|>",), name="phi-3-mini")
    with pytest.raises(LoadError) as caught:
        load_model(path)
    assert "unknown_token_id" not in str(caught.value)


# The hub

TINY = DEMO
REPOSITORIES = {
    "owner/many-GGUF": {f"many-{kind}.gguf": TINY for kind in ["Q8_0", "Q4_K_M", "F16", "Q2_K"]}
    | {"mmproj-F16.gguf": b"", "README.md": b"hi"},
    "owner/plain": {"config.json": b"{}", "model.safetensors": b""},
    "owner/odd": {"a-IQ1_S.gguf": TINY, "b-IQ2_XS.gguf": TINY},
    "owner/one": {"only.gguf": TINY},
    "owner/split": {f"big-Q4_K_M-0000{part}-of-00003.gguf": TINY for part in (1, 2, 3)},
    "owner/deep": {f"Q8_0/deep-Q8_0-0000{part}-of-00002.gguf": TINY for part in (1, 2)} | {"Q4_0/deep-Q4_0.gguf": TINY},
    "owner/gated": "GatedRepo",
}
FIND = """
import sys
from notebook_chat.core.errors import LoadError
from notebook_chat.llama.files import find_model_file
for name in NAMES:
    try: print("found", find_model_file(name))
    except LoadError as error: print("error", error)
"""


@pytest.fixture
def hub():
    hub = FakeHub(REPOSITORIES)
    yield hub
    hub.stop()


def ask_hub(hub, folder, *names, **environment):
    """What `find_model_file` gives for each name, in a process whose hub is `hub`."""
    environment = {"HF_ENDPOINT": hub.address, "HF_HOME": str(folder), "HF_HUB_DISABLE_XET": "1",
                   "HF_HUB_DISABLE_TELEMETRY": "1",
                   "no_proxy": "127.0.0.1", "NO_PROXY": "127.0.0.1", "HF_TOKEN": "", "HF_HUB_OFFLINE": "0",
                   **environment}
    done = run_python(FIND.replace("NAMES", repr(names)), **environment)
    assert done.returncode == 0, done.stderr
    lines = [line for line in done.stdout.splitlines() if line.startswith(("found", "error"))]
    assert len(lines) == len(names), done.stdout + done.stderr
    return lines


HUB_ANSWERS = {
    "owner/many-GGUF": "found .*/many-Q4_K_M.gguf", "owner/many-GGUF:Q8_0": "found .*/many-Q8_0.gguf",
    "owner/many-GGUF:q2_k": "found .*/many-Q2_K.gguf",
    "owner/many-GGUF:many-F16.gguf": "found .*/many-F16.gguf",
    "owner/many-GGUF:Q3_K": "error Which file.*many-Q8_0.gguf",
    "owner/many-GGUF:Q4": "found .*/many-Q4_K_M.gguf", "owner/plain": "error .*no GGUF file.*-GGUF",
    "owner/odd": "error Which file.*'owner/odd:a-IQ1_S.gguf'",
    "owner/one": "found .*/only.gguf", "owner/split": "found .*-00001-of-00003.gguf",
    "owner/deep": "found .*/Q8_0/deep-Q8_0-00001-of-00002.gguf",
    "owner/deep:Q4_0": "found .*/Q4_0/deep-Q4_0.gguf", "owner/deep:Q4_0/deep-Q4_0.gguf": "found .*/Q4_0/deep-Q4_0.gguf",
    "owner/gated": "error .*gated.*login", "owner/nothing": "error There is no repository.*login",
}


def test_names_on_the_hub(hub, tmp_path):
    import re

    answers = ask_hub(hub, tmp_path, *HUB_ANSWERS)
    assert [name for name, answer in zip(HUB_ANSWERS, answers)
            if not re.match(HUB_ANSWERS[name], answer)] == [], "\n".join(answers)
    assert len(list(tmp_path.rglob("big-Q4_K_M-*-of-00003.gguf"))) == 3
    assert not any("mmproj" in path or "README" in path for _, path in hub.asked)


def test_without_the_hub_a_downloaded_file_is_enough(hub, tmp_path):
    [found] = ask_hub(hub, tmp_path, "owner/many-GGUF:Q8_0")
    [offline] = ask_hub(hub, tmp_path, "owner/many-GGUF:Q8_0", HF_HUB_OFFLINE="1")
    hub.stop()
    again, default, nothing = ask_hub(hub, tmp_path, "owner/many-GGUF:Q8_0", "owner/many-GGUF", "owner/one")
    assert found == offline == again == default
    assert "can't be reached" in nothing and "Connect, or give the path" in nothing


def test_without_the_hub_part_of_a_split_model_is_not_enough(hub, tmp_path):
    [found] = ask_hub(hub, tmp_path, "owner/split")
    next(tmp_path.rglob("snapshots/*/big-Q4_K_M-00002-of-00003.gguf")).unlink()
    hub.stop()
    [answer] = ask_hub(hub, tmp_path, "owner/split")
    assert answer.startswith("error") and found.startswith("found")


# Sharing and closing


def test_loading_twice_shares_the_engine():
    with load_model(n_ctx=300, n_threads=1) as first, load_model(demo_path(), n_ctx=300, n_threads=1) as second:
        assert first._engine is second._engine
        first.close()
        assert second.reply(HI, GREEDY).text
        engine = second._engine
    assert not engine.thread.is_alive()


def test_other_options_share_the_weights():
    with load_model(n_ctx=300, n_threads=1) as first, load_model(n_ctx=600, n_threads=1) as second:
        assert first._engine is not second._engine
        assert first._engine.weights is second._engine.weights


def test_a_changed_file_is_loaded_anew(tmp_path):
    path = tmp_path / "model.gguf"
    path.write_bytes(DEMO)
    with load_model(path, n_ctx=300, n_threads=1) as first:
        path.unlink()
        path.write_bytes(DEMO)
        with load_model(path, n_ctx=300, n_threads=1) as second:
            assert first.fingerprint != second.fingerprint
            assert first.reply(HI, GREEDY).text == second.reply(HI, GREEDY).text


def test_garbage_collection_frees():
    model = load_model(n_ctx=300, n_threads=1)
    engine = model._engine
    del model
    gc.collect()
    engine.thread.join(30)   # the collector doesn't wait for it
    assert not engine.thread.is_alive()


def test_python_may_end_while_a_collected_model_is_freed():
    code = """
    from notebook_chat import load_model
    load_model(n_ctx=512, n_threads=1).reply([{"role": "user", "content": "hi"}], {"max_tokens": 3}).text
    """
    for _ in range(10):
        done = run_python(code)
        assert (done.returncode, done.stderr) == (0, "")


def test_opening_and_closing_on_many_threads():
    errors = []

    def use():
        try:
            for _ in range(5):
                with load_model(n_ctx=300, n_threads=1) as model:
                    assert model.reply(HI, GREEDY).text
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=use) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert errors == []


INTERRUPTED = """
import os, random, signal, threading, time
from notebook_chat import load_model
load_model(n_ctx=256).close()
chance, interrupted = random.Random(0), 0
for _ in range(25):
    timer = threading.Timer(chance.uniform(0, 0.06), os.kill, (os.getpid(), signal.SIGINT))
    try:
        timer.start()
        load_model(n_ctx=chance.randrange(300, 4000), n_threads=1).close()
        timer.join()
        time.sleep(0.2)
    except KeyboardInterrupt: interrupted += 1
model = load_model(n_ctx=512, n_threads=1)
assert model.reply([{"role": "user", "content": "hi"}], {"temperature": 0, "max_tokens": 3}).text
print("interrupted" if interrupted else "never")
"""


def test_interrupts_while_loading():
    done = run_python(INTERRUPTED)
    assert (done.stdout, done.stderr) == ("interrupted\n", "")


def test_an_interrupt_ends_a_long_load(monkeypatch, tmp_path):
    """The load is one that only ends when asked to; a copy, since the built-in file may be open already."""
    path = shutil.copy(demo_path(), tmp_path / "copy.gguf")

    load_file = weights._load_file

    def endless(path, n_gpu_layers, cancelled=None, header_only=False):
        if header_only:
            return load_file(path, n_gpu_layers, header_only=True)
        while not cancelled():
            time.sleep(0.01)
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(weights, "_load_file", endless)
        timer = threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT))
        timer.start()
        started = time.perf_counter()
        with pytest.raises(KeyboardInterrupt):
            load_model(path, n_ctx=333, n_threads=1, n_batch=100)
        print(f"interrupted after {time.perf_counter() - started - 0.3:.2f} s")
    with load_model(path, n_ctx=333, n_threads=1, n_batch=100) as model:
        assert model.reply(HI, GREEDY).text


SILENT = """
import asyncio
from notebook_chat import Chat, load_model
from notebook_chat.core.errors import LoadError
from notebook_chat.llama.files import demo_path
chat = Chat(load_model(n_ctx=512, n_threads=1), "Be brief")
chat.send("hi", max_tokens=5).text
chat.send("again", max_tokens=5, temperature=0, grammar='root ::= "a"').text
chat.send("stop").stop()
async def wait(): await chat.send("async", max_tokens=5)
asyncio.run(wait())
try: load_model(__file__ if "__file__" in globals() else "/dev/null")
except LoadError: pass
try: chat.send("word " * 2000)
except ValueError: pass
import llama_cpp
llama = llama_cpp.Llama(str(demo_path()), n_ctx=256, verbose=False)
load_model(llama).reply([{"role": "user", "content": "hi"}], {"max_tokens": 3}).text
"""


def test_nothing_is_written_to_the_terminal():
    done = run_python(SILENT)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_the_log_goes_to_logging(caplog, model_file):
    caplog.set_level("DEBUG", logger="notebook_chat.llama_cpp")
    with load_model(model_file(seed=99), n_threads=1):
        assert any("llama" in record.message for record in caplog.records)


# Layers on the GPU


def builder(fitting, error="cudaMalloc failed: out of memory"):
    """A build function for a GPU that holds this many layers, and the numbers that it was called with."""
    asked = []

    def build(layers):
        asked.append(layers)
        if layers < 0 or layers > fitting:
            raise LoadError(error)
        return layers

    return build, asked


@pytest.mark.parametrize("fitting, built, asked", [(30, 24, [-1, 24]), (17, 16, [-1, 24, 16]), (8, 8, [-1, 24, 16, 8]),
                                                   (0, 0, [-1, 24, 16, 8, 0])])
def test_fewer_layers_with_a_warning(fitting, built, asked):
    build, seen = builder(fitting)
    with pytest.warns(UserWarning, match=f"{built} of 32 layers"):
        assert step_down(build, -1, lambda: 32) == built
    assert seen == asked


def test_layers_that_fit_give_no_warning():
    build, asked = builder(10)
    with warnings.catch_warnings(action="error") if sys.version_info >= (3, 11) else pytest.warns(None):
        assert step_down(build, 10, lambda: 32) == 10
    assert asked == [10]


@pytest.mark.parametrize("layers, error", [(-1, "unknown model architecture: 'x'"), (0, "out of memory")])
def test_other_errors_are_not_met_with_fewer_layers(layers, error):
    def build(count):
        raise LoadError(error)

    with pytest.raises(LoadError, match=error):
        step_down(build, layers, lambda: 32)


def test_weights_are_counted(tmp_path):
    own = shutil.copy(demo_path(), tmp_path / "own.gguf")   # no other test's model holds it
    first, second = open_weights(own, 0), open_weights(own, 0)
    assert first is second
    first.release()
    assert second.metadata["general.architecture"] == "llama"
    second.release()
    assert second.pointer is None and not second.hold()


def test_every_byte_of_a_header_may_be_wrong(tmp_path):
    """Damaged headers are errors or load; they never end the process."""
    done = run_python(DAMAGED.replace("sys.argv[1]", repr(str(tmp_path / "damaged.gguf"))))
    assert done.stdout == "alive\n", done.stderr[-1500:]


DAMAGED = """
import random, sys
from pathlib import Path
from notebook_chat.core.errors import LoadError
from notebook_chat.llama.files import demo_path
from notebook_chat.llama.weights import open_weights
data, path, chance = demo_path().read_bytes(), Path(sys.argv[1]), random.Random(5)
for _ in range(60):
    damaged = bytearray(data)
    for _ in range(3): damaged[chance.randrange(60_000)] ^= 1 << chance.randrange(8)
    path.write_bytes(damaged)
    try: open_weights(path, 0).release()
    except LoadError: pass
print("alive")
"""
