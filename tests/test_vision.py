"""Pictures in the sequence: seen rightly, encoded once, and a cache that changes nothing."""

import ctypes
import random

import numpy as np
import pytest
from PIL import Image, ImageDraw

from demo.vision_draw import draw
from demo.vision_talk import questions
from notebook_chat.core.errors import LoadError
from notebook_chat.core.messages import ChatMessage
from notebook_chat.core.pictures import as_picture, rgb_image
from notebook_chat.llama.files import demo_path, find_mmproj
from notebook_chat.llama.vision import Vision, mtmd_library
from notebook_chat.llama.model import LlamaModel
from notebook_chat.models.load import load_model
from support import tiny_eyes
from support.comparing import assert_as_fresh
from support.fake_hub import FakeHub
from support.processes import run_python
from support.talks import user

SEEING = demo_path("demo-vision"), find_mmproj(demo_path("demo-vision"))
GREEDY = {"temperature": 0, "max_tokens": 12}
KINDS = ["single", "many", "pair", "bars", "line", "digit"]


def picture_of(kind="single", seed=0):
    return as_picture(draw(random.Random(f"test {kind} {seed}"), kind).picture)


def noise(width=90, height=150, seed=0):
    return as_picture(np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8))


def said(reply):
    """A finished reply as the message that goes into the history."""
    assert reply.wait(60) and not reply.error, reply.error
    return reply.message


def talk(model, *turns, begun=(), settings=GREEDY):
    """Ask one thing after the other; gives the conversation and the last reply."""
    messages = list(begun)
    for turn in turns:
        messages.append(turn)
        reply = model.reply(messages, settings)
        messages.append(said(reply))
    return messages, reply


def encoded(model):
    return model._engine.projector.encoded


@pytest.fixture(scope="module")
def mrope_files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("mrope")
    return tiny_eyes.write_mrope_model(folder / "tiny.gguf"), tiny_eyes.write_mrope_eyes(folder / "mmproj.gguf")


@pytest.fixture(scope="module", params=["demo", "mrope"])
def files(request, mrope_files):
    """A model and its projector: the built-in one, and one of Qwen2-VL's kind."""
    return SEEING if request.param == "demo" else mrope_files


# Against mtmd's own way of evaluating


def reference_tokens(files, segments, picture, count):
    """Greedy tokens by llama.cpp's own helper, with nothing of ours between: `segments` is text with the marker in
    it."""
    import llama_cpp

    mtmd = mtmd_library()
    parameters = llama_cpp.llama_model_default_params()
    parameters.n_gpu_layers = 0
    model = llama_cpp.llama_model_load_from_file(str(files[0]).encode(), parameters)
    options = llama_cpp.llama_context_default_params()
    options.n_ctx, options.n_threads, options.n_threads_batch = 1024, 1, 1
    context = llama_cpp.llama_init_from_model(model, options)
    eyes = mtmd.mtmd_context_params_default()
    eyes.use_gpu, eyes.n_threads, eyes.warmup = False, 1, False
    seeing = mtmd.mtmd_init_from_file(str(files[1]).encode(), model, eyes)
    image = rgb_image(picture)
    data = (ctypes.c_uint8 * (3 * image.width * image.height)).from_buffer_copy(image.tobytes())
    bitmap, chunks = mtmd.mtmd_bitmap_init(image.width, image.height, data), mtmd.mtmd_input_chunks_init()
    text = mtmd.mtmd_input_text(segments.encode(), len(segments.encode()), False, True)
    assert mtmd.mtmd_tokenize(seeing, chunks, ctypes.byref(text), (ctypes.c_void_p * 1)(bitmap), 1) == 0
    past = ctypes.c_int32(0)
    assert mtmd.mtmd_helper_eval_chunks(seeing, context, chunks, 0, 0, 512, True, ctypes.byref(past)) == 0
    size, tokens = llama_cpp.llama_vocab_n_tokens(llama_cpp.llama_model_get_vocab(model)), []
    for place in range(past.value, past.value + count):
        scores = np.ctypeslib.as_array(llama_cpp.llama_get_logits_ith(context, -1), (size,))
        tokens.append(int(scores.argmax()))
        batch = llama_cpp.llama_batch_get_one((ctypes.c_int32 * 1)(tokens[-1]), 1)
        assert llama_cpp.llama_decode(context, batch) == 0
    mtmd.mtmd_bitmap_free(bitmap)
    mtmd.mtmd_input_chunks_free(chunks)
    mtmd.mtmd_free(seeing)
    llama_cpp.llama_free(context)
    llama_cpp.llama_model_free(model)
    return tokens


