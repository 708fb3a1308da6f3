"""Teaches the vision tower to see: what stands at every patch, and what the whole picture is."""
import os
import random
import time

import torch
import torch.nn.functional as functional

from .optimizers import Muon
from .tokenizer import load_tokenizer
from .train import BUILD, text_weights
from .vision_batches import facts_of
from .vision_draw import draw
from .vision_model import Teacher, Tower, word_vectors

PATH = BUILD / "tower.pt"
STEPS, BATCH = 2000, 48
MATRIX_RATE, OTHER_RATE = 0.008, 0.003
LENGTH = 1.8                      # of a vector, about that of a token's


def lesson(rng, count=BATCH):
    """Return pixels, classes and colours of all patches, and the facts of so many pictures."""
    return facts_of([draw(rng) for _ in range(count)])


def mistakes(tower, teacher, pictures, classes, tints, facts):
    """Return the loss on a lesson, what the language model reads of the pictures, and the share of facts that are right."""
    seen = tower.seen(pictures)
    vectors = tower.vectors(seen)
    part, tint, told, roles = teacher(seen, vectors)
    loss = functional.cross_entropy(part.flatten(0, 1), classes.flatten()) + functional.cross_entropy(tint.flatten(0, 1), tints.flatten())
    right = {}
    for name, scores in told.items():
        wanted = facts[name][:, None].expand(scores.shape[:2])
        loss = loss + 0.3 * functional.cross_entropy(scores.flatten(0, 1), wanted.flatten())
        right[name] = (scores.argmax(-1) == wanted).float().mean().item()
    about = torch.arange(roles.shape[1])[None, :, None].expand(roles.shape[:3])
    loss = loss + 0.3 * functional.cross_entropy(roles.flatten(0, 2), about.flatten())
    right["roles"] = (roles.argmax(-1) == about).float().mean().item()
    loss = loss + 0.02 * (vectors.norm(dim=-1) - LENGTH).square().mean()
    right["part"] = (part.argmax(-1) == classes).float().mean().item()
    right["tint"] = (tint.argmax(-1) == tints).float().mean().item()
    return loss, vectors, right


def optimizers_of(*modules, rates=(MATRIX_RATE, OTHER_RATE)):
    """Return Muon for the matrices inside, AdamW for everything else."""
    named = [(name, parameter) for module in modules for name, parameter in module.named_parameters()]
    matrices = [p for name, p in named if p.dim() == 2 and not name.startswith(("position", "embedding", "part", "tint"))]
    chosen = {id(parameter) for parameter in matrices}
    others = [p for _, p in named if id(p) not in chosen]
    return Muon(matrices, lr=rates[0]), torch.optim.AdamW(others, lr=rates[1], betas=(0.9, 0.95), weight_decay=0.0)


def set_rate(optimizers, factor, rates=(MATRIX_RATE, OTHER_RATE)):
    """Set the learning rates to a part of the full ones."""
    for optimizer, base in zip(optimizers, rates):
        for group in optimizer.param_groups:
            group["lr"] = base * factor


def train_tower(path=PATH, steps=STEPS):
    """Train to the last step and keep the tower; nothing to do if that was done before."""
    if path.exists():
        return
    torch.manual_seed(1)
    tower, teacher = Tower(), Teacher(word_vectors(load_tokenizer(BUILD / "tokenizer.json"), text_weights()["embedding.weight"]))
    optimizers, started, seen = optimizers_of(tower, teacher), time.monotonic(), []
    for step in range(steps):
        set_rate(optimizers, min(1.0, (step + 1) / 50, max(0.02, (steps - step) / (steps * 0.6))))
        loss, _, right = mistakes(tower, teacher, *lesson(random.Random(f"tower {step}")))
        loss.backward()
        torch.nn.utils.clip_grad_norm_([*tower.parameters(), *teacher.parameters()], 1.0)
        for optimizer in optimizers:
            optimizer.step()
            optimizer.zero_grad()
        seen.append({"loss": loss.item(), **right})
        if (step + 1) % 50 == 0:
            print(f"tower step {step + 1} " + " ".join(f"{name} {sum(row[name] for row in seen) / len(seen):.3f}" for name in seen[0])
                  + f" {time.monotonic() - started:.0f} s", flush=True)
            seen.clear()
    path.parent.mkdir(exist_ok=True)
    torch.save({"tower": tower.state_dict(), "teacher": teacher.state_dict()}, f"{path}.part")
    os.replace(f"{path}.part", path)


if __name__ == "__main__":
    train_tower()
