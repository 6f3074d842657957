"""Questions about copies made: the next number, the register, a reader's last copy, and what is news since it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, select

from iomdesk.catalogue import Agency
from iomdesk.clock import instant_text
from iomdesk.copies.records import DocumentCopy
from iomdesk.copies.rules import NOT_READ, Document, State, comes_back, copy_name, days_out
from iomdesk.doors import ANYONE, CASEWORK, Consults, question
from iomdesk.errors import Refused
from iomdesk.history.news import Changes
from iomdesk.ids import Id, id_from_text, id_text
from iomdesk.partnership.records import Officer
from iomdesk.store.reading import Reading
from iomdesk.store.since import changes_after, first_place, newest_place
from iomdesk.store.store import setting
from iomdesk.words import say


@dataclass(frozen=True, slots=True, repr=False)
class NextCopy:
    """What a copy about to be made needs to know: asked for before anything that goes into it is read.

    ``number``: the copy's, provisional until the partnership's server counts. ``name`` and ``agency``: who sits here.
    ``read_to``: the place the log has reached. ``training``: a practice desk, which says so on every page.
    """

    number: int
    name: str
    agency: str
    training: bool
    read_to: int


@dataclass(frozen=True, slots=True, repr=False)
class CopyRow:
    """One copy as registered. Instants are UTC ms; ``withheld`` is what the paper itself says was withheld.

    ``made_by`` and ``state_by`` are names; ``state_note`` is what was said of its state.
    """

    id: Id
    document: str
    about: Id | None
    title: str
    number: int | None
    name: str
    agency: str
    sha256: bytes
    pages: int
    people: int
    withheld: int
    made_at: int
    made_by: str
    changes_since: int | None
    protected: bool
    agreement: Id | None
    state: str
    state_on: date | None
    state_by: str
    state_note: str

    @property
    def called(self) -> str:
        """What people call it: *Norwich-3 pack 4*."""
        return copy_name(self.title, self.document, self.number)

    @property
    def outstanding(self) -> bool:
        """Whether it is still waited for: made, and neither returned, shredded, lost nor spoiled."""
        return self.state == State.OUT and comes_back(self.document)

    def days_out(self, on: date) -> int:
        """How many days it has been out on the day ``on``."""
        return days_out(self.made_at, on)


_c = DocumentCopy
_STATE = func.coalesce(_c.state, str(State.OUT))


@question(*ANYONE, consults=Consults.NOBODY)
def next_copy(reading: Reading, document: Document, about: Id | None, officer: Id) -> NextCopy:
    """Who makes the next copy of a document, its number, and how far the log has come."""
    row = reading.first(select(Officer.name, Officer.agency).where(Officer.id == officer))
    name, agency = (row.name or "", row.agency or "") if row else ("", "")
    training = bool(setting(reading.connection, "training"))
    return NextCopy(next_number(reading, document, about), name, agency, training, newest_place(reading))


@question(*ANYONE, consults=Consults.NOBODY)
def next_copy_number(reading: Reading, document: Document, about: Id | None) -> int:
    """The number of the next copy: one more than the highest on this desk, spoiled copies counted."""
    return next_number(reading, document, about)


def next_number(reading: Reading, document: Document, about: Id | None) -> int:
    """As ``next_copy_number``, within a command."""
    return (reading.value(select(func.max(_c.number)).where(_c.document == str(document), _of(about))) or 0) + 1


def copy_of(reading: Reading, copy: Id) -> CopyRow:
    """One copy. Raises ``Refused`` where this desk has no such one."""
    rows = _rows(reading, _REGISTER.where(_c.id == copy))
    if not rows:
        raise Refused(say("That copy is not on this desk."), say("See: iomdesk copies list."))
    return rows[0]


@question(*ANYONE, consults=Consults.NOBODY)
def copies(reading: Reading, about: Id | None = None, outstanding: bool = False) -> tuple[CopyRow, ...]:
    """The register, in the order the copies were made; of one conference, or those still waited for, if asked."""
    conditions: list[ColumnElement[bool]] = [_c.about == about] if about is not None else []
    if outstanding:
        conditions.append(_STATE.in_([str(State.OUT)]))
    rows = _rows(reading, _REGISTER.where(*conditions).order_by(_c.made_at, _c.number, _c.id))
    return tuple(row for row in rows if row.outstanding or not outstanding)


@question(*ANYONE, consults=Consults.NOBODY)
def copies_overdue(reading: Reading, today: date, days: int) -> tuple[CopyRow, ...]:
    """The copies still waited for that were made more than ``days`` days ago, oldest first."""
    return tuple(row for row in copies(reading, None, True) if row.days_out(today) > days)


@question(*ANYONE, consults=Consults.NOBODY)
def copy_named(reading: Reading, text: str) -> CopyRow:
    """The copy that ``Norwich-3 pack 4``, a number that only one copy bears, or an id names.

    Raises ``Refused`` for none or several; two desks may have given one number before they met, and then the message
    says how to tell the copies apart.
    """
    wanted = " ".join(text.split())
    found = _meant(reading, wanted)
    if not found:
        raise Refused(say("There is no copy {name}.", name=wanted), say("See: iomdesk copies list."))
    if len(found) > 1:
        each = "; ".join(
            say("{copy} for {name} ({agency}), made {at}: {id}", copy=row.called, name=row.name, agency=row.agency,
                at=instant_text(row.made_at), id=id_text(row.id))
            for row in found
        )  # fmt: skip
        raise Refused(
            say("{name} names several copies.", name=wanted), say("Say which by its id. {copies}", copies=each)
        )
    return found[0]


@question(*CASEWORK, consults=Consults.NOBODY)
def last_copy(
    reading: Reading,
    document: Document,
    agency: Agency,
    about: Collection[Id] | None = None,
    name: str | None = None,
) -> CopyRow | None:
    """The newest copy of a document that this agency was handed, which the next one tells its news against.

    ``about`` are the conferences of the series (any, where None); ``name`` narrows to one reader. A copy lost or
    spoiled was not read, so it does not count.
    """
    conditions: list[ColumnElement[bool]] = [_c.document == str(document), _c.agency == str(agency)]
    if about is not None:
        conditions.append(_c.about.in_(list(about)))
    read = _STATE.not_in([str(state) for state in NOT_READ])
    newest = _REGISTER.where(*conditions, read, _c.withdrawn.is_(None)).order_by(_c.made_at.desc(), _c.id.desc())
    rows = _rows(reading, newest if name is not None else newest.limit(1))
    return next((row for row in rows if name is None or _plain(row.name) == _plain(name)), None)


@question(*CASEWORK, consults=Consults.NOBODY)
def changes_since_copy(reading: Reading, copy: Id, records: Collection[Id]) -> Changes:
    """What is news of ``records`` to whoever read an earlier copy, by order of arrival on this desk.

    Where the reader's copy was made on this desk, that is what came after its content was read; where it was made on
    another, what came here after the copy's own record did.
    """
    first = first_place(reading, copy)
    if first is None:
        raise Refused(say("That copy is not on this desk."), say("See: iomdesk copies list."))
    read_to = setting(reading.connection, read_to_name(copy))
    return changes_after(reading, first if read_to is None else read_to, records)


def read_to_name(copy: Id) -> str:
    """Under which name the desk keeps how far its log had come when a copy's content was read."""
    return f"copy read to {copy.hex()}"


