"""Answers whose beginning somebody gives: the tokens, the rows, the prompt, and what may be asked of whom."""

import functools
import json
import threading

import pytest

from notebook_chat import Chat, GenerationConfig
from notebook_chat.core.messages import ChatMessage
from notebook_chat.llama.prompts import PromptBuilder
from notebook_chat.models.adapters import CompletionModel, ScriptedModel
from notebook_chat.templates.selection import choose_template
from support.fake_server import FakeServer, piece
from support.official import (Refused, encode_officially, folder_or_error, render_officially, special_texts,
                              template_names, template_source, vocabulary)
from support.talks import turns

SHORT = dict(temperature=0, max_tokens=8)
VOCABULARIES = ["aquila", "command-r", "deepseek-coder", "falcon", "gemma-4", "llama-bpe", "llama-spm", "phi-3",
                "qwen2", "starcoder"]


@functools.lru_cache(maxsize=None)
def fitting_vocabulary(source):
    known = lambda name: sum(len(token) > 3 and token in source for token in vocabulary(name).special_tokens)
    return vocabulary(max(VOCABULARIES, key=known))


def pytest_generate_tests(metafunc):
    if "official" in metafunc.fixturenames:
        metafunc.parametrize("official", template_names() if folder_or_error()[0] else ["no files"])


@pytest.fixture
def model(request):
    """The built-in model; for `either`, the real one as well."""
    return request.getfixturevalue(getattr(request, "param", "demo"))


either = pytest.mark.parametrize("model", ["demo", pytest.param("smollm2", marks=pytest.mark.real)], indirect=True)


BEGINNINGS = ["1. ", "Sure", "A\n\n- ", "é😀", "<|im_end|>", "ends with User:", " a", "x</think>y"]


@pytest.mark.parametrize("begin", BEGINNINGS)
def test_the_answer_begins_so(model, begin):
    chat = Chat(model, config=SHORT)
    reply = chat.send("Name two planets.", begin=begin)
    assert reply.text_so_far.startswith(begin)  # at once
    assert reply.text.startswith(begin) and next(iter(reply)).startswith(begin)
    question, answer = chat.messages
    assert (question.text, answer.text, answer.begun) == ("Name two planets.", reply.text, len(begin))
    assert model.detokenize(reply.tokens).rstrip("\ufffd") == reply.text  # half a character may be left
    assert answer.message.tokens == tuple(reply.tokens)
    given = len(reply.tokens) - reply.stats.completion_tokens
    assert model.detokenize(reply.tokens[:given]) == begin
    assert not any(model.tokenizer.is_eog(token) for token in reply.tokens)


@either
def test_the_model_goes_on_as_it_would(model):
    """Its own first words given, it writes the rest that it wrote."""
    whole = Chat(model, config=dict(SHORT, max_tokens=16)).send("Name two planets.")
    assert len(whole.tokens if whole.text else []) > 6
    words = model.detokenize(whole.tokens[:4])
    if model.tokenize(words) != whole.tokens[:4]:
        pytest.skip("its words have other tokens")
    reply = Chat(model, config=dict(SHORT, max_tokens=12)).send("Name two planets.", begin=words)
    assert reply.text == whole.text and reply.tokens == whole.tokens


def test_nothing_given(model):
    texts = [Chat(model, config=SHORT).send("Hi", begin=begin).message for begin in ("", None)]
    assert texts[0].text == texts[1].text and texts[0].begun is None


@pytest.mark.parametrize("alternatives", [0, 3])
@either
def test_given_tokens_are_measured(model, alternatives):
    """A row for each token; the given ones weren't drawn. The numbers are those of scoring."""
    chat = Chat(model, config=dict(SHORT, logprobs=alternatives))
    reply = chat.send("Name two planets.", begin="Neptune and")
    plain = Chat(model, config=SHORT).send("Name two planets.", begin="Neptune and")
    assert reply.text == plain.text and plain.logprobs is None
    rows, given = reply.logprobs, len(reply.tokens) - reply.stats.completion_tokens
    assert [row.token for row in rows] == reply.tokens and chat.messages[1].message.logprobs == tuple(rows)
    assert all(row.sampled_logprob is None for row in rows[:given])
    assert all(row.sampled_logprob == 0 for row in rows[given:])
    [score] = model.score([ChatMessage("user", "Name two planets.")], [reply.tokens[:given]])
    for row, scored in zip(rows, score.tokens):
        assert abs(row.logprob - scored.logprob) < 0.05 and len(row.top) == alternatives
        assert row.bytes == scored.bytes


