"""Probabilities of a reply's tokens, and choices by them."""

import enum
import json
import pickle
from functools import partial
from typing import Literal

import numpy as np
import pytest

from notebook_chat import Chat, GenerationConfig
from notebook_chat.chat.serialization import message_from_dict, message_to_dict
from notebook_chat.core.messages import ChatMessage
from support.tiny_models import BPE_CONTROLS, CHAT_ML, bpe_vocabulary

QUESTION = [ChatMessage("user", "Name the planets in the solar system")]


@pytest.fixture
def tiny(open_model, model_file):
    return open_model(model_file(), n_ctx=512, flash_attn=False)


def plain(reply):
    return b"".join(row.bytes for row in reply.logprobs).decode("utf-8", "replace")


@pytest.mark.parametrize("settings", [dict(temperature=0), dict(temperature=1.2), dict(repeat_penalty=1.5, top_k=5),
                                      dict(mirostat=1), dict(mirostat=2), dict(xtc_probability=0.5, top_k=0)])
def test_a_row_for_each_token_and_the_same_reply(tiny, settings):
    config = GenerationConfig(max_tokens=30, seed=3, **settings)
    without = tiny.complete("once upon a time", config)
    reply = tiny.complete("once upon a time", config.replace(logprobs=3))
    assert reply.text == without.text and without.logprobs is None
    assert [row.token for row in reply.logprobs] == reply.tokens and {type(token) for token in reply.tokens} <= {int}
    assert plain(reply) == reply.text or "\ufffd" in reply.text
    prompt = tiny.tokenizer.tokenize("once upon a time", special=True, start=True)
    [score] = tiny.score(prompt, [reply.tokens])
    for row, scored in zip(reply.logprobs, score.tokens):
        assert abs(row.logprob - scored.logprob) < 2e-3  # read one by one here, at once there
        assert len(row.top) == 3 and row.masked is None
        assert row.top[0].logprob >= max(row.logprob, row.top[1].logprob)
        assert row.sampled_logprob <= 1e-9
        if settings.get("temperature") == 0:
            assert row.sampled_logprob == 0 and row.top[0].token == row.token


def test_as_it_was_drawn(tiny):
    """At a higher temperature than 1 a likely token is drawn less often, by the definition."""
    config = GenerationConfig(max_tokens=5, temperature=2, top_k=0, top_p=1, min_p=0, logprobs=20)
    replies = [tiny.complete("once upon", config, seed=seed) for seed in range(4)]
    assert all(reply.wait() and len(reply.logprobs) == len(reply.tokens) for reply in replies)
    row = next(reply.logprobs[0] for reply in replies if reply.logprobs)
    logits = np.array([score.tokens[0].logprob for score in tiny.score(
        tiny.tokenizer.tokenize("once upon", special=True, start=True), [[t] for t in range(tiny.tokenizer.size)])])
    expected = logits[row.token] / 2 - np.log(np.exp(logits / 2).sum())
    assert abs(row.sampled_logprob - expected) < 1e-2


def test_a_grammar_masks(tiny):
    for temperature in (0, 1):
        config = GenerationConfig(grammar="root ::= [0-9]{5}", logprobs=2, temperature=temperature)
        reply = tiny.complete("once", config)
        assert reply.text.isdigit()
        assert len(reply.logprobs) == len(reply.tokens)
        assert all(0.5 < row.masked <= 1 for row in reply.logprobs[:-1])


def test_stop_strings_thinking_and_continuing(demo):
    chat = Chat(demo)
    reply = chat.send("Name the planets in the solar system", logprobs=1, temperature=0, stop="Mars")
    assert reply.text and plain(reply).startswith(reply.text)
    whole = chat.retry(logprobs=1, temperature=0)
    assert whole.text == plain(whole)
    assert chat.messages[-1].logprobs == tuple(whole.logprobs)
    assert chat.fork().messages[-1].logprobs == tuple(whole.logprobs)
    chat.retry(logprobs=1, temperature=0, max_tokens=3).wait()
    chat.send(logprobs=1, temperature=0).wait()
    message = chat.messages[-1]
    assert message.text == whole.text and [row.token for row in message.logprobs] == list(message.message.tokens)
    stored = json.loads(json.dumps(message_to_dict(message.message)))
    assert message_from_dict(stored).logprobs == message.logprobs
    assert pickle.loads(pickle.dumps(whole)).logprobs == whole.logprobs
    chat.edit(-1, "Pluto")
    assert chat.messages[-1].logprobs is None


