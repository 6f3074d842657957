"""The meeting on the command line: who is there, what the room sees, dissent, signing, addenda, the summary."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from iomdesk import catalogue
from iomdesk.desk import Desk
from iomdesk.errors import Refused
from iomdesk.ids import Id, short_ref
from tests.conference.conference_sample import conference_desk, person
from tests.conference.meeting_sample import contributed
from ui.cli import actions, calendar, conference, meeting
from ui.cli.parser import build
from ui.cli.shape import Answer, DeskCommand

PARSER = build((*calendar.COMMANDS, *meeting.COMMANDS, *conference.COMMANDS, *actions.COMMANDS))
MARKING = "OFFICIAL-SENSITIVE"


class Table:
    """A meeting's table: commands typed at the desk, and the people talked about."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.person = person(desk)
        self.ref = short_ref(self.person)
        self.run("schedule", "--site", "Norwich", "--date", "2026-11-10")

    def run(self, *words: str) -> Answer:
        given = PARSER.parse_args(["conference", *words])
        command: DeskCommand = given.command
        answer = command.run(self.desk, given)
        json.dumps(answer.document)
        return answer

    def said(self, *words: str) -> str:
        return "\n".join(self.run(*words).lines)

    @property
    def conference(self) -> Id:
        with self.desk._store.reading() as reading:
            row = reading.connection.exec_driver_sql("SELECT id FROM conference").one()
        return bytes(row[0])


@pytest.fixture
def table(tmp_path: Path) -> Iterator[Table]:
    desk = conference_desk(tmp_path)
    yield Table(desk)
    desk.close()


def held(table: Table) -> None:
    table.run("begin", "1")
    table.run("attend", "1", "L Grimes", "--agency", "housing")
    table.run("attend", "1", "B Stone", "--agency", "health", "--apologies", "--note", "on leave")
    table.run("accept", "1")
    table.run("score", "1", table.ref, "32021110", "--priority", "Drug")
    table.run("rag", "1", table.ref, "amber", "--reason", "Missed treatment")
    table.run("review", "1", table.ref, "2026-12-08", "--reason", "After his release")
    table.run("dissent", "1", "D-1", "--agency", "housing", "--name", "L Grimes", "--reason", "Too early")
    table.run("note", "1", "The", "room", "is", "too", "small")


def test_a_meeting_from_begin_to_signature(table: Table) -> None:
    begun = table.said("begin", "1")
    for words in ("Begun. Chair: Sgt A Example.", "in the calendar for 10 Nov 2026", "confidential"):
        assert words in begun
    assert "In the room: Sgt A Example (police, chair); L Grimes (housing)" in table.said(
        "attend", "1", "L Grimes", "--agency", "housing"
    )
    assert "Agencies not there: health" in table.said("attend", "1", "B Stone", "--agency", "health", "--apologies")
    assert table.said("accept", "1", "grimes") == "1 person accepted the statement."
    assert table.said("accept", "1") == "1 person accepted the statement."
    assert "Left the room: L Grimes" in table.said("leave", "1", "Grimes")
    assert "Left the room" not in table.said("return", "1", "Grimes")
    table.run("score", "1", table.ref, "32021110", "--priority", "Drug")
    assert "D-1: RAG change: Red to Amber." in table.said(
        "rag", "1", table.ref, "amber", "--reason", "Missed treatment"
    )
    assert "D-2: Next review: 8 Dec 2026." in table.said(
        "review", "1", table.ref, "08/12/2026", "--reason", "After his release"
    )
    assert "against D-1" in table.said(
        "dissent", "1", "d1", "--agency", "housing", "--name", "L Grimes", "--reason", "Too early"
    )
    assert table.said("note", "1", "The room is too small") == "Point 1 noted at Norwich-1."
    signed = table.run("sign", "1")
    assert "signed on 2 Nov 2026" in signed.lines[0]
    assert signed.lines[1:] == ["Note: signed before its day."]
    lines = list(table.run("minutes", "1").lines)
    assert (lines[0], lines[-1]) == (MARKING, MARKING)
    for words in (
        "Present, housing: L Grimes",
        "Present, police: Sgt A Example (chair)",
        "Apologies, health: B Stone",
        "Confidentiality statement, version 1: accepted by 2 of 2 present.",
        "L Grimes (housing) left the room.",
        "Point 1: The room is too small",
        "D-1  RAG change: Red to Amber. Reason: Missed treatment",
        "Dissent DS-1: L Grimes (housing) disagrees: Too early",
        "D-2  Next review: 8 Dec 2026. Reason: After his release",
        "Next review by 8 Dec 2026.",
        "The signature holds and everything stands as signed.",
    ):
        assert words in "\n".join(lines)


def test_minutes_hold_no_code_and_every_item_its_record(table: Table) -> None:
    held(table)
    contributed(table.desk, table.conference, table.person, facts="Rent is paid", substance_use="Tested clean")
    document = table.run("minutes", "1").document
    assert isinstance(document, dict)
    text = "\n".join(table.run("minutes", "1").lines)
    assert "Substance use: Tested clean" in text
    for code in ("rag_change", "next_review", "substance_use", "Category.", "Presence."):
        assert code not in text

    def items(value: object) -> Iterator[dict[str, object]]:
        if isinstance(value, dict):
            if "record" in value:
                yield value
            for each in value.values():
                yield from items(each)
        elif isinstance(value, list):
            for each in value:
                yield from items(each)

    found = list(items(document))
    assert len(found) >= 11
    assert all("category" in each for each in found if "body" in each or "reason" in each)


