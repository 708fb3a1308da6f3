"""Another token in the middle of an answer: what is kept, what is read, and what stays as it was."""

import pytest

from notebook_chat import Chat
from notebook_chat.core.messages import ChatMessage
from notebook_chat.models.adapters import ScriptedModel
from notebook_chat.templates.selection import choose_template
from support.waiting import wait_for

SHORT = dict(temperature=0, max_tokens=12)


@pytest.fixture
def model(request):
    """The built-in model; for `either`, the real one as well."""
    return request.getfixturevalue(getattr(request, "param", "demo"))


either = pytest.mark.parametrize("model", ["demo", pytest.param("smollm2", marks=pytest.mark.real)], indirect=True)


def talk(model, **settings):
    chat = Chat(model, config={**SHORT, **settings})
    chat.send("Name the planets in the solar system").wait()
    return chat


def plain(model, tokens):
    return model.detokenize(tokens).rstrip("\ufffd")


# What is kept, and what is read


@pytest.mark.parametrize("position", [0, 1, 5, -1])
@either
def test_one_token_is_read(model, position):
    chat = talk(model, logprobs=3)
    first = chat.messages[1].message
    place = position % len(first.tokens)
    other = first.logprobs[place].top[1]
    reply = chat.branch_at(1, position, rank=1)
    reply.wait()
    assert reply.stats.evaluated_tokens == 1
    answer = chat.messages[1].message
    assert answer.tokens == tuple(reply.tokens) and answer.text == reply.text
    assert answer.tokens[:place + 1] == (*first.tokens[:place], other.token)
    assert answer.text == plain(model, answer.tokens)
    assert len(chat.messages) == 2 and chat.branches(1).messages == [first, answer] and chat.branches(1).current == 1
    assert len(answer.logprobs) == len(answer.tokens) and answer.logprobs[:place] == first.logprobs[:place]
    row = answer.logprobs[place]
    assert (row.token, row.sampled_logprob, row.top) == (other.token, None, first.logprobs[place].top)
    assert row.logprob == other.logprob
    chat.switch(1, 0)
    assert chat.messages[1].message == first


@either
def test_the_same_by_text_by_id_by_rank_and_by_row(model):
    chat = talk(model, logprobs=5)
    first = chat.messages[1].message
    row = first.logprobs[2]
    place, other = next((place, other) for place, row in enumerate(first.logprobs) for other in row.top[1:]
                        if place > 1 and other.token != first.tokens[place] and "\ufffd" not in other.text
                        and model.tokenize("\n" + other.text)[1:] == [other.token])
    rank = first.logprobs[place].top.index(other)
    found = []
    for given in (dict(alternative=other.text), dict(alternative=other.token), dict(token=other.token),
                  dict(rank=rank), dict(alternative=rank), dict(alternative=other)):
        chat.switch(1, 0)
        reply = chat.branch_at(-1, place, **given)
        reply.wait()
        found.append((reply.tokens, [row.token for row in reply.logprobs]))
        assert reply.stats.evaluated_tokens <= 1
    assert all(each == found[0] for each in found) and found[0][0] == found[0][1]
    assert len(chat.branches(1).messages) == 2  # equal answers are one branch


def test_a_text_of_several_tokens(model):
    chat = talk(model)
    first = chat.messages[1].message
    for position in (0, 3, len(first.tokens)):
        chat.switch(1, 0)
        reply = chat.branch_at(1, position, " xylophones, é😀 <|im_end|> and")
        reply.wait()
        answer = chat.messages[1].message
        assert answer.tokens[:position] == first.tokens[:position]
        assert answer.text.startswith(plain(model, first.tokens[:position]) + " xylophones, é😀 <|im_end|> and")
        assert not any(model.tokenizer.is_eog(token) for token in answer.tokens)
        assert reply.stats.evaluated_tokens <= len(reply.tokens) - reply.stats.completion_tokens - position + 1


def test_it_goes_on_as_if_it_had_been_written_so(model):
    """The same token instead of itself gives the same answer, greedily."""
    chat = talk(model)
    first = chat.messages[1].message
    reply = chat.branch_at(1, 4, token=first.tokens[4], max_tokens=len(first.tokens) - 5)
    reply.wait()
    assert reply.tokens == list(first.tokens) and reply.text == first.text