def test_nothing_is_computed_unless_asked_for(tiny, monkeypatch):
    from notebook_chat.llama.sampler import Sampler

    monkeypatch.setattr(Sampler, "_measure", lambda self, logits, token: self._settings.logprobs is None or 1 / 0)
    assert tiny.complete("a", GenerationConfig(max_tokens=3)).text is not None
    assert tiny.complete("a", GenerationConfig(max_tokens=3, logprobs=0)).wait()


def test_wrong_values():
    for wrong in (-1, 21, True, 1.5):
        with pytest.raises(ValueError, match="logprobs must be a whole number from 0 to 20"):
            GenerationConfig(logprobs=wrong)


class Mood(enum.Enum):
    GOOD = "good"
    BAD = "bad"


@pytest.mark.parametrize("kind, values", [(["a", "b", "a long one"], ["a", "b", "a long one"]), (bool, [True, False]),
                                          (Literal[1, 2], [1, 2]), (Mood, list(Mood))])
def test_choices(demo, kind, values):
    chat = Chat(demo, system="Be brief")
    choice = chat.choose("What is it?", kind)
    assert list(choice.probabilities) == values and choice.value in values
    assert abs(sum(choice.probabilities.values()) - 1) < 1e-9
    assert choice.value == max(choice.probabilities, key=choice.probabilities.get)
    assert len(chat.messages) == 1
    assert abs(sum(chat.choose("What is it?", kind, calibrate=True).probabilities.values()) - 1) < 1e-9
    with pytest.raises(TypeError, match="there must be choices"):
        chat.choose("What is it?", int)


def test_a_choice_is_the_product_of_its_tokens(tiny):
    chat = Chat(tiny)
    choice = chat.choose("Which?", ["a", "a b c d"])
    totals = [score.sum for score in choice.scores]   # the quotes tell the end
    shares = np.exp(totals) / np.exp(totals).sum()
    assert np.allclose(list(choice.probabilities.values()), shares)


def test_a_column_keeps_its_index(demo):
    pandas = pytest.importorskip("pandas")
    column = pandas.Series(["one", None, "three"], index=[10, 20, 30])
    table = Chat(demo).map(column, Literal["spam", "ham"], probabilities=True, progress=False)
    assert list(table.index) == [10, 20, 30] and list(table.columns) == ["spam", "ham"]
    assert np.allclose(table.loc[[10, 30]].sum(axis=1), 1) and table.loc[20].isna().all()


@pytest.mark.real
def test_a_real_model_chooses(smollm2):
    chat = Chat(smollm2)
    question = "Is this sentence about animals or about cars? 'The cat sleeps on the sofa.'"
    choice = chat.choose(question, ["animals", "cars"])
    assert choice.value == "animals"


MARKED = CHAT_ML + "{#- <think> </think> -#}"


@pytest.fixture
def thinker(open_model, model_file):
    vocabulary = partial(bpe_vocabulary, special_tokens=(*BPE_CONTROLS, "<think>", "</think>"))
    return open_model(model_file(vocabulary=vocabulary, template=MARKED), n_ctx=512)


def check_rows(message):
    """A row for each token of a message, and they are that token's."""
    assert message.logprobs is not None and message.tokens is not None
    assert [row.token for row in message.logprobs] == list(message.tokens)


@pytest.mark.parametrize("rule, text", [
    (r'<think> "the thing" </think> "\n\nin the end"', "in the end"), (r'<think> "" </think> "é𝄞"', "é𝄞"),
    (r'"no thought"', "no thought"), (r'<think> "never closed"', "")])
