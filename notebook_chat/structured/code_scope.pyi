"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from .importable import exports as exports, submodules as submodules, top_modules as top_modules
from .live_objects import Known as Known, NameSet as NameSet, Names as Names, known_of as known_of, names_of_class as names_of_class
from _typeshed import Incomplete
from collections.abc import Mapping
from fastcore.basics import patch as patch
from functools import cached_property
from typing import Any, NamedTuple

__all__: Incomplete
_OF_MODULES: Incomplete

class Surroundings:
    """The variables that code will find, and what it can import."""
    names: Incomplete
    def __init__(self, variables: Mapping[str, Any]) -> None: ...
    @cached_property
    def top_modules(self) -> NameSet | None:
        """The modules that can be imported; `None`: any."""
    def modules(self, path: str) -> NameSet | None:
        """Returns the modules in a package; `None`: any. The empty path has those that can be imported."""
    def exports(self, path: str) -> NameSet | None:
        """Returns the names in a module; `None`: any."""
    def imported(self, path: str, name: str | None = None) -> Known | None:
        """Returns what is known of a module, or of a name in it if it is loaded; `None`: nothing."""

class Zone(NamedTuple):
    """Indented lines in which other rules hold."""
    indent: int
    kind: str
    own: frozenset
    shared: frozenset

class Scope:
    """What names mean in code that is being written. A value: `fork` it to try something."""
    surroundings: Incomplete
    unknown: frozenset
    imports: Mapping[str, Known]
    mentioned: frozenset
    opened: frozenset
    all_open: bool
    any_module: bool
    containers: bool
    asks_platform: bool
    gave_way: bool
    zones: tuple[Zone, ...]
    def __init__(self, surroundings: Surroundings) -> None: ...
    def fork(self) -> Any:
        """Returns a copy."""
    @property
    def free(self) -> bool:
        """Whether any name may come anywhere."""
    def goes_on(self, earlier: Scope) -> None:
        """Take over what the code in an earlier block has made of names."""
    def meaning(self, name: str) -> Known | None:
        """Returns what is known of a name; `None`: nothing."""
    def bind(self, name: str) -> None:
        """Record that a name means something else from here on."""
    def share(self, name: str) -> None:
        """Record a name that is declared `global` or `nonlocal`: it may mean anything."""
    def bind_import(self, name: str, known: Known | None) -> None:
        """Record that a name was imported."""
    def mention(self, text: str) -> None:
        """Record a text or a name that the code brings up."""
    def open(self, known: Known | None) -> None:
        """Give way for an object from here on."""
    def open_named(self, names: frozenset) -> None:
        """Give way for the variables among some names that aren't modules."""
    def open_tables(self) -> None:
        """Give way for all tables."""
    def leave_zones(self, indent: int) -> None:
        """Begin a line with some indent: what is indented more is over."""
    def _gives_way(self, known):
        """Returns whether nothing is sure about an object here."""
    def attributes(self, known: Known | None) -> NameSet | None:
        """Returns the names that may follow a dot; `None`: any."""
    def columns(self, known: Known | None) -> NameSet | None:
        """Returns the texts that may stand in the brackets of a table; `None`: any."""
    def _expects_failure(self):
        """Returns whether an import may fail here, or is one for other machines."""
    def modules(self, path: str) -> NameSet | None:
        """Returns the names that may come after `import path.`; `None`: any."""
    def exported(self, path: str) -> NameSet | None:
        """Returns the names that may come after `from path import`; `None`: any."""
    def brings_up(self, text: str, whole: bool = False) -> bool:
        """Returns whether something that was mentioned begins with a text, or is it as a `whole`."""

_KEPT: Incomplete
