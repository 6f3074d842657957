"""Questions about the people and places of the partnership."""

from collections.abc import Iterable
from dataclasses import dataclass

import cbor2
from sqlalchemy import select

from iomdesk import catalogue
from iomdesk.doors import ANYONE, Consults, Role, question
from iomdesk.history.operation import decode
from iomdesk.ids import Id
from iomdesk.partnership.records import Approval, Officer, RoleGrant, Site
from iomdesk.partnership.rules import AWAITING
from iomdesk.store.reading import Reading
from iomdesk.store.tables import AuditRow, OperationRow


@dataclass(frozen=True, slots=True)
class OfficerRow:
    """One officer with the roles granted to them."""

    id: Id
    name: str
    agency: str
    site: str
    roles: tuple[Role, ...]
    signing_key: bytes


@dataclass(frozen=True, slots=True)
class SiteRow:
    """One site."""

    id: Id
    name: str


@dataclass(frozen=True, slots=True)
class ApprovalRow:
    """A request for a second person's approval. ``about`` names what would be done, and for whom."""

    id: Id
    command: str
    asked_by: str
    asked_at: int
    reason: str
    state: str
    about: str


@question(*ANYONE, consults=Consults.NOBODY)
def officers(reading: Reading) -> tuple[OfficerRow, ...]:
    """Everyone who works at this desk now, by name."""
    granted: dict[Id, list[Role]] = {}
    for officer, role in reading.all(
        select(RoleGrant.officer, RoleGrant.role).where(RoleGrant.withdrawn.is_(None)).order_by(RoleGrant.id)
    ):
        granted.setdefault(officer, []).extend(_known((role,)))
    rows = reading.all(
        select(Officer.id, Officer.name, Officer.agency, Site.name, Officer.signing_key)
        .join(Site, Site.id == Officer.site, isouter=True)
        .where(Officer.withdrawn.is_(None), Officer.left_on.is_(None))
        .order_by(Officer.name)
    )
    return tuple(
        OfficerRow(id, name or "", agency or "", site or "", tuple(dict.fromkeys(granted.get(id, ()))), key or b"")
        for id, name, agency, site, key in rows
    )


@question(*ANYONE, consults=Consults.NOBODY)
def sites(reading: Reading) -> tuple[SiteRow, ...]:
    """Every site, by name."""
    rows = reading.all(select(Site.id, Site.name).where(Site.withdrawn.is_(None)).order_by(Site.name))
    return tuple(SiteRow(id, name or "") for id, name in rows)


@question(*ANYONE, consults=Consults.NOBODY)
def approvals_awaiting(reading: Reading) -> tuple[ApprovalRow, ...]:
    """Every request that waits for a second person, oldest first."""
    rows = reading.all(
        select(
            Approval.id,
            Approval.command,
            Officer.name,
            Approval.asked_at,
            Approval.reason,
            Approval.state,
            Approval.request,
        )
        .join(Officer, Officer.id == Approval.asked_by, isouter=True)
        .where(Approval.state == AWAITING)
        .order_by(Approval.id)
    )
    return tuple(
        ApprovalRow(id, command or "", name or "", at or 0, why or "", state or "", _about(reading, request or b""))
        for id, command, name, at, why, state, request in rows
    )


def _about(reading: Reading, request: bytes) -> str:
    """The words in a request, and the name of the officer it is about: *supervisor, PC B Second*.

    A whole text among them (an agreement) is not words about it; it is read where it can be shown.
    """
    spelled = cbor2.loads(request) if request else {}
    words = [value for value in spelled.values() if isinstance(value, str) and value and "\n" not in value]
    officer = spelled.get("officer")
    name = reading.value(select(Officer.name).where(Officer.id == officer)) if isinstance(officer, bytes) else None
    return ", ".join([*words, *([name] if name else [])])


@dataclass(frozen=True, slots=True)
class AuditRowSeen:
    """One entry of the audit log as a person reads it: who did what kind of thing to whose record, and when."""

    number: int
    at: int
    officer: str
    operation: str
    action: str
    person: Id | None
    count: int
    recipient: str
    hash: bytes


@question(Role.GOVERNANCE, consults=Consults.NOBODY)
def audit_log(reading: Reading, person: Id | None = None) -> tuple[AuditRowSeen, ...]:
    """The audit log, oldest first, of everybody or of one person. It holds no content of any record."""
    statement = select(
        AuditRow.seq,
        AuditRow.at,
        Officer.name,
        AuditRow.operation,
        AuditRow.action,
        AuditRow.subject,
        AuditRow.count,
        AuditRow.recipient,
        AuditRow.hash,
    ).join(Officer, Officer.id == AuditRow.officer, isouter=True)
    if person is not None:
        statement = statement.where(AuditRow.subject == person)
    rows = reading.all(statement.order_by(AuditRow.seq))
    return tuple(
        AuditRowSeen(seq, at, name or "", operation, action, subject, count, recipient or "", hash)
        for seq, at, name, operation, action, subject, count, recipient, hash in rows
    )


def roles_of(reading: Reading, officer: Id) -> tuple[Role, ...]:
    """The roles granted to one officer and not taken back."""
    rows = reading.all(select(RoleGrant.role).where(RoleGrant.officer == officer, RoleGrant.withdrawn.is_(None)))
    return _known(role for (role,) in rows)


def _known(spelled: Iterable[str | None]) -> tuple[Role, ...]:
    """The roles this program knows: one of a later program opens nothing here, and shuts nothing."""
    return tuple(Role(role) for role in spelled if role in _ROLES)


_ROLES = frozenset(map(str, Role))


def signing_keys(reading: Reading, officer: Id) -> tuple[bytes, ...]:
    """Every public key an officer ever signed with, the present one first: a forgotten passphrase brings a new one."""
    number = catalogue.OFFICER.by_name["signing_key"].number
    current = reading.value(select(Officer.signing_key).where(Officer.id == officer))
    history = reading.all(select(OperationRow.body).where(OperationRow.record == officer).order_by(OperationRow.seq))
    earlier = (decode(body).values.get(number) for (body,) in history)
    return tuple(dict.fromkeys(key for key in (current, *earlier) if isinstance(key, bytes)))
