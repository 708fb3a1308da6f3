"""Code held to real names: right code is never in the way of it, wrong names can't be written, whatever else is set."""

import importlib.machinery
import importlib.util
import json
import math
import os
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notebook_chat import Chat, ChatMessage, GenerationConfig, LlamaModel, load_model
from notebook_chat.core.settings import settings_to_dict
from notebook_chat.llama.held import HeldNames, vocabulary_of
from notebook_chat.models.adapters import ScriptedModel
from notebook_chat.structured.answer_watch import AnswerWatch
from support import harness
from support.cells import ok
from support.drafting import drafting, plain
from support.live_things import live_things
from support.tiny_models import CHAT_ML, bpe_vocabulary, spm_vocabulary, write_model

DATA = Path(__file__).parent / "data"
RIGHT = [code for code in DATA.joinpath("right_code.txt").read_text("utf-8").strip("\n").split("\n----\n")]
WRONG = [line.replace("\\n", "\n") for line in DATA.joinpath("wrong_code.txt").read_text("utf-8").splitlines() if line]


class Account:
    """An account."""

    fee = 2

    def __init__(self, owner, balance):
        self.owner, self.balance = owner, balance

    def deposit(self, amount):
        """Add an amount."""
        self.balance += amount
        self.last = amount


def variables():
    """A notebook's variables, as the code in the files means them."""
    table = {"price": [1.0, 2, 3], "quantity": [3, 4, 5], "total sum": [1, 2, 3], "it's": [1, 2, 3], 'a"b': [1, 1, 1],
             "a\\b": [1, 1, 1], "a\nb": [1, 1, 1], "größe": [1, 1, 1], "sales_2020": [1, 2, 3], "sales_2021": [2, 3, 4],
             7: [1, 1, 1]}
    df = pd.DataFrame(table)
    days = pd.to_datetime(["2020-01-01", "2020-01-02"])
    return dict(
        df=df, other=pd.DataFrame({"city": ["a"], "people": [2]}), pd=pd, np=np, math=math, os=os, Account=Account,
        multi=pd.DataFrame({("a", "x"): [1], ("b", "y"): [2]}), dated=pd.DataFrame({"v": [1, 2]}, index=days),
        named=pd.DataFrame({"v": [1, 2]}, index=pd.Index(["Mon", "Tue"], name="day")), account=Account("Ada", 3),
        numbers=[1, 2], s=df["price"], **live_things(df))


def fenced(code, language="python"):
    """An answer with some code."""
    return f"Here it is:\n\n```{language}\n{code}\n```\nThat's all.\n"


def blocked(text, names):
    """The end of the beginning that can't be written; `None`: all of it can."""
    watch = AnswerWatch(names)
    return next((text[max(0, end - 20):end + 1] for end, char in enumerate(text) if not watch.step(char)), None)


@pytest.fixture(scope="module")
def names():
    return variables()


@pytest.fixture(scope="module")
def demo():
    model = load_model("demo")
    yield model
    model.close()


def random_model(folder, name, vocabulary, **options):
    """A model that writes noise."""
    path = write_model(folder / f"{name}.gguf", vocabulary=vocabulary, template=CHAT_ML, **options)
    return LlamaModel(path, n_ctx=1024)


@pytest.fixture(scope="module", params=[bpe_vocabulary, spm_vocabulary])
def noise(request, tmp_path_factory):
    """A model that writes noise, with either kind of vocabulary."""
    words = ['df', '["', '.', "price", "pri", '"])', "\"]", ".mean", "nope", '["pr', "quan", "tity", "import", " nump",
             "from", "'"]
    vocabulary = lambda writer, *given: request.param(writer, *given, words=words)
    model = random_model(tmp_path_factory.mktemp("noise"), request.param.__name__, vocabulary)
    yield model
    model.close()


def test_the_files_have_enough():
    assert len(RIGHT) >= 350 and len(WRONG) >= 140


@pytest.mark.parametrize("code", RIGHT)
def test_right_code_can_be_written(code, names):
    assert blocked(fenced(code), names) is None


@pytest.mark.parametrize("code", WRONG)
def test_wrong_code_cant_be_written(code, names):
    assert blocked(fenced(code), names) is not None