@pytest.mark.parametrize("seed", range(3))
def test_as_mtmd_does_it(files, open_model, seed):
    model, picture = open_model(*files), noise(seed=seed)
    prompt = "<|im_start|>user\n<__media__>\nWhat is this?<|im_end|>\n<|im_start|>assistant\n"
    reply = model.reply([user("What is this?", picture)], {**GREEDY, "max_tokens": 5}, template="chat-ml")
    assert reply.wait(60) and not reply.error
    expected = reference_tokens(files, prompt, picture, 5)
    written = [*reply.tokens]
    assert written == expected[:len(written)]
    assert len(written) == 5 or model.tokenizer.is_eog(expected[len(written)])


# Once is enough


def test_a_picture_is_encoded_once_and_read_once(files, open_model):
    model, picture = open_model(*files), noise()
    messages, first = talk(model, user("What is this?", picture))
    assert encoded(model) == 1
    seen = first.stats.prompt_tokens
    messages, second = talk(model, user("And now?"), begun=messages)
    assert second.stats.cached_tokens >= seen
    messages, third = talk(model, user("Again?"), begun=messages)
    assert third.stats.cached_tokens >= second.stats.prompt_tokens
    assert encoded(model) == 1
    assert_as_fresh(third, messages[:-1], *files, count=12)


def test_two_chats_share_a_picture(files, open_model):
    model, picture = open_model(*files), noise()
    talk(model, user("What is this?", picture), begun=[ChatMessage("system", "Be brief.")])
    other, reply = talk(model, user("Name it", picture), begun=[ChatMessage("system", "Be kind.")])
    assert encoded(model) == 1
    assert_as_fresh(reply, other[:-1], *files, count=12)


def test_at_the_same_time_too(files, open_model):
    model, picture = open_model(*files), noise()
    questions = [user(f"Question {number}", picture) for number in range(6)]
    replies = [model.reply([question], GREEDY) for question in questions]
    messages = [said(reply) for reply in replies]
    assert encoded(model) == 1 and len(messages) == 6
    assert sum(reply.stats.cached_tokens > 0 for reply in replies) >= 5
    for question, reply in zip(questions, replies):
        assert_as_fresh(reply, [question], *files, count=12)


def test_retry_edit_and_fork(files, open_model):
    model = open_model(*files)
    begun, _ = talk(model, user("hi"), user("What is this?", noise()), user("Sure?"))
    retried = model.reply(begun[:-1], GREEDY)
    said(retried)
    assert_as_fresh(retried, begun[:-1], *files, count=12)
    edited = [*begun[:2], user("What do you see?", noise())]
    _, reply = talk(model, edited[-1], begun=edited[:-1])
    assert_as_fresh(reply, edited, *files, count=12)
    for question in ("One", "Two"):
        fork = [*begun, user(question)]
        _, reply = talk(model, fork[-1], begun=begun)
        assert_as_fresh(reply, fork, *files, count=12)
    assert encoded(model) == 1


def test_another_picture_in_the_same_place(files, open_model):
    model = open_model(*files)
    talk(model, user("What is this?", noise(seed=1)))
    messages, reply = talk(model, user("What is this?", noise(seed=2)))
    assert encoded(model) == 2
    assert reply.stats.cached_tokens < 12
    assert_as_fresh(reply, messages[:-1], *files, count=12)


def test_several_pictures_and_the_same_one_twice(files, open_model):
    model, one, two = open_model(*files), noise(60, 60, 1), noise(80, 40, 2)
    messages, reply = talk(model, user("What are these?", one, two, one), user("And this?", two))
    assert encoded(model) == 2
    assert_as_fresh(reply, messages[:-1], *files, count=12)


