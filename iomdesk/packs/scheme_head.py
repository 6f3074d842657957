"""What documents of the whole scheme say at their top and on every page: which document, as of when, whose copy."""

from dataclasses import dataclass
from datetime import date

from iomdesk.clock import date_text
from iomdesk.errors import Refused
from iomdesk.packs.paper.facts import Fact, facts
from iomdesk.packs.paper.flow import Flow
from iomdesk.packs.paper.formats import Paper
from iomdesk.packs.paper.furniture import Furniture
from iomdesk.packs.paper.look import BODY, STRONG
from iomdesk.packs.paper.table import text_cell
from iomdesk.packs.records import Copy
from iomdesk.words import say


@dataclass(frozen=True, slots=True, repr=False)
class SchemeHead:
    """Which document of the scheme, as of which day, and whose copy. ``document`` is its name as people read it.

    ``of`` narrows it (*Norwich*, *actions of housing*), empty for all of it. ``printed_at`` is the instant as people
    read it; ``withheld_line`` stands on every page, ``""`` says nothing; ``training`` marks practice papers.
    """

    document: str
    on: date
    copy: Copy
    printed_at: str
    of: str = ""
    marking: str = "OFFICIAL-SENSITIVE"
    training: bool = False
    withheld_line: str = ""


def copy_words(head: SchemeHead) -> str:
    """Whose copy it is, as the foot of every page has it."""
    return say(
        "Copy {number} for {name} ({agency})", number=head.copy.number, name=head.copy.name, agency=head.copy.agency
    )


def scheme_title(head: SchemeHead) -> str:
    """The title of the file and the head of its pages."""
    return " · ".join(part for part in (head.document, head.of, date_text(head.on)) if part)


def scheme_furniture(head: SchemeHead, paper: Paper) -> Furniture:
    """Head and foot of every page."""
    return Furniture(
        marking=head.marking,
        running_title=scheme_title(head),
        copy_line=copy_words(head),
        printed_line=say("Printed {at}", at=head.printed_at),
        withheld_line=head.withheld_line,
        training=head.training,
        paper=paper,
    )


def scheme_opening(flow: Flow, head: SchemeHead, *more: tuple[str, str]) -> None:
    """The title, as of when, what ``more`` says, whose copy, what was withheld; what is empty is left out."""
    flow.title(head.document)
    flow.paragraph(" · ".join(part for part in (head.of, date_text(head.on)) if part), STRONG)
    flow.gap(6)
    rows = [*more, (say("This copy"), copy_words(head)), (say("Withheld"), head.withheld_line)]
    said = [Fact(label, text_cell(words, BODY)) for label, words in rows if words]
    if head.training:
        said.append(Fact(say("Training"), text_cell(say("Practice papers. These people do not exist."), STRONG)))
    facts(flow, said)


def require_scheme_handling(head: SchemeHead) -> None:
    """Raises ``Refused`` for a copy without a marking, a name or an agency."""
    if not head.marking.strip():
        raise Refused(say("This is not printed without a marking."), say("Choose one and print again."))
    if not head.copy.name.strip() or not head.copy.agency.strip():
        raise Refused(say("Each copy is for a named person of a named agency."), say("Give both and print again."))
