# SHIM
"""Old home of models.tool_loop."""
from notebook_chat.models.tool_loop import ToolOptions, current_reply  # noqa: F401
from notebook_chat.models.tool_loop import reply_with_tools as _reply_with_tools


def reply_with_tools(*arguments, callables=None, **options):
    if callables is not None: options["tools"] = callables
    return _reply_with_tools(*arguments, **options)
