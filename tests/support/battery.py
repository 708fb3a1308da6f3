"""What everything that can answer must do. A test file takes all names of this one, and has the fixtures `model` and
`talk`, a conversation whose greedy answer has more than four words."""

import asyncio
import threading

import pytest

from notebook_chat.core.messages import ChatMessage
from notebook_chat.core.reply import Reply
from notebook_chat.llama.model import LlamaModel
from notebook_chat.models.adapters import CompletionModel
from notebook_chat.models.protocol import LocalModel, Model
from notebook_chat.models.remote import RemoteModel
from notebook_chat.chat.chat import Chat

GREEDY = {"temperature": 0}


@pytest.fixture(scope="module")
def answer(model, talk):
    return model.reply(talk, GREEDY).text


def in_pieces(model):
    """Whether the model gives its answer in more than one piece."""
    return not (isinstance(model, CompletionModel) and model.name == "Whole")


def test_the_contract(model):
    assert model.name and isinstance(model.name, str)
    assert model.n_ctx is None or model.n_ctx > 0
    assert callable(model.close)
    assert isinstance(model, Model)
    assert isinstance(model, LocalModel) == isinstance(model, LlamaModel)


def test_an_answer_is_written_into_a_reply_that_exists(model, answer, talk):
    reply = Reply()
    message = reply.writer.begin_message()
    assert model.reply(talk, GREEDY, into=message) is reply
    assert message.wait(30) and not reply.finished
    assert (message.message.text, reply.text_so_far, message.finish_reason) == (answer, answer, "stop")
    assert message.stats.completion_tokens == reply.stats.completion_tokens > 0
    reply.writer.add_message(message.message)
    assert message.message.tokens is None or reply.messages[0].model == model.fingerprint


def test_a_reply_iterates_to_its_text(model, answer, talk):
    pieces = list(model.reply(talk, GREEDY))
    assert "".join(pieces) == answer and all(pieces)


def test_a_finished_reply(model, answer, talk):
    reply = model.reply(talk, GREEDY)
    assert reply.text == answer == "".join(reply) == reply.text_so_far
    assert (reply.finished, reply.finish_reason, reply.eos, reply.error) == (True, "stop", True, None)
    assert reply.stats.completion_tokens > 0 and reply.stats.time_to_first_token >= 0
    assert reply.stats.model == model.name


def test_the_message(model, answer, talk):
    reply = model.reply(talk, GREEDY)
    reply.wait(30)
    message = reply.message
    assert (message.role, message.text, message.partial) == ("assistant", answer, False)
    assert message.tokens is None or message.model == model.fingerprint


def test_messages_of_both_kinds(model, answer, talk):
    assert model.reply([ChatMessage("user", talk[0]["content"])], GREEDY).text == answer


def test_several_readers(model, answer, talk):
    reply, texts = model.reply(talk, GREEDY), []
    readers = [threading.Thread(target=lambda: texts.append("".join(reply))) for _ in range(4)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join(30)
    assert texts == [answer] * 4


def test_asyncio(model, answer, talk):
    async def read():
        reply = model.reply(talk, GREEDY)
        texts = [text async for text in reply]
        return "".join(texts), (await model.reply(talk, GREEDY)).text_so_far

    assert asyncio.run(read()) == (answer, answer)


def test_two_asyncio_readers_and_one_that_is_cancelled(model, answer, talk):
    async def read():
        first, second = model.reply(talk, GREEDY), model.reply(talk, GREEDY)
        task = asyncio.create_task(collect(second))
        await asyncio.sleep(0)
        task.cancel()
        texts = await asyncio.gather(collect(first), collect(first))
        return texts, await asyncio.to_thread(second.wait, 5)

    async def collect(reply):
        return "".join([text async for text in reply])

    assert asyncio.run(read()) == ([answer, answer], True)


def test_watching(model, answer, talk):
    texts = list(model.reply(talk, GREEDY).watch(lambda text: 0))
    assert texts[-1] == answer and all(answer.startswith(text) for text in texts)


def test_max_tokens(model, answer, talk):
    reply = model.reply(talk, {**GREEDY, "max_tokens": 2})
    text = reply.text
    assert answer.startswith(text)
    assert not in_pieces(model) or (reply.finish_reason == "length" and len(text) < len(answer))


def test_a_stop_text(model, answer, talk):
    end = answer.split()[2]
    text = model.reply(talk, {**GREEDY, "stop": [end]}).text
    assert text == (answer[: answer.index(end)] if in_pieces(model) else answer)


def test_stopping_keeps_what_is_there(model, answer, talk):
    reply = model.reply(talk, GREEDY)
    reply.stop()
    assert reply.wait(5)
    assert answer.startswith(reply.text)
    assert reply.finish_reason in ("stopped", "stop")
    assert model.reply(talk, GREEDY).text == answer


def test_leaving_a_loop_stops(model, answer, talk):
    reply = model.reply(talk, GREEDY)
    for _ in reply:
        break
    assert reply.wait(5)
    assert answer.startswith(reply.text_so_far)


def test_an_unknown_setting_is_an_error_at_once(model, talk):
    with pytest.raises(TypeError, match="Did you mean 'max_tokens'"):
        model.reply(talk, {"max_new_tokens": 3})


def test_wrong_messages_are_an_error_at_once(model):
    with pytest.raises((ValueError, TypeError)):
        model.reply([{"role": "user"}])


def test_a_chat_on_it(model, answer, talk):
    chat = Chat(model)
    assert chat.send(talk[0]["content"], **GREEDY).text == answer
    assert [message.role for message in chat.messages] == ["user", "assistant"]
    assert chat.send("and now?", **GREEDY).text
    assert len(chat.messages) == 4


def test_until_ends_the_reply(model, answer, talk):
    seen = []

    def until(text):
        seen.append(text)
        return len("".join(seen)) > 8

    reply = model.reply(talk, GREEDY, stop_when=until)
    text = reply.text
    assert answer.startswith(text) and len(text) > 8
    assert (text, reply.finish_reason) == ("".join(seen), "call")
    assert not in_pieces(model) or len(text) < len(answer)
    assert model.reply(talk, GREEDY).text == answer


def test_an_error_in_until_ends_the_reply(model, answer, talk):
    def until(text):
        raise LookupError("not this")

    reply = model.reply(talk, GREEDY, stop_when=until)
    with pytest.raises(LookupError, match="not this"):
        reply.text
    assert reply.message.partial and answer.startswith(reply.text_so_far)
    assert model.reply(talk, GREEDY).text == answer


def test_going_on_writes_only_what_is_missing(model, answer, talk):
    cut = model.reply(talk, {**GREEDY, "max_tokens": 4})
    cut.wait(30)
    if isinstance(model, RemoteModel) and model.dialect.continue_fields is None:
        with pytest.raises(ValueError, match="can't continue"):
            model.reply([*talk, cut.message], GREEDY, continue_final=True)
    elif not isinstance(model, CompletionModel):   # an object may do with it as it likes
        rest = model.reply([*talk, cut.message], GREEDY, continue_final=True).text
        assert rest and cut.text + rest == answer


def test_many_at_once(model, answer, talk):
    replies = [model.reply(talk, GREEDY) for _ in range(6)]
    assert [reply.text for reply in replies] == [answer] * 6
