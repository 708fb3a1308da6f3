"""Thinking on, off or dosed: what official templates are told, how long a thought gets, and what servers are sent."""

import json
import warnings
from functools import partial
from typing import Literal

import pytest

from notebook_chat import Chat, ChatMessage, GenerationConfig, LlamaModel
from notebook_chat.core.recipes import Recipe
from notebook_chat.core.reply import Reply
from notebook_chat.chat.options import CommandError, parse_settings
from notebook_chat.models.adapters import CompletionModel
from notebook_chat.templates.selection import as_template, choose_template
from notebook_chat.templates.thinking import thinking_plan
from support.fake_server import piece
from support.official import Refused, official_folder, render_officially, template_names, template_source
from support.serving import TALK, no_proxy, serve, streaming  # noqa: F401 (fixtures)
from support.tiny_models import BPE_CONTROLS, CHAT_ML, bpe_vocabulary

GREEDY = {"temperature": 0}
THINKING = CHAT_ML + "{#- <think> </think> -#}"
OPENED = CHAT_ML.replace("<|im_start|>assistant\n{% endif",
                         "<|im_start|>assistant\n<think>\n{% endif") + "{#- </think> -#}"
SWITCHED = CHAT_ML.replace("<|im_start|>assistant\n{% endif", "<|im_start|>assistant\n{% if enable_thinking is defined "
                           "and enable_thinking is false %}<think>\n\n</think>\n\n{% endif %}{% endif")
SWITCHED += "{#- <think> -#}"


# The setting


@pytest.mark.parametrize("wrong", ["lots", "", "Low", -1, 3.5, 1.0, [], {}, b"low"])
def test_what_is_no_wish_is_refused_with_the_choices(wrong):
    with pytest.raises(ValueError, match="thinking must be True, False, 'low', 'medium', 'high', or .* tokens"):
        GenerationConfig(thinking=wrong)


def test_one_token_is_not_the_same_as_thinking():
    on, one = GenerationConfig(thinking=True), GenerationConfig(thinking=1)
    assert on.thinking is True and one.thinking == 1 and one.thinking is not True and on != one
    assert on == GenerationConfig(thinking=True) and GenerationConfig(thinking=0).thinking is False
    assert json.loads(json.dumps([on.to_dict(), one.to_dict()])) == [{"thinking": True}, {"thinking": 1}]


@pytest.mark.parametrize("name", ["enable_thinking", "reasoning_effort", "thinking_budget", "think"])
def test_other_names_lead_here(name):
    with pytest.raises(TypeError, match="Did you mean 'thinking'"):
        GenerationConfig(**{name: True})


# Official templates

ON_OFF = {name: ({"enable_thinking": True}, {"enable_thinking": False}) for name in (
    "Apertus-8B-Instruct", "Bielik-11B-v3.0-Instruct", "CohereForAI-c4ai-command-r7b-12-2024-tool_use", "GLM-4.6",
    "GLM-4.7-Flash", "HuggingFaceTB-SmolLM3-3B", "NVIDIA-Nemotron-3-Nano-30B-A3B-BF16", "Qwen-QwQ-32B",
    "Qwen-Qwen3-0.6B", "Qwen3.5-4B", "Reka-Edge", "Spark2.5", "deepseek-ai-DeepSeek-R1-Distill-Qwen-32B",
    "google-gemma-4-31B-it", "google-gemma-4-31B-it-interleaved", "inclusionai-ling-3.0-flash", "llama-cpp-rwkv-world",
    "openbmb-MiniCPM5-1B", "poolside-Laguna-S-2.1", "poolside-Laguna-XS-2.1", "poolside-Laguna-XS.2")}
ON_OFF |= {name: ({"thinking": True}, {"thinking": False}) for name in (
    "Kimi-K3", "deepseek-ai-DeepSeek-V3.1", "deepseek-ai-DeepSeek-V3.2", "deepseek-ai-DeepSeek-V4",
    "deepseek-ai-DeepSeek-V4-Flash-0731", "ibm-granite-granite-3.3-2B-Instruct")}
