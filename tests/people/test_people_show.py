"""``person show``: what is done with somebody, short, nothing of it twice, and each look at it in the log."""

from pathlib import Path
from typing import Any

import pytest

from tests.terminal import NearTerminal


@pytest.fixture
def terminal(tmp_path: Path) -> NearTerminal:
    made = NearTerminal(tmp_path)
    made.init()
    return made


@pytest.fixture
def ref(terminal: NearTerminal) -> str:
    return str(terminal.ask("person", "add", "--surname", "Nowak", "--forenames", "Jan")["ref"])


def show(terminal: NearTerminal, ref: str) -> tuple[str, Any]:
    return terminal.do("person", "show", ref).out, terminal.ask("person", "show", ref)


def test_what_there_is_not_is_not_shown(terminal: NearTerminal, ref: str) -> None:
    said, document = show(terminal, ref)
    for heading in ("Engagement", "contact", "Files", "Contributions", "Open actions", "Pathways"):
        assert heading not in said
    assert document["engagement"]["engaged"] is None
    assert (document["contacts"], document["files"], document["contributions"]) == ([], [], [])
    assert (document["last_contributed"], document["standing"]["next"]) == (None, None)


def test_engagement_the_last_contacts_and_the_next_one(terminal: NearTerminal, ref: str) -> None:
    terminal.do("engagement", "add", ref, "introduced", "--on", "2026-10-01", "--by", "L Grimes")
    terminal.do("engagement", "add", ref, "agreed", "--on", "2026-10-05", "--note", "said in his kitchen")
    for line in (
        "visit 28/9 home attended: cooked lunch",
        "appt 5/10 10 office unacceptable absence: no call",
        "call 12/10 no answer",
        "visit 19/10 Example home attended: payslip seen / wary; do not share",
        "visit fri 14:30 Example home: curfew check",
        "visit 20/11/2026: later",
    ):
        terminal.do("contact", "add", ref, line)
    said, document = show(terminal, ref)
    assert "Engaged, agreed 5 Oct 2026." in said
    assert "Introduction given 1 Oct 2026 by L Grimes." in said
    assert "6 contacts" in said
    assert "attended 2 of 3 (67 %)" in said
    assert "Last seen or spoken to on 19 Oct 2026, 14 days ago." in said
    assert "Friday 6 November 2026 at 14:30, in 4 days. Visit. With Sgt A Example (police). Place: home." in said
    last = [line for line in said.splitlines() if line.startswith("  C-")]
    assert [line.split("  ")[2] for line in last] == ["Mon 19 Oct 2026", "Mon 12 Oct 2026", "Mon 5 Oct 2026 10:00"]
    assert last[0].endswith("attended  not to be shared")
    assert "unacceptable absence" in last[2]
    for kept in ("payslip", "wary", "kitchen", "cooked lunch", "no call"):
        assert kept not in said, "what was said at it is one command further"
    assert len(document["contacts"]) == 6
    assert document["contacts"][2]["facts"] == "payslip seen"
    assert (document["standing"]["expected"], document["engagement"]["engaged"]) == (3, True)


def test_a_contact_whose_day_is_over_says_that_its_outcome_is_missing(terminal: NearTerminal, ref: str) -> None:
    terminal.do("contact", "add", ref, "visit 30/10/2026 home: curfew check")
    said, _ = show(terminal, ref)
    assert "1 contact\n" in said
    assert any(line.startswith("  C-") and line.endswith("no outcome") for line in said.splitlines())
    assert "1 without outcome, not counted" in said


def test_files_are_listed_and_their_content_is_not_shown(terminal: NearTerminal, ref: str, tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("kept as written\n", encoding="utf-8")
    added = terminal.ask("file", "add", ref, letter, "--category", "health", "--title", "Letter", "--do-not-share")
    said, document = show(terminal, ref)
    (line,) = [line for line in said.splitlines() if added["code"] in line]
    assert "Letter" in line
    assert "not to be shared" in line
    assert "kept as written" not in said + str(document)
    assert [each["code"] for each in document["files"]] == [added["code"]]


def test_the_contributions_of_the_last_conference_only(terminal: NearTerminal, ref: str) -> None:
    for day in ("2026-11-05", "2026-11-19"):
        terminal.do("conference", "schedule", "--date", day, "--site", "Norwich")
    first, second = (each["code"] for each in terminal.ask("conference", "list"))
    terminal.do("contribution", "add", second, ref, "--facts", "works nights", "--intelligence", "seen with Z")
    terminal.do("contribution", "add", first, ref, "--facts", "an older one")
    said, document = show(terminal, ref)
    assert f"Contributions to {second}" in said
    assert "works nights" in said
    assert "Filled in too: Intelligence" in said
    assert "an older one" not in said
    assert "seen with Z" not in said
    assert (document["last_contributed"], len(document["contributions"])) == (second, 1)
    entry = document["contributions"][0]["entry"]
    terminal.do("contribution", "add", second, ref, "--facts", "works days", "--corrects", entry)
    said, _ = show(terminal, ref)
    assert "works days" in said
    assert "works nights" not in said, "another took its place"


def test_an_action_says_how_late_it_is_and_how_often_it_was_chased(terminal: NearTerminal, ref: str) -> None:
    terminal.do("action", "add", ref, "housing refer by 30/10/2026")
    terminal.do("action", "chase", "1", "--how", "phoned")
    said, document = show(terminal, ref)
    assert "A-1  Refer (housing, 30 Oct 2026; 3 days overdue; chased once, 2 Nov 2026)" in said
    assert document["actions"][0]["times_chased"] == 1


def test_each_look_is_in_the_log_as_a_consultation_of_this_person(terminal: NearTerminal, ref: str) -> None:
    terminal.do("person", "show", ref)
    rows = terminal.ask("log", "--person", ref)
    looked = [row["action"] for row in rows if row["operation"] == "consultation"]
    assert {"person_file", "engagement_of", "contacts_of", "files_of", "contributions_about", "actions_of"} <= {*looked}
    said = terminal.do("log", "--person", ref).out
    for words in ("a person's contacts", "a person's files", "a person's engagement"):
        assert words in said
