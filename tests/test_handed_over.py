"""A `llama_cpp.Llama` handed over: everything it was made with counts for our replies, too; nobody's memory is freed
under anybody's feet."""

import gc
import warnings

import pytest
from llama_cpp import Llama
from llama_cpp.llama_chat_format import Jinja2ChatFormatter, Llava15ChatHandler, MTMDChatHandler, register_chat_format
from llama_cpp.llama_chat_format import ChatFormatterResponse
from llama_cpp.llama_speculative import LlamaPromptLookupDecoding

from notebook_chat import Chat, load_model
from notebook_chat.core.messages import ChatMessage
from notebook_chat.core.pictures import as_picture
from notebook_chat.llama.files import demo_path, find_mmproj
from support import tiny_models
from support.lora import write_lora
from support.pictures import png
from support.processes import run_python
from support.real_models import smollm2_path

TALK = [dict(role="user", content="Name three planets."), dict(role="assistant", content="Mars, Venus, Earth."),
        dict(role="user", content="Tell me a long story about one of them.")]
WITH_SYSTEM = [dict(role="system", content="Be brief."), *TALK]


def llama_of(path, **options):
    """A Llama on few tokens, quiet, with one thread."""
    return Llama(str(path), **{"n_ctx": 512, "n_threads": 1, "n_threads_batch": 1, "verbose": False, **options})


def answers(llama, messages=TALK, count=24):
    """The tokens that a Llama has evaluated for its greedy answer, prompt included, and as many of ours."""
    llama.create_chat_completion(messages, temperature=0, max_tokens=count)
    theirs = llama.input_ids[:llama.n_tokens].tolist()
    with load_model(llama) as model:
        reply = model.reply(messages, dict(temperature=0, max_tokens=count))
        assert reply.wait(60) and reply.error is None
        ours = [*model.prompt_tokens(messages), *reply.tokens]
    assert len(ours) > reply.stats.prompt_tokens
    stop = min(len(theirs), len(ours))   # a Llama goes on while its last token is half a character
    assert stop >= reply.stats.prompt_tokens + min(2, len(reply.tokens))
    return theirs[:stop], ours[:stop]


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    """A model with random weights, whose heads are wide enough for quantized caches."""
    return tiny_models.write_model(tmp_path_factory.mktemp("handed") / "tiny.gguf", width=128, layers=3)


@pytest.fixture(scope="module")
def lora(path):
    return write_lora(path.with_name("lora.gguf"), path)


@pytest.fixture(scope="module")
def plain(path):
    """What a Llama without options answers."""
    llama = llama_of(path)
    yield answers(llama)[0]
    llama.close()


def part_early(tokens, plain):
    """Whether two token lists differ before either ends."""
    return any(left != right for left, right in zip(tokens, plain))


# Options

WITHIN_THE_CACHE = {
    "rope_freq_base": dict(rope_freq_base=500.0),
    "rope_freq_scale": dict(rope_freq_scale=0.25),
    "yarn": dict(rope_scaling_type=2, rope_freq_scale=0.25, yarn_orig_ctx=64),
    "yarn factors": dict(rope_scaling_type=2, rope_freq_scale=0.5, yarn_ext_factor=0.5, yarn_attn_factor=0.7,
                         yarn_beta_fast=16.0, yarn_beta_slow=2.0),
    "type_k": dict(type_k=2),
    "type_v": dict(type_k=2, type_v=2, flash_attn=True),
    "kv_overrides": dict(kv_overrides={"llama.rope.freq_base": 300.0}),
    "attention": dict(kv_overrides={"llama.attention.layer_norm_rms_epsilon": 0.5}),
}


@pytest.mark.parametrize("options", WITHIN_THE_CACHE.values(), ids=WITHIN_THE_CACHE)
def test_options_that_change_answers(path, plain, options):
    llama = llama_of(path, **options)
    theirs, ours = answers(llama)
    llama.close()
    assert ours == theirs and part_early(theirs, plain)


WITHOUT_A_TRACE = {
    "flash_attn": dict(flash_attn=True), "n_ubatch": dict(n_ubatch=8), "n_batch": dict(n_batch=20),
    "offload_kqv": dict(offload_kqv=False), "embedding": dict(embedding=True), "pooling": dict(pooling_type=1),
    "logits_all": dict(logits_all=True), "seed": dict(seed=3),
    "last_n": dict(last_n_tokens_size=8), "no_perf": dict(no_perf=True), "op_offload": dict(op_offload=False),
    "n_ctx": dict(n_ctx=0), "small": dict(n_ctx=160, n_batch=160),
}


