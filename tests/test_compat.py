"""The programs of the four sources that this package follows, in our words: a blog's chat, a playground, NanoLLM's
history, MLC's chat module."""

import json
import re
import signal
import subprocess
import sys
import threading
import time
from ast import literal_eval

import pytest

from notebook_chat import (
    Chat,
    ChatHistory,
    ChatMessage,
    ChatMessages,
    GenerationConfig,
    Llama2Chat,
    LlamaModel,
    StreamIterator,
    StreamToStdout,
)
from notebook_chat.models.adapters import ScriptedModel

GREEDY = {"temperature": 0}


# The blog: chat messages, and a talk about the planets

SYSTEM = "Answer in a very concise and accurate way"
PLANETS = ["Name the planets in the solar system", "Please reverse the list",
           "Please sort the list by the mass of the planet"]


def test_messages_are_built_up_in_turn_and_given_out_as_a_copy():
    messages = ChatMessages()
    messages.append_system_message('For "Question n", please respond with "Response n"')
    for number in (1, 2):
        messages.append_user_message(f"Question {number}")
        messages.append_assistant_message(f"Response {number}")
    expected = [{"role": "system", "content": 'For "Question n", please respond with "Response n"'}]
    for number in (1, 2):
        expected += [{"role": "user", "content": f"Question {number}"},
                     {"role": "assistant", "content": f"Response {number}"}]
    assert messages.get_messages() == expected == json.loads(json.dumps(messages.get_messages(), indent=4))
    messages.get_messages().clear()
    assert len(messages) == 5


def test_the_planets_in_three_turns(demo, capsys):
    chat = Llama2Chat(demo, SYSTEM)
    for question in PLANETS:
        chat.prompt_llama2_stream(question, **GREEDY)
    talk = chat.get_messages()
    assert [message["role"] for message in talk] == ["system"] + ["user", "assistant"] * 3
    assert [message["content"] for message in talk[1::2]] == PLANETS and talk[0]["content"] == SYSTEM
    named, reversed_, sorted_ = (re.findall(r"^\d\. (\w+)", message["content"], re.MULTILINE) for message in talk[2::2])
    order = ["Mercury", "Venus", "Earth", "Mars", "Jupiter", "Saturn", "Uranus", "Neptune"]
    assert (named, reversed_, sorted(sorted_)) == (order, order[::-1], sorted(order))
    printed = capsys.readouterr().out
    assert all(message["content"] in printed for message in talk[2::2])


def test_the_blogs_own_model_is_any_object_with_chat_completions(capsys):
    class Mock:
        def create_chat_completion(self, messages, stream=False, **settings):
            self.asked = messages
            for text in ("Sure! ", "Mercury"):
                yield {"choices": [{"delta": {"content": text}}]}
            yield {"choices": [{"delta": {}, "finish_reason": "stop"}]}

    mock = Mock()
    chat = Llama2Chat(mock, SYSTEM)
    chat.prompt_llama2(PLANETS[0])
    assert chat.get_messages()[-1] == {"role": "assistant", "content": "Sure! Mercury"}
    assert "Sure! Mercury" in capsys.readouterr().out
    chat.prompt_llama2_stream(PLANETS[1], clear_output=True)
    assert [message["role"] for message in mock.asked] == ["system", "user", "assistant", "user"]


def test_streamed_and_whole_completions_say_the_same(demo):
    messages = [{"role": "system", "content": SYSTEM}, {"role": "user", "content": PLANETS[0]}]
    deltas = [part["choices"][0]["delta"]
              for part in demo.create_chat_completion(messages=messages, stream=True, **GREEDY)]
    whole = demo.create_chat_completion(messages, **GREEDY)["choices"][0]["message"]
    assert "".join(delta["content"] for delta in deltas if "content" in delta) == whole["content"]
    assert whole["role"] == "assistant"
    assert any("content" not in delta for delta in deltas)


# The playground: a loop around `send`, begun with examples, settings turned in mid-talk


def test_a_talk_that_begins_with_examples(demo):
    chat = Chat(demo, system="You are a short one.", examples=[("hello", "hello you, where have you been?")],
                config={"temperature": 1.2, "top_k": 40, "top_p": 0.95, "repeat_penalty": 1.1, "seed": 20})
    first = chat.send("hello", max_tokens=8)
    pieces = [piece for piece in first]
    assert "".join(pieces) == first.text == chat.messages[-1].text
    prompt = demo.detokenize(demo.prompt_tokens(chat.messages[:-1]))
    assert prompt.index("hello you, where") < prompt.rindex("hello") and first.stats.seed == 20
    chat.config.temperature = 0
    chat.config.max_tokens = 5
    texts = {chat.fork().send("tell me something").text for _ in range(3)}
    assert len(texts) == 1 and chat.config.top_k == 40


def test_an_empty_line_lets_the_assistant_go_on(demo):
    chat = Chat(demo, config=GREEDY)
    whole = Chat(demo, config=GREEDY).send(PLANETS[0]).text
    reply = chat.send(PLANETS[0], max_tokens=7)
    assert reply.text and reply.finish_reason == "length"
    while chat.messages[-1].finish_reason == "length":
        assert chat.send("", max_tokens=9).text
    assert chat.messages[-1].text == whole and len(chat.messages) == 2


