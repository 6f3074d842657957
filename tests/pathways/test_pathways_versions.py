"""What scores of one version of the pathways mean on another: known only where pathway and level correspond."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from iomdesk.ids import Id
from iomdesk.pathways.rules import PATHWAYS, PLACES, Scores, StandingSet, eight, total
from iomdesk.pathways.versions import LabelledSet, Lineage, Why, in_force, keeps_totals, levels_in, levels_text
from tests.pathways.pathways_sample import LABELS, START, first_version, lineages, version_id

EVERY = st.none() | st.integers(0, 6)
SCORES = st.tuples(*[EVERY] * PATHWAYS)


def read_by_hand(lineage: Lineage, scores: Scores, made_on: Id, onto: Id, place: int) -> int | None:
    """One pathway's score, asked of the version before until the version it was made on answers."""
    if onto == made_on:
        return scores[place - 1]
    version = lineage.sets[onto]
    was = version.was_places[place - 1]
    if version.previous is None or was is None:
        return None
    old = read_by_hand(lineage, scores, made_on, version.previous, was)
    return next((level for level, olds in version.was_levels.items() if old in olds), None)


@given(st.data(), lineages())
def test_reading_across_agrees_with_asking_one_version_after_another(data: st.DataObject, lineage: Lineage) -> None:
    ids = sorted(lineage.sets)
    made_on, onto = data.draw(st.sampled_from(ids)), data.draw(st.sampled_from(ids))
    scores = data.draw(SCORES)
    read = lineage.read(scores, made_on, onto)
    if made_on > onto:
        assert read.scores == (None,) * PATHWAYS
        assert set(read.why) == {Why.OTHER_VERSION}
        return
    assert read.scores == tuple(read_by_hand(lineage, scores, made_on, onto, place) for place in PLACES)
    for place, score, why in zip(PLACES, read.scores, read.why, strict=True):
        assert (score is None) == (why is not None), place
    if read.total is not None:
        assert read.total == total(scores), "a total that stands is the total that was made"


@given(st.data(), lineages())
def test_movement_is_known_only_where_both_ends_correspond(data: st.DataObject, lineage: Lineage) -> None:
    ids = sorted(lineage.sets)
    one, other = sorted([data.draw(st.sampled_from(ids)), data.draw(st.sampled_from(ids))])
    old, new = data.draw(SCORES), data.draw(SCORES)
    compared = lineage.compare(old, one, new, other)
    for place, change, why in zip(PLACES, compared.moved, compared.why, strict=True):
        before, now = read_by_hand(lineage, old, one, other, place), new[place - 1]
        assert change == (None if before is None or now is None else now - before)
        assert (change is None) == (why is not None)
    assert (compared.total is None) == (compared.total_why is not None)
    steps = lineage.steps(one, other) or ()
    stands = all(keeps_totals(lineage.sets[step.previous or b""], step) for step in steps)
    whole, later = total(old), total(new)
    assert compared.total == (later - whole if stands and whole is not None and later is not None else None)


def renamed(**changes: object) -> Lineage:
    before = first_version()
    values: dict[str, object] = {
        "labels": ("Home", *LABELS[1:]),
        "scale": before.scale,
        "was_places": tuple(PLACES),
        "was_levels": {level: (level,) for level in range(5)},
        **changes,
    }
    after = LabelledSet(version_id(2), "pathways", 2, "Ours", previous=before.id, **values)  # type: ignore[arg-type]
    return Lineage({before.id: before, after.id: after})


OLD, NEW = eight([3, 2, 0, 4, 1, 1, 1, 0]), eight([2, 2, 0, 4, 1, 1, 1, 0])


def test_new_words_for_the_same_pathways_keep_movement_and_totals() -> None:
    compared = renamed().compare(OLD, version_id(1), NEW, version_id(2))
    assert compared.moved == (-1, 0, 0, 0, 0, 0, 0, 0)
    assert (compared.total, compared.total_why) == (-1, None)