@pytest.mark.parametrize("options", WITHOUT_A_TRACE.values(), ids=WITHOUT_A_TRACE)
def test_options_that_change_none(path, options):
    llama = llama_of(path, **options)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        theirs, ours = answers(llama)
    llama.close()
    assert ours == theirs


@pytest.mark.parametrize("field, value", [
    ("flash_attn_type", 1), ("n_ubatch", 24), ("n_threads", 2), ("n_threads_batch", 3), ("type_k", 8), ("type_v", 8),
    ("swa_full", False), ("offload_kqv", False), ("op_offload", False), ("rope_freq_base", 7.0), ("yarn_orig_ctx", 99),
    ("attention_type", 1),
])
def test_each_field_of_the_context(path, field, value):
    names = {"flash_attn_type": "flash_attn"}
    llama = llama_of(path, **{"flash_attn": True, names.get(field, field): value})
    from notebook_chat.llama.handed_over import context_options

    options = context_options(llama, 4, False)
    llama.close()
    assert options[field] == value
    assert (options["n_seq_max"], options["kv_unified"], options["embeddings"]) == (4, True, False)


def test_a_sliding_window_whole(model_file):
    llama = llama_of(model_file(architecture="gemma3", seed=4), swa_full=True)
    with load_model(llama) as model:
        first = model._engine.call(lambda engine: engine.context._llama.llama_memory_seq_pos_min)
        model.complete("x" * 100, dict(temperature=0, max_tokens=4)).wait()
        engine = model._engine
        held = max(engine.scheduler.sequences, key=lambda sequence: sequence.length)
        assert engine.call(lambda engine: first(engine.context._memory, held.number)) == 0   # nothing is forgotten
    llama.close()


# LoRA


@pytest.mark.parametrize("scale", [1.0, 0.5, -1.0])
def test_lora(path, lora, plain, scale):
    llama = llama_of(path, lora_path=str(lora), lora_scale=scale)
    theirs, ours = answers(llama)
    assert ours == theirs and part_early(theirs, plain)
    beside = llama_of(path)
    assert not part_early(answers(beside)[1], plain)   # of the same file, without
    beside.close()
    llama.close()


@pytest.mark.real
@pytest.mark.parametrize("options", [dict(lora=True, rope_freq_base=50_000.0, type_k=8, n_ubatch=64),
                                     dict(chat_format="alpaca")], ids=["lora", "alpaca"])
def test_on_real_weights(tmp_path, options):
    options = dict(options)
    if options.pop("lora", False):
        options["lora_path"] = str(write_lora(tmp_path / "lora.gguf", smollm2_path(), strength=0.2))
    llama = llama_of(smollm2_path(), **options)
    theirs, ours = answers(llama, WITH_SYSTEM, 12)
    llama.close()
    assert ours == theirs


def test_a_cache_is_refused_where_it_was_read_otherwise(path, lora, tmp_path):
    asked = [ChatMessage("user", "hi")]
    adapted, base = llama_of(path, lora_path=str(lora)), llama_of(path)
    with load_model(adapted) as model:
        model.reply(asked, dict(max_tokens=2)).wait()
        model.save_cache(tmp_path / "cache", asked)
        assert model.load_cache(tmp_path / "cache")
    with load_model(base) as model, pytest.raises(ValueError, match="another model"):
        model.load_cache(tmp_path / "cache")
    with load_model(base) as model, load_model(path, n_ctx=512, n_threads=1, flash_attn=False) as own:
        model.reply(asked, dict(max_tokens=2)).wait()
        model.save_cache(tmp_path / "plain", asked)
        assert own.load_cache(tmp_path / "plain")
    adapted.close()
    base.close()


# How chats are written


@pytest.mark.parametrize("name", ["chatml", "alpaca", "llama-2", "vicuna", "zephyr", "openchat", "gemma", "saiga",
                                  "mistral-instruct", "llama-3", "qwen", "chatml-function-calling"])
def test_chat_formats(path, name):
    llama = llama_of(path, chat_format=name)
    theirs, ours = answers(llama)
    llama.close()
    assert ours == theirs


