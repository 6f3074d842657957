"""What people do about offences: record one as the force has it."""

from dataclasses import dataclass

from sqlalchemy import select

from iomdesk import catalogue
from iomdesk.doors import Command, Role, handles
from iomdesk.errors import Refused
from iomdesk.harm.records import Offence
from iomdesk.harm.rules import RecordedOffence, offence_key, offence_problem
from iomdesk.ids import Id
from iomdesk.people.commands import present_records
from iomdesk.store.unit import Work


@dataclass(frozen=True, slots=True, repr=False)
class AddOffence(Command[Id]):
    """Record an offence; one with the same key that is there already is that one."""

    person: Id
    offence: RecordedOffence


def enter_offence(work: Work, person: Id, offence: RecordedOffence) -> Id:
    """Enter an offence, for commands and imports alike; nothing is looked up."""
    return work.create(
        catalogue.OFFENCE,
        {
            "crime_ref": offence.crime_ref,
            "code": offence.code,
            "description": offence.description,
            "committed_from": offence.committed_from,
            "committed_to": offence.committed_to,
            "outcome": offence.outcome,
            "outcome_on": offence.outcome_on,
        },
        subject=person,
    )


@handles(Role.OFFICER)
def add_offence(work: Work, command: AddOffence) -> Id:
    """Record the offence, or answer the one that is there."""
    if problem := offence_problem(command.offence):
        raise Refused(problem)
    records = present_records(work, command.person)
    wanted = offence_key(command.offence.crime_ref, command.offence.code, command.offence.committed_from)
    rows = work.all(
        select(Offence.id, Offence.crime_ref, Offence.code, Offence.committed_from).where(
            Offence.person.in_(records), Offence.withdrawn.is_(None)
        )
    )
    for id, crime_ref, code, committed_from in rows:
        if offence_key(crime_ref, code, committed_from) == wanted:
            return id
    return enter_offence(work, records[0], command.offence)
