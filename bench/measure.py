"""How figures are taken: sides in processes of their own that take turns, and a row for each comparison."""

import json
import os
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
THREADS = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()


class Row(NamedTuple):
    """A row of the table. A ratio above 1 means that ours is better."""

    what: str
    ours: str
    against: str
    ratio: str


def row(what, ours, against, unit, higher_is_better=True):
    """A row for two figures, or for two lists of figures that were taken in turn: their medians, and the median ratio
    of each two."""
    ours, against = ([values] if isinstance(values, (int, float)) else values for values in (ours, against))
    ratios = [mine / other if higher_is_better else other / mine for mine, other in zip(ours, against)]
    return Row(what, f"{median(ours):,.4g} {unit}", f"{median(against):,.4g} {unit}", f"{median(ratios):.2f}")


class Side:
    """A process in which a function of `bench.sides` takes a figure each time it is asked. Two llama.cpp thread pools
    at work in one process would slow each other down."""

    def __init__(self, name, *arguments):
        command = [sys.executable, "-m", "bench.sides", name, json.dumps(arguments, default=str)]
        self._log = tempfile.TemporaryFile("w+")   # llama.cpp tells much of pictures
        self.process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=self._log, text=True)
        self._answer()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait()
        self._log.close()

    def bout(self):
        """The next figure."""
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        return self._answer()

    def _answer(self):
        line = self.process.stdout.readline()
        if not line:
            self._log.seek(0)
            raise RuntimeError(f"{' '.join(self.process.args)} ended:\n{self._log.read()[-3000:]}")
        return json.loads(line)


def in_turn(sides, rounds):
    """For each side the figures of so many rounds, after one to warm up. Every other round begins at the other end."""
    figures = {side: [] for side in sides}
    for number in range(rounds + 1):
        for side in sides if number % 2 else reversed(sides):
            figures[side].append(side.bout())
    return [values[1:] for values in figures.values()]


def compare(*sides, rounds=5):
    """As `in_turn`, of sides given as `(name, *arguments)`, whose processes end after it."""
    with ExitStack() as stack:
        return in_turn([stack.enter_context(Side(*side)) for side in sides], rounds)


@contextmanager
def busy(count):
    """Processes that do nothing but take time."""
    burners = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(count)]
    try:
        yield
    finally:
        for burner in burners:
            burner.kill()
            burner.wait()


def run_program(code):
    """What a program prints, and the seconds it took from start to end. Modules are compiled once, as for a user."""
    compiling = dict(os.environ, PYTHONDONTWRITEBYTECODE="")
    started = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=compiling, check=True, capture_output=True,
                          text=True)
    return done.stdout, time.perf_counter() - started