def test_formats_and_handlers_of_ones_own(path):
    @register_chat_format("shouting")
    def shouting(messages, **_):
        text = "".join(f"{message['role'].upper()}! {message['content']}\n" for message in messages)
        return ChatFormatterResponse(prompt=f"{text}ASSISTANT!", stop=["t"])

    def told(*, llama, messages, temperature, max_tokens, stream=False, **_):
        text = "\n".join(message["content"] for message in messages)
        prompt = llama.tokenize(text.encode(), add_bos=False, special=True)
        done = llama.create_completion(prompt, temperature=temperature, max_tokens=max_tokens, stream=stream)
        return {"choices": [{"message": {"content": done["choices"][0]["text"]}}]}

    program = "{% for message in messages %}<{{ message.role }}>{{ message.content }}{% endfor %}<assistant>"
    jinja = Jinja2ChatFormatter(program, eos_token="<|im_end|>", bos_token="").to_chat_handler()
    seen = []
    for options in (dict(chat_format="shouting"), dict(chat_handler=told), dict(chat_handler=jinja)):
        llama = llama_of(path, **options)
        theirs, ours = answers(llama, WITH_SYSTEM)
        assert ours == theirs
        with load_model(llama) as model:
            seen.append(model.detokenize(model.prompt_tokens(WITH_SYSTEM)))
        llama.close()
    assert seen[0].startswith("SYSTEM! Be brief.") and seen[1].startswith("Be brief.\nName")
    assert seen[2].startswith("<system>Be brief.<user>")


def test_what_a_user_types_stays_text_in_a_handlers_prompt(path):
    llama = llama_of(path, chat_format="chatml")
    with load_model(llama) as model:
        tokens = model.prompt_tokens([ChatMessage("user", "a <|im_end|> b")])
        assert tokens.count(model.tokenizer.special_tokens["<|im_end|>"]) == 2   # the system's and the user's own end
        assert "a <|im_end|> b" in model.tokenizer.detokenize(tokens)
    llama.close()


def test_a_chat_with_a_handlers_format_reads_only_what_is_new(path):
    llama = llama_of(path, chat_format="alpaca")
    with load_model(llama) as model:
        chat = Chat(model)
        chat.send("hello " * 20, max_tokens=4, temperature=0).wait()
        reply = chat.send("more", max_tokens=4, temperature=0)
        assert reply.wait(30) and reply.stats.cached_tokens > 20
        assert "hello" in model.detokenize(model.prompt_tokens(chat.messages))
    llama.close()


def test_a_program_in_the_file_by_its_name(tmp_path):
    import gguf

    written = gguf.GGUFWriter.add_chat_template
    try:
        programs = [dict(name="default", template="A {{ messages[0].content }}"),
                    dict(name="tool_use", template="B {{ messages[0].content }}")]
        gguf.GGUFWriter.add_chat_template = lambda writer, _: written(writer, programs)
        path = tiny_models.write_model(tmp_path / "two.gguf", template="both")
    finally:
        gguf.GGUFWriter.add_chat_template = written
    for name, start in (("chat_template.tool_use", "B Name"), (None, "A Name")):
        llama = llama_of(path, chat_format=name)
        with load_model(llama) as model:
            assert model.detokenize(model.prompt_tokens(TALK)).startswith(start)
        llama.close()


@pytest.mark.parametrize("handler", [MTMDChatHandler, Llava15ChatHandler])
def test_handlers_that_see(handler):
    eyes, path = find_mmproj(demo_path("demo-vision")), demo_path("demo-vision")
    llama = llama_of(path, n_ctx=1024, chat_handler=handler(clip_model_path=str(eyes), verbose=False))
    url = as_picture(png("red", (64, 64))).data_url
    asked = [dict(role="user", content=[{"type": "image_url", "image_url": {"url": url}},
                                        {"type": "text", "text": "What colour is it?"}])]
    theirs = llama.create_chat_completion(asked, temperature=0, max_tokens=12)["choices"][0]["message"]["content"]
    with load_model(llama) as model:
        assert model.sees
        seen = [ChatMessage("user", "What colour is it?", images=[url])]
        reply = model.reply(seen, dict(temperature=0, max_tokens=12))
        assert reply.text.strip() == theirs.strip()
        if handler is Llava15ChatHandler:
            assert "USER: " in model.detokenize(model.prompt_tokens(TALK))
    llama.close()


# What can't come along, and what isn't asked for


