"""Printing a conference's papers is a disclosure (DPA 2018 s.62): numbered copies, each logged with its recipient."""

from dataclasses import dataclass

from sqlalchemy import func, select

from iomdesk.catalogue import Agency
from iomdesk.conference.finding import conference_of
from iomdesk.doors import CASEWORK, Command, Consults, Role, handles, question
from iomdesk.errors import Refused
from iomdesk.ids import Id
from iomdesk.partnership.records import Officer
from iomdesk.store.audit import Act
from iomdesk.store.reading import Reading
from iomdesk.store.store import setting
from iomdesk.store.tables import AuditRow
from iomdesk.store.unit import Work
from iomdesk.words import say


@dataclass(frozen=True, slots=True, repr=False)
class NextCopy:
    """Who sits here and prints, the number the next copy of these papers bears, and whether this is a practice desk."""

    name: str
    agency: str
    number: int
    training: bool


@dataclass(frozen=True, slots=True, repr=False)
class RegisterPrint(Command[None]):
    """Log that a copy of the papers is made: for whom, who is in it, and the digest of the file (hex)."""

    conference: Id
    people: tuple[Id, ...]
    agency: Agency
    recipient: str
    copy_number: int
    sha256: str


@question(*CASEWORK, consults=Consults.NOBODY)
def next_copy(reading: Reading, conference: Id, officer: Id) -> NextCopy:
    """Who prints, and the number of the copy."""
    row = reading.first(select(Officer.name, Officer.agency).where(Officer.id == officer))
    name, agency = (row.name or "", row.agency or "") if row else ("", "")
    return NextCopy(name, agency, _copies(reading, conference) + 1, bool(setting(reading.connection, "training")))


@handles(Role.OFFICER, act=Act.DISCLOSURE)
def register_print(work: Work, command: RegisterPrint) -> None:
    """One entry for the copy and one for each person in it.

    No sharing agreement is in force on a desk yet that could say what another agency may have, so there are no
    papers for one.
    """
    row = conference_of(work, command.conference)
    own = work.value(select(Officer.agency).where(Officer.id == work.officer))
    if command.agency != own:
        raise Refused(
            say("This desk holds no sharing agreement that says what {agency} may have.", agency=command.agency),
            say("Print a copy for your own agency; nothing was written."),
        )
    if command.copy_number != _copies(work, command.conference) + 1:
        raise Refused(say("Copy {number} was printed already.", number=command.copy_number), say("Print again."))
    recipient = f"{command.recipient} ({command.agency})"
    copy = f"papers of {row.code}, copy {command.copy_number}, sha256 {command.sha256}"
    work.audit(Act.DISCLOSURE, copy, command.conference, count=len(command.people), recipient=recipient)
    for person in command.people:
        work.audit(Act.DISCLOSURE, f"papers of {row.code}", person, recipient=recipient)


def _copies(reading: Reading, conference: Id) -> int:
    printed = select(func.count()).where(AuditRow.subject == conference, AuditRow.operation == str(Act.DISCLOSURE))
    return reading.value(printed) or 0
