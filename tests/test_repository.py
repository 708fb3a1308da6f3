"""The repository holds together: what is made from what agrees, and names are the agreed ones."""

import re
import subprocess

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

import house
import notebooks
from kernels import ROOT, kernel_environment
from support.processes import run_python

PUBLIC_NAMES = {
    "PYTHON",
    "ChatMessages",
    "ChatMessage",
    "GenerationConfig",
    "current_reply",
    "load_model",
    "notebook_context",
    "tokens_view",
    "LlamaModel",
    "RayEngine",
    "Recipe",
    "Reply",
    "StreamToStdout",
    "StreamIterator",
    "ChatTemplate",
    "ChatHistory",
    "Prompts",
    "Chat",
    "Llama2Chat",
    "ChatPanel",
    "ChatStore",
    "RemoteModel",
    "BotFunctions",
    "bot_function",
    "FunctionCall",
    "MCP",
    "Picture",
}
HEAVY_MODULES = {"llama_cpp", "numpy", "PIL", "pydantic", "huggingface_hub", "openai", "prompt_toolkit", "rich", "mcp"}
REGISTRIES = [
    ".".join(parts)
    for parts in [
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("registry", "npmjs", "org"),
        ("crates", "io"),
        ("proxy", "golang", "org"),
        ("conda", "anaconda", "org"),
        ("rubygems", "org"),
    ]
]
BUILD_MACHINE = re.compile(r"(?<![\w.~])/(work|root|home/\w+|opt/\w+)/")


# This repository


@pytest.mark.parametrize("check", notebooks.CHECKS, ids=lambda check: check.__name__.removeprefix("check_"))
def test_repository(check):
    problems = check(ROOT)
    assert not problems, "\n" + "\n".join(problems)


def test_public_names():
    import notebook_chat

    assert set(notebook_chat.__all__) == PUBLIC_NAMES
    assert {name for name in PUBLIC_NAMES if not hasattr(notebook_chat, name)} == set()
    assert PUBLIC_NAMES <= set(dir(notebook_chat))


@pytest.mark.parametrize(
    "code",
    [
        "import notebook_chat",
        "from IPython.core.interactiveshell import InteractiveShell as Shell\n"
        "Shell.instance().run_line_magic('load_ext', 'notebook_chat')",
    ],
    ids=["import", "load_ext"],
)
def test_importing_is_light(code):
    code += f"\nimport sys; print(*sorted({HEAVY_MODULES!r} & set(sys.modules)))"
    done = run_python(code, **kernel_environment())
    assert (done.returncode, done.stdout.strip()) == (0, ""), done.stdout + done.stderr


def files_to_publish():
    """The text files that git holds or would take."""
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT, capture_output=True, check=True,
    )
    for name in filter(None, listing.stdout.decode().split("\0")):
        content = (ROOT / name).read_bytes() if (ROOT / name).is_file() else b"\0"
        if b"\0" not in content:
            yield name, content.decode("utf-8", errors="replace")


def test_no_file_names_a_registry_or_a_build_machine():
    found = []
    for name, text in files_to_publish():
        for line_number, line in enumerate(text.splitlines(), 1):
            if any(host in line for host in REGISTRIES) or BUILD_MACHINE.search(line):
                found.append(f"{name}:{line_number}: {line.strip()[:160]}")
    assert not found, "\n" + "\n".join(found)


def test_readme_links_lead_somewhere():
    text = re.sub(r"```.*?```", "", (ROOT / "README.md").read_text("utf-8"), flags=re.DOTALL)
    targets = [target for _, target in notebooks.LINK.findall(text) if ":" not in target]
    assert [target for target in targets if not (ROOT / target).exists()] == []


# A small project, to see the checks fail


@pytest.fixture
def project(tmp_path):
    """Two notebooks, the upper using the lower, and an index; everything up to date."""
    (tmp_path / "notebook_chat").mkdir()
    (tmp_path / "notebook_chat" / "__init__.py").write_text('"""Ours."""\n__version__ = "0"\nKEPT = True\n')
    (tmp_path / "settings.ini").write_text((ROOT / "settings.ini").read_text())
    save(tmp_path, "00_core.lower", "core.lower", "value = 1")
    save(tmp_path, "10_render.upper", "render.upper", "from notebook_chat.core.lower import value")
    index = new_notebook(cells=[new_markdown_cell("# Title"), new_code_cell("#| hide\n2"), new_code_cell("1 + 1")])
    write(tmp_path, "index", index)
    notebooks.export(tmp_path)
    notebooks.clean(tmp_path)
    notebooks.write_readme(tmp_path)
    return tmp_path


