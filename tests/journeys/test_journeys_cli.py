"""The main job as a supervisor types it: each command a process of its own, on a desk made for the day.

Files are the practice partnership's, kept as a busy team would keep them.
"""

import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from iomdesk.practice import Partnership, cohort_workbook, custody_csv, generate, offences_csv
from tests.terminal import OFFICER, NearTerminal, Terminal
from ui.cli import everything

PEOPLE = 14
DAY = date(2026, 11, 2)
EVIDENCE = tuple(word for place in range(1, 9) for word in ("--evidence", f"{place}=Said so at the meeting."))
SECOND = "PC B Second"
SECOND_PHRASE = "a second phrase for the second"


@pytest.fixture(scope="module")
def partnership() -> Partnership:
    return generate(PEOPLE, 20261110, DAY)


def imported(document: Any) -> Counter[str]:
    """How many rows of a report ended how, over all its sheets; every row once."""
    total: Counter[str] = Counter()
    for counts in document["counts"].values():
        total.update({outcome: count for outcome, count in counts.items() if count})
    assert total.total() == len(document["rows"])
    return total


def test_a_day_from_an_empty_folder_to_a_verified_desk(tmp_path: Path, partnership: Partnership) -> None:
    desk = Terminal(tmp_path)
    code = desk.init()
    assert len(code.split("-")) == 8
    files_in(desk, partnership)
    refs = people_are_there(desk, partnership)
    meeting(desk, refs)
    papers_out(desk)
    looked_after(desk, code)


def files_in(desk: Terminal, partnership: Partnership) -> None:
    """The team's three files; each again changes nothing."""
    folder = desk.folder
    (folder / "cohort.xlsx").write_bytes(cohort_workbook(partnership))
    (folder / "offences.csv").write_bytes(offences_csv(partnership))
    (folder / "custody.csv").write_bytes(custody_csv(partnership))
    dry = desk.ask("import", "cohort", folder / "cohort.xlsx", "--dry-run")
    assert desk.ask("person", "list", "--former") == []
    for what in ("cohort.xlsx", "offences.csv", "custody.csv"):
        layout = what.split(".")[0]
        document = desk.ask("import", layout, folder / what)
        first = imported(document)
        assert first["imported"] > 0, what
        if layout == "cohort":
            assert document["counts"] == dry["counts"]
        again = imported(desk.ask("import", layout, folder / what))
        assert again["imported"] == 0, what
        assert again.total() == first.total()


def people_are_there(desk: Terminal, partnership: Partnership) -> list[str]:
    """Everybody on the sheet is listed once, found by any identifier; answers their references, red first."""
    rows = desk.ask("person", "list", "--former")
    assert len({row["ref"] for row in rows}) == len(rows)
    assert {row["surname"].casefold() for row in rows} <= {each.surname.casefold() for each in partnership.people}
    assert len(rows) == PEOPLE
    one = partnership.people[0]
    assert any(one.surname.casefold() in str(desk.ask("person", "show", form)).casefold() for form in [one.pnc])
    held = desk.ask("import", "held")
    assert all(row["reason"] for row in held)
    return [row["ref"] for row in desk.ask("person", "list")]


def meeting(desk: Terminal, refs: list[str]) -> None:
    """Schedule, agenda, scores, actions, decisions, signature; nothing changes once it is signed."""
    scheduled = desk.ask("conference", "schedule", "--site", "Norwich", "--date", "2026-11-10")
    conference = scheduled["code"]
    desk.do("conference", "ask", conference, refs[0], "--reason", "Named by the panel", "--agency", "probation")
    agenda = desk.ask("conference", "agenda", conference)
    assert refs[0] in [each["ref"] for each in agenda["people"]]
    desk.do("conference", "score", conference, refs[0], "3202111-", "--priority", "1", *EVIDENCE)
    desk.do("conference", "score", conference, refs[1], *(f"{n}=2" for n in range(1, 9)), *EVIDENCE)
    added = desk.ask(
        "action", "add", refs[0], "Ask housing for a place", "--owner", "PC B Second", "--agency", "police",
        "--due", "2026-11-24", "--conference", conference,
    )  # fmt: skip
    desk.do("action", "revise", str(added["number"]), "--due", "2026-12-01", "--reason", "No place before then")
    desk.do("conference", "decide", conference, refs[0], "--what", "keep", "--reason", "Still at risk")
    desk.do("conference", "rag", conference, refs[1], "red", "--reason", "Recalled last week")
    minutes = desk.ask("conference", "minutes", conference)
    assert minutes["signed_by"] is None
    signed = desk.ask("conference", "sign", conference)
    assert signed["signed_by"] == OFFICER
    assert desk.ask("conference", "minutes", conference)["stands"] is True
    locked = desk.refused("conference", "score", conference, refs[1], "11111111", *EVIDENCE)
    assert "signed" in locked
    assert [row["number"] for row in desk.ask("action", "list")] == [added["number"]]
    desk.do("action", "close", str(added["number"]), "--outcome", "completed", "--note", "Place found")
    assert desk.ask("action", "list") == []


