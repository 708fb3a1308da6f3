"""A grammar holds, whatever the model, the vocabulary and the settings; a broken one is an error; and nobody waits."""

import functools
import re
import threading
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from notebook_chat.chat.chat import Chat
from notebook_chat.core.messages import FunctionCall
from notebook_chat.core.settings import LLAMA_CPP_DEFAULTS
from notebook_chat.llama.grammar import GrammarFilter, TriggerWatch, read_grammar
from notebook_chat.llama.model import LlamaModel
from notebook_chat.llama.sampler import Sampler
from notebook_chat.llama.scheduler import Scheduler
from notebook_chat.structured.gbnf_matcher import start_of
from notebook_chat.structured.gbnf_parser import GrammarError, parse_gbnf
from notebook_chat.structured.tool_grammars import call_grammar, words_grammar
from notebook_chat.tools.call_formats import CALL_FORMATS, write_calls
from support import grammars, tiny_models
from support.official import vocabulary as official_vocabulary
from support.processes import run_python
from support.waiting import wait_for

GREEDY = dict(temperature=0, top_k=0, top_p=1, min_p=0)
ANYTHING = dict(top_k=0, top_p=1, min_p=0, temperature=1)


# What is a grammar


def refusal(text):
    """Why a grammar is refused; `None` if it isn't."""
    try:
        parse_gbnf(text)
    except GrammarError as error:
        return str(error)


def compared(texts, tokenizer):
    """What we and llama.cpp say of grammars that both can judge: `(text, our reason, whether llama.cpp accepts it)`."""
    reasons = []
    for text in texts:
        reason = refusal(text)
        if not reason:
            try:
                read_grammar(text, tokenizer)
            except ValueError as error:
                reason = str(error)
        if text and "\0" not in text and not (reason and any(ours in reason for ours in grammars.OURS_ALONE)):
            reasons.append((text, reason))
    return [(text, reason, accepted) for (text, reason), accepted
            in zip(reasons, grammars.llama_cpp_accepts([text for text, _ in reasons]))]


@pytest.mark.parametrize("source", ["good", "bad", "json", *range(3)])
def test_what_is_accepted_is_what_llama_cpp_accepts(source, demo):
    texts = {"good": grammars.GOOD, "bad": grammars.BAD, "json": grammars.json_mutations(400)}.get(source)
    verdicts = compared(texts or list(grammars.mutations(1500, source)), demo.tokenizer)
    assert [(text, reason) for text, reason, accepted in verdicts if (reason is None) != accepted] == []
    assert any(accepted for *_, accepted in verdicts) or source == "bad"
    assert any(reason for _, reason, _ in verdicts) or source == "good"


@pytest.mark.parametrize("text", grammars.BAD)
def test_a_broken_grammar_is_an_error_with_a_place_and_nothing_is_printed(text, demo, capfd):
    if not text.strip():
        return
    for triggers in ((), ("a",)):
        with pytest.raises(ValueError, match="not valid GBNF: ") as caught:
            demo.complete("hi", dict(grammar=text, grammar_triggers=triggers))
        assert "\n" not in str(caught.value) and len(str(caught.value)) < 500
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("text, reason", [
    ('root ::= "a" bar', "line 1, column 14: there is no rule 'bar'; the rules are root"),
    ('root ::= "a"\nitem ::= [a-z] (root | itme)',
     "line 2, column 24: there is no rule 'itme'; the rules are root, item"),
    ('root ::= "é\\q"', "line 1, column 12: there is no escape '\\\\q'"),
    ('root ::= "a"{7,3}', "line 1, column 13: 7 to 3 repetitions"),
    ("root ::= a\na ::= b\nb ::= a", "begins with itself"),
    ("root ::= <|im_strat|>", "line 1, column 10: this model has no token <|im_strat|>"),
])
def test_the_reason_says_where(text, reason, demo):
    with pytest.raises(ValueError) as caught:
        read_grammar(text, demo.tokenizer)
    assert reason in str(caught.value)


