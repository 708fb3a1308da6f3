"""Functions that the model may call: how they are described, asked for, called and answered."""

import json
from dataclasses import dataclass, field

from .more_functions import BEGINNINGS, ENDINGS_OF_NAMES, MORE_KINDS, MORE_NAMES
from .patterns import CLOSE, OPEN
from .values import made_up

OPERATORS = {"+": "plus", "-": "minus", "*": "times", "/": "divided by"}


@dataclass(frozen=True)
class Kind:
    """One kind of function: names, descriptions, arguments as {slot: (type, names)}, questions and final answer."""

    names: tuple
    held_names: tuple
    descriptions: tuple
    asks: tuple
    held: tuple
    arguments: dict = field(default_factory=dict)
    final: str = "The result is {result}."
    family: str = ""


KINDS = {
    "time": Kind(
        ("get_time", "TIME", "time", "current_time", "now", "clock", "get_current_time", "Time"),
        ("tell_time", "CLOCK"),
        ("Returns the current time", "The current time", "Tells the time of day", "Get the time", "Returns the time"),
        (
            "what time is it",
            "[what's|whats|what is] the [time|current time|time now|exact time]",
            "tell me the time",
            "how late is it",
            "do you know the time",
            "what is the time right now",
            "time please",
            "give me the time",
        ),
        ("could you tell me what time it is", "what time is it right now"),
        final="It is {result}.",
    ),
    "date": Kind(
        ("get_date", "DATE", "date", "today", "current_date", "get_today", "get_current_date", "Date"),
        ("tell_date", "TODAY"),
        (
            "Returns the current date",
            "The current date",
            "Tells today's date",
            "Get the date",
            "Returns the date of today",
        ),
        (
            "what [date|day] is [it|today|it today]",
            "[what's|whats|what is] [the date|today's date|the date today]",
            "tell me the date",
            "which day is it today",
            "today's date please",
            "which date is it",
            "give me today's date",
        ),
        ("could you tell me the date of today", "what is the date right now"),
        final="Today is {result}.",
    ),
    "calculate": Kind(
        ("calculate", "calculator", "calc", "evaluate", "CALC", "compute", "eval_expression", "math"),
        ("calculate_value", "CALCULATOR"),
        ("Evaluates an expression", "Computes the value of an expression", "A calculator", "Calculates a formula"),
        (
            "what is {expression}",
            "[calculate|compute|how much is|what's] {expression}",
            "{expression}",
            "{expression} =",
            "[please |]work out {expression}",
            "what is {spoken}",
            "how much is {spoken}",
            "[calculate|compute] {spoken}",
        ),
        ("can you work out {expression}", "I need the value of {spoken}"),
        {"expression": ("string", ("expression", "expression", "expr", "formula", "text", "x"))},
        family="sum",
    ),
    "square_root": Kind(
        ("SQRT", "sqrt", "square_root", "root", "get_sqrt"),
        ("squareroot", "Sqrt"),
        ("Returns the square root of a number", "The square root of x", "Computes a square root", "Square root"),
        (
            "what is the square root of {number}",
            "[square root of|the root of|calculate the square root of] {number}",
            "sqrt of {number}",
            "sqrt({number})",
            "[compute|tell me|give me] the square root of {number}",
        ),
        ("can you take the square root of {number}", "which number squared gives {number}"),
        {"number": ("number", ("x", "x", "number", "n", "value"))},
    ),
    "add": Kind(
        ("add", "ADD", "add_numbers", "plus", "sum_numbers"),
        ("add_two", "addition"),
        ("Adds two numbers", "Returns a + b", "The sum of two numbers", "Adds a and b"),
        (
            "what is {first} [plus|+] {second}",
            "add {first} and {second}",
            "how much is {first} [plus|+] {second}",
            "{first} + {second}",
            "[what is |]the sum of {first} and {second}",
            "please add {first} and {second}",
        ),
        ("can you add {first} to {second}", "tell me what {first} plus {second} is"),
        {"first": ("number", ("a", "x", "first")), "second": ("number", ("b", "y", "second"))},
        family="sum",
    ),
    "multiply": Kind(
        ("multiply", "MULTIPLY", "times", "product", "mul"),
        ("multiply_two", "multiplication"),
        ("Multiplies two numbers", "Returns a * b", "The product of two numbers", "Multiplies a and b"),
        (
            "what is {first} [times|*] {second}",
            "multiply {first} [and|by|with] {second}",
            "{first} * {second}",
            "how much is {first} [times|*] {second}",
            "[what is |]the product of {first} and {second}",
        ),
        ("can you multiply {first} and {second}", "tell me what {first} times {second} is"),
        {"first": ("number", ("a", "x", "first")), "second": ("number", ("b", "y", "second"))},
        family="product",
    ),
    "weather": Kind(
        ("get_weather", "weather", "WEATHER", "current_weather", "weather_report"),
        ("forecast", "weather_in"),
        (
            "Returns the weather in a city",
            "The weather of a place",
            "Tells the weather",
            "Get the weather for a city",
        ),
        (
            "what is the weather [like |]in {city}",
            "how is the weather in {city}",
            "[weather in|the weather in] {city}",
            "tell me the weather in {city}",
            "is it raining in {city}",
            "is it [warm|cold|sunny] in {city}",
            "what's the weather in {city}",
            "weather {city}",
        ),
        ("do I need an umbrella in {city}", "how is it outside in {city} today"),
        {"city": ("string", ("city", "city", "location", "place", "town"))},
        final="The weather in {city}: {result}.",
    ),
    "population": Kind(
        ("population", "get_population", "POPULATION"),
        ("people_of",),
        ("Returns how many people live in a place", "The population of a place"),
        ("how many people live in {city}", "what is the population of {city}", "population of {city}"),
        ("how many people are there in {city}",),
        {"city": ("string", ("place", "city", "name"))},
    ),
    "price": Kind(
        ("price", "get_price", "PRICE", "lookup_price"),
        ("price_of",),
        ("Returns the price of an item", "The price of a product"),
        (
            "what does [a|the] {item} cost",
            "how much is [a|the] {item}",
            "what is the price of [a|the] {item}",
            "price of {item}",
        ),
        ("how expensive is the {item}",),
        {"item": ("string", ("item", "product", "name"))},
    ),
    "birthday": Kind(
        ("birthday", "get_birthday", "BIRTHDAY"),
        ("birth_date",),
        ("Returns the birthday of a person", "The birthday of someone"),
        (
            "when is the birthday of {name}",
            "when was {name} born",
            "when does {name} have birthday",
            "birthday of {name}",
        ),
        ("when does {name} celebrate the birthday",),
        {"name": ("string", ("name", "person", "who"))},
    ),
    "dice": Kind(
        ("roll_dice", "dice", "DICE", "roll"),
        ("throw_dice",),
        ("Rolls a die with so many sides", "Rolls a die"),
        ("roll a die with {number} sides", "roll a {number}-sided die", "throw a die with {number} sides"),
        ("let a die with {number} sides roll",),
        {"number": ("integer", ("sides", "n"))},
    ),
    "length": Kind(
        ("length", "count_letters", "LENGTH", "word_length"),
        ("letters_of",),
        ("Counts the letters of a word", "Returns the length of a text"),
        (
            "how many letters has {word}",
            "how long is the word {word}",
            "count the letters of {word}",
            "length of {word}",
        ),
        ("how many letters are in the word {word}",),
        {"word": ("string", ("text", "word"))},
    ),
    "upper": Kind(
        ("upper", "to_upper", "UPPER", "capitals"),
        ("shout",),
        ("Writes a text in capitals", "Turns a text into upper case"),
        ("write {word} in capitals", "turn {word} into upper case", "{word} in upper case"),
        ("put {word} into capital letters",),
        {"word": ("string", ("text", "word"))},
    ),
    "search": Kind(
        ("search", "find", "SEARCH", "web_search"),
        ("look_up",),
        ("Searches for a text", "Finds pages about something"),
        ("search for {words}", "find {words}", "look for {words}", "search the web for {words}"),
        ("do a search for {words}",),
        {"words": ("string", ("query", "text"))},
    ),
    "file": Kind(
        ("read_file", "open_file", "READ", "load_file"),
        ("show_file",),
        ("Reads a file", "Returns the text of a file"),
        ("read the file {path}", "open {path}", "show me the file {path}", "what is in {path}", "load {path}"),
        ("what does the file {path} contain",),
        {"path": ("string", ("path", "name", "file"))},
    ),
    "distance": Kind(
        ("distance", "get_distance", "DISTANCE"),
        ("how_far",),
        ("Returns the distance of two cities", "How far two places are apart"),
        (
            "how far is it from {city} to {other}",
            "distance from {city} to {other}",
            "what is the distance between {city} and {other}",
        ),
        ("how long is the way from {city} to {other}",),
        {"city": ("string", ("start", "a")), "other": ("string", ("end", "b"))},
    ),
}
MORE = {name: Kind(held_names=(), held=(), **parts) for name, parts in MORE_KINDS.items()}
HELD_NAMES = frozenset(name for kind in KINDS.values() for name in kind.held_names)