def test_losses_are_named(path):
    class Polite(Llama):
        def create_chat_completion(self, *arguments, **options):
            return super().create_chat_completion(*arguments, **options)

    class Tokenizer:
        def tokenize(self, text, add_bos=True, special=True): return list(text)
        def detokenize(self, tokens, prev_tokens=None, special=False): return bytes(tokens)

    def dumb(**_): return {"choices": []}

    options = dict(n_ctx=64, n_threads=1, verbose=False)
    for make, words in [
        (lambda: Llama(str(path), draft_model=LlamaPromptLookupDecoding(), **options), "draft_model"),
        (lambda: Llama(str(path), tokenizer=Tokenizer(), **options), r"tokenizer \(Tokenizer\)"),
        (lambda: Polite(str(path), **options), "create_chat_completion isn't called"),
        (lambda: Llama(str(path), chat_handler=dumb, **options), "chat_handler isn't used"),
        (lambda: Llama(str(path), chat_format="no such format", **options), "chat_format 'no such format' isn't used"),
    ]:
        llama = make()
        with pytest.warns(UserWarning, match=words):
            load_model(llama).close()
        llama.close()


def test_a_seed_makes_a_series_of_replies_repeatable(path):
    def series(**options):
        llama = llama_of(path, **options)
        with load_model(llama) as model:
            replies = [model.reply(TALK, dict(temperature=1.5, max_tokens=8)) for _ in range(3)]
            seeds = [reply.wait(30) and reply.stats.seed for reply in replies]
        llama.close()
        return seeds

    assert series(seed=5) == series(seed=5) != series(seed=6)
    assert len(set(series(seed=5))) == 3 and series() != series()


def test_settings_and_overrides(path):
    llama = llama_of(path, last_n_tokens_size=7, kv_overrides={"general.sampling.temp": 0.3, "general.name": "other"})
    with load_model(llama) as model:
        assert model.default_settings.to_dict() == dict(repeat_last_n=7, temperature=pytest.approx(0.3))
        assert model.metadata["general.name"] == "other"
    llama.close()


def test_options_for_a_llama(path):
    llama = llama_of(path)
    with pytest.raises(TypeError, match="n_sequences, name, mmproj"):
        load_model(llama, n_ctx=100)
    with load_model(llama, n_sequences=3, name="mine") as model:
        assert (model.name, model._engine.n_sequences) == ("mine", 3)
    llama.close()


# Whose memory it is

ORDERS = """
import gc, sys, threading
sys.path.insert(0, "tests")
from llama_cpp import Llama
from notebook_chat import load_model
ASK, LONG = [dict(role="user", content="hi")], dict(max_tokens=300, temperature=1.5)
def new(lora=LORA): return Llama(PATH, n_ctx=512, n_threads=1, lora_path=lora, verbose=False)

llama = new(); model = load_model(llama); reply = model.reply(ASK, LONG)
llama.close()                                            # in the middle of a reply
assert reply.wait(20) and reply.finish_reason == "stopped", reply.finish_reason
model.close()

llama = new(None); model = load_model(llama); reply = model.reply(ASK, LONG)
llama._model.close(); assert reply.wait(20); model.close(); llama.close()

llama = new(); first, second = load_model(llama), load_model(llama)
assert first._engine is second._engine
first.close(); assert second.reply(ASK, dict(max_tokens=3)).wait(20)
second.close(); assert llama.create_chat_completion(ASK, max_tokens=3)
third = load_model(llama); assert third.reply(ASK, dict(max_tokens=3)).wait(20)
third.close(); llama.close(); llama.close()

model = load_model(new()); gc.collect()                  # nobody else holds the Llama
assert model.reply(ASK, dict(max_tokens=3)).wait(20); model.close()
llama = new(); model = load_model(llama); del model; gc.collect()
assert llama.create_chat_completion(ASK, max_tokens=3)

model = load_model(llama)                                # both write at once
reply = model.reply(ASK, dict(max_tokens=60)); text = llama.create_chat_completion(ASK, max_tokens=60)
assert reply.wait(20) and reply.error is None and text
llama = new(); model = load_model(llama); model.reply(ASK, LONG)
print("fine")                                            # and the process ends with both open
"""


def test_closing_in_any_order(path, lora):
    done = run_python(f"PATH, LORA = {str(path)!r}, {str(lora)!r}\n{ORDERS}")
    assert (done.stdout.strip(), done.returncode) == ("fine", 0), done.stderr[-2000:]


def test_a_closed_model_lets_go_of_the_llama(path):
    import weakref

    llama = llama_of(path, chat_format="alpaca")
    load_model(llama).close()
    gone = weakref.ref(llama)
    del llama
    gc.collect()
    assert gone() is None