def test_a_pathway_put_in_place_of_another_is_not_compared_with_it() -> None:
    compared = renamed(was_places=(None, *list(PLACES)[1:])).compare(OLD, version_id(1), NEW, version_id(2))
    assert compared.moved == (None, 0, 0, 0, 0, 0, 0, 0)
    assert compared.why[0] is Why.NEW_PATHWAY
    assert (compared.total, compared.total_why) == (None, Why.OTHER_TOTAL)


def test_a_shorter_scale_compares_what_reads_as_its_levels_and_no_total() -> None:
    shorter = renamed(scale=((0, "no"), (1, "some"), (2, "much")), was_levels={0: (0,), 1: (1, 2), 2: (3,)})
    compared = shorter.compare(OLD, version_id(1), eight([1, 0, 0, 2, 1, 1, 1, 1]), version_id(2))
    assert compared.moved == (-1, -1, 0, None, 0, 0, 0, 1)
    assert compared.why[3] is Why.NO_LEVEL
    assert compared.total is None
    assert compared.total_why is Why.OTHER_TOTAL


def test_a_version_that_does_not_follow_is_not_compared() -> None:
    stranger = LabelledSet(b"s" * 16, "pathways", 2, "Theirs", LABELS, first_version().scale)
    lineage = Lineage({**renamed().sets, stranger.id: stranger})
    for one, other in ((version_id(2), stranger.id), (stranger.id, version_id(2)), (None, version_id(1))):
        compared = lineage.compare(OLD, one, NEW, other)
        assert set(compared.why) == {Why.OTHER_VERSION}
        assert compared.total is None


def test_versions_in_a_circle_lead_nowhere() -> None:
    one = LabelledSet(b"1" * 16, "p", 1, "", LABELS, (), previous=b"2" * 16)
    two = LabelledSet(b"2" * 16, "p", 2, "", LABELS, (), previous=b"1" * 16)
    assert Lineage({one.id: one, two.id: two}).steps(b"3" * 16, one.id) is None


def test_a_line_leaves_out_what_cannot_be_read_whole() -> None:
    def standing(number: int, on: Id, priority: int | None = None) -> StandingSet:
        return StandingSet(bytes([number]) * 16, START, OLD, priority, None, None, "", on)

    swapped = renamed(was_places=(2, 1, 3, 4, 5, 6, 7, 8))
    onto = swapped.sets[version_id(2)]
    (first, second) = swapped.lines({b"p": (standing(1, version_id(1), 1), standing(2, version_id(2), 1))}, onto)[b"p"]
    assert (first.scores[:2], first.priority, first.pathway_set) == ((2, 3), 2, onto.id)
    assert (second.scores, second.priority) == (OLD, 1)
    shorter = renamed(scale=((0, "no"), (1, "yes")), was_levels={0: (0,), 1: (1, 2, 3, 4)})
    lines = shorter.lines({b"p": (standing(1, version_id(1)),)}, shorter.sets[version_id(2)])
    assert lines == {b"p": ()}


@given(st.lists(st.tuples(st.integers(1, 5), st.none() | st.integers(0, 30)), max_size=8), st.integers(0, 30))
def test_the_version_in_force_is_the_highest_whose_day_has_come(rows: list[tuple[int, int | None]], on: int) -> None:
    sets = [
        LabelledSet(
            bytes([number]) * 16, "p", version, "", LABELS, (),
            in_force_from=None if day is None else START + timedelta(days=day),
        )
        for number, (version, day) in enumerate(rows)
    ]  # fmt: skip
    day = START + timedelta(days=on)
    found = in_force(sets, day)
    come = [each for each in sets if each.in_force_from is None or each.in_force_from <= day]
    assert (found is None) == (not come)
    assert found is None or (found in come and found.version == max(each.version for each in come))
    assert in_force(reversed(sets), day) == found


@given(st.sets(st.integers(0, 9)))
def test_levels_are_kept_as_text_that_reads_back(levels: set[int]) -> None:
    assert levels_in(levels_text(levels)) == tuple(sorted(levels))
    assert levels_in(None) == levels_in("x,,²") == ()


def test_a_day_before_every_version_has_none() -> None:
    later = LabelledSet(b"1" * 16, "p", 1, "", LABELS, (), in_force_from=date(2026, 5, 1))
    assert in_force([later], date(2026, 4, 30)) is None
