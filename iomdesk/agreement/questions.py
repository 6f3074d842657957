"""Questions about the agreement: what is in force, every version with its text, who signed."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import cbor2
from sqlalchemy import Row, select

from iomdesk.agreement.adopted import adoption_text, terms_kept
from iomdesk.agreement.parsing import parse_agreement
from iomdesk.agreement.records import Agreement as AgreementRecord
from iomdesk.agreement.records import AgreementSignature
from iomdesk.agreement.terms import Agreement, InForce, Signatory, newest_in_force
from iomdesk.doors import ANYONE, Consults, question
from iomdesk.errors import Refused
from iomdesk.ids import Id
from iomdesk.partnership.questions import signing_keys
from iomdesk.partnership.records import Approval, Officer
from iomdesk.partnership.rules import is_signed_by
from iomdesk.store.reading import Reading
from iomdesk.words import say

_a = AgreementRecord
_WHOLE = select(
    _a.id,
    _a.version,
    _a.body,
    _a.digest,
    _a.in_force_from,
    _a.review_on,
    _a.adopted_by,
    _a.adopted_at,
    _a.signature,
    Officer.name,
).join(Officer, Officer.id == _a.adopted_by, isouter=True)


@dataclass(frozen=True, slots=True, repr=False)
class VersionRow:
    """One adopted version. ``signed`` counts the agencies whose signature is recorded; ``adopted_at`` is UTC ms."""

    id: Id
    version: int
    title: str
    in_force_from: date | None
    review_on: date | None
    adopted_by: str
    adopted_at: int
    signed: int


@question(*ANYONE, consults=Consults.NOBODY)
def agreement_in_force(reading: Reading, on: date) -> InForce | None:
    """The version in force ``on`` a day: the newest adopted one that has begun; None where none has.

    A version whose text, dates or signature do not hold is answered with a fault and without terms; no older one
    takes its place, because that could share what was taken back.
    """
    rows = reading.all(
        select(_a.id, _a.version, _a.in_force_from).where(_a.withdrawn.is_(None), _a.version.is_not(None))
    )
    found = newest_in_force(((version or 0, id, begins) for id, version, begins in rows), on)
    return None if found is None else _kept(reading, found)


@question(*ANYONE, consults=Consults.NOBODY)
def agreement_version(reading: Reading, version: int) -> InForce:
    """Any adopted version, in force or not; raises ``Refused`` where there is none of that number."""
    return _kept(reading, _of_version(reading, version))


@question(*ANYONE, consults=Consults.NOBODY)
def agreement_written(reading: Reading, version: int) -> str:
    """The text of a version as it was adopted, word for word: where the next one starts. Raises as above."""
    return reading.value(select(_a.body).where(_a.id == _of_version(reading, version))) or ""


@question(*ANYONE, consults=Consults.NOBODY)
def agreement_versions(reading: Reading) -> tuple[VersionRow, ...]:
    """Every version ever adopted here, newest first."""
    s = AgreementSignature
    signed: dict[Id, set[str]] = {}
    for agreement, agency in reading.all(select(s.agreement, s.agency).where(s.withdrawn.is_(None))):
        if agreement is not None and agency is not None:
            signed.setdefault(agreement, set()).add(agency)
    rows = reading.all(
        select(_a.id, _a.version, _a.title, _a.in_force_from, _a.review_on, Officer.name, _a.adopted_at)
        .join(Officer, Officer.id == _a.adopted_by, isouter=True)
        .where(_a.withdrawn.is_(None), _a.version.is_not(None))
        .order_by(_a.version.desc(), _a.id.desc())
    )
    return tuple(
        VersionRow(id, version or 0, title or "", begins, review, name or "", at or 0, len(signed.get(id, ())))
        for id, version, title, begins, review, name, at in rows
    )


@question(*ANYONE, consults=Consults.NOBODY)
def agreement_signatures(reading: Reading, agreement: Id) -> tuple[Signatory, ...]:
    """Who signed a version, in the order it was recorded."""
    s = AgreementSignature
    rows = reading.all(
        select(s.id, s.agency, s.name, s.position, s.signed_on)
        .where(s.agreement == agreement, s.withdrawn.is_(None))
        .order_by(s.id)
    )
    return tuple(Signatory(id, agency or "", name or "", place or "", on) for id, agency, name, place, on in rows)


@question(*ANYONE, consults=Consults.NOBODY)
def agreement_requested(reading: Reading, request: Id) -> Agreement:
    """The terms that wait for a second person, so that they can be read before they are agreed to.

    Raises ``Refused`` when nothing of the kind waits under that id.
    """
    row = reading.first(select(Approval.command, Approval.request).where(Approval.id == request))
    spelled = cbor2.loads(row.request) if row is not None and row.command == "AdoptAgreement" and row.request else None
    if not isinstance(spelled, dict):
        raise Refused(say("No agreement waits under that id."), say("See: iomdesk approval list."))
    return parse_agreement(str(spelled["text"]), _day(str(spelled["in_force_from"])))


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _of_version(reading: Reading, version: int) -> Id:
    found = reading.value(
        select(_a.id).where(_a.version == version, _a.withdrawn.is_(None)).order_by(_a.id.desc()).limit(1)
    )
    if found is None:
        raise Refused(
            say("No version {version} was adopted here.", version=version), say("See: iomdesk agreement list.")
        )
    return found


def _kept(reading: Reading, agreement: Id) -> InForce:
    row = reading.first(_WHOLE.where(_a.id == agreement))
    if row is None:
        raise Refused(say("That agreement is not on this desk."))
    found = _held_to(reading, row)
    fault = (
        "" if found else say("What is kept of the agreement is not what was adopted, so nothing is shared under it.")
    )
    return InForce(row.id, row.version or 0, found, row.name or "", row.adopted_at or 0, fault)


def _held_to(reading: Reading, row: Row[*tuple[Any, ...]]) -> Agreement | None:
    """The terms, when they are what the adopting officer signed with any key they ever had."""
    if None in (row.body, row.digest, row.in_force_from, row.review_on, row.adopted_by, row.adopted_at, row.signature):
        return None
    found = terms_kept(row.body, row.version, row.in_force_from, row.review_on, row.digest)
    text = adoption_text(row.id, row.version, row.adopted_by, row.adopted_at, row.digest)
    keys = signing_keys(reading, row.adopted_by)
    return found if any(is_signed_by(key, row.signature, text) for key in keys) else None
