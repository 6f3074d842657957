"""What people do about a case conference, up to its signing: schedule, ask, score, decide, raise actions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import bindparam, func, select

from iomdesk import catalogue
from iomdesk.actions.commands import AddAction, Origin, enter_action
from iomdesk.catalogue import PERSON, Agency
from iomdesk.clock import date_text
from iomdesk.cohort.commands import ChangeRating, RecordMembership, change_rating, record_membership
from iomdesk.cohort.rules import Scale, Step, read_rating
from iomdesk.conference.finding import ConferenceRow, require_open
from iomdesk.conference.records import Conference, Decision
from iomdesk.conference.rules import SCHEDULED, Decided, rag_body
from iomdesk.conference.scheme import is_active, left_scheme
from iomdesk.doors import Command, Role, handles
from iomdesk.errors import Refused
from iomdesk.ids import Id
from iomdesk.partnership.records import Officer, Site
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
class Schedule(Command[Id]):
    """Put a conference of a site into the calendar; answers its id. Its number is the site's next."""

    site: Id
    held_on: date


@dataclass(frozen=True, slots=True, repr=False)
class AskForPerson(Command[Id]):
    """An agency asks for a person to be talked about, with its reason; this desk's own where none is named."""

    conference: Id
    person: Id
    reason: str
    asked_by: Agency | None = None


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
    """Decide about a person, with the reason. ``rag`` is the new value of a RAG change."""

    conference: Id
    person: Id
    decided: Decided
    reason: str
    body: str = ""
    rag: str | None = None


@dataclass(frozen=True, slots=True, repr=False)
class RaiseAction(Command[Id]):
    """Set an action at a conference; it is bound by the minutes."""

    conference: Id
    action: AddAction


@handles(Role.OFFICER)
def schedule(work: Work, command: Schedule) -> Id:
    """Enter the conference. A site has one conference a day."""
    site = work.first(select(Site.name).where(Site.id == command.site, Site.withdrawn.is_(None)))
    if site is None:
        raise Refused(say("That site is not on this desk."), say("Open it first, or check its name."))
    same_day = select(Conference.number).where(
        Conference.held_on == command.held_on, Conference.site == command.site, Conference.withdrawn.is_(None)
    )
    if (there := work.first(same_day)) is not None:
        raise Refused(
            say("{site} already has a conference on that day.", site=site.name or ""),
            say("It is number {number}.", number=there.number or "?"),
        )
    last = work.value(select(func.max(Conference.number)).where(Conference.site == command.site))
    return work.create(
        catalogue.CONFERENCE,
        {"site": command.site, "held_on": command.held_on, "number": (last or 0) + 1, "state": SCHEDULED},
    )


@handles(Role.OFFICER)
def ask_for_person(work: Work, command: AskForPerson) -> Id:
    """Put the person on the agenda. Somebody not on the scheme is referred first, not asked for."""
    conference = require_open(work, command.conference)
    reason = _said(command.reason, say("Say in a sentence why the conference should talk about them."))
    if not is_active(work, command.person, _day(work, conference)):
        raise Refused(say("That person is not active on the scheme."), say("Adopt them, or see their card for why."))
    own = work.value(select(Officer.agency).where(Officer.id == work.officer))
    return work.create(
        catalogue.AGENDA_ENTRY,
        {"conference": command.conference, "reason": reason, "asked_by": str(command.asked_by or own)},
        subject=present_records(work, command.person)[0],
    )


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

    The same decision made twice is that one.
    """
    conference = require_open(work, command.conference)
    reason = _said(command.reason, say("A decision needs its reason, for the agencies that were not there."))
    body = " ".join(command.body.split())
    if command.decided is Decided.OTHER and not body:
        raise Refused(say("Say what was decided."))
    if (command.decided is Decided.RAG_CHANGE) != (command.rag is not None):
        raise Refused(say("A RAG change names the new value, and nothing else does."))
    records = present_records(work, command.person)
    on = min(_day(work, conference), work.today)
    if command.rag is not None:
        body = _change_rag(work, records, command, on)
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
    }
    return _standing(work, records, values) or work.create(
        catalogue.DECISION, {**values, "decided_on": _day(work, conference)}, subject=records[0]
    )


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
    return enter_action(work, command.action, Origin(catalogue.CONFERENCE, command.conference))


def _said(text: str, remedy: str) -> str:
    said = text.strip()
    if not said:
        raise Refused(say("A reason is missing."), remedy)
    return said


def _day(work: Work, conference: ConferenceRow) -> date:
    """What is recorded at a conference is of its day, whenever it is typed."""
    return conference.held_on or work.today
