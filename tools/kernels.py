"""Running notebooks in a real kernel of the Python that runs this file."""

import os
import re
from pathlib import Path

from jupyter_client import AsyncKernelManager
from jupyter_client.kernelspec import KernelSpecManager
from nbclient import NotebookClient
from traitlets import default

ROOT = Path(__file__).resolve().parents[1]
RAISES = re.compile(r"^#[ \t]*\|[ \t]*raises\b", re.MULTILINE)
QUIET = ["--log-level=ERROR"]


def native_kernels():
    """Knows one kernel, the running interpreter's, whatever is installed beside it."""
    return KernelSpecManager(kernel_dirs=[])


class ThisPython(AsyncKernelManager):
    """Starts kernels with the running interpreter."""

    @default("kernel_spec_manager")
    def _kernel_spec_manager(self):
        return native_kernels()


def kernel_environment(root=ROOT, **extra):
    """The environment of a kernel that imports the package from `root` and asks nothing of the network."""
    paths = [str(root), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {"HF_HUB_OFFLINE": "1", **os.environ, "PYTHONPATH": os.pathsep.join(paths), **extra}


def plain(error):
    """An error's text without colours."""
    return re.sub(r"\x1b\[[0-9;]*m", "", str(error))


def add_output(outputs, output):
    """Append an output as a front end does: text continues text of the same stream."""
    last = outputs[-1] if outputs else {}
    if output["output_type"] == "stream" and last.get("name") == output["name"]:
        last["text"] += output["text"]
    else:
        outputs.append(output)


def merge_streams(cell):
    """Join the pieces in which a cell's printed text arrived."""
    merged = []
    for output in cell.get("outputs", []):
        add_output(merged, output)
    if merged:
        cell.outputs = merged


def let_announced_errors_pass(notebook):
    """Cells with a line `#| raises` may fail."""
    for cell in notebook.cells:
        if RAISES.search(cell.source):
            cell.metadata["tags"] = ["raises-exception"]


def run_notebook(notebook, folder, environment=None, timeout=600, after_cell=lambda cell: None):
    """Execute `notebook` in place, in `folder`; a cell that fails raises `CellExecutionError`."""

    def finish(cell, **_):
        merge_streams(cell)
        after_cell(cell)

    let_announced_errors_pass(notebook)
    client = NotebookClient(
        notebook,
        kernel_name="python3",
        kernel_manager_class=ThisPython,
        resources={"metadata": {"path": str(folder)}},
        timeout=timeout,
        record_timing=False,
        store_widget_state=False,
        extra_arguments=QUIET,
        on_cell_executed=finish,
    )
    client.execute(env=environment or kernel_environment())
    return notebook
