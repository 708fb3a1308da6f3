"""Drafts: guesses from the text, what they cost, and replies that are the same with and without them."""

import math
import random
from array import array
from collections import Counter
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notebook_chat import Chat
from notebook_chat.core.stats import GenerationStats
from notebook_chat.llama.draft_costs import WIDTHS, MeasuredPolicy, best_lengths, cost_on, offers_of
from notebook_chat.llama.drafts import Odds, PromptLookup
from notebook_chat.llama.model import LlamaModel
from notebook_chat.llama.threads import ThreadController, step_kind
from support.drafting import Oracle, drafting, plain, whole_text
from support.talks import user
from support.tiny_models import BPE_CONTROLS, CHAT_ML, bpe_vocabulary
from support.waiting import wait_for

GREEDY = {"temperature": 0}
QUESTION = [user("Repeat after me: one two three, one two three, one two")]

# Guesses from the text


@settings(max_examples=300, deadline=None)
@given(st.lists(st.integers(0, 3), max_size=120), st.lists(st.integers(1, 30), max_size=8), st.integers(1, 20))
def test_a_guess_is_what_came_next_where_the_text_was_before(text, pieces, most):
    lookup, stop = PromptLookup(Odds()), 0
    for piece in [*pieces, len(text)]:
        stop = min(len(text), stop + piece)
        lookup.read(text[:stop])
        draft = lookup.propose(most)
        assert len(draft.tokens) == len(draft.odds) <= most
        assert all(1 >= one >= other > 0 for one, other in zip(draft.odds, draft.odds[1:]))
        if draft.tokens:
            place, length, seen = lookup.place, lookup.length, text[:stop]
            assert seen[place - length : place] == seen[len(seen) - length :] and place < len(seen)
            assert list(draft.tokens) == seen[place : place + most]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.integers(0, 5), min_size=10, max_size=60))
def test_what_was_there_with_three_tokens_before_is_found(text):
    """No place agrees with more of the end than the one that is found, where all places are looked at."""
    lookup = PromptLookup(Odds())
    lookup.read(text)
    agreeing = lambda place: next((at for at in range(place) if text[place - 1 - at] != text[-1 - at]), place)
    best = max(map(agreeing, range(2, len(text))))
    if best >= 3 and text.count(text[-1]) <= 16:
        assert lookup.length == min(best, 64)


def test_no_step_takes_longer_in_a_longer_text():
    """Counted in places that are compared: a text that repeats itself everywhere is the worst."""
    counts = []
    for size in (200, 2000, 20000):
        lookup, compared = PromptLookup(Odds()), [0]
        lookup.read([number % 3 for number in range(size)])

        class Counting(array):
            def __getitem__(self, index):
                compared[0] += 1
                return super().__getitem__(index)

        lookup.tokens, lookup.place = Counting("i", lookup.tokens), 0
        lookup.read([*lookup.tokens, size % 3])
        counts.append(compared[0])
    assert counts[2] <= counts[1] + 8


def test_odds_follow_a_text_and_are_passed_on():
    common = Odds()
    for _ in range(400):
        Odds(common).note(5, True)
    assert common.share(5) > 0.9 > Odds().share(5)
    mine = Odds(common)
    for _ in range(60):
        mine.note(5, False)
    assert mine.share(5) < 0.1 and common.share(5) > 0.5


# What they cost


@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(st.floats(0.01, 0.99), max_size=12), min_size=1, max_size=5), st.floats(0, 1),
       st.floats(1, 1.2))
def test_the_best_lengths_are_the_best(shares, slope, margin):
    odds = [[math.prod(draft[: stop + 1]) for stop in range(len(draft))] for draft in shares]
    cost = lambda width: 1 + slope * (width - 1)
    lengths, width = best_lengths(odds, cost, margin=margin)
    assert width == len(odds) + sum(lengths) and all(length <= len(draft) for length, draft in zip(lengths, odds))
    rate = lambda lengths: (len(odds) + sum(sum(draft[:length]) for draft, length in zip(odds, lengths))) / cost(
        len(odds) + sum(lengths))
    if sum(lengths):
        assert width in WIDTHS and rate(lengths) > margin * rate([0] * len(odds))
    assert rate(lengths) >= rate([0] * len(odds)) - 1e-9


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.integers(2, 40), st.floats(1, 30), max_size=6), st.integers(1, 60))
def test_a_cost_is_between_its_neighbours(curve, width):
    curve = dict(sorted({**curve, 1: 1.0}.items()))
    cost = cost_on(curve, width)
    below, above = [w for w in curve if w <= width], [w for w in curve if w >= width]
    if above:
        low, high = sorted([curve[max(below)], curve[min(above)]])
        assert low - 1e-9 <= cost <= high + 1e-9
    else:
        assert cost >= curve[max(below)]


