"""The magics and replies in a real kernel, interrupted at every moment that there is."""

import random
import re
import sys

import pexpect
import pytest

from kernels import kernel_environment
from support.cells import ok, quiet, value
from support.harness import Execution, Kernel
from support.processes import run_python

pytestmark = [pytest.mark.kernel, pytest.mark.stack]
LOAD = "%load_ext notebook_chat"
PLANETS = "%%chat\nName the planets in the solar system"
FIRST, LAST = "1. Mercury", "8. Neptune"
HEAVY = ("llama_cpp", "numpy", "PIL", "pydantic", "huggingface_hub", "anywidget", "ipywidgets", "openai")
CHAT = "get_ipython().magics_manager.registry['ChatMagics'].chats"
HISTORY = f"[(m.role, m.text, m.finish_reason) for m in {CHAT}['main'].messages]"
SCRIPTED = f"""
from notebook_chat import Chat
from notebook_chat.models.adapters import ScriptedModel
words = " ".join(f"word{{number}}" for number in range(300))
{CHAT}["main"] = Chat(ScriptedModel([words], pause=0.05))
"""
SLOW_LOAD = """
import time
import notebook_chat.llama.model as room
load = room.load_parts
def slow_load(path, n_gpu_layers, cancelled, *others, **options):
    for _ in range(300):
        if cancelled(): break
        time.sleep(0.1)
    return load(path, n_gpu_layers, cancelled, *others, **options)
room.load_parts = slow_load
"""


@pytest.fixture
def kernel(start_kernel):
    """A kernel with the extension."""
    kernel = start_kernel()
    quiet(kernel.execute(LOAD))
    return kernel


@pytest.fixture
def scripted(kernel):
    """A kernel whose conversation is with a slow scripted model."""
    quiet(kernel.execute(SCRIPTED))
    return kernel


def only_output(cell):
    """The cell's one output."""
    [output] = cell.outputs
    assert output["output_type"] == "display_data" and set(output["data"]) == {"text/markdown", "text/plain"}
    return output["data"]["text/markdown"]


def answer_shown(cell):
    """The cell's answer; a long one has its note in a second output."""
    answer, *notes = [output["data"]["text/markdown"] for output in cell.outputs]
    assert len(notes) <= 1 and all(note.lstrip().startswith("<small") for note in notes)
    return answer.split("<small")[0]


def has_text(cell):
    """Whether some of the answer is there."""
    return "word3" in cell.text


# Answers


def test_planets_are_one_conversation(kernel):
    answer = only_output(quiet(kernel.execute(PLANETS)))
    assert answer.startswith("The planets") and FIRST in answer and LAST in answer
    reverse = only_output(quiet(kernel.execute("%%chat\nPlease reverse the list")))
    assert reverse.index("Neptune") < reverse.index("Mercury")
    assert [role for role, _, _ in value(kernel, HISTORY)] == ["user", "assistant"] * 2


def test_quiet_line(kernel):
    line = only_output(quiet(kernel.execute(PLANETS))).splitlines()[-1]
    assert re.fullmatch(r"<small[^>]*>demo · \d+ tokens · [\d,.]+ tokens/s · first token after (\d+ ms|\d+\.\d s) · "
                        r"named by NOTEBOOK&#95;CHAT&#95;MODEL · another model: %chat model NAME</small>", line), line
    line = only_output(quiet(kernel.execute("%%chat\nPlease reverse the list"))).splitlines()[-1]
    assert "another model" not in line   # once is enough


def test_a_saved_notebook_holds_one_output(run_cells):
    [output] = run_cells([LOAD, PLANETS]).cells[1].outputs
    assert output.output_type == "display_data" and set(output.data) == {"text/markdown", "text/plain"}
    assert output.data["text/markdown"].count(FIRST) == 1 and LAST in output.data["text/plain"]


