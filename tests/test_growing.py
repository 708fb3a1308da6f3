"""Long answers while they grow: what was read isn't read again, and what is shown is what the whole gives."""

import io
import random

import pytest
from rich.console import Console

from notebook_chat.render import cuts, growing
from notebook_chat.render.canonical import MarkdownStream, safe_markdown
from notebook_chat.render.html import HtmlStream, html_blocks
from notebook_chat.render.parser import parse_blocks
from notebook_chat.terminal import views
from notebook_chat.terminal.views import RichView
from support.markdown import PARSERS, live_parts, live_parts_of_panel
from support.structure import structure, with_formulas

READ = PARSERS["markdown-it"]
SHAPES = {
    "bullets": ("", "- item {0} with **bold** and `code`\n"),
    "short bullets": ("", "- a\n"),
    "loose list": ("", "- item {0}\n\n"),
    "steps": ("", "1. Step {0}\n\n   ```py\n   x = {0}\n   ```\n\n   then.\n\n"),
    "table": ("| a | b |\n|---|---|\n", "| row {0} | `c` |\n"),
    "paragraph": ("", "word {0} and **bold** text, more. "),
    "lines": ("", "word {0} and **bold** text.\n"),
    "code": ("```py\n", "x = f({0})  # comment\n"),
    "quote": ("", "> line {0} of *it*\n>\n"),
    "nested quotes": ("", "> > line {0}\n> >\n> > - x\n"),
    "list in a quote": ("", "> - item {0}\n"),
    "nested list": ("", "- a {0}\n  - b\n    - c **d**\n"),
    "paragraph in a quote": ("> ", "word {0} and **bold** text, more. "),
    "lines in a quote": ("", "> word {0} and **bold** text.\n"),
    "one item": ("- ", "word {0} and *more* text, more. "),
    "one counted item": ("7. ", "word {0} and *more* text, more. "),
    "item of paragraphs": ("- First.\n", "\n  Words {0} and *more* text.\n"),
    "item of lines": ("- First\n", "  words {0} and *more* text\n"),
    "code in an item": ("1. Run:\n\n   ```py\n", "   x = f({0})  # comment\n"),
    "code with gaps in an item": ("- ```py\n", "  x = f({0}) < 3\n\n"),
    "code in a quote": ("> ```sh\n", "> echo {0}\n"),
    "indented code": ("Code:\n\n", "    x = f({0})  # comment\n"),
    "indented code in an item": ("- Code:\n\n", "      x = f({0})  # comment\n"),
    "item in an item": ("- a\n  - b\n", "    - c {0}\n"),
    "quote in an item": ("- a\n\n", "  > line {0}\n  >\n"),
    "list in an item": ("1. a\n", "   - b {0}\n"),
    "wide markers": ("10.   Go\n\n", "      - b {0}\n\n"),
    "mark left open": ("It is 2 * 3 and `x, _y, [z and $5. ", "word {0} and **bold** text, more. "),
    "brackets": ("", "a[{0}] and b[i] are *here*, too. "),
    "paragraphs": ("", "Some words **here** {0}.\n\n"),
}


def long_answer(shape, size):
    begin, unit = SHAPES[shape]
    return begin + "".join(unit.format(number) for number in range(size // len(unit) + 1))[: size - len(begin)]


@pytest.mark.parametrize("kind", [MarkdownStream, HtmlStream])
@pytest.mark.parametrize("shape", SHAPES)
def test_an_update_reads_as_much_at_the_end_as_at_the_beginning(shape, kind, monkeypatch):
    read = []
    counting = lambda text, env=None: read.append(len(text)) or parse_blocks(text, env)
    monkeypatch.setattr(growing, "parse_blocks", counting)
    monkeypatch.setattr(cuts, "parse_blocks", counting)
    text, stream, each = long_answer(shape, 6_000), kind(), []
    for end in range(100, len(text) + 1, 100):
        read.clear()
        stream.update(text[:end])
        each.append(sum(read))
    early, late = sum(each[15:35]), sum(each[-20:])
    assert late < 2 * early


@pytest.mark.parametrize("shape", SHAPES)
def test_a_long_block_looks_as_it_does_in_one_piece(shape):
    text, cell, panel = long_answer(shape, 2_600), MarkdownStream(), HtmlStream()
    for end in range(130, len(text), 130):
        shown = "\n\n".join(block for block in cell.update(text[:end]) if block)
        assert panel.update(text[:end]) == html_blocks(text[:end])
        if end % 390 == 0:
            whole = safe_markdown(text[:end])
            assert structure(with_formulas(READ(shown))) == structure(with_formulas(READ(whole)))
    assert shape == "paragraphs" or cell.in_parts and panel.in_parts


@pytest.mark.parametrize("shape", ["paragraph", "code"])
def test_a_terminal_draws_a_long_block_in_proportion_to_its_length(shape, monkeypatch):
    read, text = [], long_answer(shape, 4_000)
    counting = lambda text, env=None: read.append(len(text)) or parse_blocks(text, env)
    monkeypatch.setattr(growing, "parse_blocks", counting)
    monkeypatch.setattr(views, "_LONG", 1_000)
    grown, whole = (Console(file=io.StringIO(), width=60, height=20, force_jupyter=False) for _ in range(2))
    view, each = RichView(grown), []
    for end in range(25, len(text) + 1, 25):
        read.clear()
        view.update(text[:end], "note")
        each.append(sum(read))
    view.close(text)
    at_once = RichView(whole)
    at_once.update("", "note")
    at_once.close(text)
    assert sum(each[-40:]) < 2 * sum(each[40:80])
    assert grown.file.getvalue().split("\n") == whole.file.getvalue().split("\n")


def test_a_list_that_becomes_loose_late_is_loose_as_a_whole():
    text = long_answer("bullets", 3_000).rpartition("\n")[0] + "\n\n- last\n- one\n"
    stream = HtmlStream()
    for end in range(50, len(text) + 50, 50):
        blocks = stream.update(text[:end])
    assert blocks == html_blocks(text) and "<p>" in blocks[0]


def test_whatever_grows_is_harmless_and_right(monkeypatch):
    monkeypatch.setattr(growing, "_LONG", 30)
    monkeypatch.setattr(cuts, "_KEPT", 10)
    lines = ["- a\n", "- b *c*\n", "  - d\n", "\n", "1. x\n", "2. y\n", "> q\n", ">\n", "> - z\n", "> > n\n",
             "| a | b |\n", "|---|---|\n", "| `c` | d |\n", "```py\n", "x = 1  # c\n",
             "```\n", "'''\n", "word **b** $x$ and `c` ", "$5 ",
             "*", "http://a.b ", "  para\n", "```markdown\n", "# t\n", "\"q\" ", "<b> "]
    chosen, cut = random.Random(7), 0
    for _ in range(40):
        few = chosen.sample(lines, chosen.randint(1, 4))
        text = "".join(chosen.choice(few) for _ in range(chosen.randint(5, 50)))
        cell, panel, size = MarkdownStream(), HtmlStream(), chosen.randint(3, 11)
        for end in range(size, len(text) + size, size):
            shown, blocks = "\n\n".join(cell.update(text[:end])), panel.update(text[:end])
            cut += cell.in_parts + panel.in_parts
            assert live_parts(READ(shown)) == live_parts_of_panel("\n".join(blocks)) == []
            assert blocks == html_blocks(text[:end]), text[:end]
    assert cut > 30
