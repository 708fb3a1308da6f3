"""Training: resumable, the same for the same seed, on the processor alone."""
import os
import random
import time
from pathlib import Path

import torch
import torch.nn.functional as functional

from .batches import copying_batch, shard
from .model import Network, Shape
from .optimizers import Muon
from .tokenizer import load_tokenizer

BUILD = Path(__file__).parent / "build"
STEPS = 3720
WARM_UP, DECAY = 60, 0.5          # steps at the start, part of the steps at the end
MATRIX_RATE, OTHER_RATE = 0.006, 0.003
AVERAGE = 0.98                    # how much of the averaged weights stays at every step
SAVE_SECONDS = 90


def rate(step, steps=STEPS):
    """Return the factor of the learning rates at a step."""
    return min(1.0, (step + 1) / WARM_UP, max(0.0, (steps - step) / (steps * DECAY)))


def copying_share(step):
    """Return the share of batches of plain copying: much at first, little later."""
    return 0.04 + 0.4 * max(0.0, 1 - step / 700)


class Training:
    """The state of a training run: weights, their running average, optimizers and step."""

    def __init__(self, shape=Shape()):
        torch.manual_seed(0)
        self.network, self.average = Network(shape), Network(shape)
        self.average.load_state_dict(self.network.state_dict())
        matrices = [p for n, p in self.network.named_parameters() if p.dim() == 2 and not n.startswith("embedding")]
        others = [p for n, p in self.network.named_parameters() if p.dim() == 1 or n.startswith("embedding")]
        self.optimizers = (Muon(matrices, lr=MATRIX_RATE),
                           torch.optim.AdamW(others, lr=OTHER_RATE, betas=(0.9, 0.95), weight_decay=0.0))
        self.step, self.shard, self.position, self.seconds = 0, 0, 0, 0.0

    def save(self, path):
        """Write everything that is needed to go on, all or nothing."""
        state = {"network": self.network.state_dict(), "average": self.average.state_dict(),
                 "optimizers": [optimizer.state_dict() for optimizer in self.optimizers],
                 "progress": (self.step, self.shard, self.position, self.seconds)}
        torch.save(state, f"{path}.part")
        os.replace(f"{path}.part", path)

    def load(self, path):
        """Go on from a saved state."""
        state = torch.load(path)
        self.network.load_state_dict(state["network"])
        self.average.load_state_dict(state["average"])
        for optimizer, saved in zip(self.optimizers, state["optimizers"]):
            optimizer.load_state_dict(saved)
        self.step, self.shard, self.position, self.seconds = state["progress"]

    def learn(self, tokens, weights):
        """Make one step on one batch and return the loss."""
        factor = rate(self.step)
        for optimizer, base in zip(self.optimizers, (MATRIX_RATE, OTHER_RATE)):
            for group in optimizer.param_groups:
                group["lr"] = base * factor
        used = weights[:, 1:] > 0
        states = self.network.states(tokens[:, :-1])[used]
        losses = functional.cross_entropy(states @ self.network.embedding.weight.T, tokens[:, 1:][used], reduction="none")
        loss = (losses * weights[:, 1:][used]).sum() / weights[:, 1:].sum()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        for optimizer in self.optimizers:
            optimizer.step()
        self.network.zero_grad()
        self._update_average()
        self.step += 1
        return loss.item()

    @torch.no_grad()
    def _update_average(self):
        """Move the averaged weights a little towards the present ones."""
        keep = min(AVERAGE, (self.step + 1) / (self.step + 20))
        for kept, new in zip(self.average.parameters(), self.network.parameters()):
            kept.lerp_(new, 1 - keep)


def text_weights(build=BUILD):
    """Return the averaged weights of the training of the text, or those taken from the shipped file."""
    restored = build / "text.pt"
    return torch.load(restored if restored.exists() else build / "training.pt")["average"]


def train(build=BUILD, steps=STEPS):
    """Train to the last step, from the saved state if there is one."""
    tokenizer = load_tokenizer(build / "tokenizer.json")
    training, path, saved, losses = Training(), build / "training.pt", time.monotonic(), []
    if path.exists():
        training.load(path)
    while training.step < steps:
        batches = shard(training.shard, tokenizer)
        for training.position in range(training.position, len(batches)):
            started = time.monotonic()
            rng = random.Random(f"step {training.step}")
            copying = rng.random() < copying_share(training.step)
            batch = copying_batch(rng, training.network.shape.vocabulary) if copying else batches[training.position]
            loss = training.learn(*batch)
            training.seconds += time.monotonic() - started
            if not copying:
                losses.append(loss)
            if training.step % 50 == 0:
                print(f"step {training.step} loss {sum(losses) / max(len(losses), 1):.4f} "
                      f"rate {rate(training.step):.2f} {training.seconds:.0f} s", flush=True)
                losses.clear()
            if time.monotonic() - saved > SAVE_SECONDS or training.step == steps:
                training.save(path)
                saved = time.monotonic()
            if training.step == steps:
                return
        training.shard, training.position = training.shard + 1, 0


if __name__ == "__main__":
    train()
