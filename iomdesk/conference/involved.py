"""What the agreement asks about people of a conference: their own records, and which agencies asked for them here."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from iomdesk.agreement.rules import PersonFacts
from iomdesk.catalogue import Agency
from iomdesk.cohort.facts import facts_of
from iomdesk.conference.questions import agenda_of
from iomdesk.conference.records import AgendaEntry
from iomdesk.doors import CASEWORK, Consults, question
from iomdesk.ids import Id
from iomdesk.people.linking import canonical_ids
from iomdesk.people.questions import all_linked
from iomdesk.store.reading import Reading

_AGENCIES = {str(each): each for each in Agency}


@question(*CASEWORK, consults=Consults.NOBODY)
def facts_at(reading: Reading, conference: Id, people: Sequence[Id], on: date) -> dict[Id, PersonFacts]:
    """The facts of several people on a day, by the ids asked for; linked records count as one person. For documents.

    An agency that asked for somebody at this conference, or before it without their being talked about since, works
    with them. A constant number of selects. Raises ``Refused`` where the conference's day is not known.
    """
    linked = all_linked(reading)
    groups = {person: linked.get(person, (person,)) for person in dict.fromkeys(people)}
    records = {record: group[0] for group in groups.values() for record in group}
    asked: dict[Id, frozenset[Agency]] = {}
    shown = canonical_ids(linked)
    for person, agencies in agenda_of(reading, conference).asked_by.items():
        asked[shown.get(person, person)] = agencies
    rows = reading.all(
        select(AgendaEntry.person, AgendaEntry.asked_by).where(
            AgendaEntry.conference == conference, AgendaEntry.withdrawn.is_(None)
        )
    )
    for record, by in rows:
        if record in records and by in _AGENCIES:
            person = records[record]
            asked[person] = asked.get(person, frozenset()) | {_AGENCIES[by]}
    found = facts_of(reading, records, on, also_involved=asked)
    return {person: found[group[0]] for person, group in groups.items()}