ON_OFF |= {"Cohere2MoE": ({"reasoning": True}, {"reasoning": False}),
           "MiniMax-M3": ({"thinking_mode": "enabled"}, {"thinking_mode": "disabled"}),
           "ByteDance-Seed-OSS": ({}, {"thinking_budget": 0}), "tencent-Hy3": ({}, {"reasoning_effort": "no_think"}),
           "upstage-Solar-Open-100B": ({}, {"reasoning_effort": "minimal"})}
EFFORTS = {name: dict(zip(("low", "medium", "high"), words)) for name, words in {
    "openai-gpt-oss-120b": ("low", "medium", "high"), "upstage-Solar-Open-100B": ("low", "medium", "high"),
    "deepseek-ai-DeepSeek-V4-Flash-0731": ("low", "medium", "high"), "tencent-Hy3": ("low", "high", "high")}.items()}
TALKS = [[ChatMessage("user", "Why?")], [ChatMessage("system", "Be brief."), ChatMessage("user", "Why?"),
                                         ChatMessage("assistant", "So."), ChatMessage("user", "And now?")]]


def official(name):
    official_folder()
    return choose_template({"tokenizer.chat_template": template_source(name)}, name)


def written(template, talk):
    return "".join(segment.text for segment in template.render(talk))


def check(name, thinking, variables, messages=None):
    for talk in TALKS:
        said = [message.to_dict() for message in (messages(talk) if messages else talk)]
        try:
            expected = render_officially(template_source(name), said, **variables)
        except Refused:
            continue
        assert written(thinking_plan(official(name), thinking).template, talk) == expected, (name, thinking)


@pytest.mark.parametrize("name", ON_OFF)
def test_official_templates_are_told_in_their_own_words(name):
    on, off = ON_OFF[name]
    check(name, True, on)
    check(name, False, off)
    for budget in (1, 300):
        check(name, budget, {**on, "thinking_budget": budget} if name == "ByteDance-Seed-OSS" else on)


@pytest.mark.parametrize("name", EFFORTS)
def test_official_templates_are_told_of_the_effort(name):
    variable = {"thinking": True} if "DeepSeek" in name else {}
    for word, theirs in EFFORTS[name].items():
        check(name, word, {**variable, "reasoning_effort": theirs})
        assert thinking_plan(official(name), word).limit is None
    check("Kimi-K3", "medium", {"thinking": True, "thinking_effort": "high"})
    check("muse-glimmer", "low", {"reasoning_strength": "low"})


def test_an_effort_is_a_budget_where_a_template_knows_none():
    plans = [thinking_plan(official("Qwen-Qwen3-0.6B"), word) for word in ("low", "medium", "high")]
    assert [plan.limit for plan in plans] == [512, 2048, None]
    check("ByteDance-Seed-OSS", "low", {"thinking_budget": 512})


def test_words_in_the_instructions():
    def told(word):
        def messages(talk):
            system = f"{talk[0].text}\n\n{word}" if talk[0].role == "system" else word
            return [ChatMessage("system", system), *[message for message in talk if message.role != "system"]]
        return messages

    check("NVIDIA-Nemotron-Nano-v2", False, {}, told("/no_think"))
    check("NVIDIA-Nemotron-Nano-v2", True, {}, told("/think"))
    llama = as_template("llama-3")
    plan = thinking_plan(type(llama)("of Llama-3.1-Nemotron-Nano-8B", llama.source), False)
    assert "\n\ndetailed thinking off<|eot_id|>" in written(plan.template, TALKS[0])


def test_templates_without_a_word_for_it_stay_as_they_are():
    official_folder()
    switched = {*ON_OFF, *EFFORTS, "NVIDIA-Nemotron-Nano-v2", "muse-glimmer"}
    for name in [name for name in template_names() if name not in switched]:
        for thinking in (None, True, False, "low", 100):
            check(name, thinking, {})
        assert bool(thinking_plan(official(name), True).problem) == (official(name).reasoning is None), name


def test_our_own_family_writes_what_the_official_one_does():
    own = as_template("qwen3")
    for thinking in (True, False):
        for talk in TALKS:
            expected = render_officially(template_source("Qwen-Qwen3-0.6B"), [message.to_dict() for message in talk],
                                         enable_thinking=thinking)
            assert written(thinking_plan(own, thinking).template, talk) == expected


