"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from ..core.messages import ChatMessage as ChatMessage, ChatMessages as ChatMessages
from ..core.reply import Reply as Reply
from ..core.settings import GenerationConfig as GenerationConfig, as_config as as_config
from ..models.default import first_note as first_note
from ..models.load import load_model as load_model
from ..models.protocol import Model as Model
from ..models.tool_loop import ToolOptions as ToolOptions, check_timeout as check_timeout, reply_with_tools as reply_with_tools
from ..templates.selection import as_template as as_template
from ..templates.template import ChatTemplate as ChatTemplate
from ..tools.function import FunctionList as FunctionList
from ..tools.registry import as_functions as as_functions
from .asking import complete_text as complete_text
from .branches import Alternatives as Alternatives, Branches as Branches, Forkable as Forkable, checked_index as checked_index, place_of as place_of
from .branching import Branching as Branching, begun_reply as begun_reply, check_begun as check_begun
from .comparing import Comparing as Comparing
from .history import ChatHistory as ChatHistory
from .inspectable import Inspectable as Inspectable
from .keepable import Keepable as Keepable
from .mapping import Mappable as Mappable
from .observers import Observers as Observers
from .open_questions import OpenQuestions as OpenQuestions
from .reading import Reading as Reading
from .recorder import open_keeper as open_keeper
from .repairing import Repairing as Repairing
from .sending import asking as asking
from .state import ChatState as ChatState, Pending as Pending, draft_of as draft_of, model_file as model_file
from .stats import ChatStats as ChatStats
from .turns import Turn as Turn, Turns as Turns
from _typeshed import Incomplete
from fastcore.basics import patch as patch
from typing import Any, Callable, Iterable

__all__: Incomplete

class Chat(Mappable, Branching, Comparing, Forkable, Inspectable, Keepable, OpenQuestions, Reading, Repairing):
    """A conversation with a model."""
    examples: list[ChatMessage]
    messages: ChatHistory
    approve: Callable | bool | None
    function_repeats: int
    constrain: bool
    wrap_tokens: int | None
    def __init__(self, model: Any = None, system: str | None = None, template: Any = None, config: GenerationConfig | dict | None = None, examples: Iterable[tuple[str, str]] = (), functions: Any = None, approve: Callable | bool | None = None, function_timeout: float | None = 60, function_repeats: int = 2, constrain: bool = False, wrap_tokens: int | None = None, store: Any = None, name: str | None = None) -> None: ...
    def __repr__(self) -> str: ...
    def _notify(self, event) -> None: ...
    @property
    def history(self) -> ChatHistory:
        """The messages; the same as `messages`."""
    @property
    def system(self) -> str | None:
        """The instructions for the whole conversation; `None` if there are none."""
    @system.setter
    def system(self, text: str | None) -> None: ...
    @property
    def model(self) -> Model:
        """The model. Assign another one to continue the conversation with it."""
    @model.setter
    def model(self, model: Any) -> None: ...
    @property
    def template(self) -> ChatTemplate | None:
        """The `ChatTemplate` that replaces the model's own; `None`: the model's own."""
    @template.setter
    def template(self, template: Any) -> None: ...
    @property
    def config(self) -> GenerationConfig:
        """The settings of all replies. A field can be set at any time and applies from the next reply on."""
    @config.setter
    def config(self, config: GenerationConfig | dict | None) -> None: ...
    @property
    def functions(self) -> FunctionList:
        """The functions that the model may call."""
    @functions.setter
    def functions(self, functions: Any) -> None: ...
    @property
    def function_timeout(self) -> float | None:
        """Seconds until a call is given up; `None`: never."""
    @function_timeout.setter
    def function_timeout(self, seconds: float | None) -> None: ...
    @property
    def last_reply(self) -> Reply | None:
        """The newest reply; `None` before the first."""
    @property
    def pending(self) -> Pending | None:
        """The question that is being answered or got no answer; `None` if everything is in the history."""
    @property
    def context_used(self) -> int | None:
        """Tokens in use, at most `model.n_ctx`; `None` without token ids, or if the template refuses the messages now."""
    def send(self, prompt: str | None = None, images: Any = (), begin: str | None = None, context: Any = None, files: Any = (), **settings: Any) -> Reply:
        """Send a message. Returns the reply while it is being written. Waits first for a reply that is still running."""
    def _start(self, make_turn, settings, noted=..., tools=None):
        """Start a turn when the one before it has ended. Returns its reply."""
    def _introduced(self, reply, note: str = ''):
        """Returns a reply with a note; if it is the first of a model that nobody has named, the note says so."""
    def _ask(self, messages, config, continue_final: bool = False, admit=None, model=None, begun: bool = False, tools=None):
        """Returns the reply to a conversation, by `model` if not the chat's own, perhaps with other `tools` (`ToolOptions`)."""
    def set(self, **settings: Any) -> None:
        """Set fields of `config`; `None` unsets one."""
    def observe(self, callback: Callable[[str], Any]) -> Callable[[], None]:
        """Call `callback` after each change. Returns a function that ends this."""
    def stats(self) -> ChatStats:
        """Returns the figures of this chat's replies; as text, the speeds of the last one."""
    def stop(self) -> None:
        """Stop the reply that is being written, if there is one; its text so far stays."""
    def retry(self, begin: str | None = None, **settings: Any) -> Reply:
        """Ask the last question again. Returns the reply, which replaces the old answer once it is complete."""
    def undo(self) -> ChatMessages:
        """Remove the last question and everything after it. Returns the removed messages."""
    def edit(self, index: int, text: str, **settings: Any) -> Reply | None:
        """Change a message. A question is asked again: returns the reply, which replaces everything after it. Else `None`."""
    def branches(self, index: int) -> Alternatives:
        """Returns `(messages, current)`: the alternatives at this place, and the index of the current one."""
    def all_branches(self) -> list[Alternatives]:
        """Returns the `branches` of every message, found in one pass."""
    def switch(self, index: int, number: int) -> None:
        """Switch to another branch: its newest conversation replaces this one, which is kept."""
    def fork(self) -> Chat:
        """Returns an independent chat with the same conversation. The model doesn't have to read it again."""
    def reset_chat(self, config: GenerationConfig | dict | None = None, system: str | None = None) -> None:
        """Same as `reset`, under the name used by MLC's ChatModule."""
    def reset(self, config: GenerationConfig | dict | None = None, system: str | None = None) -> None:
        """Clear the conversation, except for the examples. Stops a reply that is still running first."""
    def snapshot(self) -> ChatState:
        """Returns the chat's current state, with a draft of the reply that is being written."""
    def restore(self, state: ChatState) -> None:
        """Replace the chat's state. Stops a reply that is still running first."""
    def generate(self, prompt: str, progress_callback: Callable | None = None, **settings: Any) -> str:
        """Send a message, wait for the whole answer and return its text. Passes it to `progress_callback` as it arrives."""
    def complete(self, text: str, **settings: Any) -> Reply:
        """Continue a text, as base models do, without changing the conversation. Raises `TypeError` if the model can't."""