def save(root, name, module, source):
    """Write a notebook with one exported cell."""
    cells = [new_code_cell(f"#| default_exp {module}"), new_code_cell(f"#| export\n{source}")]
    write(root, name, new_notebook(cells=cells))


def write(root, name, notebook):
    """Write a notebook, marked as run."""
    notebook.metadata = {"kernelspec": notebooks.KERNEL, "executed": notebooks.fingerprint(notebook)}
    (root / "nbs").mkdir(exist_ok=True)
    notebooks.write(notebook, root / "nbs" / f"{name}.ipynb")


def change(root, name, edit):
    """Edit a notebook in place."""
    path = root / "nbs" / f"{name}.ipynb"
    notebook = notebooks.read(path)
    edit(notebook)
    nbformat.write(notebook, path)


def test_a_good_project_passes(project, capsys):
    assert notebooks.check(project) == 0, capsys.readouterr().out


def test_export_keeps_the_init_file(project):
    text = (project / "notebook_chat" / "__init__.py").read_text()
    assert text == '"""Ours."""\n__version__ = "0.1.0"\nKEPT = True\n'


@pytest.mark.parametrize(
    "source",
    [
        "from notebook_chat.render.upper import value",
        "import notebook_chat.render.upper as u",
        "from notebook_chat.render import upper",
        "def late():\n    from notebook_chat.render.upper import value",
        "from importlib import import_module\nimport_module('notebook_chat.render.upper')",
        "value = __import__('notebook_chat.render.upper')",
    ],
)
def test_house_fails_for_an_import_from_above(project, source):
    save(project, "00_core.lower", "core.lower", source)
    notebooks.export(project)
    assert "core.lower (00) imports render.upper (10)" in house.problems(project)


def test_house_fails_for_a_computed_import_of_the_package(project):
    source = "from importlib import import_module\ndef room(name): return import_module(f'notebook_chat.{name}')"
    save(project, "00_core.lower", "core.lower", source)
    notebooks.export(project)
    assert house.problems(project) == ["core.lower imports a room by a computed name"]


def test_house_fails_for_a_demo_cell_that_imports_from_above(project):
    demo = new_code_cell("import notebook_chat.render.upper")
    change(project, "00_core.lower", lambda notebook: notebook.cells.append(demo))
    assert house.problems(project) == ["core.lower (00) imports render.upper (10)"]


def test_house_takes_a_magic_cell_for_text(project):
    save(project, "00_core.lower", "core.lower", "value = 1\n%time value")
    change(project, "00_core.lower", lambda notebook: notebook.cells.append(
        new_code_cell("%%chat\nfrom notebook_chat.render.upper import value")))
    assert house.problems(project) == []


def test_house_lets_pages_import_anything(project):
    write(project, "guide", new_notebook(cells=[new_code_cell("from notebook_chat.render.upper import value")]))
    assert house.problems(project) == []


def test_house_fails_for_a_room_on_another_floor(project):
    save(project, "20_render.tables", "render.tables", "rows = 1")
    notebooks.export(project)
    assert house.problems(project) == ["nbs/20_render.tables.ipynb: 'render' is not on floor 2"]


def test_house_fails_for_private_names_of_another_room(project):
    save(project, "00_core.lower", "core.lower", "class Box:\n    def __init__(self): self._inside = 1\n_secret = 1")
    save(project, "10_render.upper", "render.upper",
         "from notebook_chat.core.lower import _secret\ndef peek(box): return box._inside")
    notebooks.export(project)
    assert house.problems(project) == [
        "render.upper imports _secret from another room", "render.upper uses ._inside, which it does not define"]


def test_house_fails_for_what_is_too_large(project):
    methods = "\n".join(f"    def verb{number}(self): pass" for number in range(41))
    lines = "\n".join(f"value{number} = {number}" for number in range(400))
    save(project, "00_core.lower", "core.lower", f"class Box:\n{methods}\n{lines}\nwide = '{'x' * 120}'")
    notebooks.export(project)
    found = " ".join(house.problems(project))
    assert "core.lower has 4" in found and "Box has 41 methods" in found
    assert "a cell of 443 lines" in found and "1 lines wider than 120" in found


