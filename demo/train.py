"""Training: resumable, the same for the same seed, on the processor alone."""

import random

import torch
import torch.nn.functional as functional

from .batches import copying_batch, shard
from .model import Network, Shape
from .runs import BUILD, Run, optimizers_of, set_rate
from .tokenizer import load_tokenizer

STEPS = 3720
WARM_UP, DECAY = 60, 0.5  # steps at the start, part of the steps at the end
RATES = 0.006, 0.003  # of the matrices, and of everything else


def rate(step, steps=STEPS):
    """Return the factor of the learning rates at a step."""
    return min(1.0, (step + 1) / WARM_UP, max(0.0, (steps - step) / (steps * DECAY)))


def copying_share(step):
    """Return the share of batches of plain copying: much at first, little later."""
    return 0.04 + 0.4 * max(0.0, 1 - step / 700)


def text_weights(build=BUILD):
    """Return the averaged weights of the training of the text, or those taken from the shipped file."""
    restored = build / "text.pt"
    return torch.load(restored if restored.exists() else build / "training.pt")["average"]["network"]


def answer_scores(network, tokens, weights, places=None, seen=None):
    """Return the scores of all tokens wherever an answer is to be written, and what is right there."""
    used = weights[:, 1:] > 0
    return network.states(tokens[:, :-1], places, seen)[used] @ network.embedding.weight.T, tokens[:, 1:][used]


def weighted(losses, weights):
    """Return the mean of losses wherever an answer is to be written."""
    weights = weights[:, 1:]
    return (losses * weights[weights > 0]).sum() / weights.sum()


def answer_loss(network, tokens, weights, places=None, seen=None):
    """Return the loss on the answers in a batch of talks."""
    scores, right = answer_scores(network, tokens, weights, places, seen)
    return weighted(functional.cross_entropy(scores, right, reduction="none"), weights)


def train(build=BUILD, steps=STEPS):
    """Train to the last step, from the saved state if there is one."""
    torch.manual_seed(0)
    tokenizer, network, losses = load_tokenizer(build / "tokenizer.json"), Network(Shape()), []
    run = Run(build / "training.pt", optimizers_of(network, rates=RATES), network=network)
    for batch in run.batches(lambda number: shard(number, tokenizer), steps):
        rng = random.Random(f"step {run.step}")
        copying = rng.random() < copying_share(run.step)
        set_rate(run.optimizers, rate(run.step), RATES)
        loss = run.learn(answer_loss(network, *(copying_batch(rng, network.shape.vocabulary) if copying else batch)))
        if not copying:
            losses.append(loss)
        if run.step % 50 == 0:
            print(
                f"step {run.step} loss {sum(losses) / max(len(losses), 1):.4f} rate {rate(run.step):.2f} "
                f"{run.seconds:.0f} s",
                flush=True,
            )
            losses.clear()


if __name__ == "__main__":
    train()
