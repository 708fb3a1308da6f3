"""The terminal chat: in a real pseudo-terminal, whose screen is read, and through pipes."""

import io
import json
import os
import re
import signal
import subprocess
import sys
import time

import pexpect
import pyte
import pytest

from kernels import ROOT, kernel_environment
from notebook_chat.terminal.app import main
from support.processes import run_python

PLANETS = "Name the planets in the solar system"
WORDS = " ".join(f"word{number}" for number in range(2000))
TOOLS = '''
from notebook_chat.tools.builtin import bot_function

@bot_function
def double(number: int) -> int:
    "Doubles a number."
    open("called", "a").write(f"{number} ")
    return 2 * number
'''


class Terminal:
    """`notebook-chat` in a terminal, and what its screen shows."""

    def __init__(self, folder, *words, rows=40, columns=100, **environment):
        environment = kernel_environment(TERM="xterm-256color", PROMPT_TOOLKIT_NO_CPR="1", XDG_STATE_HOME=str(folder),
                                         **environment)
        for name in ("LINES", "COLUMNS"):   # libraries that other tests load set them, and rich believes them
            environment.pop(name, None)
        self.folder = folder
        self.screen = pyte.HistoryScreen(columns, rows, history=5000)
        self.stream, self.raw = pyte.Stream(self.screen), ""
        self.process = pexpect.spawn(sys.executable, ["-m", "notebook_chat", *words], cwd=str(folder), env=environment,
                                     encoding="utf-8",
                                     dimensions=(rows, columns))

    @property
    def text(self):
        """All that was shown, what has scrolled away included."""
        top = ["".join(char.data for _, char in sorted(line.items())).rstrip() for line in self.screen.history.top]
        return "\n".join([*top, *(line.rstrip() for line in self.screen.display)]).rstrip()

    def read(self, seconds=0.1):
        """Take in what is written for some time."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                piece = self.process.read_nonblocking(65536, timeout=0.05)
                self.raw += piece
                self.stream.feed(piece)
            except pexpect.TIMEOUT:
                pass
            except pexpect.EOF:
                return

    def until(self, condition, seconds=90):
        """Wait until the screen shows a text, or a condition on it holds."""
        end = time.monotonic() + seconds
        holds = condition if callable(condition) else lambda text: condition in text
        while not holds(self.text):
            assert time.monotonic() < end, f"it never came: {condition}\n{self.text}"
            self.read()
        return self.text

    def prompt(self):
        """Wait for the next line to be asked for."""
        return self.until(lambda text: text.endswith("\n>"))

    def type(self, line):
        """Type a line, and wait until it is answered."""
        prompts = self.prompt().count("\n>")
        self.process.send(f"{line}\r")
        return self.until(lambda text: text.endswith("\n>") and text.count("\n>") > prompts)

    def end(self):
        """The exit code."""
        while self.process.isalive():
            self.read()
        self.read()
        self.process.close()
        return self.process.exitstatus


@pytest.fixture
def terminal(tmp_path):
    """`terminal(*words)` starts the program in a terminal."""
    started = []

    def start(*words, **options):
        started.append(Terminal(tmp_path, *words, **options))
        return started[-1]

    yield start
    for one in started:
        one.process.close(force=True)


@pytest.fixture
def run(tmp_path):
    """`run(*words, input="")` runs the program without a terminal."""

    def start(*words, input="", **environment):
        return subprocess.run([sys.executable, "-m", "notebook_chat", *words], input=input, cwd=tmp_path,
                              capture_output=True, text=True,
                              env=kernel_environment(XDG_STATE_HOME=str(tmp_path), **environment), timeout=60)

    return start


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    """A terminal with a conversation that several tests continue."""
    chat = Terminal(tmp_path_factory.mktemp("terminal"))
    yield chat
    chat.process.close(force=True)


# In a terminal


def test_a_talk(shared):
    chat = shared
    first = chat.type(PLANETS)
    assert " 1 Mercury" in first and " 8 Neptune" in first and re.search(r"demo · \d+ tokens · ", first)
    assert re.search(r"1 Neptune(.|\n)*8 Mercury", chat.type("Please reverse the list"))
    assert "  0  user: Name the planets" in chat.type("/history")
    chat.type("/edit 0 Write a Python function that adds two numbers")
    assert " def add(a, b):" in chat.text
    assert "  1  assistant:" in chat.type("/history").split("/history")[-1]
    assert "  2  " not in chat.text.split("/history")[-1]


def test_commands(shared):
    chat = shared
    chat.type("/reset")
    chat.type(PLANETS)
    assert "There is no /histroy. Did you mean /history?" in chat.type("/histroy")
    told = " ".join(chat.type("/fix").split("/fix")[-2:])
    assert "%chat fix in a notebook or in IPython" in " ".join(told.split()), told
    assert "temperature = 0.5" in chat.type("/set temperature=0.5")
    assert "Did you mean 'temperature'?" in chat.type("/set temprature=1")
    assert "replies" in chat.type("/stats")
    assert "demo  (" in chat.type("/model")
    assert "There is no model 'nothing'" in chat.type("/model nothing")
    assert "saved to talk.json" in chat.type("/save talk.json")
    assert "taken back: Name the planets" in chat.type("/undo")
    assert "nothing to undo" in chat.type("/undo")
    assert "2 messages with demo" in chat.type("/load talk.json").split("/load")[-1]
    chat.type("/system Be brief")
    assert "  0  system: Be brief" in chat.type("/history")
    chat.type("/retry temperature=0")
    assert "A new conversation." in chat.type("/reset")
    assert "/retry" in chat.type("/help")
    chat.type("/system")


def test_editing_lines(shared):
    chat = shared
    chat.type("/reset")
    chat.process.send("/his\t")
    chat.until(lambda text: text.endswith("> /history"))
    chat.process.send("\r")
    chat.until("Nothing was said yet.")
    assert "... two" in chat.type("one\x1b\rtwo")
    assert "... three" in chat.type('"""\rthree\rfour\r"""')
    said = chat.type("/history").split("/history")[-1]
    assert "user: one two" in said and "user: three four" in said
    chat.process.send("\x1b[A\x1b[A")
    chat.until(lambda text: text.split("\n>")[-1].strip().startswith('"""'))
    chat.process.send("\x03")
    chat.prompt()
    chat.process.send("/edit 0\r")
    chat.until(lambda text: text.endswith("> one\n... two"))
    chat.process.send("\x15 and a half\r")
    assert "  0  user: one and a half" in chat.type("/history").split("/history")[-1]


