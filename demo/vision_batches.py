"""Batches of talks with pictures, and of talks without, for the training of both together."""

import random

import numpy
import torch

from .batches import BATCH_TOKENS, LONG_TALK, LONGEST, _grouped, _pack, encode
from .render import parts, render
from .talk import function_talk, training_talk
from .vision_draw import COLOUR_NAMES, DIRECTIONS, KINDS, SHAPES, middles, pixels
from .vision_draw import parts as patch_parts
from .vision_model import SLOTS, TowerShape
from .vision_talk import PICTURE, picture_talk

PATCHES = TowerShape().patches
FUNCTION_SHARE, TALKS, PICTURE_TALKS = 0.2, 230, 480


def encode_pictures(talk, tokenizer):
    """Return tokens, weights and, for each token, whether a part of a picture stands there."""
    tokens, weights, places = [], [], []
    for text, is_answer in parts(render(talk.messages, talk.tools)):
        for number, piece in enumerate(text.split(PICTURE)):
            if number:
                tokens, weights, places = tokens + [0] * PATCHES, weights + [0.0] * PATCHES, places + [True] * PATCHES
            ids = tokenizer.encode(piece, add_special_tokens=False).ids
            tokens, weights, places = (
                tokens + ids,
                weights + [max(len(ids), 8) ** -0.5 if is_answer else 0.0] * len(ids),
                places + [False] * len(ids),
            )
    return tokens, weights, places


def facts_of(scenes):
    """Return what the teacher of the tower knows about scenes: pixels, classes, colours and middles of all patches,
    facts.
    """
    facts = [scene_facts(scene) for scene in scenes]
    stack = lambda arrays: torch.from_numpy(numpy.stack(arrays))
    return (
        stack([pixels(scene.picture) for scene in scenes]),
        stack([patch_parts(scene.classes) for scene in scenes]),
        stack([patch_parts(scene.tints) for scene in scenes]),
        stack([middles(scene) for scene in scenes]),
        {name: torch.tensor([row[name] for row in facts]) for name in SLOTS},
    )


def scene_facts(scene):
    """Return the facts of a scene as numbers; 0 where there is none."""
    colours, shapes = [colour for colour, _ in scene.things], [shape for _, shape in scene.things]
    if scene.kind == "many":
        colours, shapes = (values[:1] if len(set(values)) == 1 else [] for values in (colours, shapes))
    tints = colours or list(scene.colours[:1])
    if scene.highest:
        tints = [scene.colours[scene.highest - 1], *([scene.colours[scene.lowest - 1]] if scene.lowest else [])]
    tints, forms = (
        [COLOUR_NAMES.index(colour) + 1 for colour in tints] + [0, 0],
        [SHAPES.index(shape) + 1 for shape in shapes] + [0, 0],
    )
    last = scene.lowest or (6 + DIRECTIONS.index(scene.direction) if scene.direction != "none" else 0)
    return {
        "kind": KINDS.index(scene.kind),
        "number": scene.number,
        "first_tint": tints[0],
        "first_shape": forms[0],
        "second_tint": tints[1],
        "second_shape": forms[1],
        "highest": scene.highest if scene.kind == "bars" else 0,
        "last": last,
    }


def picture_batches(rng, tokenizer, talks=PICTURE_TALKS):
    """Return batches of (tokens, weights, places of pictures, facts of the pictures)."""
    rows, group, batches = [], [], []
    for _ in range(talks):
        talk = picture_talk(rng)
        rows.append((*encode_pictures(talk, tokenizer), talk.scenes))
    for row in sorted(rows, key=lambda row: len(row[0])):
        if group and (len(group) + 1) * len(row[0]) > BATCH_TOKENS:
            batches.append(group)
            group = []
        group.append(row)
    packed = []
    for group in [*batches, group]:
        tokens, weights = _pack([row[:2] for row in group])
        places = torch.zeros_like(tokens, dtype=torch.bool)
        for index, (_, _, row_places, _) in enumerate(group):
            places[index, : len(row_places)] = torch.tensor(row_places)
        packed.append((tokens, weights, places, facts_of([scene for row in group for scene in row[3]])))
    return packed


def both_shard(number, tokenizer):
    """Return the batches of one shard, with and without pictures: some seconds of work, the same for the same number.
    """
    rng = random.Random(f"both {number}")
    rows = [
        encode(function_talk(rng) if rng.random() < FUNCTION_SHARE else training_talk(rng), tokenizer, LONGEST)
        for _ in range(TALKS)
    ]
    batches = [_pack(group) for group in _grouped(rows)]
    for _ in range(max(1, len(batches) // 16)):
        batches.append(_pack([encode(training_talk(rng, turns=40), tokenizer, LONG_TALK)]))
    batches += picture_batches(rng, tokenizer)
    rng.shuffle(batches)
    return batches