# Where there is little room


def test_pictures_survive_being_thrown_out(files, open_model):
    model, chats = open_model(*files, n_sequences=1), {}
    for turn in range(3):
        for seed in (1, 2):
            messages, reply = talk(model, user(f"Question {turn}", *([noise(seed=seed)] if turn == 0 else [])),
                                   begun=chats.get(seed, ()))
            chats[seed] = messages
            assert_as_fresh(reply, messages[:-1], *files, count=12)
    assert encoded(model) == 2


def test_a_full_cache(open_model):
    files = SEEING
    model = open_model(*files, n_ctx=300, n_sequences=4)
    questions = [user("What is this?", picture_of(seed=seed)) for seed in range(8)]
    replies = [model.reply([question], GREEDY) for question in questions]
    for question, reply in zip(questions, replies):
        said(reply)
        assert_as_fresh(reply, [question], *files, count=12)
    assert encoded(model) == 8


def test_longer_than_the_context(open_model):
    model = open_model(*SEEING, n_ctx=256)
    with pytest.raises(ValueError, match="context"):
        model.reply([user("What are these?", *(noise(seed=seed) for seed in range(4)))])
    talk(model, user("What is this?", picture_of()))


def test_small_batches(files, open_model):
    model = open_model(*files, n_batch=7, n_sequences=2)
    messages, reply = talk(model, user("What is this?", noise()), user("Sure?"))
    assert_as_fresh(reply, messages[:-1], *files, count=12)


def test_vectors_that_are_forgotten_are_made_again(open_model, monkeypatch):
    monkeypatch.setattr("notebook_chat.llama.vision._MOST_VECTORS", 1)
    monkeypatch.setattr("notebook_chat.llama.vision._MOST_PIXELS", 1)
    files = SEEING
    model = open_model(*files, n_sequences=1, cache_ram=0)   # else the third conversation is put back, as it was
    for seed in (1, 2, 1):
        messages, reply = talk(model, user("What is this?", noise(seed=seed), noise(seed=seed + 5)))
        assert_as_fresh(reply, messages[:-1], *files, count=12)
    assert encoded(model) == 6
    assert len(model._engine.projector._vectors) == 1 and len(model._engine.projector._prepared) == 1


def test_penalties_and_samplers_meet_pictures(files, open_model):
    model = open_model(*files)
    settings = {"temperature": 1.0, "seed": 1, "repeat_penalty": 1.3, "dry_multiplier": 0.8, "repeat_last_n": -1,
                "max_tokens": 8}
    replies = [model.reply([user("What is this?", noise())], settings) for _ in range(2)]
    assert said(replies[0]) == said(replies[1])


# The cache in a file


def test_the_cache_in_a_file(files, open_model, tmp_path):
    model = open_model(*files)
    messages, _ = talk(model, user("What is this?", noise()))
    count = model.save_cache(tmp_path / "cache", messages)
    model.close()
    other = open_model(*files, n_ctx=1000)   # a separate engine
    assert other.load_cache(tmp_path / "cache") == count
    again, reply = talk(other, user("Sure?"), begun=messages)
    assert reply.stats.cached_tokens >= count - 2
    assert encoded(other) == 0
    assert_as_fresh(reply, again[:-1], *files, count=12)


# Stop


@pytest.fixture(scope="module")
def slow_eyes(tmp_path_factory):
    """A projector that takes its time."""
    return tiny_eyes.write_eyes(tmp_path_factory.mktemp("slow") / "mmproj.gguf", side=336, patch=14, width=384,
                                layers=12, kind=np.float16)


def test_stop_while_a_picture_is_encoded(open_model, slow_eyes):
    model = open_model(SEEING[0], slow_eyes, n_ctx=4096)
    projector = model._engine.projector
    whole = model.reply([user("What is this?", noise(seed=1))], GREEDY)
    said(whole)
    steps = projector._steps
    reply = model.reply([user("What is this?", noise(seed=2))], GREEDY)
    while projector._steps < steps + 20:   # in the midst of it
        assert not reply.wait(0.001)
    reply.stop()
    assert reply.wait(60)
    assert reply.finish_reason == "stopped" and encoded(model) == 1
    assert projector._steps < 2 * steps
    messages, after = talk(model, user("What is this?", noise(seed=2)))
    assert encoded(model) == 2 and after.finish_reason in ("stop", "length")


