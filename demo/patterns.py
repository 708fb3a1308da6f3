"""Question patterns: `[a|b]` is a choice, `{name}` a slot; and the noise that users add to a question."""

import re

CHOICE = re.compile(r"\[([^\[\]]*)\]")
SLOT = re.compile(r"\{(\w+)\}")
OPEN, CLOSE = "\x01", "\x02"  # stand around values that noise must not touch
ASKING = (
    "what",
    "who",
    "which",
    "how",
    "why",
    "where",
    "when",
    "is",
    "are",
    "can",
    "do",
    "does",
    "will",
    "could",
    "may",
    "should",
    "would",
    "must",
)
OPENINGS = (
    "Hey, ",
    "Hi, ",
    "Hello! ",
    "OK, ",
    "So, ",
    "Well, ",
    "Please tell me: ",
    "One more question: ",
    "Quick question: ",
    "Tell me, ",
    "Just curious: ",
    "I wonder: ",
    "Now ",
    "Good. ",
    "Thanks. ",
)
IMPERATIVES = (
    "name",
    "list",
    "tell",
    "give",
    "show",
    "explain",
    "describe",
    "define",
    "write",
    "say",
    "count",
    "spell",
    "add",
    "multiply",
    "subtract",
    "sort",
    "order",
    "reverse",
    "put",
    "repeat",
    "extract",
    "call",
    "calculate",
    "compute",
    "make",
    "send",
    "introduce",
    "read",
    "search",
    "find",
    "turn",
    "convert",
    "rank",
    "arrange",
    "remember",
    "return",
)
REQUESTS = (
    "can you ",
    "could you ",
    "would you ",
    "can you please ",
    "could you please ",
    "I want you to ",
    "I'd like you to ",
    "please ",
    "would you please ",
    "you should ",
    "kindly ",
)
CLOSINGS = (" please", ", please", ", thanks", " thanks")
NEIGHBOURS = dict(zip("qwertyuiopasdfghjklzxcvbnm", "wertyuiopoasdfghjkkzxcvbnn"))


def expand(pattern, rng):
    """Pick one alternative of every `[a|b]` in the pattern."""
    while match := CHOICE.search(pattern):
        pattern = pattern[: match.start()] + rng.choice(match[1].split("|")) + pattern[match.end() :]
    return " ".join(pattern.split(" ")).replace("  ", " ").strip()


def fill(pattern, values):
    """Put values into the slots, marked so that noise leaves them alone."""
    return SLOT.sub(lambda match: f"{OPEN}{values[match[1]]}{CLOSE}", pattern)


def plain(text):
    """Take the marks around values away."""
    return text.replace(OPEN, "").replace(CLOSE, "")


def _spans(text):
    """Split into (part, may be changed) pairs."""
    for index, part in enumerate(re.split(f"{OPEN}([^{CLOSE}]*){CLOSE}", text)):
        if part:
            yield part, index % 2 == 0


def _slip(part, rng):
    """Make one typing error in a stretch of letters, if there are enough of them."""
    spots = [i for i in range(1, len(part) - 1) if part[i].isalpha() and part[i + 1].isalpha()]
    if len(spots) < 5:
        return part
    i = rng.choice(spots)
    kind = rng.randrange(4)
    middle = ("", part[i] * 2, part[i + 1] + part[i], NEIGHBOURS.get(part[i], part[i]))[kind]
    return part[:i] + middle + part[i + (2 if kind == 2 else 1) :]


def punctuate(text, rng):
    """End a question as users do: with a question mark, a full stop or nothing."""
    if text[-1] in ".?!:)\"'":
        return text
    first = plain(text).lower().split(" ")[0].split("'")[0]
    return text + rng.choice(("?", "?", "?", "") if first in ASKING else ("", "", ".", "!"))


def requested(text, rng, held):
    """Begin an order with `can you` or the like, unless that makes a wording kept for evaluation."""
    if plain(text).split(" ")[0].lower() not in IMPERATIVES or rng.random() > 0.25:
        return text
    longer = rng.choice(REQUESTS) + text
    return text if plain(longer).lower() in held else longer


def noisy(text, rng, held=frozenset()):
    """Return the question as a hurried user might type it; `held` are wordings that must not come up."""
    text = requested(text, rng, held)
    if rng.random() < 0.14 and len(text) > 8:
        text = rng.choice(OPENINGS) + text
    if rng.random() < 0.08 and len(text) > 8:
        text += rng.choice(CLOSINGS)
    text = punctuate(text, rng)
    slips = rng.choice((1, 1, 2)) if rng.random() < 0.2 else 0
    lower, upper = rng.random() < 0.2, rng.random() < 0.6
    parts = []
    for part, free in _spans(text):
        if free:
            part = part.lower() if lower else part
            for _ in range(slips):
                part = _slip(part, rng)
            if upper and not lower and not parts:
                part = part[0].upper() + part[1:]
        parts.append(part)
    return "".join(parts)


def tidy(text):
    """Return the question with a capital and the right mark at its end: for evaluation."""
    first = text.lower().split(" ")[0].split("'")[0]
    end = "" if text[-1] in ".?!:)\"'" else "?" if first in ASKING else ""
    return plain(text[0].upper() + text[1:] + end)
