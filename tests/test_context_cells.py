"""The notebook as context, in real kernels and in a terminal: what was printed, shown and raised."""

import os
import re
import sys

import pexpect
import pytest

from kernels import kernel_environment
from support import harness
from support.cells import ok, run, value

pytestmark = [pytest.mark.kernel, pytest.mark.stack]
SETUP = """
from notebook_chat import Chat
from notebook_chat.models.adapters import ScriptedModel
magics = get_ipython().magics_manager.registry['ChatMagics']
def begin(): magics.chats['main'] = Chat(ScriptedModel(lambda messages: 'Fine.', name='fine')); magics.current = 'main'
"""


@pytest.fixture(scope="module")
def session(tmp_path_factory):
    """One kernel for the tests of this file."""
    kernel = harness.Kernel(tmp_path_factory.mktemp("context"))
    ok(kernel.execute("early = 'from before'\nearly.upper()"))
    ok(kernel.execute("%load_ext notebook_chat"))
    ok(kernel.execute(SETUP))
    yield kernel
    kernel.stop()


@pytest.fixture
def kernel(session):
    """That kernel, with a conversation that has nothing yet."""
    ok(session.execute("begin()"))
    return session


def sent(kernel, options="--context"):
    """Ask, and give what `%chat sent` shows."""
    run(kernel, f"%%chat {options}\nWhy?")
    return run(kernel, "%chat sent").text


def test_cells_from_before_the_extension(kernel):
    assert "early.upper()\nOutput:\n'FROM BEFORE'" in sent(kernel)


def test_what_is_printed_shown_and_raised(kernel):
    kernel.execute("import sys\nprint('to stdout')\nprint('to stderr', file=sys.stderr)\n6 * 7")
    kernel.execute("from IPython.display import Markdown, HTML, display\n"
                   "display(Markdown('**bold**'), HTML('<b>x</b>'))\n'last'")
    kernel.execute("def inner(n): return 1 / n\ninner(0)")
    kernel.execute("broken = (")
    kernel.execute("for n in range(3): print(n, end='\\r')\nprint('done')\nprint('\\x1b[31mred\\x1b[0m')")
    kernel.execute("%%capture\nprint('captured')")
    kernel.execute("import os\nos.system('true');")
    text = sent(kernel)
    assert "to stdout\nto stderr\n42" in text.replace("\n\n", "\n")
    assert "Output:\n**bold**\n'last'" in text and "<b>x</b>')" in text and "IPython.core.display" not in text
    assert re.search(r"in inner: def inner\(n\): return 1 / n\nZeroDivisionError: division by zero", text)
    assert "SyntaxError" in text and "Output:\ndone\nred" in text and text.count("captured") == 1
    assert "%%chat" not in text and "Why?" in text


def test_a_second_question_brings_what_is_new(kernel):
    sent(kernel)
    run(kernel, "fresh = [1, 2, 3]")
    text = sent(kernel)
    assert re.fullmatch(r"Context:\n\n~~~\nIn \[\d+\]:\nfresh = \[1, 2, 3\]\n\nVariables, new or changed:\n"
                        r"fresh: list of 3, \[1, 2, 3\]\n~~~\n\(1 cell and 1 variable\)\n\nWhy\?\n?", text)
    assert sent(kernel).strip() == "Why?"
    assert "[with 1 cell and 1 variable as context] Why?" in run(kernel, "%chat history").text


def test_the_note_says_what_went_and_what_did_not(kernel):
    run(kernel, "# private\nx = 1")
    note = run(kernel, "%%chat --context\nWhy?").text
    assert re.search(r"context: \d+ cells and \d+ variables, \d[\d,]* tokens; left out: \d+ private or hidden cell",
        note)
    assert "context:" not in run(kernel, "%%chat --context none\nWhy?").text
    assert "context:" not in run(kernel, "%%chat\nWhy?").text
    begun = run(kernel, "%%chat --context -q\nWhy?")
    assert not begun.text


def test_private_cells_and_hidden_variables(kernel):
    run(kernel, "# private\npin = 'geheim-4711'\ndef check(code): return code / (len(pin) - 11)")
    kernel.execute("check(1)")
    run(kernel, "print(pin); copy = [pin]; pin")
    run(kernel, "pay = 71234")
    run(kernel, "pay")
    assert "hidden: pay" in run(kernel, "%chat hide pay").text
    text = sent(kernel)
    assert "geheim" not in text and "71234" not in text and "len(pin) - 11" not in text and "[hidden]" in text
    assert "pin" in run(kernel, "%chat hide").text
    run(kernel, "begin()\n%chat unhide pin")
    assert "geheim-4711" in sent(kernel, "--context pin")
    run(kernel, "%chat unhide pay")


def test_an_error_of_a_private_cell_is_not_explained(kernel):
    kernel.execute("# private\n1 / 0  # geheim")
    told = kernel.execute("%chat explain")
    assert told.error == "UsageError" and "private or hidden" in told.text and value(kernel,
        "len(magics.chats['main'].messages)") == 0
    kernel.execute("1 / 0  # open")
    run(kernel, "%chat explain")
    assert "# open" in run(kernel, "%chat sent").text


