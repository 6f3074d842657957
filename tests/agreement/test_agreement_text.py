"""The text of an agreement: the template is sound, every fault is named where it is, one digest for one meaning."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from hypothesis import given

from iomdesk.agreement.parsing import parse_agreement
from iomdesk.agreement.readable import readable, short
from iomdesk.agreement.terms import (
    IMPERSONAL,
    Access,
    Condition,
    Gateway,
    Regime,
    Signatory,
    canonical,
    category_name,
    digest,
    months_after,
    newest_in_force,
    unfilled,
)
from iomdesk.catalogue import Agency, Category
from iomdesk.errors import Refused
from tests.agreement.agreements import BEGINS, Document, documents, template, template_text, terms, version, written

PUBLIC = (Agency.POLICE, Agency.PROBATION, Agency.PRISON)


def test_the_template_is_whole() -> None:
    agreement = terms()
    assert [(cell.category, cell.agency) for cell in agreement.cells] == [(c, a) for c in Category for a in Agency]
    assert [party.agency for party in agreement.parties] == list(Agency)
    assert [kept.category for kept in agreement.retention] == list(Category)
    numbers = [clause.number for clause in agreement.clauses]
    assert len(set(numbers)) == len(numbers)
    assert {cell.clause for cell in agreement.cells} <= set(numbers)
    for cell in agreement.cells:
        assert cell.agency in agreement.gateway(cell.gateway).reaches
        assert cell.controller
        assert agreement.cell(cell.category, cell.agency) is cell
    assert agreement.review_on == date(2027, 11, 2)
    assert (agreement.warn_days, agreement.grace_days) == (30, 30)


def test_the_template_keeps_what_the_field_keeps() -> None:
    """The lines nobody sensible would sign away, so that an edit of the template does not cross one unseen."""
    agreement = terms()
    for cell in agreement.cells:
        given = cell.access is not Access.NONE
        if cell.category is Category.INTELLIGENCE:
            assert given == (cell.agency is Agency.POLICE)
        if cell.category is Category.VICTIM:
            assert not given or cell.agency in (Agency.POLICE, Agency.PROBATION)
        if cell.agency not in (Agency.POLICE, Agency.PROBATION) and cell.category not in IMPERSONAL:
            assert not given or cell.conditions, "partners see their own people alone"
        if cell.agency is Agency.VOLUNTARY and cell.category not in IMPERSONAL:
            assert not given or {Condition.OWN_PEOPLE, Condition.ENGAGED} <= set(cell.conditions)
        if cell.agency is Agency.HOUSING and cell.category in (Category.HEALTH, Category.SUBSTANCE_USE):
            assert not given
        assert (cell.regime is Regime.LAW_ENFORCEMENT) == (cell.agency in PUBLIC)
        if agreement.gateway(cell.gateway).is_section_115:
            assert cell.agency not in (Agency.VOLUNTARY, Agency.PRISON)


def test_what_is_left_to_fill_in_is_found() -> None:
    blanks = unfilled(terms())
    assert "[Name of the partnership]" in blanks
    assert "[The voluntary organisation]" in blanks
    document = template()
    document["agreement"]["partnership"] = "Example"
    assert "[Name of the partnership]" not in unfilled(terms(written(document)))


Change = Callable[[Document], object]
FAULTS: list[tuple[Change, str]] = [
    (lambda d: d["agreement"].pop("title"), "agreement: “title” is missing"),
    (lambda d: d["agreement"].update(title=" "), "agreement: “title” must be words"),
    (lambda d: d["agreement"].update(version="2"), "agreement: “version” must be a whole number"),
    (lambda d: d["agreement"].update(version=True), "agreement: “version” must be a whole number"),
    (lambda d: d["agreement"].update(version=0), "“version” must be a whole number from 1"),
    (lambda d: d["agreement"].update(grace_days=91), "“grace_days” must be a whole number from 0 to 90"),
    (lambda d: d["agreement"].update(review_months=25), "“review_months” must be a whole number from 1 to 24"),
    (lambda d: d["agreement"].update(reveiw_on=date(2027, 1, 1)), "agreement: “reveiw_on” is not known here"),
    (lambda d: d["agreement"].update(review_on=BEGINS), "dates are out of order"),
    (lambda d: d["agreement"].update(review_on=date(2026, 1, 1)), "dates are out of order"),
    (lambda d: d["agreement"].update(review_on=date(2027, 11, 3)), "later than 12 months"),
    (lambda d: d["agreement"].update(review_on="2027-01-01"), "“review_on” must be a date"),
    (lambda d: d["agreement"].update(review_on=datetime(2027, 1, 1, 9)), "“review_on” must be a date"),  # noqa: DTZ001
    (lambda d: d.update(extra="x"), "the text: “extra” is not known here"),
    (lambda d: d.pop("agreement"), "agreement: a table is missing"),
    (lambda d: d.pop("purposes"), "“purposes” must be a list that is not empty"),
    (lambda d: d.update(purposes=["x", 1]), "“purposes” must be a list"),
    (lambda d: d.update(purposes=[" "]), "purposes: an entry is empty"),
    (lambda d: d["rules"].update(review="77.1"), "rules, review: there is no clause 77.1"),
    (lambda d: d["rules"].pop("restricted"), "rules: “restricted” is missing"),
    (lambda d: d["parties"].pop("prison"), "parties: the agency “prison” is missing"),
    (lambda d: d["parties"].update(army={}), "parties: “army” is no agency; they are: police, probation"),
    (lambda d: d["parties"]["health"].update(regime="GDPR"), "party health: “GDPR” is no regime"),
    (lambda d: d["parties"]["health"].update(gateway="nhs"), "party health: there is no gateway “nhs”"),
    (lambda d: d["parties"]["health"].pop("controller"), "party health: “controller” is missing"),
    (lambda d: d["parties"]["prison"].update(gateway="s115"), "party prison: the gateway “s115” does not reach"),
    (lambda d: d["parties"]["housing"].pop("gateway"), "identity × housing: it names no legal gateway"),
    (lambda d: d.update(gateways={}), "gateways: there is no legal gateway"),
    (lambda d: d["gateways"]["s115"].pop("statute"), "gateway s115: “statute” is missing"),
    (lambda d: d["gateways"]["s115"].update(reaches=["army"]), "gateway s115: “army” is no agency"),
    (lambda d: d["clauses"].append(dict(d["clauses"][0])), "clause 1.1: this number is given twice"),
    (lambda d: d["clauses"][0].update(number="one"), "clause one: a clause's number is like 5.2"),
    (lambda d: d["clauses"][3].pop("text"), "clause 2.2: “text” is missing"),
    (lambda d: d["clauses"][0].pop("number"), "clause 1 of the list: “number” is missing"),
    (lambda d: d["retention"].pop(), "retention: “governance” has no period"),
    (lambda d: d["retention"][0]["categories"].append("health"), "“health” has two periods"),
    (lambda d: d["retention"][0]["categories"].append("gossip"), "retention 1: “gossip” is no data category"),
    (lambda d: d["cells"].pop("custody"), "cells: the data category “custody” is missing"),
    (lambda d: d["cells"].update(gossip={}), "cells: “gossip” is no data category"),
    (lambda d: d["cells"]["custody"].pop("prison"), "custody × prison: the cell is missing"),
    (lambda d: d["cells"]["custody"].update(army="read"), "cells, custody: “army” is no agency"),
    (lambda d: d["cells"]["custody"].update(clause="77"), "custody × police: there is no clause 77"),
    (lambda d: d["cells"]["custody"].pop("reason"), "cells, custody: “reason” is missing"),
    (lambda d: d["cells"]["custody"].update(prison="reads"), "custody × prison: “reads” is none of: none, read"),
    (lambda d: d["cells"]["custody"].update(prison="read own people"), "custody × prison: “read own people” is none"),
    (lambda d: d["cells"]["custody"].update(prison="read if tall"), "custody × prison: “tall” is no condition"),
    (lambda d: d["cells"]["custody"].update(prison="read if engaged, engaged"), "a condition is given twice"),
    (lambda d: d["cells"]["custody"].update(prison="none if engaged"), "a cell that gives nothing has no conditions"),
    (lambda d: d["cells"]["custody"].update(prison=3), "custody × prison: a table is missing"),
    (lambda d: d["cells"]["custody"].update(prison={"gateway": "s115"}), "custody × prison: “give” is missing"),
    (
        lambda d: d["cells"]["custody"].update(prison={"give": "read", "gateway": "s115"}),
        "custody × prison: the gateway “s115” does not reach this agency",
    ),
    (
        lambda d: d["cells"]["custody"].update(prison={"give": "read", "gatway": "oma14"}),
        "custody × prison: “gatway” is not known here",
    ),
    (
        lambda d: d["cells"]["custody"].update(prison={"give": "read", "clause": "77"}),
        "custody × prison: there is no clause 77",
    ),
    (
        lambda d: d["cells"]["custody"].update(prison={"give": "read", "regime": "none"}),
        "custody × prison: “none” is no regime",
    ),
    (
        lambda d: d["cells"]["staffing"].update(prison="read if engaged"),
        "staffing × prison: this category is not about",
    ),
]


@pytest.mark.parametrize(("change", "said"), FAULTS, ids=[said for _, said in FAULTS])
def test_every_fault_is_named_where_it_is(change: Change, said: str) -> None:
    document = template()
    terms(written(document))
    change(document)
    with pytest.raises(Refused) as refusal:
        terms(written(document))
    assert said in refusal.value.message
    assert "Nothing was adopted" in refusal.value.remedy


def test_a_text_that_is_no_toml_names_the_line() -> None:
    broken = template_text().replace("[rules]", "[rules", 1)
    line = broken[: broken.index("[rules")].count("\n") + 1
    with pytest.raises(Refused, match=f"line {line}: "):
        terms(broken)
    twice = template_text() + '\n[cells.risk]\nclause = "5.7"\n'
    with pytest.raises(Refused, match=r"line \d+: "):
        terms(twice)
    with pytest.raises(Refused, match="too long"):
        terms("#" * 500_000)


def test_it_must_say_from_when_it_is_in_force() -> None:
    with pytest.raises(Refused, match="in_force_from"):
        parse_agreement(template_text())
    assert parse_agreement(version(1, date(2027, 1, 31))).in_force_from == date(2027, 1, 31)
    later = parse_agreement(version(1, date(2027, 1, 31)), date(2027, 2, 1))
    assert (later.in_force_from, later.review_on) == (date(2027, 2, 1), date(2028, 2, 1))
    named = parse_agreement(version(1, BEGINS, review_on=date(2027, 1, 10)))
    assert named.review_on == date(2027, 1, 10)


@pytest.mark.parametrize(
    ("code", "statute", "is_115"),
    [
        ("s115", "anything", True),
        ("S.115", "anything", True),
        ("cda-115", "anything", True),
        ("cda1998s115", "anything", True),
        ("sharing", "Crime and Disorder Act 1998 s.115", True),
        ("sharing", "Crime & Disorder Act 1998, section 115(1)", True),
        ("sharing", "CRIME AND DISORDER ACT 1998 S 115", True),
        ("sharing", "Crime and Disorder Act 1998 s.17A", False),
        ("oma14", "Offender Management Act 2007 s.14", False),
        ("s1151", "Some other Act s.1151", False),
    ],
)
def test_section_115_is_never_the_gateway_of_a_voluntary_body(code: str, statute: str, is_115: bool) -> None:
    """However it is spelt, and whether it comes by the gateway's reach, the party or the cell."""
    assert Gateway(code, "x", statute, "x", ()).is_section_115 == is_115
    document = template()
    everyone = [str(agency) for agency in Agency]
    document["gateways"][code] = {"name": "x", "statute": statute, "limits": "x", "reaches": everyone}
    if code == "s115":
        document["parties"]["voluntary sector"]["gateway"] = code
    if not is_115:
        assert Agency.VOLUNTARY in terms(written(document)).gateway(code).reaches
        return
    with pytest.raises(Refused, match="never the gateway of a voluntary body"):
        terms(written(document))
    document["gateways"][code]["reaches"] = everyone[:-1]
    document["cells"]["identity"]["voluntary sector"] = {"give": "read", "gateway": code}
    with pytest.raises(Refused, match=r"voluntary sector: section 115 .* never the gateway of a voluntary body"):
        terms(written(document))


