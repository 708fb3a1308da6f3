"""Prefill and decode on whatever device llama.cpp was built for, against a bare loop on the same file.

python -m bench.gpu [MODEL.gguf]
"""

import sys
from pathlib import Path

from notebook_chat import LlamaModel

from .figures import decode, prefill
from .models import path_of


def main(path):
    """Print the device and a row for each figure."""
    with LlamaModel(path, n_ctx=512) as model:
        print(f"{model.name} on {model.device}")
    for figure in (prefill(path, count=1500), decode(path, count=128)):
        print(" | ".join(figure.values()))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else path_of("300M"))
