"""Types: check the package with mypy, and write the stubs that show editors its patched methods.

    python tools/typecheck.py check    run mypy over the package and compare the stubs; fails if something is wrong
    python tools/typecheck.py stubs    write a .pyi beside each module that patches methods into a class, and
                                       __init__.pyi, which says where the lazy public names come from

`@patch` puts a method into its class when the module runs, so neither mypy nor an editor sees it there. Both are shown
the same modules with each patched function moved into its class.
"""

import ast
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = "notebook_chat"
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
NAMES_HEAD = '"Written by tools/typecheck.py: the homes of the public names, which are imported lazily."\n\n'
HEAD = '"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."\n\n'


def patch_options(function):
    """What `@patch` was told about a function, such as `{"as_prop"}`; `None` if it isn't patched."""
    for decorator in function.decorator_list:
        if isinstance(decorator, ast.Name) and decorator.id == "patch":
            return set()
        if isinstance(decorator, ast.Call) and getattr(decorator.func, "id", "") == "patch":
            return {keyword.arg for keyword in decorator.keywords}
    return None


def as_method(function, options):
    """A patched function as a method of its class."""
    kept = [decorator for decorator in function.decorator_list if "patch" not in ast.unparse(decorator)]
    added = {"as_prop": "property", "cls_method": "classmethod", "set_prop": f"{function.name}.setter"}
    function.decorator_list = [
        ast.parse(added[option], mode="eval").body for option in added if option in options
    ] + kept
    (function.args.posonlyargs + function.args.args)[0].annotation = None
    return function


def merged(source):
    """A module with its patched functions inside their classes, and whether there were any."""
    tree = ast.parse(source, type_comments=True)   # keeps the `# type: ignore[...]` at the beginning of a function
    classes = {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)}
    body, found = [], False
    for node in tree.body:
        options = patch_options(node) if isinstance(node, FUNCTIONS) else None
        if options is None:
            body.append(node)
            continue
        owner = ast.unparse((node.args.posonlyargs + node.args.args)[0].annotation)
        classes[owner].body.append(as_method(node, options))
        found = True
    start = 1 if body and isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant) else 0
    body.insert(start, ast.parse("from __future__ import annotations").body[0])
    tree.body = body
    return ast.unparse(ast.fix_missing_locations(tree)) + "\n", found


def merge_package(root, folder):
    """Write the merged package into a folder; the modules that patch something, as paths within the package."""
    patching = []
    for path in sorted((root / PACKAGE).rglob("*.py")):
        inside = path.relative_to(root)
        if path.name == "_modidx.py":
            continue
        text, found = merged(path.read_text("utf-8"))
        target = folder / inside
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
        if found:
            patching.append(inside)
    return patching


def run(*arguments, folder):
    """Run a program of this environment in a folder."""
    program = Path(sys.executable).with_name(arguments[0])
    return subprocess.run([program, *map(str, arguments[1:])], cwd=folder, capture_output=True, text=True)


def mypy(root):
    """Run mypy over the merged package; its exit status."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        merge_package(root, folder)
        done = run("mypy", "--config-file", root / "mypy.ini", "--pretty", PACKAGE, folder=folder)
    print(done.stdout + done.stderr, end="")
    return done.returncode


def names_stub(source):
    """The stub of the package itself, whose `_HOMES` say where a lazy name comes from; nothing if it has none."""
    for node in ast.parse(source).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "_HOMES":
            homes = ast.literal_eval(node.value)
            imports = [f"from .{home} import {name} as {name}\n" for home, names in homes.items() for name in names]
            return NAMES_HEAD + "".join(imports) + "\n__version__: str\n"
    return ""


def stubs(root):
    """The stubs as `{path: text}`."""
    start = Path(PACKAGE) / "__init__.pyi"
    names = names_stub((root / start.with_suffix(".py")).read_text("utf-8"))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        patching = merge_package(root, folder)
        options = ("--parse-only", "--include-docstrings", "--include-private", "-q")
        done = run("stubgen", *options, "-o", "stubs", *patching, folder=folder)
        if done.returncode:
            raise SystemExit(done.stdout + done.stderr)
        made = {
            path.with_suffix(".pyi"): HEAD + tidy((folder / "stubs" / path.with_suffix(".pyi")).read_text("utf-8"))
            for path in patching
        }
    return {start: names, **made} if names else made


def tidy(text):
    """A stub without private attributes; `list` is Python's there, and asynchronous generators are no coroutines."""
    text = re.sub(r"^    _(?!_)\w*: .*\n", "", text, flags=re.MULTILINE)
    text = re.sub(r"^( *)async (def .* -> Async(?:Iterator|Generator)\b)", r"\1\2", text, flags=re.MULTILINE)
    if "    def list(" not in text:
        return text
    return "import builtins\n" + re.sub(r"(?<![\w.])list\[", "builtins.list[", text)


def stale(root, wanted):
    """The stubs that are missing, out of date, or no longer wanted."""
    there = {path.relative_to(root): path.read_text("utf-8") for path in (root / PACKAGE).rglob("*.pyi")}
    return sorted(str(path) for path in {*there, *wanted} if there.get(path) != wanted.get(path))


def write_stubs(root):
    """Write every stub, and remove those that are no longer wanted."""
    wanted = stubs(root)
    for name in stale(root, wanted):
        path = root / name
        if Path(name) in wanted:
            path.write_text(wanted[Path(name)], encoding="utf-8")
        else:
            path.unlink()
        print(name)


def main():
    """Do what was asked."""
    command = sys.argv[1] if len(sys.argv) == 2 else ""
    if command == "check":
        names = stale(ROOT, stubs(ROOT))
        for name in names:
            print(f"{name} is out of date: run tools/typecheck.py stubs")
        return mypy(ROOT) or bool(names)
    if command == "stubs":
        return write_stubs(ROOT)
    raise SystemExit(__doc__)


if __name__ == "__main__":
    sys.exit(main())
