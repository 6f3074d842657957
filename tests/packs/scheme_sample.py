"""What the tests of documents of the whole scheme share: a head, and a real desk with an agreement. Nobody exists."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from iomdesk import catalogue
from iomdesk.actions.commands import AddAction
from iomdesk.agreement.commands import AdoptAgreement
from iomdesk.catalogue import Agency
from iomdesk.copies.rules import Document
from iomdesk.desk import Desk
from iomdesk.ids import Id
from iomdesk.issuing.issue import Issued, make_copy
from iomdesk.issuing.making import Choices, Order, Recipient
from iomdesk.packs.paper.formats import A4, Paper
from iomdesk.packs.records import Copy
from iomdesk.packs.scheme_head import SchemeHead
from iomdesk.pathways.commands import ScorePathways
from iomdesk.pathways.rules import eight
from iomdesk.store.unit import Given
from tests.agreement.agreements import template_text
from tests.conference.conference_sample import conference_desk, person
from tests.packs.finished_pdf import LETTERS

DAY = date(2026, 11, 2)
COPY_LINE = "Copy 3 for L Grimes (housing)"
PRINTED = "Printed 2 Nov 2026 12:00"
WITHHELD = "3 entries withheld under clause 5.1."
PATHWAYS = (
    "Accommodation", "Employment and education", "Finances", "Drug use", "Alcohol use", "Health and wellbeing",
    "Personal relationships and community", "Thinking, behaviours and attitudes",
)  # fmt: skip
SCALE = ((0, "no need"), (1, "low"), (2, "some"), (3, "significant"), (4, "crisis"))
ODD = (
    f"Żółkiewski {LETTERS}",
    "O'Malley-Llŷr, Siân",
    "<b>Bold</b> & Sons",
    "أحمد",
    "Nguyễn " + "Verylongname " * 22,
    "X" * 300,
)
"""Names as they come: accents, apostrophes, marks of other formats, right to left, and too long for any line."""


def head(document: str, *, withheld: str = WITHHELD, training: bool = False) -> SchemeHead:
    """The head of a copy for housing."""
    copy = Copy(3, "L Grimes", "housing")
    return SchemeHead(document, DAY, copy, "2 Nov 2026 12:00", withheld_line=withheld, training=training)


@dataclass(frozen=True, slots=True)
class Scheme:
    """A desk with two people on the scheme: one housing works with, one only the police do."""

    desk: Desk
    shared: Id
    police: Id

    def copy(
        self,
        document: Document,
        agency: Agency = Agency.POLICE,
        *,
        about: Id | None = None,
        choices: Choices = Choices(),  # noqa: B008
        paper: Paper = A4,
        tiled: bool = False,
    ) -> Issued:
        """A named copy, made as people make it."""
        order = Order(about, Recipient("L Grimes", agency), paper=paper, tiled=tiled, choices=choices)
        return make_copy(self.desk, document, order)


def assign(desk: Desk, who: Id, agency: Agency, name: str) -> None:
    """An officer of the agency leads for the person."""
    with desk._store.work() as work:
        values: dict[str, Given] = {
            "role": "lead",
            "agency": str(agency),
            "officer_name": name,
            "since": date(2025, 6, 2),
        }
        work.create(catalogue.ASSIGNMENT, values, subject=who)


def scheme(folder: Path, *, agreement: bool = True) -> Scheme:
    """The desk: both people have actions, markers and two sets of scores."""
    desk = conference_desk(folder)
    if agreement:
        desk.do(AdoptAgreement(template_text(), "2026-11-01"))
    shared, police = person(desk, "ZQSHARED", rag="Green"), person(desk, "ZQPOLICE", rag="Red")
    assign(desk, shared, Agency.HOUSING, "Zqhousingofficer")
    for who, word in ((shared, "Zqshared"), (police, "Zqpolice")):
        enter(desk, who, word)
    return Scheme(desk, shared, police)


def enter(desk: Desk, who: Id, word: str) -> None:
    """Actions, a marker and two sets of scores, in words that begin with ``word``."""
    assign(desk, who, Agency.POLICE, f"{word}lead")
    with desk._store.work() as work:
        work.create(catalogue.MARKER, {"code": "risk-to-staff", "state": "yes"}, subject=who)
    desk.do(AddAction(who, f"{word}refer", f"{word}owner", Agency.POLICE, date(2026, 10, 26), 1))
    desk.do(AddAction(who, f"{word}visit", f"{word}tenancy", Agency.HOUSING, date(2026, 11, 20)))
    desk.do(ScorePathways(who, eight((3,) * 8), scored_on=date(2026, 9, 1)))
    desk.do(ScorePathways(who, eight((2, 3, 3, 3, 3, 3, 3, 2)), priority=2, scored_on=date(2026, 10, 20)))
