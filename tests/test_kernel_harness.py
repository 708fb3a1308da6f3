"""The harness shows what a front end shows, and Stop means Stop."""

import pytest

pytestmark = pytest.mark.kernel


def test_run_cells_gives_outputs(run_cells):
    sources = ["import os; value = os.environ['TOPPING']", "print(value)\nvalue"]
    notebook = run_cells(sources, kernel_env={"TOPPING": "dill"})
    assert [output.output_type for output in notebook.cells[1].outputs] == ["stream", "execute_result"]
    assert notebook.cells[1].outputs[0].text == "dill\n"


def test_run_cells_uses_this_python(run_cells):
    import sys

    notebook = run_cells(["import sys; print(sys.executable)"])
    assert notebook.cells[0].outputs[0].text.strip() == sys.executable


def test_a_failing_cell_raises(run_cells):
    from nbclient.exceptions import CellExecutionError

    with pytest.raises(CellExecutionError, match="ZeroDivisionError"):
        run_cells(["1 / 0"])


def test_display_updates_are_merged(kernel):
    first = kernel.execute(
        "from IPython.display import Markdown, display\n"
        "handle = display(Markdown('one'), display_id=True)\n"
        "for word in ('two', 'three'): handle.update(Markdown(word))\n"
        "print('a', flush=True); print('b')"
    )
    assert first.text == "three\na\nb\n"
    assert len(first.outputs) == 2
    assert len(first.of_type("update_display_data")) == 2
    assert len(first.messages) >= 6 and 100 < first.bytes < 10_000
    kernel.execute("handle.update(Markdown('four'))")
    assert first.outputs[0]["data"]["text/markdown"] == "four"


def test_updates_from_a_thread_reach_the_finished_cell(kernel):
    cell = kernel.execute(
        "import threading, time\n"
        "from IPython.display import display\n"
        "handle = display('early', display_id=True)\n"
        "threading.Thread(target=lambda: (time.sleep(0.3), handle.update('late'))).start()"
    )
    kernel.take_in(1)
    assert cell.text == "'late'"


def test_clear_output_waits_for_the_next_output(kernel):
    cell = kernel.execute(
        "from IPython.display import clear_output\n"
        "print('one'); clear_output(wait=True); print('two'); clear_output(wait=True)"
    )
    assert cell.text == "two\n"


def test_interrupt_after_seconds(kernel):
    cell = kernel.execute("import time; time.sleep(30)", interrupt_after=0.3)
    assert cell.error == "KeyboardInterrupt"
    assert cell.outputs[-1]["ename"] == "KeyboardInterrupt"
    assert cell.stopping_seconds < 5
    assert kernel.execute("1 + 1").text == "2"


def test_interrupt_on_first_output(kernel):
    cell = kernel.execute(
        "import time\nfor i in range(300): print(i, flush=True); time.sleep(0.1)",
        interrupt_when=lambda cell: cell.outputs,
    )
    assert cell.error == "KeyboardInterrupt"
    assert cell.text.startswith("0\n")
    assert len(cell.text.split("\n")) < 50


def test_a_killed_kernel_is_noticed_and_restarts(kernel):
    with pytest.raises(RuntimeError, match="died"):
        kernel.execute("import os, signal; print('last', flush=True); os.kill(os.getpid(), signal.SIGKILL)")
    kernel.restart()
    assert kernel.execute("2 + 2").text == "4"
