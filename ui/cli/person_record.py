"""What is done with a person, on the command line: scores, actions, engagement, contacts, contributions, files."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date

from iomdesk.actions.questions import ActionRow
from iomdesk.actions.rules import CLOSED, number_text
from iomdesk.clock import date_text
from iomdesk.cohort.engagement import Engagement
from iomdesk.conference.contributions import ContributionRow
from iomdesk.contacts.questions import ContactRow
from iomdesk.contacts.rules import next_planned
from iomdesk.files.finding import FileRow
from iomdesk.harm.questions import OffenceRow
from iomdesk.ids import id_text
from iomdesk.pathways.questions import HistoryRow
from iomdesk.pathways.rules import Scores, total
from iomdesk.pathways.typed import scores_text
from iomdesk.pathways.versions import LabelledSet
from iomdesk.words import counted, say
from ui.cli.actions_lines import how_late, owner_words
from ui.cli.contact_lines import contact_document, outcome_line, standing_document, standing_lines
from ui.cli.contributions import contribution_document, contribution_lines
from ui.cli.engagement import engagement_document, engagement_lines
from ui.cli.files import file_line, file_row_document
from ui.cli.shape import Json

_LAST_CONTACTS = 3


@dataclass(frozen=True, slots=True, repr=False)
class PersonRecord:
    """What is done with one person. Score sets stand oldest first, contacts newest first.

    ``contributions`` are those to the last conference that anything was contributed to about them, ``meeting``.
    """

    scored: tuple[HistoryRow, ...]
    actions: tuple[ActionRow, ...]
    offences: tuple[OffenceRow, ...]
    engagement: Engagement
    contacts: tuple[ContactRow, ...]
    files: tuple[FileRow, ...]
    meeting: str
    contributions: tuple[ContributionRow, ...]


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


def record_lines(record: PersonRecord, today: date) -> list[str]:
    """Sections for what there is of each; nothing for what there is not."""
    lines: list[str] = []
    for heading, rows in _sections(record, today):
        if rows:
            lines += ["", heading, *("  " + row for row in rows)]
    return lines


def _sections(record: PersonRecord, today: date) -> Iterable[tuple[str, list[str]]]:
    scored = record.scored
    yield counted(len(scored), "Pathways, {count} score set", "Pathways, {count} score sets"), _score_lines(scored)
    yield say("Engagement"), engagement_lines(record.engagement) if record.engagement.recorded else []
    count = len(record.contacts)
    yield counted(count, "{count} contact", "{count} contacts"), _contact_lines(record.contacts, today)
    yield say("Open actions"), [_action_line(row) for row in record.actions if row.state != CLOSED]
    said = [line for row in record.contributions for line in contribution_lines(row)]
    yield say("Contributions to {meeting}", meeting=record.meeting), said
    yield say("Offences"), [_offence_line(row) for row in record.offences]
    yield say("Files"), [file_line(row) for row in record.files]


def _score_lines(scored: Sequence[HistoryRow]) -> list[str]:
    if not scored:
        return []
    newest = scored[-1]
    first = f"{_day(newest)}  {scores_in_words(newest.scores, newest.made_on.labels)}"
    return [first, *(_earlier_line(row, newest.made_on) for row in reversed(scored[:-1]))]


def _contact_lines(rows: Sequence[ContactRow], today: date) -> list[str]:
    """What they come to with the next one, and the last few, without what was said at them."""
    if not rows:
        return []
    coming = next_planned(rows, today)
    past = [row for row in rows if row.on is not None and row.on <= today and row is not coming]
    return [*standing_lines(rows, today), *(outcome_line(row, today) for row in past[:_LAST_CONTACTS])]


def _day(row: HistoryRow) -> str:
    return date_text(row.scored_on) or say("day not known")


def _earlier_line(row: HistoryRow, newest: LabelledSet) -> str:
    """An earlier set in a row of figures, with the version it was made on where that is another one."""
    whole = "-" if row.total is None else str(row.total)
    version = [] if row.made_on.id == newest.id else [say("version {n} of the pathways", n=row.made_on.version)]
    return "  ".join([_day(row), scores_text(row.scores), whole, *version])


def _action_line(row: ActionRow) -> str:
    due = date_text(row.due_on) or say("no day")
    return f"{number_text(row.number)}  {row.body} ({'; '.join([f'{owner_words(row)}, {due}', *how_late(row)])})"


def _offence_line(row: OffenceRow) -> str:
    day = date_text(row.committed_from) or say("day not known")
    known = (day, row.code, row.description, row.outcome)
    return "  ".join(part for part in known if part)


def record_document(record: PersonRecord, today: date) -> dict[str, Json]:
    """The same as a document, with every score set, action and contact."""
    return {
        "score_sets": [_score_document(row) for row in record.scored],
        "actions": [_plain(row) for row in record.actions],
        "offences": [_plain(row) for row in record.offences],
        "engagement": engagement_document(record.engagement),
        "standing": standing_document(record.contacts, today),
        "contacts": [contact_document(row, today) for row in record.contacts],
        "files": [file_row_document(row) for row in record.files],
        "last_contributed": record.meeting or None,
        "contributions": [contribution_document(row) for row in record.contributions],
    }


def _score_document(row: HistoryRow) -> Json:
    return {
        "scored_on": row.scored_on.isoformat() if row.scored_on else None,
        "scores": list(row.scores),
        "priority": row.priority,
        "total": row.total,
        "moved": list(row.moved),
        "evidence": {str(place): body for place, body in row.evidence},
    }


def _plain(row: ActionRow | OffenceRow) -> Json:
    return {each.name: _json(getattr(row, each.name)) for each in fields(row)}


def _json(value: object) -> Json:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes):
        return id_text(value)
    return value if isinstance(value, str | int | bool) else None
