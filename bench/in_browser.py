"""Rows that need a browser: what a panel and a cell cost the page that shows them, against another version of the
package, which is a git ref or a folder. Both sides have a JupyterLab of their own and take turns; ScriptedModel writes
at a fixed pace."""

import subprocess
import sys
import tempfile
from contextlib import ExitStack, contextmanager
from pathlib import Path

from .measure import ROOT, row

sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tools")]

SLOWER = 4           # how many times slower a page is made for the rows that say so
BEFORE = "729c47b"   # the last version whose panel sent, drew and saved a conversation as a whole
LONG = """## Step {number}

Take $f_{number}(x) = \\int_0^x e^{{-t^2}}\\,dt$ and see where it *grows*, with `scipy` or **by hand**:

$$\\sum_{{k=1}}^{{n}} k^{number} \\le \\left(\\frac{{n(n+1)}}{{2}}\\right)^{number}$$

- one line for each value of $k$
- the values are $x_{number}$ and $y_{number}$

```python
for value in values[{number}:]:
    print(value, total)  # so far
```

"""
CHAT = """
from notebook_chat.models.adapters import ScriptedModel
from notebook_chat.chat.chat import Chat
from notebook_chat.jupyter.panel import ChatPanel
def rich(count): return "".join({long!r}.format(number=number) for number in range(2, 2 + count))
model = ScriptedModel(lambda messages: rich(16) if "rich" in messages[-1].text else "A short answer.", pause={pause})
chat = Chat(model)
for number in range({count} // 2):
    chat.messages.append("user", f"Question {{number}}: what is it about?")
    chat.messages.append("assistant", rich(3) if number % 5 == 0 else f"Answer {{number}}, in a few **short** words.")
"""
OPEN = "panel = ChatPanel(chat)\npanel"
ANSWER = "chat.send('rich')"
WATCH = """
window.longTasks = []
new PerformanceObserver(list => { for (const task of list.getEntries()) longTasks.push(task.duration) })
    .observe({ type: "longtask" })
window.addEventListener("keydown", event => { if (event.key === "Enter") window.entered = performance.now() },
    { capture: true })
window.milliseconds = condition => new Promise(done => {
    const look = () => condition() ? requestAnimationFrame(() => done(performance.now() - window.entered))
        : setTimeout(look, 5)
    look()
})
"""
OPENED = """() => {
    const panel = document.querySelector(".nbc")
    const answers = panel?.querySelectorAll(".nbc-answer") ?? []
    return panel?.querySelector(".nbc-model").textContent && (%d === 0 || answers[answers.length - 1]?.innerText.trim())
}"""
ANSWERED = """() => {
    const last = [...document.querySelectorAll(".nbc-answer")].at(-1)
    return window.entered > window.asking && last?.ariaBusy === "false" && last.innerText.includes("A short answer.")
        && document.querySelector(".nbc-go")?.ariaLabel === "Send"
}"""


def folder_of(version, stack):
    """The folder of a version of the package: a path as it is, a git ref written to a temporary folder."""
    if Path(version).is_dir():
        return Path(version)
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    archive = subprocess.run(["git", "archive", version, "notebook_chat"], cwd=ROOT, capture_output=True)
    if archive.returncode:
        raise SystemExit(f"{version!r} is no folder, and no version that git knows here: {archive.stderr.decode()}")
    subprocess.run(["tar", "-x", "-C", folder], input=archive.stdout, check=True)
    return folder


class Version:
    """A version of the package in a JupyterLab of its own."""

    def __init__(self, package, browser, stack):
        from support import harness

        class Server(harness.LabServer):
            """A server whose kernels import that version."""

            def _environment(self, folder):
                return {**super()._environment(folder), "PYTHONPATH": str(package)}

        self.browser, self.server, self.count = browser, Server(stack.enter_context(_folder())), 0
        self.package = package
        stack.callback(self.server.stop)

    @contextmanager
    def notebook(self, *sources):
        """A page with a notebook whose first cell has been run."""
        from support import harness, pages

        context = self.browser.new_context(viewport={"width": 1200, "height": 900})
        page = context.new_page()
        page.add_init_script(WATCH)
        lab, self.count = harness.Lab(self.server, page), self.count + 1
        where = "import notebook_chat\nprint(notebook_chat.__file__)\n"
        lab.open([where + sources[0], *sources[1:]], name=f"bench-{self.count}.ipynb")
        pages.run_cell(lab, 0)
        assert lab.outputs(0).inner_text().startswith(str(self.package)), lab.outputs(0).inner_text()
        try:
            yield Watched(lab)
        finally:
            context.close()


@contextmanager
def _folder():
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        yield Path(folder)


class Watched:
    """A page of JupyterLab, and what it receives."""

    def __init__(self, lab):
        self.lab, self.page, self.bytes, self.messages = lab, lab.page, 0, 0
        self.session = self.page.context.new_cdp_session(self.page)
        self.session.on("Network.webSocketFrameReceived", self._received)
        self.session.send("Network.enable")

    def slow_down(self, times):
        """Have the page take so many times longer for all that it does, as it does on a slower computer."""
        self.session.send("Emulation.setCPUThrottlingRate", {"rate": times})

    def _received(self, event):
        frame = event["response"]
        self.bytes += len(frame["payloadData"]) * 3 // 4 if frame["opcode"] == 2 else len(frame["payloadData"])
        self.messages += 1

    def calm(self, seconds=4):
        """Let what is still to be done be done."""
        self.page.wait_for_timeout(1000 * seconds)

    def begin(self):
        """Count from now on."""
        self.page.evaluate("() => { longTasks.length = 0; window.asking = performance.now() }")
        self.bytes = self.messages = 0

    def until(self, condition, act):
        """Milliseconds from the Enter that `act` presses until a condition holds and is painted."""
        self.page.evaluate(f"() => {{ window.reached = milliseconds({condition}) }}")
        act()
        return self.page.evaluate("() => window.reached")

    @property
    def tasks(self):
        """The milliseconds of each long task."""
        return self.page.evaluate("longTasks")


