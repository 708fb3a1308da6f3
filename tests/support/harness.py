"""What tests need of Jupyter: cells run to their end, a live kernel, a JupyterLab in a browser."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass, field
from queue import Empty

import nbformat
from jupyter_client import KernelManager
from nbformat.v4 import new_code_cell, new_notebook, output_from_msg

from kernels import QUIET, add_output, kernel_environment, native_kernels, run_notebook
from support.ports import free_port

KERNEL = {"display_name": "python3", "language": "python", "name": "python3"}
OUTPUT_MESSAGES = {"stream", "display_data", "execute_result", "error"}


def notebook_of(sources):
    """A notebook with one code cell per source."""
    return new_notebook(cells=[new_code_cell(source) for source in sources], metadata={"kernelspec": KERNEL})


def run_cells(sources, folder, timeout=60, kernel_env=None):
    """Run cells in a fresh kernel and give the notebook with their outputs."""
    return run_notebook(notebook_of(sources), folder, kernel_environment(**(kernel_env or {})), timeout)


# A live kernel


@dataclass
class Execution:
    """What came of one cell so far, kept as a front end keeps it."""

    outputs: list = field(default_factory=list)
    messages: list = field(default_factory=list)
    reply: dict = None
    idle: bool = False
    started: float = field(default_factory=time.monotonic)
    finished: float = None
    interrupted: float = None
    clear_next: bool = False

    @property
    def done(self):
        """Whether the kernel has answered and said that it is idle."""
        return self.idle and self.reply is not None

    @property
    def error(self):
        """The name of the exception that ended the cell, or None."""
        return self.reply.get("ename") if self.reply else None

    @property
    def seconds(self):
        """From sending the cell to the last word about it."""
        return self.finished - self.started

    @property
    def stopping_seconds(self):
        """From the interrupt to the last word about the cell."""
        return self.finished - self.interrupted

    @property
    def text(self):
        """All that a reader would see, as plain text."""
        return "\n".join(filter(None, map(text_of, self.outputs)))

    @property
    def bytes(self):
        """The size of all messages about the cell on their way to the front end."""
        return sum(map(size_of, self.messages))

    def of_type(self, kind):
        """The messages of one type, such as `update_display_data`."""
        return [message for message in self.messages if message["msg_type"] == kind]


def text_of(output):
    """The text of one output: Markdown where there is some, else plain."""
    data = output.get("data", {})
    if output["output_type"] == "error":
        return f"{output['ename']}: {output['evalue']}"
    return output.get("text") or data.get("text/markdown") or data.get("text/plain", "")


def size_of(message):
    """The length of a message's content as JSON, and of what is sent beside it."""
    return len(json.dumps(message["content"])) + sum(len(buffer) for buffer in message.get("buffers", []))


class Kernel:
    """A running kernel and what a front end would show of it."""

    def __init__(self, folder, **environment):
        """Start a kernel in `folder`; `environment` is added to this process's."""
        self.manager = KernelManager(kernel_spec_manager=native_kernels())
        environment = kernel_environment(IPYTHONDIR=str(folder / ".ipython"), **environment)
        self.manager.start_kernel(cwd=str(folder), env=environment, extra_arguments=QUIET)
        self._connect()

    def _connect(self):
        self.client = self.manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=60)
        self.executions, self.displays = {}, {}

    def start(self, code):
        """Send a cell and come back at once."""
        execution = Execution()
        self.executions[self.client.execute(code, allow_stdin=False)] = execution
        return execution

    def execute(self, code, timeout=60, interrupt_after=None, interrupt_when=None):
        """Run a cell to its end, interrupting it once after some seconds or when `interrupt_when(execution)` holds."""
        execution = self.start(code)
        if interrupt_after is not None:
            interrupt_when = lambda execution: time.monotonic() - execution.started >= interrupt_after
        self.collect(execution, timeout, interrupt_when or (lambda execution: False))
        return execution

    def collect(self, execution, timeout=60, interrupt_when=lambda execution: False):
        """Take in messages until a cell is done."""
        deadline = time.monotonic() + timeout
        while not execution.done:
            self.take_in(0.02)
            if execution.interrupted is None and interrupt_when(execution):
                self.interrupt(execution)
            if not self.manager.is_alive():
                raise RuntimeError(f"the kernel died; so far: {execution.text}")
            if time.monotonic() > deadline:
                self.interrupt(execution)
                raise TimeoutError(f"not done after {timeout} seconds; so far: {execution.text}")

    def interrupt(self, execution=None):
        """Send what the Stop button sends."""
        if execution:
            execution.interrupted = time.monotonic()
        self.manager.interrupt_kernel()

    def take_in(self, seconds):
        """Take in whatever arrives within some seconds."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            try:
                self._published(self.client.get_iopub_msg(timeout=left))
            except Empty:
                break
        self._take_replies()

    def _take_replies(self):
        while self.client.shell_channel.msg_ready():
            message = self.client.get_shell_msg(timeout=1)
            execution = self.executions.get(message["parent_header"].get("msg_id"))
            if execution and message["msg_type"] == "execute_reply":
                execution.reply = message["content"]
                execution.finished = time.monotonic()

    def _published(self, message):
        """Put one message from the kernel where a front end would put it."""
        execution = self.executions.get(message["parent_header"].get("msg_id"), Execution())
        kind, content = message["msg_type"], message["content"]
        execution.messages.append(message)
        if kind == "status":
            execution.idle = content["execution_state"] == "idle"
            execution.finished = time.monotonic()
        elif kind == "clear_output":
            execution.clear_next = content["wait"]
            if not content["wait"]:
                execution.outputs.clear()
        elif kind == "update_display_data":
            self._update_display(message)
        elif kind in OUTPUT_MESSAGES:
            self._add(execution, message)

    def _add(self, execution, message):
        if execution.clear_next:
            execution.outputs.clear()
            execution.clear_next = False
        output = output_from_msg(message)
        add_output(execution.outputs, output)
        if display_id := message["content"].get("transient", {}).get("display_id"):
            self.displays.setdefault(display_id, []).append(output)

    def _update_display(self, message):
        for output in self.displays.get(message["content"]["transient"]["display_id"], []):
            output["data"] = message["content"]["data"]
            output["metadata"] = message["content"]["metadata"]

    def kill(self):
        """End the kernel's process as a crash would."""
        os.kill(self.manager.provisioner.pid, signal.SIGKILL)

    def restart(self):
        """A fresh process behind the same kernel."""
        self.client.stop_channels()
        self.manager.restart_kernel(now=True)
        self._connect()

    def stop(self):
        """End the kernel."""
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)
        self.manager.cleanup_resources()


