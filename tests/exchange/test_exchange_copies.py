"""Copies of the cohort as they leave: registered, for whom they may be, over no other file, and never read as whole."""

import hashlib
import io
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from iomdesk import catalogue
from iomdesk.agreement.commands import AdoptAgreement
from iomdesk.catalogue import Agency
from iomdesk.copies.questions import CopyRow, copies
from iomdesk.copies.rules import Document
from iomdesk.desk import Desk
from iomdesk.doors import Role
from iomdesk.errors import Environment, Refused
from iomdesk.exchange.plan import Step
from iomdesk.exchange.questions import held_rows
from iomdesk.exchange.reading import read_cohort
from iomdesk.issuing.issue import make_copy
from iomdesk.issuing.making import Order, Recipient
from iomdesk.partnership.questions import audit_log
from iomdesk.practice import cohort_workbook, generate
from iomdesk.store.store import put_setting
from resources import packaged
from tests.conference.conference_sample import conference_desk, person
from tests.exchange.editing import edit, place_of
from tests.exchange.exchanging import TODAY, counts, desk_in, fields, moves, person_id, row, take_in
from tests.exchange.test_exchange_apply_round_trip import run

HOUSING = ("--for", "housing", "--copy-for", "L Grimes")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    opened = desk_in(tmp_path / "desk")
    take_in(opened, cohort_workbook(generate(6, 3, TODAY), messy=False))
    yield opened
    opened.close()


def adopt(desk: Desk) -> None:
    desk.do(AdoptAgreement(packaged("agreement/template.toml").decode(), "2026-11-01"))


def register(desk: Desk) -> list[CopyRow]:
    return [each for each in desk.ask(copies) if each.document == Document.EXPORT]


def test_each_copy_is_registered_before_it_is_written(desk: Desk, tmp_path: Path) -> None:
    out = tmp_path / "out.xlsx"
    answer = run(desk, "export", "cohort", str(out))
    (row,) = register(desk)
    assert row.sha256 == hashlib.sha256(out.read_bytes()).digest()
    assert (row.called, row.name, row.agency, row.pages, row.withheld, row.protected, row.state) == (
        "cohort export 1", "Sgt A Example", "police", 0, 0, False, "out",
    )  # fmt: skip
    assert isinstance(answer.document, dict)
    assert (answer.document["copy"], answer.document["people"]) == (1, row.people)
    with pytest.raises(Environment):
        run(desk, "export", "cohort", str(tmp_path / "no folder" / "out.xlsx"))
    assert [(each.number, each.state) for each in register(desk)] == [(1, "out"), (2, "spoiled")]


def test_a_disclosure_is_logged_once(desk: Desk, tmp_path: Path) -> None:
    run(desk, "export", "cohort", str(tmp_path / "out.xlsx"), "--copy-for", "N Team")
    (row,) = register(desk)
    told = [each for each in desk.ask(audit_log) if each.operation == "disclosure"]
    assert {each.recipient for each in told} == {"N Team (police)"}
    assert [each.count for each in told if each.action != row.called] == [row.people]
    assert len([each for each in told if each.action == row.called]) == row.people


def test_another_agency_gets_a_copy_under_an_agreement_alone(desk: Desk, tmp_path: Path) -> None:
    out = tmp_path / "out.xlsx"
    with pytest.raises(Refused, match="agreement"):
        run(desk, "export", "cohort", str(out), *HOUSING)
    adopt(desk)
    with pytest.raises(Refused, match="named person"):
        run(desk, "export", "cohort", str(out), "--for", "housing")
    assert (register(desk), out.exists()) == ([], False)
    run(desk, "export", "cohort", str(out), *HOUSING)
    assert [(each.agency, each.agreement is not None) for each in register(desk)] == [("housing", True)]


def test_an_officer_makes_none_for_another_agency(tmp_path: Path) -> None:
    officer = conference_desk(tmp_path, roles=(Role.OFFICER, Role.GOVERNANCE))
    adopt(officer)
    with pytest.raises(Refused, match="role"):
        run(officer, "export", "cohort", str(tmp_path / "out.xlsx"), *HOUSING)
    assert (register(officer), (tmp_path / "out.xlsx").exists()) == ([], False)
    run(officer, "export", "cohort", str(tmp_path / "out.xlsx"))
    officer.close()


def test_a_workbook_is_given_no_password(desk: Desk) -> None:
    with pytest.raises(Refused, match="password"):
        make_copy(desk, Document.EXPORT, Order(None, Recipient("A", Agency.POLICE), password="secret words"))
    assert register(desk) == []


