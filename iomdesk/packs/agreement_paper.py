"""The information-sharing agreement as the partners sign it: terms, the matrix, each cell in a sentence, signatures."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from iomdesk.agreement.readable import MatrixCell, MatrixRow, Readable, RetentionLine
from iomdesk.packs.conference_head import agency_name
from iomdesk.packs.paper.document import Front, Pages, Part, Tell, assemble, quiet
from iomdesk.packs.paper.facts import Fact, facts, facts_beside
from iomdesk.packs.paper.flow import Align, Flow
from iomdesk.packs.paper.formats import A4_LANDSCAPE, Paper
from iomdesk.packs.paper.look import BODY, MISSING, QUIET, STRONG
from iomdesk.packs.paper.points import points
from iomdesk.packs.paper.table import Column, Table, Text, text_cell
from iomdesk.packs.scheme_head import (
    SchemeHead,
    copy_words,
    require_scheme_handling,
    scheme_furniture,
    scheme_title,
)
from iomdesk.words import say

SIGNING_HEIGHT = 34.0
WHOLE = 0.3
"""A category's sentences begin a new page where less of this one than that is left: they are read together."""


@dataclass(frozen=True, slots=True, repr=False)
class VersionLine:
    """One version ever adopted: its number, when it was in force from, reviewed by, who adopted it, how many signed."""

    version: str
    begins: str
    review: str
    adopted: str
    signed: str


@dataclass(frozen=True, slots=True, repr=False)
class AgreementPaper:
    """One named copy of one version. ``adopted`` says who adopted it and when; ``versions`` newest first."""

    head: SchemeHead
    terms: Readable
    adopted: str
    versions: tuple[VersionLine, ...]


def _front(paper: AgreementPaper, flow: Flow, pages: Pages) -> None:
    terms = paper.terms
    flow.title(terms.title)
    flow.paragraph(terms.standing, STRONG)
    flow.gap(6)
    said = [*terms.facts, (say("Adopted"), paper.adopted), (say("This copy"), copy_words(paper.head))]
    shown = [Fact(label, text_cell(words, BODY)) for label, words in said if words]
    if paper.head.training:
        shown.append(Fact(say("Training"), text_cell(say("Practice papers."), STRONG)))
    half = (len(shown) + 1) // 2
    facts_beside(flow, shown[:half], shown[half:])
    flow.section(say("Contents"))
    table = Table(flow, [Column(say("Part"), 0.8, heads=True), Column(say("Page"), 0.2, Align.RIGHT)])
    for key, heading in _CONTENTS:
        table.row(text_cell(say(heading), BODY), text_cell(str(pages.get(key, "")), STRONG))


_CONTENTS = (
    ("terms", "Purposes, parties and legal gateways"),
    ("clauses", "Clauses"),
    ("matrix", "Who may have what"),
    ("cells", "Each cell in a sentence"),
    ("kept", "How long it is kept"),
    ("signatures", "Signatures"),
    ("versions", "Versions"),
)


def _terms(terms: Readable, flow: Flow) -> None:
    flow.title(say("Purposes, parties and legal gateways"))
    flow.section(say("Purposes"))
    numbers = [f"{number}." for number in range(1, len(terms.purposes) + 1)]
    points(flow, terms.purposes, labels=numbers)
    flow.section(say("Parties"))
    columns = [
        Column(say("Agency"), 0.18, heads=True),
        Column(say("Controller"), 0.32),
        Column(say("Regime"), 0.15),
        Column(say("Contact"), 0.35),
    ]
    table = Table(flow, columns)
    for party in terms.parties:
        cells = (agency_name(party.agency), party.controller, party.regime, party.contact)
        table.row(text_cell(cells[0], STRONG), *(text_cell(words, BODY) for words in cells[1:]))
    flow.section(say("Legal gateways"))
    columns = [
        Column(say("Gateway"), 0.22, heads=True),
        Column(say("Statute"), 0.22),
        Column(say("Limits"), 0.34),
        Column(say("Reaches"), 0.22),
    ]
    table = Table(flow, columns)
    for each in terms.gateways:
        head = Text(((each.name, STRONG), (each.code, QUIET)))
        table.row(head, *(text_cell(words, BODY) for words in (each.statute, each.limits, each.reaches)))


def _clauses(terms: Readable, flow: Flow) -> None:
    flow.title(say("Clauses"))
    columns = [
        Column(say("No."), 0.07, heads=True),
        Column(say("About"), 0.22),
        Column(say("Clause"), 0.71),
    ]
    table = Table(flow, columns)
    for clause in terms.clauses:
        table.row(text_cell(clause.number, STRONG), text_cell(clause.heading, STRONG), text_cell(clause.text, BODY))


_SIGNS = {"W": "■", "R": "□", "–": "–"}


def _legend(terms: Readable) -> str:
    """The signs of the matrix: what a cell gives, then each letter's condition."""
    gives = [f"{_SIGNS.get(sign, '')} {sign}" if sign in ("R", "W") else sign for sign, _ in terms.legend]
    said = [f"{sign} {words}" for sign, (_, words) in zip(gives, terms.legend, strict=True)]
    return " · ".join(each.rstrip(".") for each in said) + ". " + say("Every condition must hold.")


