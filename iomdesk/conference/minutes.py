"""The minutes of a conference, written from what was done there; signed ones say what was signed."""

from collections.abc import Iterable, Mapping
from datetime import date

from sqlalchemy import select

from iomdesk import catalogue
from iomdesk.conference.arrivals import arrived_since
from iomdesk.conference.assembling import AgendaLine, Recorded, people_minuted, taken_back
from iomdesk.conference.beside import beside
from iomdesk.conference.binding import SignedMinutes, signed_minutes
from iomdesk.conference.entries import Entry, as_signed, entries_at, entries_named
from iomdesk.conference.finding import ConferenceRow, conference_of
from iomdesk.conference.minuted import (
    Added,
    AgendaReason,
    Arrived,
    Minutes,
    PersonMinutes,
    Point,
    Signed,
    Statement,
)
from iomdesk.conference.names import Names, names_for
from iomdesk.conference.questions import agenda_of
from iomdesk.conference.records import Series
from iomdesk.conference.room import attended
from iomdesk.conference.rules import NoteAbout, Part, addendum_parts, numbered
from iomdesk.doors import CASEWORK, Consults, question
from iomdesk.ids import Id
from iomdesk.store.reading import Reading


@question(*CASEWORK, consults=Consults.LIST)
def minutes_of(reading: Reading, conference: Id) -> Minutes:
    """The minutes of one conference in full; a constant number of selects. Raises ``Refused`` for none such."""
    row = conference_of(reading, conference)
    signed = signed_minutes(reading, (conference,)).get(conference)
    now = entries_at(reading, conference)
    if signed is None or not signed.holds:
        recorded = recorded_now(reading, row, now)
    else:
        recorded = _recorded_then(reading, row, signed, now)
    people, not_reached = people_minuted(recorded)
    arrived = arrived_since(reading, {conference: signed}, addenda=False) if signed else {}
    changed, later = arrived.get(conference, ((), ()))
    return _whole(reading, row, recorded, now, signed, (changed, later), people, not_reached)


def recorded_now(reading: Reading, row: ConferenceRow, now: Mapping[Id, Entry]) -> Recorded:
    """What minutes that are still open are assembled from: what is recorded, and what stands beside it."""
    held_on = row.held_on or date.max
    lines = tuple(_agenda_lines(reading, row)) if row.held_on else ()
    about = _people_of(now.values()) | {line.person for line in lines}
    names = names_for(reading, about)
    records = {record: person for person in map(names.canonical, about) for record in names.person(person).records}
    before = beside(reading, row.id, held_on, records, now[row.id]["statement"] if row.id in now else None)
    return Recorded(row.id, held_on, {**before, **now}, names, lines)


def _recorded_then(reading: Reading, row: ConferenceRow, signed: SignedMinutes, now: Mapping[Id, Entry]) -> Recorded:
    elsewhere = entries_named(reading, (each for each in signed.bound if each.record not in now))
    entries = as_signed(reading, signed.bound, {**elsewhere, **now})
    names = names_for(reading, _people_of(entries.values()))
    bound = frozenset(each.record for each in signed.bound)
    return Recorded(row.id, row.held_on or date.max, entries, names, signed=bound, now=now)


def _agenda_lines(reading: Reading, row: ConferenceRow) -> Iterable[AgendaLine]:
    agenda = agenda_of(reading, row.id)
    for each in (*agenda.rows, *agenda.put_off):
        reasons = tuple(AgendaReason(reason.category, None, reason.text) for reason in each.reasons)
        yield AgendaLine(each.person, reasons, each.put_off)


def _people_of(entries: Iterable[Entry]) -> set[Id]:
    return {each.owner for each in entries if each.kind.subject == "person" and each.owner is not None}


def _whole(
    reading: Reading,
    row: ConferenceRow,
    recorded: Recorded,
    now: Mapping[Id, Entry],
    signed: SignedMinutes | None,
    arrived: tuple[tuple[Arrived, ...], tuple[Arrived, ...]],
    people: tuple[PersonMinutes, ...],
    not_reached: tuple[PersonMinutes, ...],
) -> Minutes:
    entries, names = recorded.entries, recorded.names
    head = entries.get(row.id) or now[row.id]
    notes = _of_kind(entries, catalogue.CONFERENCE_NOTE)
    there = tuple(attended(each) for each in _of_kind(entries, catalogue.ATTENDANCE) if each.stands)
    chair = names.officer(head["chair"]) or next((each.name for each in there if each.part is Part.CHAIR), "")
    withdrawn = [each for each in (*_of_kind(entries, catalogue.ATTENDANCE), *notes) if not each.stands]
    return Minutes(
        row.id,
        row.code,
        row.site_name,
        _series(reading, head["series"]),
        row.number,
        head["held_on"],
        head.text("starts_at"),
        head.text("place"),
        head["began_at"],
        chair,
        _statement(entries, head["statement"]),
        there,
        _points(notes, recorded, NoteAbout.ROOM),
        _points(notes, recorded, NoteAbout.POINT),
        people,
        not_reached,
        tuple(taken_back(each, names) for each in withdrawn),
        Signed(signed.record, signed.by, signed.at, signed.holds) if signed else None,
        _addenda(now, names, reading),
        *arrived,
    )


def _of_kind(entries: Mapping[Id, Entry], kind: catalogue.Kind) -> list[Entry]:
    return sorted((each for each in entries.values() if each.kind is kind), key=lambda each: each.id)


def _points(notes: Iterable[Entry], recorded: Recorded, about: NoteAbout) -> tuple[Point, ...]:
    numbers = numbered((each.id for each in notes if each.text("about") == NoteAbout.POINT), recorded.signed)
    officer = recorded.names.officer
    return tuple(
        Point(each.id, numbers.get(each.id, 0), each.text("body"), officer(each["author"]), each["written_at"])
        for each in notes
        if each.stands and each.text("about") == about
    )


def _addenda(now: Mapping[Id, Entry], names: Names, reading: Reading) -> tuple[Added, ...]:
    entries = [each for each in _of_kind(now, catalogue.ADDENDUM) if each.stands]
    notes = _of_kind(now, catalogue.CONFERENCE_NOTE)
    entries += [each for each in notes if each.stands and each.text("about") == NoteAbout.ADDENDUM]
    known = names_for(reading, _people_of(entries)) if entries else names
    return tuple(_added(each, known) for each in sorted(entries, key=lambda each: each.id))


def _added(entry: Entry, names: Names) -> Added:
    about_person = entry.kind is catalogue.ADDENDUM and entry.owner is not None
    person = names.person(entry.owner) if about_person and entry.owner else None
    body, reason = (entry.text("body"), entry.text("reason")) if about_person else addendum_parts(entry.text("body"))
    return Added(
        entry.id,
        person.person if person else None,
        person.ref if person else "",
        person.name if person else "",
        body,
        reason,
        names.officer(entry["author"]),
        entry["written_at"],
    )


def _series(reading: Reading, series: Id | None) -> str:
    row = reading.first(select(Series.title).where(Series.id == series)) if series else None
    return (row.title or "") if row else ""


def _statement(entries: Mapping[Id, Entry], statement: Id | None) -> Statement | None:
    entry = entries.get(statement) if statement else None
    return Statement(entry.id, entry["version"] or 0, entry.text("body")) if entry else None
