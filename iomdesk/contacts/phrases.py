"""The words that mean something in a line about a contact. Everything else is kept as text. Pure.

Short forms that could mean two things are left out on purpose: *AA* is an acceptable absence to one office and a
fellowship to another.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from iomdesk.catalogue import Agency
from iomdesk.contacts.rules import Outcome, Sort
from iomdesk.ids import Id
from iomdesk.people.rules import fold_name

T = TypeVar("T")


def _phrases(table: Mapping[T, str]) -> dict[tuple[str, ...], T]:
    return {tuple(phrase.split()): meant for meant, phrases in table.items() for phrase in phrases.split(",")}


SORTS: Mapping[tuple[str, ...], Sort] = _phrases(
    {
        Sort.VISIT: "visit, visited, home visit, hv, office visit",
        Sort.APPOINTMENT: "appointment, appt, meeting, office appointment, office appt",
        Sort.CALL: "call, called, phone, phoned, phone call, telephone call, telephoned, tel, rang, video call",
    }
)
PLACE_IN_SORT: Mapping[str, str] = {"home": "home", "hv": "home", "office": "office", "video": "video"}
"""What the first word of a sort says of the place."""
OUTCOMES: Mapping[tuple[str, ...], Outcome] = _phrases(
    {
        Outcome.ATTENDED: "attended",
        Outcome.ACCEPTABLE: "acceptable absence",
        Outcome.UNACCEPTABLE: "unacceptable absence",
        Outcome.NOT_HOME: "not home, not at home, nobody home, no answer, no reply, didn't answer",
        Outcome.CANCELLED: "cancelled by us, canceled by us, we cancelled",
    }
)
"""What says what came of it wherever it stands in the head of a line."""
CLOSING_OUTCOMES: Mapping[tuple[str, ...], Outcome] = _phrases(
    {
        Outcome.ATTENDED: "seen, answered, kept",
        Outcome.ACCEPTABLE: "acceptable, excused",
        Outcome.UNACCEPTABLE: "unacceptable, not acceptable",
        Outcome.NOT_HOME: "not in, nobody in",
    }
)
"""What says so only after nothing but recognised words and before a colon, a comma or the end: *unacceptable behaviour*
is no absence, and *seen by a neighbour* no contact."""
WE_WENT = frozenset({"the", "his", "her", "their", "address", "home", "flat", "house", "property", "location", "at"})
"""What makes *attended* say where officers went and not that the person was there: *attended home address*."""
UNDECIDED: Mapping[tuple[str, ...], str] = _phrases(
    {
        "absence": "missed, dna, fta, no show, absent, did not attend, didn't attend, failed to attend, not attended, "
        "not seen",
        "cancelled": "cancelled, canceled",
    }
)
"""What says that nothing took place, without saying whose doing it was: an officer decides that, not this program."""
NOT_BEFORE = frozenset(
    {"not", "never", "to", "be", "if", "unless", "didn't", "hasn't", "wasn't", "must", "should", "have"}
)
"""Words after which an outcome's word does not say that it came so."""
PLACES: frozenset[tuple[str, ...]] = frozenset(
    _phrases(
        {
            True: "home, at home, home address, office, at office, probation office, police office, police station, "
            "station, custody suite, custody, court, crown court, magistrates court, prison, hostel, "
            "approved premises, jobcentre, job centre, hospital, surgery, clinic, library, hub, video, "
            "video link, teams, online"
        }
    )
)
AGENCIES: Mapping[tuple[str, ...], Agency] = {tuple(str(each).replace("-", " ").split()): each for each in Agency} | {
    ("substance", "misuse"): Agency.SUBSTANCE_MISUSE,
    ("council",): Agency.LOCAL_AUTHORITY,
    ("yot",): Agency.YOUTH_JUSTICE,
    ("yjs",): Agency.YOUTH_JUSTICE,
}
RANKS = frozenset(
    {"pc", "dc", "ps", "ds", "sgt", "sergeant", "insp", "inspector", "pcso", "po", "pso", "spo"}
    | {"mr", "mrs", "ms", "miss", "dr"}
)


@dataclass(frozen=True, slots=True, repr=False)
class KnownOfficer:
    """Somebody a line may name: an officer of this desk by ``id``, or who works with the person for another agency."""

    name: str
    agency: str = ""
    id: Id | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Known:
    """What a desk knows when a line about a person is read: officers, the names of sites, and who types."""

    officers: tuple[KnownOfficer, ...] = ()
    places: tuple[str, ...] = ()
    typing: KnownOfficer | None = None


def longest(words: Sequence[str], table: Mapping[tuple[str, ...], T]) -> tuple[int, T] | None:
    """The longest phrase of ``table`` these words begin with: how many words it takes, and what it means."""
    for taken in range(min(len(words), 4), 0, -1):
        if (meant := table.get(tuple(words[:taken]))) is not None:
            return taken, meant
    return None


def place_taken(words: Sequence[str], sites: Sequence[str]) -> int:
    """How many words at the beginning name a place: known words and sites side by side, or HMP and a name."""
    if words and words[0] in ("hmp", "hmyoi"):
        return min(2, len(words))
    known = [*PLACES, *(tuple(fold_name(site).split()) for site in sites)]
    taken = 0
    while more := max((len(each) for each in known if _begins(words[taken:], each)), default=0):
        taken += more
    return taken


def _begins(words: Sequence[str], phrase: tuple[str, ...]) -> bool:
    return bool(phrase) and tuple(words[: len(phrase)]) == phrase


def officers_named(words: Sequence[str], officers: Sequence[KnownOfficer]) -> tuple[int, tuple[KnownOfficer, ...]]:
    """Whom the words at the beginning name, and how many words that takes: a surname, with or without what is before.

    *Grimes*, *PC Grimes*, *L Grimes* and *Lena Grimes* all name L Grimes; several answer where several may be meant.
    """
    found: list[tuple[int, KnownOfficer]] = []
    for each in officers:
        own = [word for word in fold_name(each.name).split() if word not in RANKS]
        if own and (taken := _names(words, own)):
            found.append((taken, each))
    most = max((taken for taken, _ in found), default=0)
    by_name = {(fold_name(each.name), each.id): each for taken, each in found if taken == most}
    return most, tuple(by_name.values())


def _names(words: Sequence[str], own: Sequence[str]) -> int:
    """How many words name the officer whose names these are, surname last; 0 where they name another."""
    ranks = 1 if words and words[0] in RANKS else 0
    for taken in range(min(4, len(words) - ranks), 0, -1):
        typed = fold_name(" ".join(words[ranks : ranks + taken])).split()
        given = typed[:-1]
        if typed and typed[-1] == own[-1] and all(any(_initial(word, name) for name in own[:-1]) for word in given):
            return ranks + taken
    return 0


def _initial(word: str, name: str) -> bool:
    return word == name or (1 in (len(word), len(name)) and word[:1] == name[:1])
