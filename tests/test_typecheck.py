"""What the type checker and editors are shown: patched methods stand in their classes."""

import ast
from pathlib import Path

import pytest

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
    (project / "notebook_chat" / "use.py").write_text("from .boxes import Box\ndef total() -> str: return Box(1).doubled()\n")
    assert typecheck.mypy(project) == 1
    assert 'Incompatible return value type (got "int"' in capsys.readouterr().out