def papers_out(desk: Terminal) -> None:
    """A marked pack, the cohort in the team's layout, and the export read again changes nothing."""
    pack, out = desk.folder / "pack.pdf", desk.folder / "out.xlsx"
    desk.do("pack", "Norwich-1", "--out", pack)
    assert pack.read_bytes().startswith(b"%PDF-")
    desk.do("export", "cohort", out)
    entries = desk.ask("verify")["operations"]
    returned = desk.ask("import", "cohort", out)
    assert imported(returned)["imported"] == 0
    assert [row for row in returned["rows"] if row["changes"]] == []
    assert desk.ask("compare", "cohort", out) == []
    after = desk.ask("verify")
    assert (after["clean"], after["operations"]) == (True, entries)
    assert len(desk.ask("matrix")) > 0
    assert desk.do("matrix", "--csv").out.startswith("Ref,")


def looked_after(desk: Terminal, code: str) -> None:
    """A second officer, roles with approval, backup, rotation, restore, the log, the recovery sheet."""
    second = desk.passphrase_file(SECOND_PHRASE, "second")
    desk.do("officer", "add", SECOND, "--new-passphrase-file", second)
    assert "several officers" in desk.refused("officer", "list")
    mine = ("--as", OFFICER)
    desk.do(*mine, "backup", desk.folder / "day.iomback")
    desk.do(*mine, "person", "add", "--surname", "After-Backup")
    desk.do(*mine, "key", "rotate")
    assert "role" in desk.refused("--as", SECOND, "log", passphrase=SECOND_PHRASE)
    log = desk.do(*mine, "log", as_json=True).document
    assert {entry["operation"] for entry in log} >= {"collection", "alteration", "consultation", "disclosure"}
    one = desk.do(*mine, "person", "list", as_json=True).document[0]["ref"]
    about = desk.do(*mine, "log", "--person", one, as_json=True).document
    assert 0 < len(about) < len(log)
    desk.do(*mine, "restore", desk.folder / "day.iomback")
    listed = desk.do("--as", SECOND, "person", "list", "--former", as_json=True, passphrase=SECOND_PHRASE).document
    assert "After-Backup" not in {row["surname"] for row in listed}
    sheet = desk.folder / "sheet"
    sheet.write_text(code + "\n")
    chosen = desk.passphrase_file("chosen anew with the sheet", "chosen")
    desk.do("recovery", "passphrase", OFFICER, "--recovery-code-file", sheet, "--new-passphrase-file", chosen)
    verified = desk.do(*mine, "verify", as_json=True, passphrase="chosen anew with the sheet").document
    assert verified["clean"] is True


def test_the_programs_own_demonstration(tmp_path: Path) -> None:
    """``iomdesk demo`` is the same journey: its desk verifies and its documents are there."""
    desk = NearTerminal(tmp_path)
    answer = desk.do("demo", tmp_path / "demo", "--people", "12", as_json=True)
    assert answer.document["clean"] is True
    assert all(Path(name).stat().st_size > 1000 for name in answer.document["documents"])


@pytest.fixture(scope="module")
def near(tmp_path_factory: pytest.TempPathFactory) -> NearTerminal:
    terminal = NearTerminal(tmp_path_factory.mktemp("near"))
    terminal.init()
    terminal.do("person", "add", "--surname", "Nowak")
    return terminal


@pytest.mark.parametrize("command", everything.COMMANDS, ids=lambda command: " ".join(command.words))
def test_every_command_explains_itself(near: NearTerminal, command: Any) -> None:
    answer = near.do(*command.words, "--help")
    assert command.purpose.split()[0] in answer.out
    assert near.do("--help").out.startswith("usage: iomdesk")


@pytest.mark.parametrize("command", everything.COMMANDS, ids=lambda command: " ".join(command.words))
def test_wrong_usage_is_told_apart_from_a_refusal(near: NearTerminal, command: Any) -> None:
    answer = near.try_(*command.words, "--no-such-option")
    assert (answer.code, answer.out) == (2, "")
    assert "usage:" in answer.err


@pytest.mark.parametrize("words", [(), ("nonsense",), ("person",), ("import", "weather", "x.csv"), ("--home",)])
def test_what_is_no_command(near: NearTerminal, words: tuple[str, ...]) -> None:
    answer = near.try_(*words)
    assert (answer.code, answer.out) == (2, "")


ON_A_DESK = [command for command in everything.COMMANDS if command.words not in (("init",), ("demo",))]


@pytest.mark.parametrize("command", ON_A_DESK, ids=lambda command: " ".join(command.words))
def test_json_is_one_document_whatever_comes_of_it(
    near: NearTerminal, command: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Typed with nothing but what it cannot do without, and nonsense at that."""
    monkeypatch.chdir(tmp_path)
    needed = [each for each in command.arguments if is_needed(each)]
    words = [word for each in needed for word in nonsense(each)]
    answer = near.try_(*command.words, *words, as_json=True)
    assert answer.code in (0, 1), answer
    if answer.code == 0:
        json.loads(answer.out)
    elif not answer.out:
        assert answer.err.strip()


def is_needed(argument: Any) -> bool:
    """Whether a command cannot be typed without this argument."""
    if argument.names[0].startswith("-"):
        return bool(argument.options.get("required"))
    return argument.options.get("nargs") not in ("?", "*")


def nonsense(argument: Any) -> list[str]:
    """Something that parses, and means nothing."""
    value = str(next(iter(argument.options.get("choices", ["nonsense"]))))
    return [argument.names[0], value] if argument.names[0].startswith("-") else [value]
