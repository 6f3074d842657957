"""Day one: a team's files go in, every row once, the same files twice change nothing, held rows are mended."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from iomdesk.cohort.records import Rating
from iomdesk.custody.records import CustodySpell
from iomdesk.desk import Desk
from iomdesk.doors import Role
from iomdesk.errors import Refused
from iomdesk.exchange.commands import ImportCohort, import_cohort
from iomdesk.exchange.plan import Outcome
from iomdesk.exchange.questions import held_rows
from iomdesk.exchange.reading import read_cohort
from iomdesk.harm.records import Offence
from iomdesk.people.records import Assignment, Identifier, Marker, Note
from iomdesk.practice import cohort_workbook, custody_csv, generate, offences_csv
from tests.desks import open_desk
from tests.exchange.exchanging import (
    TODAY,
    counts,
    desk_in,
    fields,
    held_reasons,
    moves,
    person_id,
    row,
    take_in,
    take_in_custody,
    take_in_offences,
)
from ui.cli.held import COMMANDS, list_held
from ui.cli.parser import build

Book = Callable[..., bytes]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = desk_in(tmp_path)
    yield desk
    desk.close()


def test_a_teams_sheet_becomes_people_scores_and_reasons(desk: Desk, team_book: bytes) -> None:
    report = take_in(desk, team_book)
    assert counts(report.of("Cohort")) == {"imported": 3, "merged": 1, "held": 2}
    assert counts(report.of("Pathways master")) == {"imported": 3, "held": 1}
    assert "only a name" in row(report, 8).reason
    tern = fields(desk, person_id(desk, "Tern"))
    assert (tern["born"], tern["sex"], tern["cohort_label"]) == (date(1973, 10, 22), "F", "Flex")
    assert (tern["rag"], tern["rosh"], tern["mappa_category"]) == ("Red", "Medium", None)
    assert (tern["supervision"], tern["supervision_until"]) == ("None - voluntary", None)
    assert (tern["last_conference"], tern["priority"]) == (date(2026, 10, 2), 1)
    heron = fields(desk, person_id(desk, "HERON"))
    assert (heron["supervision"], heron["supervision_until"]) == ("Licence to 16/01/2028", date(2028, 1, 16))
    assert (heron["mappa_category"], heron["mappa_level"]) == (2, 1)


def test_what_the_sheet_says_beside_the_person_becomes_records(desk: Desk, team_book: bytes) -> None:
    take_in(desk, team_book)
    tern, heron = person_id(desk, "Tern"), person_id(desk, "HERON")
    with desk._store.reading() as reading:
        marks = reading.all(select(Marker.person, Marker.code, Marker.state).order_by(Marker.id))
        assert [tuple(each) for each in marks if each[0] == heron] == [(heron, "domestic-abuse", "unknown")]
        leads = reading.all(select(Assignment.agency, Assignment.officer_name).where(Assignment.person == tern))
        assert sorted(map(tuple, leads)) == [("police", "PC 1 Lark"), ("probation", "T Moor")]
        spell = reading.first(
            select(CustodySpell.prison, CustodySpell.from_on, CustodySpell.release_on).where(
                CustodySpell.person == heron
            )
        )
        assert spell is not None
        assert tuple(spell) == ("HMP Warren Hill", None, date(2027, 7, 18))
        assert reading.all(select(CustodySpell.id).where(CustodySpell.person == tern)) == []
        notes = reading.all(select(Note.heading, Note.body).where(Note.person == tern).order_by(Note.heading))
        assert [tuple(each) for each in notes] == [("Notes", "=1+1"), ("Tag fitted", "yes, since May")]
        rated = reading.all(select(Rating.scale, Rating.value, Rating.happened_on).where(Rating.person == tern))
        assert sorted(map(tuple, rated)) == [("rag", "Red", date(2026, 10, 2)), ("rosh", "Medium", date(2026, 10, 2))]


def test_a_wrong_check_letter_is_recorded_as_typed_with_a_warning(desk: Desk, team_book: bytes) -> None:
    report = take_in(desk, team_book)
    assert any(problem.field == "pnc" and problem.used for problem in row(report, 6).problems)
    heron = person_id(desk, "HERON")
    with desk._store.reading() as reading:
        found = reading.first(
            select(Identifier.typed, Identifier.check_passed, Identifier.reason).where(
                Identifier.person == heron, Identifier.scheme == "PNC"
            )
        )
    assert found is not None
    assert tuple(found) == ("2012/0052494O", False, "as in the sheet")


def test_the_same_files_twice_change_nothing(desk: Desk) -> None:
    practice = generate(24, 5, TODAY)
    book, crimes, spells = cohort_workbook(practice, extra_columns=3), offences_csv(practice), custody_csv(practice)
    first = take_in(desk, book)
    offences, custody = take_in_offences(desk, crimes), take_in_custody(desk, spells)
    assert counts(first.of("Cohort")) == {"imported": 24, "merged": 1, "held": 1}
    assert counts(first.of("Pathways master")).keys() == {"imported"}
    assert counts(offences).keys() == {"imported"}
    before, held = moves(desk), len(desk.ask(held_rows))
    assert counts(take_in(desk, book).of("Cohort")) == {"matched": 24, "merged": 1, "held": 1}
    assert counts(take_in_offences(desk, crimes)).keys() == {"matched"}
    assert counts(take_in_custody(desk, spells)).keys() == {"matched"}
    assert sum(custody.counts.values()) == sum(1 for _ in practice.custody())
    assert (moves(desk), len(desk.ask(held_rows))) == (before, held)


def test_a_custody_file_gives_the_sheets_spell_its_start_and_later_its_end(desk: Desk, team_book: bytes) -> None:
    take_in(desk, team_book)
    heron = person_id(desk, "HERON")
    head = "PNC,Prison,From,To,Reason\n"
    open_spell = f"{head}2012/0052494O,HMP Warren Hill,2026-03-01,,Sentence\n"
    report = take_in_custody(desk, open_spell.encode())
    assert [change.field for change in report.rows[0].changes] == ["from_on", "reason"]
    ended = f"{head}2012/0052494O,HMP Warren Hill,2026-03-01,2026-10-30,Sentence\n"
    ended += "2012/0052494O,HMP Norwich,2026-10-01,,Recall\n" * 2
    report = take_in_custody(desk, ended.encode())
    assert [each.outcome for each in report.rows] == [Outcome.MATCHED, Outcome.IMPORTED, Outcome.MERGED]
    assert any("overlap" in finding for finding in report.findings)
    with desk._store.reading() as reading:
        c = CustodySpell
        rows = reading.all(select(c.prison, c.from_on, c.to_on).where(c.person == heron).order_by(c.from_on))
    assert list(map(tuple, rows)) == [
        ("HMP Warren Hill", date(2026, 3, 1), date(2026, 10, 30)),
        ("HMP Norwich", date(2026, 10, 1), None),
    ]


def test_offences_are_known_again_and_their_outcome_moves_on(desk: Desk, team_book: bytes) -> None:
    take_in(desk, team_book)
    head = "PNC,Crime ref,Offence code,Offence,Committed from,Committed to,Outcome,Outcome date\n"
    line = "02/73319Z,36/1/26,28A,Burglary,2026-08-01,,{},{}\n"
    first = take_in_offences(desk, (head + line.format("Suspected", "2026-08-09") * 2).encode())
    assert [each.outcome for each in first.rows] == [Outcome.IMPORTED, Outcome.MERGED]
    later = take_in_offences(desk, (head + line.format("Charged", "2026-09-09")).encode())
    assert [change.new for change in later.rows[0].changes] == ["Charged", "2026-09-09"]
    stale = take_in_offences(desk, (head + line.format("Suspected", "2026-08-09")).encode())
    assert stale.rows[0].changes == ()
    unknown = take_in_offences(desk, (head + line.replace("02/73319Z", "99/1X").format("", "")).encode())
    assert "Nobody on this desk" in held_reasons(unknown)[0]
    with desk._store.reading() as reading:
        assert list(map(tuple, reading.all(select(Offence.outcome)))) == [("Charged",)]


def test_held_rows_go_out_are_mended_and_settle(desk: Desk, team_book: bytes, tmp_path: Path) -> None:
    take_in(desk, team_book)
    assert len(desk.ask(held_rows)) == 3
    given = build(COMMANDS).parse_args(["import", "held", "--out", str(tmp_path / "held.csv")])
    answer = list_held(desk, given)
    assert sum("Written" in line for line in answer.lines) == 2
    people = (tmp_path / "held.csv").read_bytes().decode("utf-8-sig")
    assert "Why it was held" in people.splitlines()[0]
    assert counts(take_in(desk, people.encode(), "held.csv")) == {"held": 2}
    assert len(desk.ask(held_rows)) == 3, "still to be mended, and not twice"
    mended = people.replace("SMITH,Jnr - new nominal tbc,", "SMITH,Jno,01/02/1999")
    assert counts(take_in(desk, mended.encode(), "held.csv")) == {"imported": 1, "held": 1}
    assert len(desk.ask(held_rows)) == 2
    scores = (tmp_path / "held-2.csv").read_bytes().replace(b",7,", b",2,")
    assert counts(take_in(desk, scores, "held-2.csv")) == {"imported": 1}
    assert [each.number for each in desk.ask(held_rows)] == [11]


def test_a_mended_sheet_settles_its_own_held_rows(desk: Desk, book: Book, team_rows: list[list[Any]]) -> None:
    take_in(desk, book({"Cohort": team_rows}))
    mended = [list(each) for each in team_rows]
    mended[7][2] = "01/02/1999"
    take_in(desk, book({"Cohort": mended}))
    assert [each.reason for each in desk.ask(held_rows)] == ["This looks like a line below the table, not a person."]


def test_identifiers_of_two_people_are_held(desk: Desk, book: Book, team_rows: list[list[Any]]) -> None:
    rows = [list(each) for each in team_rows[:7]]
    rows.append([*rows[4]])
    rows[-1][4], rows[-1][5] = "2002/0073319Z", ""
    rows[-1][7] = "X894810"
    report = take_in(desk, book({"Cohort": rows}))
    assert held_reasons(report) == ["Its identifiers belong to two different people."]
    other = [list(each) for each in team_rows[:5]]
    other[4][0], other[4][2] = "Swift", "01/01/1955"
    report = take_in(desk, book({"Cohort": other}))
    assert "another name and date of birth" in held_reasons(report)[0]


def test_a_pnc_with_another_check_letter_is_the_same_number_and_said_so(
    desk: Desk, book: Book, team_rows: list[list[Any]]
) -> None:
    take_in(desk, book({"Cohort": team_rows[:5]}))
    before = moves(desk)
    rows = [list(each) for each in team_rows[:5]]
    rows[4][4] = "02/73319X"
    report = take_in(desk, book({"Cohort": rows}))
    assert row(report, 5).outcome is Outcome.MATCHED
    assert any("check letter" in remark for remark in row(report, 5).told)
    assert moves(desk) == before


def test_scores_that_differ_from_the_desks_are_held(
    desk: Desk, book: Book, team_rows: list[list[Any]], score_rows: list[list[Any]]
) -> None:
    take_in(desk, book({"Cohort": team_rows, "Pathways master": score_rows}))
    rows = [list(each) for each in score_rows]
    rows[1][3], rows[1][11] = 1, 15
    rows.append(list(rows[2]))
    rows.append(["1999/0000001X", "Nobody", date(2026, 9, 1), *[1] * 8, 8])
    before = moves(desk)
    report = take_in(desk, book({"Cohort": team_rows, "Pathways master": rows})).of("Pathways master")
    assert counts(report) == {"matched": 2, "merged": 1, "held": 3}
    assert held_reasons(report)[0] == "The desk has other scores for that day."
    assert moves(desk) == before


def test_columns_of_the_score_sheet_that_are_no_field_are_kept_as_dated_notes(
    desk: Desk, book: Book, team_rows: list[list[Any]], score_rows: list[list[Any]]
) -> None:
    rows = [[*score_rows[0], "Remark"], [*score_rows[1], "late"], *map(list, score_rows[2:])]
    sheets = {"Cohort": team_rows, "Pathways master": rows}
    take_in(desk, book(sheets))
    before = moves(desk)
    take_in(desk, book(sheets))
    assert moves(desk) == before
    with desk._store.reading() as reading:
        found = reading.all(select(Note.body, Note.noted_on).where(Note.heading == "Remark"))
    assert list(map(tuple, found)) == [("late", date(2026, 9, 1))]


def _broken_off(desk: Desk, command: ImportCohort) -> None:
    with desk._store.work() as work:
        import_cohort.run(work, command)
        raise KeyboardInterrupt


def test_an_import_that_is_broken_off_leaves_nothing_behind(desk: Desk, team_book: bytes) -> None:
    before = moves(desk)
    command = ImportCohort(read_cohort(team_book, "cohort.xlsx", None, TODAY))
    with pytest.raises(KeyboardInterrupt):
        _broken_off(desk, command)
    assert (moves(desk), desk.ask(held_rows)) == (before, ())
    assert counts(take_in(desk, team_book).of("Cohort"))["imported"] == 3


def test_a_desk_without_pathways_holds_the_scores_and_says_why(tmp_path: Path, team_book: bytes) -> None:
    desk = open_desk(tmp_path)
    report = take_in(desk, team_book).of("Pathways master")
    assert counts(report) == {"held": 4}
    assert "no pathways" in held_reasons(report)[0]
    desk.close()


def test_importing_is_casework(tmp_path: Path, team_book: bytes) -> None:
    desk = open_desk(tmp_path, roles=(Role.ADMINISTRATOR,))
    with pytest.raises(Refused):
        desk.do(ImportCohort(read_cohort(team_book, "cohort.xlsx", None, TODAY)))
    desk.close()
