# SHIM
"""Old home of models.catalog."""
from notebook_chat.models.catalog import ModelInfo, list_models  # noqa: F401