def test_another_reply_is_stopped_while_a_picture_is_encoded(open_model, slow_eyes):
    model = open_model(SEEING[0], slow_eyes, n_ctx=4096)
    counting = model.reply([user("Count to 100")], {"temperature": 0})
    next(iter(counting))
    looking = model.reply([user("What is this?", noise(seed=5))], GREEDY)
    while not model._engine.projector._steps:
        assert not looking.wait(0.001)
    counting.stop()
    assert counting.wait(60) and encoded(model) == 0   # it did not have to wait for the picture
    said(looking)


def test_closing_while_a_picture_is_encoded(open_model, slow_eyes):
    model = open_model(SEEING[0], slow_eyes, n_ctx=4096)
    reply = model.reply([user("What is this?", noise(seed=3))], GREEDY)
    while not model._engine.projector._steps:
        assert not reply.wait(0.001)
    model.close()
    assert reply.finish_reason == "stopped"


def test_others_go_on_meanwhile(open_model, slow_eyes):
    model = open_model(SEEING[0], slow_eyes, n_ctx=4096)
    with LlamaModel(SEEING[0], n_ctx=1024, n_threads=1) as plain:
        expected = said(plain.reply([user("Count to 100")], {"temperature": 0}))
    counting = model.reply([user("Count to 100")], {"temperature": 0})
    looking = model.reply([user("What is this?", noise(seed=4))], GREEDY)
    assert said(counting).text == expected.text
    said(looking)


# What can't work


def test_a_model_without_eyes(open_model):
    model = open_model(SEEING[0])
    assert not model.sees
    with pytest.raises(ValueError, match=r"can't see pictures.*mmproj=.*'demo-vision'"):
        model.reply([user("What is this?", noise())])
    assert said(model.reply([user("Count to 100")], {"temperature": 0})).text


def test_a_projector_of_another_model(open_model, mrope_files):
    with pytest.raises(LoadError, match="belongs to another model"):
        open_model(SEEING[0], mrope_files[1])


@pytest.mark.parametrize("content, words",
                         [(b"", "empty"), (b"<html>" + bytes(99), "web"), (b"GGUF" + bytes(99), "image projector")])
def test_files_that_are_no_projectors(tmp_path, content, words):
    (tmp_path / "mmproj.gguf").write_bytes(content)
    with pytest.raises(LoadError, match=words):
        Vision(tmp_path / "mmproj.gguf")


