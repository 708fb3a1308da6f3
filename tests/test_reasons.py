"""Rows and reasons: odd rows are found, answers are traced to their paragraph, and made again from their recipe."""

import json
import math
import threading
import time
from dataclasses import replace

import pytest

from notebook_chat import Chat, ChatMessage, load_model
from notebook_chat.core.errors import ContextError, ModelClosedError
from notebook_chat.core.recipes import Recipe
from notebook_chat.models.adapters import ScriptedModel
from support.real_models import smollm2_path

# Documents of our own: a question, and paragraphs of which the first here holds the answer
DOCUMENTS = [
    ("Where is the key to the cellar?", "The key to the cellar hangs behind the blue door."),
    ("Who repaired the clock?", "The clock was repaired by Martha Linn in spring."),
    ("When does the ferry leave?", "The ferry leaves at seven in the morning."),
    ("What colour is the new boat?", "The new boat is painted orange."),
    ("How many chairs are in the hall?", "There are forty chairs in the hall."),
    ("What is the name of the cat?", "The cat is called Biscuit."),
    ("Which city will the team visit?", "The team will visit the city of Porto."),
    ("What grows behind the school?", "Behind the school grows a field of lavender."),
    ("Who plays the violin?", "The violin is played by old Mr. Tanner."),
    ("What did the baker lose?", "The baker lost his silver watch on Monday."),
]
FILLING = ["The weather has been mild.", "A meeting is planned for the autumn."]
ROWS = ["Berlin, Germany", "Paris, France", "Rome, Italy", "Madrid, Spain", "Lisbon, Portugal", "Vienna, Austria",
        "Athens, Greece", "Oslo, Norway", "Stockholm, Sweden", "Helsinki, Finland", "Warsaw, Poland", "Dublin, Ireland",
        "Bern, Switzerland", "Brussels, Belgium", "Budapest, Hungary", "Sofia, Bulgaria", "Tokyo, Japan",
        "Beijing, China", "Cairo, Egypt", "Nairobi, Kenya", "Lima, Peru", "Ottawa, Canada", "Hanoi, Vietnam"]
ODD = {3: "Berln, Germany", 9: "42", 14: "Rome, Spain", 20: "Madrid; Spain"}


@pytest.fixture(scope="module")
def steady():
    """SmolLM2 with a fixed number of threads, which is part of what an answer depends on."""
    from notebook_chat.llama.model import LlamaModel

    with LlamaModel(smollm2_path(), n_ctx=2048, n_threads=1) as model:
        yield model


def user(text):
    return ChatMessage("user", text)


def done(reply):
    """The reply, when it has ended."""
    reply.wait()
    return reply


# Attribution


@pytest.mark.real
def test_an_answer_is_traced_to_its_paragraph(steady):
    found = 0
    for number, (question, fact) in enumerate(DOCUMENTS):
        paragraphs = FILLING[:]
        paragraphs.insert(number % 3, fact)
        asked = [user("\n\n".join([*paragraphs, question]))]
        reply = done(steady.reply(asked, dict(temperature=0, max_tokens=12)))
        documents = [part.text.strip() for part in reply.attribution(progress=False).ranked]
        first = next(text for text in documents if text in paragraphs)
        # a model this small may speak of another paragraph: what counts is the one whose words it repeats
        words = set(reply.text.lower().replace(".", "").replace(",", "").split()) - {"the", "is", "a"}
        shared = {text: len(words & set(text.lower().strip(".").split())) for text in paragraphs}
        found += shared[first] == max(shared.values())
    assert found >= 8


def test_the_scores_are_those_of_the_answer_after_what_is_left(demo):
    talk = [ChatMessage("system", "Be brief."), user("Tea is hot.\n\nName the planets in the solar system")]
    reply = done(demo.reply(talk, dict(temperature=0)))
    found = reply.attribution(progress=False)
    assert [part.message for part in found.parts] == [0, 1, 1]
    answer = reply.tokens
    assert found.answer == reply.text and len(found.score) == len(answer)
    left = {0: [ChatMessage("system", ""), talk[1]], 1: [talk[0], user("Name the planets in the solar system")],
            2: [talk[0], user("Tea is hot.")]}
    [base] = demo.score(talk, [answer])
    for number, messages in left.items():
        [alone] = demo.score(messages, [answer])
        part = found.parts[number]
        assert part.score.sum == pytest.approx(alone.sum, abs=0.02)
        assert part.effect == pytest.approx(base.sum - alone.sum, abs=0.02)
        assert part.factor == pytest.approx(math.exp(part.effect))


