"""Code of a model: shown, agreed to, run, stopped; in cells, in panels, in a terminal, and nowhere else."""

import threading
import time

import pytest

from notebook_chat import PYTHON, BotFunctions, Chat, ChatMessage, FunctionCall
from notebook_chat.chat.repairing import proposed
from notebook_chat.core import faces
from notebook_chat.models.adapters import ScriptedModel
from notebook_chat.tools.code import CodeSession
from notebook_chat.tools.run import run_call
from support.cells import ok, value

YES = lambda call: True   # noqa: E731


@pytest.fixture(autouse=True)
def no_face(monkeypatch):
    """As in a program: nobody is there to be asked, and no face has a session."""
    monkeypatch.setattr(faces, "_now", {})


def outcome(code, approve=YES, **options):
    """What the model is told of some code."""
    return run_call(FunctionCall("PYTHON", {"code": code}), [PYTHON], approve=approve, **options)


# What may run


def test_it_is_never_brought_along():
    BotFunctions.load()
    assert "PYTHON" not in [function.name for function in BotFunctions(all=True)]


@pytest.mark.parametrize("approve", [None, True, lambda call: False, lambda call: "no", lambda call: None,
                                     lambda call: 1 / 0])
def test_without_a_yes_nothing_runs(approve, tmp_path):
    mark = tmp_path / "mark"
    result = outcome(f"open({str(mark)!r}, 'w')", approve)
    assert result.error and not mark.exists()


def test_neither_by_another_name_nor_in_a_text(tmp_path):
    from notebook_chat.tools.builtin import RegisteredFunction
    mark = tmp_path / "mark"
    renamed = RegisteredFunction(PYTHON.func, "compute")
    assert run_call(FunctionCall("compute", {"code": f"open({str(mark)!r}, 'w')"}), [renamed]).error
    assert "may not run" in renamed(f"compute(code=\"open({str(mark)!r}, 'w')\")")
    assert not mark.exists()


@pytest.mark.parametrize("code", [7, None, ["print(1)"], {"a": 1}, "", " \n", "x = 1\n" * 5000])
def test_what_is_no_code_is_not_even_asked_about(code):
    asked = []
    assert outcome(code, lambda call: asked.append(call) or True).error and not asked


def test_chat_asks_by_itself():
    asked = []
    faces.ask_with(lambda call, reply: asked.append(call.arguments["code"]) or "not now")
    call = '<tool_call>{"name": "PYTHON", "arguments": {"code": "1 + 1"}}</tool_call>'
    for approve in (None, True):
        chat = Chat(ScriptedModel([call, "Well."]), functions=[PYTHON], approve=approve)
        assert chat.send("Go").text == "Well." and "not now" in chat.messages[2].text
    assert asked == ["1 + 1"] * 2
    with pytest.raises(TypeError, match="approve=... takes True"):
        Chat(ScriptedModel(["a"]), functions=[PYTHON], approve="yes").send("Go")


# What comes of it


@pytest.mark.parametrize("code, last", [
    ("1 / 0", "ZeroDivisionError: division by zero"), ("raise SystemExit(3)", "SystemExit: 3"),
    ("raise KeyboardInterrupt", "KeyboardInterrupt"), ("x = (", "SyntaxError: '(' was never closed"),
    ("import io, sys\nsys.stdout = sys.stderr = io.StringIO()\n'kept'", "Value of the last line: kept"),
    ("import threading\nt = threading.Thread(target=print, args=['from a thread'])\nt.start(); t.join()",
     "from a thread"),
    ("%pip install x", "SyntaxError: invalid syntax"), ("class A:\n  def __repr__(self): 1/0\nA()", None),
])
def test_what_the_model_is_told(code, last, capsys):
    import sys
    before = sys.stdout, sys.stderr, sys.displayhook
    told = outcome(code).text
    assert last is None or told.splitlines()[-1] == last
    assert (sys.stdout, sys.stderr, sys.displayhook) == before
    assert outcome("print('still here')") == ("still here", False)


def test_huge_outputs_are_bounded(capsys):
    result = outcome("for number in range(200_000): print('line', number)\n'v' * 10**7")
    assert len(result.text) < 8000 and "line 0\n" in result.text and "line 199999" in result.text
    assert len(outcome("raise ValueError('x' * 10**6)").text) < 3000
    assert capsys.readouterr().out.count("line") == 200_000   # the user sees all of it


