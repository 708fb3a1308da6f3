"""Every switch of the magics in a real kernel: options, lines, variables, formats, errors, completion,
configuration."""

import base64
import re
import subprocess
import sys
import time

import IPython
import nbformat
import pexpect
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernels import kernel_environment
from notebook_chat.core.text import strip_control
from notebook_chat.core.settings import GenerationConfig
from notebook_chat.render.formats import FORMATS, formatted
from notebook_chat.chat.options import CommandError, parse_settings
from notebook_chat.jupyter.variables import brief, interpolate, redact, value_text
from notebook_chat.jupyter.options import parse_options
from support import harness
from support.cells import ok, run, value

pytestmark = [pytest.mark.kernel, pytest.mark.stack]
LOAD = "%load_ext notebook_chat"
MAGICS = "get_ipython().magics_manager.registry['ChatMagics']"
SETUP = f"""
import dataclasses, json
import numpy as np
from notebook_chat import Chat
from notebook_chat.models.adapters import ScriptedModel
magics = {MAGICS}
def says(*answers): magics.chats["main"] = Chat(ScriptedModel(list(answers))); magics.current = "main"
echo = ScriptedModel(lambda messages: "You said: " + messages[-1].text, name="echo")
def listens(): magics.chats["main"] = Chat(echo); magics.current = "main"
def asked(): return next(message.text for message in reversed(magics.chats[magics.current].messages) if message.role \
== "user")
"""


@pytest.fixture(scope="module")
def session(tmp_path_factory):
    """One kernel for the tests of this file."""
    kernel = harness.Kernel(tmp_path_factory.mktemp("magics"))
    ok(kernel.execute(LOAD))
    ok(kernel.execute(SETUP))
    yield kernel
    kernel.stop()


@pytest.fixture
def kernel(session):
    """That kernel, with a conversation that repeats what it hears."""
    ok(session.execute("listens()"))
    return session


def mistake(kernel, source):
    """The one line that a mistake is reported in."""
    cell = kernel.execute(source)
    assert cell.error == "UsageError" and "Traceback" not in cell.text, cell.text
    text = "".join(output["text"] for output in cell.outputs if output["output_type"] == "stream").strip()
    assert text.count("\n") == 0
    return text


def sent(kernel, cell, line=""):
    """What a cell really says to the model."""
    run(kernel, f"%%chat {line}\n{cell}")
    return value(kernel, "asked()")


# Variables


def test_variables_are_looked_up_and_filled_in(kernel):
    run(kernel, "planet, moons, ada = 'Mars', ['Phobos', 'Deimos'], {'born': 1815}\nlast = 41 + 1\nlast")
    assert sent(kernel, "{planet} {moons[1]} {ada['born']} {nothing} {1 + 1}") == "Mars Deimos 1815 {nothing} {1 + 1}"
    number = value(kernel, "len(In) - 1")
    run(kernel, "'the ' + 'value'")
    assert sent(kernel, f"{{Out[{number + 1}]}} {{_}} {{In[{number + 1}]}}") == "the value the value 'the ' + 'value'"


def test_no_fill_and_configuration_leave_braces(kernel):
    run(kernel, "planet = 'Mars'")
    assert sent(kernel, "{planet}", "--no-fill") == "{planet}"
    run(kernel, "%config ChatMagics.fill = False")
    assert sent(kernel, "{planet}") == "{planet}"
    run(kernel, "%config ChatMagics.fill = True")
    assert sent(kernel, "{planet}") == "Mars"


def test_nothing_in_braces_is_evaluated(kernel):
    run(kernel, "hits = []\ndef hit(): hits.append(1); return 'hit'\nclass Trap:\n    def __getitem__(self, key): "
                "hits.append(key); return 'item'\ntrap = Trap()")
    for text in ("{hit()}", "{hits.append(1)}", "{[hit() for _ in [1]]}", "{trap[hit()]}",
                 "{__import__('os').getcwd()}", "{hit:{hit()}}"):
        assert sent(kernel, text) == text
        assert sent(kernel, "Hello", f"--system '{text}'") == "Hello"
    run(kernel, "%%chat --name {hit()} --new\nhi")
    assert value(kernel, "hits") == []
    assert value(kernel, "magics.current") == "{hit()}"
    run(kernel, "magics.chats.pop('{hit()}')")


def test_filled_values_are_not_looked_through_again(kernel):
    run(kernel, "secret, text = 'geheim', 'a {secret} b'")
    assert sent(kernel, "{text}") == "a {secret} b"


