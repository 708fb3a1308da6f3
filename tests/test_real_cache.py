"""The KV cache of a real model is only a cache: after whatever was done, the model computes what it would compute if
it read everything afresh."""

import random
from statistics import median

import numpy as np
import pytest

from notebook_chat.chat.chat import Chat
from notebook_chat.core.messages import ChatMessage
from notebook_chat.llama.generation import Generation
from notebook_chat.llama.model import LlamaModel
from support.moving import count_moves, move_all_the_time
from support.real_models import plain_llama, read_afresh, smollm2_path
from support.talks import texts
from support.waiting import wait_for

pytestmark = [pytest.mark.slow, pytest.mark.real]
SURE = dict(temperature=0)
STEPS = 160
LONGEST = 80   # tokens of a talk, since each is read afresh


@pytest.fixture(scope="module")
def llama():
    llama = plain_llama(512)
    yield llama
    llama.close()


@pytest.fixture
def seen(monkeypatch):
    """What was computed for every token that was sampled: `(all tokens before it, the scores)`."""
    seen, sample = [], Generation.sample

    def noted(self, context, row, tokens):
        scores = context._llama.llama_get_logits_ith(context.pointer, row)
        seen.append((tuple(tokens), np.ctypeslib.as_array(scores, (self._tokenizer.size,)).copy()))
        return sample(self, context, row, tokens)

    monkeypatch.setattr(Generation, "sample", noted)
    return seen


def probabilities(scores):
    """As natural logarithms."""
    scores = scores.astype(np.float64) - scores.max()
    return scores - np.log(np.exp(scores).sum())


def divergence(expected, scores):
    """The Kullback-Leibler divergence of what was computed from what was expected, in nats."""
    expected, scores = probabilities(expected), probabilities(scores)
    return float((np.exp(expected) * (expected - scores)).sum())


class Walk:
    """Chats on one model, changed at random."""

    def __init__(self, model, folder, seed):
        self.model, self.folder, self.chance = model, folder, random.Random(seed)
        self.chats = [Chat(model), Chat(model, system="Be brief.")]
        self.saved, self.counts = [], {}
        self.kinds = [*[self.send] * 4, self.retry, self.retry, self.go_on, self.go_on, self.stop, self.stop,
                      self.edit_question, self.edit_answer, self.delete, self.fork, self.fork, self.switch, self.undo,
                      self.append, self.system, self.reset, self.save, self.load, self.extract, self.complete,
                      self.several]

    def words(self):
        return " ".join(self.chance.choices(["Name a planet.", "Why?", "Say it again.", "In French, please.", "😀",
                                             "What is red?", "Count.", "And then?"], k=self.chance.randint(1, 3)))

    def step(self):
        chat, kind = self.chance.choice(self.chats), self.chance.choice(self.kinds)
        if (chat.messages.num_tokens or 0) > LONGEST:
            kind = self.chance.choice([self.undo, self.delete]) if self.places(chat, "user") else self.reset
        kind(chat)
        self.counts[kind.__name__] = self.counts.get(kind.__name__, 0) + 1

    def places(self, chat, role):
        return [message.index for message in chat.messages if message.role == role]

    def checked(self, chat, reply):
        """What the model was given is the history, to the token."""
        assert reply.wait(120) and reply.error is None
        assert reply.stats.dropped_messages == 0
        if reply.finish_reason != "stopped":
            talk = [message.message for message in chat.messages[:-1]]
            assert reply.stats.prompt_tokens == len(self.model.prompt_tokens(talk))

    def send(self, chat):
        self.checked(chat, chat.send(self.words(), **SURE, max_tokens=self.chance.randint(1, 4)))

    def retry(self, chat):
        if self.places(chat, "user"):
            self.checked(chat, chat.retry(**SURE, max_tokens=3))

    def go_on(self, chat):
        if chat.messages and chat.messages[-1].partial:
            before = chat.messages[-1].text
            reply = chat.send(None, **SURE, max_tokens=3)
            assert reply.wait(120) and reply.error is None and chat.messages[-1].text.startswith(before)

    def stop(self, chat):
        reply = chat.send(self.words() + " Count from 1 to 1000.", **SURE, max_tokens=12)
        if self.chance.random() < 0.7:
            wait_for(lambda: reply.text_so_far or reply.finished, 60)
        reply.stop()
        assert reply.wait(20) and reply.error is None

    def edit_question(self, chat):
        if places := self.places(chat, "user"):
            self.checked(chat, chat.edit(self.chance.choice(places), self.words(), **SURE, max_tokens=3))

    def edit_answer(self, chat):
        if places := self.places(chat, "assistant"):
            chat.edit(self.chance.choice(places), "This was edited.")

    def delete(self, chat):
        if places := self.places(chat, "user"):
            place = self.chance.choice(places)
            del chat.messages[place:place + 2]

    def fork(self, chat):
        self.chats = [*self.chats[-3:], chat.fork()]

    def switch(self, chat):
        if chat.messages:
            place = self.chance.randrange(len(chat.messages))
            messages, _ = chat.branches(place)
            chat.switch(place, self.chance.randrange(len(messages)))

    def undo(self, chat):
        if self.places(chat, "user"):
            chat.undo()

    def append(self, chat):
        chat.messages.append("user", "Who are you?")
        chat.messages.append(ChatMessage("assistant", "Nobody.", finish_reason="stop"))

    def system(self, chat):
        chat.system = self.chance.choice([None, "Be brief.", "Answer like a pirate."])

    def reset(self, chat):
        chat.reset()

    def save(self, chat):
        if chat.messages and chat.messages.kv_cache.num_tokens:
            path = self.folder / f"{len(self.saved)}.cache"
            chat.messages.kv_cache.save(path)
            self.saved.append(path)

    def load(self, chat):
        if self.saved:
            chat.messages.kv_cache.restore(self.chance.choice(self.saved))

    def extract(self, chat):
        assert chat.extract(self.words(), bool, **SURE) in (True, False)

    def complete(self, chat):
        assert self.model.complete(self.words(), dict(SURE, max_tokens=2)).wait(60)

    def several(self, chat):
        replies = chat.map([self.words() for _ in range(2)], progress=False, **SURE, max_tokens=2)
        assert all(reply.error is None for reply in replies)


