"""The shipped demo model, run by llama.cpp itself: its answers, its size and what its file says about it."""
import json
from pathlib import Path

import llama_cpp
import pytest
from jinja2.sandbox import ImmutableSandboxedEnvironment

ROOT = Path(__file__).parent.parent
MODEL = ROOT / "notebook_chat" / "weights" / "demo.gguf"
ROWS = json.loads((Path(__file__).parent / "data" / "demo_answers.json").read_text())
TIME = {"type": "function", "function": {"name": "get_time", "description": 'Tells the "time"',
                                         "parameters": {"type": "object", "properties": {}}}}
ADD = {"type": "function",
       "function": {"name": "add", "parameters": {"type": "object", "properties": {"a": {"type": "number"}, "b": {}}}}}


@pytest.fixture(scope="module")
def model():
    model = llama_cpp.Llama(str(MODEL), n_ctx=4096, n_threads=2, n_threads_batch=2, n_gpu_layers=0, verbose=False)
    yield model
    model.close()


@pytest.fixture(scope="module")
def render(model):
    environment = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True)
    template = environment.from_string(model.metadata["tokenizer.chat_template"])

    def render(messages, tools=None, add_generation_prompt=True):
        return template.render(messages=messages, tools=tools, add_generation_prompt=add_generation_prompt)
    return render


def greedy(model, prompt, limit=1000):
    """Return the greedy answer to a rendered prompt."""
    tokens, written = model.tokenize(prompt.encode(), add_bos=False, special=True), []
    for token in model.generate(tokens, temp=0.0):
        if token == model.token_eos() or len(written) == limit:
            break
        written.append(token)
    return b"".join(model.detokenize([token], special=True) for token in written).decode()


@pytest.mark.parametrize("row", ROWS, ids=[row["name"] for row in ROWS])
def test_answer(model, render, row):
    assert greedy(model, render(row["messages"], row.get("tools"))) == row["answer"]


def test_rows_cover_what_they_should():
    assert len(ROWS) >= 80
    assert len(ROWS) <= 3 * sum(row["held_out"] for row in ROWS)
    assert any("tools" in row for row in ROWS) and any("🚀" in row["answer"] for row in ROWS)


def test_size():
    assert 2e6 < MODEL.stat().st_size < 8e6


def test_metadata(model):
    assert model.metadata["general.architecture"] == "llama"
    assert int(model.metadata["llama.context_length"]) == 4096
    assert model.token_eos() == model.tokenize(b"<|im_end|>", add_bos=False, special=True)[0]
    assert model.metadata["tokenizer.ggml.add_bos_token"] == "false"


def test_special_tokens_are_text_unless_asked_for(model):
    assert len(model.tokenize(b"<|im_end|>", add_bos=False, special=False)) > 1


def test_emoji_are_several_tokens(model):
    assert len(model.tokenize("🚀".encode(), add_bos=False)) == 4


def test_template_lists_functions(render):
    text = render([{"role": "system", "content": "Be brief"}, {"role": "user", "content": "hi"}], [TIME, ADD])
    assert text == ('<|im_start|>system\nBe brief\n\n<tools>\n'
                    '{"name": "get_time", "description": "Tells the \\"time\\"", "arguments": {}}\n'
                    '{"name": "add", "arguments": {"a": "number", "b": "any"}}\n</tools><|im_end|>\n'
                    '<|im_start|>user\nhi<|im_end|>\n<|im_start|>assistant\n')


@pytest.mark.parametrize("arguments", [{"a": 2, "b": "x's <y>"}, '{"a": 2, "b": "x\'s <y>"}'])
def test_template_renders_calls_and_results(render, arguments):
    call = {"id": "1", "type": "function", "function": {"name": "add", "arguments": arguments}}
    text = render([{"role": "user", "content": "go"}, {"role": "assistant", "content": None, "tool_calls": [call]},
                   {"role": "tool", "tool_call_id": "1", "content": "5"}], add_generation_prompt=False)
    assert text == ('<|im_start|>user\ngo<|im_end|>\n<|im_start|>assistant\n<tool_call>\n'
                    '{"name": "add", "arguments": {"a": 2, "b": "x\'s <y>"}}\n</tool_call><|im_end|>\n'
                    '<|im_start|>user\n<tool_response>\n5\n</tool_response><|im_end|>\n')


def test_template_joins_results_and_text_parts(render):
    parts = [{"type": "text", "text": "a"}, {"type": "image_url"}, {"type": "text", "text": "b"}]
    results = [{"role": "tool", "content": "1"}, {"role": "tool", "content": "2"}]
    text = render([{"role": "user", "content": parts}, *results], add_generation_prompt=False)
    assert text == ('<|im_start|>user\nab<|im_end|>\n<|im_start|>user\n<tool_response>\n1\n</tool_response>\n'
                    '<tool_response>\n2\n</tool_response><|im_end|>\n')


def test_a_long_talk_keeps_its_answers(model, render):
    fill = [{"role": "user", "content": "Say the alphabet"},
            {"role": "assistant", "content": "A B C D E F G H I J K L M N O P Q R S T U V W X Y Z"}]
    rows = {row["name"]: row for row in ROWS}
    row = rows["planets, turn 1"]
    assert greedy(model, render(fill * 19 + row["messages"])) == row["answer"]
