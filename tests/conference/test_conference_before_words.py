"""The command line's words for everything before a conference, on a real desk."""

from pathlib import Path

import pytest

from iomdesk.desk import Desk
from iomdesk.errors import Refused
from iomdesk.ids import short_ref
from tests.conference.conference_sample import conference_desk, person
from ui.cli import agenda, calendar, contributions, sites
from ui.cli.parser import build
from ui.cli.shape import Answer, DeskCommand

PARSER = build((*calendar.COMMANDS, *agenda.COMMANDS, *contributions.COMMANDS, *sites.COMMANDS))


def run(desk: Desk, *words: str) -> Answer:
    given = PARSER.parse_args(words)
    command: DeskCommand = given.command
    return command.run(desk, given)


def text(desk: Desk, *words: str) -> str:
    return "\n".join(run(desk, *words).lines)


def two_on_the_agenda(desk: Desk) -> tuple[str, str]:
    """Two conferences of a series, and two people who are on both agendas: the Red one and the Amber one."""
    red, amber = short_ref(person(desk, "NOWAK")), short_ref(person(desk, "ADEYEMI", "Amber"))
    said = text(
        desk, "conference", "series", "start", "--site", "Norwich", "--every", "fortnightly", "--from", "2026-10-27",
        "--at", "10:00", "--place", "Jubilee House",
    )  # fmt: skip
    assert "Norwich fortnightly  Norwich  fortnightly  from 27 Oct 2026  10:00  Jubilee House" in said
    assert text(desk, "conference", "next", "norwich", "--count", "2").splitlines() == [
        "Norwich-1  10 Nov 2026 10:00  scheduled  Jubilee House",
        "Norwich-2  24 Nov 2026 10:00  scheduled  Jubilee House",
    ]
    return red, amber