@pytest.mark.parametrize("face", ["show(reply)", "display(reply)"])
def test_answers_of_one_cell_all_stay(kernel, face):
    cell = quiet(kernel.execute(
        "from notebook_chat import Chat\nfrom notebook_chat.jupyter.views import show\n"
        f"for _ in range(3):\n    reply = Chat().send('Name the planets in the solar system')\n    {face}"
    ))
    assert [LAST in output["data"]["text/markdown"] for output in cell.outputs] == [True] * 3


def test_two_answers_at_once_each_stay_in_their_place(kernel):
    kernel.execute("from notebook_chat import Chat\nchat = Chat()\n"
                   "chat.send('Name the planets in the solar system').text")
    cell = quiet(kernel.execute("a, b = chat.send('Please reverse the list'), chat.fork().send('Which planet is the "
                                "largest?')\ndisplay(a)\ndisplay(b)"))
    later = kernel.execute("print('later')")
    reversed_list, largest = [output["data"]["text/markdown"] for output in cell.outputs]
    assert reversed_list.index("Neptune") < reversed_list.index("Mercury")
    assert "Jupiter" in largest and "Mercury" not in largest
    assert later.text.strip() == "later"


@pytest.mark.parametrize("setup", ["", LOAD], ids=["import", "extension"])
def test_last_value_shows_itself(start_kernel, setup):
    kernel = start_kernel()
    quiet(kernel.execute(setup))
    cell = quiet(kernel.execute("from notebook_chat import Chat\nChat().send('Name the planets in the solar system')"))
    assert LAST in only_output(cell)
    assert "<Reply" not in str(cell.messages[-1]["content"]) and "<Reply" not in cell.text


def test_loop_over_a_reply_prints(kernel):
    cell = kernel.execute(
        "from notebook_chat import Chat\nfor text in Chat().send('Name the planets in the solar system'): print(text, "
        "end='')"
    )
    assert [output["output_type"] for output in cell.outputs] == ["stream"] and LAST in cell.text


@pytest.mark.parametrize("prompt", ["{{x}} {1+1} {x!r} {x:.2f}", "$HOME $x ${HOME}", "100% %s %(a)s",
                                    "a\\n\\b 'q' \"q\"", "  indented\n\n  !ls\n?x"])
def test_prompts_arrive_unchanged(scripted, prompt):
    quiet(scripted.execute(f"x = 5\nHOME = 'no'\n{CHAT}['main'] = Chat(ScriptedModel(['fine']))"))
    only_output(quiet(scripted.execute(f"%%chat\n{prompt}")))
    assert value(scripted, HISTORY)[0] == ("user", prompt, None)


@pytest.mark.parametrize("cell", ["%%chat\n{}", "%%chat --quiet\n{}", "%%chat --system '{}'\nhi",
                                  "%%complete -m demo --max-tokens 1\n{}", "%chat --system '{}'",
                                  "%%chat --new --schema str\n{}"])
@pytest.mark.parametrize("braces, told", [
    ("{nothere}", "{nothere} is left as it is: There is no variable 'nothere'. Did you mean 'not_here'?"),
    ("{gone.x} and {gone.x}", "{gone.x} is left as it is: There is no variable 'gone'."),
    ("{one}, {two[0]}, {three.x}", "{one}, {two[0]}, {three.x} are left as they are: there are no such variables."),
    ("{{nothere}} f'{nothere}' {} {1} {a b}", ""),
])
def test_a_name_that_is_not_defined_is_told_in_a_line(answered, cell, braces, told):
    if "'{}'" in cell and "'" in braces:
        braces = braces.replace("'", "`").replace("f`{nothere}`", "")
    quiet(answered.execute(ANSWERS))
    cell = ok(answered.execute(cell.replace("{}", braces, 1)))
    said = [output["text"] for output in cell.outputs if output["output_type"] == "stream"]
    assert said == ([told + "\n"] if told else []), cell.text


ANSWERS = f"{CHAT}['main'] = Chat(ScriptedModel(lambda messages: 'fine'))"