def test_what_parts_share_is_read_once(open_model):
    model = open_model(n_ctx=4096)
    long = "\n\n".join(f"Line {number} of a long text about nothing much." for number in range(12))
    reply = done(model.reply([user(f"{long}\n\nName the planets in the solar system")],
                             dict(temperature=0, max_tokens=20)))
    read, decode = [], model._engine.context.decode
    model._engine.context.decode = lambda chunks: read.append(sum(len(c.tokens) for c in chunks)) or decode(chunks)
    attribution = reply.attribution(progress=False)
    whole = (len(attribution) + 1) * (reply.stats.prompt_tokens + len(reply.tokens))
    assert sum(read) < 0.75 * whole
    assert len(read) < len(attribution)  # in the same batches, not one after the other


@pytest.mark.parametrize("by,count", [("message", 4), ("paragraph", 5), ("line", 6), ("sentence", 8)])
def test_units(demo, by, count):
    chat = Chat(demo, system="You are a friendly assistant.")
    chat.send("Hello", temperature=0).wait()
    chat.messages.append("user", "It rains. Ada came.\nShe left.\n\nName the planets in the solar system")
    chat.send(temperature=0).wait()
    parts = chat.attribution(by=by, progress=False).parts
    assert len(parts) == count, parts
    assert [part.role for part in parts][:3] == ["system", "user", "assistant"]


def test_a_templates_refusals_are_no_error(demo):
    strict = ("{% for m in messages %}{% if not m['content'] %}{{ raise_exception('empty message') }}{% endif %}"
              "{% if loop.index0 == 0 and m['role'] != 'user' %}{{ raise_exception('user first') }}{% endif %}"
              "<|im_start|>{{ m['role'] }}\n{{ m['content'] }}<|im_end|>\n{% endfor %}"
              "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}")
    talk = [user("Tea is hot.\n\nName the planets in the solar system")]
    found = done(demo.reply(talk, dict(temperature=0), template=strict)).attribution(by="message", progress=False)
    assert found.parts[0].effect is None and "can't be left out" in found.parts[0].problem
    assert "can't be left out" in repr(found) and "can't be left out" in found._repr_html_()
    longer = [user("Hello"), ChatMessage("assistant", "Hello!"), *talk]
    found = done(demo.reply(longer, dict(temperature=0), template=strict)).attribution(by="message", progress=False)
    assert [part.effect is None for part in found.parts] == [True, False, False]  # the first one can't go


def test_results_of_functions_are_parts():
    def weather(city: str) -> str:
        "Returns the weather in a city."
        return "19 degrees and rain"

    chat = Chat("demo", functions=weather)
    reply = chat.send("What is the weather in Paris?", temperature=0)
    reply.wait()
    if not reply.calls:
        pytest.skip("the demo model called nothing")
    assert len(reply.origins) >= 2
    found = chat.attribution(by="message", progress=False)
    assert "tool" in [part.role for part in found.parts]
    assert reply.recipe().answer[: len(reply.messages[-1].tokens)] == tuple(reply.messages[-1].tokens)


def test_an_older_and_a_continued_answer(demo):
    chat = Chat(demo)
    cut = chat.send("Name the planets in the solar system", temperature=0, max_tokens=8)
    cut.wait()
    rest = chat.send(temperature=0)
    rest.wait()
    whole = chat.attribution(progress=False)
    assert whole.answer == chat.messages[-1].text
    assert rest.attribution(progress=False).answer == whole.answer  # with its beginning
    chat.send("Please reverse the list", temperature=0).wait()
    older = chat.attribution(1, progress=False)
    assert older.answer == whole.answer
    assert older.parts[0].effect == pytest.approx(whole.parts[0].effect, abs=0.05)


def test_few_parts_of_a_long_prompt(demo):
    text = "\n\n".join(f"Fact {number}." for number in range(60)) + "\n\nName the planets in the solar system"
    reply = done(demo.reply([user(text)], dict(temperature=0, max_tokens=5)))
    found = reply.attribution(most=7, progress=False)
    assert len(found) == 7 and "".join(part.text for part in found.parts) == text
    with pytest.raises(ValueError, match="1 or more"):
        reply.attribution(most=0)


def test_attribution_says_why_not(demo, open_model):
    chat = Chat(ScriptedModel("Hello!"))
    reply = chat.send("Hi")
    reply.wait()
    with pytest.raises(TypeError, match="model in this process"):
        chat.attribution()
    with pytest.raises(TypeError, match="model in this process"):
        reply.attribution()
    chat = Chat(demo)
    chat.send("Hello", temperature=0)
    assert chat.attribution().answer == chat.last_reply.text   # it waits for the end
    chat.edit(-1, "Another answer")
    with pytest.raises(ValueError, match="exact tokens"):
        chat.attribution()
    with pytest.raises(TypeError, match="raw text"):
        done(demo.complete("Once upon", max_tokens=3)).attribution()
    model = open_model()
    reply = model.reply([user("Hello")], dict(max_tokens=3))
    reply.wait()
    recipe = reply.recipe()
    model.close()
    with pytest.raises(ModelClosedError):
        reply.attribution(progress=False)
    assert reply.recipe() == recipe  # that needs no model


