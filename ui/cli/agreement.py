"""The information-sharing agreement: its text, adopting it, reading it, who signed it, and why a thing is shared."""

import argparse
from pathlib import Path

from iomdesk.agreement.commands import AdoptAgreement, RecordAgreementSignature, WithdrawAgreementSignature
from iomdesk.agreement.questions import (
    agreement_in_force,
    agreement_requested,
    agreement_signatures,
    agreement_version,
    agreement_versions,
    agreement_written,
)
from iomdesk.agreement.readable import readable
from iomdesk.agreement.rules import NOBODY, PersonFacts, Verb, explain, standing
from iomdesk.agreement.terms import Agreement, InForce, Signatory, category_name, unfilled
from iomdesk.agreement.view import view_for
from iomdesk.catalogue import Agency, Category
from iomdesk.clock import date_text
from iomdesk.cohort.facts import person_facts
from iomdesk.desk import Desk
from iomdesk.errors import Environment, Refused
from iomdesk.ids import Id, id_from_text, id_text
from iomdesk.opening import approver, open_desk
from iomdesk.partnership.approvals import Awaiting
from iomdesk.words import counted, say
from resources import packaged
from ui.cli import naming
from ui.cli.agreement_lines import agency_lines, document, facts_line, matrix_lines
from ui.cli.outgoing import write_document
from ui.cli.secrets import passphrase_from
from ui.cli.shape import Answer, AnyCommand, DeskCommand, HomeCommand, Json, Surroundings, argument

_TEMPLATE = "agreement/template.toml"
_CATEGORIES = {category_name(each): each for each in Category}


def template(desk: Desk, given: argparse.Namespace) -> Answer:
    """The text to start from: the shipped template, or a version as it was adopted."""
    text = packaged(_TEMPLATE).decode() if given.version is None else desk.ask(agreement_written, given.version)
    if not given.out:
        return Answer(text.splitlines(), {"text": text})
    if Path(given.out).exists():
        raise Refused(say("There is already a file of that name."), say("Nothing was overwritten; choose another."))
    write_document(Path(given.out), text.encode())
    said = say(
        "Written to {file}. Fill in what stands in square brackets and the day it is in force from, then: "
        "iomdesk agreement adopt {file}.",
        file=given.out,
    )
    return Answer([said], {"file": given.out})


def adopt(surroundings: Surroundings, given: argparse.Namespace) -> Answer:
    """Adopt a version, signed with the officer's own key; a second person agrees in place or later."""
    text, begins = _to_adopt(given)
    passphrase = passphrase_from(surroundings.passphrase_file, say("Your passphrase: "))
    with open_desk(surroundings.home, surroundings.sign_in, passphrase, surroundings.clock) as opened:
        desk = opened.desk
        if given.template and not begins:
            begins = desk.today.isoformat()
        second = None
        if given.approver:
            entered = passphrase_from(given.approver_passphrase_file, say("Passphrase of the second officer: "))
            second = approver(opened.slots, opened.home.path, given.approver, entered, surroundings.clock)
        answer = desk.do(AdoptAgreement(text, begins), approver=second)
        return _waiting(answer) if isinstance(answer, Awaiting) else _adopted(desk, answer)


def _waiting(answer: Awaiting) -> Answer:
    waits = id_text(answer.approval)
    lines = [
        say("Awaiting a second information-governance officer: iomdesk approval list."),
        say("They read it with: iomdesk agreement show --request {id}.", id=waits),
    ]
    return Answer(lines, {"awaiting": waits})


def _adopted(desk: Desk, made: Id) -> Answer:
    row = next(row for row in desk.ask(agreement_versions) if row.id == made)
    found = desk.ask(agreement_version, row.version)
    terms = _terms(found)
    blanks = unfilled(terms)
    lines = [say("Version {version} is adopted.", version=row.version), standing(terms, desk.today).sentence]
    if blanks:
        note = counted(
            len(blanks),
            "Note: {count} place is still in square brackets: {first}.",
            "Note: {count} places are still in square brackets, the first {first}.",
            first=blanks[0],
        )
        lines.append(note)
    return Answer(lines, {**document(found, desk.today), "unfilled": list(blanks)})


def _to_adopt(given: argparse.Namespace) -> tuple[str, str]:
    """The text, and the day said with it."""
    if bool(given.file) == given.template:
        raise Refused(say("Say which text: a file, or --template."))
    begins = naming.day(given.begins).isoformat() if given.begins else ""
    if given.template:
        return packaged(_TEMPLATE).decode(), begins
    try:
        return Path(given.file).read_text(encoding="utf-8-sig"), begins
    except (OSError, UnicodeDecodeError):
        raise Environment(say("The file could not be read as text."), say("Choose another.")) from None


