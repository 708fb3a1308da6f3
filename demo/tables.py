"""Intents made from small tables: sums, capitals, opposites, colours, days, months, counting, spelling."""

from .intents import Intent

NUMBERS = (
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
)
ORDINALS = (
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
)
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
PLANETS = ("Mercury", "Venus", "Earth", "Mars", "Jupiter", "Saturn", "Uranus", "Neptune")
CAPITALS = {
    "France": "Paris",
    "Germany": "Berlin",
    "Italy": "Rome",
    "Spain": "Madrid",
    "Portugal": "Lisbon",
    "England": "London",
    "Austria": "Vienna",
    "Switzerland": "Bern",
    "Belgium": "Brussels",
    "Norway": "Oslo",
    "the Netherlands": "Amsterdam",
    "Denmark": "Copenhagen",
    "Sweden": "Stockholm",
    "Finland": "Helsinki",
    "Poland": "Warsaw",
    "Greece": "Athens",
    "Ireland": "Dublin",
    "Hungary": "Budapest",
    "Turkey": "Ankara",
    "Russia": "Moscow",
    "China": "Beijing",
    "Japan": "Tokyo",
    "India": "New Delhi",
    "Egypt": "Cairo",
    "Canada": "Ottawa",
    "Australia": "Canberra",
    "the United States": "Washington",
    "Mexico": "Mexico City",
    "Argentina": "Buenos Aires",
    "Ukraine": "Kyiv",
}
OPPOSITES = (
    "hot cold",
    "big small",
    "fast slow",
    "up down",
    "left right",
    "day night",
    "black white",
    "open closed",
    "old young",
    "good bad",
    "happy sad",
    "rich poor",
    "long short",
    "high low",
    "hard soft",
    "wet dry",
    "full empty",
    "light dark",
    "early late",
    "loud quiet",
    "strong weak",
    "near far",
    "thick thin",
    "clean dirty",
    "true false",
    "begin end",
    "love hate",
    "yes no",
    "war peace",
    "buy sell",
)
COLOURS = {
    "grass": "green",
    "snow": "white",
    "coal": "black",
    "a banana": "yellow",
    "a lemon": "yellow",
    "blood": "red",
    "a tomato": "red",
    "an orange": "orange",
    "a carrot": "orange",
    "chocolate": "brown",
    "milk": "white",
    "gold": "yellow",
    "an elephant": "grey",
    "a strawberry": "red",
    "the night": "black",
    "a leaf": "green",
    "the sea": "blue",
    "a frog": "green",
    "a violet": "purple",
    "a flamingo": "pink",
}
SPELLED = (
    "cat",
    "dog",
    "house",
    "planet",
    "notebook",
    "python",
    "model",
    "token",
    "hello",
    "kernel",
    "water",
    "apple",
    "school",
    "friend",
    "music",
    "Jupyter",
    "Mercury",
    "Neptune",
    "language",
    "computer",
)
OPERATIONS = {
    "+": ("plus", lambda a, b: a + b, "add {a} and {b}", "the sum of {a} and {b}"),
    "-": ("minus", lambda a, b: a - b, "subtract {b} from {a}", "the difference of {a} and {b}"),
    "*": ("times", lambda a, b: a * b, "multiply {a} by {b}", "the product of {a} and {b}"),
}


def sum_intents():
    """Return the sums, differences and products of single digits."""
    return [_sum(a, b, sign) for sign in OPERATIONS for a in range(10) for b in range(10)]


def _sum(a, b, sign):
    """Return the intent of one sum."""
    word, compute, order, noun = OPERATIONS[sign]
    names = {"a": NUMBERS[a], "b": NUMBERS[b]}
    digits = {"a": a, "b": b}
    asks = (
        f"what is {a} {word} {b}",
        f"[what is |what's |how much is |calculate |compute |]{a} {sign} {b}",
        f"{a}{sign}{b}[=||]",
        f"[how much is|what's|calculate] {a} {word} {b}",
        f"{a} {word} {b}",
        f"what is {NUMBERS[a]} {word} {NUMBERS[b]}",
        f"how much is {NUMBERS[a]} {word} {NUMBERS[b]}",
        order.format(**digits),
        order.format(**names),
        "what is " + noun.format(**digits),
    )
    held = (
        f"can you work out {a} {word} {b}",
        f"tell me what {NUMBERS[a]} {word} {NUMBERS[b]} is",
        f"what does {a} {sign} {b} give",
    )
    shown = {"*": "×"}.get(sign, sign)
    return Intent(f"sum {a}{sign}{b}", asks, held, f"{a} {shown} {b} = {compute(a, b)}")


def capital_intents():
    """Return one intent for each capital."""
    return [
        Intent(
            f"capital {country}",
            (
                f"what is the capital of {country}",
                f"[capital of|the capital of|name the capital of] {country}",
                f"which city is the capital of {country}",
                f"tell me the capital of {country}",
                f"what's the capital [city of|of] {country}",
                f"{country}'s capital",
            ),
            (f"do you know the capital of {country}", f"which town is {country}'s capital"),
            f"The capital of {country} is {city}.",
        )
        for country, city in CAPITALS.items()
    ]


