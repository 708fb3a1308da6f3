"""Markdown as a notebook in VS Code shows it: markdown-it with HTML and links, and its rules for formulas in dollars.

Its sources: `extensions/markdown-language-features/notebook` (html, linkify without fuzzy links) and
`@vscode/markdown-it-katex` (dollars). A workspace that is trusted shows what comes out as it is.
"""

import re

from markdown_it import MarkdownIt

from support.markdown import live_parts

WORD = re.compile(r"\w", re.ASCII)


def _dollars(state, silent):
    """One or two dollars around a formula: none beside a letter or a digit outside, none of them escaped."""
    match = re.compile(r"(\$\$?)(?!\$)").match(state.src, state.pos)
    if not match or state.pos and (state.src[state.pos - 1] in "$\\" or WORD.match(state.src[state.pos - 1])):
        return False
    mark = match[1]
    closing = re.compile(rf"(?<!\\)(?:\\\\)*{re.escape(mark)}").search(state.src, match.end())
    if not closing or closing.end() == match.end() + len(mark):
        return False
    after = state.src[closing.end() : closing.end() + 1]
    if len(mark) == 1 and after and (after == "$" or WORD.match(after)):
        return False
    if not silent:
        state.push("formula", "math", 0).content = state.src[match.end() : closing.end() - len(mark)]
    state.pos = closing.end()
    return True


def _parser():
    """The parser."""
    made = MarkdownIt("js-default", {"html": True, "linkify": True})
    made.linkify.set({"fuzzy_link": False})
    made.inline.ruler.after("escape", "formula", _dollars)
    made.add_render_rule("formula", lambda self, tokens, index, options, env: "<code class=\"formula\">formula</code>")
    return made


PARSER = _parser()


def render(text):
    """The HTML that VS Code would show."""
    return PARSER.render(text)


def formulas(text):
    """How many formulas it would set."""
    return render(text).count('class="formula"')


def live(text):
    """What in it could act."""
    return live_parts(render(text))
