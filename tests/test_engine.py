"""The engine: text from tokens, a cache that changes nothing, stops at any moment, and samplers that hold."""

import gc
import os
import random
import threading
import time
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notebook_chat.core.errors import ContextError
from notebook_chat.core.messages import ChatMessage
from notebook_chat.core.reply import Reply
from notebook_chat.llama.files import demo_path
from notebook_chat.llama.detokenizer import StreamingDetokenizer
from notebook_chat.llama.context import DecodeError, LlamaContext
from notebook_chat.llama.model import LlamaModel
from notebook_chat.models.protocol import LocalModel
from notebook_chat.chat.chat import Chat
from support.comparing import assert_as_fresh, greedy
from support.moving import move_all_the_time
from support.processes import run_python
from support.talks import user
from support.tiny_models import spm_vocabulary
from support.waiting import wait_for

PLANETS = [ChatMessage("user", "Name the planets in the solar system")]
GREEDY = {"temperature": 0}
SOON = 5.0  # seconds; a stop takes far less on an idle machine


@pytest.fixture(scope="module")
def planets(demo):
    """The demo model's whole answer."""
    return demo.reply(PLANETS, GREEDY).text


@pytest.fixture(scope="module")
def slow_file(model_file):
    """A model that reads some hundred tokens a second on one thread."""
    return model_file(width=768, layers=8, n_ctx=8192, kind=np.float16)


@pytest.fixture
def slow(open_model, slow_file):
    return open_model(slow_file, n_ctx=8192)


def user_turns(*texts):
    return [user(text) for text in texts]


def stop_and_time(reply):
    """Stop a reply and give the seconds until it ended."""
    started = time.perf_counter()
    reply.stop()
    assert reply.wait(SOON)
    seconds = time.perf_counter() - started
    print(f"stopped after {1000 * seconds:.0f} ms")
    return seconds


# Text from tokens


def stream_through(pieces, stop):
    """Feed pieces of bytes as tokens 0, 1, 2, ...; gives text, tokens and the stream, as the engine would use it."""
    stream, texts, tokens = StreamingDetokenizer(stop), [], []
    for token, piece in enumerate(pieces):
        text, sure = stream.feed(token, piece)
        texts.append(text)
        tokens += sure
        if stream.stopped:
            break
    if not stream.stopped:
        text, sure = stream.flush()
        texts.append(text)
        tokens += sure
    return "".join(texts), tokens, stream


@st.composite
def split_texts(draw, alphabet="ab<>|é😀\n"):
    """A text, and its bytes cut into pieces anywhere."""
    text = draw(st.text(alphabet=alphabet, max_size=30))
    data = text.encode()
    cuts = sorted(draw(st.lists(st.integers(0, len(data)), max_size=12)))
    return text, [data[start:stop] for start, stop in pairwise([0, *cuts, len(data)])]


stop_texts = st.lists(st.text(alphabet="ab<>|é😀\n", min_size=1, max_size=4), max_size=3)


def first_stop(text, stops):
    """Where the stop text that is complete first begins."""
    found = [(at + len(stop), at) for stop in stops if (at := text.find(stop)) >= 0]
    return min(found)[1] if found else None


@settings(max_examples=600, deadline=None)
@given(split_texts(), stop_texts)
def test_text_ends_before_the_first_stop_text(split, stops):
    text, pieces = split
    shown, _, stream = stream_through(pieces, stops)
    assert shown == text[: first_stop(text, stops)]
    assert stream.stopped == (first_stop(text, stops) is not None)


@settings(max_examples=600, deadline=None)
@given(split_texts(), stop_texts)
def test_exact_tokens_are_just_the_text(split, stops):
    _, pieces = split
    shown, tokens, stream = stream_through(pieces, stops)
    assert tokens == list(range(len(tokens)))
    data = b"".join(pieces[token] for token in tokens)
    if stream.exact:
        assert data == shown.encode()
    else:
        assert stream.stopped


