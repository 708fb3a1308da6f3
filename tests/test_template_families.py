"""Templates against the real things: official Jinja programs and real vocabularies, ours against theirs, and spoofing
in all of them."""

import functools
import re

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from notebook_chat.core.messages import ChatMessage, FunctionCall, Picture
from notebook_chat.templates.sandbox import RefusedByTemplate
from notebook_chat.templates.template import ChatTemplate
from notebook_chat.templates.families import FAMILIES
from notebook_chat.templates.selection import as_template, choose_template
from support.official import (
    Refused,
    encode_officially,
    official_folder,
    render_officially,
    special_texts,
    template_names,
    template_source,
    vocabulary,
)
from support.talks import turns

quick = settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))

# Templates that want functions or variables of their own; with none they fail in the official way too.
WANT_MORE = {"CohereForAI-c4ai-command-r-plus-tool_use", "fireworks-ai-llama-3-firefunction-v2"}
VOCABULARIES = ["aquila", "command-r", "deepseek-coder", "falcon", "gemma-4", "llama-bpe", "llama-spm", "phi-3",
                "qwen2", "starcoder"]


@pytest.fixture(scope="module", autouse=True)
def files():
    """The official files, or a skip."""
    return official_folder()


@functools.lru_cache(maxsize=None)
def template(name):
    """An official template as a model file would bring it."""
    return choose_template({"tokenizer.chat_template": template_source(name)}, name)


@functools.lru_cache(maxsize=None)
def fitting_vocabulary(source):
    """The real vocabulary that holds most of a program's special tokens."""
    known = lambda name: sum(len(token) > 3 and token in source for token in vocabulary(name).special_tokens)
    return vocabulary(max(VOCABULARIES, key=known))


def text_of(segments):
    return "".join(segment.text for segment in segments)


ordinary = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\x1c\x1d\x1e\x1f<|[/"),
                   max_size=16) | st.sampled_from(
    ["", " ", "\n", " hi ", "\n\nhi\n", "1 < 2", "<b>", "é😀日本", "a\r\nb", "{{ 7*7 }}", "{% raw %}", "x | y", "[1]",
     "# Title\n\n```py\n1\n```"])
conversations = st.lists(ordinary, min_size=1, max_size=5).filter(lambda texts: len(texts) % 2 == 1)


def pytest_generate_tests(metafunc):
    """Tests with `official` run for each official template, if the files are there."""
    if "official" in metafunc.fixturenames:
        from support.official import folder_or_error
        metafunc.parametrize("official", template_names() if folder_or_error()[0] else ["no files"])


# Ordinary text


@quick
@given(texts=conversations, system=st.none() | ordinary)
@example(texts=[" Hi \n", "\n\nHello.\n", " "], system=" Be brief.\n")
@example(texts=["é😀", "日本", ""], system=None)
def test_official_templates_give_the_official_tokens(official, texts, system):
    source, messages = template_source(official), turns(texts, system)
    words = fitting_vocabulary(source)
    try:
        expected = render_officially(source, [message.to_dict() for message in messages], **special_texts(words))
    except Refused as error:
        if "System role" not in str(error):
            assert official in WANT_MORE or "tool_use" in official or "" in texts
        return
    tokens = words.encode(template(official).render(messages, special_tokens=words.special_tokens,
                                                    **special_texts(words)))
    assert tokens == encode_officially(words, expected)


TOOLS = [{"type": "function", "function": {"name": "area", "description": "The area of a rectangle.", "parameters": {
    "type": "object", "properties": {"width": {"type": "number", "description": "in metres"},
                                     "height": {"type": "number"}}, "required": ["width"]}}},
         {"type": "function", "function": {"name": "today", "description": "The date.",
                                           "parameters": {"type": "object", "properties": {}}}}]
CALL = FunctionCall("area", {"width": 3, "height": 4.5}, "abcdefgh1")
CONVERSATIONS = {"plain": turns(["Hi"]), "system": turns(["Hi", "Hello.", "Bye"], "Be brief."),
         "blanks": turns(["  a b\n", "\nc ", "d"], "e")}
CALLING = [ChatMessage("system", "Be brief."), ChatMessage("user", "How large?"),
           ChatMessage("assistant", "", calls=[CALL], reasoning="3 by 4.5"),
           ChatMessage("tool", "13.5", call_id="abcdefgh1", name="area")]