@pytest.mark.parametrize("options, problem", [
    ("--context -1", "a number of cells such as 3"), ("--context 0", "a number of cells such as 3"),
    ("--context nosuch", "no variable 'nosuch'"),
    ("--context early.nothing", "has no .nothing"), ("--context --raw", "not with --raw"),
    ("--context=3,4", "a number of cells")])
def test_slips_are_one_line(kernel, options, problem):
    told = kernel.execute(f"%%chat {options}\nWhy?")
    assert told.error == "UsageError" and problem in told.text
    assert value(kernel, "len(magics.chats['main'].messages)") == 0


def test_what_does_not_fit_is_an_error(kernel):
    run(kernel, "%config ChatMagics.context_tokens = 5")
    told = kernel.execute("%%chat --context\nWhy?")
    run(kernel, "%config ChatMagics.context_tokens = 0")
    assert told.error == "UsageError" and "context_tokens=5" in told.text
    assert value(kernel, "len(magics.chats['main'].messages)") == 0 and "early" in sent(kernel)


def test_by_configuration(kernel):
    run(kernel, "%config ChatMagics.context = 'cells'")
    try:
        assert "early" in sent(kernel, "")
        assert sent(kernel, "--context none").strip() == "Why?"
    finally:
        run(kernel, "%config ChatMagics.context = 'none'")
    told = kernel.execute("%config ChatMagics.context = '0'")
    assert "takes cells, none" in told.text or told.error
    run(kernel, "begin()")
    assert sent(kernel, "").strip() == "Why?"


def test_variables_that_do_not_like_to_be_looked_at(kernel):
    run(kernel, "import time\nclass Slow:\n    def __repr__(self): time.sleep(600)\nslow, huge = Slow(), 'x' * 10**7\n"
                "class Loud:\n    def __repr__(self): print('loud' * 10**6); raise KeyError\nloud = Loud()")
    text = sent(kernel)
    assert "slow: Slow" in text and "huge: str, 'xxx" in text and "10,000,000 characters" in text
    assert "loudloud" not in text
    run(kernel, "del slow, huge, loud")


def test_in_python_and_with_types(kernel):
    run(kernel,
        "from notebook_chat import notebook_context\nchat = magics.chats['main']\n"
        "reply = chat.send('Why?', context=notebook_context(2))\n"
                "reply.wait(); first = chat.messages[0].text")
    assert value(kernel, "first.startswith('Context:') and first.endswith('(2 cells)\\n\\nWhy?')")
    run(kernel, "begin()")
    run(kernel, "%%chat --context early\nWhy?")
    run(kernel, "%%chat --edit 0 --context early,chat\nBetter?")
    assert value(kernel, "magics.chats['main'].messages[0].text.count('early: str')") == 1
    assert value(kernel, "magics.chats['main'].messages[0].text").endswith("(2 variables)\n\nBetter?")


def test_reloading_and_unloading(kernel):
    run(kernel, "%chat hide early")
    run(kernel, "%reload_ext notebook_chat")
    run(kernel, "magics = get_ipython().magics_manager.registry['ChatMagics']; begin()")
    run(kernel, "print('after reloading')")
    text = sent(kernel)
    assert "Output:\nafter reloading" in text and text.count("after reloading") == 2 and "FROM BEFORE" not in text
    run(kernel, "%chat unhide all")


def test_completion(kernel):
    run(kernel, "get_ipython().Completer.use_jedi = False")
    complete = lambda line: value(kernel, f"get_ipython().complete('', {line!r}, {len(line)})[1]")
    assert {"cells", "none", "early"} <= set(complete("%%chat --context "))
    assert {"hide", "unhide"} <= set(complete("%chat "))
    assert "early" in complete("%chat hide ") and "all" in complete("%chat unhide ")
    assert "--context" in complete("%%chat --")


def test_in_a_terminal(tmp_path):
    """Terminal IPython has no front end to ask, and prints values and tracebacks itself."""
    environment = {**os.environ, **kernel_environment(), "IPYTHONDIR": str(tmp_path), "TERM": "dumb"}
    terminal = pexpect.spawn(sys.executable, ["-m", "IPython", "--simple-prompt", "--no-banner", "--colors=NoColor",
        "--no-confirm-exit"],
                             env=environment, encoding="utf-8", timeout=60, dimensions=(200, 200), cwd=str(tmp_path))
    lines = ["early = 6 * 7; early", "%load_ext notebook_chat", "print('hello'); 'a value'", "1 / 0",
             "from notebook_chat import Chat, notebook_context; "
             "from notebook_chat.models.adapters import ScriptedModel",
             "chat = Chat(ScriptedModel(['ok'])); chat.send('Why?', context=notebook_context()).wait()",
             "print(chat.messages[0].text.replace('\\n', '|'))"]
    for number, line in enumerate(lines, 1):
        terminal.expect_exact(f"In [{number}]:")
        terminal.sendline(line)
    terminal.expect_exact(f"In [{len(lines) + 1}]:")
    text = terminal.before
    terminal.sendline("exit")
    terminal.close()
    assert "early = 6 * 7; early|Output:|42|" in text
    assert "Output:|hello|'a value'||In [4]:|1 / 0|Error:|" in text and "ZeroDivisionError: division by zero||" in text
    assert "Traceback" not in text and "Out[" not in text
