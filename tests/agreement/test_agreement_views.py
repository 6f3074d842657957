"""A view answers as the rules do, and a mixed room sees what everybody in it may."""

from hypothesis import given
from hypothesis import strategies as st

from iomdesk.agreement.rules import EntryFacts, PersonFacts, Verb, Verdict, decide
from iomdesk.agreement.terms import InForce
from iomdesk.agreement.view import View, room_for
from iomdesk.catalogue import Agency, Category
from tests.agreement.agreements import BEGINS, entries, people, terms

agencies = st.sampled_from(Agency)
categories = st.sampled_from(Category)


@given(agencies, categories, people, entries)
def test_a_view_answers_as_the_rules_do(
    agency: Agency, category: Category, person: PersonFacts, entry: EntryFacts
) -> None:
    agreement = terms()
    view = View(agreement, agency, BEGINS)
    for _ in range(2):
        for verb in Verb:
            _same(
                view.of(category, person, entry, verb), decide(agreement, agency, category, verb, person, entry, BEGINS)
            )
    assert view.may(category, person, entry) == view.of(category, person, entry).allowed


def _same(one: Verdict, other: Verdict) -> None:
    assert one == other


@given(st.lists(agencies, max_size=4), categories, people, entries)
def test_a_mixed_room_sees_what_everybody_in_it_may(
    present: list[Agency], category: Category, person: PersonFacts, entry: EntryFacts
) -> None:
    agreement = terms()
    current = InForce(b"", 1, agreement, "", 0)
    found = room_for(current, present, BEGINS, Agency.POLICE).of(category, person, entry)
    alone = [
        decide(agreement, each, category, Verb.READ, person, entry, BEGINS, own_desk=each is Agency.POLICE)
        for each in present
    ]
    assert found.allowed == (bool(alone) and all(each.allowed for each in alone))
    if alone:
        assert found.traceless == any(each.traceless for each in alone)
    else:
        assert found.traceless == decide(None, Agency.HOUSING, category, Verb.READ, person, entry, BEGINS).traceless
