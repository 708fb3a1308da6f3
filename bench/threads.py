"""How many threads: tokens per second with one, with all, and with ours, which follow the machine; alone, beside
one and two busy processes, and two models in one process. The sides take turns, a few tokens each.

python -m bench.threads [MODEL.gguf] [ROUNDS]
"""

import contextlib
import json
import subprocess
import sys
import threading
import time
from pathlib import Path
from statistics import median

from .figures import ROOT, THREADS, row
from .models import path_of

SIDES = {"one": 1, "all": THREADS, "ours": None}
SITUATIONS = {"alone": (0, 1), "beside one busy process": (1, 1), "beside two busy processes": (2, 1),
              "two models in one process": (0, 2)}
BOUT = 48  # tokens of a bout


@contextlib.contextmanager
def busy(count):
    """Processes that do nothing but take time."""
    burners = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(count)]
    try:
        yield
    finally:
        for burner in burners:
            burner.kill()
            burner.wait()


class Side:
    """A process that writes with a fixed number of threads or with ours."""

    def __init__(self, threads, path, models):
        command = [sys.executable, "-m", "bench.threads", "side", json.dumps(threads), str(path), str(models)]
        self.process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.process.stdout.readline()

    def bout(self):
        """Tokens per second of all its models in a bout."""
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def end(self):
        self.process.stdin.close()
        self.process.wait()


def write(threads, path, models):
    """One side: a bout for each line that comes in."""
    from notebook_chat import LlamaModel

    opened = [LlamaModel(path, n_ctx=1024 + number, n_threads=threads, n_sequences=1) for number in range(models)]
    print("ready", flush=True)
    for number, _ in enumerate(sys.stdin):
        started, replies = time.perf_counter(), []
        ask = lambda model: replies.append(model.complete(f"Bout {number}: ", temperature=0.8, max_tokens=BOUT))
        workers = [threading.Thread(target=ask, args=[model]) for model in opened]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        for reply in replies:
            reply.wait()
        written = sum(reply.stats.completion_tokens for reply in replies)
        print(json.dumps(written / (time.perf_counter() - started)), flush=True)


def threads_figures(path, rounds=7):
    """Rows: ours against the better of one thread and all of them, in each situation."""
    for name, (burners, models) in SITUATIONS.items():
        sides = {side: Side(threads, path, models) for side, threads in SIDES.items()}
        with busy(burners):
            for side in sides.values():
                side.bout()
            bouts = [{name: side.bout() for name, side in sides.items()} for _ in range(rounds)]
        rates = {side: median(bout[side] for bout in bouts) for side in SIDES}
        for side in sides.values():
            side.end()
        fixed = f"1: {rates['one']:.3g}, {THREADS}: {rates['all']:.3g}"
        yield row(f"threads, {path.stem}, {name} ({fixed} tok/s), against the better one",
                  rates["ours"], max(rates["one"], rates["all"]), "tok/s")


def main(path=None, rounds="7"):
    """Print a row for each situation."""
    for figure in threads_figures(Path(path) if path else path_of("300M"), int(rounds)):
        print(" | ".join(figure.values()), flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["side"]:
        write(json.loads(sys.argv[2]), sys.argv[3], int(sys.argv[4]))
    else:
        main(*sys.argv[1:])
