"""What the desk holds of a person in the words documents use for it."""

from collections.abc import Mapping
from datetime import date

from iomdesk.clock import date_text
from iomdesk.conference.agenda import Nominee
from iomdesk.contacts.questions import ContactRow
from iomdesk.contacts.rules import lacks_outcome, outcome_label, sort_label
from iomdesk.custody.rules import Spell
from iomdesk.packs.records import Identifier
from iomdesk.people.card import IdentifierRow, MarkerRow
from iomdesk.people.rules import FieldValue
from iomdesk.words import say

_SEXES = {"M": "male", "F": "female", "X": "other"}


def name_of(nominee: Nominee) -> str | None:
    """*NOWAK, Daniel*; None where neither part is known."""
    return full_name(nominee.surname, nominee.forenames) or None


def full_name(surname: str, forenames: str) -> str:
    """The surname in capitals, as papers sort by it; empty where nothing is known."""
    return ", ".join(part for part in (surname.upper(), forenames) if part)


def origin_words(source: str | None) -> str:
    """Where a record came from: the team's own sheet, or whatever its source calls itself."""
    return say("from the team's sheet") if source == "sheet" else source or ""


def plain_text(value: object) -> str | None:
    """A text that says something, or None."""
    return value if isinstance(value, str) and value else None


def age_on(born: date | None, on: date) -> int | None:
    """Whole years on the day."""
    return None if born is None else on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def sex_words(code: FieldValue) -> str | None:
    """A code in words; one that is none stands as it is."""
    text = plain_text(code)
    return say(_SEXES[text]) if text in _SEXES else text


def status_words(held: Spell | None) -> str:
    """Where somebody is: in the community, or in which prison until when."""
    if held is None:
        return say("in the community")
    parts = [say("in custody"), held.prison or say("prison not known")]
    if held.release_on is not None:
        parts.append(say("release {day}", day=date_text(held.release_on)))
    return ", ".join(parts)


def supervision_words(fields: Mapping[str, FieldValue]) -> str | None:
    """The order or licence, until when, and which agency leads."""
    order = plain_text(fields["supervision"])
    parts = [order]
    until = fields["supervision_until"]
    if isinstance(until, date) and f"{until:%d/%m/%Y}" not in (order or ""):
        parts.append(say("until {day}", day=date_text(until)))
    if agency := plain_text(fields["lead_agency"]):
        parts.append(say("lead agency {agency}", agency=agency))
    return ", ".join(part for part in parts if part) or None


def mappa_words(fields: Mapping[str, FieldValue], *, none: bool) -> str | None:
    """*2 · level 1*; *none* where the last word was that they are not under it; None where nobody has looked."""
    category, level = fields["mappa_category"], fields["mappa_level"]
    if category is None:
        return say("none") if none else None
    return str(category) if level is None else say("{category} · level {level}", category=category, level=level)


def identifier_line(row: IdentifierRow) -> Identifier:
    """An identifier with what is wrong with it."""
    failed = row.check_passed is False
    note = say("check letter does not match; typed as {typed}", typed=row.typed) if failed else ""
    return Identifier(row.scheme.upper(), row.canonical or row.typed or None, note)


def marker_name(row: MarkerRow) -> str:
    """A marker, with its state where that is not a plain yes."""
    state = say("not known") if row.state == "unknown" else row.state
    return row.label if row.state == "yes" else say("{marker} ({state})", marker=row.label, state=state)


def engagement_words(engaged: bool | None) -> str | None:
    """Whether somebody takes part of their own will."""
    if engaged is None:
        return None
    return say("agreed to take part") if engaged else say("does not take part of their own will")


def contact_words(row: ContactRow) -> str:
    """What a contact was: *home visit, 14:30, L Grimes (housing), at home: curfew check*."""
    who = f"{row.officer_name} ({row.agency})" if row.officer_name and row.agency else row.officer_name or row.agency
    parts = [sort_label(row.sort), row.planned_at, who, row.place]
    said = ", ".join(part for part in parts if part)
    return f"{said}: {row.purpose}" if row.purpose else said


def contact_outcome_words(row: ContactRow, on: date) -> str:
    """What came of it; that nobody has said so is said, and is not counted as missed."""
    if row.outcome:
        return ": ".join(part for part in (outcome_label(row.outcome), row.outcome_reason) if part)
    return say("outcome not recorded") if lacks_outcome(row, on) else say("planned")
