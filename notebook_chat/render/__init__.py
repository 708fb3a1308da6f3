# SHIM
from importlib import import_module

_OLD = {
    "render.fences": ("split_fences", "fenced_code", "code_blocks"),
    "render.markdown": ("safe_markdown", "safe_prose", "mime_bundle", "status_line", "pause_after", "plain_text"),
    "core.text": ("strip_control",),
    "jupyter.views": ("CellView", "ClearingView", "QuietView", "FormatView", "TerminalView", "in_kernel", "updates_outputs", "new_view", "show",
                      "register_reply_display"),
}
_RENAMED = {"_blocks": ("render.fences", "split_fences"), "_fenced": ("render.fences", "fenced_code"),
            "_entities": ("render.markdown", "escape_punctuation"), "_folded": ("render.markdown", "details"),
            "_quiet": ("render.markdown", "escape_line"), "_safe_prose": ("render.markdown", "safe_prose")}


def _blocks(text):
    from notebook_chat.render.fences import split_fences
    return [block[:3] for block in split_fences(text)]


def _shortened(text, length=120):
    from notebook_chat.core.text import one_line
    return one_line(text, length)


def __getattr__(name):
    for home, names in _OLD.items():
        if name in names: return getattr(import_module(f"notebook_chat.{home}"), name)
    if name in _RENAMED:
        home, new = _RENAMED[name]
        return getattr(import_module(f"notebook_chat.{home}"), new)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
