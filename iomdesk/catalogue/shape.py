"""Every kind of record and every field the desk keeps: permanent number, type, data category, merge policy.

Pure data, shared with the central server. Numbers are never reused and never change: they are what a change
in the log names, and an older or newer program must read them for ever. A field belongs to exactly one data
category, because the sharing agreement grants categories to agencies field by field (PRODUCT, "Information-
sharing agreement"). What is shown while a conflict stands is the field's ``merge`` policy (SYNC, "The change").
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum


class Category(IntEnum):
    """The data categories of the sharing agreement, with the permanent numbers that signed roots use."""

    IDENTITY = 1
    CONTACT = 2
    DEMOGRAPHICS = 3
    SUPERVISION = 4
    CUSTODY = 5
    OFFENDING = 6
    RISK = 7
    HEALTH = 8
    SUBSTANCE_USE = 9
    PATHWAYS = 10
    PLAN = 11
    CONFERENCE = 12
    ACTIONS = 13
    INTELLIGENCE = 14
    VICTIM = 15
    FAMILY = 16
    STAFFING = 17
    GOVERNANCE = 18


class Agency(StrEnum):
    """The kinds of agency that can be party to an agreement (PRODUCT)."""

    POLICE = "police"
    PROBATION = "probation"
    PRISON = "prison"
    YOUTH_JUSTICE = "youth justice"
    LOCAL_AUTHORITY = "local authority"
    HOUSING = "housing"
    HEALTH = "health"
    SUBSTANCE_MISUSE = "substance-misuse service"
    VOLUNTARY = "voluntary sector"


class Type(StrEnum):
    """What a value is, in the log and in its row. Dates are ISO text, instants UTC milliseconds."""

    TEXT = "text"
    LONG_TEXT = "long text"
    CODE = "code"
    NUMBER = "number"
    YES_NO = "yes/no"
    DATE = "date"
    INSTANT = "instant"
    ID = "id"
    BYTES = "bytes"


class Merge(StrEnum):
    """What is shown while two values nobody has chosen between stand side by side."""

    NEWEST = "newest"
    CAUTIOUS = "cautious"
    ADD_ONLY = "add only"


@dataclass(frozen=True, slots=True)
class Field:
    """One stored field. ``order`` ranks the values of a cautious field, least cautious first."""

    number: int
    name: str
    type: Type
    category: Category
    merge: Merge = Merge.NEWEST
    order: tuple[object, ...] = ()
    since: int = 1
    until: int | None = None


@dataclass(frozen=True)
class Kind:
    """One kind of record and its table. ``subject`` names whose history a change about it belongs to.

    ``subject`` is ``self`` for a record that is its own subject, else ``person``, ``officer`` or
    ``conference``; the row then carries that id in a column of that name, taken from the signed envelope and
    not from a field, so that a desk that may see only part of a record still knows whose it is.
    """

    number: int
    name: str
    subject: str
    fields: tuple[Field, ...]
    since: int = 1
    by_name: dict[str, Field] = field(init=False, compare=False, repr=False)
    by_number: dict[int, Field] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {f.name: f for f in self.fields})
        object.__setattr__(self, "by_number", {f.number: f for f in self.fields})

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the kind's table, in the order the projector writes them."""
        subject = () if self.subject == "self" else (self.subject,)
        return ("id", *subject, *(f.name for f in self.fields), "heads")

    def __iter__(self) -> Iterator[Field]:
        return iter(self.fields)

    def __hash__(self) -> int:
        return self.number


WITHDRAWN = "withdrawn"
"""Every kind has this field: why the record no longer counts; empty while it stands."""

Spec = (
    tuple[str, Type, Category]
    | tuple[str, Type, Category, Merge]
    | tuple[str, Type, Category, Merge, tuple[object, ...]]
)


def kind_of_record(
    number: int,
    name: str,
    subject: str,
    *specs: Spec,
    add_only: bool = False,
    since: int = 1,
    later: tuple[str, ...] = (),
) -> Kind:
    """Build a kind; field numbers are kind × 100 + place, ``withdrawn`` always × 100 + 99.

    ``since`` is the catalogue's version that brought the kind; ``later`` names fields that version 2 added to it.
    """
    fields = []
    for place, spec in enumerate(specs, start=1):
        merge = spec[3] if len(spec) > 3 else (Merge.ADD_ONLY if add_only else Merge.NEWEST)
        order = spec[4] if len(spec) > 4 else ()
        brought = 2 if spec[0] in later else since
        fields.append(Field(number * 100 + place, spec[0], spec[1], spec[2], merge, order, brought))
    main = specs[0][2]
    fields.append(Field(number * 100 + 99, WITHDRAWN, Type.TEXT, main, since=since))
    return Kind(number, name, subject, tuple(fields), since)