NEVER_ENDING = [
    'root ::= "a"{5,3}', 'root ::= "a"{3,0}', 'root ::= blank root "x" | "y"\nblank ::= [ ]*',
    "root ::= " + "(" * 100_000,
    "root ::= " + "(" * 3000 + '"a"' + ")" * 3000, 'root ::= ("" | "a")* root',
    "\n".join(f"r{n} ::= r{n + 1}" for n in range(20_000)) + '\nr20000 ::= "x"\nroot ::= r0',
    "\n".join(f"r{n} ::= r{n + 1} | r{n + 1}" for n in range(60)) + '\nr60 ::= "x"\nroot ::= r0',
    "\n".join(f'r{n} ::= r{n + 1} "x" | r{n + 1} "y"' for n in range(60)) + '\nr60 ::= "x"\nroot ::= r0',
    f'root ::= "{"a" * 10_000}"{{2000}}', 'root ::= "a"\n' * 3 + "root", "\ud800", 'root ::= "a\udc80"',
]


@pytest.mark.parametrize("text", NEVER_ENDING, ids=range(len(NEVER_ENDING)))
def test_what_llama_cpp_would_not_survive_is_an_error(text, demo):
    with pytest.raises(ValueError, match="not valid GBNF"):
        demo.complete("hi", dict(grammar=text))


@settings(suppress_health_check=list(HealthCheck), deadline=None, max_examples=60)
@given(seed=st.integers(0, 10_000), cut=st.integers(0, 12), data=st.data())
def test_what_may_follow_is_what_followed(seed, cut, data):
    """A text that a grammar allows can be cut anywhere: the rest is allowed by the grammar for what may follow."""
    grammar = parse_gbnf(data.draw(st.sampled_from([text for text in grammars.GOOD if "<" not in text])))
    rng, text, state = np.random.default_rng(seed), "", start_of(grammar)
    for _ in range(24):
        following = [character for character in 'abcdeyxz019,.{}[]":- \n\\é' if state.after(character).fits]
        if not following:
            break
        text += rng.choice(following)
        state = state.after(text[-1])
    before = start_of(grammar).after(text[:cut])
    rest = start_of(parse_gbnf(before.remaining())).after(text[cut:])
    assert rest.fits and rest.complete == state.complete
    assert not start_of(parse_gbnf(before.remaining())).after(text[cut:] + "\x07").fits or state.after("\x07").fits


# A grammar from the trigger on


def get(key: str): "Gets."


def get_weather(city: str, days: int = 1): "Tells the weather."


def now(): "The time."


FUNCTIONS = [get, get_weather, now]
WORDS = [
    "get", "_weather", "get_weather", "get_weather(", "(...", "get_weather(...)", "(\"", 'get_weather("', 'get("a")',
    "get(now(", "))",
    ")", "now()", "now(1", "(1)", "weather(", 'x get("', 'get_weather("a", days=', "days", "=", "2)", "...", " get",
    "get(get_weather(",
    "budget(", "ge", "t_", "t_weather(\"Ü", "<tool_call>", "<tool_call>{", '<tool_call>\n{"name": "get"', '{"name": "',
    "</tool_call>",
    "tool_call>{}", "<tool_call>...",
]
BROKEN = [b'get("\xe2', b"\x82\xac", b'get("\xff', b'("\xe2\x82', b"\x80\x80", b"\x00", b'"\x00']


@pytest.fixture(scope="module")
def babblers(tmp_path_factory):
    """Models that write noise, in vocabularies where triggers come in pieces and with things after them."""
    folder = tmp_path_factory.mktemp("babble")
    kinds = [functools.partial(tiny_models.bpe_vocabulary, words=WORDS + BROKEN),
             functools.partial(tiny_models.spm_vocabulary, words=WORDS)]
    models = [LlamaModel(tiny_models.write_model(folder / f"{number}.gguf", vocabulary=kind), n_threads=1, n_ctx=1024)
              for number, kind in enumerate(kinds)]
    yield models
    for model in models:
        model.close()


def favoured(model, strength=6.0):
    """Biases towards the pieces of calls."""
    wanted = {word.encode() for word in WORDS} | set(BROKEN)
    return {token: strength for token in range(model.tokenizer.size) if model.tokenizer.token_bytes(token) in wanted}


def from_the_trigger(text, triggers):
    """A reply from its first trigger on; `None` without one."""
    starts = [start for trigger in triggers for start in range(len(text)) if begins_with(text, start, trigger)]
    return text[min(starts):] if starts else None


