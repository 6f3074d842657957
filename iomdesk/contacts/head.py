"""The head of a line about a contact: which words say the sort, day, time, officer, place, agency, outcome. Pure.

Words are tried from the left, a day first and an agency last, the longest phrase winning; no phrase reaches over a
comma. The first word after the outcome that says none of these begins the account.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from iomdesk.catalogue import Agency
from iomdesk.contacts.phrases import (
    AGENCIES,
    CLOSING_OUTCOMES,
    NOT_BEFORE,
    OUTCOMES,
    PLACE_IN_SORT,
    RANKS,
    SORTS,
    UNDECIDED,
    WE_WENT,
    Known,
    KnownOfficer,
    longest,
    officers_named,
    place_taken,
)
from iomdesk.contacts.rules import IN_THE_RATE, Outcome, Sort
from iomdesk.contacts.times import read_time
from iomdesk.daywords import TypedDay, day_at_start
from iomdesk.errors import Refused
from iomdesk.ids import Id
from iomdesk.words import say

DAY, TIME, OUTCOME, SORT, OFFICER, PLACE, AGENCY = "day", "time", "outcome", "sort", "officer", "place", "agency"
EVERYTHING = frozenset({DAY, TIME, OUTCOME, SORT, OFFICER, PLACE, AGENCY})
_AFTER_OUTCOME = frozenset({DAY, TIME})
_ENDS = ',;.()"“”!?'
_BARE_HOUR = re.compile(r"\d{1,2}", re.ASCII)
_DOTTED = re.compile(r"\d{1,2}\.\d{2}", re.ASCII)
_AGENCIES: Mapping[str, Agency] = {str(each): each for each in Agency}


@dataclass(frozen=True, slots=True, repr=False)
class Read:
    """Typed words that were taken for something: one of the constants above."""

    typed: str
    what: str


@dataclass(slots=True, repr=False)
class Head:
    """What was read so far. ``left`` are the words before the account that say nothing known.

    ``ends`` is the place of the account's first word. ``undecided`` says that something did not take place, without
    saying whose doing that was: the head then ends before those words. ``doubted`` is an outcome that stands behind
    words not understood, so that it may be somebody else's; ``dotted`` are times that may be meant as days.
    """

    day: TypedDay | None = None
    at: str = ""
    sort: Sort | None = None
    outcome: Outcome | None = None
    undecided: str = ""
    doubted: str = ""
    officer_name: str = ""
    officer: Id | None = None
    agency: Agency | None = None
    place: str = ""
    left: list[str] = field(default_factory=list)
    read: list[Read] = field(default_factory=list)
    dotted: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    ends: int = 0


def read_head(typed: Sequence[str], known: Known, looked_for: frozenset[str], *, to_the_end: bool) -> Head:
    """Read the words of a head, looking for what is named in ``looked_for``.

    ``to_the_end`` says that a colon ends it: then all of it is looked for after the outcome too, else only the day and
    the time. Raises ``Refused`` for a time that cannot be, and for a day or time that is named twice.
    """
    return _Walk(list(typed), known, looked_for, to_the_end).run()


class _Walk:
    """One pass over the words of a head."""

    def __init__(self, typed: list[str], known: Known, looked_for: frozenset[str], to_the_end: bool) -> None:
        self._typed, self._known, self._looked_for, self._to_the_end = typed, known, looked_for, to_the_end
        self._words = [word.strip(_ENDS).replace("’", "'").lower() for word in typed]
        self._after_day = -1
        self.head = Head()
        self._steps: Mapping[str, Callable[[int], int]] = {
            DAY: self._day,
            TIME: self._time,
            OUTCOME: self._outcome,
            SORT: self._sort,
            OFFICER: self._officer,
            PLACE: self._place,
            AGENCY: self._agency,
        }

    def run(self) -> Head:
        at = 0
        while at < len(self._typed):
            what, taken = self._recognised(at)
            if self.head.undecided:
                break
            if taken:
                self.head.read.append(Read(" ".join(self._typed[at : at + taken]), what))
                at += taken
            elif self.head.outcome is not None:
                break
            else:
                if self._words[at]:
                    self.head.left.append(self._typed[at])
                at += 1
        self.head.ends = at
        return self.head

    def _recognised(self, at: int) -> tuple[str, int]:
        """What the words at this place are, and how many; nothing where they are none of what is looked for."""
        wanted = self._looked_for
        if self.head.outcome is not None:
            wanted = wanted - {OUTCOME} if self._to_the_end else wanted & _AFTER_OUTCOME
        for what, step in self._steps.items():
            if what in wanted and (taken := step(at)):
                return what, taken
        return "", 0

    def _ahead(self, at: int) -> list[str]:
        """The words from here to the next comma."""
        for end in range(at, len(self._typed)):
            if self._typed[end].endswith((",", ";")):
                return self._words[at : end + 1]
        return self._words[at:]

    def _day(self, at: int) -> int:
        found = day_at_start(self._ahead(at))
        if found is None:
            return 0
        taken, day = found
        if self.head.day is not None and day != self.head.day:
            raise Refused(
                say("Two days are named: “{one}” and “{other}”.", one=self.head.day.typed, other=day.typed),
                say("Leave one out, or put the words that are no day after a colon."),
            )
        self.head.day, self._after_day = day, at + taken
        return taken

    def _time(self, at: int) -> int:
        words = self._ahead(at)
        found = read_time(words, after_day=at == self._after_day)
        if found is None or self._is_house_number(at, found[0]):
            return 0
        taken, time = found
        if self.head.at not in ("", time):
            raise Refused(
                say("Two times are named: {one} and {other}.", one=self.head.at, other=time),
                say("Leave one out, or put the words that are no time after a colon."),
            )
        self.head.dotted += [word for word in words[:taken] if _DOTTED.fullmatch(word)]
        self.head.at = time
        return taken

    def _is_house_number(self, at: int, taken: int) -> bool:
        """*12 Acacia Avenue* is an address though *12* alone would be an hour: a name follows that is nothing known."""
        after = at + taken
        if not _BARE_HOUR.fullmatch(self._words[after - 1]) or after >= len(self._typed):
            return False
        name = self._typed[after][:1].isupper()
        return name and not self._is_known(after)

    def _is_known(self, at: int) -> bool:
        """Whether the words here say anything, the head being as it is; nothing is taken over."""
        words = self._ahead(at)
        tables = (OUTCOMES, CLOSING_OUTCOMES, UNDECIDED, SORTS, AGENCIES)
        return (
            day_at_start(words) is not None
            or any(longest(words, table) for table in tables)
            or bool(officers_named(words, self._known.officers)[0])
            or bool(place_taken(words, self._known.places))
            or words[0] in ("with", "at", "@", "me")
        )

    def _outcome(self, at: int) -> int:
        words = self._ahead(at)
        if at and self._words[at - 1] in NOT_BEFORE:
            return 0
        directly = not self.head.left
        closing = longest(words, CLOSING_OUTCOMES) if directly else None
        if closing and not self._closes(at + closing[0]):
            closing = None
        found = longest(words, OUTCOMES) or closing
        undecided = longest(words, UNDECIDED) if directly else None
        if undecided and (found is None or undecided[0] > found[0]):
            self.head.undecided = undecided[1]
            return 0
        if found is None:
            return 0
        if self.head.left and found[1] in IN_THE_RATE:
            self.head.doubted = self.head.doubted or self._as_typed(at, at + found[0])
            return 0
        self._require_one_meaning(found[1], at, at + found[0])
        self.head.outcome = found[1]
        return found[0]

    def _closes(self, end: int) -> bool:
        """Whether the head ends before this place, or a comma stands there."""
        return end >= len(self._typed) or self._typed[end - 1].endswith((",", ";", "."))

    def _require_one_meaning(self, outcome: Outcome, at: int, end: int) -> None:
        """*Attended address, no reply* is what police write of a visit at which nobody was seen."""
        rest = self._words[end:]
        for place in range(len(rest)):
            other = longest(rest[place:], OUTCOMES)
            if other and other[1] is not outcome:
                raise Refused(
                    say("“{one}” and “{other}” say different things.", one=self._as_typed(at, end),
                        other=self._as_typed(end + place, end + place + other[0])),
                    say("Say what came of it, a colon, and then how it went: not home: attended the address."),
                )  # fmt: skip
        visiting = self.head.sort in (None, Sort.VISIT)
        if outcome is Outcome.ATTENDED and visiting and rest and rest[0] in WE_WENT and not self._closes(end):
            raise Refused(
                say("“{typed}” could say that we went, or that they were seen.", typed=self._as_typed(at, end + 1)),
                say("Write “seen: …” or “not home: …”."),
            )

    def _sort(self, at: int) -> int:
        found = longest(self._ahead(at), SORTS)
        if found is None or self.head.sort is not None:
            return 0
        self.head.sort = found[1]
        self.head.place = self.head.place or PLACE_IN_SORT.get(self._words[at], "")
        return found[0]

    def _officer(self, at: int) -> int:
        """*Grimes*, *with Grimes*, *me*; somebody this desk does not know only as *with* and more than one name."""
        if self.head.officer_name:
            return 0
        begin = at + 1 if self._words[at] in ("with", "by") else at
        words = self._ahead(begin)
        alone = begin > at or not self.head.left
        if words and words[0] == "me" and alone and self._known.typing is not None:
            return self._is_officer(self._known.typing, begin + 1 - at)
        taken, found = officers_named(words, self._known.officers)
        if len(found) == 1:
            return self._is_officer(found[0], begin + taken - at)
        if taken:
            self.head.officer_name = self._as_typed(begin, begin + taken)
            names = ", ".join(each.name for each in found)
            self.head.notes.append(
                say("Several are called {typed}: {names}. Kept as typed.", typed=self.head.officer_name, names=names)
            )
            return begin + taken - at
        return self._stranger(at, begin) if begin > at else 0

    def _is_officer(self, officer: KnownOfficer, taken: int) -> int:
        self.head.officer_name, self.head.officer = officer.name, officer.id
        self.head.agency = self.head.agency or _AGENCIES.get(officer.agency)
        return taken

    def _stranger(self, at: int, begin: int) -> int:
        end = begin
        while end < len(self._typed) and end < begin + 3 and self._typed[end][:1].isupper():
            if end > begin and self._is_known(end):
                break
            end += 1
            if self._typed[end - 1].endswith((",", ";")):
                break
        named = end - begin - (self._words[begin] in RANKS if begin < len(self._words) else 0)
        if end - begin < 2 or named < 1:
            return 0
        self.head.officer_name = self._as_typed(begin, end)
        return end - at

    def _place(self, at: int) -> int:
        if self._words[at] in ("at", "@"):
            return self._place_after_at(at)
        taken = place_taken(self._ahead(at), self._known.places)
        if not taken or (self.head.place and not self._says_more(at, taken)):
            return 0
        self.head.place = self._as_typed(at, at + taken)
        return taken

    def _says_more(self, at: int, taken: int) -> bool:
        """*home visit home address*: the second says the same place more closely."""
        return self._as_typed(at, at + taken).lower().startswith(self.head.place.lower())

    def _place_after_at(self, at: int) -> int:
        end = at + 1
        while end < len(self._typed) and not (self._is_known(end) and not place_taken(self._ahead(end), ())):
            if self._reads_time(end):
                break
            end += 1
            if self._typed[end - 1].endswith((",", ";")):
                break
        if end == at + 1 or (self.head.place and not self._says_more(at + 1, end - at - 1)):
            return 0
        self.head.place = self._as_typed(at + 1, end)
        return end - at

    def _reads_time(self, at: int) -> bool:
        return read_time(self._ahead(at), after_day=False) is not None

    def _agency(self, at: int) -> int:
        found = longest(self._ahead(at), AGENCIES)
        if found is None or self.head.agency not in (None, found[1]):
            return 0
        self.head.agency = found[1]
        return found[0]

    def _as_typed(self, begin: int, end: int) -> str:
        return " ".join(self._typed[begin:end]).strip(" " + _ENDS)