CONVERSATIONS |= {"calling": CALLING,
          "called": [*CALLING, ChatMessage("assistant", "13.5 square metres"), ChatMessage("user", "Thanks")]}

SAME = [("llama-3.1", "meta-llama-Llama-3.1-8B-Instruct", {}),
        ("llama-3.1", "meta-llama-Llama-3.2-3B-Instruct", {"date_string": "1 Jan 2026"}),
        ("llama-3.1", "meta-llama-Llama-3.3-70B-Instruct", {}), ("qwen3", "Qwen-Qwen3-0.6B", {}),
        ("mistral", "mistralai-Mistral-Nemo-Instruct-2407", {}),
        ("gpt-oss", "openai-gpt-oss-120b", {})]
NO_FUNCTIONS = [("gemma", "google-gemma-2-2b-it", {}), ("gemma-3", "google-gemma-2-2b-it", {}),
                ("phi-3", "microsoft-Phi-3.5-mini-instruct", {}),
                ("deepseek-r1", "deepseek-ai-DeepSeek-R1-Distill-Qwen-32B", {}),
                ("chat-ml", "Qwen-Qwen2.5-7B-Instruct", {}),
                ("chat-ml-tools", "Qwen-Qwen2.5-7B-Instruct", {})]


def official_dictionaries(messages):
    """As Hugging Face has them: arguments as dictionaries, thoughts under both names."""
    found = []
    for message in messages:
        entry = message.to_dict(reasoning=True)
        for call, shaped in zip(message.calls, entry.get("tool_calls", ())):
            shaped["function"]["arguments"] = call.arguments
        if message.reasoning:
            entry["thinking"] = message.reasoning
        found.append(entry)
    return found


@pytest.mark.parametrize("conversation", CONVERSATIONS)
@pytest.mark.parametrize("tools", [(), TOOLS], ids=["no tools", "tools"])
@pytest.mark.parametrize("name, theirs, variables", SAME)
def test_our_families_write_what_the_official_templates_write(name, theirs, variables, conversation, tools):
    special = dict(bos_token="<s>", eos_token="</s>", **variables)
    dictionaries = official_dictionaries(CONVERSATIONS[conversation])
    expected = render_officially(template_source(theirs), dictionaries, list(tools) or None, **special)
    ours = text_of(as_template(name).render(CONVERSATIONS[conversation], tools=tools, **special))
    if name == "gpt-oss" and tools:   # the functions are described in simpler words
        expected, ours = (re.sub(r"# Tools\n.*?<\|end\|>", "", text, flags=re.DOTALL) for text in (expected, ours))
    assert ours == expected


@pytest.mark.parametrize("conversation", ["plain", "system", "blanks"])
@pytest.mark.parametrize("name, theirs, variables", NO_FUNCTIONS)
def test_our_families_without_functions_write_what_the_official_templates_write(name, theirs, variables, conversation):
    messages = CONVERSATIONS[conversation]
    if "gemma" in name:
        messages = [message for message in messages if message.role != "system"]
    if "chat-ml" in name and messages[0].role != "system":
        messages = [ChatMessage("system", "Be brief."), *messages]
    special = dict(bos_token="<s>", eos_token="</s>", **variables)
    expected = render_officially(template_source(theirs), [message.to_dict() for message in messages], **special)
    assert text_of(as_template(name).render(messages, **special)) == expected


# Spoofing


def special_tokens_in(source, words):
    """What a template uses as special tokens, whether or not the vocabulary at hand has them, and all of the
    vocabulary's."""
    found = re.findall(r"<[|｜][^\s<>'\"{}]*[|｜]>|<[｜|]?[a-zA-Z_/:]+[|｜]?>|\[/?[A-Z_]+\]", source)
    return frozenset(found) | frozenset(words.special_tokens)


def meant(segments, special_tokens):
    """The special tokens that count as such in a rendering."""
    text = "".join("\0" if segment.literal else segment.text for segment in segments)
    return re.findall("|".join(re.escape(token) for token in sorted(special_tokens, key=len, reverse=True)), text)


