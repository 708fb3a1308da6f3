"""Markdown from a model is shown as it is meant, and nothing in it is live, for whichever parser reads it."""

import html
import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notebook_chat.core.messages import FunctionCall
from notebook_chat.core.writer import CallEvent
from notebook_chat.render.canonical import safe_markdown
from notebook_chat.render.fences import split_fences
from notebook_chat.render.markdown import mime_bundle
from notebook_chat.render.parser import code_blocks
from notebook_chat.render.tables import markdown_table, table_head
from support.hostile import ALL
from support.markdown import INPUTS, PARSERS, live_parts
from support.payloads import check_all


def outside_code(text):
    """Safe Markdown without its code blocks and spans."""
    text = re.sub(r"^(`{3,})[^\n`]*\n.*?^\1$", "", text, flags=re.MULTILINE | re.DOTALL)
    text = re.sub(r"(?<![\\`])(`+)(?!`)[^\n]*?(?<!`)\1(?!`)", "", text)
    text = re.sub(r"\n?<pre><code>[^<]*</code></pre>", "", text)
    return re.sub(r"</?(?:code|strong|em|del|span)>|<br>", "", text)


# Nothing is live


@pytest.mark.parametrize("parser", PARSERS)
def test_hostile_text_is_dead(parser):
    def check(text):
        assert live_parts(PARSERS[parser](safe_markdown(text))) == []

    check_all(ALL, check)


@pytest.mark.parametrize("parser", PARSERS)
@pytest.mark.parametrize("text", ["<b>x</b>", "</small><img src=x>", "$a$ & `<i>`", "a\n\n```\n<b>"])
def test_a_frame_is_dead(text, parser):
    shown = mime_bundle(text, note=f"model {text}", font_size=20)
    assert live_parts(PARSERS[parser](shown["text/markdown"])) == []
    assert shown["text/plain"].startswith(text)


@pytest.mark.parametrize("parser", PARSERS)
def test_what_is_handed_to_a_function_is_shown_as_it_was_written_and_dead(parser):
    def check(text):
        for result in ("3", None):
            call = CallEvent(FunctionCall("PYTHON", {"code": f"{text}\nplainly", text: text}), result)
            shown = PARSERS[parser](mime_bundle([("call", call)])["text/markdown"])
            assert set(live_parts(shown)) <= {"<details>", "<summary>"} and "plainly" in shown

    check_all(ALL, check)


@given(INPUTS)
@settings(max_examples=400, deadline=None)
def test_no_tag_begins_outside_code(text):
    assert not re.search(r"<[^\s]", outside_code(safe_markdown(text)))


@pytest.mark.parametrize("parser", PARSERS)
@given(text=INPUTS)
@settings(max_examples=400, deadline=None)
def test_whatever_comes_is_dead(parser, text):
    assert live_parts(PARSERS[parser](safe_markdown(text))) == []


@given(st.sampled_from(ALL), st.sampled_from(ALL), st.sampled_from(["", " ", "\n", "\n\n"]))
@settings(max_examples=400, deadline=None)
def test_two_hostile_texts_are_dead_together(first, second, between):
    rendered = PARSERS["markdown-it"](safe_markdown(first + between + second))
    assert live_parts(rendered) == []


def test_no_beginning_of_a_hostile_text_is_live():
    def check(text):
        for length in range(max(0, len(text) - 200), len(text)):
            assert live_parts(PARSERS["markdown-it"](safe_markdown(text[:length]))) == [], text[:length]

    check_all(ALL, check)


# What is meant arrives


@pytest.mark.parametrize(
    "text",
    [
        "plain, with *emphasis*, **strength** and `code`",
        "# Title\n\n1. one\n2. two\n\n- a\n  - b\n\n> quoted",
        "|a|b|\n|-|-|\n|1|2|",
        "[a link](https://example.com/a?b=c#d) and [mail](mailto:a@b.example)",
        "[a file](docs/a.md) and [a place](#here)",
        "```python\nif a < b: print(\"<b>\")\n```",
        "~~~\na ``` b\n~~~",
        "AT&T; 3 > 2; a * b; 5 % 3; {braces}",
    ],
)
def test_harmless_text_looks_as_it_would(text):
    render = PARSERS["markdown-it"]
    assert words_of(render(safe_markdown(text))) == words_of(render(text))


def words_of(rendered):
    """HTML with blanks evened out."""
    return re.sub(r"\s+", " ", rendered).strip()