def test_a_cell_may_say_otherwise_than_its_row_and_its_party() -> None:
    document = template()
    document["cells"]["custody"]["prison"] = {
        "give": "write if in custody, own people",
        "gateway": "cja325",
        "clause": "6.1",
        "reason": "because",
        "regime": "UK GDPR",
        "controller": "Somebody else",
    }
    cell = terms(written(document)).cell(Category.CUSTODY, Agency.PRISON)
    assert (cell.access, cell.conditions) == (Access.WRITE, (Condition.OWN_PEOPLE, Condition.IN_CUSTODY))
    assert (cell.gateway, cell.clause, cell.reason) == ("cja325", "6.1", "because")
    assert (cell.regime, cell.controller) == (Regime.GENERAL, "Somebody else")


@given(documents())
def test_one_meaning_has_one_digest(document: Document) -> None:
    """Notation, order of the tables and comments make no difference; any change of the terms does."""
    text = written(document)
    agreement = terms(text)
    turned = "# a note\n" + written(dict(reversed(list(document.items()))))
    assert canonical(terms(turned)) == canonical(agreement)
    assert digest(terms(turned)) == digest(agreement)
    cell = agreement.cell(Category.RISK, Agency.HOUSING)
    other = "none" if cell.access is not Access.NONE else "read"
    document["cells"]["risk"]["housing"] = other
    assert digest(terms(written(document))) != digest(agreement)


