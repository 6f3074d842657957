"""The synthetic partnership hangs together: repeatable, unique numbers, histories that do not contradict."""

import hashlib
from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iomdesk.errors import Refused
from iomdesk.people.identifiers import Scheme, parse_identifier
from iomdesk.practice import Partnership, Person, generate

AS_OF = date(2026, 11, 2)


@pytest.fixture(scope="module")
def partnership() -> Partnership:
    return generate(400, seed=7, as_of=AS_OF)


def digest(partnership: Partnership) -> str:
    return hashlib.sha256(repr(partnership).encode()).hexdigest()


def age_on(person: Person, day: date) -> int:
    return day.year - person.born.year - ((day.month, day.day) < (person.born.month, person.born.day))


def test_same_size_seed_and_day_give_the_same_partnership() -> None:
    assert digest(generate(60, 3, AS_OF)) == digest(generate(60, 3, AS_OF))
    others = {digest(generate(60, 4, AS_OF)), digest(generate(60, 3, AS_OF + timedelta(days=1)))}
    assert digest(generate(60, 3, AS_OF)) not in others


def test_content_is_the_pinned_one_on_every_python() -> None:
    assert digest(generate(60, 3, AS_OF)) == "5a00e6b22fbaeed6217b46c9ea6185d146b183cbd04ca6b806183fc5ee5a5ce2"


def test_every_number_is_well_formed_checked_and_given_once(partnership: Partnership) -> None:
    held = {
        Scheme.PNC: [person.pnc for person in partnership.people],
        Scheme.CRO: [person.cro for person in partnership.people if person.cro],
        Scheme.NOMIS: [person.nomis for person in partnership.people if person.nomis],
        Scheme.CRN: [person.crn for person in partnership.people if person.crn],
    }
    for scheme, numbers in held.items():
        read = [parse_identifier(scheme, number, AS_OF) for number in numbers]
        assert len({found.canonical for found in read}) == len(numbers) > 100
        assert all(found.well_formed and not found.warning for found in read)
        assert all(found.check_passed for found in read if scheme in (Scheme.PNC, Scheme.CRO))


def test_pnc_is_typed_long_short_and_in_small_letters_yet_is_the_same_number(partnership: Partnership) -> None:
    typed = [person.pnc_as_typed for person in partnership.people]
    assert {text.index("/") for text in typed} == {2, 4}
    assert any(text != text.upper() for text in typed)
    for person in partnership.people:
        assert parse_identifier(Scheme.PNC, person.pnc_as_typed, AS_OF).canonical == person.pnc


def test_names_come_from_several_traditions(partnership: Partnership) -> None:
    names = " ".join(f"{person.forenames} {person.surname}" for person in generate(3000, 7, AS_OF).people)
    assert all(letter in names for letter in "ŷôŁłńąęễĐ'-")
    assert not any(p.surname.endswith("ski") for p in partnership.people if p.sex == "F")


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**63), as_of=st.dates(date(2024, 1, 1), date(2090, 12, 31)))
def test_a_life_does_not_contradict_itself(seed: int, as_of: date) -> None:
    made = generate(25, seed, as_of)
    mondays = {site.name: site.first_conference for site in made.sites}
    for person in made.people:
        assert person.adopted < as_of
        assert 18 <= age_on(person, person.adopted) < 60
        held = [scores.held for scores in person.score_sets]
        assert all(person.adopted <= day <= as_of for day in held)
        assert all((day - mondays[person.site]).days % 14 == 0 and day.weekday() == 0 for day in held)
        assert held == sorted(set(held))
        assert person.last_conference == (held[-1] if held else None)
        check_custody(person, as_of)
        check_offences(person, as_of)


def check_custody(person: Person, as_of: date) -> None:
    assert all(spell.ends is not None for spell in person.custody[:-1])
    assert (person.open_spell is not None) == person.location.startswith("HMP ")
    assert (person.open_spell is None) == (person.location == "Community")
    assert all(spell.starts < (spell.ends or as_of) <= as_of for spell in person.custody)
    assert all(age_on(person, spell.starts) >= 18 for spell in person.custody)
    assert all(earlier.ends and earlier.ends < later.starts for earlier, later in pairwise(person.custody))
    for place, spell in enumerate(person.custody):
        assert spell.reason != "Recall" or "Sentence" in {before.reason for before in person.custody[:place]}
    if person.release:
        assert person.open_spell
        assert person.open_spell.reason != "Remand"
        assert person.release > as_of
    check_supervision(person, as_of)


