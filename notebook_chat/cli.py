# SHIM
"""Old home of terminal.views, terminal.prompts, terminal.editor, terminal.chat and terminal.app."""
from notebook_chat.render.fences import markdown_blocks  # noqa: F401
from notebook_chat.terminal.app import main  # noqa: F401
