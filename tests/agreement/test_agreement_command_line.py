"""The agreement as a governance lead types it: from the template to a second version with two people."""

from pathlib import Path

import pytest

from tests.agreement.agreements import AGENCIES, CATEGORIES
from tests.terminal import OFFICER, NearTerminal

SECOND, SECOND_PHRASE = "Ms B Second", "a second phrase for the second"


@pytest.fixture
def terminal(tmp_path: Path) -> NearTerminal:
    made = NearTerminal(tmp_path)
    made.init()
    return made


def test_from_the_template_to_the_first_version(terminal: NearTerminal) -> None:
    assert "nothing is shared with another agency" in terminal.refused("agreement", "show")
    assert "No information-sharing agreement" in terminal.do("agreement", "why", "housing", "contact").out
    path = terminal.folder / "ours.toml"
    terminal.do("agreement", "template", "--out", path)
    assert "already a file" in terminal.refused("agreement", "template", "--out", path)
    assert terminal.do("agreement", "template").out == path.read_text(encoding="utf-8")
    path.write_text(path.read_text(encoding="utf-8").replace("[Name of the partnership]", "Example partnership"))
    said = terminal.do("agreement", "adopt", path, "--from", "2026-11-02")
    assert "Version 1 is adopted" in said.out
    assert "14 places are still in square brackets" in said.out
    shown = terminal.do("agreement", "show").out
    assert "Example partnership" in shown
    for row in CATEGORIES:
        (line,) = [line for line in shown.splitlines() if line.startswith(f"{row} ")]
        assert len(line.split()) == 2 + len(AGENCIES)
    document = terminal.ask("agreement", "show")
    assert len(document["cells"]) == len(AGENCIES) * len(CATEGORIES)
    assert {(each["category"], each["agency"]) for each in document["cells"]} == {
        (category, agency) for category in CATEGORIES for agency in AGENCIES
    }
    assert all(each["regime"] and each["gateway"] and each["clause"] for each in document["cells"])
    sentences = terminal.do("agreement", "show", "--agency", "housing").out
    assert "Housing may read contact details" not in sentences
    assert "Housing may read and write contact details of people it works with (clause 5.2, " in sentences


def test_why_of_a_person(terminal: NearTerminal) -> None:
    terminal.do("agreement", "adopt", "--template")
    terminal.do("person", "add", "--surname", "Nowak", "--forenames", "Adam")
    (row,) = terminal.ask("person", "list")
    refused = terminal.ask("agreement", "why", "housing", "contact", row["ref"])
    assert (refused["allowed"], refused["clause"]) == (False, "5.2")
    assert "not recorded as working with this person" in refused["sentence"]
    terminal.do("person", "set", row["ref"], "lead_agency=housing")
    allowed = terminal.do("agreement", "why", "housing", "contact", row["ref"]).out
    assert "Housing may read contact details of people it works with (clause 5.2, Crime" in allowed
    assert "agencies that work with them: housing" in allowed
    assert terminal.ask("agreement", "why", "housing", "contact", row["ref"], "--verb", "write")["allowed"]
    assert terminal.ask("agreement", "why", "housing", "custody", row["ref"])["allowed"] is False
    own = terminal.ask("agreement", "why", "police", "health", row["ref"])
    assert (own["allowed"], own["clause"]) == (True, "4.3")
    assert terminal.ask("agreement", "why", "housing", "risk")["allowed"] is None
    log = terminal.do("log").out
    assert log.count("what the agreement asks about a person") == 5, "who asked why about a person is on record"


def test_signatures(terminal: NearTerminal) -> None:
    terminal.do("agreement", "adopt", "--template")
    words = ("--name", "Ms Example", "--position", "Head of housing", "--date", "01/11/2026")
    terminal.do("agreement", "signed", "housing", *words)
    assert "recorded already" in terminal.refused("agreement", "signed", "housing", *words)
    assert "housing: Ms Example, Head of housing, 1 Nov 2026" in terminal.do("agreement", "show").out
    assert terminal.ask("agreement", "list")[0]["signed"] == 1
    reason = ("--name", "ms example", "--reason", "Signed the wrong page.")
    terminal.do("agreement", "unsigned", "housing", *reason)
    assert "No such signature" in terminal.refused("agreement", "unsigned", "housing", *reason)
    assert "housing: not signed" in terminal.do("agreement", "show").out


def test_a_second_version_takes_two_and_leaves_the_first(terminal: NearTerminal) -> None:
    terminal.do("agreement", "adopt", "--template")
    terminal.do("officer", "add", SECOND, "--new-passphrase-file", terminal.passphrase_file(SECOND_PHRASE, "second"))
    first = ("--as", OFFICER)
    terminal.do(*first, "officer", "role", SECOND, "information governance")
    text = terminal.do(*first, "agreement", "template", "--version", "1").out
    path = terminal.folder / "second.toml"
    path.write_text(text.replace("version = 1", "version = 2", 1))
    assert "already" in terminal.refused(*first, "agreement", "adopt", "--template")
    waiting = terminal.ask(*first, "agreement", "adopt", path, "--from", "2027-03-01")["awaiting"]
    assert "adopt the agreement: 2027-03-01" in terminal.do(*first, "approval", "list").out
    assert terminal.ask(*first, "agreement", "show", "--request", waiting)["version"] == 2
    assert "own request" in terminal.refused(*first, "approval", "decide", waiting)
    terminal.do("--as", SECOND, "approval", "decide", waiting, passphrase=SECOND_PHRASE)
    rows = terminal.ask(*first, "agreement", "list")
    assert [(row["version"], row["in_force"], row["adopted_by"]) for row in rows] == [
        (2, False, SECOND),
        (1, True, OFFICER),
    ]
    assert terminal.ask(*first, "agreement", "show")["version"] == 1
    assert terminal.ask(*first, "agreement", "show", "--version", "2")["standing"] == "not yet in force"
    third = terminal.folder / "third.toml"
    third.write_text(text.replace("version = 1", "version = 3", 1))
    phrase = terminal.passphrase_file(SECOND_PHRASE, "second")
    approver = ("--approver", SECOND, "--approver-passphrase-file", phrase)
    done = terminal.ask(*first, "agreement", "adopt", third, "--from", "2027-03-01", *approver)
    assert done["version"] == 3
    assert terminal.do(*first, "verify").out.endswith("Nothing is wrong.\n")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "Say which text"),
        (("x.toml", "--template"), "Say which text"),
        (("nothing-there.toml",), "could not be read"),
        (("--template", "--from", "soon"), "is no day"),
        (("--template", "--from", "2020-01-01"), "Its review was due on 1 Jan 2021"),
    ],
)
def test_what_is_not_adopted(terminal: NearTerminal, words: tuple[str, ...], said: str) -> None:
    assert said in terminal.refused("agreement", "adopt", *words)
    assert terminal.ask("agreement", "list") == []


def test_a_fault_is_named_at_its_cell(terminal: NearTerminal) -> None:
    text = terminal.do("agreement", "template").out
    path = terminal.folder / "faulty.toml"
    path.write_text(text.replace('housing = "none"', 'housing = "write if tall"', 1))
    assert "offending × housing: “tall” is no condition" in terminal.refused(
        "agreement", "adopt", path, "--from", "2026-11-02"
    )
