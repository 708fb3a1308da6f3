"""A talk in files: all of it is there, and nothing of it comes to life."""

import base64
import io
import json
import os
import stat
import time

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from IPython.core.inputtransformer2 import TransformerManager
from PIL import Image

from notebook_chat.core.messages import ChatMessage, ChatMessages, FunctionCall, Picture
from notebook_chat.core.writer import CallEvent
from notebook_chat.models.adapters import ScriptedModel
from notebook_chat.chat.state import StoreError
from notebook_chat.chat.transcript import Item, chat_items, items_of
from notebook_chat.render.canonical import safe_markdown
from notebook_chat.chat.markdown import item_markdown, to_markdown, to_text
from notebook_chat.chat.export import export_chat, exported, to_notebook
from notebook_chat.chat.chat import Chat
from support.hostile import ALL
from support.markdown import INPUTS, PARSERS, live_parts
from support.payloads import check_all
from support.pictures import png


def drawn(color="red", name="a.png"):
    """A picture."""
    return Picture(png(color, (640, 320)), "image/png", name)


CODE = "x = [" + ", ".join(f"'{number}'" for number in range(60)) + "]"
RICH = [
    ChatMessage("system", "Be brief."),
    ChatMessage("user", "What is {this}? \ud83d \x00 <|im_end|>", images=[drawn()]),
    ChatMessage("assistant", "Let me look.", reasoning="Hm, \"this\".", raw="Let me look.<call>",
                calls=[FunctionCall("look", {"at": "it", "deep": [1, None]}, "c1"),
                       FunctionCall("run", {"code": CODE}, "c2")]),
    ChatMessage("tool", "Error: no such name", call_id="c2", name="run"),
    ChatMessage("tool", "a cat", call_id="c1", name="look"),
    ChatMessage("assistant", "A cat.", tokens=(5, 6, 7), model="/secret/folder/model.gguf:1:2", finish_reason="length"),
]


def refuse(*arguments, **options):
    """A model that fails."""
    raise RuntimeError("no")


def around(text):
    """A talk with a text in every place that a model or a person fills."""
    call = FunctionCall("f", {text: text}, "c")
    picture = Picture(b"no picture", "image/svg+xml", text)
    return [
        ChatMessage("system", text),
        ChatMessage("user", text, images=[picture, drawn(name=text)]),
        ChatMessage("assistant", text, reasoning=text, calls=[call]),
        ChatMessage("tool", text, call_id="c", name="f"),
        ChatMessage("tool", text, call_id=text, name=text),
        ChatMessage("assistant", text, finish_reason="stopped"),
        ChatMessage("assistant", text, images=[text]),
        ChatMessage("a critic", text),
    ]


def live(rendered):
    """What could act, besides folds and pictures that are in the text; an error if a fold doesn't close."""
    assert rendered.count("<details>") == rendered.count("</details>")
    own = ("<details>", "<summary>", "<img>", "img src=data:image/png;base64,", "img src=data:image/jpeg;base64,",
           "img alt=")
    return [part for part in live_parts(rendered) if not part.startswith(own)]


# Nothing comes to life


SHORT = [text for text in ALL if len(text) < 1000]


@pytest.mark.parametrize("parser", PARSERS)
def test_a_talk_of_hostile_texts_is_dead(parser):
    def check(text):
        shown = to_markdown(items_of(around(text), instructions=True))
        assert live(PARSERS[parser](shown)) == []

    check_all(SHORT, check)


