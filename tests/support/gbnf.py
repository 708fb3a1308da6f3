"""A second reader of GBNF: random texts of a grammar, and whether a text follows one. Knows nothing of ours."""

import random
import re

TOKEN = re.compile(r'"(?:\\.|[^"\\])*"|\[(?:\\.|[^\]\\])*\]|\{[^}]*\}|[A-Za-z][\w-]*|[()|?*+]', re.DOTALL)
UNIT = re.compile(r"\\U(.{8})|\\u(.{4})|\\x(.{2})|\\(.)|(.)", re.DOTALL)
PLAIN = {"n": "\n", "r": "\r", "t": "\t"}


def units(text):
    """The characters of a literal or class, each with whether it was escaped."""
    for match in UNIT.finditer(text):
        code = match[1] or match[2] or match[3]
        if code:
            yield chr(int(code, 16)), True
        elif match[4]:
            yield PLAIN.get(match[4], match[4]), True
        else:
            yield match[5], False


def class_of(text):
    """`(negated, ranges)` of a class."""
    found = list(units(text))
    negated = bool(found) and found[0] == ("^", False)
    found, ranges = found[negated:], []
    while found:
        if len(found) > 2 and found[1] == ("-", False):
            ranges.append((ord(found[0][0]), ord(found[2][0])))
            found = found[3:]
        else:
            ranges.append((ord(found[0][0]),) * 2)
            found = found[1:]
    return negated, ranges


