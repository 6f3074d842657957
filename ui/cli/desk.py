"""Founding a desk, and looking after it: verify, the audit log."""

import argparse

from iomdesk.catalogue import Agency
from iomdesk.clock import instant_text
from iomdesk.desk import Desk
from iomdesk.exchange.delimited import write_delimited
from iomdesk.ids import Id, id_text
from iomdesk.opening import NewDesk, Report, found_desk, open_desk
from iomdesk.packs.recovery_sheet import RecoverySheet
from iomdesk.partnership.questions import AuditRowSeen, audit_log
from iomdesk.people.questions import find_person
from iomdesk.words import say
from ui.cli.keeping import progress_lines
from ui.cli.log_words import log_words
from ui.cli.recovery_sheet import SHEET, require_place, written_sheet
from ui.cli.secrets import passphrase_from
from ui.cli.shape import Answer, AnyCommand, DeskCommand, HomeCommand, Json, Surroundings, argument


def init(surroundings: Surroundings, given: argparse.Namespace) -> Answer:
    """Make a new desk and show its recovery code, once."""
    require_place(given.sheet)
    passphrase = passphrase_from(surroundings.passphrase_file, say("Choose a passphrase: "), twice=True)
    new = NewDesk(given.officer, Agency(given.agency), given.site, training=given.practice)
    code = found_desk(surroundings.home, new, passphrase, surroundings.calibrator, surroundings.clock)
    sheet = RecoverySheet(
        str(new.agency), new.site, surroundings.clock.today(), code, new.officer, training=new.training
    )
    lines = [
        say(
            "The desk of {officer} ({agency}, {site}) is ready.", officer=new.officer, agency=new.agency, site=new.site
        ),
        say("Recovery code, shown this once. Write it down and lock it away; it is kept nowhere:"),
        f"    {code}",
        *written_sheet(given.sheet, sheet),
        say("{officer} holds every role until roles are given to others: iomdesk officer add.", officer=new.officer),
    ]
    return Answer(lines, {"officer": new.officer, "agency": str(new.agency), "site": new.site, "recovery_code": code})


def verify(surroundings: Surroundings, given: argparse.Namespace) -> Answer:
    """Hold the desk against its own history, its audit log and the note kept outside the file."""
    passphrase = passphrase_from(surroundings.passphrase_file, say("Passphrase: "))
    with open_desk(
        surroundings.home, surroundings.sign_in, passphrase, surroundings.clock, despite_anchor=True
    ) as opened:
        report = opened.verify(full=not given.quick, progress=progress_lines(surroundings))
        beside = opened.complaint
        if beside and report.clean and given.accept and not given.quick:
            opened.accept()
            surroundings.tell(say("The desk was accepted as it is, on your word: {why}", why=beside))
            beside = ""
    findings = [f"{finding.what} {finding.remedy}" for finding in report.findings]
    findings += [beside] if beside else []
    return _verdict(report, findings + _about_slots(opened.slots.damaged))


def _about_slots(damaged: int) -> list[str]:
    """A damaged slot of a colleague or of the recovery sheet is found out now, not on the day it is needed."""
    if not damaged:
        return []
    return [
        say("{n} key slots of this desk are damaged.", n=damaged)
        + " "
        + say(
            "Run: iomdesk key mend. Then add again the officers who cannot unlock, and make a new sheet: iomdesk"
            " recovery renew; or restore the latest backup."
        )
    ]


def _verdict(report: Report, findings: list[str]) -> Answer:
    read = say(
        "{changes} signed changes, {operations} entries, {records} records and {audit} audit entries were checked.",
        changes=report.changes,
        operations=report.operations,
        records=report.records,
        audit=report.audit_entries,
    )
    verdict = say("Found {n}:", n=len(findings)) if findings else say("Nothing is wrong.")
    return Answer(
        [read, verdict, *(f"- {finding}" for finding in findings)],
        {
            "clean": not findings,
            "changes": report.changes,
            "operations": report.operations,
            "records": report.records,
            "audit_entries": report.audit_entries,
            "findings": [*findings],
        },
        well=not findings,
    )


def log(desk: Desk, given: argparse.Namespace) -> Answer:
    """The audit log: who did what kind of thing, to whose record, when. Never what was read or written."""
    person: Id | None = desk.ask(find_person, given.person) if given.person else None
    rows = desk.ask(audit_log, person)
    if given.csv:
        return Answer(_as_csv(rows).splitlines(), {"rows": len(rows)})
    lines = [
        f"{row.number:>6}  {instant_text(row.at):<18}  {row.operation:<12}  {log_words(row.action):<36}  {row.officer}"
        + (f"  → {row.recipient}" if row.recipient else "")
        + (f"  ({row.count})" if row.count > 1 else "")
        for row in rows
    ]
    return Answer(lines, [_entry(row) for row in rows])


def _entry(row: AuditRowSeen) -> dict[str, Json]:
    return {
        "number": row.number,
        "at": row.at,
        "officer": row.officer,
        "operation": row.operation,
        "action": row.action,
        "person": id_text(row.person) if row.person else None,
        "count": row.count,
        "recipient": row.recipient or None,
        "hash": row.hash.hex(),
    }


def _as_csv(rows: tuple[AuditRowSeen, ...]) -> str:
    names = ("number", "at", "officer", "operation", "action", "person", "count", "recipient", "hash")
    entries = ({**_entry(row), "at": instant_text(row.at), "action": log_words(row.action)} for row in rows)
    cells = ([str(entry[name] or "") for name in names] for entry in entries)
    return write_delimited([names, *cells]).decode("utf-8-sig")


COMMANDS: tuple[AnyCommand, ...] = (
    HomeCommand(
        ("init",),
        say("make a new desk"),
        init,
        (
            argument("--officer", required=True, metavar="NAME", help=say("who founds it, with every role at first")),
            argument(
                "--agency",
                required=True,
                choices=[str(agency) for agency in Agency],
                metavar="AGENCY",
                help=say("whose desk it is: {agencies}", agencies=", ".join(Agency)),
            ),
            argument("--site", required=True, metavar="NAME", help=say("where the team works from")),
            argument("--practice", action="store_true", help=say("a practice desk: TRAINING on everything")),
            SHEET,
        ),
    ),
    HomeCommand(
        ("verify",),
        say("hold the desk against its own history"),
        verify,
        (
            argument("--quick", action="store_true", help=say("only what came since the last clean check")),
            argument("--accept", action="store_true", help=say("renew the note outside the file if all else is well")),
        ),
    ),
    DeskCommand(
        ("log",),
        say("the audit log"),
        log,
        (
            argument("--person", metavar="REF", help=say("only what was done with one person's record")),
            argument("--csv", action="store_true", help=say("as a table for a spreadsheet")),
        ),
    ),
)