def test_house_takes_a_long_cell_with_a_reason(project):
    lines = "\n".join(f"value{number} = {number}" for number in range(30))
    save(project, "00_core.lower", "core.lower", lines)
    notebooks.export(project)
    assert "a cell of 30 lines" in " ".join(house.problems(project))
    reason = new_markdown_cell("All values stand in one cell: they are one table.")
    change(project, "00_core.lower", lambda notebook: notebook.cells.insert(1, reason))
    assert house.problems(project) == []


def test_methods_that_are_patched_in_count(project):
    source = "from fastcore.basics import patch\nclass Box: pass\n"
    source += "\n".join(f"@patch\ndef verb{number}(self:Box): pass" for number in range(41))
    save(project, "00_core.lower", "core.lower", source)
    notebooks.export(project)
    assert any(problem.startswith("Box has 41 methods") for problem in house.problems(project))


def test_the_picture_shows_floors_and_imports_between_packages(project):
    shown = house.picture(project).splitlines()
    assert "1  render      upper" in shown and "0  core        lower" in shown
    assert shown[shown.index("1  render      upper") + 1].split() == ["imports", "core", "(1)"]


def test_sync_fails_for_an_edited_module(project):
    path = project / "notebook_chat" / "core" / "lower.py"
    path.write_text(path.read_text().replace("value = 1", "value = 2"))
    [problem] = notebooks.check_exports(project)
    assert problem == "notebook_chat/core/lower.py is not what nbs/ exports: run nbdev_export"


def test_sync_fails_for_an_edited_notebook(project):
    change(project, "10_render.upper", lambda notebook: notebook.cells[1].update(source="#| export\nother = 1"))
    assert "notebook_chat/render/upper.py" in " ".join(notebooks.check_exports(project))


def test_sync_fails_for_a_module_whose_notebook_is_gone(project):
    (project / "nbs" / "10_render.upper.ipynb").unlink()
    assert "notebook_chat/render/upper.py" in " ".join(notebooks.check_exports(project))


def test_clean_fails_for_an_execution_count(project):
    change(project, "00_core.lower", lambda notebook: notebook.cells[0].update(execution_count=3))
    assert notebooks.check_clean(project) == ["nbs/00_core.lower.ipynb is not clean: run nbdev_clean"]


def test_outputs_fail_for_code_edited_after_its_run(project):
    change(project, "index", lambda notebook: notebook.cells[2].update(source="1 + 2"))
    assert "nbs/index.ipynb was edited after it last ran" in " ".join(notebooks.check_outputs(project))


def test_outputs_fail_for_a_stored_error_unless_it_was_announced(project):
    error = new_output("error", ename="ValueError", evalue="no", traceback=[])
    change(project, "index", lambda notebook: notebook.cells[2].update(outputs=[error]))
    assert "ends in ValueError" in " ".join(notebooks.check_outputs(project))
    change(project, "index", lambda notebook: notebook.cells[2].update(source="#| raises\n1 / 0"))
    notebooks.execute(project, project / "nbs" / "index.ipynb")
    assert notebooks.check_outputs(project) == notebooks.check_clean(project) == []


def test_readme_fails_for_an_edited_index(project):
    change(project, "index", lambda notebook: notebook.cells[0].update(source="# Other"))
    assert "README.md" in " ".join(notebooks.check_readme(project))


def test_readme_shows_outputs_and_hides_hidden_cells(project):
    result = new_output("execute_result", data={"text/html": "<b>2</b>", "text/plain": "2"}, execution_count=None)
    change(project, "index", lambda notebook: notebook.cells[2].update(outputs=[result]))
    notebooks.write_readme(project)
    assert (project / "README.md").read_text() == "# Title\n\n```python\n1 + 1\n```\n\n    2\n"


def test_readme_keeps_code_below_directives_and_points_links_from_the_root(project):
    (project / "nbs" / "images").mkdir()
    (project / "nbs" / "images" / "panel.png").touch()
    links = "![panel](images/panel.png) [upper](10_render.upper.ipynb) [set](../settings.ini) [web](https://a.b/c)"
    cells = [
        new_markdown_cell(links),
        new_code_cell("#| echo: true\n#| raises\nfirst = 1\nsecond = 2"),
        new_code_cell("%%chat\nHello"),
    ]
    write(project, "index", new_notebook(cells=cells))
    assert notebooks.render_readme(project)["README.md"].decode() == (
        "![panel](nbs/images/panel.png) [upper](nbs/10_render.upper.ipynb) [set](settings.ini) [web](https://a.b/c)\n\n"
        "```python\nfirst = 1\nsecond = 2\n```\n\n"
        "```\n%%chat\nHello\n```\n"
    )


