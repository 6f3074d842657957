"""Minutes in lines, so that an agency that was not there can understand them; and the same as a document."""

from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum

from iomdesk.catalogue import Category
from iomdesk.clock import date_text, instant_text
from iomdesk.conference.minuted import (
    Arrived,
    Attended,
    Contributed,
    Decision,
    Minutes,
    PersonMinutes,
    Raised,
    Reviewed,
    Scored,
)
from iomdesk.conference.rules import Part, Presence, decision_number, dissent_number, part_words
from iomdesk.ids import id_text
from iomdesk.words import counted, say
from ui.cli.person_record import scores_in_words
from ui.cli.shape import Json

MARKING = "OFFICIAL-SENSITIVE"
"""What every document about people on the scheme bears, top and bottom (PRODUCT, "Law that shapes the software")."""


def head_lines(minutes: Minutes) -> list[str]:
    """Where and when it was, who chaired, who was there by agency, and what was said of the meeting as a whole."""
    when = [date_text(minutes.held_on), minutes.starts_at, minutes.place]
    begun = say("begun {at}", at=instant_text(minutes.began_at)) if minutes.began_at is not None else ""
    chair = say("chair: {name}", name=minutes.chair) if minutes.chair else ""
    lines = ["; ".join(part for part in (minutes.series, ", ".join(filter(None, when)), begun, chair) if part)]
    for presence, heading in (
        (Presence.PRESENT, "Present"),
        (Presence.APOLOGIES, "Apologies"),
        (Presence.ABSENT, "Absent"),
    ):
        for agency, there in minutes.attended(presence):
            lines.append(f"{say(heading)}, {agency}: " + "; ".join(map(_attended, there)))
    if minutes.agencies_absent:
        lines.append(say("Agencies not there: {names}", names=", ".join(minutes.agencies_absent)))
    if minutes.statement is not None:
        present = [each for each in minutes.attendance if each.presence is Presence.PRESENT]
        accepted = sum(each.accepted_at is not None for each in present)
        words = {"version": minutes.statement.version, "n": accepted, "of": len(present)}
        lines.append(say("Confidentiality statement, version {version}: accepted by {n} of {of} present.", **words))
    lines += [f"{_at(each.written_at)}{each.body}" for each in minutes.room]
    lines += [say("Point {number}: {body}", number=each.number, body=each.body) for each in minutes.points]
    return lines


def _attended(each: Attended) -> str:
    part = f" ({part_words(each.part)})" if each.part is not Part.MEMBER else ""
    left = say(", left at {at}", at=instant_text(each.left_at)) if each.left_at is not None else ""
    note = f", {each.note}" if each.note else ""
    return f"{each.name}{part}{left}{note}"


def _at(instant: int | None) -> str:
    return f"{instant_text(instant)}  " if instant is not None else ""


def person_lines(each: PersonMinutes) -> list[str]:
    """One person's part: why, scores beside those before with their evidence, decisions with reasons, actions."""
    name = ", ".join(part for part in (each.surname, each.forenames) if part) or say("Name not known")
    lines = [f"{each.ref}  {name}"]
    if each.reasons:
        lines.append("  " + say("On the agenda: {why}", why="; ".join(reason.text for reason in each.reasons)))
    for scored in (each.scored, *each.other_scores):
        lines += _scored_lines(scored) if scored is not None else []
    for decision in each.decisions:
        lines += _decision_lines(decision)
    for dissent in each.other_dissents:
        words = {"who": dissent.by_name, "agency": dissent.agency, "body": dissent.body}
        said = say("{who} ({agency}) disagrees, with a decision that does not stand here: {body}", **words)
        lines.append(f"  {say('Dissent')} {dissent_number(dissent.number)}: {said}")
    lines += [f"  {_raised(action)}" for action in each.actions]
    lines += [f"  {_reviewed(action)}" for action in each.reviewed]
    if each.next_review is not None:
        lines.append("  " + say("Next review by {day}.", day=date_text(each.next_review)))
    for contribution in each.contributions:
        lines += [f"  {line}" for line in contribution_lines(contribution)]
    lines += [
        "  " + say("Taken back: {what}. Why: {reason}", what=one.what.rstrip("."), reason=one.reason)
        for one in each.taken_back
    ]
    return lines


def _scored_lines(scored: Scored) -> list[str]:
    lines = [f"  {say('Scores')}: {scores_in_words(scored.scores, scored.labels)}"]
    if scored.before is not None:
        words = {"day": date_text(scored.before_on), "scores": scores_in_words(scored.before, scored.labels)}
        lines.append("  " + say("Before, on {day}: {scores}", **words))
        moved = ", ".join(
            f"{label} {change:+d}" for label, change in zip(scored.labels, scored.moved, strict=True) if change
        )
        lines.append("  " + say("Moved: {moved}. Below zero is less need.", moved=moved or say("nothing known")))
    lines.append("  " + say("Priority pathway: {label}", label=scored.priority_label or say("none chosen")))
    return lines + [f"  {say('Evidence')}, {each.label}: {each.body}" for each in scored.evidence]


