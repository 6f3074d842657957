"""Invented versions of the pathways and invented courses of people, for the properties of what scores mean."""

from datetime import date, timedelta

from hypothesis import strategies as st

from iomdesk.cohort.rules import Stay
from iomdesk.ids import Id
from iomdesk.pathways.rules import PATHWAYS, PLACES, StandingSet, in_order
from iomdesk.pathways.trend import Course
from iomdesk.pathways.versions import LabelledSet, Lineage

START = date(2026, 1, 1)
LABELS = ("Accommodation", "Employment", "Finances", "Drugs", "Alcohol", "Health", "Personal", "Thinking")


def version_id(number: int) -> Id:
    return bytes([number]) * 16


def first_version() -> LabelledSet:
    scale = tuple((level, f"level {level}") for level in range(5))
    return LabelledSet(version_id(1), "pathways", 1, "Eight", LABELS, scale)


@st.composite
def next_versions(draw: st.DrawFn, before: LabelledSet) -> LabelledSet:
    """A version that follows ``before``: some pathways go on, some are new, and so with the levels."""
    number = before.version + 1
    order = draw(st.permutations(list(PLACES)))
    kept = draw(st.lists(st.booleans(), min_size=PATHWAYS, max_size=PATHWAYS))
    was_places = tuple(place if keep else None for place, keep in zip(order, kept, strict=True))
    if draw(st.booleans()):
        was_places = tuple(PLACES)
    count = draw(st.integers(2, 6))
    scale = before.scale if draw(st.booleans()) else tuple((level, f"step {level}") for level in range(count))
    levels = [level for level, _ in scale]
    was_levels: dict[int, tuple[int, ...]] = {}
    cuts = sorted(draw(st.lists(st.sampled_from([*levels, -1]), min_size=5, max_size=5)))
    for old, new in zip(sorted(before.levels), cuts, strict=False):
        if new >= 0:
            was_levels[new] = (*was_levels.get(new, ()), old)
    if draw(st.booleans()) and scale == before.scale:
        was_levels = {level: (level,) for level in levels}
    return LabelledSet(
        version_id(number),
        "pathways",
        number,
        f"Version {number}",
        LABELS,
        scale,
        "",
        before.id,
        START + timedelta(days=100 * (number - 1)),
        was_places,
        was_levels,
    )


@st.composite
def lineages(draw: st.DrawFn, most: int = 4) -> Lineage:
    """One to ``most`` versions, each following the one before."""
    sets = [first_version()]
    for _ in range(draw(st.integers(0, most - 1))):
        sets.append(draw(next_versions(sets[-1])))
    return Lineage({each.id: each for each in sets})


@st.composite
def courses(draw: st.DrawFn, lineage: Lineage) -> Course:
    """A person scored some times on versions of ``lineage``, on the scheme once, twice or never."""
    made = []
    versions = sorted(lineage.sets.values(), key=lambda each: each.version)
    for number in range(draw(st.integers(0, 6))):
        whole = draw(st.sampled_from(versions))
        score = st.none() | st.sampled_from(sorted(whole.levels))
        scores = draw(st.tuples(*[score] * PATHWAYS))
        day = START + timedelta(days=draw(st.integers(0, 120)))
        conference = draw(st.none() | st.sampled_from([b"c" * 16, b"d" * 16]))
        own = bytes([number]) + draw(st.binary(min_size=15, max_size=15))
        made.append(StandingSet(own, draw(st.just(day) | st.none()), scores, None, conference, None, "", whole.id))
    days = sorted(draw(st.lists(st.integers(-30, 110), max_size=3, unique=True)))
    return Course(in_order(made), tuple(Stay(START + timedelta(days=day), None) for day in days))
