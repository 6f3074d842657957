"""No plaintext: canaries go in through every field and every column, and nothing on the disk shows one.

Searched: every byte of the home folder (while the desk is open, after it is closed, after backup, key rotation and
restore), the temporary folder, and what was printed by commands that show no case record.
"""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from iomdesk import catalogue
from iomdesk.catalogue import Kind, Type
from iomdesk.clock import SteppingClock
from iomdesk.ids import Id
from iomdesk.opening import open_desk
from iomdesk.practice.sheet_rows import COHORT_COLUMNS
from iomdesk.store.store import Store
from tests.terminal import OFFICER, PASSPHRASE, NearTerminal, Terminal

ASCII, WELSH = "Qz7Canary", "Ŷŵgaŵŷneri"
"""Every canary holds one of these two; neither occurs by chance."""

PNC, PERSON_BORN = "2010/0012345J", "03/03/1990"


def forms(secret: str | bytes) -> list[bytes]:
    """How a secret could lie in a file: as it is, as text of either width, spelled in hexadecimal."""
    if isinstance(secret, bytes):
        return [secret, secret.hex().encode(), secret.hex().upper().encode()]
    plain = [secret.encode(each) for each in ("utf-8", "utf-16-le", "utf-16-be")]
    spelled = secret.encode()
    return [*plain, spelled.hex().encode(), spelled.hex().upper().encode()]


def seen_in(folder: Path, secrets: list[str | bytes]) -> list[str]:
    """The files under ``folder`` that show a secret in their bytes or their name; the number of bytes read must be."""
    needles = [form for secret in secrets for form in forms(secret)]
    found = []
    for path in sorted(folder.rglob("*")):
        content = path.read_bytes() if path.is_file() and not path.is_symlink() else b""
        if any(needle in content or needle in bytes(path.relative_to(folder)) for needle in needles):
            found.append(str(path.relative_to(folder)))
    return found


def test_the_search_finds_what_lies_there(tmp_path: Path) -> None:
    for place, form in enumerate(forms(WELSH)):
        (tmp_path / f"file{place}").write_bytes(b"\0" * 5000 + form + b"\0")
    assert len(seen_in(tmp_path, [WELSH])) == len(forms(WELSH))
    assert seen_in(tmp_path, [ASCII]) == []


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A temporary folder of this test's own, for Python and for SQLite."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    for name in ("TMPDIR", "TEMP", "TMP", "SQLITE_TMPDIR"):
        monkeypatch.setenv(name, str(folder))
    monkeypatch.setattr(tempfile, "tempdir", None)
    yield folder
    monkeypatch.setattr(tempfile, "tempdir", None)


@pytest.fixture
def terminal(tmp_path: Path, temporary: Path) -> NearTerminal:
    made = NearTerminal(tmp_path)
    made.init()
    return made


def value_for(kind: Kind, name: str, canary: str) -> Any:
    """A canary of the field's type, or something true of it where no text fits."""
    field = kind.by_name[name]
    plain: dict[Type, Any] = {
        Type.DATE: date(1987, 6, 5), Type.NUMBER: 3, Type.INSTANT: 1, Type.YES_NO: True,
        Type.ID: canary.encode()[:16].ljust(16, b"!"), Type.BYTES: canary.encode(),
    }  # fmt: skip
    return plain.get(field.type, f"{canary} {kind.name} {name} {canary * 3}")


def write_canaries(store: Store) -> None:
    """A record of every kind with every field filled, then every field changed to canaries in other letters."""
    with store.work() as work:
        made: list[tuple[Kind, Id]] = []
        person = work.new_id()
        for kind in catalogue.KINDS:
            subject = None if kind.subject == "self" else person
            values = {each.name: value_for(kind, each.name, ASCII) for each in kind.fields}
            record = person if kind is catalogue.PERSON else None
            made.append((kind, work.create(kind, values, subject=subject, record=record)))
    with store.work() as work:
        for kind, each in made:
            work.put(kind, each, {field.name: value_for(kind, field.name, WELSH) for field in kind.fields})