class Grammar:
    """Rules as trees: `("text", str)`, `("class", negated, ranges)`, `("rule", name)`, `("seq", parts)`,
    `("or", parts)`, `("times", part, low, high)`."""

    def __init__(self, text):
        self.rules = {}
        for line in text.splitlines():
            name, body = line.split(" ::= ", 1)
            assert name not in self.rules, f"{name} is defined twice"
            self.rules[name] = self.parsed(TOKEN.findall(body)[::-1])
        self.costs = self.shortest()
        self.soonest = {}   # by the id of a list of alternatives

    def parsed(self, tokens):
        branches, parts = [], []
        while tokens and tokens[-1] != ")":
            token = tokens.pop()
            if token == "|":
                branches.append(("seq", parts))
                parts = []
            elif token in "?*+" or token[0] == "{":
                low, high = {"?": (0, 1), "*": (0, None), "+": (1, None)}.get(token, (0, 0))
                if token[0] == "{":
                    first, comma, last = token[1:-1].partition(",")
                    low, high = int(first), (int(last) if last else None) if comma else int(first)
                parts[-1] = ("times", parts[-1], low, high)
            elif token == "(":
                parts.append(self.parsed(tokens))
                tokens.pop()
            elif token[0] == '"':
                parts.append(("text", "".join(character for character, _ in units(token[1:-1]))))
            elif token[0] == "[":
                parts.append(("class", *class_of(token[1:-1])))
            else:
                parts.append(("rule", token))
        branches.append(("seq", parts))
        return branches[0] if len(branches) == 1 else ("or", branches)

    def shortest(self):
        """For each rule how deep its shallowest text is, so that random ones come to an end."""
        costs = {}
        while True:
            new = {name: self.cost(body, costs) + 1 for name, body in self.rules.items()}
            new = {name: cost for name, cost in new.items() if cost < 1e9}
            if new == costs:
                missing = self.rules.keys() - costs
                assert not missing, f"{missing} have no finite text"
                return costs
            costs = new

    def cost(self, node, costs):
        match node:
            case ("rule", name):
                return costs.get(name, 1e9)
            case ("seq", parts):
                return max((self.cost(part, costs) for part in parts), default=0)
            case ("or", parts):
                return min(self.cost(part, costs) for part in parts)
            case ("times", part, low, _):
                return self.cost(part, costs) if low else 0
        return 0

    def shallowest(self, parts):
        """The alternatives that come to an end soonest."""
        if id(parts) not in self.soonest:
            costs = [self.cost(part, self.costs) for part in parts]
            self.soonest[id(parts)] = [part for part, cost in zip(parts, costs) if cost == min(costs)]
        return self.soonest[id(parts)]

    def sample(self, chance, size=12):
        """A random text; the longer it gets, the more likely it takes the shortest way."""
        out, waiting, budget = [], [(("rule", "root"), 0)], size * 20
        while waiting:
            node, depth = waiting.pop()
            budget -= 1
            short = budget < 0 or depth > 40
            match node:
                case ("text", text):
                    out.append(text)
                case ("class", negated, ranges):
                    out.append(self.character(chance, negated, ranges))
                case ("rule", name):
                    waiting.append((self.rules[name], depth + 1))
                case ("seq", parts):
                    waiting += [(part, depth) for part in reversed(parts)]
                case ("or", parts):
                    waiting.append((chance.choice(self.shallowest(parts) if short else parts), depth))
                case ("times", part, low, high):
                    most = low + size if high is None else min(high, low + size)
                    count = low if short else chance.choice([low, chance.randint(low, most), min(low + 1, most)])
                    if not short and high is not None and high <= 300 and chance.random() < 0.1:
                        count = high
                    waiting += [(part, depth)] * count
        return "".join(out)

    def character(self, chance, negated, ranges):
        if negated:
            while True:
                code = chance.choice([chance.randint(32, 126), chance.randint(0xA0, 0xFFF)])
                if not any(low <= code <= high for low, high in ranges):
                    return chr(code)
        low, high = chance.choice(ranges)
        return chr(chance.choice([low, high, chance.randint(low, high), chance.randint(low, min(high, low + 94))]))

    def accepts(self, text, most=20_000):
        """Whether a text follows the grammar. Keeps all ways at once, as llama.cpp does."""
        start = (("rule", "root"), None)
        ways, self.widest = self.ready({start}, most), 0
        for character in text:
            self.widest = max(self.widest, len(ways))
            new = set()
            for (kind, *rest), after in (way for way in ways if way):
                if kind == "text" and rest[0][0] == character:
                    new.add((("text", rest[0][1:]), after) if len(rest[0]) > 1 else after)
                elif kind == "class":
                    inside = any(low <= ord(character) <= high for low, high in rest[1])
                    if inside != rest[0]:
                        new.add(after)
            ways = self.ready(new, most)
            if not ways:
                return False
        return None in ways

    def ready(self, ways, most):
        """Ways on, each beginning with a character; `None` is the end of the text."""
        found, seen, waiting = set(), set(), list(ways)
        while waiting:
            way = waiting.pop()
            if way in seen:
                continue
            seen.add(way)
            assert len(seen) < most, "too many ways at once"
            if way is None:
                found.add(way)
                continue
            node, after = way
            match node:
                case ("text", ""):
                    waiting.append(after)
                case ("text", _) | ("class", *_):
                    found.add((self.frozen(node), after))
                case ("rule", name):
                    waiting.append((self.frozen(self.rules[name]), after))
                case ("seq", parts):
                    for part in reversed(parts):
                        after = (self.frozen(part), after)
                    waiting.append(after)
                case ("or", parts):
                    waiting += [(self.frozen(part), after) for part in parts]
                case ("times", part, low, high):
                    if low:
                        left = None if high is None else high - 1
                        waiting.append((part, (("times", part, low - 1, left), after)))
                    else:
                        waiting.append(after)
                        if high != 0:
                            left = None if high is None else high - 1
                            waiting.append((part, (("times", part, 0, left), after)))
        return found

    def frozen(self, node):
        """A node that can be hashed."""
        if node[0] in ("seq", "or"):
            return (node[0], tuple(map(self.frozen, node[1])))
        if node[0] == "class":
            return ("class", node[1], tuple(node[2]))
        if node[0] == "times":
            return ("times", self.frozen(node[1]), *node[2:])
        return node


def samples(text, count, seed=0, size=12):
    """Random texts of a grammar."""
    grammar, chance = Grammar(text), random.Random(seed)
    return [grammar.sample(chance, size) for _ in range(count)]
