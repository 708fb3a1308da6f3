"""How often a small model's code has a column, an attribute or a module that isn't there, without and with
`constrain_names`.

python -m bench.names [--tasks N] [--show]
"""

import argparse
import ast
import builtins
import importlib.util
import types

import pandas as pd

from notebook_chat import Chat, load_model

SURE = dict(temperature=0, max_tokens=90)


class Account:
    """A bank account."""

    def __init__(self, holder, saldo):
        self.holder, self.saldo = holder, saldo

    def pay_in(self, sum_of_money):
        """Add money."""
        self.saldo += sum_of_money

    def statement(self):
        """A line about it."""
        return f"{self.holder}: {self.saldo}"


class Thermometer:
    """A thermometer."""

    def __init__(self, celsius):
        self.celsius = celsius

    def as_fahrenheit(self):
        """The same in Fahrenheit."""
        return self.celsius * 9 / 5 + 32


class Playlist:
    """Songs in order."""

    def __init__(self):
        self.tracks = ["A", "B"]

    def enqueue(self, title):
        """Add a song at the end."""
        self.tracks.append(title)

    def total_tracks(self):
        """How many there are."""
        return len(self.tracks)


def module(name, **functions):
    """A module with some functions."""
    made = types.ModuleType(name)
    vars(made).update(functions)
    return made


def variables():
    """A notebook's variables."""
    return dict(
        pd=pd,
        sales=pd.DataFrame({"unit_price_eur": [2.5, 3.0, 4.5], "qty_sold": [3, 4, 5], "shop_city": ["Bern", "Basel",
                                                                                                     "Bern"]}),
        people=pd.DataFrame({"full_name": ["Ada", "Bob"], "yr_of_birth": [1815, 1990], "salary_k": [50, 60]}),
        weather=pd.DataFrame({"obs_date": ["2024-01-01", "2024-01-02"], "t_max_c": [3.5, 4], "rain_mm": [0.0, 2.1]}),
        flights=pd.DataFrame({"orig": ["ZRH", "BSL"], "dest_code": ["JFK", "LHR"], "delay_min": [12, 0]}),
        account=Account("Ada", 100), thermometer=Thermometer(21), playlist=Playlist(),
        geometry=module("geometry", area_of_circle=lambda r: 3.14 * r * r, hypotenuse_of=lambda a, b: (a + b) ** .5),
        words=module("words", longest_in=lambda t: max(t.split(), key=len), count_of=lambda t: len(t.split())))


WRITE = [   # (variable, what is asked for)
    ("sales", "prints the mean price"), ("sales", "prints the total quantity"), ("sales", "prints the cities"),
    ("sales", "prints the mean price for each city"), ("sales", "sorts the table by price and prints it"),
    ("people", "prints all names"), ("people", "prints the mean salary"), ("people", "prints the oldest person"),
    ("people", "prints the ages in 2024"), ("people", "prints the names of those with a salary over 55"),
    ("weather", "prints the highest temperature"), ("weather", "prints the total rain"),
    ("weather", "prints the days without rain"), ("weather", "prints the mean temperature"),
    ("flights", "prints the mean delay"), ("flights", "prints the flights from ZRH"),
    ("flights", "prints the destinations"), ("flights", "counts the flights with a delay"),
    ("account", "deposits 50 and prints the balance"), ("account", "prints the owner"),
    ("thermometer", "prints the temperature in Fahrenheit"), ("playlist", "adds the song 'C'"),
    ("playlist", "prints the number of songs"), ("geometry", "prints the area of a circle of radius 2"),
    ("words", "prints the longest word of 'a long sentence'"),
]
FIX = [   # cells that fail
    'print(sales["price"].mean())', 'total = (sales["price"] * sales["quantity"]).sum()\nprint(total)',
    'print(sales.groupby("city")["price"].mean())', 'print(people["name"].tolist())', 'print(people.salary.max())',
    'print(people.sort_values("age"))', 'print(weather["temperature"].max())', 'print(weather.rainfall.sum())',
    'print(flights["delay"].mean())', 'print(flights["destination"].unique())',
    "account.deposit(50)\nprint(account.saldo)", "print(account.balance)", "print(thermometer.fahrenheit())",
    "print(geometry.circle_area(2))",
    'print(words.count_words("a b c"))',
]


def error_of(cell, names):
    """The message of the error that a cell raises."""
    try:
        exec(cell, dict(names))
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    raise AssertionError(f"This cell doesn't fail: {cell}")