@pytest.fixture(scope="module")
def answered(tmp_path_factory):
    """A kernel for many cells, with a model that answers at once."""
    kernel = Kernel(tmp_path_factory.mktemp("answered"))
    quiet(kernel.execute(LOAD))
    quiet(kernel.execute(SCRIPTED + "not_here = 1"))
    yield kernel
    kernel.stop()


def test_nothing_of_loading_is_left(kernel, model_file):
    """Of each cell that loads a model, whether it ends well or not."""
    path = model_file(seed=3)
    quiet(kernel.execute("from PIL import Image\nred = Image.new('RGB', (40, 40), 'red')\n"
                         "from notebook_chat.models.adapters import ScriptedModel\nmine = ScriptedModel(['fine'])"))
    for source in (f"%chat -m {path}", f"%%chat -m {path} --name b\nhi", f"%chat model {path}", "%chat -m mine",
                   "%%chat -m demo --max-tokens 3\nhi", "%chat -m demo --temperature 1", "%chat -m nowhere.gguf",
                   "%%complete -m demo --new --max-tokens 2\nOnce", "%%chat -m demo --image red\nhi"):
        cell = kernel.execute(source)
        shown = str([output for output in cell.outputs])
        assert "loading the model" not in shown and "…" not in shown, (source, shown)
    assert "loading the model demo" in str([message["content"] for message in
                                            kernel.execute("%chat -m demo").messages])
    state = kernel.execute("%chat -m demo")
    assert [set(output["data"]) for output in state.outputs] == [{"text/plain"}] and "* " in state.text


def test_nothing_of_loading_is_left_by_an_interrupt(kernel):
    quiet(kernel.execute(SLOW_LOAD))
    for source in ("%chat -m demo", "%chat model demo", PLANETS):
        cell = kernel.execute(source, interrupt_when=lambda cell: "loading the model" in cell.text)
        shown = assert_stopped(cell)
        assert "loading" not in shown.text and "…" not in shown.text, source


def test_advice_about_the_device_comes_once(kernel):
    sources = ("%chat -m demo", "%chat", "%chat --name other -m demo", "%chat model demo", "%chat model",
               "%chat use main")
    lines = [kernel.execute(source).text for source in sources]
    advice = "This build of llama-cpp-python has no GPU support"
    gpu = value(kernel, "__import__('llama_cpp').llama_supports_gpu_offload()")
    assert [text.count(advice) for text in lines] == [0 if gpu else 1] + [0] * 5, lines
    assert all("CMAKE_ARGS" not in text for text in lines[1:])
    assert gpu or "device: CPU (a build without GPU support)\n" in lines[1]


def test_messages_stay_few(kernel):
    quiet(kernel.execute(SCRIPTED.replace("range(300)", "range(225)").replace("0.05", "0.01")))
    cell = quiet(kernel.execute("%%chat\nhi"))
    updates = len(cell.of_type("update_display_data"))
    print(f"{updates} updates, {cell.bytes} bytes, {cell.seconds:.1f} s")
    assert 5 < updates < 25 * cell.seconds and updates < 150
    assert cell.bytes < 600_000


def test_nothing_of_llama_cpp_is_printed(kernel):
    cell = kernel.execute("from notebook_chat import load_model\nmodel = load_model(n_ctx=512)\nmodel.close()")
    assert cell.outputs == []


def test_extension_is_light(start_kernel):
    kernel = start_kernel()
    loaded = f"import sys; {{name for name in {HEAVY} if name in sys.modules}}"
    before = value(kernel, loaded)
    quiet(kernel.execute(LOAD))
    assert value(kernel, loaded) == before == set()


# Options


@pytest.mark.parametrize(
    "line, words",
    [
        ("--temprature 1", "Did you mean --temperature"),
        ("--temperature hot", "--temperature takes a number; got 'hot'."),
        ("--temperature -1", "temperature"),
        ("--max-tokens 0", "max_tokens"),
        ("--model missing.gguf", "missing.gguf"),
        ("--name", "needs a value after it"),
        ("hello there", "A question goes on the lines below"),
        ("--system 'open", "quotation"),
    ],
)
def test_mistakes_are_one_line(scripted, line, words):
    cell = scripted.execute(f"%%chat {line}\nhi")
    assert cell.error == "UsageError"
    text = "".join(output["text"] for output in cell.outputs if output["output_type"] == "stream")
    assert words in text and "Traceback" not in cell.text and text.strip().count("\n") == 0, cell.text
    assert value(scripted, HISTORY) == []


