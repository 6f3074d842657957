"""The recovery sheet: the code as people read it out, on one page, and in no other file."""

import stat
from datetime import date
from pathlib import Path

import pytest

from iomdesk.errors import Refused
from iomdesk.packs.recovery_sheet import RecoverySheet, render_recovery_sheet, spoken
from iomdesk.store.recovery import code_secret, new_code
from tests.packs.finished_pdf import LETTERS, assert_letters, assert_repeats, check, read
from tests.terminal import OFFICER, NearTerminal

CODE = "W5QJ8-RGN1Q-P7XG9-EFF34-85DVB-99T18-ZRVRD-4YRHV"


def sheet(code: str = CODE, *, training: bool = False, renewed: bool = False) -> RecoverySheet:
    return RecoverySheet("police", f"Norwich {LETTERS}", date(2026, 11, 2), code, OFFICER, renewed, training)


@pytest.mark.parametrize("training", [False, True])
def test_one_page_without_a_marking_says_what_it_is(training: bool) -> None:
    finished = check(render_recovery_sheet(sheet(training=training)), marking=None, training=training)
    assert len(finished.pages) == 1
    assert finished.text.count("Keep locked away") == 2
    assert_letters(finished)
    for words in ("2 Nov 2026", OFFICER, "Typed back by", "Locked away at", "Delete the file"):
        assert words in finished.text


def test_each_group_stands_in_large_letters_and_is_spelled() -> None:
    finished = read(render_recovery_sheet(sheet()))
    aloud = "".join(finished.aloud.split())
    for number, group in enumerate(CODE.split("-"), start=1):
        assert f"{number}.{group}" in aloud
        assert spoken(group) in finished.text
    largest = max(run.size for page in finished.shown for run in page.body)
    code = [run for page in finished.shown for run in page.body if run.size == largest]
    assert "".join(run.text.strip() for run in code) == CODE.replace("-", "")


def test_every_letter_a_code_can_have_has_its_word() -> None:
    for _ in range(60):
        for letter in new_code().replace("-", ""):
            assert spoken(letter).startswith(f"{letter} ")
    assert spoken("A0Z") == "A alfa · 0 zero · Z zulu"


def test_only_a_renewed_one_speaks_of_sheets_before_it() -> None:
    renewed, first = (read(render_recovery_sheet(sheet(renewed=each))).text for each in (True, False))
    assert "every sheet before it" in renewed
    assert "every sheet before it" not in first


def test_the_same_sheet_the_same_bytes_and_none_without_a_code() -> None:
    assert_repeats(lambda: render_recovery_sheet(sheet()))
    with pytest.raises(Refused):
        render_recovery_sheet(sheet(" "))


def said_aloud(file: Path) -> str:
    return "".join(read(file.read_bytes()).aloud.split())


def code_on(file: Path, code: str) -> bool:
    return all(f"{number}.{group}" in said_aloud(file) for number, group in enumerate(code.split("-"), start=1))


def holding(folder: Path, code: str, besides: Path) -> list[Path]:
    """The files below ``folder`` in which the code, any group of it or its secret stands."""
    secret = bytes(code_secret(code))
    forms = [code, code.replace("-", ""), code.lower(), secret.hex(), *code.split("-")]
    raw = [form.encode(encoding) for form in forms for encoding in ("utf-8", "utf-16-le")] + [secret]
    files = [path for path in folder.rglob("*") if path.is_file() and path != besides]
    assert files
    return [path for path in files if any(form in path.read_bytes() for form in raw)]


def test_the_sheet_of_a_new_desk_is_written_for_its_owner_alone_and_the_code_is_nowhere_else(tmp_path: Path) -> None:
    desk, file = NearTerminal(tmp_path), tmp_path / "sheet.pdf"
    founded = desk.ask("init", "--officer", OFFICER, "--agency", "police", "--site", "Norwich", "--sheet", file)
    code = founded["recovery_code"]
    assert code_on(file, code)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    desk.do("backup", tmp_path / "backup.iomdesk")
    assert holding(tmp_path, code, file) == []
    assert code not in desk.do("log").out
    assert desk.ask("copies", "list") == []


def test_a_renewed_sheet_has_the_new_code_and_says_to_delete_the_file(tmp_path: Path) -> None:
    desk, file = NearTerminal(tmp_path), tmp_path / "sheet.pdf"
    before = desk.init()
    renewed = desk.do("recovery", "renew", "--sheet", file)
    code = renewed.out.splitlines()[1].strip()
    assert code != before
    assert code_on(file, code)
    assert "not encrypted: print it, lock it away, and delete the file" in renewed.out
    assert holding(tmp_path, code, file) == []
    assert code not in desk.do("log").out


def test_no_code_is_made_that_has_nowhere_to_go(tmp_path: Path) -> None:
    desk, file = NearTerminal(tmp_path), tmp_path / "sheet.pdf"
    code = desk.init()
    file.write_bytes(b"something else")
    assert "already a file" in desk.refused("recovery", "renew", "--sheet", file)
    assert "does not exist" in desk.refused("recovery", "renew", "--sheet", tmp_path / "none" / "sheet.pdf")
    assert file.read_bytes() == b"something else"
    codes = tmp_path / "code"
    codes.write_text(code)
    new = desk.passphrase_file("another four canaries sang", "new")
    desk.do("recovery", "passphrase", OFFICER, "--recovery-code-file", codes, "--new-passphrase-file", new)