def test_later_messages_stay_in_the_old_branch(model):
    chat = talk(model, logprobs=2)
    chat.send("And the moons?").wait()
    chat.send("Thanks").wait()
    before = [message.text for message in chat.messages]
    chat.branch_at(1, 2, 1).wait()
    assert len(chat.messages) == 2 and chat.messages[0].text == before[0]
    chat.switch(1, 0)
    assert [message.text for message in chat.messages] == before
    reply = chat.branch_at(3, 1, " not")
    reply.wait()
    assert [message.text for message in chat.messages][:3] == before[:3] and len(chat.messages) == 4


@either
def test_a_branch_of_a_branch_and_on(model):
    chat = talk(model, logprobs=2)
    chat.branch_at(1, 3, 1).wait()
    chat.branch_at(1, 5, 1).wait()
    assert len(chat.branches(1).messages) == 3
    chat.send("Why?").wait()
    chat.undo()
    if chat.messages[1].finish_reason == "length":
        before = chat.messages[1].message
        chat.send().wait()
        assert chat.messages[1].message.tokens[:len(before.tokens)] == before.tokens
    chat.retry().wait()
    assert len(chat.messages) == 2 and len(chat.branches(1).messages) >= 4


def test_its_end_is_an_alternative_too(model):
    chat = talk(model)
    end = model.tokenizer.named_token("eos")[0]
    first = chat.messages[1].message
    reply = chat.branch_at(1, 3, token=end)
    assert (reply.finish_reason, reply.tokens, reply.stats.completion_tokens) == ("stop", list(first.tokens[:3]), 0)
    assert chat.messages[1].text == plain(model, first.tokens[:3]) and len(chat.branches(1).messages) == 2
    chat.send("Go on").wait()
    assert len(chat.messages) == 4


@either
def test_half_a_character(model):
    """The place between the bytes of a character, and other bytes there."""
    chat = Chat(model, config=SHORT)
    tokens = model.tokenize("A 🧪 b")
    data = [model.tokenizer.token_bytes(token) for token in tokens]
    whole = lambda place: b"".join(data[:place]).decode("utf-8", "replace")
    cut = next(place for place in range(1, len(tokens)) if whole(place).endswith("\ufffd"))
    chat.messages.append("user", "Draw")
    chat.messages.append("assistant", "A 🧪 b", tokens=tokens)
    reply = chat.branch_at(1, cut, tokens[cut])
    assert reply.text == plain(model, reply.tokens) and reply.text.startswith("A ")
    chat.switch(1, 0)
    reply = chat.branch_at(1, cut, " c")
    assert reply.text.startswith("A \ufffd c") and chat.messages[1].message.tokens[:cut] == tuple(tokens[:cut])
    assert reply.text == plain(model, reply.tokens)


def test_after_a_stop_string(model):
    """What belongs to a stop string is no part of the answer, and can't be branched at."""
    whole = talk(model).messages[1].text
    stop = whole[9:12]
    chat = talk(model, stop=[stop], logprobs=1)
    answer = chat.messages[1].message
    assert answer.text == whole[:whole.index(stop)]
    if answer.tokens is None:
        with pytest.raises(ValueError, match="aren't known"):
            chat.branch_at(1, 1, " x")
    else:
        chat.branch_at(1, len(answer.tokens), " x", stop=[]).wait()
        assert chat.messages[1].text.startswith(answer.text + " x")


# Probabilities


def test_rows_that_are_missing_are_measured(model):
    """Probabilities that weren't recorded, or an alternative that wasn't: they are read for it."""
    chat = talk(model)
    reply = chat.branch_at(1, 3, " xylophones", logprobs=2)
    reply.wait()
    assert [row.token for row in reply.logprobs] == reply.tokens and all(len(row.top) == 2 for row in reply.logprobs)
    kept = chat.messages[1].message.logprobs
    reply = chat.branch_at(1, 1, " xylophones")
    reply.wait()
    assert [row.token for row in reply.logprobs] == reply.tokens and reply.logprobs[:1] == list(kept[:1])
    assert reply.stats.evaluated_tokens <= 1 + len(model.tokenize(" xylophones"))