def test_empty_cell_and_words_after_chat(scripted):
    for source in ("%%chat\n   ", "%chat hello"):
        cell = scripted.execute(source)
        assert cell.error == "UsageError" and "Traceback" not in cell.text


def test_state(kernel):
    assert "No conversation yet" in kernel.execute("%chat").text
    kernel.execute(PLANETS)
    kernel.execute("%%chat --name other\nhi")
    state = kernel.execute("%chat").text
    assert "  main: 2 messages with demo" in state and "* other: 2 messages" in state and "device: " in state


def test_names_new_and_system(scripted):
    quiet(scripted.execute(f"{CHAT}['main'] = Chat(ScriptedModel(['one', 'two', 'three']))"))
    for line in ("", "--name b", "--name main", "--new --system 'Be brief'"):
        quiet(scripted.execute(f"%%chat {line}\nhi"))
    assert [role for role, _, _ in value(scripted, HISTORY)] == ["system", "user", "assistant"]
    assert value(scripted, f"sorted({CHAT})") == ["b", "main"]


def test_settings_of_one_answer(kernel):
    cut = only_output(quiet(kernel.execute(PLANETS.replace("%%chat", "%%chat --max-tokens 3"))))
    assert "cut off at the token limit" in cut and "3 tokens" in cut and LAST not in cut
    ask = "%%chat --new --temperature 2 --seed 7\nTell me a story"
    first, second = (answer_shown(quiet(kernel.execute(ask))) for _ in range(2))
    assert first.strip() == second.strip()   # what a growing answer ends with depends on when it was last shown


def test_unload_and_reload(kernel):
    quiet(kernel.execute(PLANETS))
    assert kernel.execute("%unload_ext notebook_chat").reply["status"] == "ok"
    assert kernel.execute("%%chat\nhi").error == "UsageError"
    quiet(kernel.execute(LOAD))
    assert LAST in only_output(quiet(kernel.execute(PLANETS)))
    assert kernel.execute("%reload_ext notebook_chat").reply["status"] == "ok"
    assert LAST in only_output(quiet(kernel.execute(PLANETS)))


# The blog's class

MOCK = """
class Mock:
    def create_chat_completion(self, messages, stream=False, **settings):
        for word in ("1. ", "Mercury ", "8. Neptune"): yield {"choices": [{"delta": {"content": word}}]}
"""
MODELS = {
    "demo": "from notebook_chat import load_model\nllm = load_model()",
    "llama_cpp": "import llama_cpp, notebook_chat\nfrom pathlib import Path\n"
                 "path = Path(notebook_chat.__file__).parent / 'weights' / 'demo.gguf'\n"
                 "llm = llama_cpp.Llama(str(path), n_ctx=1024, verbose=False)",
    "mock": MOCK + "llm = Mock()",
}


@pytest.mark.parametrize("model", MODELS)
def test_llama2_chat(kernel, model):
    quiet(kernel.execute(MODELS[model] + "\nfrom notebook_chat import Llama2Chat\nchat = Llama2Chat(llm, 'Be concise', "
                                         "font_size=21)"))
    ask = "chat.{}('Name the planets in the solar system'{})"
    whole = quiet(kernel.execute(ask.format("prompt_llama2", "")))
    answer = only_output(whole)
    assert 'font-size: 21px' in answer and FIRST in answer and "Neptune" in answer
    assert len(whole.of_type("update_display_data")) <= 1
    assert "Neptune" in only_output(quiet(kernel.execute(ask.format("prompt_llama2_stream", ""))))
    cleared = quiet(kernel.execute(ask.format("prompt_llama2_stream", ", clear_output=True")))
    assert "Neptune" in only_output(cleared) and cleared.of_type("clear_output")
    assert not cleared.of_type("update_display_data")
    assert value(kernel, "[m['role'] for m in chat.get_messages()]") == ["system"] + ["user", "assistant"] * 3


