"""Any order of beginnings, branches, edits, stops and the rest: tokens, rows, texts and branches still agree."""

import codecs
import random
import time
from collections import deque

import pytest

from notebook_chat import Chat
from notebook_chat.llama.prompts import PromptBuilder
from support.tiny_models import spm_vocabulary

KINDS = dict(llama={}, spm=dict(vocabulary=spm_vocabulary), recurrent=dict(architecture="mamba"), demo=None)
BEGINNINGS = ["1. ", "é😀", "abc", " a", "<|im_end|>", "x\n\n", "\ufffd"]
SAID_NO = (ValueError, TypeError, IndexError)   # whatever can't be done now is said, and changes nothing


class Walk:
    """A conversation with which anything is done."""

    def __init__(self, model, seed, path):
        self.model, self.dice, self.path = model, random.Random(seed), path
        pick = self.dice.choice
        self.chat = Chat(model, config=dict(temperature=pick([0, 1.0]), seed=seed, max_tokens=pick([1, 3, 10]),
                                            logprobs=pick([None, 0, 3]), stop=pick([(), (), ("e",)])))

    def answers(self):
        return [number for number, message in enumerate(self.chat.messages) if message.role == "assistant"]

    def end(self, reply):
        """Wait for a reply, and perhaps stop it before."""
        if self.dice.random() < 0.25:
            time.sleep(self.dice.choice([0, 0.005]))
            reply.stop()
        reply.wait()
        assert reply.error is None, reply.error

    def send(self):
        self.end(self.chat.send("What is a?"))

    def go_on(self):
        self.end(self.chat.send())

    def begin(self):
        begin = self.dice.choice(BEGINNINGS)
        reply = self.dice.choice([self.chat.retry, lambda **given: self.chat.send("Name", **given)])(begin=begin)
        self.end(reply)
        assert reply.text.startswith(begin) and self.chat.messages[-1].begun == len(begin)

    def branch(self):
        index = self.dice.choice(self.answers() or [0])
        count, before = len(self.chat.messages[index].message.tokens or ()), self.chat.messages[index].message
        other = self.dice.choice([dict(alternative=self.dice.choice(BEGINNINGS)), dict(rank=1),
                                  dict(token=self.dice.randrange(self.model.tokenizer.size))])
        wanted = self.dice.choice([{}, {}, dict(logprobs=None), dict(logprobs=2)])
        self.end(self.chat.branch_at(index, self.dice.randrange(-count, count + 1), **other, **wanted))
        assert before in self.chat.branches(index).messages

    def edit(self):
        reply = self.chat.edit(self.dice.randrange(len(self.chat.messages) or 1), self.dice.choice(["ab", "the q"]))
        if reply is not None:
            self.end(reply)

    def retry(self):
        self.end(self.chat.retry())

    def undo(self):
        self.chat.undo()

    def switch(self):
        index = self.dice.randrange(len(self.chat.messages) or 1)
        branches = self.chat.branches(index).messages
        number = self.dice.randrange(len(branches))
        self.chat.switch(index, number)
        assert self.chat.messages[index].message == branches[number]

    def copy(self):
        before = [message.message for message in self.chat.messages]
        if self.dice.random() < 0.5:
            self.chat = self.chat.fork()
        elif before:
            self.chat.save(self.path)
            self.chat = Chat.load(self.path, model=self.model)
        after = [message.message for message in self.chat.messages]
        assert after == before
        assert [(message.tokens, message.begun) for message in after] == [(message.tokens, message.begun)
                                                                        for message in before]

    def replay(self):
        if self.chat.last_reply is not None and self.chat.last_reply.origins:
            outcome = self.chat.replay(self.chat.last_reply.recipe())
            assert outcome.equal, outcome

    def view(self):
        message = self.chat.messages[self.dice.choice(self.answers() or [0])]
        view = self.chat.tokens_view(message.index, top=1)
        if message.message.tokens is not None:
            assert [row.token for row in view.rows] == list(message.message.tokens)

    def set(self):
        self.chat.set(logprobs=self.dice.choice([None, 0, 2]))

    def check(self):
        messages = [message.message for message in self.chat.messages]
        for message in messages:
            if message.tokens is None:
                continue
            data = b"".join(map(self.model.tokenizer.token_bytes, message.tokens))
            assert message.text == codecs.getincrementaldecoder("utf-8")("replace").decode(data)
            if message.logprobs is not None:
                assert [row.token for row in message.logprobs] == list(message.tokens)
            assert message.begun is None or message.begun <= len(message.text)
        if messages:
            fresh = PromptBuilder(self.model.tokenizer, self.model.fingerprint, None, "fresh", deque(maxlen=1))
            segments = fresh.render(messages, self.model.template_for())
            assert fresh.encode(segments)[0] == self.model.prompt_tokens(messages)


@pytest.mark.parametrize("kind", KINDS)
def test_whatever_is_done(kind, demo, open_model, model_file, tmp_path):
    model = demo if KINDS[kind] is None else open_model(model_file(**KINDS[kind]), n_sequences=3)
    steps = 0
    for seed in range(25):
        walk, done = Walk(model, seed, tmp_path / "talk.json"), []
        for _ in range(14):
            step = walk.dice.choice(["send", "begin", "begin", "branch", "branch", "edit", "retry", "undo", "switch",
                                     "copy", "go_on", "replay", "view", "set"])
            done.append(step)
            before = [message.message for message in walk.chat.messages]
            try:
                getattr(walk, step)()
                steps += 1
            except SAID_NO:
                assert [message.message for message in walk.chat.messages] == before, (seed, done)
            walk.check()
    assert steps > 100
