"""No workbook for an agency holds a word the agreement keeps from it: every field, every agency, every part of it."""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import openpyxl
import pytest
from sqlalchemy import select

from iomdesk import catalogue
from iomdesk.agreement.commands import AdoptAgreement
from iomdesk.agreement.questions import agreement_in_force
from iomdesk.agreement.rules import EntryFacts, PersonFacts
from iomdesk.agreement.view import View, view_for
from iomdesk.catalogue import Agency, Category
from iomdesk.cohort.facts import people_facts
from iomdesk.copies.questions import copies
from iomdesk.copies.rules import Document
from iomdesk.exchange.made_of import COLUMN_DISCLOSES, NOTE_DISCLOSES, SCORES_DISCLOSE
from iomdesk.exchange.outgoing import TEAM_COLUMNS
from iomdesk.ids import Id
from iomdesk.issuing.issue import Issued, make_copy
from iomdesk.issuing.making import Order, Recipient
from iomdesk.partnership.questions import audit_log
from iomdesk.pathways.records import ScoreSet
from iomdesk.pathways.standing import set_in_force
from iomdesk.people.rules import MarkerCode
from iomdesk.store.unit import Given, Work
from resources import packaged
from tests.exchange.searching import held_ids, held_words, parts, rows_of
from tests.packs.canaries import PEOPLE, Aviary, Canary, aviary

OTHERS = [each for each in Agency if each is not Agency.POLICE]
NARROWED = ("restricted", "excluded")
COHORT, SCORES = 4, 3
"""The rows of the headings."""


@dataclass(frozen=True)
class Cohort:
    """The desk of the packs' test, with what only a sheet brings besides."""

    aviary: Aviary
    canaries: tuple[Canary, ...]

    def view(self, agency: Agency) -> View:
        desk = self.aviary.desk
        return view_for(desk.ask(agreement_in_force, desk.today), agency, desk.today, desk.agency)

    def facts(self) -> Mapping[Id, PersonFacts]:
        desk = self.aviary.desk
        return desk.ask(people_facts, tuple(self.aviary.people.values()), desk.today)

    def copy(self, agency: Agency) -> Issued:
        return make_copy(self.aviary.desk, Document.EXPORT, Order(None, Recipient("L Grimes", agency)))


WITHHELD = {
    Agency.HOUSING: Category.RISK,
    Agency.LOCAL_AUTHORITY: Category.PATHWAYS,
    Agency.HEALTH: Category.SUPERVISION,
    Agency.YOUTH_JUSTICE: Category.CUSTODY,
    Agency.SUBSTANCE_MISUSE: Category.DEMOGRAPHICS,
    Agency.PROBATION: Category.CONFERENCE,
    Agency.PRISON: Category.IDENTITY,
}
"""What a second agreement keeps from whom, so that each column is withheld from somebody who has the others."""


def _stricter() -> str:
    text = packaged("agreement/template.toml").decode().replace("\nversion = 1\n", "\nversion = 2\n")
    for agency, category in WITHHELD.items():
        head, section, rest = text.partition(f"[cells.{category.name.lower()}]\n")
        cell = re.compile(rf'^"?{agency}"? = .*$', re.M)
        rest, changed = cell.subn(f'"{agency}" = {{ give = "none", reason = "tried" }}', rest, count=1)
        assert changed, category
        text = head + section + rest
    return text


@pytest.fixture(scope="module", params=["the shipped agreement", "a stricter one"])
def cohort(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Cohort]:
    kept = aviary(tmp_path_factory.mktemp("aviary"))
    if request.param == "a stricter one":
        kept.desk.do(AdoptAgreement(_stricter(), "2026-11-01"))
    canaries: list[Canary] = []
    with kept.desk._store.work() as work:
        for whose, person in kept.people.items():
            _from_a_sheet(work, whose, person, canaries)
    yield Cohort(kept, (*kept.canaries, *canaries))
    kept.desk.close()


def _from_a_sheet(work: Work, whose: str, person: Id, canaries: list[Canary]) -> None:
    """Numbers, notes and markers as an import enters them, each with a word of its own."""

    def word(kind: str, name: str, category: Category, marked: bool = False) -> str:
        made = f"Zx{whose[:3]}{''.join('bcdfghjklm'[int(digit)] for digit in str(100 + len(canaries)))}"
        canaries.append(Canary(made, kind, name, category, whose, marked))
        return made

    for scheme in ("PNC", "CRO", "NOMIS", "CRN"):
        number = word("identifier", "typed", Category.IDENTITY)
        work.create(catalogue.IDENTIFIER, {"scheme": scheme, "typed": number, "canonical": number}, subject=person)
    work.put(catalogue.PERSON, person, {"priority": 3})
    for marked in (False, True):
        for heading in ("Notes", word("note", "heading", Category.RISK, marked)):
            values: dict[str, Given] = {"source": "sheet", "heading": heading, "do_not_share": marked}
            values["body"] = word("note", "body", Category.RISK, marked)
            work.create(catalogue.NOTE, values, subject=person)
    for code in (MarkerCode.DOMESTIC_ABUSE, MarkerCode.COUNTY_LINES):
        work.create(catalogue.MARKER, {"code": str(code), "state": "yes"}, subject=person)


