"""What was done about one person at a conference, so that an agency that was not there can understand it."""

from collections.abc import Sequence

from iomdesk.actions.questions import ActionRow
from iomdesk.actions.rules import number_text
from iomdesk.clock import date_text
from iomdesk.conference.questions import MinutesRow
from iomdesk.conference.rules import decision_text
from iomdesk.ids import id_text
from iomdesk.pathways.rules import total
from iomdesk.words import say
from ui.cli.person_record import scores_in_words
from ui.cli.shape import Json


def minutes_lines(each: MinutesRow, labels: Sequence[str]) -> list[str]:
    """One person's part of the minutes: scores by pathway with their evidence, decisions with reasons, actions."""
    name = ", ".join(part for part in (each.surname, each.forenames) if part) or say("Name not known")
    lines = [f"{each.ref}  {name}"]
    if each.scored:
        lines.append(f"  {say('Scores')}: {scores_in_words(each.scored.scores, labels)}")
        lines.append("  " + say("Priority pathway: {label}", label=each.scored.priority_label or say("none chosen")))
        lines += [f"  {say('Evidence')}, {label}: {body}" for label, body in each.scored.evidence]
    for decision in each.decisions:
        lines.append(f"  {decision_text(decision.decided, decision.body)}. {say('Reason')}: {decision.reason}")
    return [*lines, *(f"  {_action_line(action, labels)}" for action in each.actions)]


def _action_line(action: ActionRow, labels: Sequence[str]) -> str:
    owner = ", ".join(part for part in (action.owner_name, action.owner_agency) if part) or say("no owner")
    due = say("by {day}", day=date_text(action.due_on)) if action.due_on else say("no day")
    place = action.pathway
    serves = f", {labels[place - 1]}" if place is not None and 1 <= place <= len(labels) else ""
    return f"{say('Action')} {number_text(action.number)}: {action.body} ({owner}, {due}{serves})"


def minutes_document(each: MinutesRow) -> Json:
    """The same as a document."""
    scored = each.scored
    return {
        "id": id_text(each.person),
        "ref": each.ref,
        "surname": each.surname,
        "forenames": each.forenames,
        "scores": list(scored.scores) if scored else None,
        "total": total(scored.scores) if scored else None,
        "priority": (scored.priority_label or None) if scored else None,
        "evidence": dict(scored.evidence) if scored else {},
        "decisions": [{"decided": row.decided, "body": row.body, "reason": row.reason} for row in each.decisions],
        "actions": [
            {
                "id": id_text(row.id),
                "number": row.number,
                "body": row.body,
                "owner": row.owner_name,
                "agency": row.owner_agency or None,
                "due_on": row.due_on.isoformat() if row.due_on else None,
                "pathway": row.pathway,
            }
            for row in each.actions
        ],
    }
