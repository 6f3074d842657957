"""What the program says of a failure: never the text of a stored record, a passphrase or a key."""

from pathlib import Path

import pytest

from iomdesk.errors import IomdeskError
from iomdesk.ids import new_id
from iomdesk.partnership.approvals import Approver
from iomdesk.store.kdf import KEY_BYTES
from iomdesk.store.keyslots import KeySlots
from iomdesk.store.ledger import Sitting
from tests.desks import NOON
from tests.store.cheap_keys import Cheap
from tests.terminal import PASSPHRASE, NearTerminal

STORED = "Qz7Stored"
REF = "@ref"
"""Stands for the stored person's reference in the words below; the others for files."""

PHRASE, NEW, PACK = "@passphrase", "@new", "@pack.pdf"

REFUSED: tuple[tuple[str, ...], ...] = (
    ("person", "show", "nobody"),
    ("person", "show", "2010/0012345X"),
    ("person", "show", ""),
    ("person", "set", REF, "born=not a day"),
    ("person", "set", REF, "born=31/02/1990"),
    ("person", "set", REF, "rag"),
    ("person", "set", REF, "nonsense=1"),
    ("person", "set", REF, "site=Nowhere"),
    ("person", "set", REF, "mappa_level=nine"),
    ("person", "add", "--born", "soon"),
    ("person", "merge", REF, REF, "--reason", "same"),
    ("person", "unmerge", REF, REF, "--reason", "same"),
    ("person", "rag", REF, "purple", "--reason", "why"),
    ("person", "note", REF, " "),
    ("person", "event", REF, "adopted", "--on", "never", "--reason", "why"),
    ("conference", "schedule", "--site", "Nowhere", "--date", "2026-11-10"),
    ("conference", "schedule", "--site", "Norwich", "--date", "10th"),
    ("conference", "agenda", "Norwich-77"),
    ("conference", "score", "Norwich-1", REF, "99999999"),
    ("conference", "score", "Norwich-1", REF, "1=x"),
    ("conference", "score", "Norwich-1", "nobody", "11111111"),
    ("conference", "rag", "Norwich-1", REF, "purple", "--reason", "why"),
    ("conference", "minutes", "Nowhere-1"),
    ("action", "add", REF, "something", "--due", "someday"),
    ("action", "close", "77", "--outcome", "completed"),
    ("action", "revise", "A-77", "--due", "2026-12-01", "--reason", "why"),
    ("pack", "Norwich-77", "--out", PACK),
    ("pack", "Norwich-1", "--out", "/nowhere/at/all/pack.pdf"),
    ("export", "cohort", "/nowhere/at/all/out.xlsx"),
    ("import", "cohort", "/nowhere/at/all.xlsx"),
    ("import", "cohort", "/"),
    ("import", "offences", PHRASE),
    ("import", "custody", PHRASE),
    ("backup", "/nowhere/at/all"),
    ("restore", "/nowhere/at/all"),
    ("restore", PHRASE),
    ("officer", "remove", "Nobody", "--reason", "why"),
    ("officer", "remove", "Sgt A Example", "--reason", "why"),
    ("officer", "add", "Sgt A Example", "--new-passphrase-file", NEW),
    ("officer", "add", "PC B Second", "--new-passphrase-file", "/nowhere"),
    ("officer", "role", "Nobody", "supervisor"),
    ("approval", "decide", "nonsense"),
    ("approval", "decide", "00000000-0000-0000-0000-000000000000"),
    ("recovery", "passphrase", "Sgt A Example", "--recovery-code-file", PHRASE, "--new-passphrase-file", NEW),
    ("log", "--person", "nobody"),
)


@pytest.fixture(scope="module")
def terminal(tmp_path_factory: pytest.TempPathFactory) -> NearTerminal:
    made = NearTerminal(tmp_path_factory.mktemp("hygiene"))
    made.init()
    made.passphrase_file("a new phrase for the officer", "new")
    made.do("person", "add", "--surname", STORED, "--forenames", STORED, "--born", "1990-03-03", "--address", STORED)
    made.do("conference", "schedule", "--site", "Norwich", "--date", "2026-11-10")
    return made


@pytest.mark.parametrize("words", REFUSED, ids=" ".join)
def test_a_refusal_shows_nothing_that_is_stored(terminal: NearTerminal, words: tuple[str, ...]) -> None:
    (person,) = terminal.ask("person", "list", "--former")
    files = {each: str(terminal.folder / each[1:]) for each in (PHRASE, NEW, PACK)}
    answer = terminal.refused(*(files.get(word, person["ref"] if word == REF else word) for word in words))
    assert not any(secret in answer for secret in (STORED, PASSPHRASE, "a new phrase")), answer
    assert answer.rstrip().endswith((".", "?")), answer


def test_a_refusal_changed_nothing(terminal: NearTerminal) -> None:
    assert terminal.findings() == []
    (person,) = terminal.ask("person", "list", "--former")
    assert (person["surname"], person["rag"]) == (STORED, None)


def test_what_holds_secrets_shows_none() -> None:
    """``repr``, ``str`` and an f-string, which is what reaches a log."""
    made = KeySlots.create("Sgt A Example", new_id(NOON), PASSPHRASE, Cheap())
    with made.unlocked as unlocked:
        assert unlocked.signing_key is not None
        sitting = Sitting(new_id(NOON), new_id(NOON), unlocked.signing_key)
        approver = Approver(new_id(NOON), unlocked.signing_key)
        shown = " ".join(f"{each} {each!r}" for each in (made, unlocked, made.slots, sitting, approver))
        keys = [bytes(unlocked.file_key), bytes(unlocked.backup_key), unlocked.signing_key.private_bytes_raw()]
        assert all(len(key) == KEY_BYTES for key in keys)
        for secret in (PASSPHRASE, made.recovery_code, "Sgt A", *(key.hex() for key in keys), *map(repr, keys)):
            assert secret not in shown
    assert not any(unlocked.file_key), "wiped at the end"


def test_a_wrong_passphrase_is_not_repeated(terminal: NearTerminal) -> None:
    wrong = "this one is quite wrong indeed"
    answer = terminal.try_("officer", "list", passphrase=wrong)
    assert (answer.code, wrong in answer.err) == (1, False)
    terminal.do("officer", "list")


def test_an_error_of_ours_has_a_message_and_a_remedy_and_no_chain(tmp_path: Path) -> None:
    """What caused a refusal is cut off where the cause's text could hold content: it is not printed with it."""
    with pytest.raises(IomdeskError) as refusal:
        KeySlots.load(b"IOM" + bytes(400))
    assert refusal.value.message
    assert refusal.value.__cause__ is None
