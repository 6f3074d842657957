"""How contacts are written on the command line: in full words, so that a wrong reading is seen."""

from collections.abc import Sequence
from datetime import date

from iomdesk.clock import date_text
from iomdesk.contacts.line import Line, understood
from iomdesk.contacts.questions import ContactRow
from iomdesk.contacts.rules import (
    Tally,
    day_in_words,
    days_since_contact,
    lacks_outcome,
    last_attended,
    next_planned,
    outcome_label,
    rate_text,
    sort_label,
    tally,
)
from iomdesk.ids import id_text
from iomdesk.words import counted, say
from ui.cli.shape import Json


def said_back(row: ContactRow, today: date) -> list[str]:
    """One contact in full words."""
    day = day_in_words(row.on, today, row.planned_at) if row.on else say("day not known")
    name = ", ".join(part for part in (row.surname, row.forenames) if part)
    lines = [f"{row.code}  {row.ref}  {name}".rstrip(), f"  {sort_label(row.sort)}: {day}. {_with(row)}".rstrip()]
    return lines + ["  " + line for line in (*_outcome_lines(row, today), *_text_lines(row))]


def _with(row: ContactRow) -> str:
    who = f"{row.officer_name} ({row.agency})" if row.officer_name and row.agency else row.officer_name or row.agency
    officer = say("With {officer}.", officer=who) if who else say("No officer named.")
    return f"{officer} {say('Place: {place}.', place=row.place)}" if row.place else officer


def _outcome_lines(row: ContactRow, today: date) -> list[str]:
    lines = [
        say(
            "Was planned for {day}{time}: {reason}",
            day=date_text(each.was_on),
            time=_at(each.was_at),
            reason=each.reason,
        )
        for each in row.moves
    ]
    if row.outcome:
        why = f": {row.outcome_reason}" if row.outcome_reason else ""
        lines.append(say("Outcome: {outcome}{why}", outcome=outcome_label(row.outcome), why=why))
    elif lacks_outcome(row, today):
        lines.append(say("No outcome, and the day is over: iomdesk contact outcome {code} …", code=row.code))
    return lines


def _at(time: str) -> str:
    return f" {time}" if time else ""


def _text_lines(row: ContactRow) -> list[str]:
    texts = ((say("For"), row.purpose), (say("Fact"), row.facts), (say("Opinion"), row.opinion))
    kept = [say("Not to be shared with another agency.")] if row.do_not_share else []
    return [f"{what}: {' '.join(text.split())}" for what, text in texts if text] + kept


def reading_lines(line: Line) -> list[str]:
    """What of a typed line was understood as what, and what was kept as text."""
    lines = [say("Understood: {read}.", read=understood(line.read))] if line.read else []
    if line.kept:
        lines.append(say("Not understood, kept as what it is for: {text}", text=line.kept))
    return [*lines, *line.notes]


def short_line(row: ContactRow) -> str:
    """One contact on one line, for lists over many people."""
    day = f"{row.on:%a} {date_text(row.on)}" if row.on else say("no day")
    who = row.officer_name or row.agency or say("no officer")
    cells = (row.code, f"{day} {row.planned_at}".rstrip(), row.ref, row.surname, sort_label(row.sort), who, row.place)
    moved = counted(len(row.moves), "moved once", "moved {count} times") if row.moves else ""
    return "  ".join(cell for cell in (*cells, row.purpose, moved) if cell)


def outcome_line(row: ContactRow, today: date) -> str:
    """One contact of somebody already named: its day, what it was and what came of it, not how it went."""
    day = f"{row.on:%a} {date_text(row.on)}{_at(row.planned_at)}" if row.on else say("no day")
    came = outcome_label(row.outcome) or (say("no outcome") if lacks_outcome(row, today) else "")
    kept = say("not to be shared") if row.do_not_share else ""
    cells = (row.code, day, sort_label(row.sort), row.officer_name or row.agency, row.place, came, kept)
    return "  ".join(cell for cell in cells if cell)


def standing_lines(rows: Sequence[ContactRow], today: date) -> list[str]:
    """What somebody's contacts come to: the rate with its counts, the last one attended, the next one planned."""
    counts = tally(rows, today)
    lines = [say("Engagement: {rate}. {counts}", rate=rate_text(counts), counts=_counts(counts)).rstrip()]
    last, since = last_attended(rows, today), days_since_contact(rows, today)
    if last is not None and since is not None:
        ago = counted(since, "{count} day ago", "{count} days ago")
        lines.append(say("Last seen or spoken to on {day}, {ago}.", day=date_text(last), ago=ago))
    else:
        lines.append(say("Nothing on this desk says that they were seen or spoken to."))
    coming = next_planned(rows, today)
    if coming is None or coming.planned_on is None:
        return [*lines, say("Nothing is planned.")]
    when = day_in_words(coming.planned_on, today, coming.planned_at)
    what = f"{sort_label(coming.sort)}. {_with(coming)}"
    return [*lines, say("Next: {code}, {when}. {what}", code=coming.code, when=when, what=what)]


def _counts(counts: Tally) -> str:
    said = (
        (counts.unacceptable, "{count} unacceptable absence", "{count} unacceptable absences"),
        (counts.acceptable, "{count} acceptable absence", "{count} acceptable absences"),
        (counts.not_home, "{count} not home", "{count} not home"),
        (counts.cancelled, "{count} cancelled by us", "{count} cancelled by us"),
        (counts.without_outcome, "{count} without outcome, not counted", "{count} without outcome, not counted"),
        (counts.unknown, "{count} with an outcome not known here", "{count} with outcomes not known here"),
    )  # fmt: skip
    words = ", ".join(counted(count, one, many) for count, one, many in said if count)
    return f"{words}." if words else ""


def contact_document(row: ContactRow, today: date) -> dict[str, Json]:
    """One contact as a document."""
    return {
        "id": id_text(row.id),
        "code": row.code,
        "ref": row.ref,
        "surname": row.surname,
        "forenames": row.forenames,
        "sort": row.sort or None,
        "on": _day(row.on),
        "planned_on": _day(row.planned_on),
        "at": row.planned_at or None,
        "officer": row.officer_name or None,
        "agency": row.agency or None,
        "place": row.place or None,
        "purpose": row.purpose or None,
        "outcome": row.outcome or None,
        "reason": row.outcome_reason or None,
        "happened_on": _day(row.happened_on),
        "facts": row.facts or None,
        "opinion": row.opinion or None,
        "do_not_share": row.do_not_share,
        "lacks_outcome": lacks_outcome(row, today),
        "moves": [
            {"was_on": _day(each.was_on), "was_at": each.was_at or None, "reason": each.reason} for each in row.moves
        ],
    }


def standing_document(rows: Sequence[ContactRow], today: date) -> dict[str, Json]:
    """What somebody's contacts come to, as a document."""
    counts = tally(rows, today)
    coming = next_planned(rows, today)
    return {
        "attended": counts.attended,
        "acceptable": counts.acceptable,
        "unacceptable": counts.unacceptable,
        "not_home": counts.not_home,
        "cancelled": counts.cancelled,
        "without_outcome": counts.without_outcome,
        "unknown": counts.unknown,
        "expected": counts.expected,
        "rate": counts.rate,
        "last_attended": _day(last_attended(rows, today)),
        "days_since": days_since_contact(rows, today),
        "next": coming.code if coming is not None else None,
    }


def _day(day: date | None) -> Json:
    return day.isoformat() if day else None
