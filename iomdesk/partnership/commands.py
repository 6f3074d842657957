"""What people do about the partnership's officers, roles, sites and approvals."""

from dataclasses import dataclass

from sqlalchemy import select

from iomdesk import catalogue
from iomdesk.catalogue import Agency
from iomdesk.doors import Command, Role, handles
from iomdesk.errors import Refused
from iomdesk.ids import Id
from iomdesk.partnership.questions import officers, roles_of, sites
from iomdesk.partnership.records import RoleGrant
from iomdesk.partnership.rules import RAISED_ROLES
from iomdesk.store.reading import Reading
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
    namesake = next((row for row in officers(work) if row.name.casefold() == name.casefold()), None)
    if namesake is not None and namesake.id == command.officer:
        work.put(catalogue.OFFICER, command.officer, {"signing_key": command.signing_key})
        return command.officer
    if namesake is not None:
        raise Refused(say("An officer of that name works here already."), say("Add something to tell them apart."))
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


def _needs_second(reading: Reading, command: GrantRole) -> bool:
    """A raised role needs a second person as soon as the desk has another officer to ask."""
    return command.role in RAISED_ROLES and len(officers(reading)) > 1


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
