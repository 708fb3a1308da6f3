"""Replies that come to a panel in pieces: what they cost, and that they show what the whole would."""

import json
import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notebook_chat.render.html import HtmlStream, html_blocks, safe_html
from notebook_chat.chat.chat import Chat
from support.markdown import SOUP, live_parts_of_panel
from support.panels import HandMade
from support.waiting import wait_for

# What they cost

PROSE = "The **quick** brown fox `jumps` over the lazy dog, and then it rests a while. "
LONG = {
    "paragraphs": (PROSE * 8 + "\n\n") * 17,
    "one paragraph": PROSE * 134,
    "code": "```python\n" + "def function(argument):\n    return argument + 1  # a comment here\n" * 180 + "```",
    "list": "".join(f"- item {number} is about something else\n" for number in range(300)),
    "table": "|a|b|\n|-|-|\n" + "".join(f"| cell {number} | and another one |\n" for number in range(220)),
    "emoji": "So 😀 it 🎉 goes on and on " * 250,
}


def written(panel, page, text, step):
    """Bytes sent for a reply that comes in pieces so slowly that the panel could paint after each of them."""
    reply = panel.chat.send("Go")
    wait_for(lambda: len(page.shown) == 2)
    before = page.bytes
    for at in range(0, len(text), step):
        reply.writer.write(text[at : at + step])
        if not panel._link.budget.is_spent(reply):
            panel._paint()
    reply.writer.finish("stop")
    page.obeyed()
    assert page.html(1) == safe_html(text)
    return page.bytes - before - len(json.dumps(page.shown[1]["copy"]))   # which comes once, for the saved notebook


@pytest.mark.parametrize("kind", LONG)
def test_a_long_reply_costs_at_most_ten_times_its_html(open_panel, kind):
    panel, page = open_panel(Chat(HandMade()))
    lock, paint = threading.Lock(), panel._paint

    def paint_alone():
        with lock:
            paint()

    panel._paint = paint_alone
    sent, html = written(panel, page, LONG[kind], 6 if kind == "one paragraph" else 24), len(safe_html(LONG[kind]))
    print(f"{kind}: {sent / html:.1f} times {html:,} bytes of HTML in {page.messages} messages")
    assert sent <= 10 * html


# What they show


@given(SOUP, st.integers(1, 9))
@settings(max_examples=300, deadline=None)
def test_pieces_give_the_same_blocks_as_the_whole(text, size):
    stream, shown = HtmlStream(), []
    for end in range(size, len(text) + size, size):
        blocks = stream.update(text[:end])
        assert live_parts_of_panel("\n".join(blocks)) == []
        assert stream._finished[: len(shown)] == shown
        shown = list(stream._finished)


@given(st.lists(st.sampled_from(["a *b*\n", "\n", "- x\n", "  - y\n", "1. z\n", "```\n", "code\n", "> q\n", "# t\n",
                                 "***\n", "|a|b|\n", "|-|-|\n", "    i\n", "$x$\n", "\r\n"])))
@settings(max_examples=300, deadline=None)
def test_lines_give_the_same_blocks_as_the_whole(lines):
    stream, text = HtmlStream(), ""
    for line in lines:
        text += line
        blocks = stream.update(text)
    assert not lines or blocks == html_blocks(text)