def test_without_rows_none_are_taken(model):
    chat = talk(model)
    assert chat.branch_at(1, 1, " and").logprobs is None
    assert chat.messages[1].message.logprobs is None


# Interrupts, and a reply that is still being written


def test_nothing_is_lost_by_a_stop(model):
    chat = talk(model)
    first = chat.messages[1].message
    reply = chat.branch_at(1, 2, " xylophones", max_tokens=300)
    reply.stop()
    reply.wait()
    assert first in chat.branches(1).messages
    answer = chat.messages[1].message
    assert answer.tokens[:2] == first.tokens[:2] and answer.text.startswith(plain(model, first.tokens[:2]) + " xylo")
    chat.send(max_tokens=5).wait()
    assert len(chat.messages) == 2 and chat.messages[1].text.startswith(answer.text)


def test_a_running_reply_is_stopped_first(model):
    chat = talk(model)
    first = chat.messages[1].message
    running = chat.send("Count to one thousand", max_tokens=400)
    wait_for(lambda: running.text_so_far)
    chat.branch_at(1, 2, " and").wait()
    assert running.finished and len(chat.messages) == 2
    chat.switch(1, 0)
    assert [message.role for message in chat.messages] == ["user", "assistant"] * 2
    assert chat.messages[1].message == first and chat.messages[3].text == running.text_so_far


def test_what_is_wrong_stops_nothing(model):
    chat = talk(model)
    running = chat.send("Count to one thousand", max_tokens=400)
    for wrong in ((0, 1, " x"), (1, 99, " x"), (1, 1, ""), (1, 1, 10**7), (9, 1, " x"), (1, 1, None), (1, "1", " x")):
        with pytest.raises((ValueError, IndexError, TypeError)):
            chat.branch_at(*wrong)
    assert not running.writer.stopping
    running.stop()


# Answers of others


def test_what_has_no_tokens(demo, tmp_path):
    chat = talk(demo)
    with pytest.raises(ValueError, match="The only answer is message 1"):
        chat.branch_at(0, 0, " x")
    chat.edit(1, "Mars")
    with pytest.raises(ValueError, match="edit.*send"):
        chat.branch_at(1, 0, " x")
    elsewhere = Chat(ScriptedModel(["Hi!"]))
    elsewhere.send("Hi").wait()
    with pytest.raises(TypeError, match="does not expose token ids"):
        elsewhere.branch_at(1, 0, " x")
    elsewhere.model = demo
    with pytest.raises(ValueError, match="aren't known"):
        elsewhere.branch_at(1, 0, " x")
    assert [message.text for message in elsewhere.messages] == ["Hi", "Hi!"]


def test_after_saving_and_loading(demo, model_file, open_model, tmp_path):
    chat = talk(demo, logprobs=2)
    first = chat.messages[1].message
    chat.branch_at(1, 2, 1).wait()
    answer = chat.messages[1].message
    chat.save(tmp_path / "chat.json")
    loaded = Chat.load(tmp_path / "chat.json", demo)
    assert [message.text for message in loaded.branches(1).messages] == [first.text, answer.text]
    loaded.switch(1, 0)
    loaded.branch_at(1, 2, 1).wait()
    assert loaded.messages[1].message.tokens == answer.tokens and len(loaded.branches(1).messages) == 2
    other = Chat.load(tmp_path / "chat.json", open_model(model_file(), n_ctx=512))
    with pytest.raises(ValueError, match="another model"):
        other.branch_at(1, 2, 1)


def test_it_is_kept_in_a_store(demo, tmp_path):
    from notebook_chat import ChatStore

    chat = Chat(demo, config=dict(SHORT, logprobs=2), store=tmp_path / "chats.db", name="talk")
    chat.send("Name the planets in the solar system").wait()
    first = chat.messages[1].message
    chat.branch_at(1, 2, 1).wait()
    chat.send("And?", begin="1. ").wait()

    def written():
        with ChatStore(tmp_path / "chats.db") as store:
            messages = store.state("talk").messages
            return len(messages) == 4 and messages[3].text == chat.messages[3].text

    assert wait_for(written, 20)
    with ChatStore(tmp_path / "chats.db") as store:
        loaded = store.resume("talk", demo)
        assert len(loaded.branches(1).messages) == 2 and loaded.messages[3].begun == 3
        loaded.switch(1, 0)
        loaded.branch_at(1, 2, token=first.logprobs[2].top[1].token if first.logprobs else 5).wait()
        assert loaded.messages[1].message.tokens == chat.messages[1].message.tokens


