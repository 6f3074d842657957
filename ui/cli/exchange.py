"""Files on the command line: a team's sheets in, with a dry run; named copies of the cohort out; desk against sheet."""

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from iomdesk.copies.rules import Document
from iomdesk.desk import Desk
from iomdesk.errors import Refused
from iomdesk.exchange.commands import ImportCohort, ImportCustody, ImportOffences
from iomdesk.exchange.headings import PATHWAY_LABELS, Layout
from iomdesk.exchange.limits import MAX_FILE_BYTES
from iomdesk.exchange.mapping import SourceMapping, fingerprint, read_mapping
from iomdesk.exchange.memory import source_key
from iomdesk.exchange.questions import (
    cohort_import_plan,
    compare_cohort,
    custody_import_plan,
    offences_import_plan,
    remembered_mappings,
)
from iomdesk.exchange.reading import read_cohort, read_custody, read_offences
from iomdesk.exchange.rows import CohortSheet
from iomdesk.exchange.sheets import read_sheets
from iomdesk.issuing.issue import issue
from iomdesk.issuing.making import Order
from iomdesk.pathways.questions import pathway_set
from iomdesk.words import counted, say
from ui.cli import held, naming
from ui.cli.imported import quoted, report_answer
from ui.cli.outgoing import REPLACE, spare_another, write_document
from ui.cli.recipients import recipient_meant
from ui.cli.shape import Answer, AnyCommand, DeskCommand, Json, argument


@dataclass(frozen=True, slots=True, repr=False)
class _File:
    """A file as given on the command line, with the mapping file to read it by and that file's text."""

    content: bytes
    name: str
    mapping: SourceMapping | None
    mapping_text: str


def import_cohort(desk: Desk, given: argparse.Namespace) -> Answer:
    """Take in the team's workbook, or say what that would do."""
    file = _file(desk, given, Layout.COHORT)
    sheet = _cohort(desk, file)
    if given.dry_run:
        return report_answer(desk.ask(cohort_import_plan, sheet, desk.today), dry=True)
    return report_answer(desk.do(ImportCohort(sheet, file.mapping_text)))


def import_offences(desk: Desk, given: argparse.Namespace) -> Answer:
    """Take in a file of recorded crimes, or say what that would do."""
    file = _file(desk, given, Layout.OFFENCES)
    sheet = read_offences(file.content, file.name, file.mapping, desk.today)
    if given.dry_run:
        return report_answer(desk.ask(offences_import_plan, sheet, desk.today), dry=True)
    return report_answer(desk.do(ImportOffences(sheet, file.mapping_text)))


def import_custody(desk: Desk, given: argparse.Namespace) -> Answer:
    """Take in a file of custody spells, or say what that would do."""
    file = _file(desk, given, Layout.CUSTODY)
    sheet = read_custody(file.content, file.name, file.mapping, desk.today)
    if given.dry_run:
        return report_answer(desk.ask(custody_import_plan, sheet, desk.today), dry=True)
    return report_answer(desk.do(ImportCustody(sheet, file.mapping_text)))


def export_cohort(desk: Desk, given: argparse.Namespace) -> Answer:
    """Write a named copy of the cohort in the team's own layout. It is registered before the file is written."""
    out = Path(given.file)
    order = Order(None, recipient_meant(desk, given))
    spare_another(desk, out, replace=given.replace)
    with issue(desk, Document.EXPORT, order) as copy:
        write_document(out, copy.content)
    said = say(
        "{called} for {name} ({agency}): {people} in {file}.",
        called=copy.called,
        name=copy.name,
        agency=copy.agency,
        people=counted(copy.people, "{count} person", "{count} people"),
        file=given.file,
    )
    kept = say("The file is not encrypted, and what is deleted from its cells later is still in it: keep it safe.")
    if order.recipient.agency is not desk.agency:
        kept = say("The file is not encrypted: send it by a way that protects it.")
    document: Json = {
        "file": given.file,
        "copy": copy.number,
        "called": copy.called,
        "name": copy.name,
        "agency": copy.agency,
        "people": copy.people,
        "withheld": copy.withheld,
        "sha256": copy.sha256,
    }
    return Answer([said, *(line for line in (copy.withheld_line, copy.warning) if line), kept], document)