def test_given_tokens_are_measured_beside_other_requests(open_model, model_file):
    """Whatever else is evaluated, and when the beginning is longer than a batch."""
    model = open_model(model_file(), n_ctx=2048, n_batch=32, flash_attn=False)
    begin = "the quick brown fox jumps over the lazy dog " * 8
    chats = [Chat(model, config=dict(temperature=0, max_tokens=30, logprobs=2)) for _ in range(3)]
    replies = [chat.send(f"question {number} " * 20, begin=begin) for number, chat in enumerate(chats)]
    for number, reply in enumerate(replies):
        reply.wait()
        assert reply.error is None and [row.token for row in reply.logprobs] == reply.tokens
        [score] = model.score([ChatMessage("user", f"question {number} " * 20)], [reply.tokens])
        assert len(score) > 60
        assert all(abs(row.logprob - one.logprob) < 2e-3 for row, one in zip(reply.logprobs, score.tokens))


@either
def test_then_everything_goes_on(model):
    """Continue, stop, retry, undo and another question, after an answer whose beginning was given."""
    chat = Chat(model, config=SHORT)
    chat.send("Name two planets.", begin="1. ").wait()
    first = chat.messages[1].message
    if first.finish_reason == "length":
        more = chat.send()
        more.wait()
        assert len(chat.messages) == 2 and chat.messages[1].text == first.text + more.text
        assert chat.messages[1].message.tokens == first.tokens + tuple(more.tokens)
        assert more.stats.evaluated_tokens <= 1 + 1 and chat.messages[1].begun == 3
    chat.send("And then?").wait()
    assert len(chat.messages) == 4 and chat.messages[3].begun is None
    chat.undo()
    chat.retry().wait()
    assert chat.messages[1].begun is None and len(chat.branches(1).messages) == 2


def test_stopped_at_once(model):
    chat = Chat(model, config=dict(temperature=0, max_tokens=200))
    reply = chat.send("Count to one thousand.", begin="One, two")
    reply.stop()
    reply.wait()
    answer = chat.messages[1].message
    assert answer.text.startswith("One, two") and answer.finish_reason in ("stopped", "stop", "length")
    assert model.detokenize(answer.tokens) == answer.text
    chat.send().wait()
    assert len(chat.messages) == 2 and chat.messages[1].text.startswith(answer.text)


def test_stopped_before_the_beginning_was_read(demo):
    """Some of its tokens have no row, so none have; nor has what goes on from there."""
    def today() -> str:
        "The date."
        return "1 May"

    for functions in ([], [today]):
        chat, ready = Chat(demo, config=dict(SHORT, logprobs=1), functions=functions), threading.Event()
        busy = threading.Thread(target=demo._engine.call, args=[lambda engine: ready.wait(10)])
        busy.start()
        reply = chat.send("Name two planets.", begin="Neptune and")
        reply.stop()
        ready.set()
        busy.join()
        reply.wait()
        answer = chat.messages[1].message
        assert answer.text == "Neptune and" and answer.tokens and answer.logprobs is None and not reply.logprobs
        chat.send().wait()
        assert chat.messages[1].message.logprobs is None and len(chat.messages[1].text) > len(answer.text)
        chat.retry(begin="Neptune and").wait()
        assert len(chat.messages[1].message.logprobs) == len(chat.messages[1].message.tokens)


def test_rows_of_half_a_character_are_kept(open_model, model_file):
    model = open_model(model_file())
    half = next(token for token in range(model.tokenizer.size) if model.tokenizer.token_bytes(token) == b"\xf0")
    chat = Chat(model, config=dict(temperature=0, max_tokens=1, logprobs=1))
    chat.send("Hello", logit_bias={half: 100}).wait()
    assert (chat.messages[1].text, chat.messages[1].message.tokens) == ("", (half,))
    for tokens in (2, 3):
        chat.send(logit_bias={half: 100} if tokens == 2 else None).wait()
        answer = chat.messages[1].message
        assert [row.token for row in answer.logprobs] == list(answer.tokens) and len(answer.tokens) == tokens


@either
def test_an_edited_answer_goes_on_in_the_same_message(model):
    chat = Chat(model, config=SHORT)
    chat.send("Name two planets.").wait()
    before = chat.messages[1].message
    assert chat.edit(1, "Two planets are") is None
    reply = chat.send()
    reply.wait()
    assert len(chat.messages) == 2
    answer = chat.messages[1].message
    assert answer.text == "Two planets are" + reply.text and len(answer.text) > 15 and answer.begun == 15
    assert model.detokenize(answer.tokens) == answer.text and answer.model == model.fingerprint
    texts = [message.text for message in chat.branches(1).messages]
    assert before.text in texts and answer.text in texts
    chat.edit(-1, "Or none.")
    chat.send("Why?").wait()  # a question ends that
    assert [message.role for message in chat.messages] == ["user", "assistant"] * 2
    assert chat.messages[1].text == "Or none."


