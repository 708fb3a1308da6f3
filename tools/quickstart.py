"""Run a notebook in a real kernel and print what its reader would see.

python tools/quickstart.py [nbs/quickstart.ipynb]
"""

import sys
from pathlib import Path

import nbformat
from nbclient.exceptions import CellExecutionError

from kernels import ROOT, plain, run_notebook

NEXT = "Go on in JupyterLab: make lab. In the terminal: .venv/bin/notebook-chat"
PREFERRED = ("text/plain", "text/markdown")


def shown(output):
    """The text of one output."""
    if output.output_type == "stream":
        return output.text
    return next((output.data[kind] for kind in PREFERRED if kind in output.get("data", {})), "")


def print_cell(cell):
    """Print a code cell and its final outputs."""
    source = "\n".join(line for line in cell.source.splitlines() if not line.startswith("#|"))
    if cell.cell_type == "code" and source.strip():
        print("\n" + "\n".join(f"In:   {line}" for line in source.splitlines()), flush=True)
        print("".join(f"      {line}\n" for output in cell.outputs for line in shown(output).splitlines()), end="")


def main(path):
    """Run the notebook at `path`, without network, and print it cell by cell."""
    notebook = nbformat.read(path, as_version=4)
    try:
        run_notebook(notebook, path.parent, after_cell=print_cell)
    except CellExecutionError as error:
        return f"\n{path.name} failed:\n{plain(error)}"
    print(f"\n{path.name} ran to its end. {NEXT}", flush=True)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if sys.argv[1:] else ROOT / "nbs" / "quickstart.ipynb")))