# Interrupts


STOP_LINE = "Stopped. Cells that were queued are not run."
TODAY = "%config ChatMagics.stop_ends_queue = False"   # Stop ends the answer only


def ended_by_stop(cell):
    """The cell without its last output, one quiet line that says it was stopped."""
    assert cell.error == "Stopped" and cell.reply["status"] == "error", cell.text
    assert not cell.of_type("stream"), cell.text
    *rest, error = cell.outputs
    assert error["output_type"] == "error" and error["traceback"] == [STOP_LINE]
    assert not [output for output in rest if output["output_type"] == "error"]
    return Execution(rest, reply=cell.reply)


def assert_stopped(cell):
    """The cell ended soon after the interrupt, in good order."""
    print(f"stopped after {cell.stopping_seconds:.2f} s")
    shown = ended_by_stop(cell)
    assert cell.stopping_seconds < 5
    assert "KeyboardInterrupt" not in cell.text
    return shown


def assert_works(kernel):
    """The next question is answered."""
    assert "word2" in only_output(quiet(kernel.execute("%%chat --max-tokens 3\nstill there?")))


def test_interrupt_in_an_answer(scripted):
    cell = scripted.execute("%%chat\nhi", interrupt_when=has_text)
    assert "stopped" in only_output(assert_stopped(cell)).splitlines()[-1]
    [(role, _, _), (author, text, reason)] = value(scripted, HISTORY)
    assert (role, author, reason) == ("user", "assistant", "stopped") and text.startswith("word0 word1")
    assert "word299" not in text
    assert text.strip() in cell.text
    assert_works(scripted)


def test_interrupt_in_an_answer_of_the_demo(kernel):
    cell = kernel.execute("%%chat --temperature 3 --seed 1 --max-tokens 4000\nTell me a long story",
                          interrupt_when=lambda cell: len(cell.of_type("update_display_data")) > 2)
    ended_by_stop(cell)
    assert "KeyboardInterrupt" not in cell.text
    assert LAST in only_output(quiet(kernel.execute(PLANETS.replace("%%chat", "%%chat --new"))))


def test_interrupt_before_the_first_token(scripted):
    quiet(scripted.execute(SCRIPTED.replace("pause=0.05", "pause=2")))
    cell = scripted.execute("%%chat --max-tokens 1\nhi", interrupt_after=0.5)
    assert_stopped(cell)
    assert {role for role, _, _ in value(scripted, HISTORY)} <= {"user", "assistant"}
    quiet(scripted.execute(SCRIPTED))
    assert_works(scripted)


def test_two_interrupts(start_kernel):
    for _ in range(3):
        scripted = start_kernel()
        quiet(scripted.execute(LOAD))
        quiet(scripted.execute(SCRIPTED))
        cell = scripted.start("%%chat\nhi")
        try:
            scripted.collect(cell, 20, lambda cell: has_text(cell) and not scripted.interrupt(cell))
        except TimeoutError:
            continue   # the second one met ipykernel after the cell had ended, and its reply was lost
        assert cell.stopping_seconds < 5
        return assert_works(scripted)
    raise AssertionError("after two interrupts no cell ended, three times")


def test_interrupt_while_loading(kernel):
    quiet(kernel.execute(SLOW_LOAD))
    cell = kernel.execute(PLANETS, interrupt_when=lambda cell: "loading the model" in cell.text)
    assert_stopped(cell)
    quiet(kernel.execute("room.load_parts = load"))
    assert LAST in only_output(quiet(kernel.execute(PLANETS)))


