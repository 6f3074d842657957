"""The scheme's movement: how many were scored, where needs stood, who improved since adoption. Pure.

Every mean and share bears the count it is of. Improvement compares the same people with themselves: their first set on
or after adoption with the one of the period, pathway by pathway, only where both are known (PRODUCT, "Measures a
scheme is judged by"). Somebody scored twice in a period counts once, with the later set.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from iomdesk.cohort.rules import Stay
from iomdesk.ids import Id
from iomdesk.pathways.rules import PLACES, StandingSet
from iomdesk.pathways.versions import Compared, Lineage, Why, nothing
from iomdesk.words import say


@dataclass(frozen=True, slots=True, repr=False)
class Course:
    """One person as the figures need them: standing sets, oldest first, and the times on the scheme."""

    sets: tuple[StandingSet, ...]
    stays: tuple[Stay, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """``count`` of ``of`` people. The percentage is never shown without both."""

    count: int
    of: int

    @property
    def percent(self) -> int | None:
        """Whole per cent, halves up; None of nobody."""
        return (200 * self.count + self.of) // (2 * self.of) if self.of else None

    @property
    def text(self) -> str:
        """``3 of 8 (38%)``; ``0 of 0`` without a percentage."""
        said = say("{count} of {of}", count=self.count, of=self.of)
        return said if self.percent is None else f"{said} ({self.percent}%)"


@dataclass(frozen=True, slots=True)
class Mean:
    """The mean of ``count`` known values that add up to ``sum``."""

    sum: int
    count: int

    @property
    def value(self) -> float | None:
        """The mean; None of none."""
        return self.sum / self.count if self.count else None

    @property
    def text(self) -> str:
        """``1.8 (n = 12)``: one decimal, halves up, with the count beside it; a dash of none."""
        if not self.count:
            return say("– (n = 0)")
        tenths = (20 * self.sum + self.count) // (2 * self.count)
        return say("{mean} (n = {count})", mean=f"{tenths // 10}.{tenths % 10}", count=self.count)


@dataclass(frozen=True, slots=True)
class Trend:
    """One pathway, or the total, over a group of people.

    ``mean`` is over everyone whose value is known. ``improved``, ``same`` and ``worse`` are pairs: the same people at
    their first set since adoption and now; ``first`` and ``now`` are the means of those pairs and no one else.
    """

    mean: Mean
    improved: int
    same: int
    worse: int
    first: Mean
    now: Mean

    @property
    def pairs(self) -> int:
        """How many people could be compared with themselves."""
        return self.improved + self.same + self.worse

    @property
    def shares(self) -> tuple[Share, Share, Share]:
        """Improved, the same, worse, each of the pairs."""
        return Share(self.improved, self.pairs), Share(self.same, self.pairs), Share(self.worse, self.pairs)


@dataclass(frozen=True, slots=True, repr=False)
class Figures:
    """What a group of people's sets say on one version of the pathways. ``scored`` is how many people."""

    pathway_set: Id | None
    scored: int
    pathways: tuple[Trend, ...]
    total: Trend


class Grouping(StrEnum):
    """What a period is: a calendar month, or one conference."""

    MONTH = "month"
    CONFERENCE = "conference"


@dataclass(frozen=True, slots=True, repr=False)
class Period:
    """One month or conference; where the pathways changed in a month it has a period for each version.

    ``begins`` and ``ends`` are both counted: a month's first and last day, or the conference's day twice.
    """

    begins: date
    ends: date
    conference: Id | None
    figures: Figures


def adoption_of(stays: Sequence[Stay], on: date | None) -> date | None:
    """The day the stay began that a set of ``on`` belongs to; None for one from before any."""
    begun = [stay.since for stay in stays if on is not None and stay.since <= on]
    return max(begun, default=None)


