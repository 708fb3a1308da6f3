"""Programs that were written for MLC's chat module and for a playground's chat bot, in our words."""

import re
import signal
import subprocess
import sys
import threading
import time

import pytest

from notebook_chat import ChatMessages
from notebook_chat.compat import mlc_llm
from notebook_chat.compat.mlc_llm import ChatConfig, ChatModule, ConvConfig, GenerationConfig, StreamIterator
from notebook_chat.compat.nano_llm import NanoLLM
from notebook_chat.compat.playground import ChatBot
from notebook_chat.core.errors import LoadError
from notebook_chat.core.reply import Reply
from notebook_chat.models.adapters import ScriptedModel, write_on_thread

PLANETS = "Name the planets in the solar system"


class Told(mlc_llm.DeltaCallback):
    """Keeps what it is told."""

    def __init__(self, callback_interval=2):
        super().__init__(callback_interval)
        self.deltas, self.stopped = [], 0

    def delta_callback(self, delta_message):
        self.deltas.append(delta_message)

    def stopped_callback(self):
        self.stopped += 1


@pytest.fixture(params=["demo", pytest.param("smollm2", marks=pytest.mark.real)])
def weights(request):
    return request.getfixturevalue(request.param)


def test_a_program_for_mlcs_chat_module(weights, capsys):
    config = ChatConfig(max_gen_len=24, temperature=0, conv_config=ConvConfig(system_message="Answer cheerfully."))
    module, told = ChatModule(weights, chat_config=config), Told()
    output = module.generate(prompt="How much is two plus two?", progress_callback=told)
    assert "".join(told.deltas) == output == module.chat.messages[-1].text and told.stopped == 1
    assert re.fullmatch(r"prefill: [\d.]+ tok/s, decode: [\d.]+ tok/s", module.stats())
    module.reset_chat(ChatConfig(max_gen_len=3))
    assert [message.text for message in module.chat.messages] == ["Answer cheerfully."]
    module.generate("And three plus three?", progress_callback=mlc_llm.StreamToStdout(callback_interval=2))
    assert module.last_reply.stats.completion_tokens <= 3 and capsys.readouterr().out.endswith("\n")
    assert len(module.generate("Hello", GenerationConfig(n=2, max_gen_len=2))) == 2
    module.benchmark_generate("Once", generate_length=12)
    assert module.last_reply.stats.completion_tokens == 12


def test_a_stream_read_on_another_thread_ends_even_after_an_error(demo):
    module, stream = ChatModule(demo), StreamIterator(callback_interval=2)
    thread = threading.Thread(target=module.generate, kwargs={"prompt": PLANETS, "progress_callback": stream})
    thread.start()
    assert "".join(stream) == module.chat.messages[-1].text
    thread.join(10)
    told = Told()
    with pytest.raises(ValueError):
        module.generate([{"role": "assistant", "content": "hi"}], progress_callback=told)
    assert told.stopped == 1 and len(module.chat.messages) == 2


def test_a_list_of_messages_is_the_conversation(demo):
    module = ChatModule(demo, chat_config=ChatConfig(temperature=0))
    talk = [{"role": "user", "content": "My name is Ada"}, {"role": "assistant", "content": "Nice to meet you, Ada!"},
            {"role": "user", "content": "What is my name?"}]
    assert "Ada" in module.generate(talk) and len(module.chat.messages) == 4


def test_raw_texts_have_no_memory(demo):
    conversation = ConvConfig(stop_tokens=[2], system_message="unused", stop_str="[INST]")
    module = ChatModule(demo, chat_config=ChatConfig(conv_template="LM", temperature=0, max_gen_len=8,
                                                     conv_config=conversation))
    first, second = (module.generate(prompt="A river is a body of water that") for _ in range(2))
    assert first == second == demo.complete("A river is a body of water that", {"temperature": 0, "max_tokens": 8}).text
    assert not len(module.chat.messages)


def test_wrong_and_idle_options_are_named():
    with pytest.raises(TypeError, match="Did you mean 'temperature'"):
        ChatConfig(temprature=1)
    with pytest.warns(UserWarning, match="model_lib, tensor_parallel_shards"):
        ChatModule(ScriptedModel("hi"), model_lib="x.so", chat_config=ChatConfig(tensor_parallel_shards=2))
    with pytest.raises(LoadError, match="GGUF"):
        ChatModule("dist/some-q4f16_1-MLC")


@pytest.mark.filterwarnings("ignore:These options of MLC's do nothing here")
def test_minus_one_is_an_option_that_is_not_set(demo):
    config = ChatConfig(context_window_size=-1, prefill_chunk_size=-1, sliding_window_size=-1, max_gen_len=-1,
                        temperature=0)
    module = ChatModule("demo", chat_config=config)
    assert module.model.n_ctx == 4096 == module.model.n_ctx_train
    assert module.generate("hello", GenerationConfig(max_gen_len=-1, n=-1, seed=-1)) == module.chat.messages[-1].text
    assert module.chat.config.max_tokens is None


