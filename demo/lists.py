"""The lists that a talk can turn round and sort: planets, days, months, colours of the rainbow."""

from .tables import DAYS, MONTHS, PLANETS

MASSES = {
    "Mercury": "0.055",
    "Mars": "0.107",
    "Venus": "0.815",
    "Earth": "1",
    "Uranus": "14.5",
    "Neptune": "17.1",
    "Saturn": "95.2",
    "Jupiter": "317.8",
}
DIAMETERS = {
    "Mercury": "4,900",
    "Mars": "6,800",
    "Venus": "12,100",
    "Earth": "12,700",
    "Neptune": "49,200",
    "Uranus": "50,700",
    "Saturn": "116,500",
    "Jupiter": "139,800",
}
RAINBOW = ("red", "orange", "yellow", "green", "blue", "indigo", "violet")
ITEMS = {"planets": PLANETS, "days": DAYS, "months": MONTHS, "rainbow": RAINBOW}
OPENING = {
    "planets": "The planets in the solar system are:",
    "days": "The days of the week are:",
    "months": "The months of the year are:",
    "rainbow": "The colours of the rainbow are:",
}
COUNT = {
    "planets": "There are **8** planets in the solar system.",
    "days": "There are **7** days in a week.",
    "months": "There are **12** months in a year.",
    "rainbow": "There are **7** colours in the rainbow.",
}