def opposite_intents():
    """Return one intent for each word that has an opposite, in both directions."""
    pairs = [pair.split() for pair in OPPOSITES]
    return [
        Intent(
            f"opposite {word}",
            (
                f"what is the opposite of {word}",
                f"[opposite of|the opposite of|name the opposite of] {word}",
                f"what's the opposite of {word}",
                f"which word is the opposite of {word}",
            ),
            (f"do you know the opposite of {word}", f"tell me the contrary of {word}"),
            f"The opposite of {word} is {other}.",
        )
        for pair in pairs
        for word, other in (pair, pair[::-1])
    ]


def colour_intents():
    """Return one intent for the colour of each thing."""
    return [
        Intent(
            f"colour {thing}",
            (
                f"what [colour|color] is {thing}",
                f"which [colour|color] [is|has] {thing}",
                f"what is the [colour|color] of {thing}",
                f"[colour|color] of {thing}",
            ),
            (f"do you know the colour of {thing}", f"tell me what color {thing} is"),
            f"{thing[0].upper() + thing[1:]} is {colour}.",
        )
        for thing, colour in COLOURS.items()
    ]


def calendar_intents():
    """Return what comes before and after each day and month, and the length of each month."""
    intents = []
    for names, noun in ((DAYS, "day"), (MONTHS, "month")):
        for index, name in enumerate(names):
            after, before = names[(index + 1) % len(names)], names[index - 1]
            intents += [
                Intent(
                    f"after {name}",
                    (
                        f"[what|which {noun}] comes after {name}",
                        f"[what|which {noun}] follows {name}",
                        f"what [is|{noun} is] after {name}",
                        f"the {noun} after {name}",
                    ),
                    (f"tell me which {noun} comes after {name}", f"what is the next {noun} after {name}"),
                    f"{after} comes after {name}.",
                ),
                Intent(
                    f"before {name}",
                    (
                        f"[what|which {noun}] comes before {name}",
                        f"what [is|{noun} is] before {name}",
                        f"the {noun} before {name}",
                    ),
                    (f"tell me which {noun} comes before {name}",),
                    f"{before} comes before {name}.",
                ),
            ]
    for name, days, ordinal in zip(MONTHS, MONTH_DAYS, ORDINALS):
        intents += [
            Intent(
                f"days of {name}",
                (
                    f"how many days [has|are in] {name}",
                    f"how many days does {name} have",
                    f"how long is {name}",
                    f"number of days in {name}",
                ),
                (f"tell me how many days {name} has",),
                f"{name} has {days} days." if days > 28 else "February has 28 days, in a leap year 29.",
            ),
            Intent(
                f"month {ordinal}",
                (
                    f"[what|which] is the {ordinal} month[| of the year]",
                    f"[name|tell me] the {ordinal} month",
                    f"which month is the {ordinal}",
                ),
                (f"what do you call the {ordinal} month of the year",),
                f"{name} is the {ordinal} month of the year.",
            ),
        ]
    return intents


def ordinal_intents():
    """Return which planet is the first, second and so on."""
    return [
        Intent(
            f"planet {ordinal}",
            (
                f"[what|which] is the {ordinal} planet[| from the Sun]",
                f"[name|tell me] the {ordinal} planet",
                f"which planet is [the |]{ordinal}",
                f"the {ordinal} planet",
            ),
            (f"what planet is number {NUMBERS[index + 1]} from the Sun", f"do you know the {ordinal} planet"),
            f"**{planet}** is the {ordinal} planet from the Sun.",
        )
        for index, (ordinal, planet) in enumerate(zip(ORDINALS, PLANETS))
    ]


def counting_intents():
    """Return counting to every number up to twenty, and to fifty and one hundred."""
    words = dict(enumerate(NUMBERS)) | {50: "fifty", 100: "one hundred"}
    return [
        Intent(
            f"count {top}",
            (
                f"count to {top}",
                f"count to {words[top]}",
                f"count [from 1|up] to {top}",
                f"[can you|please] count to [{top}|{words[top]}]",
                f"[list|write|say] the numbers [from 1 to|up to] {top}",
            ),
            (f"I want you to count to {top}", f"show me how you count to {words[top]}"),
            ", ".join(str(number) for number in range(1, top + 1)),
        )
        for top in (*range(2, 21), 50, 100)
    ]


def spelling_intents():
    """Return how each of some words is spelled."""
    return [
        Intent(
            f"spell {word}",
            (
                f"spell {word}",
                f"how do you spell {word}",
                f"[spell|write] the word {word} [letter by letter|in letters]",
                f"[can you|please] spell {word}",
                f"how is {word} spelled",
            ),
            (f"what are the letters of {word}", f"spell the word {word} for me"),
            "-".join(word.upper()),
        )
        for word in SPELLED
    ]