class Function:
    """One function as a talk has it: a kind with the chosen name, description and argument names."""

    def __init__(self, kind_name, values):
        self.kind_name, self.values, self.rng = kind_name, values, values.rng
        self.kind = KINDS.get(kind_name) or MORE.get(kind_name) or self._invented()
        kind, rng = self.kind, self.rng
        self.name = rng.choice(kind.held_names) if values.held else self._name()
        self.description = self._description()
        self.argument_names = {slot: self._argument_name(names) for slot, (_, names) in kind.arguments.items()}

    def _invented(self):
        """Return a function that nobody has heard of, to be called by its name."""
        values, rng = self.values, self.rng
        count = rng.choice((0, 1, 1, 2, 2, 3))
        name = rng.choice((values.word(), f"{values.word()}_{values.word()}", made_up(rng), values.word().upper()))
        slots = {
            f"value{i}": (rng.choice(("number", "string", "integer")), (rng.choice((values.word(), "xyzabcn"[i])),))
            for i in range(count)
        }
        together = " and ".join(f"{OPEN}{names[0]}{CLOSE} = {{{slot}}}" for slot, (_, names) in slots.items())
        listed = ", ".join(f"{{{slot}}}" for slot in slots)
        shown = f"{OPEN}{name}{CLOSE}"
        asks = (
            (
                f"call {shown} with {together}",
                f"use {shown} with {together}",
                f"{shown}({listed})",
                f"run {shown} with {listed}",
            )
            if count
            else (f"call {shown}", f"use {shown}", f"run {shown}", f"{shown}()")
        )
        held = (f"please execute {shown} with {together}",) if count else (f"please execute {shown}",)
        return Kind((name,), (name,), (f"The {values.word()} of {values.words(1, 2)}",), asks, held, slots)

    def _name(self):
        """Return a usual name of the function, or one that must be read from the list of functions."""
        rng, name = self.rng, self.rng.choice(self.kind.names)
        if self.kind_name == "invented" or rng.random() < 0.3:
            return name
        name = rng.choice((name, *MORE_NAMES.get(self.kind_name, ())))
        word = rng.choice((rng.choice(BEGINNINGS), self.values.word(), made_up(rng, 1), made_up(rng)))
        end = rng.choice((rng.choice(ENDINGS_OF_NAMES), self.values.word(), made_up(rng, 1)))
        longer = rng.choice(
            (
                f"{word}_{name}",
                f"{name}_{end}",
                f"{word}_{name}_{end}",
                f"{name}{rng.randrange(1, 10)}",
                name.title(),
                name.swapcase(),
                word + name.capitalize(),
                name,
            )
        )
        chosen = rng.choice((longer, longer, longer, f"{word}_{end}" if len(word) > 4 else longer))
        return self.kind.names[0] if chosen in HELD_NAMES else chosen

    def _argument_name(self, names):
        """Return a usual name of an argument, at times another word."""
        return (
            self.values.word() if self.kind_name != "invented" and self.rng.random() < 0.2 else self.rng.choice(names)
        )

    def _description(self):
        """Return a description: usually one sentence, at times none or a longer one."""
        chance, text = self.rng.random(), self.rng.choice(self.kind.descriptions) + self.rng.choice(("", "."))
        if chance < 0.08:
            return ""
        return f"{text.rstrip('.')}. {self.values.words(2, 7).capitalize()}." if chance < 0.25 else text

    def _type(self, kind):
        """Return the schema of an argument, with the types that Python functions of that kind have."""
        if self.rng.random() < 0.06:
            return {}
        return {"type": self.rng.choice(("number", "number", "integer")) if kind == "number" else kind}

    def schema(self):
        """Return the function as an OpenAI tool."""
        properties = {self.argument_names[slot]: self._type(kind) for slot, (kind, _) in self.kind.arguments.items()}
        function = {
            "name": self.name,
            "description": self.description,
            "parameters": {"type": "object", "properties": properties, "required": list(properties)},
        }
        return {"type": "function", "function": function}

    def draw(self):
        """Return values for the slots of a question, with the spoken form of a sum beside them."""
        slots = {slot: self._value(slot, kind) for slot, (kind, _) in self.kind.arguments.items()}
        if "expression" in slots:
            slots["expression"], slots["spoken"] = self._expression()
        return slots

    def _value(self, slot, kind):
        """Return one value that fits the slot."""
        values, rng = self.values, self.rng
        drawn = {
            "city": values.city,
            "other": values.city,
            "item": values.item,
            "word": values.word,
            "words": lambda: values.words(1, 3),
            "name": lambda: rng.choice((values.name, values.full_name))(),
            "path": lambda: f"{values.word()}.{rng.choice(('txt', 'csv', 'md', 'py', 'json'))}",
        }
        if slot in drawn:
            return drawn[slot]()
        if kind == "string":
            return values.word()
        return values.decimal() if kind == "number" and rng.random() < 0.12 else str(values.number())

    def _expression(self):
        """Return a sum as it is written and as it is spoken."""
        rng = self.rng
        numbers = [str(self.values.number(rng.choice((1, 2, 3, 4)))) for _ in range(rng.choice((2, 2, 2, 3)))]
        signs = [rng.choice("++-**/") for _ in numbers[1:]]
        written = numbers[0] + "".join(f" {sign} {number}" for sign, number in zip(signs, numbers[1:]))
        spoken = numbers[0] + "".join(f" {OPERATORS[sign]} {number}" for sign, number in zip(signs, numbers[1:]))
        if len(numbers) == 3 and rng.random() < 0.3:
            written = spoken = f"({numbers[0]} {signs[0]} {numbers[1]}) {signs[1]} {numbers[2]}"
        return written, spoken

    def arguments(self, slots):
        """Return the arguments of the call as the JSON text that the model should write."""
        parts = [
            f"{json.dumps(self.argument_names[slot])}: {json.dumps(slots[slot]) if kind == 'string' else slots[slot]}"
            for slot, (kind, _) in self.kind.arguments.items()
        ]
        return "{" + ", ".join(parts) + "}"

    def result(self):
        """Return what a call of the function might give."""
        values, rng = self.values, self.rng
        special = {
            "time": values.clock,
            "date": values.date,
            "birthday": values.date,
            "weather": lambda: rng.choice(
                (
                    f"{rng.randrange(-9, 35)} degrees and {values.word()}",
                    f"{rng.randrange(-9, 35)} °C",
                    f"{values.word()}, {rng.randrange(-9, 35)} degrees",
                )
            ),
        }
        if self.kind_name in special:
            return special[self.kind_name]()
        number = str(values.number(6))
        choices = (
            number,
            number,
            values.decimal(),
            f"-{number}",
            values.words(1, 4),
            f"{number}.0",
            f'{{"{values.word()}": {number}}}',
            f"[{number}, {values.number(3)}, {values.number(3)}]",
            f"{number} {values.word()}",
        )
        sums = ("calculate", "square_root", "add", "multiply", "dice", "population", "length")
        return rng.choice(choices[:4] if self.kind_name in sums else choices)

    def final(self, slots, result):
        """Return the answer after the result."""
        if result.startswith("Error: "):
            return f"The function failed: {result[len('Error: ') :]}"
        return self.kind.final.format(result=result, **slots)


def draw_functions(values):
    """Return one to four functions that don't get in each other's way."""
    rng = values.rng
    functions, families = [], set()
    for _ in range(rng.choice((1, 1, 2, 2, 3, 4))):
        name = (
            rng.choice(tuple(MORE))
            if rng.random() < 0.3
            else rng.choice(
                (
                    *KINDS,
                    "time",
                    "date",
                    "calculate",
                    "calculate",
                    "square_root",
                    "add",
                    "weather",
                    "invented",
                    "invented",
                    "invented",
                    "invented",
                )
            )
        )
        function = Function(name, values)
        keys = {function.kind_name, function.name.lower()} | (
            {"sum", "product"} if name == "calculate" else {function.kind.family} - {""}
        )
        if not keys & families or name == "invented" and function.name.lower() not in families:
            functions.append(function)
            families |= keys
    return functions