# Budgets, with weights that say noise


@pytest.fixture(scope="module")
def thinkers(model_file):
    """`thinkers(template)` gives a model with a vocabulary that has the marks; one per template."""
    made = {}
    vocabulary = partial(bpe_vocabulary, special_tokens=(*BPE_CONTROLS, "<think>", "</think>"))

    def thinker(template=OPENED):
        if template not in made:
            made[template] = LlamaModel(model_file(vocabulary=vocabulary, template=template), n_ctx=512, n_threads=1)
        return made[template]

    yield thinker
    for model in made.values():
        model.close()


def mark(model, name="</think>"):
    return model.tokenizer.special_tokens[name]


def endless(model):
    """Settings under which a model neither ends its thought nor its reply."""
    tokens = ("<think>", "</think>", *BPE_CONTROLS)
    return dict(GREEDY, logit_bias={mark(model, token): -1e5 for token in tokens})


def done(reply):
    assert reply.wait(30) and reply.error is None, reply.error
    return reply


@pytest.mark.parametrize("budget", [1, 2, 7, 30])
def test_a_thought_ends_at_its_limit(thinkers, budget):
    model = thinkers()
    free = done(Chat(model).send("What?", **endless(model), max_tokens=40)).origins[0]
    reply = done(Chat(model).send("What?", **endless(model), max_tokens=40, thinking=budget))
    [origin] = reply.origins
    assert origin.prompt == free.prompt
    assert origin.written[:budget] == free.written[:budget]  # what precedes is what it would have been
    assert origin.written.index(mark(model)) == budget and origin.written.count(mark(model)) == 1
    assert reply.stats.reasoning_tokens == budget and reply.stats.completion_tokens == 40
    assert reply.tokens == origin.written[budget + 1:] and reply.reasoning and reply.text
    # after the mark comes what the model itself says there
    [after] = done(model.complete([*origin.prompt, *origin.written[:budget + 1]], endless(model), max_tokens=5)).origins
    assert origin.written[budget + 1:budget + 6] == after.written


def test_a_thought_that_ends_by_itself_is_left_alone(thinkers):
    model = thinkers()
    rule = ' "abc" </think> "\\n\\nso" '
    reply = done(Chat(model).send("What?", **GREEDY, grammar=f"root ::={rule}"))
    assert reply.stats.reasoning_tokens == 0  # a grammar without a wish: no thought
    bias = endless(model)["logit_bias"] | {mark(model): 1e5}
    reply = done(Chat(model).send("What?", **GREEDY, logit_bias=bias, max_tokens=3, thinking=5))
    assert reply.stats.reasoning_tokens == 0 and reply.origins[0].written[0] == mark(model)


@pytest.mark.parametrize("template", [OPENED, THINKING, SWITCHED])
def test_false_and_true(thinkers, template):
    model = thinkers(template)
    off = done(Chat(model).send("What?", **endless(model), max_tokens=5, thinking=False))
    assert (off.reasoning, off.stats.reasoning_tokens) == ("", 0) and off.text
    assert off.origins[0].prompt == done(Chat(model).send("What?", **endless(model), max_tokens=5,
                                                          thinking=0)).origins[0].prompt
    on = done(Chat(model).send("What?", **endless(model), max_tokens=5, thinking=True))
    opening = [mark(model, "<think>"), *model.tokenize("\n")]
    if template is SWITCHED:
        assert mark(model, "<think>") not in on.origins[0].prompt
    else:
        assert on.origins[0].prompt[-2:] == opening and on.stats.reasoning_tokens == 5


def test_a_thought_that_the_model_opens_is_closed_at_once(thinkers):
    model = thinkers(THINKING)
    bias = endless(model)["logit_bias"] | {mark(model, "<think>"): 1e5}
    reply = done(Chat(model).send("What?", **GREEDY, logit_bias=bias, max_tokens=4, thinking=False))
    assert reply.origins[0].written[:2] == [mark(model, "<think>"), mark(model)] and reply.reasoning == ""


