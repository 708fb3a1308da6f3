"""Choices by whole alternatives: what is read for them, which one wins, and what is kept."""

import enum
import math
from typing import Annotated, Literal, Optional

import numpy as np
import pytest
from pydantic import AfterValidator

from notebook_chat import Chat
from notebook_chat.core.logprobs import Score
from notebook_chat.llama.sampler import Sampler
from notebook_chat.models.adapters import ScriptedModel
from support.tiny_models import spm_vocabulary

KINDS = dict(llama={}, window=dict(architecture="gemma3"), recurrent=dict(architecture="mamba"),
             spm=dict(vocabulary=spm_vocabulary))
ALIKE = ["in", "inside", "insider", "in a row", "", "out", "in", "outside of it", "o"]
PROMPT = "<|im_start|>user\nWhere?<|im_end|>\n<|im_start|>assistant\n"


class Mood(enum.Enum):
    GOOD = "good"
    BAD = "bad"


def odd(number):
    if number % 2 == 0:
        raise KeyError("a validator of one's own may raise any kind")
    return number


@pytest.fixture
def tiny(open_model, model_file):
    return open_model(model_file(), n_ctx=1024, n_sequences=4, flash_attn=False)


def evaluated_by(model, ask):
    """What `ask()` returns, and the tokens that the model evaluated for it, batch by batch."""
    batches, context = [], model._engine.context
    decode = type(context).decode.__get__(context)
    context.decode = lambda chunks: batches.append(sum(len(chunk.tokens) for chunk in chunks)) or decode(chunks)
    try:
        return ask(), batches
    finally:
        del context.decode


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("end", [False, True])
@pytest.mark.parametrize("n_sequences", [1, 3])
def test_together_as_one_by_one(open_model, model_file, kind, end, n_sequences):
    """In whatever order they share their beginnings, and in as many sequences as there are."""
    path = model_file(**KINDS[kind])
    model = open_model(path, n_ctx=512, n_batch=64, n_sequences=n_sequences, flash_attn=False)
    prompt = model.tokenizer.tokenize(PROMPT, special=True, start=True)
    together = model.score(prompt, ALIKE, end=end)
    for text, score in zip(ALIKE, together):
        [alone] = model.score(prompt, [text], end=end)
        assert score.text == alone.text == text and len(score) == len(alone)
        assert all(abs(one.logprob - two.logprob) < 1e-4 for one, two in zip(score.tokens, alone.tokens))
        assert end is False and score.end is None or abs(score.end - alone.end) < 1e-4


def test_what_begins_alike_is_read_once(tiny):
    prompt = tiny.tokenizer.tokenize(PROMPT, special=True)
    long = "a very long beginning that all of them share "
    scores, batches = evaluated_by(tiny, lambda: tiny.score(prompt, [long + end for end in "abcdef"]))
    longest = max(map(len, scores))
    assert sum(batches) <= len(prompt) - 1 + longest + 2 * 6
    # the next token of a prompt takes one row, however many are asked for
    scores, batches = evaluated_by(tiny, lambda: tiny.score(prompt, [[token] for token in range(tiny.tokenizer.size)]))
    assert batches == [1] and abs(sum(math.exp(score.sum) for score in scores) - 1) < 1e-3


def test_only_the_likeliest_is_read_to_its_end(tiny):
    prompt = tiny.tokenizer.tokenize(PROMPT, special=True)
    texts = [f"{number} and a tail of some length" for number in range(40)]
    for end in (False, True):
        everything = tiny.score(prompt, texts, end=end)
        totals = [score.sum + (score.end or 0) for score in everything]
        best, batches = evaluated_by(tiny, lambda: tiny.scoring(prompt, texts, end=end, best=True).likeliest())
        assert best == max(range(40), key=totals.__getitem__)
        assert sum(batches) < sum(map(len, everything))


def test_a_preempted_scoring_goes_on(open_model, model_file):
    """Their texts don't fit into the cache together, so some lose their place in it on the way."""
    model = open_model(model_file(), n_ctx=128, n_batch=32, n_sequences=4, flash_attn=False)
    prompts = [f"prompt {number} " * 4 for number in range(4)]
    texts = ["tail " * 8 + end for end in ("a", "b", "c")]
    pending = [model.scoring(prompt, texts, end=True) for prompt in prompts]
    for prompt, scoring in zip(prompts, pending):
        for one, two in zip(scoring.scores(), model.score(prompt, texts, end=True)):
            assert max(abs(a.logprob - b.logprob) for a, b in zip(one.tokens, two.tokens, strict=True)) < 1e-4
            assert abs(one.end - two.end) < 1e-4