@pytest.mark.parametrize("part", ["title", "owner", "joint_contact", "impact_assessment", "partnership", "source"])
def test_every_word_of_the_head_counts(part: str) -> None:
    document = template()
    document["agreement"][part] += " more"
    assert digest(terms(written(document))) != digest(terms())


def test_every_other_part_counts() -> None:
    changes: list[Change] = [
        lambda d: d["agreement"].update(warn_days=31),
        lambda d: d["agreement"].update(grace_days=31),
        lambda d: d["agreement"].update(review_months=11),
        lambda d: d["agreement"].update(version=2),
        lambda d: d["rules"].update(review="9.1"),
        lambda d: d["purposes"].append("Another."),
        lambda d: d["clauses"][0].update(text="Other words."),
        lambda d: d["gateways"]["oma14"].update(limits="Other words."),
        lambda d: d["gateways"]["oma14"]["reaches"].append("housing"),
        lambda d: d["parties"]["police"].update(contact="Somebody"),
        lambda d: d["retention"][0].update(months=71),
        lambda d: d["cells"]["risk"].update(reason="other"),
    ]
    found = {digest(terms())}
    for change in changes:
        document = template()
        change(document)
        found.add(digest(terms(written(document))))
    assert len(found) == len(changes) + 1
    assert digest(terms(begins=date(2026, 11, 3))) not in found


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2027, 1, 31), 1, date(2027, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 11, 2), 24, date(2028, 11, 2)),
    ],
)
def test_months_on(day: date, months: int, then: date) -> None:
    assert months_after(day, months) == then


