"""Drafts at any price, so that whatever depends on them shows also where they wouldn't pay."""

import random
from array import array
from contextlib import contextmanager

from notebook_chat.llama.draft_costs import AlwaysDraft
from notebook_chat.llama.drafts import Draft


class Oracle:
    """Guesses from texts that are known in advance, with some of the guesses wrong."""

    def __init__(self, texts, wrong=0.3, longest=7, seed=0):
        self.texts, self.wrong, self.longest, self._dice = texts, wrong, longest, random.Random(seed)
        self.tokens = array("i")

    def read(self, tokens):
        """Take in the text so far."""
        self.tokens = array("i", tokens)

    def propose(self, most, least=0.0):
        """What comes next, or nearly."""
        known = next((text for text in self.texts if text[: len(self.tokens)] == list(self.tokens)), ())
        right = known[len(self.tokens):][: self._dice.randint(0, min(most, self.longest))]
        tokens = [token if self._dice.random() >= self.wrong else self._dice.randrange(200) for token in right]
        return Draft(array("i", tokens), [0.5] * len(tokens))


@contextmanager
def drafting(model, make=None):
    """Have a model evaluate all drafts meanwhile: those of `make()`, or what it looks up in the text."""
    speculation = model._engine.speculation
    before = speculation.policy, speculation.lookup, model.speculation
    speculation.policy, model.speculation = AlwaysDraft(), True
    speculation._ended.clear()
    if make:
        speculation.lookup = make
    try:
        yield
    finally:
        speculation.policy, speculation.lookup, model.speculation = before
        speculation._ended.clear()


@contextmanager
def plain(model):
    """Have a model write a token at a time meanwhile."""
    before, model.speculation = model.speculation, False
    try:
        yield
    finally:
        model.speculation = before


def whole_text(reply):
    """All tokens of a finished reply and its prompt, the end token among them."""
    recipe = reply.recipe()
    return [*recipe.prompt, *recipe.answer]