def first_since(course: Course, newest: StandingSet) -> StandingSet | None:
    """The first set on or after the adoption that ``newest`` belongs to; None without a known adoption."""
    adopted = adoption_of(course.stays, newest.scored_on)
    if adopted is None:
        return None
    return next((each for each in course.sets if each.scored_on is not None and each.scored_on >= adopted), None)


def since_adoption(
    course: Course, newest: StandingSet | None, lineage: Lineage, onto: Id | None = None
) -> tuple[StandingSet | None, Compared]:
    """The first set since adoption, and the change from it to ``newest``, as version ``onto`` reads both."""
    if newest is None:
        return None, nothing(Why.NOT_SCORED)
    first = first_since(course, newest)
    if first is None:
        return None, nothing(Why.NOT_ADOPTED)
    if first.id == newest.id:
        return first, nothing(Why.SCORED_ONCE)
    return first, lineage.compare(first.scores, first.pathway_set, newest.scores, newest.pathway_set, onto)


def figures_of(pairs: Iterable[tuple[Course, StandingSet]], lineage: Lineage, onto: Id | None) -> Figures:
    """The figures of people, each with the set that counts for them, as version ``onto`` reads them."""
    tallies = [_Tally() for _ in range(len(PLACES) + 1)]
    scored = 0
    for course, newest in pairs:
        scored += 1
        read = lineage.read(newest.scores, newest.pathway_set, onto)
        _, compared = since_adoption(course, newest, lineage, onto)
        for tally, value, moved in zip(
            tallies, (*read.scores, read.total), (*compared.moved, compared.total), strict=True
        ):
            tally.add(value, moved)
    *pathways, whole = (tally.trend() for tally in tallies)
    return Figures(onto, scored, tuple(pathways), whole)


def scheme_movement(courses: Iterable[Course], lineage: Lineage, grouping: Grouping) -> tuple[Period, ...]:
    """The scheme's movement, a period for each month in which anybody was scored, or for each conference; by day."""
    groups: dict[tuple[date, date, Id | None, Id | None], list[tuple[Course, StandingSet]]] = {}
    for course in courses:
        for key, newest in _newest_in(course.sets, grouping):
            groups.setdefault(key, []).append((course, newest))
    versions = {whole: lineage.labelled(whole).version for _, _, _, whole in groups}
    ordered = sorted(groups, key=lambda key: (key[0], key[2] or b"", versions[key[3]], key[3] or b""))
    return tuple(
        Period(begins, ends, conference, figures_of(groups[begins, ends, conference, whole], lineage, whole))
        for begins, ends, conference, whole in ordered
    )


def _newest_in(
    sets: Iterable[StandingSet], grouping: Grouping
) -> Iterator[tuple[tuple[date, date, Id | None, Id | None], StandingSet]]:
    """Of each period and version the newest set; a set without its day is in none."""
    newest: dict[tuple[date, date, Id | None, Id | None], StandingSet] = {}
    for each in sets:
        if each.scored_on is None:
            continue
        if grouping is Grouping.MONTH:
            begins = each.scored_on.replace(day=1)
            ends = (begins + timedelta(days=31)).replace(day=1) - timedelta(days=1)
            newest[begins, ends, None, each.pathway_set] = each
        elif each.conference is not None:
            newest[each.scored_on, each.scored_on, each.conference, each.pathway_set] = each
    yield from newest.items()


@dataclass(slots=True)
class _Tally:
    sum: int = 0
    known: int = 0
    better: int = 0
    same: int = 0
    worse: int = 0
    now: int = 0
    change: int = 0

    def add(self, value: int | None, moved: int | None) -> None:
        if value is not None:
            self.sum += value
            self.known += 1
        if value is not None and moved is not None:
            self.better += moved < 0
            self.same += moved == 0
            self.worse += moved > 0
            self.now += value
            self.change += moved

    def trend(self) -> Trend:
        pairs = self.better + self.same + self.worse
        first, now = Mean(self.now - self.change, pairs), Mean(self.now, pairs)
        return Trend(Mean(self.sum, self.known), self.better, self.same, self.worse, first, now)