def test_names_stay_and_half_a_program_does_not_run():
    assert outcome("first = 20").error is False
    assert "SyntaxError" in outcome("first = 30\nsecond = (").text
    assert outcome("first").text == "Value of the last line: 20"


def test_stop_and_timeouts_interrupt_it():
    began = time.monotonic()
    told = outcome("print('begun')\nwhile True: pass", timeout=0.5).text
    assert "took longer than 0.5 seconds" in told and "begun" in told and "stopped before its end" in told
    code = "import time; print(1); time.sleep(100)"
    call = f'<tool_call>{{"name": "PYTHON", "arguments": {{"code": "{code}"}}}}</tool_call>'
    chat = Chat(ScriptedModel([call, "never"]), functions=[PYTHON], approve=YES)
    reply = chat.send("Go")
    threading.Timer(1, reply.stop).start()
    assert reply.text == "" and reply.finish_reason == "stopped"
    assert "stopped by the user" in chat.messages[2].text
    assert time.monotonic() - began < 60
    assert outcome("'on'").text == "Value of the last line: on"


def test_what_waits_for_a_busy_main_thread_never_runs_later(tmp_path):
    mark, results = tmp_path / "mark", []
    thread = threading.Thread(target=lambda: results.append(outcome(f"open({str(mark)!r}, 'w')", timeout=0.3)))
    thread.start()
    thread.join(30)
    assert "was not run" in results[0].text and not mark.exists()


# Attempts


def wrong(number):
    """An answer whose code fails."""
    return f"Try:\n```python\n{number} / 0\n```"


WRONG, RIGHT = "Try:\n```python\n1 / 0\n```", "Then:\n```python\nprint('fine')\n```"


@pytest.mark.parametrize("answers, errors", [([RIGHT], [False]), ([WRONG, RIGHT, "never"], [True, False]),
                                             ([wrong(n) for n in range(9)], [True] * 3), (["No code."], [])])
def test_repair(answers, errors):
    chat = Chat(ScriptedModel(answers + ["Next."]), approve=YES)
    reply = chat.repair("Correct it")
    reply.wait()
    assert [event.error for event in reply.calls] == errors and reply.finish_reason == "stop"
    assert chat.functions == [] and chat.send("And now?").text


@pytest.mark.parametrize("answers, approve, note", [
    ([RIGHT], YES, ""), ([wrong(n) for n in range(3)], YES, "the code failed 3 times"),
    ([WRONG, "I don't know."], YES, "the code failed"), ([WRONG] * 3, YES, "the code failed"),
    ([RIGHT], lambda call: False, "the code was not run"), (["No code."], YES, "no Python code, so nothing was run"),
    ([WRONG, RIGHT], lambda call: 1, ""),   # what counts as a yes of a call counts as one here
    ([WRONG] * 3, lambda call: 1 / 0, "the code was not run"),
])
def test_under_the_answer_it_says_what_became_of_the_code(answers, approve, note):
    reply = Chat(ScriptedModel(answers), approve=approve).repair("Correct it")
    reply.wait()
    assert reply.note == note


def test_code_of_an_answer_that_was_cut_off_is_not_run():
    asked = []
    chat = Chat("demo", approve=lambda call: asked.append(call) or True, config={"temperature": 0, "max_tokens": 12})
    reply = chat.repair("Write a Python function that adds two numbers")
    reply.wait()
    assert reply.finish_reason == "length" and asked == [] and "the code was not run" in reply.note


def test_code_that_has_failed_is_not_asked_about_again():
    asked = []
    reply = Chat(ScriptedModel([WRONG] * 9), approve=lambda call: asked.append(call) or True).repair("Correct it")
    reply.wait()
    assert len(asked) == 1 and "it has just given the same" in reply.calls[1].result


@pytest.mark.parametrize("answer, code", [
    ("```python\nx = 1\n```\nIt said:\n```\nNameError: y\n```\n", "x = 1"), ("```\nx = 1\n```", "x = 1"),
    ("~~~~ Python3 title=cell\nx = 1\n~~~~", "x = 1"), ("1. So:\n   ```py\n   x = 1\n   ```", "x = 1"),
    ("```python\nx = 1", "x = 1"), ("```bash\nls\n```", None), ("```python\n```", None),
    ("```python\n%%time\nx = 1\n```", "%%time\nx = 1"),
])
def test_which_code_is_proposed(answer, code):
    assert [call.arguments["code"] for call in proposed(answer)] == [code] * (code is not None)


