"""What every document of one conference says at its top: which document, of which conference, whose copy."""

from dataclasses import dataclass
from datetime import date

from iomdesk.clock import date_text
from iomdesk.errors import Refused
from iomdesk.packs.paper.facts import Fact, facts
from iomdesk.packs.paper.flow import Flow
from iomdesk.packs.paper.formats import A4, Paper
from iomdesk.packs.paper.furniture import Furniture
from iomdesk.packs.paper.look import BODY, STRONG
from iomdesk.packs.paper.table import text_cell
from iomdesk.packs.records import Copy
from iomdesk.words import say


@dataclass(frozen=True, slots=True, repr=False)
class Head:
    """Which document of which conference, and whose copy. ``document`` is its name as people read it.

    ``starts_at`` is HH:MM; it, ``place`` and ``chair`` are empty where nobody said. ``printed_at`` is the instant as
    people read it; ``withheld_line`` stands on every page, ``""`` says nothing; ``training`` marks practice papers.
    """

    document: str
    code: str
    site: str
    held_on: date | None
    copy: Copy
    printed_at: str
    number: int | None = None
    starts_at: str = ""
    place: str = ""
    chair: str = ""
    marking: str = "OFFICIAL-SENSITIVE"
    training: bool = False
    withheld_line: str = ""


def agency_name(agency: str) -> str:
    """An agency's code at the beginning of a line: *Housing*."""
    return agency[:1].upper() + agency[1:] if agency else say("Agency not known")


def copy_line(head: Head) -> str:
    """Whose copy it is, as the foot of every page has it."""
    return say(
        "Copy {number} for {name} ({agency})", number=head.copy.number, name=head.copy.name, agency=head.copy.agency
    )


def document_title(head: Head) -> str:
    """The title of the file and the head of its pages: document, conference, day."""
    parts = [head.document, say("Case conference {code}", code=head.code), date_text(head.held_on)]
    return " · ".join(part for part in parts if part)


def furniture_of(head: Head, paper: Paper = A4, *, note: str = "", foot: str = "") -> Furniture:
    """Head and foot of every page. ``note`` is said before the title (*Draft, not signed*), ``foot`` in the foot."""
    return Furniture(
        marking=head.marking,
        running_title=" · ".join(part for part in (note, document_title(head)) if part),
        copy_line=copy_line(head),
        printed_line=" · ".join(part for part in (say("Printed {at}", at=head.printed_at), foot) if part),
        withheld_line=head.withheld_line,
        training=head.training,
        paper=paper,
    )


def when_and_where(head: Head) -> str:
    """*Norwich · 10 Nov 2026 · 10:00 · Bethel Street*."""
    return " · ".join(part for part in (head.site, date_text(head.held_on), head.starts_at, head.place) if part)


def opening(flow: Flow, head: Head) -> None:
    """The title and when and where."""
    flow.title(say("{document}: case conference {code}", document=head.document, code=head.code))
    flow.paragraph(when_and_where(head), STRONG)
    flow.gap(6)


def head_facts(flow: Flow, head: Head, *more: tuple[str, str]) -> None:
    """Chair, whose copy, what ``more`` says, what was withheld; what is empty is left out."""
    rows = [
        (say("Chair"), head.chair),
        *more,
        (say("This copy"), copy_line(head)),
        (say("Withheld"), head.withheld_line),
    ]
    said = [Fact(label, text_cell(words, BODY)) for label, words in rows if words]
    if head.training:
        said.append(Fact(say("Training"), text_cell(say("Practice papers. These people do not exist."), STRONG)))
    facts(flow, said)


def require_handling(head: Head) -> None:
    """Raises ``Refused`` for a copy without a marking, a name or an agency."""
    if not head.marking.strip():
        raise Refused(say("This is not printed without a marking."), say("Choose one and print again."))
    if not head.copy.name.strip() or not head.copy.agency.strip():
        raise Refused(say("Each copy is for a named person of a named agency."), say("Give both and print again."))