def machine(cost, share, tokens, seed, policy, lengths=(3, 40)):
    """Writes so many tokens on a made-up machine with noise, of a text with guesses now and then. Gives the time that
    it takes against one token at a time."""
    dice, odds = random.Random(seed), Odds()
    took = written = 0
    left = 0   # tokens until the passage that repeats ends
    policy.begin()
    while written < tokens:
        if left <= 0 and dice.random() < 0.1:
            left = dice.randint(*lengths)
        chances = [share**number for number in range(1, min(max(left, 0), 31) + 1)]
        [length] = policy.lengths([chances])
        came = 1
        while came <= length and dice.random() < share:
            came += 1
        seconds = cost(1 + length) * dice.uniform(0.9, 1.1) * (3 if dice.random() < 0.01 else 1)
        policy.note_step(1 + length, 1, came, seconds)
        took, written, left = took + seconds, written + came, left - came
    return took / (written * cost(1) * 1.02)


def mean_of(cost, share, count=30):
    """The mean over some texts."""
    return sum(machine(cost, share, 300, seed, MeasuredPolicy()) for seed in range(count)) / count


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9, 0.98])
def test_never_slower_where_each_token_costs_as_much_as_the_first(share):
    assert mean_of(lambda width: 0.02 * (1 + 0.9 * (width - 1)), share) < 1.02


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9, 0.98, 0.995])
def test_never_slower_on_two_cores(share):
    """As measured there: a batch of 2 takes three times as long as one token, and one of 8 not much longer."""
    curve = {1: 1.0, 2: 3.0, 3: 2.8, 4: 3.5, 6: 4.5, 8: 5.4, 16: 12.5, 32: 25.0}
    ratio = mean_of(lambda width: 0.013 * cost_on(curve, width), share)
    print(f"guesses right {share:.1%}: {ratio:.3f} of the time without drafts")
    assert ratio < 1.02


@pytest.mark.parametrize("share, at_most", [(0.3, 1.02), (0.6, 0.95), (0.9, 0.6), (0.98, 0.45)])
def test_quicker_where_a_wider_batch_costs_little(share, at_most):
    assert mean_of(lambda width: 0.02 * (1 + 0.02 * (width - 1)), share) < at_most


def test_drafts_stop_when_the_machine_changes():
    """A GPU that somebody else takes up: wide batches get dear, and the drafts fewer."""
    policy = MeasuredPolicy()
    assert machine(lambda width: 0.02 * (1 + 0.02 * width), 0.9, 500, 1, policy) < 0.7
    dear = lambda width: 0.02 * (1 + 0.9 * (width - 1))
    machine(dear, 0.6, 200, 2, policy)
    assert machine(dear, 0.6, 500, 3, policy) < 1.04


@pytest.mark.parametrize("quick, best", [((1.0, 1.9), 2), ((1.9, 1.0), 1)])
def test_batches_with_drafts_dont_confuse_the_choice_of_threads(quick, best):
    """Whichever number of threads is quicker, it is found and kept while narrow and wide batches come mixed."""
    controller, dice, chosen = ThreadController([2, 1]), random.Random(0), Counter()
    for number in range(1500):
        kind = step_kind(dice.choice([1, 1, 1, 4, 8]), 300 + number)
        threads = controller.choose(kind)
        seconds = 0.01 * quick[2 - threads] * (1 + 0.4 * (kind.tokens - 1))
        controller.note(kind, threads, seconds * dice.uniform(0.95, 1.05))
        chosen[threads] += number > 500
    assert chosen[best] > 0.9 * 999


def test_costs_of_other_numbers_of_threads_are_others():
    policy = MeasuredPolicy()
    for _ in range(5):
        policy.note_step(1, 1, 1, 0.02, 2)
        policy.note_step(4, 1, 4, 0.025, 2)
    assert policy.lengths([[0.9, 0.8, 0.7]]) == [3]
    policy.note_step(1, 1, 1, 0.05, 1)
    assert policy.lengths([[0.9, 0.8, 0.7]]) == [0]   # nothing is known of one thread yet