@given(st.lists(st.binary(max_size=4), max_size=20))
def test_any_bytes_give_text_and_all_tokens_in_order(pieces):
    shown, tokens, _ = stream_through(pieces, ["\n\n"])
    shown.encode()
    assert tokens == list(range(len(tokens)))


def test_held_text_stays_short():
    stream = StreamingDetokenizer(["<|end|>", "\n\nUser:"])
    for token in range(5000):
        stream.feed(token, b"some <|e text\n")
        assert len(stream._matcher.held) < 10 and len(stream._waiting) < 3


@pytest.mark.parametrize("stop", ["us", "arth", "ars\n", "h\n4", "olar", ":", "Mercury", "The", "e"])
def test_a_stop_text_cuts_only_what_follows_it(demo, planets, stop):
    reply = demo.reply(PLANETS, {**GREEDY, "stop": stop})
    assert reply.text == planets[: planets.find(stop)]
    assert reply.finish_reason == "stop"
    assert reply.tokens is None or demo.detokenize(reply.tokens) == reply.text


def test_stop_texts_that_never_come_change_nothing(demo, planets):
    reply = demo.reply(PLANETS, {**GREEDY, "stop": ["\n\n\n", "1. V", "Plutonium", ":\n\n2"]})
    assert reply.text == planets
    assert demo.detokenize(reply.tokens) == planets


def test_streamed_pieces_are_the_text(demo):
    reply = demo.reply([user("Say hello with an emoji 🚀")], {"seed": 3, "temperature": 2.0, "max_tokens": 60})
    assert "".join(reply) == reply.text


# The cache is only a cache


class Talks:
    """Conversations on one model, changed at random."""

    def __init__(self, model, path, seed):
        self.model, self.path, self.random = model, path, random.Random(seed)
        self.talks = [[ChatMessage("system", "Be brief")], []]

    def words(self):
        return " ".join(self.random.choices(["planets", "list", "hi", "name", "<|im_end|>", "é😀", "sort", "\n"],
                                            k=self.random.randint(1, 25)))

    def step(self):
        """One change to a talk, then a question in it."""
        talk = self.random.choice(self.talks)
        self.random.choice([self.go_on, self.go_on, self.edit, self.delete, self.fork, self.stop, self.retry])(talk)
        if sum(len(message.text) for message in talk) > 700:
            del talk[:]
        talk.append(user(self.words()))
        talk.append(assert_as_fresh(greedy(self.model, talk), talk, self.path).message)

    def go_on(self, talk):
        pass

    def edit(self, talk):
        if talk:
            index = self.random.randrange(len(talk))
            talk[index] = talk[index].with_text(self.words())

    def delete(self, talk):
        if talk:
            del talk[self.random.randrange(len(talk)) :]

    def fork(self, talk):
        self.talks = [*self.talks[-2:], list(talk)]

    def stop(self, talk):
        reply = self.model.reply([*talk, user(self.words())], GREEDY)
        time.sleep(self.random.choice([0, 0.002, 0.01]))
        stop_and_time(reply)

    def retry(self, talk):
        if talk and talk[-1].role == "assistant":
            assert_as_fresh(greedy(self.model, talk[:-1]), talk[:-1], self.path)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("architecture, layers", [("llama", 2), ("gemma3", 6), ("mamba", 2)])
@pytest.mark.parametrize("moving", ["as it pays", "all the time"])
def test_replies_after_any_changes_are_those_of_a_fresh_model(open_model, model_file, architecture, layers, moving,
                                                              seed, monkeypatch):
    if moving == "all the time":
        move_all_the_time(monkeypatch)
    path = model_file(architecture=architecture, layers=layers)
    model = open_model(path, n_sequences=3)
    talks = Talks(model, path, seed)
    for _ in range(12):
        talks.step()


