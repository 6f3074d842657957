"""What a case conference may decide, how it is called, and what its chair signs. Pure."""

from datetime import date
from enum import StrEnum

import cbor2

from iomdesk.ids import Id
from iomdesk.words import say

SCHEDULED, SIGNED = "scheduled", "signed"


class Decided(StrEnum):
    """What a conference decides about a person."""

    KEEP = "keep"
    STEP_DOWN = "step down"
    REMOVE = "remove"
    ADOPT = "adopt"
    RAG_CHANGE = "rag change"
    OTHER = "other"


_WORDS = {
    Decided.KEEP: "Keep on the scheme",
    Decided.STEP_DOWN: "Step down",
    Decided.REMOVE: "Remove from the scheme",
    Decided.ADOPT: "Adopt",
    Decided.RAG_CHANGE: "RAG change",
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


def rag_body(before: str | None, after: str) -> str:
    """A RAG change in words: *Amber to Red*."""
    return say("{before} to {after}", before=before or say("not known"), after=after)


def conference_code(site: str, number: int | None, held_on: date | None) -> str:
    """What a conference is called: ``Norwich-3``; by its day where no number is known."""
    last = str(number) if number is not None else (held_on.isoformat() if held_on else "?")
    return f"{site or '?'}-{last}"


def minutes_text(conference: Id, signed_by: Id, signed_at: int, digest: bytes) -> bytes:
    """The bytes a chair signs with their own key: one conference, one instant, everything bound to it."""
    return cbor2.dumps(["iomdesk minutes 1", conference, signed_by, signed_at, digest])
