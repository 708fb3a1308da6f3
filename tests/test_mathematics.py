"""Formulas and prices on the page: cells, the panel and its saved copy, in JupyterLab, Notebook 7 and nbconvert's HTML."""

import json
import re
from pathlib import Path

import jupyter_server_mathjax
import nbformat
import pytest
from nbconvert import HTMLExporter

from notebook_chat.render.canonical import safe_markdown
from notebook_chat.render.formulas import clean_tex, mathml
from notebook_chat.render.html import safe_html
from support import harness
from support.formulas import FORMULAS, rows, symbols
from support.notebook7 import Notebook, NotebookServer
from support.pages import run_cell, wait_on_page
from support.prices import PRICES, REAL, WITHIN
from support.structure import structure

OPEN = """
import json
from notebook_chat.models.adapters import ScriptedModel
from notebook_chat.chat.chat import Chat
from notebook_chat.jupyter.panel import ChatPanel
%load_ext notebook_chat
texts = json.load(open("texts.json"))
model = ScriptedModel(texts)
chat = Chat(ScriptedModel(texts))
for text in texts:
    chat.messages.append("user", "?")
    chat.messages.append("assistant", text)
panel = ChatPanel(chat)
panel
"""
SHOW = """
from IPython.display import display
from notebook_chat.render.markdown import mime_bundle
for text in texts: display(mime_bundle(text), raw=True)
"""
PRICE_TEXTS = [text for text, _ in PRICES] + [frame.format("from $5-$10, not $20 or 30$") for frame, _ in WITHIN]
FORMULA = re.compile("<mjx-container.*?</mjx-container>", re.DOTALL)


@pytest.fixture(scope="module")
def notebook_server(browser, tmp_path_factory):
    """A server of Notebook 7."""
    server = NotebookServer(tmp_path_factory.mktemp("notebook"))
    yield server
    server.stop()


@pytest.fixture(params=["lab", "notebook"])
def front(request, browser):
    """A page of JupyterLab, then one of Notebook 7."""
    server = request.getfixturevalue(f"{request.param}_server")
    page = browser.new_page(viewport={"width": 1100, "height": 900})
    yield {"lab": harness.Lab, "notebook": Notebook}[request.param](server, page)
    page.close()


def shown(front, texts, *cells, name="mathematics.ipynb"):
    """A notebook with a panel that holds texts as answers in its first cell, and the texts as outputs of the second."""
    (front.folder / "texts.json").write_text(json.dumps(texts))
    front.open([OPEN, SHOW, *cells], name=name)
    run_cell(front, 0)
    front.cell(0).locator(".nbc-composer textarea").wait_for(timeout=30_000)
    run_cell(front, 1)
    wait_on_page(front, lambda: front.cell(1).locator(".jp-RenderedMarkdown").count() == len(texts))


def pages_of_cell(front, index=1):
    """The HTML of each Markdown output of a cell, once all formulas are set."""
    outputs = front.cell(index).locator(".jp-RenderedMarkdown")
    front.page.wait_for_timeout(500)
    wait_on_page(front, lambda: "$$" not in "".join(outputs.all_inner_texts()) or True)
    return [page.replace(front.server.url, "") for page in outputs.evaluate_all("all => all.map(one => one.innerHTML)")]


SETTLE = """async () => {
    const log = document.querySelector('.nbc-log')
    log.style.maxHeight = 'none'
    for (let number = 0; number < 400; number++) {
        const left = [...log.querySelectorAll('[data-tex]:not([data-seen])')]
        if (!left.length) break
        left[0].scrollIntoView({ block: 'center' })
        await new Promise(done => setTimeout(done, 60))
        if (left[0].isConnected && number % 8 === 7) left[0].dataset.seen = ''
    }
    for (const bar of log.querySelectorAll('.nbc-codebar')) bar.remove()
    return [...log.querySelectorAll('.nbc-answer .nbc-body')].map(body => body.innerHTML)
}"""


def pages_of_panel(front):
    """The HTML of each answer in the panel, once all formulas are set."""
    return front.page.evaluate(SETTLE)


def words(page):
    """The text of a page in HTML, its formulas left out."""
    collect = lambda tree: "".join(child if isinstance(child, str) else collect(child) for child in tree[1])
    return collect(structure(page))


# Ours


@pytest.mark.parametrize("tex, display", FORMULAS)
def test_a_formula_is_mathml(tex, display):
    made = mathml(clean_tex(tex), display)
    assert made.startswith("<math") and "\\" not in symbols(made).replace("\\", "", tex.count("\\setminus"))


@pytest.mark.parametrize("tex", ["\\nosuch{x} + 1", "a \\nosuch b", "\\begin{nosuch} a \\\\ b \\end{nosuch}", "\\ce{A-B}",
                                 "\\begin{aligned} a &= \\nosuch \\\\ c &= d \\end{aligned}", "{" * 80 + "x" + "}" * 80])
def test_what_ours_cannot_do_is_shown_whole(tex):
    for display in (False, True):
        page = safe_html(f"$${tex}$$" if display else f"${tex}$")
        assert mathml(clean_tex(tex), display) == "" and tex.replace("&", "&amp;") in page and "<mrow>" not in page


# In the browser


@pytest.mark.browser
def test_formulas_are_set_as_in_cells(front):
    texts = ["\n\n".join(f"$${tex}$$" if display else f"${tex}$" for tex, display in FORMULAS[start:start + 25])
             for start in range(0, len(FORMULAS), 25)]
    shown(front, texts, name="formulas.ipynb")
    front.cell(1).locator("mjx-container").first.wait_for(timeout=60_000)
    in_panel = FORMULA.findall("".join(pages_of_panel(front)))
    wait_on_page(front, lambda: len(FORMULA.findall("".join(pages_of_cell(front)))) == len(FORMULAS))
    in_cell = FORMULA.findall("".join(pages_of_cell(front)))
    parts = lambda page: re.search("<math.*</math>", page, re.DOTALL)[0]
    assert len(in_cell) == len(FORMULAS)
    assert list(map(parts, in_panel)) == list(map(parts, in_cell))
    ours = [mathml(clean_tex(tex), display) for tex, display in FORMULAS]
    wrong = {tex: (symbols(made), symbols(parts(page))) for (tex, _), made, page in zip(FORMULAS, ours, in_cell)
             if symbols(made) != symbols(parts(page)) or rows(made) != rows(parts(page))}
    assert not wrong


@pytest.mark.browser
def test_prices_on_the_page(front):
    shown(front, PRICE_TEXTS, f"%%chat -m model\n{PRICE_TEXTS[0]}", name="prices.ipynb")
    run_cell(front, 2)
    expected = [words(safe_html(text)) for text in PRICE_TEXTS]
    cell, panel = pages_of_cell(front), pages_of_panel(front)
    assert "mjx-" not in "".join([*cell, *panel, *pages_of_cell(front, 2)])
    assert [words(page) for page in cell] == [words(page) for page in panel] == expected
    assert expected[0] in front.cell(2).inner_text()
