"""Replies beside those of a model that has read nothing before: the same, or a tie."""

import numpy as np

from notebook_chat.core.messages import ChatMessage
from notebook_chat.llama.vision import Vision
from notebook_chat.llama.model import LlamaModel

GREEDY = {"temperature": 0}


def fresh_model(path, eyes=None, **options):
    """A model that has read nothing, with a projector perhaps."""
    return LlamaModel(path, vision=eyes and Vision(eyes),
                      **{"n_ctx": 1024, "n_threads": 1, "n_sequences": 1, **options})


def greedy(model, messages, count=5):
    """The finished greedy reply."""
    reply = model.reply(messages, {**GREEDY, "max_tokens": count})
    assert reply.wait(60)
    assert reply.error is None
    return reply


def logits_after(model, tokens):
    """The scores of all tokens to come next."""
    model._start(tokens, {**GREEDY, "max_tokens": 1}).wait(60)
    read = lambda engine: engine.context._llama.llama_get_logits_ith(engine.context.pointer, -1)
    return np.ctypeslib.as_array(model._engine.call(read), (model.tokenizer.size,))


def assert_as_fresh(reply, messages, path, eyes=None, count=5):
    """The greedy reply is the one that a model would give which has read nothing before; gives that one."""
    with fresh_model(path, eyes) as fresh:
        expected = greedy(fresh, messages, count)
        if eyes and reply.tokens != expected.tokens:
            assert_tied(fresh, messages, reply.tokens or (), expected.tokens or ())
    if not eyes and reply.tokens != expected.tokens:
        assert_same_or_tied(path, messages, reply.tokens or [], expected.tokens or [])
    return expected


def assert_same_or_tied(path, messages, tokens, expected):
    """Where two replies part, the model found both tokens about equally likely: as much as reading in other pieces
    changes its scores."""
    at = next((index for index, pair in enumerate(zip(tokens, expected)) if pair[0] != pair[1]),
              min(len(tokens), len(expected)))
    if at < len(tokens):
        scores = [scores_read_in_pieces(path, messages, expected[:at], size) for size in (512, 64, 7, 1)]
        rounding = max(abs(other - scores[0]).max() for other in scores)
        assert scores[0][tokens[at]] > scores[0].max() - 2 * rounding - 0.01


def scores_read_in_pieces(path, messages, begun, size):
    """The scores of all tokens to come next, by a fresh model that reads `size` tokens at a time."""
    with fresh_model(path, n_batch=size) as fresh:
        return np.array(logits_after(fresh, fresh.prompt_tokens(messages) + begun))


def assert_tied(model, messages, tokens, expected):
    """Where two replies part, both tokens were about equally likely: the last bits depend on what is read together."""
    at = next((index for index, (left, right) in enumerate(zip(tokens, expected)) if left != right),
              min(len(tokens), len(expected)))
    assert at < len(tokens) and at < len(expected), (tokens, expected)
    begun = [*messages,
             ChatMessage("assistant", "x", tokens=expected[:at], model=model.fingerprint)] if at else messages
    scores = scores_after(model, begun, bool(at))
    assert scores[tokens[at]] > scores.max() - 0.05, (tokens, expected, at)


def scores_after(model, messages, continued):
    """The scores of the token that comes next."""
    model.reply(messages, {"temperature": 0, "max_tokens": 1}, continue_final=continued).wait(60)
    size = model.tokenizer.size

    def read(running):
        context = running.context
        return np.ctypeslib.as_array(context._llama.llama_get_logits_ith(context.pointer, -1), (size,)).copy()

    return model._engine.call(read)
