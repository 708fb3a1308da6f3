"""Trains the text network, the projector and the tower together: half of it pictures, half of it text, so that the text stays."""
import os
import time

import torch
import torch.nn.functional as functional

from .model import Network, Shape
from .tokenizer import load_tokenizer
from .train import AVERAGE, BUILD, MATRIX_RATE, OTHER_RATE, SAVE_SECONDS, text_weights
from .vision_batches import both_shard
from .vision_model import Teacher, Tower, word_vectors
from .vision_tower import PATH as TOWER_PATH
from .vision_tower import mistakes, optimizers_of, set_rate

PATH = BUILD / "both.pt"
STEPS, WARM_UP, DECAY = 1200, 40, 0.75
ALONE = 60                      # steps at the start in which only the pictures' side learns
SHARE = 0.55                      # of the learning rates that the text was trained with
TEACHING = 0.3                    # weight of the teacher's loss beside that of the answers


class BothTraining:
    """The state of the run: text network, tower and teacher, the running averages, optimizers and step."""

    def __init__(self, build=BUILD):
        torch.manual_seed(2)
        text = text_weights(build)
        words = word_vectors(load_tokenizer(build / "tokenizer.json"), text["embedding.weight"])
        self.network, self.tower, self.teacher = Network(Shape()), Tower(), Teacher(words)
        self.network.load_state_dict(text)
        state = torch.load(TOWER_PATH)
        self.tower.load_state_dict(state["tower"])
        self.teacher.load_state_dict(state["teacher"])
        self.learned = torch.nn.ModuleDict({"network": self.network, "tower": self.tower, "teacher": self.teacher})
        self.average = {name: value.clone() for name, value in self.learned.state_dict().items()}
        self.text_optimizers = optimizers_of(self.network, rates=(MATRIX_RATE, OTHER_RATE))
        self.sight_optimizers = optimizers_of(self.tower, self.teacher, rates=(MATRIX_RATE, OTHER_RATE))
        self.step, self.shard, self.position, self.seconds = 0, 0, 0, 0.0

    @property
    def optimizers(self):
        return (*self.text_optimizers, *self.sight_optimizers)

    def save(self, path=PATH):
        """Write everything that is needed to go on, all or nothing."""
        state = {"learned": self.learned.state_dict(),
                 "average": self.average, "optimizers": [optimizer.state_dict() for optimizer in self.optimizers],
                 "progress": (self.step, self.shard, self.position, self.seconds)}
        torch.save(state, f"{path}.part")
        os.replace(f"{path}.part", path)

    def load(self, path=PATH):
        """Go on from a saved state."""
        state = torch.load(path)
        self.learned.load_state_dict(state["learned"])
        self.average = state["average"]
        for optimizer, saved in zip(self.optimizers, state["optimizers"]):
            optimizer.load_state_dict(saved)
        self.step, self.shard, self.position, self.seconds = state["progress"]

    def loss(self, tokens, weights, places=None, facts=None):
        """Return the loss on the answers of a batch and that of the teacher."""
        seen, taught = None, 0.0
        if facts is not None:
            taught, seen, self.right = mistakes(self.tower, self.teacher, *facts)
            places = places[:, :-1]
        used = weights[:, 1:] > 0
        states = self.network.states(tokens[:, :-1], places, seen)[used]
        losses = functional.cross_entropy(states @ self.network.embedding.weight.T, tokens[:, 1:][used], reduction="none")
        return (losses * weights[:, 1:][used]).sum() / weights[:, 1:].sum(), taught

    def told(self):
        """Return how much of each fact the vectors of the last pictures tell."""
        return " ".join(f"{name} {share:.2f}" for name, share in self.right.items())

    def learn(self, batch):
        """Make one step on one batch and return the loss on its answers."""
        alone = self.step < ALONE
        factor = SHARE * min(1.0, (self.step + 1) / WARM_UP, max(0.0, (STEPS - self.step) / (STEPS * DECAY)))
        set_rate(self.text_optimizers, 0.0 if alone else factor * min(1.0, (self.step - ALONE + 1) / WARM_UP), (MATRIX_RATE, OTHER_RATE))
        set_rate(self.sight_optimizers, factor, (MATRIX_RATE, OTHER_RATE))
        loss, taught = self.loss(*batch)
        (loss + TEACHING * taught).backward()
        for module in (self.network, self.tower):
            torch.nn.utils.clip_grad_norm_(module.parameters(), 1.0)
        for optimizer in self.sight_optimizers if alone else self.optimizers:
            optimizer.step()
        self.learned.zero_grad()
        self._update_average()
        self.step += 1
        return loss.item()

    @torch.no_grad()
    def _update_average(self):
        """Move the averaged weights a little towards the present ones."""
        keep = min(AVERAGE, (self.step + 1) / (self.step + 20))
        for name, value in self.learned.state_dict().items():
            self.average[name].lerp_(value, 1 - keep)


def train_both(build=BUILD):
    """Train to the last step, from the saved state if there is one."""
    tokenizer = load_tokenizer(build / "tokenizer.json")
    training, saved, losses = BothTraining(build), time.monotonic(), {True: [], False: []}
    if PATH.exists():
        training.load()
    while training.step < STEPS:
        batches = both_shard(training.shard, tokenizer)
        for training.position in range(training.position, len(batches)):
            started, batch = time.monotonic(), batches[training.position]
            pictured = len(batch) == 4
            if not pictured and training.step < ALONE:
                continue
            losses[pictured].append(training.learn(batch))
            training.seconds += time.monotonic() - started
            if training.step % 25 == 0:
                mean = {pictured: sum(values) / max(len(values), 1) for pictured, values in losses.items()}
                print(f"step {training.step} pictures {mean[True]:.4f} text {mean[False]:.4f} {training.told()} {training.seconds:.0f} s", flush=True)
                losses = {True: [], False: []}
            if time.monotonic() - saved > SAVE_SECONDS or training.step == STEPS:
                training.save()
                saved = time.monotonic()
            if training.step == STEPS:
                return
        training.shard, training.position = training.shard + 1, 0


if __name__ == "__main__":
    train_both()