def test_tables_arrays_and_long_texts_are_short(kernel):
    pytest.importorskip("pandas")
    run(kernel, "import pandas as pd\ntable = pd.DataFrame({'name': ['a|b'] * 5000, 'mass': range(5000)})\n"
                "long = 'x' * 100_000\ngrid = np.zeros((500, 500))")
    table = sent(kernel, "Sum {table} please")
    assert table.startswith("Sum \n\n| name | mass |\n| --- | --- |\n| a\\|b | 0 |")
    assert "(5,000 rows, 2 columns; shown: the first 10 rows)\n\n please" in table
    assert table.count("\n") < 20
    assert "| mass |" in sent(kernel, "{table.mass}")
    assert "[... 92,000 characters left out ...]" in sent(kernel, "{long}")
    assert "of shape (500, 500), float64" in sent(kernel, "{grid}") and len(sent(kernel, "{grid}")) < 400


def test_latex_json_and_code_stay(kernel):
    text = '\\frac{a}{b} x_{i} e^{i} {"a": 1} {{a}} ${a} f"{a}"\n```python\nprint({a})\n```'
    run(kernel, "a = b = i = 1")
    assert sent(kernel, text) == text


def test_what_was_sent_can_be_seen(kernel):
    run(kernel, "planet = 'Mars'")
    run(kernel, "%%chat\nTell me about {planet}")
    assert kernel.execute("%chat sent").text == "Tell me about Mars\n"
    assert "Tell me about Mars" in kernel.execute("%chat sent all").text
    assert "You said" in kernel.execute("%chat history").text


def test_what_leads_nowhere_is_said(kernel):
    run(kernel, "planet = 'Mars'")
    assert "{planet.mass} is left as it is: planet has no .mass" in run(kernel, "%%chat\n{planet.mass}").text


# Pictures

PICTURE = "from PIL import Image\nred = Image.new('RGB', (600, 400), 'red')\nred.save('red.png')"
SEES = """
class Sees(ScriptedModel):
    def __init__(self): super().__init__(lambda messages: f"{len(messages[-1].images)} pictures: {messages[-1].text}", \
name="sees")
magics.chats["main"] = Chat(Sees())
"""


def test_pictures_go_with_the_question(kernel):
    run(kernel, PICTURE + SEES)
    for line, text in (("-i red", "What?"), ("-i red.png -i red", "What?"), ("", "What is {red}?")):
        cell = run(kernel, f"%%chat {line}\n{text}")
        small = cell.outputs[0]["data"]
        media_type = next(kind for kind in small if kind.startswith("image/"))
        assert len(base64.b64decode(small[media_type])) < 5000
        assert "pictures:" in cell.outputs[-1]["data"]["text/markdown"]
    assert "What is [picture 1]?" in cell.outputs[-1]["data"]["text/markdown"]
    assert "1 pictures" in cell.outputs[-1]["data"]["text/markdown"]
    assert "[picture 1] <Picture" in kernel.execute("%chat sent").text
    assert "red" in mistake(kernel, "%%chat -i rde.png\nWhat?")


def test_the_last_figure_is_a_picture(start_kernel):
    pytest.importorskip("matplotlib")
    kernel = start_kernel()
    run(kernel, LOAD)
    run(kernel, SETUP + SEES)
    run(kernel, "%matplotlib inline\nimport matplotlib.pyplot as plt\nplt.plot([1, 2]);")
    assert "1 pictures: What is that?" in run(kernel, "%%chat -i last\nWhat is that?").text


# Formats

ANSWER = '"Here:\\n```json\\n{\\"a\\": [1, 2]}\\n```\\nand\\n```python\\nx = 1\\n```"'


@pytest.mark.parametrize(
    "format, seen, out",
    [
        ("markdown", "Here:", None),
        ("text", "```json", None),
        ("code", "```python\nx = 1\n```", "x = 1"),
        ("json", '{\n  "a": [\n    1,\n    2\n  ]\n}', {"a": [1, 2]}),
    ],
)
def test_formats(kernel, format, seen, out):
    run(kernel, f"answer_text = {ANSWER}\nsays(answer_text)")
    cell = run(kernel, f"%%chat -f {format} -o answer\nhi")
    assert len(cell.outputs) == 1 and seen in cell.text
    assert value(kernel, "answer") == (value(kernel, "answer_text") if out is None else out)


def test_bare_latex_is_a_formula(kernel):
    run(kernel, r"says('\\int_0^1 x^2 dx')")
    assert run(kernel, "%%chat -f math\nhi").text.startswith("$$\\int_0^1 x^2 dx$$")


