"""A notebook without a kernel: cells that have run, as `jupyter.context` finds them."""

from types import SimpleNamespace

from notebook_chat.jupyter.cells import RanCell
from notebook_chat.jupyter.context import Notebook, NotebookContext
from notebook_chat.jupyter.wanted import read_wanted


def notebook_with(*sources, **names):
    """A notebook whose cells have these sources; a pair is a source and what it printed."""
    history = SimpleNamespace(input_hist_raw=[""], output_hist_reprs={})
    shell = SimpleNamespace(user_ns=dict(names), user_ns_hidden={}, history_manager=history)
    notebook = Notebook(shell)
    notebook.log._undo = [lambda: None]   # as if it watched
    for source in sources:
        run(notebook, *([source] if isinstance(source, str) else source))
    return notebook


def run(notebook, source, printed="", **fields):
    """Have a cell run; it is returned."""
    number = len(notebook.shell.history_manager.input_hist_raw)
    notebook.shell.history_manager.input_hist_raw.append(source)
    notebook.log.ran[number] = RanCell(number, source, [printed] if printed else [], **fields)
    return notebook.log.ran[number]


def about(notebook, what="cells", tokens=None, **options):
    """The notebook as the context of a question."""
    return NotebookContext(notebook, read_wanted(what), tokens, **options)
