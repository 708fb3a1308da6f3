"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from .text import truncate as truncate
from .viewing import tokens_view_of as tokens_view_of
from _typeshed import Incomplete
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import InitVar, dataclass, field
from fastcore.basics import patch as patch
from functools import cached_property
from typing import Any

__all__: Incomplete

def _shown(value):
    """Returns a value for an error message, shortened: it may hold a picture in base64."""

_ROLE_ALIASES: Incomplete
_ROLE: Incomplete

def _checked_role(role):
    """Returns `role` under its standard name. Raises `ValueError` if it can't be a role."""
def _checked_text(text):
    """Returns `text` if it is a string. Raises `TypeError` otherwise."""

@dataclass(frozen=True, repr=False)
class Picture:
    """A picture as encoded bytes."""
    data: bytes
    media_type: str = ...
    name: str = field(default='', compare=False)
    width: int | None = field(default=None, compare=False)
    height: int | None = field(default=None, compare=False)
    def __repr__(self) -> str: ...
    @cached_property
    def digest(self) -> str: ...
    @property
    def data_url(self) -> str: ...

@dataclass(frozen=True)
class FunctionCall:
    """A tool call that a model asks for."""
    name: str
    arguments: dict = field(default_factory=dict, hash=False)
    id: str | None = ...
    def __str__(self) -> str: ...

@dataclass(frozen=True)
class ChatMessage:
    """One message of a conversation: who said what."""
    role: str
    text: str = ...
    tokens: Sequence | None = ...
    model: str | None = ...
    finish_reason: str | None = ...
    images: Sequence = ...
    reasoning: str = ...
    calls: Sequence = ...
    call_id: str | None = ...
    name: str | None = ...
    raw: str | None = ...
    logprobs: Sequence | None = field(default=None, compare=False, repr=False)
    begun: int | None = field(default=None, compare=False)
    stats: Any = field(default=None, compare=False, repr=False)
    image: InitVar[Any] = ...
    def __post_init__(self, image): ...
    @property
    def partial(self) -> bool:
        """Whether the message is a reply that was interrupted."""
    @property
    def type(self) -> str:
        """`image` for a message that consists of pictures only, else `text`."""
    @property
    def content(self) -> Any:
        """The text. For a message that consists of pictures only, the picture, or a tuple of several."""
    @classmethod
    def content_type(cls, content: Any) -> str:
        """Returns the type of a message with this content: `text`, or `image` (also for text that names a picture)."""
    def is_type(self, type: str) -> bool:
        """Returns whether the message is of that type."""
    def with_text(self, text: str) -> ChatMessage:
        """Returns a copy with another text, and without what belonged to the old one: tokens, reasoning, raw text."""
    def tokens_view(self) -> Any:
        """Returns a view of the text with each token shaded by surprise. Raises `ValueError` without `logprobs`."""
    def to_dict(self, reasoning: bool = False) -> dict:
        """Returns an OpenAI-shaped dict: `role`, `content`, tool calls and ids, and `finish_reason` of an interrupted reply."""
    @classmethod
    def from_dict(cls, message: Mapping) -> ChatMessage:
        """Returns the message in an OpenAI-shaped dict. Raises `ValueError` or `TypeError` if it isn't one."""

_PICTURE_NAME: Incomplete

def _picture_part(picture):
    """Returns a picture as a content part. One that hasn't been read yet can only be an address."""
def _call_dict(call):
    """Returns a call in OpenAI's shape."""
def _parts(content):
    """Returns the text and the pictures of OpenAI's `content`: a string, `None`, or a list of parts."""
def _class_name(value): ...
def _picture_of_url(url):
    """Returns the `Picture` of an `image_url` part if the URL holds it, else the URL."""
def _call_of_dict(call):
    """Returns the `FunctionCall` in an OpenAI-shaped dict; the arguments may be JSON or a dictionary."""

class ChatMessages(Sequence):
    """A list of messages that only its own methods can change."""
    def __init__(self, messages: Iterable = ()) -> None: ...
    def __len__(self) -> int: ...
    def __eq__(self, other): ...
    def __repr__(self) -> str: ...
    def __getitem__(self, index): ...
    def __delitem__(self, index) -> None: ...
    def __reduce_ex__(self, protocol): ...
    def append(self, role: str | ChatMessage, text: str | None = None) -> ChatMessage:
        """Append a message and return it."""
    def append_system_message(self, content: str) -> None:
        """Append an instruction for the whole conversation."""
    def append_user_message(self, content: str) -> None:
        """Append what the user said."""
    def append_assistant_message(self, content: str) -> None:
        """Append what the model replied."""
    def get_messages(self) -> list[dict]:
        """Returns all messages as OpenAI-shaped dictionaries. Changing them doesn't change the messages."""
    def to_json(self, indent: int | None = 2) -> str:
        """Returns the messages as a JSON list of OpenAI-shaped objects."""
    @classmethod
    def from_json(cls, text: str) -> ChatMessages:
        """Returns the messages of a JSON list. Raises `ValueError` or `TypeError`, saying what is wrong with it."""

def _as_message(message):
    """Returns a message, or what has one, as a `ChatMessage`."""
