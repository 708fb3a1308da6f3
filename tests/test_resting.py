"""Conversations that rest: out of the KV cache and back, and nobody notices but the clock."""

import random
import time
from types import SimpleNamespace

import numpy as np
import pytest

from notebook_chat.core.pictures import as_picture
from notebook_chat.chat.chat import Chat
from notebook_chat.core.messages import ChatMessage
from notebook_chat.llama.context import LlamaContext
from notebook_chat.llama.files import demo_path
from notebook_chat.llama.kept_states import KeptState, KeptStates
from notebook_chat.llama.resting import Resting
from notebook_chat.llama.scheduler import Request, Scheduler
from notebook_chat.llama.sequences import CachedSequence, common_prefix, token_array
from support.comparing import assert_as_fresh, greedy
from support.moving import count_moves, move_all_the_time
from support.talks import user
from support.waiting import wait_for

GREEDY = {"temperature": 0}


# On a cache of tokens


class Cells:
    """A KV cache of tokens and a limited number of cells, which sometimes refuses a state or writes only a part."""

    cache_ram, exact_states, context_shift = 1, True, False

    def __init__(self, dice, n_ctx, no_partial_reuse=False, faults=0.0):
        self.dice, self.n_ctx, self.no_partial_reuse, self.faults = dice, n_ctx, no_partial_reuse, faults

    def can_reuse_part(self, sequence, length):
        return not self.no_partial_reuse

    def reaches(self, first, tokens, length):
        return not self.no_partial_reuse

    def first_position(self, sequence):
        return 0

    def state_size(self, sequence):
        return 4 * sequence.length

    def get_state(self, sequence, buffer):
        size = self.state_size(sequence)
        buffer[:size] = np.frombuffer(sequence.tokens.tobytes(), np.uint8)
        return buffer[: size // 2 if self.dice.random() < self.faults else size]

    def truncate(self, sequence, length):
        sequence.truncate(0 if self.no_partial_reuse else length)

    def set_state(self, sequence, tokens, state):
        self.truncate(sequence, 0)
        if len(tokens) > self.n_ctx or self.dice.random() < self.faults:
            return False
        assert tokens.tobytes() == state.tobytes()  # a part is never put back, nor what was written over it
        sequence.extend(tokens)
        return True


class Desk:
    """Requests that are read at once, a few at a time."""

    def __init__(self, dice, sequences, n_ctx, most, **options):
        self.context = Cells(dice, n_ctx, **options)
        self.scheduler = Scheduler([CachedSequence(number) for number in range(sequences)], self.context, 512)
        self.resting = Resting(self.scheduler, self.context)
        self.resting.kept.most = most

    def start(self, tokens, watched=True):
        """The request and how much of it was there."""
        request = Request(tokens, output=SimpleNamespace(stopping=False, watched=watched, most_tokens=None))
        self.scheduler.submit(request)
        placement = self.resting.admit()
        _, sequence, source, prefix = placement
        self.resting.leave(sequence, prefix if source is sequence else 0)
        if source not in (None, sequence):
            sequence.take(source, prefix)
        assert sequence.length == prefix < len(tokens) and sequence.tokens == request.tokens[:prefix]
        while self.held + len(tokens) - prefix > self.context.n_ctx:
            self.resting.leave(self.scheduler.preempt())
        sequence.extend(request.tokens[prefix:])
        return request, prefix

    @property
    def held(self):
        return sum(sequence.length for sequence in self.scheduler.sequences)


@pytest.mark.parametrize("faults", [0.0, 0.3])
@pytest.mark.parametrize("no_partial_reuse", [False, True])
@pytest.mark.parametrize("seed", range(20))
def test_whatever_moves_each_sequence_holds_what_it_says(seed, no_partial_reuse, faults):
    dice = random.Random(seed)
    desk = Desk(dice, dice.randint(2, 5), 4000, dice.choice([0, 3000, 40_000]), no_partial_reuse=no_partial_reuse,
                faults=faults)
    talks, found = [[1000 * number] for number in range(1, 8)], 0
    for _ in range(150):
        talk = dice.choice(talks)
        if len(talk) > 700:
            del talk[dice.randrange(1, 300):]
        talk.extend(dice.randrange(100) for _ in range(dice.randint(1, 150)))
        if dice.random() < 0.1:
            talks[dice.randrange(len(talks))] = talk[: dice.randint(1, len(talk))]
        request, prefix = desk.start(talk, watched=dice.random() < 0.8)
        found += prefix > 0
        talk.append(7)   # what was written, and isn't evaluated yet
        desk.scheduler.finish(request)
        assert desk.resting.kept.size <= desk.resting.kept.most and desk.held <= desk.context.n_ctx
        assert all(state.data.tobytes() == state.tokens.tobytes() for state in desk.resting.kept)
        assert not any(sequence.busy for sequence in desk.scheduler.sequences)
    assert found > 20


def test_nobody_is_read_twice_where_there_is_room():
    desk = Desk(random.Random(0), 3, 1000, 10**6)
    talks = [[1000 * number, *range(280)] for number in range(20)]
    for talk in talks:
        desk.scheduler.finish(desk.start(talk)[0])
    for talk in random.Random(1).sample(talks, 20):
        request, prefix = desk.start([*talk, 5, 6, 7])
        assert prefix == len(talk)
        desk.scheduler.finish(request)
    assert desk.held < 300   # the others are out of the way


def test_what_was_used_longest_ago_leaves_first():
    desk = Desk(random.Random(0), 2, 1000, 4 * 650)
    talks = [[1000 * number, *range(300)] for number in range(4)]
    for talk in talks:
        desk.scheduler.finish(desk.start(talk)[0])
    held = [desk.resting.held(token_array(talk)) for talk in talks]
    assert held == [0, 301, 301, 301]


def test_rows_that_pass_by_put_no_conversation_out():
    desk = Desk(random.Random(0), 4, 10_000, 4 * 1200)
    talk = list(range(1000))
    desk.scheduler.finish(desk.start(talk)[0])
    for number in range(30):
        row = [5000 + number, *range(50)] if number % 2 else [7000, *range(400), number, *range(50)]
        desk.scheduler.finish(desk.start(row, watched=False)[0])
    assert desk.start([*talk, 1])[1] == len(talk)


def test_nothing_moves_that_another_waiting_request_goes_on_with():
    desk = Desk(random.Random(0), 4, 10_000, 10**6)
    first, second, third = ([1000 * number, *range(500)] for number in range(3))
    for talk in (first, second):
        desk.scheduler.finish(desk.start(talk)[0])
    desk.scheduler.finish(desk.start([*first, 1])[0])   # the second one is kept
    output = SimpleNamespace(stopping=False, watched=True, most_tokens=None)
    for talk in (third, [*first, 1, 2]):
        desk.scheduler.submit(Request(talk, output=output))
    placement = desk.resting.admit()
    assert desk.held == len(first) + 1
    placement.sequence.extend(third)
    placement = desk.resting.admit()
    assert placement.prefix == len(first) + 1 and placement.source is placement.sequence


def test_the_longest_beginning_wins_wherever_it_is():
    desk = Desk(random.Random(0), 3, 10_000, 10**6)
    shared = list(range(300))
    desk.scheduler.finish(desk.start([*shared, 1001, *range(400)])[0])
    desk.scheduler.finish(desk.start([5, *range(400)])[0])
    desk.scheduler.finish(desk.start([*shared, 2002, *range(400)])[0])
    assert desk.start([*shared, 1001, *range(390), 9])[1] == 691
    assert desk.start([*shared, 2002, *range(100), 9])[1] == 401


def test_a_state_too_large_or_too_many_is_not_kept():
    kept = KeptStates(100)
    state = KeptState(token_array([1, 2]), token_array(), bytes(101))
    assert not kept.add(state) and not len(kept)
    for number in range(50):
        kept.add(KeptState(token_array([number]), token_array(), bytes(30)))
    assert (len(kept), kept.size) == (3, 90)


# On the demo model


def long_talk(name, words=120):
    """A conversation of about so many tokens, not like others."""
    dice = random.Random(name)
    return [user(f"{name}: " + " ".join(dice.choices(["sea", "planet", "list", "sort", "red"], k=words)))]


def kept(model):
    """The states that are kept now: `(how many, bytes)`."""
    return model._engine.call(lambda engine: (len(engine.resting.kept), engine.resting.kept.size))


def test_fifty_conversations_on_four_sequences(open_model):
    model = open_model(n_ctx=2048, n_sequences=4)
    talks = [long_talk(number) for number in range(50)]
    for talk in talks:
        talk.append(greedy(model, talk).message)
    moves = count_moves(model)
    for number in random.Random(0).sample(range(50), 12):
        talk = [*talks[number], user("Why?")]
        reply = greedy(model, talk)
        assert reply.stats.prompt_tokens == reply.stats.cached_tokens + reply.stats.evaluated_tokens
        assert reply.stats.evaluated_tokens < 30 < reply.stats.cached_tokens
        assert_as_fresh(reply, talk, demo_path())
    assert len(moves) >= 9
    assert kept(model)[0] >= 40


@pytest.mark.parametrize("architecture, layers", [("llama", 2), ("gemma3", 6), ("mamba", 2)])
@pytest.mark.parametrize("options", [{}, dict(cache_type="q8_0", flash_attn=True), dict(flash_attn=False)])
def test_a_state_that_comes_back_is_the_one_that_left(open_model, model_file, architecture, layers, options):
    if options and architecture != "llama":
        pytest.skip("the cache of one architecture is enough")
    path = model_file(architecture=architecture, layers=layers, width=128)
    model = open_model(path, n_sequences=2, **options)
    moves = count_moves(model)
    talks = [long_talk(number, 60) for number in range(5)]
    for talk in talks:
        talk.append(greedy(model, talk).message)
    for talk in talks:
        again = [*talk, user("Why?")]
        reply = greedy(model, again)
        assert reply.stats.evaluated_tokens < 60
        if not options:
            assert_as_fresh(reply, again, path)
    assert len(moves) >= 4


def test_zero_turns_it_off(open_model):
    model = open_model(n_ctx=2048, n_sequences=2, cache_ram=0)
    moves = count_moves(model)
    talks = [long_talk(number) for number in range(4)]
    for talk in talks:
        greedy(model, talk)
    assert greedy(model, talks[0]).stats.cached_tokens < 20
    assert not moves and kept(model) == (0, 0)


@pytest.mark.parametrize("cache_ram", [-1, 1.5, True, "8"])
def test_what_is_no_size_is_said(cache_ram):
    from notebook_chat.models.load import load_model

    with pytest.raises(ValueError, match="cache_ram must be a whole number from 0"):
        load_model("demo", cache_ram=cache_ram)


def test_a_bound_in_mebibytes_holds(open_model):
    model = open_model(n_ctx=2048, n_sequences=2, cache_ram=3)
    for number in range(12):
        greedy(model, long_talk(number))
    count, size = kept(model)
    assert count and size <= 3 * 2**20


def test_llama_cpp_refusing_a_state_costs_a_reading_and_no_more(open_model, monkeypatch):
    model = open_model(n_ctx=2048, n_sequences=2)
    talks = [long_talk(number) for number in range(4)]
    for talk in talks:
        greedy(model, talk)
    monkeypatch.setattr(model._engine.context, "set_state",
                        lambda sequence, tokens, state: LlamaContext.set_state(
                            model._engine.context, sequence, tokens, bytes(state[:1000])))
    for talk in talks[:3]:
        reply = greedy(model, talk)
        assert reply.stats.cached_tokens < 20
        assert_as_fresh(reply, talk, demo_path())


def test_no_memory_for_a_state_is_no_error(open_model, monkeypatch):
    model = open_model(n_ctx=2048, n_sequences=2)

    def none_left(sequence, buffer):
        raise MemoryError

    monkeypatch.setattr(model._engine.context, "get_state", none_left)
    for number in range(4):
        talk = long_talk(number)
        assert_as_fresh(greedy(model, talk), talk, demo_path())
    assert kept(model) == (0, 0)


def test_stop_at_any_moment(open_model, monkeypatch):
    move_all_the_time(monkeypatch)
    model, dice = open_model(n_ctx=2048, n_sequences=3), random.Random(0)
    talks = [long_talk(number) for number in range(6)]
    for _ in range(30):
        talk = dice.choice(talks)
        reply = model.reply(talk, dict(GREEDY, max_tokens=30))
        time.sleep(dice.choice([0, 0.001, 0.01, 0.03]))
        reply.stop()
        assert reply.wait(60) and reply.error is None
    for talk in talks:
        assert_as_fresh(greedy(model, talk), talk, demo_path())


def test_several_at_a_time_beside_what_is_kept(open_model, monkeypatch):
    move_all_the_time(monkeypatch)
    model = open_model(n_ctx=1536, n_sequences=3)
    talks = [long_talk(number, 60) for number in range(9)]
    for _ in range(2):
        replies = [model.reply(talk, dict(GREEDY, max_tokens=5)) for talk in talks]
        for talk, reply in zip(talks, replies):
            assert reply.wait(60) and reply.error is None
            assert_as_fresh(reply, talk, demo_path())


def test_a_preempted_request_goes_on_where_it_was(open_model):
    model = open_model(n_ctx=512, n_sequences=4)
    talks = [long_talk(number, 120) for number in range(4)]
    moves = count_moves(model)
    replies = [model.reply(talk, dict(GREEDY, max_tokens=60)) for talk in talks]
    for talk, reply in zip(talks, replies):
        assert reply.wait(60) and reply.error is None
        assert_as_fresh(reply, talk, demo_path(), count=60)
    assert moves


def test_saved_from_beside_the_cache(open_model, tmp_path):
    model = open_model(n_ctx=2048, n_sequences=2)
    talks = [long_talk(number) for number in range(4)]
    for talk in talks:
        greedy(model, talk)
    size = len(model.prompt_tokens(talks[0]))
    assert model.cached_tokens(model.prompt_tokens(talks[0])) == size
    assert model.save_cache(tmp_path / "first", talks[0]) == size
    other = open_model(n_ctx=1024, n_sequences=2)
    assert other.load_cache(tmp_path / "first") == size
    reply = greedy(other, talks[0])
    assert reply.stats.evaluated_tokens == 1
    assert_as_fresh(reply, talks[0], demo_path())
    held = [model.cached_tokens(model.prompt_tokens(talk)) for talk in talks]
    assert all(count > 100 for count in held)   # saving has put nobody out


def test_loading_a_file_puts_nobody_out(open_model, tmp_path):
    model = open_model(n_ctx=1024, n_sequences=2)
    talks = [long_talk(number) for number in range(3)]
    greedy(model, talks[0])
    model.save_cache(tmp_path / "first", talks[0])
    for talk in talks[1:]:
        greedy(model, talk)
    model.load_cache(tmp_path / "first")
    held = [model.cached_tokens(model.prompt_tokens(talk)) for talk in talks]
    assert all(count > 100 for count in held)


def test_closing_frees_what_is_kept(open_model):
    model = open_model(n_ctx=2048, n_sequences=2)
    for number in range(4):
        greedy(model, long_talk(number))
    engine = model._engine
    assert kept(model)[0]
    model.close()
    wait_for(lambda: not engine.thread.is_alive(), 60)
    assert not len(engine.resting.kept)


def test_a_fork_shares_what_rests(open_model):
    model = open_model(n_ctx=2048, n_sequences=4)
    chat = Chat(model, config=dict(GREEDY, max_tokens=5))
    chat.send(long_talk("fork")[0].text).wait()
    forks = [chat.fork() for _ in range(3)]
    for number in range(3):
        greedy(model, long_talk(number))
    for number, fork in enumerate([chat, *forks]):
        reply = fork.send(f"And {number}?")
        assert reply.wait(60) and reply.stats.evaluated_tokens < 30
        messages = [message.message for message in fork.messages]
        assert_as_fresh(reply, messages[:-1], demo_path())


def test_a_picture_comes_back(open_model):
    from notebook_chat.llama.files import find_mmproj
    path = demo_path("demo-vision")
    model = open_model(path, find_mmproj(path), n_sequences=2)
    noise = [np.random.default_rng(seed).integers(0, 256, (90, 150, 3), dtype=np.uint8) for seed in range(4)]
    looks = [[user("What is this?", as_picture(picture))] for picture in noise]
    for look in looks:
        look.append(greedy(model, look).message)
    moves = count_moves(model)
    for look in looks[:2]:
        again = [*look, user("Sure?")]
        reply = greedy(model, again)
        assert reply.stats.evaluated_tokens < 30
        assert_as_fresh(reply, again, path, find_mmproj(path))
    assert moves


# Conversations that are over


def resting_chats(model, count=6, words=200, **options):
    """Chats, of which all but the last ones rest in memory."""
    chats = [Chat(model, config=dict(GREEDY, max_tokens=40), **options) for _ in range(count)]
    for number, chat in enumerate(chats):
        assert chat.send(long_talk(number, words)[0].text).wait(60)
    assert kept(model)[0] >= count - 2
    return chats


def all_bytes(model):
    """What states take, and the memory that waits for others."""
    def read(engine):
        states = engine.resting.kept
        return states.size + sum(map(len, states._spare))
    return model._engine.call(read)


def test_reset_frees_what_rests(open_model):
    model = open_model(n_ctx=2048, n_sequences=4)
    chats = resting_chats(model)
    count, size = kept(model)
    for chat in chats[:2]:
        chat.reset()
    assert kept(model)[0] == count - 2 and 0 < kept(model)[1] < 0.8 * size
    for chat in chats:
        chat.reset()
    assert all_bytes(model) == 0
    assert model.rested.count == 0


def test_what_was_reset_does_not_come_back_to_memory(open_model):
    model = open_model(n_ctx=2048, n_sequences=4)
    chat = Chat(model, config=dict(GREEDY, max_tokens=40))
    chat.send(long_talk("first", 400)[0].text).wait()
    chat.reset()   # it is in the cache still
    assert Chat(model, config=dict(GREEDY, max_tokens=40)).send(long_talk("second")[0].text).wait(60)
    assert kept(model) == (0, 0)


def test_others_keep_theirs_after_a_reset(open_model):
    model = open_model(n_ctx=2048, n_sequences=4)
    chats = resting_chats(model, system="Be brief. " * 20)
    fork = chats[1].fork()
    for chat in chats[:3]:
        chat.reset()
    replies = {"fork": fork.send("Why?"), "other": chats[3].send("Why?"), "reset": chats[0].send("Name the planets")}
    for name, reply in replies.items():
        assert reply.wait(60) and reply.error is None
        assert reply.stats.evaluated_tokens < 40 < reply.stats.cached_tokens, name
    assert_as_fresh(replies["fork"], [message.message for message in fork.messages][:-1], demo_path(), count=40)


def test_the_same_document_after_a_reset_is_not_read_again(open_model):
    model, document = open_model(n_ctx=2048, n_sequences=4), long_talk("document")[0].text
    chat = Chat(model, config=dict(GREEDY, max_tokens=5))
    chat.send(f"{document} What is it?").wait()
    chat.reset()
    assert chat.send(f"{document} Who wrote it?").wait(60)
    assert chat.last_reply.stats.evaluated_tokens < 40


def test_messages_that_left_and_other_answers_are_freed_too(open_model):
    model = open_model(n_ctx=512, n_sequences=3)
    chat, _ = wrapped(model)
    chat.retry().wait()
    chat.reset()
    greedy(model, long_talk("another"))
    greedy(model, long_talk("a third"))
    assert kept(model)[0] <= 2
    chat.messages.reset()
    assert len(chat.messages) == 1


@pytest.mark.parametrize("seed", range(10))
def test_forgetting_never_breaks_what_is_held(seed):
    dice = random.Random(seed)
    desk = Desk(dice, dice.randint(2, 4), 3000, 40_000, no_partial_reuse=seed % 3 == 0, faults=0.1 * (seed % 2))
    talks = [[*range(40 * (number % 2)), 1000 * number] for number in range(1, 8)]
    for _ in range(200):
        talk = dice.choice(talks)
        if dice.random() < 0.2:
            stays = dice.choice([0, 0, min(20, len(talk)), min(40, len(talk))])
            desk.resting.forget(token_array(talk), stays)
            assert not any(common_prefix(state.tokens, token_array(talk)) > stays + 32 for state in desk.resting.kept)
            del talk[max(stays, 1):]
            continue
        if len(talk) > 600:
            del talk[dice.randrange(1, 300):]
        talk.extend(dice.randrange(100) for _ in range(dice.randint(1, 150)))
        request, _ = desk.start(talk)
        desk.scheduler.finish(request)
        assert all(state.data.tobytes() == state.tokens.tobytes() for state in desk.resting.kept)


def test_what_rests_is_told(open_model):
    from notebook_chat.chat.status import stats_text

    model = open_model(n_ctx=2048, n_sequences=4)
    chat = resting_chats(model)[0]
    count, size = kept(model)
    said = f"memory: {count} conversations rest in {size / 1e6:,.0f} MB"
    assert stats_text(chat).endswith(said) and repr(chat.messages.kv_cache).endswith(said)


def test_deleting_a_named_conversation_frees_it(open_model):
    from notebook_chat.jupyter.named_chats import NamedChats

    model = open_model(n_ctx=2048, n_sequences=4)
    first, *others = resting_chats(model)
    count = kept(model)[0]
    chats = NamedChats({"first": first, **{str(number): chat for number, chat in enumerate(others)}})
    chats.delete("first")
    assert kept(model)[0] == count - 1


# Messages that leave


def wrapped(model, turns=30, words=12):
    """A conversation that no longer fits, asked until messages have left twice; gives the replies since then."""
    chat, replies = Chat(model, system="Be brief.", config=dict(GREEDY, max_tokens=8)), []
    for number in range(turns):
        dice = random.Random(number)
        reply = chat.send(f"{number}: " + " ".join(dice.choices(["sea", "planet", "list", "sort", "red"], k=words)))
        assert reply.wait(60) and reply.error is None
        if reply.stats.dropped_messages:
            replies.append(reply)
    assert len(replies) >= 2
    return chat, replies


def test_after_a_wrap_only_what_is_new_is_read(open_model):
    model = open_model(n_ctx=512, n_sequences=3, context_shift=True)
    chat, replies = wrapped(model)
    for reply in replies:
        assert reply.stats.evaluated_tokens < 40 < reply.stats.prompt_tokens
        assert reply.stats.prompt_tokens == reply.stats.cached_tokens + reply.stats.evaluated_tokens
    assert chat.messages[0].text == "Be brief."
    tokens = model.prompt_tokens([message.message for message in chat.messages])
    assert max(model._engine.call(lambda engine: [sequence.length for sequence in engine.scheduler.sequences])) <= 512
    assert model.cached_tokens(tokens) > len(tokens) - 20


def test_without_it_the_reply_after_a_wrap_is_that_of_a_fresh_model(open_model):
    model = open_model(n_ctx=512, n_sequences=3)
    chat, replies = wrapped(model)
    assert all(reply.stats.evaluated_tokens > 100 for reply in replies)
    reply = chat.send("And then?")
    assert reply.wait(60) and reply.error is None
    assert_as_fresh(reply, [message.message for message in chat.messages][:-1], demo_path(), count=8)


def test_it_works_from_beside_the_cache_too(open_model):
    model = open_model(n_ctx=512, n_sequences=2, context_shift=True)
    chat, seen = wrapped(model)[0], []
    for number in range(20):
        reply = chat.send(f"And then {number}? " + "red sea " * 6)
        assert reply.wait(60) and reply.error is None
        if reply.stats.dropped_messages:
            seen.append(reply.stats.evaluated_tokens)
        greedy(model, long_talk(number, 60))
    assert seen and max(seen) < 60


def test_a_fork_is_not_moved_along(open_model):
    model = open_model(n_ctx=1024, n_sequences=4, context_shift=True)
    system, old, newer = ChatMessage("system", "Be brief."), long_talk("old", 60), long_talk("newer", 60)
    answer = greedy(model, [system, *old]).message
    talk = [system, *old, answer, *newer]
    second = greedy(model, talk).message
    forks = [[*talk, second, user(question)] for question in ("Who?", "Where is that?")]
    for fork in forks:  # the second one shares the cells of the first
        fork += [greedy(model, fork).message, user("And?")]
    shifted = greedy(model, [system, *newer, second, user("Why?")])
    assert shifted.stats.evaluated_tokens < 40
    read = [greedy(model, fork) for fork in forks]
    assert min(reply.stats.evaluated_tokens for reply in read) < 40  # the one that was not shifted
    for reply, fork in zip(read, forks):
        assert_as_fresh(reply, fork, demo_path())


@pytest.mark.parametrize("architecture, layers", [("gemma3", 6), ("mamba", 2)])
def test_where_nothing_can_be_shifted_it_is_read_again(open_model, model_file, architecture, layers):
    path = model_file(architecture=architecture, layers=layers)
    model = open_model(path, n_sequences=3, context_shift=True)
    system, old, newer = ChatMessage("system", "Be brief."), long_talk("old", 30), long_talk("newer", 30)
    greedy(model, [system, *old, ChatMessage("assistant", "Yes."), *newer])
    reply = greedy(model, [system, *newer])
    assert_as_fresh(reply, [system, *newer], path)


def test_a_shifted_cache_is_not_for_a_model_without_the_setting(open_model, tmp_path):
    model, exact = open_model(n_ctx=512, n_sequences=3, context_shift=True), open_model(n_ctx=512, n_sequences=3)
    chat, _ = wrapped(model)
    chat.messages.kv_cache.save(tmp_path / "shifted")
    with pytest.raises(ValueError, match="another model"):
        exact.load_cache(tmp_path / "shifted")
    assert model.load_cache(tmp_path / "shifted") > 100


def test_shifting_without_memory_for_states(open_model):
    model = open_model(n_ctx=512, n_sequences=2, context_shift=True, cache_ram=0)
    _, replies = wrapped(model)
    assert all(reply.stats.evaluated_tokens < 40 for reply in replies)