def test_the_history_holds_what_was_written(thinkers):
    model = thinkers()
    chat = Chat(model)
    reply = done(chat.send("What?", **endless(model), max_tokens=20, thinking=6))
    message = chat.messages[-1].message
    assert (message.text, message.reasoning, list(message.tokens)) == (reply.text, reply.reasoning, reply.tokens)
    again = done(chat.send("And?", **endless(model), max_tokens=9, thinking=6))
    prompt = again.origins[0].prompt
    assert any(prompt[at:at + 13] == reply.tokens for at in range(len(prompt))) and mark(model) not in prompt
    assert again.stats.reasoning_tokens == 6


def test_probabilities_and_stop_strings(thinkers):
    model = thinkers()
    plain = done(Chat(model).send("What?", **endless(model), max_tokens=20, thinking=6))
    measured = done(Chat(model).send("What?", **endless(model), max_tokens=20, thinking=6, logprobs=2))
    assert measured.tokens == plain.tokens and [row.token for row in measured.logprobs] == plain.tokens
    stop = plain.text[4:6]
    stopped = done(Chat(model).send("What?", **endless(model), max_tokens=20, thinking=6, stop=stop))
    if stop not in plain.reasoning:
        assert stopped.text == plain.text[:plain.text.index(stop)] and stopped.stats.reasoning_tokens == 6


@pytest.mark.parametrize("template", [OPENED, THINKING])
def test_a_stop_string_in_a_thought_does_not_end_the_reply(thinkers, template):
    model = thinkers(template)
    settings = dict(endless(model), max_tokens=30, thinking=12)
    plain = done(Chat(model).send("What?", **settings))
    stop = next(letter for letter in plain.reasoning if letter not in plain.text)
    stopped = done(Chat(model).send("What?", **settings, stop=[stop]))
    assert (stopped.text, stopped.reasoning) == (plain.text, plain.reasoning)
    assert stopped.finish_reason == "length" and stopped.tokens == plain.tokens
    stop = plain.text.lstrip()[3]
    stopped = done(Chat(model).send("What?", **settings, stop=["\0", stop]))
    assert stopped.finish_reason == "stop" and stopped.text == plain.text.partition(stop)[0]
    assert stopped.reasoning == plain.reasoning


def test_a_grammar_holds_after_the_thought(thinkers):
    for template in (OPENED, THINKING, SWITCHED):
        model = thinkers(template)
        for thinking, count in ((4, 4), ("low", None)):
            bias = dict(endless(model)["logit_bias"])
            if count is None:
                bias[mark(model)] = 1e5
            reply = done(Chat(model).send("What?", **GREEDY, logit_bias=bias, thinking=thinking,
                                          grammar='root ::= "yes" | "no"', logprobs=1))
            assert reply.text in ("yes", "no") and reply.stats.reasoning_tokens == (count or 0)
            assert "".join(row.text for row in reply.logprobs) == reply.text


def test_a_typed_value_after_a_thought(thinkers):
    model = thinkers()
    chat = Chat(model, config=dict(endless(model), thinking=5))
    assert isinstance(chat.extract("How many?", int), int)
    assert chat.extract("Which?", Literal["red", "blue"]) in ("red", "blue")  # written, since it is to think
    values = chat.map(["a", "b"], bool, progress=False)
    assert [type(value) for value in values] == [bool, bool]


def test_a_wrong_grammar_is_an_error_at_once(thinkers):
    chat = Chat(thinkers())
    with pytest.raises(ValueError, match="not valid GBNF"):
        chat.send("What?", thinking=True, grammar="root ::= (")
    assert len(chat.messages) == 0


@pytest.mark.parametrize("settings", [{}, dict(grammar='root ::= [a-c]+ "."'), dict(temperature=0.9, seed=5)])
def test_recipes(thinkers, tmp_path, settings):
    model = thinkers()
    reply = done(Chat(model).send("What?", **{**endless(model), **settings}, max_tokens=25, thinking=6))
    recipe = reply.recipe()
    recipe.save(tmp_path / "r.json")
    replay = model.replay(Recipe.load(tmp_path / "r.json"))
    assert replay.equal, replay
    assert recipe.settings["thinking"] == 6
    old = {name: value for name, value in recipe.to_dict().items() if name not in ("given", "begins")}
    assert Recipe.from_dict(old).given == ()