@pytest.mark.parametrize("kind, values", [
    (["a", "b", "a long one"], ["a", "b", "a long one"]), (bool, [True, False]), (Literal[1, 2], [1, 2]),
    (Mood, list(Mood)), (Optional[Literal["x", "y"]], ["x", "y", None]),
    ({"enum": [[1, 2], {"a": 1}]}, [[1, 2], {"a": 1}]),
    (Annotated[Literal[1, 2, 3], AfterValidator(odd)], [1, 3]), (type(None), [None]), (Literal["only"], ["only"])])
def test_extract_scores_whole_values(demo, monkeypatch, kind, values):
    monkeypatch.setattr(Sampler, "__init__", lambda *args, **options: 1 / 0)   # nothing is written
    chat = Chat(demo, system="Be brief")
    found = chat.extract("What is it?", kind, max_tokens=1, logprobs=2, temperature=5, stop="o")
    assert found in values and type(found) in map(type, values)
    assert chat.extract("What is it?", kind) == found
    assert chat.map(["What is it?", None], kind, progress=False) == [found, None]
    assert len(chat.messages) == 1
    if not isinstance(kind, dict):
        assert chat.choose("What is it?", kind).value == found


def test_the_first_letters_do_not_decide(demo, monkeypatch):
    """A grammar would take the value whose first letters are likelier."""
    likely = {'"yes and a tail"': [-0.1, -9.0], '"no"': [-2.0, -0.1]}

    def scoring(messages, texts, **options):
        scores = [Score((), sum(likely[text])) for text in texts]

        class Pending:
            def likeliest(self):
                return max(range(len(scores)), key=lambda number: scores[number].total)

        return Pending()

    monkeypatch.setattr(type(demo), "scoring", lambda self, *args, **options: scoring(*args, **options))
    assert Chat(demo).extract("?", Literal["yes and a tail", "no"]) == "no"


@pytest.mark.parametrize("kind", [int, list[Literal["a", "b"]], dict[str, bool], {"type": "string", "maxLength": 3}])
def test_other_types_are_written(demo, kind):
    scored = []
    scoring = type(demo).scoring
    try:
        type(demo).scoring = lambda self, *args, **options: scored.append(args) or scoring(self, *args, **options)
        Chat(demo).map(["What is it?"], kind, progress=False, max_tokens=40)
        assert not scored
    finally:
        type(demo).scoring = scoring


def test_odds_of_ones_own_are_kept(demo):
    """`logit_bias` counts for what is written, so the answer is."""
    token = demo.tokenize('"ham"')
    bias = {one: 50.0 for one in token}
    assert Chat(demo).extract("?", Literal["spam", "ham"], logit_bias=bias, temperature=0) == "ham"


def test_no_grammar_is_made_to_choose(demo, monkeypatch):
    from notebook_chat.chat import asking

    monkeypatch.setattr(asking, "grammar_of", lambda kind: 1 / 0)
    chat = Chat(demo)
    names = [f"value {number}" for number in range(12)]
    assert chat.choose("Which?", names).value == chat.extract("Which?", names)
    assert chat.map(["Which?"], names, probabilities=True, progress=False).shape == (1, 12)


def test_rows_share_all_but_themselves(demo):
    """The choices stand before the row, so each row is read with its header and the choices, and nothing else."""
    chat, rows = Chat(demo, system="Say what it is."), [f"number {number}" for number in range(8)]
    chat.map(rows[:1], ["spam", "ham"], probabilities=True, progress=False)
    count = lambda text: len(demo.tokenize(text))
    _, batches = evaluated_by(demo, lambda: chat.map(rows[1:], ["spam", "ham"], probabilities=True, progress=False))
    choices_ = count('"spam"') + count('"ham"') + count("<|im_end|>\n<|im_start|>assistant\n")
    assert sum(batches) <= sum(count(row) + choices_ + 4 for row in rows[1:])


LONG_COLUMN = """
from notebook_chat import Chat, load_model
model, started = load_model("demo"), []
scoring = type(model).scoring
def counted(self, *args, **options):
    started.append(1)
    if len(started) == 100: print("a hundred have begun", flush=True)
    return scoring(self, *args, **options)
type(model).scoring = counted
import pandas
column = pandas.Series([f"number {number}" for number in range(5000)], index=range(5000, 0, -1))
"""


@pytest.mark.kernel
@pytest.mark.parametrize("ask", ["chat.map(column, ['odd', 'even'], probabilities=True, progress=False)",
                                 "pandas.DataFrame(chat.map(column, ['odd', 'even'], progress=False), column.index)"])
def test_stop_keeps_what_is_done(kernel, ask):
    """In a kernel, interrupted in the middle of a column: what has begun is at most 64 rows more than what is done."""
    assert kernel.execute(LONG_COLUMN).error is None
    cell = kernel.execute(f"chat = Chat(model)\ntable = {ask}", interrupt_when=lambda cell: "a hundred" in cell.text)
    assert cell.error is None and "answers are missing" in cell.text and "it was stopped" in cell.text
    cell = kernel.execute("done = int(table.notna().all(axis=1).sum())\n"
                          "print(30 < done < 4000, list(table.index) == list(column.index), len(started) < 5000, "
                          "sum(chat.choose('number 1', ['odd', 'even']).probabilities.values()))")
    assert cell.text.startswith("True True True") and abs(float(cell.text.split()[-1]) - 1) < 1e-9


