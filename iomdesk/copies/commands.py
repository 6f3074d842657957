"""What people do about copies: register one before it leaves, and say what became of it.

Making a copy is a disclosure (DPA 2018 s.62): the register and the log are written before the file is, so that no
copy can leave unregistered. A copy whose file was then not written is marked *spoiled*.
"""

from dataclasses import dataclass
from datetime import date

from iomdesk import catalogue
from iomdesk.agreement.questions import agreement_in_force
from iomdesk.agreement.view import view_for
from iomdesk.catalogue import Agency
from iomdesk.copies.questions import copy_of, next_number, read_to_name
from iomdesk.copies.rules import Document, State, copy_name, day_made, may_make, needs_note, under_agreement
from iomdesk.doors import Command, Role, effective, handles
from iomdesk.errors import Refused
from iomdesk.ids import Id
from iomdesk.partnership.questions import roles_of
from iomdesk.store.audit import Act
from iomdesk.store.since import newest_place
from iomdesk.store.store import put_setting, setting
from iomdesk.store.unit import Given, Work
from iomdesk.words import say

_DIGEST_BYTES = 32


@dataclass(frozen=True, slots=True, repr=False)
class RegisterCopy(Command[Id]):
    """Register a copy about to leave; answers its id.

    ``about``: the conference, the agreement's version for an agreement, or None; ``title`` is what people call that
    (*Norwich-3*), and never a person's name. ``number`` and ``read_to`` come from ``next_copy``, asked for before the
    content was read. ``sha256``: of the file's bytes as they leave (encrypted, where ``protected``). ``people``: who is
    in it. ``withheld``: what the paper says was withheld. ``traceless``: what is left out without a trace; its count
    goes to this desk's log of disclosures alone, neither on paper nor into a record another desk may receive.
    ``changes_since``: when the copy was made that it tells its news against (UTC ms). ``agreement``: the version its
    content passed through.
    """

    document: Document
    about: Id | None
    title: str
    number: int
    name: str
    agency: Agency
    sha256: bytes
    pages: int
    people: tuple[Id, ...]
    read_to: int
    withheld: int = 0
    traceless: int = 0
    changes_since: int | None = None
    protected: bool = False
    agreement: Id | None = None


@dataclass(frozen=True, slots=True, repr=False)
class MarkCopy(Command[None]):
    """Say what became of a copy, on a day (today unless said), by an officer (who sits here unless said).

    *Out* again takes back what was said by mistake. ``note``: why a copy never left, how it was lost, who took it back.
    """

    copy: Id
    state: State
    on: date | None = None
    by: Id | None = None
    note: str = ""


@handles(Role.OFFICER, Role.GOVERNANCE, Role.ADMINISTRATOR)
def register_copy(work: Work, command: RegisterCopy) -> Id:
    """One record; in the log one disclosure for the copy and one for each person in it, with the recipient."""
    another = str(command.agency) != setting(work.connection, "agency")
    _may(work, may_make(command.document, another_agency=another), another)
    name, title, people = " ".join(command.name.split()), " ".join(command.title.split()), dict.fromkeys(command.people)
    if not name:
        raise Refused(say("A copy needs the name of who it is for."), say("Nothing was written."))
    if another and under_agreement(command.document):
        _under_agreement(work, command)
    _numbered(work, command)
    made = work.create(catalogue.DOCUMENT_COPY, _registered(work, command, name, title, len(people)))
    _keep_read_to(work, made, command.read_to)
    called, recipient = copy_name(title, command.document, command.number), f"{name} ({command.agency})"
    kept = f"{command.withheld} withheld, {command.traceless} left out without a trace"
    said = f"{called}, sha256 {command.sha256.hex()}, {kept}"
    work.audit(Act.DISCLOSURE, said, made, count=len(people), recipient=recipient)
    for person in people:
        work.audit(Act.DISCLOSURE, called, person, recipient=recipient)
    return made