def test_an_answer_that_nobody_edited_stays_as_it_is(model):
    chat = Chat(model, config=SHORT)
    chat.messages.append("user", "Hi")
    chat.messages.append("assistant", "Hello.")
    chat.send().wait()
    assert [message.role for message in chat.messages] == ["user", "assistant", "assistant"]


def test_begin_without_a_question(model):
    chat = Chat(model, config=SHORT)
    with pytest.raises(ValueError, match="nothing to send"):
        chat.send(begin="1. ")
    chat.messages.append("user", "Name two planets.")
    chat.send(begin="1. ").wait()
    assert len(chat.messages) == 2 and chat.messages[1].text.startswith("1. ")
    chat.edit(1, "1. A")
    with pytest.raises(ValueError, match="edit"):
        chat.send(begin="2. ")
    with pytest.raises(TypeError, match="must be a string"):
        chat.send("Hi", begin=["1."])
    assert [message.text for message in chat.messages][1:] == ["1. A"]


def test_it_is_saved(model, tmp_path):
    chat = Chat(model, config=dict(SHORT, logprobs=1))
    chat.send("Name two planets.", begin="1. ").wait()
    chat.save(tmp_path / "chat.json")
    loaded = Chat.load(tmp_path / "chat.json", model)
    assert loaded.messages[1].message == chat.messages[1].message
    assert loaded.messages[1].begun == 3 and loaded.messages[1].message.logprobs == chat.messages[1].message.logprobs
    stored = json.loads((tmp_path / "chat.json").read_text())
    assert "begun" in json.dumps(stored)


# Grammars


def test_the_beginning_counts_for_the_grammar(model):
    grammar = 'root ::= "Answer: " ("yes" | "no") "!"'
    for begin, rest in (("Answer: ", ("yes!", "no!")), ("Answer: y", ("es!",)), ("Answer: no!", ("",))):
        reply = Chat(model, config=dict(SHORT, grammar=grammar)).send("Is it?", begin=begin)
        assert reply.text in [begin + text for text in rest], reply.text
    chat = Chat(model, config=SHORT)
    with pytest.raises(ValueError, match="grammar allows no reply that begins with 'Well'"):
        chat.send("Is it?", begin="Well", grammar=grammar)
    assert len(chat.messages) == 0


def test_a_grammar_that_is_complete_but_may_go_on(model):
    reply = Chat(model, config=SHORT).send("Say something.", begin="abc", grammar="root ::= [a-z]+")
    assert reply.text.startswith("abc") and reply.text.isalpha() and reply.text.islower()


# The prompt


@pytest.mark.parametrize("begin", ["1. One", "- <|im_end|> é"])
def test_official_templates_read_it_as_the_answer_of_a_whole_conversation(official, begin):
    """Text and tokens are those of the conversation with the answer in it, up to the beginning."""
    source = template_source(official)
    words, messages = fitting_vocabulary(source), turns(["Hi", "Hello.", "Bye"], "Be brief.")
    expected = None
    for messages in (messages, messages[1:]):
        dictionaries = [message.to_dict() for message in [*messages, ChatMessage("assistant", "Xylo")]]
        try:
            expected = render_officially(source, dictionaries, add_generation_prompt=False, **special_texts(words))
            break
        except Refused:
            continue
    if expected is None or "Xylo" not in expected:
        pytest.skip("it wants something else")
    header = expected.rpartition("Xylo")[0]
    template = choose_template({"tokenizer.chat_template": source}, official)
    builder = PromptBuilder(words, "this")
    tokens = tuple(words.tokenize("\n" + begin)[len(words.tokenize("\n")):])
    answer = ChatMessage("assistant", begin, tokens=tokens, model="this", begun=len(begin))
    prompt = builder.build([*messages, answer], template, continue_final=True)
    assert prompt.tokens == [*encode_officially(words, header), *tokens]
    assert not prompt.output.in_reasoning
    # As one text it is the same, unless a vocabulary puts a blank after a special token, which nobody has given.
    if "<" not in begin and len(words.tokenize("\n")) == 1:
        whole = encode_officially(words, header + begin)
        if whole[:len(prompt.tokens) - len(tokens)] == prompt.tokens[:-len(tokens)]:
            assert whole == prompt.tokens


# Other models


class Prefilled(ScriptedModel):
    def __init__(self):
        super().__init__(["1. One"])
        self.said = []

    def reply(self, messages, settings=None, *, continue_final=False, **options):
        self.said.append((messages[-1].role, messages[-1].text, continue_final))
        return super().reply(messages, settings, continue_final=continue_final, **options)


