"""Fixtures: cells run in a kernel, a live kernel, JupyterLab in a browser."""

import os

import pytest
from hypothesis import settings

import harness

# A run that decides whether a change may land is the same each time; at a developer's desk each run looks elsewhere.
settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("ci")


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


@pytest.fixture(scope="session")
def model_file(tmp_path_factory):
    """`model_file(**options)` writes a model with random weights, each once, and gives its path."""
    import tiny_models

    folder, paths = tmp_path_factory.mktemp("models"), {}

    def write(**options):
        key = repr(sorted(options.items(), key=str))
        if key not in paths:
            paths[key] = tiny_models.write_model(folder / f"tiny-{len(paths)}.gguf", **options)
        return paths[key]

    return write
