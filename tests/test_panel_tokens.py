"""The tokens of an answer in a panel without a browser: what is sent when, and where going on from one leads."""

import json
import math
import threading

import pytest

from notebook_chat.core.logprobs import token_logprob
from notebook_chat.core.messages import FunctionCall
from notebook_chat.chat.chat import Chat
from notebook_chat.jupyter.panel_tokens import page_rows
from support.hostile import ALL
from support.panels import HandMade
from support.waiting import wait_for


def rows_of(*texts, alternatives=()):
    """Rows as a model would have noted them, each with the same alternatives."""
    top = tuple(token_logprob(1000 + number, text.encode(), math.log(0.1)) for number, text in enumerate(alternatives))
    return [token_logprob(number, text.encode(), math.log(0.5), top=top) for number, text in enumerate(texts)]


@pytest.fixture
def talk(demo, open_panel):
    """A panel on the built-in model, an answer with five alternatives for each token, and a page."""

    def begin(**settings):
        panel, page = open_panel(Chat(demo, config=dict(temperature=0, max_tokens=40) | settings))
        page.do("send", text="Write a poem about cats and 17 kings")
        page.obeyed()
        return panel, page

    return begin


def tokens_of(page, number=1):
    """What the page holds of the tokens of an answer, once they are there."""
    wait_for(lambda: page.shown[number].get("tokens", {}).get("runs") or page.bar["error"])
    return page.shown[number]["tokens"]["runs"]


def said(rows):
    """The text of rows as a page shows it, with no marks in it."""
    return "".join(text for row in rows for text, mark in row["parts"])


def chosen(rows, rank=1):
    """The first token that has an alternative of this rank, as an order names it."""
    position = next(number for number, row in enumerate(rows)
                    if len(row["top"]) > rank and not row["top"][rank][3] and row["top"][rank][0].startswith("␣"))
    return dict(message=0, position=position, rank=rank)


# Shown and hidden


def test_tokens_come_when_they_are_asked_for(talk, monkeypatch):
    looked = []
    ask = Chat.tokens_view
    monkeypatch.setattr(Chat, "tokens_view", lambda self, index: looked.append(index) or ask(self, index))
    panel, page = talk(logprobs=5)
    assert "tokens" not in page.shown[1] and looked == []
    page.do("tokens", key=page.order[1], show=True)
    [run] = tokens_of(page)
    assert said(run["rows"]) == panel.chat.messages[1].text == page.texts[1]
    assert run["message"] == 0 and run["fixed"] is None and looked == [1]
    assert all(len(row["top"]) >= 5 and sum(each[3] for each in row["top"]) == 1 for row in run["rows"])
    page.do("tokens", key=page.order[1], show=False)
    wait_for(lambda: page.shown[1]["tokens"] is None)


def test_an_answer_without_rows_is_looked_at_afterwards(talk):
    panel, page = talk()
    assert panel.chat.messages[1].logprobs is None
    page.do("tokens", key=page.order[1], show=True)
    [run] = tokens_of(page)
    assert said(run["rows"]) == panel.chat.messages[1].text
    assert all(len(row["top"]) > 1 for row in run["rows"])
    page.do("branch", key=page.order[1], **chosen(run["rows"]))
    page.obeyed()
    assert page.shown[1]["version"] == {"number": 2, "of": 2}


def test_where_tokens_are_not_known_the_panel_says_so(open_panel):
    panel, page = open_panel("Hello")
    panel.send("Hi").wait()
    page.obeyed()
    page.do("tokens", key=page.order[1], show=True)
    wait_for(lambda: page.bar["error"])
    assert "logprobs" in page.bar["error"]
    wait_for(lambda: not page.shown[1].get("tokens"))
    page.do("send", text="Are you there?")
    page.obeyed()
    assert page.bar["error"] == "" and len(page.shown) == 4


def test_rows_of_a_server_can_be_seen_but_not_gone_on_from(open_panel):
    chat = Chat(HandMade())
    chat.messages.append("user", "Hi")
    rows = [row._replace(token=None) for row in rows_of("Hel", "lo", alternatives=["Hi"])]
    chat.messages.append("assistant", "Hello", logprobs=rows)
    panel, page = open_panel(chat)
    panel.show_tokens(1)
    [run] = tokens_of(page)
    assert said(run["rows"]) == "Hello" and run["fixed"]
    page.do("branch", key=page.order[1], message=0, position=0, rank=0)
    page.obeyed()
    assert page.bar["error"] == run["fixed"] and page.texts == ["Hi", "Hello"]


def test_an_answer_with_calls_has_several_runs(open_panel):
    chat = Chat(HandMade())
    chat.messages.append("user", "What time is it?")
    chat.messages.append("assistant", "Let me see.", calls=[FunctionCall("get_time")],
                         logprobs=rows_of("Let", " me", " see."))
    chat.messages.append("tool", "09:30", name="get_time")
    chat.messages.append("assistant", "Half past nine.", logprobs=rows_of("Half past", " nine."))
    panel, page = open_panel(chat)
    panel.show_tokens()
    shown = [(run["message"], said(run["rows"])) for run in tokens_of(page)]
    assert shown == [(0, "Let me see."), (2, "Half past nine.")]
    with pytest.raises(ValueError, match="Message 0 is no answer"):
        panel.show_tokens(0)
    with pytest.raises(IndexError, match="4 messages"):
        panel.show_tokens(4)