def _matrix(terms: Readable, flow: Flow) -> None:
    flow.title(say("Who may have what"))
    flow.paragraph(_legend(terms), QUIET, below=4)
    agencies = [cell.agency for cell in terms.matrix[0].cells] if terms.matrix else []
    columns = [
        Column(say("Category"), 0.19, heads=True),
        *(Column(agency_name(str(agency)).replace("-", " "), 0.082, Align.CENTRE) for agency in agencies),
        Column(say("Clause"), 0.07),
    ]
    table = Table(flow, columns, middle=True, ruled=True)
    for row in terms.matrix:
        table.row(_category(row), *(_cell(cell) for cell in row.cells), text_cell(row.clause, BODY))


def _category(row: MatrixRow) -> Text:
    return text_cell(row.words[:1].upper() + row.words[1:], STRONG)


def _cell(cell: MatrixCell) -> Text:
    """Shape, letters: a full square writes, an empty one reads, a dash has nothing; then the conditions."""
    sign = _SIGNS.get(cell.short[:1], "")
    nothing = cell.short[:1] not in ("R", "W")
    return text_cell(cell.short if nothing else f"{sign} {cell.short}", MISSING if nothing else STRONG)


def _cells(terms: Readable, flow: Flow) -> None:
    flow.title(say("Each cell in a sentence"))
    for row in terms.matrix:
        if flow.room < flow.frame.height * WHOLE:
            flow.turn()
        name = row.words[:1].upper() + row.words[1:]
        flow.section(say("{category} (clause {clause})", category=name, clause=row.clause), bookmark=True)
        columns = [
            Column(say("Agency"), 0.15, heads=True),
            Column(say("Cell"), 0.05),
            Column(say("In words"), 0.69),
            Column(say("Regime"), 0.11),
        ]
        table = Table(flow, columns)
        for cell in row.cells:
            table.row(
                text_cell(agency_name(str(cell.agency)), STRONG),
                text_cell(cell.short, BODY),
                text_cell(cell.sentence, BODY),
                text_cell(cell.regime, QUIET),
            )


def _kept(lines: Sequence[RetentionLine], flow: Flow) -> None:
    flow.title(say("How long it is kept"))
    columns = [
        Column(say("What"), 0.36, heads=True),
        Column(say("How long"), 0.12),
        Column(say("Counted from"), 0.24),
        Column(say("Where that comes from"), 0.28),
    ]
    table = Table(flow, columns)
    for line in lines:
        cells = (line.categories, line.period, line.counted_from, line.source)
        table.row(text_cell(cells[0], STRONG), *(text_cell(words, BODY) for words in cells[1:]))


def _signatures(terms: Readable, flow: Flow) -> None:
    flow.title(say("Signatures"))
    flow.gap(6)
    columns = [
        Column(say("Agency"), 0.2, heads=True),
        Column(say("Name"), 0.22),
        Column(say("Position"), 0.2),
        Column(say("Signature"), 0.24),
        Column(say("Date"), 0.14),
    ]
    table = Table(flow, columns, ruled=True, stacks=False)
    signed = [line for line in terms.signatures if line.signed]
    for line in terms.signatures:
        if not line.signed:
            table.row(text_cell(agency_name(line.agency), STRONG), *[Text(())] * 4, least=SIGNING_HEIGHT)
    if signed:
        flow.section(say("Signed already, as recorded here"))
        facts(flow, [Fact(agency_name(line.agency), text_cell(line.signed, BODY)) for line in signed])


def _versions(paper: AgreementPaper, flow: Flow) -> None:
    flow.title(say("Versions"))
    columns = [
        Column(say("Version"), 0.12, heads=True),
        Column(say("In force from"), 0.2),
        Column(say("Review due on"), 0.2),
        Column(say("Adopted"), 0.3),
        Column(say("Agencies that signed"), 0.18, Align.RIGHT),
    ]
    table = Table(flow, columns)
    for each in paper.versions:
        cells = (each.version, each.begins, each.review, each.adopted, each.signed)
        table.row(text_cell(cells[0], STRONG), *(text_cell(words, BODY) for words in cells[1:]))


def render_agreement(paper: AgreementPaper, on: Paper = A4_LANDSCAPE, *, tell: Tell = quiet) -> bytes:
    """The agreement as a tagged PDF, landscape for its matrix; the same version gives the same bytes.

    Raises ``Refused`` for a copy without a marking, a name or an agency.
    """
    require_scheme_handling(paper.head)
    terms = paper.terms
    drawn = (
        partial(_terms, terms),
        partial(_clauses, terms),
        partial(_matrix, terms),
        partial(_cells, terms),
        partial(_kept, terms.retention),
        partial(_signatures, terms),
        partial(_versions, paper),
    )
    front = Front(say("Agreement"), partial(_front, paper))
    parts = [Part(say(heading), draw, key=key) for (key, heading), draw in zip(_CONTENTS, drawn, strict=True)]
    return assemble([front, *parts], scheme_furniture(paper.head, on), scheme_title(paper.head), tell=tell)
