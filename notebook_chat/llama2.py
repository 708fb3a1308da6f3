# SHIM
"""Old home of compat.llama2."""
from notebook_chat.compat.llama2 import Llama2Chat  # noqa: F401
