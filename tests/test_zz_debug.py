import json
import pytest
from support.fronts import FRONTS, NotebookServer, Panel, kill_kernel, open_panel, restart_kernel, saved
from support.pages import run_cell, wait_on_page
pytestmark = pytest.mark.browser
@pytest.fixture
def front(request, browser):
    server = request.getfixturevalue("lab_server")
    context = browser.new_context(viewport={"width": 1100, "height": 900}, accept_downloads=True)
    front = FRONTS["lab"](server, context.new_page())
    front.page.on("console", lambda m: print("CONSOLE", m.type, m.text[:300]) if m.type in ("error","warning") else None)
    yield front
    context.close()
def test_day(front):
    panel = open_panel(front, "today.ipynb")
    panel.ask("remember me")
    panel.answered(1)
    path = front.folder / "today.ipynb"
    saved(front, path, "vnd.notebook-chat")
    (front.folder / "tomorrow.ipynb").write_text(path.read_text())
    front.page.goto(front.page.url.replace("today.ipynb", "tomorrow.ipynb"))
    front.cell(0).get_by_text("You said: remember me").first.wait_for(timeout=60_000)
    front.page.locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]').first.wait_for(timeout=60_000)
    from support.fronts import open_again
    panel = open_again(front)
    panel.offer.get_by_text("remember me").wait_for(timeout=20_000)
    front.page.wait_for_timeout(3000)
    print("DIALOG", [d.inner_text() for d in front.page.locator(".jp-Dialog").all()])
    print("PANELS", front.page.evaluate("""() => [...globalThis[Symbol.for("notebook_chat panels")]].map(r => ({alive: r.store.alive, place: r.place?.id, taken: r.isTaken, looked: r.hasLooked, found: r.found.length, offer: r.store.bar.offer, n: r.place?.number, written: r.written?.length, outs: r.place?.outputs?.length, due: r.due, read: JSON.stringify(r.place?.read() ?? null).slice(0, 600)}))"""))
    front.save()
    front.page.wait_for_timeout(2000)
    print("DIALOG", [d.inner_text() for d in front.page.locator(".jp-Dialog").all()])
    print("FILE", [list(o.get("data", {})) for o in json.loads((front.folder / "tomorrow.ipynb").read_text())["cells"][0]["outputs"]])
    front.screenshot("/work/wt/scratch-survive/day.png")
