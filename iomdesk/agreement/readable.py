"""The agreement as people read it: sections in words, for paper, the command line and the window. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from iomdesk.agreement.phrases import category_words, condition_words
from iomdesk.agreement.rules import explain, standing
from iomdesk.agreement.terms import Access, Agreement, Cell, Clause, Condition, Signatory, category_name
from iomdesk.catalogue import Agency, Category
from iomdesk.clock import date_text
from iomdesk.words import counted, say

MARKS = {
    Condition.OWN_PEOPLE: "o",
    Condition.IN_CUSTODY: "c",
    Condition.STEP_DOWN: "d",
    Condition.STATUTORY: "s",
    Condition.ENGAGED: "e",
}
"""One letter for each condition, for a matrix that must fit on a page."""
_ACCESS = {Access.NONE: "–", Access.READ: "R", Access.WRITE: "W"}


@dataclass(frozen=True, slots=True, repr=False)
class PartyLine:
    """One party: agency, controller, regime, contact."""

    agency: str
    controller: str
    regime: str
    contact: str


@dataclass(frozen=True, slots=True, repr=False)
class GatewayLine:
    """One legal gateway; ``reaches`` names its agencies."""

    code: str
    name: str
    statute: str
    limits: str
    reaches: str


@dataclass(frozen=True, slots=True, repr=False)
class MatrixCell:
    """One cell: ``short`` such as ``Roe`` (see the legend), and the sentence that says it in full."""

    agency: Agency
    short: str
    sentence: str
    regime: str
    controller: str
    gateway: str
    clause: str


@dataclass(frozen=True, slots=True, repr=False)
class MatrixRow:
    """One data category over every agency, in the agencies' order."""

    category: Category
    name: str
    words: str
    clause: str
    cells: tuple[MatrixCell, ...]


@dataclass(frozen=True, slots=True, repr=False)
class RetentionLine:
    """The categories kept for one period, in words."""

    categories: str
    period: str
    counted_from: str
    source: str


@dataclass(frozen=True, slots=True, repr=False)
class SignatureLine:
    """An agency's signatures: ``signed`` says who, in which position, when; empty where nobody has signed."""

    agency: str
    signed: str


@dataclass(frozen=True, slots=True, repr=False)
class Readable:
    """The whole agreement in reading order. ``facts`` and ``legend`` pair a label with its words."""

    title: str
    standing: str
    facts: tuple[tuple[str, str], ...]
    purposes: tuple[str, ...]
    parties: tuple[PartyLine, ...]
    gateways: tuple[GatewayLine, ...]
    clauses: tuple[Clause, ...]
    legend: tuple[tuple[str, str], ...]
    matrix: tuple[MatrixRow, ...]
    retention: tuple[RetentionLine, ...]
    signatures: tuple[SignatureLine, ...]


def readable(agreement: Agreement, on: date, signatories: Iterable[Signatory] = ()) -> Readable:
    """The agreement in words, as it stands ``on`` a day."""
    a = agreement
    return Readable(
        title=a.title,
        standing=standing(a, on).sentence,
        facts=_facts(a),
        purposes=a.purposes,
        parties=tuple(PartyLine(p.agency, p.controller, p.regime, p.contact) for p in a.parties),
        gateways=tuple(GatewayLine(g.code, g.name, g.statute, g.limits, ", ".join(g.reaches)) for g in a.gateways),
        clauses=a.clauses,
        legend=_legend(),
        matrix=tuple(_row(a, category) for category in Category),
        retention=_retention(a),
        signatures=_signatures(signatories),
    )


def short(cell: Cell) -> str:
    """A cell in a few letters: ``–``, ``R``, ``W``, with a letter for each condition."""
    return _ACCESS[cell.access] + "".join(MARKS[each] for each in cell.conditions)


def _facts(a: Agreement) -> tuple[tuple[str, str], ...]:
    return (
        (say("Partnership"), a.partnership),
        (say("Version"), str(a.version)),
        (say("In force from"), date_text(a.in_force_from)),
        (say("Review due on"), date_text(a.review_on)),
        (say("Warned from"), date_text(a.review_on - timedelta(days=a.warn_days))),
        (say("Without renewal, sharing stops after"), date_text(a.review_on + timedelta(days=a.grace_days))),
        (say("Owner"), a.owner),
        (say("Joint contact"), a.joint_contact),
        (say("Impact assessment"), a.impact_assessment),
        (say("Source"), a.source),
    )


def _legend() -> tuple[tuple[str, str], ...]:
    given = (
        (_ACCESS[Access.NONE], say("Nothing.")),
        (_ACCESS[Access.READ], say("Read.")),
        (_ACCESS[Access.WRITE], say("Read and write.")),
    )
    return (*given, *((MARKS[each], condition_words(each)) for each in Condition))


def _row(a: Agreement, category: Category) -> MatrixRow:
    cells = tuple(a.cell(category, agency) for agency in Agency)
    clauses = dict.fromkeys(cell.clause for cell in cells)
    return MatrixRow(
        category,
        category_name(category),
        category_words(category),
        ", ".join(clauses),
        tuple(
            MatrixCell(
                cell.agency,
                short(cell),
                explain(a, cell),
                cell.regime,
                cell.controller,
                a.gateway(cell.gateway).statute,
                cell.clause,
            )
            for cell in cells
        ),
    )


def _retention(a: Agreement) -> tuple[RetentionLine, ...]:
    together: dict[tuple[int, str, str], list[str]] = {}
    for each in a.retention:
        together.setdefault((each.months, each.counted_from, each.source), []).append(category_name(each.category))
    return tuple(
        RetentionLine(", ".join(names), counted(months, "{count} month", "{count} months"), counted_from, source)
        for (months, counted_from, source), names in together.items()
    )


def _signatures(signatories: Iterable[Signatory]) -> tuple[SignatureLine, ...]:
    signed: dict[str, list[str]] = {str(agency): [] for agency in Agency}
    for each in signatories:
        words = (each.name, each.position, date_text(each.signed_on))
        signed.setdefault(each.agency, []).append(", ".join(word for word in words if word))
    return tuple(SignatureLine(agency, "; ".join(words)) for agency, words in signed.items())
