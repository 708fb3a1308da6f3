"""The scheduler: pure decisions, checked on a context that evaluates nothing."""

import json
import random
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notebook_chat.llama.sequences import CachedSequence, common_prefix, token_array
from notebook_chat.llama.scheduler import PREFILL_BESIDE_DECODE, Request, Scheduler
from support.processes import run_python

LONGEST = 5  # tokens that a request writes before it ends


class Lists:
    """A KV cache of lists of tokens, with room for a limited number in all."""

    def __init__(self, n_sequences, n_cells, no_partial_reuse=False):
        self.sequences = [CachedSequence(number) for number in range(n_sequences)]
        self.n_cells, self.no_partial_reuse = n_cells, no_partial_reuse

    def can_reuse_part(self, sequence, length):
        return not self.no_partial_reuse

    def place(self, placement):
        """Prepare the sequence of a request that starts, and check that the prefix is the request's own."""
        request, target, source, prefix = placement
        assert prefix < len(request.tokens)
        assert not self.no_partial_reuse or source is None or prefix in (0, source.length)
        if source not in (None, target):
            target.tokens = source.tokens[:prefix]
        target.truncate(prefix)
        assert target.tokens == request.tokens[:prefix]

    def holds(self, chunks):
        """Whether there is room for a batch."""
        return sum(one.length for one in self.sequences) + sum(len(chunk.tokens) for chunk in chunks) <= self.n_cells


def ask(scheduler, tokens, images=()):
    """A request that is submitted."""
    request = Request(tokens, images, SimpleNamespace(stopping=False))
    scheduler.submit(request)
    return request


def step(scheduler):
    """One step of an engine; gives the chunks that were evaluated, and ends what is stopped or complete."""
    for request in [*scheduler.waiting, *scheduler.active]:
        if request.stopping:
            scheduler.finish(request)
    while placement := scheduler.admit():
        scheduler.memory.place(placement)
    if image := scheduler.next_image():
        scheduler.postprocess([image])
    while not scheduler.memory.holds(chunks := scheduler.schedule()):
        scheduler.preempt().truncate(0)
    check_batch(scheduler, chunks)
    scheduler.postprocess(chunks)
    for chunk in chunks:
        if chunk.wants_logits:
            chunk.request.tokens.append(1000 + len(chunk.request.tokens))
    return chunks


def check_batch(scheduler, chunks):
    """What holds for every batch."""
    writing = [request for request in scheduler.active if request.missing == 1]
    reading = [chunk for chunk in chunks if chunk.request.missing > 1]
    assert sum(len(chunk.tokens) for chunk in chunks) <= scheduler.n_batch
    assert [chunk.request for chunk in chunks if chunk.request.missing == 1] == writing[:scheduler.n_batch]
    watched = any(request.watched for request in writing)
    assert not watched or sum(len(chunk.tokens) for chunk in reading) <= PREFILL_BESIDE_DECODE
    assert len({chunk.sequence.number for chunk in chunks}) == len(chunks)
    for chunk in chunks:
        start = chunk.sequence.length
        assert chunk.tokens == chunk.request.tokens[start:start + len(chunk.tokens)]
        assert chunk.wants_logits == (len(chunk.tokens) == chunk.request.missing)
        assert min(chunk.tokens) >= 0  # pictures come alone


def prompt(dice, number):
    """A prompt that shares its beginning with others, perhaps with a picture in it; and where the picture is."""
    shared = list(range(dice.choice([0, 10, 30])))
    own = list(range(100 * (number + 1), 100 * (number + 1) + dice.randint(1, 40)))
    if dice.random() < 0.5:
        return shared + own, []
    first, size = -10 * dice.randint(1, 3), dice.randint(1, 5)
    return shared + list(range(first, first - size, -1)) + own, [(len(shared), len(shared) + size)]


@pytest.mark.parametrize("seed", range(60))
def test_every_request_is_evaluated_to_its_last_token(seed):
    dice = random.Random(seed)
    memory = Lists(dice.randint(1, 4), n_cells=dice.randint(90, 300), no_partial_reuse=dice.random() < 0.3)
    scheduler = Scheduler(memory.sequences, memory, n_batch=dice.randint(4, 128))
    lengths = {}  # of the prompts of the requests
    for _ in range(3000):
        if len(lengths) < 12 and dice.random() < 0.3:
            tokens, images = prompt(dice, len(lengths))
            lengths[ask(scheduler, tokens, images)] = len(tokens)
        if scheduler.active and dice.random() < 0.05:
            scheduler.active[0].output.stopping = True
        if scheduler.active and dice.random() < 0.3:
            dice.choice(scheduler.active).output.watched = dice.random() < 0.3
        step(scheduler)
        for request in list(scheduler.active):
            assert request.sequence.busy and request.sequence.tokens == request.tokens[:request.sequence.length]
            if len(request.tokens) >= lengths[request] + LONGEST:
                scheduler.finish(request)
        if len(lengths) == 12 and not scheduler.active and not scheduler.waiting:
            break
    assert not scheduler.active and not scheduler.waiting
    assert not any(sequence.busy for sequence in scheduler.sequences)
    assert all(request.stopping or len(request.tokens) >= length + LONGEST for request, length in lengths.items())


tokens = st.lists(st.integers(0, 2), max_size=300)


