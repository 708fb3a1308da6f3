"""HTML of a model as a preview in JupyterLab: it is shown, and nothing in it runs, loads or leads away."""

import pytest

from support.hostile import HOST, TAGS
from support.pages import run_cell, wait_on_page

pytestmark = pytest.mark.browser
PAGES = [
    "<style>h1 { color: red } body { background: url(http://n{n}.{host}/a.png) } @import url(http://n{n}.{host}/a.css);"
    "</style><h1>shown</h1>",
    "<link rel=stylesheet href=http://n{n}.{host}/a.css><link rel=dns-prefetch href=//n{n}.{host}><link rel=preconnect "
    "href=http://n{n}.{host}>",
    "<meta http-equiv=refresh content='0;url=http://n{n}.{host}/'><base href=http://n{n}.{host}/>",
    "<iframe src=http://n{n}.{host}/></iframe><object data=http://n{n}.{host}/></object>"
    "<embed src=http://n{n}.{host}/>",
    "<form action=http://n{n}.{host}/><button autofocus onfocus=pwn({n})>x</button></form><body onload=pwn({n})>",
    "<svg><script>pwn({n})</script><image href=http://n{n}.{host}/a.png />"
    "<use href=http://n{n}.{host}/a.svg#a /></svg>",
    "<img src=x onerror=parent.pwn({n})><video autoplay src=http://n{n}.{host}/a.mp4></video><audio "
    "src=http://n{n}.{host}/a.mp3>",
    "\"></iframe><script>pwn({n})</script>",
    "'></iframe><img src=x onerror=pwn({n})>",
    "</body></html><script>top.pwn({n})</script>",
]
SHOW = """
from IPython.display import display
from notebook_chat.render.formats import formatted
for page in {pages!r}: display(formatted(page, "html", "the note"), raw=True)
"""


def test_a_preview_shows_the_page_and_nothing_of_it_lives(watched):
    lab = watched
    pages = [page.replace("{n}", str(number)).replace("{host}", HOST) for number, page in enumerate(PAGES)]
    hostile = [text.replace("pwn()", f"pwn({100 + number})").replace(HOST, f"n{100 + number}.{HOST}") for number,
               text in enumerate(TAGS)]
    lab.open([SHOW.format(pages=pages), SHOW.format(pages=hostile[:45])], name="preview.ipynb")
    for index in (0, 1):
        run_cell(lab, index)
    wait_on_page(lab, lambda: lab.outputs(0).locator("iframe").count() == len(pages))
    lab.page.wait_for_timeout(2000)
    first = lab.outputs(0).first.locator("iframe").content_frame
    assert first.locator("h1").inner_text() == "shown"
    assert first.locator("h1").evaluate("element => getComputedStyle(element).color") == "rgb(255, 0, 0)"
    for frame in lab.page.locator(".jp-OutputArea-output iframe").all():
        assert frame.get_attribute("sandbox") == ""
    found = lab.page.evaluate("() => [...document.querySelectorAll('.jp-OutputArea-output *')].map(element => "
                              "element.localName)")
    assert set(found) <= {"div", "iframe", "small", "pre"}, set(found)
    assert lab.harm == []