@pytest.mark.parametrize("moving", ["as it pays", "all the time"])
def test_the_demo_model_replies_after_any_changes_as_if_fresh(open_model, moving, monkeypatch):
    if moving == "all the time":
        move_all_the_time(monkeypatch)
    talks = Talks(open_model(n_sequences=3), demo_path(), seed=0)
    for _ in range(20):
        talks.step()


def test_each_turn_reads_only_what_is_new(demo):
    talk, before = [], None
    for number in range(8):
        talk.append(user(f"Question {number}"))
        reply = greedy(demo, talk, 30)
        if before is not None:
            assert reply.stats.cached_tokens >= before.stats.prompt_tokens + before.stats.completion_tokens - 1
        talk.append(reply.message)
        before = reply


def test_two_chats_do_not_push_each_other_out(open_model):
    model = open_model()
    talks = [[ChatMessage("system", "Be brief")], [ChatMessage("system", "Be long")]]
    for turn in range(4):
        for talk in talks:
            talk.append(user(f"Question {turn}"))
            reply = greedy(model, talk, 10)
            assert turn == 0 or reply.stats.evaluated_tokens < 20
            talk.append(reply.message)


def test_a_retry_reads_one_token(demo):
    talk = user_turns("Name the planets")
    greedy(demo, talk, 10)
    assert greedy(demo, talk, 10).stats.evaluated_tokens == 1


def test_many_conversations_in_a_small_context(open_model):
    model = open_model(n_ctx=256)
    for number in range(30):
        talk = user_turns(f"{number} " + "word " * (5 * (number % 9)))
        reply = greedy(model, talk, 8)
        if number % 10 == 9:
            reply = assert_as_fresh(reply, talk, demo_path(), count=8)
        assert reply.finish_reason in ("stop", "length")


def test_stops_in_batches_that_llama_cpp_splits(open_model, model_file):
    path = model_file(architecture="gemma3", layers=6, n_ctx=4096)
    model = open_model(path, n_ctx=2048, n_batch=2048)
    talk = user_turns("planets " * 12)
    talk.append(greedy(model, talk, 4).message)
    for pause in (0.02, 0.04, 0.06, 0.08):
        reply = model.reply([*talk, user("word " * 300)], GREEDY)
        time.sleep(pause)
        stop_and_time(reply)
    talk.append(user("and now?"))
    assert_as_fresh(greedy(model, talk), talk, path)


# Stops


LONG = [user("hello " * 900)]


def test_stop_while_a_long_prompt_is_read(slow):
    reply = slow.reply(LONG, GREEDY)
    wait_for(lambda: reply.progress)
    stop_and_time(reply)
    assert (reply.finish_reason, reply.text_so_far) == ("stopped", "")
    assert greedy(slow, user_turns("hi"), 2).stats.completion_tokens == 2


def test_what_was_read_before_a_stop_is_kept(slow):
    reply = slow.reply(LONG, GREEDY)
    wait_for(lambda: reply.progress and reply.progress[0] >= 512)
    stop_and_time(reply)
    second = slow.reply(LONG, GREEDY)
    wait_for(lambda: second.progress)
    second.stop()
    assert second.stats.cached_tokens >= 512


def test_stop_at_once(demo, planets):
    reply = demo.reply(PLANETS, GREEDY)
    stop_and_time(reply)
    assert planets.startswith(reply.text_so_far)
    assert demo.reply(PLANETS, GREEDY).text == planets


def test_stop_between_tokens(demo, planets):
    for text in (reply := demo.reply(PLANETS, GREEDY)):
        break
    assert reply.wait(SOON)
    assert reply.finish_reason in ("stopped", "stop")
    assert planets.startswith(reply.text_so_far)
    assert demo.reply(PLANETS, GREEDY).text == planets


