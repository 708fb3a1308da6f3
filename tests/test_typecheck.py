"""What the type checker and editors are shown: patched methods stand in their classes."""

import ast
import re
import shutil
from pathlib import Path

import pytest

import notebook_chat
import typecheck

PATCHED = '''"""A box."""
from fastcore.basics import patch

class Box:
    "Holds a number."
    def __init__(self, number: int): self.number = number

@patch
def doubled(self:Box) -> int:
    "Twice the number."
    return 2 * self.number

@patch(as_prop=True)
def half(self:Box) -> float:
    "Half of it."
    return self.number / 2

@patch(set_prop=True)
def half(self:Box, value:float):
    self.number = int(2 * value)

@patch(cls_method=True)
def one(cls:Box) -> Box:
    "A box with one in it."
    return cls(1)
'''


@pytest.fixture
def project(tmp_path):
    """A package of one module that patches, and one that uses it."""
    folder = tmp_path / "notebook_chat"
    folder.mkdir()
    (folder / "__init__.py").write_text("")
    (folder / "boxes.py").write_text(PATCHED)
    (folder / "use.py").write_text("from .boxes import Box\ndef total() -> int: return Box(1).doubled()\n")
    (tmp_path / "mypy.ini").write_text("[mypy]\nignore_missing_imports = True\n")
    return tmp_path


def test_patched_functions_become_methods():
    text, found = typecheck.merged(PATCHED)
    [box] = [node for node in ast.parse(text).body if isinstance(node, ast.ClassDef)]
    methods = [node for node in box.body if isinstance(node, ast.FunctionDef)]
    assert found
    assert [(node.name, [ast.unparse(each) for each in node.decorator_list]) for node in methods] == [
        ("__init__", []), ("doubled", []), ("half", ["property"]), ("half", ["half.setter"]), ("one", ["classmethod"])]


def test_a_module_without_patches_has_no_stub(project):
    assert list(typecheck.stubs(project)) == [Path("notebook_chat/boxes.pyi")]


def test_stubs_show_the_methods_and_what_they_say(project):
    [text] = typecheck.stubs(project).values()
    assert "def doubled(self) -> int:" in text and '"""Twice the number."""' in text and "@half.setter" in text


def test_stubs_go_stale_and_are_written(project, capsys):
    stub = project / "notebook_chat" / "boxes.pyi"
    assert typecheck.stale(project, typecheck.stubs(project)) == ["notebook_chat/boxes.pyi"]
    typecheck.write_stubs(project)
    assert typecheck.stale(project, typecheck.stubs(project)) == []
    (project / "notebook_chat" / "gone.pyi").write_text("x: int\n")
    assert typecheck.stale(project, typecheck.stubs(project)) == ["notebook_chat/gone.pyi"]
    typecheck.write_stubs(project)
    assert stub.exists() and not (project / "notebook_chat" / "gone.pyi").exists()


def test_mypy_finds_a_wrong_call_of_a_patched_method(project, capsys):
    assert typecheck.mypy(project) == 0, capsys.readouterr().out
    wrong = "from .boxes import Box\ndef total() -> str: return Box(1).doubled()\n"
    (project / "notebook_chat" / "use.py").write_text(wrong)
    assert typecheck.mypy(project) == 1
    assert 'Incompatible return value type (got "int"' in capsys.readouterr().out


# The package itself

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
PROGRAM = '''from notebook_chat import Chat, ChatHistory, ChatMessage, Reply, load_model

chat = Chat("demo", system="Be brief.")
reveal_type(chat.send("x").text)
reveal_type(chat.retry())
reveal_type(chat.edit(0, "y"))
reveal_type([piece for piece in chat.send()])
reveal_type(chat.messages)
reveal_type(chat.messages[-1].role)
reveal_type(chat.messages.num_tokens)
reveal_type(chat.fork().config.temperature)
reveal_type(load_model("demo"))
chat.send(3)
chat.sent("x")
'''


@pytest.fixture(scope="module")
def merged_modules(tmp_path_factory):
    """The modules of the package as a type checker sees them: `{path: tree}`."""
    folder = tmp_path_factory.mktemp("merged")
    typecheck.merge_package(typecheck.ROOT, folder)
    return {str(path.relative_to(folder)): ast.parse(path.read_text("utf-8")) for path in sorted(folder.rglob("*.py"))}


def public_functions(tree):
    """The public functions of a module, and the public methods and constructors of its public classes."""
    for node in tree.body:
        if isinstance(node, FUNCTIONS) and not node.name.startswith("_"):
            yield node.name, node
        elif isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            for part in node.body:
                if isinstance(part, FUNCTIONS) and (part.name == "__init__" or not part.name.startswith("_")):
                    yield f"{node.name}.{part.name}", part


