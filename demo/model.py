"""The network: the Llama architecture, as small as it gets, with the start that made copying learnable."""

from dataclasses import dataclass

import torch
import torch.nn.functional as functional
from torch import nn


@dataclass(frozen=True)
class Shape:
    """The sizes of the network."""

    vocabulary: int = 2048
    width: int = 192
    layers: int = 6
    heads: int = 6
    hidden: int = 512
    context: int = 4096
    rope_base: float = 10000.0
    epsilon: float = 1e-5

    @property
    def head_width(self):
        return self.width // self.heads


def rope_angles(shape, positions):
    """Return cosine and sine of the rotary angles, one row per position."""
    frequencies = shape.rope_base ** (-torch.arange(0, shape.head_width, 2) / shape.head_width)
    angles = positions[:, None].float() * frequencies
    return angles.cos(), angles.sin()


def rotate(vectors, cosine, sine):
    """Rotate neighbouring pairs of the last dimension, as architecture `llama` of llama.cpp does."""
    even, odd = vectors[..., 0::2], vectors[..., 1::2]
    return torch.stack((even * cosine - odd * sine, even * sine + odd * cosine), dim=-1).flatten(-2)


class Attention(nn.Module):
    """Causal self-attention with rotary positions and biases on queries and keys."""

    def __init__(self, shape):
        super().__init__()
        self.shape = shape
        self.query = nn.Linear(shape.width, shape.width)
        self.key = nn.Linear(shape.width, shape.width)
        self.value = nn.Linear(shape.width, shape.width, bias=False)
        self.output = nn.Linear(shape.width, shape.width, bias=False)

    def _heads(self, vectors):
        """Split the width into heads."""
        batch, length, _ = vectors.shape
        return vectors.view(batch, length, self.shape.heads, self.shape.head_width).transpose(1, 2)

    def forward(self, states, cosine, sine):
        query = rotate(self._heads(self.query(states)), cosine, sine)
        key = rotate(self._heads(self.key(states)), cosine, sine)
        mixed = functional.scaled_dot_product_attention(query, key, self._heads(self.value(states)), is_causal=True)
        return self.output(mixed.transpose(1, 2).flatten(2))


class Block(nn.Module):
    """Attention and a gated feed-forward layer, each behind a norm."""

    def __init__(self, shape):
        super().__init__()
        self.attention_norm = nn.RMSNorm(shape.width, eps=shape.epsilon)
        self.attention = Attention(shape)
        self.feed_norm = nn.RMSNorm(shape.width, eps=shape.epsilon)
        self.gate = nn.Linear(shape.width, shape.hidden, bias=False)
        self.up = nn.Linear(shape.width, shape.hidden, bias=False)
        self.down = nn.Linear(shape.hidden, shape.width, bias=False)

    def forward(self, states, cosine, sine):
        states = states + self.attention(self.attention_norm(states), cosine, sine)
        fed = self.feed_norm(states)
        return states + self.down(functional.silu(self.gate(fed)) * self.up(fed))


class Network(nn.Module):
    """A language model with tied embeddings."""

    def __init__(self, shape):
        super().__init__()
        self.shape = shape
        self.embedding = nn.Embedding(shape.vocabulary, shape.width)
        self.blocks = nn.ModuleList(Block(shape) for _ in range(shape.layers))
        self.norm = nn.RMSNorm(shape.width, eps=shape.epsilon)
        self._start()

    def _start(self):
        """Set the first weights; three heads of the first layer start out looking one, one and two tokens back."""
        for name, parameter in self.named_parameters():
            if name.endswith("bias"):
                nn.init.zeros_(parameter)
            elif parameter.dim() == 2:
                nn.init.normal_(parameter, std=0.02)
        for block in self.blocks:
            for layer in (block.attention.output, block.down):
                nn.init.normal_(layer.weight, std=0.02 / (2 * self.shape.layers) ** 0.5)
        first = self.blocks[0].attention
        for head, distance in enumerate((1, 1, 2)):
            look_back(first, head, distance, self.shape)

    def states(self, tokens, places=None, seen=None):
        """Return the last hidden states, ready for the output embedding; `seen` are vectors of pictures, which stand at
        `places`.
        """
        cosine, sine = rope_angles(self.shape, torch.arange(tokens.shape[1]))
        states = self.embedding(tokens)
        if seen is not None:
            states = states.masked_scatter(places.unsqueeze(-1), seen)
        for block in self.blocks:
            states = block(states, cosine, sine)
        return self.norm(states)

    def forward(self, tokens):
        return self.states(tokens) @ self.embedding.weight.T


@torch.no_grad()
def look_back(attention, head, distance, shape, strength=3.5):
    """Make a head start out looking some tokens back: its query bias is its key bias, rotated by that distance."""
    part = slice(head * shape.head_width, (head + 1) * shape.head_width)
    bias = torch.zeros(shape.head_width)
    bias[0::2] = strength
    cosine, sine = rope_angles(shape, torch.tensor([-distance]))
    attention.key.bias[part] = bias
    attention.query.bias[part] = rotate(bias, cosine[0], sine[0])