@settings(max_examples=300, deadline=None)
@given(tokens, tokens, tokens)
def test_the_common_prefix(shared, left, right):
    left, right = shared + left, shared + right
    expected = next((index for index, pair in enumerate(zip(left, right)) if pair[0] != pair[1]),
                    min(len(left), len(right)))
    assert common_prefix(left, right) == common_prefix(token_array(left), token_array(right)) == expected


def test_a_request_that_was_preempted_waits_until_another_one_has_ended():
    memory = Lists(n_sequences=3, n_cells=100)
    scheduler = Scheduler(memory.sequences, memory, n_batch=128)
    old, young = ask(scheduler, range(45)), ask(scheduler, range(100, 145))
    while not scheduler.crowded:
        step(scheduler)
    assert (scheduler.active, scheduler.waiting) == ([old], [young])
    late = ask(scheduler, range(200, 203))
    assert [chunk.request for chunk in step(scheduler)] == [old]  # there is room, but nobody starts
    scheduler.finish(old)
    chunks = {chunk.request: chunk for chunk in step(scheduler)}
    assert set(chunks) == {young, late} and len(chunks[young].tokens) == len(young.tokens) - 1


ALONE = """
import sys, json
import notebook_chat.llama.scheduler
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""


def test_the_scheduler_needs_neither_llama_cpp_nor_numpy():
    assert not {"llama_cpp", "numpy"} & set(json.loads(run_python(ALONE).stdout))


@pytest.mark.parametrize(("watched", "steps"), [(True, 26), (False, 18)])
def test_rows_of_a_column_are_read_before_they_are_written(watched, steps):
    memory = Lists(16, n_cells=3000)
    scheduler = Scheduler(memory.sequences, memory, n_batch=512)
    shared = list(range(30))
    rows = [ask(scheduler, [*shared, *range(100 * number, 100 * number + 36)]) for number in range(1, 17)]
    for row in rows:
        row.output.watched = watched
    taken = 0
    while scheduler.active or scheduler.waiting:
        step(scheduler)
        taken += 1
        for row in [row for row in scheduler.active if len(row.tokens) == 66 + 16]:
            scheduler.finish(row)
    assert taken == steps


def test_one_reply_that_is_followed_is_enough_to_read_slowly():
    memory = Lists(3, n_cells=2000)
    scheduler = Scheduler(memory.sequences, memory, n_batch=512)
    row, followed = ask(scheduler, range(100, 110)), ask(scheduler, range(200, 210))
    row.output.watched = False
    step(scheduler)
    late = ask(scheduler, range(1000, 1300))
    step(scheduler)
    assert late.evaluated == PREFILL_BESIDE_DECODE
    scheduler.finish(followed)
    step(scheduler)
    assert late.missing == 1


def column_of(scheduler, prompts):
    """Rows of a column: requests that nobody follows."""
    rows = [ask(scheduler, tokens) for tokens in prompts]
    for row in rows:
        row.output.watched = False
    return rows


def test_a_row_is_read_to_its_last_token_and_does_not_wait_for_longer_ones():
    memory = Lists(3, n_cells=5000)
    scheduler = Scheduler(memory.sequences, memory, n_batch=128)
    short, long = column_of(scheduler, [range(1000, 1040), range(2000, 2400)])
    assert {chunk.request: len(chunk.tokens) for chunk in step(scheduler)} == {short: 40, long: 88}
    followed = ask(scheduler, range(20))
    chunks = {chunk.request: len(chunk.tokens) for chunk in step(scheduler)}
    assert chunks == {short: 1, followed: 19, long: 108}  # who is followed comes first, but for the last token


def test_a_row_that_is_read_once_more_in_the_same_steps_keeps_them():
    memory = Lists(1, n_cells=500)
    scheduler = Scheduler(memory.sequences, memory, n_batch=128)
    again = Request(range(40), (), SimpleNamespace(stopping=False), steps=[10])
    scheduler.submit(again)
    assert [len(step(scheduler)[0].tokens) for _ in range(2)] == [10, 30]


@pytest.mark.parametrize("n_sequences", [1, 2, 4])
def test_each_document_of_a_mixed_column_is_read_once(n_sequences):
    memory = Lists(n_sequences, n_cells=100_000)
    scheduler = Scheduler(memory.sequences, memory, n_batch=512)
    documents, order = 10, [number % 10 for number in range(60)]
    random.Random(1).shuffle(order)
    system = list(range(50))
    rows = column_of(scheduler, [
        [*system, *range(10_000 * (which + 1), 10_000 * (which + 1) + 300), 500_000 + number, 1]
        for number, which in enumerate(order)])
    read = 0
    while scheduler.active or scheduler.waiting:
        while placement := scheduler.admit():
            memory.place(placement)
            scheduler.gather(placement.request)
        chunks = scheduler.schedule()
        read += sum(len(chunk.tokens) for chunk in chunks)
        scheduler.postprocess(chunks)
        for chunk in chunks:
            if chunk.wants_logits:
                sequence = chunk.sequence
                scheduler.finish(chunk.request)
                sequence.truncate(scheduler.worth_keeping(chunk.request, sequence))
    assert read == len(system) + 300 * documents + 2 * len(rows)


def test_who_is_followed_is_not_pushed_behind_rows():
    memory = Lists(1, n_cells=5000)
    scheduler = Scheduler(memory.sequences, memory, n_batch=128)
    first, other, same = column_of(scheduler, [[*range(100), 1], range(500, 600), [*range(100), 2]])
    followed = ask(scheduler, range(900, 910))
    memory.place(scheduler.admit())
    scheduler.gather(first)
    assert scheduler.waiting == [followed, same, other]
