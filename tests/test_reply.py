"""A reply has one writer and many readers, and in a turn of several messages each message has its own writer."""

import asyncio
import random
import threading
import time

import pytest

from notebook_chat.core.messages import ChatMessage, FunctionCall
from notebook_chat.core.stats import GenerationStats
from notebook_chat.core.writer import CallEvent
from notebook_chat.core.reply import Reply
from notebook_chat.core.callbacks import ended, finish_all

SOON = 10


class UpTo:
    """A filter that shows what stands before a mark, and holds back what may become it."""

    def __init__(self, mark="<call>"):
        self.mark, self.held, self.found = mark, "", False

    def feed(self, text):
        if self.found:
            return ""
        before, mark, _ = (self.held + text).partition(self.mark)
        self.found = bool(mark)
        ends = [] if mark else [n for n in range(1, len(self.mark)) if before.endswith(self.mark[:n])]
        keep = len(before) - max(ends, default=0)
        self.held = before[keep:]
        return before[:keep]

    def finish(self):
        return "" if self.found else self.held


def write(writer, words, pause=0.0):
    """Write words on a thread, and end what is written."""

    def run():
        for number, word in enumerate(words):
            if writer.stopping:
                return writer.finish("stopped")
            writer.write(word, [number])
            time.sleep(pause)
        writer.finish()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def test_many_readers_see_the_same():
    reply, words = Reply(), [f"{number} " for number in range(300)]
    texts, lock = [], threading.Lock()

    def read(how):
        text = "".join(reply) if how == "iterate" else reply.text if how == "text" else list(reply.watch())[-1]
        if how == "events":
            text = "".join(piece for kind, piece in reply.events())
        with lock:
            texts.append(text)

    readers = [threading.Thread(target=read, args=(how,)) for how in ("iterate", "text", "watch", "events") * 3]
    for reader in readers:
        reader.start()
    write(reply.writer, words, 0.0005).join(SOON)
    for reader in readers:
        reader.join(SOON)
    assert texts == ["".join(words)] * len(readers)
    assert reply.tokens == list(range(300))


def test_a_reader_that_came_late_sees_all():
    reply = Reply()
    write(reply.writer, ["a", "b", "c"]).join(SOON)
    assert list(reply) == ["abc"] and reply.text == "abc"

    async def read():
        return [text async for text in reply], (await reply).text

    assert asyncio.run(read()) == (["abc"], "abc")


def test_a_loop_is_woken_less_often_than_tokens_come():
    reply, words = Reply(), [f"{number} " for number in range(300)]

    def write():
        for word in words:
            reply.writer.write(word)
            time.sleep(0.001)
        reply.writer.finish()

    threading.Thread(target=write).start()
    pieces = list(reply)
    assert "".join(pieces) == "".join(words) and 1 < len(pieces) < 150


def test_the_error_is_raised_to_whoever_reads():
    reply = Reply()
    reply.writer.write("half")
    reply.writer.finish(error=OSError("the line is dead"))
    for read in (lambda: reply.text, lambda: list(reply), lambda: asyncio.run(wait_for(reply))):
        with pytest.raises(OSError, match="the line is dead"):
            read()
    assert (list(reply.watch()), reply.wait(0), reply.message.partial) == (["half"], True, True)


async def wait_for(reply):
    """Await a reply."""
    return await reply


@pytest.mark.parametrize("name", ["text", "finish_reason", "error", "stats", "messages"])
def test_only_the_writer_changes_a_reply(name):
    with pytest.raises(AttributeError):
        setattr(Reply(), name, None)


# Several messages in one reply


def test_a_turn_of_two_answers():
    reply, add = Reply(), FunctionCall("add", {"a": 1, "b": 2}, "1")
    events = []
    reader = threading.Thread(target=lambda: events.extend(reply.events()))
    reader.start()
    first = reply.writer.begin_message(UpTo())
    first.think("A sum.")
    first.set_model("m")
    first.stats.prompt_tokens, first.stats.completion_tokens, first.stats.seed = 10, 4, 7
    write(first, ["One ", "mo", "ment <", "call", ">add"]).join(SOON)
    assert first.wait(SOON) and not reply.finished
    assert reply.text_so_far == "One moment "
    message = first.message
    assert (message.raw, message.tokens, message.model) == ("One moment <call>add", (0, 1, 2, 3, 4), "m")
    assert (message.reasoning, message.finish_reason) == ("A sum.", "stop")
    reply.writer.add_message(message)
    reply.writer.call(CallEvent(add))
    reply.writer.call(CallEvent(add, "3"))
    reply.writer.add_message(ChatMessage("tool", "3", call_id="1", name="add"))
    second = reply.writer.begin_message(UpTo())
    second.stats.prompt_tokens, second.stats.cached_tokens, second.stats.completion_tokens = 20, 14, 2
    second.ask_for(add)
    second.write("It is 3.")
    assert reply.messages[2:] == [ChatMessage("assistant", "It is 3.")]
    second.finish("length")
    assert second.message.calls == (add,) and second.message.raw is None
    reply.writer.add_message(second.message)
    reply.writer.finish("length")
    reader.join(SOON)
    assert reply.text == "One moment \n\nIt is 3."
    assert [message.role for message in reply.messages] == ["assistant", "tool", "assistant"]
    assert (reply.tokens, reply.model, reply.message.calls) == (None, None, ())
    stats = reply.stats
    assert (stats.prompt_tokens, stats.cached_tokens, stats.completion_tokens, stats.seed) == (20, 4, 6, None)
    assert [kind for kind, _ in reply.parts] == ["reasoning", "text", "call", "text"]
    assert "".join(piece for kind, piece in events if kind == "text") == reply.text


