"""What a command does is confirmed in a line; settings are read in any spelling; `%%complete` ends by itself."""

import pytest

from notebook_chat.chat.commands import commands_of, run_command
from notebook_chat.chat.options import CommandError, parse_settings
from notebook_chat.jupyter.magic_commands import help_text
from support.harness import text_of

MODEL = """
from notebook_chat.models.adapters import ScriptedModel
class Counting(ScriptedModel):
    def complete(self, prompt, settings=None, **options):
        text = f"at most {(settings or {}).get('max_tokens') if isinstance(settings, dict) else settings.max_tokens}"
        return ScriptedModel(text).reply([{"role": "user", "content": "x"}], **options)
mine = Counting(["one", "two", "three"], name="mine")
"""


def printed(cell):
    """What a cell has printed, as lines."""
    return "\n".join(map(text_of, cell.outputs)).strip().splitlines()


def test_each_command_confirms_in_a_line(run_cells, tmp_path):
    lines = {
        "system Be brief": "The system prompt is: Be brief",
        "system": "The system prompt is removed. It was: Be brief",
        "system ": "There is no system prompt.",
        "set temperature 0.2": "temperature = 0.2",
        "set temperature=none": "Nothing is set; the settings are: max_tokens, ",
        "edit 1 uno": "Message 1 is changed. %chat continue goes on from it.",
        "alias small demo": "small stands for demo.",
        f"save {tmp_path}/talk.json": f"saved to {tmp_path}/talk.json",
        f"export {tmp_path}/talk.md": f"exported to {tmp_path}/talk.md",
        "fork other": "The conversation goes on as 'other'; %chat use main goes back.",
        "reset": "A new conversation.",
    }
    cells = ["%load_ext notebook_chat", MODEL, "%%chat -m mine\nCount", *(f"%chat {line}" for line in lines),
             "%%complete\nOnce", "%%complete --max-tokens 9\nOnce", "%chat set max_tokens=7", "%%complete\nOnce"]
    notebook = run_cells(cells)
    for (line, words), cell in zip(lines.items(), notebook.cells[3:]):
        assert len(printed(cell)) == 1 and printed(cell)[0].startswith(words), (line, printed(cell))
    some, few, _, own = notebook.cells[-4:]
    assert [printed(cell)[0] for cell in (some, few, own)] == ["at most 256", "at most 9", "at most 7"]


@pytest.mark.parametrize("line", [
    "temperature=0.2 top_k=5", "temperature 0.2 top_k 5", "temperature = 0.2 top-k= 5", "--temperature 0.2 --top-k=5",
    "temperature: 0.2 top_k =5", "top_k 5 temperature=0.2",
])
def test_settings_in_any_spelling(line):
    assert parse_settings(line) == dict(temperature=0.2, top_k=5)


@pytest.mark.parametrize("line, words", [
    ("temprature 0.2", "Did you mean 'temperature'?"), ("temperature", "as in temperature=0.2"),
    ("temperature top_k=5", "got 'temperature'"), ("0.2", "got '0.2'"), ("temperature 0.2 0.3", "got '0.3'"),
    ("temperature hot", "can't be 'hot'"),
])
def test_what_is_no_setting_is_said(line, words):
    with pytest.raises(CommandError, match=words.replace("?", r"\?")):
        parse_settings(line)


def test_a_stop_text_may_be_anything_but_a_setting():
    assert parse_settings("stop END seed none logit_bias 42=-1.5") == dict(stop=("END",), seed=None,
                                                                           logit_bias={42: -1.5})
    assert parse_settings("stop= temperature=1") == dict(stop=None, temperature=1.0)


def test_the_help_begins_with_the_commands():
    text = help_text()
    assert text.index("%chat undo") < text.index("--temperature") and text.startswith("On a line of its own:")


def test_both_faces_have_what_makes_sense_in_both():
    terminal, notebook = commands_of("terminal"), commands_of("notebook")
    assert {"models", "export", "save", "load", "system", "set", "edit"} <= set(terminal) & set(notebook)


class Nowhere:
    """A face without a conversation."""

    name, unknown_command = "terminal", ""

    def __init__(self, prefix):
        self.prefix = prefix


@pytest.mark.parametrize("prefix", ["/", "%chat "])
def test_a_suggestion_is_as_it_is_typed(prefix):
    with pytest.raises(CommandError, match=f"Did you mean {prefix}help\\?"):
        run_command(Nowhere(prefix), "hepl")
