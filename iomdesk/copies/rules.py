"""Which documents there are, who may make a copy of which, what may become of one, and how it is called. Pure."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from enum import StrEnum

from iomdesk.clock import UK
from iomdesk.doors import Role
from iomdesk.ids import id_from_text
from iomdesk.words import say


class Document(StrEnum):
    """What the desk makes copies of. A code is also the short word by which a copy is called."""

    PACK = "pack"
    AGENDA = "agenda"
    ATTENDANCE = "attendance sheet"
    CONTRIBUTION = "contribution sheet"
    MINUTES = "minutes"
    SUMMARY = "executive summary"
    ACTIONS = "action list"
    BOARD = "wall board"
    MASTER = "pathways master"
    AGREEMENT = "agreement"
    RECOVERY = "recovery sheet"
    EXPORT = "cohort export"


class State(StrEnum):
    """What became of a copy. *Out*: made, and not accounted for yet. *Spoiled*: it never left the desk."""

    OUT = "out"
    RETURNED = "returned"
    SHREDDED = "shredded"
    LOST = "lost"
    SPOILED = "spoiled"


NOT_READ = frozenset({State.LOST, State.SPOILED})
"""States of a copy that its reader cannot be taken to have read: what it said is news to them still."""

_TITLES = {
    Document.PACK: "Conference pack",
    Document.AGENDA: "Agenda",
    Document.ATTENDANCE: "Attendance sheet",
    Document.CONTRIBUTION: "Contribution sheet",
    Document.MINUTES: "Minutes",
    Document.SUMMARY: "Executive summary",
    Document.ACTIONS: "Action list",
    Document.BOARD: "Cohort wall board",
    Document.MASTER: "Pathways master",
    Document.AGREEMENT: "Information-sharing agreement",
    Document.RECOVERY: "Recovery sheet",
    Document.EXPORT: "Cohort export",
}
_THEIRS_TO_KEEP = frozenset({Document.AGREEMENT, Document.RECOVERY})
_MAKERS = {
    Document.AGREEMENT: frozenset({Role.OFFICER, Role.GOVERNANCE}),
    Document.RECOVERY: frozenset({Role.ADMINISTRATOR}),
}
_MAKERS_FOR_OTHERS = {
    Document.AGREEMENT: frozenset({Role.SUPERVISOR, Role.GOVERNANCE}),
    Document.RECOVERY: frozenset[Role](),
}


def document_title(code: str) -> str:
    """A document's code as people read it; a code of a later program stands as it is."""
    try:
        return say(_TITLES[Document(code)])
    except ValueError:
        return code


def copy_name(title: str, document: str, number: int | None) -> str:
    """What a copy is called: ``Norwich-3 pack 4``; ``wall board 2`` where it is about nothing in particular."""
    return " ".join(part for part in (title, document or "?", "?" if number is None else str(number)) if part)


def may_make(document: Document, *, another_agency: bool) -> frozenset[Role]:
    """The roles that may make a copy for their own agency, or for another (PRODUCT, the table of roles).

    Nobody makes a recovery sheet for another agency: it opens this one's desk.
    """
    if another_agency:
        return _MAKERS_FOR_OTHERS.get(document, frozenset({Role.SUPERVISOR}))
    return _MAKERS.get(document, frozenset({Role.OFFICER}))


def under_agreement(document: Document) -> bool:
    """Whether another agency gets it only under an agreement: all but the agreement itself, read before signing."""
    return document is not Document.AGREEMENT


def comes_back(document: str) -> bool:
    """Whether a copy is waited for until it is returned or shredded: all that may hold case content.

    A code of a later program is waited for.
    """
    return document not in _THEIRS_TO_KEEP


def days_out(made_at: int, on: date) -> int:
    """How many days before the day ``on`` a copy was made (``made_at`` UTC ms), by the calendar of the UK."""
    return max(0, (on - day_made(made_at)).days)


def day_made(made_at: int) -> date:
    """The calendar day in the UK of an instant in UTC ms."""
    return datetime.fromtimestamp(made_at / 1000, UTC).astimezone(UK).date()


def needs_note(state: State) -> bool:
    """Whether a state must be explained: only that a copy never left the desk."""
    return state is State.SPOILED


def names_typed(words: Iterable[str]) -> tuple[str, ...]:
    """The copies that words typed one after the other name.

    ``Norwich-3 pack 4 5 wall board 1`` is *Norwich-3 pack 4*, *Norwich-3 pack 5* and *wall board 1*: a number ends a
    name, and further numbers are further copies of the same. An id is a name by itself.
    """
    names: list[str] = []
    begun: list[str] = []
    ended = False
    for word in " ".join(words).split():
        if id_from_text(word) is not None:
            names.append(word)
            begun, ended = [], True
        elif word.isdecimal():
            names.append(" ".join([*begun, word]))
            ended = True
        else:
            begun = [word] if ended else [*begun, word]
            ended = False
    return tuple(names) if ended or not begun else (*names, " ".join(begun))
