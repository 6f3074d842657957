"""What people do about the partnership's officers, roles, sites and approvals."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from iomdesk import catalogue
from iomdesk.catalogue import Agency
from iomdesk.doors import Command, Role, handles
from iomdesk.errors import Refused
from iomdesk.ids import Id
from iomdesk.partnership.questions import officers, roles_of, sites
from iomdesk.partnership.records import Officer, RoleGrant
from iomdesk.partnership.rules import RAISED_ROLES
from iomdesk.store.audit import Act
from iomdesk.store.unit import Work
from iomdesk.words import say


@dataclass(frozen=True, slots=True)
class AddSite(Command[Id]):
    """Open a site the team works from; one of that name already there is that site."""

    name: str


@dataclass(frozen=True, slots=True)
class AddOfficer(Command[Id]):
    """Enter an officer of this desk's agency. Their key slot is made with them; ``officer`` is its id."""

    officer: Id
    name: str
    agency: Agency
    site: str
    signing_key: bytes
    roles: tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class OfficerLeft(Command[None]):
    """An officer no longer works here: their roles end today. The last administrator cannot go."""

    officer: Id
    reason: str


@dataclass(frozen=True, slots=True)
class NewSigningKey(Command[None]):
    """An officer who forgot their passphrase was given a new slot, and so a new signing key."""

    officer: Id
    signing_key: bytes


@dataclass(frozen=True, slots=True)
class GrantRole(Command[None]):
    """Give an officer a role."""

    officer: Id
    role: Role


@dataclass(frozen=True, slots=True)
class TakeRole(Command[None]):
    """Take a role from an officer."""

    officer: Id
    role: Role
    reason: str


@dataclass(frozen=True, slots=True)
class RotateKeys(Command[None]):
    """The desk's keys are about to be drawn anew: who may, and that it was done, stand in the audit log."""


@dataclass(frozen=True, slots=True)
class RenewRecoverySheet(Command[None]):
    """A new recovery code is about to be drawn: whoever holds the sheet can become any officer."""


@dataclass(frozen=True, slots=True)
class MendKeySlots(Command[None]):
    """Key slots that are damaged, or of nobody who works here, are about to be removed."""


@dataclass(frozen=True, slots=True)
class AcceptFile(Command[None]):
    """The desk's file is taken as it is, although the note kept outside it says otherwise."""


@dataclass(frozen=True, slots=True)
class RemoveReplaced(Command[None]):
    """The desks that restores kept aside are about to be removed for good."""


@dataclass(frozen=True, slots=True)
class TakeBackupAway(Command[None]):
    """A backup is about to be written to a place outside the desk's own folder."""


@handles(Role.ADMINISTRATOR, act=Act.DISCLOSURE)
def take_backup_away(work: Work, command: TakeBackupAway) -> None:
    """Only the log: the file is encrypted, and opens with the passphrases of its day."""


@handles(Role.ADMINISTRATOR)
def renew_recovery_sheet(work: Work, command: RenewRecoverySheet) -> None:
    """Only the log, as with ``rotate_keys``."""


@handles(Role.ADMINISTRATOR)
def mend_key_slots(work: Work, command: MendKeySlots) -> None:
    """Only the log, as with ``rotate_keys``."""


@handles(Role.ADMINISTRATOR)
def accept_file(work: Work, command: AcceptFile) -> None:
    """Only the log: the note lies outside the records."""


@handles(Role.ADMINISTRATOR, act=Act.ERASURE)
def remove_replaced(work: Work, command: RemoveReplaced) -> None:
    """Only the log: what was kept aside lies outside the records."""


@handles(Role.ADMINISTRATOR)
def rotate_keys(work: Work, command: RotateKeys) -> None:
    """Only the log: the keys themselves lie outside the records."""


@handles(Role.OFFICER, Role.ADMINISTRATOR)
def add_site(work: Work, command: AddSite) -> Id:
    """Open the site, or answer the one of that name."""
    return site_named(work, command.name)