def test_a_reply_does_not_lose_what_others_have_won():
    policy = MeasuredPolicy()
    for _ in range(20):
        for width in (1, 8):
            policy.note_step(width, 1, width, 0.02 if width == 1 else 0.09)
    sure = [0.97 ** number for number in range(1, 8)]
    assert policy.lengths([sure]) == [7], "it may lose 3.5 batches, and has won more"
    policy.begin()
    [length] = policy.lengths([sure])
    assert 0 < length < 4, "the next one has won nothing yet"


@pytest.mark.parametrize("curve, alone", [({1: 1, 2: 1.83, 32: 26.7}, 1), ({1: 1, 2: 1.5, 4: 2.3, 8: 3.5, 32: 8}, 1),
                                          ({1: 1, 3: 1.04, 32: 1.62}, 3)])
def test_guesses_that_are_too_unlikely_never_pay(curve, alone):
    needed = min(offer.needed for offer in offers_of(curve, alone, 1.2))
    for share in (needed - 0.01, needed + 0.01):
        drafted = sum(best_lengths([[share] * 31] * alone, partial(cost_on, curve), margin=1.2)[0])
        assert bool(drafted) == (share > needed)


# Replies with drafts and without

EXACT = dict(cache_type="f32", flash_attn=False)   # so that what a batch's width changes is too little to matter


@pytest.fixture(scope="module")
def tiny(model_file):
    with LlamaModel(model_file(), n_ctx=512, n_threads=1, n_sequences=4, **EXACT) as model:
        yield model


def both_ways(model, settings, messages=QUESTION, wrong=0.3, **options):
    """A reply written a token at a time, and the same with drafts of which some are wrong."""
    with plain(model):
        expected = model.reply(messages, settings, **options)
        assert expected.wait(60) and expected.error is None
    assert expected.stats.drafted_tokens == 0 and expected.stats.decode_steps >= expected.stats.completion_tokens
    with drafting(model, partial(Oracle, [whole_text(expected)], wrong)):
        reply = model.reply(messages, settings, **options)
        assert reply.wait(60) and reply.error is None
    return expected, reply


def assert_equal(expected, reply):
    """Text, tokens, end and probabilities are the same."""
    assert reply.text == expected.text
    assert (reply.tokens, reply.finish_reason, reply.reasoning) == (
        expected.tokens, expected.finish_reason, expected.reasoning)
    assert whole_text(reply) == whole_text(expected)
    assert reply.stats.completion_tokens == expected.stats.completion_tokens
    for mine, other in zip(reply.logprobs or (), expected.logprobs or (), strict=True):
        assert mine.token == other.token and abs(mine.logprob - other.logprob) < 1e-3


LONG = 60
SETTINGS = {
    "greedy": GREEDY,
    "sampled": dict(temperature=1.0, seed=3),
    "hot": dict(temperature=1.5, top_k=0, top_p=1.0, min_p=0.0, seed=4),
    "penalties": dict(temperature=0.9, repeat_penalty=1.3, frequency_penalty=0.2, presence_penalty=0.1, seed=5),
    "dry": dict(GREEDY, dry_multiplier=0.8),
    "greedy with penalties": dict(GREEDY, repeat_penalty=1.2),
    "xtc": dict(temperature=1.0, xtc_probability=0.5, xtc_threshold=0.05, seed=6),
    "mirostat": dict(mirostat=1, seed=7),
    "mirostat 2": dict(mirostat=2, temperature=0.8, seed=8),
    "typical": dict(temperature=1.0, typical_p=0.7, seed=9),
    "biased": dict(temperature=1.0, logit_bias={70: 5.0, 71: -100.0}, seed=10),
    "logprobs": dict(temperature=1.0, logprobs=3, seed=11),
    "greedy with logprobs": dict(GREEDY, logprobs=2),
    "grammar": dict(GREEDY, grammar="root ::= [a-z ]+"),
    "grammar, sampled": dict(temperature=1.0, seed=12, grammar='root ::= ("one " | "two " | [a-z] ", ")+'),
    "grammar with logprobs": dict(temperature=1.0, seed=13, grammar="root ::= [0-9]+", logprobs=2),
    "grammar that ends": dict(temperature=1.0, seed=14, grammar='root ::= [a-c] [0-9]{20} "."'),
}