def test_what_is_said_wrong_is_refused_in_words(table: Table) -> None:
    held(table)
    for words, message in (
        (("dissent", "1", "D-9", "--agency", "housing", "--name", "L", "--reason", "r"), "No decision D-9 stands"),
        (("dissent", "1", table.ref, "--agency", "housing", "--name", "L", "--reason", "r"), "Say which: D-1 RAG"),
        (("withdraw", "1", "dissent", "7", "--reason", "r"), "no dissent 7"),
        (("withdraw", "1", "point", "x", "--reason", "r"), "no point x"),
        (("withdraw", "1", "attendance", "Hart", "--reason", "r"), "Nobody called Hart"),
        (("review", "1", table.ref, "2026-11-01", "--reason", "r"), "after this conference"),
        (("leave", "1", "Stone"), "not marked present"),
        (("begin", "1", "--chair", "N Hart"), "agency"),
        (("addendum", "1", "text", "--reason", "r"), "not signed yet"),
        (("summary", "1", "--text", "t"), "whose text"),
        (("room", "1", table.ref, "--left", "Hart"), "Nobody called Hart"),
        (("statement", "--replace", "/nowhere", "--source", "s"), "could not be read"),
    ):
        with pytest.raises(Refused, match=message):
            table.run(*words)


def test_what_was_recorded_by_mistake_is_taken_back(table: Table) -> None:
    held(table)
    action = PARSER.parse_args(["action", "add", table.ref, "Ask", "--conference", "1"])
    action.command.run(table.desk, action)
    for what, which in (
        ("dissent", "DS-1"),
        ("decision", "D-2"),
        ("scores", table.ref),
        ("point", "1"),
        ("attendance", "stone"),
        ("action", "A-1"),
    ):
        assert "Taken back at Norwich-1" in table.said("withdraw", "1", what, which, "--reason", "Mistaken")
    text = table.said("minutes", "1")
    assert text.count("Taken back:") == 6
    assert text.count("Why: Mistaken") == 6
    for gone in ("Apologies", "Point 1", "Next review by"):
        assert gone not in text


def test_the_room_and_the_chairs_own_screen(table: Table) -> None:
    held(table)
    mixed = table.said("room", "1", table.ref)
    assert mixed.startswith(MARKING)
    assert mixed.endswith(MARKING)
    assert "NOWAK" not in mixed
    assert "No information-sharing agreement" in mixed
    chair = table.said("room", "1", table.ref, "--chair-only")
    assert "NOWAK, Daniel" in chair
    assert "RAG: Amber" in chair
    alone = table.said("room", "1", table.ref, "--left", "L Grimes")
    assert "NOWAK, Daniel" in alone
    assert "Today: Accommodation 3" in alone
    assert "Left the room: L Grimes" in table.said("here", "1")


def test_what_comes_after_signing_reaches_the_chair(table: Table) -> None:
    held(table)
    assert table.said("late") == "Nothing came after signing."
    table.run("sign", "1")
    contributed(table.desk, table.conference, table.person, facts="Rent is paid")
    assert "Added to the minutes of Norwich-1: " in table.said(
        "addendum", "1", table.ref, "Lost", "--reason", "Wrote late"
    )
    assert table.said("addendum", "1", "Moved twice", "--reason", "Diary") == "Added to the minutes of Norwich-1."
    late = table.said("late")
    for words in ("yours to see", "Contribution of housing by L Grimes", "Facts: Rent is paid", "Lost", "Moved twice"):
        assert words in late
    table.run("schedule", "--site", "Norwich", "--date", "2026-11-24")
    assert "3 entries came after you signed Norwich-1. See: iomdesk conference late." in table.said("begin", "2")
    assert table.said("late", "--seen", "1") == "Norwich-1  Seen: 3 entries after signing."
    assert table.said("late") == "Nothing came after signing."
    text = table.said("minutes", "1")
    assert "Addendum of 2 Nov 2026" in text
    assert "Recorded after signing: " in text
    assert "(seen by the chair)" in text


def test_what_may_be_disclosed(table: Table) -> None:
    held(table)
    assert "1 person has no text that a supervisor confirmed" in table.said("summary", "1")
    draft = table.said("summary", "1", table.ref)
    assert "Proposed: They were talked about at the case conference of 10 Nov 2026." in draft
    assert "May be disclosed: nothing" in draft
    confirmed = table.said("summary", "1", table.ref, "--as-proposed")
    assert "May be disclosed: They were talked about" in confirmed
    table.run("summary", "1", table.ref, "--text", "He stays.")
    whole = table.said("summary", "1")
    assert "He stays." in whole
    assert "Missed treatment" not in whole
    table.run("summary", "1", table.ref, "--withdraw", "Not now")
    assert "He stays." not in table.said("summary", "1")


def test_a_schemes_own_statement(table: Table, tmp_path: Path) -> None:
    file = tmp_path / "ours.txt"
    file.write_text("Ours is ours.\n", encoding="utf-8")
    assert "version 1, as shipped" in table.said("statement")
    said = table.said("statement", "--replace", str(file), "--source", "Board", "--start", "2026-11-10")
    assert said.startswith("Confidentiality statement, version 2, from 10 Nov 2026. Board")
    assert "Ours is ours." in table.said("begin", "1")


def test_what_is_missing_before_signing(table: Table) -> None:
    table.run("score", "1", table.ref, "32021110")
    assert "was not begun" in table.said("check", "1")
    table.run("begin", "1")
    table.run("accept", "1")
    table.run("decide", "1", table.ref, "--what", "keep", "--reason", "Engaging")
    assert table.run("check", "1").lines[1] == "Nothing is missing."
    person(table.desk, "LEFT")
    assert "1 person on the agenda has nothing recorded:" in table.said("sign", "1")
    with table.desk._store.work() as work:
        work.put(catalogue.CONFERENCE, table.conference, {"place": "Elsewhere"})
    assert "Changed after signing: the conference (place changed)" in table.said("minutes", "1")
