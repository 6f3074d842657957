"""The cohort as the team's sheet has it, a row per person: each table read once, joined by dictionary.

What stands above this room (last conference, priority pathway) is added by whoever may see both.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, select

from iomdesk.catalogue import PERSON, Agency
from iomdesk.cohort.records import MembershipEvent
from iomdesk.cohort.rules import FORMER, Step, adopted_on, known_event, status_on
from iomdesk.custody.questions import Held, in_custody_now
from iomdesk.ids import Id
from iomdesk.partnership.records import Site
from iomdesk.people.card import shown_value
from iomdesk.people.identifiers import Scheme
from iomdesk.people.linking import canonical_ids, union
from iomdesk.people.questions import all_linked
from iomdesk.people.records import Assignment, Identifier, Marker, Person
from iomdesk.people.rules import MarkerCode, OfficerRole, cautious_state, fold_name, name_matches
from iomdesk.store.reading import Reading
from iomdesk.store.tables import Contested

_FIELDS = (
    "ref",
    "surname",
    "forenames",
    "born",
    "sex",
    "site",
    "cohort_label",
    "supervision",
    "supervision_until",
    "lead_agency",
    "rosh",
    "rag",
    "mappa_category",
    "mappa_level",
)
_REF, _SURNAME, _FORENAMES, _SITE, _RAG = (
    1 + _FIELDS.index(name) for name in ("ref", "surname", "forenames", "site", "rag")
)
_PLACED = tuple((place, PERSON.by_name[name]) for place, name in enumerate(_FIELDS, start=1))
_SCHEMES = (Scheme.PNC, Scheme.CRO, Scheme.NOMIS, Scheme.CRN)
_LEAD_AGENCIES = (Agency.POLICE, Agency.PROBATION)
_LISTED_MARKERS = (MarkerCode.DOMESTIC_ABUSE, MarkerCode.COUNTY_LINES)
_FIELD_NAMES = {each.number: each.name for _, each in _PLACED}


@dataclass(frozen=True, slots=True, repr=False)
class Wanted:
    """Which people to list; None or empty does not narrow. ``former`` lists the declined and removed as well."""

    site: Id | None = None
    rag: str | None = None
    in_custody: bool | None = None
    text: str = ""
    former: bool = False


EVERYONE = Wanted()


@dataclass(frozen=True, slots=True, repr=False)
class CohortRow:
    """One person of the cohort. None is not known; ``site`` is the site's name.

    ``held`` is where they are held and when due out, None in the community. ``contested`` names the fields
    whose values differ between records or histories: the person's card shows them all.
    """

    id: Id
    ref: str | None
    surname: str | None
    forenames: str | None
    born: date | None
    sex: str | None
    site: str | None
    cohort_label: str | None
    supervision: str | None
    supervision_until: date | None
    lead_agency: str | None
    rosh: str | None
    rag: str | None
    mappa_category: int | None
    mappa_level: int | None
    pnc: str | None
    cro: str | None
    nomis: str | None
    crn: str | None
    police_om: str | None
    probation_om: str | None
    domestic_abuse: str | None
    county_lines: str | None
    status: Step | None
    adopted: date | None
    held: Held | None
    contested: tuple[str, ...]


_ById = Mapping[Id, str]
_Values = Sequence[Any]
_Keep = Callable[[Id, _Values, Held | None], bool]


def list_cohort(reading: Reading, today: date, wanted: Wanted) -> tuple[CohortRow, ...]:
    """The people of the desk as on ``today``, by surname and forenames; linked records are one row."""
    linked = all_linked(reading)
    canonical = canonical_ids(linked)
    numbers = pnc, cro, nomis, crn = _identifiers(reading, canonical)
    police, probation = _leads(reading, canonical)
    abuse, lines = _markers(reading, canonical)
    sites = {row.id: row.name for row in reading.all(select(Site.id, Site.name))}
    steps = _steps(reading, canonical, today)
    held = in_custody_now(reading, today, linked)
    contested = _open_fields(reading, canonical)
    keep = _filter(wanted, numbers)
    found = []
    day = date.fromisoformat
    for row, apart in _people(reading, linked):
        id, ref, surname, forenames, born, sex, site, label, order, until, agency, rosh, rag, category, level = row
        where = held.get(id)
        status, adopted = steps.get(id, _NO_STEPS)
        if (status in FORMER and not wanted.former) or not keep(id, row, where):
            continue
        found.append(
            CohortRow(
                id, ref, surname, forenames, born and day(born), sex, sites.get(site), label,
                order, until and day(until), agency, rosh, rag, category, level,
                pnc.get(id), cro.get(id), nomis.get(id), crn.get(id), police.get(id), probation.get(id),
                abuse.get(id), lines.get(id), status, adopted, where,
                tuple(dict.fromkeys((*apart, *contested[id]))) if id in contested else apart,
            )
        )  # fmt: skip
    return tuple(found)


_NO_STEPS: tuple[Step | None, date | None] = (None, None)


def _people(reading: Reading, linked: Mapping[Id, tuple[Id, ...]]) -> Iterator[tuple[_Values, tuple[str, ...]]]:
    """Each person's id and fields in order, and the fields in which their records differ; linked records as one."""
    rows = _plain_rows(
        reading,
        select(Person.id, *(getattr(Person, name) for name in _FIELDS))
        .where(Person.withdrawn.is_(None))
        .order_by(Person.surname.collate("NOCASE"), Person.forenames.collate("NOCASE"), Person.id),
    )
    together: dict[tuple[Id, ...], list[_Values]] = {}
    for row in rows if linked else ():
        if row[0] in linked:
            together.setdefault(linked[row[0]], []).append(row)
    for row in rows:
        group = linked.get(row[0])
        if group is None:
            yield row, ()
        elif together[group][0] is row:
            yield _as_one(group[0], sorted(together[group], key=lambda each: each[0]))