@pytest.mark.parametrize("name", SETTINGS)
def test_the_same_reply_with_drafts(tiny, name):
    expected, reply = both_ways(tiny, dict(SETTINGS[name], max_tokens=LONG))
    assert_equal(expected, reply)
    stats = reply.stats
    assert 0 < stats.accepted_tokens < stats.drafted_tokens
    if "grammar" not in name:   # where a grammar forbids the first choice, the rest of a draft is left
        assert stats.decode_steps + stats.accepted_tokens in (
            stats.completion_tokens, stats.completion_tokens + 1)   # the end token is written, too


@pytest.mark.parametrize("seed", range(40))
def test_the_same_sampled_reply_for_any_seed(tiny, seed):
    assert_equal(*both_ways(tiny, dict(temperature=1.2, seed=seed, max_tokens=25), wrong=0.4))


def test_right_drafts_make_few_steps(tiny):
    _, reply = both_ways(tiny, dict(GREEDY, max_tokens=LONG), wrong=0.0)
    assert reply.stats.accepted_tokens == reply.stats.drafted_tokens
    assert reply.stats.decode_steps < LONG / 3
    assert "100%" in reply.stats.drafts()


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 8, 9])
def test_max_tokens_ends_in_the_middle_of_a_draft(tiny, limit):
    expected, reply = both_ways(tiny, dict(GREEDY, max_tokens=limit), wrong=0.0)
    assert_equal(expected, reply)
    assert reply.finish_reason == "length" and reply.stats.completion_tokens == limit


def test_a_stop_string_ends_in_the_middle_of_a_draft(tiny):
    with plain(tiny):
        text = tiny.reply(QUESTION, dict(GREEDY, max_tokens=LONG)).text
    for at in (5, 9, 20):
        stop = text[at : at + 2]
        expected, reply = both_ways(tiny, dict(GREEDY, max_tokens=LONG, stop=stop), wrong=0.0)
        assert_equal(expected, reply)
        assert reply.finish_reason == "stop" and stop not in reply.text


def test_what_ends_a_reply_by_its_text(tiny):
    seen = []

    def stop_when(text):
        seen.append(text)
        return len("".join(seen)) > 30

    expected, reply = both_ways(tiny, dict(GREEDY, max_tokens=LONG), wrong=0.0, stop_when=stop_when)
    assert reply.finish_reason == "call" and expected.text[: len(reply.text)] == reply.text


def test_the_end_of_the_context(open_model, model_file):
    model = open_model(model_file(), n_ctx=128, n_sequences=2)
    expected, reply = both_ways(model, dict(GREEDY, logit_bias={258: -100.0}), wrong=0.0)
    assert_equal(expected, reply)
    assert reply.finish_reason == "length"


THINKING = CHAT_ML + "{#- <think> </think> -#}"


def test_a_thought_that_is_ended_at_its_limit(open_model, model_file):
    words = partial(bpe_vocabulary, special_tokens=(*BPE_CONTROLS, "<think>", "</think>"))
    model = open_model(model_file(vocabulary=words, template=THINKING), n_ctx=512)
    for grammar in (None, 'root ::= "yes " [a-z]{12}'):
        expected, reply = both_ways(model, dict(GREEDY, thinking=10, max_tokens=LONG, grammar=grammar), wrong=0.1)
        assert_equal(expected, reply)
        assert reply.stats.reasoning_tokens == expected.stats.reasoning_tokens > 0
        assert reply.stats.accepted_tokens > 0
        assert reply.recipe().given == expected.recipe().given != []


# Several at once, stops, and a cache that is full


def replies_of(model, count, settings, prompts):
    """Finished replies to several questions at once."""
    ask = lambda number: model.reply([user(prompts[number % len(prompts)])], dict(settings, seed=number))
    replies = list(map(ask, range(count)))
    for reply in replies:
        assert reply.wait(60) and reply.error is None
    return replies


PROMPTS = ["one two one two", "a longer question that goes on and on, and on", "x", "again and again"]


@pytest.mark.parametrize("count, n_ctx", [(4, 512), (9, 512), (3, 200)])
def test_several_requests_in_a_batch_and_requests_that_are_preempted(open_model, model_file, count, n_ctx):
    model = open_model(model_file(), n_ctx=n_ctx, n_sequences=4, **EXACT)
    how = dict(temperature=1.0, max_tokens=40)
    with plain(model):
        expected = replies_of(model, count, how, PROMPTS)
    with drafting(model, partial(Oracle, [whole_text(one) for one in expected], 0.2)):
        replies = replies_of(model, count, how, PROMPTS)
    for one, other in zip(expected, replies):
        assert_equal(one, other)
    assert sum(reply.stats.accepted_tokens for reply in replies) > 20


