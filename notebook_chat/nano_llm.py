# SHIM
"""Old home of compat.nano_llm."""
from notebook_chat.compat.nano_llm import BotFunctions, ChatHistory, ChatMessage, NanoLLM, bot_function  # noqa: F401