def test_html_is_a_preview_in_which_nothing_lives(kernel):
    page = ("<h1 onclick='x()'>Hi</h1><script>x()</script><img src=http://a.example/x.png><iframe "
            "src=//a.example></iframe>")
    run(kernel, f"says({page!r})")
    data = run(kernel, "%%chat -f html\nhi").outputs[0]["data"]
    shown = data["text/html"]
    assert re.match(r'<iframe sandbox="" srcdoc="[^"<>]*" style', shown) and "Hi" in shown
    assert not re.search(r"onclick|<script|a\.example|x\(\)", shown)
    assert page in data["text/plain"]


def test_json_that_is_none_says_so(kernel):
    run(kernel, "says('no braces here')")
    assert "no valid JSON" in run(kernel, "%%chat -f json -o answer\nhi").text
    assert value(kernel, "answer") == "no braces here"


def test_default_format_comes_from_the_configuration(kernel):
    run(kernel, f"says({ANSWER})")
    run(kernel, "%config ChatMagics.format = 'code'")
    assert run(kernel, "%%chat\nhi").text.startswith("```python\nx = 1")
    run(kernel, "%config ChatMagics.format = 'markdown'")


# Where answers go


def test_quiet_shows_nothing_but_errors(kernel):
    cell = run(kernel, "%%chat -q -o answer\nhi")
    assert cell.outputs == [] and value(kernel, "answer") == "You said: hi"
    run(kernel, "def fail(messages): raise RuntimeError('the line is dead')\n"
                "magics.chats['main'] = Chat(ScriptedModel(fail))")
    assert "the line is dead" in run(kernel, "%%chat -q\nhi").text


def test_code_into_the_next_cell(kernel):
    run(kernel, "says('So:\\n```python\\nx = 1\\n```')")
    cell = kernel.executions[kernel.client.execute("%%chat -c\nhi", allow_stdin=True)] = harness.Execution()
    kernel.collect(cell)
    [payload] = cell.reply["payload"]
    assert payload["source"] == "set_next_input" and payload["text"] == "x = 1" and not payload["replace"]
    assert len(cell.outputs) == 1


def test_without_anybody_there_the_code_is_shown(kernel):
    run(kernel, "says('So:\\n```python\\nx = 1\\n```', 'No code.')")
    cell = run(kernel, "%%chat -c\nhi")
    assert not cell.reply["payload"] and "copy this" in cell.text and cell.text.count("```python\nx = 1\n```") == 2
    assert "There is no code" in run(kernel, "%%chat -c\nhi").text


def test_colab_takes_no_cells(kernel):
    run(kernel, "import sys, types\nsys.modules['google.colab'] = types.ModuleType('google.colab')\n"
                "says('```python\\nx = 1\\n```')")
    cell = kernel.executions[kernel.client.execute("%%chat -c\nhi", allow_stdin=True)] = harness.Execution()
    kernel.collect(cell)
    run(kernel, "del sys.modules['google.colab']")
    assert not cell.reply["payload"] and "copy this" in cell.text


def test_go_on_and_raw(kernel):
    run(kernel, "%%chat --name real --model demo --max-tokens 4 --temperature 0\nName the planets in the solar system")
    run(kernel, "%chat --go-on --temperature 0")
    assert value(kernel, "len(magics.chats['real'].messages)") == 2
    assert "Neptune" in value(kernel, "magics.chats['real'].messages[-1].text")
    before = value(kernel, "len(magics.chats['real'].messages)")
    for cell in ("%%chat --raw --max-tokens 5\nOnce upon a time",
                 "%%complete --max-tokens 5 -o more\nOnce upon a time"):
        assert "5 tokens" in run(kernel, cell).text
    assert value(kernel, "len(magics.chats['real'].messages)") == before and value(kernel, "more")
    assert "With --continue the cell stays empty" in mistake(kernel, "%%chat --go-on\nmore")
    assert "can only chat" in mistake(kernel, "%%complete --name main\nhi")
    run(kernel, "%chat use main")


@pytest.mark.parametrize("line", ["%chat continue", "%chat go-on", "%chat --continue", "%chat --go-on",
                                  "%%chat --continue\n "])
def test_a_reply_that_was_cut_off_is_continued(kernel, line):
    ask = "%%chat --name cut --new --model demo --max-tokens 4 --temperature 0"
    run(kernel, f"{ask}\nName the planets in the solar system")
    run(kernel, line)
    assert value(kernel, "[m.role for m in magics.chats['cut'].messages]") == ["user", "assistant"]
    assert "Neptune" in value(kernel, "magics.chats['cut'].messages[-1].text")
    run(kernel, "%chat use main")


