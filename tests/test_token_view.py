"""The token view: what is seen of each token, on a page, in JupyterLab and in a terminal; answers scored afterwards."""

import io
import json
import math
import pickle
import re
from contextlib import redirect_stdout
from dataclasses import replace
from html.parser import HTMLParser

import nbformat
import pytest

from notebook_chat import Chat, ChatMessage, tokens_view
from notebook_chat.core.logprobs import TokenLogprob, token_logprob
from notebook_chat.core.reply import Reply
from notebook_chat.models.adapters import ScriptedModel
from notebook_chat.render.token_text import surprise, token_label, token_texts, tokens_text, visible_parts
from notebook_chat.render.tokens import TokensView, tokens_html
from notebook_chat.terminal.app import main
from support.hostile import ALL, HOST
from support.pages import run_cell, wait_on_page
from support.payloads import check_all

PLANETS = "Name the planets in the solar system"


def row(text, share=0.9, token=7, **known):
    data = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    return token_logprob(token, data, math.log(share), **known)


def doubtful(text, share=0.25):
    """A token, and a likelier one."""
    return row(text, share)._replace(top=(row(" Paris", 0.5, 8), row(text, share)))


def seen(*data):
    """What is seen of tokens that stand for some bytes."""
    texts = token_texts([row(each) for each in data])
    return ["".join(part for part, _ in visible_parts(text)) for text in texts]


class Elements(HTMLParser):
    """The elements of a page, each with its attributes, and its text."""

    def __init__(self, page):
        super().__init__()
        self.found, self.text = [], []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text.append(data)


# What is seen


@pytest.mark.parametrize("text", ["Mercury 🪐 é 你好, سلام", "a\u0301 👩\u200d💻", "\U0001f1e9\U0001f1ea"])
@pytest.mark.parametrize("size", [1, 2, 3, 5])
def test_a_text_cut_anywhere_is_there_again(text, size):
    data = text.encode()
    pieces = [data[start:start + size] for start in range(0, len(data), size)]
    whole = "".join(part for piece in token_texts([row(piece) for piece in pieces])
                    for part, mark in visible_parts(piece) if not mark)
    assert re.sub("[\u200d ]", "", whole) == re.sub("[\u200d ]", "", text)


def test_bytes_that_are_no_characters():
    assert seen(b"\xff\xfe") == ["⟨FF FE⟩"]
    assert seen(b"\xf0\x9f", b"\x98", b"x", b"\x80") == ["⟨F0 9F⟩", "⟨98⟩", "x", "⟨80⟩"]
    assert seen(b"\xc3", b"\xc3", b"\xa9") == ["⟨C3⟩", "⟨C3⟩", "é"]
    assert seen("\ud800") == ["⟨ED A0 80⟩"]


@pytest.mark.parametrize("code", [*range(32), *range(0x7f, 0xa0), 0xad, 0x61c, 0x200b, 0x200e, 0x2028, 0x202e, 0x2066,
                                  0x3164, 0xfeff, 0xfff9, 0xe0041])
def test_what_cannot_be_seen_is_marked(code):
    char = chr(code)
    for text in (char, f"a{char}b"):
        parts = visible_parts(text)
        assert any(mark for _, mark in parts)
        assert char == "\n" or char not in "".join(part for part, _ in parts)
        assert token_label(row(text)).isprintable()


def test_special_tokens_have_their_names(demo):
    reply = demo.reply([ChatMessage("user", PLANETS)], dict(temperature=0, logprobs=5))
    assert reply.wait()
    end = demo.tokenizer.special_tokens["<|im_end|>"]
    names = {other.token: other.text for each in reply.logprobs for other in each.top if not other.bytes}
    assert names.get(end, "<|im_end|>") == "<|im_end|>"
    [score] = demo.score([ChatMessage("user", PLANETS)], [[*reply.tokens, end]], top=2)
    assert (score.tokens[-1].text, score.tokens[-1].bytes) == ("<|im_end|>", b"")
    assert "&lt;|im_end|&gt;" in tokens_html(score.tokens) and score.text == reply.text


# The page