def test_only_the_people_asked_for(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    one, _ = person(desk, "Onlyone"), person(desk, "Another")
    made = make_copy(desk, Document.EXPORT, Order(None, Recipient("A", Agency.POLICE), people=(one,)))
    assert made.people == 1
    assert [each.surname for each in read_cohort(made.content, "c", None, TODAY).rows] == ["Onlyone"]
    desk.close()


def test_no_other_file_is_written_over(desk: Desk, tmp_path: Path) -> None:
    """A team's own workbook stands; so does our own copy once somebody has worked on it. An untouched copy goes."""
    out = tmp_path / "out.xlsx"
    team = cohort_workbook(generate(2, 5, TODAY))
    out.write_bytes(team)
    with pytest.raises(Refused, match=r"out\.xlsx"):
        run(desk, "export", "cohort", str(out))
    assert (out.read_bytes(), register(desk)) == (team, [])
    run(desk, "export", "cohort", str(out), "--replace")
    run(desk, "export", "cohort", str(out))
    worked_on = edit(out.read_bytes(), {"A5": "Changed"})
    out.write_bytes(worked_on)
    with pytest.raises(Refused, match="not a copy as this desk made it"):
        run(desk, "export", "cohort", str(out))
    assert out.read_bytes() == worked_on
    assert len(register(desk)) == 2


def test_neither_paper_nor_held_rows_are(tmp_path: Path, team_book: bytes) -> None:
    desk = desk_in(tmp_path / "desk")
    out, rows = tmp_path / "agenda.pdf", tmp_path / "held.csv"
    run(desk, "conference", "schedule", "--site", "Norwich", "--date", "2026-11-10")
    out.write_bytes(b"something else")
    with pytest.raises(Refused, match=r"agenda\.pdf"):
        run(desk, "print", "agenda", "Norwich-1", "--out", str(out))
    assert out.read_bytes() == b"something else"
    run(desk, "print", "agenda", "Norwich-1", "--out", str(out), "--replace")
    run(desk, "print", "agenda", "Norwich-1", "--out", str(out))
    take_in(desk, team_book)
    run(desk, "import", "held", "--out", str(rows))
    mended = rows.read_bytes() + b"mended\n"
    rows.write_bytes(mended)
    with pytest.raises(Refused, match=r"held\.csv"):
        run(desk, "import", "held", "--out", str(rows))
    assert rows.read_bytes() == mended
    desk.close()


def test_a_part_that_comes_back_empties_nothing(desk: Desk, tmp_path: Path) -> None:
    """Housing's copy has empty cells where the desk has values: read again, also under the team's own headings."""
    adopt(desk)
    out = tmp_path / "out.xlsx"
    run(desk, "export", "cohort", str(out))
    whole = read_cohort(out.read_bytes(), "c", None, TODAY)
    surname = str(whole.rows[0].surname)
    ours = person_id(desk, surname)
    with desk._store.work() as work:
        work.put(catalogue.PERSON, ours, {"lead_agency": "housing", "rag": "Red", "rosh": "High"})
    run(desk, "export", "cohort", str(out), *HOUSING)
    before, known = moves(desk), dict(fields(desk, ours))
    report = take_in(desk, out.read_bytes())
    assert counts(report.of("Cohort copy")) == {"matched": 1}
    assert any("another agency" in finding for finding in report.findings)
    assert (moves(desk), dict(fields(desk, ours)), desk.ask(held_rows)) == (before, known, ())
    changed = edit(out.read_bytes(), {place_of(out.read_bytes(), "Sex", surname, "Cohort copy"): "F"}, "Cohort copy")
    assert known["sex"] == "M"
    (change,) = row(take_in(desk, changed), 5, "Cohort copy").changes
    assert (change.field, change.step) == ("sex", Step.CHANGE), "what was changed there since it was last read"
    now = {**fields(desk, ours), "sex": "M", "heads": known["heads"]}
    assert now == known


def test_a_recipient_whose_name_no_margin_holds(desk: Desk) -> None:
    name = "Grimes & Sons \x07" + "& so on " * 40
    made = make_copy(desk, Document.EXPORT, Order(None, Recipient(name, Agency.POLICE)))
    book = openpyxl.load_workbook(io.BytesIO(made.content))
    assert book["Cohort"].oddHeader.right.text.startswith("Grimes && Sons")
    assert " ".join(name.replace("\x07", "").split()) in " ".join(book["Cohort"]["A3"].value.split())


def test_a_practice_desk_says_so_on_every_page(desk: Desk) -> None:
    with desk._store.work() as work:
        put_setting(work.connection, "training", 1)
    made = make_copy(desk, Document.EXPORT, Order(None, Recipient("A", Agency.POLICE)))
    book = openpyxl.load_workbook(io.BytesIO(made.content))
    for name in ("Cohort", "Pathways master", "Lists", "About this copy"):
        assert "TRAINING - OFFICIAL-SENSITIVE" in book[name]["A1"].value
        assert "TRAINING - OFFICIAL-SENSITIVE" in book[name].oddHeader.center.text
        assert "TRAINING - OFFICIAL-SENSITIVE" in book[name].oddFooter.center.text
