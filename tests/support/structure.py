"""The structure of a page: which blocks and marks it has, whichever reader of Markdown made it."""

import re
from html.parser import HTMLParser

VOID = {"br", "hr", "img", "input"}
SAME = {"del": "s", "b": "strong", "i": "em"}
UNSEEN = {"span", "tbody", "thead", "div", "small"}
BLOCKS = {"root", "ul", "ol", "li", "blockquote", "table", "tr", "th", "td", "pre", "p", "hr", "math", "br",
          "h1", "h2", "h3", "h4", "h5", "h6"}
HOLD_TEXT = {"p", "li", "td", "th", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "root"}


class Page(HTMLParser):
    """Reads a page into nested `[tag, children]`."""

    def __init__(self):
        super().__init__()
        self.root = ["root", []]
        self.open = [self.root]

    def handle_starttag(self, tag, attributes):
        attributes, name = dict(attributes), SAME.get(tag, tag)
        if tag == "a":
            name = f"a {(attributes.get('href') or '').replace('%28', '(').replace('%29', ')')}"
        if tag == "ol" and attributes.get("start", "1") != "1":
            name = f"ol {attributes['start']}"
        node = [name, []]
        self.open[-1][1].append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_endtag(self, tag):
        for number in range(len(self.open) - 1, 0, -1):
            if self.open[number][0].split(" ")[0] == SAME.get(tag, tag):
                del self.open[number:]
                return

    def handle_data(self, text):
        self.open[-1][1].append(text)


def joined(children):
    """Children with texts that stand side by side as one."""
    whole = []
    for child in children:
        if isinstance(child, str) and whole and isinstance(whole[-1], str):
            whole[-1] += child
        else:
            whole.append(child)
    return whole


def is_block(node):
    """Whether a node begins a line of its own."""
    return not isinstance(node, str) and node[0].split(" ")[0] in BLOCKS


def simplified(node, in_code=False):
    """A node without what readers do differently and nobody sees: spans, blanks, relative links."""
    name, children = node
    if name == "math":
        return name, []
    in_code = in_code or name == "pre"
    parts = []
    for child in children:
        if isinstance(child, str):
            parts.append(child)
            continue
        tag, inner = simplified(child, in_code)
        relative = tag.startswith("a ") and not re.match("a (https?:|mailto:)", tag)
        unseen = tag in UNSEEN or relative or (in_code and tag == "code")
        parts += inner if unseen else [(tag, inner)]
    parts = joined(parts)
    if in_code:
        return name, [text for part in parts if (text := part.strip("\n") if name == "pre" else part)]
    if name == "p" and len(parts) == 1 and parts[0][0] == "math":
        return parts[0]
    parts = [re.sub(r"\s+", " ", part) if isinstance(part, str) else part for part in parts]
    last = len(parts) - 1
    holds = name.split(" ")[0] in HOLD_TEXT | BLOCKS
    for number, part in enumerate(parts):
        if isinstance(part, str):
            if (number == 0 and holds) or (number and is_block(parts[number - 1])):
                parts[number] = parts[number].lstrip()
            if (number == last and holds) or (number < last and is_block(parts[number + 1])):
                parts[number] = parts[number].rstrip()
    return name, [part for part in parts if part]


def structure(page):
    """The structure of a page in HTML, as nested `(tag, children)`. Anchors of titles don't count."""
    page = re.sub(r'<a [^>]*class="(?:anchor-link|jp-InternalAnchorLink)".*?</a>', "", page)
    page = re.sub(r"<mjx-container.*?</mjx-container>", "<math></math>", page, flags=re.DOTALL)
    reader = Page()
    reader.feed(page)
    reader.close()
    return simplified(reader.root)


def with_formulas(page):
    """A page that MathJax hasn't seen, with its formulas where MathJax would find them: never across a tag."""
    page = re.sub(r"<span>(?:\$|&#36;)</span>", "\x01", page)
    page = re.sub(r"(<code>.*?</code>)", lambda code: code[0].replace("$", "\x01"), page, flags=re.DOTALL)
    page = re.sub(r"\$\$[^<$]+?\$\$|\$[^\s$<](?:[^$<]*[^\s$<])?\$", "<math></math>", page)
    return page.replace("\x01", "$")