def test_what_goes_with_a_question_goes_with_a_repair(tmp_path):
    (tmp_path / "ages.csv").write_text("age\n31\n")
    chat = Chat(ScriptedModel([RIGHT]), approve=YES)
    chat.repair("Correct it", files=[tmp_path / "ages.csv"], context="They are years.").wait()
    assert all(words in chat.messages[0].text for words in ("ages.csv", "31", "They are years.", "Correct it"))


@pytest.mark.parametrize("given", [{"prompt": ""}, {"prompt": " "}, {"prompt": None}, {"tries": 0}, {"tries": "3"}])
def test_a_repair_of_nothing_is_an_error(given):
    chat = Chat(ScriptedModel([RIGHT]), approve=YES)
    with pytest.raises(ValueError, match="There is no question|tries must be"):
        chat.repair(**{"prompt": "Correct it", **given})
    assert not len(chat.messages)


def test_faces_come_and_go():
    first, second = object(), object()
    faces.run_code_in(lambda: first)
    ends = [faces.run_code_in(lambda: second) for _ in range(50)]
    ends[-1]()
    assert faces.code_session() is second   # the one before it
    ends[0]()                               # which isn't the one that counts
    assert faces.code_session() is second and len(faces._now) == 1


def test_repair_ends_when_it_is_refused_and_runs_nothing():
    for approve in (None, lambda call: False):
        reply = Chat(ScriptedModel([RIGHT] * 5), approve=approve).repair("Correct it")
        reply.wait()
        assert [event.error for event in reply.calls] == [True]


def test_code_that_asks_its_own_conversation_gets_an_error():
    call = '<tool_call>{"name": "PYTHON", "arguments": {"code": "CHAT.send(1 and \'again\').text"}}</tool_call>'
    faces.run_code_in(lambda: CodeSession({"CHAT": chat}))
    chat = Chat(ScriptedModel([call, "Well."]), functions=[PYTHON], approve=YES, function_timeout=30)
    assert chat.send("Go").text == "Well." and "Ask in another one" in chat.messages[2].text


def test_an_error_without_a_text_ends_nothing(capsys):
    class Session(CodeSession):
        def show_error(self, error):
            return str(error)
    faces.run_code_in(Session)
    told = outcome("class E(Exception):\n  def __str__(self): 1/0\nraise E()")
    assert told.error and "E" in told.text and "E, which can't be shown" in capsys.readouterr().err


def test_a_long_error_keeps_its_kind():
    told = outcome("raise LookupError('\\n'.join(map(str, range(10_000))))").text
    assert "LookupError: 0" in told and told.endswith("9999") and len(told) < 1300


def test_room_is_made_for_what_a_repair_tells_of_python(open_model):
    model = open_model(n_ctx=1024)
    chat = Chat(model, approve=lambda call: False, config={"temperature": 0, "max_tokens": 8})
    takes = lambda tools: len(model.prompt_tokens([*chat.messages, ChatMessage("user", "x = 1 / 0")], None, tools))
    free = model.n_ctx - 8
    while takes(()) < free - 60:
        chat.messages.append("user", "What is one and one?")
        chat.messages.append("assistant", "Two.")
    assert takes(()) <= free < takes([PYTHON.tool_schema])   # it fits, but not with what is told of PYTHON
    chat.repair("x = 1 / 0").wait()
    assert chat.last_reply.error is None and chat.last_reply.stats.dropped_messages > 0


def test_the_conversation_goes_on_after_a_repair_with_a_real_template():
    chat = Chat("demo", approve=YES, config=dict(temperature=0))
    chat.repair("Name the planets in the solar system").wait()
    assert "Neptune" in chat.send("Please reverse the list").text


# In a kernel

LOAD = """
%load_ext notebook_chat
import json
from notebook_chat import *
from notebook_chat.models.adapters import ScriptedModel
def calling(*codes):
    calls = [f"<tool_call>{json.dumps(dict(name='PYTHON', arguments=dict(code=code)))}</tool_call>" for code in codes]
    return ScriptedModel([*calls, "Done."])
chats = get_ipython().magics_manager.registry["ChatMagics"].chats
def last(): return [m.text for m in chat.messages if m.role == "tool"][-1]
"""


