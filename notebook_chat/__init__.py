"""Chat with a language model that lives inside the notebook."""

__version__ = "0.1.0"

from importlib import import_module as _import_module

_HOMES = {
    "core.messages": ("ChatMessage", "ChatMessages", "FunctionCall", "Picture"),
    "core.settings": ("GenerationConfig",),
    "core.recipes": ("Recipe",),
    "core.reply": ("Reply",),
    "core.callbacks": ("StreamIterator", "StreamToStdout"),
    "tools.run": ("current_reply",),
    "tools.builtin": ("BotFunctions", "bot_function"),
    "tools.code": ("PYTHON",),
    "tools.mcp": ("MCP",),
    "templates.template": ("ChatTemplate",),
    "llama.model": ("LlamaModel",),
    "models.remote": ("RemoteModel",),
    "models.load": ("load_model",),
    "chat.prompts": ("Prompts",),
    "chat.history": ("ChatHistory",),
    "chat.chat": ("Chat",),
    "chat.token_views": ("tokens_view",),
    "chat.store": ("ChatStore",),
    "chat.ray_engine": ("RayEngine",),
    "jupyter.context": ("notebook_context",),
    "jupyter.panel": ("ChatPanel",),
    "jupyter.extension": ("load_ipython_extension", "unload_ipython_extension"),
    "compat.llama2": ("Llama2Chat",),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [name for name in _HOME_OF if not name.endswith("_ipython_extension")]


def __getattr__(name):
    """Import a public name when it is first asked for, so that loading the extension stays light."""
    if name not in _HOME_OF:
        from .core.text import did_you_mean

        hint = "" if name.startswith("_") else did_you_mean(name, __all__)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}. {hint}".rstrip())
    value = globals()[name] = getattr(_import_module(f"{__name__}.{_HOME_OF[name]}"), name)
    return value


def __dir__():
    return sorted({*globals(), *_HOME_OF})


def _let_replies_show_themselves():
    """In IPython, have a reply that is a cell's last value stream itself, also without the extension."""
    import sys

    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    if shell is not None:
        views = _import_module(f"{__name__}.jupyter.views")
        views.register_display(shell, views.Reply, views.shown_to_end)


_let_replies_show_themselves()


def _let_code_be_asked_about():
    """In IPython, ask the user there before code of a model runs, and run it there."""
    import sys

    from .core.faces import ask_with, run_code_in

    ipython = sys.modules.get("IPython")
    if ipython is None or ipython.get_ipython() is None:
        return
    room = lambda name: _import_module(f"{__name__}.jupyter.{name}")
    ask_with(lambda call, reply: room("cell_approval").ask_in_notebook(call, reply))
    run_code_in(lambda: room("code").NotebookSession(ipython.get_ipython()))


_let_code_be_asked_about()


def _let_tokens_be_drawn():
    """Say what draws the tokens of a reply; it is imported when the first view is wanted."""
    from .core.viewing import draw_tokens_with

    draw_tokens_with(lambda *given: _import_module(f"{__name__}.render.tokens").TokensView(*given))


_let_tokens_be_drawn()