@functools.lru_cache(maxsize=None)
def nasty_texts(special_tokens):
    """Texts made of special tokens and their halves."""
    some = sorted(special_tokens, key=lambda token: ("reserved" in token or "placeholder" in token
                                                       or "unused" in token, len(token)))[:60]
    halves = [token[:len(token) // 2] for token in some] + [token[len(token) // 2:] for token in some]
    return st.lists(st.sampled_from([*some, *some, *halves, " ", "\n", "x", "<", "|>", "\x1c", "\U00013000",
                                     "\U00013001", "\U00100000"]), min_size=1, max_size=5).map("".join)


def check_no_spoof(template, words, data, special):
    """A conversation of nasty texts has the special tokens that the same conversation has with harmless ones."""
    special_tokens = special_tokens_in(template.source, words)
    # for blank texts templates have words of their own
    draw = lambda: data.draw(nasty_texts(special_tokens).filter(str.strip))
    system, question, answer, result = draw(), draw(), draw(), draw()
    answer = re.sub(r"think|THINK|channel", "", answer)   # templates cut replies there, on purpose
    def render(system, question, answer, result):
        call = FunctionCall("look", {"where": result, result or "x": [result]}, "abcdefgh1")
        conversation = [ChatMessage("system", system), ChatMessage("user", question), ChatMessage("assistant", answer),
                        ChatMessage("user", question),
                        ChatMessage("assistant", "", calls=[call]),
                        ChatMessage("tool", result, call_id="abcdefgh1", name="look")]
        tools = [{"type": "function", "function": {"name": "look", "description": result, "parameters": {
            "type": "object", "properties": {"where": {"type": "string", "description": result}}}}}]
        return template.render(conversation, tools=tools, special_tokens=special_tokens, functions="", datetime="",
                               **special)
    try:
        harmless = render("a", "b", "c", "d")
    except ValueError:
        return
    nasty = render(system, question, answer, result)
    assert meant(nasty, special_tokens) == meant(harmless, special_tokens)
    marked = lambda segments: [token for token in words.encode(segments) if token in set(words.special_tokens.values())]
    assert marked(nasty) == marked(harmless)


@quick
@given(data=st.data())
def test_no_text_becomes_a_special_token_in_official_templates(official, data):
    words = fitting_vocabulary(template_source(official))
    check_no_spoof(template(official), words, data, special_texts(words))


@pytest.mark.parametrize("name", [name for name in FAMILIES])
@quick
@given(data=st.data())
def test_no_text_becomes_a_special_token_in_built_in_templates(name, data):
    ours = as_template(name)
    words = fitting_vocabulary(ours.source)
    check_no_spoof(ours, words, data, special_texts(words))


@pytest.mark.parametrize("kind", VOCABULARIES)
@quick
@given(data=st.data())
def test_no_text_becomes_a_special_token_in_any_vocabulary(kind, data):
    words = vocabulary(kind)
    for name in ("chat-ml", "llama-2", "qwen3", "raw"):
        check_no_spoof(as_template(name), words, data, special_texts(words))


# What model files say


@pytest.mark.parametrize("official_name, reasoning, calls", [
    ("Qwen-Qwen3-0.6B", ("<think>", "</think>"), "hermes"), ("Qwen-Qwen2.5-7B-Instruct", None, "hermes"),
    ("Qwen3-Coder", None, "qwen3-coder"),
    ("meta-llama-Llama-3.1-8B-Instruct", None, "llama-3.1"), ("mistralai-Mistral-Nemo-Instruct-2407", None, "mistral"),
    ("openai-gpt-oss-120b",
     ("<|channel|>analysis<|message|>", "<|end|>", "<|start|>assistant<|channel|>final<|message|>"), "gpt-oss"),
    ("deepseek-ai-DeepSeek-R1-Distill-Llama-8B", ("<think>", "</think>"), "deepseek-v3"),
    ("google-gemma-2-2b-it", None, None),
    ("mistralai-Ministral-3-14B-Reasoning-2512", ("[THINK]", "[/THINK]"), "mistral"),
    ("HuggingFaceTB-SmolLM3-3B", ("<think>", "</think>"), None),
    ("ByteDance-Seed-OSS", ("<seed:think>", "</seed:think>"), "seed-oss"),
    ("GLM-4.6", ("<think>", "</think>"), "glm"),
    ("microsoft-Phi-3.5-mini-instruct", None, None), ("NousResearch-Hermes-3-Llama-3.1-8B-tool_use", None, "hermes")])
def test_thoughts_and_calls_are_recognised(official_name, reasoning, calls):
    found = template(official_name)
    assert (found.reasoning, found.calls) == (reasoning, calls)
    assert set(reasoning or ()) <= set(found.visible)


def test_which_prompts_open_a_thought():
    opens = {name for name in template_names() if name not in WANT_MORE and "tool_use" not in name
             and template(name).opens_reasoning(template(name).render([ChatMessage("user", "Hi")], bos_token="<s>",
                                                                      eos_token="</s>"))}
    assert {"deepseek-ai-DeepSeek-R1-Distill-Llama-8B", "deepseek-ai-DeepSeek-R1-Distill-Qwen-32B",
            "Qwen3.5-4B"} <= opens
    assert not opens & {"Qwen-Qwen3-0.6B", "Qwen-Qwen2.5-7B-Instruct", "meta-llama-Llama-3.1-8B-Instruct",
                        "HuggingFaceTB-SmolLM3-3B"}


def test_a_system_message_that_a_template_refuses_goes_before_the_first_of_the_user():
    official = "google-gemma-2-2b-it"
    conversation = turns(["Hi", "Hello.", "Bye"], "Be brief.")
    with pytest.raises(Refused):
        render_officially(template_source(official), [message.to_dict() for message in conversation])
    assert text_of(template(official).render(conversation)) == text_of(as_template("gemma").render(conversation))


# Calls


def written_call(raw, call=CALL, **more):
    return ChatMessage("assistant", calls=[call], raw=raw, tokens=(7, 8, 9), model="m", **more)


@pytest.mark.parametrize("name, ready", [("Qwen-Qwen3-0.6B", True), ("Qwen-Qwen2.5-7B-Instruct", True),
                                         ("meta-llama-Llama-3.1-8B-Instruct", True),
                                         ("NousResearch-Hermes-3-Llama-3.1-8B-tool_use", True),
                                         ("mistralai-Mistral-Nemo-Instruct-2407", False),
                                         ("openai-gpt-oss-120b", False), ("microsoft-Phi-3.5-mini-instruct", True),
                                         ("google-gemma-2-2b-it", True)])
def test_calls_go_back_as_the_model_wrote_them_where_the_template_lets_them(name, ready):
    raw = '<tool_call>\n{"name": "area", "arguments": {"width": 3}}\n</tool_call>'
    conversation = [ChatMessage("user", "How large?"), written_call(raw), ChatMessage("tool", "13.5", name="area"),
                    ChatMessage("assistant", "13.5"),
                    ChatMessage("user", "Sure?")]
    segments = template(name).render(conversation, tools=TOOLS, model="m", bos_token="<s>", eos_token="</s>")
    assert [segment.tokens for segment in segments if segment.tokens] == ([(7, 8, 9)] if ready else [])
    assert text_of(segments).count("area") >= 1 and "13.5" in text_of(segments)
    special = dict(bos_token="<s>", eos_token="</s>")
    other = text_of(template(name).render(conversation, tools=TOOLS, model="another", **special))
    assert "width" in other and "13.5" in other


@pytest.mark.parametrize("name", [name for name in FAMILIES if name != "raw"])
def test_every_family_finds_words_for_a_call_and_its_result(name):
    conversation = [ChatMessage("user", "How large?"), ChatMessage("assistant", "Let me see.", calls=[CALL]),
                    ChatMessage("tool", "13.5", name="area"),
                    ChatMessage("tool", "and more", name="today"), ChatMessage("assistant", "Large."),
                    ChatMessage("user", "Sure?")]
    text = text_of(as_template(name).render(conversation, bos_token="<s>", eos_token="</s>"))
    for words in ("How large?", "area", "4.5", "13.5", "and more", "Large.", "Sure?"):
        assert words in text, words
    assert text.index("area") < text.index("13.5") < text.index("and more") < text.index("Large.")


def test_arguments_are_text_where_a_template_wants_that():
    source = ("{% for m in messages %}{{ m.content or '' }}{% for c in m.tool_calls or [] %}{{ c.function.name + "
              "c.function.arguments }}{% endfor %}{% endfor %}")
    conversation = [ChatMessage("user", "q"), ChatMessage("assistant", calls=[CALL]), ChatMessage("tool", "13.5")]
    assert text_of(as_template(source).render(conversation)) == 'qarea{"width": 3, "height": 4.5}13.5'


# Pictures


CAT, DOG = Picture(b"cat"), Picture(b"dog")


@pytest.mark.parametrize("name", FAMILIES)
def test_pictures_stand_before_their_text(name):
    conversation = [ChatMessage("user", "Which?", images=[CAT, DOG]), ChatMessage("assistant", "Both."),
                    ChatMessage("user", " And this? ", images=[CAT])]
    segments = as_template(name).render(conversation, bos_token="<s>", eos_token="</s>")
    assert [segment.picture for segment in segments if segment.picture] == ([CAT] if name == "raw" else [CAT, DOG, CAT])
    assert all(not segment.text for segment in segments if segment.picture)
    last = max(number for number, segment in enumerate(segments) if segment.picture)
    assert segments[last + 1].text.lstrip("\n").startswith((" And", "And"))


def test_a_picture_alone_and_one_from_a_function():
    conversation = [ChatMessage("user", images=[CAT]), ChatMessage("assistant", calls=[CALL]),
                    ChatMessage("tool", "plotted", images=[DOG], name="area")]
    assert [segment.picture for segment in as_template("qwen3").render(conversation) if segment.picture] == [CAT, DOG]
    first, picture, after, *_ = as_template("llama-3").render(conversation[:1])
    assert (picture.picture, after.text[:10]) == (CAT, "<|eot_id|>")


def test_a_picture_is_never_left_out_unsaid():
    with pytest.raises(RefusedByTemplate, match="leaves the picture out"):
        as_template("{% for m in messages %}{{ m.content[3:] }}{% endfor %}").render(
            [ChatMessage("user", "What is this?", images=[CAT])])


@quick
@given(data=st.data())
def test_text_beside_a_picture_is_still_only_text(data):
    words = vocabulary("qwen2")
    nasty = data.draw(nasty_texts(frozenset(words.special_tokens)))
    segments = as_template("qwen3").render([ChatMessage("user", nasty, images=[CAT])],
                                           special_tokens=words.special_tokens)
    assert meant(segments, frozenset(words.special_tokens)) == ["<|im_start|>", "<|im_end|>", "<|im_start|>"]


# Programs that don't come to an end


ENDLESS = {
    "repeat": "{{ 'a' * 10**9 }}", "power": "{% set s = namespace(x=9) %}{% for i in range(60) %}{% set s.x = s.x * "
                                            "s.x %}{% endfor %}",
    "loops": "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
    "recursive loop": "{% for a in range(9999) recursive %}{% if loop.depth < 9 %}{{ loop(range(9999)) }}{% endif %}{% "
                      "endfor %}",
    "repeat, after less than nothing": "{{ 'a' * -10**12 }}{{ 'a' * 10**9 }}",
    "percent in bytes": "{{ '%1000000000d'.encode() % 1 }}",
    "indent of one line": "{{ 'a' | indent(10**9) }}",
    "macro": "{% macro f(n) %}{{ f(n - 1) ~ f(n - 1) if n else '' }}{% endmacro %}{{ f(99) }}",
    "doubled text": "{% set s = namespace(x='aa') %}{% for i in range(99) %}{% set s.x = s.x + s.x %}{% endfor %}",
    "doubled block": "{% set s = namespace(x='aa') %}{% for i in range(99) %}{% set t %}{{ s.x }}{{ s.x }}{% endset "
                     "%}{% set s.x = t %}{% endfor %}",
    "nested lists": "{% set s = namespace(x=[1]) %}{% for i in range(99) %}{% set s.x = [s.x, s.x] %}{% endfor %}{{ "
                    "s.x }}",
    "nested dictionaries": "{% set s = namespace(x=1) %}{% for i in range(99) %}{% set s.x = dict(a=s.x, "
                           "b=s.x) %}{% endfor %}{{ s.x }}",
    "nested namespaces": "{% set s = namespace(x=1) %}{% for i in range(99) %}{% set s.x = namespace(a=s.x, "
                         "b=s.x) %}{% endfor %}{{ s.x }}",
    "replace": "{% set a = 'a' * 100000 %}{{ a | replace(old='a', new=a) }}",
    "method": "{% set a = 'a' * 100000 %}{{ a.replace('a', a) }}",
    "join": "{{ range(99999) | join(d='a' * 100000) }}", "center": "{{ 'a' | center(width=10**9) }}",
    "zfill": "{{ 'a'.zfill(10**9) }}",
    "format": "{{ '{:1000000000}'.format(1) }}", "nested format": "{{ '{:{w}}'.format(1, w=10**9) }}",
    "percent": "{{ '%*d' % (10**9, 1) }}",
    "many formats": "{{ ('{0}' * 1000).format('a' * 1000000) }}",
    "indent": "{{ ('\n' * 100000) | indent('a' * 1000, blank=true) }}",
    "bytes": "{{ (1).to_bytes(10**9, 'big') }}", "JSON": "{{ range(9999) | list | tojson(indent=9999) }}",
    "sum": "{{ ([[1]] * 90000) | sum(start=[]) }}", "quotes":
    "{% set s = namespace(x='\"') %}{% for i in range(60) %}{% set s.x = s.x | tojson %}{% endfor %}",
    "map": "{{ range(99999) | map('center', 9999) | join }}"}


@pytest.mark.parametrize("trap", ENDLESS)
def test_a_template_that_would_never_end_is_refused(trap):
    with pytest.raises(RefusedByTemplate, match="'trap'.*(more work|of something|formats|very large indent|not "
                                                "numbers|do not need|does not end)"):
        ChatTemplate("trap", ENDLESS[trap]).render([ChatMessage("user", "hi")])


def test_large_numbers_are_no_traps():
    source = ("{{ messages[0].n | default(10**9) }} {{ 'a-b'.split('-', 10**6) | join }} {{ 'ab'.replace('a', 'b', "
              "10**6) }} {{ 2**40 + 10**12 }}")
    assert text_of(as_template(source).render(turns(["hi"]))) == f"{10**9} ab bb {2**40 + 10**12}"


def test_long_conversations_are_no_traps():
    conversation = turns(["word " * 40] * 2001, "Be brief.")
    for source in (as_template("chat-ml").source, template_source("openai-gpt-oss-120b"),
                   template_source("Qwen-Qwen3-0.6B")):
        assert text_of(as_template(source).render(conversation, special_tokens=frozenset(["<|im_end|>"]))).count(
            "word") == 2001 * 40
    calling = [ChatMessage("user", "go"), *[ChatMessage("assistant", calls=[CALL]), ChatMessage("tool", "1")] * 600]
    assert text_of(template("openai-gpt-oss-120b").render(calling)).count("functions.area") == 1200
    one = turns(["word " * 300_000])
    assert text_of(as_template(template_source("Qwen-Qwen3-0.6B")).render(one)).count("word") == 300_000


# Errors


@pytest.mark.parametrize("parts, words", [
    ({}, "roles: Field required"), ({"roles": {}}, "'user' is missing"),
    ({"roles": {"user": "${MESSAGE}"}}, "'assistant' is missing"),
    ({"roles": {"*": "x"}}, r"MESSAGE\} must appear exactly once"),
    ({"roles": {"*": "${MESSAGE}${MESSAGE}"}}, r"MESSAGE\} must appear exactly once"),
    ({"roles": {"*": "${MESSAGE}${TEXT}"}}, r"\{TEXT\} has no meaning here"),
    ({"roles": {"*": "${MESSAGE}"}, "stops": []}, "stops: no such key. Did you mean 'stop'"),
    ({"roles": {"*": "${MESSAGE}"}, "trim": "often"}, "trim: Input should be a valid boolean"),
    ({"roles": {"*": 3}}, r"roles.\*: Input should be a valid string"),
    ({"roles": {"*": "${MESSAGE}"}, "fold": "${SYSTEM}"}, r"fold: \$\{MESSAGE\} must appear exactly once"),
    ({"roles": {"*": "${MESSAGE}"}, "reasoning": ["<a>"]}, "reasoning.1: Field required")])
def test_a_wrong_dictionary_says_what_is_wrong(parts, words):
    with pytest.raises(ValueError, match=words):
        as_template(parts)


def test_what_stands_in_the_texts_of_a_dictionary_is_written_as_it_is():
    odd = "{{ 7 * 7 }} {% if %} \\ ' \" \n {# x #} é😀 \u2028"
    found = as_template({"roles": {"user": odd + "${MESSAGE}", "assistant": "${MESSAGE}"}, "start": odd, "prompt": odd})
    assert text_of(found.render([ChatMessage("user", "${MESSAGE} ${BOS}")],
                                bos_token="<s>")) == odd + odd + "${MESSAGE} ${BOS}" + odd


@pytest.mark.parametrize("content, words", [("[1]", "not contain a JSON object"), ("{", "not valid JSON"),
                                            ('{"roles": {"cat": "x"}}', "'mine' is invalid.*'user' is missing")])
def test_a_wrong_file_says_what_is_wrong(tmp_path, content, words):
    path = tmp_path / "mine.json"
    path.write_text(content)
    with pytest.raises(ValueError, match=words):
        as_template(path)


def test_a_jinja_file_is_a_template(tmp_path):
    path = tmp_path / "qwen.jinja"
    path.write_text(template_source("Qwen-Qwen3-0.6B"), "utf-8")
    found = as_template(str(path))
    assert (found.name, found.calls, found.reasoning) == ("qwen", "hermes", ("<think>", "</think>"))


@pytest.mark.parametrize("roles, words", [
    (["user", "user"], "Messages 0 and 1 are both of role 'user': join them"),
    (["assistant"], "begin with a message of the user"),
    (["user", "assistant", "system"], "Put the system message first"), (["user", "parrot"], "no role 'parrot'"),
    ([], "empty")])
def test_a_conversation_in_the_wrong_order_says_what_to_do(roles, words):
    for name in ("gemma", "mistral"):
        with pytest.raises(RefusedByTemplate, match=words):
            as_template(name).render([ChatMessage(role, "x") for role in roles], bos_token="<s>")


def test_a_role_that_is_a_special_token_is_refused():
    with pytest.raises(RefusedByTemplate, match="'assistant_role', which is a special token"):
        as_template("chat-ml").render([ChatMessage("assistant_role", "x")], special_tokens=["assistant_role"])


@pytest.mark.parametrize("metadata, name, family", [
    ({"general.name": "Llama 2 7B Chat"}, None, "llama-2"),
    ({"general.name": "Meta Llama 3 8B Instruct"}, None, "llama-3"),
    ({"general.basename": "Llama-3.2"}, None, "llama-3.1"),
    ({"general.name": "Meta-Llama-3.1-8B-Instruct"}, None, "llama-3.1"),
    ({}, "vicuna-7b-v1.5", "vicuna-v1"), ({}, "vicuna-13b-v0", "vicuna-v0"), ({}, "llava-v1.5-7b", "llava-v1"),
    ({}, "llava-v1.6-mistral-7b", "mistral"), ({}, "stablelm-zephyr-3b", "stablelm-zephyr"),
    ({}, "open_llama_3b_v2", "open-llama"),
    ({}, "Sheared-LLaMA-1.3B-ShareGPT", "sheared-llama"), ({}, "Obsidian-3B-V0.5", "nous-obsidian"),
    ({"general.architecture": "phi2"}, "mine", "phi-2-instruct"),
    ({"general.architecture": "phi2"}, "dolphin-2_6-phi-2", "chat-ml"), ({}, "Phi-3.5-mini-instruct", "phi-3"),
    ({}, "phi-4", "phi-4"),
    ({}, "Phi-4-mini-instruct", "phi-3"), ({"general.architecture": "gemma3"}, "mine", "gemma-3"),
    ({}, "gemma-2-2b-it", "gemma"),
    ({}, "DeepSeek-R1-Distill-Qwen-7B", "deepseek-r1"), ({}, "Qwen2.5-7B-Instruct", "chat-ml"),
    ({}, "Qwen3-8B", "qwen3"), ({}, "gpt-oss-20b", "gpt-oss"),
    ({}, "Mistral-7B-Instruct-v0.2", "mistral-v1"), ({}, "Mistral-Nemo-Instruct-2407", "mistral"),
    ({}, "Hermes-3-Llama-3.1-8B", "chat-ml-tools")])
def test_a_file_without_a_template_gets_its_familys(metadata, name, family):
    assert choose_template({"general.architecture": "llama", **metadata}, name).name == family


@pytest.mark.parametrize("name", ["Llama-2-7b-hf", "Meta-Llama-3-8B", "gemma-2-2b-pt", "Qwen3-8B-Base", "my model", ""])
def test_what_may_be_a_base_model_is_not_guessed_at(name):
    with pytest.raises(ValueError, match="Built in are: chat-ml, chat-ml-tools.*vicuna-v1"):
        choose_template({"general.architecture": "llama"}, name)
