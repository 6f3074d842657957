"""What every command about a conference says alike: which conference, which person, and how both are typed."""

from iomdesk.clock import date_text, instant_text
from iomdesk.conference.finding import ConferenceRow
from iomdesk.desk import Desk
from iomdesk.ids import Id, id_text
from iomdesk.people.questions import person_card
from iomdesk.words import say
from ui.cli.shape import Json, argument

CONFERENCE = argument("conference", metavar="C", help=say("the conference: Norwich-3, 3, its day, or its id"))
REF = argument("ref", metavar="REF", help=say("any identifier of the person"))
REASON = argument("--reason", required=True, metavar="TEXT", help=say("why"))


def conference_line(row: ConferenceRow) -> str:
    """A conference in one line: code, day and time, state or who signed it, place."""
    day = " ".join(part for part in (date_text(row.held_on) or say("day not known"), row.starts_at) if part)
    parts = [row.code, day, row.state]
    if row.signed:
        at = instant_text(row.signed_at) if row.signed_at else say("a day not known")
        parts[2] = say("signed on {at} by {name}", at=at, name=row.signed_by or say("an officer not known here"))
    return "  ".join([*parts, row.place] if row.place else parts)


def conference_document(row: ConferenceRow) -> dict[str, Json]:
    """The same as a document."""
    return {
        "id": id_text(row.id),
        "code": row.code,
        "site": row.site_name,
        "held_on": row.held_on.isoformat() if row.held_on else None,
        "starts_at": row.starts_at or None,
        "place": row.place or None,
        "number": row.number,
        "state": row.state,
        "signed_by": row.signed_by or None,
        "signed_at": row.signed_at,
    }


def who_was_meant(desk: Desk, person: Id) -> tuple[str, dict[str, Json]]:
    """Who was meant, as read back to whoever typed a reference, and the same for a document."""
    card = desk.ask(person_card, person)
    name = ", ".join(str(part) for part in (card.fields["surname"], card.fields["forenames"]) if part)
    return f"{card.ref} {name}".strip(), {"person": id_text(card.id), "ref": card.ref}