# Functions


def weather(city: str) -> str:
    "The weather in a city."
    return f"Sunny in {city}."


def test_in_an_answer_with_calls(demo):
    calls = []

    def counted(city: str) -> str:
        "The weather in a city."
        calls.append(city)
        return f"Sunny in {city}."

    counted.__name__ = "weather"
    chat = Chat(demo, functions=[counted], config=dict(SHORT, max_tokens=60, logprobs=2))
    chat.send("What is the weather in Paris?").wait()
    roles = [message.role for message in chat.messages]
    assert roles == ["user", "assistant", "tool", "assistant"] and calls == ["Paris"]
    asking = chat.messages[1].message
    spelled = [demo.detokenize([token]) for token in asking.tokens]
    place = next(place for place in range(len(spelled)) if "Par" in "".join(spelled[place:place + 3])
                 and "Par" not in "".join(spelled[place + 1:]))
    lead = "".join(spelled[place:]).partition("Par")[0]
    reply = chat.branch_at(1, place, lead + "Rom")
    reply.wait()
    assert reply.error is None and reply.stats.evaluated_tokens is not None
    answer = chat.messages[1].message
    assert answer.tokens[:place] == asking.tokens[:place] and "Rom" in (answer.raw or answer.text)
    assert chat.messages[1].text == "" or "tool_call" not in chat.messages[1].text
    if answer.calls:
        assert answer.calls[0].arguments["city"].startswith("Rom") and calls[-1].startswith("Rom")
        assert chat.messages[2].role == "tool"
    chat.switch(1, 0)
    assert [message.role for message in chat.messages] == roles
    last = chat.branch_at(3, 1, " not")
    last.wait()
    assert [message.role for message in chat.messages] == roles and last.stats.evaluated_tokens <= 2
    assert calls[0] == "Paris" and len(calls) <= 2  # nothing is called again for an answer after it
    chat.switch(1, 0)
    with pytest.raises(ValueError, match="no answer but of role 'tool'"):
        chat.branch_at(2, 0, " x")
    chat.functions = []
    chat.switch(1, 0)
    inside = len(chat.messages[1].message.tokens) - 1
    with pytest.raises(ValueError, match="Set chat.functions"):
        chat.branch_at(1, inside, " x")


# Reasoning


THINKING = ("{%- for message in messages -%}<|im_start|>{{ message.role }}\n"
            "{%- if message.role == 'assistant' and message.reasoning_content -%}<think>{{ message.reasoning_content }}"
            "</think>\n\n{%- endif -%}{{ message.content }}<|im_end|>\n{% endfor -%}"
            "{%- if add_generation_prompt -%}<|im_start|>assistant\n{% endif -%}")


def test_the_reasoning_before_it_is_kept_and_not_read_again(demo):
    """Whatever its tokens were: here one for each letter, as a tokenizer would never have it."""
    template = choose_template({"tokenizer.chat_template": THINKING}, "thinking")
    chat = Chat(demo, template=template, config=SHORT)
    chat.messages.append("user", "Name two planets.")
    answer, thought = demo.tokenize("Mercury and Venus"), "\nTwo of eight.\n"
    written = [token for letter in f"<think>{thought}</think>\n\n" for token in demo.tokenize(letter)]
    demo.complete([*chat.messages.prompt_tokens(), *written, *answer], max_tokens=1).wait()
    chat.messages.append(ChatMessage("assistant", "Mercury and Venus", tokens=answer, model=demo.fingerprint,
                                     reasoning=thought, finish_reason="length"))
    for position in (1, 0, len(answer) - 1):
        chat.messages.pop()
        chat.messages.append(ChatMessage("assistant", "Mercury and Venus", tokens=answer, model=demo.fingerprint,
                                         reasoning=thought, finish_reason="length"))
        reply = chat.branch_at(1, position, demo.tokenize(" or")[0])
        reply.wait()
        found = chat.messages[1].message
        assert found.reasoning == reply.reasoning == thought and found.tokens[:position] == tuple(answer[:position])
        assert reply.stats.evaluated_tokens == 1, position