# Lines


def test_lines_do_what_they_say(kernel):
    run(kernel, "says('one', 'two', 'three', 'four', 'five')")
    run(kernel, "%%chat\nfirst")
    assert "two" in run(kernel, "%chat retry").text
    run(kernel, "%%chat\nsecond")
    assert "four" in run(kernel, "%chat edit 0 What's this?").text
    assert value(kernel, "[m.text for m in magics.chats['main'].messages]") == ["What's this?", "four"]
    assert "five" in run(kernel, "%%chat --edit 0\nAnd this?").text
    assert value(kernel, "[m.text for m in magics.chats['main'].messages]") == ["And this?", "five"]
    run(kernel, "%chat fork copy")
    assert "taken back: And this?" in run(kernel, "%chat undo").text
    assert value(kernel, "{name: len(magics.chats[name].messages) for name in ('main', 'copy')}") == {"main": 2,
                                                                                                      "copy": 0}
    assert "* main: 2 messages" in run(kernel, "%chat use main").text
    run(kernel, "%chat system Be brief, it's late")
    assert value(kernel, "magics.chats['main'].system") == "Be brief, it's late"
    run(kernel, "%chat set temperature=0.5 stop='a b' top-k=3")
    state = run(kernel, "%chat").text
    assert "system: Be brief" in state and "temperature = 0.5" in state and "stop = ('a b',)" in state
    run(kernel, "%chat set temperature=none")
    assert value(kernel, "magics.chats['main'].config.to_dict()") == {"stop": ("a b",), "top_k": 3}
    assert "replies" in run(kernel, "%chat stats").text
    run(kernel, "%chat reset")
    assert value(kernel, "[m.role for m in magics.chats['main'].messages]") == ["system"]
    run(kernel, "magics.chats.pop('copy')")


def test_models_and_aliases(kernel):
    assert "demo  (" in run(kernel, "%chat models").text
    run(kernel, "%chat alias small demo")
    assert "small  (alias of demo)" in run(kernel, "%chat models").text
    assert "The model is demo" in run(kernel, "%chat model small").text
    run(kernel, "%%chat -m echo --new\nhi")
    assert value(kernel, "magics.chats['main'].model.name") == "echo"
    assert "There is no model 'nowhere'" in mistake(kernel, "%chat model nowhere")
    assert value(kernel, "magics.chats['main'].model.name") == "echo"


@pytest.mark.parametrize(
    "line, words",
    [
        ("undoo", "Did you mean %chat undo?"),
        ("what is this", "start a cell with %%chat"),
        ("edit", "the number of a message"),
        ("edit 99 hi", "no number 99"),
        ("use nobody", "There is no conversation 'nobody'"),
        ("fork", "takes a name"),
        ("fork main", "already"),
        ("alias small", "a name and a model"),
        ("set temprature=1", "Did you mean 'temperature'?"),
        ("set temperature", "as in temperature=0.2"),
        ("set temperature=-1", "0 or more"),
        ("sent everything", "%chat sent all"),
        ("retry --temprature 1", "Did you mean --temperature?"),
        ("undo", "nothing to undo"),
        ("retry", "nothing to ask again"),
        ("continue", "nothing to send"),
        ("go-on", "nothing to send"),
        ("--format markdwon", "Did you mean markdown?"),
    ],
)
def test_mistakes_of_lines(kernel, line, words):
    assert words in mistake(kernel, f"%chat {line}")


def test_mistakes_of_cells(kernel):
    for line, words in (("--schema nobody", "no variable 'nobody'"),
                        ("--functions nobody", "There is no function 'nobody'"), ("-o 2x", "--out takes"),
                        ("-i nobody.png", "nobody.png"), ("--logit-bias x", "logit-bias")):
        assert words in mistake(kernel, f"%%chat {line}\nhi")
    assert value(kernel, "len(magics.chats['main'].messages)") == 0


# Data, functions, files, the panel


def test_an_answer_as_a_value(kernel):
    run(kernel, "from typing import Literal\nKind = Literal['planet', 'star']\nclass Body: pass")
    run(kernel, "%%chat --name data --model demo --schema Kind -o kind --temperature 0\nVenus")
    assert value(kernel, "kind") in ("planet", "star")
    assert "Body" in mistake(kernel, "%%chat --schema Body\nVenus")
    run(kernel, "%chat use main")


