"""What is done with a person, on the command line: their newest scores, open actions and recorded offences."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import date

from iomdesk.actions.questions import ActionRow
from iomdesk.actions.rules import CLOSED, number_text
from iomdesk.clock import date_text
from iomdesk.harm.questions import OffenceRow
from iomdesk.ids import id_text
from iomdesk.pathways.questions import HistoryRow, LabelledSet
from iomdesk.pathways.rules import Scores, total
from iomdesk.words import counted, say
from ui.cli.shape import Json


def scores_in_words(scores: Scores, labels: Sequence[str]) -> str:
    """Eight scores by the names of their pathways, and their total when all of them are known."""
    said = ", ".join(
        f"{label} {say('not known') if score is None else score}" for label, score in zip(labels, scores, strict=True)
    )
    whole = total(scores)
    return f"{said}. {say('No total: not every score is known.') if whole is None else say('Total {n}.', n=whole)}"


def scale_words(pathways: LabelledSet) -> str:
    """*0 no need, 1 low*, lowest first."""
    return ", ".join(f"{level} {word}" for level, word in pathways.scale)


def record_lines(
    pathways: LabelledSet | None,
    scored: Sequence[HistoryRow],
    actions: Sequence[ActionRow],
    offences: Sequence[OffenceRow],
) -> list[str]:
    """Sections for what there is of each; nothing for what there is not."""
    lines: list[str] = []
    if scored and pathways is not None:
        day = date_text(scored[-1].scored_on) or say("day not known")
        heading = counted(len(scored), "Pathways, {count} score set", "Pathways, {count} score sets")
        lines += ["", heading, f"  {day}  {scores_in_words(scored[-1].scores, pathways.labels)}"]
    still_open = [row for row in actions if row.state != CLOSED]
    if still_open:
        lines += ["", say("Open actions"), *map(_action_line, still_open)]
    if offences:
        lines += ["", say("Offences"), *map(_offence_line, offences)]
    return lines


def _action_line(row: ActionRow) -> str:
    owner = ", ".join(part for part in (row.owner_name, row.owner_agency) if part) or say("no owner")
    due = date_text(row.due_on) or say("no day")
    late = say(", overdue") if row.overdue else ""
    return f"  {number_text(row.number)}  {row.body} ({owner}, {due}{late})"


def _offence_line(row: OffenceRow) -> str:
    day = date_text(row.committed_from) or say("day not known")
    known = (day, row.code, row.description, row.outcome)
    return "  " + "  ".join(part for part in known if part)


def record_document(
    scored: Sequence[HistoryRow], actions: Sequence[ActionRow], offences: Sequence[OffenceRow]
) -> dict[str, Json]:
    """The same as a document, every score set and action included."""
    return {
        "score_sets": [
            {
                "scored_on": row.scored_on.isoformat() if row.scored_on else None,
                "scores": list(row.scores),
                "priority": row.priority,
                "total": row.total,
                "moved": list(row.moved),
                "evidence": {str(place): body for place, body in row.evidence},
            }
            for row in scored
        ],
        "actions": [_plain(row) for row in actions],
        "offences": [_plain(row) for row in offences],
    }


def _plain(row: ActionRow | OffenceRow) -> Json:
    return {each.name: _json(getattr(row, each.name)) for each in fields(row)}


def _json(value: object) -> Json:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes):
        return id_text(value)
    return value if isinstance(value, str | int | bool) else None
