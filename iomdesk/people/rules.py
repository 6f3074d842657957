"""What is known of people's records: markers, the fields an officer may set, and when two records may be one person.

Pure. Nothing here refuses a person for what is unknown about them: unknown is a value (INTERFACE, rule 2).
"""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from iomdesk.catalogue import PERSON, Agency
from iomdesk.ids import Id
from iomdesk.words import say

FieldValue = str | int | date | bytes | None
"""A field of a person as handlers pass it; None is unknown."""


class MarkerCode(StrEnum):
    """What can be marked on a person (PRODUCT, "Cohorts and markers"). An exploiter is apart from the exploited."""

    DOMESTIC_ABUSE = "domestic-abuse"
    COUNTY_LINES = "county-lines"
    COUNTY_LINES_EXPLOITER = "county-lines-exploiter"
    SEX_OFFENDER = "sex-offender"
    YOUTH_TRANSITION = "youth-transition"
    ORGANISED_CRIME = "organised-crime"
    CHILD_SEXUAL_EXPLOITATION = "child-sexual-exploitation"
    VETERAN = "veteran"
    CARE_LEAVER = "care-leaver"
    RISK_TO_STAFF = "risk-to-staff"
    SELF_HARM = "self-harm"


class MarkerState(StrEnum):
    """Whether it is so. Least cautious first, as the catalogue orders them."""

    NO = "no"
    UNKNOWN = "unknown"
    YES = "yes"


class OfficerRole(StrEnum):
    """How an officer of an agency works with a person: one lead, any co-managers, one named cover each."""

    LEAD = "lead"
    CO_MANAGER = "co-manager"
    COVER = "cover"


_MARKER_LABELS: Mapping[MarkerCode, str] = {
    MarkerCode.DOMESTIC_ABUSE: "Domestic-abuse perpetrator",
    MarkerCode.COUNTY_LINES: "County lines",
    MarkerCode.COUNTY_LINES_EXPLOITER: "County-lines exploiter",
    MarkerCode.SEX_OFFENDER: "Registered sex offender (ViSOR)",
    MarkerCode.YOUTH_TRANSITION: "Youth-to-adult transition",
    MarkerCode.ORGANISED_CRIME: "Organised crime",
    MarkerCode.CHILD_SEXUAL_EXPLOITATION: "Sexual exploitation of children",
    MarkerCode.VETERAN: "Veteran",
    MarkerCode.CARE_LEAVER: "Care leaver",
    MarkerCode.RISK_TO_STAFF: "Risk to staff",
    MarkerCode.SELF_HARM: "Self-harm",
}
_STATES = tuple(str(state) for state in MarkerState)


_OFFICER_LABELS: Mapping[OfficerRole, str] = {
    OfficerRole.LEAD: "Lead manager",
    OfficerRole.CO_MANAGER: "Co-manager",
    OfficerRole.COVER: "Cover",
}


def officer_role_label(role: str) -> str:
    """The words for how an officer works with a person; a role of a later program stands as it is."""
    try:
        return say(_OFFICER_LABELS[OfficerRole(role)])
    except ValueError:
        return role


def marker_label(code: str) -> str:
    """The words for a marker's code; a code of a later program stands as it is."""
    try:
        return say(_MARKER_LABELS[MarkerCode(code)])
    except ValueError:
        return code


def cautious_state(states: Iterable[str | None]) -> str:
    """One state of several records of the same marker: the most cautious; what is not understood outranks all."""
    ranks = {state: rank for rank, state in enumerate(_STATES)}
    known = [state for state in states if state is not None]
    return max(known, key=lambda state: (ranks.get(state, len(_STATES)), state), default=str(MarkerState.UNKNOWN))


COHORT_LABELS = ("Fixed", "Flex", "Free", "PPO", "HCCO")
"""The current national framework's three, and the older labels that sheets still hold (PRODUCT)."""

_CHOICES: Mapping[str, tuple[FieldValue, ...]] = {
    "sex": ("M", "F", "X"),
    "cohort_label": COHORT_LABELS,
    "lead_agency": tuple(str(agency) for agency in Agency),
    "rosh": tuple(str(level) for level in PERSON.by_name["rosh"].order),
    "mappa_category": (1, 2, 3, 4),
    "mappa_level": (1, 2, 3),
}
_FIELD_TYPES: Mapping[str, type] = {
    "surname": str,
    "forenames": str,
    "born": date,
    "sex": str,
    "site": bytes,
    "cohort_label": str,
    "supervision": str,
    "supervision_until": date,
    "lead_agency": str,
    "rosh": str,
    "mappa_category": int,
    "mappa_level": int,
    "address": str,
    "phone": str,
}
OFFICER_FIELDS = tuple(_FIELD_TYPES)
"""What an officer may set on a person directly. RAG changes with a reason and a history: the cohort's business."""


