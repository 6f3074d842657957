"""Where an agenda's reasons come from: one function for each, over everyone at once, so that more can join them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, TypeAlias

from sqlalchemy import select

from iomdesk.catalogue import Category
from iomdesk.cohort.records import MembershipEvent
from iomdesk.cohort.rules import REMOVAL_PROPOSED, known_event
from iomdesk.conference.agenda import (
    Reason,
    adoption_reason,
    asking_discloses,
    interval_reason,
    marker_reason,
    release_reason,
    removal_reason,
    review_reason,
)
from iomdesk.conference.occasion import Occasion
from iomdesk.conference.records import Conference, Decision
from iomdesk.conference.rules import Decided
from iomdesk.custody.questions import spells_of
from iomdesk.ids import Id
from iomdesk.people.records import Marker
from iomdesk.people.rules import MarkerState, marker_label
from iomdesk.store.reading import Reading
from iomdesk.words import say

Reasons: TypeAlias = Mapping[Id, list[Reason]]
AgendaSource: TypeAlias = Callable[[Reading, Occasion], Reasons]
"""Reasons by person, for people of the occasion."""

_SETTLES = (Decided.KEEP, Decided.STEP_DOWN, Decided.REMOVE, Decided.ADOPT)
"""The decisions that answer a proposal to remove somebody."""


def interval_source(reading: Reading, occasion: Occasion) -> Reasons:
    """Due by RAG interval since they were last scored, decided about, or at a conference by the team's sheet."""
    last = occasion.last_seen
    due = {
        each.person: interval_reason(
            each.rag, last.get(each.person), each.adopted_on, occasion.held_on, occasion.policy, occasion.next_on
        )
        for each in occasion.reached.people
    }
    return {person: [reason] for person, reason in due.items() if reason is not None}


def review_source(reading: Reading, occasion: Occasion) -> Reasons:
    """The next review decided last; of somebody of another site only where it was decided at a conference here."""
    d = Decision
    rows: Sequence[Any] = reading.all(
        select(d.id, d.person, d.review_on, d.decided_on, Conference.site)
        .join(Conference, Conference.id == d.conference, isouter=True)
        .where(d.person.in_(list(occasion.reached.records)), d.review_on.is_not(None), d.withdrawn.is_(None))
        .where(d.conference.is_(None) | (d.conference != occasion.conference))
        .where(d.decided_on.is_(None) | (d.decided_on <= occasion.held_on))
    )
    standing: dict[Id, Any] = {}
    at_home = occasion.at_home
    for row in sorted(rows, key=lambda row: (row.decided_on or date.min, row.id)):
        standing[occasion.reached.records[row.person]] = row
    found = {}
    for person, row in standing.items():
        reason = review_reason(row.review_on, occasion.last_seen.get(person), occasion.held_on, occasion.next_on)
        if reason is not None and (person in at_home or row.site == occasion.site):
            found[person] = [reason]
    return found


def marker_source(reading: Reading, occasion: Occasion) -> Reasons:
    """Markers whose review is due; of one marker on linked records the earliest day."""
    m = Marker
    rows = reading.all(
        select(m.person, m.code, m.state, m.review_on)
        .where(m.person.in_(list(occasion.reached.records)), m.withdrawn.is_(None), m.review_on.is_not(None))
        .order_by(m.review_on, m.code, m.id)
    )
    found: dict[Id, dict[str, Reason]] = {}
    for record, code, state, review_on in rows:
        if state == MarkerState.NO or review_on is None:
            continue
        reason = marker_reason(marker_label(code or ""), review_on, occasion.held_on, occasion.next_on)
        if reason is not None:
            found.setdefault(occasion.reached.records[record], {}).setdefault(code or "", reason)
    return {person: list(reasons.values()) for person, reasons in found.items()}


def adoption_source(reading: Reading, occasion: Occasion) -> Reasons:
    """Adopted since the site's last conference."""
    new = {
        each.person: adoption_reason(each.adopted_on, occasion.previous_on, occasion.held_on)
        for each in occasion.reached.people
    }
    return {person: [reason] for person, reason in new.items() if reason is not None}


def removal_source(reading: Reading, occasion: Occasion) -> Reasons:
    """Proposed for removal, until a conference decides to keep them or not, or they leave the scheme anyway."""
    m, records = MembershipEvent, occasion.reached.records
    proposed: dict[Id, tuple[date, Id, str]] = {}
    settled: dict[Id, tuple[date, Id]] = {}
    for entry, record, step, on, why in reading.all(
        select(m.id, m.person, m.event, m.happened_on, m.reason).where(
            m.person.in_(list(records)), m.withdrawn.is_(None), m.happened_on <= occasion.held_on
        )
    ):
        person = records[record]
        if step == REMOVAL_PROPOSED and on is not None:
            newest = max(proposed.get(person, (date.min, b"", "")), (on, entry, why or ""))
            proposed[person] = newest
        elif (event := known_event(step, on)) is not None and event.on < occasion.held_on:
            settled[person] = max(settled.get(person, (date.min, b"")), (event.on, entry))
    for entry, record, on in _settling_decisions(reading, occasion):
        settled[records[record]] = max(settled.get(records[record], (date.min, b"")), (on, entry))
    return {
        person: [removal_reason(on, why)]
        for person, (on, entry, why) in proposed.items()
        if (on, entry) > settled.get(person, (date.min, b""))
    }