def test_a_model_that_goes_on():
    model = Prefilled()
    chat = Chat(model)
    assert chat.send("List", begin="1. ").text == "1. One"
    assert model.said == [("assistant", "1. ", True)]
    assert [message.text for message in chat.messages] == ["List", "1. One"]


def test_a_model_that_would_answer_afresh():
    class Source:
        asked = 0

        def create_chat_completion(self, messages, stream=True, **options):
            self.asked += 1
            return {"choices": [{"message": {"content": "Well, 1. One"}}]}

    source = Source()
    chat = Chat(CompletionModel(source))
    with pytest.raises(ValueError, match="answer afresh"):
        chat.send("List", begin="1. ")
    assert (source.asked, len(chat.messages)) == (0, 0)


def told(exchange, *texts):
    exchange.send(*(piece(content=text) for text in texts), piece("stop"))
    exchange.done()


@pytest.mark.parametrize("texts", [["One", ", two"], ["1. ", "One", ", two"]], ids=["the rest", "the whole"])
@pytest.mark.parametrize("owner", ["llamacpp", "vllm", "sglang"])
def test_servers_that_go_on(owner, texts):
    """They are told to continue the beginning, and it is there once, whether they repeat it or not."""
    with FakeServer(lambda exchange: told(exchange, *texts), owner=owner) as server:
        chat = Chat(server.address)
        reply = chat.send("List", begin="1. ")
        assert reply.text_so_far.startswith("1. ") and reply.text == "1. One, two"
        assert server.asked[0]["messages"][-1] == {"role": "assistant", "content": "1. "}
        assert server.asked[0]["continue_final_message"] is True
        assert [message.text for message in chat.messages] == ["List", "1. One, two"] and chat.messages[1].begun == 3
        with pytest.raises(ValueError, match="With a grammar"):
            chat.send("List", begin="1. ", grammar='root ::= "1. a"')
        assert len(server.asked) == 1
        chat.model.close()


def test_a_view_says_what_it_lacks():
    """A server rates what it writes, and not what was given to it."""
    def answer(exchange):
        row = dict(token=" one", bytes=list(b" one"), logprob=-0.5)
        said = piece(content=" one")
        said["choices"][0]["logprobs"] = dict(content=[row])
        exchange.send(said, piece("stop"))
        exchange.done()

    with FakeServer(answer, owner="vllm") as server:
        chat = Chat(server.address, config=dict(logprobs=0))
        for begin, note in [("Zero,", "Without 'Zero,' at the beginning"), (None, "")]:
            reply = chat.send("Count", begin=begin)
            assert reply.text == (begin or "") + " one" and len(reply.logprobs) == 1
            for view in (reply.tokens_view(), chat.tokens_view(), chat.messages[-1].message.tokens_view()):
                assert view.note.startswith(note) and bool(view.note) == bool(note)
        chat.model.close()


@pytest.mark.parametrize("owner", ["me", "openai", "library"])
def test_servers_that_would_answer_afresh(owner):
    with FakeServer(lambda exchange: told(exchange, "Well"), owner=owner) as server:
        chat = Chat(server.address)
        with pytest.raises(ValueError, match="answer afresh"):
            chat.send("List", begin="1. ")
        assert (server.asked, len(chat.messages)) == ([], 0)
        assert chat.send("List").text == "Well"
        chat.model.close()


def test_with_functions():
    def today() -> str:
        "The date."
        return "1 May"

    model = ScriptedModel(lambda messages: "It is 1 May." if messages[-1].role == "tool" else
                          'Let me see. <tool_call>{"name": "today", "arguments": {}}</tool_call>')
    chat = Chat(model, functions=[today])
    reply = chat.send("Which day?", begin="Let me see")
    reply.wait()
    assert [message.role for message in chat.messages] == ["user", "assistant", "tool", "assistant"]
    assert chat.messages[1].text.startswith("Let me see. ") and chat.messages[3].text == "It is 1 May."
    # the beginning isn't said twice
    assert [message.role for message in model.asked[1]][-3:] == ["user", "assistant", "tool"]
    assert model.asked[1][-2].text.startswith("Let me see. ") and model.asked[1][-2].calls


def test_demo_with_functions(demo):
    def weather(city: str) -> str:
        "The weather."
        return f"Sunny in {city}."

    chat = Chat(demo, functions=[weather], config=dict(temperature=0, logprobs=1, max_tokens=60))
    reply = chat.send("What is the weather in Paris?", begin="Well,")
    reply.wait()
    assert reply.error is None and reply.text.startswith("Well,")
    assert chat.messages[1].text.startswith("Well,") and chat.messages[1].begun == 5
    answer = chat.messages[1].message
    assert len(answer.logprobs) == len(answer.tokens)
