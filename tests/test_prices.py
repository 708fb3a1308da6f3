"""Prices are prices and formulas are formulas, while a text grows and at its end, in Markdown and in the panel."""

import re

import pytest

from notebook_chat.render.canonical import MarkdownStream, safe_markdown
from notebook_chat.render.html import HtmlStream, safe_html
from notebook_chat.render.markdown import mime_bundle
from support.markdown import PARSERS
from support.prices import MIXED, PRICES, REAL, WITHIN
from support.structure import structure, with_formulas

READERS = {name: PARSERS[name] for name in ("markdown-it", "nbconvert")}


def words(tree):
    """The text of a structure."""
    return "".join(child if isinstance(child, str) else words(child) for child in tree[1])


def dollars(markdown):
    """The most raw dollars that a block of Markdown has, where a reader might look for a formula."""
    return max(block.count("$") for block in re.split(r"\n\s*\n", markdown))


@pytest.mark.parametrize("text, shown", PRICES)
def test_prices_are_no_formulas(text, shown):
    assert "data-tex" not in safe_html(text) and "<math" not in safe_html(text)
    assert dollars(safe_markdown(text)) < 2
    for read in (safe_html, *(lambda text, read=read: read(safe_markdown(text)) for read in READERS.values())):
        assert words(structure(read(text))) == shown


@pytest.mark.parametrize("text, shown", PRICES)
@pytest.mark.parametrize("frame, around", WITHIN)
def test_prices_are_no_formulas_wherever_they_stand(frame, around, text, shown):
    if "|" in text or "A\n" in frame and text.startswith("#"):
        return
    whole = frame.format(text)
    assert "<math" not in safe_html(whole) and dollars(safe_markdown(whole)) < 2
    tags = around.replace(",", " ").split()
    assert any(f"<{tag}" in safe_html(whole) for tag in tags)


@pytest.mark.parametrize("text, shown", PRICES)
def test_no_price_is_a_formula_for_a_moment(text, shown):
    for frame in ("{0}", *(frame for frame, _ in WITHIN)):
        whole, panel, cell = frame.format(text), HtmlStream(), MarkdownStream()
        for end in range(1, len(whole) + 1):
            assert "<math" not in "".join(panel.update(whole[:end])), whole[:end]
            assert dollars("\n\n".join(cell.update(whole[:end]))) < 2, whole[:end]


@pytest.mark.parametrize("text, count", MIXED)
def test_formulas_beside_prices(text, count):
    assert safe_html(text).count("data-tex") == count
    for read in READERS.values():
        assert read(safe_markdown(text)).count("$") >= count
        assert structure(with_formulas(read(safe_markdown(text)))) == structure(safe_html(text))


@pytest.mark.parametrize("text", REAL)
def test_formulas_stay_formulas(text):
    assert safe_html(text).count("data-tex") == 1
    assert "$" in safe_markdown(text) and "&#36;" not in safe_markdown(text)


def test_the_source_of_a_price_is_the_price():
    assert mime_bundle("It costs $5 and not $10.")["text/plain"] == "It costs $5 and not $10."
