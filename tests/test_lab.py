"""A chat in JupyterLab, as somebody at the screen meets it: streaming, Stop, a saved page, and nothing hostile that
runs."""

import os
import re
import time
from pathlib import Path

import nbformat
import pytest

from support.hostile import HOST, HOSTILE
from support.pages import run_cell, wait_on_page
from support.real_models import smollm2_path

pytestmark = pytest.mark.browser
PICTURE = Path(__file__).parents[1] / "nbs" / "images" / "quickstart.png"
LOAD = "%load_ext notebook_chat"
PLANETS = "%%chat\nName the planets in the solar system"
SLOW = """
from notebook_chat import Chat
from notebook_chat.models.adapters import ScriptedModel
words = " ".join(f"word{number}" for number in range(600))
get_ipython().magics_manager.registry["ChatMagics"].chats["main"] = Chat(ScriptedModel([words], pause=0.05))
"""


def words_in(lab, index):
    """How many words of the slow answer a cell shows."""
    return lab.outputs(index).first.inner_text().count("word")


def start_slow_answer(lab, index):
    """Run a cell with a slow answer until some words are there."""
    lab.run(index)
    lab.outputs(index).get_by_text("word3").wait_for(timeout=60_000)


# Answers


def test_an_answer_is_markdown_with_a_quiet_line(lab):
    lab.open([LOAD, PLANETS, "%%chat\nPlease reverse the list"], name="planets.ipynb")
    run_cell(lab, 0)
    run_cell(lab, 1)
    assert lab.outputs(1).count() == 1
    assert lab.outputs(1).locator("ol > li").all_inner_texts()[:3] == ["Mercury", "Venus", "Earth"]
    assert re.search(r"demo · \d+ tokens · [\d,.]+ tokens/s · first token after",
                     lab.outputs(1).locator("small").inner_text())
    run_cell(lab, 2)
    assert lab.outputs(2).locator("li").all_inner_texts()[0] == "Neptune"


def test_an_answer_grows_and_stop_keeps_it(lab):
    lab.open([LOAD, SLOW, "%%chat\nhi", "%%chat --max-tokens 3\nagain"], name="stop.ipynb")
    for index in (0, 1):
        run_cell(lab, index)
    start_slow_answer(lab, 2)
    seen = words_in(lab, 2)
    wait_on_page(lab, lambda: words_in(lab, 2) > seen + 3)
    pressed = time.monotonic()
    lab.interrupt()
    lab.outputs(2).locator("small").get_by_text("stopped").wait_for(timeout=60_000)
    print(f"stopped {time.monotonic() - pressed:.2f} s after the click")
    assert seen + 3 < words_in(lab, 2) < 600
    assert "Traceback" not in lab.cell(2).inner_text() and "KeyboardInterrupt" not in lab.cell(2).inner_text()
    run_cell(lab, 3)
    assert "word0 word1 word2" in lab.outputs(3).inner_text()


def test_a_saved_answer_is_there_after_a_reload(lab):
    lab.open([LOAD, PLANETS], name="saved.ipynb")
    run_cell(lab, 0)
    run_cell(lab, 1)
    lab.save()
    path = lab.folder / "saved.ipynb"
    wait_on_page(lab, lambda: "Neptune" in path.read_text())
    [output] = nbformat.read(path, 4).cells[1].outputs
    assert output.output_type == "display_data" and set(output.data) == {"text/markdown", "text/plain"}
    lab.page.goto(f"{lab.server.url}/lab/tree/saved.ipynb?reset")
    lab.outputs(1).locator("ol > li").last.wait_for(timeout=60_000)
    assert lab.outputs(1).locator("ol > li").count() == 8


# What a model may not do

EXAMINE = """
() => [...document.querySelectorAll('.jp-NotebookPanel .jp-OutputArea-output')].filter(area => area.innerText.trim() \
!== 'the end').map(area => {
    const allowed = new Set(('p a code pre span div ul ol li h1 h2 h3 h4 h5 h6 table thead tbody tr th td strong em b \
i del '
        + 'blockquote hr br small sup section').split(' '))
    const links = ['href', 'src', 'xlink:href', 'action', 'srcdoc', 'data']
    const found = []
    for (const element of area.querySelectorAll('*')) {
        const name = element.localName
        if (!element.closest('mjx-container') && !allowed.has(name)) found.push(`<${name}>`)
        for (const { name: attribute, value } of element.attributes) {
            const live = attribute.toLowerCase().startsWith('on')
            const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(value.replace(/[\\x00-\\x20]/g, ''))
            const call = links.includes(attribute) && scheme && !/^(https?|mailto)$/i.test(scheme[1])
            const load = attribute === 'style' && value.includes('url(')
            if (live || call || load) found.push(`${name} ${attribute}=${value}`)
        }
    }
    return found
})
"""
CELL_HOLDS = 40   # JupyterLab shows the first 50 outputs of a cell
SHOW = """
from notebook_chat.jupyter.views import CellView
for text in {payloads!r}: CellView().update(text)
CellView().update("the end")
"""


