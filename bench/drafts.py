"""Ten tasks with drafts and without: what is asked in notebooks, from answers that repeat their prompt to free ones."""

from statistics import fmean, median

from notebook_chat.core.reply import Reply
from notebook_chat.llama.draft_costs import MeasuredPolicy, cost_on

from .measure import Row, compare, row

CELL = '''import pandas as pd

def load(path):
    frame = pd.read_csv(path)
    frame = frame.dropna()
    frame["total"] = frame["price"] * frame["amount"]
    return frame.sort_values("total", ascending=False)

def report(frame):
    for name, row in frame.iterows():
        print(name, row["total"], row["price"])
    return frame["total"].sum()
'''
TEXT = ("The harbour of Westhaven was built in 1874 by the merchants of the town. It has two basins, and the older one "
        "is used by fishing boats only. In winter the northern entrance is closed because of the ice, and all ships "
        "take the southern one. The lighthouse, which was repaired in 1998, is open on Sundays from ten to four.")
PEOPLE = "Anna is 31 and lives in Rome. Bert is 40 and lives in Oslo. Carl is 22 and lives in Lyon. Dora is 58."
EDITS = ("fix a cell", "rename in a cell", "add comments", "correct a text")
TASKS = {
    "fix a cell": f"Fix the error in this cell. Answer with the whole cell.\n```python\n{CELL}```",
    "rename in a cell": f"Rename frame to data in this cell. Answer with the whole cell.\n```python\n{CELL}```",
    "add comments": f"Write this cell again with a comment above each function.\n```python\n{CELL}```",
    "correct a text": f"Write this text again and correct the mistakes:\n{TEXT.replace('which', 'wich')}",
    "extract": f"List the years, days and places in this text, one a line:\n{TEXT}",
    "summary with quotes": f"Sum this text up with quotations from it:\n{TEXT}",
    "JSON": f"Give these people as a JSON list of objects with the keys name, age and city:\n{PEOPLE}",
    "a table": f"Give these people as a Markdown table with the columns name, age and city:\n{PEOPLE}",
    "explain": "Explain what a decorator is in Python, with an example.",
    "a story": "Write a story about a lighthouse keeper and the sea.",
}


def rows(path, count, rounds):
    """A row for each task: tokens per second against a token at a time, and steps per token."""
    [bouts] = compare(("tasks_both_ways", path, count), rounds=rounds)
    for number, task in enumerate(TASKS):
        ours, plain, steps = zip(*(bout[number] for bout in bouts))
        yield row(f"drafts: {task}, {path.stem}, {median(steps):.2f} steps per token, against a token at a time", ours,
                  plain, "tok/s")


# By the curve

# Tokens per second that were read in batches of these widths, as published in llama.cpp's pull requests
CARDS = {
    "RTX 3090, Gemma 2B F16 (#12014)": {1: 161.85, 2: 259.87, 3: 383.88, 4: 521.12, 6: 736.19, 8: 972.83, 12: 1399.32,
                                        16: 1859.05, 24: 2700.83},
    "RX 6800, Llama 7B Q4_K_S (#5351)": {1: 56.15, 2: 98.99, 4: 146.75, 8: 166.09},
}


def curve_of(card):
    """The cost of each width in batches of one token; beyond the widest each token costs as much as there."""
    rates = CARDS[card]
    curve = {width: width / rate * rates[1] for width, rate in rates.items()}
    widest = max(curve)
    return {**curve, 4 * widest: 4 * curve[widest]}


class ByTheCurve(MeasuredPolicy):
    """Decides as on another machine: it is told of each batch what that takes there, and adds it up."""

    def __init__(self, card):
        super().__init__()
        self.curve, self.second, self.took = curve_of(card), 1 / CARDS[card][1], 0.0

    def note_step(self, width, alone, written, seconds, threads=0, guessed=0.0):
        """Take in a batch, with the seconds that it takes there."""
        seconds = self.second * cost_on(self.curve, width)
        self.took += seconds
        super().note_step(width, alone, written, seconds)

    def note_sampling(self, seconds):
        """Left out: it is the same with drafts and without."""


def rows_by_the_curve(path, count):
    """A row for each card and task. Nothing here is measured on a card: the times of the batches are added up."""
    from notebook_chat import Chat, LlamaModel

    with LlamaModel(path, n_ctx=2048) as model:
        speculation = model._engine.speculation
        for card in CARDS:
            speculation.policy, gains = ByTheCurve(card), {}
            for task, question in TASKS.items():
                before = speculation.policy.took
                reply: Reply = Chat(model).send(question, max_tokens=count, temperature=0)
                assert reply.wait() and not reply.error, reply.error
                tokens, took = reply.stats.completion_tokens, speculation.policy.took - before
                plain = CARDS[card][1]
                gains[task] = tokens / took / plain
                yield Row(f"by the curve, not measured: {task}, {card}, {reply.stats.steps_per_token:.2f} steps per "
                          "token, against a token at a time", f"{tokens / took:,.4g} tok/s", f"{plain:,.4g} tok/s",
                          f"{gains[task]:.2f}")
            edits = fmean(gains[task] for task in EDITS)
            yield Row(f"by the curve, not measured: the {len(EDITS)} edit tasks together, {card}", f"{edits:.2f} times",
                      "1", f"{edits:.2f}")
