"""What people do about a case conference, up to its signing: schedule, ask, score, decide, raise actions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import func, select

from iomdesk import catalogue
from iomdesk.actions.commands import AddAction, Origin, enter_action
from iomdesk.catalogue import Agency
from iomdesk.cohort.commands import ChangeRating, RecordMembership, change_rating, record_membership
from iomdesk.cohort.rules import Scale, Step
from iomdesk.conference.finding import ConferenceRow, require_open
from iomdesk.conference.records import Conference
from iomdesk.conference.rules import SCHEDULED, Decided, rag_body
from iomdesk.conference.scheme import is_active
from iomdesk.doors import Command, Role, handles
from iomdesk.errors import Refused
from iomdesk.ids import Id
from iomdesk.partnership.records import Site
from iomdesk.pathways.commands import Scoring, enter_scores
from iomdesk.pathways.rules import Scores
from iomdesk.people.commands import present_records, set_fields
from iomdesk.people.records import Person
from iomdesk.people.rules import FieldValue
from iomdesk.store.unit import Work
from iomdesk.words import say

_STEPS = {Decided.ADOPT: Step.ADOPTED, Decided.STEP_DOWN: Step.STEPPED_DOWN, Decided.REMOVE: Step.REMOVED}


@dataclass(frozen=True, slots=True, repr=False)
class Schedule(Command[Id]):
    """Put a conference of a site into the calendar; answers its id. Its number is the site's next."""

    site: Id
    held_on: date


@dataclass(frozen=True, slots=True, repr=False)
class AskForPerson(Command[Id]):
    """An agency asks for a person to be talked about, with its reason."""

    conference: Id
    person: Id
    reason: str
    asked_by: Agency


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
    return work.create(
        catalogue.AGENDA_ENTRY,
        {"conference": command.conference, "reason": reason, "asked_by": str(command.asked_by)},
        subject=present_records(work, command.person)[0],
    )


@handles(Role.OFFICER)
def score_at_conference(work: Work, command: ScoreAtConference) -> Id:
    """Enter the eight scores under the conference's day, unless its minutes are locked."""
    held_on = _day(work, require_open(work, command.conference))
    scoring = Scoring(command.person, command.scores, command.priority, command.evidence, held_on, command.conference)
    made = enter_scores(work, scoring)
    stands: dict[str, FieldValue] = {"last_conference": held_on}
    if command.priority is not None:
        stands["priority"] = command.priority
    set_fields(work, command.person, stands)
    return made


@handles(Role.OFFICER)
def decide(work: Work, command: Decide) -> Id:
    """Enter the decision, and with it what it decides: the new RAG, or the step of the lifecycle."""
    conference = require_open(work, command.conference)
    reason = _said(command.reason, say("A decision needs its reason, for the agencies that were not there."))
    body = " ".join(command.body.split())
    if command.decided is Decided.OTHER and not body:
        raise Refused(say("Say what was decided."))
    if (command.decided is Decided.RAG_CHANGE) != (command.rag is not None):
        raise Refused(say("A RAG change names the new value, and nothing else does."))
    person = present_records(work, command.person)[0]
    if command.rag is not None:
        before = work.value(select(Person.rag).where(Person.id == person))
        rating = ChangeRating(person, Scale.RAG, command.rag, reason, command.conference)
        change_rating.run(work, rating)
        after = work.value(select(Person.rag).where(Person.id == person))
        body = rag_body(before, after or "")
    elif command.decided in _STEPS:
        on = min(_day(work, conference), work.today)
        record_membership.run(work, RecordMembership(person, _STEPS[command.decided], on, reason))
    return work.create(
        catalogue.DECISION,
        {
            "conference": command.conference,
            "decided": str(command.decided),
            "body": body,
            "reason": reason,
            "decided_on": _day(work, conference),
        },
        subject=person,
    )


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
