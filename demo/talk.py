"""Talks: turns of all topics in any order, with what they leave behind (lists, names, functions)."""

import json

from . import lists
from .functions import KINDS, Function, draw_functions
from .more_functions import MORE_ASKS
from .intents import read_intents, read_unknown
from .patterns import expand, fill, noisy, plain, tidy
from .tables import (
    calendar_intents,
    capital_intents,
    colour_intents,
    counting_intents,
    opposite_intents,
    ordinal_intents,
    spelling_intents,
    sum_intents,
)
from .values import Values

DONT_KNOW = (
    "I am only the small demo model built into **notebook_chat**, so I can't answer that. Load a real model: "
    '`%%chat --model path/to/model.gguf`, or `load_model("owner/repo:Q4_K_M")` for the Hugging Face hub.'
)
SMALL_SUMS = "I only know sums of single digits. Give me a calculator function for more."
TOPICS = {name: read_intents(name) for name in ("talk", "package", "concepts", "show", "world", "planets")} | {
    "sums": sum_intents(),
    "capitals": capital_intents(),
    "opposites": opposite_intents(),
    "colours": colour_intents(),
    "calendar": calendar_intents(),
    "ordinals": ordinal_intents(),
    "counting": counting_intents(),
    "spelling": spelling_intents(),
}
TOPIC_WEIGHTS = {
    "talk": 10,
    "package": 16,
    "concepts": 4,
    "show": 11,
    "world": 6,
    "planets": 4,
    "sums": 11,
    "capitals": 3,
    "opposites": 4,
    "colours": 2,
    "calendar": 6,
    "ordinals": 2,
    "counting": 5,
    "spelling": 3,
}
HELD_WORDINGS = frozenset(
    wording.lower() for intents in TOPICS.values() for intent in intents for wording in intent.held
)
UNKNOWN, UNKNOWN_HELD, UNKNOWN_WORDS = read_unknown()
NO_CAPITAL = (
    "Peru Brazil Kenya Wales Iceland Chile Cuba Ghana Nepal Morocco Croatia Serbia Romania Bulgaria Estonia "
    "Latvia Iran Iraq Israel Vietnam Thailand Colombia Jamaica Malta Tunisia Texas California Scotland"
).split()
NO_CAPITAL_HELD = "Mongolia Bolivia Angola Laos Fiji Yemen Panama Slovakia".split()
SYSTEMS = (
    "Answer in a very concise and accurate way",
    "Answer in a very concise and accurate way",
    "You are a helpful assistant.",
    "You are a helpful assistant.",
    "You are a helpful assistant",
    "You are a friendly chatbot.",
    "Answer briefly.",
    "Be concise.",
    "Be kind and answer shortly",
    "You are an expert for Python.",
    "You are a teacher for children.",
    "Answer in one sentence.",
    "You are a data scientist who explains things well.",
    "Always answer in English.",
    "Use Markdown.",
    "You are a pirate.",
    "Never use more words than needed.",
    "You help people to use Jupyter notebooks.",
    "Think step by step.",
    "Be honest.",
    "You are an assistant in a notebook. Keep answers short.",
    "You are a polite robot called Robby.",
    "Speak like a scientist.",
    "Answer the questions of the user.",
    "If you do not know something, say so.",
    "You know a lot about astronomy.",
)
HELD_SYSTEMS = (
    "Answer in a very concise and accurate way",
    "You are a helpful assistant.",
    "You are a librarian who loves short answers.",
    "Respond politely and to the point.",
    "You are an assistant for students of physics. Be precise.",
)
ECHO_SYSTEMS = (
    'For "{a} n", please respond with "{b} n"',
    'For "{a} n", please respond with "{b} n"',
    'For "{a} n", respond with "{b} n".',
    'When the user says "{a} n", answer "{b} n".',
    'Reply "{b} n" to "{a} n"',
    'If you get "{a} n", say "{b} n".',
    'To "{a} n" please answer with "{b} n"',
    'Answer "{a} n" with "{b} n".',
)
HELD_ECHO_SYSTEMS = (
    'For "{a} n", please respond with "{b} n"',
    'Please always respond with "{b} n" to "{a} n".',
    'Whenever I write "{a} n", you write "{b} n".',
)
MEMORIES = {
    "name": (
        (
            "my name is {v}",
            "I am {v}",
            "I'm {v}",
            "call me {v}",
            "[hi|hello|hey], I am {v}",
            "[hello|hi], my name is {v}",
            "you can call me {v}",
            "the name is {v}",
            "people call me {v}",
        ),
        ("hello there, my name is {v}", "everybody calls me {v}"),
        "Nice to meet you, {v}!",
        (
            "what is my name",
            "[what's|whats] my name",
            "who am I",
            "do you [know|remember] my name",
            "[tell me|say] my name",
            "how am I called",
            "what am I called",
            "my name",
        ),
        ("can you still recall my name", "what was my name again"),
        "Your name is {v}.",
        "You have not told me your name yet.",
    ),
    "colour": (
        (
            "my [favourite|favorite] [colour|color] is {v}",
            "I like {v} best",
            "I love the [colour|color] {v}",
            "{v} is my [favourite|favorite] [colour|color]",
        ),
        ("the colour I like most is {v}",),
        "Noted: your favourite colour is {v}.",
        (
            "what is my [favourite|favorite] [colour|color]",
            "which [colour|color] do I like[| best]",
            "do you [know|remember] my [favourite|favorite] [colour|color]",
            "my [favourite|favorite] [colour|color]",
        ),
        ("can you recall which colour I like",),
        "Your favourite colour is {v}.",
        "You have not told me your favourite colour yet.",
    ),
    "home": (
        (
            "I live in {v}",
            "I am from {v}",
            "my home is {v}",
            "I come from {v}",
            "my home town is {v}",
            "I am living in {v}",
        ),
        ("my home city is {v}",),
        "Noted: you live in {v}.",
        (
            "where do I live",
            "where am I from",
            "in which city do I live",
            "do you [know|remember] where I live",
            "what is my home town",
            "which city do I live in",
        ),
        ("can you recall where I live",),
        "You live in {v}.",
        "You have not told me where you live yet.",
    ),
    "dog": (
        ("my dog is called {v}", "my dog's name is {v}", "I have a dog called {v}", "the name of my dog is {v}"),
        ("I own a dog, its name is {v}",),
        "Noted: your dog is called {v}.",
        (
            "what is my dog called",
            "what is the name of my dog",
            "how is my dog called",
            "do you [know|remember] my dog's name",
            "what is my dog's name",
        ),
        ("can you recall the name of my dog",),
        "Your dog is called {v}.",
        "You have not told me about your dog yet.",
    ),
    "code": (
        (
            "remember the [number|code|word] {v}",
            "the secret [code|word|number] is {v}",
            "remember {v}",
            "the password is {v}",
            "keep in mind: {v}",
        ),
        ("please memorise the code {v}",),
        "I will remember {v}.",
        (
            "what is the [number|code|secret word|secret code|password|secret number]",
            "which [number|code|word] should you remember",
            "what did I ask you to remember",
            "tell me the [code|number|secret word|password]",
        ),
        ("can you recall the code",),
        "It is {v}.",
        "You have not given me anything to remember yet.",
    ),
}
JSON_SHAPES = (
    (
        ("name", "year"),
        (
            "{name}, born {year}",
            "{name} was born in {year}",
            "In {year}, {name} was born.",
            "{name} ({year})",
            "{name}, {year}",
            "Born in {year}: {name}",
        ),
    ),
    (("name", "city"), ("{name} lives in {city}", "{name} from {city}", "{name}, {city}", "In {city} lives {name}.")),
    (
        ("item", "price"),
        ("{item} costs {price} euros", "{item}: {price}", "the {item} is {price} dollars", "{price} for the {item}"),
    ),
    (("name", "age"), ("{name} is {age} years old", "{name}, aged {age}", "{name} ({age})", "{name}, {age} years")),
    (
        ("name", "city", "age"),
        ("{name}, {age}, from {city}", "{name} from {city} is {age}", "{name} ({age}) lives in {city}"),
    ),
    (("city", "year"), ("{city} in {year}", "In {year} we went to {city}", "{city}, {year}")),
)
JSON_ASKS = (
    'extract {keys} as JSON: "{text}"',
    'extract {keys} as JSON: "{text}"',
    "extract {keys} as JSON: {text}",
    'give me {keys} as JSON: "{text}"',
    'return JSON with {keys}: "{text}"',
    "JSON with {keys}: {text}",
    'turn this into JSON with {keys}: "{text}"',
    'extract {keys} from "{text}" as JSON',
)
JSON_HELD = ('Please extract {keys} as JSON: "{text}"', 'I need {keys} as JSON: "{text}"')
REPEATS = (
    "repeat: {v}",
    "repeat after me: {v}",
    "say {v}",
    'say "{v}"',
    "echo {v}",
    "please repeat {v}",
    "repeat {v}",
    'repeat "{v}"',
    "write {v}",
    'write "{v}"',
    "say: {v}",
)
REPEATS_HELD = ("please say: {v}", 'please repeat after me: "{v}"')


