"""Saved prompts: their files, in cells and in the terminal."""

import os
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kernels import kernel_environment
from notebook_chat.chat.prompts import PromptError, Prompts, read_prompt_text, read_values, written_prompt
from support import harness
from support.cells import ok, run, value

MAGICS = "get_ipython().magics_manager.registry['ChatMagics']"
SETUP = f"""
from notebook_chat import Chat
from notebook_chat.models.adapters import ScriptedModel
magics = {MAGICS}
magics.chats["main"] = Chat(ScriptedModel(lambda messages: "You said: " + messages[-1].text, name="echo"))
def asked(): return [message.text for message in magics.chats["main"].messages if message.role == "user"][-1]
"""


# Files


@pytest.fixture
def prompts(tmp_path):
    """Prompts of a project, and of its user."""
    return Prompts([tmp_path / "project", tmp_path / "user"])


TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n-: {}"), max_size=60)


@given(TEXT, TEXT)
@settings(max_examples=300, deadline=None)
def test_what_is_written_is_read_again(text, description):
    text, about = text.strip("\n"), " ".join(description.split()).strip("'\"")
    assert read_prompt_text(written_prompt(text, about)) == (text, about)


@given(st.text(max_size=80))
@settings(max_examples=300, deadline=None)
def test_any_line_has_values_and_a_text(line):
    values, text = read_values(line)
    assert all(name.isidentifier() for name in values) and text in line


@pytest.mark.parametrize("name", ["../x", "..", "a/b", "a\\b", "/etc/passwd", "~", "a.md", ".x", "", " ", "-x", "x\0y",
                                  "CON", "a" * 300, "😀"])
def test_no_name_leads_out_of_the_folder(prompts, name, tmp_path):
    for act in (lambda: prompts.save(name, "text"), lambda: prompts.get(name), lambda: prompts.remove(name)):
        with pytest.raises(PromptError, match="can't be called"):
            act()
    assert name not in prompts and list(tmp_path.rglob("*")) == []


@pytest.mark.parametrize("name", ["été", "समीक्षा", "レビュー", "обзор-2", "_x"])
def test_names_in_any_script(prompts, name):
    prompts.save(unicodedata.normalize("NFD", name), "text")
    assert prompts.names() == [unicodedata.normalize("NFC", name)]
    assert prompts[unicodedata.normalize("NFD", name)].text == "text"


@pytest.mark.parametrize("data, problem", [
    (b"\xff\xfe\x00x", "UTF-8"), (b"", "is empty"), (b"---\na: b\n---\n\n", "is empty"), (b"x" * 1_000_001, "1 MB"),
    (b"a\0b", "isn't a text"),
])
def test_bad_files_are_named_and_the_others_stay(prompts, data, problem):
    prompts.save("good", "text")
    (prompts.folders[0] / "bad.md").write_bytes(data)
    with pytest.raises(PromptError, match=problem) as error:
        prompts["bad"]
    assert "bad.md" in str(error.value)
    lines = prompts.list_text().splitlines()
    assert len(lines) == 2 and "can't be used" in lines[0] and lines[1] == "good"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(prompts):
    prompts.save("locked", "text").path.chmod(0)
    with pytest.raises(PromptError, match="can't be read"):
        prompts["locked"]


def test_a_folder_in_which_nothing_can_be_written(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("I am no folder.")
    shared = Prompts([tmp_path / "file"])
    assert list(shared) == [] and shared.list_text() == ""
    with pytest.raises(PromptError, match="review.md can't be written: .*take another one"):
        shared.save("review", "Review this.")
    (tmp_path / "ok").mkdir()
    (tmp_path / "ok" / "review.md").write_text("Review this.")
    shared = Prompts([tmp_path / "ok"])

    def refused(*given, **options):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "unlink", refused)
    with pytest.raises(PromptError, match="review.md can't be written: Permission denied"):
        shared.remove("review")
    assert shared["review"].text == "Review this."


def test_folders_and_broken_links_are_no_prompts(prompts):
    prompts.save("good", "text")
    (prompts.folders[0] / "folder.md").mkdir()
    (prompts.folders[0] / "link.md").symlink_to(prompts.folders[0] / "nowhere")
    assert prompts.names() == ["good"]


def test_many_blank_lines_take_no_mad_time():
    text = "---\na: b\n" + "   \n" * 5000 + "x"
    assert read_prompt_text(text) == (text, "")


# Cells


@pytest.fixture(scope="module")
def session(tmp_path_factory):
    """One kernel for these tests, with a folder of its own."""
    folder = tmp_path_factory.mktemp("prompts")
    kernel = harness.Kernel(folder, XDG_DATA_HOME=str(folder / "data"))
    kernel.folder = folder
    ok(kernel.execute("%load_ext notebook_chat"))
    ok(kernel.execute(SETUP))
    yield kernel
    kernel.stop()


def mistake(kernel, source):
    """The one line that a mistake is reported in."""
    cell = kernel.execute(source)
    assert cell.error == "UsageError" and "Traceback" not in cell.text, cell.text
    return "".join(output["text"] for output in cell.outputs if output["output_type"] == "stream").strip()


kernels = pytest.mark.kernel


@kernels
def test_a_prompt_from_the_last_question(session):
    run(session, "table = [1, 2]\n")
    run(session, "%%chat\nSum up {table}.")
    told = run(session, "%chat prompt save sum").text
    assert "%%chat --prompt sum table=..." in told
    assert (session.folder / "prompts" / "sum.md").read_text() == "Sum up {table}.\n"
    run(session, "%%chat --prompt sum\n")
    assert value(session, "asked()") == "Sum up [1, 2]."
    run(session, "%chat prompt sum table=x")
    assert value(session, "asked()") == "Sum up x."
    assert "another prompt 'sum' already" in mistake(session, "%chat prompt save sum Other")


