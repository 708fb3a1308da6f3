"""What cells emit, by the rules of VS Code: nothing is live, prices are prices, formulas are formulas."""

import re

import pytest
from hypothesis import given, settings

from notebook_chat.render.canonical import safe_markdown
from notebook_chat.render.markdown import mime_bundle
from support.hostile import ALL
from support.markdown import INPUTS
from support.payloads import check_all
from support.vs_code import formulas, live, render

LINKS = re.compile(r'href="([^"]*)"')


def test_hostile_text_is_dead():
    def check(text):
        assert live(safe_markdown(text)) == []
        assert live(mime_bundle(text, note=f"model {text}")["text/markdown"]) == []

    check_all(ALL, check)


@given(INPUTS)
@settings(max_examples=400, deadline=None)
def test_whatever_comes_is_dead(text):
    assert live(safe_markdown(text)) == []


def test_raw_html_is_text_and_would_be_live_as_it_came():
    text = "So <img src=x onerror=alert(1)> and <b>bold</b>."
    assert live(text) != [] and "&lt;img src=x" in render(safe_markdown(text)) and live(safe_markdown(text)) == []


@pytest.mark.parametrize(
    "text, links",
    [
        ("See [the docs](https://docs.python.org/3).", ["https://docs.python.org/3"]),
        ("Write to [us](mailto:us@example.org).", ["mailto:us@example.org"]),
        ("![x](https://example.org/pixel.png)", ["https://example.org/pixel.png"]),   # a link, never a picture
        ("[here](javascript:alert(1)) and [there](data:text/html,x) and [back](command:workbench.action.quit)", []),
    ],
)
def test_links(text, links):
    rendered = render(safe_markdown(text))
    assert LINKS.findall(rendered) == links and "<img" not in rendered


@pytest.mark.parametrize(
    "text",
    ["It costs $5 and not $10.", "From $5 to $10, or US$ 7 (was $9).", "- $3 a month\n- $30 a year",
     "| plan | price |\n|---|---|\n| basic | $5 / month, $50 / year |", "**$5** and *$6*", "$5-$6, $7/$8",
     "\\$5 and \\$6"],
)
def test_prices_are_no_formulas(text):
    shown = safe_markdown(text)
    assert formulas(shown) == 0
    assert re.sub(r"<[^>]*>", "", render(shown)).count("$") == text.count("$")


@pytest.mark.parametrize(
    "text, count",
    [("So $x^2$ it is.", 1), ("$$\\frac{a}{b}$$", 1), ("Here \\(a\\) and \\(b\\).", 2), ("\\[x = y\\]", 1),
     ("It costs $5, with $x = 5$.", 1)],
)
def test_formulas_are_set(text, count):
    assert formulas(safe_markdown(text)) == count


def test_the_look_of_an_answer():
    text = "# Title\n\n1. one\n   - two\n\n```python\nif a < b: pass\n```\n\n|a|b|\n|-|-:|\n|1|2|"
    rendered = render(safe_markdown(text))
    for part in ("<h1>Title</h1>", "<ol>", "<ul>", 'class="language-python"', "if a &lt; b: pass", "<table>",
                 'style="text-align:right"'):
        assert part in rendered
