"Written by tools/typecheck.py: the module as a type checker sees it, patched methods in their classes."

from .code_scope import Scope as Scope, Surroundings as Surroundings, Zone as Zone
from .code_texts import Text as Text
from .live_objects import Known as Known, NameSet as NameSet
from _typeshed import Incomplete
from fastcore.basics import patch as patch
from typing import Any, NamedTuple

__all__: Incomplete

class Chain(NamedTuple):
    """A name, or another value, with what follows it."""
    value: Known | None
    root: str
    trailers: int
    target: bool
    before: str
    attr: str
    of: Known | None
    new: tuple[str, ...]
    computed: bool

class Bracket(NamedTuple):
    """A bracket that is open."""
    opening: str
    chain: Chain
    role: str
    safe: bool
    commas: int
    only: str | None
    number: str
    new: tuple[str, ...]
    other: bool
    compares: bool
    resume: Text | None

class CodeState(Scope):
    """Where in a statement some code is."""
    stack: tuple[Bracket, ...]
    string: Text | None
    skipped: str
    word: str
    held: NameSet | None
    chain: Incomplete
    after: str
    must: str | None
    equals: bool
    last: str
    indent: int
    in_indent: bool
    joined: bool
    magic: str
    line_indent: int
    def __init__(self, surroundings: Surroundings) -> None: ...
    keyword: str
    assigned: bool
    lists: bool
    binds: tuple[str, ...]
    bare: tuple[str, ...]
    targets: tuple[Chain, ...]
    parameters: tuple[str, ...]
    binding: str
    lambdas: tuple[int, ...]
    relative: bool
    def begin_statement(self) -> None: ...
    def change_top(self, **changes: Any) -> None:
        """Change what is known of the innermost bracket."""
    def note_other(self, number: str = '') -> None:
        """Note that something else than a text stands in the innermost bracket; perhaps a number, alone."""
    containers: bool
    def end_statement(self) -> None: ...
    def _may_hold_tables(self):
        """Returns whether the value that was just assigned came from elsewhere: a loop may run over tables in it."""
    phase: str
    path: Incomplete
    def end_import_word(self, word: str) -> bool:
        """Take in a word of an import."""
    all_open: bool
    def import_mark(self, char: str) -> bool:
        """Take in a character between the words of an import."""
    alias: str
    def _end_import(self) -> None:
        """Bind the name that was just imported."""
    def dot(self) -> bool:
        """Take in a dot."""
    @property
    def lacks_assignment(self) -> bool:
        """Whether new names stand where they are only right if they are assigned, as in `df['a'], df['b'] = 1, 2`."""
    def finish_chain(self, char: str) -> bool:
        """Take in that a value has ended, before `char`. Returns whether it may."""
    def _note_use(self, known, chain, char) -> None:
        """Give way for an object that is handed over, or gets a second name."""
    def operator(self, char: str) -> bool:
        """Take in a comma, a colon, or an operator."""
    def _equals(self) -> None:
        """Take in a `=`, perhaps the end of an operator."""
    def _colon(self) -> None:
        """Take in a colon."""
    def _open_format(self) -> None:
        """Take in the colon before the format of a value in an f-string: it is text, up to the bracket."""
    def after_equals(self, char: str) -> bool:
        """Take in the character after a `=`, which may be a second one."""
    def _assign(self, chain) -> None:
        """Take in a `=` that assigns."""

_NO_TABLES: Incomplete
_BLOCKS: Incomplete