LOOP = """
import sys
from notebook_chat import Chat
from notebook_chat.models.adapters import ScriptedModel

bot = Chat(ScriptedModel("one two three four five six seven eight nine ten", pause=0.15), "Be brief", \
examples=[("hey", "hey!")])
for line in ["count", "", "thanks"]:
    try:
        for text in bot.send(line):
            print(text, end="", flush=True)
    except KeyboardInterrupt:
        pass
    print(flush=True)
    bot.last_reply.wait()
    print([(message.role, message.text, message.finish_reason) for message in bot.messages[3:]], flush=True)
    bot.model.pause = 0
"""


def test_an_interrupt_keeps_the_part_and_an_empty_line_goes_on():
    process = subprocess.Popen([sys.executable, "-c", LOOP], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    begun = process.stdout.read(len("one two "))
    started = time.monotonic()
    process.send_signal(signal.SIGINT)
    part = begun + process.stdout.readline()
    after = process.stdout.readline()
    assert time.monotonic() - started < 3
    rest, errors = process.communicate(timeout=30)
    assert process.returncode == 0, errors
    (_, question, _), (role, text, reason) = literal_eval(after)
    assert (question, role, reason) == ("count", "assistant", "stopped") and text.strip() == part.strip()
    assert text.startswith("one two ")
    written, gone_on, answer, talk = rest.splitlines()
    assert text + written == "one two three four five six seven eight nine ten" == literal_eval(gone_on)[1][1] == answer
    assert [role for role, _, _ in literal_eval(talk)] == ["user", "assistant"] * 2


def test_a_base_model_goes_on_with_a_text(model_file):
    with LlamaModel(model_file(template=None), n_ctx=256, n_threads=1) as base:
        chat = Chat(base, config={"seed": 69})
        text = "Ten things to do on a rainy day:\n\n1."
        reply = chat.complete(text, top_k=40, top_p=0.1, temperature=10, max_tokens=12)
        assert "".join(reply) == reply.text and reply.stats.completion_tokens == 12 and reply.stats.seed == 69
        assert chat.complete(text, top_k=40, top_p=0.1, temperature=10, max_tokens=12).text == reply.text
        assert chat.complete(text, top_k=0, top_p=1, min_p=0, temperature=10, max_tokens=12, seed=1).text != reply.text
        assert len(chat.messages) == 0
        with pytest.raises(ValueError, match="complete"):
            chat.send("hi")


# NanoLLM: a history that is indexed, and replies that grow in it


def numbered(demo, count=5):
    return ChatHistory(demo, messages=[{"role": ["user", "assistant"][number % 2], "content": str(number)}
                                       for number in range(count)])


@pytest.mark.parametrize("change, left", [
    ("del history[-2]", "0124"), ("del history[-2:]", "012"), ("del history[1:]", "0"), ("history.remove(0)", "1234"),
    ("history.remove(0, 2)", "234"),
    ("history.remove(-1)", "0123"), ("history.remove(-2, 0)", "012"), ("history.pop(2)", "012"),
    ("history.reset()", ""),
])
def test_nanollms_ways_to_remove_messages(demo, change, left):
    history = numbered(demo)
    exec(change, {"history": history})
    assert [message.text for message in history] == list(left)


def test_changing_the_memory_changes_the_answers(demo):
    history = ChatHistory(demo, system_prompt="You are a helpful assistant.")
    history.append(role="user", msg="My name is Ada")
    history.append(role="bot", text="Nice to meet you, Ada!")
    history.append("user", "What is my name?")
    assert "Ada" in demo.reply(history, GREEDY).text
    history.remove(1, 3)
    assert "Ada" not in demo.reply(history, GREEDY).text


def test_nanollms_loop_with_a_reply_that_grows_in_the_history(demo):
    history = ChatHistory(demo, system_prompt="You are a helpful and friendly AI assistant.")
    for number, prompt in enumerate(["hello", "Name the planets in the solar system", "thanks"]):
        history.append(role="user", msg=prompt)
        tokens, position = history.embed_chat()
        assert position > 0 or number == 0
        stream = demo.complete([*tokens.before, *tokens], GREEDY, max_tokens=60)
        bot_reply = history.append(role="bot", text="")
        for piece in stream:
            bot_reply.text += piece
        assert bot_reply.text == stream.text == demo.reply(history[:-1], GREEDY, ).text[:len(stream.text)]
        history.kv_cache = getattr(stream, "kv_cache", None)
    assert [message.role for message in history] == ["system"] + ["user", "assistant"] * 3
    saved = ChatHistory(demo, messages=history.to_list())
    assert saved == history and "Mercury" in saved[4].text


# MLC: callbacks, figures, a reset with new settings, raw texts


class Recorder(StreamToStdout):
    """What is printed, and in how many pieces."""

    def __init__(self, callback_interval=2):
        super().__init__(callback_interval)
        self.pieces = []

    def on_text(self, text):
        self.pieces.append(text)
        super().on_text(text)


def test_a_question_with_a_callback_then_figures_then_another(demo, capsys):
    chat, callback = Chat(demo, config=GREEDY), Recorder(callback_interval=2)
    output = chat.generate(prompt="What makes a good day?", progress_callback=callback)
    assert capsys.readouterr().out == output + "\n" == "".join(callback.pieces) + "\n"
    assert re.fullmatch(r"prefill: \d+\.\d tok/s, decode: \d+\.\d tok/s", str(chat.stats()))
    assert chat.generate(prompt="How many points did you list out?",
                         progress_callback=StreamToStdout(callback_interval=2))
    assert chat.stats().replies == 2 and len(chat.messages) == 4
    chat.reset_chat()
    assert len(chat.messages) == 0 and chat.stats().replies == 0


@pytest.mark.parametrize("interval", [1, 2, 3])
def test_a_callback_gets_so_many_pieces_at_a_time(interval):
    callback = Recorder(interval)
    Chat(ScriptedModel("a b c d e f g", pause=0.03)).generate("q", callback)
    pieces = ["a ", "b ", "c ", "d ", "e ", "f ", "g"]
    assert callback.pieces == ["".join(pieces[at:at + interval]) for at in range(0, 7, interval)]


def test_settings_and_instructions_of_one_conversation(demo, capsys):
    before = demo.default_settings.to_dict()
    config = GenerationConfig(max_tokens=12, temperature=0)
    chat = Chat(demo, system="Be cheerful in every word.", config=config)
    chat.generate("How much is 1 + 1?", progress_callback=StreamToStdout(callback_interval=2))
    chat.reset_chat({"max_tokens": 3}, system="Be full of sadness in every word.")
    chat.generate("How much is 1 + 1?")
    assert len(chat.messages) == 3 and "sadness" in chat.messages[0].text
    assert chat.config.to_dict() == {"max_tokens": 3} and chat.last_reply.stats.completion_tokens <= 3
    assert chat.send("and now?", max_tokens=1).wait(10) and chat.config.max_tokens == 3
    assert demo.default_settings.to_dict() == before and config == GenerationConfig(max_tokens=12, temperature=0)
    assert Chat(demo).config.to_dict() == {}


def test_raw_text_without_memory(demo):
    chat = Chat(demo, template="raw", config={"temperature": 0, "max_tokens": 6, "stop": ("[INST]",)})
    prompt = "[INST] <<SYS>>\nAnswer kindly.\n<</SYS>>\n\nWhat is a river? [/INST]"
    first = chat.generate(prompt=prompt, progress_callback=StreamToStdout(callback_interval=2))
    second = chat.generate(prompt="A river is a body of water that")
    for text, answer in ((prompt, first), ("A river is a body of water that", second)):
        assert answer == demo.complete(text, chat.config).text
    assert chat.last_reply.stats.prompt_tokens == len(
        demo.tokenizer.tokenize("A river is a body of water that", True, True))


def test_an_iterator_fed_from_another_thread(demo):
    chat, stream = Chat(demo, config=GREEDY), StreamIterator(callback_interval=2)
    thread = threading.Thread(target=chat.generate,
                              kwargs={"prompt": "What makes a good day?", "progress_callback": stream})
    thread.start()
    output = ""
    for delta in stream:
        output += delta
    thread.join(10)
    assert not thread.is_alive() and output == chat.messages[-1].text == chat.last_reply.text


def test_the_conversation_is_as_a_message_list_would_be(demo):
    chat = Chat(demo, config=GREEDY)
    chat.generate("hello")
    again = demo.reply([ChatMessage("user", "hello")], GREEDY)
    assert again.text == chat.messages[1].text


# NanoLLM's programs, with another import line


def test_a_program_for_nanollm(capsys, monkeypatch):
    from notebook_chat.chat.history import ChatHistory
    from notebook_chat.compat.nano_llm import NanoLLM
    from notebook_chat.tools.builtin import BotFunctions, bot_function

    monkeypatch.setattr(BotFunctions, "_registered", {})

    @bot_function
    def DATE():
        """Gives the date of today."""
        return "Saturday"

    @bot_function
    def TIME():
        """Gives the time of day."""
        return "10:42"

    model = NanoLLM.from_pretrained("demo", quantization="q4f16_ft", api="mlc")
    history = ChatHistory(model, system_prompt="Help where you can." + BotFunctions.generate_docs())
    for prompt, answer in (("What time is it?", "10:42"), ("What is the date today?", "Saturday")):
        history.append(role="user", msg=prompt)
        embedding, position = history.embed_chat()
        reply = model.generate(embedding, streaming=True, functions=BotFunctions(), kv_cache=history.kv_cache,
                               stop_tokens=history.template.stop)
        for token in reply:
            print(token, end="\n\n" if reply.eos else "", flush=True)
        assert answer in reply.text and len(embedding) + position == len(history.prompt_tokens())
        history.append(role="bot", text=reply.text, tokens=reply.tokens)
        history.kv_cache = reply.kv_cache
    assert [message.role for message in history] == ["system"] + ["user", "assistant"] * 2
    assert "10:42" in capsys.readouterr().out
