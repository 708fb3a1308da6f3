"""Thinking told from saying: however the text comes in pieces, and with a model whose vocabulary has the marks."""

from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notebook_chat import Chat, ChatMessage, LlamaModel
from notebook_chat.core.reply import Reply
from notebook_chat.core.reasoning import ReasoningParser
from notebook_chat.tools.stream import ToolCallStream
from notebook_chat.templates.selection import as_template
from notebook_chat.llama.detokenizer import StreamingDetokenizer
from support.tiny_models import BPE_CONTROLS, CHAT_ML, bpe_vocabulary

MARKS = ("<think>", "</think>")
GREEDY = {"temperature": 0}
THINKING = CHAT_ML + "{#- <think> </think> -#}"
OPENED = CHAT_ML.replace("<|im_start|>assistant\n{% endif",
                         "<|im_start|>assistant\n<think>\n{% endif") + "{#- </think> -#}"


def write_thoughts(pieces, marks=MARKS, opened=False):
    """A finished reply of pieces, the n-th with token n."""
    reply = Reply()
    out = ReasoningParser(reply.writer, marks, opened)
    said = [out.write(piece, [number]) for number, piece in enumerate(pieces)]
    said.append(out.flush())
    reply.writer.finish()
    assert "".join(said) == reply.text
    return reply


def cut(text, cuts):
    """`text` in pieces."""
    places = sorted({min(place, len(text)) for place in cuts} | {0, len(text)})
    return [text[start:stop] for start, stop in zip(places, places[1:])]


parts = st.sampled_from(["<think>", "</think>", "\n\n", "\n", " ", "a", "b é😀", "<", "</", "<thin", "think>", ">",
                         "</think", "Hello"])
loose = st.lists(parts, max_size=9).map("".join)
texts = loose | st.builds("{}<think>{}</think>{}{}".format, st.sampled_from(["", "\n"]), loose,
                          st.sampled_from(["", " ", "\n\n", "\n\n ", " \n"]), loose)
cuts = st.lists(st.integers(0, 60), max_size=12)


def thought_and_answer(text, opened):
    """What `text` comes to: the thought, and the answer without the blank lines before it."""
    begun = text if opened else text.lstrip()
    if not opened and not begun.startswith("<think>"):
        return "", text
    thought, _, rest = begun.removeprefix("" if opened else "<think>").partition("</think>")
    blanks = rest[: len(rest) - len(rest.lstrip())]
    return thought, rest[blanks.rfind("\n") + 1:] if rest.strip() else ""


@given(texts, cuts, st.booleans())
def test_only_marks_and_blank_lines_are_lost(text, places, opened):
    reply = write_thoughts(cut(text, places), opened=opened)
    assert (reply.reasoning, reply.text) == thought_and_answer(text, opened)


@given(texts, cuts, st.booleans())
def test_the_same_however_it_comes_in_pieces(text, places, opened):
    whole, pieces = write_thoughts([text], opened=opened), write_thoughts(cut(text, places), opened=opened)
    assert (pieces.reasoning, pieces.text) == (whole.reasoning, whole.text)


@given(texts, cuts, st.booleans())
def test_tokens_are_those_of_the_answer_or_none(text, places, opened):
    pieces = cut(text, places)
    reply = write_thoughts(pieces, opened=opened)
    if reply.tokens:
        assert "".join(pieces[token] for token in reply.tokens) == reply.text


@pytest.mark.parametrize("text, opened, expected", [
    ("<think>a</think>b", False, ("a", "b")), ("a</think>b", True, ("a", "b")),
    ("a</think>b", False, ("", "a</think>b")),
    ("<think>never closed", False, ("never closed", "")), ("never closed </thin", True, ("never closed </thin", "")),
    (" \n<think>a</think>\n\nb\n", False, ("a", "b\n")), ("x <think>a</think>", False, ("", "x <think>a</think>")),
    ("<think></think>b", False, ("", "b")), ("<think>a</think>b<think>c</think>", False, ("a", "b<think>c</think>")),
    ("<thin", False, ("", "<thin")), ("", True, ("", "")), ("</think>", True, ("", "")),
    ("<think>a<think>b</think>c", False, ("a<think>b", "c")),
])
@pytest.mark.parametrize("size", [1, 3, 100])
def test_where_thinking_begins_and_ends(text, opened, expected, size):
    reply = write_thoughts([text[at:at + size] for at in range(0, len(text), size)], opened=opened)
    assert (reply.reasoning, reply.text) == expected