def test_what_was_cut_goes_on_within_the_budget(thinkers):
    model = thinkers()
    plain = {token: -1e5 for token in range(256, model.tokenizer.size)}  # one byte a token
    plain |= {token: -1e5 for token in range(256) if not model.detokenize([token]).isascii()
              or not model.detokenize([token]).isalpha()}
    settings = dict(GREEDY, logit_bias=plain, thinking=10)
    whole = done(Chat(model).send("What?", **settings, max_tokens=20))
    chat = Chat(model)
    first = done(chat.send("What?", **settings, max_tokens=4))
    assert first.stats.reasoning_tokens == 4 and first.text == ""
    rest = done(chat.send(None, **settings, max_tokens=16))
    assert rest.stats.reasoning_tokens == 6
    assert (chat.messages[-1].reasoning, len(chat.messages)) == (whole.reasoning, 2)
    assert chat.messages[-1].text.startswith(whole.text)
    chat = Chat(model)
    done(chat.send("What?", **settings, max_tokens=14))
    rest = done(chat.send(None, **settings, max_tokens=6))
    assert rest.stats.reasoning_tokens == 0 and chat.messages[-1].text == whole.text


def test_another_way_and_a_given_beginning(thinkers):
    model = thinkers()
    chat = Chat(model, config=dict(endless(model), thinking=5, max_tokens=20))
    reply = done(chat.send("What?"))
    other = done(chat.branch_at(-1, 3, "x"))
    assert other.text.startswith(model.detokenize(reply.tokens[:3])) and other.stats.reasoning_tokens == 0
    begun = done(chat.send("And?", begin="So "))
    assert begun.text.startswith("So ") and begun.reasoning == ""
    assert chat.tokens_view(-1) is not None


def test_a_budget_is_one_of_the_whole_reply(thinkers):
    model, reply, counts = thinkers(), Reply(), []
    for longest in (5, 12, 12):  # three answers of one reply, as when functions are called
        writer = reply.writer.begin_message()
        model.reply(TALK, dict(endless(model), thinking=8, max_tokens=longest), into=writer)
        assert writer.wait(20) and writer.error is None
        counts.append(writer.stats.reasoning_tokens)
    reply.writer.finish()
    assert counts == [5, 3, 0] and reply.stats.reasoning_tokens == 8


def test_it_is_said_once_that_a_model_cannot(thinkers):
    chat = Chat(thinkers(CHAT_ML), config=dict(GREEDY, max_tokens=2))
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        for thinking in (False, True, True, None):
            done(chat.send("What?", thinking=thinking))
    assert [str(warning.message) for warning in told if "thinking" in str(warning.message)] == [
        f"The chat template of {chat.model.name!r} knows nothing of thinking, so thinking=True changes nothing."]


def test_the_count_of_tokens_knows_of_the_setting(thinkers):
    told = CHAT_ML.replace("{%- for message", "{%- if enable_thinking is defined and not enable_thinking %}<off> and "
                           "nothing but off{% endif %}{%- for message", 1) + "{#- <think> </think> -#}"
    chat = Chat(thinkers(told), config=dict(GREEDY, max_tokens=2))
    done(chat.send("What?"))
    before = chat.context_used
    chat.set(thinking=False)
    assert chat.context_used > before
    chat.config.thinking = None
    assert chat.context_used == before


def test_a_conversation_and_its_copy_keep_it(thinkers, tmp_path):
    for thinking in (True, 1, False, "low", 200):
        chat = Chat(thinkers(), config=dict(thinking=thinking))
        chat.messages.append("user", "Hi")
        chat.save(tmp_path / "c.json")
        kept = Chat.load(tmp_path / "c.json", thinkers()).config.thinking
        assert kept == thinking and isinstance(kept, bool) == isinstance(thinking, bool)
        assert chat.fork().config == chat.config


def test_openais_figures(thinkers):
    model = thinkers()
    found = model.create_chat_completion([{"role": "user", "content": "What?"}], thinking=4, max_tokens=9,
                                         **endless(model))
    assert found["usage"]["completion_tokens_details"] == {"reasoning_tokens": 4}


# Servers