def test_a_page_has_nothing_that_runs_or_loads():
    def check(text):
        for branches in (False, True):
            elements = Elements(tokens_html([row(text, 0.2, top=(row(text, 0.2), row(f"{text}x", 0.1)))], branches))
            assert {tag for tag, _ in elements.found} <= {"style", "div", "pre", "span", "small", "p", "br", "details",
                                                          "summary", "button"}
            names = {name for _, attributes in elements.found for name in attributes}
            assert names <= {"class", "style", "title", "tabindex", "dir", "type", "disabled", "data-position",
                             "data-rank", "data-token"}
            assert not any("url(" in str(value) for _, attributes in elements.found
                           for name, value in attributes.items() if name == "style")

    check_all([*ALL, '"><b>', "' onmouseover=pwn() x='", "&lt;script&gt;", "</pre></div>", "]]>", "-->"], check)


def test_each_alternative_can_be_found_by_a_click():
    page = Elements(tokens_html([row("It is"), doubtful(" Rome"), row("!", 0.1, top=(row(".", 0.8, 9),))], True))
    assert [known["data-position"] for _, known in page.found if "data-position" in known] == ["0", "1", "2"]
    buttons = [known for tag, known in page.found if tag == "button"]
    assert [(known.get("data-rank"), known.get("data-token"), "disabled" in known) for known in buttons] == [
        (None, "7", True), ("0", "8", False), ("1", "7", True), ("0", "9", False), (None, "7", True)]


def test_a_server_gives_no_ids_and_odd_numbers():
    rows = [TokenLogprob(None, "a", b"a", -math.inf), TokenLogprob(None, "b", b"b", math.nan),
            TokenLogprob(None, "c", b"c", 1e-9), TokenLogprob(None, "", b"", -0.5)]
    view = TokensView(rows)
    assert "data-token" not in tokens_html(rows, True)
    for text in (view.html, view.text(), repr(view)):
        assert "impossible" in text
    assert "nan" not in view.html and "inf" not in re.sub("<style.*?</style>", "", view.html)


def test_steps_differ_without_colour():
    shares = [0.9, 0.4, 0.05, 0.005, 0.0001]
    styles = [known.get("style", "") for tag, known in Elements(tokens_html([row("x", share) for share in shares])).found
              if "title" in known]
    borders = [style.partition("border-bottom:")[2] for style in styles]
    assert len(set(borders)) == 5 and borders[0] == ""
    lines = [tokens_text([row("x", share)], color=True).split("\n")[0] for share in shares]
    codes = [set(re.findall(r"\b[134]\b", line)) for line in lines]
    assert len({*map(frozenset, codes)}) == 5 and lines[0] == "x"


def test_a_long_answer_stays_light():
    """With five alternatives for each of 2,000 tokens, a page is a few times the text that stands in it."""
    top = tuple(row(f" word{number}", share, number) for number, share in enumerate((0.5, 0.2, 0.1, 0.05, 0.01)))
    rows = [top[number % 5]._replace(top=top) for number in range(2000)]
    size = len(tokens_html(rows).encode())
    print(f"{size / 2000:.0f} bytes per token")
    assert size < 300 * 2000
    assert tokens_html(rows).count('tabindex="0"') == 200
    many = tokens_html(rows * 10)
    assert many.count("title=") == 4000 and len(many.encode()) < 350 * 4000 + 20 * 20_000


def test_the_share_that_a_grammar_forbade(demo):
    chat = Chat(demo)
    reply = chat.send(PLANETS, grammar="root ::= [0-9]{3}", logprobs=2, temperature=0)
    view = reply.tokens_view()
    assert "the grammar forbade" in str(view) and view.html.count("grammar forbade") > len(view)
    plain = chat.send(PLANETS, logprobs=2, temperature=1.5, top_k=3, seed=1).tokens_view()
    assert "forbade" not in plain.html
    differs = [each for each in plain.rows if abs(math.exp(each.sampled_logprob) - math.exp(each.logprob)) > 0.01]
    assert plain.html.count("drawn with") >= len(differs)


# Answers, and texts


def test_views_of_an_answer(demo):
    chat = Chat(demo)
    reply = chat.send(PLANETS, temperature=0, logprobs=5)
    view = reply.tokens_view()
    assert reply.finished and view.rows == tuple(reply.logprobs) and view.text().startswith(reply.text.split("\n")[0])
    assert chat.tokens_view().rows == chat.messages[-1].tokens_view().rows == chat.tokens_view(1).rows == view.rows
    assert tokens_view(reply).rows == tokens_view(chat.messages[-1]).rows == view.rows
    copied = pickle.loads(pickle.dumps(reply))
    assert copied.tokens_view().rows == view.rows
    bundle = view._repr_mimebundle_()
    assert set(bundle) == {"text/html", "text/plain"} and bundle["text/html"] == view._repr_html_()