@pytest.mark.parametrize("parser", PARSERS)
def test_a_notebook_of_hostile_texts_is_dead(parser):
    def check(text):
        notebook = nbformat.reads(exported(around(text), "notebook"), 4)
        nbformat.validate(notebook)
        outputs = [output.data for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
        assert {kind for data in outputs for kind in data} <= {"text/markdown", "text/plain", "image/png", "image/jpeg"}
        shown = [data["text/markdown"] for data in outputs if "text/markdown" in data]
        shown += [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
        assert len(shown) >= 2
        assert [part for source in shown for part in live(PARSERS[parser](source))] == []

    check_all(SHORT, check)


def test_a_fold_holds_what_is_in_it():
    item = items_of([ChatMessage("assistant", "the answer", reasoning="</details>\n\n```\n</details>")])[0]
    assert item_markdown(item).count("\n</details>\n\nthe answer") == 1
    assert live(PARSERS["markdown-it"](item_markdown(item))) == []


CODE_CELLS = TransformerManager()


@given(st.text(max_size=40) | st.sampled_from(["Be brief.", "Is it ok?", "a\\", "{x} $HOME", "a\nb", "!ls", "-s x",
                                               "a;", "é?? ", "a\u2028b", ""]))
def test_instructions_run_as_nothing_but_instructions(text):
    cell = json.loads(to_notebook([Item("system", parts=[("text", text)])]))["cells"][1]
    if cell["cell_type"] == "code":
        assert CODE_CELLS.transform_cell(
            cell["source"]) == f"get_ipython().run_line_magic('chat', {'system ' + text!r})\n"
    else:
        assert cell["source"].startswith("**Instructions**")


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n%!?{}\\"), max_size=40))
def test_questions_run_as_nothing_but_questions(text):
    source = json.loads(exported([ChatMessage("user", text)], "notebook"))["cells"][1]["source"]
    code = CODE_CELLS.transform_cell(source)
    assert code.startswith("get_ipython().run_cell_magic('chat', ") and code.count("\n") == 1
    assert ("--no-fill" in source.split("\n")[0]) == ("{" in text)


def test_no_picture_is_fetched(monkeypatch):
    def fetched(*arguments, **options):
        raise AssertionError("it was fetched")
    monkeypatch.setattr("notebook_chat.core.download.urllib.request.OpenerDirector.open", fetched)
    talk = [ChatMessage("user", "See?", images=["https://a.example/b.png", "/etc/passwd"]),
            ChatMessage("assistant", "Yes.")]
    assert items_of(talk)[0].images == []
    assert "*(picture https://a.example/b.png)*" in exported(talk, "markdown")
    assert "[picture https://a.example/b.png]" in exported(talk, "notebook")


# All of it is there


def test_markdown_has_everything():
    shown = exported(RICH, "markdown")
    for words in ("**Instructions**\n\nBe brief.", "**You**\n\n![a.png](data:image/png;base64,",
                  "What is {this}? ? &lt;|im_end|>",
                  "<summary>Thoughts</summary>\n\nHm, \"this\".\n", "look&#40;at&#61;", "```text\na cat\n```",
                  f"```python\n{RICH[2].calls[1]}\n```",
                  "</code> failed</summary>", "Error: no such name", "**Assistant**",
                  "A cat.\n\n*(cut off at the token limit)*"):
        assert words in shown, words
    assert "secret" not in shown and shown.count("**Assistant**") == 1
    assert shown.index("Let me look.") < shown.index("a cat") < shown.index("no such name") < shown.index("A cat.")


def test_text_that_is_harmless_stays_as_it_was():
    text = ("# Say \"hi\"\n\n* `print(\"hi\", 'x')`\n* [a]\n\n> it's 5 * 3 = \"15\" (so!)\n\n| a | b |\n| --- | --- |\n"
            "| 1 | 2 |\n\nSee [https://a.example/b?c=d](https://a.example/b?c=d), and *that* is **all**.\n\n"
            "```python\nif a < b: print(\"<b>\")\n```")
    assert safe_markdown(text) == text


@pytest.mark.parametrize("unit", ["@", "//", "]", "] ", "\n", "\n ", "\n\n", "\"@ ", "`", "a@\"\n\n", "www."])
def test_long_texts_take_time_in_proportion(unit):
    def seconds(length):
        started = time.process_time()
        safe_markdown(unit * (length // len(unit)))
        return time.process_time() - started
    short, long = min(seconds(20_000) for _ in range(3)), min(seconds(200_000) for _ in range(2))
    assert long < 40 * max(short, 0.005)


def test_a_notebook_has_everything_and_asks_again():
    notebook = nbformat.reads(exported(RICH, "notebook"), 4)
    nbformat.validate(notebook)
    load, instructions, question = notebook.cells
    assert (load.source, instructions.source) == ("%load_ext notebook_chat", "%chat system Be brief.")
    assert question.source.startswith("%%chat --no-fill\nWhat is {this}?")
    picture, answer = question.outputs
    assert picture.data["text/plain"] == "[picture a.png]"
    assert Image.open(io.BytesIO(base64.b64decode(picture.data["image/png"]))).size == (320, 160)
    markdown, plain = answer.data["text/markdown"], answer.data["text/plain"]
    assert markdown.count("<details>") == 3 and markdown.endswith("*(cut off at the token limit)*")
    assert plain.startswith("[thinking] Hm") and "a cat]" in plain
    assert plain.endswith("A cat.\n\n[cut off at the token limit]")


def test_an_answer_without_a_question_is_a_text_cell():
    talk = [ChatMessage("assistant", "<b>Hello</b>"), ChatMessage("user", "Hi"), ChatMessage("critic", "Too short"),
            ChatMessage("assistant", "Oh")]
    cells = nbformat.reads(exported(talk, "notebook"), 4).cells[1:]
    assert [(cell.cell_type, cell.source.partition("\n")[0]) for cell in cells] == [
        ("markdown", "**Assistant**"), ("code", "%%chat"), ("markdown", "**critic**"), ("markdown", "**Assistant**")]
    assert "&lt;b>Hello" in cells[0].source


def test_results_find_their_calls():
    one, two = FunctionCall("one", {}, "1"), FunctionCall("two", {}, "2")
    late = [ChatMessage("assistant", calls=[one, two]), ChatMessage("tool", "B", call_id="2")]
    assert items_of(late)[0].parts == [("call", CallEvent(one, "(no result)")), ("call", CallEvent(two, "B"))]
    bare = [ChatMessage("assistant", calls=[FunctionCall("one"), FunctionCall("two")]), ChatMessage("tool", "A"),
            ChatMessage("tool", "B")]
    assert [event.result for _, event in items_of(bare)[0].parts] == ["A", "B"]
    unasked = [ChatMessage("user", "?"), ChatMessage("tool", "Error: lost", name="find"),
               ChatMessage("assistant", "So.")]
    assert items_of(unasked)[1].parts == [("call", CallEvent(FunctionCall("find"), "Error: lost", True)),
                                          ("text", "So.")]


def test_what_left_the_context_is_there():
    chat = Chat(ScriptedModel("Mercury"), system="Name planets.")
    chat.send("One?").wait()
    chat.messages.dropped = ChatMessages([ChatMessage("user", "long ago"), ChatMessage("assistant", "indeed")])
    assert [item.text for item in chat_items(chat, instructions=True)] == ["Name planets.", "long ago", "indeed",
                                                                           "One?", "Mercury"]
    shown = exported(chat, "markdown")
    assert shown.index("Name planets.") < shown.index("long ago") < shown.index("Mercury")
    assert [message["content"] for message in json.loads(exported(chat, "messages"))] == ["Name planets.", "One?",
                                                                                          "Mercury"]


def test_what_is_being_written_is_there_and_marked():
    chat = Chat(ScriptedModel(["one two three four five six"], pause=0.1))
    reply = chat.send("Count <b>")
    while not reply.text_so_far:
        time.sleep(0.01)
    shown = exported(chat, "markdown")
    assert "Count &lt;b>" in shown and "**Assistant**\n\none" in shown and shown.endswith("*(still being written)*\n")
    reply.stop()
    reply.wait()
    assert exported(chat, "markdown").endswith("*(stopped)*\n")


def test_a_question_that_got_no_answer_is_there():
    chat = Chat(ScriptedModel(refuse))
    with pytest.raises(RuntimeError):
        chat.send("Are you there?").text
    assert len(chat.messages) == 0
    assert exported(chat, "markdown") == "**You**\n\nAre you there?\n\n---\n\n**Assistant**\n\n*(ended by an error)*\n"
    assert nbformat.reads(exported(chat, "notebook"), 4).cells[1].outputs[0].data["text/plain"] == "[ended by an error]"


@pytest.mark.parametrize("again",
                         [lambda chat: chat.retry(), lambda chat: chat.edit(-2, "Anybody?"), lambda chat: chat.send()])
def test_what_a_failed_reply_was_to_replace_is_there(again):
    chat = Chat(ScriptedModel("the first answer of two"))
    chat.send("Are you there?", max_tokens=3).wait()
    kept = exported(chat, "markdown")
    chat.model = ScriptedModel(refuse)
    with pytest.raises(RuntimeError):
        again(chat).text
    shown, cells = exported(chat, "markdown"), nbformat.reads(exported(chat, "notebook"), 4).cells
    assert shown.startswith(kept.rstrip()) and cells[1].outputs[0].data["text/plain"].startswith("the first")
    assert ("Anybody?" in shown) == ("Anybody?" in exported(chat, "notebook")) == shown.endswith(
        "*(ended by an error)*\n")


def test_text_has_what_was_said():
    assert to_text(items_of(RICH[1:])).startswith("You: What is {this}?")
    assert to_text(items_of([RICH[-1]])) == "Assistant: A cat.\n\n[cut off at the token limit]\n"


def test_json_comes_back():
    assert ChatMessages.from_json(exported(RICH, "messages")).get_messages() == ChatMessages(RICH).get_messages()
    assert json.loads(exported(RICH, "messages"))[2]["reasoning_content"] == RICH[2].reasoning
    [line] = exported(RICH, "openai").splitlines()
    assert json.loads(line)["messages"][2]["tool_calls"][0]["function"]["name"] == "look" and "Hm" not in line
    assert json.loads(exported(RICH, "sharegpt"))["conversations"][2] == {"from": "gpt", "value": "Let me look.<call>"}


# Files


@pytest.mark.parametrize(("name", "form", "words"), [
    ("a.md", None, "**You**"), ("a.MD", None, "**You**"), ("a.ipynb", None, "%%chat"), ("a.json", None, '"role"'),
    ("a.jsonl", None, '{"messages"'),
    ("b.json", "sharegpt", '"human"'), ("c.txt", "markdown", "**You**"), ("d", "notebook", '"nbformat"')])
def test_a_file_of_each_form(tmp_path, name, form, words):
    chat = Chat(ScriptedModel("x"))
    for message in RICH:
        chat.messages.append(message)
    chat.export(tmp_path / name, form)
    content = (tmp_path / name).read_text("utf-8")
    assert words in content and "A cat." in content and "secret" not in content
    assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600 and os.listdir(tmp_path) == [name]


def test_forms_are_named_where_none_fits(tmp_path):
    with pytest.raises(StoreError, match=r"ending must be \.jsonl, \.md, \.json or \.ipynb"):
        export_chat(RICH, tmp_path / "talk.docx")
    with pytest.raises(StoreError, match="markdown, notebook, messages"):
        export_chat(RICH, tmp_path / "talk.md", form="word")
    with pytest.raises(StoreError, match="can't be written"):
        export_chat(RICH, tmp_path / "none" / "talk.md")
    assert os.listdir(tmp_path) == []
