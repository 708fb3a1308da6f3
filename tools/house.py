"""How the package is built: its floors, who imports whom, and how large things may be.

    python tools/notebooks.py floors          print the floors and every import between packages
    python tools/notebooks.py house [NAME]    list what breaks the rules; NAME: a package or a room (llama.sampler)

A *room* is a notebook with a number, and the module that it exports: nbs/53_llama.sampler.ipynb and
notebook_chat/llama/sampler.py. The tens digit of its number is the floor of its package. A room imports only from rooms
with lower numbers, by whatever means: at the top, inside a function, by `import_module` or by `__import__`.
"""

import ast
import json
import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

PACKAGE = "notebook_chat"
FLOORS = dict(
    core=0, render=1, tools=2, templates=3, structured=4, llama=5, models=6, chat=7, jupyter=8, terminal=9, compat=9
)
MOST_LINES, MOST_METHODS, MOST_CELL_LINES, MOST_COLUMNS = 400, 40, 25, 120
REASON = re.compile(r"\bone cell\b")
NUMBERED = re.compile(r"(?P<number>\d\d[a-z]*)_(?P<room>[\w.]+)\.ipynb")
EXPORTED = re.compile(r"^\s*#\s*\|\s*exports?\b", re.MULTILINE)
DEFAULT_EXPORT = re.compile(r"^\s*#\s*\|\s*default_exp\s+(\S+)", re.MULTILINE)
# What other libraries call private, though it is the only way to get at something, and Python's own protocols
FOREIGN_PRIVATE = {
    "_asdict",
    "_replace",
    "_fields",
    "_fields_",
    "_is_protocol",  # named tuples, ctypes, typing
    "_model",
    "_exit_stack",
    "_stack",
    "_chat_handlers",
    "_lora_adapter",  # llama_cpp.Llama
    "_getframe",
    "_repr_mimebundle_",
    "_repr_pretty_",
    "_repr_markdown_",
    "_repr_html_",
    "_ipython_display_",
    "_handle_displayed",
    "_reply_subshell_id",
    "_render_traceback_",
    "_actions",  # ipywidgets, ipykernel, IPython, argparse
}


@dataclass
class Room:
    """A numbered notebook and its module."""

    number: str
    name: str
    notebook: Path
    module: Path

    @property
    def package(self):
        """The package that it belongs to."""
        return self.name.partition(".")[0]

    @cached_property
    def cells(self):
        """The notebook's cells as `(kind, source)`."""
        cells = json.loads(self.notebook.read_text("utf-8"))["cells"]
        return [(cell["cell_type"], "".join(cell["source"])) for cell in cells]

    @cached_property
    def source(self):
        """The text of the module; empty where nothing is exported."""
        return self.module.read_text("utf-8") if self.module.exists() else ""

    @cached_property
    def tree(self):
        """The module, parsed."""
        return ast.parse(self.source)

    @cached_property
    def imports(self):
        """The rooms that it imports, by name."""
        return sorted(set(imported_rooms(self.tree, self.name)))


def rooms(root):
    """All rooms, lowest first."""
    found = []
    for path in sorted((root / "nbs").glob("[0-9]*.ipynb")):
        match = NUMBERED.fullmatch(path.name)
        exported = match and DEFAULT_EXPORT.search(path.read_text("utf-8").replace("\\n", "\n").replace('"', "\n"))
        if exported:
            name = exported[1]
            found.append(Room(match["number"], name, path, root / PACKAGE / f"{name.replace('.', '/')}.py"))
    return found


# Who imports whom


def absolute(module, level, inside):
    """The absolute name of a module that is imported relatively in a room."""
    if not level:
        return module or ""
    parts = f"{PACKAGE}.{inside}".split(".")[:-level]
    return ".".join([*parts, *([module] if module else [])])