@handles(Role.OFFICER, Role.GOVERNANCE, Role.ADMINISTRATOR)
def mark_copy(work: Work, command: MarkCopy) -> None:
    """Keep what became of it; every earlier word on it stays in the history."""
    row = copy_of(work, command.copy)
    note, on = " ".join(command.note.split()), command.on or work.today
    if needs_note(command.state) and not note:
        raise Refused(say("Say why it never left the desk."), say("Nothing was changed."))
    if not day_made(row.made_at) <= on <= work.today:
        raise Refused(say("A copy comes to its end after it was made, and not on a day to come."))
    work.put(
        catalogue.DOCUMENT_COPY,
        command.copy,
        {
            "state": str(command.state),
            "state_on": None if command.state is State.OUT else on,
            "state_by": command.by or work.officer,
            "state_note": note or None,
            catalogue.WITHDRAWN: note if command.state is State.SPOILED else None,
        },
    )
    work.audit(Act.ALTERATION, f"{row.called}: {command.state}", row.id, recipient=f"{row.name} ({row.agency})")


def _may(work: Work, roles: frozenset[Role], another: bool) -> None:
    """The door let an officer, a governance lead and an administrator in; which of them depends on the document."""
    if roles & effective(roles_of(work, work.officer)):
        return
    if not roles:
        raise Refused(say("No other agency gets that document."), say("Nothing was written."))
    what = say("Your role makes no copy for another agency.") if another else say("Your role makes no such copy.")
    needed = " / ".join(sorted(roles))
    raise Refused(what, say("It is for: {roles}. Nothing was written.", roles=needed))


def _under_agreement(work: Work, command: RegisterCopy) -> None:
    """What another agency gets passed through the agreement that is in force, whose id the record keeps."""
    current = agreement_in_force(work, work.today)
    view = view_for(current, command.agency, work.today, Agency(setting(work.connection, "agency")))
    if current is None:
        raise Refused(
            say("This desk holds no sharing agreement that says what {agency} may have.", agency=command.agency),
            say("Print a copy for your own agency; nothing was written."),
        )
    if not view.standing.shares:
        raise Refused(view.standing.sentence, say("Print a copy for your own agency; nothing was written."))
    if command.agreement != current.id:
        raise Refused(
            say("That copy did not pass through the agreement that is in force."),
            say("Print again; nothing was written."),
        )


def _numbered(work: Work, command: RegisterCopy) -> None:
    """Numbers have neither doubles nor gaps, so that a copy that cannot be found is seen to be missing."""
    expected = next_number(work, command.document, command.about)
    if command.number == expected:
        return
    called = copy_name(command.title, command.document, command.number)
    if 0 < command.number < expected:
        raise Refused(say("{copy} is registered already.", copy=called), say("Print again; nothing was written."))
    raise Refused(say("The next copy has number {number}.", number=expected), say("Print again; nothing was written."))


def _registered(work: Work, command: RegisterCopy, name: str, title: str, people: int) -> dict[str, Given]:
    if len(command.sha256) != _DIGEST_BYTES or min(command.pages, command.withheld, command.traceless) < 0:
        raise ValueError("a copy has a SHA-256 digest and counts that are not negative")
    return {
        "document": str(command.document),
        "about": command.about,
        "title": title,
        "number": command.number,
        "name": name,
        "agency": str(command.agency),
        "sha256": command.sha256,
        "pages": command.pages,
        "people": people,
        "withheld": command.withheld,
        "made_at": work.now,
        "made_by": work.officer,
        "changes_since": command.changes_since,
        "protected": command.protected,
        "agreement": command.agreement,
        "state": str(State.OUT),
    }


def _keep_read_to(work: Work, copy: Id, read_to: int) -> None:
    """Keep how far the log had come when the content was read, where anything came in since: it is not in the copy."""
    newest = newest_place(work)
    if not 0 <= read_to <= newest:
        raise ValueError("nobody can have read what is not in the log yet")
    if read_to < newest:
        put_setting(work.connection, read_to_name(copy), read_to)
