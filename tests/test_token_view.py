"""The token view: what is seen of each token, on a page, in JupyterLab and in a terminal; answers scored afterwards."""

import io
import json
import math
import pickle
import re
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
from notebook_chat.terminal.app import parse_options
from notebook_chat.terminal.chat import TerminalChat
from notebook_chat.terminal.streams import Streams
from support.hostile import ALL, HOST
from support.pages import run_cell, wait_on_page
from support.payloads import check_all

PLANETS = "Name the planets in the solar system"


def row(text, share=0.9, token=7, **known):
    data = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    return token_logprob(token, data, math.log(share), **known)


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
        elements = Elements(tokens_html([row(text, 0.2, top=(row(text, 0.2), row(f"{text}x", 0.1)))]))
        assert {tag for tag, _ in elements.found} <= {"style", "div", "pre", "span", "small", "p", "br", "details",
                                                      "summary"}
        assert {name for _, attributes in elements.found for name in attributes} <= {"class", "style", "title",
                                                                                     "tabindex", "dir"}
        assert not any("url(" in str(value) for _, attributes in elements.found
                       for name, value in attributes.items() if name == "style")

    check_all([*ALL, '"><b>', "' onmouseover=pwn() x='", "&lt;script&gt;", "</pre></div>", "]]>", "-->"], check)


def test_a_server_gives_no_ids_and_odd_numbers():
    rows = [TokenLogprob(None, "a", b"a", -math.inf), TokenLogprob(None, "b", b"b", math.nan),
            TokenLogprob(None, "c", b"c", 1e-9), TokenLogprob(None, "", b"", -0.5)]
    view = TokensView(rows)
    for text in (view.html, view.text(), repr(view)):
        assert "impossible" in text
    assert "nan" not in view.html and "inf" not in re.sub("<style.*?</style>", "", view.html)


def test_steps_differ_without_colour():
    shares = [0.9, 0.4, 0.05, 0.005, 0.0001]
    page = Elements(tokens_html([row("x", share) for share in shares]))
    styles = [known.get("style", "") for _, known in page.found if "title" in known]
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
    with pytest.raises(ValueError, match=r"The only answer is message 1\. .*tokens_view\(text"):
        chat.tokens_view(0)
    with pytest.raises(IndexError, match="There is no message 5. The only answer is message 1"):
        chat.tokens_view(5)
    for index, advice in {"Jupiter is large": "tokens_view\\(text, model\\)", 1.5: "got 1.5",
                          chat.last_reply: "reply.tokens_view\\(\\)"}.items():
        with pytest.raises(TypeError, match=advice):
            chat.tokens_view(index)
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


class Screen(io.StringIO):
    """An output that says it is a terminal."""

    def isatty(self):
        return True


def talk(model, output, *words):
    """What the terminal chat prints for `/tokens` after an answer that surprises the model."""
    chat = TerminalChat(parse_options(words), Streams(io.StringIO(), output, io.StringIO(), "--json" in words))
    chat.chat = Chat(model)
    for role, text in (("user", PLANETS), ("assistant", "Zzz qqq.")):
        chat.chat.messages.append(role, text)
    chat.take("/tokens")
    return output.getvalue()