def test_a_projector_that_is_cut_off(tmp_path, open_model):
    whole = SEEING[1].read_bytes()
    (tmp_path / "mmproj.gguf").write_bytes(whole[:len(whole) // 2])
    with pytest.raises(LoadError):
        open_model(SEEING[0], tmp_path / "mmproj.gguf")


@pytest.mark.parametrize("size", [(1, 1), (1, 2048), (2048, 1), (3, 2000), (1000, 1000)])
def test_odd_sizes(files, open_model, size):
    model = open_model(*files, n_ctx=8192)
    reply = model.reply([user("What is this?", as_picture(Image.new("RGB", size, "red")))], GREEDY)
    assert reply.wait(60)
    assert reply.finish_reason in ("stop", "length"), reply.error


def test_a_picture_alone(open_model):
    messages, reply = talk(open_model(*SEEING), user("", picture_of()), user("What is this?"))
    assert_as_fresh(reply, messages[:-1], *SEEING, count=12)


# Found beside the model


def test_load_model_finds_the_projector(tmp_path, mrope_files):
    model, eyes = SEEING[0].read_bytes(), SEEING[1].read_bytes()
    (tmp_path / "bird-2B-Q8_0.gguf").write_bytes(model)
    with load_model(tmp_path / "bird-2B-Q8_0.gguf") as alone:
        assert not alone.sees
    (tmp_path / "mmproj-bird-2B-F16.gguf").write_bytes(eyes)
    with load_model(tmp_path / "bird-2B-Q8_0.gguf") as seeing, load_model(tmp_path / "bird-2B-Q8_0.gguf",
                                                                          mmproj=False) as blind:
        assert seeing.sees and not blind.sees
    with load_model("demo-vision", mmproj=tmp_path / "mmproj-bird-2B-F16.gguf") as named:
        assert named.sees
    (tmp_path / "mmproj-bird-2B-F16.gguf").write_bytes(mrope_files[1].read_bytes())
    with pytest.warns(UserWarning,
                      match="belongs to another model"), load_model(tmp_path / "bird-2B-Q8_0.gguf") as misled:
        assert not misled.sees
    with pytest.raises(LoadError, match="belongs to another model"):
        load_model(tmp_path / "bird-2B-Q8_0.gguf", mmproj="mmproj-bird-2B-F16.gguf")
    with pytest.raises(LoadError, match="There is no file"):
        load_model("demo-vision", mmproj="nothing.gguf")


def test_from_the_hub_with_its_projector(tmp_path):
    model, eyes = SEEING[0].read_bytes(), SEEING[1].read_bytes()
    hub = FakeHub({"owner/seeing": {"m-Q8_0.gguf": model, "mmproj-F16.gguf": eyes},
                   "owner/blind": {"m-Q8_0.gguf": model}})
    environment = {"HF_ENDPOINT": hub.address, "HF_HOME": str(tmp_path), "HF_HUB_DISABLE_XET": "1",
                   "HF_HUB_DISABLE_TELEMETRY": "1",
                   "no_proxy": "127.0.0.1", "NO_PROXY": "127.0.0.1", "HF_TOKEN": "", "HF_HUB_OFFLINE": "0"}
    code = ("from notebook_chat import load_model; print(load_model('owner/blind').sees, "
            "load_model('owner/seeing').sees)")
    done = run_python(code, **environment)
    hub.stop()
    assert done.stdout.split() == ["False", "True"], done.stdout + done.stderr


# What the built-in model sees


@pytest.fixture(scope="module")
def seeing():
    with load_model("demo-vision", n_ctx=2048, n_threads=1) as model:
        yield model


@pytest.mark.slow
def test_sixty_fresh_pictures(seeing):
    right, wrong = 0, []
    for number in range(60):
        rng = random.Random(f"fresh {number}")
        scene = draw(rng, KINDS[number % len(KINDS)])
        question, answer = rng.choice(questions(scene, rng))
        reply = seeing.reply([user(question[0].upper() + question[1:] + rng.choice(("?", ".", "")),
                                   as_picture(scene.picture))], {"temperature": 0, "max_tokens": 60})
        right += said(reply).text == answer
        if reply.text != answer:
            wrong.append(f"{scene.kind}: {question} -> {reply.text} (right: {answer})")
    print(f"{right} of 60 right", *wrong, sep="\n")
    assert right >= 54


def test_a_plot_by_matplotlib(seeing):
    from matplotlib.figure import Figure

    right = 0
    for highest in range(4):
        figure = Figure()
        axes = figure.subplots()
        axes.bar(["a", "b", "c", "d"], [6 if place == highest else 2 + place / 2 for place in range(4)])
        text = said(seeing.reply([user("Which bar is the highest?", as_picture(figure))], {"temperature": 0})).text
        right += text == f"The {['first', 'second', 'third', 'fourth'][highest]} bar is the highest."
    assert right >= 3


def test_two_shapes_and_what_was_said_before(seeing):
    image = Image.new("RGB", (300, 300), "white")
    pen = ImageDraw.Draw(image)
    pen.ellipse((30, 110, 120, 200), fill="red")
    pen.rectangle((180, 110, 270, 200), fill="blue")
    messages, reply = talk(seeing, user("What is on the left?", as_picture(image)), user("What is on the right?"))
    assert [message.text for message in messages[1::2]] == ["A red circle is on the left.",
                                                            "A blue square is on the right."]
