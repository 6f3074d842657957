"""A desk with people on the scheme, for the tests of conferences, scores and actions. Nobody in it exists."""

from datetime import date
from pathlib import Path

from iomdesk import catalogue
from iomdesk.cohort.commands import enter_membership
from iomdesk.cohort.rules import Step
from iomdesk.conference.shipped import enter_shipped as enter_intervals
from iomdesk.desk import Desk
from iomdesk.doors import Role
from iomdesk.ids import Id, short_ref
from iomdesk.partnership.questions import sites
from iomdesk.pathways.shipped import enter_shipped as enter_pathways
from tests.desks import open_desk

HELD = date(2026, 11, 10)
ADOPTED = date(2025, 6, 2)


def conference_desk(folder: Path, roles: tuple[Role, ...] = tuple(Role)) -> Desk:
    """A desk with the shipped pathways and intervals."""
    desk = open_desk(folder, roles)
    with desk._store.work() as work:
        enter_pathways(work)
        enter_intervals(work)
    return desk


def the_site(desk: Desk) -> Id:
    """Norwich, where the desk is."""
    return next(row.id for row in desk.ask(sites) if row.name == "Norwich")


def person(
    desk: Desk,
    surname: str = "NOWAK",
    rag: str | None = "Red",
    adopted: date | None = ADOPTED,
    site: Id | None = None,
    narrowing: str | None = None,
) -> Id:
    """Somebody on the scheme, of the desk's only site unless said otherwise."""
    site = site or the_site(desk)
    with desk._store.work() as work:
        made = work.new_id()
        work.create(
            catalogue.PERSON,
            {
                "surname": surname,
                "forenames": "Daniel",
                "born": date(1994, 3, 14),
                "ref": short_ref(made),
                "rag": rag,
                "rosh": "High",
                "site": site,
                "narrowing": narrowing,
            },
            record=made,
        )
        enter_membership(work, made, Step.ADOPTED, adopted, "adopted by the panel")
    return made
