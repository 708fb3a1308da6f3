"""A panel without a browser: a page that looks at it, and a model whose replies a test writes."""

import json
import time

from notebook_chat.core.reply import Reply
from support.waiting import wait_for


class Page:
    """What a browser makes of the messages of a panel; `page/store.js` does the same."""

    def __init__(self, panel):
        """Take part in what `panel` sends from now on, and greet it."""
        self.panel, self.items, self.order, self.bar = panel, {}, [], {}
        self.bytes, self.messages, self.backs, self.files, self.number = 0, 0, [], [], 0
        self.complete = False   # whether it holds all that it keeps for when the kernel is gone
        self.window = panel.children[0]
        sending = self.window.send
        self.window.send = lambda message: (sending(message), self.take(json.loads(json.dumps(message))))
        self.do("hello")
        wait_for(lambda: self.bar)

    def take(self, message):
        """Apply a message."""
        self.bytes += len(json.dumps(message)) + 120
        self.messages += 1
        if message.get("reset"):
            self.items = {}
        for key, change in message.get("items", {}).items():
            self.items[key] = self.merged(self.items[key], change) if key in self.items else change
        self.order = message.get("order", self.order)
        self.bar = {**self.bar, **message.get("bar", {})}
        self.items = {key: self.items[key] for key in self.order if key in self.items}
        self.backs += [message["back"]] if "back" in message else []
        self.files += [message["file"]] if "file" in message else []
        self.complete = message.get("keep", {}).get("complete", self.complete)

    def merged(self, item, change):
        """An item with a change; lengths are in UTF-16 units."""
        changed, length = change.pop("blocks", {}), change.pop("length", None)
        blocks = dict(enumerate(item["blocks"][:length]))
        for number, block in sorted((int(number), block) for number, block in changed.items()):
            if "keep" in block:
                kept = blocks[number]["html"].encode("utf-16-le")[: 2 * block["keep"]].decode("utf-16-le")
                block = {**blocks[number], "html": kept + block["add"]}
            blocks[number] = block
        assert list(blocks) == list(range(len(blocks)))
        return {**item, **change, "blocks": list(blocks.values())}

    def do(self, action, buffers=(), **more):
        """Send an order as the browser would."""
        self.number += 1
        self.panel._on_message(self.window, dict(do=action, number=self.number, **more), list(buffers))

    def obeyed(self):
        """Wait until all orders were carried out and nothing is being written."""
        wait_for(lambda: self.bar.get("seen") == self.number and not self.bar["busy"]
                 and not self.panel._waiting.texts and self.panel._worker.idle)
        time.sleep(0.02)

    @property
    def shown(self):
        """The items in their order."""
        return [self.items[key] for key in self.order if key in self.items]

    def html(self, number):
        """The HTML of an answer."""
        return "\n".join(block["html"] for block in self.shown[number]["blocks"])

    @property
    def texts(self):
        """What was said."""
        return [item.get("text", "") for item in self.shown]


class HandMade:
    """A model whose replies a test writes."""

    name, n_ctx = "by hand", 1000

    def reply(self, messages, settings=None, **options):
        """An empty reply."""
        self.writing = Reply()
        return self.writing

    def close(self):
        """Nothing to do."""
