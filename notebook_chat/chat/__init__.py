# SHIM
def __getattr__(name):
    from importlib import import_module
    if name.startswith("__"):
        raise AttributeError(name)
    return getattr(import_module("notebook_chat.chat.chat"), name)