def untyped(name, function):
    """What of a function has no annotation. A constructor needn't say that it returns nothing."""
    arguments = function.args
    named = [*arguments.posonlyargs, *arguments.args]
    if "." in name and not any(ast.unparse(decorator) == "staticmethod" for decorator in function.decorator_list):
        named = named[1:]
    named += [*arguments.kwonlyargs, *filter(None, (arguments.vararg, arguments.kwarg))]
    missing = [argument.arg for argument in named if argument.annotation is None]
    return missing + (["return"] if function.returns is None and not name.endswith("__init__") else [])


def test_what_is_untyped():
    function = ast.parse("def f(a, b: int, *c, d: str, **e): pass").body[0]
    assert untyped("f", function) == ["a", "c", "e", "return"]
    assert untyped("A.f", function) == ["c", "e", "return"] and untyped("A.__init__", function) == ["c", "e"]


def test_every_public_function_is_typed(merged_modules):
    functions = [(path, *found) for path, tree in merged_modules.items() for found in public_functions(tree)]
    assert len(functions) > 500
    lacking = [f"{path} {name}: {', '.join(missing)}" for path, name, function in functions
               if (missing := untyped(name, function))]
    assert not lacking, "\n".join(lacking)


def none_defaults(function):
    """The parameters of a function whose default is `None`."""
    arguments = function.args
    named = [*arguments.posonlyargs, *arguments.args]
    with_defaults = list(zip(named[len(named) - len(arguments.defaults):], arguments.defaults))
    with_defaults += zip(arguments.kwonlyargs, arguments.kw_defaults)
    return [argument for argument, default in with_defaults
            if isinstance(default, ast.Constant) and default.value is None]


def test_a_default_of_none_is_in_the_type(merged_modules):
    wrong = [f"{path} {name}: {argument.arg}" for path, tree in merged_modules.items()
             for name, function in public_functions(tree) for argument in none_defaults(function)
             if not {"None", "Any"} & set(re.findall(r"\w+", ast.unparse(argument.annotation)))]
    assert not wrong, "\n".join(wrong)


def test_a_comment_that_ignores_an_error_stays_with_its_method():
    source = PATCHED.replace("def doubled(self:Box) -> int:", "def doubled(self:Box) -> int:  # type: ignore[override]")
    text, _ = typecheck.merged(source)
    assert "    def doubled(self) -> int: # type: ignore[override]\n" in text


def test_the_stub_of_the_package_names_the_homes():
    text = typecheck.names_stub('_HOMES = {"core.boxes": ("Box", "open_box")}\n')
    assert "from .core.boxes import Box as Box\nfrom .core.boxes import open_box as open_box\n" in text
    assert typecheck.names_stub("x = 1\n") == ""


def test_every_public_name_is_in_the_stub():
    stub = ast.parse((typecheck.ROOT / "notebook_chat" / "__init__.pyi").read_text("utf-8"))
    names = {alias.asname for node in stub.body if isinstance(node, ast.ImportFrom) for alias in node.names}
    assert set(notebook_chat.__all__) <= names


def test_a_users_program_is_checked(tmp_path):
    (tmp_path / "program.py").write_text(PROGRAM)
    # A copy, of which mypy says all: of an installed package it says less.
    shutil.copytree(typecheck.ROOT / "notebook_chat", tmp_path / "copy/notebook_chat")
    (tmp_path / "mypy.ini").write_text("[mypy]\nmypy_path = copy\nignore_missing_imports = True\n"
                                       "follow_imports = silent\n")
    said = typecheck.run("mypy", "program.py", folder=tmp_path).stdout
    assert re.findall(r'Revealed type is "(.*)"', said.replace("builtins.", "")) == [
        "str", "notebook_chat.core.reply.Reply", "notebook_chat.core.reply.Reply | None", "list[str]",
        "notebook_chat.chat.history.ChatHistory", "str", "int | None", "float | None",
        "notebook_chat.models.protocol.Model"], said
    assert 'Argument 1 to "send" of "Chat" has incompatible type "int"; expected "str | None"' in said
    assert '"Chat" has no attribute "sent"' in said
    errors = [line for line in said.splitlines() if ": error:" in line]
    assert len([line for line in errors if line.startswith("program.py")]) == 2, said
    # Two classes differ from their bases on purpose.
    ours = {re.search(r"(\w+)\.pyi:.*\[([\w-]+)\]$", line).groups() for line in errors if ".pyi:" in line}
    assert ours == {("parts", "misc"), ("history", "override")}, said