# Other places


def test_a_grammar_counts_from_the_beginning(demo):
    grammar = 'root ::= "The answer is " ("yes" | "no") "."'
    chat = talk(demo, grammar=grammar, max_tokens=20)
    first = chat.messages[1].message
    other = "no" if "yes" in first.text else "yes"
    place = next(place for place in range(len(first.tokens)) if plain(demo, first.tokens[:place]) == "The answer is "
                 or plain(demo, first.tokens[:place]) == "The answer is")
    lead = "" if plain(demo, first.tokens[:place]).endswith(" ") else " "
    assert chat.branch_at(1, place, lead + other).text == f"The answer is {other}."
    with pytest.raises(ValueError, match="grammar allows no reply that begins with"):
        chat.branch_at(1, 0, "Well")
    assert chat.messages[1].text == f"The answer is {other}."


def test_sequences_of_recurrent_models(open_model, model_file):
    """A model whose cache can't be cut reads again, and is right nevertheless."""
    model = open_model(model_file(architecture="mamba"), n_ctx=512)
    chat = Chat(model, config=dict(temperature=0, max_tokens=6, logprobs=2))
    chat.send("once upon").wait()
    first = chat.messages[1].message
    if not first.tokens:
        pytest.skip("it says nothing")
    chat.branch_at(1, 1, 1).wait()
    assert chat.messages[1].message.tokens[:1] == first.tokens[:1]


@pytest.mark.parametrize("stop", [(), ("e",)])
def test_no_rows_where_none_are_wanted(demo, stop):
    """Those of what is kept go, too: a row for each token, or none."""
    chat = talk(demo, logprobs=2, stop=stop)
    chat.retry(stop=()).wait()
    reply = chat.branch_at(1, 5, " the", logprobs=None)
    reply.wait()
    assert reply.logprobs is None and chat.messages[1].message.logprobs is None and reply.stats.completion_tokens
    assert chat.branches(1).messages[0].logprobs is not None


REASONS_FIRST = """{%- for message in messages -%}
<|im_start|>{{ message.role }}
{{ message.content.split('</think>')[-1] }}<|im_end|>
{% endfor -%}
{%- if add_generation_prompt -%}
<|im_start|>assistant
<think>
{% endif -%}"""


def test_half_a_character_is_no_reasoning(open_model, model_file):
    """The first token of an answer whose prompt opens the reasoning: it is closed before the token, and only then."""
    model = open_model(model_file(template=REASONS_FIRST))
    chat = Chat(model, config=SHORT)
    chat.send("Hello", grammar='root ::= [a-z]{5}').wait()
    half = next(token for token in range(model.tokenizer.size) if model.tokenizer.token_bytes(token) == b"\xf0")
    before = model.tokenize("<think>\n</think>\n\n", special=True)
    for settings in (dict(), dict(grammar="root ::= [^a-z]{4}")):
        reply = chat.branch_at(1, 0, token=half, logprobs=1, **settings)
        reply.wait()
        assert reply.origins[0].prompt[-len(before) - 1:] == [*before, half]
        assert reply.reasoning == "" and reply.tokens[0] == half and chat.messages[1].text == reply.text
        assert [row.token for row in reply.logprobs] == reply.tokens


def test_two_in_a_row_and_numbers_that_nobody_means(model):
    chat = talk(model)
    first = chat.messages[1].text
    for number in (0, 1, 19):
        with pytest.raises(ValueError, match="No alternatives are recorded"):
            chat.branch_at(1, 0, number)
    chat.branch_at(1, 1, "Mars")
    second = chat.branch_at(1, 1, "Venus")
    assert second.wait() and not second.error and "Venus" in chat.messages[1].text
    assert first in [message.text for message in chat.branches(1).messages]
