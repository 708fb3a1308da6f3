"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

import functools
import types
from _typeshed import Incomplete
from collections.abc import Callable, Generator, Iterable, Mapping
from dataclasses import dataclass
from fastcore.basics import patch as patch
from typing import Any

__all__: Incomplete
_TYPE_DICT: Incomplete
_TYPE_MRO: Incomplete
_TYPE_NAME: Incomplete

def mro_of(kind: type) -> tuple:
    """Returns the classes that a class inherits from, itself first; no metaclass is asked."""
def own_dict(kind: type) -> Mapping[str, Any]:
    """Returns what a class itself defines, by name; no metaclass is asked."""
def names_of_class(kind: type) -> frozenset:
    """Returns the names that a class gives to its objects."""
def inherits(kind: type, *bases: type) -> bool:
    """Returns whether a class is one of some classes or inherits from one; no metaclass is asked."""
def _defines(kinds, *names):
    """Returns whether one of some classes defines one of some methods."""
def answers_to_any(kind: type) -> bool:
    """Returns whether the objects of a class may have attributes that aren't in any dictionary."""

_PLAIN_MODULES: Incomplete

def _is_plain(kind):
    """Returns whether a class that is written in C looks up attributes as `object` does, though it says so itself."""

_DYNAMIC: Incomplete

def _behind(value):
    """Returns what else runs when a value is called: what it wraps, what is bound in it, what it closes over."""

_CACHED: Incomplete

def _contents(cells) -> Generator[Incomplete]:
    """Yields what some variables of an enclosing function hold."""
def _codes_in(value) -> Generator[Incomplete]:
    """Yields the compiled code of a function, a property or a method, with that of the functions in and behind it."""

@dataclass(frozen=True)
class Effects:
    """What calling some code may do to names."""
    sets: frozenset = ...
    uses: frozenset = ...
    anything: bool = ...

def effects_of(values: list) -> Effects:
    """Returns what calling some functions, properties or methods may do, as far as their own code says."""

class NameSet:
    """Some names, and the texts that they begin with."""
    names: Incomplete
    def __init__(self, names: Iterable[str] = ()) -> None: ...
    def __contains__(self, name) -> bool: ...
    def __len__(self) -> int: ...
    @functools.cached_property
    def _sorted(self): ...
    def begins(self, text: str) -> bool:
        """Returns whether one of the names begins with a text."""
    def following(self, text: str) -> set[str]:
        """Returns the characters that come after a text in the names that begin with it."""

@dataclass(eq=False)
class Known:
    """What is known of an object."""
    kind: str
    attributes: NameSet | None = ...
    columns: NameSet | None = ...
    rows: NameSet | None = ...
    only_texts: bool = ...
    length: int = ...
    levels: frozenset = ...
    stable: bool = ...
    own: bool = ...
    uses: frozenset = ...
    member: Callable = ...
    item: Any = ...
    groups: Any = ...
    owner: Any = ...

_MOST_LABELS: int

def _is_pandas(value, name):
    """Returns whether a value's own class is pandas' class of that name."""
def _texts_in(index):
    """Returns the labels of a pandas index that are texts; `None` if it isn't known which there are."""
def _column_of(index, kind):
    """Returns what is known of a column of a table with such an index."""
def _accessor(kind, name):
    """Returns what is known of an accessor such as `.str`; `None` if it is none."""
def _table(value):
    """Returns what is known of a pandas table."""
def _names_of_groups(columns):
    """Returns the attributes of what a table's `groupby` returns; `None`: any."""

_LATER: Incomplete
_ANNOUNCE: Incomplete
_MODULE_DICT: Incomplete

def dict_of_module(module: Any) -> dict:
    """Returns a module's dictionary without loading a lazy module; an empty one for anything else, or before it has one."""
def is_own_module(module: types.ModuleType) -> bool:
    """Returns whether a module is the user's rather than a library's."""
def _announced(names):
    """Returns the texts among what a module says it exports."""
def _texts_of_code(function):
    """Returns the texts in the code of a module's `__getattr__`."""
def names_of_module(module: types.ModuleType) -> frozenset | None:
    """Returns the names in a module; `None` if it may have others."""
def _module(value):
    """Returns what is known of a module."""
def _in_module(module, name):
    """Returns what is known of a module or a class in a module."""
def _is_own_class(kind):
    """Returns whether a class is defined in the notebook, or in a module of the user's."""
def _class(value):
    """Returns what is known of a class."""
def _effects_of_class(kind):
    """Returns what calling the methods of a class may do."""
def held_by(value: Any) -> dict | None:
    """Returns the dictionary that an object keeps its attributes in; `None` if it has none. Raises `LookupError`."""
def _object(value):
    """Returns what is known of an object of any class."""
def known_of(value: Any) -> Known:
    """Returns what is known of a value. Runs no code of the user's, and never raises."""

class Names:
    """What is known of some variables."""
    tables: Incomplete
    def __init__(self, variables: Mapping[str, Any]) -> None: ...
    def __contains__(self, name: str) -> bool: ...
    def get(self, name: str) -> Known | None:
        """Returns what is known of a variable; `None` if there is no such variable."""
    def effects(self, name: str) -> Effects:
        """Returns what calling a variable or a method of it may do, as the user has written it, with all that this calls."""
    def others_like(self, known: Known, in_containers: bool = False) -> bool:
        """Returns whether a loop could run over objects of its kind: over a container of some, or over several tables."""

def _called(value):
    """Returns the functions of the user's that may run when a value is called, or a method of it."""
def _is_simple(value): ...
def notebook_variables() -> dict:
    """Returns the variables of the notebook, or of the program where there is none."""