def check_tokens(model, names, texts):
    """Each token of right code is allowed, where it is looked at and where all of them are."""
    for text in texts:
        held, whole = HeldNames(model.tokenizer, names), []
        for token in model.tokenize(text):
            assert held.allows(token), (text, model.detokenize(whole), model.tokenizer.token_bytes(token))
            if held.narrow:
                allowed = held.mask(np.array([(token, 0)], dtype=[("id", np.int32), ("logit", np.float32)]))
                assert len(allowed) == 1, (text, model.detokenize(whole))
            held.accept(token)
            whole.append(token)
        assert not held.given_way


def test_tokens_of_right_code(demo, names):
    check_tokens(demo, names, map(fenced, RIGHT))


@pytest.mark.slow
@pytest.mark.real
def test_tokens_of_right_code_with_a_real_vocabulary(smollm2, names):
    check_tokens(smollm2, names, map(fenced, RIGHT))


@pytest.mark.parametrize("which", ["demo", "noise"])
def test_the_whole_vocabulary_agrees_with_single_tokens(which, demo, noise, names):
    tokenizer = (demo if which == "demo" else noise).tokenizer
    for code in ['x = df["', "x = df[\"pri", "print(df.", "import ", "from math import sq", 'df["new"]', "x = df['",
                 'x = df["gr', "x = df.groupby('"]:
        held = HeldNames(tokenizer, names)
        for byte in fenced(code).partition("\n```\n")[0].encode():
            assert held._watch.take(bytes([byte]))
        assert held.narrow, code
        allowed = vocabulary_of(tokenizer, {}).allowed(held._watch)
        single = [bool(tokenizer.token_bytes(token)) and held.allows(token) for token in range(tokenizer.size)]
        assert allowed.tolist() == single and any(single), code


def said(begin):
    """A conversation whose answer has begun."""
    return [ChatMessage("user", "Hi"), ChatMessage("assistant", begin)]


KEY = dict(temperature=3.0, top_k=0, top_p=1.0, min_p=0.0)   # noise, not what is likely


@pytest.mark.parametrize("begin", ['x = df["', "x = df['", "print(df.groupby('", "x = df[[\"price\", '", "x = df.",
                                   "x = math.", "import ", "from math import ", "x = account."])
def test_noise_writes_real_names(begin, noise, names):
    config = GenerationConfig(constrain_names=names, max_tokens=40, **KEY)
    start = f"```python\n{begin}"
    for seed in range(6):
        reply = noise.reply(said(start), config.replace(seed=seed), continue_final=True)
        text = start + reply.text
        assert reply.error is None
        assert blocked(text.replace("\ufffd", ""), names) is None or "\ufffd" in text, text
        if begin.endswith(('["', "['")) and len(reply.tokens) > 30:
            beginnings = ("price", "quantity", "total sum", "it", "a", "gr", "sales", "{", "%")
            assert text[len(start):].startswith(beginnings), text


@pytest.mark.parametrize("begin", ['x = df["', "print(df[['price']], df.", 'df["n"], '])
def test_drafts_change_nothing(begin, noise, names):
    before = said(f"```python\nprint(df['price'], df['quantity'], df['price'])\n{begin}")
    config = GenerationConfig(constrain_names=names, max_tokens=40, temperature=0)
    with plain(noise):
        expected = noise.reply(before, config, continue_final=True).text
    with drafting(noise):
        reply = noise.reply(before, config, continue_final=True)
        assert reply.text == expected
    assert reply.stats.drafted_tokens > 0


def test_a_bias_towards_a_wrong_name(noise, names):
    wrong = noise.tokenize("nope")
    bias = {token: 50.0 for token in wrong if noise.tokenizer.token_bytes(token)}
    biased = dict(logit_bias=bias, temperature=0, max_tokens=8)
    ask = lambda **more: noise.reply(said('```python\nx = df["'),
                                     {**biased, **more}, continue_final=True).text
    assert ask().strip()[:1] in "nope"
    assert blocked('```python\nx = df["' + ask(constrain_names=names), names) is None


