"""Formulas whose end comes late, and what a cell shows in the end of an answer that was shown in parts."""

import pytest

from notebook_chat.jupyter.views import CellView, ClearingView
from notebook_chat.render.html import HtmlStream, html_blocks
from notebook_chat.render.markdown import mime_bundle
from notebook_chat.render.parser import open_formula

FORMULAS = [
    "Sum:\n\n$$\na\n- b\n- c\n$$\n\nDone.",
    "$$\n> 0\n$$\n",
    "\\[\nx\n+ y\n\\]\nand\n",
    "\\begin{align}\na &= b\\\\\n- c\n# d\n\\end{align}\n",
    "$$\n|---|---|\n|---|---|\n$$",
    "$$\nx\n$$\n$$\n1. y\n$$\n",
]


@pytest.mark.parametrize("text", FORMULAS)
@pytest.mark.parametrize("size", [1, 3, 7])
def test_what_is_shown_is_what_the_text_so_far_gives(text, size):
    stream = HtmlStream()
    for end in [*range(size, len(text), size), len(text)]:
        assert stream.update(text[:end]) == html_blocks(text[:end])
    assert "<math" in "".join(html_blocks(text))


def test_a_formula_that_never_ends_does_not_hold_the_rest_for_long():
    stream = HtmlStream()
    for end in range(1, 400):
        stream.update("$$\na\n" + "- b\n" * end)
    assert stream.finished == 1
    assert open_formula(["$$", "a", "", "- b"]) is None


@pytest.mark.parametrize("kind", [CellView, ClearingView])
def test_a_cell_ends_with_the_whole_read_at_once(kind, monkeypatch):
    import IPython.display

    shown = []

    class Handle:
        def update(self, bundle, raw): shown.append(bundle)

    def display(bundle, raw, display_id=None):
        shown.append(bundle)
        return Handle()

    monkeypatch.setattr(IPython.display, "display", display)
    monkeypatch.setattr(IPython.display, "clear_output", lambda wait: None)
    view, text = kind(), "".join(f"- item {number} with **bold**\n" for number in range(80))
    for end in range(50, len(text) + 50, 50):
        view.update(text[:end])
    assert view._growing.in_parts
    view.close()
    assert not view._growing.in_parts and shown[-1] == mime_bundle(text)