def check_supervision(person: Person, as_of: date) -> None:
    order, _, until = person.supervision.partition(" to ")
    if order in ("Licence", "PSS"):
        assert any(spell.reason in ("Sentence", "Recall") for spell in person.custody)
    if until:
        day, month, year = (int(part) for part in until.split("/"))
        assert date(year, month, day) > max(as_of, person.release or as_of)
    else:
        assert order == "None - voluntary"


def check_offences(person: Person, as_of: date) -> None:
    days = [offence.committed_from for offence in person.offences]
    assert days == sorted(days)
    for offence in person.offences:
        assert age_on(person, offence.committed_from) >= 10
        assert offence.committed_from.year >= int(person.pnc[:4])
        assert offence.committed_from <= (offence.committed_to or offence.committed_from) <= offence.outcome_date
        assert offence.outcome_date <= as_of


def test_scores_walk_slowly_and_the_priority_is_a_highest_need(partnership: Partnership) -> None:
    for person in partnership.people:
        for held in person.score_sets:
            assert len(held.scores) == len(partnership.pathways) == 8
            assert all(score is None or 0 <= score <= 4 for score in held.scores)
            assert (held.total is None) == (None in held.scores)
        for earlier, later in pairwise(person.score_sets):
            pairs = zip(earlier.scores, later.scores, strict=True)
            assert all(abs(a - b) <= 1 for a, b in pairs if a is not None and b is not None)
        if person.score_sets:
            latest = dict(zip(partnership.pathways, person.score_sets[-1].scores, strict=True))
            assert latest[str(person.priority_pathway)] == max(score or 0 for score in latest.values())
        else:
            assert person.priority_pathway is None
    assert any(None in held.scores for person in partnership.people for held in person.score_sets)


def test_offending_peaks_before_adoption_and_is_rare_inside(partnership: Partnership) -> None:
    offsets = [(offence.committed_from - person.adopted).days for person, offence in partnership.offences()]
    year_before = sum(-365 <= offset < 0 for offset in offsets)
    year_after = sum(0 <= offset < 365 for offset in offsets)
    earlier_year = sum(-1095 <= offset < -730 for offset in offsets)
    assert year_before > 3 * max(year_after, earlier_year)
    inside = sum(
        spell.starts <= offence.committed_from <= (spell.ends or AS_OF)
        for person, offence in partnership.offences()
        for spell in person.custody
    )
    assert inside < len(offsets) / 100
    references = [offence.crime_ref for _, offence in partnership.offences()]
    assert len(set(references)) == len(references)


def test_people_are_spread_over_sites_cohorts_colours_and_places(partnership: Partnership) -> None:
    people = partnership.people
    assert {person.site for person in people} == {site.name for site in partnership.sites}
    assert {person.cohort for person in people} == {"Fixed", "Flex", "Free"}
    assert min(Counter(person.rag for person in people).values()) > len(people) / 20
    assert len({person.rag for person in people}) == 3
    inside = sum(person.open_spell is not None for person in people)
    assert 0.1 * len(people) < inside < 0.4 * len(people)
    assert any("(rel " in person.location for person in people)
    assert {person.da_perpetrator for person in people} == {"Y", "N", "?", ""}


def test_every_person_has_officers_of_their_site(partnership: Partnership) -> None:
    rooms = {(officer.name, officer.agency, officer.site) for officer in partnership.officers}
    assert len({officer.name for officer in partnership.officers}) == len(partnership.officers)
    for person in partnership.people:
        assert (person.police_om, "police", person.site) in rooms
        assert (person.probation_om, "probation", person.site) in rooms


@pytest.mark.parametrize("exactly", [0, 1, 10, 60])
def test_a_stated_number_of_score_sets_is_kept_for_everybody(exactly: int) -> None:
    made = generate(40, 11, AS_OF, score_sets_per_person=exactly)
    assert {len(person.score_sets) for person in made.people} == {exactly}
    assert all(person.adopted <= scores.held for person in made.people for scores in person.score_sets)


def test_one_person_is_a_partnership() -> None:
    assert len(generate(1, 0, AS_OF).people) == 1


@pytest.mark.parametrize(
    ("people", "as_of", "exactly"),
    [(0, AS_OF, None), (500_001, AS_OF, None), (5, AS_OF, -1), (5, AS_OF, 61), (5, date(2023, 12, 31), None)],
)
def test_out_of_range_is_refused_in_words(people: int, as_of: date, exactly: int | None) -> None:
    with pytest.raises(Refused) as refused:
        generate(people, 1, as_of, exactly)
    assert refused.value.remedy