def test_a_full_cache_gets_no_drafts_and_nobody_is_evicted_for_one(open_model, model_file):
    model = open_model(model_file(), n_ctx=256, n_sequences=2)
    with plain(model):
        expected = model.complete("x" * 60, dict(GREEDY, max_tokens=30))
        text = whole_text(expected)
    model.complete("y" * 150, dict(GREEDY, max_tokens=1)).wait(60)   # rests in the cache
    with drafting(model, partial(Oracle, [text], 0.0)):
        reply = model.complete("x" * 60, dict(GREEDY, max_tokens=30))
        assert reply.wait(60) and reply.error is None
    assert whole_text(reply) == text


def test_stop_in_the_middle_of_drafts(tiny):
    with plain(tiny):
        expected = tiny.reply(QUESTION, dict(GREEDY, max_tokens=300, logit_bias={258: -100.0}))
        text = whole_text(expected)
    with drafting(tiny, partial(Oracle, [text], 0.2)):
        reply = tiny.reply(QUESTION, dict(GREEDY, max_tokens=300, logit_bias={258: -100.0}))
        wait_for(lambda: reply.stats.completion_tokens > 5)
        reply.stop()
        assert reply.wait(60) and reply.finish_reason in ("stopped", "length")
        assert text[: len(whole_text(reply))] == whole_text(reply)
        again = tiny.reply(QUESTION, dict(GREEDY, max_tokens=20))
        assert again.wait(60) and expected.text.startswith(again.text[:-1])


def test_the_cache_is_only_a_cache(tiny):
    """A conversation with drafts and stops: each next reply is the one that is given without."""
    chat, straight = Chat(tiny), Chat(tiny)
    for turn in range(4):
        with plain(tiny):
            expected = straight.send(f"question {turn}", **GREEDY, max_tokens=15)
            assert expected.wait(60)
        with drafting(tiny, partial(Oracle, [whole_text(expected)], 0.3)):
            reply = chat.send(f"question {turn}", **GREEDY, max_tokens=15)
            assert reply.wait(60)
        assert_equal(expected, reply)


# Memories of other kinds


def test_a_recurrent_model_gets_no_drafts(open_model, model_file):
    model = open_model(model_file(architecture="mamba"), n_ctx=256)
    expected, reply = both_ways(model, dict(GREEDY, max_tokens=20), wrong=0.0)
    assert_equal(expected, reply)
    assert reply.stats.drafted_tokens == 0 and reply.stats.decode_steps >= reply.stats.completion_tokens


def test_a_sliding_window(open_model, model_file):
    """The window of 16 tokens is far behind before the reply ends."""
    model = open_model(model_file(architecture="gemma3", layers=6), n_ctx=512)
    expected, reply = both_ways(model, dict(GREEDY, max_tokens=80), wrong=0.3)
    assert_equal(expected, reply)
    assert reply.stats.accepted_tokens > 10 and model._engine.speculation.possible


def test_a_memory_that_refuses_to_roll_back_is_believed(open_model, model_file, monkeypatch):
    model = open_model(model_file(), n_ctx=512)
    monkeypatch.setattr(model._engine.context, "can_reuse_part", lambda sequence, length: False)
    with plain(model):
        expected = model.reply(QUESTION, dict(GREEDY, max_tokens=20))
    with drafting(model, partial(Oracle, [whole_text(expected)], 0.5)):
        reply = model.reply(QUESTION, dict(GREEDY, max_tokens=20))
        assert reply.text == expected.text
    assert not model._engine.speculation.possible and reply.stats.drafted_tokens > 0


def test_after_a_picture(open_model):
    from PIL import Image

    from notebook_chat.llama.files import demo_path, find_mmproj

    path = demo_path("demo-vision")
    model = open_model(path, find_mmproj(path))
    messages = [user("What is it?", Image.new("RGB", (32, 32), "red"))]
    expected, reply = both_ways(model, dict(GREEDY, max_tokens=40), messages, wrong=0.2)
    assert_equal(expected, reply)


# Distributions


