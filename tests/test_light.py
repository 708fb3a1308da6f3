"""What a long conversation and a long answer cost: what is made, sent and drawn, counted rather than timed."""

import json
import sys

import ipywidgets as widgets
import pytest

from notebook_chat.chat.chat import Chat
from notebook_chat.jupyter.panel import ChatPanel
from notebook_chat.jupyter.views import CellView, FormatView, show
from notebook_chat.models.adapters import ScriptedModel
from notebook_chat.render.markdown import mime_bundle
from support.panels import HandMade, Page
from support.waiting import wait_for

SECTION = """## Step {0}

Take $f_{0}(x) = \\int_0^x e^{{-t^2}}\\,dt$ and see where it *grows*, by hand:

$$\\sum_{{k=1}}^{{n}} k^{0}$$

- one line for each value of $k$
- the values are $x_{0}$ and $y_{0}$

```python
for value in values[{0}:]:
    print(value, total)  # so far
```

"""
RICH = "".join(SECTION.format(number) for number in range(24))


def long_chat(count, model):
    """A conversation of so many messages."""
    chat = Chat(model)
    for number in range(count // 2):
        chat.messages.append("user", f"Question {number}")
        chat.messages.append("assistant", f"Answer {number} in **words**\n\n- one\n- two")
    return chat


# The panel


def calls_of_a_paint(open_panel, count):
    """The Python calls that a paint takes while an answer is written after so many messages."""
    panel, page = open_panel(long_chat(count, HandMade()))
    wait_for(lambda: len(page.shown) == count)
    counted, paint = [], panel._paint

    def counting():
        found = [0]
        sys.setprofile(lambda frame, event, argument: event == "call" and found.append(1))
        try:
            paint()
        finally:
            sys.setprofile(None)
        counted.append(len(found))

    reply = panel.send("Go")
    wait_for(lambda: len(page.shown) == count + 2)
    panel._paint = counting
    for number in range(8):
        done = len(counted)
        reply.writer.write(f"word{number} ")
        wait_for(lambda: len(counted) > done)
    reply.writer.finish("stop")
    page.obeyed()
    assert page.shown[-1]["text"].startswith("word0 word1")
    return min(counted)


def test_a_paint_takes_no_more_after_many_messages(open_panel):
    few, many = (calls_of_a_paint(open_panel, count) for count in (4, 600))
    assert many < 1.2 * few


class Recording(Page):
    """A page that keeps the messages about what is shown as they came."""

    def take(self, message):
        """Keep it, and apply it."""
        shown = [] if "keep" in message else [json.loads(json.dumps(message))]
        self.taken = [*getattr(self, "taken", ()), *shown]
        if not shown:   # how many weren't shown yet when something came for when the kernel is gone
            self.unshown = [*getattr(self, "unshown", ()), self.bar.get("older")]
        super().take(message)


def test_a_long_conversation_comes_with_its_end_first():
    panel = ChatPanel(long_chat(200, ScriptedModel("fine")))
    try:
        page = Recording(panel)
        first = page.taken[0]
        assert 2 <= len(first["items"]) <= 12 and "Answer 99" in str(first["items"])   # what fills the transcript
        assert first["bar"]["older"] == 200 - len(first["items"])
        wait_for(lambda: not page.bar["older"])
        assert page.texts == [message.text for message in panel.chat.messages]
        assert sum(len(message.get("items", {})) for message in page.taken) == 200   # each once
        wait_for(lambda: page.complete)
        assert set(page.unshown) == {0}   # what is in sight first, then what is above it, then what isn't seen
        late = Recording(panel)   # one that comes when the others have it all
        wait_for(lambda: len(late.shown) == 200)
        assert len(late.taken[0]["items"]) == 12 and late.texts == page.texts
    finally:
        panel.close()


def test_a_short_answer_is_little_to_send(open_panel):
    panel, page = open_panel(long_chat(400, ScriptedModel("A short answer.")))
    wait_for(lambda: len(page.shown) == 400 and not page.bar["older"])
    wait_for(lambda: page.complete and panel._keeper.due is None)   # all of it, for when the kernel is gone
    before = page.bytes
    page.do("send", text="And now?")
    page.obeyed()
    assert page.shown[-1]["copy"]["text/markdown"] == "**Assistant**\n\nA short answer."
    assert page.bytes - before < 15_000


def test_all_changes_reach_a_page_that_holds_a_part(open_panel):
    panel, page = open_panel(long_chat(100, ScriptedModel("fine")))
    page.do("send", text="And now?")
    page.obeyed()
    wait_for(lambda: not page.bar["older"])
    assert len(page.shown) == 102
    panel.retry(1).wait()
    wait_for(lambda: [item.get("version") for item in page.shown] == [None, {"number": 2, "of": 2}])
    panel.switch(1, 0)
    wait_for(lambda: len(page.shown) == 102 and not page.bar["older"])
    panel.delete(0)
    wait_for(lambda: [item["index"] for item in page.shown] == list(range(100)))
    panel.chat.messages[3].text = "other words"
    wait_for(lambda: page.texts[3] == "other words")


def test_settings_are_made_when_they_are_first_opened():
    made = []
    widgets.Widget.on_widget_constructed(made.append)
    try:
        panel = ChatPanel(ScriptedModel("fine"))
        assert len(made) < 10
        panel.show_settings()
        assert len(made) > 40
        made.clear()
        panel.show_settings(False)
        panel.show_settings()
        assert made == []
        panel.close()
    finally:
        widgets.Widget.on_widget_constructed(None)


# Cells


class Outputs:
    """The outputs of a cell, and what was sent for each."""

    def __init__(self, monkeypatch):
        """Take the place of IPython's `display`."""
        import IPython.display

        self.sent = []
        monkeypatch.setattr(IPython.display, "display", self.display)

    def display(self, bundle, raw, display_id=None):
        """A new output."""
        self.sent.append([])
        return Handle(self.sent[-1]).update(bundle)

    @property
    def shown(self):
        """What the outputs show now."""
        return [bundles[-1] for bundles in self.sent]


class Handle:
    """The display handle of an output."""

    def __init__(self, bundles):
        self.bundles = bundles

    def update(self, bundle, raw=True):
        """Another state of it."""
        self.bundles.append(bundle)
        return self


def stream(view, text, speed):
    """Show a text that grows by so many characters a second, as often as the view asks for it. Gives the seconds."""
    clock = 0.0
    while clock * speed < len(text):
        view.update([("text", text[: int(clock * speed)])] if clock else [])
        clock += view.pause(text)
    view.update([("text", text)], "1,000 tokens")
    view.close()
    return clock


@pytest.mark.parametrize("speed", [100, 250, 4_000])
def test_a_rich_answer_in_a_cell_is_little_to_send_and_to_draw(monkeypatch, speed):
    outputs = Outputs(monkeypatch)
    seconds = stream(CellView(), RICH, speed)
    bundles = [bundle for sent in outputs.sent for bundle in sent]
    size = sum(1_000 + sum(map(len, bundle.values())) for bundle in bundles)
    drawn = sum(len(bundle["text/markdown"]) for bundle in bundles)
    print(f"{size / 1024 / seconds:.1f} KiB/s, {len(bundles) / seconds:.1f} updates/s, {drawn / len(RICH):.1f} times")
    if speed < 1_000:
        assert size / seconds < 15 * 1024
        moves = sum(bundle["text/plain"] == "…" for bundle in outputs.sent[0][1:])
        assert moves < 15 and max(len(bundle["text/markdown"]) for bundle in outputs.sent[1]) < 2_500
    assert outputs.shown == [mime_bundle(RICH), {**mime_bundle("", "1,000 tokens")}]


def test_what_is_shown_in_two_outputs_is_the_answer_so_far(monkeypatch):
    outputs, view = Outputs(monkeypatch), CellView(font_size=20)
    for end in range(0, len(RICH), 70):
        view.update(RICH[:end], "reading")
        shown = "\n\n".join(bundle["text/markdown"].removeprefix('<div style="font-size: 20px">\n\n')
                            .replace("\n\n</div>", "") for bundle in outputs.shown)
        assert shown == mime_bundle(RICH[:end] or "", "reading")["text/markdown"]
    assert len(outputs.shown) == 2
    view.update("", "stopped")   # another text takes its place
    view.close()
    assert "".join(bundle["text/markdown"] for bundle in outputs.shown).count("stopped") == 1
    assert "Step" not in str(outputs.shown)


def test_a_short_answer_and_one_that_comes_at_once_need_one_output(monkeypatch):
    for text in ("Hello **you**", RICH):
        outputs = Outputs(monkeypatch)
        reply = Chat(ScriptedModel(text)).send("Hi")
        reply.wait()
        show(reply, CellView())
        [output] = outputs.shown
        assert output["text/markdown"].startswith(mime_bundle(text)["text/markdown"]) and "scripted" in str(output)


def test_an_answer_in_a_format_replaces_what_was_shown_while_it_grew(monkeypatch):
    outputs, view = Outputs(monkeypatch), FormatView("text")
    stream(view, RICH, 250)
    first, second = outputs.shown
    assert first["text/plain"].strip() == RICH.strip() and second["text/plain"] == "[1,000 tokens]"