def field_choices(name: str) -> tuple[str, ...]:
    """The values a field takes, where it takes only some; empty for any other field."""
    return tuple(map(str, _CHOICES.get(name, ())))


def field_problem(name: str, value: FieldValue, today: date) -> str:
    """Why an officer may not set ``name`` to ``value``, in words; empty when they may. Unknown is always allowed."""
    if name not in _FIELD_TYPES:
        return say("{field} is not a field that can be set here.", field=name)
    if value is None:
        return ""
    if type(value) is not _FIELD_TYPES[name]:
        kinds = {date: say("a date"), int: say("a whole number"), str: say("words"), bytes: say("a site")}
        return say("{field} takes {kind}.", field=name.replace("_", " "), kind=kinds[_FIELD_TYPES[name]])
    choices = _CHOICES.get(name)
    if choices is not None and value not in choices:
        return say("{field} is one of: {choices}.", field=name.replace("_", " "), choices=", ".join(map(str, choices)))
    if name == "born" and isinstance(value, date) and value > today:
        return say("A date of birth cannot be in the future.")
    return ""


def tidy(value: FieldValue) -> FieldValue:
    """Text without stray spaces at its ends, empty text as unknown; anything else as it is."""
    return (value.strip() or None) if isinstance(value, str) else value


_PLAIN_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"}
    | dict.fromkeys("'’‘`´ʼ", "")
    | dict.fromkeys("-‐‑–—.,/", " ")
)


def fold_name(text: str) -> str:
    """A name as searches compare it: without case, accents or apostrophes, hyphens as spaces, single spaces.

    ``O’Neill`` is ``oneill``, ``García-López`` is ``garcia lopez``, ``Strauß`` is ``strauss``.
    """
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    # Folding twice: what NFKD takes apart may hold capitals that casefold has not seen.
    return " ".join(plain.casefold().translate(_PLAIN_LETTERS).split())


def name_matches(wanted: str, surname: str | None, forenames: str | None) -> bool:
    """Whether every word of ``wanted``, already folded, begins a word of the name."""
    words = fold_name(f"{surname or ''} {forenames or ''}").split()
    return bool(wanted) and all(any(word.startswith(each) for word in words) for each in wanted.split())


class Likeness(StrEnum):
    """How sure it is that two records are one person."""

    LIKELY = "likely"
    POSSIBLE = "possible"


@dataclass(frozen=True, slots=True, repr=False)
class Duplicate:
    """Two records that may be one person, smaller id first. ``shared`` names the scheme they share, or is empty."""

    first: Id
    second: Id
    likeness: Likeness
    shared: str


def find_duplicates(
    identifiers: Iterable[tuple[Id, str | None, str | None]],
    names: Iterable[tuple[Id, str | None, str | None, date | None]],
    canonical: Mapping[Id, Id],
) -> tuple[Duplicate, ...]:
    """Every two records that are not linked but may be one person, the likely ones first.

    ``identifiers`` are (person, scheme, canonical form): the same on two people is *likely*. ``names`` are
    (person, surname, forenames, born): all three known and the same is *possible*. ``canonical`` maps each
    linked record to its component's smallest id. Of several alike, each is named beside the smallest.
    """
    by_number: dict[tuple[str, ...], list[Id]] = {}
    for person, scheme, number in identifiers:
        if scheme and number:
            by_number.setdefault((scheme, number), []).append(person)
    by_name: dict[tuple[str, ...], list[Id]] = {}
    for person, surname, forenames, born in names:
        if surname and forenames and born:
            by_name.setdefault((fold_name(surname), fold_name(forenames), born.isoformat()), []).append(person)
    found: dict[tuple[Id, Id], Duplicate] = {}
    for groups, likeness in ((by_number, Likeness.LIKELY), (by_name, Likeness.POSSIBLE)):
        for key, people in sorted(groups.items()):
            shared = key[0] if likeness is Likeness.LIKELY else ""
            for pair in _pairs(people, canonical):
                found.setdefault(pair, Duplicate(*pair, likeness, shared))
    return tuple(sorted(found.values(), key=lambda each: (each.likeness, each.first, each.second)))


def _pairs(people: Sequence[Id], canonical: Mapping[Id, Id]) -> list[tuple[Id, Id]]:
    if len(people) < 2:
        return []
    first, *others = sorted({canonical.get(person, person) for person in people})
    return [(first, other) for other in others]


def one_line(text: str) -> str:
    """Text on one line: without stray spaces, single spaces between words; empty when there is none."""
    return " ".join(text.split())