class Talk:
    """A conversation that grows turn by turn; with `held` it uses only questions and values kept from training."""

    def __init__(self, rng, held=False):
        self.rng, self.held, self.values = rng, held, Values(rng, held)
        self.messages, self.functions, self.echo = [], [], None
        self.memory, self.list_kind, self.items, self.last = {}, None, None, None

    @property
    def tools(self):
        """Return the functions as OpenAI tools, or None."""
        return [function.schema() for function in self.functions] or None

    def has(self, *kinds):
        """Return the first function of one of these kinds, or None."""
        return next((function for function in self.functions if function.kind_name in kinds), None)

    def choose(self, train, held):
        """Return a question pattern: from those kept for evaluation if this talk is one for evaluation."""
        return expand(self.rng.choice(held if self.held and held else train), self.rng)

    def say(self, question, answer, topic):
        """Add a question and its answer."""
        if self.held:
            question = tidy(question)
        elif self.rng.random() < 0.25:
            question = tidy(question)
        else:
            question = plain(noisy(question, self.rng, HELD_WORDINGS))
        self.messages += [{"role": "user", "content": question}, {"role": "assistant", "content": plain(answer)}]
        self.last = topic

    def open_system(self, system=None):
        """Begin with a system prompt: a given one, or one that should not change the answers."""
        if not system:
            count = 1 if self.held else self.rng.choice((1, 1, 1, 2, 3))
            system = " ".join(self.rng.choice(HELD_SYSTEMS if self.held else SYSTEMS) for _ in range(count))
            if not self.held and self.rng.random() < 0.15:
                kind = self.rng.choice(("a", "the", "an expert for", "called"))
                system = f"You are {kind} {self.values.words(1, 3)}. {system}"
        self.messages.append({"role": "system", "content": system})

    def fact(self, topic=None):
        """Ask one of the fixed questions."""
        topic = topic or self.rng.choices(list(TOPIC_WEIGHTS), TOPIC_WEIGHTS.values())[0]
        if topic == "show" and not self.held and self.rng.random() < 0.1:
            return self.intent(next(intent for intent in TOPICS["show"] if intent.name == "story_long"), "show")
        self.intent(self.pick(topic), topic)

    def pick(self, topic):
        """Return an intent of the topic; long answers come less often."""
        intents = TOPICS[topic]
        while True:
            intent = self.rng.choice(intents)
            if self.rng.random() < max(0.25, 90 / (90 + len(intent.answer))) and not (self.held and not intent.held):
                return intent

    def intent(self, intent, topic):
        """Ask for one intent, or let a function answer where there is one for it."""
        question = self.choose(intent.asks, intent.held)
        if topic == "capitals" and self.last == "capitals" and not self.held and self.rng.random() < 0.3:
            question = (
                expand("[and of|and|what about|how about|and what about] ", self.rng)
                + " "
                + intent.name.removeprefix("capital ")
            )
        if topic == "talk" and intent.name in ("time", "date", "weather") and self.has(intent.name):
            return self.call(self.has(intent.name))
        if topic == "sums" and self.has("calculate", "add", "multiply"):
            return self.call(self.has("calculate", "add", "multiply"))
        self.say(question, intent.answer, topic)

    def name_list(self, kind=None):
        """Ask for a list, sometimes for the planets from the last to the first."""
        if not self.held and not self.list_kind and self.rng.random() < 0.1:
            self.list_kind, self.items = "planets", list(lists.ITEMS["planets"])
            return self.change_list("reverse", lists.REVERSED_ASKS)
        self.list_kind = kind or self.rng.choice(
            ("planets", "planets", "planets", "planets", "days", "months", "rainbow")
        )
        self.items = list(lists.ITEMS[self.list_kind])
        answer = f"{lists.OPENING[self.list_kind]}\n\n{lists.numbered(self.items)}"
        self.say(self.choose(lists.NAME_ASKS[self.list_kind], lists.NAME_HELD[self.list_kind]), answer, "list")

    def change_list(self, change=None, asks=None):
        """Ask to turn round, sort, count or tabulate the last list."""
        kind = self.list_kind or "planets"
        changes = ("reverse", "reverse", "mass", "mass", "heaviest", "size", "distance", "alphabet", "table", "count")
        change = change or self.rng.choice(changes if kind == "planets" else ("reverse", "reverse", "count"))
        question = self.choose(asks, ()) if asks else self.choose(*lists.CHANGES[change])
        if change == "count":
            if self.last != "list":
                kind, question = "planets", self.choose(lists.COUNT_ASKS["planets"], ())
            return self.say(question, lists.COUNT[kind], "list")
        if change == "table":
            return self.say(
                question if self.last == "list" else "show me a table of the planets", lists.planet_table(), "list"
            )
        if not self.items and change == "reverse":
            return self.say(question, lists.NO_LIST, "list")
        opening, self.items = lists.changed(kind, self.items, change)
        self.list_kind = kind
        self.say(question, f"{opening}\n\n{lists.numbered(self.items)}", "list")

    def planets(self):
        """Name the planets, then change the list or ask about it."""
        if self.rng.random() < 0.9:
            self.name_list("planets")
        if self.rng.random() < 0.3:
            self.change_list("reverse")
            return self.change_list("mass")
        for _ in range(self.rng.choice((1, 1, 2, 2, 3))):
            self.rng.choice(
                (self.change_list, self.change_list, lambda: self.fact("planets"), lambda: self.fact("ordinals"))
            )()

    def tell(self, kind=None):
        """Tell the model something to remember."""
        kind = kind or self.rng.choice(("name", "name", *MEMORIES))
        tells, held, answer, *_ = MEMORIES[kind]
        draw = {
            "name": self.values.name,
            "colour": self.values.colour,
            "home": self.values.city,
            "dog": self.values.name,
            "code": lambda: self.rng.choice((str(self.values.number(5)), self.values.word())),
        }
        self.memory[kind] = draw[kind]()
        value = {"v": self.memory[kind]}
        self.say(fill(self.choose(tells, held), value), answer.format(**value), "memory")

    def recall(self, kind=None):
        """Ask for something told before, sometimes for something never told."""
        told = list(self.memory) * 12 + list(MEMORIES)
        kind = kind or self.rng.choice(told)
        _, _, _, asks, held, answer, unknown = MEMORIES[kind]
        self.say(
            self.choose(asks, held), answer.format(v=self.memory[kind]) if kind in self.memory else unknown, "memory"
        )

    def unknown(self):
        """Ask what the model can't answer."""
        if self.rng.random() < 0.12:
            country = self.rng.choice(NO_CAPITAL_HELD if self.held else NO_CAPITAL)
            return self.say(f"what is the capital of {country}", DONT_KNOW, "unknown")
        pattern = self.choose(UNKNOWN, UNKNOWN_HELD)
        while "{" in pattern:
            slot = pattern[pattern.index("{") + 1 : pattern.index("}")]
            pattern = pattern.replace("{" + slot + "}", self.rng.choice(UNKNOWN_WORDS[slot]), 1)
        if not self.held and not self.echo and self.rng.random() < 0.03:
            pattern = f"Question {self.values.number(3)}"
        if not self.held and self.rng.random() < 0.14:
            openings = (
                "what is a ",
                "explain ",
                "who is ",
                "tell me about ",
                "the ",
                "I saw a ",
                "",
                "do you know ",
                "list the ",
            )
            pattern = self.rng.choice(openings) + self.values.words(1, 3)
        self.say(pattern, DONT_KNOW, "unknown")

    def big_sum(self):
        """Ask for a sum that is too hard without a function."""
        if self.has("calculate", "add", "multiply", "square_root"):
            return self.call(self.has("calculate", "add", "multiply", "square_root"))
        a, b = self.rng.randrange(10, 2000), self.rng.randrange(2, 999)
        if b > 9 and self.rng.random() < 0.3:
            a = self.rng.randrange(10)
        asks = (
            "[what is|how much is|calculate|] {a} [+|-|*|/|plus|minus|times|divided by] {b}",
            "what is the square root of {b}",
            "{a} percent of {b}",
            "[add|multiply|divide] {a} [and|by] {b}",
            "sqrt({a})",
        )
        held = ("can you work out {a} [plus|minus|times|divided by] {b}", "I would like the square root of {a}")
        self.say(fill(self.choose(asks, held), {"a": a, "b": b}), SMALL_SUMS, "big_sum")

    def json(self):
        """Ask to extract values as JSON."""
        keys, texts = self.rng.choice(JSON_SHAPES)
        values, rng = self.values, self.rng
        draw = {
            "name": lambda: rng.choice((values.name, values.full_name, values.full_name))(),
            "city": values.city,
            "item": values.item,
            "year": lambda: rng.randrange(1500, 2040),
            "age": lambda: rng.randrange(1, 100),
            "price": lambda: rng.randrange(1, 2000),
        }
        found = {key: draw[key]() for key in keys}
        order = rng.sample(keys, len(keys)) if rng.random() < 0.3 else keys
        listed = ", ".join(order[:-1]) + " and " + order[-1]
        question = self.choose(JSON_ASKS, JSON_HELD).format(keys=listed, text="{text}")
        question = fill(question, {"text": plain(fill(rng.choice(texts), found))})
        self.say(question, json.dumps({key: found[key] for key in order}), "json")

    def repeat(self):
        """Ask to say something after the user."""
        words = self.rng.choice((self.values.words(1, 5), self.values.words(2, 3), str(self.values.number(6))))
        self.say(fill(self.choose(REPEATS, REPEATS_HELD), {"v": words}), words, "repeat")

    def call(self, function=None):
        """Ask for what a function can do: the call, its result, and the final answer."""
        function = function or self.rng.choice(self.functions)
        slots = function.draw()
        asks = (
            function.kind.asks
            if self.held or self.rng.random() < 0.5
            else MORE_ASKS.get(function.kind_name, function.kind.asks)
        )
        question = fill(self.choose(asks, function.kind.held), slots)
        self.say(question, "", "function")
        arguments = function.arguments(slots)
        self.messages[-1]["tool_calls"] = [
            {
                "id": f"call_{len(self.messages)}",
                "type": "function",
                "function": {"name": function.name, "arguments": arguments},
            }
        ]
        error = self.rng.random() < 0.05 and f"Error: {self.values.words(2, 4)}"
        result = error or function.result()
        shown = json.dumps(result) if self.rng.random() < 0.08 and '"' not in result and not error else result
        self.messages += [
            {"role": "tool", "tool_call_id": self.messages[-1]["tool_calls"][0]["id"], "content": shown},
            {"role": "assistant", "content": plain(function.final(slots, result))},
        ]

    def missing_function(self):
        """Ask for what a function could do that this talk does not have."""
        kind = self.rng.choice([name for name in KINDS if not self.has(name)])
        if self.has("calculate", "add", "multiply") and kind in ("calculate", "add", "multiply", "square_root"):
            return self.big_sum()
        if kind in ("time", "date", "weather"):
            return self.intent(next(intent for intent in TOPICS["talk"] if intent.name == kind), "talk")
        function = Function(kind, self.values)
        slots = function.draw()
        single_digits = (
            kind in ("calculate", "add", "multiply")
            and len(slots.get("expression", slots.get("first", "") + slots.get("second", ""))) < 6
        )
        if single_digits:
            return self.big_sum()
        answer = SMALL_SUMS if kind in ("calculate", "add", "multiply", "square_root") else DONT_KNOW
        self.say(fill(self.choose(function.kind.asks, function.kind.held), slots), answer, "unknown")

    def question_number(self):
        """Write `Question n` where the system prompt says what to answer."""
        number = self.values.number(self.rng.choice((1, 2, 3, 3)))
        self.messages += [
            {"role": "user", "content": f"{self.echo[0]} {number}"},
            {"role": "assistant", "content": f"{self.echo[1]} {number}"},
        ]
        self.last = "echo"

    def open_echo(self):
        """Begin with the system prompt about `Question n`, or one like it with other words."""
        pair = ("Question", "Response")
        if not self.held and self.rng.random() < 0.4:
            pair = (self.values.word().capitalize(), self.values.word().capitalize())
        self.echo = pair
        self.open_system(
            self.rng.choice(HELD_ECHO_SYSTEMS if self.held else ECHO_SYSTEMS).format(a=pair[0], b=pair[1])
        )

    def drill(self):
        """Ask several of the questions that have short answers."""
        for _ in range(self.rng.randint(4, 9)):
            self.fact(
                self.rng.choice(
                    ("sums", "sums", "sums", "calendar", "calendar", "ordinals", "spelling", "opposites", "colours")
                )
            )

    def remember(self):
        """Tell something and ask for it at once or a little later."""
        kind = self.rng.choice(("name", *MEMORIES))
        self.tell(kind)
        for _ in range(self.rng.choice((0, 0, 1, 2, 3))):
            self.fact()
        self.recall(kind)

    def add_turn(self):
        """Add a turn of any kind that fits."""
        weights = {
            "fact": 44,
            "planets": 6,
            "name_list": 2,
            "change_list": 5 if self.items else 1,
            "tell": 8,
            "recall": 20 if self.memory else 3,
            "unknown": 10,
            "missing_function": 3,
            "big_sum": 2,
            "json": 6,
            "repeat": 6,
            "call": 70 if self.functions else 0,
            "question_number": 200 if self.echo else 0,
        }
        getattr(self, self.rng.choices(list(weights), weights.values())[0])()