def opening(version, count):
    """Opening a panel on so many messages: milliseconds, the longest task, bytes."""
    with version.notebook(CHAT.format(long=LONG, pause=0.02, count=count), OPEN) as watched:
        watched.calm()
        watched.begin()
        watched.lab.cell(1).locator(".cm-content").click()
        time = watched.until(OPENED % count, lambda: watched.page.keyboard.press("Shift+Enter"))
        watched.calm()
        return dict(time=time, longest=max([0, *watched.tasks]), kilobytes=watched.bytes / 1024)


def short_answer(version, count):
    """A short answer in a panel with so many messages: milliseconds to its end, the longest task, bytes."""
    with version.notebook(CHAT.format(long=LONG, pause=0.02, count=count), OPEN) as watched:
        watched.lab.run(1)
        text = watched.page.locator(".nbc-composer textarea")
        text.wait_for(timeout=60_000)
        watched.calm(8)
        found = []
        for _ in range(3):
            text.click()
            watched.page.keyboard.type("And now?")
            watched.begin()
            time = watched.until(ANSWERED, lambda: watched.page.keyboard.press("Enter"))
            watched.calm(6)
            found.append(dict(time=time, longest=max([0, *watched.tasks]), kilobytes=watched.bytes / 1024))
        return {name: sorted(one[name] for one in found)[1] for name in found[0]}


def rich_answer(version, where, slower=1):
    """A thousand tokens with headings, formulas and code, 40 a second: long tasks, and what is received a second."""
    from support import pages

    with version.notebook(CHAT.format(long=LONG, pause=0.025, count=0), ANSWER if where == "cell" else OPEN) as watched:
        if where == "panel":
            watched.lab.run(1)
            watched.page.locator(".nbc-composer textarea").click()
            watched.page.keyboard.type("rich")
        watched.calm()
        watched.slow_down(slower)
        watched.begin()
        if where == "panel":
            watched.page.keyboard.press("Enter")
        else:
            watched.lab.run(1)
        ended = (lambda: "tokens/s" in watched.lab.outputs(1).all_inner_texts()[-1]) if where == "cell" else (
            lambda: watched.page.locator(".nbc-note", has_text="tokens/s").count())
        pages.wait_on_page(watched.lab, ended, 120)
        seconds = (watched.page.evaluate("performance.now() - window.asking")) / 1000
        watched.calm(6)
        return dict(tasks=len(watched.tasks), busy=sum(watched.tasks), rate=watched.bytes / 1024 / seconds)


def alternating(versions, take, rounds):
    """What `take(version)` gives for each version, taken in turn; every other round begins at the other end."""
    found = {version: [] for version in versions}
    for number in range(rounds):
        for version in versions if number % 2 else reversed(versions):
            found[version].append(take(version))
    return [{name: [one[name] for one in taken] for name in taken[0]} for taken in found.values()]


def rows(against=BEFORE, rounds=2):
    """All rows; `against` is a git ref or a folder."""
    from playwright.sync_api import sync_playwright

    from support import harness

    with ExitStack() as stack:
        browser = stack.enter_context(sync_playwright()).chromium.launch(
            executable_path=harness.chromium(), args=harness.BROWSER_FLAGS)
        stack.callback(browser.close)
        versions = [Version(package, browser, stack) for package in (ROOT, folder_of(against, stack))]
        yield from _opening_rows(versions, rounds)
        yield from _answer_rows(versions, rounds)
        for where, slower in (("cell", 1), ("cell", SLOWER), ("panel", 1)):
            ours, theirs = alternating(versions, lambda version: rich_answer(version, where, slower), 1)
            what = f"1,000 rich tokens in a {where}, 40 a second" + (f", page {slower}x slower" if slower > 1 else "")
            yield _row(f"{what}: long tasks", ours["tasks"], theirs["tasks"], "tasks")
            yield _row(f"{what}: milliseconds in them", ours["busy"], theirs["busy"], "ms")
            yield _row(f"{what}: received a second", ours["rate"], theirs["rate"], "KiB/s")


def _row(what, ours, theirs, unit):
    """A row of figures of which less is better; where there is nothing, one stands for it in the ratio."""
    least = lambda values: [max(value, 1) for value in values]
    return row(what, least(ours), least(theirs), unit, False)


def _opening_rows(versions, rounds):
    empty, full = (alternating(versions, lambda version: opening(version, count), rounds) for count in (0, 200))
    for what, (ours, theirs) in (("an empty panel", empty), ("a panel with 200 messages", full)):
        yield _row(f"opening {what}", ours["time"], theirs["time"], "ms")
        yield _row(f"opening {what}: longest task", ours["longest"], theirs["longest"], "ms")
        yield _row(f"opening {what}: received", ours["kilobytes"], theirs["kilobytes"], "KiB")
    yield _row("opening a panel with 200 messages, against an empty one", full[0]["time"], empty[0]["time"], "ms")


def _answer_rows(versions, rounds):
    ours, theirs = alternating(versions, lambda version: short_answer(version, 400), rounds)
    what = "a short answer after 400 messages"
    yield _row(f"{what}: Enter to its end", ours["time"], theirs["time"], "ms")
    yield _row(f"{what}: longest task", ours["longest"], theirs["longest"], "ms")
    yield _row(f"{what}: received", ours["kilobytes"], theirs["kilobytes"], "KiB")
