"""What people do about the agreement: adopt a version, record who signed it. Nothing of a version ever changes."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from iomdesk import catalogue
from iomdesk.agreement.adopted import adoption_text
from iomdesk.agreement.parsing import parse_agreement
from iomdesk.agreement.records import Agreement as AgreementRecord
from iomdesk.agreement.records import AgreementSignature
from iomdesk.agreement.rules import State, standing
from iomdesk.agreement.terms import Agreement, digest
from iomdesk.catalogue import Agency
from iomdesk.clock import date_text
from iomdesk.doors import Command, Role, handles
from iomdesk.errors import Refused
from iomdesk.ids import Id
from iomdesk.partnership.questions import officers
from iomdesk.store.unit import Work
from iomdesk.words import say


@dataclass(frozen=True, slots=True, repr=False)
class AdoptAgreement(Command[Id]):
    """Adopt a version; answers its id. ``text`` is as ``parsing`` reads it.

    ``in_force_from`` is an ISO date that goes before the text's own, or empty. Both are words, because the request
    may have to wait for a second person.
    """

    text: str
    in_force_from: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class RecordAgreementSignature(Command[Id]):
    """An agency's signatory signed a version on paper; answers the signature's id."""

    agreement: Id
    agency: Agency
    name: str
    position: str
    signed_on: date


@dataclass(frozen=True, slots=True, repr=False)
class WithdrawAgreementSignature(Command[None]):
    """A signature was recorded in error; it stays in the history."""

    signature: Id
    reason: str


def _another_lead(work: Work, command: AdoptAgreement) -> bool:
    """A second person must agree as soon as there is another governance lead, who alone could.

    What could never be adopted is refused now: nobody is asked to agree to it.
    """
    _adoptable(work, command)
    return any(Role.GOVERNANCE in row.roles for row in officers(work) if row.id != work.officer)


@handles(Role.GOVERNANCE, second=_another_lead)
def adopt_agreement(work: Work, command: AdoptAgreement) -> Id:
    """Keep the text as written, and the officer's own signature under its terms. Versions only go up."""
    agreement = _adoptable(work, command)
    record, terms = work.new_id(), digest(agreement)
    signature = work.sign(adoption_text(record, agreement.version, work.officer, work.now, terms))
    return work.create(
        catalogue.AGREEMENT,
        {
            "version": agreement.version,
            "title": agreement.title,
            "body": command.text,
            "digest": terms,
            "in_force_from": agreement.in_force_from,
            "review_on": agreement.review_on,
            "adopted_by": work.officer,
            "adopted_at": work.now,
            "signature": signature,
            "source": agreement.source,
        },
        record=record,
    )


def _adoptable(work: Work, command: AdoptAgreement) -> Agreement:
    """The terms, when they can be adopted today."""
    agreement = parse_agreement(command.text, _day(command.in_force_from))
    _follows(work, agreement)
    if standing(agreement, work.today).state is State.STOPPED:
        raise Refused(
            say(
                "Its review was due on {day}, and nothing would be shared under it.",
                day=date_text(agreement.review_on),
            ),
            say("Name a later day from which it is in force."),
        )
    return agreement


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Refused(say("“{text}” is no day.", text=text), say("Write 2026-11-10.")) from None


def _follows(work: Work, agreement: Agreement) -> None:
    """A version of a number used before, or in force before an earlier one, would leave in doubt what held when."""
    newest = work.value(select(func.max(AgreementRecord.version))) or 0
    if agreement.version <= newest:
        raise Refused(
            say("Version {newest} was adopted already, so this cannot be version {version}.",
                newest=newest, version=agreement.version),
            say("Give it number {next} in its text.", next=newest + 1),
        )  # fmt: skip
    latest = work.value(select(func.max(AgreementRecord.in_force_from)).where(AgreementRecord.withdrawn.is_(None)))
    if latest is not None and agreement.in_force_from < latest:
        raise Refused(
            say("An earlier version is in force from {day}; this one cannot begin before it.", day=date_text(latest)),
            say("Name that day or a later one."),
        )


@handles(Role.GOVERNANCE)
def record_agreement_signature(work: Work, command: RecordAgreementSignature) -> Id:
    """Record the signature; the same person's for the same agency a second time is a mistake."""
    name, position = " ".join(command.name.split()), " ".join(command.position.split())
    if not name or not position:
        raise Refused(say("A signature needs a name and a position."))
    if command.signed_on > work.today:
        raise Refused(say("Nobody can have signed on a day to come."))
    known = work.first(
        select(AgreementRecord.id).where(AgreementRecord.id == command.agreement, AgreementRecord.withdrawn.is_(None))
    )
    if known is None:
        raise Refused(say("That agreement is not on this desk."))
    s = AgreementSignature
    rows = work.all(
        select(s.name).where(s.agreement == command.agreement, s.agency == str(command.agency), s.withdrawn.is_(None))
    )
    if any((signed or "").casefold() == name.casefold() for (signed,) in rows):
        raise Refused(say("That signature is recorded already."))
    return work.create(
        catalogue.AGREEMENT_SIGNATURE,
        {
            "agreement": command.agreement,
            "agency": str(command.agency),
            "name": name,
            "position": position,
            "signed_on": command.signed_on,
        },
    )


@handles(Role.GOVERNANCE)
def withdraw_agreement_signature(work: Work, command: WithdrawAgreementSignature) -> None:
    """Withdraw it, with a reason."""
    reason = " ".join(command.reason.split())
    if not reason:
        raise Refused(say("This needs a reason."), say("Say why in a few words."))
    work.withdraw(catalogue.AGREEMENT_SIGNATURE, command.signature, reason)