def test_stop_while_queued(slow):
    running, queued = slow.reply(LONG, GREEDY), slow.reply(user_turns("queued"), GREEDY)
    stop_and_time(queued)
    assert (queued.finish_reason, queued.text_so_far) == ("stopped", "")
    assert not running.finished
    stop_and_time(running)
    assert greedy(slow, user_turns("hi"), 2).stats.completion_tokens == 2


def test_stop_twice_and_after_the_end(demo):
    reply = demo.reply(PLANETS, GREEDY)
    text = reply.text
    reply.stop()
    reply.stop()
    assert (reply.text, reply.finish_reason) == (text, "stop")


def test_a_stop_ends_only_its_own_reply(demo, planets):
    for _ in range(30):
        first, second = demo.reply(user_turns("hi"), GREEDY), demo.reply(PLANETS, GREEDY)
        first.stop()
        assert second.text == planets


def test_a_reply_that_nobody_reads_ends(demo, planets):
    reply = demo.reply(PLANETS, GREEDY)
    wait_for(lambda: reply.finished)
    assert reply.text == planets


def test_several_threads(demo, planets):
    texts = []

    def ask():
        for _ in range(5):
            texts.append(demo.reply(PLANETS, GREEDY).text)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert texts == [planets] * 20


QUESTIONS = ["Name the planets in the solar system", "hi", "What is a notebook?", "Say the alphabet", "Thank you",
             "Who are you?"]


def test_replies_written_together_are_those_written_alone(demo):
    alone = [demo.reply(user_turns(question), GREEDY).text for question in QUESTIONS]
    together = [demo.reply(user_turns(question), GREEDY) for question in QUESTIONS * 2]
    assert [reply.text for reply in together] == alone * 2


def test_stopping_some_leaves_the_others(demo):
    alone = [demo.reply(user_turns(question), GREEDY).text for question in QUESTIONS]
    for _ in range(5):
        together = [demo.reply(user_turns(question), GREEDY) for question in QUESTIONS]
        for reply in together[::2]:
            stop_and_time(reply)
        assert [reply.text for reply in together[1::2]] == alone[1::2]
        assert all(text.startswith(reply.text_so_far) for text, reply in zip(alone, together))


@pytest.mark.parametrize("architecture, layers", [("llama", 2), ("gemma3", 6), ("mamba", 2)])
def test_more_replies_at_once_than_the_context_holds(open_model, model_file, architecture, layers):
    model = open_model(model_file(architecture=architecture, layers=layers), n_ctx=256)
    never_end = {token: float("-inf") for token in model.tokenizer.special_tokens.values()}
    config = {**GREEDY, "logit_bias": never_end, "max_tokens": 120}
    replies = [model.reply(user_turns(f"{number} " + "word " * 5), config) for number in range(12)]
    assert [reply.wait(60) and (reply.finish_reason, reply.stats.completion_tokens)
            for reply in replies] == [("length", 120)] * 12


def test_stopping_replies_in_a_crowd(open_model, model_file):
    model = open_model(model_file(), n_ctx=256)
    for _ in range(5):
        replies = [model.reply(user_turns(f"{number}"), {"seed": number}) for number in range(12)]
        time.sleep(0.02)
        for reply in replies:
            stop_and_time(reply)
    assert greedy(model, user_turns("hi"), 2).error is None


def test_a_short_question_is_not_kept_waiting_by_a_long_prompt(slow):
    long = slow.reply(LONG, GREEDY)
    wait_for(lambda: long.progress)
    short = slow.reply(user_turns("hi"), {**GREEDY, "max_tokens": 2})
    wait_for(lambda: short.finished or long.stats.time_to_first_token)
    long.stop()
    assert short.finished and not long.stats.time_to_first_token


def test_a_model_in_this_process_is_a_local_model(demo):
    assert isinstance(demo, LocalModel)


def test_a_reply_is_written_into_the_one_that_the_caller_holds(demo, planets):
    mine = Reply()
    assert demo.reply(PLANETS, GREEDY, into=mine.writer) is mine
    assert (mine.text, mine.model, mine.stats.model) == (planets, demo.fingerprint, demo.name)