FUNCTIONS = """
def double(number: int) -> int:
    "Doubles a number."
    return 2 * number
scripted = iter(['<tool_call>{"name": "double", "arguments": {"number": 21}}</tool_call>', "It is 42."])
magics.chats["calls"] = Chat(ScriptedModel(lambda messages: next(scripted)))
magics.current = "calls"
"""


def test_functions_are_called_and_shown(kernel):
    run(kernel, FUNCTIONS)
    shown = run(kernel, "%%chat --functions double\nDouble 21").text
    assert "It is 42." in shown and "<code>double" in shown and "<details>" in shown
    assert "functions: double" in run(kernel, "%chat").text
    run(kernel, "%chat --functions none")
    assert "functions:" not in run(kernel, "%chat").text
    run(kernel, "%chat use main")


def test_files(kernel, tmp_path):
    run(kernel, "%%chat\nWhat is {1}?")
    for name in ("talk.json", "my talk.json"):
        run(kernel, f"%chat save {tmp_path / name}")
        run(kernel, "%chat reset")
        assert "main: 2 messages" in run(kernel, f"%chat load {tmp_path / name}").text
    for ending, words in ((".md", "You said: What is {1}?"), (".ipynb", "%%chat"), (".json", '"role"')):
        path = tmp_path / f"talk.out{ending}"
        run(kernel, f"%chat export {path}")
        assert words in path.read_text()
    nbformat.validate(nbformat.read(tmp_path / "talk.out.ipynb", 4))
    assert "ending" in mistake(kernel, f"%chat export {tmp_path}/talk.doc")
    assert "can't be read" in mistake(kernel, f"%chat load {tmp_path}/none.json")
    assert "Name a file" in mistake(kernel, "%chat save") and "Name a file" in mistake(kernel, "%chat save --files")
    run(kernel, PICTURE.replace("red.png", f"{tmp_path}/red.png"))
    run(kernel, "%%chat -n seen --model demo-vision -i red --max-tokens 3\nWhat is this?")
    run(kernel, f"%chat save {tmp_path}/seen.json --files")
    assert len(list((tmp_path / "seen_pictures").iterdir())) == 1
    assert "--ask" in mistake(kernel, "%chat panel --questions")


def test_conversations_are_kept_and_resumed(start_kernel, tmp_path):
    store = tmp_path / "chats.db"
    kernel = start_kernel()
    run(kernel, LOAD)
    assert "There is no store" in mistake(kernel, "%chat resume")
    run(kernel, f"%%chat -n other --store {store} --max-tokens 2\nhi")
    run(kernel, "%%chat -n space\nName the planets in the solar system")
    run(kernel, "%unload_ext notebook_chat")
    kernel.kill()
    kernel.restart()
    run(kernel, LOAD)
    run(kernel, f"%config ChatMagics.store = {str(store)!r}")
    listed = run(kernel, "%chat resume").text
    assert "space: 2 messages with demo" in listed and "other: 2 messages" in listed
    run(kernel, "%chat resume space")
    assert "1. Neptune" in run(kernel, "%%chat\nPlease reverse the list").text
    assert "There is no conversation 'sapce'" in mistake(kernel, "%chat resume sapce")


def test_panel(kernel):
    output = run(kernel, "%chat panel").outputs[0]
    assert "application/vnd.jupyter.widget-view+json" in output["data"]
    run(kernel, "panel = _\n")
    assert value(kernel, "panel.chat is magics.chats['main'], panel.chats is magics.chats") == (True, True)
    run(kernel, "panel.close()")


# Errors


def test_explain_sends_the_cell_the_error_and_the_values(kernel):
    failing = ("api_key = 'sk-very-secret'\ndef share(total, people, password='pass123'):\n    part = 100\n"
               "    return total / people\nshare(7, 0)")
    assert kernel.execute(failing).error == "ZeroDivisionError"
    run(kernel, "%chat explain")
    text = value(kernel, "asked()")
    for words in ("share(7, 0)", "the notebook, line 4, in share: return total / people",
                  "ZeroDivisionError: division by zero", "total = 7", "people = 0",
                  "part = 100", "password = '…'", "api_key = '…'"):
        assert words in text, words
    assert "very-secret" not in text and "pass123" not in text