@pytest.mark.parametrize("stop", [(), ("en",)])
def test_thoughts_have_no_rows_and_answers_have_theirs(thinker, rule, text, stop):
    chat = Chat(thinker)
    reply = chat.send("What?", grammar=f"root ::= {rule}", logprobs=2, temperature=0, stop=stop)
    cut = text.partition(stop[0])[0] if stop else text
    assert reply.text == cut and plain(reply).startswith(cut)
    message = chat.messages[-1].message
    if message.tokens is not None:   # no stop string that cuts a token
        check_rows(message)
        assert plain(reply) == cut


def test_stopped_by_hand_and_gone_on(tiny):
    chat = Chat(tiny)
    reply = chat.send("What?", logprobs=1, temperature=0.8, seed=1, grammar="root ::= [a-z ]{60}")
    next(iter(reply))
    reply.stop()
    reply.wait()
    check_rows(chat.messages[-1].message)
    before = len(chat.messages[-1].tokens)
    more = chat.send(logprobs=1, temperature=0.8, seed=2, grammar="root ::= [a-z ]{60}")
    more.wait()
    check_rows(chat.messages[-1].message)
    assert len(chat.messages[-1].tokens) >= before
    chat.send("And?", temperature=0, max_tokens=3).wait()
    assert chat.messages[-1].logprobs is None
    chat.send(logprobs=1, temperature=0, max_tokens=3).wait()   # the first half has none, so the whole has none
    assert chat.messages[-1].logprobs is None


def test_calls(demo):
    """A turn with a call is two answers, each with its own rows; the reply has those of both."""
    def get_weather(city: str) -> str:
        "Returns the weather in a city."
        return "sunny"

    chat = Chat(demo, functions=[get_weather])
    reply = chat.send("What is the weather in Paris?", logprobs=1, temperature=0)
    assert "sunny" in reply.text
    answers = [message.message for message in chat.messages if message.role == "assistant"]
    assert len(answers) == 2 and answers[0].calls
    for message in answers:
        check_rows(message)
    assert sum(len(message.logprobs) for message in answers) == len(reply.logprobs)


def test_wrapped_conversations_keep_their_rows(open_model, model_file):
    chat = Chat(open_model(model_file(), n_ctx=128), wrap_tokens=16)
    for number in range(6):
        chat.send(f"Question {number}, and a few more words?", logprobs=1, temperature=0, max_tokens=12).wait()
    for message in chat.messages:
        if message.role == "assistant":
            check_rows(message.message)


def test_the_likeliest_tokens_and_the_sum():
    from notebook_chat.llama.logprobs import likeliest_tokens, log_sums

    random = np.random.default_rng(0)
    for size in (1, 2, 255, 300, 5000, 49_152):
        logits = random.normal(0, 5, size).astype(np.float32)
        for count in (1, 5, 20):
            assert likeliest_tokens(logits, count) == np.argsort(-logits, kind="stable")[:count].tolist()
    for shift in (-3000, -90, 0, 88, 3000):
        logits = random.normal(shift, 9, (7, 3000)).astype(np.float32)
        exact = np.log(np.exp(logits.astype(np.float64) - shift).sum(axis=1)) + shift
        assert np.abs(log_sums(logits) - exact).max() < (1e-4 if abs(shift) < 1000 else 1e-3)


def test_the_masked_share_is_that_of_all_tokens(tiny):
    """Against the definition: what the model gives to tokens that may not follow."""
    config = GenerationConfig(grammar="root ::= [0-9]{5}", logprobs=0, temperature=0)
    reply = tiny.complete("once", config)
    reply.wait()
    prompt = tiny.tokenizer.tokenize("once", special=True, start=True)
    everything = tiny.score(prompt, [[token] for token in range(tiny.tokenizer.size)])
    digits = sum(np.exp(score.sum) for score in everything
                 if score.text.isdigit() and score.text.isascii() and len(score.text) <= 5)
    assert abs(reply.logprobs[0].masked - (1 - digits)) < 0.011