# Closing


def test_closing_ends_running_and_queued_replies(slow_file):
    model = LlamaModel(slow_file, n_ctx=8192, n_threads=1)
    replies = [model.reply(LONG, GREEDY), model.reply(LONG, GREEDY)]
    wait_for(lambda: replies[0].progress)
    started = time.perf_counter()
    model.close()
    assert time.perf_counter() - started < SOON
    assert [reply.wait(SOON) and reply.finish_reason for reply in replies] == ["stopped", "stopped"]


@pytest.mark.parametrize("use", ["reply", "tokenize", "detokenize", "complete", "create_chat_completion"])
def test_a_closed_model_says_so(use):
    model = LlamaModel(demo_path(), n_ctx=512, n_threads=1)
    model.close()
    model.close()
    argument = {"detokenize": [1], "reply": PLANETS, "create_chat_completion": [{"role": "user", "content": "hi"}]}
    with pytest.raises(RuntimeError, match="closed; load it again"):
        getattr(model, use)(argument.get(use, "hi"))


def test_a_reply_keeps_its_model_alive(planets):
    assert LlamaModel(demo_path(), n_ctx=512, n_threads=1).reply(PLANETS, GREEDY).text == planets


def test_a_forgotten_model_is_freed_once_its_replies_are_read():
    model = LlamaModel(demo_path(), n_ctx=768, n_threads=1)
    thread = model._engine.thread
    assert model.reply(PLANETS, GREEDY).text
    del model
    gc.collect()
    wait_for(lambda: not thread.is_alive())


def test_a_forgotten_chat_frees_its_model():
    chat = Chat(LlamaModel(demo_path(), n_ctx=768, n_threads=1))
    thread = chat.model._engine.thread
    assert chat.send("hi", **GREEDY).text
    del chat
    gc.collect()
    wait_for(lambda: not thread.is_alive())