def test_fix_gives_a_cell_and_mistakes_are_no_errors(kernel):
    run(kernel, "says('Take this:\\n```python\\nx = {\\'a\\': 1}\\n```')")
    assert kernel.execute("x = {'a': 1}\nx['b']").error == "KeyError"
    mistake(kernel, "%chat undoo")
    # after options, quotation marks count
    assert "No closing quotation" in mistake(kernel, "%chat fix --temperature 0 don't explain")
    cell = kernel.executions[kernel.client.execute("%chat fix don't explain", allow_stdin=True)] = harness.Execution()
    kernel.collect(cell)
    assert cell.reply["payload"][0]["text"] == "x = {'a': 1}"
    text = value(kernel, "asked()")
    assert "KeyError: 'b'" in text and "x['b']" in text and text.endswith("don't explain")


def test_explain_knows_syntax_errors_and_errors_before_loading(start_kernel):
    kernel = start_kernel()
    assert kernel.execute("int('seven')").error == "ValueError"
    run(kernel, LOAD)
    run(kernel, SETUP + "listens()")
    run(kernel, "%chat explain")
    text = value(kernel, "asked()")
    assert "int('seven')" in text and "invalid literal" in text
    assert kernel.execute("def f(:\n    pass").error == "SyntaxError"
    run(kernel, "%chat explain")
    assert "def f(:" in value(kernel, "asked()") and "SyntaxError" in value(kernel, "asked()")


def test_nothing_to_explain(start_kernel):
    kernel = start_kernel()
    run(kernel, LOAD)
    assert "There was no error yet" in mistake(kernel, "%chat explain")


# Completion and help


@pytest.mark.parametrize(
    "line, some",
    [
        ("%chat ", {"retry", "undo", "explain", "set"}),
        ("%chat re", {"reset", "retry"}),
        ("%chat set temp", {"temperature="}),
        ("%chat set temperature=1 top", {"top_k=", "top_p="}),
        ("%chat use ", {"main"}),
        ("%chat model de", {"demo"}),
        ("%chat retry --temp", {"--temperature"}),
        ("%%chat --temp", {"--temperature"}),
        ("%%chat --temperature 1 --no-", {"--no-fill"}),
        ("%%chat -f ", {"markdown", "json", "html"}),
        ("%%chat -m de", {"demo"}),
        ("%%chat -o pla", {"planet_of_mine"}),
        ("%%complete --max", {"--max-tokens"}),
        ("%%chat ", {"--model", "--prompt"}),
        ("%%chat\nWhat is {planet_o", {"planet_of_mine"}),
    ],
)
def test_completion(kernel, line, some):
    run(kernel, "planet_of_mine = 1")
    message = kernel.client.complete(line, len(line))
    while (reply := kernel.client.get_shell_msg(timeout=60))["parent_header"].get("msg_id") != message:
        pass
    content = reply["content"]
    found = {line[content["cursor_start"]:content["cursor_end"]] and match or match for match in content["matches"]}
    assert some <= found, found
    if IPython.version_info >= (8, 6):   # before, completions of ours are added to what IPython finds by itself
        assert not {"and", "if", "%alias"} & found
    if line.startswith("%chat re"):
        assert "undo" not in found


@pytest.mark.parametrize("source", ["%chat?", "%%chat?", "%%complete?"])
def test_help(kernel, source):
    cell = run(kernel, source)
    text = re.sub(r"\x1b\[[0-9;]*m", "", cell.reply["payload"][0]["data"]["text/plain"])
    assert "--temperature" in text and "--image" in text
    if "complete" not in source:
        assert "%chat explain" in text and "{name}" in text


def test_help_lines(kernel):
    for source in ("%chat help", "%chat --help", "%%chat --help\nx"):
        assert "--max-tokens" in run(kernel, source).text


# Configuration


def test_configuration_is_listed_and_checked(kernel):
    listed = run(kernel, "%config ChatMagics").text
    assert "ChatMagics.temperature" in listed and "0 always picks the likeliest token" in listed
    assert "ChatMagics.model" in listed
    run(kernel, "%config ChatMagics.temperature = 0.25")
    assert value(kernel, "magics.chats['main'].config.temperature") == 0.25
    assert "0 or more" in str(kernel.execute("%config ChatMagics.temperature = -1").messages)
    assert value(kernel, "magics.temperature") == 0.25
    run(kernel, "%config ChatMagics.temperature = None")
    assert value(kernel, "repr(magics.chats['main'].config.temperature)") == "None"