def site_named(work: Work, name: str) -> Id:
    """The site of that name, opened if the desk has none: for imports and first steps."""
    plain = " ".join(name.split())
    if not plain:
        raise Refused(say("A site needs a name."))
    for row in sites(work):
        if row.name.casefold() == plain.casefold():
            return row.id
    return work.create(catalogue.SITE, {"name": plain})


@handles(Role.ADMINISTRATOR)
def add_officer(work: Work, command: AddOfficer) -> Id:
    """Enter the officer and their first roles; raised roles are granted one by one, with approval.

    An officer already entered under this id only takes the new signing key: their slot was lost and made again.
    """
    name = " ".join(command.name.split())
    if _needs_second_for(work, command.roles):
        raise Refused(say("Such a role is given by itself, with a second person's approval."))
    namesake = next((row for row in officers(work) if row.name.casefold() == name.casefold()), None)
    if namesake is not None and namesake.id == command.officer:
        work.put(catalogue.OFFICER, command.officer, {"signing_key": command.signing_key})
        return command.officer
    if namesake is not None:
        raise Refused(say("An officer of that name works here already."), say("Add something to tell them apart."))
    if work.first(select(Officer.id).where(Officer.id == command.officer)) is not None:
        raise Refused(say("That officer is entered already, under another name."))
    site = site_named(work, command.site)
    work.create(
        catalogue.OFFICER,
        {"name": name, "agency": str(command.agency), "site": site, "signing_key": command.signing_key},
        record=command.officer,
    )
    for role in command.roles:
        _grant(work, command.officer, role)
    return command.officer


@handles(Role.ADMINISTRATOR)
def officer_left(work: Work, command: OfficerLeft) -> None:
    """End their roles and say when they left."""
    for role in roles_of(work, command.officer):
        _take(work, command.officer, role, command.reason)
    work.put(catalogue.OFFICER, command.officer, {"left_on": work.today})


@handles(*Role)
def new_signing_key(work: Work, command: NewSigningKey) -> None:
    """Keep the officer's new public key: what they signed before still verifies against the history."""
    if command.officer != work.officer:
        raise Refused(say("Only the officer themselves can take a new signing key."))
    work.put(catalogue.OFFICER, command.officer, {"signing_key": command.signing_key})


def _needs_second(work: Work, command: GrantRole) -> bool:
    return _needs_second_for(work, (command.role,))


def _needs_second_for(work: Work, roles: Iterable[Role]) -> bool:
    """A raised role needs a second person as soon as the desk has another administrator, who alone can agree.

    Not sooner: where nobody else could agree, a desk would never come to a second administrator.
    """
    return not RAISED_ROLES.isdisjoint(roles) and any(
        Role.ADMINISTRATOR in row.roles for row in officers(work) if row.id != work.officer
    )


@handles(Role.ADMINISTRATOR, second=_needs_second)
def grant_role(work: Work, command: GrantRole) -> None:
    """Give the role; twice is once."""
    if command.role not in roles_of(work, command.officer):
        _grant(work, command.officer, command.role)


@handles(Role.ADMINISTRATOR)
def take_role(work: Work, command: TakeRole) -> None:
    """Take the role away."""
    _take(work, command.officer, command.role, command.reason)


def _grant(work: Work, officer: Id, role: Role) -> None:
    work.create(
        catalogue.ROLE_GRANT,
        {"role": str(role), "granted_by": work.officer, "granted_at": work.now},
        subject=officer,
    )


def _take(work: Work, officer: Id, role: Role, reason: str) -> None:
    if role is Role.ADMINISTRATOR:
        others = [row for row in officers(work) if Role.ADMINISTRATOR in row.roles and row.id != officer]
        if not others:
            raise Refused(
                say("The desk would be left without an administrator."), say("Give somebody else the role first.")
            )
    held = work.all(
        select(RoleGrant.id).where(
            RoleGrant.officer == officer, RoleGrant.role == str(role), RoleGrant.withdrawn.is_(None)
        )
    )
    for (grant,) in held:
        work.withdraw(catalogue.ROLE_GRANT, grant, reason)
