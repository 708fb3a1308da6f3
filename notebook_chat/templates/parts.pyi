"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from .template import ChatTemplate as ChatTemplate
from _typeshed import Incomplete
from fastcore.basics import patch as patch
from pydantic import BaseModel
from typing import Any

class TemplateParts(BaseModel):
    """A chat template as texts for each role."""
    model_config: Incomplete
    roles: dict[_Text, _Text]
    first: dict[_Text, _Text]
    start: _Text
    prompt: _Text | None
    fold: _Text | None
    system: _Text | None
    trim: bool
    alternate: bool
    stop: _Text | list[_Text]
    reasoning: tuple[_Text, _Text] | None
    thought: _Text | None
    calls: _Text | None
    tools: _Text | None
    call: _Text | None
    result: _Text | None
    after_picture: _Text
    origin: _Text | None
    def model_post_init(self, context: Any) -> None: ...
    def jinja(self) -> str:
        """Returns the template as a Jinja program."""
    def template(self, name: str = 'given') -> ChatTemplate:
        """Returns the template, ready to use."""