def test_readme_stores_pictures_among_outputs(project):
    picture = new_output("display_data", data={"image/png": "iVBORw0KGgo=", "text/plain": "<picture>"})
    change(project, "index", lambda notebook: notebook.cells[2].update(outputs=[picture]))
    notebooks.write_readme(project)
    assert "![png](nbs/images/index_1_0.png)" in (project / "README.md").read_text()
    assert (project / "nbs" / "images" / "index_1_0.png").read_bytes().startswith(b"\x89PNG")
    assert notebooks.check_readme(project) == []


def test_executing_stores_outputs_and_drops_widget_state(project):
    source = "import ipywidgets\nprint('a')\nprint('b')\nipywidgets.IntSlider()"
    write(project, "guide", new_notebook(cells=[new_code_cell(source)]))
    notebooks.execute(project, project / "nbs" / "guide.ipynb")
    notebook = notebooks.read(project / "nbs" / "guide.ipynb")
    printed, slider = notebook.cells[0].outputs
    assert printed.text == "a\nb\n"
    assert list(slider.data) == ["text/plain"]
    assert "widgets" not in notebook.metadata
    assert notebooks.check_clean(project) == notebooks.check_outputs(project) == []


def test_a_failing_cell_stops_execution_loudly(project):
    write(project, "guide", new_notebook(cells=[new_code_cell("1 / 0")]))
    with pytest.raises(SystemExit, match="ZeroDivisionError"):
        notebooks.execute(project, project / "nbs" / "guide.ipynb")


def test_text_and_back_keeps_ids_and_outputs(project):
    change(project, "index", lambda notebook: notebook.cells[1].update(source="%%time\n# %time it\nprint('{x}')"))
    path = project / "nbs" / "index.ipynb"
    notebooks.execute(project, path)
    before = path.read_bytes()
    notebooks.to_text(project, ["index"])
    notebooks.update(project, ["index"], run=False)
    assert path.read_bytes() == before


# Notebooks as tests


@pytest.mark.parametrize("second, code, said", [
    (0, 0, "Run once more: 05_core.stats.ipynb. Failed again: none."),
    (1, 1, "Run once more: 05_core.stats.ipynb. Failed again: 05_core.stats.ipynb."),
])
def test_a_notebook_that_fails_is_run_once_more_by_itself(second, code, said, monkeypatch, capsys):
    """Beside others, on a busy machine, a notebook may fail that is right."""
    listed = "\nnbdev Tests Failed On The Following Notebooks:\n=====\n\t05_core.stats.ipynb\n"
    runs = []

    def run(root, *options):
        runs.append(options)
        return (listed, 1) if len(runs) == 1 else ("", second)

    monkeypatch.setattr(notebooks, "run_nbdev_test", run)
    assert notebooks.run_tests(notebooks.ROOT, ["--n_workers", "2", "--flags", "slow"]) == code
    assert runs[1][:2] == ("--path", "nbs/05_core.stats.ipynb") and runs[1][-2:] == ("--flags", "slow")
    assert capsys.readouterr().out.strip().endswith(said)


def test_an_error_of_nbdev_itself_is_no_second_run(monkeypatch):
    """Nothing is listed then, and the failure stays one."""
    monkeypatch.setattr(notebooks, "run_nbdev_test", lambda root, *options: ("usage: nbdev_test", 2))
    assert notebooks.run_tests(notebooks.ROOT, ["--bad"]) == 2


# Figures


def test_rows_taken_again_stand_in_place_of_the_old_ones():
    """Rows with figures in their names, too, and what is new comes after them."""
    from bench.__main__ import with_rows

    head = ["| what | ours | against | ratio |", "|---|---:|---:|---:|"]
    kept = "\n".join(["Words.", "", *head, "| a, x (1: 50.4) | 1 | 2 | 0.5 |", "| b | 1 | 2 | 0.5 |", "",
                      "All of it took long.", ""])
    text = with_rows(kept, [*head, "| a, x (1: 51.2) | 9 | 9 | 1 |", "| c | 7 | 7 | 1 |"], "a day")
    assert text.split("\n")[4:7] == ["| a, x (1: 51.2) | 9 | 9 | 1 |", "| b | 1 | 2 | 0.5 |", "| c | 7 | 7 | 1 |"]
    assert text.endswith("All of it took long.\n\nTaken again on a day: a, x; c.\n")
