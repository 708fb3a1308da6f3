"""Grammars without recursion, read by a second reader: as regular expressions."""

import re


def accepts(grammar):
    """A function that says whether a text follows a grammar."""
    rules = dict(line.split(" ::= ", 1) for line in grammar.splitlines())
    pattern = re.compile(_pattern(rules["root"], rules))
    return lambda text: bool(pattern.fullmatch(text))


def _pattern(body, rules):
    tokens = re.findall(r'"(?:\\.|[^"\\])*"|\[(?:\\.|[^\]\\])*\]|\{[^}]*\}|[A-Za-z][\w-]*|[()|?*+]', body)

    def one(token):
        if token[0] == '"':
            return f"(?:{re.escape(_text(token))})"
        if token[0] == "(":
            return "(?:"
        return f"(?:{_pattern(rules[token], rules)})" if token[0].isalpha() else token

    return "".join(map(one, tokens))


def _text(literal):
    simple = {"n": "\n", "r": "\r", "t": "\t"}
    return re.sub(r"\\(U.{8}|.)", lambda match: chr(int(match[1][1:], 16)) if len(match[1]) > 1
                  else simple.get(match[1], match[1]), literal[1:-1])
