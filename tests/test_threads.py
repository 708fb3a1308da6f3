"""How many threads compute: a controller on machines that are only simulated, and the engine that obeys it; and
that the same seed gives the same reply again."""

import os
import random
import weakref
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notebook_chat import Chat
from notebook_chat.llama.model import LlamaModel
from notebook_chat.llama import threads
from notebook_chat.llama.threads import SpareCores, ThreadController, ThreadPilot, step_kind, thread_levels
from support.real_models import smollm2_path

# Seconds of a token with two threads and with one, as measured on two cores.
MACHINES = {"alone": (1 / 77, 1 / 46), "beside one": (1 / 19, 1 / 48), "beside two": (1 / 9.9, 1 / 31),
            "two models": (1 / 12, 1 / 26)}
COLLAPSED = (1 / 0.7, 1 / 28)


class Machine:
    """Computes with the threads that a controller chooses, on a clock of its own."""

    def __init__(self, times, levels=(2, 1), noise=0.15, hiccups=0.01, seed=0):
        self.controller, self.times = ThreadController(list(levels)), times
        self.noise, self.hiccups, self.dice = noise, hiccups, random.Random(seed)
        self.used, self.seconds = [], 0.0

    def step(self, tokens=1, context=300, scale=1.0):
        """One step; now and then one takes ten times as long for no reason."""
        kind = step_kind(tokens, context)
        threads = self.controller.choose(kind)
        seconds = self.times[self.controller.levels.index(threads)] * scale * self.dice.lognormvariate(0, self.noise)
        seconds *= 10 if self.dice.random() < self.hiccups else 1
        self.controller.note(kind, threads, seconds)
        self.used.append(threads)
        self.seconds += seconds

    def share(self, count, **options):
        """What `count` steps reach of the better fixed choice, which has the same noise and hiccups."""
        before = self.seconds
        for _ in range(count):
            self.step(**options)
        usual = count * min(self.times) * (1 + 9 * self.hiccups) * 2.718 ** (self.noise**2 / 2)
        return usual / (self.seconds - before)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("name", MACHINES)
def test_never_far_below_the_better_fixed_choice(name, seed):
    machine = Machine(MACHINES[name], seed=seed)
    machine.share(30)
    assert machine.share(600) > 0.8


@pytest.mark.parametrize("seed", range(5))
def test_a_collapse_is_left_after_a_few_tokens_and_not_visited_often(seed):
    machine = Machine(MACHINES["alone"], seed=seed)
    machine.share(200)
    machine.times, machine.used = COLLAPSED, []
    machine.share(2_000)
    assert machine.used[:8].count(2) < 8
    assert machine.used.count(2) < 20   # of 2,000 tokens


@pytest.mark.parametrize("seed", range(5))
def test_it_follows_the_machine_both_ways(seed):
    machine = Machine(MACHINES["alone"], seed=seed)
    for name in ("beside two", "alone", "beside one", "alone", "two models", "alone"):
        machine.times = MACHINES[name]
        assert machine.share(1_500) > 0.8, name


@pytest.mark.parametrize("seed", range(5))
def test_nothing_is_tried_at_full_speed(seed):
    machine = Machine(MACHINES["alone"], hiccups=0, noise=0.05, seed=seed)
    machine.share(100)
    machine.used = []
    machine.share(5_000)
    assert set(machine.used) == {2}


@pytest.mark.parametrize("seed", range(3))
def test_no_flapping_between_equals(seed):
    machine = Machine((0.02, 0.02), noise=0.1, seed=seed)
    machine.share(3_000)
    moves = sum(left != right for left, right in zip(machine.used, machine.used[1:]))
    assert moves < 150


def test_a_context_that_grows_is_no_reason_to_move():
    machine = Machine(MACHINES["alone"], noise=0.05, hiccups=0)
    for number in range(6_000):
        machine.step(context=number, scale=1 + number / 2_000)
    assert machine.used[200:].count(1) < 60


def test_widths_in_turn_are_judged_each_by_itself():
    machine = Machine(MACHINES["beside two"])
    for number in range(400):
        width = (1, 1, 1, 4, 9)[number % 5]
        machine.step(tokens=width, scale=width**0.8)
    assert machine.used[100:].count(1) > 280


def test_a_try_whose_steps_end_is_given_up():
    machine = Machine(MACHINES["alone"], hiccups=0)
    while machine.controller.trying is None:
        machine.step()
    for _ in range(200):
        machine.step(tokens=3)
    assert machine.controller.trying is None or machine.controller.trying[0].tokens == 3


@given(st.integers(1, 64), st.lists(st.floats(1e-4, 10), min_size=1, max_size=7), st.integers(0, 2**16))
@settings(max_examples=30, deadline=None)
def test_any_machine(most, times, seed):
    levels = thread_levels(most)
    machine = Machine([times[number % len(times)] for number in range(len(levels))], levels, seed=seed)
    machine.share(300)
    assert set(machine.used) <= set(levels) and levels[0] == most and levels[-1] == 1


# The engine


def pilot_of(**options):
    """A pilot whose steps take long, and what it has set."""
    now, chosen = [0.0], []
    pilot = ThreadPilot(4, chosen.append, clock=lambda: now[0], **options)

    def step(seconds=1.0, tokens=1, code=0):
        def function():
            now[0] += seconds
            return code

        return pilot.step(function, tokens, 300)

    return SimpleNamespace(step=step, chosen=chosen, pilot=pilot)


def test_a_fixed_number_stays():
    made = pilot_of(fixed=True)
    for seconds in [0.01] * 20 + [5.0] * 50:
        assert made.step(seconds) == 0
    assert made.chosen == []


