"""Formulas, prices and Markdown on the page: cells, the panel and its saved copy, and HTML of nbconvert."""

import json
import re
from pathlib import Path

import nbformat
import pytest
from nbconvert import HTMLExporter

from notebook_chat.render.formulas import clean_tex, mathml
from notebook_chat.render.html import safe_html
from notebook_chat.render.markdown import mime_bundle
from support import harness
from support.answers import ANSWERS, KINDS
from support.formulas import FORMULAS, rows, symbols
from support.notebook7 import Notebook
from support.pages import run_cell, wait_on_page
from support.prices import PRICES, WITHIN
from support.structure import structure

OPEN = """
import json
from IPython.display import display
from notebook_chat.models.adapters import ScriptedModel
from notebook_chat.chat.chat import Chat
from notebook_chat.jupyter.panel import ChatPanel
from notebook_chat.render.markdown import mime_bundle
%load_ext notebook_chat
texts = json.load(open("texts.json"))
model, growing = ScriptedModel(texts[-1]), ScriptedModel(texts[0], pause=0.02)
chat = Chat(growing)
for text in texts: chat.messages.append("user", "?"), chat.messages.append("assistant", text)
panel = ChatPanel(chat)
panel
"""
SHOW = "for text in texts[{0}:{0} + 45]: display(mime_bundle(text), raw=True)"   # a cell shows 50 outputs at most
PRICE_TEXTS = [text for text, _ in PRICES] + [frame.format("from $5-$10, not $20 or 30$") for frame, _ in WITHIN]
FORMULA_TEXTS = ["\n\n".join(f"$${tex}$$" if display else f"${tex}$" for tex, display in FORMULAS[start:start + 25])
                 for start in range(0, len(FORMULAS), 25)]
TEXTS = {"formulas": FORMULA_TEXTS, "kinds": [*ANSWERS, *KINDS], "prices": PRICE_TEXTS}
FORMULA = re.compile("<mjx-container.*?</mjx-container>", re.DOTALL)
SETTLE = """async () => {
    const log = document.querySelector('.nbc-log')
    log.style.maxHeight = 'none'
    for (;;) {
        const first = log.querySelector('[data-tex]:not([data-seen])')
        if (!first) break
        first.scrollIntoView({ block: 'center' })
        for (let times = 0; times < 40 && first.isConnected; times++) await new Promise(done => setTimeout(done, 25))
        if (first.isConnected) first.dataset.seen = ''
    }
    for (const bar of log.querySelectorAll('.nbc-codebar')) bar.remove()
    return [...log.querySelectorAll('.nbc-answer .nbc-body')].map(body => body.innerHTML)
}"""


class Shown:
    """All texts as answers in a panel and as outputs of cells, in a front end."""

    def __init__(self, front):
        """Show them, save the notebook, and read the page."""
        self.front, self.page = front, front.page
        texts = [text for group in TEXTS.values() for text in group]
        shows = [SHOW.format(start) for start in range(0, len(texts), 45)]
        (front.folder / "texts.json").write_text(json.dumps(texts))
        front.open([OPEN, *shows, f"%%chat -m model\n{texts[-1]}", "panel.send('grow').wait()"], name="shown.ipynb")
        run_cell(front, 0)
        front.cell(0).locator(".nbc-composer textarea").wait_for(timeout=60_000)
        for number in range(1, len(shows) + 3):
            run_cell(front, number)
        self.formulas = sum(safe_html(text).count("<math") for text in texts)
        self.panel = self.page.evaluate(SETTLE)
        self.cells = self.outputs_of([*range(1, len(shows) + 1)], len(texts), self.formulas)
        self.count = 1 + len(shows)   # cells with a panel or with outputs
        self.chat = self.outputs_of([len(shows) + 1], 1)[0]
        front.save()

    def outputs_of(self, numbers, count, formulas=0):
        """The HTML of the outputs of some cells, once all formulas are set."""
        cells = [self.front.cell(number) for number in numbers]
        total = lambda selector: sum(cell.locator(selector).count() for cell in cells)
        wait_on_page(self.front, lambda: total(".jp-RenderedMarkdown") == count and total("mjx-container") == formulas,
                     seconds=120)
        pages = [page for cell in cells for page in
                 cell.locator(".jp-RenderedMarkdown").evaluate_all("all => all.map(one => one.innerHTML)")]
        return [page.replace(self.front.server.url, "") for page in pages]

    def group(self, name):
        """The texts of a group with their pages in a cell and in the panel."""
        start = sum(len(texts) for other, texts in TEXTS.items() if list(TEXTS).index(other) < list(TEXTS).index(name))
        chosen = slice(start, start + len(TEXTS[name]))
        return list(zip(TEXTS[name], self.cells[chosen], self.panel[chosen]))


@pytest.fixture(scope="module", params=["lab", "notebook"])
def shown(request, browser):
    """Everything in JupyterLab, then in Notebook 7."""
    server = request.getfixturevalue(f"{request.param}_server")
    page = browser.new_page(viewport={"width": 1100, "height": 900})
    yield Shown({"lab": harness.Lab, "notebook": Notebook}[request.param](server, page))
    page.close()


def words(page):
    """The text of a page in HTML, its formulas left out."""
    collect = lambda tree: "".join(child if isinstance(child, str) else collect(child) for child in tree[1])
    return collect(structure(page))


# Ours


@pytest.mark.parametrize("tex, display", FORMULAS)
def test_a_formula_is_mathml(tex, display):
    made = mathml(clean_tex(tex), display)
    assert made.startswith("<math") and "\\" not in symbols(made).replace("\\", "", tex.count("\\setminus"))