def _plain_rows(reading: Reading, statement: Select[*tuple[Any, ...]]) -> list[Any]:
    """The rows as the driver gives them, dates as ISO text: making a row object of each would double the time."""
    cursor = reading.connection.execute(statement).cursor
    return [] if cursor is None else list(cursor.fetchall())


def _as_one(person: Id, rows: Sequence[_Values]) -> tuple[_Values, tuple[str, ...]]:
    values = [shown_value(each, [row[place] for row in rows]) for place, each in _PLACED]
    apart = [each.name for place, each in _PLACED if each.name != "ref" and len(union(row[place] for row in rows)) > 1]
    return (person, *values), tuple(apart)


def _identifiers(reading: Reading, canonical: Mapping[Id, Id]) -> tuple[_ById, ...]:
    """PNC, CRO, NOMIS number and CRN by person; of several of one scheme the one recorded first."""
    by_scheme: dict[str | None, dict[Id, str]] = {str(scheme): {} for scheme in _SCHEMES}
    rows = _plain_rows(
        reading,
        select(Identifier.person, Identifier.scheme, Identifier.canonical)
        .where(Identifier.withdrawn.is_(None))
        .order_by(Identifier.id),
    )
    for person, scheme, number in rows:
        known = by_scheme.get(scheme)
        if known is not None and number:
            known.setdefault(canonical.get(person, person), number)
    return tuple(by_scheme[str(scheme)] for scheme in _SCHEMES)


def _leads(reading: Reading, canonical: Mapping[Id, Id]) -> tuple[_ById, ...]:
    """The lead officer of police and of probation by person; of two the one recorded last."""
    by_agency: dict[str | None, dict[Id, str]] = {str(agency): {} for agency in _LEAD_AGENCIES}
    a = Assignment
    rows = _plain_rows(
        reading,
        select(a.person, a.agency, a.officer_name)
        .where(a.role == str(OfficerRole.LEAD), a.until.is_(None), a.withdrawn.is_(None))
        .order_by(a.id),
    )
    for person, agency, name in rows:
        known = by_agency.get(agency)
        if known is not None and name:
            known[canonical.get(person, person)] = name
    return tuple(by_agency[str(agency)] for agency in _LEAD_AGENCIES)


def _markers(reading: Reading, canonical: Mapping[Id, Id]) -> tuple[_ById, ...]:
    """The state of each listed marker by person, the most cautious of several."""
    by_code: dict[str | None, dict[Id, str]] = {str(code): {} for code in _LISTED_MARKERS}
    m = Marker
    rows = _plain_rows(
        reading,
        select(m.person, m.code, m.state).where(m.code.in_(list(by_code)), m.withdrawn.is_(None)).order_by(m.id),
    )
    for person, code, state in rows:
        known, shown_as = by_code[code], canonical.get(person, person)
        if state is not None:
            known[shown_as] = cautious_state((known[shown_as], state)) if shown_as in known else state
    return tuple(by_code[str(code)] for code in _LISTED_MARKERS)


def _steps(reading: Reading, canonical: Mapping[Id, Id], today: date) -> dict[Id, tuple[Step | None, date | None]]:
    """Status on ``today`` and day of adoption, by person."""
    m = MembershipEvent
    rows = _plain_rows(
        reading, select(m.person, m.event, m.happened_on).where(m.withdrawn.is_(None), m.happened_on <= today)
    )
    by_person: dict[Id, tuple[tuple[str | None, str], ...]] = {}
    for person, step, on in rows:
        shown_as = canonical.get(person, person)
        by_person[shown_as] = (*by_person.get(shown_as, ()), (step, on))
    # Whole intakes share one history of one day, so each history is worked out once.
    stands = {history: _stands(history, today) for history in set(by_person.values())}
    return {person: stands[history] for person, history in by_person.items()}


def _stands(history: Iterable[tuple[str | None, str]], today: date) -> tuple[Step | None, date | None]:
    known = [known_event(step, date.fromisoformat(on)) for step, on in history]
    events = [event for event in known if event is not None]
    last = status_on(events, today)
    return (last.step if last is not None else None), adopted_on(events)


def _open_fields(reading: Reading, canonical: Mapping[Id, Id]) -> dict[Id, list[str]]:
    """The listed fields with several differing standing values, by person."""
    found: dict[Id, list[str]] = {}
    rows = reading.all(
        select(Contested.record, Contested.field)
        .where(Contested.field.in_(list(_FIELD_NAMES)))
        .order_by(Contested.field)
    )
    for record, number in rows:
        found.setdefault(canonical.get(record, record), []).append(_FIELD_NAMES[number])
    return found


def _filter(wanted: Wanted, numbers: Iterable[_ById]) -> _Keep:
    words = fold_name(wanted.text)
    number = "".join(filter(str.isalnum, wanted.text)).casefold()
    columns = tuple(numbers)

    def said(person: Id, values: _Values) -> bool:
        spelled = (values[_REF], *(column.get(person) for column in columns))
        bare = ("".join(filter(str.isalnum, each or "")).casefold() for each in spelled)
        return name_matches(words, values[_SURNAME], values[_FORENAMES]) or (bool(number) and number in bare)

    def keep(person: Id, values: _Values, where: Held | None) -> bool:
        return (
            (wanted.site is None or values[_SITE] == wanted.site)
            and (wanted.rag is None or values[_RAG] == wanted.rag)
            and (wanted.in_custody is None or (where is not None) == wanted.in_custody)
            and (not wanted.text.strip() or said(person, values))
        )

    return keep