def test_a_single_answer_keeps_its_tokens_in_its_message():
    reply = Reply()
    answer = reply.writer.begin_message()
    answer.write("a", [1])
    answer.write("", [2])
    answer.write("b")
    answer.finish()
    reply.writer.add_message(answer.message)
    reply.writer.finish()
    assert reply.messages == [ChatMessage("assistant", "ab", (1, 2), finish_reason="stop")]


def test_what_comes_after_the_end_of_a_message_is_ignored():
    reply = Reply()
    answer = reply.writer.begin_message(UpTo())
    answer.write("Hello <ca")
    assert reply.text_so_far == "Hello "
    answer.finish()
    assert reply.text_so_far == "Hello <ca"
    for late in (lambda: answer.write(" late", [1]), lambda: answer.think("late"),
                 lambda: answer.ask_for(FunctionCall("late")), lambda: answer.prompt_read(1, 2),
                 lambda: answer.finish("length")):
        late()
    assert (answer.message.text, answer.message.calls, answer.finish_reason) == ("Hello <ca", (), "stop")
    assert (reply.text_so_far, reply.reasoning, reply.progress) == ("Hello <ca", "", None)


def test_stop_reaches_the_message_being_written():
    reply, stopped = Reply(), []
    first = reply.writer.begin_message()
    first.on_stop(lambda: stopped.append(first))
    first.finish()
    second = reply.writer.begin_message()
    second.on_stop(lambda: stopped.append(second))
    reply.stop()
    assert stopped == [second] and second.stopping
    third = reply.writer.begin_message()
    third.on_stop(lambda: stopped.append(third))   # nobody begins another one after a stop, but if so, it ends at once
    assert stopped == [second, third]


@pytest.mark.parametrize("seed", range(20))
def test_a_stop_from_another_thread_while_it_is_written(seed):
    """The filter must never be entered twice, and the message is what had been written."""
    reply, inside = Reply(), []

    class Alone(UpTo):
        def feed(self, text):
            inside.append(1)
            assert len(inside) == 1
            time.sleep(0.0001)
            inside.pop()
            return super().feed(text)

        def finish(self):
            assert not inside
            return super().finish()

    answer = reply.writer.begin_message(Alone())
    answer.on_stop(lambda: answer.finish("stopped"))
    thread = write(answer, [f"{number} " for number in range(200)])
    time.sleep(random.Random(seed).uniform(0, 0.02))
    reply.stop()
    assert answer.wait(SOON) and answer.finish_reason in ("stopped", "stop") and answer.error is None
    thread.join(SOON)
    message = answer.message
    assert message.raw is None and message.text == reply.text_so_far
    assert message.text.split() == [str(token) for token in message.tokens]


@pytest.mark.parametrize("verb", ["write", "think"])
def test_a_piece_appears_in_the_reply_and_in_its_message_at_once(verb):
    reply = Reply()
    answer = reply.writer.begin_message()
    thread = threading.Thread(target=getattr(answer, verb), args=["Hi"])
    with reply._state.changed:  # nothing can change meanwhile
        thread.start()
        thread.join(0.1)
        assert (reply.messages, reply.parts) == ([], [])
    thread.join(SOON)
    message = reply.messages[0]
    assert [part for _, part in reply.parts] == [message.text + message.reasoning] == ["Hi"]


def test_an_error_in_the_filter_is_the_messages():
    class Broken:
        def feed(self, text):
            return text

        def finish(self):
            raise ValueError("a call without an end")

    reply = Reply()
    answer = reply.writer.begin_message(Broken())
    answer.write("Hello")
    answer.finish()
    assert (answer.finish_reason, str(answer.error)) == ("error", "a call without an end")
    assert (reply.finish_reason, reply.text_so_far) == (None, "Hello")


def test_dropped_messages_survive_the_figures_of_answers():
    reply = Reply()
    reply.writer.stats.dropped_messages = 3
    reply.writer.begin_message().finish()
    assert reply.stats.dropped_messages == 3


# Figures


@pytest.mark.parametrize("seconds, words", [(None, ""), (0.0004, "0 ms"), (0.25, "250 ms"), (0.9996, "1000 ms"),
                                            (1.0, "1.0 s"), (75.26, "75.3 s")])
def test_the_time_to_the_first_token_in_words(seconds, words):
    text = GenerationStats(time_to_first_token=seconds).summary()
    assert text == (f"first token after {words}" if words else "")


# Many replies


def test_one_that_cannot_start_does_not_end_the_others():
    def wrong():
        raise ValueError("too long")

    def fine():
        reply = Reply()
        write(reply.writer, ["a", "b"], 0.01)
        return reply

    replies = finish_all([fine, wrong, lambda: ended("length"), fine], progress=False)
    assert [reply.finish_reason for reply in replies] == ["stop", "error", "length", "stop"]
    with pytest.raises(ValueError, match="too long"):
        print(replies[1].text)


def test_what_was_written_is_shown_before_something_is_done_for_it():
    reply, order = Reply(), []
    def write():
        for number in range(20):
            reply.writer.write(f"{number} ")
            reply.leave(lambda number=number: order.append(f"errand {number}"))
            time.sleep(0.01)
        reply.writer.finish()
    threading.Thread(target=write).start()
    for text in reply.watch(lambda text: 0.05):
        order.append(text)
    errands = [place for place, what in enumerate(order) if what.startswith("errand")]
    assert len(errands) == 20
    for place in errands:
        number = order[place].split()[1]
        assert any(f"{number} " in shown for shown in order[:place] if not shown.startswith("errand")), order
