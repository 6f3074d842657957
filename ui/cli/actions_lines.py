"""Actions in lines for a terminal and in documents for a script."""

from iomdesk.actions.history import EventRow
from iomdesk.actions.questions import ActionRow
from iomdesk.actions.rules import Happened, number_text
from iomdesk.clock import date_text
from iomdesk.ids import id_text
from iomdesk.words import counted, say
from ui.cli.shape import Json


def owner_words(row: ActionRow) -> str:
    """Whose action it is: *L Grimes, housing*."""
    return ", ".join(part for part in (row.owner_name, row.owner_agency) if part) or say("no owner")


def action_line(row: ActionRow) -> str:
    """One action on one line, with how late it is and how often it was put off and chased."""
    due = date_text(row.due_on) or say("no day")
    return "  ".join([number_text(row.number), row.ref, row.surname, row.body, owner_words(row), due, *how_late(row)])


def how_late(row: ActionRow) -> list[str]:
    """How late an action is, how often its day moved and how often it was chased; nothing of what is not so."""
    more = []
    if row.overdue:
        more.append(counted(row.days_overdue, "{count} day overdue", "{count} days overdue"))
    if row.times_revised:
        more.append(counted(row.times_revised, "day moved once", "day moved {count} times"))
    if row.times_chased:
        last = date_text(row.chased_on)
        more.append(counted(row.times_chased, "chased once, {last}", "chased {count} times, last {last}", last=last))
    return more


def event_line(event: EventRow) -> str:
    """One thing that happened: *3 Nov 2026  chased: phoned: no answer (Sgt A Example)*."""
    said = event.body
    if event.happened is Happened.REVISED:
        days = say(
            "from {before} to {after}",
            before=date_text(event.due_before) or say("no day"),
            after=date_text(event.due_after) or say("no day"),
        )
        said = f"{days}: {said}" if said else days
    by = f" ({event.by_name})" if event.by_name else ""
    return f"  {date_text(event.on) or say('day not known')}  {event_words(event.happened)}: {said}{by}"


def event_words(happened: Happened) -> str:
    """What happened, in words."""
    return {
        Happened.CHASED: say("chased"),
        Happened.NOTED: say("progress"),
        Happened.REVISED: say("day moved"),
        Happened.CLOSED: say("closed"),
        Happened.REOPENED: say("opened again"),
    }[happened]


def action_document(row: ActionRow) -> dict[str, Json]:
    """One action for a script."""
    return {
        "id": id_text(row.id),
        "number": row.number,
        "ref": row.ref,
        "surname": row.surname,
        "forenames": row.forenames,
        "body": row.body,
        "owner": row.owner_name or None,
        "owner_is_officer": row.owner is not None,
        "agency": row.owner_agency or None,
        "due_on": row.due_on.isoformat() if row.due_on else None,
        "raised_on": row.raised_on.isoformat() if row.raised_on else None,
        "pathway": row.pathway,
        "overdue": row.overdue,
        "days_overdue": row.days_overdue,
        "times_revised": row.times_revised,
        "times_chased": row.times_chased,
        "chased_on": row.chased_on.isoformat() if row.chased_on else None,
        "state": row.state,
        "outcome": row.outcome or None,
        "closed_on": row.closed_on.isoformat() if row.closed_on else None,
    }


def event_document(event: EventRow) -> Json:
    """One thing that happened, for a script."""
    return {
        "happened": str(event.happened),
        "on": event.on.isoformat() if event.on else None,
        "body": event.body,
        "by": event.by_name or None,
        "due_before": event.due_before.isoformat() if event.due_before else None,
        "due_after": event.due_after.isoformat() if event.due_after else None,
    }
