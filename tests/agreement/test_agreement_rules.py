"""Decisions agree with a brute-force reading of the agreement's own text, and narrowing never widens."""

import calendar
import subprocess
import sys
import tomllib
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iomdesk.agreement.rules import (
    NOBODY,
    PLAIN,
    EntryFacts,
    PersonFacts,
    State,
    Verb,
    decide,
    explain,
    standing,
    withheld_line,
)
from iomdesk.agreement.terms import Access, Agreement, InForce, category_name
from iomdesk.agreement.view import view_for
from iomdesk.catalogue import Agency, Category
from tests.agreement.agreements import (
    AGENCIES,
    BEGINS,
    CATEGORIES,
    Document,
    days,
    documents,
    entries,
    people,
    template_text,
    terms,
    written,
)

agencies = st.sampled_from(Agency)
categories = st.sampled_from(Category)
verbs = st.sampled_from(Verb)
KNOWN = PersonFacts(frozenset(Agency), True, True, True, True, "none")
"""Somebody of whom every condition holds."""


def brute_force(
    text: str,
    agency: str,
    category: str,
    verb: str,
    person: PersonFacts,
    entry: EntryFacts,
    on: date,
    own_desk: bool,
) -> tuple[bool, str]:
    """Allowed or not, and the clause, read from the text itself by the longest way round."""
    document = tomllib.loads(text)
    head, rules = document["agreement"], document["rules"]
    if own_desk and verb == "read":
        return True, rules["own_agency"]
    if person.narrowing is not None and person.narrowing != "none":
        return False, rules["restricted"]
    if entry.do_not_share and not entry.own:
        return False, rules["do_not_share"]
    if not shares_on(head, on):
        return False, rules["review"]
    row = document["cells"][category]
    cell: Any = row[agency]
    give = cell if isinstance(cell, str) else cell["give"]
    clause = row["clause"] if isinstance(cell, str) else cell.get("clause", row["clause"])
    word, _, rest = give.partition(" if ")
    if word == "none" or (word == "read" and verb == "write"):
        return False, clause
    wanted = [each.strip() for each in rest.split(",")] if rest else []
    met = {
        "own people": agency in [str(each) for each in person.involved],
        "in custody": person.in_custody_or_release_due,
        "at step-down": person.stepped_down,
        "statutory only": person.statutory is True,
        "engaged": person.engaged is True,
    }
    return all(met[each] for each in wanted), clause


def shares_on(head: dict[str, Any], on: date) -> bool:
    """One month at a time from the first day, to the last day of grace."""
    begins: date = head["in_force_from"]
    year, month = begins.year, begins.month
    for _ in range(head["review_months"]):
        month += 1
        if month > 12:
            year, month = year + 1, 1
    day = begins.day
    while day > calendar.monthrange(year, month)[1]:
        day -= 1
    return begins <= on <= date(year, month, day) + timedelta(days=head["grace_days"])


@given(documents(), agencies, categories, verbs, people, entries, days, st.booleans())
def test_decisions_agree_with_a_brute_force_reading(
    document: Document,
    agency: Agency,
    category: Category,
    verb: Verb,
    person: PersonFacts,
    entry: EntryFacts,
    on: date,
    own_desk: bool,
) -> None:
    text = written(document)
    agreement = terms(text)
    for facts in (person, replace(person, narrowing=None), replace(KNOWN, statutory=person.statutory)):
        found = decide(agreement, agency, category, verb, facts, entry, on, own_desk=own_desk)
        wanted = brute_force(text, agency, category_name(category), verb, facts, entry, on, own_desk)
        assert (found.allowed, found.clause) == wanted


