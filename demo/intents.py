"""Intents: many ways to ask, one answer. Read from `text/*.txt`."""

from dataclasses import dataclass
from pathlib import Path

TEXT = Path(__file__).parent / "text"


@dataclass(frozen=True)
class Intent:
    """One answer, the patterns that ask for it in training, and those kept for evaluation."""

    name: str
    asks: tuple
    held: tuple
    answer: str


def _parse(block):
    """Read one block: its name, `?` and `!` lines, and the answer behind `>`."""
    name, *lines = block.strip("\n").split("\n")
    asks = tuple(line[2:] for line in lines if line.startswith("? "))
    held = tuple(line[2:] for line in lines if line.startswith("! "))
    answer = "\n".join(line[2:] for line in lines if line.startswith(">"))
    assert asks and answer, name
    return Intent(name.strip(), asks, held, answer.strip())


def read_intents(topic):
    """Return the intents of one text file."""
    text = "\n" + (TEXT / f"{topic}.txt").read_text()
    return [_parse(block) for block in text.split("\n= ")[1:]]


def read_unknown():
    """Return the training templates, the held-out ones, and the word lists that fill them."""
    templates, current, words = {"train": [], "held": []}, None, {}
    for line in (TEXT / "unknown.txt").read_text().split("\n"):
        if line in ("= train", "= held"):
            current = line[2:]
        elif line.startswith("= "):
            name, values = line[2:].split(": ", 1)
            words[name] = values.split(" | ")
        elif line and not line.startswith("#"):
            templates[current].append(line)
    return templates["train"], templates["held"], words