def refused(cohort: Cohort, agency: Agency) -> list[Canary]:
    """The words the agreement keeps from the agency, asked of the agreement one by one."""
    view, facts = cohort.view(agency), cohort.facts()
    return [
        each
        for each in cohort.canaries
        if not view.may(each.category, facts[cohort.aviary.people[each.whose]], EntryFacts(each.do_not_share))
    ]


@pytest.mark.parametrize("agency", OTHERS)
def test_no_workbook_for_an_agency_holds_what_is_kept_from_it(cohort: Cohort, agency: Agency) -> None:
    kept_back = refused(cohort, agency)
    assert {each.whose for each in kept_back} >= set(NARROWED)
    content = cohort.copy(agency).content
    assert held_words(content, [each.word for each in kept_back]) == set()
    assert held_words(content, ["iomdesk row", "iomdesk export"]) == set()
    with cohort.aviary.desk._store.reading() as reading:
        sets = [row.id for row in reading.all(select(ScoreSet.id))]
    assert held_ids(content, [*cohort.aviary.people.values(), *sets]) == set()


def test_the_words_and_ids_would_be_found_where_they_stand(cohort: Cohort) -> None:
    """The search finds what the police, whose desk it is, have in their own workbook: or it is none."""
    content = cohort.copy(Agency.POLICE).content
    words = held_words(content, [each.word for each in cohort.canaries])
    found = {(each.kind, each.field) for each in cohort.canaries if each.word in words}
    assert {
        ("person", "surname"), ("person", "forenames"), ("person", "sex"), ("person", "rag"), ("person", "rosh"),
        ("person", "supervision"), ("person", "cohort_label"), ("custody_spell", "prison"), ("identifier", "typed"),
        ("assignment", "officer_name"), ("note", "heading"), ("note", "body"),
    } <= found  # fmt: skip
    assert {each.whose for each in cohort.canaries if each.word in words} == set(PEOPLE)
    assert not [each for each in cohort.canaries if each.do_not_share and each.word in words]
    assert held_ids(content, cohort.aviary.people.values()) == set(cohort.aviary.people.values())


