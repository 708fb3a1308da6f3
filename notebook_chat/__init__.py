"""Chat with a language model that lives inside the notebook."""

__version__ = "0.1.0"

from importlib import import_module as _import_module

_HOMES = {
    "messages": ("ChatMessage", "ChatMessages", "FunctionCall", "Picture"),
    "settings": ("GenerationConfig",),
    "reply": ("Reply", "StreamIterator", "StreamToStdout"),
    "functions": ("BotFunctions", "bot_function"),
    "templates": ("ChatTemplate",),
    "engine": ("LlamaModel",),
    "remote": ("RemoteModel",),
    "backends": ("load_model",),
    "history": ("ChatHistory",),
    "chat": ("Chat",),
    "store": ("ChatStore",),
    "panel": ("ChatPanel",),
    "llama2": ("Llama2Chat",),
    "magics": ("load_ipython_extension", "unload_ipython_extension"),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [name for name in _HOME_OF if not name.endswith("_ipython_extension")]


def __getattr__(name):
    """Import a public name when it is first asked for, so that loading the extension stays light."""
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(_import_module(f"{__name__}.{_HOME_OF[name]}"), name)
    return value


def __dir__():
    return sorted({*globals(), *_HOME_OF})


def _let_replies_show_themselves():
    """In IPython, have a reply that is a cell's last value stream itself, also without the extension."""
    import sys

    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    if shell is not None:
        _import_module(f"{__name__}.render").register_reply_display(shell)


_let_replies_show_themselves()
