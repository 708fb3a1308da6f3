"""What a function returned comes through whole in the answers of the built-in models, and other models are let be."""

import pytest

from support.wordings import QUESTIONS, RESULTS, giving

from notebook_chat import Chat, ChatHistory
from notebook_chat.compat.nano_llm import NanoLLM
from notebook_chat.core.messages import ChatMessage, FunctionCall
from notebook_chat.models import tool_loop
from notebook_chat.models.whole_results import repeats_results
from notebook_chat.tools.builtin import BotFunctions, bot_function

ALL = [(name, result) for name, results in RESULTS.items() for result in results]


def answer(model, name, result, **settings):
    chat = Chat(model, functions=[giving(name, result)], config={"temperature": 0, "max_tokens": 500, **settings})
    reply = chat.send(QUESTIONS[name][1])
    reply.wait()
    return chat, reply


@pytest.mark.parametrize("name, result", ALL, ids=[f"{name}-{number}" for number, (name, _) in enumerate(ALL)])
def test_a_result_of_any_wording_comes_through_whole(demo, name, result):
    chat, reply = answer(demo, name, result)
    assert result.strip() in reply.text and reply.calls and reply.finish_reason == "stop"
    assert len(reply.text) < len(result) + 60


def test_without_the_grammar_most_are_garbled(demo, monkeypatch):
    monkeypatch.setattr(tool_loop, "repeats_results", lambda model: False)
    whole = sum(result.strip() in answer(demo, name, result)[1].text for name, result in ALL[:20])
    assert whole < 10


def test_also_where_tokens_are_drawn(demo):
    answers = [(answer(demo, "get_time", result, temperature=0.8, seed=seed)[1], result)
               for seed in range(3) for result in RESULTS["get_time"]]
    called = [(reply, result) for reply, result in answers if reply.calls]
    assert called and all(result in reply.text for reply, result in called)


def test_errors_are_told_whole(demo):
    _, reply = answer(demo, "get_time", ValueError("the clock at Zürich-West is stuck"))
    assert "the clock at Zürich-West is stuck" in reply.text and reply.text.startswith("The function failed: ")


def test_a_cut_answer_goes_on_where_it_was(demo):
    result = "a quarter to nine in the evening, or so they say in the village"
    whole = answer(demo, "get_time", result)[1].text
    chat = Chat(demo, functions=[giving("get_time", result)], config={"temperature": 0})
    chat.send(QUESTIONS["get_time"][1], max_tokens=20).wait()
    for _ in range(20):
        if chat.messages[-1].finish_reason != "length":
            break
        chat.send("", max_tokens=7).wait()
    assert chat.messages[-1].text == whole and result in whole


def test_constrained_calls_go_together_with_it(demo):
    chat = Chat(demo, functions=[giving("get_weather", "Föhn")], config={"temperature": 0}, constrain=True)
    assert "Föhn" in chat.send(QUESTIONS["get_weather"][1]).text


def test_a_grammar_of_ones_own_is_kept(demo):
    chat = Chat(demo, functions=[giving("get_time", "half past ten")],
                config={"temperature": 0, "grammar": 'root ::= "<tool_call>" [^<]+ "</tool_call>" | "Late."'})
    reply = chat.send(QUESTIONS["get_time"][1])
    assert "half past ten" not in reply.text


@pytest.mark.real
def test_other_models_are_let_be(smollm2):
    call = FunctionCall("get_time", {}, id="call00001")
    messages = [ChatMessage("user", "hi"), ChatMessage("assistant", "", calls=[call]),
                ChatMessage("tool", "noon", call_id="call00001")]
    options = tool_loop.ToolOptions([giving("get_time", "noon")])
    loop = tool_loop.ToolLoop(smollm2, messages, {"max_tokens": 1}, None, options)
    assert loop._settings_for(False, False).grammar is None and not repeats_results(smollm2)


def test_nanollms_date_comes_through_whole(demo, monkeypatch, capsys):
    monkeypatch.setattr(BotFunctions, "_registered", {})

    @bot_function
    def DATE():
        """ Returns the current date. """
        return "Thursday, November 11 2026"

    model = NanoLLM(demo)
    history = ChatHistory(model, system_prompt="You are helpful and friendly." + BotFunctions.generate_docs())
    history.append(role="user", msg="What is the date today?")
    reply = model.generate(history.embed_chat()[0], functions=BotFunctions(), stop_tokens=history.template.stop)
    for token in reply:
        print(token, end="\n\n" if reply.eos else "", flush=True)
    assert capsys.readouterr().out == "Today is Thursday, November 11 2026.\n\n"
