# SHIM
from notebook_chat.chat.export import *
from notebook_chat.chat.export import export_chat, exported, notebook_cells, to_json, to_notebook, to_openai, to_sharegpt
from notebook_chat.chat.markdown import (item_markdown, label, named_picture, readable_markdown, small_picture, to_markdown,
    to_text)
from notebook_chat.chat.transcript import BlockStream as _BlockStream
from notebook_chat.chat.transcript import Item, chat_items, items_of, with_files, without_files


class BlockStream(_BlockStream):
    "Blocks as the old panel takes them."
    def update(self, parts, done=False):
        return [_as_list(block) for block in super().update(parts, done)]


def _as_list(block):
    if block.kind == "text": return ["t", block.html]
    if block.kind == "reasoning": return ["r", block.html, block.title]
    return ["c", block.html, block.title, block.state]
