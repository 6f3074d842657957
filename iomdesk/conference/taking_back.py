"""Taking back what was recorded at a conference by mistake, before its minutes are signed.

A decision is taken back with what it did: the RAG it changed, the step of the lifecycle it took. Nothing is removed:
each withdrawal has its reason, and the minutes list what was taken back.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy import select

from iomdesk import catalogue
from iomdesk.actions.commands import WithdrawAction, withdraw_action
from iomdesk.catalogue import PERSON, Kind
from iomdesk.clock import date_text
from iomdesk.cohort.commands import enter_rating
from iomdesk.cohort.records import MembershipEvent
from iomdesk.cohort.rules import Event, Scale, known_event, read_rating, run_of
from iomdesk.conference.disclosing import unconfirm
from iomdesk.conference.effects import made_in, replaced_by, saves_that_made, saves_that_withdrew
from iomdesk.conference.entries import Entry, entries_at
from iomdesk.conference.finding import ConferenceRow, require_open
from iomdesk.conference.rules import Decided, NoteAbout, Part
from iomdesk.doors import Command, Role, handles
from iomdesk.errors import Refused
from iomdesk.ids import Id
from iomdesk.people.commands import present_records
from iomdesk.people.rules import one_line
from iomdesk.store.unit import Work
from iomdesk.words import say


@dataclass(frozen=True, slots=True, repr=False)
class TakeBack(Command[None]):
    """Take back one thing recorded at a conference: decision, scores, dissent, action, point or attendance.

    Of scores, every set made of the person there.
    """

    conference: Id
    record: Id
    reason: str


@dataclass(frozen=True, slots=True, repr=False)
class _Taking:
    work: Work
    row: ConferenceRow
    entries: Mapping[Id, Entry]
    entry: Entry
    reason: str


@handles(Role.OFFICER)
def take_back(work: Work, command: TakeBack) -> None:
    """Withdraw it with the reason, and what it did."""
    row = require_open(work, command.conference)
    reason = one_line(command.reason)
    if not reason:
        raise Refused(say("A reason is missing."), say("Say in a sentence why it is taken back."))
    entries = entries_at(work, command.conference)
    entry = entries.get(command.record)
    if entry is None or not entry.stands:
        raise Refused(say("That is not recorded at {code}.", code=row.code), say("See: iomdesk conference minutes."))
    taking = _TAKING.get(entry.kind)
    if taking is None:
        raise Refused(say("That cannot be taken back here."), say("Correct it where it was entered."))
    taking(_Taking(work, row, entries, entry, reason))


def _just_it(taking: _Taking) -> None:
    taking.work.withdraw(taking.entry.kind, taking.entry.id, taking.reason)


def _note(taking: _Taking) -> None:
    if taking.entry.text("about") != NoteAbout.POINT:
        raise Refused(say("That cannot be taken back here."), say("Say where somebody is by leave and return."))
    _just_it(taking)


def _attendance(taking: _Taking) -> None:
    _just_it(taking)
    if taking.entry.text("part") == Part.CHAIR:
        taking.work.put(catalogue.CONFERENCE, taking.row.id, {"chair": None})


def _action(taking: _Taking) -> None:
    withdraw_action.run(taking.work, WithdrawAction(taking.entry.id, taking.reason))
    unconfirm(taking.work, taking.row.id, present_records(taking.work, _owner(taking)))


def _decision(taking: _Taking) -> None:
    work, entry = taking.work, taking.entry
    records = present_records(work, _owner(taking))
    saves = saves_that_made(work, [entry.id])
    steps = made_in(work, saves, records, catalogue.MEMBERSHIP)
    _require_nothing_rests_on(work, records, steps)
    for step in steps:
        work.withdraw(catalogue.MEMBERSHIP, step, taking.reason)
    if entry.text("decided") == Decided.RAG_CHANGE:
        _give_rag_back(taking, records, saves)
    for each in taking.entries.values():
        if each.kind is catalogue.DISSENT and each.stands and each["decision"] == entry.id:
            said = say("The decision was taken back: {reason}", reason=taking.reason)
            work.withdraw(catalogue.DISSENT, each.id, said)
    _just_it(taking)
    unconfirm(work, taking.row.id, records)


def _give_rag_back(taking: _Taking, records: list[Id], saves: frozenset[Id]) -> None:
    """Withdraw the rating; where its RAG still stands, the one before is set again and says why."""
    work = taking.work
    for rating in made_in(work, saves, records, catalogue.RATING):
        work.withdraw(catalogue.RATING, rating, taking.reason)
    undone = _undone(taking, records)
    before = {each: replaced_by(work, saves, PERSON, each, "rag", undone) for each in records}
    for record, replaced in before.items():
        if replaced is not None:
            work.put(PERSON, record, {"rag": replaced.value})
    first = before[records[0]]
    value = first.value if first is not None else None
    again = read_rating(Scale.RAG, str(value)) if value is not None else None
    if again is not None:
        on = min(taking.row.held_on or work.today, work.today)
        said = say("The change at {code} was taken back: {reason}", code=taking.row.code, reason=taking.reason)
        enter_rating(work, records[0], again, on, said, taking.row.id)


def _require_nothing_rests_on(work: Work, records: list[Id], steps: tuple[Id, ...]) -> None:
    """A step that later ones follow cannot go first: the history would run out of order."""
    m = MembershipEvent
    rows = work.all(select(m.id, m.event, m.happened_on).where(m.person.in_(records), m.withdrawn.is_(None)))
    known = {id: event for id, step, on in rows if (event := known_event(step, on)) is not None}
    out_of_place = _out_of_place(list(known.values()))
    left = [event for id, event in known.items() if id not in steps]
    for event in _out_of_place(left) - out_of_place:
        raise Refused(
            say("A later step rests on this one: {step}, {day}.", step=event.step, day=date_text(event.on)),
            say("Take that one back first."),
        )


def _out_of_place(events: list[Event]) -> set[Event]:
    return {Event(each.step, each.on) for each in run_of(events) if not each.in_place}


def _scores(taking: _Taking) -> None:
    """Every set of the person made there, so that no corrected one comes back, and what the person's record took."""
    work = taking.work
    records = present_records(work, _owner(taking))
    of_theirs = {each.id: each for each in taking.entries.values() if each.owner in records and each.stands}
    sets = [each.id for each in of_theirs.values() if each.kind is catalogue.SCORE_SET]
    for each in of_theirs.values():
        if each.kind is catalogue.SCORE_EVIDENCE and each["score_set"] in sets:
            work.withdraw(catalogue.SCORE_EVIDENCE, each.id, taking.reason)
    saves, undone = saves_that_made(work, sets), _undone(taking, records)
    for record in records:
        for name in ("last_conference", "priority"):
            replaced = replaced_by(work, saves, PERSON, record, name, undone)
            if replaced is not None:
                work.put(PERSON, record, {name: replaced.value})
    for each_set in sets:
        work.withdraw(catalogue.SCORE_SET, each_set, taking.reason)


def _undone(taking: _Taking, records: list[Id]) -> frozenset[Id]:
    """The saves of what was taken back of the person here before, and those that took it back."""
    kind = taking.entry.kind
    gone = [
        each.id for each in taking.entries.values() if each.kind is kind and each.owner in records and not each.stands
    ]
    return saves_that_made(taking.work, gone) | saves_that_withdrew(taking.work, kind, gone)


def _owner(taking: _Taking) -> Id:
    if taking.entry.owner is None:
        raise Refused(say("Whose it is has not arrived on this desk."), say("Wait until it has."))
    return taking.entry.owner


_TAKING: Mapping[Kind, Callable[[_Taking], None]] = {
    catalogue.DECISION: _decision,
    catalogue.SCORE_SET: _scores,
    catalogue.DISSENT: _just_it,
    catalogue.ACTION: _action,
    catalogue.CONFERENCE_NOTE: _note,
    catalogue.ATTENDANCE: _attendance,
}
