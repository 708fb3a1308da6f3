"""Markdown as others show it, and what in it could act."""

import re
from html.parser import HTMLParser

import markdown
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from nbconvert.filters.markdown_mistune import markdown2html_mistune

ELEMENTS = set(
    "p a code pre ul ol li h1 h2 h3 h4 h5 h6 table thead tbody tr th td strong em s del blockquote hr br div span "
    "small".split()
)
MATH = set(
    "math mrow mi mn mo ms mtext mspace msup msub msubsup munder mover munderover mfrac msqrt mroot mtable mtr mtd "
    "mstyle mpadded".split()
)
ATTRIBUTES = {"href", "title", "class", "start", "style", "align"}
PARSERS = {
    "markdown-it": MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render,
    "Python-Markdown": lambda text: markdown.markdown(text, extensions=["fenced_code", "tables"]),
    "nbconvert": lambda text: re.sub(r'(<h\d) id="[^"]*"', r"\1", markdown2html_mistune(text)),
}
FRAGMENTS = (
    "` `` ``` ~~~ ~ < > <b> <img onerror=pwn()> </code> <!-- --> [ ] ( ) [x]( ](javascript:pwn()) ]: [x]: "
    "! ![ $ $$ \\ \\\\ \\( \\) \\[ \\] "
    "\\begin{a} \\end{a} \\href{javascript:pwn()}{x} [http:// http:// & &lt; &#60; &#36; # | - * _ > 1. "
    "https://a javascript: \" ' a b"
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


def live_parts_of_panel(html):
    """What in the HTML could act; formulas may."""
    allowed = {f"<{tag}>" for tag in MATH} | {"a target=_blank", "a rel=noopener noreferrer"}
    harmless = ("pre data-language=", *(f"{tag} " for tag in MATH))
    return [part for part in live_parts(html) if part not in allowed and not part.startswith(harmless)]
