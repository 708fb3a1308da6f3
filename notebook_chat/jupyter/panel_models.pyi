"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from ..core.errors import LoadError as LoadError
from ..llama.loading import LoadWatch as LoadWatch
from ..models.default import demo_hint as demo_hint
from ..models.load import load_model as load_model
from ..models.protocol import Model as Model
from .panel_chats import ConversationVerbs as ConversationVerbs
from .panel_link import PageLink as PageLink
from .panel_orders import Order as Order
from _typeshed import Incomplete
from collections.abc import Callable, Generator, Iterable
from fastcore.basics import patch as patch
from typing import Any, NamedTuple

__all__: Incomplete

class ModelChoice(NamedTuple):
    """A model that can be chosen."""
    name: str
    source: Any
    about: str
    file: str

def _size(bytes):
    """Returns a size in the unit that a person would use."""
def _device():
    """Returns where a model file would run here."""
def _short_device(model):
    """Returns where a model runs, without advice."""
def _file_choices(device) -> Generator[Incomplete]:
    """Yields the model files at hand."""
def _used_choice(model):
    """Returns the choice of a model that is loaded."""
def model_choices(models: Iterable[Model], named: dict[str, Any] = {}, earlier: dict[str, Any] = {}) -> list[ModelChoice]:
    """Returns the models at hand: loaded, used before, configured, then files. Each file once."""

class Loading:
    """Something that is being loaded for a panel."""
    name: Incomplete
    share: float
    done: Incomplete
    watch: Incomplete
    def __init__(self, name: str, told: Callable[[], None]) -> None: ...
    def wait(self, timeout: float | None = None) -> bool:
        """Wait for the end. Returns `False` on timeout."""
    def _report(self, share) -> None: ...

class LoadingDesk:
    """What a panel loads."""
    now: Loading | None
    def __init__(self, told: Callable[[], None], failed: Callable[[Exception], None]) -> None: ...
    def field(self) -> dict | None:
        """Returns it as the pages show it."""
    def stop(self) -> None:
        """End the loading."""
    def start(self, name: str, load: Callable[[], Any], then: Callable[[Any], None]) -> Loading:
        """Load something. Returns at once."""
    def _run(self, loading, load, then) -> None: ...
    def _ends(self, loading):
        """Returns whether something is still wanted; from now on nothing is being loaded."""

class ModelVerbs(ConversationVerbs):
    """What can be done with the models of a panel: a base class of panels."""
    loads: LoadingDesk
    @property
    def models(self) -> list[ModelChoice]:
        """The models at hand."""
    def load(self, source: Any) -> Model:
        """Returns a model for a conversation, loaded if necessary; for `None`, that of the conversation that is shown."""
    def use_model(self, source: Any, name: str = '', then: Callable[[], Any] = ...) -> Loading:
        """Load a model in the background; the conversation that is shown goes on with it. Returns at once: `wait` waits.

    `stop` ends it. If it can't be loaded, `error` says why, and the conversation keeps its model."""

class ModelOrders:
    """Carries out what the pages order about models."""
    panel: Incomplete
    link: Incomplete
    again: Incomplete
    def __init__(self, panel: Any, link: PageLink, again: Callable[[Order], None]) -> None: ...
    def do_models(self, order: Order) -> None:
        """Send the models at hand."""
    def do_model(self, order: Order, then: Callable[[], Any] = ...) -> None:
        """Load the model that was chosen, or typed."""
    def do_compare(self, order: Order) -> None:
        """Ask the model that was chosen, or typed, the last question; its answer stands beside the one that is there."""
    def do_choose_answer(self, order: Order) -> None:
        """Go on from one of the compared answers."""
    def do_again(self, order: Order) -> None:
        """Answer again, with other settings or with another model."""