def answering(exchange):
    exchange.send(piece(content="Mercury"))
    exchange.send(piece("stop"))
    exchange.done()


@pytest.mark.parametrize("owner, thinking, expected", [
    ("vllm", False, {"chat_template_kwargs": {"enable_thinking": False, "thinking": False}}),
    ("vllm", "low", {"chat_template_kwargs": {"enable_thinking": True, "thinking": True, "reasoning_effort": "low"},
                     "reasoning_effort": "low"}),
    ("vllm", 300, {"chat_template_kwargs": {"enable_thinking": True, "thinking": True}, "thinking_token_budget": 300}),
    ("llamacpp", 300, {"chat_template_kwargs": {"enable_thinking": True, "thinking": True},
                       "thinking_budget_tokens": 300}),
    ("sglang", True, {"chat_template_kwargs": {"enable_thinking": True, "thinking": True}}),
    ("library", False, {"reasoning_effort": "none", "think": False}),
    ("library", "high", {"reasoning_effort": "high", "think": "high"}),
    ("openai", "medium", {"reasoning_effort": "medium"}), ("openai", False, {"reasoning_effort": "none"}),
    ("openai", None, {}), ("vllm", None, {}),
])
def test_servers_are_told_in_their_own_words(serve, owner, thinking, expected):  # noqa: F811
    server, model = serve(answering, owner=owner)
    done(model.reply(TALK, dict(thinking=thinking)))
    body = server.asked[-1]
    names = ("chat_template_kwargs", "reasoning_effort", "thinking_token_budget", "thinking_budget_tokens", "think",
             "thinking", "reasoning")
    assert {name: body[name] for name in names if name in body} == expected


def test_a_field_that_is_refused_is_left_out_and_said_once(serve):  # noqa: F811
    def chat(exchange):
        for name in ("chat_template_kwargs", "thinking_token_budget"):
            if name in exchange.body:
                return exchange.status(400, {"error": {"message": f"Extra inputs are not permitted: {name}"}})
        answering(exchange)

    server, model = serve(chat, owner="vllm")
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        for _ in range(2):
            assert done(model.reply(TALK, dict(thinking=50))).text == "Mercury"
    words = [str(warning.message) for warning in told]
    assert [word.partition(" is left out")[0] for word in words] == [
        "The setting 'thinking' (sent as 'chat_template_kwargs')", "The setting 'thinking' (sent as "
        "'thinking_token_budget')"]
    assert len(server.asked) == 4


@pytest.mark.parametrize("refusal", ['think value "medium" is not supported for this model',
                                     '"tiny" does not support thinking'])
def test_a_model_on_a_server_that_cannot_think(serve, refusal):  # noqa: F811
    def chat(exchange):
        if "reasoning_effort" in exchange.body:
            return exchange.status(400, {"error": {"message": refusal}})
        answering(exchange)

    server, model = serve(chat, owner="library")
    with pytest.warns(UserWarning, match="'thinking' .sent as"):
        assert done(model.reply(TALK, dict(thinking="medium"))).text == "Mercury"


def test_what_is_not_taken_is_said(serve):  # noqa: F811
    _, model = serve(answering, owner="openai")
    with pytest.warns(UserWarning, match="takes no number of tokens, but a word: 'medium'"):
        done(model.reply(TALK, dict(thinking=600)))
    _, model = serve(answering, owner="me")
    with pytest.warns(UserWarning, match="'thinking' is left out"):
        done(model.reply(TALK, dict(thinking=True)))


def test_a_servers_figures(serve):  # noqa: F811
    usage = dict(prompt_tokens=3, completion_tokens=9, completion_tokens_details=dict(reasoning_tokens=7))
    _, model = serve(streaming(piece(reasoning_content="Hm"), piece(content="So"), {"choices": [], "usage": usage}))
    assert done(model.reply(TALK)).stats.reasoning_tokens == 7
    _, model = serve(streaming(piece(reasoning_content="Hm"), piece(reasoning_content="m"), piece(content="So")))
    assert done(model.reply(TALK)).stats.reasoning_tokens == 2