def test_with_logprobs_stop_strings_and_a_grammar(noise, names):
    before = said('```python\nx = df["')
    measured = dict(constrain_names=names, logprobs=2, max_tokens=12, seed=1, **KEY)
    reply = noise.reply(before, measured, continue_final=True)
    assert reply.text is not None and len(reply.logprobs) == len(reply.tokens)
    reply = noise.reply(before, dict(constrain_names=names, stop=["price", "quan", "s", "t", "g", "a"], max_tokens=12,
                                     seed=1, **KEY), continue_final=True)
    assert reply.text is not None and reply.finish_reason in ("stop", "length") and reply.error is None
    grammar = 'root ::= "```python\\nx = df[\\"" [a-z]+ "\\"]"'
    chat = Chat(noise)
    for seed in range(4):
        text = chat.send("Hi", begin='```python\nx = df["', grammar=grammar, constrain_names=names, seed=seed,
                         max_tokens=30, **KEY).text
        assert text.startswith(('```python\nx = df["price', '```python\nx = df["quantity')) or "[\"gr" in text, text


def test_a_grammar_that_no_name_fits_wins(noise, names):
    reply = Chat(noise).send("Hi", grammar='root ::= "```python\\nx = df[\\"zzz\\"]"', constrain_names=names,
                             max_tokens=60, temperature=0)
    assert reply.text == '```python\nx = df["zzz"]'


def test_a_name_that_the_model_has_no_tokens_for(names):
    assert blocked(fenced('x = df["größ"]'), names)
    watch = AnswerWatch(names)
    assert watch.take('```python\nx = df["gr'.encode())
    first, second = "ö".encode()
    assert watch.fork().take(bytes([first])) and not watch.fork().take(bytes([0xE2]))
    after = watch.fork()
    assert after.take(bytes([first])) and after.take(bytes([second])) and not after.fork().take(b"x")


def test_only_python_is_held(names):
    wrong = 'x = df["nope"]'
    assert blocked(wrong, names) is None and blocked(f"Use `{wrong}`.\n\n    {wrong}\n", names) is None
    for language in ("sql", "bash", "text", "r", "json"):
        assert blocked(fenced(wrong, language), names) is None
    for language in ("python", "py", "Python", "", "python3", "{.python}", "ipython"):
        assert blocked(fenced(wrong, language), names), language
    assert blocked(f"1. So:\n\n   ```python\n   {wrong}", names) and blocked(f"~~~python\n{wrong}", names)
    assert blocked(fenced("x = 1") + f"\nNot {wrong}\n", names) is None
    assert blocked(fenced("x = 1") + fenced(wrong), names)


def test_a_thought_doesnt_count(names):
    assert blocked("<think>\n```python\nx = 1\n</think>\n\nUse df[\"nope\"]:\n", names) is None
    assert blocked("<think>\n```python\nx = 1\n</think>\n\n" + fenced('x = df["nope"]'), names)


def test_nothing_of_the_users_is_run():
    class Loud:
        """Complains about everything."""

        def __dir__(self):
            raise AssertionError

        @property
        def value(self):
            raise AssertionError

        @property
        def __dict__(self):
            raise AssertionError

        def __eq__(self, other):
            raise AssertionError

        __hash__ = None

    class Meta(type):
        def __getattribute__(cls, name):
            raise AssertionError

        def __dir__(cls):
            raise AssertionError

        def __hash__(cls):
            raise AssertionError

    class Odd(metaclass=Meta):
        pass

    names = dict(loud=Loud(), Odd=Odd, odd=object.__new__(Odd), both=pd.DataFrame({"a": [1]}))
    for code in ("loud.value", "loud.nope", "Odd.x", "odd.x", "loud", "both.a", "print(loud, Odd)"):
        blocked(fenced(code), names)
    assert blocked(fenced("x = loud.value"), names) is None   # it computes its own dictionary
    assert blocked(fenced("x = both.b"), names)


def test_wide_tables_and_many_variables():
    wide = pd.DataFrame(np.zeros((2, 10_000)), columns=[f"column_{number}" for number in range(10_000)])
    names = {**{f"v{number}": number for number in range(3000)}, "wide": wide}
    assert blocked(fenced('x = wide["column_9999"]'), names) is None
    assert blocked(fenced('x = wide["column_10000"]'), names)


columns = st.text(st.characters(exclude_categories=("Cs",)), max_size=8)
quoted = st.sampled_from([repr, ascii, lambda text: json.dumps(text, ensure_ascii=False)])