def test_an_answer_is_scored_afterwards(demo):
    chat = Chat(demo)
    asked = chat.send(PLANETS, temperature=0, logprobs=3).tokens_view()
    later = Chat(demo)
    later.send(PLANETS, temperature=0).wait()
    with pytest.raises(ValueError, match="logprobs=5.*chat.tokens_view"):
        later.last_reply.tokens_view()
    with pytest.raises(ValueError, match="logprobs=5"):
        later.messages[-1].tokens_view()
    found = later.tokens_view(top=3)
    assert [each.token for each in found.rows] == [each.token for each in asked.rows]
    for one, other in zip(found.rows, asked.rows):
        assert abs(one.logprob - other.logprob) < 2e-3 and one.top[0].token == other.top[0].token
    assert found.note.startswith("Scored afterwards by demo") and later.messages[-1].logprobs is None


def test_an_edited_answer_and_one_of_another_model_are_scored_from_their_texts(demo, open_model, model_file):
    chat = Chat(demo)
    chat.send(PLANETS, temperature=0).wait()
    chat.messages[-1].text = "There are none."
    edited = chat.tokens_view()
    assert b"".join(each.bytes for each in edited.rows) == b"There are none." and "from its text" in edited.note
    assert max(map(surprise, edited.rows)) > 5
    chat.model = open_model(model_file(), n_ctx=512, flash_attn=False)
    assert "from its text" in chat.tokens_view().note


def test_a_system_prompt_and_tools_are_read_before_an_answer(demo):
    def double(number: int) -> int:
        """Doubles a number."""
        return 2 * number

    chat = Chat(demo, system="Be brief.", functions=[double])
    asked = chat.send(PLANETS, temperature=0, logprobs=1, max_tokens=12).tokens_view()
    place = len(chat.messages) - 1
    chat.messages._put(chat.messages[place], replace(chat.messages[place].message, logprobs=None))
    found = chat.tokens_view(place)
    assert all(abs(one.logprob - other.logprob) < 2e-3 for one, other in zip(found.rows, asked.rows, strict=True))


def test_errors_say_what_to_do(demo):
    chat = Chat(demo)
    with pytest.raises(ValueError, match="no answer yet"):
        chat.tokens_view()
    chat.send(PLANETS, max_tokens=3).wait()
    with pytest.raises(ValueError, match=r"Answers are the messages 1\. .*tokens_view\(text"):
        chat.tokens_view(0)
    with pytest.raises(IndexError, match="2 messages"):
        chat.tokens_view(5)
    scripted = Chat(ScriptedModel("Hello"))
    scripted.send("Hi").wait()
    with pytest.raises(TypeError, match="logprobs=5"):
        scripted.tokens_view()
    with pytest.raises(TypeError, match="in this process"):
        tokens_view("text", ScriptedModel("x"))
    with pytest.raises(TypeError, match="not float"):
        tokens_view(1.5)
    empty = Reply()
    empty.writer.finish()
    with pytest.raises(ValueError, match="nothing was written"):
        empty.tokens_view()


@pytest.mark.real
def test_a_slip_stands_out(smollm2):
    right, wrong = (tokens_view(f"The planets are Mercury, Venus, Earth, Mars, Jupiter, {name} and Uranus.", smollm2)
                    for name in ("Saturn", "Satrun"))
    at = lambda view, word: max(surprise(each) for each in view.rows if each.text.strip() and each.text.strip() in word)
    assert at(wrong, "Satrun") > 5 > at(right, "Saturn")
    place = max(range(len(wrong.rows)), key=lambda number: surprise(wrong.rows[number]) * (number > 8))
    assert "run" in "".join(each.text for each in wrong.rows[place:place + 2])


# The faces


def test_a_terminal_shades_and_a_pipe_does_not(demo, tmp_path):
    output = io.StringIO()
    with redirect_stdout(output):
        main(["--model", "demo", "--plain"] if False else ["--model", "demo"], io.StringIO(f"{PLANETS}\n/tokens\n"))
    assert "bits per token" in output.getvalue()
