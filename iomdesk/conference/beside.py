"""What stood beside a conference and its minutes show: the scores before it, the actions from before it.

Minutes bind these too: a chair signs what they saw (PRODUCT, "Case conference").
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_, select

from iomdesk import catalogue
from iomdesk.actions.history import tally_of
from iomdesk.actions.records import Action, ActionEvent
from iomdesk.actions.rules import CLOSED, Happened, Step, closed_on_day, due_on_day, review_of
from iomdesk.conference.entries import Bound, Entry, entries_named
from iomdesk.conference.records import Conference, Decision
from iomdesk.ids import Id
from iomdesk.pathways.records import ScoreSet
from iomdesk.pathways.rules import before
from iomdesk.pathways.standing import histories
from iomdesk.store.reading import Reading

_HAPPENED = frozenset(map(str, Happened))


@dataclass(frozen=True, slots=True, repr=False)
class Then:
    """How an action stood when the conference's day ended; ``closed_on`` is None where nobody knows the day."""

    closed: bool
    closed_on: date | None
    due_on: date | None


def beside(
    reading: Reading, conference: Id, held_on: date, records: Mapping[Id, Id], statement: Id | None
) -> dict[Id, Entry]:
    """For the people of ``records`` (each record to who it is shown as) the set before, and earlier actions.

    Of the actions those still open, and those closed since the person was last talked about, with what happened to
    them; and the statement the meeting accepted.
    """
    sets = _sets_before(reading, conference, held_on, records)
    wanted = [_named(catalogue.SCORE_SET, each) for each in sets]
    if statement is not None:
        wanted.append(_named(catalogue.CONFIDENTIALITY_STATEMENT, statement))
    return entries_named(reading, wanted) | _reviewed(reading, conference, held_on, records)


def stood_then(action: Entry, events: Iterable[Entry], held_on: date) -> Then:
    """How an action stood when the day ended, by what happened to it; closed on a day nobody knows is closed."""
    mine = sorted(
        (each for each in events if each["action"] == action.id and each.stands and each.text("event") in _HAPPENED),
        key=lambda each: (each["happened_on"] or date.min, each.id),
    )
    tally = tally_of(
        Step(each.id, Happened(each.text("event")), each["happened_on"], each["due_before"]) for each in mine
    )
    state = action.text("state")
    closed_on = closed_on_day(tally.turns, held_on, state, action["closed_on"])
    no_day = state == CLOSED and action["closed_on"] is None
    return Then(closed_on is not None or no_day, closed_on, due_on_day(action["due_on"], tally.moves, held_on))


def _named(kind: catalogue.Kind, record: Id) -> Bound:
    return Bound(kind.number, record, b"")


def _sets_before(reading: Reading, conference: Id, held_on: date, records: Mapping[Id, Id]) -> list[Id]:
    found = []
    for sets in histories(reading, records).values():
        last = before([each for each in sets if each.conference != conference], held_on)
        if last is not None:
            found.append(last.id)
    return found


def _reviewed(reading: Reading, conference: Id, held_on: date, records: Mapping[Id, Id]) -> dict[Id, Entry]:
    """The earlier actions that the conference sees, and what happened to them."""
    rows = reading.all(
        select(Action.id)
        .where(Action.person.in_(list(records)), Action.withdrawn.is_(None))
        .where(or_(Action.origin.is_(None), Action.origin != conference))
    )
    actions = entries_named(reading, (_named(catalogue.ACTION, record) for (record,) in rows))
    happened = reading.all(select(ActionEvent.id).where(ActionEvent.action.in_(list(actions))))
    events = entries_named(reading, (_named(catalogue.ACTION_EVENT, record) for (record,) in happened))
    since = _last_talked(reading, conference, held_on, records)
    previous = _previous(reading, conference, held_on)
    by_action: dict[Id, list[Entry]] = {}
    for event in events.values():
        by_action.setdefault(event["action"], []).append(event)
    seen = {}
    for record, action in actions.items():
        then = stood_then(action, by_action.get(record, ()), held_on)
        last = since.get(records[action.owner], previous) if action.owner else previous
        if review_of(action["raised_on"], then.closed_on, not then.closed, held_on, last) is not None:
            seen[record] = action
    return seen | {event.id: event for record in seen for event in by_action.get(record, ())}


def _last_talked(reading: Reading, conference: Id, held_on: date, records: Mapping[Id, Id]) -> dict[Id, date]:
    found: dict[Id, date] = {}
    for mapped, day in ((ScoreSet, ScoreSet.scored_on), (Decision, Decision.decided_on)):
        rows = reading.all(
            select(mapped.person, func.max(day))
            .where(mapped.person.in_(list(records)), mapped.withdrawn.is_(None), day < held_on)
            .where(mapped.conference.is_not(None), mapped.conference != conference)
            .group_by(mapped.person)
        )
        for record, last in rows:
            if last is not None:
                person = records[record]
                found[person] = max(last, found.get(person, last))
    return found


def _previous(reading: Reading, conference: Id, held_on: date) -> date | None:
    site = select(Conference.site).where(Conference.id == conference).scalar_subquery()
    return reading.value(
        select(func.max(Conference.held_on)).where(
            Conference.held_on < held_on, Conference.site == site, Conference.withdrawn.is_(None)
        )
    )
