"""The meeting's screen: one person as the room may see them, and opening more on the chair's own screen.

Whatever is opened is logged as a disclosure with everybody who is in the room (DPA 2018 s.62).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from iomdesk.actions.questions import outstanding
from iomdesk.agreement.questions import agreement_in_force
from iomdesk.agreement.rules import PersonFacts
from iomdesk.agreement.view import room_for, view_for
from iomdesk.catalogue import PERSON, Agency, Category
from iomdesk.clock import date_text
from iomdesk.cohort.engagement import engaged
from iomdesk.cohort.facts import facts_of
from iomdesk.conference.assembling import contributed, kept_close
from iomdesk.conference.attendance import attendance_at, take_leave
from iomdesk.conference.entries import MAPPED, Entry
from iomdesk.conference.finding import ConferenceRow, conference_of, require_open
from iomdesk.conference.minuted import Contributed
from iomdesk.conference.records import AgendaEntry, Contribution, Decision
from iomdesk.conference.room import RoomNow, room_of
from iomdesk.conference.room_view import (
    MeetingParts,
    MeetingView,
    Screen,
    ShownDecision,
    ShownScores,
    Withheld,
    meeting_view,
    nobody_may,
)
from iomdesk.conference.rules import decision_categories, decision_text
from iomdesk.custody.questions import spells_of
from iomdesk.custody.rules import held_on
from iomdesk.doors import CASEWORK, Command, Consults, Role, handles, question
from iomdesk.errors import Refused
from iomdesk.ids import Id, short_ref
from iomdesk.pathways.rules import UNKNOWN, StandingSet
from iomdesk.pathways.standing import histories, lineage_of
from iomdesk.people.card import shown_value
from iomdesk.people.questions import linked_ids
from iomdesk.people.records import Person
from iomdesk.store.audit import Act
from iomdesk.store.reading import Reading
from iomdesk.store.store import setting
from iomdesk.store.unit import Work
from iomdesk.words import say


@dataclass(frozen=True, slots=True, repr=False)
class OpenInRoom(Command[MeetingView]):
    """Bring a person onto the meeting's screen, and say to whom: logged as a disclosure to everybody in the room.

    ``left`` are those who leave the room for it, by their attendance: what the others may read is shown then.
    ``chair_only`` opens ``categories`` (all where none is named) on the chair's own screen, turned from the room.
    """

    conference: Id
    person: Id
    categories: frozenset[Category] = frozenset()
    left: tuple[Id, ...] = ()
    chair_only: bool = False


@question(*CASEWORK, consults=Consults.PERSON)
def in_the_room(reading: Reading, person: Id, conference: Id, on: date) -> MeetingView:
    """One person as everybody who is in the room on a day may see them.

    What is put on a screen the room can see goes through ``OpenInRoom``, which logs who saw it.
    """
    return _view(reading, conference, person, on, frozenset())


@handles(Role.OFFICER, act=Act.DISCLOSURE)
def open_in_room(work: Work, command: OpenInRoom) -> MeetingView:
    """Note who leaves, log who sees what, and answer the screen."""
    row = require_open(work, command.conference)
    there = {each.record: each for each in _room(work, row.id).inside}
    if missing := [each for each in command.left if each not in there]:
        raise Refused(
            say("{count} of those who are to leave are not in the room.", count=len(missing)),
            say("Check who is there."),
        )
    for each in command.left:
        take_leave(work, row.id, there[each])
    every = frozenset(Category)
    opened = (command.categories or every) if command.chair_only else frozenset[Category]()
    view = _view(work, row.id, command.person, work.today, opened)
    if not command.chair_only:
        _require_shown(view, command.categories)
    _log(work, row, command, view)
    return view


def _view(reading: Reading, conference: Id, person: Id, on: date, opened: frozenset[Category]) -> MeetingView:
    row = conference_of(reading, conference)
    records = dict.fromkeys(linked_ids(reading, person), linked_ids(reading, person)[0])
    parts = _parts(reading, row, records, on)
    room = _room(reading, conference)
    known = [Agency(each) for each in room.agencies if each in frozenset(map(str, Agency))]
    if len(known) < len(room.agencies) and not opened:
        return nobody_may(parts, say("Somebody present is of an agency this desk does not know."))
    own = Agency(setting(reading.connection, "agency"))
    current = agreement_in_force(reading, on)
    screen = Screen(room_for(current, known, on, own), view_for(current, own, on, own), opened)
    return meeting_view(parts, _facts(reading, row.id, records, on), screen)


def _room(reading: Reading, conference: Id) -> RoomNow:
    return room_of(attendance_at(reading, conference))


def _require_shown(view: MeetingView, categories: frozenset[Category]) -> None:
    """What was asked for by name must be for everybody who stays; otherwise nobody is shown anything."""
    parts = (view.name, view.rag, view.custody, view.scores, view.actions, view.contributions, view.decisions)
    for part in parts:
        if isinstance(part, Withheld) and (part.category in categories or (view.hidden and categories)):
            raise Refused(part.sentence, say("Say who leaves the room, or open it on the chair's own screen."))


def _log(work: Work, row: ConferenceRow, command: OpenInRoom, view: MeetingView) -> None:
    room = _room(work, row.id)
    named = room.names or say("nobody noted")
    if command.chair_only:
        what = f"opened on the chair's own screen at {row.code}"
        recipient = f"the chair alone; in the room: {named}"
    elif view.hidden:
        what, recipient = f"looked for at {row.code}, nothing shown to the room", named
    else:
        what = f"shown to the room at {row.code}" + (", somebody having left for it" if command.left else "")
        recipient = named
    work.audit(Act.DISCLOSURE, what, view.person, recipient=recipient)


def _facts(reading: Reading, conference: Id, records: Mapping[Id, Id], on: date) -> PersonFacts:
    shown = next(iter(records.values()))
    asked = reading.all(
        select(AgendaEntry.asked_by).where(
            AgendaEntry.conference == conference,
            AgendaEntry.person.in_(list(records)),
            AgendaEntry.withdrawn.is_(None),
        )
    )
    agencies = frozenset(Agency(by) for (by,) in asked if by in frozenset(map(str, Agency)))
    facts = facts_of(reading, records, on, engaged=engaged(reading, records, on), also_involved={shown: agencies})
    return facts[shown]


def _parts(reading: Reading, row: ConferenceRow, records: Mapping[Id, Id], on: date) -> MeetingParts:
    shown = next(iter(records.values()))
    rows = reading.all(
        select(Person.id, Person.rag, Person.ref, Person.surname, Person.forenames)
        .where(Person.id.in_(list(records)), Person.withdrawn.is_(None))
        .order_by(Person.id)
    )
    if not rows:
        raise Refused(say("That person is not on this desk."), say("Look the person up again."))
    rag = shown_value(PERSON.by_name["rag"], [row.rag for row in rows])
    named = rows[0]
    return MeetingParts(
        shown,
        named.ref or short_ref(shown),
        ", ".join(part for part in (named.surname, named.forenames) if part),
        str(rag) if rag else None,
        _custody(reading, records, on),
        _scores(reading, row, records, on),
        outstanding(reading, records, on).get(shown, ()),
        _contributions(reading, row.id, records),
        _decisions(reading, row, records),
    )


def _custody(reading: Reading, records: Mapping[Id, Id], on: date) -> str | None:
    """Where they are by the spells recorded; nothing recorded is not known, and not *in the community*."""
    spells = spells_of(reading, tuple(records))
    if not spells:
        return None
    spell = held_on(spells, on)
    if spell is None:
        return say("in the community, by the spells recorded")
    out = say(", release on {day}", day=date_text(spell.release_on)) if spell.release_on else ""
    return say("in custody, {prison}{out}", prison=spell.prison or say("prison not known"), out=out)


def _scores(reading: Reading, row: ConferenceRow, records: Mapping[Id, Id], on: date) -> ShownScores | None:
    sets = next(iter(histories(reading, records).values()), ())
    today = next((each for each in reversed(sets) if each.conference == row.id), None)
    held = row.held_on or on
    earlier = [each for each in sets if each.conference != row.id and (each.scored_on or date.min) <= held]
    last = earlier[-1] if earlier else None
    newest: StandingSet | None = today or last
    if newest is None:
        return None
    lineage = lineage_of(reading)
    labels = lineage.labelled(newest.pathway_set)
    read = lineage.read(last.scores, last.pathway_set, newest.pathway_set) if last else None
    moved = lineage.compare(last.scores, last.pathway_set, today.scores, today.pathway_set) if last and today else None
    return ShownScores(
        labels.labels,
        read.scores if read else None,
        last.scored_on if last else None,
        today.scores if today else None,
        moved.moved if moved else UNKNOWN,
        labels.label(newest.priority),
    )


def _contributions(reading: Reading, conference: Id, records: Mapping[Id, Id]) -> tuple[Contributed, ...]:
    kind = Contribution.kind
    columns = [getattr(MAPPED[kind], name) for name in kind.columns]
    rows = reading.all(
        select(*columns)
        .where(
            Contribution.conference == conference,
            Contribution.person.in_(list(records)),
            Contribution.withdrawn.is_(None),
        )
        .order_by(Contribution.id)
    )
    corrected = {row.corrects for row in rows}
    entries = [Entry(kind, row.id, row.person, dict(row._mapping), row.heads or b"") for row in rows]
    kept = kept_close(entries)
    return tuple(contributed(each, each, marked=each.id in kept) for each in entries if each.id not in corrected)


def _decisions(reading: Reading, row: ConferenceRow, records: Mapping[Id, Id]) -> tuple[ShownDecision, ...]:
    rows = reading.all(
        select(Decision.decided_on, Decision.decided, Decision.body, Decision.reason)
        .where(Decision.person.in_(list(records)), Decision.withdrawn.is_(None))
        .order_by(Decision.decided_on.desc(), Decision.id.desc())
    )
    return tuple(
        ShownDecision(day, decision_text(code or "", body or ""), reason or "", decision_categories(code or ""))
        for day, code, body, reason in rows
    )