FORKED = """
import os, sys
from notebook_chat import LlamaModel
from notebook_chat.llama.files import demo_path
talk, config = [{"role": "user", "content": "hi"}], {"temperature": 0, "max_tokens": 3}
model = LlamaModel(demo_path(), n_ctx=512, n_threads=1)
model.reply(talk, config).text
if not os.fork():
    try: model.reply(talk, config)
    except RuntimeError as error: print(error, flush=True)
    again = LlamaModel(demo_path(), n_ctx=512, n_threads=1)
    print(again.reply(talk, config).text, flush=True)
    os._exit(0)
os.wait()
print(model.reply(talk, config).text)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_in_a_forked_process_the_model_can_be_loaded_again():
    done = run_python(FORKED)
    error, child, parent = done.stdout.splitlines()
    assert "load it again" in error
    assert child == parent


# The end of the context


def test_a_prompt_that_is_too_long(open_model):
    model = open_model(n_ctx=256)
    with pytest.raises(ContextError, match="holds 256.*n_ctx="):
        model.reply(user_turns("word " * 400))


def test_a_chat_is_unchanged_by_a_prompt_that_is_too_long(open_model):
    chat = Chat(open_model(n_ctx=256))
    chat.send("hi", **GREEDY).text
    before = chat.messages.get_messages()
    with pytest.raises(ContextError):
        chat.send("word " * 400)
    assert chat.messages.get_messages() == before
    assert chat.send("hello", **GREEDY).text


def test_a_reply_that_fills_the_context_ends_with_length(open_model, model_file):
    model = open_model(model_file(), n_ctx=256)
    never_end = {model.tokenizer.special_tokens[text]: float("-inf") for text in model.tokenizer.special_tokens}
    reply = model.reply(user_turns("word " * 30), {**GREEDY, "logit_bias": never_end})
    assert reply.wait(30)
    assert (reply.finish_reason, reply.error) == ("length", None)
    assert reply.stats.prompt_tokens + reply.stats.completion_tokens in (model.n_ctx, model.n_ctx + 1)
    assert greedy(model, user_turns("hi"), 2).stats.completion_tokens == 2


@pytest.mark.parametrize("filling", range(250, 256))
def test_prompts_that_just_fit(open_model, model_file, filling):
    model = open_model(model_file(vocabulary=spm_vocabulary, template=None), n_ctx=256)
    reply = model.complete("~" * (filling - 2), GREEDY)
    assert reply.wait(30)
    assert reply.stats.prompt_tokens <= 255
    assert reply.error is None


# What llama.cpp answers


def fail_decoding(monkeypatch, code, calls):
    """Let the given calls of llama.cpp, counted from 0, answer `code`."""
    count, decode = iter(range(10**9)), LlamaContext.decode
    failing = lambda self, *arguments: code if next(count) in calls else decode(self, *arguments)
    monkeypatch.setattr(LlamaContext, "decode", failing)


@pytest.mark.parametrize("code", [2, -1, -2])
@pytest.mark.parametrize("call", [0, 3])
def test_a_passing_failure_of_llama_cpp_changes_nothing(open_model, planets, monkeypatch, code, call):
    model = open_model()
    fail_decoding(monkeypatch, code, {call})
    assert model.reply(PLANETS, GREEDY).text == planets


@pytest.mark.parametrize("code", [-1, -2, -3])
@pytest.mark.parametrize("call", [0, 3])
def test_a_lasting_failure_of_llama_cpp_ends_the_reply_only(open_model, planets, monkeypatch, code, call):
    model = open_model()
    with monkeypatch.context() as patched:
        fail_decoding(patched, code, range(call, 10**6))
        reply = model.reply(PLANETS, GREEDY)
        assert reply.wait(30)
    assert isinstance(reply.error, DecodeError) and str(code) in str(reply.error)
    assert planets.startswith(reply.text_so_far)
    assert model.reply(PLANETS, GREEDY).text == planets


def test_a_full_cache_makes_room(open_model, planets, monkeypatch):
    model, left, decode = open_model(), [2], LlamaContext.decode
    greedy(model, user_turns("hi"))
    greedy(model, [ChatMessage("system", "Be brief"), user("hello")])

    def full(self, *arguments):
        left[0] -= 1
        return 1 if left[0] >= 0 else decode(self, *arguments)

    monkeypatch.setattr(LlamaContext, "decode", full)
    assert model.reply(PLANETS, GREEDY).text == planets


def test_a_cache_that_stays_full_is_an_error(open_model, planets, monkeypatch):
    model = open_model()
    with monkeypatch.context() as patched:
        patched.setattr(LlamaContext, "decode", lambda self, *arguments: 1)
        with pytest.raises(DecodeError, match="full"):
            model.reply(PLANETS, GREEDY).text
    assert model.reply(PLANETS, GREEDY).text == planets


# Sampling

ALWAYS = {"max_tokens": 12, "seed": 7, "temperature": 1.5}
SETTINGS = [
    {"top_k": 1}, {"top_k": 2**33}, {"top_p": 0.1}, {"top_p": 0}, {"min_p": 1}, {"typical_p": 0.2}, {"typical_p": 0},
    {"repeat_penalty": 5.0}, {"repeat_penalty": 0}, {"repeat_penalty": 1.1, "repeat_last_n": -1},
    {"presence_penalty": 2}, {"frequency_penalty": -2}, {"mirostat": 1}, {"mirostat": 2},
    {"mirostat": 1, "mirostat_tau": 0},
    {"mirostat": 2, "mirostat_eta": 0}, {"xtc_probability": 1, "xtc_threshold": 0},
    {"dry_multiplier": 3.0, "dry_allowed_length": 0},
    {"dry_multiplier": 1e30, "dry_base": 1e30}, {"temperature": 1e-40}, {"temperature": 1e30}, {"temperature": 0},
    {"seed": 0},
    {"seed": 2**32 - 2}, {"logit_bias": {5: 1e30}},
    {"grammar": 'root ::= "a"+'},
    {"mirostat": 1, "grammar": 'root ::= "ab"'}, {"xtc_probability": 1, "grammar": 'root ::= "ab"'},
]


@pytest.mark.parametrize("changes", SETTINGS, ids=lambda row: ",".join(f"{key}={value}" for key, value in row.items()))
def test_every_setting_runs(demo, planets, changes):
    reply = demo.reply(PLANETS, {**ALWAYS, **changes})
    assert reply.wait(30)
    assert reply.error is None
    assert demo.reply(PLANETS, GREEDY).text == planets


CRASHERS = """
import sys
from notebook_chat import LlamaModel
model = LlamaModel(sys.argv[1], n_ctx=512, n_threads=1)
special_tokens, everything = model.tokenizer.special_tokens.values(), range(model.tokenizer.size)
never = lambda tokens: {token: float("-inf") for token in tokens}
cases = [dict(logit_bias=never(special_tokens)), dict(logit_bias=never(everything)), dict(repeat_penalty=0), \
dict(repeat_penalty=1e30),
         dict(temperature=1e-40), dict(temperature=1e30), dict(temperature=1e-40, repeat_penalty=0), \
dict(xtc_probability=1, xtc_threshold=0),
         dict(logit_bias={5: 1e30})]