@pytest.mark.parametrize("tex", ["\\nosuch{x} + 1", "a \\nosuch b", "\\begin{nosuch} a \\\\ b \\end{nosuch}",
                                 "\\ce{A-B}", "\\begin{aligned} a &= \\nosuch \\\\ c &= d \\end{aligned}",
                                 "{" * 80 + "}" * 80])
def test_what_ours_cannot_do_is_shown_whole(tex):
    for display in (False, True):
        page = safe_html(f"$${tex}$$" if display else f"${tex}$")
        assert mathml(clean_tex(tex), display) == "" and tex.replace("&", "&amp;") in page and "<mrow>" not in page


# In the browser


@pytest.mark.browser
def test_formulas_are_set_as_in_cells(shown):
    parts = lambda page: re.search("<math.*</math>", page, re.DOTALL)[0]
    in_cell, in_panel = ([parts(each) for page in pages for each in FORMULA.findall(page)]
                         for pages in zip(*[row[1:] for row in shown.group("formulas")]))
    assert len(in_cell) == len(FORMULAS) and in_panel == in_cell
    wrong = {}
    for (tex, display), page in zip(FORMULAS, in_cell):
        made = mathml(clean_tex(tex), display)
        same_rows = rows(made) == rows(page) or "{equation" in tex   # which is a table only to ours
        if symbols(made) != symbols(page) or not same_rows:
            wrong[tex] = symbols(made), symbols(page)
    assert not wrong
    assert len(FORMULA.findall(shown.panel[-1])) == 25   # the answer that was written on the page


@pytest.mark.browser
def test_markdown_is_the_same_in_cell_and_panel(shown):
    pairs = [(text, structure(cell), structure(panel)) for text, cell, panel in shown.group("kinds")]
    assert not {text: (cell, panel) for text, cell, panel in pairs if cell != panel}


@pytest.mark.browser
def test_prices_are_prices(shown):
    for text, cell, panel in shown.group("prices"):
        assert "mjx-" not in cell + panel and "<math" not in panel
        assert words(cell) == words(panel) == words(safe_html(text))
    assert "mjx-" not in shown.chat and words(shown.chat).startswith(words(safe_html(PRICE_TEXTS[-1])))


@pytest.mark.browser
def test_prices_are_prices_in_the_saved_notebook(shown):
    """Opened elsewhere its outputs aren't trusted, and the copy stands for the panel."""
    front, expected = shown.front, [words(safe_html(text)) for text in PRICE_TEXTS]
    path = front.folder / "shown.ipynb"
    wait_on_page(front, lambda: "notebook-chat-copy" in path.read_text() and "grow" in path.read_text())
    saved = nbformat.read(path, as_version=4)
    saved.cells = saved.cells[:shown.count]
    for cell in saved.cells:
        cell.source = f"# another notebook\n{cell.source}"
        cell.metadata.pop("trusted", None)
    nbformat.write(saved, front.folder / "later.ipynb")
    front.page.goto(front.page.url.replace("shown.ipynb", "later.ipynb"))
    copy = front.cell(0).locator(".jp-RenderedMarkdown").first
    copy.locator("mjx-container").first.wait_for(timeout=60_000)
    wait_on_page(front, lambda: copy.locator("mjx-container").count() >= shown.formulas, seconds=120)
    page = words(copy.inner_html())
    assert shown.formulas <= len(FORMULA.findall(copy.inner_html())) <= shown.formulas + 25   # with the last answer
    assert [text for text in expected if text not in page] == []
    outputs = {words(page): page for page in shown.outputs_of(range(1, shown.count), len(shown.cells), shown.formulas)}
    assert [text for text in expected if "mjx-" in outputs.get(text, "mjx-")] == []


def give(route, folder):
    """Answer a request with a file of a folder; the fonts aren't there, and what is set needn't be pretty here."""
    path = folder / route.request.url.split("?")[0].removeprefix("https://mathjax.example/")
    route.fulfill(path=path) if path.is_file() else route.fulfill(status=404)


@pytest.mark.browser
def test_prices_are_prices_in_html_of_nbconvert(browser, tmp_path):
    """With the MathJax that its pages load, from a folder."""
    import jupyter_server_mathjax   # which other stacks lack

    texts = [*PRICE_TEXTS, *FORMULA_TEXTS]
    outputs = [nbformat.v4.new_output("display_data", data=mime_bundle(text)) for text in texts]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1", outputs=outputs)])
    address = "https://mathjax.example/MathJax.js?config=TeX-AMS-MML_HTMLorMML-full,Safe"
    html, _ = HTMLExporter(mathjax_url=address).from_notebook_node(notebook)
    (tmp_path / "page.html").write_text(html)
    static, page = Path(jupyter_server_mathjax.__file__).parent / "static", browser.new_page()
    page.route("http*://**", lambda route: route.abort())
    page.route("https://mathjax.example/**", lambda route: give(route, static))
    page.goto((tmp_path / "page.html").as_uri())
    outputs = page.locator(".jp-RenderedMarkdown")
    script = "script[type^='math/tex']"
    page.wait_for_function(f"document.querySelectorAll(\"{script}\").length >= {len(FORMULAS)}", timeout=60_000)
    counts = outputs.evaluate_all(f"all => all.map(one => one.querySelectorAll(\"{script}\").length)")
    assert counts == [0] * len(PRICE_TEXTS) + [min(25, len(FORMULAS) - start) for start in range(0, len(FORMULAS), 25)]
    pages = outputs.evaluate_all("all => all.map(one => one.innerHTML)")[:len(PRICE_TEXTS)]
    assert [words(page) for page in pages] == [words(safe_html(text)) for text in PRICE_TEXTS]
    page.close()