def test_too_long_for_another_context(demo, open_model):
    chat = Chat(demo)
    chat.send("Name the planets in the solar system" + " please" * 300, temperature=0, max_tokens=8).wait()
    narrow = Chat(open_model(n_ctx=256))
    for message in chat.messages:
        narrow.messages.append(message)
    with pytest.raises(ContextError):
        narrow.attribution(progress=False)


# Recipes


def answers(model, **settings):
    """Two turns of a conversation, each with its recipe."""
    talk = [user("Tell me about the planets.")]
    for question in ("And the moon?", ""):
        reply = done(model.reply(talk, dict(max_tokens=16, **settings)))
        yield reply.recipe()
        talk += [reply.message, user(question)]


@pytest.mark.real
@pytest.mark.parametrize("settings", [dict(temperature=0), dict(temperature=1.0),
                                      dict(temperature=1.2, repeat_penalty=1.1, logit_bias={7: float("-inf")}),
                                      dict(temperature=1.0, grammar='root ::= ("red" | "blue" | " ")+')],
                         ids=["greedy", "sampled", "penalties", "grammar"])
def test_a_replay_is_equal(steady, settings, tmp_path):
    for recipe in answers(steady, **settings):
        recipe.save(tmp_path / "r.json")
        outcome = Chat(steady).replay(Recipe.load(tmp_path / "r.json"))
        assert outcome.equal and outcome, outcome
        assert outcome.tokens == recipe.answer and not outcome.changes


@pytest.mark.parametrize("grammar, begin", [(None, "Sure, é"), ('root ::= "yes, " [a-z ]{99} | "no"', "yes, "),
                                            ('root ::= "yes, " [a-z ]{99} | "no"', "yes, ab")])
@pytest.mark.parametrize("settings", [dict(temperature=0), dict(temperature=1.2, seed=5, logprobs=2),
                                      dict(temperature=1.0, seed=3, mirostat=2, repeat_penalty=1.2)],
                         ids=["greedy", "drawn", "mirostat"])
def test_a_replay_of_an_answer_that_was_begun(demo, grammar, begin, settings):
    """By its beginning, and from one of its tokens; a grammar goes on after what was given."""
    chat = Chat(demo, config=dict(settings, max_tokens=10, grammar=grammar))
    for reply in (lambda: chat.send("Name two planets.", begin=begin), lambda: chat.branch_at(1, -1, " a")):
        recipe = done(reply()).recipe()
        assert recipe.begun == (grammar is not None) and recipe.answer
        outcome = chat.replay(Recipe.from_dict(json.loads(json.dumps(recipe.to_dict()))))
        assert outcome.equal, outcome


def test_a_continued_answer_starts_its_grammar_anew(demo):
    """What was written before is no beginning, and a replay knows."""
    chat = Chat(demo, config=dict(temperature=0, max_tokens=3))
    done(chat.send("Name two planets."))
    recipe = done(chat.send(grammar='root ::= "no" [a-z]+')).recipe()
    assert not recipe.begun and chat.replay(recipe).equal


def test_an_end_that_was_chosen_has_no_recipe(demo):
    chat = Chat(demo, config=dict(temperature=0, max_tokens=8))
    done(chat.send("Name two planets."))
    end = next(token for token in demo.tokenizer.special_tokens.values() if demo.tokenizer.is_eog(token))
    reply = done(chat.branch_at(1, 3, token=end))
    for ask in (reply.recipe, reply.attribution):
        with pytest.raises(ValueError, match="the model wrote nothing"):
            ask()
    assert chat.attribution(1, progress=False).parts


def test_a_seed_that_was_drawn_is_in_the_recipe(demo):
    seen = {_recipe(demo, temperature=1.5).seed for _ in range(3)}
    assert len(seen) == 3
    assert _recipe(demo, temperature=1.5, seed=42).seed == 42


def _recipe(model, **settings):
    reply = model.reply([user("Tell me a story")], dict(max_tokens=12, **settings))
    reply.wait()
    assert reply.stats.seed in (None, reply.recipe().seed)
    return reply.recipe()


def test_a_changed_token_is_found(demo):
    recipe = _recipe(demo, temperature=0)
    spoilt = replace(recipe, answer=[*recipe.answer[:4], 9, *recipe.answer[5:]])
    outcome = Chat(demo).replay(spoilt)
    assert not outcome and outcome.position == 4
    assert (outcome.found.token, outcome.expected.token) == (recipe.answer[4], 9)
    assert outcome.margin > 0 and "token 4 of" in str(outcome)
    score, other = demo.score([*recipe.prompt, *recipe.answer[:4]], [[recipe.answer[4]], [9]])
    assert outcome.margin == pytest.approx(score.sum - other.sum, abs=0.2)


