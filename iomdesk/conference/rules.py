"""What a case conference may decide, how it is called, and what its chair signs. Pure."""

from collections.abc import Collection, Iterable
from datetime import date
from enum import StrEnum

import cbor2

from iomdesk.catalogue import Category
from iomdesk.clock import date_text
from iomdesk.ids import Id
from iomdesk.words import say

SCHEDULED, SIGNED = "scheduled", "signed"
BY_THE_AGENDA = "agenda"
"""Who asked, of an agenda entry that nobody asked for: a reason the agenda worked out, kept when minutes are signed."""


class Decided(StrEnum):
    """What a conference decides about a person."""

    KEEP = "keep"
    STEP_DOWN = "step down"
    REMOVE = "remove"
    ADOPT = "adopt"
    RAG_CHANGE = "rag change"
    NEXT_REVIEW = "next review"
    OTHER = "other"


class Presence(StrEnum):
    """Whether somebody was at a conference."""

    PRESENT = "present"
    APOLOGIES = "apologies"
    ABSENT = "absent"


class Part(StrEnum):
    """What somebody does at a conference."""

    CHAIR = "chair"
    MINUTES = "minutes"
    MEMBER = "member"
    OBSERVER = "observer"


class NoteAbout(StrEnum):
    """What a note of the meeting as a whole is: a point, who left or came back, what followed after signing."""

    POINT = "point"
    ROOM = "room"
    ADDENDUM = "addendum"
    SEEN = "seen"


_PART_WORDS = {
    Part.CHAIR: "chair",
    Part.MINUTES: "takes the minutes",
    Part.MEMBER: "member",
    Part.OBSERVER: "observer",
}
_WORDS = {
    Decided.KEEP: "Keep on the scheme",
    Decided.STEP_DOWN: "Step down",
    Decided.REMOVE: "Remove from the scheme",
    Decided.ADOPT: "Adopt",
    Decided.RAG_CHANGE: "RAG change",
    Decided.NEXT_REVIEW: "Next review",
    Decided.OTHER: "Decided",
}


def decided_words(code: str) -> str:
    """A decision's code as people read it; a code of a later program stands as it is."""
    try:
        return say(_WORDS[Decided(code)])
    except ValueError:
        return code


def decision_text(code: str, body: str) -> str:
    """A decision in one line: its code in words, and what was added to it."""
    return ": ".join(part for part in (decided_words(code), body) if part)


def decision_categories(code: str) -> tuple[Category, ...]:
    """Every data category a decision discloses: a change of RAG says what the risk is thought to be."""
    return (Category.CONFERENCE, Category.RISK) if code == Decided.RAG_CHANGE else (Category.CONFERENCE,)


def part_words(part: Part) -> str:
    """What somebody does at a conference, in words."""
    return say(_PART_WORDS[part])


def decision_number(number: int) -> str:
    """A decision's number within its conference, as it is read out: ``D-3``."""
    return f"D-{number}"


def dissent_number(number: int) -> str:
    """A dissent's number within its conference, as it is read out: ``DS-1``."""
    return f"DS-{number}"


def number_read(text: str, prefix: str) -> int | None:
    """The number that ``D-3``, ``d3`` or ``3`` spells behind the prefix ``D``; None for anything else."""
    plain = text.strip().upper().removeprefix(prefix).removeprefix("-")
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 7 else None


def numbered(records: Iterable[Id], signed: Collection[Id] = ()) -> dict[Id, int]:
    """Records counted from 1 in the order they were made; those that minutes bind keep their numbers for ever."""
    ordered = sorted(records, key=lambda record: (record not in signed, record))
    return {record: place for place, record in enumerate(ordered, start=1)}


def addendum_text(body: str, reason: str) -> str:
    """An addendum to the meeting as a whole, as one note keeps it: the text, and its reason on the last line."""
    return f"{body}\n{reason}"


def addendum_parts(text: str) -> tuple[str, str]:
    """The text and the reason that ``addendum_text`` put together; a text without a reason has an empty one."""
    body, _, reason = text.rpartition("\n")
    return (body, reason) if body else (reason, "")


def rag_body(before: str | None, after: str) -> str:
    """A RAG change in words: *Amber to Red*."""
    return say("{before} to {after}", before=before or say("not known"), after=after)


def review_body(review_on: date, body: str) -> str:
    """A next review in words: its day, and what was added to it."""
    return ", ".join(part for part in (date_text(review_on), body) if part)


def conference_code(site: str, number: int | None, held_on: date | None) -> str:
    """What a conference is called: ``Norwich-3``; by its day where no number is known."""
    last = str(number) if number is not None else (held_on.isoformat() if held_on else "?")
    return f"{site or '?'}-{last}"


def minutes_text(conference: Id, signed_by: Id, signed_at: int, digest: bytes) -> bytes:
    """The bytes a chair signs with their own key: one conference, one instant, everything bound to it."""
    return cbor2.dumps(["iomdesk minutes 1", conference, signed_by, signed_at, digest])
