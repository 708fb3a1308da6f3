"""Trains the text network, the projector and the tower together: half of it pictures, half of it text, so that the text
stays.
"""

import torch
import torch.nn.functional as functional

from .model import Network, Shape
from .runs import BUILD, Run, optimizers_of, set_rate
from .tokenizer import load_tokenizer
from .train import RATES, answer_loss, answer_scores, text_weights, weighted
from .vision_batches import both_shard
from .vision_model import Teacher, Tower, word_vectors
from .vision_tower import PATH as TOWER_PATH
from .vision_tower import mistakes

PATH = BUILD / "both.pt"
STEPS, WARM_UP, DECAY = 1000, 40, 0.8
ALONE = 60  # steps at the start in which only the pictures' side learns
SHARE = 0.55  # of the learning rates that the text was trained with
KEEPING = 1.0  # weight of what the text model said before, in talks without pictures
TEACHING = 0.3  # weight of the teacher's loss beside that of the answers


def start(build=BUILD):
    """Return the run, at its start or as it was saved."""
    torch.manual_seed(2)
    text = text_weights(build)
    network, tower = text_network(text), Tower()
    teacher = Teacher(word_vectors(load_tokenizer(build / "tokenizer.json"), text["embedding.weight"]))
    taught = torch.load(TOWER_PATH)["average"]
    tower.load_state_dict(taught["tower"])
    teacher.load_state_dict(taught["teacher"])
    optimizers = (*optimizers_of(network, rates=RATES), *optimizers_of(tower, teacher, rates=RATES))
    return Run(PATH, optimizers, network=network, tower=tower, teacher=teacher)


def text_network(weights):
    """Return the text model as it was before."""
    network = Network(Shape())
    network.load_state_dict(weights)
    return network


def text_loss(network, before, tokens, weights):
    """Return the loss on the answers in a batch of talks without pictures: in what is right, and in what the text model
    says to it.
    """
    scores, right = answer_scores(network, tokens, weights)
    with torch.no_grad():
        wanted = functional.log_softmax(answer_scores(before, tokens, weights)[0], dim=-1)
    apart = functional.kl_div(functional.log_softmax(scores, dim=-1), wanted, log_target=True, reduction="none").sum(
        -1
    )
    return weighted(functional.cross_entropy(scores, right, reduction="none") + KEEPING * apart, weights)


def learn(run, before, tokens, weights, places=None, facts=None):
    """Make one step on one batch; return the loss on its answers, and how much of each fact the vectors of its pictures
    tell.
    """
    alone, (text, sight) = run.step < ALONE, (run.optimizers[:2], run.optimizers[2:])
    factor = SHARE * min(1.0, (run.step + 1) / WARM_UP, max(0.0, (STEPS - run.step) / (STEPS * DECAY)))
    set_rate(text, factor * min(1.0, max(0, run.step - ALONE + 1) / WARM_UP), RATES)
    set_rate(sight, factor, RATES)
    network, tower, teacher = run.modules.values()
    if facts is None:
        return run.learn(text_loss(network, before, tokens, weights)), None
    taught, seen, right = mistakes(tower, teacher, *facts)
    loss = answer_loss(network, tokens, weights, places[:, :-1], seen)
    run.learn(loss + TEACHING * taught, text if alone else ())
    return loss.item(), right


def train_both(build=BUILD):
    """Train to the last step, from the saved state if there is one."""
    tokenizer, run, before = load_tokenizer(build / "tokenizer.json"), start(build), text_network(text_weights(build))
    losses, told = {True: [], False: []}, {}
    for batch in run.batches(lambda number: both_shard(number, tokenizer), STEPS):
        pictured = len(batch) == 4
        if run.step < ALONE and not pictured:
            continue
        loss, right = learn(run, before, *batch)
        losses[pictured].append(loss)
        told = right or told
        if run.step % 25 == 0:
            mean = {pictured: sum(values) / max(len(values), 1) for pictured, values in losses.items()}
            print(
                f"step {run.step} pictures {mean[True]:.4f} text {mean[False]:.4f} "
                + " ".join(f"{name} {share:.2f}" for name, share in told.items())
                + f" {run.seconds:.0f} s",
                flush=True,
            )
            losses = {True: [], False: []}


if __name__ == "__main__":
    train_both()
