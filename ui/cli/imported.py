"""What an import did, or would do, said on the command line: counts for each sheet, then row by row.

Old and new values of cells stand in the person's own output and nowhere else.
"""

from collections import Counter
from collections.abc import Mapping

from iomdesk.exchange.plan import FieldChange, ImportReport, Outcome, RowPlan, Step
from iomdesk.exchange.stamp import NOTE_PREFIX
from iomdesk.ids import id_text
from iomdesk.partnership.approvals import Awaiting
from iomdesk.words import counted, say
from ui.cli.shape import Answer, Json

_STEPS: Mapping[Step, str] = {
    Step.FILL: "filled",
    Step.CHANGE: "changed",
    Step.BOTH: "both values put to you",
}


def report_answer(report: ImportReport | Awaiting, dry: bool = False) -> Answer:
    """What was done: every row in a dry run, else those a person has to look at."""
    if isinstance(report, Awaiting):
        return Answer(
            [say("Awaiting a second officer: iomdesk approval list.")], {"awaiting": id_text(report.approval)}
        )
    lines = [say("Nothing was changed; this is what would be done:")] if dry else []
    for sheet in report.sheets:
        part = report.of(sheet)
        lines.append(_counted(sheet, part))
        lines += [line for row in part.rows if dry or _to_be_seen(row) for line in _lines(row)]
    lines += report.findings
    if report.counts[Outcome.HELD] and not dry:
        lines.append(say("Held rows: iomdesk import held --out FILE writes them, to be mended and read again."))
    return Answer(lines, _document(report))


def _counted(sheet: str, part: ImportReport) -> str:
    counts = ", ".join(f"{count} {say(outcome.value)}" for outcome, count in part.counts.items())
    steps = Counter(change.step for row in part.rows for change in row.changes)
    changed = "".join(f"; {count} {say(_STEPS[step])}" for step, count in sorted(steps.items()))
    return say(
        "{sheet}: {rows} read: {counts}{changed}",
        sheet=sheet,
        rows=counted(len(part.rows), "{count} row", "{count} rows"),
        counts=counts,
        changed=changed,
    )


def _to_be_seen(row: RowPlan) -> bool:
    both = any(change.step is Step.BOTH for change in row.changes)
    return row.outcome is Outcome.HELD or both or bool(row.problems or row.told)


def _lines(row: RowPlan) -> list[str]:
    lines = [f"  {row.number:>6}  {say(row.outcome.value):<9} {row.name}  {row.reason}".rstrip()]
    for change in row.changes:
        said = f"{quoted(change.old)} → {quoted(change.new)}  ({say(_STEPS[change.step])})"
        lines.append(f"          {_heading(change)}: {said}")
    lines += [f"          {problem.heading}: {problem.reason}" for problem in row.problems]
    return [*lines, *(f"          {remark}" for remark in row.told)]


def _heading(change: FieldChange) -> str:
    return change.field.removeprefix(NOTE_PREFIX)


def quoted(text: str) -> str:
    """A text between its marks, or the word for none."""
    return f"“{text}”" if text else say("nothing")


def _document(report: ImportReport) -> Json:
    rows: list[Json] = [
        {
            "sheet": row.sheet,
            "row": row.number,
            "outcome": row.outcome.value,
            "name": row.name,
            "reason": row.reason,
            "changes": [
                {"field": change.field, "old": change.old, "new": change.new, "step": change.step.value}
                for change in row.changes
            ],
            "problems": [{"column": each.heading, "reason": each.reason} for each in row.problems],
            "told": list(row.told),
        }
        for row in report.rows
    ]
    counts: Json = {
        sheet: {outcome.value: count for outcome, count in report.of(sheet).counts.items()} for sheet in report.sheets
    }
    return {"counts": counts, "rows": rows, "findings": list(report.findings)}