def test_the_whole_template_agrees_with_a_brute_force_reading() -> None:
    """Every cell, both verbs, every combination of what the conditions ask."""
    text = template_text().replace("# in_force_from = 2026-12-01", f"in_force_from = {BEGINS}")
    agreement = terms(text)
    facts = [
        PersonFacts(frozenset(Agency) if own else frozenset(), custody, down, statutory, engaged)
        for own in (True, False)
        for custody in (True, False)
        for down in (True, False)
        for statutory in (True, None)
        for engaged in (True, False, None)
    ]
    document = tomllib.loads(text)
    assert set(document["cells"]) == set(CATEGORIES)
    for category in Category:
        for agency in Agency:
            for verb in Verb:
                for person in facts:
                    found = decide(agreement, agency, category, verb, person, PLAIN, BEGINS)
                    give = document["cells"][category_name(category)][agency]
                    assert (found.allowed, found.clause) == _read(document, give, category, agency, verb, person)


def _read(
    document: Document, cell: Any, category: Category, agency: Agency, verb: Verb, person: PersonFacts
) -> tuple[bool, str]:
    give = cell if isinstance(cell, str) else cell["give"]
    clause = document["cells"][category_name(category)]["clause"]
    if give == "none" or (verb == "write" and not give.startswith("write")):
        return False, clause
    met = (
        ("own people" not in give or agency in person.involved)
        and ("in custody" not in give or person.in_custody_or_release_due)
        and ("at step-down" not in give or person.stepped_down)
        and ("statutory only" not in give or person.statutory is True)
        and ("engaged" not in give or person.engaged is True)
    )
    return met, clause


@given(documents(), agencies, categories, verbs, people, entries, days)
def test_narrowing_never_widens(
    document: Document,
    agency: Agency,
    category: Category,
    verb: Verb,
    person: PersonFacts,
    entry: EntryFacts,
    on: date,
) -> None:
    """No mark on a person or an entry, and no fact that is not known, gives what would not be given without it."""
    agreement = terms(written(document))

    def allowed(facts: PersonFacts, narrowing: EntryFacts = PLAIN, asked: Verb = verb) -> bool:
        return decide(agreement, agency, category, asked, facts, narrowing, on).allowed

    plain = allowed(replace(person, narrowing=None))
    assert not allowed(person, entry) or plain
    for mark in ("restricted", "excluded", "something new"):
        assert not allowed(replace(person, narrowing=mark), EntryFacts(own=True))
    assert not allowed(person, EntryFacts(do_not_share=True))
    assert allowed(person, EntryFacts(do_not_share=True, own=True)) == allowed(person)
    assert allowed(person, EntryFacts(own=True)) == allowed(person), "an own entry opens no cell"
    unknown = replace(person, statutory=person.statutory or None, engaged=person.engaged or None)
    denied = replace(person, statutory=bool(person.statutory), engaged=bool(person.engaged))
    assert allowed(unknown) == allowed(denied) == allowed(person), "not known is read as no"
    assert not allowed(person, asked=Verb.WRITE) or allowed(person, asked=Verb.READ), "write implies read"
    assert not allowed(NOBODY) or allowed(KNOWN)


@given(documents(), agencies, categories, verbs, people, entries, days, st.booleans())
def test_every_verdict_is_one_sentence_that_names_its_clause(
    document: Document,
    agency: Agency,
    category: Category,
    verb: Verb,
    person: PersonFacts,
    entry: EntryFacts,
    on: date,
    own_desk: bool,
) -> None:
    agreement = terms(written(document))
    found = decide(agreement, agency, category, verb, person, entry, on, own_desk=own_desk)
    assert "\n" not in found.sentence
    assert found.sentence.endswith(".")
    assert "{" not in found.sentence
    if on >= agreement.in_force_from or found.allowed:
        assert f"clause {found.clause}" in found.sentence
    hidden = [category is Category.INTELLIGENCE, person.narrowing not in (None, "none")]
    hidden.append(entry.do_not_share and not entry.own)
    assert found.traceless == (not found.allowed and any(hidden))
    if found.allowed and not own_desk:
        assert found.gateway in found.sentence
        assert found.regime == agreement.cell(category, agency).regime
    else:
        assert (found.gateway, found.regime) == ("", "") or found.allowed