_BY, _STATE_BY = Officer.__table__.alias("made_by_officer"), Officer.__table__.alias("state_by_officer")
_REGISTER: Select[*tuple[Any, ...]] = (
    select(*_c.__table__.columns, _BY.c.name.label("made_by_name"), _STATE_BY.c.name.label("state_by_name"))
    .join(_BY, _BY.c.id == _c.made_by, isouter=True)
    .join(_STATE_BY, _STATE_BY.c.id == _c.state_by, isouter=True)
)


def _of(about: Id | None) -> ColumnElement[bool]:
    return _c.about.is_(None) if about is None else _c.about == about


def _meant(reading: Reading, wanted: str) -> tuple[CopyRow, ...]:
    by_id = id_from_text(wanted)
    if by_id is not None:
        return (copy_of(reading, by_id),)
    *_, last = wanted.split() or [""]
    if not last.isdecimal() or len(last) > 9:
        return ()
    rows = _rows(reading, _REGISTER.where(_c.number == int(last)).order_by(_c.made_at, _c.id))
    return tuple(row for row in rows if last == wanted or _plain(row.called) == _plain(wanted))


def _plain(name: str) -> str:
    return " ".join(name.casefold().replace("-", " ").replace("_", " ").split())


def _rows(reading: Reading, statement: Select[*tuple[Any, ...]]) -> tuple[CopyRow, ...]:
    return tuple(map(_row, reading.all(statement)))


def _row(row: Row[*tuple[Any, ...]]) -> CopyRow:
    return CopyRow(
        row.id,
        row.document or "",
        row.about,
        row.title or "",
        row.number,
        row.name or "",
        row.agency or "",
        row.sha256 or b"",
        row.pages or 0,
        row.people or 0,
        row.withheld or 0,
        row.made_at or 0,
        row.made_by_name or "",
        row.changes_since,
        bool(row.protected),
        row.agreement,
        row.state or str(State.OUT),
        row.state_on,
        row.state_by_name or "",
        row.state_note or "",
    )