@pytest.mark.parametrize("settings", [
    dict(max_tokens=-1), dict(max_tokens=0), dict(max_tokens=None), dict(seed=-1), dict(seed=0xFFFFFFFF),
    dict(mirostat_mode=2, mirostat_tau=5.0), dict(stream=True), dict(echo=False, suffix=None), dict(stop=[]),
])
def test_the_bot_takes_what_llama_cpp_python_takes(settings):
    assert "".join(ChatBot(ScriptedModel("hi there"), "", **settings).send("hello")) == "hi there"


def test_nanollms_other_options(demo):
    model = NanoLLM(demo)
    same = dict(streaming=False, max_new_tokens=4)
    text = model.generate("Once upon", min_new_tokens=-1, detokenize=True, repetition_penalty=1.0, **same)
    with pytest.warns(UserWarning, match="min_new_tokens does nothing"):
        assert model.generate("Once upon", min_new_tokens=9, **same) == model.generate("Once upon", **same)
    assert isinstance(text, str)


def test_a_playgrounds_bot(weights):
    bot = ChatBot(weights, "You are brief.", [("hey", "hey you!")], max_tokens=6, temperature=0)
    first = "".join(bot.send(PLANETS))
    assert first == bot.chat.messages[-1].text and bot.chat.messages[-1].finish_reason == "length"
    bot.settings["max_tokens"] = 4
    second = "".join(bot.send(""))
    assert second and first + second == bot.chat.messages[-1].text
    assert bot.prompt.index("hey you!") < bot.prompt.index(PLANETS)
    assert bot.chat.last_reply.stats.completion_tokens <= 4


def test_the_bots_breakpoint(monkeypatch):
    bot = ChatBot(ScriptedModel("hi"), "")
    monkeypatch.setattr(sys, "breakpointhook", lambda: bot.settings.update(temperature=0.5))
    assert list(bot.send("DEBUG")) == [] and bot.settings["temperature"] == 0.5 and not len(bot.chat.messages)


LOOP = """
from notebook_chat.compat.playground import ChatBot
from notebook_chat.models.adapters import ScriptedModel
bot = ChatBot(ScriptedModel("one two three four five six", pause=0.2), "", [("hey", "hey!")])
for token in bot.send("count"): print(token, end="", flush=True)
print("|", bot.chat.messages[-1].finish_reason, flush=True)
"""


def test_an_interrupt_keeps_the_bots_part():
    process = subprocess.Popen([sys.executable, "-c", LOOP], stdout=subprocess.PIPE, text=True)
    assert process.stdout.read(4) == "one "
    time.sleep(0.05)   # by now it waits for the next piece
    process.send_signal(signal.SIGINT)
    rest, _ = process.communicate(timeout=30)
    assert rest.endswith("| stopped\n") and "six" not in rest and process.returncode == 0


@pytest.mark.parametrize("limit", [None, 4])
def test_nanollms_loop_breaks_the_line_at_the_end_only(demo, capsys, limit):
    model = NanoLLM(demo)
    reply = model.generate("<|im_start|>user\nhello<|im_end|>\n<|im_start|>assistant\n", max_new_tokens=limit or 99)
    reply.wait()   # a slow reader: the reply is complete before the loop begins
    for token in reply:
        print(token, end="\n\n" if reply.eos else "", flush=True)
    assert capsys.readouterr().out == reply.text + "\n\n" and isinstance(reply, Reply)


def test_raw_text_with_functions(demo):
    def TIME():
        """Returns the current time."""
        return "noon"

    assert isinstance(NanoLLM(demo).generate("What time is it? TIME", functions=[TIME], max_new_tokens=5).text, str)


def test_the_blogs_program_with_its_own_classes(weights):
    class Talk:
        def __init__(self, llm, instructions):
            self.llm, self.messages = llm, ChatMessages()
            self.messages.append_system_message(instructions)

        def ask(self, prompt, shown=""):
            self.messages.append_user_message(prompt)
            for part in self.llm.create_chat_completion(self.messages.get_messages(), stream=True, max_tokens=12):
                shown += part["choices"][0]["delta"].get("content") or ""
            self.messages.append_assistant_message(shown)
            return shown

    talk = Talk(weights, "Be concise.")
    assert talk.ask(PLANETS) and talk.ask("Please reverse the list")
    assert [message["role"] for message in talk.messages.get_messages()] == ["system"] + ["user", "assistant"] * 2


def test_a_model_of_a_few_lines_with_functions():
    from notebook_chat import Chat

    class Small:
        name, n_ctx = "small", None

        def reply(self, messages, settings=None, template=None):
            told = messages[-1].text
            return write_on_thread(lambda: ["It is ", told] if "noon" in told else ["clock()", " is late"], self.name)

        def close(self):
            pass

    def clock():
        """Tells the time."""
        return "noon"

    reply = Chat(Small(), functions=[clock]).send("When?")
    assert "noon" in reply.text and [event.call.name for event in reply.calls] == ["clock"] and "late" not in reply.text


@pytest.mark.parametrize("timeout", [float("nan"), 0, -1, "60"])
def test_a_timeout_is_a_number_of_seconds(timeout):
    from notebook_chat import Chat

    with pytest.raises(ValueError, match="seconds above 0"):
        Chat(ScriptedModel("hi"), function_timeout=timeout)


def test_a_misspelt_public_name_is_suggested():
    import notebook_chat

    with pytest.raises(AttributeError, match="Did you mean 'Chat'"):
        notebook_chat.Chatt