def test_typed_lines_are_kept_for_the_person_alone(shared):
    shared.type("/history")
    path = shared.folder / "notebook_chat" / "history"
    assert "/history" in path.read_text() and path.stat().st_mode & 0o777 == 0o600


def test_stop_keeps_the_answer_and_an_empty_line_goes_on(terminal, tmp_path):
    chat = terminal("--model", "x", "--no-history", **scripted(tmp_path, [WORDS], pause=0.02))
    chat.prompt()
    chat.process.send("hi\r")
    chat.until("word30")
    pressed = time.monotonic()
    chat.process.send("\x03")
    chat.until("stopped · scripted")
    print(f"stopped after {time.monotonic() - pressed:.2f} s")
    assert "[stopped]" in chat.type("/history") and "Traceback" not in chat.text
    chat.type("/set max_tokens=3 temperature=0")
    chat.type("")
    assert "[cut off at the" in chat.type("/history").split("/history")[-1]
    assert not (tmp_path / "notebook_chat").exists()
    chat.process.send("half a line\x03")
    chat.until("Ctrl-C again leaves")
    chat.type("/stats")
    chat.process.send("\x03")
    chat.until(lambda text: text.count("Ctrl-C again leaves") == 2)
    chat.process.send("\x03")
    assert chat.end() == 130 and "Traceback" not in chat.text