def tasks(names):
    """Questions, each with how its answer begins."""
    for name, wish in WRITE:
        kind = "module" if isinstance(names[name], types.ModuleType) else type(names[name]).__name__
        use = f'print({name}["' if kind == "DataFrame" else f"print({name}."
        yield (f"In this notebook {name} is a {kind} that is there already. Write Python code that {wish}. Use {name}.",
               f"```python\n{use}")
    for cell in FIX:
        yield (f"This cell fails:\n\n```python\n{cell}\n```\n\nThe error:\n\n```text\n{error_of(cell, names)}\n```\n\n"
               "Correct the cell.", "```python\n")


def begins(text):
    """The longest beginning of some code, in lines, that is valid Python."""
    lines = text.split("\n")
    for count in range(len(lines), 0, -1):
        try:
            return ast.parse("\n".join(lines[:count]))
        except (SyntaxError, ValueError):
            pass
    return ast.parse("")


def code_in(answer):
    """The code of an answer that begins with a fence."""
    return answer.partition("\n")[2].partition("\n```")[0]


def rebound(tree):
    """The names that some code binds, each with the first line."""
    found = {}
    for node in ast.walk(tree):
        names = [node.id] if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load) else []
        names += [node.name] if isinstance(node, (ast.FunctionDef, ast.ClassDef)) else []
        names += [argument.arg for argument in ast.walk(node.args) if isinstance(argument, ast.arg)] if isinstance(
            node, (ast.FunctionDef, ast.Lambda)) else []
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            names += [(alias.asname or alias.name).partition(".")[0] for alias in node.names]
        for name in names:
            found[name] = min(found.get(name, node.lineno), node.lineno)
    return found


def texts_in(node):
    """The texts that an index or an argument consists of."""
    items = node.elts if isinstance(node, (ast.List, ast.Tuple)) else [node]
    return [item.value for item in items if isinstance(item, ast.Constant) and isinstance(item.value, str)]


def is_table(node, names):
    """The table that an expression is, or keeps the columns of; `None`: none."""
    if isinstance(node, ast.Name):
        return names.get(node.id) if isinstance(names.get(node.id), pd.DataFrame) else None
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in (
            "groupby", "head", "sort_values"):
        return is_table(node.func.value, names)
    return None


def invented(tree, names):
    """The names in some code that aren't there."""
    wrong, bound = [], rebound(tree)
    created = {text for node in ast.walk(tree) if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store)
               for text in texts_in(node.slice)}
    for node in ast.walk(tree):
        line = getattr(node, "lineno", 0)
        known = {name: value for name, value in names.items() if bound.get(name, line + 1) >= line}
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
            table = is_table(node.value, known)
            if table is not None:
                wrong += [text for text in texts_in(node.slice) if text not in table.columns and text not in created]
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args and node.func.attr in (
                "groupby", "sort_values"):
            table = is_table(node.func.value, known)
            if table is not None:
                wrong += [text for text in texts_in(node.args[0]) if text not in table.columns and text not in created]
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load) and isinstance(node.value, ast.Name):
            value = known.get(node.value.id, getattr(builtins, node.value.id, None))
            if node.value.id in known and not hasattr(value, node.attr):
                wrong.append(f"{node.value.id}.{node.attr}")
        if isinstance(node, ast.Import):
            wrong += [alias.name for alias in node.names if not found(alias.name)]
        if isinstance(node, ast.ImportFrom) and not node.level:
            wrong += [node.module] if not found(node.module) else []
    return wrong


def found(path):
    """Whether there is such a module."""
    try:
        return importlib.util.find_spec(path) is not None
    except (ImportError, AttributeError, ValueError):
        return False


def answers(model, names, held, count=None):
    """Yields each question's code, and the names in it that aren't there."""
    for question, begin in [*tasks(names)][:count]:
        chat = Chat(model)
        code = code_in(chat.send(question, begin=begin, constrain_names=names if held else False, **SURE).text)
        yield code, invented(begins(code), names)


def main():
    """Print how many answers have a name that isn't there."""
    parser = argparse.ArgumentParser("python -m bench.names")
    parser.add_argument("--tasks", type=int, default=None, help="how many; default: all 40")
    parser.add_argument("--show", action="store_true", help="print the code, too")
    options = parser.parse_args()
    model, names = load_model("smollm2"), variables()
    counts = {}
    for held in (False, True):
        results = [*answers(model, names, held, options.tasks)]
        counts[held] = sum(bool(wrong) for _, wrong in results), len(results)
        if options.show:
            for code, wrong in results:
                print("----", held, wrong)
                print(code)
    for held, (wrong, total) in counts.items():
        print(f"{'with' if held else 'without'} constrain_names: {wrong} of {total} answers have an invented name")


if __name__ == "__main__":
    main()
