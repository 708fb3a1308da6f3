"""Training batches: talks of similar length together, now and then a long talk, early on much plain copying."""

import random

import torch

from .render import parts, render
from .talk import training_talk

BATCH_TOKENS = 3072
LONGEST = 1024
LONG_TALK = 2048


def encode(talk, tokenizer, longest):
    """Return the tokens of a talk and, for each, its weight in the loss: zero outside answers."""
    tokens, weights = [], []
    for text, is_answer in parts(render(talk.messages, talk.tools)):
        ids = tokenizer.encode(text, add_special_tokens=False).ids
        tokens += ids
        weights += [max(len(ids), 8) ** -0.5 if is_answer else 0.0] * len(ids)
    return tokens[:longest], weights[:longest]


def _pack(rows):
    """Pad rows of (tokens, weights) into one batch."""
    length = max(len(tokens) for tokens, _ in rows)
    tokens = torch.zeros(len(rows), length, dtype=torch.long)
    weights = torch.zeros(len(rows), length)
    for index, (row_tokens, row_weights) in enumerate(rows):
        tokens[index, : len(row_tokens)] = torch.tensor(row_tokens)
        weights[index, : len(row_weights)] = torch.tensor(row_weights)
    return tokens, weights


def _grouped(rows):
    """Yield groups of rows of similar length that fill a batch."""
    group, rows = [], sorted(rows, key=lambda row: len(row[0]))
    for row in rows:
        if group and (len(group) + 1) * len(row[0]) > BATCH_TOKENS:
            yield group
            group = []
        group.append(row)
    yield group


def copying_batch(rng, vocabulary, first=5):
    """Return random token runs that come twice: the second time in the same or in the opposite order of chunks."""
    length = rng.choice((24, 48, 96))
    rows = []
    for _ in range(BATCH_TOKENS // length):
        half = length // 2
        chunk = rng.choice((half, half, half, 6, 3, 2))
        run = [rng.randrange(first, vocabulary) for _ in range(half)]
        chunks = [run[i : i + chunk] for i in range(0, half, chunk)]
        again = run if rng.random() < 0.6 else [token for piece in chunks[::-1] for token in piece]
        rows.append((run + again, [0.0] * (chunk if again is run else half + 1) + [0.2] * (half * 2)))
    return _pack([(tokens, weights[: len(tokens)]) for tokens, weights in rows])


def shard(number, tokenizer, talks=900):
    """Return the batches of one shard of the training text: some seconds of work, the same for the same number."""
    rng = random.Random(f"shard {number}")
    rows = [encode(training_talk(rng), tokenizer, LONGEST) for _ in range(talks)]
    batches = [_pack(group) for group in _grouped(rows)]
    for _ in range(len(batches) // 14):
        batches.append(_pack([encode(training_talk(rng, turns=40), tokenizer, LONG_TALK)]))
    rng.shuffle(batches)
    return batches