def test_a_picture_by_its_name(shared):
    from PIL import Image

    chat = shared
    chat.type("/reset")
    Image.new("RGB", (30, 20), "red").save(chat.folder / "my red.png")
    assert "goes with your next message" in chat.type("my red.png")
    assert "goes with your next message" in chat.type(f"'{chat.folder}/my red.png'")
    assert "There is no picture" in chat.type("/image none.png")
    answer = chat.type("What is this?").split("What is this?")[-1]
    asked = "[my red.png, my red.png] What is this?" in chat.type("/history")
    assert asked or "picture" in answer, answer


def test_functions_from_a_file_ask_first(terminal, tmp_path):
    (tmp_path / "tools.py").write_text(TOOLS)
    chat = terminal("--functions", "tools.py", "--model", "scripted", **scripted(tmp_path, ['<tool_call>{"name": '
                                                                                            '"double", "arguments": '
                                                                                            '{"number": 21}}</tool_c'
                                                                                            'all>', "Done."]))
    for answer, word in (("n", "did not allow"), ("y", "→ 42")):
        chat.prompt()
        chat.process.send("Double 21\r")
        chat.until(lambda text: text.endswith("or why not:"))
        chat.process.send(f"{answer}\r")
        chat.until(lambda text: text.endswith("\n>"))
        assert word in chat.text.split("Double 21")[-1], chat.text
    assert (tmp_path / "called").read_text() == "21 "
    chat.process.send("Double 21\r")
    chat.until(lambda text: text.count("[a]lways") == 3)
    chat.process.send("\x03")
    chat.until(lambda text: text.endswith("\n>"))
    assert (tmp_path / "called").read_text() == "21 "


def test_an_own_function_with_a_known_name_asks_too(terminal, tmp_path):
    (tmp_path / "tools.py").write_text(TOOLS.replace("def double", "def TIME"))
    chat = terminal("--functions", "tools.py", "--model", "scripted",
                    **scripted(tmp_path,
                               ['<tool_call>{"name": "TIME", "arguments": {"number": 21}}</tool_call>', "Done."]))
    chat.prompt()
    chat.process.send("What time is it?\r")
    chat.until(lambda text: text.endswith("or why not:"))
    chat.process.send("n\r")
    chat.until(lambda text: text.endswith("\n>"))
    assert not (tmp_path / "called").exists()


def test_a_function_of_ours_runs_unasked(terminal, tmp_path):
    chat = terminal("--functions", "CALCULATOR", "--model", "scripted",
                    **scripted(tmp_path, ['<tool_call>{"name": "CALCULATOR", "arguments": {"expression": '
                                          '"6 * 7"}}</tool_call>', "Done."]))
    chat.prompt()
    chat.process.send("What is 6 * 7?\r")
    chat.until(lambda text: "Done." in text)
    assert "[a]lways" not in chat.text and "42" in chat.text


def scripted(folder, answers, pause=0.0):
    """An environment in which every model is a scripted one."""
    (folder / "sitecustomize.py").write_text(
        "import importlib.util, sys\n"
        "def patched():\n"
        "    import notebook_chat.models.load as load\n"
        "    from notebook_chat.models.adapters import ScriptedModel\n"
        f"    model = ScriptedModel({answers!r}, pause={pause})\n"
        "    load.load_model = lambda spec=None, **options: model\n"
        "if 'notebook_chat' in ' '.join(sys.orig_argv): patched()\n"
    )
    return dict(PYTHONPATH=os.pathsep.join([str(folder), str(ROOT)]))


def test_answers_of_a_model_can_do_nothing_to_the_terminal(terminal, tmp_path):
    hostile = "\x1b]0;owned\x07\x1b[2J\x9b31mred\x1b]52;c;YQ==\x07 [click](javascript:alert(1)) [bold]no[/bold] end"
    chat = terminal("--model", "x", **scripted(tmp_path, [hostile]))
    shown = chat.type("hi")
    assert "\x1b]0;owned" not in chat.raw and "\x1b]52" not in chat.raw and "\x1b]8;" not in chat.raw
    assert "\x9b" not in chat.raw
    assert "[bold]no[/bold] end" in shown