def test_the_newest_version_that_has_begun_is_in_force() -> None:
    first, second, third = (1, b"1", BEGINS), (2, b"2", date(2027, 3, 1)), (3, b"3", date(2027, 6, 1))
    versions = [third, first, second]
    assert newest_in_force(versions, date(2026, 11, 1)) is None
    assert newest_in_force(versions, BEGINS) == b"1"
    assert newest_in_force(versions, date(2027, 2, 28)) == b"1"
    assert newest_in_force(versions, date(2027, 3, 1)) == b"2"
    assert newest_in_force(versions, date(2030, 1, 1)) == b"3"
    assert newest_in_force([(1, b"1", None)], BEGINS) is None
    assert newest_in_force([(2, b"b", BEGINS), (2, b"a", BEGINS)], BEGINS) == b"b"


def test_the_readable_agreement_says_everything() -> None:
    agreement = terms()
    signed = [
        Signatory(b"1", "housing", "Ms Example", "Head of housing", BEGINS),
        Signatory(b"2", "army", "X", "", None),
    ]
    shown = readable(agreement, BEGINS, signed)
    assert len(shown.matrix) == len(Category)
    for row in shown.matrix:
        assert [cell.agency for cell in row.cells] == list(Agency)
        for cell in row.cells:
            assert cell.short == short(agreement.cell(row.category, cell.agency))
            assert cell.sentence.endswith(".")
            assert cell.clause in row.clause
    letters = "".join(mark for mark, _ in shown.legend)
    assert {letter for row in shown.matrix for cell in row.cells for letter in cell.short} <= set(letters)
    assert len(set(letters)) == len(letters)
    kept = ", ".join(line.categories for line in shown.retention).split(", ")
    assert sorted(kept) == sorted(map(category_name, Category))
    signatures = {each.agency: each.signed for each in shown.signatures}
    assert signatures["housing"] == "Ms Example, Head of housing, 2 Nov 2026"
    assert signatures["police"] == ""
    assert signatures["army"] == "X", "a signature of an agency not known here is shown, not dropped"
    facts = dict(shown.facts)
    assert facts["Without renewal, sharing stops after"] == "2 Dec 2027"
    assert facts["Warned from"] == "3 Oct 2027"