for case in cases:
    for config in [dict(temperature=0), dict(), dict(mirostat=1), dict(mirostat=2), dict(top_k=0, top_p=1, min_p=0)]:
        config = {"seed": 1, "max_tokens": 5, "grammar": 'root ::= "ab"', **config, **case}
        print(model.reply([{"role": "user", "content": "hi"}], config).text)
"""


def test_wild_settings_beside_a_grammar(model_file):
    code = CRASHERS.replace("sys.argv[1]", repr(str(model_file())))
    done = run_python(code)
    assert done.stdout.split() == ["ab"] * 45, done.stderr[-2000:]


def test_a_seed_repeats_the_text(demo):
    config = {"seed": 11, "temperature": 1.5, "max_tokens": 30}
    texts = {demo.reply(PLANETS, config).text for _ in range(4)}
    assert len(texts) == 1


def test_without_a_seed_texts_differ_and_the_seed_is_told(demo):
    config = {"temperature": 5.0, "max_tokens": 20, "min_p": 0, "top_k": 0, "top_p": 1}
    demo.reply(PLANETS, config).wait(30)
    replies = []
    for _ in range(4):  # one after the other: beside others the last digits differ
        replies.append(demo.reply(PLANETS, config))
        replies[-1].wait(30)
    assert len({reply.text for reply in replies}) > 1
    again = demo.reply(PLANETS, {**config, "seed": replies[0].stats.seed})
    assert again.text == replies[0].text


def test_a_grammar_is_followed(demo):
    reply = demo.reply(PLANETS, {"grammar": 'root ::= ("yes" | "no") "!"', "seed": 1})
    assert reply.text in ("yes!", "no!")


@pytest.mark.parametrize("grammar", ["root := x", 'other ::= "a"', "root ::= root", "root ::= missing", "root ::= [^",
                                     "\x00", '"'])
def test_a_wrong_grammar_is_a_value_error(demo, grammar):
    with pytest.raises(ValueError, match="GBNF"):
        demo.reply(PLANETS, {"grammar": grammar})


def test_a_wrong_grammar_writes_nothing_to_the_terminal(demo, capfd):
    with pytest.raises(ValueError):
        demo.reply(PLANETS, {"grammar": "root := x"})
    assert capfd.readouterr() == ("", "")


def test_logit_bias_forbids_a_token(demo):
    answer = demo.reply(PLANETS, GREEDY)
    assert answer.wait(30)
    first = answer.tokens
    reply = demo.reply(PLANETS, {**GREEDY, "logit_bias": {first[0]: float("-inf")}})
    assert reply.text and first[0] not in reply.tokens


@pytest.mark.parametrize("token", [-1, 10**9])
def test_logit_bias_for_a_token_that_is_not_there(demo, token):
    with pytest.raises(ValueError, match="logit_bias"):
        demo.reply(PLANETS, {"logit_bias": {token: 1}})


def test_penalties_over_more_than_the_context_take_no_memory(demo):
    started = time.perf_counter()
    reply = demo.reply(PLANETS, {**GREEDY, "max_tokens": 2, "repeat_penalty": 1.1, "repeat_last_n": 2**28})
    assert reply.wait(30)
    assert time.perf_counter() - started < 0.5


def test_max_tokens(demo):
    reply = demo.reply(PLANETS, {**GREEDY, "max_tokens": 3})
    assert (len(reply.text.split()), len(reply.tokens), reply.finish_reason) == (3, 3, "length")


# What a file recommends


def test_recommended_settings(open_model, model_file):
    model = open_model(model_file(temp=0.3, top_k=7, top_p=0.5, penalty_last_n=-1))
    assert model.default_settings.to_dict() == {"temperature": pytest.approx(0.3), "top_k": 7, "top_p": 0.5,
                                                "repeat_last_n": -1}


def test_a_recommendation_out_of_range_is_left_out(open_model, model_file):
    model = open_model(model_file(temp=-1.0, top_k=-1, top_p=0.5))
    assert model.default_settings.to_dict() == {"top_p": 0.5}
    assert model.reply(user_turns("hi"), {"max_tokens": 2}).wait(30)


@pytest.mark.parametrize("template", ["{% nonsense %}", "{{ unclosed"])
def test_a_file_with_a_broken_template_can_be_used_with_another(open_model, model_file, template):
    model = open_model(model_file(template=template))
    assert model.reply(user_turns("hi"), {"max_tokens": 2}, template="chat-ml").wait(30)
    with pytest.raises(ValueError, match="template"):
        model.reply(user_turns("hi"))


def test_a_file_without_a_template(open_model, model_file):
    model = open_model(model_file(template=None))
    with pytest.raises(ValueError, match="template='chat-ml'.*complete"):
        model.reply(user_turns("hi"))
    assert model.reply(user_turns("hi"), {"max_tokens": 2}, template="chat-ml").wait(30)
    assert model.complete("hi", max_tokens=2).wait(30)


# Options

OPTIONS = """
from notebook_chat import LlamaModel
from notebook_chat.llama.files import demo_path
try: model = LlamaModel(demo_path(), **{"n_threads": 1, **OPTIONS})
except (ValueError, RuntimeError) as error: print("error", error)
else:
    reply = model.reply([{"role": "user", "content": "hi"}], {"temperature": 0, "max_tokens": 2})
    print("ended", reply.wait(10), reply.error)
"""


@pytest.mark.parametrize("options, outcome", [
    ({"n_batch": 1}, "ended True None"), ({"n_batch": 7}, "ended True None"),
    ({"n_ctx": 1}, ("error", "ended True None")),
    ({"n_batch": 0}, "error n_batch"), ({"n_batch": -1}, "error n_batch"), ({"n_ctx": -1}, "error n_ctx"),
    ({"n_ctx": "4096"}, "error n_ctx"), ({"n_sequences": 0}, "error n_sequences"),
    ({"n_sequences": 300}, "error n_sequences"),
    ({"n_threads": -3}, "error n_threads"),
], ids=str)
def test_options_work_or_are_refused(options, outcome):
    done = run_python(OPTIONS.replace("OPTIONS", repr(options)))
    assert done.stdout.startswith(outcome), done.stdout + done.stderr[-300:]