def show(desk: Desk, given: argparse.Namespace) -> Answer:
    """The agreement as a matrix, or what one agency may have in sentences."""
    if given.request:
        terms, found = _requested(desk, given.request), None
    else:
        found = _meant(desk, given.version)
        terms = _terms(found)
    signed: tuple[Signatory, ...] = () if found is None else desk.ask(agreement_signatures, found.id)
    shown = readable(terms, desk.today, signed)
    if given.agency:
        agency = Agency(given.agency)
        lines = agency_lines(shown, agency)
    else:
        lines = matrix_lines(shown)
    return Answer(lines, _shown_document(desk, terms, found, signed))


def _shown_document(
    desk: Desk, terms: Agreement, found: InForce | None, signed: tuple[Signatory, ...]
) -> dict[str, Json]:
    cells: list[Json] = [
        {
            "category": category_name(cell.category),
            "agency": str(cell.agency),
            "access": str(cell.access),
            "conditions": [str(each) for each in cell.conditions],
            "regime": str(cell.regime),
            "controller": cell.controller,
            "gateway": terms.gateway(cell.gateway).statute,
            "clause": cell.clause,
            "sentence": explain(terms, cell),
        }
        for cell in terms.cells
    ]
    about = document(found, desk.today) if found is not None else {"version": terms.version}
    signatures: list[Json] = [
        {
            "agency": each.agency,
            "name": each.name,
            "position": each.position,
            "signed_on": each.signed_on.isoformat() if each.signed_on else None,
        }
        for each in signed
    ]
    return {**about, "title": terms.title, "cells": cells, "signatures": signatures}


def _requested(desk: Desk, text: str) -> Agreement:
    request = id_from_text(text)
    if request is None:
        raise Refused(say("That is no request."), say("See: iomdesk approval list."))
    return desk.ask(agreement_requested, request)


def _meant(desk: Desk, version: int | None) -> InForce:
    """The version named, else the one in force."""
    found = desk.ask(agreement_in_force, desk.today) if version is None else desk.ask(agreement_version, version)
    if found is None:
        raise Refused(
            standing(None, desk.today).sentence, say("Adopt one: iomdesk agreement template, then agreement adopt.")
        )
    return found


def _terms(found: InForce) -> Agreement:
    if found.agreement is None:
        raise Refused(found.fault, say("Run: iomdesk verify."))
    return found.agreement


def listed(desk: Desk, _: argparse.Namespace) -> Answer:
    """Every version adopted here."""
    rows = desk.ask(agreement_versions)
    current = desk.ask(agreement_in_force, desk.today)
    lines = [
        say(
            "{mark} Version {version}, {title}: from {begins}, review due {review}, adopted by {name}, {signed}",
            mark="*" if current is not None and row.id == current.id else " ",
            version=row.version,
            title=row.title,
            begins=date_text(row.in_force_from),
            review=date_text(row.review_on),
            name=row.adopted_by or say("an officer not known here"),
            signed=counted(row.signed, "{count} agency signed", "{count} agencies signed"),
        )
        for row in rows
    ]
    terms = current.agreement if current is not None else None
    fault = current.fault if current is not None else ""
    documents: list[Json] = [
        {
            "version": row.version,
            "title": row.title,
            "in_force_from": row.in_force_from.isoformat() if row.in_force_from else None,
            "review_on": row.review_on.isoformat() if row.review_on else None,
            "adopted_by": row.adopted_by,
            "signed": row.signed,
            "in_force": current is not None and row.id == current.id,
        }
        for row in rows
    ]
    return Answer([*lines, fault or standing(terms, desk.today).sentence], documents)


def signed(desk: Desk, given: argparse.Namespace) -> Answer:
    """Record that an agency's signatory signed on paper."""
    found = _meant(desk, given.version)
    on = naming.day(given.date)
    desk.do(RecordAgreementSignature(found.id, Agency(given.agency), given.name, given.position, on))
    said = say("Recorded: {name} signed version {version} for {agency}.",
               name=given.name, version=found.version, agency=given.agency)  # fmt: skip
    return Answer([said], {"version": found.version, "agency": given.agency, "name": given.name})