@settings(max_examples=150, deadline=None)
@given(st.lists(columns, min_size=1, max_size=5, unique=True), st.integers(0, 4), quoted, columns)
def test_any_column_can_be_written_and_no_other(labels, number, quote, other):
    names = dict(df=pd.DataFrame([[0] * len(labels)], columns=labels))
    spelled = quote(labels[number % len(labels)])
    assert blocked(fenced(f"x = df[{spelled}] + df[[{spelled}]].mean()"), names) is None, spelled
    assert blocked(fenced(f"df[{quote(other)}] = 1\nprint(df[{quote(other)}])"), names) is None
    if other not in labels and other.isalpha() and other.isascii() and not any(
            label.startswith(other) for label in labels):
        assert blocked(fenced(f"x = df[{other!r}].sum()"), names)


def test_one_table_and_a_loop_over_what_the_code_loads():
    names = dict(df=pd.DataFrame({"price": [1]}), pd=pd)
    for code in ("frames = load()\n[df.z for df in frames]", "tables = pd.read_excel(f, sheet_name=None)\n"
                 "pd.concat([df[['zz']] for df in tables.values()])", "t = {}\n{k: df['z'] for k, df in t.items()}"):
        assert blocked(fenced(code), names) is None, code
    for code in ("x = df['price'].max()\ny = [df.z, 1]", "y = {'a': df['z'], 'b': 2}", "print(sum(df['z']))"):
        assert blocked(fenced(code), names), code


def test_numbers_in_the_brackets_of_a_table_whose_columns_are_texts():
    names = dict(df=pd.DataFrame({"price": [1]}), mixed=pd.DataFrame({"price": [1], 7: [2]}),
                 long=pd.DataFrame({"a": np.zeros(20_000)}))
    for code in ("x = df[0:5]", "x = df[:5]", "x = df[-2:]", "x = df[1000:]", "x = long[10000:]", "df[123456] = 1",
                 "df[5] = 1\nprint(df[5])", "x = mixed[7]", "x = mixed[123456]", "x = df[[0]]", "x = df[3 > y]"):
        assert blocked(fenced(code), names) is None, code
    for code in ("x = df[0]", "x = df[-1]", "x = df[10000", "df[5].sum()", "x = df['price', 1]", "x = long[100000"):
        assert blocked(fenced(code), names), code


def test_a_later_block_of_an_answer_knows_what_an_earlier_one_made(names):
    first = fenced("df['ratio'] = 1\nlate = df\nimport json as j")
    assert blocked(first + fenced("print(df['ratio'])\nj.dumps(1)\nlate.x = 1\ndf.anything"), names) is None
    assert blocked(fenced("df['ratio'] = 1\nimport json as j") + fenced("print(df['rat'])"), names)
    assert blocked(fenced("import json as j") + fenced("j.dump_it(1)"), names)
    assert blocked(fenced("x = 1", "sql") + fenced("print(df['nope'])"), names)
    windows = "```python\r\ndf['ratio'] = 1\r\n```\r\nSo df['nope'] is not held.\r\n"
    assert blocked(windows, names) is None


def test_a_beginning_with_a_wrong_name_is_gone_on_with(demo, names):
    before = "```python\nprint(df['nope'])\ndf['ratio'] = 1\n"
    for more, held in (("print(df['", False), ("```\n\n```python\nprint(df['ratio'], df['", True),
                       ("```\n\nAs df['nope", False)):
        following = HeldNames(demo.tokenizer, names, written=(before + more).encode())
        assert following.narrow == held, more
        assert not following.given_way
    following = HeldNames(demo.tokenizer, names, written=before.encode())
    for token in demo.tokenize("```\n\n```python\nprint(df['zzz"):
        following.accept(token)
    assert following.given_way >= 1


def test_lazy_modules_stay_unloaded(names, tmp_path, monkeypatch):
    spec = importlib.util.spec_from_loader("lazy_held", importlib.machinery.SourceFileLoader(
        "lazy_held", str(tmp_path / "there_is_no_such_file.py")))
    spec.loader = importlib.util.LazyLoader(spec.loader)
    lazy = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(lazy)
    monkeypatch.setitem(sys.modules, "lazy_held", lazy)
    for code in ("lazy.anything", "import lazy_held\nlazy_held.x", "from lazy_held import y", "lazy_held.sub.x"):
        where = blocked(fenced(code), dict(names, lazy=lazy, lazy_held=lazy))   # an assertion would show the module
        assert where is None, code
    with pytest.raises(FileNotFoundError):
        lazy.anything   # only now