def test_sampled_texts_are_distributed_as_without(tiny):
    """Two samples of other seeds: short texts of a grammar, counted; and how far apart they may be by chance."""
    how, count = dict(temperature=8.0, top_k=0, top_p=1.0, min_p=0.0, max_tokens=6, grammar="root ::= [ab]{3}"), 300
    with plain(tiny):
        texts = [tiny.complete("aab", how, seed=seed).text for seed in range(count)]
    guesses = [[*tiny.tokenize("aab"), *tiny.tokenize(text)] for text in ("aaa", "bab", "abb")]
    drafted = 0
    with drafting(tiny, lambda: Oracle([random.choice(guesses)], 0.2)):
        others = []
        for seed in range(count, 2 * count):
            reply = tiny.complete("aab", how, seed=seed)
            others.append(reply.text)
            drafted += reply.stats.drafted_tokens
    one, two = Counter(texts), Counter(others)
    kinds = [text for text in one | two if one[text] + two[text] >= 10]
    square = sum((one[text] - two[text]) ** 2 / (one[text] + two[text]) for text in kinds)
    print(f"chi square {square:.1f} with {len(kinds)} kinds, {drafted} tokens drafted: {dict(one)} {dict(two)}")
    assert drafted > 50 and len(kinds) > 2
    assert square < len(kinds) + 5 * math.sqrt(2 * len(kinds)) + 5   # five standard deviations, and some


# Off, and on by itself


def test_it_can_be_turned_off(open_model):
    model = open_model(speculation=False)
    reply = model.reply([user("Name the planets in the solar system")], GREEDY)
    assert reply.text and reply.stats.drafted_tokens == 0
    assert reply.stats.drafts().startswith("0 tokens drafted · 1.0")
    assert open_model(speculation=True)._engine is model._engine   # the weights are loaded once


def test_the_measuring_policy_at_work(open_model):
    """Whatever it decides here: the text is that of the plain model, and the batches were timed."""
    model = open_model()
    chat = Chat(model)
    for _ in range(3):
        chat.send("Name the planets in the solar system", **GREEDY).wait(60)
    policy = model._engine.speculation.policy
    assert isinstance(policy, MeasuredPolicy) and policy.costs.known(1) and policy.sampling > 0
    assert {len(message.text) for message in chat.messages if message.role == "assistant"} != {0}


def test_figures_add_up():
    both = GenerationStats()
    both.add_up([GenerationStats(completion_tokens=10, decode_steps=4, drafted_tokens=9, accepted_tokens=6),
                 GenerationStats(completion_tokens=10, decode_steps=10)])
    assert (both.steps_per_token, both.drafted_tokens, both.accepted_tokens) == (0.7, 9, 6)


# Real weights


@pytest.mark.real
@pytest.mark.slow
def test_greedy_texts_are_the_same_up_to_near_ties(smollm2):
    """Where two texts part, the model found both tokens about equally likely. The largest margin is printed."""
    margins, same, steps, tokens = [], 0, 0, 0
    for question in REAL_QUESTIONS:
        with plain(smollm2):
            expected = smollm2.reply([user(question)], dict(GREEDY, max_tokens=60, logprobs=10))
            assert expected.wait(120)
        with drafting(smollm2):
            reply = smollm2.reply([user(question)], dict(GREEDY, max_tokens=60))
            assert reply.wait(120) and reply.error is None
        one, other = whole_text(expected), whole_text(reply)
        steps, tokens = steps + reply.stats.decode_steps, tokens + reply.stats.completion_tokens
        at = next((number for number, pair in enumerate(zip(one, other)) if pair[0] != pair[1]), None)
        if at is None:
            same += 1
            continue
        place = at - expected.stats.prompt_tokens
        row = expected.logprobs[place]
        likely = {top.token: top.logprob for top in row.top}
        assert other[at] in likely, question
        margins.append(row.logprob - likely[other[at]])
    print(f"{same} of {len(REAL_QUESTIONS)} equal; margins where they part: {[round(one, 3) for one in margins]}; "
          f"{steps / tokens:.2f} steps per token")
    assert max(margins, default=0) < 1.0 and steps < tokens


REAL_QUESTIONS = [
    "Repeat this sentence three times: The ship leaves at noon.",
    "Rewrite in upper case: the quick brown fox jumps over the lazy dog",
    "Fix this code and show all of it:\ndef add(a, b):\n    retrun a + b\n\ndef sub(a, b):\n    return a - b",
    "List the names in: Anna met Bert, Carl and Dora. Dora knew Bert.",
    "Write a short poem about the sea.",
    "Give the following as JSON with the keys name and age: Anna is 31, Bert is 40, Carl is 22.",
    "Name the planets of the solar system.",
    "Quote the first sentence of: The sun rose. The birds sang. Nobody was awake.",
    "Count from one to twenty.",
    "Explain what a list is in Python.",
]
