"""A real model in Jupyter: cells, completion and the panel on one conversation, in a kernel and in JupyterLab."""

import re

import pytest

from support.cells import quiet, run, value
from support.pages import run_cell, wait_on_page
from support.real_models import smollm2_path

pytestmark = [pytest.mark.real]
CHATS = "get_ipython().magics_manager.registry['ChatMagics'].chats"


def loading(shorter=24):
    """A cell that makes the conversation `main` one with the real model."""
    return (f"%load_ext notebook_chat\nfrom notebook_chat import Chat, load_model\nmodel = load_model("
            f"{str(smollm2_path())!r}, n_ctx=1024)\n{CHATS}['main'] = chat = Chat(model, config=dict(temperature=0, "
            f"max_tokens={shorter}))")


@pytest.mark.kernel
def test_cells_and_completion(start_kernel):
    kernel = start_kernel()
    run(kernel, loading())
    cell = quiet(kernel.execute("%%chat\nRepeat: one two three four five six", timeout=120))
    [output] = cell.outputs
    shown, text = output["data"]["text/markdown"], value(kernel, "chat.messages[-1].text")
    assert "three" in text and text.strip() in shown and re.search(r"\d+ tokens · [\d,.]+ tokens/s", shown)
    assert value(kernel, "[m.role for m in chat.messages]") == ["user", "assistant"]
    cell = quiet(kernel.execute("%%chat\nOnce more, please.", timeout=120))
    assert value(kernel, "chat.messages[-1].text").strip()[:20] in cell.text
    assert value(kernel, "chat.last_reply.stats.cached_tokens") > 30
    before = value(kernel, "len(chat.messages)")
    cell = run(kernel, "%%complete --max-tokens 6 --temperature 0 -o more\nThe days of the week are Monday, Tuesday,")
    assert value(kernel, "more").strip() and value(kernel, "more").strip() in cell.text
    assert value(kernel, "len(chat.messages)") == before


@pytest.mark.kernel
def test_a_stopped_cell_is_continued(start_kernel):
    kernel = start_kernel()
    run(kernel, loading(400))
    cell = kernel.execute("%%chat\nCount from 1 to 1000.", timeout=120,
                          interrupt_when=lambda cell: "\n3" in cell.text)
    assert cell.error == "Stopped" and "stopped" in cell.text
    part = value(kernel, "chat.messages[-1].text")
    assert part and value(kernel, "chat.messages[-1].partial")
    run(kernel, "%chat --go-on --max-tokens 8")
    whole = value(kernel, "chat.messages[-1].text")
    assert whole.startswith(part) and len(whole) > len(part)
    assert value(kernel, "[m.role for m in chat.messages]") == ["user", "assistant"]


@pytest.mark.browser
def test_the_panel_in_jupyterlab(lab):
    lab.open([loading(), "from notebook_chat.jupyter.panel import ChatPanel\nChatPanel(chat)",
              "%%chat\nOnce more, please."], name="real.ipynb")
    run_cell(lab, 0)
    run_cell(lab, 1)
    root = lab.cell(1).locator(".nbc").first
    answers, text = root.locator(".nbc-answer"), root.locator(".nbc-composer textarea")
    text.wait_for(timeout=60_000)
    text.click()
    lab.page.keyboard.type("Repeat: one two three four five six")
    lab.page.keyboard.press("Enter")
    done = lambda count: wait_on_page(lab, lambda: answers.count() == count and not
                                      root.locator('[aria-busy="true"]').count() and
                                      root.locator(".nbc-go").get_attribute("aria-label") == "Send", 90)
    done(1)
    assert "three" in answers.first.locator(".nbc-body").inner_text()
    assert "SmolLM2" in answers.first.locator(".nbc-note").inner_text()
    run_cell(lab, 2)   # the cell goes on with the panel's conversation, and the panel shows it
    done(2)
    said = answers.nth(1).locator(".nbc-body").inner_text().split()
    assert said and lab.outputs(2).first.inner_text().split()[:len(said)] == said
