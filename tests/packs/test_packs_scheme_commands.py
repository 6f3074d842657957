"""Documents of the whole scheme from the command line: what is chosen, what is refused, what is registered."""

from pathlib import Path

import pytest

from tests.packs.finished_pdf import read
from tests.terminal import OFFICER, NearTerminal


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> NearTerminal:
    """A desk with one person, two actions and the shipped agreement."""
    made = NearTerminal(tmp_path_factory.mktemp("scheme"))
    made.init()
    made.do("agreement", "adopt", "--template")
    added = made.ask("person", "add", "--surname", "NOWAK", "--forenames", "Daniel", "--site", "Norwich")
    ref = added["ref"]
    made.do(
        "action", "add", ref, "Ring the landlord", "--owner", "K Sample", "--agency", "housing", "--due", "2026-11-20"
    )
    made.do("action", "add", ref, "Ask the court", "--owner", OFFICER, "--agency", "police", "--due", "2026-11-09")
    return made


def text_of(file: Path) -> str:
    return read(file.read_bytes()).text


def printed(desk: NearTerminal, *words: str) -> str:
    file = desk.folder / "out.pdf"
    file.unlink(missing_ok=True)
    desk.do("print", *words, "--out", file)
    return text_of(file)


def test_the_action_list_of_all_of_one_agency_and_ones_own(desk: NearTerminal) -> None:
    every = printed(desk, "action-list")
    assert "Ring the landlord" in every
    assert "Ask the court" in every
    assert "Ask the court" not in printed(desk, "action-list", "--owner", "housing")
    assert "Ring the landlord" not in printed(desk, "action-list", "--mine")
    assert "Ring the landlord" in printed(desk, "action-list", "--large-print")


def test_the_board_for_its_own_wall_and_for_a_shared_one(desk: NearTerminal) -> None:
    assert "NOWAK, Daniel" in printed(desk, "wall-board")
    assert "sheet 1 of 2, left" in printed(desk, "wall-board", "--tiled")
    shared = printed(desk, "wall-board", "--room", "police, housing")
    assert "NOWAK" not in shared
    assert "only what all of these may read: police, housing" in shared
    assert "is no agency" in desk.refused(
        "print", "wall-board", "--room", "police,nobody", "--out", desk.folder / "x.pdf"
    )
    assert "no site" in desk.refused("print", "wall-board", "--site", "Nowhere", "--out", desk.folder / "x.pdf")


def test_the_pathways_master_on_either_paper(desk: NearTerminal) -> None:
    assert "NOWAK, Daniel" in printed(desk, "pathways-master")
    assert "NOWAK, Daniel" in printed(desk, "pathways-master", "--a3", "--site", "Norwich")


def test_the_agreement_in_force_or_another_version(desk: NearTerminal) -> None:
    assert "Version 1 of the agreement is in force" in printed(desk, "agreement")
    assert "Version 1" in printed(desk, "agreement", "--version", "1", "--for", "housing", "--copy-for", "L Grimes")
    said = desk.refused("print", "agreement", "--version", "7", "--out", desk.folder / "x.pdf")
    assert "no such agreement" in said


def test_each_is_a_numbered_copy(desk: NearTerminal) -> None:
    before = len(desk.ask("copies", "list"))
    printed(desk, "wall-board")
    printed(desk, "action-list")
    assert len(desk.ask("copies", "list")) == before + 2
