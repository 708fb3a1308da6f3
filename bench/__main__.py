"""Take all figures, print them as a table, and keep them in RESULTS.md with machine and date."""

import os
import platform
from datetime import date
from pathlib import Path

import llama_cpp

from .figures import THREADS, all_figures
from .in_kernel import figures as kernel_figures
from .models import path_of
from .threads import threads_figures

HEAD = ("what", "ours", "theirs", "ratio")


def machine():
    """One line about where the figures come from."""
    model = next(
        (line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")),
        platform.processor(),
    )
    versions = f"llama-cpp-python {llama_cpp.__version__}, Python {platform.python_version()}"
    return f"{date.today()}, {model}, {THREADS} of {os.cpu_count()} processors, {versions}"


def main():
    """Print rows as they come, then write the file."""
    lines = [f"| {' | '.join(HEAD)} |", "|---|---:|---:|---:|"]
    print("\n".join(lines), flush=True)
    for rows in (all_figures(), threads_figures(path_of("300M")), kernel_figures()):
        for figure in rows:
            lines.append(f"| {' | '.join(figure[name] for name in HEAD)} |")
            print(lines[-1], flush=True)
    text = (Path(__file__).parent / "RESULTS.head.md").read_text()
    (Path(__file__).parent / "RESULTS.md").write_text(f"{text}\nTaken on {machine()}.\n\n" + "\n".join(lines) + "\n")


main()