def compare(desk: Desk, given: argparse.Namespace) -> Answer:
    """Where the desk and a sheet differ; nothing is changed."""
    sheet = _cohort(desk, _file(desk, given, Layout.COHORT))
    found = desk.ask(compare_cohort, sheet, desk.today)
    lines = []
    for each in found:
        place = say("row {row}", row=each.row) if each.row is not None else "-"
        what = f"{each.column}: " if each.column else ""
        lines.append(f"{place}  {each.name}  {what}{quoted(each.desk)} | {quoted(each.sheet)}")
    differences = counted(len(found), "{count} difference", "{count} differences")
    heading = say("{differences}; the desk stands before the bar, the sheet after it.", differences=differences)
    document: list[Json] = [
        {"row": each.row, "name": each.name, "column": each.column, "desk": each.desk, "sheet": each.sheet}
        for each in found
    ]
    return Answer([heading, *lines] if found else [say("Desk and sheet say the same.")], document)


def _cohort(desk: Desk, file: _File) -> CohortSheet:
    labelled = desk.ask(pathway_set, desk.today)
    labels = labelled.labels if labelled is not None and len(labelled.labels) == len(PATHWAY_LABELS) else PATHWAY_LABELS
    return read_cohort(file.content, file.name, file.mapping, desk.today, labels)


def _file(desk: Desk, given: argparse.Namespace, layout: Layout) -> _File:
    """The file's bytes, with the mapping file given now, else the one given before for the same headings."""
    path = Path(given.file)
    content = _read(path)
    if given.mapping:
        text = _mapping_text(Path(given.mapping))
        return _File(content, path.name, read_mapping(text, layout), text)
    known = desk.ask(remembered_mappings)
    remembered = known.get(source_key(layout, fingerprint(read_sheets(content)))) if known else None
    return _File(content, path.name, read_mapping(remembered, layout) if remembered else None, "")


def _mapping_text(path: Path) -> str:
    try:
        return _read(path).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused(say("The mapping file is not text in UTF-8."), say("Save it as UTF-8 and read again.")) from None


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_FILE_BYTES + 1)
    except OSError as cause:
        raise Refused(
            say("The file {file} could not be read: {why}.", file=path.name, why=cause.strerror or ""),
            say("Check its name and place; nothing was changed."),
        ) from None


_FILE = argument("file", metavar="FILE", help=say("a workbook (.xlsx, .xlsm, .xls, .ods) or a CSV file"))
_MAPPING = argument("--mapping", metavar="FILE", help=say("a mapping file (TOML); remembered for this source"))
_DRY = argument("--dry-run", action="store_true", help=say("say row by row what would be done, and change nothing"))
_Run = Callable[[Desk, argparse.Namespace], Answer]


def _import(layout: str, purpose: str, run: _Run) -> DeskCommand:
    return DeskCommand(("import", layout), purpose, run, (_FILE, _MAPPING, _DRY))


COMMANDS: tuple[AnyCommand, ...] = (
    _import("cohort", say("take in the team's own workbook, people and scores"), import_cohort),
    _import("offences", say("take in a file of recorded crimes"), import_offences),
    _import("custody", say("take in a file of custody spells"), import_custody),
    *held.COMMANDS,
    DeskCommand(
        ("export", "cohort"),
        say("write the cohort in the team's own layout"),
        export_cohort,
        (
            argument("file", metavar="FILE.xlsx", help=say("where to")),
            argument("--for", dest="agency", choices=naming.AGENCIES, help=say("their agency; yours unless said")),
            argument("--copy-for", metavar="NAME", help=say("whom it is for; yourself unless said")),
            REPLACE,
        ),
    ),
    DeskCommand(
        ("compare", "cohort"), say("where the desk and a sheet differ; nothing is changed"), compare, (_FILE, _MAPPING)
    ),
)
