"""Writes `tests/data/demo_answers.json`: turns with the answers that the corpus calls right, as far as the model gives
them.
"""

import json
import os
from collections import Counter
from pathlib import Path

from . import lists
from .check import answer, load
from .evaluation import rows
from .talk import TOPICS

TARGET = Path(__file__).parent.parent / "tests" / "data" / "demo_answers.json"
CONCISE = "Answer in a very concise and accurate way"
PLANETS = (
    "Name the planets in the solar system",
    "Please reverse the list",
    "Please sort the list by the mass of the planet",
)
ECHO = 'For "Question n", please respond with "Response n"'
INTENTS = {intent.name: intent for intents in TOPICS.values() for intent in intents}
ASKED = {
    "hello": "Hello!",
    "how_are_you": "How are you?",
    "thanks": "Thank you",
    "bye": "Bye",
    "who_are_you": "Who are you?",
    "package": "What is notebook_chat?",
    "real_model": "How do I load a real model?",
    "gguf": "What is GGUF?",
    "kv_cache": "What is a KV cache?",
    "stop": "How do I stop the answer?",
    "time": "What time is it?",
    "sum 3+4": "What is 3 plus 4?",
    "capital France": "What is the capital of France?",
    "opposite hot": "What is the opposite of hot?",
    "count 20": "Count to twenty",
    "count 100": "Count to 100",
    "story_long": "Tell me a long story",
    "alphabet": "Say the alphabet",
    "code_add": "Write a Python function that adds two numbers",
    "code_fibonacci": "Fibonacci in Python",
    "code_csv": "How do I read a CSV file with pandas?",
    "show_markdown": "Show me Markdown",
    "show_table": "Show me a table",
    "show_formula": "Show me a formula",
    "emoji": "Show me some emoji",
    "emoji_rocket": "Show me a rocket",
    "emoji_cat": "Send me a cat emoji",
    "umlauts": "Write umlauts",
    "story_short": "Tell me a short story",
}
SAMPLES = {
    "planets talk": 9,
    "planets talk, later": 9,
    "list changes": 6,
    "question n": 6,
    "memory": 12,
    "unknown": 10,
    "json": 10,
    "function call": 17,
    "answer after a function": 17,
    "missing function": 3,
    "big sums": 3,
    "repeat": 5,
}
USUAL_SAMPLE = 3


def _talk(name, turns, system=None):
    """Yield a row for every turn of a talk of (question, answer) pairs."""
    messages = [{"role": "system", "content": system}] if system else []
    for number, (question, reply) in enumerate(turns, 1):
        messages = messages + [{"role": "user", "content": question}]
        yield {"name": f"{name}, turn {number}", "held_out": False, "messages": messages, "answer": reply}
        messages = messages + [{"role": "assistant", "content": reply}]


def _planet_answers():
    """Return the three answers of the talk about the planets."""
    items = list(lists.ITEMS["planets"])
    yield f"{lists.OPENING['planets']}\n\n{lists.numbered(items)}"
    for change in ("reverse", "mass"):
        opening, items = lists.changed("planets", items, change)
        yield f"{opening}\n\n{lists.numbered(items)}"


def fixed_rows():
    """Yield the turns that a user of notebook_chat meets first."""
    planets = list(zip(PLANETS, _planet_answers()))
    for name, system in (
        ("planets", None),
        ("planets, concise", CONCISE),
        ("planets, helpful", "You are a helpful assistant."),
    ):
        yield from _talk(name, planets, system)
    hello = (ASKED["hello"], INTENTS["hello"].answer)
    yield from _talk("planets after a greeting", [hello, *planets, ("How many are there?", lists.COUNT["planets"])])
    yield from _talk("question n", [(f"Question {n}", f"Response {n}") for n in (7, 1, 42, 365)], ECHO)
    yield from _talk(
        "name",
        [("My name is Ottokar", "Nice to meet you, Ottokar!"), hello, ("What is my name?", "Your name is Ottokar.")],
    )
    for intent, question in ASKED.items():
        yield from _talk(intent, [(question, INTENTS[intent].answer)])