def _decision_lines(decision: Decision) -> list[str]:
    number = decision_number(decision.number)
    lines = [f"  {number}  {decision.words}. {say('Reason')}: {decision.reason}"]
    for each in decision.dissents:
        words = {"who": each.by_name, "agency": each.agency, "body": each.body, "number": dissent_number(each.number)}
        lines.append("      " + say("Dissent {number}: {who} ({agency}) disagrees: {body}", **words))
    return lines


def _raised(action: Raised) -> str:
    serves = f", {action.pathway_label}" if action.pathway_label else ""
    return f"{say('Action')} {action.number}: {action.body} ({_owner(action)}, {_due(action)}{serves})"


def _reviewed(action: Reviewed) -> str:
    if action.closed:
        on = date_text(action.closed_on) or say("a day not known")
        ended = say("closed on {day}: {outcome}", day=on, outcome=action.outcome or say("outcome not known"))
        stands = f"{ended}, {action.outcome_note}" if action.outcome_note else ended
    else:
        late = action.days_overdue
        overdue = counted(late, ", {count} day overdue", ", {count} days overdue") if late else ""
        stands = say("carried forward") + overdue
    return f"{say('From before')}, {action.number}: {action.body} ({_owner(action)}, {_due(action)}): {stands}"


def _owner(action: Raised | Reviewed) -> str:
    return ", ".join(part for part in (action.owner_name, action.owner_agency) if part) or say("no owner")


def _due(action: Raised | Reviewed) -> str:
    return say("by {day}", day=date_text(action.due_on)) if action.due_on else say("no day")


def contribution_lines(each: Contributed) -> list[str]:
    """A contribution: whose it is, and its boxes under their headings."""
    words = {"agency": each.agency, "author": each.author or say("an officer"), "day": date_text(each.written_on)}
    kept = say(" (do not share)") if each.do_not_share else ""
    lines = [say("Contribution of {agency} by {author}, {day}", **words) + kept]
    return lines + [f"  {box.heading}: {box.body}" for box in each.boxes]


def left_lines(not_reached: Iterable[PersonMinutes]) -> list[str]:
    """Who stood on the agenda and has nothing recorded: nobody is forgotten without its being said."""
    left = tuple(not_reached)
    if not left:
        return []
    lines = [
        counted(
            len(left),
            "{count} person on the agenda has nothing recorded:",
            "{count} people on the agenda have nothing recorded:",
        )
    ]
    for each in left:
        first, *rest = person_lines(each)
        why = say("  put off: {why}", why=each.put_off) if each.put_off else ""
        lines += [f"  {first}{why}", *(f"  {line}" for line in rest)]
    return lines


def after_lines(minutes: Minutes) -> list[str]:
    """Addenda, and what was changed or came after signing."""
    lines = []
    for each in minutes.addenda:
        about = f"{each.ref} {each.name}: " if each.ref else ""
        lines.append(say("Addendum of {at} by {author}. {about}{body} (reason: {reason})", at=_when(each.written_at),
                         author=each.author or "?", about=about, body=each.body, reason=each.reason))  # fmt: skip
    lines += [say("Changed after signing: {what}", what=arrived_text(each)) for each in minutes.changed]
    lines += [say("Recorded after signing: {what}", what=arrived_text(each)) for each in minutes.later]
    return lines


def arrived_text(each: Arrived) -> str:
    """One thing that came after signing: about whom, what, and whether the chair has seen it."""
    about = f"{each.ref}  " if each.ref else ""
    return f"{about}{each.what}" + (say(" (seen by the chair)") if each.seen else "")


def _when(instant: int | None) -> str:
    return instant_text(instant) if instant is not None else say("a day not known")


def minutes_document(minutes: Minutes) -> dict[str, Json]:
    """The whole as a document; every item with its record's id and its data category."""
    document = plain(minutes)
    whole = document if isinstance(document, dict) else {}
    return whole | {"people": [person_document(each) for each in minutes.people]}


def person_document(each: PersonMinutes) -> dict[str, Json]:
    """One person's part as a document; their scores also by themselves, for scripts that read nothing else."""
    document = plain(each)
    scored = each.scored
    return (document if isinstance(document, dict) else {}) | {
        "id": id_text(each.person),
        "scores": list(scored.scores) if scored else None,
        "total": scored.total if scored else None,
        "priority": (scored.priority_label or None) if scored else None,
        "evidence": {one.label: one.body for one in scored.evidence} if scored else {},
        "next_review": each.next_review.isoformat() if each.next_review else None,
    }


def plain(value: object) -> Json:
    """A frozen row as a document: ids and days as text, a data category by its name."""
    if is_dataclass(value) and not isinstance(value, type):
        found: dict[str, Json] = {each.name: plain(getattr(value, each.name)) for each in fields(value)}
        category = getattr(value, "category", None)
        return found | ({"category": plain(category)} if category is not None else {})
    if isinstance(value, Category):
        return value.name.lower().replace("_", " ")
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, bytes):
        return id_text(value) if len(value) == 16 else value.hex()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple | list | frozenset):
        return [plain(each) for each in value]
    return value if isinstance(value, str | int | bool) else None