def test_failed_and_wide_steps_say_nothing_about_threads():
    made = pilot_of()
    for _ in range(50):
        assert made.step(code=2) == 2
        made.step(tokens=512)
    assert made.chosen == []
    for _ in range(50):
        made.step()
    assert made.chosen[0] == 2


def test_a_prompt_is_read_with_all_threads():
    made = pilot_of()
    while made.pilot.controller.home == 0:
        made.step(1.0 if not made.chosen or made.chosen[-1] == 4 else 0.1)
    made.step(tokens=400)
    assert made.chosen[-1] == 4


class Slow:
    """A clock by which every step with more than one thread takes a second."""

    def __init__(self):
        self.now, self.threads = 0.0, 2

    def __call__(self):
        self.now += 0.5 if self.threads > 1 else 0.005
        return self.now


@pytest.mark.parametrize("given", [None, 2])
def test_the_engine_steps_down_unless_the_user_has_chosen(model_file, monkeypatch, given):
    from notebook_chat.llama import context, engine

    monkeypatch.setattr(context, "default_threads", lambda weights: 2)
    monkeypatch.setattr(engine, "SpareCores", lambda: lambda: None)   # what else runs here plays no part
    clock = Slow()
    monkeypatch.setattr(engine.time, "perf_counter", clock)
    with LlamaModel(model_file(seed=11), n_ctx=512, n_threads=given) as model:
        monkeypatch.undo()
        used = model._engine.context
        pilot = model._engine.pilot
        set_threads, chosen = pilot._set_threads, [2]

        def note(threads):
            chosen.append(threads)
            clock.threads = threads
            set_threads(threads)

        pilot._set_threads = note
        reply = model.complete("x" * 20, dict(temperature=1.5, max_tokens=8 if given else 40))
        assert reply.wait(60) and reply.error is None
        threads = model._engine.call(lambda engine: used._llama.llama_n_threads(used.pointer))
        both = model._engine.call(lambda engine: used._llama.llama_n_threads_batch(used.pointer))
    assert threads == both == chosen[-1]
    assert pilot.controller.levels[pilot.controller.home] == (2 if given else 1)


def test_two_models_of_one_process_share_the_cores(monkeypatch):
    now = [0.0]
    monkeypatch.setattr(threads, "_at_work", weakref.WeakKeyDictionary())
    monkeypatch.setattr(threads, "_own_seconds", lambda: now[0])
    monkeypatch.setattr(threads, "_busy_seconds", lambda: now[0])   # no other process computes
    monkeypatch.setattr(threads.os, "cpu_count", lambda: 8)
    one, two = (SpareCores(clock=lambda: now[0]) for _ in range(2))

    def later(*models):
        now[0] += 0.3
        return [model() for model in models]

    later(one)
    assert later(one) == [8]
    later(one, two)
    later(one, two)
    assert later(one, two) == [4, 4]
    later(one)
    assert later(one) == [8], "the other one rests"


def test_what_others_computed_while_this_process_rested_says_nothing(monkeypatch):
    now, own, others = [0.0], [0.0], [0.0]
    monkeypatch.setattr(threads, "_at_work", weakref.WeakKeyDictionary())
    monkeypatch.setattr(threads, "_own_seconds", lambda: own[0])
    monkeypatch.setattr(threads, "_busy_seconds", lambda: own[0] + others[0])
    monkeypatch.setattr(threads.os, "cpu_count", lambda: 4)
    spare = SpareCores(clock=lambda: now[0])

    def later(seconds, ours, theirs):
        now[0], own[0], others[0] = now[0] + seconds, own[0] + ours * seconds, others[0] + theirs * seconds
        return spare()

    assert [later(1, 4, 0), later(1, 4, 0)] == [None, 4]
    assert later(10, 0.1, 4) == 4, "they may have ended"
    assert later(0.3, 2, 2) == 2
    assert later(10, 0, 0) == 2, "they may go on"
    assert later(0.3, 4, 0) == 4


def test_replies_are_the_same_with_any_number_of_threads(model_file):
    texts = []
    for threads in (1, 2, 3):
        with LlamaModel(model_file(seed=11), n_ctx=256, n_threads=threads) as model:
            texts.append(model.complete("hello", dict(temperature=0, max_tokens=12)).text)
    assert len(set(texts)) == 1


# The same seed


QUESTIONS = ("Tell me about Mars.", "Write a haiku about rain.", "Explain recursion to a child.", "List five animals.",
             "Why is the sky blue?", "How do I bake bread?", "Describe a sunset over the sea in a few sentences, "
             "please, as if you were a poet who has seen many of them, and has never grown tired of the colours.",
             "What is a prime number?", "Name a book and say why you like it.", "Who painted the Mona Lisa, and when?")


@pytest.mark.real
@pytest.mark.parametrize("cache_ram", [0, None])
def test_the_same_seed_gives_the_same_reply(cache_ram):
    options = dict(speculation=False, cache_ram=cache_ram)   # guesses may tip near-ties
    with LlamaModel(smollm2_path(), n_ctx=2048, n_threads=1, **options) as model:
        same = 0
        for question in QUESTIONS:
            chat = Chat(model)
            options = dict(seed=7, temperature=1.2, max_tokens=40)
            first = chat.send(question, **options).text
            again = chat.retry(**options)
            same += again.text == first
            assert again.stats.evaluated_tokens == 1
    assert same >= 9   # 8 where the last token is read with the others, or the retry is written into other cells
