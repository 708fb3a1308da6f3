"""The vision tower and the projector: what mtmd of llama.cpp calls `janus_pro`, as small as it gets."""

from dataclasses import dataclass

import torch
import torch.nn.functional as functional
from torch import nn

from .vision_draw import COLOUR_NAMES, PATCH, PATCH_CLASSES, SHAPES, SIDE

# What every row of patches tells of the whole picture, in words of the text model; the first of them stands for
# "nothing to tell"
NONE = "<|endoftext|>"
ORDINALS = (" first", " second", " third", " fourth", " fifth", " sixth")
TINTS, FORMS = (NONE, *(f" {name}" for name in COLOUR_NAMES)), (NONE, *(f" {name}" for name in SHAPES))
SLOTS = {
    "kind": (" one", " many", " two", " bar", " line", " scatter", " pie", " digit", " nothing"),
    "number": tuple("0123456789"),
    "first_tint": TINTS,
    "first_shape": FORMS,
    "second_tint": TINTS,
    "second_shape": FORMS,
    "highest": (NONE, *ORDINALS),
    "last": (NONE, *ORDINALS, " up", " down", " peak", " valley", " level"),
}
# What the rows are about, in such words too
ROLES = (
    (" kind", " this"),
    (" many", " number"),
    (" left", " colour"),
    (" left", " shape"),
    (" right", " colour"),
    (" right", " shape"),
    (" highest", " bar"),
    (" lowest", " line"),
)
SHARPNESS = 6.0


@dataclass(frozen=True)
class TowerShape:
    """The sizes of the tower and the projector."""

    side: int = SIDE
    patch: int = PATCH
    width: int = 128
    layers: int = 5
    heads: int = 4
    hidden: int = 384
    language_width: int = 192
    epsilon: float = 1e-6

    @property
    def patches(self):
        return (self.side // self.patch) ** 2


class TowerBlock(nn.Module):
    """Attention of all patches to all patches and a feed-forward layer, each behind a norm."""

    def __init__(self, shape):
        super().__init__()
        self.heads = shape.heads
        self.attention_norm = nn.LayerNorm(shape.width, eps=shape.epsilon)
        self.query, self.key, self.value, self.output = (nn.Linear(shape.width, shape.width) for _ in range(4))
        self.feed_norm = nn.LayerNorm(shape.width, eps=shape.epsilon)
        self.up, self.down = nn.Linear(shape.width, shape.hidden), nn.Linear(shape.hidden, shape.width)

    def forward(self, states):
        normed = self.attention_norm(states)
        query, key, value = (
            layer(normed).unflatten(-1, (self.heads, -1)).transpose(1, 2)
            for layer in (self.query, self.key, self.value)
        )
        states = states + self.output(
            functional.scaled_dot_product_attention(query, key, value).transpose(1, 2).flatten(2)
        )
        return states + self.down(functional.gelu(self.up(self.feed_norm(states)), approximate="tanh"))


class Tower(nn.Module):
    """From pixels to one vector per patch that the language model reads as it reads a token's."""

    def __init__(self, shape=TowerShape()):
        super().__init__()
        self.shape = shape
        self.patch = nn.Conv2d(3, shape.width, shape.patch, shape.patch)
        self.position = nn.Parameter(torch.randn(shape.patches, shape.width) * 0.1)
        self.blocks = nn.ModuleList(TowerBlock(shape) for _ in range(shape.layers))
        self.norm = nn.LayerNorm(shape.width, eps=shape.epsilon)
        self.first, self.second = (
            nn.Linear(shape.width, shape.language_width),
            nn.Linear(shape.language_width, shape.language_width),
        )

    def layers(self, pixels):
        """Yield what stands at every patch after every block, and at last what the tower sees there."""
        states = self.patch(pixels).flatten(2).transpose(1, 2) + self.position
        for block in self.blocks:
            states = block(states)
            yield states
        yield self.norm(states)

    def vectors(self, seen):
        """Return what the language model reads of what the tower sees."""
        return self.second(functional.gelu(self.first(seen), approximate="tanh"))

    def forward(self, pixels):
        *_, seen = self.layers(pixels)
        return self.vectors(seen)


def word_vectors(tokenizer, embedding):
    """Return {slot: directions of its words} in the embedding of the text model; under `roles` those of what the rows
    are about.
    """

    def direction(*words):
        ids = [token for word in words for token in tokenizer.encode(word, add_special_tokens=False).ids]
        return functional.normalize(embedding[ids].mean(0), dim=0)

    with torch.no_grad():
        slots = {slot: torch.stack([direction(word) for word in words]) for slot, words in SLOTS.items()}
        return slots | {"roles": torch.stack([direction(*words) for words in ROLES])}


class Teacher(nn.Module):
    """What teaches the tower to see and is thrown away then: heads that name parts and, two blocks before the end,
    find the middle of each thing, so that counting is adding; and the words that every row of vectors should say."""

    def __init__(self, words, width=TowerShape.width):
        super().__init__()
        self.part, self.tint = nn.Linear(width, PATCH_CLASSES), nn.Linear(width, len(COLOUR_NAMES) + 1)
        self.centre = nn.Sequential(nn.LayerNorm(width), nn.Linear(width, 1))
        for slot, vectors in words.items():
            self.register_buffer(slot, vectors)

    def forward(self, early, seen, vectors):
        """Return the scores for the part and colour at every patch, for the middle of a thing there, for the words that
        each row of vectors may say, and for its role."""
        rows = vectors.unflatten(1, (len(SLOTS), -1))
        words = {slot: SHARPNESS * rows[:, row] @ getattr(self, slot).T for row, slot in enumerate(SLOTS)}
        roles = SHARPNESS * rows @ self.roles.T
        return self.part(seen), self.tint(seen), self.centre(early).squeeze(-1), words, roles
