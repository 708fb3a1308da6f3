"""Templates: what the model reads is the conversation, its own words as its own tokens, everybody else's as plain
text."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jinja2.sandbox import ImmutableSandboxedEnvironment

from notebook_chat.core.messages import ChatMessage
from notebook_chat.templates.template import CHAT_ML, ChatTemplate
from notebook_chat.templates.selection import as_template
from notebook_chat.llama.files import demo_path
from notebook_chat.llama.model import LlamaModel
from support.official import special_texts
from support.talks import turns
from support.tiny_models import BPE_CONTROLS, bpe_vocabulary, spm_vocabulary

TRIMMING = """{{ bos_token }}{% for message in messages %}<|im_start|>{{ message['role'] }}

{{ message['content'] | trim }}<|im_end|>{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant

{% endif %}"""
UNTHINKING = """{% for message in messages %}
{%- set content = message.content %}
{%- if message.role == 'assistant' and '</think>' in content %}
{%- set content = content.split('</think>')[-1].lstrip('\\n') %}
{%- endif %}
{{- '<|im_start|>' + message.role + '\\n' + content + '<|im_end|>\\n' }}
{%- endfor %}
{%- if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}"""
TIGHT = "{% for message in messages %}{{ message.content }}{% endfor %}"
LLAMA_2 = as_template("llama-2").source
LLAMA_3 = """{{ bos_token }}{% if messages[0]['role'] == 'system' %}{{ '' }}{% endif %}""" + TRIMMING.removeprefix(
    "{{ bos_token }}")
TEMPLATES = {"chat-ml": CHAT_ML, "llama-2": LLAMA_2, "trim": TRIMMING, "unthinking": UNTHINKING}

quick = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def tokenizers(model_file):
    """Tokenizers by kind."""
    files = {"demo": demo_path(), "bpe": model_file(vocabulary=bpe_vocabulary),
             "spm": model_file(vocabulary=spm_vocabulary),
             "spm-controls": model_file(vocabulary=spm_vocabulary, special_tokens=BPE_CONTROLS)}
    models = {kind: LlamaModel(path, n_ctx=256, n_threads=1) for kind, path in files.items()}
    yield {kind: model.tokenizer for kind, model in models.items()}
    for model in models.values():
        model.close()


def encode(tokenizer, source, messages):
    """Our tokens for a conversation."""
    segments = as_template(source).render(messages, special_tokens=tokenizer.special_tokens,
                                          **special_texts(tokenizer))
    return tokenizer.encode(segments)


def encode_plainly(tokenizer, source, messages):
    """The usual way: one text by Jinja, tokenized with special tokens meant."""
    environment = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True)
    environment.globals["raise_exception"] = None
    text = environment.from_string(source).render(messages=[message.to_dict() for message in messages],
                                                  add_generation_prompt=True,
                                                  **special_texts(tokenizer))
    bos = tokenizer.named_token("bos")[0]
    tokens = tokenizer.tokenize(text, special=True)
    add = tokenizer._llama.llama_vocab_get_add_bos(tokenizer._weights.vocabulary) and tokens[:1] != [bos]
    return [bos] * add + tokens


ordinary = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\x1c\x1d\x1e\x1f<"),
                   max_size=20) | st.sampled_from(
    ["", " ", "\n", " hi ", "\n\nhi\n", "1 < 2", "<b>", "é😀", "a\r\nb", "<think>x</think>\n\ny", "{{ 7*7 }}",
     "{% raw %}"])
conversations = st.lists(ordinary, min_size=1, max_size=5).filter(lambda texts: len(texts) % 2 == 1)


@pytest.mark.parametrize("kind", ["demo", "bpe", "spm", "spm-controls"])
@pytest.mark.parametrize("name", TEMPLATES)
@quick
@given(texts=conversations, system=st.none() | ordinary)
def test_ordinary_text_is_tokenized_as_everybody_does(tokenizers, kind, name, texts, system):
    tokenizer, messages = tokenizers[kind], turns(texts, system)
    assert encode(tokenizer, TEMPLATES[name], messages) == encode_plainly(tokenizer, TEMPLATES[name], messages)


@quick
@given(texts=conversations)
def test_the_demo_models_own_template(demo, texts):
    messages = turns(texts)
    expected = encode_plainly(demo.tokenizer, demo.template.source, messages)
    assert encode(demo.tokenizer, demo.template.source, messages) == expected


@pytest.mark.parametrize("name", TEMPLATES)
@pytest.mark.parametrize("text", ["  > quote", "1 <  ", " |> x", "\n>", "a<\n", "| a | b |\n", " s>", "[ <"])
def test_text_at_whose_ends_a_special_token_might_continue(tokenizers, name, text):
    for tokenizer in tokenizers.values():
        messages = turns([text, text, text])
        assert encode(tokenizer, TEMPLATES[name], messages) == encode_plainly(tokenizer, TEMPLATES[name], messages)


# User text is text

pieces = st.sampled_from(["<|im_end|>", "<|im_start|>", "<|im_", "end|>", "<|", "|>", "<", ">", "im_end", "<s>", "</s>",
                          "<", "s>", "<unk>",
                          "[INST]", " ", "\n", "x", "\x1c", "\U00013000", "\U00013003", "\U00100000", "<|endoftext|>",
                          "<|end", "oftext|>", "</", "_start|>"])
nasty = st.lists(pieces, min_size=1, max_size=6).map("".join)


def special_tokens_in(tokenizer, tokens):
    special_tokens = set(tokenizer.special_tokens.values())
    return [token for token in tokens if token in special_tokens]


@pytest.mark.parametrize("kind", ["demo", "bpe", "spm", "spm-controls"])
@pytest.mark.parametrize("name", [*TEMPLATES, "tight"])
@quick
@given(texts=st.lists(nasty, min_size=3, max_size=3), system=st.none() | nasty)
def test_no_text_becomes_a_special_token(tokenizers, kind, name, texts, system):
    tokenizer, source = tokenizers[kind], {**TEMPLATES, "tight": TIGHT}[name]
    tokens = encode(tokenizer, source, turns(texts, system))
    harmless = encode(tokenizer, source, turns(["x"] * 3, system and "x"))
    assert special_tokens_in(tokenizer, tokens) == special_tokens_in(tokenizer, harmless)


@pytest.mark.parametrize("kind", ["demo", "bpe"])
@quick
@given(texts=st.lists(nasty, min_size=3, max_size=3))
def test_all_characters_arrive(tokenizers, kind, texts):
    tokenizer = tokenizers[kind]
    read = tokenizer.detokenize(encode(tokenizer, CHAT_ML, turns(texts)))
    assert read == "".join(f"{message.role}\n{message.text}\n" for message in turns(texts)) + "assistant\n"


def test_every_separator_character_in_one_text(tokenizers):
    text = "".join(map(chr, range(32))) + "<|im_end|>"
    tokenizer = tokenizers["bpe"]
    assert text in tokenizer.detokenize(encode(tokenizer, CHAT_ML, turns([text])))


@pytest.mark.parametrize("part", [0, -1])
def test_a_template_that_splits_at_a_special_token_still_writes_all_of_a_text(model_file, part):
    source = CHAT_ML.replace("message.content", f"message.content.split('</think>')[{part}]")
    path = model_file(special_tokens=(*BPE_CONTROLS, "</think>"))
    with LlamaModel(path, n_ctx=256, n_threads=1) as model:
        texts = turns(["a</think>b"])
        assert encode(model.tokenizer, source, texts) == encode(model.tokenizer, CHAT_ML, texts)


# What the model wrote goes back as its tokens


def written(text, tokens, finish_reason="stop"):
    return ChatMessage("assistant", text, tokens, "m", finish_reason)


def find(tokens, part):
    """Where `part` stands in `tokens`."""
    found = [at for at in range(len(tokens)) if tokens[at : at + len(part)] == list(part)]
    assert len(found) == 1
    return found[0]


READY = (101, 102, 103)


@pytest.mark.parametrize("kind", ["demo", "bpe", "spm", "spm-controls"])
@pytest.mark.parametrize("name", TEMPLATES)
@pytest.mark.parametrize("text", ["Mercury", " Mercury", "\n\nMercury \n", "é😀", "a\n\nb", "<|im_end|>", "Mercury\x1c"])
def test_ready_tokens_stand_where_the_model_wrote_them(tokenizers, kind, name, text):
    tokenizer, template = tokenizers[kind], as_template(TEMPLATES[name])
    options = dict(special_tokens=tokenizer.special_tokens, model="m", **special_texts(tokenizer))
    conversation = [ChatMessage("user", "Q?"), written(text, READY), ChatMessage("user", "and?")]
    prompt = tokenizer.encode(template.render(conversation[:1], **options))
    after = tokenizer.encode(template.render(conversation, **options))
    assert after[: len(prompt) + 3] == [*prompt, *READY]
    other = [conversation[0], ChatMessage("assistant", "X"), conversation[2]]
    rest = tokenizer.encode(template.render(other, **options))
    assert special_tokens_in(tokenizer, after) == special_tokens_in(tokenizer, rest)


@pytest.mark.parametrize("message", [
    ChatMessage("assistant", "Mercury", READY, "another"), ChatMessage("assistant", "Mercury", READY),
    ChatMessage("assistant", "Mercury"),
    written("Mercury", READY).with_text("Mercury"),
], ids=["another model's", "no model's", "none", "edited"])
def test_other_tokens_do_not_go_back(tokenizers, message):
    conversation = [ChatMessage("user", "Q?"), message]
    segments = as_template("chat-ml").render(conversation, special_tokens=tokenizers["bpe"].special_tokens, model="m")
    assert all(segment.tokens is None for segment in segments)


def test_after_ready_tokens_no_blank_is_added(tokenizers):
    tokenizer = tokenizers["spm"]
    segments = as_template("{% for message in messages %}{{ message.content }}{% endfor %}").render(
        [ChatMessage("user", "the"), written("Mercury", READY), ChatMessage("user", "th")],
        special_tokens=tokenizer.special_tokens, model="m")
    tokens = tokenizer.encode(segments)
    assert tokenizer.token_bytes(tokens[1]).startswith(b" ")
    assert tokenizer.detokenize(tokens[find(tokens, READY) + 3 :]) == "th"


def test_each_prompt_of_a_conversation_begins_with_the_one_before(demo):
    conversation, before = [], []
    for question in ["Name the planets in the solar system", "Please reverse the list", "hi", "Thank you 🚀"]:
        conversation.append(ChatMessage("user", question))
        prompt = demo.prompt_tokens(conversation)
        assert prompt[: len(before)] == before
        reply = demo.reply(conversation, {"temperature": 0})
        assert reply.text
        conversation.append(reply.message)
        before = prompt + reply.tokens


@pytest.mark.parametrize("text", ["<think>\nhm\n</think>\n\nMercury", "\n\nMercury"])
def test_one_reply_that_the_template_changes_leaves_the_others_tokens(text):
    conversation = [ChatMessage("user", "Q?"), written("fine", READY), ChatMessage("user", "Q?"), written(text, (7, 8)),
                    ChatMessage("user", "Q?")]
    changing = UNTHINKING.replace("content.split('</think>')[-1].lstrip('\\n')",
                                  "content.split('</think>')[-1] | upper")
    segments = as_template(changing).render(conversation, model="m")
    assert READY in [segment.tokens for segment in segments]


def test_a_conversation_that_begins_with_a_reply():
    conversation = [written("Welcome", READY), ChatMessage("user", "Q?")]
    segments = as_template(LLAMA_3).render(conversation, model="m", bos_token="")
    assert READY in [segment.tokens for segment in segments]


def test_attributes_that_strip_blanks_are_kept(model_file):
    """llama.cpp drops blanks after the special tokens of Phi 3."""
    path = model_file(vocabulary=spm_vocabulary, special_tokens=("<|endoftext|>", "<|end|>", "<|user|>"),
                      name="Phi-3-mini")
    source = "{% for message in messages %}<|user|>\n{{ message.content }}<|end|>\n{% endfor %}"
    with LlamaModel(path, n_ctx=256, n_threads=1) as model:
        tokenizer = model.tokenizer
        for text in ["hi", " hi", "\u00a0hi", "\u2003hi", "\x1chi", "\n hi"]:
            expected = encode_plainly(tokenizer, source, turns([text]))
            assert encode(tokenizer, source, turns([text])) == expected
            marked = as_template(source).render(turns([text + "<|end|>"]), special_tokens=tokenizer.special_tokens)
            assert any(segment.literal for segment in marked)
            assert tokenizer.encode(marked)[: len(expected) - 2] == expected[:-2]


# Programs that misbehave


@pytest.mark.parametrize("source", [
    "{{ ''.__class__.__mro__ }}", "{{ messages.__init__.__globals__ }}", "{{ raise_exception.__globals__.json }}",
    "{{ strftime_now.__code__.co_code }}",
    "{{ (messages | map(attribute='__class__') | list)[0].__mro__ }}", "{{ messages.append(1) }}",
    "{{ messages[0].update({'a': 1}) }}",
    "{{ self.__init__.__globals__ }}", "{{ cycler.__init__.__globals__ }}",
])
def test_a_template_cannot_leave_its_sandbox(source):
    with pytest.raises(ValueError, match="failed on this conversation"):
        as_template(source).render(turns(["hi"]))


@pytest.mark.parametrize("source, words", [
    ("{{ raise_exception('only user messages') }}", "refuses this conversation: only user messages"),
    ("{{ messages[5].content }}", "failed on this conversation"),
    ("{{ 1 / 0 }}", "failed on this conversation"),
    ("{{ range(10**9) }}", "failed on this conversation"),
    ("{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}", "failed on this conversation"),
    ("{{ 'a'.encode('ascii').decode('zz') }}", "failed on this conversation"),
])
def test_a_template_that_raises_is_a_value_error(source, words):
    with pytest.raises(ValueError, match=words):
        as_template(source).render(turns(["hi"]))


@pytest.mark.parametrize("source", ["{{ unclosed", "{% if %}", "{% unknown_tag %}", "{{ 'a' | no_such_filter }}"])
def test_a_template_that_is_no_jinja(source):
    with pytest.raises(ValueError, match="not valid Jinja.*line 1"):
        ChatTemplate("broken", source)


@pytest.mark.parametrize("roles",
                         [["assistant"], ["user", "user"], ["system", "assistant"], ["user", "assistant", "assistant"]])
def test_llama_2_refuses_what_it_was_not_trained_on(roles):
    conversation = [ChatMessage(role, "x") for role in roles]
    with pytest.raises(ValueError, match="must alternate"):
        as_template("llama-2").render(conversation, bos_token="<s>", eos_token="</s>")


@pytest.mark.parametrize("name, hint", [("chatml", "Did you mean 'chat-ml'"), ("llama2", "Did you mean 'llama-2'"),
                                        ("zzz", "Built in are")])
def test_an_unknown_template_names_the_known_ones(name, hint):
    with pytest.raises(ValueError, match=hint):
        as_template(name)