@pytest.mark.parametrize(
    "text, shown",
    [
        ("a < b and c > d", "a < b and c > d"),
        ("use <b> here", "use <b> here"),
        ("x <- y", "x <- y"),
        ("`<b>` and `` ` ``", "<b> and `"),
        ("`a & b &lt; c`", "a & b &lt; c"),
        ("5 $ and 10 $", "5 $ and 10 $"),
        ("\\<b>", "<b>"),
        ("![x](https://a)", "x"),
        ('she said "hi"', 'she said "hi"'),
    ],
)
def test_every_character_is_shown(text, shown):
    rendered = PARSERS["markdown-it"](safe_markdown(text))
    assert html.unescape(re.sub(r"<[^>]*>", "", rendered)).strip() == shown


@pytest.mark.parametrize("price", ["It costs $5, not $10.", "$5", "from $5-$10", "US$ 5 and US$ 6"])
def test_prices_are_no_formulas(price):
    assert safe_markdown(price).replace("<span>&#36;</span>", "").count("$") < 2   # one alone begins nothing


@pytest.mark.parametrize("formula", ["$x^2$", "$$a + b$$", "$\\frac{a}{b}$", "$a_1, a_2$"])
def test_formulas_stay(formula):
    assert safe_markdown(f"So {formula} it is.") == f"So {formula} it is."


@pytest.mark.parametrize("bracketed, dollars", [("\\(x\\)", "$x$"), ("\\[x\\]", "$$x$$")])
def test_tex_brackets_become_dollars(bracketed, dollars):
    assert safe_markdown(bracketed) == dollars


# Where code begins and ends


@given(INPUTS)
@settings(max_examples=400, deadline=None)
def test_the_blocks_of_a_text_put_together_are_the_text(text):
    blocks = split_fences(text)
    assert "".join(text[block.start:block.stop] for block in blocks) == text
    assert not blocks[0].is_code and all(block.start <= block.stop for block in blocks)
    assert all("\n".join(block.lines) in text for block in blocks if not block.is_code)


@pytest.mark.parametrize(
    "text, code",
    [
        ("```python\nx\n```", [("python", "x")]),
        ("a\n~~~\nx\n```\ny\n~~~\nb", [("", "x\n```\ny")]),
        ("````\n```\n````", [("", "```")]),
        ("1. one\n   ```sh\n   ls\n     -l\n   ```", [("sh", "ls\n  -l")]),
        ("```C++ title=x\nint i;", [("c++", "int i;")]),
        ("```x``` is inline", []),
        ("``` \n", [("", "")]),
    ],
)
def test_code_blocks(text, code):
    assert code_blocks(text) == code


# Tables


def test_a_value_stays_in_its_cell():
    table = markdown_table(["a|b", "n"], [["x|y", 1 / 3], ["two\nlines", "z" * 100]])
    assert table.splitlines() == ["| a\\|b | n |", "| --- | --- |", "| x\\|y | 0.333333 |",
                                  f"| two lines | {'z' * 60}... |"]


def test_the_head_of_a_frame():
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame([[0] * 30] * 1000)
    assert table_head(frame, 5, 3) == ([0, 1, 2], [[0, 0, 0]] * 5, (5, 3), (1000, 30))
    assert table_head(frame[990:], 5, 3).columns == ["", 0, 1, 2]
    assert table_head(frame[990:], 5, 3, index=False).columns == [0, 1, 2]
    assert table_head(pandas.Series([1, 2], index=["a", "b"], name="s")).rows == [["a", 1], ["b", 2]]
    assert table_head(pandas.DataFrame()) == ([], [], (0, 0), (0, 0))


class Polars:
    """What is used of a DataFrame of polars."""

    columns = ["a", "b"]
    shape = (3, 2)

    def head(self, count):
        self.rows = lambda: [(1, 2), (3, 4), (5, 6)][:count]
        return self


def test_a_frame_without_an_index():
    assert table_head(Polars(), 2, 1) == (["a"], [(1,), (3,)], (2, 1), (3, 2))


# It is quick, whatever comes


UNITS = ["`", "` ", "`a``", "[", "]", "](", "[x](", "$", "$a", "$ ", "$$", "$$a", "\\", "<", "<https://", "!", "![",
         "~", "```\n",
         "> ```\n", "\n", " ", "\t", "$a\n", "`a\n", "&", "](a ", "\\(", "\\[", "\\[a\n", "\\( a", "\\begin{a}", "<!--",
         "*", "_", "|", "- a\n", "$$a\n", "]( ", '"']


def seconds_for(unit, length):
    """How long a text of one unit over and over takes."""
    text = (unit * length)[:length]
    started = time.process_time()
    safe_markdown(text)
    return time.process_time() - started


@pytest.mark.parametrize("unit", UNITS)
def test_long_texts_are_quick(unit):
    assert seconds_for(unit, 100_000) < 5