@pytest.mark.parametrize("place", ["xl/comments1.xml", "docProps/core.xml", "xl/worksheets/sheet2.xml", "odd.bin"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be"])
def test_a_word_would_be_found_in_any_part(place: str, encoding: str) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(place, b"\x01" + "<t>Zqa&#98;cd &#38; more</t>".encode(encoding))
    assert held_words(out.getvalue(), ["Zqabcd", "Zqother"]) == {"Zqabcd"}


@pytest.mark.parametrize("agency", OTHERS)
def test_an_agency_has_each_cell_it_may_read_and_no_other(cohort: Cohort, agency: Agency) -> None:
    own, theirs = cohort.copy(Agency.POLICE).content, cohort.copy(agency).content
    view, facts = cohort.view(agency), cohort.facts()
    surnames = {each.word: each.whose for each in cohort.canaries if (each.kind, each.field) == ("person", "surname")}
    shown = {row["Surname"]: row for row in rows_of(theirs, "Cohort copy", COHORT)}
    scored = [tuple(row.values()) for row in rows_of(theirs, "Pathways master", SCORES)]
    everybody = rows_of(own, "Cohort", COHORT)
    assert [heading for heading, _ in TEAM_COLUMNS if not everybody[0][heading]] == [], "each column is tried"
    for row in everybody:
        person = facts[cohort.aviary.people[surnames[row["Surname"]]]]
        copied = shown.pop(row["Surname"], None)
        assert (copied is not None) == view.may(Category.IDENTITY, person)
        sets = [each for each in rows_of(own, "Pathways master", SCORES) if each["Surname"] == row["Surname"]]
        may = copied is not None and all(view.may(category, person) for category in SCORES_DISCLOSE)
        assert sets
        assert all((tuple(each.values())[:-1] in scored) == may for each in sets)
        for heading, name in TEAM_COLUMNS if copied is not None else ():
            assert copied is not None
            allowed = all(view.may(category, person) for category in COLUMN_DISCLOSES[name])
            assert copied[heading] == (row[heading] if allowed else None), heading
    assert shown == {}


def test_every_column_says_what_it_discloses() -> None:
    assert set(COLUMN_DISCLOSES) == {name for _, name in TEAM_COLUMNS}
    risk = "rosh", "rag", "mappa", "da_perpetrator", "county_lines", "notes"
    supervision = "site", "cohort_label", "adopted", "police_om", "probation_om", "supervision"
    assert dict(COLUMN_DISCLOSES) == {
        **dict.fromkeys(("surname", "forenames", "dob", "pnc", "cro", "nomis", "crn"), (Category.IDENTITY,)),
        **dict.fromkeys(supervision, (Category.SUPERVISION,)),
        **dict.fromkeys(risk, (Category.RISK,)),
        "sex": (Category.DEMOGRAPHICS,),
        "location": (Category.CUSTODY,),
        "last_conference": (Category.CONFERENCE,),
        "priority_pathway": (Category.PATHWAYS,),
    }
    assert NOTE_DISCLOSES == (Category.RISK,)
    assert set(SCORES_DISCLOSE) == {Category.IDENTITY, Category.PATHWAYS}


def parts_without_its_number(copy: Issued) -> dict[str, bytes]:
    return {name: re.sub(rb"cohort export \d+", b"cohort export", part) for name, part in parts(copy.content).items()}


@pytest.mark.parametrize("narrowing", NARROWED)
def test_who_must_leave_no_trace_changes_not_a_byte(cohort: Cohort, narrowing: str) -> None:
    """With one more such person on the desk, and one more *do not share* entry, each part is what it was."""
    before = cohort.copy(Agency.HOUSING)
    desk = cohort.aviary.desk
    with desk._store.work() as work:
        person, labelled = work.new_id(), set_in_force(work, desk.today)
        assert labelled is not None
        values: dict[str, Given] = {"surname": "Aardvark", "born": date(1977, 7, 7), "rag": "Red"}
        work.create(catalogue.PERSON, {**values, "narrowing": narrowing, "lead_agency": "housing"}, record=person)
        work.create(catalogue.MEMBERSHIP, {"event": "adopted", "happened_on": desk.today}, subject=person)
        scores: dict[str, Given] = {f"score_{place}": 3 for place in range(1, 9)}
        scores |= {"pathway_set": labelled.id, "scored_on": desk.today}
        work.create(catalogue.SCORE_SET, scores, subject=person)
        entry: dict[str, Given] = {"source": "sheet", "heading": "Only theirs", "body": "nothing"}
        work.create(catalogue.NOTE, entry, subject=person)
        marked: dict[str, Given] = {"heading": "Only his", "do_not_share": True}
        work.create(catalogue.NOTE, {**entry, **marked}, subject=cohort.aviary.people["shared"])
    own = cohort.copy(Agency.POLICE)
    assert held_words(own.content, ["Aardvark", "Only theirs", "Only his"]) == {"Aardvark", "Only theirs"}
    after = cohort.copy(Agency.HOUSING)
    assert parts_without_its_number(after) == parts_without_its_number(before)
    assert (after.withheld, after.people) == (before.withheld, before.people)
    with desk._store.work() as work:
        work.withdraw(catalogue.PERSON, person, "the end of the test")


def test_what_was_withheld_is_said_by_its_clause_and_logged(cohort: Cohort) -> None:
    copy, desk = cohort.copy(Agency.HOUSING), cohort.aviary.desk
    book = openpyxl.load_workbook(io.BytesIO(copy.content))
    assert copy.withheld > 0
    assert re.fullmatch(r"(\d+ entr(y|ies) withheld under clause 5\.\d+(; )?)+\.", copy.withheld_line)
    assert [book[name].sheet_state for name in book.sheetnames] == ["visible"] * 4
    line = f"{copy.called} for L Grimes (housing)"
    for name in book.sheetnames:
        above = " ".join(str(cell.value) for cells in book[name]["A1:A3"] for cell in cells)
        assert ("OFFICIAL-SENSITIVE" in above, line in above, copy.withheld_line in above) == (True,) * 3, name
        head, foot = book[name].oddHeader, book[name].oddFooter
        assert (head.left.text, head.right.text) == (copy.called, "L Grimes (housing)")
        assert {head.center.text, foot.center.text} == {"&BOFFICIAL-SENSITIVE"}
        assert foot.left.text.strip()
        assert not any(column.hidden for column in book[name].column_dimensions.values())
    (row,) = [each for each in desk.ask(copies) if each.called == copy.called]
    assert (row.agency, row.people, row.withheld, row.pages) == ("housing", copy.people, copy.withheld, 0)
    assert row.sha256.hex() == copy.sha256
    assert row.agreement is not None
    logged: list[Any] = [each for each in desk.ask(audit_log) if each.action.startswith(f"{copy.called}, ")]
    assert [(each.operation, each.count, each.recipient) for each in logged] == [
        ("disclosure", copy.people, "L Grimes (housing)")
    ]
    traceless = int(re.findall(r"(\d+) left out without a trace", logged[0].action)[0])
    assert traceless >= len(NARROWED)