def test_configuration_file_and_environment(start_kernel, tmp_path):
    profile = tmp_path / ".ipython" / "profile_default"
    profile.mkdir(parents=True)
    (profile / "ipython_config.py").write_text(
        "c.ChatMagics.model = 'tiny'\nc.ChatMagics.aliases = {'tiny': 'demo'}\nc.ChatMagics.max_tokens = 3\n"
        "c.ChatMagics.system = 'Be brief'\nc.ChatMagics.top_p = 7\n"
    )
    (profile / "ipython_kernel_config.py").write_text((profile / "ipython_config.py").read_text())
    kernel = start_kernel(NOTEBOOK_CHAT_MODEL="nowhere.gguf")
    told = "ChatMagics.top_p of the configuration is left out: top_p must be a number from 0 to 1"
    assert told in run(kernel, LOAD).text
    assert "3 tokens" in run(kernel, "%%chat\nName the planets in the solar system").text
    assert value(kernel, f"[m.role for m in {MAGICS}.chats['main'].messages]") == ["system", "user", "assistant"]
    run(kernel, "%config ChatMagics.model = ''\n")
    assert "nowhere.gguf" in mistake(kernel, f"{MAGICS}.chats.clear()\nget_ipython().run_cell_magic('chat', '', 'hi')")


# Loading and unloading


def test_unloading_takes_everything_back(start_kernel):
    kernel = start_kernel()
    before = (
        "sorted(get_ipython().magics_manager.magics['line']), sorted(get_ipython().magics_manager.magics['cell']), "
        "[type(one).__name__ for one in get_ipython().configurables if type(one).__name__ != 'ExtensionMagics'], "
        "len(get_ipython().input_transformers_cleanup), len(get_ipython().display_pub._hooks), "
        "{name: len(found) for name, found in get_ipython().events.callbacks.items()}, "
        "sorted(get_ipython().strdispatchers['complete_command'].strs), "
        "len(getattr(get_ipython().Completer, 'custom_matchers', ())), "
        "len(get_ipython().display_formatter.ipython_display_formatter.deferred_printers)"
    )
    clean = value(kernel, before)
    run(kernel, LOAD)
    run(kernel, "%%chat\nName the planets in the solar system")
    run(kernel, "from PIL import Image")
    run(kernel, f"model = {MAGICS}.chats['main'].model")
    run(kernel, "%unload_ext notebook_chat")
    assert value(kernel, before) == clean
    cell = kernel.execute("model.tokenize('x')")
    assert cell.error == "ModelClosedError"


def test_models_of_the_user_stay_open(start_kernel):
    kernel = start_kernel()
    run(kernel, LOAD)
    run(kernel, "from notebook_chat import load_model\nmine = load_model()")
    run(kernel, "%%chat -m mine\nName the planets in the solar system")
    run(kernel, "%unload_ext notebook_chat")
    assert value(kernel, "len(mine.tokenize('x'))") > 0


def test_reloading_keeps_the_conversations(start_kernel):
    kernel = start_kernel()
    run(kernel, LOAD)
    run(kernel, "%config ChatMagics.longest_value = 500")
    run(kernel, "%%chat --name b\nName the planets in the solar system")
    run(kernel, "%reload_ext notebook_chat")
    assert "* b: 2 messages" in run(kernel, "%chat").text
    assert "Neptune" in run(kernel, "%%chat\nPlease reverse the list").text
    assert value(kernel,
                 f"len({MAGICS}.chats['b'].messages), {MAGICS}.longest_value, {MAGICS}.current") == (4, 500, "b")
    run(kernel, "%unload_ext notebook_chat")
    run(kernel, LOAD)
    assert "No conversation yet" in run(kernel, "%chat").text


# Other places


def test_nbconvert_stores_whole_answers_once(tmp_path):
    pytest.importorskip("nbconvert")
    slow = f"{SETUP}\nmagics.chats['main'] = Chat(ScriptedModel(['word ' * 40], pause=0.02))"
    notebook = harness.notebook_of([LOAD, slow, "%%chat\nhi", "%%chat -f html\nhi"])
    nbformat.write(notebook, tmp_path / "talk.ipynb")
    command = [sys.executable, "-m", "nbconvert", "--to", "notebook", "--execute", "--output", "done.ipynb",
               "talk.ipynb"]
    done = subprocess.run(command, cwd=tmp_path, env=kernel_environment(IPYTHONDIR=str(tmp_path)), capture_output=True,
                          text=True)
    assert done.returncode == 0, done.stderr
    assert_whole(nbformat.read(tmp_path / "done.ipynb", 4))


def test_papermill_stores_whole_answers_once(tmp_path):
    pytest.importorskip("papermill")
    slow = f"{SETUP}\nmagics.chats['main'] = Chat(ScriptedModel(['word ' * 40], pause=0.02))"
    nbformat.write(harness.notebook_of([LOAD, slow, "%%chat\nhi", "%%chat -f html\nhi"]), tmp_path / "talk.ipynb")
    command = [sys.executable, "-m", "papermill", "--kernel", "python3", "talk.ipynb", "done.ipynb"]
    done = subprocess.run(command, cwd=tmp_path, env=kernel_environment(IPYTHONDIR=str(tmp_path)), capture_output=True,
                          text=True)
    assert done.returncode == 0, done.stderr
    assert_whole(nbformat.read(tmp_path / "done.ipynb", 4))