def test_from_a_series_to_an_agenda_in_order(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    red, amber = two_on_the_agenda(desk)
    said = text(desk, "conference", "move", "2", "--date", "25/11/2026", "--at", "2pm", "--reason", "strike")
    assert said == "Norwich-2  25 Nov 2026 14:00  scheduled  Jubilee House"
    run(desk, "conference", "ask", "1", amber, "--reason", "Tenancy at risk", "--agency", "housing")
    assert "pinned at 1" in text(desk, "conference", "place", "1", amber, "1")
    assert "ADEYEMI, Daniel has 20 minutes" in text(desk, "conference", "allot", "1", amber, "20")
    _, first, second, count = run(desk, "conference", "agenda", "1").lines
    assert first.startswith(f"  1  10:00  {amber}  ADEYEMI, Daniel  Amber  20 min*  no conference yet; asked for by")
    assert first.endswith("[pinned at 1]")
    assert second.startswith(f"  2  10:20  {red}  NOWAK, Daniel  Red  8 min  no conference yet")
    assert count == "2 people, 28 minutes."
    for words in (
        ("unpin", "1", amber), ("allot", "1", amber, "policy"),
        ("unask", "1", amber, "--reason", "settled", "--agency", "housing"),
    ):  # fmt: skip
        assert run(desk, "conference", *words).well
    assert [line[5:21].strip() for line in run(desk, "conference", "agenda", "1").lines[1:3]] == [
        f"10:00  {red}", f"10:08  {amber}",
    ]  # fmt: skip
    with pytest.raises(Refused, match="no number of minutes"):
        run(desk, "conference", "allot", "1", amber, "long")
    desk.close()


def test_who_is_put_off_is_seen_here_and_on_the_next(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    red, amber = two_on_the_agenda(desk)
    run(desk, "conference", "allot", "1", amber, "20")
    run(desk, "conference", "put-off", "1", red, "--reason", "In court")
    lines = run(desk, "conference", "agenda", "1").lines
    assert lines[2:] == [
        "Put off to the next conference:", f"     {red}  NOWAK, Daniel: In court", "1 person, 20 minutes.",
    ]  # fmt: skip
    assert "put off from Norwich-1: In court" in text(desk, "conference", "agenda", "2")
    run(desk, "conference", "allot", "1", amber, "200")
    assert text(desk, "conference", "agenda", "1").endswith("That is 20 minutes more than the 180 a conference lasts.")
    document = run(desk, "conference", "agenda", "1").document
    assert isinstance(document, dict)
    assert (document["minutes"], document["available"], document["starts_at"]) == (200, 180, "10:00")
    assert [each["put_off"] for each in document["put_off"]] == ["In court"]  # type: ignore[union-attr,index,call-overload]
    run(desk, "conference", "take-up", "1", red)
    assert "2 people, 208 minutes." in text(desk, "conference", "agenda", "1")
    desk.close()


def test_the_calendar_says_what_is_unusual(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    start = ("conference", "series", "start", "--site", "Norwich", "--from", "2026-11-03")
    said = text(desk, *start, "--every", "21", "--title", "Women's panel", "--until", "2026-12-01")
    assert "Note: a series is usually weekly or fortnightly." in said
    with pytest.raises(Refused, match="whole weeks"):
        run(desk, *start, "--every", "daily")
    assert "The series ends after 2 more." in text(desk, "conference", "next", "women's panel", "--count", "9")
    said = text(desk, "conference", "series", "end", "women's panel", "--on", "2026-11-10")
    assert "Still in the calendar after that day: Norwich-2." in said
    assert "cancelled" in text(desk, "conference", "cancel", "2", "--reason", "no chair")
    assert len(run(desk, "conference", "list").lines) == 1
    assert "to 10 Nov 2026" in text(desk, "conference", "series", "list")
    said = text(desk, "conference", "schedule", "--series", "Women's panel", "--date", "2026-11-01")
    assert said.splitlines() == ["Norwich-3  1 Nov 2026  scheduled", "Note: that day has passed already."]
    with pytest.raises(Refused, match="--site, or --series"):
        run(desk, "conference", "schedule", "--date", "2026-11-17")
    desk.close()


def test_contributions_written_keyed_listed_and_awaited(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    who = person(desk)
    ref, other = short_ref(who), short_ref(person(desk, "OTHER", "Green"))
    run(desk, "conference", "schedule", "--site", "Norwich", "--date", "2026-11-10")
    issued = run(desk, "contribution", "issue", "1", "--for", "prison").document
    assert isinstance(issued, list)
    assert len(issued) == 2
    number = next(each["number"] for each in issued if each["ref"] == ref)  # type: ignore[index,call-overload]
    said = text(desk, "contribution", "add", "1", ref, "--facts", "Tested clean twice", "--opinion", "Ready to move on")
    assert said == f"Kept for Norwich-1: {ref} NOWAK, Daniel, by Sgt A Example, police."
    key = ("contribution", "key", str(number), "--author", "J Okafor", "--written-on", "1/11/2026")
    said = text(desk, *key, "--facts", "On the wing", "--conference", "1", "--person", ref)
    assert said == f"Kept for Norwich-1: {ref} NOWAK, Daniel, by J Okafor, prison."
    with pytest.raises(Refused, match="is for another"):
        run(desk, *key, "--facts", "On the wing", "--person", other)
    lines = run(desk, "contribution", "list", "1").lines
    keyed = next(line for line in lines if "J Okafor" in line)
    assert f"sheet {number}, keyed in by Sgt A Example" in keyed
    assert [line for line in lines if line.startswith("    ")] == [
        "    Facts: Tested clean twice", "    Opinion: Ready to move on", "    Facts: On the wing",
    ]  # fmt: skip
    run(desk, *key, "--facts", "On A wing", "--corrects", keyed.split()[0])
    said = text(desk, "contribution", "about", ref)
    assert said.index("On A wing") < said.index("On the wing")
    assert "corrected by another" in said
    assert f"prison: {other} OTHER" in text(desk, "contribution", "awaited", "1")
    assert "1 sheet is out." in text(desk, "contribution", "forms")
    again = text(desk, "contribution", "issue", "1", ref, "--for", "prison")
    assert again == "1 sheet came back already; --again numbers another."
    run(desk, "contribution", "withdraw", "1", keyed.split()[0], "--reason", "keyed twice")
    with pytest.raises(Refused, match="is called"):
        run(desk, "contribution", "withdraw", "1", keyed.split()[0], "--reason", "keyed twice")
    desk.close()


def test_whoever_writes_about_somebody_not_on_the_agenda_is_told(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    ref = short_ref(person(desk, adopted=None))
    elsewhere = short_ref(person(desk, "ELSEWHERE", site=b"e" * 16))
    run(desk, "conference", "schedule", "--site", "Norwich", "--date", "2026-11-10")
    add = ("--facts", "Seen in town", "--do-not-share")
    assert len(run(desk, "contribution", "add", "1", ref, *add).lines) == 1
    assert "not on the agenda of Norwich-1" in text(desk, "contribution", "add", "1", elsewhere, *add)
    desk.close()


def test_a_removal_is_proposed_and_a_site_opened(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    ref = short_ref(person(desk))
    run(desk, "conference", "schedule", "--site", "Norwich", "--date", "2026-11-10")
    said = text(desk, "person", "propose-removal", ref, "--reason", "Three clear years")
    assert said == f"Removal proposed: {ref} NOWAK, Daniel. The next conference of their site decides."
    assert "removal proposed on 2 Nov 2026: Three clear years" in text(desk, "conference", "agenda", "1")
    assert text(desk, "site", "open", "Great Yarmouth") == "Great Yarmouth is open."
    assert text(desk, "site", "open", "great yarmouth") == "Great Yarmouth is a site already."
    assert run(desk, "site", "list").lines == ["Great Yarmouth", "Norwich"]
    desk.close()