def test_every_field_of_every_kind(terminal: NearTerminal, temporary: Path) -> None:
    canaries: list[str | bytes] = [ASCII, WELSH]
    with open_desk(terminal.home, None, PASSPHRASE, SteppingClock(terminal.now)) as opened:
        write_canaries(opened.store)
        assert (opened.generation.folder / "desk.db-wal").stat().st_size > 0
        assert seen_in(terminal.home, canaries) == []
        opened.back_up(None, lambda done, of: None)
    assert seen_in(terminal.home, canaries) == []
    terminal.do("backup", terminal.home / "backups")
    terminal.do("key", "rotate")
    kept = next((terminal.home / "backups").glob("*.iomback"))
    terminal.do("restore", kept)
    assert (terminal.home / "replaced").is_dir()
    assert seen_in(terminal.home, canaries) == []
    assert list(temporary.rglob("*")) == []
    silent(terminal, canaries)


def silent(terminal: Terminal, secrets: list[str | bytes]) -> None:
    """Nothing a command said of itself holds a secret; what ``log`` and ``verify`` answer does not either."""
    terminal.do("log", as_json=True)
    terminal.do("log", "--csv")
    terminal.do("verify")
    needles = [form for secret in secrets for form in forms(secret)]
    asked_for_people = ("person", "matrix", "conference", "action", "import", "compare", "officer", "init")
    for each in terminal.said:
        words = [word for word in each.argv if word in asked_for_people]
        said = each.err if words else each.out + each.err
        assert not any(needle in said.encode() for needle in needles), (each.argv, said)


def canary_sheet(folder: Path) -> Path:
    """A cohort sheet with a canary in every column in turn, whether or not the column can take it."""
    tidy = {"Surname": "Canary", "Forename(s)": "Quiet", "DOB": PERSON_BORN, "PNC ID": PNC}
    headings = [*COHORT_COLUMNS, f"{ASCII} heading", f"{WELSH} pennawd"]
    rows = [headings]
    for place, heading in enumerate(headings):
        row = dict.fromkeys(headings, "") | tidy | {"PNC ID": "", "DOB": f"{place % 27 + 1:02}/04/1981"}
        row |= {"Surname": f"Canary{place}", heading: f"{ASCII} {heading} {WELSH}"}
        rows.append([row[name] for name in headings])
    path = folder / "canaries.csv"
    path.write_text("\n".join(",".join(f'"{cell}"' for cell in row) for row in rows) + "\n", encoding="utf-8")
    return path


def test_every_column_of_an_import_and_every_word_of_a_command(terminal: NearTerminal, temporary: Path) -> None:
    canaries: list[str | bytes] = [ASCII, WELSH]
    sheet = canary_sheet(terminal.folder)
    terminal.do("import", "cohort", sheet, "--dry-run")
    report = terminal.ask("import", "cohort", sheet)
    assert sum(count for counts in report["counts"].values() for count in counts.values()) == len(COHORT_COLUMNS) + 2
    ref = terminal.ask("person", "add", "--surname", f"{ASCII} {WELSH}", "--born", "1990-03-03")["ref"]
    type_canaries(terminal, ref)
    assert f"{ASCII} note {WELSH}" in terminal.do("person", "show", ref).out
    terminal.do("export", "cohort", terminal.folder / "out.xlsx")
    terminal.do("backup")
    assert seen_in(terminal.home, canaries) == []
    assert list(temporary.rglob("*")) == []
    silent(terminal, canaries)


