"""Prefill and decode on whatever device llama.cpp was built for, against a bare loop on the same file.

python -m bench.gpu [MODEL.gguf ...]
"""

import sys
from pathlib import Path

from notebook_chat import LlamaModel
from notebook_chat.core.packages import smollm2_path

from .models import path_of
from .rows import decode_of, prefill_of


def main(paths):
    """Print the device and a row for each figure."""
    for path in paths:
        with LlamaModel(path, n_ctx=512) as model:
            print(f"\n{model.name} on {model.device}\n")
        for row in (*prefill_of(path, 2000), *decode_of(path, 256)):
            print(f"| {' | '.join(row)} |", flush=True)


if __name__ == "__main__":
    main([Path(path) for path in sys.argv[1:]] or [smollm2_path(), path_of("300M")])
