"""Many replies at once: `map`, caches in files, and memory over many conversations."""

import resource
import signal
import threading

import pytest

from notebook_chat import Chat, ChatMessage, LlamaModel
from notebook_chat.core.errors import ContextError
from notebook_chat.llama.files import demo_path
from notebook_chat.models.adapters import ScriptedModel

GREEDY = {"temperature": 0, "max_tokens": 12}
SYSTEM = ChatMessage("system", "Answer in a very concise and accurate way, whatever the question may be about")


def asking(*questions):
    """A talk of one turn for each question, with a shared start."""
    return [[SYSTEM, ChatMessage("user", question)] for question in questions]


@pytest.fixture
def model():
    with LlamaModel(demo_path(), n_ctx=2048, n_threads=1) as model:
        yield model


def test_map_gives_what_single_replies_give_in_order(model):
    talks = asking(*(f"What is {number % 9} plus {number % 7}?" for number in range(30)))
    replies = model.map(talks, GREEDY, progress=False)
    with LlamaModel(demo_path(), n_ctx=1024, n_threads=1) as other:
        assert [reply.text for reply in replies] == [other.reply(talk, GREEDY).text for talk in talks]


def test_a_shared_start_is_read_once(model):
    replies = model.map(asking(*"abcdefgh"), GREEDY, progress=False)
    shared = len(model.tokenize(SYSTEM.text))
    assert sum(reply.stats.cached_tokens == 0 for reply in replies) == 1
    assert all(reply.stats.cached_tokens >= shared for reply in replies[1:])


def column(model, talks, settings):
    """Rows as `map` asks them; the engine begins when all of them are there."""
    all_there = threading.Event()
    model._engine.inbox.put(lambda: all_there.wait(60))
    replies = [model.reply(talk, settings) for talk in talks]
    for reply in replies:
        reply.writer.unwatch()
    all_there.set()
    for reply in replies:
        reply.wait()
    return replies


def test_a_document_is_read_once_wherever_its_rows_stand():
    documents = [" ".join(f"{name} is {number}." for number in range(60)) for name in ("ore", "oak", "ink", "ash")]
    talks = [[ChatMessage("user", f"{documents[number % 4]} Question {number}")] for number in range(12)]
    with LlamaModel(demo_path(), n_ctx=4096, n_sequences=2, n_threads=1) as model:
        lengths = [len(model.prompt_tokens(talk)) for talk in talks]
        read = sum(reply.stats.evaluated_tokens for reply in column(model, talks, {**GREEDY, "max_tokens": 1}))
        assert read < 4 * max(lengths) + 12 * 30 < sum(lengths) / 2


def test_a_row_that_has_ended_leaves_the_cache_and_a_reply_stays(model):
    talks = asking("what is a tree?", "what is a stone?", "why?")
    column(model, talks, GREEDY)
    prompts = [model.prompt_tokens(talk) for talk in talks]
    kept = [model.cached_tokens(prompt) for prompt in prompts]
    assert sum(count == len(prompt) for count, prompt in zip(kept, prompts)) == 1  # the last one
    assert min(kept) >= len(model.tokenize(SYSTEM.text))
    model.reply(talks[0], GREEDY).wait()
    assert model.cached_tokens(prompts[0]) == len(prompts[0])


def test_one_that_fails_does_not_take_the_others_along(model):
    replies = model.map(["hello", "word " * 3000, "thanks"], GREEDY, progress=False)
    assert [type(reply.error) for reply in replies] == [type(None), ContextError, type(None)]
    assert replies[0].text and replies[2].text


def test_an_interrupt_keeps_what_is_finished(model):
    questions = ["hello"] * 4 + ["Count to 100"] * 300
    threading.Timer(1, signal.raise_signal, [signal.SIGINT]).start()
    replies = model.map(questions, {"temperature": 0}, progress=False)
    reasons = [reply.finish_reason for reply in replies]
    assert reasons[:4] == ["stop"] * 4 and reasons[-1] == "stopped"
    assert model.reply([ChatMessage("user", "hello")], GREEDY).text == replies[0].text[: len(replies[0].text)]


