"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from ..chat.kv_cache import rest_text as rest_text
from ..chat.options import CommandError as CommandError, suggest as suggest
from ..chat.status import gpu_advice as gpu_advice, model_device as model_device, settings_text as settings_text, state_line as state_line
from ..core.callbacks import import_on_thread as import_on_thread
from ..core.packages import SMOLLM2 as SMOLLM2
from ..models.default import default_model as default_model, default_note as default_note, demo_hint as demo_hint, note_default as note_default
from ..models.protocol import Model as Model
from .mcp_names import MCPNames as MCPNames
from .named_chats import NamedChats as NamedChats
from .options import ChatDefaults as ChatDefaults
from .variables import Interpolated as Interpolated, interpolate as interpolate, look_up as look_up
from .views import View as View
from _typeshed import Incomplete
from argparse import Namespace
from fastcore.basics import patch as patch
from typing import Any

__all__: Incomplete

def import_chat() -> None:
    """Import what conversations need."""
def import_pictures() -> None:
    """Import what pictures need."""

OWN_NAMES: Incomplete

class Variables:
    """The notebook's variables, as named by options and braces."""
    names: Incomplete
    defaults: Incomplete
    mcp: Incomplete
    def __init__(self, names: dict, defaults: ChatDefaults) -> None: ...
    def interpolate(self, text: str, options: Namespace) -> Interpolated:
        """Returns the prompt with the values of variables in place of their names in braces. Prints what stays as it is."""
    def model(self, spec: str | None) -> Any:
        """Returns the model that was named, or its spec: from an alias, a variable, or as typed."""
    def functions(self, names: str) -> Any:
        """Returns the named functions for `Chat.functions`: variables, else functions registered with `bot_function`."""
    def function(self, name: str) -> Any:
        """Returns the variable of that name, else the registered function. Raises `CommandError` if there is neither."""

def _told_apart(found):
    """Returns functions and servers; servers whose tools have the same names as others with their own names in front."""

class Conversations:
    """The conversations of a notebook by name, and the models that were loaded for them."""
    variables: Incomplete
    defaults: Incomplete
    loaded: list[Model]
    chats: Incomplete
    def __init__(self, variables: Variables, defaults: ChatDefaults) -> None: ...
    @property
    def current(self) -> str:
        """The name of the conversation that was used last."""
    @property
    def chat(self) -> Any:
        """The current `Chat`. Raises `CommandError` if there is none yet."""
    def _connect(self):
        """Have the registry save conversations, and load models, as is configured here."""
    def load_model(self, spec: str | None, view: View) -> Model:
        """Returns the named model, loaded if necessary."""
    def _load(self, spec, view):
        """Returns the model that `load_model` makes of something, which is closed here."""
    def configured_models(self) -> dict[str, Any]:
        """Returns the models that the configuration and the environment name, by the names that they have there."""
    def _new_chat(self, model, name, given):
        """Returns a new `Chat` with the defaults; `given`: whether somebody chose its name."""
    def state_text(self) -> str:
        """Returns the conversations, one per line; for the current one, also its model's device and its settings."""
    def _model_to_be(self):
        """Returns which model the first question will go to."""
    def select(self, options: Namespace, view: View) -> Any:
        """Returns the `Chat` that the options select, created or changed as they say, and makes it the current one."""
    def keep(self, chat: Any, name: str) -> None:
        """Save a conversation in the store from now on, under its name if that is free, else under date and time."""
    def keep_all(self) -> None:
        """Save all conversations in the store from now on, if there is one."""
    def stored_names(self) -> list[str]:
        """Returns the names of the conversations in the store; empty without a store."""
    def _store_if_any(self):
        """Returns the store that is on; `None` if none is."""
    def stored_text(self) -> str:
        """Returns the conversations in the store, one per line. Raises `CommandError` without a store."""
    def model_of(self, state: Any, view: View) -> tuple[Model, str]:
        """Returns the model that continues a saved conversation, and a line if it is not the one that it was with."""
    def resume(self, name: str, view: View) -> str:
        """Continue a conversation from the store. Returns a line if it is with another model than before.

    Raises `CommandError` without a store, `StoreError` for an unknown name."""
    def _store(self): ...
    def close(self) -> None:
        """Save what is to be saved, end running replies, and close the models that were loaded here."""
    def take_over(self, other: Conversations) -> None:
        """Take over the conversations and models of another instance, as after `%reload_ext`."""

def isolated(name: str) -> str:
    """Returns the name for a line of text: one that is read from right to left keeps its neighbours in place."""

_HOW: str
