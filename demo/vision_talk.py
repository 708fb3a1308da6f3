"""Talks about pictures: what may be asked about a scene, in many wordings, and the one right answer to each."""

from .intents import TEXT
from .patterns import expand, noisy, plain, tidy
from .talk import SYSTEMS, TOPICS, Talk
from .tables import ORDINALS
from .vision_draw import COLOURS, SHAPES, draw

PICTURE = "\ue000"  # stands in a message where the picture stands
NO_PICTURE = (
    "I see no picture here. Add one to your question: `%%chat --image path`, or "
    '`chat.send("What is this?", images=[picture])`.'
)
UNSEEN = "I can't tell what this is. I only know simple shapes, digits and simple charts."
CHARTS = {"bars": "a bar chart", "line": "a line chart", "scatter": "a scatter plot", "pie": "a pie chart"}
DIRECTION_WORDS = {
    "up": "goes up",
    "down": "goes down",
    "peak": "goes up and then down",
    "valley": "goes down and then up",
    "flat": "stays level",
}


def _read_wordings():
    """Return {name: (trained patterns, patterns kept for evaluation)} from `text/pictures.txt`."""
    wordings = {}
    for block in (TEXT / "pictures.txt").read_text().split("\n= ")[1:]:
        name, *lines = block.split("\n")
        wordings[name] = tuple(tuple(line[2:] for line in lines if line.startswith(mark)) for mark in "?!")
    return wordings


WORDINGS = _read_wordings()
HELD = frozenset(wording for _, held in WORDINGS.values() for wording in held)


def a(word):
    """Return a word with `a` or `an` before it."""
    return f"{'an' if word[0] in 'aeiou' else 'a'} {word}"


def plural(count, word):
    """Return a count with its word: 1 star, 2 stars, 3 crosses."""
    return f"{count} {word if count == 1 else word + ('es' if word.endswith('s') else 's')}"


def _single(scene, rng):
    ((colour, shape),) = scene.things
    yield "whole", {}, f"{a(colour).capitalize()} {shape}."
    yield "one_shape", {}, f"It is {a(shape)}."
    yield "one_colour", {"shape": shape}, f"It is {colour}."
    asked = colour if rng.random() < 0.5 else rng.choice([name for name in COLOURS if name != colour])
    yield "is_colour", {"shape": shape, "colour": asked}, f"{'Yes' if asked == colour else 'No'}, it is {colour}."
    asked = shape if rng.random() < 0.5 else rng.choice([name for name in SHAPES if name != shape])
    yield "is_shape", {"shape": asked}, f"{'Yes' if asked == shape else 'No'}, it is {a(shape)}."


def _many(scene, rng):
    colours, shapes = {colour for colour, _ in scene.things}, {shape for _, shape in scene.things}
    name = shapes.pop() if len(shapes) == 1 else "shape"
    counted = plural(scene.number, name)
    are = "are" if scene.number > 1 else "is"
    yield (
        "whole",
        {},
        plural(scene.number, f"{colours.pop()} {name}") + "."
        if len(colours) == 1 and name != "shape"
        else f"{counted}.",
    )
    word = plural(2, name)[2:]
    for _ in range(3):
        yield "how_many", {"things": word}, f"There {are} {counted}."
    yield (
        "how_many",
        {"things": rng.choice(("shapes", "shapes", "things", "objects"))},
        f"There {are} {plural(scene.number, 'shape')}.",
    )


def _pair(scene, rng):
    names = [f"{a(colour)} {shape}" for colour, shape in scene.things]
    sides = ("top", "bottom") if scene.upright else ("left", "right")
    preposition = "at the" if scene.upright else "on the"
    yield "whole", {}, f"{names[0].capitalize()} and {names[1]}."
    for side, name in zip(sides, names):
        for _ in range(2):
            yield side, {}, f"{name.capitalize()} is {preposition} {side}."
    yield "how_many", {"things": "shapes"}, "There are 2 shapes."
    if scene.things[0][1] != scene.things[1][1]:
        for side, (colour, shape) in zip(sides, scene.things):
            yield "which_colour", {"shape": shape}, f"It is {colour}."
            yield "which_shape", {"colour": colour}, f"The {shape} is {colour}."
            yield (
                "where_upright" if scene.upright else "where",
                {"shape": shape},
                f"The {shape} is {preposition} {side}.",
            )


def _bars(scene, rng):
    yield "whole", {}, f"A bar chart with {scene.number} bars."
    yield "kind", {}, "It is a bar chart."
    yield "how_many", {"things": "bars"}, f"There are {scene.number} bars."
    for _ in range(3):
        yield "highest", {}, f"The {ORDINALS[scene.highest - 1]} bar is the highest."
    for _ in range(2):
        yield "lowest", {}, f"The {ORDINALS[scene.lowest - 1]} bar is the lowest."
    if len(set(scene.colours)) > 1:
        yield "highest_colour", {}, f"It is {scene.colours[scene.highest - 1]}."
        yield "lowest_colour", {}, f"It is {scene.colours[scene.lowest - 1]}."
    else:
        yield "plot_colour", {"parts": "bars"}, f"It is {scene.colours[0]}."


