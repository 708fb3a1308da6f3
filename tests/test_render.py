"""Markdown from a model is shown as it is meant, and nothing in it is live, for whichever parser reads it."""

import html
import re
import time
from html.parser import HTMLParser

import markdown
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from nbconvert.filters.markdown_mistune import markdown2html_mistune

from hostile import ALL
from notebook_chat.render import frame, safe_markdown

ELEMENTS = set(
    "p a code pre ul ol li h1 h2 h3 h4 h5 h6 table thead tbody tr th td strong em s del blockquote hr br div span small".split()
)
ATTRIBUTES = {"href", "title", "class", "start", "style", "align"}
PARSERS = {
    "markdown-it": MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render,
    "Python-Markdown": lambda text: markdown.markdown(text, extensions=["fenced_code", "tables"]),
    "nbconvert": lambda text: re.sub(r'(<h\d) id="[^"]*"', r"\1", markdown2html_mistune(text)),
}
FRAGMENTS = (
    "` `` ``` ~~~ ~ < > <b> <img onerror=pwn()> </code> <!-- --> [ ] ( ) [x]( ](javascript:pwn()) ]: [x]: ! ![ $ $$ \\ \\\\ \\( \\) \\[ \\] "
    "\\begin{a} \\end{a} \\href{javascript:pwn()}{x} [http:// http:// & &lt; &#60; &#36; # | - * _ > 1. https://a javascript: \" ' a b"
).split()
SOUP = st.lists(st.sampled_from([*FRAGMENTS, " ", "  ", "    ", "\t", "\n", "\n\n", "\r"]), max_size=40).map("".join)
INPUTS = SOUP | st.text(max_size=60)


