"""The pathways as a file to edit: it reads back, and everything wrong with it is said in plain words."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iomdesk.errors import Refused
from iomdesk.pathways.editing import LARGEST_FILE, Proposed, file_text, problems, read_proposed, unchanged
from iomdesk.pathways.rules import PLACES
from iomdesk.pathways.versions import levels_in
from resources import packaged
from tests.pathways.pathways_sample import first_version

BEFORE = first_version()
ANCHORS = {(place, level): f"text {place} {level}" for place in PLACES for level in range(5)}
SAME = unchanged(BEFORE, ANCHORS)
WORDS = st.text(st.characters(codec="utf-8"), min_size=1).map(lambda text: " ".join(text.split()))


@given(
    st.lists(WORDS, min_size=8, max_size=8),
    st.lists(st.none() | st.integers(1, 8), min_size=8, max_size=8),
    st.dictionaries(st.integers(0, 9), st.tuples(WORDS, st.sets(st.integers(0, 9))), min_size=1),
    st.dictionaries(st.tuples(st.integers(1, 8), st.integers(0, 9)), WORDS),
    WORDS,
)
def test_a_file_reads_back_as_what_was_written(labels, was, scale, anchors, title) -> None:  # type: ignore[no-untyped-def]
    proposed = Proposed(
        title,
        tuple(labels),
        tuple((level, words) for level, (words, _) in scale.items()),
        anchors,
        tuple(was),
        {level: tuple(sorted(olds)) for level, (_, olds) in scale.items()},
    )
    assert read_proposed(file_text(proposed).encode()) == proposed


def test_what_ships_is_whole_and_has_a_text_for_every_level_of_every_pathway() -> None:
    shipped = read_proposed(packaged("pathways/default.toml"))
    assert len(shipped.anchors) == 40
    assert len(set(shipped.anchors.values())) == 40
    assert not problems(shipped, BEFORE)
    assert not problems(SAME, BEFORE)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"labels": SAME.labels[:7]}, "eight pathways, not 7"),
        ({"labels": ("", *SAME.labels[1:])}, "Pathway 1 has no label"),
        ({"labels": ("x" * 61, *SAME.labels[1:])}, "longer than 60"),
        ({"labels": ("employment", *SAME.labels[1:])}, "Pathways 1 and 2 have the same label"),
        ({"title": ""}, "no title"),
        ({"scale": ((0, "no"),)}, "two levels or more"),
        ({"scale": ((0, "no"), (2, "yes"))}, "one by one"),
        ({"scale": ((1, "yes"), (0, "no"))}, "one by one"),
        ({"scale": ((9, "no"), (10, "yes"))}, "one digit"),
        ({"scale": ((0, "no"), (1, "NO"))}, "words of its own"),
        ({"anchors": {key: text for key, text in ANCHORS.items() if key != (3, 2)}}, "what level 2 looks like"),
        ({"anchors": {**ANCHORS, (3, 7): "far too much"}}, "level 7, which the scale has not"),
        ({"anchors": {**ANCHORS, (3, 2): "x" * 201}}, "longer than 200"),
        ({"was_places": (9, *list(PLACES)[1:])}, "one of 1 to 8"),
        ({"was_places": (2, *list(PLACES)[1:])}, "both be the same pathway"),
        ({"was_levels": {0: (7,)}}, "no level 7"),
        ({"was_levels": {0: (0,), 1: (0,)}}, "not as two"),
        ({"was_levels": {0: (4,), 4: (0,)}}, "cannot change their order"),
    ],
)
def test_what_is_wrong_is_said_in_plain_words(changes: dict[str, object], words: str) -> None:
    found = problems(replace(SAME, **changes), BEFORE)  # type: ignore[arg-type]
    assert words in " ".join(found)


@given(st.dictionaries(st.integers(0, 4), st.frozensets(st.integers(0, 4)), max_size=5))
def test_levels_never_turn_round(was: dict[int, frozenset[int]]) -> None:
    """Whatever is let through, more need before is never less need after."""
    proposed = replace(SAME, was_levels={level: tuple(sorted(olds)) for level, olds in was.items()})
    if problems(proposed, BEFORE):
        return
    now = {old: level for level, olds in was.items() for old in olds}
    assert all(now[one] <= now[other] for one in now for other in now if one < other)


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xfe",
        b"scale = ",
        b"title = 'x'",
        b"[[scale]]\nlevel = 'one'\nlabel = 'x'\n[[pathway]]\nlabel = 'x'",
        b"[[scale]]\nlevel = 1\nlabel = 'x'\n[[pathway]]\nlabel = 3",
        b"[[scale]]\nlevel = 1\nlabel = 'x'\n[[pathway]]\nlabel = 'x'\n[pathway.levels]\nhigh = 'x'",
        b"scale = 3\npathway = 4",
        b"[[scale]]\nlevel = 1\nlabel = 'x'\n[[pathway]]\nlabel = 'x'\nlevels = 3",
        b"[[scale]]\nlevel = true\nlabel = 'x'\n[[pathway]]\nlabel = 'x'",
        b"x" * (LARGEST_FILE + 1),
    ],
)
def test_a_file_of_another_form_is_refused(content: bytes) -> None:
    with pytest.raises(Refused):
        read_proposed(content)


def test_levels_of_a_record_are_read_one_way() -> None:
    assert levels_in(" 3, 1,1") == (1, 3)