@pytest.mark.parametrize("category", Category)
@pytest.mark.parametrize("agency", Agency)
def test_every_cell_of_the_template_explains_itself(category: Category, agency: Agency) -> None:
    agreement = terms()
    cell = agreement.cell(category, agency)
    said = explain(agreement, cell)
    assert f"clause {cell.clause}" in said
    assert said.startswith(said[0].upper())
    if cell.access is Access.NONE:
        assert cell.reason in said
        assert " may not read " in said
    else:
        assert agreement.gateway(cell.gateway).statute in said
        assert (" may read and write " in said) == (cell.access is Access.WRITE)
    assert len(cell.conditions) == sum(
        word in said
        for word in ("it works with", "in custody or due", "stepped down", "under statutory", "agreed to engage")
    )


def test_the_sentence_reads_as_people_speak() -> None:
    agreement = terms()
    own = PersonFacts(involved=frozenset({Agency.HOUSING}))
    cases = [
        (Category.CONTACT, own, PLAIN, "Housing may read contact details of people it works with"
         " (clause 5.2, Crime and Disorder Act 1998 s.115)."),
        (Category.CONTACT, NOBODY, PLAIN, "Housing may read contact details only of people it works with,"
         " and it is not recorded as working with this person (clause 5.2)."),
        (Category.HEALTH, own, PLAIN, "Housing may not read health information"
         " (clause 5.8: health information stays with those who treat)."),
        (Category.RISK, replace(own, narrowing="restricted"), PLAIN, "Housing may have nothing of this person,"
         " who is marked restricted (clause 4.1)."),
        (Category.RISK, own, EntryFacts(do_not_share=True), "Housing may not have this entry,"
         " which is marked do not share (clause 4.2)."),
    ]  # fmt: skip
    for category, person, entry, said in cases:
        assert decide(agreement, Agency.HOUSING, category, Verb.READ, person, entry, BEGINS).sentence == said
    written_to = decide(agreement, Agency.HOUSING, Category.RISK, Verb.WRITE, own, PLAIN, BEGINS)
    assert (
        written_to.sentence == "Housing may read risk information of people it works with but not write (clause 5.7)."
    )


TIMELINE = [
    (date(2026, 11, 1), State.NOT_YET, False),
    (date(2026, 11, 2), State.IN_FORCE, True),
    (date(2027, 10, 2), State.IN_FORCE, True),
    (date(2027, 10, 3), State.REVIEW_SOON, True),
    (date(2027, 11, 2), State.REVIEW_SOON, True),
    (date(2027, 11, 3), State.GRACE, True),
    (date(2027, 12, 2), State.GRACE, True),
    (date(2027, 12, 3), State.STOPPED, False),
    (date(2035, 1, 1), State.STOPPED, False),
]


@pytest.mark.parametrize(("on", "state", "shares"), TIMELINE)
def test_the_time_of_an_agreement(on: date, state: State, shares: bool) -> None:
    agreement = terms()
    found = standing(agreement, on)
    assert (found.state, found.shares) == (state, shares)
    assert found.warns == (state is not State.IN_FORCE)
    verdict = decide(agreement, Agency.PROBATION, Category.RISK, Verb.READ, KNOWN, PLAIN, on)
    assert verdict.allowed == shares
    assert shares or verdict.sentence == found.sentence
    own = decide(agreement, Agency.POLICE, Category.RISK, Verb.READ, NOBODY, PLAIN, on, own_desk=True)
    assert own.allowed, "what a desk holds stays readable to its own agency"


def test_the_warning_counts_the_days() -> None:
    agreement = terms()
    assert "in 1 day, on 2 Nov 2027 (clause 9.2)" in standing(agreement, date(2027, 11, 1)).sentence
    assert "in 30 days" in standing(agreement, date(2027, 10, 3)).sentence
    assert "after 2 Dec 2027" in standing(agreement, date(2027, 11, 3)).sentence