def _tool(name, description, **arguments):
    """Return a function as an OpenAI tool."""
    parameters = {"type": "object", "properties": {argument: {"type": kind} for argument, kind in arguments.items()}}
    return {"type": "function", "function": {"name": name, "description": description, "parameters": parameters}}


USUAL = [
    _tool("get_time", "Returns the current time"),
    _tool("get_date", "Returns the current date"),
    _tool("calculate", "Evaluates an expression", expression="string"),
    _tool("get_weather", "Returns the weather in a city", city="string"),
]
SHORT = [
    _tool("TIME", "The current time"),
    _tool("DATE", "The current date"),
    _tool("SQRT", "The square root of x", x="number"),
]
CALLED = (
    ("What time is it?", USUAL, "get_time", "{}", "14:05", "It is 14:05."),
    ("What is the date today?", USUAL, "get_date", "{}", "2026-05-17", "Today is 2026-05-17."),
    ("What is 123 * 456?", USUAL, "calculate", '{"expression": "123 * 456"}', "56088", "The result is 56088."),
    ("What is 1234 plus 5678?", USUAL, "calculate", '{"expression": "1234 + 5678"}', "6912", "The result is 6912."),
    (
        "What is the weather in Paris?",
        USUAL,
        "get_weather",
        '{"city": "Paris"}',
        "18 degrees",
        "The weather in Paris: 18 degrees.",
    ),
    ("What time is it?", SHORT, "TIME", "{}", "09:41:07", "It is 09:41:07."),
    ("What is the date today?", SHORT, "DATE", "{}", "2031-12-24", "Today is 2031-12-24."),
    ("What is the square root of 1764?", SHORT, "SQRT", '{"x": 1764}', "42", "The result is 42."),
)


def function_rows():
    """Yield the calls of usual functions and the answers after their results."""
    for question, tools, name, arguments, result, final in CALLED:
        asked = [{"role": "user", "content": question}]
        call = {"id": "call_1", "type": "function", "function": {"name": name, "arguments": arguments}}
        after = asked + [
            {"role": "assistant", "content": "", "tool_calls": [call]},
            {"role": "tool", "tool_call_id": "call_1", "content": result},
        ]
        text = f'<tool_call>\n{{"name": "{name}", "arguments": {arguments}}}\n</tool_call>'
        yield {
            "name": f"call of {name}: {question}",
            "held_out": False,
            "messages": asked,
            "tools": tools,
            "answer": text,
        }
        yield {
            "name": f"result of {name}: {question}",
            "held_out": False,
            "messages": after,
            "tools": tools,
            "answer": final,
        }


def sampled_rows():
    """Yield some rows of every category of the evaluation, held-out ones and trained wordings."""
    for held in (True, False):
        taken = Counter()
        for category, messages, tools, expected in rows(held):
            taken[category] += 1
            wanted = SAMPLES.get(category, USUAL_SAMPLE) // (1 if held else 3)
            if taken[category] <= wanted:
                row = {
                    "name": f"{category} {taken[category]}{', held out' if held else ''}",
                    "held_out": held,
                    "messages": messages,
                }
                yield row | ({"tools": tools} if tools else {}) | {"answer": expected}


def write_answers(target=TARGET):
    """Keep the rows that the model answers exactly and write them."""
    model = load()
    candidates = [*fixed_rows(), *function_rows(), *sampled_rows()]
    kept = [row for row in candidates if answer(model, row["messages"], row.get("tools")) == row["answer"]]
    missed = [row["name"] for row in candidates if row not in kept]
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = Path(f"{target}.part")
    unfinished.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n")
    os.replace(unfinished, target)
    print(
        f"{target}: {len(kept)} of {len(candidates)} rows, {sum(row['held_out'] for row in kept)} held out; "
        f"missed: {missed}"
    )


if __name__ == "__main__":
    write_answers()