def begins_with(text, start, trigger):
    """Whether a trigger stands there: a word not inside a longer one, nor where it is a method or being defined."""
    if not text.startswith(trigger, start):
        return False
    before = text[:start]
    if not trigger[0].isalnum():
        return True
    inside = before[-1:].isascii() and (before[-1:].isalnum() or before[-1:] == "_")
    return not (inside or re.search(r"[\w)\]]\.$|\b(def|class) $", before, re.ASCII))


@pytest.mark.parametrize("before", ["bud", "my_", "d.", "```python\ndef ", "class "])
def test_a_name_in_a_longer_word_or_a_definition_triggers_nothing(demo, before):
    grammar, triggers = call_grammar(FUNCTIONS, "python")
    watch = TriggerWatch(read_grammar(grammar, demo.tokenizer), triggers)
    watch.take(before.encode())
    assert watch.begun_by(b"get(") is None
    watch.take(b"get(x) is no call, but ")
    assert watch.begun_by(b"get(").fits


def test_llama_31s_trigger_is_the_whole_key(demo):
    grammar, triggers = call_grammar(FUNCTIONS, "llama-3.1")
    watch = TriggerWatch(read_grammar(grammar, demo.tokenizer), triggers)
    assert watch.begun_by(b'{"names": ["Ada"]}') is None and watch.begun_by(b'{"name": "get').fits


SYNTAXES = ["python", "hermes", "qwen3-coder"]


@pytest.mark.parametrize("changes", [{}, dict(temperature=0), dict(top_k=3, min_p=0.2), dict(mirostat=2,
                                                                                             temperature=2.0),
                                     dict(repeat_penalty=1.5, dry_multiplier=1.0), dict(xtc_probability=1,
                                                                                        xtc_threshold=0.01),
                                     dict(stop=["days", "))"]), dict(typical_p=0.3, temperature=3.0)], ids=str)
@pytest.mark.parametrize("syntax", SYNTAXES)
def test_every_call_that_begins_fits(syntax, changes, babblers):
    grammar, triggers = call_grammar(FUNCTIONS, syntax)
    start = start_of(parse_gbnf(grammar))
    begun = finished = 0
    for model in babblers:
        options = {**ANYTHING, "max_tokens": 60, "logit_bias": favoured(model), **changes}
        options.update(grammar=grammar, grammar_triggers=triggers)
        for reply in [model.complete(f"{seed}:", dict(options, seed=seed)) for seed in range(8)]:
            call = from_the_trigger(reply.text, triggers)
            assert reply.error is None
            if call is None:
                continue
            begun += 1
            state = start.after(call.removesuffix("\ufffd"))
            assert state.fits, call
            if reply.eos and not changes.get("stop"):
                finished += 1
                assert state.complete, call
    assert begun >= 1


def test_calls_through_a_chat_fit(babblers):
    for model in babblers:
        chat = Chat(model, functions=FUNCTIONS, constrain=True)
        for seed in range(12):
            reply = chat.fork().send("?", max_tokens=60, seed=seed, logit_bias=favoured(model), **ANYTHING)
            events = [value for kind, value in reply.parts if kind == "call"]
            assert [event.result for event in events if event.error] == []


@pytest.mark.parametrize("syntax", CALL_FORMATS)
def test_an_answer_in_words_begins_with_no_call(syntax):
    start = start_of(parse_gbnf(words_grammar(FUNCTIONS, [syntax, "python"])))
    call = write_calls([FunctionCall("get_weather", {"city": "Rome"})], syntax)
    for wrong in (call, " \n" + call, "get_weather('Rome')", "now()", "", " \n"):
        assert not (state := start.after(wrong)).fits or not state.complete, wrong
    for right in ("It is sunny.", "ge", "\n\nWeather: sunny", "# Now", "I called get_weather('Rome')", "日本", "1 < 2",
                  "{}", "[1]"):
        assert (state := start.after(right)).fits and (state.complete or right == "ge"), right


@pytest.mark.parametrize("name", ["gemma-4", "llama-bpe", "qwen2", "llama-spm", "gpt-2",
                                  "deepseek-llm", "falcon"])
