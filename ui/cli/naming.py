"""What people name on the command line: a person, a conference, a site, a day, an agency."""

from datetime import date

from iomdesk.catalogue import Agency
from iomdesk.conference.finding import ConferenceRow, day_meant
from iomdesk.conference.questions import conference_named
from iomdesk.desk import Desk
from iomdesk.errors import Refused
from iomdesk.ids import Id
from iomdesk.partnership.questions import sites
from iomdesk.pathways.questions import pathway_set
from iomdesk.pathways.versions import LabelledSet
from iomdesk.people.questions import find_person
from iomdesk.words import say

AGENCIES = tuple(str(agency) for agency in Agency)


def person(desk: Desk, ref: str) -> Id:
    """The person that any identifier of theirs names."""
    return desk.ask(find_person, ref)


def conference(desk: Desk, text: str) -> ConferenceRow:
    """The conference that a code, number, day or id names."""
    return desk.ask(conference_named, text)


def day(text: str) -> date:
    """A day as ISO text or dd/mm/yyyy."""
    found = day_meant(text)
    if found is None:
        raise Refused(say("“{text}” is no day.", text=text), say("Write 2026-11-10 or 10/11/2026."))
    return found


def site(desk: Desk, name: str) -> Id:
    """The site of that name."""
    plain = " ".join(name.split()).casefold()
    rows = desk.ask(sites)
    for row in rows:
        if row.name.casefold() == plain:
            return row.id
    known = ", ".join(row.name for row in rows)
    raise Refused(say("There is no site “{name}”.", name=name), say("This desk has: {sites}.", sites=known))


def pathways(desk: Desk, on: date | None = None) -> LabelledSet:
    """The pathways that scores of a day are made on, of today unless said."""
    labels = desk.ask(pathway_set, on or desk.today)
    if labels is None:
        raise Refused(say("This desk has no pathways yet."), say("Enter the scheme's pathways and their scale first."))
    return labels