def test_long_answers_are_shown_once_and_whole(terminal, tmp_path):
    lines = "\n".join(f"{number}. item {number}" for number in range(1, 101))
    code = "```python\n" + "\n".join(f"line_{number} = {number}" for number in range(100)) + "\n```"
    chat = terminal("--model", "x", rows=20,
                    **scripted(tmp_path, [f"Before\n\n{lines}\n\n{code}\n\nAfter"], pause=0.002))
    chat.type("hi")
    shown = chat.text
    for number in range(1, 101):
        assert len(re.findall(rf"\bitem {number}\b", shown)) == 1, f"{number}\n{shown}"
        assert len(re.findall(rf"\bline_{number - 1} =", shown)) == 1, f"{number}\n{shown}"
    assert shown.index("Before") < shown.index("item 1") < shown.index("item 100") < shown.index(
        "line_0") < shown.index("After")


# Prompts and pipes


def test_prompts_end_the_program(terminal):
    chat = terminal("--prompt", PLANETS, "--prompt", "Please reverse the list", "--disable-stats")
    assert chat.end() == 0
    assert re.search(r"8 Neptune(.|\n)*1 Neptune", chat.text) and "tokens" not in chat.text and "\n>" not in chat.text


def test_prompts_then_a_talk(terminal):
    chat = terminal("--prompt", PLANETS, "--interactive")
    assert "1 Neptune" in chat.type("Please reverse the list")


def test_plain_text_in_a_pipe(run, tmp_path):
    (tmp_path / "q.txt").write_text(PLANETS)
    done = run("--prompt", "q.txt", "--disable-streaming")
    assert (done.returncode, done.stderr) == (0, "") and "8. Neptune\n" in done.stdout and "\x1b" not in done.stdout
    assert "tokens" not in done.stdout
    assert run(input=PLANETS).stdout == done.stdout


def test_piped_text_goes_with_the_prompt(run, tmp_path):
    done = run("--prompt", "Explain", "--save", "talk.json", input="ValueError: no\n")
    assert done.returncode == 0
    saved = json.loads((tmp_path / "talk.json").read_text())
    assert "Explain\\n\\nValueError: no" in json.dumps(saved)


def test_json_is_an_object_per_answer(run):
    done = run("--json", "-p", PLANETS, "-p", "Please reverse the list", "--temperature", "0")
    first, second = map(json.loads, done.stdout.splitlines())
    assert (done.returncode, done.stderr) == (0, "")
    assert first["text"].endswith("8. Neptune") and first["finish_reason"] == "stop" and first["prompt"] == PLANETS
    assert second["stats"]["cached_tokens"] > 0 and second["model"] == "demo"


def test_save_and_resume(run, tmp_path):
    assert run("--prompt", PLANETS, "--save", "talk.json").returncode == 0
    done = run("--resume", "talk.json", "--prompt", "Please reverse the list", "--save", "talk.json")
    assert "1. Neptune" in done.stdout
    assert "4 messages" in run("--resume", "talk.json", "--interactive", input="/stats\n").stdout


