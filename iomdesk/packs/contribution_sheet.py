"""The contribution sheet: one sheet of paper per person, filled in by hand where no device may be taken.

Source: INTERFACE, "Where sticks are forbidden". Its number finds the person when it is keyed in, so it stands large,
and on both sides. Each box says who will be able to read what is written in it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from iomdesk.clock import date_text
from iomdesk.packs.conference_head import (
    Head,
    agency_name,
    document_title,
    furniture_of,
    require_handling,
    when_and_where,
)
from iomdesk.packs.paper.document import Part, Tell, assemble, quiet
from iomdesk.packs.paper.facts import fact, facts_beside
from iomdesk.packs.paper.flow import Flow
from iomdesk.packs.paper.formats import A4, Paper
from iomdesk.packs.paper.forms import RULING, signature_lines, tick_boxes, writing_lines, writing_rest
from iomdesk.packs.paper.known import known_words
from iomdesk.packs.paper.lettering import Face, Style, wrap
from iomdesk.packs.paper.look import INK, QUIET, STRONG
from iomdesk.packs.paper.points import points
from iomdesk.packs.paper.values import Known
from iomdesk.packs.person import name_words
from iomdesk.words import say

NUMBER = Style(Face.BOLD, 26, 32, INK)
FEWEST_LINES = 2
BOX_HEAD, OPINION_PART = 76.0, 0.4
CLOSING, NARROW_CLOSING = 195.0, 330.0
"""What the mark, the signature and how the sheet comes back take, at the foot of the second side; in large print they
stand together on a page after the boxes, each of which has a page."""


@dataclass(frozen=True, slots=True, repr=False)
class SheetBox:
    """One box: ``heading``, what belongs in it, and in words who will be able to read it."""

    heading: str
    hint: str
    readers: str


@dataclass(frozen=True, slots=True, repr=False)
class PersonSheet:
    """One person's sheet. ``number`` is the form's; ``asks`` why they are on the agenda, as the agency may read it."""

    number: str
    ref: str
    name: Known[str]
    born: Known[date]
    asks: tuple[str, ...]
    boxes: tuple[SheetBox, ...]


@dataclass(frozen=True, slots=True, repr=False)
class ContributionSheets:
    """The sheets of one agency for one conference; whose desk they come back to, and what is not to be written."""

    head: Head
    agency: str
    returns_to: str
    sheets: tuple[PersonSheet, ...]
    no_intelligence: bool = True


def _number(flow: Flow, number: str) -> None:
    flow.lines(flow.root.add("H1"), wrap(say("Sheet {number}", number=number), NUMBER, flow.width))


def _who(flow: Flow, sheets: ContributionSheets, sheet: PersonSheet) -> None:
    left = [
        fact(say("Person"), name_words(sheet.name)),
        fact(say("Reference"), sheet.ref),
        fact(say("Born"), known_words(sheet.born)),
    ]
    right = [
        fact(say("Agency"), agency_name(sheets.agency)),
        fact(say("Conference"), sheets.head.code),
        fact(say("When, where"), when_and_where(sheets.head)),
    ]
    facts_beside(flow, left, right)


def _asked(flow: Flow, sheet: PersonSheet) -> None:
    flow.section(say("What the conference asks"))
    points(flow, [f"{reason[:1].upper()}{reason[1:]}." for reason in sheet.asks])
    flow.paragraph(
        say(
            "What has happened since the last conference? What went well, what is of concern, and what will your"
            " agency do next? Write so that it can be read out to somebody who does not know the person."
        )
    )


def _box_head(flow: Flow, box: SheetBox) -> None:
    flow.keep(BOX_HEAD + FEWEST_LINES * RULING)
    flow.section(box.heading)
    flow.paragraph(box.hint)
    flow.paragraph(box.readers, QUIET)


def _first_side(flow: Flow, boxes: Sequence[SheetBox]) -> None:
    """Facts, and opinion below where more boxes follow overleaf."""
    for n, box in enumerate(boxes):
        _box_head(flow, box)
        if n == len(boxes) - 1 or flow.frame.narrow:
            writing_rest(flow, box.heading)
        else:
            room = (flow.room - BOX_HEAD) * (1 - OPINION_PART)
            writing_lines(flow, box.heading, max(FEWEST_LINES, int(room / RULING)))


def _second_side(flow: Flow, boxes: Sequence[SheetBox]) -> None:
    each = (flow.room - CLOSING) / max(1, len(boxes)) - BOX_HEAD
    for box in boxes:
        _box_head(flow, box)
        if flow.frame.narrow:
            writing_rest(flow, box.heading)
        else:
            writing_lines(flow, box.heading, max(FEWEST_LINES, int(each / RULING)))


def _closing(flow: Flow, sheets: ContributionSheets) -> None:
    flow.keep(NARROW_CLOSING if flow.frame.narrow else 0.0)
    flow.section(say("Who wrote this"))
    ticks = [
        say("Do not share: nobody outside my agency and the office that keys this in may read it"),
        say("I have nothing to add"),
    ]
    tick_boxes(flow, ticks)
    signature_lines(flow, [say("Name, in capitals"), say("Role")])
    signature_lines(flow, [say("Signature"), say("Date")])
    flow.gap(4)
    day = date_text(sheets.head.held_on)
    by = say(" before {day}", day=day) if day else ""
    said = say(
        "Hand this sheet back to {whom}{by}, in person or in a sealed envelope. Do not photograph or copy it, and do"
        " not send it by e-mail.",
        whom=sheets.returns_to,
        by=by,
    )
    if sheets.no_intelligence:
        said += " " + say("Write no intelligence here: it goes through your own agency's channel.")
    flow.paragraph(said, QUIET)


def _draw(sheets: ContributionSheets, sheet: PersonSheet, flow: Flow) -> None:
    first = 2 if len(sheet.boxes) > 2 else 1
    _number(flow, sheet.number)
    flow.gap(2)
    _who(flow, sheets, sheet)
    _asked(flow, sheet)
    _first_side(flow, sheet.boxes[:first])
    flow.turn()
    flow.paragraph(say("Sheet {number}, second side", number=sheet.number), STRONG)
    _second_side(flow, sheet.boxes[first:])
    _closing(flow, sheets)


def render_contribution_sheets(sheets: ContributionSheets, paper: Paper = A4, *, tell: Tell = quiet) -> bytes:
    """One sheet of paper for each person, for printing on both sides, as a tagged PDF; the same bytes each time.

    Whatever stands in ``sheets`` is printed: filter it for its recipient first. Raises ``Refused`` for a copy without
    a marking, a name or an agency.
    """
    require_handling(sheets.head)
    parts = [
        Part(
            say("Sheet {number}", number=sheet.number),
            partial(_draw, sheets, sheet),
            bookmark=say("{number} · {name}", number=sheet.number, name=name_words(sheet.name)),
            own_sheet=True,
        )
        for sheet in sheets.sheets
    ]
    return assemble(parts, furniture_of(sheets.head, paper), document_title(sheets.head), tell=tell)