def test_real_vocabularies_never_run_past_a_trigger(name):
    """Each token that could complete `get_weather(` is the one that the model wants most; what is taken fits."""
    tokenizer = official_vocabulary(name)
    grammar = 'root ::= "get_weather(" ["] [^"]* ["] ")"'
    start = read_grammar(grammar, tokenizer)
    pieces = {token: tokenizer.token_bytes(token) for token in range(tokenizer.size)}
    opening = [token for token, data in pieces.items() if data.startswith(b"(")]
    legal = {token for token in opening if start.after("get_weather" + pieces[token].decode("utf-8", "replace")).fits}
    assert legal and len(opening) > len(legal)
    wanted = LLAMA_CPP_DEFAULTS.replace(grammar=grammar, grammar_triggers="get_weather(", temperature=0)
    other = next(token for token, data in pieces.items() if data == b"x")
    for token in opening[:: max(1, len(opening) // 40)]:
        sampler = Sampler(tokenizer, wanted, 0, 512)
        for written in tokenizer.tokenize("I call get_weather"):
            sampler.accept(written)
        logits = np.zeros(tokenizer.size, dtype=np.float32)
        logits[[token, other]] = 9, 5
        chosen = sampler.first_choice(logits)
        if token in legal:
            assert chosen == token
        else:
            assert chosen is None and sampler.other_choice(logits) == other
        if token in legal and pieces[token] == b"(":
            logits[other] = 99
            following = sampler.first_choice(logits)
            following = sampler.other_choice(logits) if following is None else following
            assert pieces[following].startswith(b'"')
        sampler.free()


def test_a_call_that_was_cut_off_is_continued_under_the_grammar(babblers):
    grammar, triggers = call_grammar(FUNCTIONS, "python")
    start = start_of(parse_gbnf(grammar))
    for model in babblers:
        options = dict(ANYTHING, grammar=grammar, grammar_triggers=triggers, logit_bias=favoured(model))
        for partial in ('I ask get_weather("Be', "get_weather(", 'now get("'):
            messages = [{"role": "user", "content": "?"}, {"role": "assistant", "content": partial}]
            for seed in range(4):
                reply = model.reply(messages, dict(options, seed=seed, max_tokens=30), continue_final=True)
                call = from_the_trigger(partial + reply.text, triggers)
                assert start.after(call.removesuffix("\ufffd")).fits, call


def test_nothing_that_was_taken_back_is_shown(babblers):
    for model in babblers:
        bad = {token: 20.0 for token in range(model.tokenizer.size) if b"..." in model.tokenizer.token_bytes(token)}
        name = [token for token in range(model.tokenizer.size) if model.tokenizer.token_bytes(token) == b"get_weather"]
        options = dict(ANYTHING, grammar='root ::= "get_weather(" [a-z]+ ")"', grammar_triggers="get_weather(",
                       logit_bias={**bad, name[0]: 19.0}, max_tokens=40)
        for seed in range(10):
            reply = model.complete("?", dict(options, seed=seed))
            shown = any(begins_with(reply.text, start, "get_weather(...") for start in range(len(reply.text)))
            assert "".join(reply) == reply.text and not shown
            assert model.detokenize(reply.tokens or ()) in (reply.text, " " + reply.text) or reply.tokens is None


# Nothing ends the process


def test_nothing_a_model_may_choose_ends_the_process(tmp_path):
    script = Path(__file__).parent / "support" / "hostile_grammars.py"
    code = f"import runpy, sys; sys.argv = [{str(script)!r}, {str(tmp_path)!r}]; runpy.run_path(sys.argv[0])"
    done = run_python(code, timeout=200)
    assert done.stdout.startswith("alive"), done.stdout[-1000:] + done.stderr[-3000:]
    assert done.stderr == ""


# Nobody waits for another one's grammar

HEAVY = "root ::= " + " | ".join(f'"value number {number}"' for number in range(2_000))
QUESTION = [{"role": "user", "content": "Name the planets"}]


@pytest.fixture
def slow_mask(monkeypatch):
    """A grammar takes until it is released: `started` is set when it begins, `release` lets it go on."""
    events = dict(started=threading.Event(), release=threading.Event())
    mask = GrammarFilter.mask

    def slow(self, candidates):
        events["started"].set()
        assert events["release"].wait(60)
        return mask(self, candidates)

    monkeypatch.setattr(GrammarFilter, "mask", slow)
    yield type("Slow", (), events)
    events["release"].set()


def test_other_replies_are_written_while_a_grammar_takes_long(demo, slow_mask):
    alone = demo.reply(QUESTION, dict(GREEDY, max_tokens=30)).text
    held = demo.reply(QUESTION, dict(GREEDY, grammar='root ::= "no planets at all"'))
    assert slow_mask.started.wait(30)
    others = [demo.reply(QUESTION, dict(GREEDY, max_tokens=30)) for _ in range(3)]
    assert all(other.wait(30) for other in others) and others[0].text[:10] == alone[:10]
    assert not held.finish_reason and held.stats.completion_tokens == 0
    slow_mask.release.set()
    assert held.text == "no planets at all" and held.finish_reason == "stop"


def test_a_stop_need_not_wait_for_a_grammar(demo, slow_mask):
    held = demo.reply(QUESTION, dict(GREEDY, grammar='root ::= "no planets at all"'))
    assert slow_mask.started.wait(30)
    held.stop()
    assert held.wait(30) and held.finish_reason == "stopped" and not slow_mask.release.is_set()
    assert demo.reply(QUESTION, dict(GREEDY, max_tokens=3)).text
    slow_mask.release.set()
    assert demo.reply(QUESTION, dict(GREEDY, grammar='root ::= "yes"')).text == "yes"


def test_closing_waits_for_the_grammar_and_not_the_reader(open_model, slow_mask):
    model = open_model()
    held = model.reply(QUESTION, dict(GREEDY, grammar='root ::= "no planets at all"'))
    assert slow_mask.started.wait(30)
    closing = threading.Thread(target=model.close)
    closing.start()
    assert held.wait(30) and held.finish_reason == "stopped"
    assert closing.is_alive()   # the grammar reads the vocabulary
    slow_mask.release.set()
    closing.join(30)
    assert not closing.is_alive()


def test_a_reply_that_is_preempted_while_its_token_is_chosen_goes_on(open_model, slow_mask, monkeypatch):
    preempted, preempt = [], Scheduler.preempt
    monkeypatch.setattr(Scheduler, "preempt", lambda self: preempted.append(self.active[-1]) or preempt(self))
    model = open_model(n_ctx=160, n_sequences=2)
    full = model.complete("x " * 50, dict(GREEDY, logit_bias={model.tokenizer.named_token("eos")[0]: -1e5}))
    held = model.complete("a b c d", dict(GREEDY, grammar='root ::= "no planets at all" [0-9]{4}'))
    assert slow_mask.started.wait(30)
    assert full.wait(30) and full.finish_reason == "length"
    assert {request.output.writer.reply for request in preempted} == {held} and not held.finish_reason
    wait_for(lambda: not model._engine.scheduler.waiting)   # it is read again, before its token is there
    slow_mask.release.set()
    assert held.text.startswith("no planets at all") and held.text[17:].isdigit() and held.finish_reason == "stop"


def test_the_text_does_not_depend_on_how_long_a_grammar_takes(demo, monkeypatch):
    grammar = 'root ::= [A-Z] [a-z]{5,9} (" " [a-z]+){8} "."'
    options = dict(ANYTHING, grammar=grammar, seed=5, max_tokens=40, temperature=1.5)
    mask, delays = GrammarFilter.mask, iter([0.0, 0.01] * 1000)
    text = demo.reply(QUESTION, options).text

    def slow(self, candidates):
        threading.Event().wait(next(delays))
        return mask(self, candidates)

    monkeypatch.setattr(GrammarFilter, "mask", slow)
    assert demo.reply(QUESTION, options).text == text


def test_heavy_grammars_are_followed_by_many_at_once(demo):
    replies = [demo.reply(QUESTION, dict(grammar=HEAVY, seed=seed, max_tokens=20)) for seed in range(4)]
    plain = [demo.reply(QUESTION, dict(seed=seed, max_tokens=20)) for seed in range(4)]
    for reply in replies:
        assert reply.text.startswith("value number ") and int(reply.text[13:]) < 2_000
    assert all(reply.wait(30) and not reply.error for reply in plain)