@kernels
def test_values_come_first_and_then_variables(session):
    run(session, "%chat prompt save review Review {code} for {aim}: {text}")
    run(session, "code = 'x = 1'\n")
    run(session, "%%chat --prompt review aim='few copies' -q\nand {code}")
    assert value(session, "asked()") == "Review x = 1 for few copies: and x = 1"
    run(session, "%chat --prompt review aim={code} text= --quiet")
    assert value(session, "asked()") == "Review x = 1 for x = 1: "
    run(session, "%%chat --prompt review aim=speed code=y --temperature 0\nplease {nothere}")
    assert value(session, "asked()") == "Review y for speed: please {nothere}"


@kernels
@pytest.mark.parametrize("source, words", [
    ("%%chat --prompt review\n", ["a value for {aim}, {text}", "--prompt review aim=TEXT", "a variable of that name"]),
    ("%%chat --prompt revew\n", ["There is no prompt 'revew'", "Did you mean review?"]),
    ("%%chat --prompt ../review\n", ["can't be called"]),
    ("%%chat --prompt review aims=x\n", ["no slot {aims}", "Did you mean {aim}?"]),
    ("%%chat --prompt review please\n", ["takes a name and values", "'please'"]),
    ("%%chat --prompt\nx", ["--prompt"]),
    ("%%chat --prompt review aim=x --no-fill\nx", ["needs a value for {code}"]),
    ("%%chat --prompt review --raw\nx", ["--prompt goes with a question"]),
    ("%chat prompt save", ["Name the prompt"]),
    ("%chat prompt save list x", ["another name"]),
    ("%chat prompt show nothere", ["There is no prompt"]),
    ("%chat prompt remove", ["There are: review"]),
])
def test_mistakes_name_what_can_be_done(session, source, words):
    run(session, "%chat prompt save --replace review Review {code} for {aim}: {text}\ncode = 'x = 1'\ndel_ = 1")
    before = value(session, "len(magics.chats['main'].messages)")
    text = mistake(session, source)
    assert all(word in text for word in words), text
    assert value(session, "len(magics.chats['main'].messages)") == before


@kernels
def test_prompts_are_listed_shown_completed_and_removed(session):
    run(session, "%chat prompt save --replace review Review {code} for {aim}: {text}")
    run(session, "%chat prompt save überblick Give an overview")
    assert "review  {code} {aim} {text}" in run(session, "%chat prompts").text
    assert run(session, "%chat prompt show überblick").text.strip().endswith("Give an overview")
    for line, found in {"%chat prompt re": "review", "%%chat --prompt re": "review", "%%chat --prompt review a": "aim=",
                        "%chat prompt show ü": "überblick", "%chat pro": "prompt", "%%chat --pro": "--prompt"}.items():
        message = session.client.complete(line, len(line))
        while (reply := session.client.get_shell_msg(timeout=60))["parent_header"].get("msg_id") != message:
            pass
        assert found in reply["content"]["matches"], line
    assert "It was: Give an overview" in run(session, "%chat prompt remove überblick").text
    assert not (session.folder / "prompts" / "überblick.md").exists()


@kernels
def test_another_folder_can_be_set(session):
    run(session, "%config ChatMagics.prompts = 'shared'")
    run(session, "%chat prompt save hello Hello {who}")
    assert (session.folder / "shared" / "hello.md").exists() and "review" not in run(session, "%chat prompts").text
    run(session, "%config ChatMagics.prompts = ''")
    assert "hello" not in run(session, "%chat prompts").text


@kernels
def test_code_that_is_cut_off_is_told(session):
    run(session, "magics.chats['cut'] = Chat(ScriptedModel('So:\\n```python\\nx = [1, 2, 3, 4]\\n'))")
    assert "isn't complete" not in run(session, "%%chat -n cut -c\nhi").text
    run(session, "magics.chats['cut'] = Chat(ScriptedModel('So:\\n```python\\nx = [1, 2, 3, 4]\\n```'))")
    text = run(session, "%%chat -n cut -c --max-tokens 3\nhi").text
    assert "The code isn't complete: the answer was cut off at the token limit" in text and "--max-tokens" in text
    run(session, "%chat use main")


# The terminal


@pytest.fixture
def talk(tmp_path):
    """`talk(*lines)` types lines into the terminal chat with the built-in model and gives what it prints."""

    def start(*lines):
        done = subprocess.run([sys.executable, "-m", "notebook_chat", "-i", "-m", "demo", "--max-tokens", "4"],
                              input="\n".join(lines) + "\n", cwd=tmp_path, capture_output=True, text=True, timeout=90,
                              env=kernel_environment(XDG_STATE_HOME=str(tmp_path), XDG_DATA_HOME=str(tmp_path)))
        return done.stdout + done.stderr

    return start


def test_prompts_in_the_terminal(talk, tmp_path):
    text = talk("/prompt save greet Greet {who} in {language}.", "/greet who=Ada language=French", "/history",
                "/greet who=Ada", "/prompts", "/grete", "/prompt show greet", "/help")
    assert "It is asked with: /greet who=... language=..." in text
    assert "user: Greet Ada in French." in text
    assert "needs a value for {language}. Give it as in: /greet language=TEXT" in text
    assert "greet  {who} {language}" in text and "There is no /grete" in text and "/prompt [NAME" in text
    assert (tmp_path / "prompts" / "greet.md").read_text() == "Greet {who} in {language}.\n"


def test_a_prompt_named_like_a_command(talk):
    text = talk("/prompt save stats Say {word}.", "/stats", "/prompt stats word=hello", "/history")
    assert "It is asked with: /prompt stats word=..." in text and "user: Say hello." in text