def test_tokens_in_a_pipe_and_in_a_terminal(demo, monkeypatch):
    for name in ("NO_COLOR", "FORCE_COLOR", "COLORTERM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    piped = talk(demo, io.StringIO())
    assert "bits per token" in piped and "\x1b" not in piped and "chance" in piped
    shown = talk(demo, Screen())
    assert "bits per token" in shown and re.search(r"\x1b\[[\d;]*48;5;\d+m", shown)
    monkeypatch.setenv("NO_COLOR", "1")
    bare = talk(demo, Screen())
    assert "bits per token" in bare and not re.search(r"\x1b\[[\d;]*[34]8;", bare)
    assert re.search(r"\x1b\[[\d;]*4[;m]", bare)  # underlined still
    assert "bits per token" not in talk(demo, io.StringIO(), "--json")


@pytest.mark.kernel
def test_tokens_in_a_notebook(run_cells):
    notebook = run_cells(["%load_ext notebook_chat", f"%%chat --model demo --logprobs 2\n{PLANETS}", "%chat tokens",
                          "%chat help", "reply = %chat tokens 1\nprint(reply)",
                          "get_ipython().Completer.complete(line_buffer='%chat tokens ', cursor_pos=13)[1]"])
    view, help_text, printed, completed = (cell.outputs for cell in notebook.cells[2:])
    assert view[0].output_type == "execute_result" and {"text/html", "text/plain"} == set(view[0].data)
    assert "tokens [N]" in help_text[0].text and "bits per token" in printed[0].text
    assert "'1'" in completed[0].data["text/plain"]


# In JupyterLab

VIEW = """
import math
from notebook_chat import tokens_view
from notebook_chat.core.logprobs import token_logprob
row = lambda text, share, **known: token_logprob(ord(text[0]), text.encode(), math.log(share), **known)
top = (row(" Paris", 0.6), row(" Rome", 0.2), row(" $x$ <b>Lima</b>", 0.1))
rows = [row("The capital", 0.9), row(" is", 0.8), row(" Rome", 0.2, top=top), row(".", 0.001)]
tokens_view(rows)
"""
CARD = """element => { const style = getComputedStyle(element.firstElementChild, '::after');
return [style.content, style.backgroundColor, style.color] }"""


def brightness(color):
    """Of a CSS colour, 0 to 255."""
    return sum(map(float, re.findall(r"[\d.]+", color)[:3])) / 3


def card(token):
    """The text of a token's card, and how bright its background and its text are; `None` if it isn't there."""
    content, background, color = token.evaluate(CARD)
    return None if content == "none" else (content, brightness(background), brightness(color))


def tokens_in(page):
    return page.locator(".nbc-tokens > pre").first.locator("> span")


def check_pointing(page):
    """The card is there while the mouse points at a token, or Tab has gone there."""
    rome = tokens_in(page).nth(2)
    page.mouse.move(1, 1)
    assert card(rome) is None
    rome.hover()
    assert "60.0% ␣Paris" in card(rome)[0] and "◂" in card(rome)[0]
    page.mouse.move(1, 1)
    tokens_in(page).nth(1).focus()
    page.keyboard.press("Tab")
    assert rome.evaluate("element => element === document.activeElement") and "␣Paris" in card(rome)[0]
    page.keyboard.press("Tab")
    assert card(rome) is None
    return rome


@pytest.mark.browser
def test_in_jupyterlab_by_mouse_and_keyboard(watched):
    lab, page = watched, watched.page
    lab.open([VIEW], name="view.ipynb")
    run_cell(lab, 0)
    rome = check_pointing(page)
    rome.hover()
    _, background, color = card(rome)
    assert background > 200 > 100 > color
    styles = [each.evaluate("each => getComputedStyle(each.firstElementChild).borderBottomStyle")
              for each in tokens_in(page).all()]
    assert styles == ["none", "none", "dotted", "solid"] or styles == ["none", "none", "dotted", "double"]
    assert page.locator(".nbc-tokens mjx-container").count() == 0 and lab.harm == []


def save_view(lab, name):
    """Run the view, and keep the notebook as a file of somebody else's, for a kernel that isn't there."""
    lab.open([VIEW], name="view.ipynb")
    run_cell(lab, 0)
    lab.save()
    path = lab.folder / "view.ipynb"
    wait_on_page(lab, lambda: "nbc-tokens" in path.read_text())
    lab.page.wait_for_timeout(1000)
    notebook = nbformat.read(path, 4)
    notebook.metadata.kernelspec = {"name": "gone", "display_name": "Gone", "language": "python"}
    nbformat.write(notebook, lab.folder / name)


def open_saved(lab, path):
    """Open a saved notebook, and ask for no kernel."""
    lab.page.goto(f"{lab.server.url}/{path}")
    tokens_in(lab.page).first.wait_for(timeout=60_000)
    lab.page.wait_for_timeout(1500)
    while lab.page.locator(".jp-Dialog").count():
        lab.page.locator(".jp-Dialog .jp-mod-reject").first.click()
        lab.page.wait_for_timeout(200)


@pytest.mark.browser
def test_a_saved_notebook_without_a_kernel(lab):
    page = lab.page
    save_view(lab, "elsewhere.ipynb")
    open_saved(lab, "lab/tree/elsewhere.ipynb?reset")  # nobody trusts it, so its HTML is cleaned
    assert page.locator(".nbc-tokens style, .nbc-tokens [tabindex]").count() == 0
    rome = tokens_in(page).nth(2).locator("> span")
    assert "60.0% ␣Paris" in rome.get_attribute("title")
    assert rome.evaluate("each => getComputedStyle(each).borderBottomStyle") == "dotted"
    assert "rgba" in rome.evaluate("each => getComputedStyle(each).backgroundColor")
    page.locator(".nbc-tokens summary").click()
    assert page.locator(".nbc-tokens details pre").get_by_text("␣Paris 60.0%").is_visible()
    open_saved(lab, "notebooks/view.ipynb")  # Notebook 7, and here it is trusted
    check_pointing(page)
    settings = lab.server.folder.parent / "settings" / "@jupyterlab" / "apputils-extension"
    settings.mkdir(exist_ok=True)
    theme = settings / "themes.jupyterlab-settings"
    theme.write_text(json.dumps({"theme": "JupyterLab Dark"}))
    try:
        open_saved(lab, "lab/tree/view.ipynb?reset")
        wait_on_page(lab, lambda: page.locator("body").get_attribute("data-jp-theme-light") == "false")
        rome = check_pointing(page)
        rome.hover()
        _, background, color = card(rome)
        assert background < 100 < 150 < color
    finally:
        theme.unlink()


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_exported_page(browser, tmp_path, scheme):
    path = tmp_path / "view.html"
    top = (row(" Paris", 0.6), row(" Rome", 0.2))
    TokensView([row("The capital"), row(" is"), row(" Rome", 0.2, top=top), row(".", 0.001)]).save(path)
    page = browser.new_page(color_scheme=scheme)
    try:
        asked = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(path.as_uri())
        rome = check_pointing(page)
        rome.hover()
        _, background, color = card(rome)
        assert (background > 200 > 100 > color) if scheme == "light" else (background < 100 < 150 < color)
        box = rome.bounding_box()
        assert asked == [path.as_uri()] and box["y"] + box["height"] < page.viewport_size["height"]
    finally:
        page.close()
