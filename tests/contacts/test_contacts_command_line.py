"""Contacts and engagement typed at the program: one line in, full words back."""

from pathlib import Path

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


def test_a_line_is_said_back_in_full_words(terminal: NearTerminal, ref: str) -> None:
    said = terminal.do("contact", "add", ref, "visit 12/11 14:30 Example home address: curfew check").out
    assert "Visit: Thursday 12 November 2026 at 14:30, in 10 days. With Sgt A Example (police)." in said
    assert "Place: home address." in said
    assert "For: curfew check" in said
    document = terminal.ask("contact", "add", ref, "appt", "fri", "12", "Acacia", "Avenue", "--do-not-share")
    assert (document["on"], document["at"], document["kept"]) == ("2026-11-06", None, "12 Acacia Avenue")
    assert (document["do_not_share"], document["purpose"]) == (True, "12 Acacia Avenue")
    assert "Not understood" in terminal.do("contact", "add", ref, "call tomorrow about the flat").out


def test_a_planned_contact_to_its_end(terminal: NearTerminal, ref: str) -> None:
    code = terminal.ask("contact", "add", ref, "visit 30/10/2026 10:00 home: curfew check")["code"]
    assert terminal.ask("contact", "missing")[0]["code"] == code
    assert "1 contact of an earlier day has no outcome" in terminal.do("contact", "due").out
    assert "not counted" in terminal.do("contact", "list", ref).out
    done = terminal.ask("contact", "outcome", ref, "attended: on time, brought payslip / seemed anxious")
    assert (done["code"], done["outcome"], done["facts"], done["opinion"]) == (
        code, "attended", "on time, brought payslip", "seemed anxious",
    )  # fmt: skip
    assert "waits" in terminal.refused("contact", "outcome", ref, "attended")
    assert terminal.ask("contact", "missing") == []
    listed = terminal.ask("contact", "list", ref)
    assert (listed["rate"], listed["days_since"], listed["next"]) == (1.0, 3, None)


def test_moving_and_cancelling(terminal: NearTerminal, ref: str) -> None:
    terminal.do("contact", "add", ref, "appt fri 10 office")
    moved = terminal.ask("contact", "move", ref, "thu", "2.30pm", "--reason", "bus strike")
    assert (moved["on"], moved["at"]) == ("2026-11-05", "14:30")
    assert moved["moves"] == [{"was_on": "2026-11-06", "was_at": "10:00", "reason": "bus strike"}]
    terminal.do("contact", "add", ref, "call tomorrow 9")
    said = terminal.refused("contact", "outcome", ref, "cancelled by us: training")
    assert moved["code"] in said
    done = terminal.ask("contact", "outcome", moved["code"], "cancelled by us: training")
    assert (done["outcome"], done["reason"]) == ("cancelled by us", "training")
    assert "Was planned for 6 Nov 2026 10:00: bus strike" in terminal.do("contact", "list", ref).out
    corrected = terminal.ask("contact", "correct", moved["code"], "place=court", "reason=officer in court")
    assert (corrected["place"], corrected["reason"]) == ("court", "officer in court")
    assert "FIELD=VALUE" in terminal.refused("contact", "correct", moved["code"], "planned_on=2026-11-07")
    terminal.do("contact", "withdraw", moved["code"], "--reason", "typed twice")
    assert [each["on"] for each in terminal.ask("contact", "list", ref)["contacts"]] == ["2026-11-03"]


def test_a_second_contact_of_a_day_is_pointed_out(terminal: NearTerminal, ref: str) -> None:
    first = terminal.ask("contact", "add", ref, "visit today 14:30 home")["code"]
    said = terminal.ask("contact", "add", ref, "visit today home attended: calm")
    assert said["also_planned"] == [first]


@pytest.mark.parametrize("line", ["visit 31/11", "visit 11/25", "appt fri 2 office", "appt today dna", "visit Grimes"])
def test_what_is_refused_saves_nothing_and_shows_no_name(terminal: NearTerminal, ref: str, line: str) -> None:
    assert "Nowak" not in terminal.refused("contact", "add", ref, line)
    assert terminal.ask("contact", "list", ref)["contacts"] == []


def test_help_holds_the_grammar(terminal: NearTerminal) -> None:
    said = " ".join(terminal.do("contact", "add", "--help").out.split())
    for words in ("day before month", "opinion:", "cancelled by us", "next tue", "kept as text and said back"):
        assert words in said


def test_engagement(terminal: NearTerminal, ref: str) -> None:
    assert terminal.ask("engagement", "show", ref)["engaged"] is None
    assert "not known" in terminal.do("engagement", "show", ref).out
    terminal.do(
        "engagement", "add", ref, "introduced", "--on", "2026-10-01", "--by", "L Grimes", "--agency", "probation"
    )
    agreed = terminal.ask("engagement", "add", ref, "agreed", "--on", "05/10/2026")
    assert (agreed["engaged"], agreed["since"], agreed["introduced_by"]) == (True, "2026-10-05", "L Grimes")
    assert "has withdrawn" in terminal.refused("engagement", "add", ref, "refused", "--on", "2026-10-06")
    gone = terminal.ask(
        "engagement", "add", ref, "withdrawn", "--on", "2026-10-20", "--note", "moved in with his father"
    )
    assert (gone["engaged"], gone["step"]) == (False, "withdrawn")
    code = gone["recorded"][-1]["code"]
    assert "no step" in terminal.refused("engagement", "withdraw", ref, "E-00000", "--reason", "x")
    back = terminal.ask("engagement", "withdraw", ref, code, "--reason", "typed on the wrong person")
    assert (back["engaged"], len(back["recorded"])) == (True, 2)
