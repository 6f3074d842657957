"""The agreement in lines for a terminal: the matrix, one agency's sentences, what is known of a person."""

from collections.abc import Mapping
from datetime import date

from iomdesk.agreement.readable import Readable
from iomdesk.agreement.rules import NOT_NARROWED, PersonFacts, State, standing
from iomdesk.agreement.terms import InForce
from iomdesk.catalogue import Agency
from iomdesk.words import say
from ui.cli.shape import Json

_HEADINGS: Mapping[Agency, str] = {
    Agency.POLICE: "police",
    Agency.PROBATION: "probation",
    Agency.PRISON: "prison",
    Agency.YOUTH_JUSTICE: "youth",
    Agency.LOCAL_AUTHORITY: "council",
    Agency.HOUSING: "housing",
    Agency.HEALTH: "health",
    Agency.SUBSTANCE_MISUSE: "substance",
    Agency.VOLUNTARY: "voluntary",
}


def matrix_lines(shown: Readable) -> list[str]:
    """Facts, matrix with its legend, signatures."""
    wide = max(len(row.name) for row in shown.matrix)
    heads = [say(_HEADINGS[agency]) for agency in Agency]
    lines = [shown.title, shown.standing, "", *(f"{label}: {words}" for label, words in shown.facts), ""]
    lines.append("  ".join([" " * wide, *(f"{head:<9}" for head in heads), say("clause")]).rstrip())
    for row in shown.matrix:
        cells = (f"{cell.short:<{max(9, len(head))}}" for cell, head in zip(row.cells, heads, strict=True))
        lines.append("  ".join([f"{row.name:<{wide}}", *cells, row.clause]))
    lines += ["", *(f"{mark}  {words}" for mark, words in shown.legend), ""]
    lines += [f"{each.agency}: {each.signed or say('not signed')}" for each in shown.signatures]
    return lines


def agency_lines(shown: Readable, agency: Agency) -> list[str]:
    """What one agency may have, a sentence for each category."""
    party = next(each for each in shown.parties if each.agency == agency)
    about = say("{agency}: {controller}, {regime}", agency=agency, controller=party.controller, regime=party.regime)
    said = [cell.sentence for row in shown.matrix for cell in row.cells if cell.agency is agency]
    signed = next((each.signed for each in shown.signatures if each.agency == agency), "")
    return [shown.title, shown.standing, about, signed or say("not signed"), "", *said]


def facts_line(facts: PersonFacts) -> str:
    """What is recorded of a person that the conditions ask for."""
    words = {True: say("yes"), False: say("no"), None: say("not known")}
    return say(
        "Recorded: agencies that work with them: {agencies}; in custody or due out: {custody}; stepped down: {down};"
        " statutory: {statutory}; engaged: {engaged}; restricted or excluded: {mark}.",
        agencies=", ".join(sorted(facts.involved)) or say("none"),
        custody=words[facts.in_custody_or_release_due],
        down=words[facts.stepped_down],
        statutory=words[facts.statutory],
        engaged=words[facts.engaged],
        mark=say("no") if facts.narrowing in NOT_NARROWED else facts.narrowing,
    )


def document(found: InForce, on: date) -> dict[str, Json]:
    """A version as a document."""
    terms = found.agreement
    return {
        "version": found.version,
        "adopted_by": found.adopted_by,
        "adopted_at": found.adopted_at,
        "in_force_from": terms.in_force_from.isoformat() if terms else None,
        "review_on": terms.review_on.isoformat() if terms else None,
        "standing": str(standing(terms, on).state if terms else State.UNSOUND),
        "sentence": standing(terms, on).sentence if terms else found.fault,
    }
