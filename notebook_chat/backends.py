# SHIM
"""Old home of models.adapters and models.load."""
from notebook_chat.models.adapters import CompletionModel, ScriptedModel, write_on_thread  # noqa: F401
from notebook_chat.models.load import load_model  # noqa: F401
