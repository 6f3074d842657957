"""What is printed from conferences: the marked pack, and the Pathways master document."""

import argparse
import hashlib
from pathlib import Path

from iomdesk.catalogue import Agency
from iomdesk.clock import instant_text
from iomdesk.conference.papers import papers
from iomdesk.conference.printing import RegisterPrint, next_copy
from iomdesk.desk import Desk
from iomdesk.exchange.delimited import write_delimited
from iomdesk.ids import id_text
from iomdesk.packs.conference_pack import render_conference_pack
from iomdesk.packs.gather import Printing, gather_pack, people_in
from iomdesk.packs.records import Copy
from iomdesk.pathways.questions import MatrixRow, matrix
from iomdesk.pathways.typed import scores_text
from iomdesk.words import counted, say
from ui.cli import naming
from ui.cli.outgoing import write_document
from ui.cli.shape import Answer, DeskCommand, Json, argument


def pack(desk: Desk, given: argparse.Namespace) -> Answer:
    """Make one named copy of a conference's pack. The disclosure is logged before the file is written."""
    row = naming.conference(desk, given.conference)
    nearest = desk.ask(next_copy, row.id, desk.officer)
    agency = given.agency or nearest.agency
    copy = Copy(nearest.number, given.copy_for or nearest.name, agency)
    printed_at = instant_text(desk.now)
    printing = Printing(copy, agency != nearest.agency, printed_at, nearest.training)
    shown = desk.ask(papers, row.id)
    people = people_in(shown, printing)
    pdf = render_conference_pack(gather_pack(shown, printing))
    digest = hashlib.sha256(pdf).hexdigest()
    desk.do(RegisterPrint(row.id, people, Agency(agency), copy.name, copy.number, digest))
    write_document(Path(given.out), pdf)
    said = say(
        "Copy {number} for {name} ({agency}): {people}, in {file}.",
        number=copy.number,
        name=copy.name,
        agency=agency,
        people=counted(len(people), "{count} person", "{count} people"),
        file=given.out,
    )
    return Answer(
        [said, say("The file is not encrypted: print it, or keep it where such papers may be kept.")],
        {"file": given.out, "copy": copy.number, "people": len(people), "sha256": digest},
    )


def show_matrix(desk: Desk, given: argparse.Namespace) -> Answer:
    """The whole cohort by eight pathways, newest scores."""
    labels = naming.pathways(desk).labels
    rows = desk.ask(matrix)
    document: list[Json] = [_document(row) for row in rows]
    if given.csv:
        return Answer(_csv_lines(labels, rows), document)
    lines = [f"{place}  {label}" for place, label in enumerate(labels, start=1)]
    for row in rows:
        scored = row.scored_on.isoformat() if row.scored_on else say("not scored")
        total = str(row.total) if row.total is not None else "-"
        name = ", ".join(part for part in (row.surname, row.forenames) if part)
        lines.append(f"{row.ref}  {name}  {scored}  {scores_text(row.scores)}  {total}  {row.priority_label}".rstrip())
    return Answer(lines, document)


def _csv_lines(labels: tuple[str, ...], rows: tuple[MatrixRow, ...]) -> list[str]:
    headings = ["Ref", "Surname", "Forenames", "Scored on", *labels, "Total", "Priority pathway"]
    cells = (
        [
            row.ref,
            row.surname,
            row.forenames,
            row.scored_on.isoformat() if row.scored_on else "",
            *("" if score is None else str(score) for score in row.scores),
            "" if row.total is None else str(row.total),
            row.priority_label,
        ]
        for row in rows
    )
    return write_delimited([headings, *cells]).decode("utf-8-sig").splitlines()


def _document(row: MatrixRow) -> Json:
    return {
        "id": id_text(row.person),
        "ref": row.ref,
        "surname": row.surname,
        "forenames": row.forenames,
        "scored_on": row.scored_on.isoformat() if row.scored_on else None,
        "scores": list(row.scores),
        "total": row.total,
        "priority": row.priority_label or None,
    }


COMMANDS: tuple[DeskCommand, ...] = (
    DeskCommand(
        ("pack",),
        say("make a marked copy of a conference's pack"),
        pack,
        (
            argument("conference", metavar="C", help=say("the conference: Norwich-3, 3, its day, or its id")),
            argument("--out", required=True, metavar="FILE.pdf", help=say("where to")),
            argument("--copy-for", metavar="NAME", help=say("whose copy; yours unless said")),
            argument("--agency", choices=naming.AGENCIES, help=say("their agency; yours unless said")),
        ),
    ),
    DeskCommand(
        ("matrix",),
        say("everyone by eight pathways, newest scores"),
        show_matrix,
        (argument("--csv", action="store_true", help=say("as a table for a spreadsheet")),),
    ),
)