def answering(kernel, source, *answers, interrupt_when=None):
    """Run a cell, and answer what it asks."""
    from support.harness import Execution
    cell, answers = Execution(), list(answers)
    kernel.executions[kernel.client.execute(source, allow_stdin=True)] = cell
    deadline = time.monotonic() + 90
    while not cell.done:
        assert time.monotonic() < deadline, cell.text
        kernel.take_in(0.05)
        if kernel.client.stdin_channel.msg_ready():
            kernel.client.get_stdin_msg(timeout=1)
            kernel.client.input(answers.pop(0)) if answers else kernel.interrupt(cell)
        if interrupt_when and cell.interrupted is None and interrupt_when(cell):
            kernel.interrupt(cell)
    return cell


@pytest.fixture
def loaded(start_kernel):
    """A kernel in which a model can ask to run code."""
    kernel = start_kernel()
    ok(kernel.execute(LOAD))
    return kernel


@pytest.mark.kernel
def test_in_a_cell_it_is_shown_and_runs_after_a_yes(loaded):
    code = "import threading\\n%precision 2\\n" \
        "where = threading.current_thread() is threading.main_thread()\\nprint('so')\\n6 * 7"
    ok(loaded.execute(f"chats['main'] = chat = Chat(calling({code!r}.replace(chr(92) + 'n', chr(10))))"))
    cell = ok(answering(loaded, "%%chat --functions PYTHON\nGo", "y"))
    assert "The model wants to run this code" in cell.text and "6 * 7" in cell.text and "so\n" in cell.text
    assert value(loaded, "where, last(), chat.messages[-1].text") == (True, "so\nValue of the last line: 42", "Done.")
    refused = "chats['main'] = chat = Chat(calling('gone = 1'), functions=[PYTHON], approve=True)"
    ok(loaded.execute(refused))
    ok(answering(loaded, "chat.send('Go')", "not this"))
    assert value(loaded, "'gone' in globals(), last()") == (False, "Error: PYTHON may not run: not this")


@pytest.mark.kernel
def test_where_nobody_can_answer_nothing_runs(loaded):
    ok(loaded.execute("chats['main'] = chat = Chat(calling('gone = 1'))"))
    ok(loaded.execute("%%chat --functions PYTHON\nGo"))
    assert value(loaded, "'gone' in globals()") is False and "can't ask in a cell" in value(loaded, "last()")


@pytest.mark.kernel
@pytest.mark.parametrize("ask", ["%%chat\nGo", "chat.send('Go')", "chat.send('Go').text"])
def test_stop_interrupts_the_code(loaded, ask):
    ok(loaded.execute("chats['main'] = chat = Chat(calling('print(1234)\\nwhile True: pass'), functions=[PYTHON], "
                      "approve=lambda call: True)"))
    loaded.execute(ask, timeout=90, interrupt_when=lambda cell: "1234" in cell.text)
    assert "stopped" in value(loaded, "last()")
    assert value(loaded, "chat.last_reply.finish_reason") == "stopped"
    assert value(loaded, "2 + 3") == 5


@pytest.mark.kernel
def test_stop_at_the_question(loaded):
    ok(loaded.execute("chats['main'] = chat = Chat(calling('gone = 1'), functions=[PYTHON])"))
    answering(loaded, "%%chat\nGo")   # Stop in place of an answer
    assert value(loaded, "'gone' in globals(), chat.last_reply.finish_reason") == (False, "stopped")


@pytest.mark.kernel
def test_fix_runs_what_it_proposes(loaded):
    ok(loaded.execute("wrong, right = '```python\\nfixed = 1 / 0\\n```', '```python\\nfixed = 5\\n```'"))
    ok(loaded.execute("chats['main'] = chat = Chat(ScriptedModel([wrong, right]))"))
    assert loaded.execute("1 / 0").error == "ZeroDivisionError"
    value(loaded, "1")
    cell = answering(loaded, "%chat fix --run please", "y", "y")
    assert cell.reply["status"] == "ok", cell.text
    assert [payload["text"] for payload in cell.reply["payload"]] == ["fixed = 5"]
    assert value(loaded, "fixed") == 5