def assert_whole(notebook):
    """Each of the last two cells has one output, which is the whole answer."""
    for cell in notebook.cells[-2:]:
        [output] = cell.outputs
        assert output.output_type == "display_data" and output.data["text/plain"].count("word") == 40


def test_console_prints_as_it_comes(tmp_path):
    pytest.importorskip("jupyter_console")
    environment = kernel_environment(IPYTHONDIR=str(tmp_path), JUPYTER_RUNTIME_DIR=str(tmp_path / "runtime"),
                                     TERM="dumb")
    console = pexpect.spawn(sys.executable, ["-m", "jupyter_console", "--simple-prompt", "--kernel", "python3"],
                            env=environment, encoding="utf-8",
                            timeout=60, dimensions=(50, 200))
    console.expect_exact("In [1]:")
    console.sendline(LOAD)
    console.expect_exact("In [2]:")
    console.sendline("get_ipython().run_cell_magic('chat', '', 'Name the planets in the solar system')")
    console.expect_exact("In [3]:")
    said = console.before
    assert "8. Neptune" in said and "<small" not in said and re.search(r"\[demo · \d+ tokens", said)
    assert said.count("1. Mercury") == 1
    console.sendline("exit")
    console.expect(pexpect.EOF)
    console.close()


# Whatever comes

BRACES = st.lists(st.sampled_from(["{x}", "{x.real}", "{x[0]}", "{y}", "{", "}", "{{x}}", "\\\\frac", "$", "_", "^",
                                   "f\"", "'", "```\\n", "\\n", "~~~", " ", "a", "é"])).map("".join)
PLAIN = st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
                     | st.binary(max_size=5),
                     lambda inner: st.lists(inner, max_size=4) | st.tuples(inner, inner)
                     | st.dictionaries(st.text(max_size=5), inner, max_size=4), max_leaves=10)


class Mark:
    """Something whose text is a character that isn't in prompts."""

    def __str__(self):
        return "\x00"


@given(BRACES)
def test_only_names_are_replaced(text):
    assert interpolate(text, {}).text == text
    filled = interpolate(text, {"x": Mark()})
    assert filled.text.replace("\x00", "{x}") == text and filled.text.count("\x00") == len(filled.names)


@given(PLAIN)
def test_any_value_has_a_text(value):
    assert len(brief(value, 80)) < 1000 and isinstance(value_text(value, 200), str)
    assert interpolate("{value}", {"value": value}, 200).names == ["value"]


@given(st.text(max_size=60)
       | st.lists(st.sampled_from(["--temperature", "-1", "nan", "1e400", "--stop", "-i", "''", '"', "--logit-bias",
                                   "5=x", "--seed", "--name", "x"])).map(" ".join))
def test_any_line_is_options_or_a_mistake(line):
    for parse in (lambda line: parse_options(line).settings, parse_settings):
        try:
            settings = parse(line)
        except (CommandError, ValueError) as error:
            assert str(error).strip()
        else:
            given = {name: value for name, value in settings.items() if value is not None}
            assert GenerationConfig(**settings).to_dict() == given


@given(BRACES | st.text(max_size=80), st.sampled_from(list(FORMATS)))
def test_any_answer_has_every_format(text, format):
    shown = formatted(text, format, "a note")
    assert "text/plain" in shown and all(isinstance(content, str) for content in shown.values())


@given(st.text())
def test_printable_text_has_no_control_characters(text):
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", strip_control(text))
    assert redact(strip_control(text)) is not None


@pytest.mark.parametrize("text", ["f\"" * 20_000, "`" * 50_000, "{" * 50_000, "password" * 5_000, "~~~a\n{x}\n" * 5_000,
                                  "x{" * 20_000, "[{" * 20_000, "{x}" * 5_000])
def test_long_texts_take_no_longer_than_their_length(text):
    steps = (lambda: interpolate(text, {"x": 1}), lambda: redact(text),
             lambda: formatted(text, "json"), lambda: formatted(text, "code"))
    for step in steps:   # each takes 0.15 s at most; a step that is quadratic in the length would take minutes
        started = time.process_time()
        step()
        assert time.process_time() - started < 3
