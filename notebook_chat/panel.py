# SHIM
"""The panel's names at their old place."""

from notebook_chat.jupyter.approval import *
from notebook_chat.jupyter.panel import *
from notebook_chat.jupyter.panel import ChatPanel, ask_in_panel, board  # noqa: F401
from notebook_chat.jupyter.approval import IN_CELL as _IN_CELL, NO_PAGE as _NO_PAGE, NO_PANEL as _NO_PANEL  # noqa: F401
from notebook_chat.jupyter.approval import Question as _Question, hindrance as _hindrance  # noqa: F401
from notebook_chat.jupyter.panel_settings import SettingControl as _Knob  # noqa: F401