def type_canaries(terminal: NearTerminal, ref: str) -> None:
    """A canary in every free text a person can type."""
    both = f"{ASCII} note {WELSH}"
    terminal.do("conference", "schedule", "--site", "Norwich", "--date", "2026-11-10")
    conference = "Norwich-1"
    evidence = [word for place in range(1, 9) for word in ("--evidence", f"{place}={both}")]
    for words in (
        ("person", "note", ref, both, "--heading", both),
        ("person", "set", ref, f"address={both}", f"phone={both}", f"police_om={both}"),
        ("person", "mark", ref, "domestic-abuse", "yes", "--source", both),
        ("person", "event", ref, "adopted", "--on", "2026-10-01", "--reason", both),
        ("person", "rag", ref, "Red", "--reason", both),
        ("conference", "ask", conference, ref, "--reason", both),
        ("conference", "score", conference, ref, "22222222", *evidence),
        ("conference", "decide", conference, ref, "--what", "other", "--reason", both, "--text", both),
        ("action", "add", ref, both, "--owner", both, "--agency", "police", "--due", "2026-11-24"),
    ):
        terminal.do(*words)


def test_no_key_name_or_passphrase_lies_anywhere(terminal: NearTerminal, temporary: Path) -> None:
    """The keys as bytes and spelled, the passphrases, the recovery code with and without its dashes, the names."""
    code = terminal.do("recovery", "renew", as_json=True).document["recovery_code"]
    other = "an altogether different phrase"
    terminal.do("officer", "add", "PC B Second", "--new-passphrase-file", terminal.passphrase_file(other, "second"))
    secrets: list[str | bytes] = [PASSPHRASE, other, code, code.replace("-", ""), OFFICER, "PC B Second", "B Second"]
    with open_desk(terminal.home, OFFICER, PASSPHRASE, SteppingClock(terminal.now)) as opened:
        unlocked = opened.unlocked
        secrets += [bytes(each) for each in (unlocked.file_key, unlocked.backup_key, unlocked.home_secret)]
        assert unlocked.signing_key is not None
        secrets.append(unlocked.signing_key.private_bytes_raw())
        text = f"{opened!r} {unlocked!r} {opened.slots!r} {opened.anchor!r} {opened.store!r} {opened.desk!r}"
        assert not any(form in text.encode() for secret in secrets for form in forms(secret)), "shown by a repr"
    terminal.do("--as", OFFICER, "backup")
    terminal.do("--as", OFFICER, "key", "rotate")
    assert seen_in(terminal.home, secrets) == []
    assert list(temporary.rglob("*")) == []
    printed = [form for secret in secrets[:2] + secrets[-4:] for form in forms(secret)]
    assert not any(needle in (each.out + each.err).encode() for each in terminal.said for needle in printed)


def test_nothing_is_opened_for_writing_but_the_home_and_what_was_asked_for(
    terminal: NearTerminal, temporary: Path
) -> None:
    """Seen by Python's own audit hook, which also sees what the libraries open."""
    written: set[str] = set()
    watching = [True]

    def note(event: str, arguments: tuple[Any, ...]) -> None:
        if not watching[0] or event != "open" or not isinstance(arguments[0], str):
            return
        path, mode, flags = arguments
        writes = any(letter in (mode or "") for letter in "wax+") or bool((flags or 0) & 0b11)
        if writes and path != "/dev/null":
            written.add(path)

    sys.addaudithook(note)
    sheet, out, pack = canary_sheet(terminal.folder), terminal.folder / "out.xlsx", terminal.folder / "pack.pdf"
    written.clear()
    try:
        terminal.do("import", "cohort", sheet)
        terminal.do("conference", "schedule", "--site", "Norwich", "--date", "2026-11-10")
        terminal.do("pack", "Norwich-1", "--out", pack)
        terminal.do("export", "cohort", out)
    finally:
        watching[0] = False
    allowed = (str(terminal.home), str(out), str(pack), str(terminal.folder / "passphrase"))
    assert {path for path in written if not path.startswith(allowed) and "__pycache__" not in path} == set()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows writes no core dumps")
def test_the_program_forbids_core_dumps() -> None:
    asked = "import resource; print(resource.getrlimit(resource.RLIMIT_CORE)[0])"
    text = f"from ui.cli.door import main; main(['--version']); {asked}"
    done = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.split()[-1] == "0"
