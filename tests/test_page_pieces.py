"""Pieces of the panel's page in a browser, without Jupyter."""

import re

import pytest

from notebook_chat.jupyter.panel_link import page_file
from notebook_chat.render.html import safe_html

pytestmark = pytest.mark.browser
FILES = "elements", "words", "formulas", "blocks", "article"
HEAD = "| n | name | $x$ |\n|--|--|--:|\n"
GROW = """([old, html]) => {
    const node = BLOCKS.text.make()
    document.body.replaceChildren(node)
    BLOCKS.text.fill(node, { html: old })
    const rows = [...node.querySelectorAll("tr")]
    BLOCKS.text.fill(node, { html }, { html: old })
    const fresh = BLOCKS.text.make()
    BLOCKS.text.fill(fresh, { html })
    const now = new Set(node.querySelectorAll("tr"))
    return [node.outerHTML, fresh.outerHTML, rows.filter(row => now.has(row)).length]
}"""


@pytest.fixture(scope="module")
def page(browser):
    """An empty page with the panel's functions."""
    page = browser.new_page()
    scripts = "\n".join(page_file(f"{name}.js") for name in FILES)
    page.add_script_tag(content=f"{scripts}\nObject.assign(window, {{ BLOCKS, roomFor }})")
    yield page
    page.close()


def table(count, end=""):
    """A table of so many rows, and what follows them."""
    return HEAD + "".join(f"| {number} | item *{number}* | a `b|c` |\n" for number in range(count)) + end


@pytest.mark.parametrize("before, after, kept", [
    (table(1000), table(1001), 1001),
    (table(1000, "| x"), table(1000, "| x | **y"), 1001),
    (table(1000, "| x | y"), table(1002), 1001),
    (table(9), table(9, "| $y$ | <table> | z | w |\n"), 10),
    (table(9), table(4), 5),
    (table(0), table(1), 0),
    (table(1), table(1), 2),
    (table(3), "| other | head |\n|--|--|\n| 1 | 2 |", 0),
    (table(3), "words", 0),
    ("words", table(3), 0),
    (table(3), table(3, "| שלום | b | c |\n"), 0),
    (table(3, "| שלום | b | c |\n"), table(4), 0),
])
def test_a_table_that_grows_keeps_its_rows(page, before, after, kept):
    grown, fresh, same = page.evaluate(GROW, [safe_html(before), safe_html(after)])
    blank = lambda html: re.sub(r">\s+<", "><", html)
    assert blank(grown) == blank(fresh) and same == kept


def test_a_message_without_text_needs_little_room(page):
    none, empty, long = page.evaluate("() => [{ text: null }, {}, { text: 'long '.repeat(500) }].map(roomFor)")
    assert none == empty < 100 < long
