"""The same answer has the same structure in cell, panel, exported file, exported notebook and terminal."""

import io
import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notebook_chat.chat.markdown import item_markdown
from notebook_chat.chat.transcript import items_of
from notebook_chat.core.messages import ChatMessage
from notebook_chat.render.canonical import safe_markdown
from notebook_chat.render.html import HtmlStream, safe_html
from notebook_chat.render.markdown import GrowingReply
from notebook_chat.render.growing import BlockStream
from notebook_chat.render.parser import code_blocks
from support.answers import ANSWERS, STEPS
from support.markdown import PARSERS, SOUP, live_parts, live_parts_of_panel
from support.pages import run_cell
from support.structure import structure, with_formulas

READERS = {name: PARSERS[name] for name in ("markdown-it", "nbconvert")}


def tags(tree):
    """All tags in a structure."""
    return {tree[0].split(" ")[0]}.union(*(tags(child) for child in tree[1] if not isinstance(child, str)))


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("answer", ANSWERS)
def test_a_cell_shows_what_the_panel_shows(answer, reader):
    assert structure(with_formulas(READERS[reader](safe_markdown(answer)))) == structure(safe_html(answer))


@pytest.mark.parametrize("answer", ANSWERS)
def test_every_beginning_of_an_answer_looks_alike(answer):
    growing, stream = GrowingReply(), HtmlStream()
    for end in range(1, len(answer) + 1):
        text = answer[:end]
        cell, panel = growing.markdown([("text", text)]), "\n".join(stream.update(text))
        assert structure(with_formulas(READERS["markdown-it"](cell))) == structure(panel), text
        assert live_parts(READERS["markdown-it"](cell)) == live_parts_of_panel(panel) == []


@pytest.mark.parametrize("answer", ANSWERS)
def test_an_exported_answer_is_the_answer_of_the_cell(answer):
    [item] = items_of([ChatMessage("assistant", answer)])
    assert item_markdown(item) == safe_markdown(answer).strip("\n")


@pytest.mark.parametrize("answer", ANSWERS)
def test_what_is_written_is_read_as_it_was_meant(answer):
    written = safe_markdown(answer)
    once = READERS["markdown-it"](written)
    assert structure(with_formulas(once)) == structure(safe_html(answer))
    assert safe_markdown(written).count("```") >= written.count("```")


@pytest.mark.parametrize("answer, present, absent", [
    (STEPS, {"ol", "ul", "pre", "strong", "code"}, set()),
    ("**注意：**这是重点", {"strong"}, set()),
    ("It costs $5 and not $10.", set(), {"math"}),
    ("US$5 to 10$ each", set(), {"math"}),
    ("$x$ and \\(y\\)", {"math"}, set()),
    ("> ```py\n> x\n> ```", {"blockquote", "pre"}, set()),
    ("- [ ] a", {"li"}, {"input"}),
    ("![p](https://a.b/c.png)", {"a"}, {"img"}),
])
def test_what_is_meant_is_there(answer, present, absent):
    for page in (safe_html(answer), with_formulas(READERS["markdown-it"](safe_markdown(answer)))):
        found = tags(structure(page))
        assert present <= found and not absent & found


def test_code_keeps_every_character():
    code = "if a < b and \"q\":\n\n\tprint('$5 & \\n `x` ~~~ <b> &lt; |')\n"
    for begin, indent in (("", ""), ("1. one\n\n", "   "), ("> ", "> ")):
        answer = begin + "\n".join(indent * (number > 0 or begin[:1] == "1") + line for number, line in
                                   enumerate(["```py", *code.rstrip("\n").split("\n"), "```"]))
        for page in (safe_html(answer), *(reader(safe_markdown(answer)) for reader in READERS.values())):
            texts = []

            def collect(tree):
                for child in tree[1]:
                    texts.append(child) if tree[0] == "pre" else isinstance(child, str) or collect(child)

            collect(structure(page))
            assert "".join(texts).rstrip("\n").expandtabs(4) == code.rstrip("\n").expandtabs(4), (answer, page)
        assert code_blocks(answer)[0][0] == "py"


def test_direction_controls_are_dropped():
    for text in ("`a\u202eb`", "```\na\u2066b\n```", "a\u202eb"):
        for shown in (safe_markdown(text), safe_html(text), code_blocks(text)):
            assert not re.search("[\u202a-\u202e\u2066-\u2069]", str(shown))


def test_the_terminal_draws_the_same_blocks():
    rich = pytest.importorskip("rich.console")
    from notebook_chat.terminal.views import RichView

    console = rich.Console(file=io.StringIO(), width=60, force_terminal=False)
    view = RichView(console)
    for end in range(0, len(STEPS), 7):
        view.update(STEPS[:end])
    view.update(STEPS)
    view.close(STEPS)
    shown = console.file.getvalue()
    for words in ("1 Get the package:", "pip install x", "export PATH=$HOME/bin:$PATH", 'Then restart & say "ok".',
                  "if x.a < 3 and x.b > 2:", "x.exe /?", "3 Done."):
        assert shown.count(words) == 1, (words, shown)


@given(SOUP, st.integers(1, 9))
@settings(max_examples=200, deadline=None)
def test_pieces_give_what_the_whole_gives(text, size):
    growing = GrowingReply()
    for end in range(size, len(text) + size, size):
        shown = growing.markdown([("text", text[:end])])
        assert live_parts(READERS["markdown-it"](shown)) == []


def test_finished_blocks_are_not_written_again():
    written = []
    stream = BlockStream(lambda tokens, env: written.append(tokens[0].type) or tokens[0].type)
    text = "".join(f"Paragraph {number} with **words** and `code`.\n\n- a\n- b\n\n" for number in range(100))
    for end in range(0, len(text) + 1, 50):
        stream.update(text[:end])
    assert len(written) < 8 * len(text) // 50


@pytest.mark.browser
def test_jupyterlab_shows_what_the_panel_shows(lab):
    show = ("from IPython.display import display\nimport json\n"
            "for text in json.load(open('answers.json'))[{0}:{1}]: display({{'text/markdown': text}}, raw=True)")
    (lab.folder / "answers.json").write_text(json.dumps([safe_markdown(answer) for answer in ANSWERS]))
    places = range(0, len(ANSWERS), 40)   # JupyterLab shows the first 50 outputs of a cell
    lab.open([show.format(start, start + 40) for start in places], name="answers.ipynb")
    for index in range(len(places)):
        run_cell(lab, index)
    rendered = ".jp-NotebookPanel:visible .jp-RenderedMarkdown"
    count = "document.querySelectorAll('.jp-NotebookPanel .jp-RenderedMarkdown').length"
    lab.page.wait_for_function(f"{count} == {len(ANSWERS)}")
    lab.page.locator(f"{rendered} mjx-container").first.wait_for(timeout=60_000)
    lab.page.wait_for_timeout(2000)
    pages = lab.page.locator(rendered).evaluate_all("all => all.map(one => one.innerHTML)")
    pages = [page.replace(lab.server.url, "") for page in pages]   # relative links lead to files of the server
    wrong = {answer: page for answer, page in zip(ANSWERS, pages) if structure(page) != structure(safe_html(answer))}
    assert not wrong