class Examiner(HTMLParser):
    """Notes whatever in HTML is not on the lists."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attributes):
        if tag not in ELEMENTS:
            self.found.append(f"<{tag}>")
        self.found += [f"{tag} {name}={value}" for name, value in attributes if not harmless(name, value or "")]

    def handle_comment(self, data):
        self.found.append(f"<!--{data}-->")

    handle_decl = handle_pi = unknown_decl = handle_comment


def harmless(name, value):
    """Whether an attribute can neither run nor load anything."""
    if name == "href":
        scheme = re.match(r"([a-z][a-z0-9+.-]*):", re.sub(r"[\x00-\x20]", "", value), re.IGNORECASE)
        return not scheme or scheme[1].lower() in ("http", "https", "mailto")
    return name in ATTRIBUTES and not (name == "style" and not re.fullmatch(r"[\w.:; -]*", value))


def live_parts(rendered):
    """What in the HTML could act."""
    examiner = Examiner()
    examiner.feed(rendered)
    examiner.close()
    return examiner.found


def outside_code(text):
    """Safe Markdown without its code blocks and spans."""
    text = re.sub(r"^(`{3,})[^\n`]*\n.*?^\1$", "", text, flags=re.MULTILINE | re.DOTALL)
    text = re.sub(r"(?<![\\`])(`+)(?!`)[^\n]*?(?<!`)\1(?!`)", "", text)
    return text.replace("<code>", "").replace("</code>", "")


# Nothing is live


@pytest.mark.parametrize("parser", PARSERS)
@pytest.mark.parametrize("text", ALL)
def test_hostile_text_is_dead(text, parser):
    assert live_parts(PARSERS[parser](safe_markdown(text))) == []


@pytest.mark.parametrize("parser", PARSERS)
@pytest.mark.parametrize("text", ["<b>x</b>", "</small><img src=x>", "$a$ & `<i>`", "a\n\n```\n<b>"])
def test_a_frame_is_dead(text, parser):
    shown = frame(text, note=f"model {text}", font_size=20)
    assert live_parts(PARSERS[parser](shown["text/markdown"])) == []
    assert shown["text/plain"].startswith(text)


@given(INPUTS)
@settings(max_examples=400, deadline=None)
def test_no_tag_begins_outside_code(text):
    assert not re.search(r"<[^\s]", outside_code(safe_markdown(text)))


@pytest.mark.parametrize("parser", PARSERS)
@given(text=INPUTS)
@settings(max_examples=400, deadline=None)
def test_whatever_comes_is_dead(parser, text):
    assert live_parts(PARSERS[parser](safe_markdown(text))) == []


@given(st.sampled_from(ALL), st.sampled_from(ALL), st.sampled_from(["", " ", "\n", "\n\n"]))
@settings(max_examples=400, deadline=None)
def test_two_hostile_texts_are_dead_together(first, second, between):
    rendered = PARSERS["markdown-it"](safe_markdown(first + between + second))
    assert live_parts(rendered) == []


@pytest.mark.parametrize("text", ALL)
def test_no_beginning_of_a_hostile_text_is_live(text):
    for length in range(max(0, len(text) - 200), len(text)):
        assert live_parts(PARSERS["markdown-it"](safe_markdown(text[:length]))) == [], text[:length]


# What is meant arrives


@pytest.mark.parametrize(
    "text",
    [
        "plain, with *emphasis*, **strength** and `code`",
        "# Title\n\n1. one\n2. two\n\n- a\n  - b\n\n> quoted",
        "|a|b|\n|-|-|\n|1|2|",
        "[a link](https://example.com/a?b=c#d) and [mail](mailto:a@b.example)",
        "[a file](docs/a.md) and [a place](#here)",
        "```python\nif a < b: print(\"<b>\")\n```",
        "~~~\na ``` b\n~~~",
        "AT&T; 3 > 2; a * b; 5 % 3; {braces}",
    ],
)
def test_harmless_text_looks_as_it_would(text):
    render = PARSERS["markdown-it"]
    assert words_of(render(safe_markdown(text))) == words_of(render(text))


def words_of(rendered):
    """HTML with blanks evened out."""
    return re.sub(r"\s+", " ", rendered).strip()


@pytest.mark.parametrize(
    "text, shown",
    [
        ("a < b and c > d", "a < b and c > d"),
        ("use <b> here", "use <b> here"),
        ("x <- y", "x <- y"),
        ("`<b>` and `` ` ``", "<b> and `"),
        ("`a & b &lt; c`", "a & b &lt; c"),
        ("5 $ and 10 $", "5 $ and 10 $"),
        ("\\<b>", "<b>"),
        ("![x](https://a)", "!x"),
        ('she said "hi"', 'she said "hi"'),
    ],
)
def test_every_character_is_shown(text, shown):
    rendered = PARSERS["markdown-it"](safe_markdown(text))
    assert html.unescape(re.sub(r"<[^>]*>", "", rendered)).strip() == shown


@pytest.mark.parametrize("price", ["It costs $5, not $10.", "$5", "from $5-$10", "US$ 5 and US$ 6"])
def test_prices_are_no_formulas(price):
    assert not re.search(r"(?<!\\)\$", safe_markdown(price))


@pytest.mark.parametrize("formula", ["$x^2$", "$$\na + b\n$$", "$\\frac{a}{b}$", "$a_1, a_2$"])
def test_formulas_stay(formula):
    assert safe_markdown(f"So {formula} it is.") == f"So {formula} it is."


@pytest.mark.parametrize("bracketed, dollars", [("\\(x\\)", "$x$"), ("\\[x\\]", "$$x$$")])
def test_tex_brackets_become_dollars(bracketed, dollars):
    assert safe_markdown(bracketed) == dollars


# It is quick, whatever comes


UNITS = ["`", "` ", "`a``", "[", "]", "](", "[x](", "$", "$a", "$ ", "$$", "$$a", "\\", "<", "<https://", "!", "![", "~", "```\n",
         "> ```\n", "\n", " ", "\t", "$a\n", "`a\n", "&", "](a ", "\\(", "\\[", "\\[a\n", "\\( a", "\\begin{a}", "<!--", "*", "_", "|", "- a\n", "$$a\n", "]( ", '"']


def seconds_for(unit, length):
    """How long a text of one unit over and over takes."""
    text = (unit * length)[:length]
    started = time.perf_counter()
    safe_markdown(text)
    return time.perf_counter() - started


@pytest.mark.parametrize("unit", UNITS)
def test_long_texts_are_quick(unit):
    assert seconds_for(unit, 200_000) < 5