@pytest.mark.parametrize("delay", [0.0, 0.05, 0.15, 0.3, 0.5, 0.8, 1.2])
def test_interrupt_at_the_first_question(kernel, delay):
    cell = kernel.execute(PLANETS, interrupt_after=delay)
    assert "Traceback" not in cell.text and "KeyboardInterrupt" not in cell.text, cell.text
    if cell.reply["status"] == "error":
        ended_by_stop(cell)
    assert LAST in only_output(quiet(kernel.execute(PLANETS.replace("%%chat", "%%chat --new"))))


ASKING = {
    "cell": "%%chat\nhi", "line": "%chat retry", "value": "answers.send('hi')",
    "continued": "%%complete --model demo --temperature 3 --max-tokens 4000\nOnce",
    "shown": "display(answers.send('hi'))", "loop": "for _ in range(3): get_ipython().run_cell_magic('chat', '', 'hi')",
    "type": "%%chat --schema str\nhi", "quietly": "%%chat --out said --quiet\nhi",
}


def run_all(kernel, first):
    """Send a cell and two behind it, as Run All does, and press Stop once in the first."""
    cells = [kernel.start(source) for source in (first, "%%chat\nand this?", "print('after')")]
    begun = lambda cell: cell.interrupted is None and any(
        content.get("execution_state") == "busy" for content in (message["content"] for message in cell.messages))
    while not begun(cells[0]):
        kernel.take_in(0.02)
    kernel.take_in(0.8)
    kernel.interrupt(cells[0])
    for cell in cells:
        kernel.collect(cell)
    return cells


@pytest.mark.parametrize("face", ASKING)
def test_stop_ends_run_all(kernel, face):
    answers = "[' '.join(f'word{number}' for number in range(300))]"
    quiet(kernel.execute(SCRIPTED + f"answers = {CHAT}['main']\n"))
    if face == "line":
        quiet(kernel.execute(f"{CHAT}['main'] = answers = Chat(ScriptedModel(['fine', *{answers}], pause=0.05))"))
        quiet(kernel.execute("%%chat\nhi"))
    first, second, third = run_all(kernel, ASKING[face])
    ended_by_stop(first)
    assert [cell.reply["status"] for cell in (second, third)] == ["aborted"] * 2
    assert not second.outputs and not third.outputs
    asked = [text for role, text, _ in value(kernel, HISTORY) if role == "user"]
    assert "and this?" not in asked and len(asked) <= 1
    assert kernel.execute("print('runs')").text.strip() == "runs"
    quiet(kernel.execute("%chat explain --max-tokens 1"))
    asked = [text for role, text, _ in value(kernel, HISTORY) if role == "user"]
    assert asked[-1].startswith("A cell of my notebook:") and "print('runs')" in asked[-1]   # Stop is no error


@pytest.mark.parametrize("face", ["cell", "value", "quietly"])
def test_stop_ends_one_answer_where_that_is_set(scripted, face):
    quiet(scripted.execute(SCRIPTED.replace("range(300)", "range(60)") + f"{TODAY}\nanswers = {CHAT}['main']"))
    first, second, third = run_all(scripted, ASKING[face])
    quiet(first)
    quiet(second)
    assert third.text.strip() == "after"
    assert [text for role, text, _ in value(scripted, HISTORY) if role == "user"] == ["hi", "and this?"]
    assert [reason for _, _, reason in value(scripted, HISTORY)][1] == "stopped"


def test_stop_of_another_kind_aborts_nothing(scripted):
    """An answer that a program stops, as the panel's button does, ends its cell well."""
    quiet(scripted.execute(f"import threading\nthreading.Timer(1, lambda: {CHAT}['main'].stop()).start()"))
    cells = [scripted.start(source) for source in ("%%chat\nhi", "print('after')")]
    for cell in cells:
        scripted.collect(cell)
    assert "stopped" in only_output(quiet(cells[0])) and cells[1].text.strip() == "after"


def test_interrupt_in_a_loop_is_the_users(scripted):
    loop = f"reply = {CHAT}['main'].send('hi')\nfor text in reply: print(text, end='', flush=True)"
    cell = scripted.execute(loop, interrupt_when=has_text)
    assert cell.error == "KeyboardInterrupt" and cell.stopping_seconds < 5
    assert value(scripted, "reply.wait(5), reply.finish_reason") == (True, "stopped")
    assert value(scripted, HISTORY)[-1][2] == "stopped"
    assert_works(scripted)


