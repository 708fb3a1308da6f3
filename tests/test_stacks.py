"""Colab's packages and the newest ones: what `make stacks` runs beside the tests of cells, magics and panel."""

import os
import re
import subprocess
import sys
from importlib.metadata import version

import nbformat
import pytest

from kernels import ROOT, kernel_environment, run_notebook

pytestmark = [pytest.mark.kernel, pytest.mark.stack]
STACK = os.environ.get("STACK")
COLAB = {"ipython": "7.34.0", "ipykernel": "6.17.1", "ipywidgets": "7.7.1"}
PARAMETER = re.compile(r"^model_name = .*$", re.MULTILINE)


@pytest.fixture(scope="module")
def colab(tmp_path_factory):
    """`nbs/colab.ipynb` as it ran here, with the built-in model's file in place of the hub's."""
    import notebook_chat

    notebook = nbformat.read(ROOT / "nbs" / "colab.ipynb", 4)
    path = os.path.join(os.path.dirname(notebook_chat.__file__), "weights", "demo.gguf")
    [cell] = [cell for cell in notebook.cells if PARAMETER.search(cell.source)]
    cell.source = PARAMETER.sub(f"model_name = {path!r}", cell.source)
    folder = tmp_path_factory.mktemp("colab")
    return run_notebook(notebook, folder, kernel_environment(COLAB_RELEASE_TAG="test", IPYTHONDIR=str(folder)))


def text_of(cell):
    """All that a cell shows, as plain text."""
    return "\n".join(output.get("text") or output.get("data", {}).get("text/plain", "") for output in cell.outputs)


def shown(notebook, start):
    """The text below the cell that begins so."""
    [cell] = [cell for cell in notebook.cells if cell.cell_type == "code" and cell.source.startswith(start)]
    return text_of(cell)


@pytest.mark.skipif(STACK != "colab", reason="for Colab's packages")
def test_these_are_colabs_packages():
    assert {name: version(name) for name in COLAB} == COLAB


@pytest.mark.skipif(STACK != "newest", reason="for the newest packages")
def test_these_are_newer_than_colabs_and_not_nbdevs():
    major = lambda name: int(version(name).split(".")[0])
    assert major("ipython") >= 9 and major("ipykernel") >= 7 and major("ipywidgets") >= 8 and major("fastcore") >= 2
    assert subprocess.run([sys.executable, "-c", "import nbdev"], capture_output=True).returncode == 1


@pytest.mark.skipif(not STACK, reason="the packages of this environment are made for development")
def test_the_packages_agree_with_each_other():
    done = subprocess.run([sys.executable, "-m", "pip", "check"], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_colab_answers_in_cells(colab):
    assert "8. Neptune" in shown(colab, "%%chat --model model")
    assert shown(colab, "%%chat\nPlease reverse the list").index("Neptune") < shown(
        colab, "%%chat\nPlease reverse the list").index("Mercury")


def test_colab_says_where_the_model_runs(colab):
    [cell] = [cell for cell in colab.cells if PARAMETER.search(cell.source)]
    assert re.search(r"CPU|GPU|layers", text_of(cell))


def test_colab_shows_a_panel_and_a_picture(colab):
    [panel] = [cell for cell in colab.cells if cell.source == "%chat panel"]
    assert any("application/vnd.jupyter.widget-view+json" in output.get("data", {}) for output in panel.outputs)
    [picture] = [cell for cell in colab.cells if cell.source.startswith("%%chat --name picture")]
    assert any(kind.startswith("image/") for kind in picture.outputs[0].data) and text_of(picture).strip()


def test_colab_calls_a_function(colab):
    assert "[CALCULATOR(expression='17 * 23'): 391]" in shown(colab, "%%chat --name tools")


def test_colab_maps_over_a_table(colab):
    said = shown(colab, "import time")
    assert re.search(r"4 answers, \d+ tokens, [\d,]+ tokens/s in all", said) and "Mercury" in said
