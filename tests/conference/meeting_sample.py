"""A meeting on a real desk, for the tests of what happens during and after one. Nobody in it exists."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import cast

from sqlalchemy import select

from iomdesk import catalogue
from iomdesk.actions.commands import AddAction
from iomdesk.catalogue import Agency
from iomdesk.conference.calendar import Schedule
from iomdesk.conference.commands import Decide, RaiseAction, ScoreAtConference
from iomdesk.conference.minuted import Minutes, PersonMinutes
from iomdesk.conference.minutes import minutes_of
from iomdesk.conference.rules import Decided
from iomdesk.desk import Desk
from iomdesk.doors import Role
from iomdesk.ids import Id
from iomdesk.pathways.rules import eight
from iomdesk.store.tables import AuditRow
from iomdesk.store.unit import Given
from tests.conference.conference_sample import HELD, conference_desk, the_site

TODAY = date(2026, 11, 2)
SCORES = eight([3, 2, 0, 2, 1, 1, 1, 0])


def meeting_desk(folder: Path, roles: tuple[Role, ...] = tuple(Role), held_on: date = HELD) -> tuple[Desk, Id]:
    """A desk and a conference in its calendar."""
    desk = conference_desk(folder, roles)
    return desk, cast(Id, desk.do(Schedule(the_site(desk), held_on)))


def decided(desk: Desk, conference: Id, who: Id, what: Decided = Decided.KEEP, **how: object) -> Id:
    """A decision, with a reason unless another is given."""
    return cast(Id, desk.do(Decide(conference, who, what, cast(str, how.pop("reason", "Engaging")), **how)))  # type: ignore[arg-type]


def raised(desk: Desk, conference: Id, who: Id, body: str = "Housing appointment") -> Id:
    """An action of housing's, due a fortnight after the conference."""
    action = AddAction(who, body, "L Grimes", Agency.HOUSING, date(2026, 11, 24), 1)
    return cast(Id, desk.do(RaiseAction(conference, action)))


def scored(desk: Desk, conference: Id, who: Id, scores: Iterable[int | None] = SCORES, **how: object) -> Id:
    """Eight scores, evidence given for every pathway, so that no jump stands in the way."""
    evidence = {place: f"Seen at {place}" for place in range(1, 9)}
    command = ScoreAtConference(conference, who, eight(tuple(scores)), evidence=evidence, **how)  # type: ignore[arg-type]
    return cast(Id, desk.do(command))


def contributed(desk: Desk, conference: Id, who: Id, **values: Given) -> Id:
    """A contribution as another agency's desk would have sent it."""
    given: dict[str, Given] = {"conference": conference, "agency": "housing", "author_name": "L Grimes"}
    with desk._store.work() as work:
        return work.create(catalogue.CONTRIBUTION, {**given, "written_on": TODAY, **values}, subject=who)


def minutes(desk: Desk, conference: Id) -> Minutes:
    return desk.ask(minutes_of, conference)


def one(desk: Desk, conference: Id) -> PersonMinutes:
    """The minutes of the only person talked about."""
    (person,) = minutes(desk, conference).people
    return person


def logged(desk: Desk, person: Id) -> list[tuple[str, str, str | None]]:
    """What the audit log says of somebody: operation, action, recipient."""
    with desk._store.reading() as reading:
        rows = reading.all(
            select(AuditRow.operation, AuditRow.action, AuditRow.recipient)
            .where(AuditRow.subject == person)
            .order_by(AuditRow.seq)
        )
    return [(row[0], row[1], row[2]) for row in rows]