@pytest.mark.parametrize(
    "words, code, hint",
    [
        (["--promt", "x"], 2, "Did you mean --prompt?"),
        (["--temperature", "-1", "-p", "x"], 2, "0 or more"),
        ([], 2, "There is no prompt"),
        (["-p", "x", "--functions", "nothing"], 2, "there is no 'nothing'"),
        (["-p", "x", "-m", "nowhere.gguf"], 1, "There is no file 'nowhere.gguf'"),
        (["-p", "x", "--chat-template", "lama-3"], 1, "Did you mean"),
        (["-p", "none.txt"], 1, "none.txt"),
        (["-p", "x", "--resume", "none.json"], 1, "none.json"),
        (["-p", "x", "--save", "no/such/folder.json"], 1, "folder.json"),
    ],
)
def test_exit_codes(words, code, hint, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    output, error = io.StringIO(), io.StringIO()
    assert main(words, io.StringIO(), output, error) == code
    assert hint in error.getvalue() and error.getvalue().count("\n") == 1


def test_an_answer_that_fails_is_told(run, tmp_path):
    environment = scripted(tmp_path, [""])
    path = tmp_path / "sitecustomize.py"
    path.write_text(path.read_text().replace("ScriptedModel([''], pause=0.0)", "ScriptedModel(lambda messages: 1 / 0)"))
    done = run("-p", "hi", "-m", "x", **environment)
    assert done.returncode == 1 and "division by zero" in done.stderr and "Traceback" not in done.stderr


def test_an_interrupt_ends_prompts(tmp_path):
    words = [sys.executable, "-m", "notebook_chat", "-m", "x", "-p", "one", "-p", "two"]
    process = subprocess.Popen(words, env=kernel_environment(**scripted(tmp_path, [WORDS], pause=0.02)),
                               stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    process.stdout.read(50)
    process.send_signal(signal.SIGINT)
    said, wrong = process.communicate(timeout=30)
    assert process.returncode == 130 and "word1999" not in said and "Traceback" not in wrong and "word0" not in said


def test_a_reader_that_leaves_is_no_crash(tmp_path):
    command = f"{sys.executable} -m notebook_chat -m x -p hi | head -c 20"
    done = subprocess.run(["bash", "-c", command], env=kernel_environment(**scripted(tmp_path, [WORDS], pause=0.001)),
                          capture_output=True, text=True, timeout=60)
    assert len(
        done.stdout) == 20 and "Traceback" not in done.stderr and "Exception ignored" not in done.stderr, done.stderr


def test_the_script_is_installed(tmp_path):
    script = os.path.join(os.path.dirname(sys.executable), "notebook-chat")
    done = subprocess.run([script, "--help"], capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 0 and "--system-prompt" in done.stdout and "--temperature" in done.stdout


def test_nothing_heavy_is_imported_for_the_help(tmp_path):
    code = ("import sys; from notebook_chat.terminal.app import main; main(['--help']); "
            "print(*sorted({'llama_cpp', 'numpy', 'rich', 'prompt_toolkit', 'IPython'} & set(sys.modules)))")
    done = run_python(code, **kernel_environment())
    assert done.returncode == 0 and done.stdout.splitlines()[-1] == "", done.stdout[-200:] + done.stderr


CODE = """<tool_call>{"name": "PYTHON", "arguments": {"code": "kept = 6 * 7\\nprint('so')\\nkept"}}</tool_call>"""


def test_code_in_a_terminal_is_shown_and_asked_about_each_time(terminal, tmp_path):
    chat = terminal("--functions", "PYTHON", "--yes", "--model", "scripted",
                    **scripted(tmp_path, [CODE, "Done.", CODE, "Again.", CODE, "Third."]))
    for answer, end in (("y", "Done."), ("n", "Again."), ("you must not", "Third.")):
        chat.prompt()
        chat.process.send("go\r")
        shown = chat.until(lambda text: text.rstrip().endswith("Run this code? [y]es, [n]o, or why not:"))
        assert "kept = 6 * 7" in shown
        chat.process.send(f"{answer}\r")
        chat.until(end)
    text = chat.prompt()
    assert "Value of the last line: 42" in text and "did not allow" in text
    assert "may not run: you must not" in " ".join(text.split()) and text.count("Value of the last line") == 1


def test_code_through_a_pipe_does_not_run(run, tmp_path):
    mark = tmp_path / "mark"
    call = CODE.replace("kept = 6 * 7", f"open('{mark}', 'w')")
    for words in ([], ["--yes"]):
        done = run("-p", "go", "--functions", "PYTHON", "--json", "--model", "scripted", *words,
                   **scripted(tmp_path, [call, "Done."]))
        assert "somebody has read it" in done.stdout and not mark.exists()
