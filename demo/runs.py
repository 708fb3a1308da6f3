"""What every training run has in common: a running average of the weights, saving, and going on from what was saved."""

import os
import time
from pathlib import Path

import torch

from .optimizers import Muon

BUILD = Path(__file__).parent / "build"
AVERAGE = 0.98  # how much of the averaged weights stays at every step
SAVE_SECONDS = 90
NO_MATRIX = ("position", "embedding", "part", "tint", "centre")


class Run:
    """The state of a training run: modules by name, running averages of their weights, optimizers, and how far it is.
    """

    def __init__(self, path, optimizers, **modules):
        self.path, self.optimizers, self.modules = Path(path), optimizers, modules
        self.average = {
            name: {key: value.clone() for key, value in module.state_dict().items()}
            for name, module in modules.items()
        }
        self.step, self.shard, self.position, self.seconds = 0, 0, 0, 0.0
        self.saved = time.monotonic()
        if self.path.exists():
            self._load()

    def _load(self):
        """Go on from the saved state."""
        state = torch.load(self.path)
        for name, module in self.modules.items():
            module.load_state_dict(state["learned"][name])
        for optimizer, saved in zip(self.optimizers, state["optimizers"], strict=True):
            optimizer.load_state_dict(saved)
        self.average = state["average"]
        self.step, self.shard, self.position, self.seconds = state["progress"]

    def save(self):
        """Write everything that is needed to go on, all or nothing."""
        self.path.parent.mkdir(exist_ok=True)
        state = {
            "learned": {name: module.state_dict() for name, module in self.modules.items()},
            "average": self.average,
            "optimizers": [optimizer.state_dict() for optimizer in self.optimizers],
            "progress": (self.step, self.shard, self.position, self.seconds),
        }
        torch.save(state, f"{self.path}.part")
        os.replace(f"{self.path}.part", self.path)
        self.saved = time.monotonic()

    def learn(self, loss, still=()):
        """Make one step down the slope of a loss, without the optimizers in `still`, and return the loss as a number.
        """
        loss.backward()
        for module in self.modules.values():
            torch.nn.utils.clip_grad_norm_(module.parameters(), 1.0)
        for optimizer in self.optimizers:
            if optimizer not in still:
                optimizer.step()
        for module in self.modules.values():
            module.zero_grad()
        self._update_average()
        self.step += 1
        return loss.item()

    @torch.no_grad()
    def _update_average(self):
        """Move the averaged weights a little towards the present ones."""
        keep = min(AVERAGE, (self.step + 1) / (self.step + 20))
        for name, module in self.modules.items():
            for key, value in module.state_dict().items():
                self.average[name][key].lerp_(value, 1 - keep)

    def batches(self, shard, steps):
        """Yield the batches of all shards until so many steps are made; save now and then, and at the end."""
        while self.step < steps:
            batches = shard(self.shard)
            while self.position < len(batches):
                started = time.monotonic()
                yield batches[self.position]
                self.seconds, self.position = self.seconds + time.monotonic() - started, self.position + 1
                if time.monotonic() - self.saved > SAVE_SECONDS or self.step == steps:
                    self.save()
                if self.step == steps:
                    return
            self.shard, self.position = self.shard + 1, 0


def optimizers_of(*modules, rates):
    """Return Muon for the matrices inside, AdamW for everything else."""
    named = [(name, parameter) for module in modules for name, parameter in module.named_parameters()]
    matrices = [parameter for name, parameter in named if parameter.dim() == 2 and not name.startswith(NO_MATRIX)]
    chosen = {id(parameter) for parameter in matrices}
    others = [parameter for _, parameter in named if id(parameter) not in chosen]
    return Muon(matrices, lr=rates[0]), torch.optim.AdamW(others, lr=rates[1], betas=(0.9, 0.95), weight_decay=0.0)


def set_rate(optimizers, factor, rates):
    """Set the learning rates to a part of the full ones."""
    for optimizer, base in zip(optimizers, rates):
        for group in optimizer.param_groups:
            group["lr"] = base * factor