def function_talk(rng):
    """Return a talk about functions for training: most of its turns are calls."""
    talk = Talk(rng)
    while not talk.functions:
        talk.functions = draw_functions(talk.values)
    if rng.random() < 0.45:
        talk.open_system()
    if rng.random() < 0.3:
        talk.fact("talk")
    for _ in range(rng.choice((1, 1, 2, 3))):
        rng.choice(
            (
                talk.call,
                talk.call,
                talk.call,
                talk.call,
                talk.call,
                talk.call,
                talk.call,
                talk.call,
                talk.fact,
                talk.missing_function,
            )
        )()
    return talk


def training_talk(rng, turns=None):
    """Return one talk for training."""
    talk = Talk(rng)
    kind = rng.random()
    if kind < 0.05:
        talk.open_echo()
    elif kind < 0.34:
        talk.functions = draw_functions(talk.values)
        if rng.random() < 0.4:
            talk.open_system()
    elif kind < 0.64:
        talk.open_system()
    if not talk.echo and rng.random() < 0.1:
        talk.intent(rng.choice(TOPICS["talk"][:8]), "talk")
    opening = rng.random()
    if not talk.functions and not talk.echo and opening < 0.26:
        (talk.drill if opening < 0.11 else talk.remember)()
    for _ in range(turns or rng.choice((1, 1, 2, 2, 3, 4, 5, 6))):
        talk.add_turn()
    return talk
