"""Fixtures: cells run in a kernel, a live kernel, JupyterLab in a browser."""

import os
import signal

import pytest
from hypothesis import settings

pytest.register_assert_rewrite("support")

from support import harness, pages  # noqa: E402 (their assertions should show what was compared)
from support.notebook7 import Notebook, NotebookServer  # noqa: E402

# A run that decides whether a change may land is the same each time; at a developer's desk each run looks elsewhere.
settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("ci")


# What a test doesn't say about the model shouldn't depend on which packages are installed.
os.environ["NOTEBOOK_CHAT_MODEL"] = "demo"

# A shell starts what runs in its background with interrupts ignored; then neither tests nor their kernels get them.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# The other stacks lack packages that only these files need.
collect_ignore = ["test_cli.py", "test_repository.py", "test_template_families.py"] if os.environ.get("STACK") else []


def pytest_collection_modifyitems(items):
    """Tests of pages and kernels are run once more where they fail: beside others, a machine may be late."""
    for item in items:
        if item.get_closest_marker("browser") or item.get_closest_marker("kernel"):
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.fixture
def run_cells(tmp_path):
    """`run_cells(sources, timeout=60, kernel_env=None)` gives the executed notebook."""
    return lambda sources, **options: harness.run_cells(sources, tmp_path, **options)


@pytest.fixture
def start_kernel(tmp_path):
    """`start_kernel(**environment)` gives a live kernel, ended after the test."""
    kernels = []

    def start(**environment):
        kernels.append(harness.Kernel(tmp_path, **environment))
        return kernels[-1]

    yield start
    for kernel in kernels:
        kernel.stop()


@pytest.fixture
def kernel(start_kernel):
    """A live kernel."""
    return start_kernel()


@pytest.fixture(scope="module")
def browser():
    """Chromium; without one, a skip here and a failure where everything must run."""
    if not (path := harness.chromium()):
        (pytest.fail if os.environ.get("CI") else pytest.skip)("no Chromium: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=harness.BROWSER_FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def lab_server(browser, tmp_path_factory):
    """A JupyterLab server for the tests of a file."""
    server = harness.LabServer(tmp_path_factory.mktemp("lab"))
    yield server
    server.stop()


@pytest.fixture
def lab(lab_server, browser):
    """A fresh page of JupyterLab."""
    page = browser.new_page(viewport={"width": 1200, "height": 900})
    yield harness.Lab(lab_server, page)
    page.close()


@pytest.fixture(scope="module")
def notebook_server(browser, tmp_path_factory):
    """A server of Notebook 7 for the tests of a file."""
    server = NotebookServer(tmp_path_factory.mktemp("notebook"))
    yield server
    server.stop()


@pytest.fixture(params=["lab", "notebook"])
def front(request, browser):
    """A page of JupyterLab, then one of Notebook 7, which notes whatever goes wrong in a widget's code."""
    server = request.getfixturevalue(f"{request.param}_server")
    context = browser.new_context(viewport={"width": 1100, "height": 900}, accept_downloads=True,
                                  permissions=["clipboard-read", "clipboard-write"])
    front = {"lab": harness.Lab, "notebook": Notebook}[request.param](server, context.new_page())
    front.problems = []
    front.page.on("pageerror", lambda error: "blob:" in (error.stack or "") and front.problems.append(error.stack))
    yield front
    context.close()
    assert front.problems == []


@pytest.fixture
def watched(lab):
    """The page, with a list of what it was made to run and load."""
    lab.harm = []
    lab.page.expose_function("pwn", lambda number: lab.harm.append(f"payload {number} ran"))
    lab.page.on("dialog", lambda dialog: lab.harm.append(f"dialog {dialog.message}") or dialog.dismiss())
    lab.page.on("request", lambda request: pages.note_request(lab, request))
    return lab


@pytest.fixture(scope="session")
def model_file(tmp_path_factory):
    """`model_file(**options)` writes a model with random weights, each once, and gives its path."""
    from support import tiny_models

    folder, paths = tmp_path_factory.mktemp("models"), {}

    def write(**options):
        key = repr(sorted(options.items(), key=str))
        if key not in paths:
            paths[key] = tiny_models.write_model(folder / f"tiny-{len(paths)}.gguf", **options)
        return paths[key]

    return write


@pytest.fixture
def open_model():
    """`open_model(path, eyes, **options)` gives a model, with a projector perhaps, closed after the test."""
    from notebook_chat.llama.model import LlamaModel
    from notebook_chat.llama.files import demo_path
    from notebook_chat.llama.vision import Vision

    models = []

    def open_one(path=None, eyes=None, **options):
        options = {"n_ctx": 1024, "n_threads": 1, **options}
        models.append(LlamaModel(path or demo_path(), vision=eyes and Vision(eyes), **options))
        return models[-1]

    yield open_one
    for model in models:
        model.close()


@pytest.fixture(scope="module")
def demo():
    """The built-in model."""
    from notebook_chat.llama.model import LlamaModel
    from notebook_chat.llama.files import demo_path

    with LlamaModel(demo_path(), n_ctx=2048, n_threads=1) as model:
        yield model


@pytest.fixture(scope="module")
def smollm2():
    """SmolLM2-135M-Instruct, real weights."""
    from notebook_chat.llama.model import LlamaModel
    from support.real_models import smollm2_path

    with LlamaModel(smollm2_path(), n_ctx=2048) as model:
        yield model


@pytest.fixture
def open_panel():
    """`open_panel(answers, pause=0)` gives a panel and a page that looks at it."""
    from notebook_chat.models.adapters import ScriptedModel
    from notebook_chat.chat.chat import Chat
    from notebook_chat.jupyter.panel import ChatPanel
    from support.panels import Page

    panels = []

    def make(answers="", pause=0.0, **options):
        chat = answers if isinstance(answers, Chat) else Chat(ScriptedModel(answers, pause=pause))
        panels.append(ChatPanel(chat, **options))
        return panels[-1], Page(panels[-1])

    yield make
    for panel in panels:
        panel.chat.stop()
        panel.close()