def unsigned(desk: Desk, given: argparse.Namespace) -> Answer:
    """Take back a signature recorded in error."""
    found = _meant(desk, given.version)
    rows = [
        each
        for each in desk.ask(agreement_signatures, found.id)
        if each.agency == given.agency and each.name.casefold() == " ".join(given.name.split()).casefold()
    ]
    if not rows:
        raise Refused(say("No such signature is recorded."), say("See: iomdesk agreement show."))
    desk.do(WithdrawAgreementSignature(rows[0].id, given.reason))
    return Answer([say("That signature no longer counts.")], {"version": found.version, "agency": given.agency})


def why(desk: Desk, given: argparse.Namespace) -> Answer:
    """Why an agency may or may not have a category: of anybody, or of one person with what is recorded of them."""
    agency, category, verb = Agency(given.agency), _CATEGORIES[given.category], Verb(given.verb)
    found = desk.ask(agreement_in_force, desk.today)
    view = view_for(found, agency, desk.today, desk.agency)
    facts: PersonFacts = NOBODY
    if given.ref:
        facts = desk.ask(person_facts, naming.person(desk, given.ref), desk.today)
    verdict = view.of(category, facts, verb=verb)
    known: Json = None
    if given.ref or view.own_desk or view.agreement is None or not view.standing.shares:
        lines, known = [verdict.sentence], verdict.allowed
    else:
        cell = view.agreement.cell(category, agency)
        lines = [explain(view.agreement, cell)]
    if given.ref:
        lines.append(facts_line(facts))
        if not verdict.allowed and agency not in facts.involved and not view.own_desk:
            lines.append(
                say("In the papers of a conference an agency that asked for the person there works with them.")
            )
    if view.standing.warns and view.standing.sentence not in lines:
        lines.append(view.standing.sentence)
    return Answer(
        lines,
        {
            "agency": str(agency),
            "category": given.category,
            "allowed": known,
            "sentence": lines[0],
            "clause": verdict.clause,
            "standing": str(view.standing.state),
        },
    )


_AGENCY = argument("agency", choices=naming.AGENCIES, metavar="AGENCY", help=", ".join(naming.AGENCIES))
_VERSION = argument("--version", type=int, metavar="N", help=say("a version's number; the one in force unless said"))
_NAME = argument("--name", required=True, metavar="NAME", help=say("who signed"))
COMMANDS: tuple[AnyCommand, ...] = (
    DeskCommand(
        ("agreement", "template"),
        say("the text of an agreement to start from"),
        template,
        (
            argument("--out", metavar="FILE.toml", help=say("where to; on the screen unless said")),
            argument("--version", type=int, metavar="N", help=say("a version as it was adopted")),
        ),
    ),
    HomeCommand(
        ("agreement", "adopt"),
        say("adopt a version of the agreement, signed with your own key"),
        adopt,
        (
            argument("file", nargs="?", metavar="FILE.toml", help=say("the text")),
            argument("--template", action="store_true", help=say("the shipped template as it is")),
            argument(
                "--from",
                dest="begins",
                metavar="DAY",
                help=say("the day it is in force from, where the text does not say"),
            ),
            argument("--approver", metavar="NAME", help=say("a second officer who approves in place")),
            argument(
                "--approver-passphrase-file", metavar="FILE", help=say("a file with the passphrase of that officer")
            ),
        ),
    ),
    DeskCommand(
        ("agreement", "show"),
        say("the agreement as a matrix, or what one agency may have"),
        show,
        (
            argument("--agency", choices=naming.AGENCIES, metavar="AGENCY", help=", ".join(naming.AGENCIES)),
            _VERSION,
            argument("--request", metavar="ID", help=say("one that waits for approval")),
        ),
    ),
    DeskCommand(("agreement", "list"), say("every version adopted here"), listed),
    DeskCommand(
        ("agreement", "signed"),
        say("record that an agency signed on paper"),
        signed,
        (
            _AGENCY,
            _NAME,
            argument("--position", required=True, metavar="TEXT", help=say("as what")),
            argument("--date", required=True, metavar="DAY", help=say("when")),
            _VERSION,
        ),
    ),
    DeskCommand(
        ("agreement", "unsigned"),
        say("take back a signature recorded in error"),
        unsigned,
        (_AGENCY, _NAME, argument("--reason", required=True, metavar="TEXT", help=say("why")), _VERSION),
    ),
    DeskCommand(
        ("agreement", "why"),
        say("why an agency may or may not have something, of anybody or of one person"),
        why,
        (
            _AGENCY,
            argument("category", choices=tuple(_CATEGORIES), metavar="CATEGORY", help=", ".join(_CATEGORIES)),
            argument("ref", nargs="?", metavar="REF", help=say("any identifier of the person")),
            argument("--verb", choices=[str(each) for each in Verb], default="read", help=say("read unless said")),
        ),
    ),
)