def _settling_decisions(reading: Reading, occasion: Occasion) -> list[tuple[Id, Id, date]]:
    """Those of other conferences: what is decided at this one must not take people off its own agenda."""
    d = Decision
    rows = reading.all(
        select(d.id, d.person, d.decided_on).where(
            d.person.in_(list(occasion.reached.records)),
            d.withdrawn.is_(None),
            d.decided.in_([str(each) for each in _SETTLES]),
            d.decided_on <= occasion.held_on,
            d.conference.is_(None) | (d.conference != occasion.conference),
        )
    )
    return [(entry, record, on) for entry, record, on in rows if record is not None and on is not None]


def release_source(reading: Reading, occasion: Occasion) -> Reasons:
    """Released from custody in the weeks ahead; of two spells with one release day, once."""
    found: dict[Id, list[Reason]] = {}
    for spell in spells_of(reading, tuple(occasion.reached.records)):
        ended = spell.to_on is not None and spell.to_on < occasion.held_on
        if spell.release_on is None or ended:
            continue
        reason = release_reason(spell.release_on, occasion.held_on, occasion.policy)
        reasons = found.setdefault(occasion.reached.records[spell.person], [])
        if reason is not None and reason not in reasons:
            reasons.append(reason)
    return found


def put_off_source(reading: Reading, occasion: Occasion) -> Reasons:
    """Put off at an earlier conference, whatever their interval says, until they are talked about."""
    found: dict[Id, list[Reason]] = {}
    for each in occasion.put_off:
        person = occasion.reached.records.get(each.record)
        if person is not None and occasion.waits(person, each.held_on):
            said = say("put off from {code}: {reason}", code=each.code, reason=each.reason)
            _add(found, person, Reason(said))
    return found


def asked_source(reading: Reading, occasion: Occasion) -> Reasons:
    """Asked for by an agency, with its reason; at an earlier conference too, where they were not talked about since."""
    found: dict[Id, list[Reason]] = {}
    for person, each in occasion.still_asked:
        words = {"agency": each.agency or say("an agency"), "reason": each.reason, "code": each.code}
        here = say("asked for by {agency}: {reason}", **words)
        carried = say("asked for by {agency} for {code}, not talked about since: {reason}", **words)
        _add(found, person, Reason(carried if each.code else here, category=asking_discloses(each.agency)))
    return found


def siteless_source(reading: Reading, occasion: Occasion) -> Reasons:
    """Of no known site: somebody has to say where they belong."""
    nowhere = Reason(say("no site recorded"), category=Category.SUPERVISION)
    return {each.person: [nowhere] for each in occasion.reached.people if each.site is None}


SOURCES: tuple[AgendaSource, ...] = (
    interval_source,
    review_source,
    marker_source,
    adoption_source,
    removal_source,
    release_source,
    put_off_source,
    asked_source,
    siteless_source,
)
_BRING_ANYBODY = (review_source, put_off_source, asked_source)
"""The sources that bring somebody of another site to a conference; the others only say more about who is there."""


def all_reasons(
    reading: Reading, occasion: Occasion, sources: Iterable[AgendaSource] = SOURCES
) -> dict[Id, tuple[Reason, ...]]:
    """Every reason of every source, in the order of the sources.

    Who belongs to the conference without one (came up there, put off or placed by hand, written about beforehand) has
    that for a reason. Somebody of another site is there only for a reason that is this conference's own.
    """
    gathered: dict[Id, list[Reason]] = {}
    belong = set(occasion.at_home)
    for source in sources:
        for person, reasons in source(reading, occasion).items():
            gathered.setdefault(person, []).extend(reasons)
            if reasons and source in _BRING_ANYBODY:
                belong.add(person)
    for person, reason in _otherwise(occasion):
        belong.add(person)
        if not gathered.get(person):
            gathered[person] = [reason]
    return {person: tuple(reasons) for person, reasons in gathered.items() if reasons and person in belong}


def _otherwise(occasion: Occasion) -> list[tuple[Id, Reason]]:
    """Who belongs to the conference even if no source says why, with what stands for the reason then."""
    shown = occasion.reached.records
    was_on = say("was on the agenda when the minutes were signed")
    kept = [
        (shown[record], Reason(next(filter(None, said), was_on)))
        for record, said in occasion.kept.items()
        if record in shown
    ]
    came_up = Reason(say("came up at this conference"))
    spoken = [(shown[record], came_up) for record in sorted(occasion.spoken_of) if record in shown]
    written = [
        (shown[record], _written(agencies)) for record, agencies in occasion.contributed.items() if record in shown
    ]
    put_off = Reason(say("was due when put off"))
    placed = Reason(say("put on the agenda by hand"))
    by_hand = [
        (person, put_off if mark.put_off else placed)
        for person, mark in occasion.by_hand.items()
        if mark.put_off or mark.places
    ]
    return [*kept, *spoken, *written, *by_hand]


def _written(agencies: Sequence[str]) -> Reason:
    """That somebody was written about names an agency only where it said what belongs to the conference.

    That a service wrote in a box of its own tells that it works with the person.
    """
    named = next(filter(None, agencies), "")
    said = say("contribution by {agency}", agency=named) if named else say("to be talked about")
    return Reason(said, category=asking_discloses(named))


def _add(found: dict[Id, list[Reason]], person: Id, reason: Reason) -> None:
    reasons = found.setdefault(person, [])
    if reason not in reasons:
        reasons.append(reason)
