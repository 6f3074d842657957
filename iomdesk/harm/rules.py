"""Offences as records: what tells two apart, and what cannot be. Pure."""

from dataclasses import dataclass
from datetime import date

from iomdesk.words import say

OUTCOMES = ("Suspected", "Charged", "Cautioned", "Convicted", "No further action")
"""How far a crime has gone (PRODUCT, "Crime harm": charged, cautioned and convicted are counted)."""


@dataclass(frozen=True, slots=True, repr=False)
class RecordedOffence:
    """An offence as the force records it. ``code`` is the recorded-crime code as given; None is not known."""

    crime_ref: str | None
    code: str | None
    description: str | None
    committed_from: date | None
    committed_to: date | None = None
    outcome: str | None = None
    outcome_on: date | None = None


def offence_key(crime_ref: str | None, code: str | None, committed_from: date | None) -> tuple[str, str, str]:
    """What two records of one offence of a person share: crime reference, code and first day, spacing and case aside.

    One crime reference may hold several offences, so the reference alone is not enough.
    """
    return (
        "".join((crime_ref or "").split()).casefold(),
        "".join((code or "").split()).casefold(),
        committed_from.isoformat() if committed_from else "",
    )


def offence_problem(offence: RecordedOffence) -> str:
    """Why the offence cannot be recorded as it stands, in words; empty when it can."""
    if not (offence.code or offence.description):
        return say("An offence needs a code or a description.")
    first, last = offence.committed_from, offence.committed_to
    if first is not None and last is not None and last < first:
        return say("An offence cannot end before it began.")
    if offence.outcome is not None and offence.outcome not in OUTCOMES:
        return say("An outcome is one of: {outcomes}.", outcomes=", ".join(OUTCOMES))
    return ""