@pytest.mark.kernel
def test_fix_as_before_without_run(loaded):
    ok(loaded.execute("chats['main'] = chat = Chat(ScriptedModel(['```python\\nfixed = 5\\n```']))"))
    assert loaded.execute("1 / 0").error == "ZeroDivisionError"
    value(loaded, "1")
    cell = ok(answering(loaded, "%chat fix"))
    assert [payload["text"] for payload in cell.reply["payload"]] == ["fixed = 5"]
    assert value(loaded, "'fixed' in globals()") is False


@pytest.mark.kernel
def test_what_is_private_stays_private_when_the_code_fails(loaded):
    ok(loaded.execute("# private\nsalary = 98_765\ndef pay(day):\n    rise = 4321 / day\n    return salary + rise"))
    ok(loaded.execute("api_key = 'sk-verysecret123456'"))
    ok(loaded.execute("def wants(key): raise ValueError('refused: ' + key)"))
    for code, secrets in (("pay(0)", ("4321", "rise")), ("wants(api_key)", ("verysecret",))):
        ok(loaded.execute(f"chats['main'] = chat = Chat(calling({code!r}), functions=[PYTHON], "
                          "approve=lambda call: True)"))
        loaded.execute("%%chat\nGo")
        told = value(loaded, "last()")
        assert "Error" in told and not any(secret in told for secret in secrets), told


@pytest.mark.kernel
def test_the_users_traceback_is_that_of_the_code(loaded):
    ok(loaded.execute("chats['main'] = chat = Chat(calling('def half(): return 1 / 0\\nhalf()', 'x = ('), "
                      "functions=[PYTHON], approve=lambda call: True)"))
    cell = loaded.execute("%%chat\nGo")
    shown = ["\n".join(output["traceback"]) for output in cell.outputs if output["output_type"] == "error"]
    assert len(shown) == 2 and "ZeroDivisionError" in shown[0] and "SyntaxError" in shown[1]
    assert "notebook_chat" not in "".join(shown)


@pytest.mark.kernel
def test_quit_ends_the_code_and_not_the_kernel(loaded):
    ok(loaded.execute("chats['main'] = chat = Chat(calling('kept = 7\\nquit()'), functions=[PYTHON], "
                      "approve=lambda call: True)"))
    loaded.execute("%%chat\nGo")
    loaded.take_in(1)
    assert value(loaded, "kept, 'end the code' in last()") == (7, True)


@pytest.mark.kernel
def test_after_three_failures_it_is_said_and_the_names_stay(loaded):
    ok(loaded.execute("wrong = [f'```python\\nmade{n} = {n}\\nmade{n} / 0\\n```' for n in range(4)]"))
    ok(loaded.execute("chats['main'] = chat = Chat(ScriptedModel(wrong))"))
    assert loaded.execute("1 / 0").error == "ZeroDivisionError"
    value(loaded, "1")
    cell = answering(loaded, "%chat fix --run", "y", "y", "y")
    assert "the code failed 3 times" in cell.text
    assert [payload["text"] for payload in cell.reply["payload"]] == ["made2 = 2\nmade2 / 0"]
    assert value(loaded, "made0, made1, made2, 'made3' in globals()") == (0, 1, 2, False)
    assert value(loaded, "[m.role for m in chat.messages]") == ["user", *["assistant", "tool"] * 3]


@pytest.mark.kernel
def test_a_fix_that_is_refused_or_interrupted_leaves_the_conversation_whole(loaded):
    ok(loaded.execute("chats['main'] = chat = Chat(ScriptedModel(['```python\\ngone = 1\\n```', 'Well.']))"))
    assert loaded.execute("1 / 0").error == "ZeroDivisionError"
    value(loaded, "1")
    refused = ok(answering(loaded, "%chat fix --run", "you must not"))
    assert "the code was not run" in refused.text and "may not run: you must not" in value(loaded, "last()")
    answering(loaded, "%chat retry")
    answering(loaded, "%chat fix --run")   # Stop in place of an answer
    assert value(loaded, "'gone' in globals()") is False
    ok(loaded.execute("%%chat\nAnd now?"))
    assert value(loaded, "chat.messages[-1].role") == "assistant"