def imported_names(tree, inside):
    """Every dotted name that some code imports, by whatever means; `*` where the name is computed."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = absolute(node.module, node.level, inside)
            yield module
            yield from (f"{module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call) and called(node) in ("import_module", "__import__", "_import_module"):
            argument = node.args[0] if node.args else None
            if isinstance(argument, ast.Constant):
                yield str(argument.value)
            elif PACKAGE in ast.unparse(node):
                yield f"{PACKAGE}.*"


def called(node):
    """The last part of the name of what is called."""
    return getattr(node.func, "attr", getattr(node.func, "id", ""))


def imported_rooms(tree, inside):
    """The rooms that some code imports; `*` for one whose name is computed."""
    for name in imported_names(tree, inside):
        if not name.startswith(f"{PACKAGE}."):
            continue
        parts = name.removeprefix(f"{PACKAGE}.").split(".")
        if parts[0] == "*":
            yield "*"
        elif parts[0] in FLOORS and len(parts) > 1:
            yield ".".join(parts[:2])
        elif parts[0] not in FLOORS:
            yield parts[0]


def check_numbers(rooms):
    """The tens digit of a room's number is its package's floor."""
    for room in rooms:
        if FLOORS.get(room.package) != int(room.number[0]):
            yield f"nbs/{room.notebook.name}: {room.package!r} is not on floor {room.number[0]}"


def check_imports(rooms):
    """A room imports only from rooms with lower numbers, in its module and in its notebook."""
    numbers = {room.name: room.number for room in rooms}
    for room in rooms:
        for name in sorted(
            {*room.imports, *(name for tree in demo_trees(room) for name in imported_rooms(tree, room.name))}
        ):
            if name == "*":
                yield f"{room.name} imports a room by a computed name"
            elif name in numbers and name != room.name and numbers[name] >= room.number:
                yield f"{room.name} ({room.number}) imports {name} ({numbers[name]})"


def demo_trees(room):
    """The parsed code cells of a notebook, magics left out."""
    from IPython.core.inputtransformer2 import TransformerManager

    for kind, source in room.cells:
        if kind == "code":
            yield ast.parse(TransformerManager().transform_cell(source))


def check_privates(rooms):
    """Names with an underscore are used in the room that defines them."""
    for room in rooms:
        for node in ast.walk(room.tree):
            if isinstance(node, ast.ImportFrom) and absolute(node.module, node.level, room.name).startswith(PACKAGE):
                for alias in node.names:
                    if alias.name.startswith("_"):
                        yield f"{room.name} imports {alias.name} from another room"
        own = defined_privates(room.tree)
        for name in sorted({*used_privates(room.tree)} - own - FOREIGN_PRIVATE):
            yield f"{room.name} uses .{name}, which it does not define"


def is_private(name):
    """Returns whether a name begins with one underscore."""
    return name.startswith("_") and not name.startswith("__")


def used_privates(tree):
    """The private attributes that some code reads."""
    return (
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and is_private(node.attr) and isinstance(node.ctx, ast.Load)
    )


def defined_privates(tree):
    """The private names that some code defines or assigns."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            names.add(node.name)
        elif isinstance(node, (ast.Attribute, ast.Name)) and not isinstance(node.ctx, ast.Load):
            names.add(node.attr if isinstance(node, ast.Attribute) else node.id)
    return names


# How large things are


def check_modules(rooms):
    """A module has at most `MOST_LINES` lines."""
    for room in rooms:
        if (count := room.source.count("\n")) > MOST_LINES:
            yield f"{room.name} has {count} lines; at most {MOST_LINES}: make two rooms of it"


def patched_class(function):
    """The class that a patched function becomes a method of, or `None`."""
    if not any("patch" in ast.unparse(decorator) for decorator in function.decorator_list):
        return None
    arguments = [*function.args.posonlyargs, *function.args.args]
    return ast.unparse(arguments[0].annotation) if arguments and arguments[0].annotation else None


def methods(rooms):
    """The names of the methods of each class, patched ones among them: `{class: {name, ...}}`."""
    found = defaultdict(set)
    for room in rooms:
        for node in ast.walk(room.tree):
            if isinstance(node, ast.ClassDef):
                found[node.name] |= {
                    part.name for part in node.body if isinstance(part, (ast.FunctionDef, ast.AsyncFunctionDef))
                }
            elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and (owner := patched_class(node)):
                found[owner].add(node.name)
    return found