NAME_ASKS = {
    "planets": (
        "name the planets in the solar system",
        "[name|list|give me|tell me|show me|enumerate] [the|all|all the] planets[| in the solar system| of "
        "the solar system| of our solar system| in our solar system]",
        "what are the [planets|planets in the solar system|planets of the solar system|eight planets|names "
        "of the planets]",
        "which planets [are there|are in the solar system|does the solar system have|do you know|exist]",
        "can you [name|list] the planets[| in the solar system]",
        "[the planets|planets|the planets please|list of planets|the planets of the solar system|planets of "
        "our solar system]",
        "name the [8|eight] planets",
        "I want to know the planets",
        "what planets are there",
        "do you know the planets",
        "write down the planets",
        "make a list of [the|all] planets",
    ),
    "days": (
        "[name|list|tell me|give me|say] the days of the week",
        "what are the days of the week",
        "[days of the week|weekdays|name the weekdays|the days of a week]",
        "which days has a week",
    ),
    "months": (
        "[name|list|tell me|give me|say] the months[| of the year]",
        "what are the months[| of the year]",
        "[months of the year|the months|list all months]",
        "which months has a year",
    ),
    "rainbow": (
        "[name|list|tell me|give me] the [colours|colors] of the rainbow",
        "what are the [colours|colors] of the rainbow",
        "which [colours|colors] has [the|a] rainbow",
        "[rainbow colours|rainbow colors|the colours of the rainbow]",
    ),
}
NAME_HELD = {
    "planets": (
        "could you please name all the planets",
        "I would like a list of the planets of our solar system",
        "which planets circle the Sun",
        "please list every planet in the solar system",
    ),
    "days": ("could you list all the days of the week",),
    "months": ("could you list all twelve months",),
    "rainbow": ("could you list the rainbow's colours",),
}
CHANGES = {
    "reverse": (
        (
            "please reverse the list",
            "please reverse the list",
            "reverse [the list|it|the order|that|this list|them|the order of the list]",
            "[turn|flip] [the list|it] [around|round|over]",
            "[now |]in reverse[ order|]",
            "the other way [round|around]",
            "[can you|could you] reverse [the list|it|the order|that]",
            "[now |][backwards|from last to first|from the end to the start|reversed]",
            "list them [backwards|in reverse order|in reverse]",
            "put [the list|it|them] in reverse order",
            "please list them in reverse order",
            "invert the [list|order]",
            "[give me|show me] the list [backwards|in reverse|in reverse order]",
            "reverse",
        ),
        (
            "would you reverse the order of the list",
            "now the same list in reverse order please",
            "turn the order of the list around",
            "could you give them backwards",
        ),
    ),
    "mass": (
        (
            "please sort the list by the mass of the planet",
            "please sort the list by the mass of the planet",
            "[please |]sort [the list|them|the planets|it|these] by [mass|their mass|weight|the mass|planet mass]",
            "[order|arrange|rank] [the list|them|the planets|it] by [mass|their mass|weight|the mass of the planet]",
            "[can you|could you] sort [the list|them|the planets] by [mass|weight]",
            "[now |]by mass",
            "[from|sort from|order from] [lightest to heaviest|light to heavy]",
            "sort by [mass|weight|the mass of the planets]",
            "sort the planets from lightest to heaviest",
            "list the planets by mass",
            "what is the order by mass",
            "lightest first",
            "[planets|the planets] by mass",
            "what are the masses of the planets",
            "how heavy are [the planets|they]",
            "the lightest planet first please",
        ),
        (
            "would you put them in order of their mass",
            "rank the planets by how heavy they are",
            "arrange this list by planetary mass",
            "now please sort them by mass",
        ),
    ),
    "heaviest": (
        (
            "[sort|order|list] [the list|them|the planets|it] by mass[,|] [descending|heaviest first|from "
            "the heaviest|in descending order]",
            "[sort|order|list] [them|the planets] from heaviest to lightest",
            "heaviest first",
            "from heaviest to lightest",
            "[start with|begin with] the heaviest[| planet]",
        ),
        ("put the heaviest planet at the top of the list", "now from the heaviest to the lightest"),
    ),
    "size": (
        (
            "[sort|order|arrange|rank] [the list|them|the planets|it] by [size|diameter|their size|radius]",
            "[now |]by size",
            "from smallest to [largest|biggest]",
            "list the planets by size",
            "smallest first",
            "how big are [the planets|they]",
            "what are the sizes of the planets",
            "sort by [size|diameter]",
        ),
        ("put them in order of their size", "rank the planets by diameter"),
    ),
    "distance": (
        (
            "[sort|order|arrange] [the list|them|the planets|it] by [distance|distance from the Sun|distance "
            "to the sun|their distance from the Sun]",
            "[now |]by distance",
            "[the normal order|the original order|in the original order|back to the first list|as before]",
            "sort by distance[| from the Sun]",
            "starting from the Sun",
        ),
        ("put them in order of their distance from the Sun",),
    ),
    "alphabet": (
        (
            "[sort|order|arrange] [the list|them|the planets|it] [alphabetically|by name|in alphabetical "
            "order|by the alphabet]",
            "[now |]alphabetically",
            "in alphabetical order",
            "sort by name",
            "sort from A to Z",
        ),
        ("put them in alphabetical order",),
    ),
    "table": (
        (
            "[as a table|make a table|show it as a table|put it into a table|can you make a table of "
            "it|write it as a table|in a table|now as a table]",
            "[show|make|give me] a table of the planets",
            "[a|the] table of the planets",
            "[show|list] the planets [as|in] a table",
        ),
        ("could you show that list as a table", "please turn the list into a table"),
    ),
    "count": (
        (
            "how many are there",
            "how many are [they|these|that|in the list]",
            "how many [is that|of them are there]",
            "count them",
            "[what is |]the number of them",
        ),
        ("could you tell me how many there are", "how many are those"),
    ),
}
REVERSED_ASKS = (
    "[name|list|tell me|give me|show me] the planets [backwards|in reverse order|in reverse|from the last to "
    "the first]",
    "the planets in reverse order",
    "[name|list] the planets starting from Neptune",
)
COUNT_ASKS = {
    "planets": (
        "how many planets are there[| in the solar system]",
        "how many planets [does the solar system have|has the solar system|do we have]",
        "number of planets",
        "count the planets",
    )
}
NO_LIST = "There is no list yet. Ask me for the planets, for example."


def numbered(items):
    """Return a numbered Markdown list."""
    return "\n".join(f"{number}. {item}" for number, item in enumerate(items, 1))


def planet_table():
    """Return the planets with their masses as a Markdown table."""
    rows = "\n".join(f"| {planet} | {MASSES[planet]} |" for planet in PLANETS)
    return f"| Planet | Mass (Earth = 1) |\n|---|---|\n{rows}"


def changed(kind, items, change):
    """Return the opening line and the new items after a change of a list."""
    if change == "reverse":
        return "Here is the list in reverse order:", items[::-1]
    if change == "mass":
        return "Here are the planets from lightest to heaviest, in Earth masses:", [
            f"{p} ({m})" for p, m in MASSES.items()
        ]
    if change == "heaviest":
        return "Here are the planets from heaviest to lightest, in Earth masses:", [
            f"{p} ({m})" for p, m in MASSES.items()
        ][::-1]
    if change == "size":
        return "Here are the planets from smallest to largest, with their diameters:", [
            f"{p} ({d} km)" for p, d in DIAMETERS.items()
        ]
    if change == "alphabet":
        return "Here is the list from A to Z:", sorted(ITEMS[kind])
    return "Here are the planets, starting from the Sun:", list(ITEMS[kind])