def test_a_chat_maps_without_changing(model):
    chat = Chat(model, system=SYSTEM.text)
    chat.send("My name is Ada", **GREEDY).wait()
    before = chat.messages.get_messages()
    replies = chat.map(["What is my name?", "Which planet is the largest?"], progress=False, **GREEDY)
    assert "Ada" in replies[0].text and "Jupiter" in replies[1].text
    assert chat.messages.get_messages() == before


def test_models_without_a_map_of_their_own_map_too():
    chat = Chat(ScriptedModel(lambda messages: messages[-1].text[::-1]))
    assert [reply.text for reply in chat.map(["abc", "def"], progress=False)] == ["cba", "fed"]


def test_twenty_turns_read_only_what_is_new(model):
    chat, known = Chat(model), 0
    for turn in range(20):
        reply = chat.send(f"Which planet is number {turn % 8 + 1}?", **GREEDY)
        reply.wait()
        stats = reply.stats
        assert stats.cached_tokens in (known, known - 1), turn  # the last token of a cut reply was never evaluated
        known = stats.prompt_tokens + stats.completion_tokens


def test_eight_chats_from_eight_threads(model):
    questions = ["Name the planets in the solar system", "Please reverse the list", "thanks"]
    answers = [None] * 8

    def talk(number):
        chat = Chat(model)
        answers[number] = [chat.send(question, temperature=0, max_tokens=60).text for question in questions]

    threads = [threading.Thread(target=talk, args=[number]) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert answers == [answers[0]] * 8 and "8. Mercury" in answers[0][1]


def test_a_saved_cache_is_read_by_a_fresh_model_only_if_it_fits(model, model_file, tmp_path):
    talk, path = asking("Name the planets in the solar system")[0], tmp_path / "talk.cache"
    expected = model.reply(talk, GREEDY).text
    tokens = model.save_cache(path, talk)
    assert path.stat().st_mode & 0o777 == 0o600
    with LlamaModel(demo_path(), n_ctx=1024, n_threads=1) as fresh:
        assert fresh.load_cache(path) == tokens
        reply = fresh.reply(talk, GREEDY)
        assert reply.text == expected and reply.stats.cached_tokens == tokens - 1
    longer = asking("hello " * 300)[0]
    model.reply(longer, GREEDY).wait()
    model.save_cache(tmp_path / "longer.cache", longer)
    with LlamaModel(demo_path(), n_ctx=256, n_threads=1) as small, pytest.raises(ValueError, match="too long"):
        small.load_cache(tmp_path / "longer.cache")
    with LlamaModel(model_file(), n_ctx=512, n_threads=1) as other, pytest.raises(ValueError, match="another model"):
        other.load_cache(path)
    for cut in (10, 50, 200, path.stat().st_size - 1):
        (tmp_path / "cut").write_bytes(path.read_bytes()[:cut])
        with pytest.raises(ValueError):
            model.load_cache(tmp_path / "cut")
    assert model.reply(talk, GREEDY).text == expected


def test_saving_what_was_never_read_is_an_error(model, tmp_path):
    with pytest.raises(ValueError, match="ask something first"):
        model.save_cache(tmp_path / "none.cache", [ChatMessage("user", "never asked")],
                         template="{{ messages[0].content }}")
    assert not list(tmp_path.iterdir())


def megabytes():
    """The largest resident memory of this process so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def test_memory_stays_flat_over_many_conversations(open_model):
    model = open_model(cache_ram=4)  # MiB for conversations that have left the KV cache, full after the first 50

    def converse(count):
        for number in range(count):
            chat = Chat(model)
            chat.send(f"My name is N{number}", **GREEDY).wait()
            chat.send("What is my name?", **GREEDY).wait()

    converse(50)
    before = megabytes()
    converse(200)
    assert megabytes() - before < 10