def test_many_interrupts_leave_history_whole(scripted):
    chance = random.Random(5)
    for _ in range(10):
        cell = scripted.execute("%%chat\nhi", interrupt_after=chance.uniform(0, 0.6))
        assert "Traceback" not in cell.text and "KeyboardInterrupt" not in cell.text, cell.text
    roles = [role for role, _, _ in value(scripted, HISTORY)]
    assert roles == ["user", "assistant"] * (len(roles) // 2)
    assert_works(scripted)


BLOCKED = """
import time
class Blocked:
    def create_chat_completion(self, messages, stream=False, **settings):
        time.sleep(6)
        yield {"choices": [{"delta": {"content": "late"}}]}
"""


def ask_blocked(kernel, stops):
    """Ask an object that doesn't answer for six seconds, and press Stop some times."""
    quiet(kernel.execute(SCRIPTED + BLOCKED + f"{CHAT}['main'] = Chat(Blocked())"))
    cell = kernel.start("%%chat\nhi")
    for _ in range(stops):
        kernel.take_in(0.4)
        kernel.interrupt(cell)
    kernel.collect(cell)
    return cell


def test_stop_does_not_wait_for_an_object_that_blocks(kernel):
    cell = ask_blocked(kernel, stops=1)
    ended_by_stop(cell)
    assert cell.stopping_seconds < 3


def test_impatient_stops_give_no_traceback(kernel):
    cell = ask_blocked(kernel, stops=4)
    assert "KeyboardInterrupt" not in cell.text, cell.text


def test_a_second_stop_keeps_what_is_shown(scripted):
    quiet(scripted.execute("import time\nfrom notebook_chat.jupyter import views\nviews.CellView.close = lambda self: "
                           "time.sleep(1.5)"))
    cell = scripted.start("%%chat\nhi")
    for sign in ("word3", "stopped"):
        while sign not in cell.text:
            scripted.take_in(0.05)
        scripted.interrupt(cell)
    scripted.collect(cell)
    assert "word3" in cell.text, cell.text


def test_interrupt_in_a_long_prompt_that_shows_progress(kernel, model_file):
    path = model_file(width=512, layers=12, n_ctx=8192, seed=1)
    quiet(kernel.execute(f"%%chat --model {path} --max-tokens 1\nhi"))
    long = "%%chat\n" + "the thing that was there " * 240
    cell = kernel.execute(long, interrupt_when=lambda cell: "reading the prompt" in cell.text)
    assert_stopped(cell)
    assert [role for role, _, _ in value(kernel, HISTORY)] == ["user", "assistant"]
    assert "reading the prompt" in str([message["content"] for message in cell.of_type("update_display_data")])
    only_output(quiet(kernel.execute("%%chat --max-tokens 2\nhi")))


SLOW_READING = """
import time
from notebook_chat.llama.context import LlamaContext
decode = LlamaContext.decode
def slow_decode(self, chunks):
    if sum(len(chunk.tokens) for chunk in chunks) > 20: time.sleep(2.5)
    return decode(self, chunks)
LlamaContext.decode = slow_decode
"""


def test_progress_of_reading_comes_after_a_second(kernel):
    """Also while the first part of a prompt is read, when nothing comes from the model."""
    quiet(kernel.execute(SLOW_READING))
    cell = quiet(kernel.execute("%%chat --model demo --max-tokens 1\n" + "the thing that was there " * 50))
    notes = [message["content"]["data"]["text/plain"] for message in cell.of_type("update_display_data")]
    read = [note for note in notes if "reading the prompt" in note]
    assert read and re.search(r"reading the prompt: 0 of \d+ tokens", read[0]), notes
    assert "reading the prompt" not in cell.text


def test_an_error_of_the_model_is_told_quietly(scripted):
    quiet(scripted.execute(
        "class Broken:\n"
        "    def create_chat_completion(self, messages, stream=False, **settings):\n"
        "        yield {'choices': [{'delta': {'content': 'half an answer'}}]}\n"
        "        raise RuntimeError('the line went dead')\n"
        f"{CHAT}['main'] = Chat(Broken())"
    ))
    cell = scripted.execute("%%chat\nhi")
    assert "half an answer" in cell.text and "the line went dead" in cell.text and "Traceback" not in cell.text
    assert [reason for _, _, reason in value(scripted, HISTORY)] == [None, "error"]


# Beyond notebooks


def test_terminal(tmp_path):
    environment = kernel_environment(IPYTHONDIR=str(tmp_path), TERM="dumb")
    command = [sys.executable, "-m", "IPython", "--simple-prompt", "--no-banner", "--colors=NoColor"]
    terminal = pexpect.spawn(command[0], command[1:], env=environment, encoding="utf-8", timeout=30,
                             dimensions=(50, 200))
    terminal.expect_exact("In [1]:")
    for number, line in enumerate([LOAD, "get_ipython().run_cell_magic('chat', '', 'Name the planets in the solar "
                                         "system')"], 1):
        terminal.sendline(line)
        terminal.expect_exact(f"In [{number + 1}]:")
    assert LAST in terminal.before and re.search(r"\[demo · \d+ tokens · ", terminal.before)
    assert "<small" not in terminal.before
    for line in SCRIPTED.strip().splitlines():
        terminal.sendline(line)
        terminal.expect(r"In \[\d+\]:")
    terminal.sendline("get_ipython().run_cell_magic('chat', '', 'hi')")
    terminal.expect_exact("word3 ")
    terminal.sendintr()
    terminal.expect(r"\[stopped · .*\]")
    assert "Traceback" not in terminal.before
    terminal.sendline("print('still', 'here')")
    terminal.expect_exact("still here")
    terminal.sendline("exit")
    terminal.expect(pexpect.EOF)
    terminal.close()


@pytest.mark.parametrize(
    "code", ["for text in Chat().send(question): print(text, end='')", "print(Chat().send(question).text)",
             "from notebook_chat.jupyter.views import show; show(Chat().send(question))"]
)
def test_script(code):
    code = f"from notebook_chat import Chat; question = 'Name the planets in the solar system'\n{code}"
    done = run_python(code, timeout=60, **kernel_environment())
    assert (done.returncode, done.stderr) == (0, "") and FIRST in done.stdout and LAST in done.stdout


TOOLS = """
def get_date():
    "Returns the current date."
    return "Saturday, 21 November"

def get_time():
    "Returns the current time."
    return "10:42"

def calculate(expression: str):
    "Calculates an arithmetic expression."
    left, sign, right = expression.split()
    return {"+": int.__add__, "-": int.__sub__, "*": int.__mul__}[sign](int(left), int(right))
"""


@pytest.mark.parametrize("question, function, result", [
    ("What time is it?", "get_time", "10:42"), ("What is the date today?", "get_date", "Saturday, 21 November"),
    ("What is 48 * 37?", "calculate", "1776"), ("What is 6453 + 271?", "calculate", "6724"),
])
def test_the_built_in_model_calls_functions(kernel, question, function, result):
    quiet(kernel.execute(TOOLS))
    cell = quiet(kernel.execute(f"%%chat --functions {function}\n{question}"))
    assert f"<summary><code>{function.replace('_', '&#95;')}" in cell.text and cell.text.count(result) >= 2
    assert value(kernel, f"[m.role for m in {CHAT}['main'].messages]") == ["user", "assistant", "tool", "assistant"]
    assert result in value(kernel, f"{CHAT}['main'].messages[-1].text")
    quiet(kernel.execute(f"from notebook_chat import Chat\nchat = Chat(functions=[{function}])\n"
                         f"said = chat.send({question!r}).text"))
    assert result in value(kernel, "said") and len(value(kernel, "[m.role for m in chat.messages]")) == 4
