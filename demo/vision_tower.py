"""Teaches the vision tower to see: what stands at every patch, and what the whole picture is."""

import random

import torch
import torch.nn.functional as functional

from .runs import BUILD, Run, optimizers_of, set_rate
from .tokenizer import load_tokenizer
from .train import text_weights
from .vision_batches import facts_of
from .vision_draw import draw
from .vision_model import Teacher, Tower, word_vectors

PATH = BUILD / "tower.pt"
STEPS, BATCH = 5500, 48
WARM_UP, DECAY = 50, 0.6
RATES = 0.008, 0.003
MIDDLE_WEIGHT = 6.0  # of a patch where the middle of a thing is, beside one where there is none
LENGTH = 1.8  # of a vector, about that of a token's


def lesson(rng, count=BATCH):
    """Return pixels, classes, colours and middles of all patches, and the facts of so many pictures."""
    return facts_of([draw(rng) for _ in range(count)])


def mistakes(tower, teacher, pictures, classes, tints, middles, facts):
    """Return the loss on a lesson, what the language model reads of the pictures, and the share of facts that are
    right.
    """
    *_, early, _, _, seen = tower.layers(pictures)
    vectors = tower.vectors(seen)
    part, tint, centre, told, roles = teacher(early, seen, vectors)
    loss = functional.cross_entropy(part.flatten(0, 1), classes.flatten()) + functional.cross_entropy(
        tint.flatten(0, 1), tints.flatten()
    )
    loss = loss + functional.binary_cross_entropy_with_logits(centre, middles, pos_weight=torch.tensor(MIDDLE_WEIGHT))
    right = {"middles": ((centre > 0) == (middles > 0)).all(-1).float().mean().item()}
    for name, scores in told.items():
        wanted = facts[name][:, None].expand(scores.shape[:2])
        loss = loss + 0.4 * functional.cross_entropy(scores.flatten(0, 1), wanted.flatten())
        right[name] = (scores.argmax(-1) == wanted).float().mean().item()
    about = torch.arange(roles.shape[1])[None, :, None].expand(roles.shape[:3])
    loss = loss + 0.3 * functional.cross_entropy(roles.flatten(0, 2), about.flatten())
    right["roles"] = (roles.argmax(-1) == about).float().mean().item()
    loss = loss + 0.02 * (vectors.norm(dim=-1) - LENGTH).square().mean()
    right["part"] = (part.argmax(-1) == classes).float().mean().item()
    right["tint"] = (tint.argmax(-1) == tints).float().mean().item()
    return loss, vectors, right


def rate(step, steps=STEPS):
    """Return the factor of the learning rates at a step."""
    return min(1.0, (step + 1) / WARM_UP, max(0.02, (steps - step) / (steps * DECAY)))


def train_tower(build=BUILD, path=PATH, steps=STEPS):
    """Train to the last step, from the saved state if there is one."""
    torch.manual_seed(1)
    tower, teacher = (
        Tower(),
        Teacher(word_vectors(load_tokenizer(build / "tokenizer.json"), text_weights(build)["embedding.weight"])),
    )
    run, seen = Run(path, optimizers_of(tower, teacher, rates=RATES), tower=tower, teacher=teacher), []
    for pictures in run.batches(lambda number: [lesson(random.Random(f"tower {number}"))], steps):
        set_rate(run.optimizers, rate(run.step), RATES)
        loss, _, right = mistakes(tower, teacher, *pictures)
        seen.append({"loss": run.learn(loss), **right})
        if run.step % 100 == 0:
            print(
                f"tower step {run.step} "
                + " ".join(f"{name} {sum(row[name] for row in seen) / len(seen):.3f}" for name in seen[0])
                + f" {run.seconds:.0f} s",
                flush=True,
            )
            seen.clear()


if __name__ == "__main__":
    train_tower()
