"""The attendance sheet: the confidentiality statement in full, and who signs that they accept it. No case content."""

from dataclasses import dataclass
from functools import partial

from iomdesk.packs.conference_head import (
    Head,
    agency_name,
    document_title,
    furniture_of,
    head_facts,
    opening,
    require_handling,
)
from iomdesk.packs.paper.cells import tick_cell
from iomdesk.packs.paper.document import Part, Tell, assemble, quiet
from iomdesk.packs.paper.flow import Align, Flow
from iomdesk.packs.paper.formats import A4, MM, Paper
from iomdesk.packs.paper.forms import RULING, writing_lines
from iomdesk.packs.paper.look import BODY, QUIET
from iomdesk.packs.paper.points import points
from iomdesk.packs.paper.table import Column, Table, Text, text_cell
from iomdesk.words import say

ROW = 9.0 * MM
"""Room for a signature."""

BLANK_ROWS = 4
"""The fewest empty rows for those nobody expected."""

APOLOGY_LINES, APOLOGIES_HEAD = 3, 32.0


@dataclass(frozen=True, slots=True, repr=False)
class AgencyAttending:
    """An agency invited, with those of it who are expected by name; a row without a name is there in any case."""

    agency: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class AttendanceSheet:
    """One named copy of an attendance sheet. ``statement`` is the text in full, its paragraphs a blank line apart.

    ``apologies`` are those known before, as *name (agency)*.
    """

    head: Head
    statement: str
    version: int
    agencies: tuple[AgencyAttending, ...]
    apologies: tuple[str, ...] = ()


def _statement(flow: Flow, sheet: AttendanceSheet) -> None:
    flow.section(say("Confidentiality statement"))
    if not sheet.statement:
        flow.paragraph(say("No statement is on this desk; read out the one your partnership uses."), QUIET)
        return
    for paragraph in sheet.statement.split("\n\n"):
        flow.paragraph(" ".join(paragraph.split()), BODY, below=4)
    flow.paragraph(say("Version {version}.", version=sheet.version), QUIET)


def _rows(flow: Flow, sheet: AttendanceSheet) -> None:
    flow.section(say("Who is here"), bookmark=True)
    flow.paragraph(
        say("Sign, and tick that you accept the statement above. Whoever is not listed fills in an empty row."),
        QUIET,
        below=4,
    )
    columns = [
        Column(say("Agency"), 0.22),
        Column(say("Name"), 0.3, heads=True),
        Column(say("Signature"), 0.36),
        Column(say("I accept"), 0.12, Align.CENTRE),
    ]
    table = Table(flow, columns, ruled=True, stacks=False, middle=True)
    for each in sheet.agencies:
        for name in each.names or ("",):
            _row(table, agency_name(each.agency), name)
    kept = APOLOGIES_HEAD + BODY.leading * 1.3 * len(sheet.apologies) + APOLOGY_LINES * RULING
    count = int((flow.room - kept) / ROW)
    if count < BLANK_ROWS:
        # The sheet goes on overleaf: no side of it ends in white that somebody could have signed in.
        head = table.head_height
        count = max(0, int(flow.room / ROW)) + max(0, int((flow.frame.height - head - kept) / ROW))
    for _ in range(count):
        _row(table, "", "")


def _row(table: Table, agency: str, name: str) -> None:
    accepted = tick_cell(say("Statement accepted"))
    table.row(text_cell(agency, BODY), text_cell(name, BODY), Text(()), accepted, least=ROW)


def _apologies(flow: Flow, sheet: AttendanceSheet) -> None:
    flow.section(say("Apologies"))
    points(flow, sheet.apologies)
    writing_lines(flow, say("Apologies: name and agency"), APOLOGY_LINES)


def _draw(sheet: AttendanceSheet, flow: Flow) -> None:
    opening(flow, sheet.head)
    head_facts(flow, sheet.head)
    _statement(flow, sheet)
    _rows(flow, sheet)
    _apologies(flow, sheet)


def render_attendance(sheet: AttendanceSheet, paper: Paper = A4, *, tell: Tell = quiet) -> bytes:
    """The sheet as a tagged PDF; the same sheet gives the same bytes.

    Raises ``Refused`` for a copy without a marking, a name or an agency.
    """
    require_handling(sheet.head)
    part = Part(say("Attendance"), partial(_draw, sheet))
    return assemble([part], furniture_of(sheet.head, paper), document_title(sheet.head), tell=tell)