@given(texts, st.lists(st.integers(0, 80), max_size=15),
       st.lists(st.sampled_from(["\n\nUser:", "b", "é", "</thi", "😀a"]), max_size=2))
def test_with_stop_texts_and_characters_split_across_tokens(text, places, stops):
    data = text.encode()
    pieces = [data[start:stop] for start, stop in zip(sorted({0, *places}), sorted({*places, len(data)}))]
    stream, reply = StreamingDetokenizer(stops), Reply()
    out = ReasoningParser(reply.writer, MARKS)
    for token, piece in enumerate(pieces):
        out.write(*stream.feed(token, piece))
        if stream.stopped:
            break
    if not stream.stopped:
        out.write(*stream.flush())
    out.flush()
    reply.writer.finish()
    ends = [(at + len(stop), at) for stop in stops
            if (at := b"".join(pieces).decode("utf-8", "ignore").find(stop)) >= 0]
    shown = b"".join(pieces).decode("utf-8", "ignore")[: min(ends)[1] if ends else None]
    expected = write_thoughts([shown])
    assert (reply.reasoning, reply.text) == (expected.reasoning, expected.text)


# With a model


@pytest.fixture(scope="module")
def thinking_file(model_file):
    return partial(model_file,
                   vocabulary=partial(bpe_vocabulary, special_tokens=(*BPE_CONTROLS, "<think>", "</think>")))


@pytest.fixture
def open_thinker(thinking_file):
    """`open_thinker(template)` gives a model whose vocabulary has the marks."""
    models = []

    def open_one(template=THINKING):
        models.append(LlamaModel(thinking_file(template=template), n_ctx=512, n_threads=1))
        return models[-1]

    yield open_one
    for model in models:
        model.close()


def writing(text):
    """Settings that leave a model no choice; control tokens in `text` are meant."""
    parts = text.replace("<think>", "\0<think>\0").replace("</think>", "\0</think>\0").split("\0")
    rule = " ".join(part if part.startswith("<") and part in MARKS else '"' + part.replace("\n", "\\n") + '"'
                    for part in parts if part)
    return dict(GREEDY, grammar=f"root ::= {rule}")


def say(model, chat, text, **settings):
    """Have the chat answer with exactly this text, token by token, by way of `logit_bias`."""
    tokens = model.tokenize(text, special=True)
    reply = None
    for token in tokens:
        reply = chat.send("What?" if reply is None else None, **GREEDY, max_tokens=1, logit_bias={token: 1e5},
                          **settings)
        assert reply.wait(20) and reply.error is None
    return chat.messages[-1]


def test_the_engine_tells_thoughts_from_answers(open_thinker):
    model = open_thinker()
    chat = Chat(model)
    text = "<think>the é😀 thing</think>\n\nin the answer"
    reply = chat.send("What?", **writing(text))
    assert reply.text == "in the answer" and reply.reasoning == "the é😀 thing"
    message = chat.messages[-1].message
    assert (message.text, message.reasoning, message.raw) == ("in the answer", "the é😀 thing", None)
    assert model.detokenize(message.tokens) == message.text


def test_the_next_turn_reads_the_answers_very_tokens_and_no_thought(open_thinker):
    model = open_thinker()
    chat = Chat(model)
    chat.send("What?", **writing("<think>weighing</think>\n\nin the end")).text
    answer = list(chat.messages[-1].message.tokens)
    again = chat.send("And?", **GREEDY, max_tokens=2)
    again.wait(20)
    prompt = model.prompt_tokens(chat.messages[:-1])
    assert again.stats.prompt_tokens == len(prompt)
    assert any(prompt[at:at + len(answer)] == answer for at in range(len(prompt)))
    assert "weighing" not in model.detokenize(prompt) and model.tokenizer.special_tokens["<think>"] not in prompt