def test_a_replay_is_alone_and_disturbs_nobody(demo):
    recipe = _recipe(demo, temperature=1.0)
    talk = demo.reply([user("Count to 100")], dict(temperature=0, max_tokens=60))
    expected = talk.text
    running = demo.reply([user("Count to 100")], dict(temperature=0, max_tokens=60))
    assert all(Chat(demo).replay(recipe).equal for _ in range(3))
    assert running.text == expected
    assert demo.cached_tokens(recipe.prompt) == len(recipe.prompt)  # the cache is as it was


def test_another_model_is_named(demo, open_model, model_file):
    recipe = _recipe(demo, temperature=0)
    other = open_model(model_file())
    with pytest.raises(ValueError, match=r"of the model 'demo' \(the file 'demo.gguf'.*load_model"):
        Chat(other).replay(recipe)
    assert Chat(other).replay(recipe, model="demo").equal
    with pytest.raises(TypeError, match="model in this process"):
        Chat(ScriptedModel("x")).replay(recipe)


def test_a_copy_of_the_file_is_the_same_model(demo, open_model, tmp_path):
    from notebook_chat.llama.files import demo_path

    copy = tmp_path / "elsewhere.gguf"
    copy.write_bytes(demo_path().read_bytes())
    recipe = _recipe(demo, temperature=0)
    assert str(demo_path().parent) not in json.dumps(recipe.to_dict())
    moved = open_model(copy, n_ctx=512)
    outcome = Chat(moved).replay(recipe)
    assert outcome.equal and any("n_ctx: 2048, now 512" in change for change in outcome.changes)


def test_pictures_are_needed(open_model):
    from PIL import Image

    chat = Chat("demo-vision")
    square = Image.new("RGB", (64, 64), "red")
    reply = chat.send("What colour is it?", images=square, temperature=0, max_tokens=8)
    reply.wait()
    recipe = reply.recipe()
    assert len(recipe.pictures) == 1
    with pytest.raises(ValueError, match="needs 1 picture"):
        chat.replay(recipe)
    assert chat.replay(recipe, images=square).equal
    parts = chat.attribution(progress=False).parts
    assert [part.text for part in parts][0] == "[picture 1]" and parts[0].effect > 0


# Rows


@pytest.mark.real
def test_odd_rows_are_found(steady):
    rows = [ODD.get(number, row) for number, row in enumerate(ROWS)]
    bits = Chat(steady).surprise(rows, progress=False)
    order = sorted(range(len(rows)), key=bits.__getitem__, reverse=True)
    assert set(order[: len(ODD)]) == set(ODD), [rows[number] for number in order[:6]]


def test_rows_keep_their_index_and_what_is_missing(demo):
    import pandas

    chat = Chat(demo)
    column = pandas.Series(["Hello", None, "", "<|im_end|>", 3.5, float("nan")], index=list("abcdef"))
    bits = chat.surprise(column, progress=False)
    assert list(bits.index) == list("abcdef") and bits.dtype == float
    assert list(bits.isna()) == [False, True, False, False, False, True]
    scores = chat.surprise(column, progress=False, tokens=True)
    assert scores["d"].text == "<|im_end|>\n" and len(scores["d"]) > 2
    assert scores["a"].bits_per_token == pytest.approx(bits["a"], abs=0.1)
    assert len(chat.messages) == 0
    assert chat.surprise([], progress=False) == []
    with pytest.raises(TypeError, match=r"surprise\(df\['x'\]\)"):
        chat.surprise(pandas.DataFrame(dict(x=["a"])))
    with pytest.raises(TypeError, match="surprise takes texts, and row 0 is list: make one text of each"):
        chat.surprise([["a"], "b"])


def test_a_long_row_is_read_in_windows(open_model):
    model = open_model(n_ctx=128)
    row = "Name the planets in the solar system. " * 120
    [score] = Chat(model).surprise([row], progress=False, tokens=True)
    assert score.text == row + "\n" and len(score) > 3 * model.n_ctx
    assert all(math.isfinite(token.logprob) for token in score.tokens)


def test_stop_keeps_the_rows_that_were_read(demo):
    import signal

    timer = threading.Timer(0.3, signal.raise_signal, [signal.SIGINT])
    rows = [f"Name the planets in the solar system, number {number}. " * 8 for number in range(600)]
    chat, started = Chat(demo), time.monotonic()
    timer.start()
    try:
        with pytest.warns(UserWarning, match="rows weren't read"):
            bits = chat.surprise(rows, progress=False)
    except KeyboardInterrupt:  # it came before the first row
        bits = None
    finally:
        timer.cancel()
    if bits is not None:
        assert len(bits) == len(rows) and None in [*bits] or any(bit is None or math.isnan(bit) for bit in bits)
    assert time.monotonic() - started < 60