def test_without_an_agreement_nothing_is_shared_and_the_desk_keeps_its_own() -> None:
    for agency in Agency:
        for category in Category:
            assert not decide(None, agency, category, Verb.READ, KNOWN, PLAIN, BEGINS).allowed
            assert decide(None, agency, category, Verb.READ, NOBODY, PLAIN, BEGINS, own_desk=True).allowed
    assert standing(None, BEGINS).state is State.NONE


def test_a_desk_of_its_own_widens_reading_alone() -> None:
    """Nothing else changes: what its own agency may write is still the cell's to say."""
    agreement = terms()
    for agency in Agency:
        for category in Category:
            plain = decide(agreement, agency, category, Verb.WRITE, NOBODY, PLAIN, BEGINS)
            own = decide(agreement, agency, category, Verb.WRITE, NOBODY, PLAIN, BEGINS, own_desk=True)
            assert plain.allowed == own.allowed


def test_an_agreement_that_is_not_what_was_adopted_shares_nothing() -> None:
    current = InForce(b"", 1, None, "", 0, "It is not what was adopted.")
    housing = view_for(current, Agency.HOUSING, BEGINS, Agency.POLICE)
    assert housing.standing.state is State.UNSOUND
    assert not housing.standing.shares
    assert housing.of(Category.IDENTITY, KNOWN).sentence == "It is not what was adopted."
    assert housing.of(Category.IDENTITY, replace(KNOWN, narrowing="excluded")).traceless
    assert view_for(current, Agency.POLICE, BEGINS, Agency.POLICE).may(Category.IDENTITY)
    assert not view_for(None, Agency.POLICE, BEGINS, None).may(Category.IDENTITY)


def test_the_line_on_what_was_withheld() -> None:
    assert withheld_line({}) == ""
    assert withheld_line({"5.8": 3}) == "3 entries withheld under clause 5.8."
    said = "1 entry withheld under clause 5.2; 2 entries withheld under clause 5.10."
    assert withheld_line({"5.10": 2, "5.2": 1, "4.2": 0}) == said


def test_the_rules_know_no_database() -> None:
    """They will be shared with the server, which has another."""
    modules = ("terms", "parsing", "phrases", "rules", "view", "readable", "adopted")
    imports = "; ".join(f"import iomdesk.agreement.{name}" for name in modules)
    check = "assert not {'sqlalchemy', 'sqlcipher3', 'iomdesk.store'} & set(sys.modules), sorted(sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; {imports}; {check}"],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr


def test_agencies_and_categories_are_spelt_as_the_catalogue_has_them() -> None:
    assert tuple(AGENCIES) == tuple(map(str, Agency))
    assert tuple(CATEGORIES) == tuple(map(category_name, Category))


def test_an_agreement_is_frozen() -> None:
    agreement: Agreement = terms()
    with pytest.raises(AttributeError):
        agreement.version = 2  # type: ignore[misc]


@pytest.mark.parametrize(
    ("category", "person", "entry", "traceless"),
    [
        (Category.INTELLIGENCE, NOBODY, PLAIN, True),
        (Category.HEALTH, NOBODY, PLAIN, False),
        (Category.HEALTH, replace(NOBODY, narrowing="restricted"), PLAIN, True),
        (Category.HEALTH, replace(NOBODY, narrowing="excluded"), PLAIN, True),
        (Category.HEALTH, NOBODY, EntryFacts(do_not_share=True), True),
        (Category.HEALTH, NOBODY, EntryFacts(do_not_share=True, own=True), False),
    ],
)
@pytest.mark.parametrize("on", [BEGINS, date(2030, 1, 1)])
@pytest.mark.parametrize("agreement", [terms(), None])
def test_what_leaves_no_trace(
    category: Category, person: PersonFacts, entry: EntryFacts, traceless: bool, on: date, agreement: Agreement | None
) -> None:
    """Whatever the refusal's reason: an agreement that has stopped does not show who is restricted either."""
    found = decide(agreement, Agency.HOUSING, category, Verb.READ, person, entry, on)
    assert (found.allowed, found.traceless) == (False, traceless)