def test_a_thought_opened_by_the_template(open_thinker):
    chat = Chat(open_thinker(OPENED))
    reply = chat.send("What?", **GREEDY, max_tokens=4,
                      logit_bias={chat.model.tokenizer.special_tokens["</think>"]: -1e5})
    assert reply.text == "" and reply.reasoning and reply.finish_reason == "length"
    assert (chat.messages[-1].text, chat.messages[-1].reasoning) == ("", reply.reasoning)
    rest = chat.send(None, **GREEDY, max_tokens=1, logit_bias={chat.model.tokenizer.special_tokens["</think>"]: 1e5})
    assert rest.text == "" and len(chat.messages) == 2
    chat.send(None, **GREEDY, max_tokens=3).wait(20)
    assert chat.messages[-1].reasoning.startswith(reply.reasoning)
    assert [message.role for message in chat.messages] == ["user", "assistant"]


def test_a_grammar_leaves_no_room_for_a_thought_the_template_opened(open_thinker):
    chat = Chat(open_thinker(OPENED))
    reply = chat.send("What?", **GREEDY, grammar='root ::= "yes"')
    assert (reply.text, reply.reasoning) == ("yes", "")


def test_a_mark_typed_by_the_user_is_text(open_thinker):
    model = open_thinker()
    tokens = model.prompt_tokens([ChatMessage("user", "What does <think> mean? </think>")])
    assert not {model.tokenizer.special_tokens[mark] for mark in MARKS} & set(tokens)
    assert "<think> mean? </think>" in model.detokenize(tokens)


def test_a_mark_that_the_model_spells_out_is_a_mark_too(open_thinker):
    model = open_thinker()
    reply = Chat(model).send("What?", **GREEDY, grammar='root ::= "<think" ">a</thi" "nk>" "\\nb"')
    assert (reply.text, reply.reasoning) == ("b", "a")


def test_a_thought_that_is_cut_goes_on(open_thinker):
    model = open_thinker()
    chat = Chat(model)
    chat.send("What?", **writing("<think>abcd"), max_tokens=3).wait(20)
    assert (chat.messages[-1].text, chat.messages[-1].reasoning) == ("", "ab")
    for token in model.tokenize("cd"):
        chat.send(None, **GREEDY, max_tokens=1, logit_bias={token: 1e5}).wait(20)
    assert (chat.messages[-1].text, chat.messages[-1].reasoning, len(chat.messages)) == ("", "abcd", 2)
    chat.send(None, **GREEDY, grammar='root ::= "so it is"').wait(20)
    assert (chat.messages[-1].text, chat.messages[-1].reasoning, len(chat.messages)) == ("so it is", "abcd", 2)
    assert model.detokenize(chat.messages[-1].message.tokens) == "so it is"


@pytest.mark.parametrize("text", ["a😀b", "é", "😀", "x é"])
def test_a_reply_cut_within_a_character_goes_on_with_the_rest_of_it(open_thinker, text):
    model = open_thinker()
    chat = Chat(model)
    assert len(model.tokenize(text)) > len(text) or text == "x é"
    message = say(model, chat, text)
    assert message.text == text
    assert model.detokenize(message.message.tokens) == text


# gpt-oss: thoughts, then a call or an answer, each in a channel


def harmony_story(text, size):
    """Thoughts, answer and calls of a turn in gpt-oss' format that comes in pieces of `size` characters."""

    def get_weather(city: str):
        """Returns the weather in a city."""

    reply, stream = Reply(), ToolCallStream("gpt-oss", [get_weather])
    writer = ReasoningParser(reply.writer, as_template("gpt-oss").reasoning)
    said = [writer.write(text[at : at + size]) for at in range(0, len(text), size)] + [writer.flush()]
    shown = "".join(stream.feed(piece) for piece in said) + stream.finish()
    return reply.reasoning, shown, [str(found.call) for found in stream.calls]


@pytest.mark.parametrize("size", [1, 2, 7, 1000])
@pytest.mark.parametrize("thought", ["", "<|channel|>analysis<|message|>Look it up.<|end|><|start|>assistant"])
def test_the_channels_of_gpt_oss(thought, size):
    expected = "Look it up." if thought else ""
    answer = "<|channel|>final<|message|>It is sunny."
    assert harmony_story(thought + answer, size) == (expected, "It is sunny.", [])
    call = '<|channel|>commentary to=functions.get_weather <|constrain|>json<|message|>{"city": "Oslo"}'
    assert harmony_story(thought + call, size) == (expected, "", ["get_weather(city='Oslo')"])
