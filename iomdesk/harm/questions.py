"""Questions about offences, as records."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from iomdesk.doors import CASEWORK, Consults, question
from iomdesk.harm.records import Offence
from iomdesk.ids import Id
from iomdesk.people.questions import linked_ids
from iomdesk.store.reading import Reading


@dataclass(frozen=True, slots=True, repr=False)
class OffenceRow:
    """One offence; None is not known."""

    id: Id
    crime_ref: str | None
    code: str | None
    description: str | None
    committed_from: date | None
    committed_to: date | None
    outcome: str | None
    outcome_on: date | None


@question(*CASEWORK, consults=Consults.PERSON)
def offences_of(reading: Reading, person: Id) -> tuple[OffenceRow, ...]:
    """The offences of one person, linked records included, newest first; those without a date last."""
    o = Offence
    rows = reading.all(
        select(o.id, o.crime_ref, o.code, o.description, o.committed_from, o.committed_to, o.outcome, o.outcome_on)
        .where(o.person.in_(linked_ids(reading, person)), o.withdrawn.is_(None))
        .order_by(o.committed_from.desc(), o.id.desc())
    )
    return tuple(OffenceRow(*row) for row in rows)