def test_an_object_that_knows_no_thinking():
    class Plain:
        def create_chat_completion(self, messages, stream=False, temperature=None):
            return {"choices": [{"message": {"content": "So."}, "finish_reason": "stop"}]}

    class Thinker(Plain):
        def create_chat_completion(self, messages, stream=False, thinking=None):
            return {"choices": [{"message": {"content": repr(thinking)}, "finish_reason": "stop"}]}

    model = CompletionModel(Plain())
    with pytest.warns(UserWarning, match="thinking=True is left out"):
        assert done(model.reply(TALK, dict(thinking=True))).text == "So."
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert done(model.reply(TALK, dict(thinking="low"))).text == "So."
    assert done(CompletionModel(Thinker()).reply(TALK, dict(thinking=7))).text == "7"


# Faces


@pytest.mark.parametrize("typed, meant", [("on", True), ("off", False), ("LOW", "low"), ("200", 200), ("0", False),
                                          ("none", None), ("true", True), ("1", 1)])
def test_as_typed(typed, meant):
    found = parse_settings(f"thinking={typed}")["thinking"]
    assert found == meant and isinstance(found, bool) == isinstance(meant, bool)


@pytest.mark.parametrize("typed", ["lots", "-1", "3.5"])
def test_typed_nonsense_names_the_choices(typed):
    with pytest.raises(CommandError, match="it takes on, off, low, medium, high, or the most tokens"):
        parse_settings(f"thinking={typed}")


def test_options_of_the_magics_and_the_terminal():
    from notebook_chat.jupyter.options import parse_options, parse_words
    from notebook_chat.terminal.app import parse_options as parse_line

    for line, meant in [("--think", True), ("--no-think", False), ("--think low", "low"), ("--thinking 200", 200),
                        ("--think -n talk", True), ("--think off --no-fill", False)]:
        assert parse_options(line).settings == {"thinking": meant}
    assert parse_line(["--think", "high", "-p", "Hi"]).settings == {"thinking": "high"}
    words = parse_words("--think Why is it so?", "%chat")
    assert (words.settings, words.words) == ({"thinking": True}, "Why is it so?")
    words = parse_words("--think low Why is it so?", "%chat")
    assert (words.settings, words.words) == ({"thinking": "low"}, "Why is it so?")
    with pytest.raises(CommandError, match="--think takes on, off, low"):
        parse_options("--think lots")


def test_the_command():
    from notebook_chat.chat.commands import command_named, complete_argument, run_command
    from notebook_chat.models.adapters import ScriptedModel

    class Face:
        name, prefix, unknown_command = "terminal", "/", ""
        chat = Chat(ScriptedModel("Hi"))
        start_chat = lambda self: self.chat

    face = Face()
    for line, meant in [("think", True), ("think low", "low"), ("think off", False), ("think 30", 30),
                        ("set thinking=high", "high"), ("think none", None)]:
        run_command(face, line)
        assert face.chat.config.thinking == meant
    with pytest.raises(CommandError, match="on, off, low"):
        run_command(face, "think lots")
    assert "low" in complete_argument(command_named("notebook", "think"), "l")
    assert "thinking=off" in complete_argument(command_named("notebook", "set"), "thinking=o")


def test_the_panels_control():
    from notebook_chat.jupyter.panel_settings import SettingsDrawer
    from notebook_chat.models.adapters import ScriptedModel

    chat, problems = Chat(ScriptedModel("Hi")), []

    def change(act):
        try:
            act(chat)
        except ValueError as error:
            problems.append(str(error))

    drawer = SettingsDrawer(change)
    drawer.furnish()
    control = drawer.controls["thinking"]
    control.box.value = True
    assert chat.config.thinking is True
    for typed, meant in [("1", 1), ("on", True), ("low", "low"), ("off", False), ("200", 200)]:
        control.control.value = typed
        assert chat.config.thinking == meant and isinstance(chat.config.thinking, bool) == isinstance(meant, bool)
    control.control.value = "lots"
    assert "on, off, low" in problems[-1] and chat.config.thinking == 200
    for value, shown in [(True, "on"), (1, "1"), ("high", "high")]:
        chat.set(thinking=value)
        drawer.fill(chat)
        assert control.control.value == shown and chat.config == GenerationConfig(thinking=value)
    control.box.value = False
    assert chat.config.thinking is None