def _line(scene, rng):
    line = f"the line {DIRECTION_WORDS[scene.direction]}"
    yield "whole", {}, f"A line chart: {line}."
    yield "kind", {}, "It is a line chart."
    for _ in range(2):
        yield "trend", {}, f"{line.capitalize()}."
    yield "plot_colour", {"parts": "line"}, f"It is {scene.colours[0]}."


def _scatter(scene, rng):
    yield "whole", {}, "A scatter plot."
    yield "kind", {}, "It is a scatter plot."
    yield "plot_colour", {"parts": rng.choice(("points", "dots"))}, f"It is {scene.colours[0]}."


def _pie(scene, rng):
    yield "whole", {}, f"A pie chart with {scene.number} slices."
    yield "kind", {}, "It is a pie chart."
    yield "how_many", {"things": "slices"}, f"There are {scene.number} slices."
    for _ in range(2):
        yield "largest", {}, f"The {scene.colours[scene.highest - 1]} slice is the largest."


def _digit(scene, rng):
    yield "whole", {}, f"The digit {scene.number}."
    for _ in range(2):
        yield "which_digit", {}, f"It is a {scene.number}."
    yield "one_colour", {"shape": "digit"}, f"It is {scene.colours[0]}."


def _nothing(scene, rng):
    yield rng.choice(("whole", "whole", "one_shape", "which_digit")), {}, UNSEEN


QUESTIONS = {
    "single": _single,
    "many": _many,
    "pair": _pair,
    "bars": _bars,
    "line": _line,
    "scatter": _scatter,
    "pie": _pie,
    "digit": _digit,
    "nothing": _nothing,
}


def questions(scene, rng, held=False):
    """Return the (question pattern with its words put in, answer) pairs of a scene; with `held` in wordings that are
    never trained.
    """
    return [
        (expand(rng.choice(WORDINGS[asks][1 if held else 0]), rng).format(**words), answer)
        for asks, words, answer in QUESTIONS[scene.kind](scene, rng)
    ]


class PictureTalk(Talk):
    """A talk in which pictures are shown and asked about; the scenes are in `scenes`, in the order of their marks in
    the messages.
    """

    def __init__(self, rng, held=False):
        super().__init__(rng, held)
        self.scenes, self.show = [], None

    def typed(self, question):
        """Return the question as a user types it."""
        if self.held or self.rng.random() < 0.3:
            return tidy(question)
        return plain(noisy(question, self.rng, HELD))

    def look(self, kind=None, count=None):
        """Show a picture and ask about it, more than once."""
        scene = draw(self.rng, kind)
        self.scenes.append(scene)
        asked = questions(scene, self.rng, self.held)
        self.rng.shuffle(asked)
        mark = PICTURE + ("\n" if self.rng.random() < 0.4 else "")
        for number, (question, answer) in enumerate(asked[: count or self.rng.choice((1, 2, 4, 8))]):
            question = self.typed(question)
            if number == 0:
                question = (
                    mark + question
                    if self.rng.random() < 0.9
                    else f"{question}{self.rng.choice((' ', chr(10), ''))}{PICTURE}"
                )
            self.messages += [{"role": "user", "content": question}, {"role": "assistant", "content": answer}]

    def look_in_vain(self):
        """Ask about a picture where none was shown."""
        scene = draw(self.rng, self.rng.choice(("single", "many", "pair", "line", "digit")))
        asked = [
            (question, answer)
            for question, answer in questions(scene, self.rng, self.held)
            if any(
                word in question
                for word in (
                    "picture",
                    "image",
                    "do you see",
                    "photo",
                    "drawing",
                    "can you see",
                    "slice",
                    "did I draw",
                )
            )
        ]
        for question, _ in asked[:1]:
            self.messages += [
                {"role": "user", "content": self.typed(question)},
                {"role": "assistant", "content": NO_PICTURE},
            ]


def picture_talk(rng):
    """Return one talk with pictures for training."""
    talk = PictureTalk(rng)
    if rng.random() < 0.3:
        talk.open_system(rng.choice(SYSTEMS))
    if rng.random() < 0.1:
        talk.intent(rng.choice(TOPICS["talk"][:8]), "talk")
    if rng.random() < 0.1:
        talk.look_in_vain()
    talk.look()
    while rng.random() < 0.25:
        if rng.random() < 0.6:
            talk.look()
        else:
            talk.fact()
    return talk