# JupyterLab in a browser


def chromium():
    """The browser to drive, or None."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


BROWSER_FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()


class LabServer:
    """A separate JupyterLab, with its settings and notebooks in one folder."""

    def __init__(self, folder):
        """Start it and wait until it answers."""
        self.folder = folder / "notebooks"
        self.folder.mkdir(parents=True)
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = folder / "lab.log"
        self._settings(folder / "settings")
        self.process = subprocess.Popen(
            self._command(), cwd=self.folder, env=self._environment(folder), stderr=self.log.open("w")
        )
        self._wait()

    def _command(self):
        options = {
            "ServerApp.ip": "127.0.0.1",
            "ServerApp.port": self.port,
            "ServerApp.port_retries": 0,
            "ServerApp.root_dir": self.folder,
            "IdentityProvider.token": "",
            "ServerApp.disable_check_xsrf": True,   # it is asked to end kernels
        }
        flags = [f"--{name}={value}" for name, value in options.items()]
        return [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", *flags]

    def _environment(self, folder):
        own = {
            "JUPYTER_CONFIG_DIR": "config",
            "JUPYTER_DATA_DIR": "data",
            "JUPYTER_RUNTIME_DIR": "runtime",
            "JUPYTERLAB_SETTINGS_DIR": "settings",
            "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
            "IPYTHONDIR": "ipython",
        }
        return kernel_environment(**{name: str(folder / part) for name, part in own.items()})

    def _settings(self, folder):
        """Keep all cells in the page, so that a test finds them without scrolling; ask for no news."""
        chosen = {
            "notebook-extension/tracker": {"windowingMode": "none"},
            "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
        }
        for name, settings in chosen.items():
            path = folder / "@jupyterlab" / f"{name}.jupyterlab-settings"
            path.parent.mkdir(parents=True)
            path.write_text(json.dumps(settings))

    def _wait(self, seconds=60):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                return urllib.request.urlopen(f"{self.url}/api/status", timeout=5).close()
            except OSError:
                time.sleep(0.2)
        self.stop()
        raise RuntimeError(f"JupyterLab did not start:\n{self.log.read_text()}")

    def end_kernels(self):
        """End all kernels, of which each test starts its own."""
        with urllib.request.urlopen(f"{self.url}/api/kernels", timeout=60) as answer:
            kernels = json.loads(answer.read())
        for kernel in kernels:
            address = f"{self.url}/api/kernels/{kernel['id']}"
            urllib.request.urlopen(urllib.request.Request(address, method="DELETE"), timeout=60).close()

    def stop(self):
        """End the server and its kernels."""
        self.process.terminate()
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Lab:
    """A page of JupyterLab with one notebook, and what a user does there."""

    def __init__(self, server, page):
        """`page` is Playwright's."""
        self.server, self.page, self.folder = server, page, server.folder

    def open(self, sources, name="test.ipynb"):
        """Make a notebook of code cells, open it and wait for its kernel."""
        nbformat.write(notebook_of(sources), self.folder / name)
        self.page.goto(f"{self.server.url}/lab/tree/{name}?reset")
        self.cell(0).wait_for(timeout=60_000)
        self.page.locator('.jp-NotebookPanel:visible .jp-Notebook-ExecutionIndicator[data-status="idle"]').wait_for(
            timeout=60_000
        )

    def cell(self, index):
        """A code cell of the notebook."""
        return self.page.locator(".jp-NotebookPanel:visible .jp-Notebook .jp-CodeCell").nth(index)

    def outputs(self, index):
        """The outputs of a code cell."""
        return self.cell(index).locator(".jp-OutputArea-output")

    def prompt(self, index):
        """What stands beside a cell: `[ ]:`, `[*]:` while it runs, `[1]:`."""
        return self.cell(index).locator(".jp-InputPrompt").inner_text()

    def run(self, index):
        """Click into a cell and run it; again if JupyterLab drops that, as it may right after a kernel's start."""
        for _ in range(6):
            self.accept_dialogs()
            self.cell(index).locator(".cm-content").click()
            self.page.keyboard.press("Shift+Enter")
            self.page.wait_for_timeout(500)
            if self.prompt(index) != "[ ]:":
                return

    def accept_dialogs(self):
        """Answer what JupyterLab asks by itself, and say what it was."""
        while (dialog := self.page.locator(".jp-Dialog")).count():
            print("JupyterLab asked:", dialog.first.inner_text())
            dialog.first.locator(".jp-mod-accept").click()
            self.page.wait_for_timeout(200)

    def interrupt(self):
        """Press Stop."""
        self.page.locator('.jp-NotebookPanel:visible [data-jp-item-name="interrupt"]').click()

    def save(self):
        """Save the notebook."""
        self.page.keyboard.press("Control+s")

    def screenshot(self, path):
        """Take a picture of the page."""
        self.page.screenshot(path=str(path))