def payload_cells(payloads):
    """Cells that show the payloads, each calling a function and a host with its own number."""
    own = [text.replace("pwn()", f"pwn({number})").replace(HOST, f"n{number}.{HOST}") for number,
           text in enumerate(payloads)]
    return [SHOW.format(payloads=own[start:start + CELL_HOLDS]) for start in range(0, len(own), CELL_HOLDS)]


def hover_over_links(lab):
    """Move the mouse and the focus over everything that could wait for it."""
    lab.page.evaluate("""() => document.querySelectorAll('.jp-OutputArea-output a').forEach(link => {
        for (const kind of ['mouseover', 'mouseenter', 'focus']) link.dispatchEvent(new Event(kind, { bubbles: true }))
    })""")


@pytest.mark.parametrize("kind", HOSTILE)
def test_nothing_hostile_runs_or_calls_out(watched, kind):
    lab, payloads, cells = watched, HOSTILE[kind], payload_cells(HOSTILE[kind])
    lab.open(cells, name=f"{kind}.ipynb")
    for index in range(len(cells)):
        run_cell(lab, index)
        lab.outputs(index).get_by_text("the end", exact=True).wait_for(timeout=60_000)
    lab.page.wait_for_timeout(1500)
    hover_over_links(lab)
    found = lab.page.evaluate(EXAMINE)
    assert len(found) == len(payloads)
    harm = [f"{payloads[number]!r} gave {live[:100]}" for number, lives in enumerate(found) for live in lives]
    assert harm + lab.harm == [], "\n" + "\n".join(harm + lab.harm)


# The picture in the README

QUESTIONS = ["Please reverse the list", "Sort the list by mass", "Write a Python function that adds two numbers"]


def clip(lab, last):
    """The area from the notebook's first cell to the end of a cell."""
    first, end = lab.cell(0).bounding_box(), lab.cell(last).bounding_box()
    return {"x": first["x"], "y": first["y"] - 8, "width": first["width"],
            "height": end["y"] + end["height"] - first["y"] + 8}


def test_quickstart_picture(lab, tmp_path):
    path = PICTURE if os.environ.get("UPDATE_SCREENSHOTS") else tmp_path / "quickstart.png"
    path.parent.mkdir(exist_ok=True)
    cells = [LOAD, PLANETS, *(f"%%chat\n{question}" for question in QUESTIONS)]
    lab.page.set_viewport_size({"width": 1080, "height": 1500})
    lab.open(cells, name="quickstart.ipynb")
    lab.page.keyboard.press("Control+b")
    for index in range(len(cells)):
        run_cell(lab, index)
    lab.page.wait_for_timeout(500)
    lab.page.screenshot(path=str(path), clip=clip(lab, len(cells) - 1))
    assert path.stat().st_size > 10_000


REAL = "%%chat --model smollm2 --temperature 0 --max-tokens 120\n"


@pytest.mark.real
def test_picture_of_a_real_model(lab, tmp_path):
    smollm2_path()
    path = PICTURE.with_name("smollm2.png") if os.environ.get("UPDATE_SCREENSHOTS") else tmp_path / "smollm2.png"
    lab.open([LOAD, REAL + "Write a Python function that returns the even numbers of a list.",
              "%%chat --temperature 0\nWhat is photosynthesis? Answer in one sentence."], name="real.ipynb")
    lab.page.keyboard.press("Control+b")   # then the toolbar has room for the kernel's state
    lab.page.set_viewport_size({"width": 900, "height": 1000})
    for index in range(3):
        run_cell(lab, index)
    lab.page.wait_for_timeout(500)
    assert "def " in lab.outputs(1).locator("pre").inner_text()
    assert re.search(r"smollm2 · \d+ tokens", lab.outputs(1).locator("small").inner_text())
    lab.page.screenshot(path=str(path), clip=clip(lab, 2))
    assert path.stat().st_size > 10_000


@pytest.mark.real
def test_picture_of_tokens(lab, tmp_path):
    smollm2_path()
    path = PICTURE.with_name("tokens.png") if os.environ.get("UPDATE_SCREENSHOTS") else tmp_path / "tokens.png"
    lab.open([LOAD, "%%chat --model smollm2 --temperature 0 --logprobs 5\nName a fruit that starts with the letter P.",
              "%chat tokens"], name="tokens.ipynb")
    lab.page.keyboard.press("Control+b")   # then the toolbar has room for the kernel's state
    lab.page.set_viewport_size({"width": 900, "height": 1000})
    for index in range(3):
        run_cell(lab, index)
    tokens = lab.outputs(2).locator("span[tabindex]")
    assert tokens.count() > 5 and all("%" in title for title in tokens.locator("[title]").evaluate_all(
        "all => all.map(one => one.title)"))
    tokens.nth(tokens.count() // 2).hover()
    lab.page.wait_for_timeout(500)
    lab.page.screenshot(path=str(path), clip=clip(lab, 2))
    assert path.stat().st_size > 10_000
