"""What people do at a case conference, up to its signing: score, decide, raise actions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import bindparam, select

from iomdesk import catalogue
from iomdesk.actions.commands import AddAction, Origin, enter_action
from iomdesk.catalogue import PERSON
from iomdesk.clock import date_text
from iomdesk.cohort.commands import ChangeRating, RecordMembership, change_rating, record_membership
from iomdesk.cohort.rules import Scale, Step, read_rating
from iomdesk.conference.disclosing import unconfirm
from iomdesk.conference.finding import ConferenceRow, require_open
from iomdesk.conference.records import Decision
from iomdesk.conference.rules import Decided, rag_body, review_body
from iomdesk.conference.scheme import left_scheme
from iomdesk.doors import Command, Role, handles
from iomdesk.errors import Refused
from iomdesk.ids import Id
from iomdesk.pathways.commands import Scoring, enter_scores
from iomdesk.pathways.rules import Scores
from iomdesk.people.card import shown_value
from iomdesk.people.commands import present_records, set_fields
from iomdesk.people.records import Person
from iomdesk.people.rules import FieldValue
from iomdesk.store.unit import Given, Work
from iomdesk.words import say

_STEPS = {Decided.ADOPT: Step.ADOPTED, Decided.STEP_DOWN: Step.STEPPED_DOWN, Decided.REMOVE: Step.REMOVED}


@dataclass(frozen=True, slots=True, repr=False)
class ScoreAtConference(Command[Id]):
    """Score a person at a conference; a second set there corrects the first. Answers the score set's id."""

    conference: Id
    person: Id
    scores: Scores
    priority: int | None = None
    evidence: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, repr=False)
class Decide(Command[Id]):
    """Decide about a person, with the reason: the new value of a RAG change, the day of a next review."""

    conference: Id
    person: Id
    decided: Decided
    reason: str
    body: str = ""
    rag: str | None = None
    review_on: date | None = None


@dataclass(frozen=True, slots=True, repr=False)
class RaiseAction(Command[Id]):
    """Set an action at a conference; it is bound by the minutes."""

    conference: Id
    action: AddAction


_LATEST = select(Person.last_conference).where(Person.id == bindparam("person"))


@handles(Role.OFFICER)
def score_at_conference(work: Work, command: ScoreAtConference) -> Id:
    """Enter the eight scores under the conference's day, unless its minutes are locked.

    Minutes typed late do not take the person's last conference or priority pathway back to an earlier day.
    """
    held_on = _day(work, require_open(work, command.conference))
    records = tuple(present_records(work, command.person))
    scoring = Scoring(
        command.person,
        command.scores,
        command.priority,
        command.evidence,
        held_on,
        command.conference,
        records=records,
    )
    made = enter_scores(work, scoring)
    latest = work.value(_LATEST, person=command.person)
    if latest is None or latest <= held_on:
        stands: dict[str, FieldValue] = {"last_conference": held_on}
        if command.priority is not None:
            stands["priority"] = command.priority
        set_fields(work, command.person, stands, records=records)
    return made


@handles(Role.OFFICER)
def decide(work: Work, command: Decide) -> Id:
    """Enter the decision, and with it what it decides: the new RAG, or the step of the lifecycle.

    The same decision made twice is that one. Another day for the next review takes the place of the one before.
    """
    conference = require_open(work, command.conference)
    reason = _said(command.reason, say("A decision needs its reason, for the agencies that were not there."))
    body = " ".join(command.body.split())
    _check_parts(command, body, conference)
    records = present_records(work, command.person)
    on = min(_day(work, conference), work.today)
    if command.rag is not None:
        body = _change_rag(work, records, command, on)
    elif command.review_on is not None:
        body = review_body(command.review_on, body)
    elif command.decided in _STEPS:
        record_membership.run(work, RecordMembership(records[0], _STEPS[command.decided], on, reason))
    elif command.decided is Decided.KEEP and (left := left_scheme(work, records[0], on)) is not None:
        gone = say("They left the scheme on {day} ({step}).", day=date_text(left.on), step=left.step)
        raise Refused(gone, say("Decide to adopt them, or something else."))
    values: dict[str, Given] = {
        "conference": command.conference,
        "decided": str(command.decided),
        "body": body,
        "reason": reason,
        "review_on": command.review_on,
    }
    # A RAG that was changed here, changed back and changed again is two changes, though they read alike.
    if command.rag is None and (same := _standing(work, records, values)) is not None:
        return same
    if command.decided is Decided.NEXT_REVIEW:
        _take_back_reviews(work, records, command)
    unconfirm(work, command.conference, records)
    return work.create(catalogue.DECISION, {**values, "decided_on": _day(work, conference)}, subject=records[0])


def _check_parts(command: Decide, body: str, conference: ConferenceRow) -> None:
    if command.decided is Decided.OTHER and not body:
        raise Refused(say("Say what was decided."))
    if (command.decided is Decided.RAG_CHANGE) != (command.rag is not None):
        raise Refused(say("A RAG change names the new value, and nothing else does."))
    if (command.decided is Decided.NEXT_REVIEW) != (command.review_on is not None):
        raise Refused(say("A next review names its day, and nothing else does."))
    held_on = conference.held_on
    if command.review_on is not None and held_on is not None and command.review_on <= held_on:
        raise Refused(say("The next review comes after this conference."), say("Give a later day."))


def _take_back_reviews(work: Work, records: Sequence[Id], command: Decide) -> None:
    """A day decided before at this conference gives way to this one."""
    rows = work.all(
        select(Decision.id).where(
            Decision.person.in_(records),
            Decision.conference == command.conference,
            Decision.decided == str(Decided.NEXT_REVIEW),
            Decision.withdrawn.is_(None),
        )
    )
    for (decision,) in rows:
        work.withdraw(catalogue.DECISION, decision, say("Another day was decided: {reason}", reason=command.reason))


def _change_rag(work: Work, records: Sequence[Id], command: Decide, on: date) -> str:
    """Change the RAG on the conference's day; answers the change in words. To what it is already is no change."""
    rag = command.rag or ""
    values = [value for (value,) in work.all(select(Person.rag).where(Person.id.in_(records)).order_by(Person.id))]
    before = shown_value(PERSON.by_name["rag"], values)
    rating = read_rating(Scale.RAG, rag)
    if rating is not None and {rating.value} == {value for value in values if value is not None}:
        raise Refused(say("They are {rag} already.", rag=rating.value), say("Nothing was changed."))
    change = ChangeRating(records[0], Scale.RAG, rag, command.reason, command.conference, happened_on=on)
    change_rating.run(work, change)
    return rag_body(str(before) if before else None, rating.value if rating else rag)


def _standing(work: Work, records: Sequence[Id], values: Mapping[str, Given]) -> Id | None:
    """The same decision, where it is recorded already."""
    same = [getattr(Decision, name) == value for name, value in values.items()]
    return work.value(select(Decision.id).where(Decision.person.in_(records), Decision.withdrawn.is_(None), *same))


@handles(Role.OFFICER)
def raise_action(work: Work, command: RaiseAction) -> Id:
    """Set the action with the conference as its origin."""
    require_open(work, command.conference)
    unconfirm(work, command.conference, present_records(work, command.action.person))
    return enter_action(work, command.action, Origin(catalogue.CONFERENCE, command.conference))


def _said(text: str, remedy: str) -> str:
    said = text.strip()
    if not said:
        raise Refused(say("A reason is missing."), remedy)
    return said


def _day(work: Work, conference: ConferenceRow) -> date:
    """What is recorded at a conference is of its day, whenever it is typed."""
    return conference.held_on or work.today