def test_labels_with_code_of_their_own():
    asked = []

    class Label(str):
        """Notes when it is asked."""

        def __str__(self):
            return asked.append(1) or "other"

        __class__ = property(lambda self: asked.append(1) or str)

    class Other:
        """Notes when it is asked."""

        __class__ = property(lambda self: asked.append(1) or str)

    table = pd.DataFrame([[1, 2]], columns=pd.Index([Label("price"), Other()], dtype=object))
    asked.clear()
    assert blocked(fenced("x = df['price']"), dict(df=table)) is None and blocked(fenced("x = df['b']"), dict(df=table))
    assert not asked


def test_what_changes_while_an_answer_is_written(demo):
    growing, things = {"a": [1]}, {}
    names = dict(df=pd.DataFrame(growing), things=things)
    held = HeldNames(demo.tokenizer, names)
    for number, token in enumerate(demo.tokenize("```python\nprint(df['a'], things.keys(), df.a, new.x)\nprint(df.")):
        held.accept(token)
        names[f"new{number}"] = things[number] = number
        names["df"][f"c{number}"] = number
        held.narrow, held.allows(token)
    names.clear()
    assert held.narrow and not held.given_way


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60), st.sampled_from(RIGHT))
def test_no_text_breaks_it(text, code):
    names = dict(df=pd.DataFrame({"price": [1]}), account=Account("Ada", 1), math=math)
    watch = AnswerWatch(names)
    for char in f"```python\n{code[:len(text)]}{text}\n```\n":
        if not watch.step(char):
            break
        watch.narrow, watch.alert, watch.may_end, watch.following


# In Python, in cells


def test_the_setting():
    assert GenerationConfig(constrain_names=True).constrain_names is True
    for wrong in ("df", 1, [1]):
        with pytest.raises(ValueError, match="globals"):
            GenerationConfig(constrain_names=wrong)


def test_other_models_say_that_they_cant():
    class Other:
        def create_chat_completion(self, messages, stream=False, **given):
            assert "constrain_names" not in given
            return {"choices": [{"message": {"role": "assistant", "content": "Fine."}, "finish_reason": "stop"}]}

    with pytest.warns(UserWarning, match="constrain_names"):
        assert Chat(Other()).send("Hi", constrain_names=True).text == "Fine."
    assert Chat(ScriptedModel(["Fine."])).send("Hi", constrain_names=True).text == "Fine."


def test_a_file_keeps_no_variables(names):
    kept = settings_to_dict(GenerationConfig(constrain_names=names, temperature=0.5).to_dict())
    assert json.loads(json.dumps(kept)) == dict(constrain_names=True, temperature=0.5)


# In a kernel

SETUP = """
import pandas as pd
from notebook_chat import Chat, load_model
magics = get_ipython().magics_manager.registry['ChatMagics']
model = load_model({model!r})
magics.chats['main'] = Chat(model); magics.current = 'main'
flowers = pd.DataFrame({{"petal_cm": [1.5, 4.0], "leaf_count": [3, 5]}})
"""


def fix(kernel, line="%chat fix"):
    """The code that `%chat fix` puts into the next cell."""
    cell = kernel.executions[kernel.client.execute(line, allow_stdin=True)] = harness.Execution()
    kernel.collect(cell)
    assert cell.error is None, cell.text
    return cell.reply["payload"][0]["text"]


@pytest.mark.kernel
@pytest.mark.slow
@pytest.mark.real
def test_fix_uses_a_column_that_is_there(tmp_path):
    kernel = harness.Kernel(tmp_path)
    try:
        ok(kernel.execute("%load_ext notebook_chat"))
        ok(kernel.execute(SETUP.format(model="smollm2")))
        assert kernel.execute('print(flowers["petal"].mean())').error == "KeyError"
        options = "--temperature 0 --max-tokens 60 --begin '```python\\nprint(flowers'"
        code = fix(kernel, f"%chat fix {options}")
        assert any(f'"{name}"' in code or f"'{name}'" in code or f".{name}" in code
                   for name in ("petal_cm", "leaf_count")), code
        assert '"petal"' not in code
        assert kernel.execute('print(flowers["petal"].mean())').error == "KeyError"
        assert "petal_cm" not in fix(kernel, f"%chat fix --no-constrain-names {options}")
    finally:
        kernel.stop()