def test_after_any_changes_the_model_computes_what_a_fresh_reading_gives(llama, seen, tmp_path, monkeypatch):
    move_all_the_time(monkeypatch)  # these conversations are short, and would stay where they are
    with LlamaModel(smollm2_path(), n_ctx=512, n_sequences=4) as model:
        walk, moves = Walk(model, tmp_path, seed=1), count_moves(model)
        while len(walk.counts) < len(set(walk.kinds)) or sum(walk.counts.values()) < STEPS:
            walk.step()
        print(dict(sorted(walk.counts.items())), f"{len(moves)} states put back")
    assert len(moves) > 10
    chosen = random.Random(0).sample(seen, min(len(seen), 40))
    expected = [read_afresh(llama, tokens)[0] for tokens, _ in chosen]
    found = [divergence(right, scores) for right, (_, scores) in zip(expected, chosen)]
    foreign = [divergence(right, scores) for right, (_, scores) in zip(expected, chosen[1:])]   # of another talk
    print(f"{len(found)} of {len(seen)} readings compared: median {median(found):.4f}, largest {max(found):.4f} nats; "
          f"with those of another talk {median(foreign):.2f}")
    assert median(found) < 0.02
    assert max(found) < median(foreign) / 50


# Stop and continue


def test_a_reply_stopped_in_the_middle_is_continued_where_it_ended(smollm2):
    chat, question = Chat(smollm2, config=SURE), "Count from 1 to 100."
    reply = chat.send(question, max_tokens=300)
    wait_for(lambda: len(reply.text_so_far) > 8 or reply.finished, 60)
    reply.stop()
    assert reply.wait(20) and reply.finish_reason == "stopped"
    part = chat.messages[-1].text
    assert part and chat.messages[-1].partial
    more = chat.send(max_tokens=8)
    assert more.wait(60) and more.error is None and more.stats.evaluated_tokens <= 2
    whole = Chat(smollm2, config=SURE).send(question, max_tokens=len(chat.messages[-1].message.tokens)).text
    assert chat.messages[-1].text == part + more.text and texts(chat.messages)[0] == question
    assert len(chat.messages) == 2 and chat.messages[-1].text == whole


# A full context


def test_forty_turns_in_512_tokens():
    with LlamaModel(smollm2_path(), n_ctx=512) as model:
        chat = Chat(model, system="You are a poet. Be brief.", config=dict(SURE, max_tokens=8))
        said, dropped = [], 0
        for number in range(40):
            said.append(f"{number}. Name a colour, please, that goes well with the sea and the sky, and one thing.")
            reply = chat.send(said[-1])
            assert reply.wait(120) and reply.error is None and reply.text
            dropped += reply.stats.dropped_messages
            assert chat.messages[0].text == "You are a poet. Be brief." and chat.messages[1].role == "user"
            assert chat.messages[-2].text == said[-1] and len(chat.messages.dropped) == dropped
            assert reply.stats.prompt_tokens == reply.stats.cached_tokens + reply.stats.evaluated_tokens
            used = chat.messages.num_tokens
            assert used == len(chat.messages.prompt_tokens(add_generation_prompt=False))
            assert chat.context_used == min(used, 512)
            assert sum(message.num_tokens for message in chat.messages) == used
        everything = [*chat.messages.dropped, *chat.messages[1:]]
        assert [message.text for message in everything if message.role == "user"] == said
        assert len(everything) == 80 and dropped > 20
        assert chat.stats().replies == 40