def check_classes(rooms):
    """A class has at most `MOST_METHODS` methods."""
    for name, found in sorted(methods(rooms).items()):
        if len(found) > MOST_METHODS:
            yield f"{name} has {len(found)} methods; at most {MOST_METHODS}: what is more is a second class with a name"


def check_cells(rooms):
    """An exported cell has at most `MOST_CELL_LINES` lines of code, or the markdown above says why it is one cell."""
    for room in rooms:
        for (above_kind, above), (kind, source) in zip([("", ""), *room.cells], room.cells):
            lines = [line for line in source.splitlines() if line.strip() and not line.lstrip().startswith("#|")]
            if kind != "code" or not EXPORTED.search(source) or len(lines) <= MOST_CELL_LINES:
                continue
            if above_kind != "markdown" or not REASON.search(above):
                yield f"nbs/{room.notebook.name}: a cell of {len(lines)} lines begins with {lines[0][:60]!r}"


def long_lines(text):
    """The numbers of lines that are too wide; lines that are mostly an address, or rows of a Markdown table, may be."""
    for number, line in enumerate(text.splitlines(), 1):
        if len(line) > MOST_COLUMNS and not re.search(r"https?://\S{40,}|data:\S{40,}", line):
            yield number


def check_notebook_width(rooms):
    """Notebooks are at most `MOST_COLUMNS` wide, tables excepted."""
    for room in rooms:
        for kind, source in room.cells:
            shown = "\n".join(
                "" if kind == "markdown" and line.startswith("|") else line for line in source.splitlines()
            )
            if numbers := list(long_lines(shown)):
                first = source.strip().splitlines()[0][:50]
                wide = f"{len(numbers)} lines wider than {MOST_COLUMNS}"
                yield f"nbs/{room.notebook.name}: {wide} in the {kind} cell {first!r}"


def check_file_width(root):
    """So are tests, tools, benchmarks, the model's workshop, and the panel's files."""
    for folder, endings in (
        ("tests", "py"),
        ("tools", "py"),
        ("bench", "py"),
        ("demo", "py"),
        (PACKAGE, "js"),
        (PACKAGE, "css"),
    ):
        for path in sorted((root / folder).rglob(f"*.{endings}")):
            text = path.read_text("utf-8")
            name = path.relative_to(root)
            if numbers := list(long_lines(text)):
                yield f"{name}: {len(numbers)} lines wider than {MOST_COLUMNS}, the first is {numbers[0]}"
            if endings == "js" and (count := text.count("\n")) > MOST_LINES:
                yield f"{name} has {count} lines; at most {MOST_LINES}"


ROOM_CHECKS = (check_numbers, check_imports, check_privates, check_modules, check_cells, check_notebook_width)


def problems(root, name=None):
    """What breaks the rules: in one room or package, or everywhere."""
    everything = rooms(root)
    chosen = [room for room in everything if name is None or name in (room.package, room.name)]
    found = []
    for check in ROOM_CHECKS:
        if check is check_imports:
            names = {room.name for room in chosen}
            found += [problem for problem in check(everything) if problem.partition(" ")[0] in names]
        else:
            found += check(chosen)
    found += check_classes(chosen if name else everything)
    return found if name else [*found, *check_file_width(root)]


# The picture


def picture(root):
    """The floors with their rooms, and every import between packages, as text."""
    by_package, between = defaultdict(list), defaultdict(Counter)
    for room in rooms(root):
        by_package[room.package].append(room)
        for name in room.imports:
            other = name.partition(".")[0]
            if other != room.package:
                between[room.package][other] += 1
    lines = []
    for package, floor in sorted(FLOORS.items(), key=lambda pair: -pair[1]):
        names = ", ".join(room.name.partition(".")[2] for room in by_package[package])
        lines.append(f"{floor}  {package:<11} {names}")
        below = ", ".join(
            f"{other} ({count})"
            for other, count in sorted(between[package].items(), key=lambda pair: -FLOORS.get(pair[0], -1))
        )
        lines.append(f"   {'':<11} imports {below}" if below else f"   {'':<11} imports nothing of ours")
    return "\n".join(lines)
