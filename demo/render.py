"""From a talk to the text that the model reads, and to the parts of it that the model should learn to write."""

import re
from functools import cache
from pathlib import Path

from jinja2.sandbox import ImmutableSandboxedEnvironment

TEMPLATE = (Path(__file__).parent / "chat_template.jinja").read_text()
ANSWER = re.compile(r"(?<=<\|im_start\|>assistant\n)(.*?<\|im_end\|>)", re.DOTALL)


@cache
def _template(source):
    """Compile a chat template as llama.cpp and Hugging Face do."""
    return ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True).from_string(source)


def render(messages, tools=None, add_generation_prompt=False, source=TEMPLATE):
    """Return the text of a talk in the form that the model reads."""
    return _template(source).render(messages=messages, tools=tools, add_generation_prompt=add_generation_prompt)


def parts(text):
    """Split a rendered talk into (text, is an answer) pairs."""
    return [(part, index % 2 == 1) for index, part in enumerate(ANSWER.split(text)) if part]
