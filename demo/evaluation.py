"""Held-out talks by category, and the share of turns that a model answers exactly."""

import random

from .functions import Function
from .patterns import tidy
from .render import render
from .talk import MEMORIES, TOPICS, Talk

FACT_TOPICS = (
    "talk",
    "package",
    "concepts",
    "show",
    "world",
    "planets",
    "sums",
    "capitals",
    "opposites",
    "colours",
    "calendar",
    "ordinals",
    "counting",
    "spelling",
)
FILLERS = ("talk", "package", "world", "sums")
FUNCTIONS = (
    "time",
    "date",
    "calculate",
    "square_root",
    "add",
    "multiply",
    "weather",
    "population",
    "price",
    "birthday",
    "dice",
    "length",
    "upper",
    "search",
    "file",
    "distance",
    "invented",
)


def _talk(name, index, held=True):
    """Return an empty talk for evaluation; every second one has a system prompt."""
    talk = Talk(random.Random(f"evaluation {name} {index} {held}"), held)
    if index % 2 and name not in ("question n",):
        talk.open_system()
    return talk


def _fact_talks(topic, held):
    """Yield one talk for every held-out question of a topic, or for one trained question of every intent; of the sums
    every third.
    """
    for intent in TOPICS[topic][:: 3 if topic == "sums" else 1]:
        for number, question in enumerate(intent.held if held else intent.asks[:1]):
            talk = _talk(f"{topic} {intent.name}", number, held)
            talk.messages += [
                {"role": "user", "content": tidy(talk.choose((question,), ()))},
                {"role": "assistant", "content": intent.answer},
            ]
            yield talk


def _planets(talk):
    talk.name_list("planets")
    talk.change_list("reverse")
    talk.change_list("mass")


def _planets_later(talk):
    for _ in range(talk.rng.randint(1, 3)):
        talk.fact(talk.rng.choice(FILLERS))
    _planets(talk)


def _list_changes(talk):
    talk.name_list()
    for _ in range(3):
        talk.change_list()


def _question(talk):
    talk.open_echo()
    for _ in range(4):
        talk.question_number()


def _memory(talk):
    kind = talk.rng.choice(list(MEMORIES))
    talk.tell(kind)
    for _ in range(talk.rng.randint(0, 4)):
        talk.fact(talk.rng.choice(FILLERS))
    talk.recall(kind)


def _untold(talk):
    talk.recall(talk.rng.choice(list(MEMORIES)))


def _function(talk, index):
    """Ask for one function of several in the talk."""
    wanted = Function(FUNCTIONS[index % len(FUNCTIONS)], talk.values)
    others = [
        Function(name, talk.values) for name in talk.rng.sample(("time", "date", "weather", "file", "invented"), 2)
    ]
    talk.functions = [wanted] + [other for other in others if other.kind_name != wanted.kind_name][
        : talk.rng.randint(0, 2)
    ]
    talk.rng.shuffle(talk.functions)
    if talk.rng.random() < 0.3:
        talk.fact("talk")
    talk.call(wanted)


SCENES = {
    "planets talk": (_planets, 24),
    "planets talk, later": (_planets_later, 20),
    "list changes": (_list_changes, 24),
    "question n": (_question, 16),
    "memory": (_memory, 60),
    "memory, untold": (_untold, 12),
    "unknown": (Talk.unknown, 80),
    "big sums": (Talk.big_sum, 16),
    "missing function": (Talk.missing_function, 30),
    "json": (Talk.json, 50),
    "repeat": (Talk.repeat, 40),
}


def evaluation_talks(held=True):
    """Yield (category, talk) for all categories; with `held=False` with trained questions."""
    for topic in FACT_TOPICS:
        for talk in _fact_talks(topic, held):
            yield topic, talk
    for name, (scene, count) in SCENES.items():
        for index in range(count):
            talk = _talk(name, index, held)
            scene(talk)
            yield name, talk
    for index in range(6 * len(FUNCTIONS)):
        talk = _talk("function", index, held)
        _function(talk, index)
        yield "functions", talk


def _written(message):
    """Return the text that the model should write for a message, and the category's ending for its kind."""
    if "tool_calls" in message:
        call = message["tool_calls"][0]["function"]
        return f'<tool_call>\n{{"name": "{call["name"]}", "arguments": {call["arguments"]}}}\n</tool_call>'
    return message["content"]


def rows(held=True):
    """Yield (category, messages before the answer, tools, right answer) for every turn that counts."""
    for category, talk in evaluation_talks(held):
        first = (
            1 if category.startswith(("planets talk", "list", "question", "functions")) else len(talk.messages) - 1
        )
        for index in range(first, len(talk.messages)):
            message = talk.messages[index]
            if message["role"] != "assistant":
                continue
            label = category
            if category == "functions":
                label = "function call" if "tool_calls" in message else "answer after a function"
                if label.startswith("answer") and talk.messages[index - 1]["role"] != "tool":
                    continue
            yield label, talk.messages[:index], talk.tools, _written(message)


def long_rows(tokenizer, length, count=10):
    """Yield the three turns about the planets, and a name told in the first turn, at the end of talks of so many
    tokens.
    """
    for index in range(count):
        talk = Talk(random.Random(f"long {length} {index}"))
        talk.tell("name")
        while len(tokenizer.encode(render(talk.messages)).ids) < length:
            talk.fact() if talk.rng.random() < 0.8 else talk.planets()
        first = len(talk.messages)
        _planets(talk)
        talk.recall("name")
        for place in range(first + 1, len(talk.messages), 2):
            yield talk.messages[:place], talk.messages[place]["content"]