def test_tokens_are_shown_while_another_answer_is_written(open_panel):
    chat = Chat(HandMade())
    chat.messages.append("user", "Hi")
    chat.messages.append("assistant", "Hello " * 500, logprobs=rows_of(*["Hello "] * 500, alternatives=list("abcde")))
    panel, page = open_panel(chat)
    reply = panel.send("Go on")
    reply.writer.write("one ")
    wait_for(lambda: len(page.shown) == 4 and page.shown[3]["blocks"])
    page.do("tokens", key=page.order[1], show=True)
    assert len(tokens_of(page)[0]["rows"]) == 500 and not reply.finished
    reply.writer.write("two")   # what was sent for the tokens isn't charged to this reply
    wait_for(lambda: page.html(3) == "<p>one two</p>")
    reply.writer.finish("stop")
    page.obeyed()


def test_a_new_page_gets_them_too(talk):
    from support.panels import Page

    panel, page = talk(logprobs=2)
    page.do("tokens", key=page.order[1], show=True)
    tokens_of(page)
    late = Page(panel)
    wait_for(lambda: len(late.shown) == 2)
    assert late.shown[1]["tokens"] == page.shown[1]["tokens"]


# Going on


def test_an_alternative_leads_to_a_branch(talk):
    panel, page = talk(logprobs=5)
    before = page.texts[1]
    page.do("tokens", key=page.order[1], show=True)
    [run] = tokens_of(page)
    place = chosen(run["rows"])
    kept = said(run["rows"][:place["position"]])
    other = run["rows"][place["position"]]["top"][place["rank"]][0].replace("␣", " ")
    page.do("branch", key=page.order[1], **place)
    wait_for(lambda: page.shown[1].get("version") == {"number": 2, "of": 2})
    page.obeyed()
    assert page.texts[1].startswith(kept + other) and page.texts[1] != before
    [run] = tokens_of(page)   # who looks at tokens goes on looking
    assert said(run["rows"]) == page.texts[1]
    page.do("switch", key=page.order[1], to=0)
    wait_for(lambda: page.texts[1] == before)
    assert said(tokens_of(page)[0]["rows"]) == before


def test_stop_while_it_goes_on(talk, demo):
    end = {str(token): -math.inf for token in demo.tokenize("<|im_end|>", special=True)}
    panel, page = talk(logprobs=3, max_tokens=12)
    page.do("tokens", key=page.order[1], show=True)
    [run] = tokens_of(page)
    panel.chat.set(max_tokens=1500, logit_bias=end)
    place = chosen(run["rows"])
    page.do("branch", key=page.order[1], **place)
    wait_for(lambda: panel.running)
    page.do("stop")
    page.obeyed()
    assert panel.chat.messages[1].finish_reason == "stopped" and page.shown[1]["note"].startswith("stopped")
    assert page.texts[1].startswith(said(run["rows"][:place["position"]]))
    assert page.shown[1]["version"] == {"number": 2, "of": 2}


def test_a_stop_before_it_goes_on(talk):
    panel, page = talk(logprobs=3)
    page.do("tokens", key=page.order[1], show=True)
    [run] = tokens_of(page)
    block, before = threading.Event(), page.texts
    panel._worker.put(block.wait)
    page.do("branch", key=page.order[1], **chosen(run["rows"]))
    page.do("stop")
    block.set()
    page.obeyed()
    assert page.texts == before and not page.shown[1].get("version")


def test_a_token_of_an_answer_that_is_gone(talk):
    panel, page = talk(logprobs=3)
    page.do("tokens", key=page.order[1], show=True)
    [run] = tokens_of(page)
    key = page.order[1]
    panel.chat.reset()
    page.do("branch", key=key, **chosen(run["rows"]))
    page.obeyed()
    assert "no longer part of the conversation" in page.bar["error"]


def test_tokens_that_are_no_longer_shown(talk):
    panel, page = talk(logprobs=3)
    page.do("tokens", key=page.order[1], show=True)
    [run] = tokens_of(page)
    page.do("tokens", key=page.order[1], show=False)
    page.do("branch", key=page.order[1], **chosen(run["rows"]))
    page.obeyed()
    assert "show them again" in page.bar["error"] and len(panel.chat.messages) == 2


# What is sent


def test_long_answers_stay_sendable():
    rows = rows_of(*["word "] * 5000, alternatives=[f" other {number}" for number in range(20)])
    sent = page_rows(rows)
    assert sum(len(row["top"]) for row in sent) <= 26_000 and len(sent) == 5000
    assert len(page_rows(rows[:100])[0]["top"]) == 21   # the one that was written isn't among the twenty


def test_whatever_a_model_writes_can_be_sent():
    for text in ALL:
        [row] = page_rows(rows_of(text, alternatives=ALL[:20]))
        back = json.loads(json.dumps(row))
        json.dumps(back, ensure_ascii=False).encode()   # no lone surrogates
        assert "\u202e" not in json.dumps(back, ensure_ascii=False)
