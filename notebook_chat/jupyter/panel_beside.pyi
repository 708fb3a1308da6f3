"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

import os
from .approval import ApprovalDesk as ApprovalDesk
from .panel_link import PageLink as PageLink, route_by_header as route_by_header
from .panel_orders import write_export as write_export
from .panel_questions import Attachments as Attachments
from .panel_settings import SettingsDrawer as SettingsDrawer
from .panel_verbs import MessageVerbs as MessageVerbs
from .panel_worker import Worker as Worker
from _typeshed import Incomplete
from fastcore.basics import patch as patch
from pathlib import Path
from typing import Any

__all__: Incomplete

class BesideVerbs(MessageVerbs):
    """What can be done in a panel besides saying something: a base class of panels."""
    def attach(self, thing: Any, name: str | None = None) -> None:
        """Attach a picture or a text file to the next question. Raises `ValueError` for anything else."""
    def detach(self, number: int = -1) -> None:
        """Remove an attachment. Raises `IndexError` for a wrong number."""
    def export(self, path: str | os.PathLike) -> Path:
        """Write the conversation to a file. Returns its path. Raises `ValueError` for any other suffix."""
    def insert(self, code: str) -> None:
        """Insert a cell below the panel's in JupyterLab and Notebook 7; in other front ends, copy the code."""
    def show_settings(self, open: bool | None = None) -> None:
        """Open or close the drawer with the settings."""
    def allow(self, always: bool = False) -> None:
        """Let the call in `asks` run. Raises `ValueError` if no call waits."""
    def refuse(self, reason: str = '') -> None:
        """Refuse the call in `asks`. Raises `ValueError` if no call waits."""
