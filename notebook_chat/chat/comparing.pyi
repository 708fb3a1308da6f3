"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from ..core.callbacks import ended as ended
from ..core.message_pictures import as_list as as_list, with_pictures as with_pictures
from ..core.messages import ChatMessage as ChatMessage
from ..core.reply import Reply as Reply
from ..core.settings import GenerationConfig as GenerationConfig, as_config as as_config
from ..models.load import load_model as load_model
from ..models.protocol import Model as Model
from ..render.markdown import escape_line as escape_line, joined_blocks as joined_blocks, mime_bundle as mime_bundle, status_line as status_line
from ..tools.function import FunctionList as FunctionList
from .branches import Branches as Branches, without_instructions as without_instructions
from .contexts import in_context as in_context
from .enclosed import Enclosed as Enclosed
from .history import ChatHistory as ChatHistory
from .joined_replies import JoinedReply as JoinedReply, SaidReply as SaidReply, has_words as has_words
from .model_names import model_names as model_names
from .turns import Turn as Turn, Turns as Turns, with_figures as with_figures
from _typeshed import Incomplete
from collections.abc import Callable, Iterator
from fastcore.basics import patch as patch
from typing import Any

__all__: Incomplete

def _with_settings(models, enough: int = 2):
    """Returns what to load and the settings, a pair for each model. Raises `ValueError` unless there are enough."""
def _told_apart(names, settings):
    """Returns a name for each answer: that of its model, with what differs, or a number, where others have the same."""

class Comparison:
    """Answers of several models to one question. Iterate it for the replies, or ask it for one by number or name."""
    chat: Incomplete
    models: Incomplete
    names: Incomplete
    joined: Incomplete
    question: Incomplete
    chosen: int | None
    def __init__(self, chat: Any, models: list[Model], names: list[str], joined: JoinedReply, question: ChatMessage) -> None: ...
    @property
    def replies(self) -> list[Reply]:
        """The replies, in the order of the models."""
    @property
    def finished(self) -> bool:
        """Whether all answers are complete."""
    @property
    def texts(self) -> dict[str, str]:
        """The texts so far, by name."""
    def __len__(self) -> int: ...
    def __iter__(self) -> Iterator[Reply]: ...
    def __getitem__(self, which: int | str) -> Reply: ...
    def __repr__(self) -> str: ...
    def wait(self, timeout: float | None = None) -> bool:
        """Wait for all answers. Returns `False` on timeout."""
    def stop(self) -> None:
        """Stop all answers that are still being written. What they have so far is kept."""
    def number(self, which: int | str) -> int:
        """Returns the number of an answer. Raises `LookupError` if there is no such answer."""
    def _repr_markdown_(self): ...
    def choose(self, which: int | str) -> Reply:
        """Make an answer the current one; its model goes on. Stops what is being written. Returns the answer's reply."""
    def _sign(self, index, reply) -> None:
        """Put the message of a reply in the place of one that says the same, but was written by another model."""
    def _place(self, reply):
        """Returns the index of the answer in the history, and the number of the branch that has this reply."""

def compared_markdown(comparison: Comparison) -> str:
    """Returns the answers as safe Markdown, each under the name of its model."""

class Comparing:
    """A conversation in which several models can be asked at once."""
    messages: ChatHistory
    comparison: Comparison | None
    wrap_tokens: int | None
    @property
    def model(self) -> Model: ...
    @property
    def config(self) -> GenerationConfig: ...
    @property
    def functions(self) -> FunctionList: ...
    def fork(self) -> Any: ...
    def _notify(self, event: str) -> None: ...
    def compare(self, prompt: str | None, models: Any, images: Any = (), begin: str | None = None, context: Any = None, files: Any = (), load: Callable = ..., **settings: Any) -> Comparison:
        """Ask several models the same question at once. Returns the `Comparison` while they answer.

    The conversation goes on from the first answer until one is chosen; the others are kept as branches. Functions are
    not called."""
    def _checked(self, settings):
        """Returns the settings of all answers. Raises `ValueError` for wrong ones."""
    def _answer_there(self):
        """Returns the messages of the answer to the last question. Raises `ValueError` if there is none."""
    def _ask_all(self, make_turn, models, settings, begin):
        """Ask all models. Returns their replies as one, and the question."""
    def _keep_answers(self, asked, joined) -> None:
        """Keep all answers as branches of their question, in the order of the models."""

def _names(joined, own, models, settings):
    """Returns a name for each answer: those of the models, and before them that of an answer that was there."""
def _started(fork, model, asked, new, begin, settings):
    """Returns a model's reply in a fork of the conversation; one that has ended in an error if it can't be asked."""
