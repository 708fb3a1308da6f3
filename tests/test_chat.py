"""Conversations under fire: any change in any order, from any thread, with models that fail at any moment."""

import asyncio
import random
import threading
import time
import warnings

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from notebook_chat import Chat, ChatMessage, ChatMessages, LlamaModel, StreamIterator
from notebook_chat.core.errors import ContextError
from notebook_chat.templates.sandbox import RefusedByTemplate
from notebook_chat.llama.files import demo_path
from notebook_chat.models.adapters import ScriptedModel
from support.comparing import assert_same_or_tied
from support.talks import texts

GREEDY = {"temperature": 0}


@pytest.fixture
def small():
    """The demo model with a context of 256 tokens."""
    with LlamaModel(demo_path(), n_ctx=256, n_threads=1, n_sequences=3) as model:
        yield model


def counting():
    """A model that numbers its answers."""
    numbers = iter(range(1, 10**6))
    return ScriptedModel(lambda messages: f"answer {next(numbers)} to {messages[-1].text or 'nothing'}")


def assert_well_formed(chat):
    """No reply without what it answers, nothing half there."""
    roles = [message.role for message in chat.messages if message.role != "system"]
    assert all(message.role != "system" or message.index == 0 for message in chat.messages)
    for message in chat.messages:
        assert message.message is chat.messages[message.index].message
    assert roles == ["user", "assistant"] * (len(roles) // 2) + ["user"] * (len(roles) % 2)


# Any sequence of verbs


class Verbs(RuleBasedStateMachine):
    """A chat and a plain model of what it should say, changed in the same way."""

    @initialize(system=st.sampled_from([None, "Be brief"]), examples=st.sampled_from([(), [("hey", "hey you")]]))
    def begin(self, system, examples):
        self.model = ScriptedModel(lambda messages: f"answer {self.answers} to {messages[-1].text}")
        self.chat = Chat(self.model, system=system, examples=examples)
        self.expected = [text for pair in examples for text in pair]
        self.system, self.examples, self.answers, self.said = system, list(self.expected), 0, set()

    def answered(self, question):
        self.answers += 1
        return f"answer {self.answers} to {question}"

    @rule(question=st.sampled_from(["one", "two", "three"]))
    def send(self, question):
        expected = self.answered(question)
        assert self.chat.send(question).text == expected
        self.expected += [question, f"answer {self.answers} to {question}"]
        self.said |= set(self.expected)

    @rule()
    def stop_before_the_first_word(self):
        self.model.pause = 5
        reply = self.chat.send("never answered")
        self.chat.stop()
        assert reply.wait(5) and reply.finish_reason == "stopped"
        self.model.pause = 0
        if self.chat.undo()[0].text != "never answered":
            raise AssertionError("the question that was stopped is the last one")

    @precondition(lambda self: self.expected)
    @rule()
    def retry(self):
        question = self.expected[-2]
        expected = self.answered(question)
        assert self.chat.retry().text == expected
        self.expected[-1] = f"answer {self.answers} to {question}"
        self.said |= set(self.expected)

    @precondition(lambda self: self.expected)
    @rule()
    def undo(self):
        assert [message.text for message in self.chat.undo()] == self.expected[-2:]
        del self.expected[-2:]

    @precondition(lambda self: self.expected)
    @rule(place=st.integers(0, 20))
    def edit_a_question(self, place):
        place = 2 * (place % (len(self.expected) // 2))
        expected = self.answered("edited")
        assert self.chat.edit(place + bool(self.system), "edited").text == expected
        self.expected[place:] = ["edited", f"answer {self.answers} to edited"]
        self.said |= set(self.expected)

    @precondition(lambda self: self.expected)
    @rule(place=st.integers(0, 20))
    def edit_an_answer(self, place):
        place = 2 * (place % (len(self.expected) // 2)) + 1
        assert self.chat.edit(place + bool(self.system), f"mended {self.answers}") is None
        self.expected[place] = f"mended {self.answers}"
        self.said |= set(self.expected)

    @precondition(lambda self: self.expected)
    @rule(place=st.integers(0, 20), number=st.integers(0, 20))
    def switch_there_and_back(self, place, number):
        place = place % len(self.expected) + bool(self.system)
        before, (messages, now) = list(self.chat.messages), self.chat.branches(place)
        assert messages[now] == before[place] and len(set(messages)) == len(messages)
        number %= len(messages)
        self.chat.switch(place, number)
        assert self.chat.messages[place] == messages[number]
        there, at = self.chat.branches(place)
        assert (there, at) == (messages, number)
        self.chat.switch(place, now)
        assert list(self.chat.messages) == before

    @precondition(lambda self: self.expected)
    @rule(place=st.integers(0, 20), number=st.integers(0, 20))
    def switch(self, place, number):
        place = place % len(self.expected) + bool(self.system)
        messages, _ = self.chat.branches(place)
        self.chat.switch(place, number % len(messages))
        self.expected = [message.text for message in self.chat.messages if message.role != "system"]

    @rule(system=st.sampled_from([None, "Be brief", "Be long"]))
    def change_the_instructions(self, system):
        self.chat.system = self.system = system

    @rule()
    def go_on_in_a_fork(self):
        before = texts(self.chat.messages)
        fork = self.chat.fork()
        assert texts(fork.messages) == before
        self.answers += 1
        fork.send("in the fork").text
        assert texts(self.chat.messages) == before
        assert texts(fork.messages) == [*before, "in the fork", f"answer {self.answers} to in the fork"]
        self.chat = fork if self.answers % 2 else self.chat
        if self.chat is fork:
            self.expected += ["in the fork", f"answer {self.answers} to in the fork"]
            self.said = set(self.expected)

    @rule()
    def reset(self):
        self.chat.reset()
        self.expected, self.said = list(self.examples), set()

    @invariant()
    def the_talk_is_as_expected(self):
        if hasattr(self, "chat"):
            assert texts(self.chat.messages) == [self.system] * bool(self.system) + self.expected
            assert_well_formed(self.chat)

    @invariant()
    def nothing_that_was_said_is_lost(self):
        if hasattr(self, "chat"):
            kept = {message.text for branch in self.chat.snapshot().branches
                    for message in branch} | set(texts(self.chat.messages))
            assert self.said <= kept


Verbs.TestCase.settings = settings(max_examples=25, stateful_step_count=12, deadline=None,
                                   suppress_health_check=list(HealthCheck))
TestAnyVerbs = Verbs.TestCase


class Talks:
    """Several chats on one model, changed at random; each reply is compared with a fresh model's."""

    def __init__(self, model, path, seed):
        self.model, self.path, self.random = model, path, random.Random(seed)
        self.chats = [Chat(model, system="Be brief"), Chat(model)]
        self.verbs = [self.send, self.send, self.send_and_stop, self.go_on, self.retry, self.undo, self.edit,
                      self.edit_answer, self.fork, self.switch,
                      self.system, self.delete, self.append, self.reset]

    def words(self):
        return " ".join(self.random.choices(["planets", "list", "hi", "name", "<|im_end|>", "é😀", "sort", "\n"],
                                            k=self.random.randint(1, 12))) + "."

    def step(self):
        chat = self.random.choice(self.chats)
        verb = self.random.choice(self.verbs)
        try:
            verb(chat)
        except (ValueError, IndexError) as error:
            assert len(str(error)) > 20, error
        assert_well_formed(chat)
        if chat.messages and chat.messages[-1].role == "user":
            chat.messages.pop(1)

    def checked(self, chat, reply):
        """The engine was given the history and nothing else, and answered as if it had read nothing before."""
        assert reply.wait(60) and reply.error is None
        if reply.finish_reason == "stopped" and not reply.text_so_far:
            return
        own = chat.messages[-1].message
        assert own.text == reply.text_so_far and own.tokens == tuple(reply.tokens or ())
        talk = [message.message for message in chat.messages[:-1]]
        prompt = self.model.prompt_tokens(talk)
        assert reply.stats.prompt_tokens == len(prompt) <= self.model.n_ctx
        for message in chat.messages[:-1]:
            if message.message.model and message.text.strip():
                tokens = list(message.message.tokens)
                assert any(prompt[at:at + len(tokens)] == tokens for at in range(len(prompt)))
        with LlamaModel(self.path, n_ctx=256, n_threads=1, n_sequences=1) as fresh:
            expected = fresh.reply(talk, {**GREEDY, "max_tokens": max(len(reply.tokens or ()), 1)})
            assert expected.wait(60)
        if reply.tokens and reply.tokens != expected.tokens:
            assert_same_or_tied(self.path, talk, reply.tokens, expected.tokens or [])

    def send(self, chat):
        self.checked(chat, chat.send(self.words(), **GREEDY, max_tokens=6))

    def send_and_stop(self, chat):
        reply = chat.send(self.words(), **GREEDY)
        time.sleep(self.random.choice([0, 0.001, 0.004, 0.01]))
        reply.stop()
        self.checked(chat, reply)

    def go_on(self, chat):
        before, last = list(chat.messages), chat.messages[-1].message if chat.messages else None
        reply = chat.send(None, **GREEDY, max_tokens=3)
        assert reply.wait(60) and reply.error is None
        if len(chat.messages) == len(before) and chat.messages[-2] is before[-2] and reply.tokens and last.tokens:
            joined = chat.messages[-1].message
            assert joined.text.startswith(last.text) and joined.tokens == (*last.tokens, *reply.tokens)
        elif len(chat.messages) == len(before) + 1:   # it answered its own answer
            chat.messages.pop(1)

    def retry(self, chat):
        self.checked(chat, chat.retry(**GREEDY, max_tokens=5))

    def undo(self, chat):
        before = list(chat.messages)
        removed = chat.undo()
        assert list(removed) in (before[len(before) - len(removed):], list(removed)[:1])

    def edit(self, chat):
        questions = [message.index for message in chat.messages if message.role == "user"]
        if questions:
            self.checked(chat, chat.edit(self.random.choice(questions), self.words(), **GREEDY, max_tokens=4))

    def edit_answer(self, chat):
        answers = [message.index for message in chat.messages if message.role == "assistant"]
        if answers:
            chat.edit(self.random.choice(answers), "This was edited.")

    def fork(self, chat):
        self.chats = [*self.chats[-2:], chat.fork()]

    def switch(self, chat):
        if chat.messages:
            place = self.random.randrange(len(chat.messages))
            before, (messages, now) = list(chat.messages), chat.branches(place)
            number = self.random.randrange(len(messages))
            chat.switch(place, number)
            assert chat.messages[place] == messages[number]
            if self.random.random() < 0.5:
                chat.switch(place, now)
                assert list(chat.messages) == before

    def system(self, chat):
        chat.system = self.random.choice([None, "Be brief", "Answer in a very concise and accurate way"])

    def delete(self, chat):
        turns = [message.index for message in chat.messages if message.role == "user"]
        if turns:
            at = self.random.choice(turns)
            del chat.messages[at:at + 2]

    def append(self, chat):
        chat.messages.append("user", "Who are you?")
        chat.messages.append(ChatMessage("assistant", "Nobody.", finish_reason="stop"))

    def reset(self, chat):
        if self.random.random() < 0.3:
            chat.reset()


@pytest.mark.parametrize("seed", range(4))
def test_the_demo_model_reads_just_the_history_after_any_changes(seed):
    with LlamaModel(demo_path(), n_ctx=256, n_threads=1, n_sequences=3) as model:
        talks = Talks(model, demo_path(), seed)
        for _ in range(40):
            talks.step()


@pytest.mark.parametrize("architecture, layers", [("llama", 2), ("gemma3", 6), ("mamba", 2)])
def test_random_models_read_just_the_history_after_any_changes(model_file, architecture, layers):
    path = model_file(architecture=architecture, layers=layers)
    with LlamaModel(path, n_ctx=256, n_threads=1, n_sequences=3) as model:
        talks = Talks(model, path, seed=7)
        for _ in range(25):
            talks.step()


def test_a_long_talk_in_a_small_context_keeps_its_instructions_and_newest_turns(small):
    chat = Chat(small, system="Be brief", wrap_tokens=80)
    dropped = 0
    for number in range(25):
        reply = chat.send(f"This is question {number} about the planets and the list", **GREEDY, max_tokens=12)
        assert reply.wait(30) and reply.error is None
        dropped += reply.stats.dropped_messages
        assert chat.messages[0].text == "Be brief" and chat.messages[-2].text.startswith(f"This is question {number} ")
        assert_well_formed(chat)
        assert len(chat.messages.dropped) == dropped
    everything = [message.text for message in (*chat.messages.dropped, *chat.messages[1:]) if message.role == "user"]
    assert everything == [f"This is question {number} about the planets and the list" for number in range(25)]
    assert dropped > 10


# Branches


def test_branches_of_an_answer_that_came_twice_are_one():
    chat = Chat(ScriptedModel(["the same"]))
    chat.send("q").text
    for _ in range(3):
        chat.retry().text
        messages, now = chat.branches(1)
        for number in range(len(messages)):
            chat.switch(1, number)
        assert chat.branches(1) == (messages, len(messages) - 1)
    assert texts(chat.messages) == ["q", "the same"]


def test_an_edited_answer_is_the_newest():
    chat = Chat(ScriptedModel(["old"]))
    chat.send("q").text
    chat.edit(1, "new")
    messages, now = chat.branches(1)
    assert ([message.text for message in messages], now) == (["old", "new"], 1)


def test_branches_keep_their_order_over_many_retries():
    chat = Chat(counting())
    for _ in range(30):
        chat.send("q").text
        del chat.messages[:]
        chat.send("q").text
        chat.retry().text
        messages, now = chat.branches(1)
        numbers = [int(message.text.split()[1]) for message in messages]
        assert numbers == sorted(numbers) and now == len(messages) - 1


def test_undoing_and_switching_back_brings_the_talk_as_it_was():
    chat = Chat(counting())
    chat.send("a").text
    chat.edit(0, "b").text
    chat.send("c").text
    chat.undo()
    before = texts(chat.messages)
    chat.switch(0, 0)
    chat.switch(0, 1)
    assert texts(chat.messages) == before


def test_instructions_have_no_branches_and_numbers_may_count_from_the_end():
    chat = Chat(counting(), system="Be brief")
    chat.send("q").text
    chat.retry().text
    chat.edit(1, "p").text
    assert chat.branches(0) == ([chat.messages[0].message], 0)
    assert chat.branches(-2) == chat.branches(1) and len(chat.branches(1)[0]) == 2
    with pytest.raises(IndexError):
        chat.branches(9)


# Replies that never began


def unanswered(chat, question="never answered", verb=None):
    """Stop a reply before its first word."""
    chat.model.pause = 5
    reply = (verb or chat.send)(question)
    reply.stop()
    assert reply.wait(5)
    chat.model.pause = 0


def test_an_empty_prompt_after_a_stop_answers_the_question_that_was_stopped():
    chat = Chat(counting())
    chat.send("first").text
    unanswered(chat, "second")
    assert texts(chat.messages) == ["first", "answer 1 to first"]
    assert chat.send("").text.endswith("to second")
    assert texts(chat.messages)[2:] == ["second", chat.messages[-1].text]


def test_retry_after_a_stop_asks_the_question_that_was_stopped():
    chat = Chat(counting())
    chat.send("first").text
    unanswered(chat, "second")
    chat.system = "Be brief"
    assert chat.retry().text.endswith("to second")
    assert [message.role for message in chat.messages] == ["system"] + ["user", "assistant"] * 2


@pytest.mark.parametrize("change", ["undo twice", "delete", "reset", "switch"])
def test_a_question_that_was_stopped_is_forgotten_with_its_talk(change):
    chat = Chat(counting())
    chat.send("zero").text
    chat.edit(0, "first").text
    chat.send("second").text
    unanswered(chat, "never answered", lambda question: chat.edit(2, question))
    if change == "undo twice":
        assert [message.text for message in chat.undo()] == ["never answered"]
        assert [message.text for message in chat.undo()] == ["second", "answer 3 to second"]
    elif change == "delete":
        del chat.messages[2:]
    elif change == "reset":
        chat.reset()
        chat.send("first").text
    else:
        chat.switch(0, 0)
    question = chat.messages[0].text
    assert chat.retry().text.endswith(f"to {question}")
    assert texts(chat.messages) == [question, chat.messages[1].text]


def test_an_edit_to_nothing_is_refused():
    chat = Chat(counting())
    chat.send("q").text
    for index in (0, 1):
        with pytest.raises(ValueError, match="text"):
            chat.edit(index, " ")
    assert texts(chat.messages) == ["q", "answer 1 to q"]


# Snapshots


def test_a_snapshot_in_the_middle_of_a_reply_comes_back_as_a_partial_one():
    chat = Chat(ScriptedModel("one two three four", pause=0.1), system="Count", config={"top_k": 3})
    chat.send("first", max_tokens=1).wait(5)
    reply = chat.send("second")
    while not reply.text_so_far:
        time.sleep(0.005)
    state = chat.snapshot()
    assert texts(state.messages) == ["Count", "first", "one "] and state.draft is not None
    other = Chat(ScriptedModel("five"))
    other.restore(state)
    assert texts(other.messages)[:4] == ["Count", "first", "one ", "second"]
    assert other.messages[4].partial and other.messages[4].text.startswith("one ")
    assert (other.config.top_k, other.last_reply, other.pending) == (3, None, None)
    reply.stop()


def test_restoring_stops_the_reply_and_replaces_everything():
    chat = Chat(ScriptedModel("word " * 1000, pause=0.005), examples=[("a", "b")])
    kept = Chat(counting(), system="Be brief")
    kept.send("q").text
    kept.retry().text
    reply = chat.send("never finished")
    chat.restore(kept.snapshot())
    assert reply.finished and reply.finish_reason == "stopped"
    assert chat.snapshot() == kept.snapshot()
    assert chat.branches(2) == kept.branches(2)


# Models that fail


class Failing:
    """A model whose first reply fails `after` this many words; `None`: at once."""

    def __init__(self, error, after):
        self.error, self.after, self.count = error, after, 0

    def create_chat_completion(self, messages, **settings):
        self.count += 1
        if self.count == 1 and self.after is None:
            raise self.error
        return self.words(self.count == 1)

    def words(self, fails):
        for number, word in enumerate(["one ", "two ", "three"]):
            if fails and number == self.after:
                raise self.error
            yield {"choices": [{"delta": {"content": word}}]}


@pytest.mark.parametrize("after", [None, 0, 1, 2])
@pytest.mark.parametrize("error", [OSError("the line is dead"), ValueError("odd"), KeyError("x")],
                         ids=lambda error: type(error).__name__)
def test_an_error_leaves_the_history_as_it_was_or_with_the_part(error, after):
    chat = Chat(Failing(error, after))
    reply = chat.send("q")
    with pytest.raises(type(error)):
        reply.text
    part = "one two "[:4 * (after or 0)]
    assert texts(chat.messages) == (["q", part] if part else [])
    assert not part or chat.messages[1].finish_reason == "error" and chat.messages[1].partial
    assert chat.retry().text == "one two three"
    assert texts(chat.messages) == ["q", "one two three"]


def test_a_question_that_is_too_long_changes_nothing_and_can_be_retried_on_a_larger_model(small, demo):
    chat = Chat(small, system="Be brief")
    chat.send("hi", **GREEDY, max_tokens=5).text
    before = texts(chat.messages)
    for ask in (lambda: chat.send("word " * 300), lambda: chat.retry()):
        with pytest.raises(ContextError, match="256"):
            ask()
        assert texts(chat.messages) == before
    chat.model = demo
    assert chat.retry(**GREEDY, max_tokens=3).text
    assert len(chat.messages) == 5 and chat.messages[3].text == "word " * 300


def test_a_question_that_is_refused_is_not_pending_on_an_older_reply(small):
    chat = Chat(small)
    chat.send("hi", **GREEDY, max_tokens=5).text
    with pytest.raises(ContextError):
        chat.send("word " * 300)
    assert chat.pending is None and len(chat.messages) == 2
    assert chat.undo()[0].text == "word " * 300 and len(chat.messages) == 2


def test_an_order_that_the_template_refuses_changes_nothing(demo):
    chat = Chat(demo, template="llama-2")
    chat.send("hi", **GREEDY, max_tokens=3).text
    chat.messages.append("assistant", "one more")
    before = texts(chat.messages)
    with pytest.raises(RefusedByTemplate, match="both of role 'assistant'"):
        chat.send("and now?")
    assert texts(chat.messages) == before
    chat.messages.pop(1)
    assert chat.send("and now?", **GREEDY, max_tokens=3).text
    assert len(chat.messages) == 4


@pytest.mark.parametrize("prompt", [3, b"bytes", ["hi"], ChatMessage("user", "hi")])
def test_a_prompt_is_a_text(demo, prompt):
    with pytest.raises(TypeError, match="must be a string"):
        Chat(demo).send(prompt)


def test_nothing_to_say_is_an_error_that_helps(demo):
    for chat in (Chat(demo), Chat(demo, system="Be brief")):
        with pytest.raises(ValueError, match="nothing to send"):
            chat.send("  ")
        for verb in (chat.retry, chat.undo):
            with pytest.raises(ValueError, match="no question"):
                verb()
        with pytest.raises(IndexError):
            chat.edit(5, "x")


def test_a_picture_for_a_model_that_sees_nothing(demo):
    chat = Chat(demo)
    picture = b"\x89PNG\r\n\x1a\n" + b"\x00" * 8
    with pytest.raises(ValueError):
        chat.send("What is this?", images=[picture])
    assert texts(chat.messages) == [] and chat.send("hi", **GREEDY, max_tokens=3).text


def test_fields_are_checked_when_they_are_set(demo):
    chat = Chat(counting())
    with pytest.raises(ValueError, match="chat-ml"):
        chat.template = "no such template"
    with pytest.raises((TypeError, ValueError)):
        chat.model = object()
    with pytest.raises((TypeError, ValueError)):
        chat.config = {"temperature": -1}
    chat.model, chat.template = "demo", "chat-ml"
    assert chat.send("hi", **GREEDY, max_tokens=2).text and chat.template.name == "chat-ml"
    chat.template = None
    assert chat.send("hi", **GREEDY, max_tokens=2).text


# Threads


def in_threads(*functions, timeout=30):
    """Run functions side by side; the errors that came."""
    errors = []

    def guarded(function):
        try:
            function()
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=guarded, args=[function], daemon=True) for function in functions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout)
        assert not thread.is_alive(), "a thread hangs"
    return errors


class Overlapping(ScriptedModel):
    """Counts how many replies are written at a time."""

    def __init__(self, answers, pause=0.001):
        super().__init__(answers, pause)
        self.running, self.most, self.lock = 0, 0, threading.Lock()

    def reply(self, *arguments, **options):
        reply = super().reply(*arguments, **options)
        with self.lock:
            self.running += 1
            self.most = max(self.most, self.running)
        reply.when_finished(self.left)
        return reply

    def left(self, reply):
        with self.lock:
            self.running -= 1


def test_two_threads_on_one_chat_never_interleave():
    model = Overlapping(lambda messages: "re: " + messages[-1].text)
    chat = Chat(model)
    errors = in_threads(*(lambda name=name: [chat.send(f"{name}{number}").text for number in range(15)]
                          for name in "abc"))
    assert not errors and model.most == 1
    assert_well_formed(chat)
    assert len(chat.messages) == 90
    for question, answer in zip(texts(chat.messages)[::2], texts(chat.messages)[1::2]):
        assert answer == "re: " + question
    for name in "abc":
        assert [text for text in texts(chat.messages)
                if text.startswith(name)] == [f"{name}{number}" for number in range(15)]


def test_forks_are_written_side_by_side():
    model = Overlapping(["one two three four"], pause=0.05)
    chat = Chat(model)
    chat.send("q").text
    replies = [chat.fork().send(f"q{number}") for number in range(4)]
    assert all(reply.wait(10) for reply in replies) and model.most > 1


def test_any_verbs_from_any_threads_leave_a_well_formed_talk():
    model = Overlapping(lambda messages: "some words to answer with", pause=0.0005)
    chat, deadline = Chat(model), time.monotonic() + 1.5

    def again(verb):
        while time.monotonic() < deadline:
            try:
                verb()
            except (ValueError, IndexError):
                time.sleep(0.001)

    errors = in_threads(*(lambda verb=verb: again(verb) for verb in (
        lambda: chat.send("q").wait(5), chat.retry, chat.undo, chat.reset, lambda: (time.sleep(0.002), chat.stop()),
        lambda: chat.switch(1, 0), lambda: chat.edit(0, "edited"))))
    chat.last_reply and chat.last_reply.wait(5)
    assert not errors and model.most == 1
    assert_well_formed(chat)
    assert chat.send("still there?").text


def test_messages_appended_while_replies_are_filed_stay():
    chat = Chat(ScriptedModel(["a b c d"]))
    chat.messages.replace([], [ChatMessage("user", "before")] * 300)

    def append():
        for number in range(200):
            chat.messages.append("user", f"note {number}")

    errors = in_threads(append, lambda: [chat.send("q").text for _ in range(20)])
    notes = [text for text in texts(chat.messages) if text.startswith("note")]
    assert not errors and notes == [f"note {number}" for number in range(200)]


def test_a_message_appended_while_the_assistant_goes_on_stays():
    model = ScriptedModel(["one two three four"])
    chat = Chat(model)
    chat.send("q", max_tokens=2).text
    model.pause = 0.05
    reply = chat.send(None)
    chat.messages.append("user", "a note")
    assert reply.text == "three four"
    assert texts(chat.messages) == ["q", "one two three four", "a note"]


def test_what_a_reply_says_is_what_the_history_keeps():
    for _ in range(10):
        chat = Chat(ScriptedModel(" ".join(["word"] * 5000)))
        reply = chat.send("q")
        reply.when_finished(lambda reply: time.sleep(0.02))
        time.sleep(0.005)
        reply.stop()
        assert reply.wait(5)
        assert texts(chat.messages)[1:] == [reply.text_so_far] * bool(reply.text_so_far)


@pytest.mark.parametrize("verb", ["stop", "reset", "undo", "retry", "edit"])
def test_verbs_while_a_reply_is_written(verb):
    model = ScriptedModel(" ".join(["word"] * 2000), pause=0.002)
    chat = Chat(model)
    chat.messages.replace(
        [], ChatMessages([{"role": "user", "content": "first"}, {"role": "assistant", "content": "done"}]))
    reply = chat.send("second")
    for _ in reply.watch(lambda text: 0):
        if reply.text_so_far:
            break
    done = {"stop": chat.stop, "reset": chat.reset, "undo": chat.undo, "retry": lambda: chat.retry(max_tokens=1),
            "edit": lambda: chat.edit(0, "other", max_tokens=1)}[verb]()
    assert reply.wait(3) and reply.finish_reason == "stopped"
    if verb in ("retry", "edit"):
        assert done.wait(5)
    expected = {"stop": ["first", "done", "second", reply.text_so_far], "reset": [], "undo": ["first", "done"],
                "retry": ["first", "done", "second", "word "], "edit": ["other", "word "]}[verb]
    assert texts(chat.messages) == expected


# Observers


def test_every_change_is_told():
    chat, seen = Chat(counting()), []
    end = chat.observe(seen.append)

    def told(verb):
        seen.clear()
        done = verb()
        if hasattr(done, "wait"):
            done.wait(5)
        return set(seen)

    assert told(lambda: chat.send("q")) == told(chat.retry) == told(lambda: chat.edit(0, "p")) == {"reply", "history"}
    for verb in (lambda: chat.edit(1, "x"), lambda: chat.switch(1, 0), chat.undo,
                 lambda: chat.messages.append("user", "x"),
                 lambda: setattr(chat.messages[0], "text", "y"), lambda: chat.messages.pop(1)):
        assert told(verb) == {"history"}
    for verb in (lambda: setattr(chat, "config", {"top_k": 3}), lambda: chat.set(top_k=4),
                 lambda: setattr(chat, "template", None),
                 lambda: setattr(chat, "functions", None), lambda: setattr(chat, "model", counting())):
        assert told(verb) == {"settings"}
    assert told(lambda: setattr(chat, "system", "s")) == {"history", "settings"} == told(chat.reset)
    end()
    end()
    assert told(lambda: chat.send("q")) == set()


@pytest.mark.parametrize("error", [ValueError("odd"), SystemExit(), asyncio.CancelledError()],
                         ids=lambda error: type(error).__name__)
def test_an_observer_that_fails_breaks_neither_chat_nor_engine(demo, error):
    chat = Chat(demo)

    def observe(event):
        if event == "history":
            raise error

    end = chat.observe(observe)
    reply = chat.send("hi", **GREEDY, max_tokens=3)
    assert reply.wait(5)
    end()
    assert chat.send("hi again", **GREEDY, max_tokens=3).text
    assert Chat(demo).send("hi", **GREEDY, max_tokens=3).text


# asyncio


def test_sends_gathered():
    async def talk():
        chat = Chat(counting())
        replies = await asyncio.gather(*(chat.send(f"q{number}") for number in range(5)))
        return chat, [reply.text for reply in replies]

    chat, answers = asyncio.run(talk())
    assert answers == [f"answer {number + 1} to q{number}" for number in range(5)] == texts(chat.messages)[1::2]


def test_a_task_that_is_cancelled_stops_the_reply():
    async def talk():
        chat = Chat(ScriptedModel(" ".join(["word"] * 3000), pause=0.002))
        task = asyncio.ensure_future(chat.send("q"))
        await asyncio.sleep(0)   # a task that is cancelled before it begins never learns of it
        while not chat.last_reply.text_so_far:
            await asyncio.sleep(0.005)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return chat, await asyncio.to_thread(chat.last_reply.wait, 5)

    chat, ended = asyncio.run(talk())
    assert ended and chat.messages[-1].finish_reason == "stopped"
    assert texts(chat.messages) == ["q", chat.last_reply.text_so_far]


def test_leaving_an_async_for_stops_the_reply():
    async def talk():
        chat = Chat(ScriptedModel(" ".join(["word"] * 3000), pause=0.002))
        async for _ in chat.send("q"):
            break
        return chat, await asyncio.to_thread(chat.last_reply.wait, 5)

    chat, ended = asyncio.run(talk())
    assert ended and chat.last_reply.finish_reason == "stopped" and len(chat.messages) == 2


def test_an_error_is_raised_where_the_reply_is_awaited():
    async def talk():
        await Chat(Failing(OSError("the line is dead"), 1)).send("q")

    with pytest.raises(OSError, match="dead"):
        asyncio.run(talk())


# generate, map, extract


def test_an_iterator_ends_also_when_the_question_is_refused(small):
    chat, stream = Chat(small), StreamIterator()
    got = []

    def generate():
        with pytest.raises(ContextError):
            chat.generate("word " * 400, progress_callback=stream)

    assert not in_threads(generate, lambda: got.extend(stream), timeout=5)
    assert got == []


def test_a_callback_that_fails_stops_the_reply():
    chat = Chat(ScriptedModel(" ".join(["word"] * 3000), pause=0.002))

    def callback(delta="", stopped=False):
        if delta:
            raise LookupError("not printed")

    with pytest.raises(LookupError):
        chat.generate("q", progress_callback=callback)
    assert chat.last_reply.wait(5) and chat.last_reply.finish_reason == "stopped"


def test_one_row_that_is_too_long_does_not_take_the_others_along(small):
    def add(a: int, b: int) -> int:
        return a + b

    rows = ["hi", "word " * 400, "thanks"]
    replies = Chat(small).map(rows, progress=False, **GREEDY, max_tokens=5)
    assert [type(reply.error) for reply in replies] == [type(None), ContextError, type(None)]
    with LlamaModel(demo_path(), n_ctx=1024, n_threads=1) as model:
        replies = Chat(model, functions=[add]).map(["hi", "word " * 1100, "thanks"], progress=False, **GREEDY,
                                                   max_tokens=5)
    assert [type(reply.error) for reply in replies] == [type(None), ContextError, type(None)]
    with pytest.warns(UserWarning, match="1 of 3 answers are missing; number 1"):
        values = Chat(small).map(rows, type=bool, progress=False, **GREEDY)
    assert [type(value) for value in values] == [bool, type(None), bool]


@pytest.mark.parametrize("kind", [bool, int, list[int], dict[str, int] | None])
def test_values_of_a_type(demo, kind):
    from pydantic import TypeAdapter

    chat = Chat(demo, system="Be brief")
    chat.send("hi", **GREEDY, max_tokens=3).text
    before = texts(chat.messages)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        values = chat.map(["Is it so?", "How many?"], type=kind, progress=False, **GREEDY, max_tokens=40)
    assert all(value is None or TypeAdapter(kind).validate_python(value, strict=True) == value for value in values)
    assert texts(chat.messages) == before


def test_an_answer_that_was_cut_is_an_error(demo):
    chat = Chat(demo)
    with pytest.raises(ValueError, match="max_tokens|cut"):
        chat.extract("Say something long", list[str], **GREEDY, max_tokens=1)
    assert texts(chat.messages) == []


def test_figures_add_up(demo):
    chat, replies = Chat(demo), []
    for question in ("hi", "thanks", "bye"):
        replies.append(chat.send(question, **GREEDY, max_tokens=5))
        replies[-1].wait(10)
    stats = chat.stats()
    assert stats.replies == 3 and stats.last is replies[-1].stats
    for name in ("prompt_tokens", "cached_tokens", "completion_tokens", "prefill_seconds", "decode_seconds"):
        assert getattr(stats, name) == pytest.approx(sum(getattr(reply.stats, name) for reply in replies))
    chat.reset()
    assert chat.stats().replies == 0 and chat.context_used == 0