def test_a_bad_row_and_a_missing_one_leave_gaps(demo):
    pandas = pytest.importorskip("pandas")
    column = pandas.Series(["one", "la " * 30_000, None, "four", "five"], index=list("vwxyz"))
    with pytest.warns(UserWarning, match="1 of 5 answers are missing; number 1: "):
        table = Chat(demo).map(column, bool, probabilities=True, progress=False)
    assert list(table.index) == list("vwxyz")
    assert table.isna().all(axis=1).tolist() == [False, True, True, False, False]
    with pytest.warns(UserWarning, match="1 of 5 answers are missing"):
        values = Chat(demo).map(column, bool, progress=False)
    assert [value is None for value in values] == [False, True, True, False, False]


def test_without_pandas_nothing_is_asked(demo, monkeypatch):
    import builtins

    real = builtins.__import__

    def without(name, *args, **options):
        if name == "pandas":
            raise ImportError("no pandas")
        return real(name, *args, **options)

    monkeypatch.setattr(type(demo), "scoring", lambda self, *args, **options: 1 / 0)
    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ImportError, match="pip install pandas"):
        Chat(demo).map(["a"], bool, probabilities=True, progress=False)


def test_models_that_cannot_score_write_and_say_so():
    chat = Chat(ScriptedModel('"ham"'))
    assert chat.extract("?", Literal["spam", "ham"]) == "ham"
    assert chat.map(["?"], Literal["spam", "ham"], progress=False) == ["ham"]
    with pytest.raises(TypeError, match=r"extract\(\.\.\.\) takes any"):
        chat.choose("?", Literal["spam", "ham"])
    with pytest.raises(TypeError, match=r"a model in this process"):
        chat.map(["?"], Literal["spam", "ham"], probabilities=True)


def test_calibration_is_what_it_says(tiny):
    chat, kind = Chat(tiny), ["a", "b"]
    given, free = chat.choose("Which?", kind), chat.choose("N/A", kind)
    shares = np.array([*given.probabilities.values()]) / np.array([*free.probabilities.values()])
    fair = chat.choose("Which?", kind, calibrate=True)
    assert np.allclose([*fair.probabilities.values()], shares / shares.sum(), atol=1e-3)
    other = chat.choose("Which?", kind, calibrate="Nothing to see")
    assert abs(sum(other.probabilities.values()) - 1) < 1e-9


@pytest.mark.parametrize("several", [["pear", "horse"], ("pear",), {"pear"}, np.array(["pear"]), iter(["pear"])],
                         ids=lambda value: type(value).__name__)
def test_several_questions_are_for_map(demo, several):
    chat = Chat(demo)
    with pytest.raises(TypeError, match=r"for several, write map\(prompts, choices, probabilities=True\)"):
        chat.choose(several, ["plant", "animal"])
    with pytest.raises(TypeError, match=r"for several, write map\(prompts, type\)"):
        chat.extract(several, bool)


def test_one_question_is_what_map_takes_as_a_row(demo):
    chat = Chat(demo)
    for value in (7, 0.5, np.int64(3), {"role": "user", "content": "Who?"}):
        [row] = chat.map([value], ["plant", "animal"], probabilities=True, progress=False).to_numpy()
        assert [*chat.choose(value, ["plant", "animal"]).probabilities.values()] == pytest.approx([*row], abs=1e-3)


@pytest.mark.parametrize("wrong", [0.5, 1, 0, "", " ", ["N/A"]])
def test_calibrate_is_told_by_its_own_name(demo, wrong):
    chat = Chat(demo)
    for ask in (lambda: chat.choose("pear", ["plant", "animal"], calibrate=wrong),
                lambda: chat.map(["pear"], ["plant", "animal"], calibrate=wrong),
                lambda: chat.map(["pear"], ["plant", "animal"], probabilities=True, calibrate=wrong)):
        with pytest.raises(TypeError, match="calibrate is True, or a question without content"):
            ask()
    with pytest.raises(TypeError, match="add probabilities=True"):
        chat.map(["pear"], ["plant", "animal"], calibrate=True)


@pytest.mark.parametrize(("name", "advice"), {
    "proba": "probabilities=True", "probability": "probabilities=True", "probabilities": "probabilities=True",
    "calibrate": "calibrate=True", "begin": "begin='...'", "begins": "begin='...'", "prefix": "begin='...'",
    "prefill": "begin='...'"}.items())
def test_names_of_other_arguments_are_told_where_they_belong(demo, name, advice):
    chat = Chat(demo)
    with pytest.raises(TypeError, match=advice):
        chat.extract("pear", bool, **{name: "x"})
    assert not chat.messages
