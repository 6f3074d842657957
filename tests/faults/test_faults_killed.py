"""The program killed at random moments: the desk opens, verifies, and holds what had answered, whole steps only.

Each kill has a desk of its own, copied from one that was prepared once; what the desk shows afterwards is exactly what
an undisturbed run shows before or after the step, and after it if the step had answered.
"""

import random
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from iomdesk.clock import SteppingClock
from iomdesk.opening import open_desk
from iomdesk.partnership.questions import officers
from iomdesk.practice import Partnership, cohort_workbook, generate, offences_csv
from iomdesk.store.keyslots import KeySlots
from tests.conftest import Scale
from tests.faults.striking import Striker
from tests.terminal import PASSPHRASE, NearTerminal

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL and fork are Unix's")

PEOPLE = 12
MORE = 25
CONFERENCE = "Norwich-1"
EVIDENCE = tuple(word for place in range(1, 9) for word in ("--evidence", f"{place}=Talked through at the meeting."))


def _people(count: int, seed: int) -> Partnership:
    return generate(count, seed, date(2026, 11, 2))


@dataclass
class Workshop:
    """The prepared desk and the files its commands read, all under one folder that is copied as a whole."""

    terminal: NearTerminal
    refs: tuple[str, ...]


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    folder = tmp_path_factory.mktemp("workshop")
    terminal = NearTerminal(folder)
    terminal.passphrase_file(terminal.init(), "sheet")
    (folder / "cohort.xlsx").write_bytes(cohort_workbook(_people(PEOPLE, 1), messy=False))
    (folder / "more.xlsx").write_bytes(cohort_workbook(_people(MORE, 2), messy=False))
    (folder / "offences.csv").write_bytes(offences_csv(_people(PEOPLE, 1)))
    terminal.do("import", "cohort", folder / "cohort.xlsx")
    terminal.do("conference", "schedule", "--site", "Norwich", "--date", "2026-11-10")
    rows = terminal.ask("person", "list")
    refs = tuple(row["ref"] for row in sorted(rows, key=lambda row: (row["surname"], row["forenames"])))
    terminal.do("conference", "score", CONFERENCE, refs[0], "3202111-", "--priority", "1", *EVIDENCE)
    terminal.do("backup", folder / "day.iomback")
    terminal.do("conference", "score", CONFERENCE, refs[1], "11111111", *EVIDENCE)
    terminal.passphrase_file("another phrase nobody would guess", "new-passphrase")
    assert terminal.findings() == []
    return Workshop(terminal, refs)


@dataclass(frozen=True)
class Step:
    """One kind of step to be killed in. ``check`` looks at more than the desk's people and papers."""

    words: Callable[[Path, Workshop], Sequence[str]]
    passphrase: Callable[[bool], tuple[str, ...]] = field(default=lambda answered: (PASSPHRASE,))


def _import(folder: Path, _: Workshop) -> Sequence[str]:
    return ("import", "cohort", str(folder / "more.xlsx"))


def _score(_: Path, workshop: Workshop) -> Sequence[str]:
    return ("conference", "score", CONFERENCE, workshop.refs[2], "44444444", "--priority", "8", *EVIDENCE)


NEW = "another phrase nobody would guess"
STEPS: dict[str, Step] = {
    "import": Step(_import),
    "import of offences": Step(lambda folder, _: ("import", "offences", str(folder / "offences.csv"))),
    "scoring": Step(_score),
    "signing": Step(lambda folder, _: ("conference", "sign", CONFERENCE)),
    "backup": Step(lambda folder, _: ("backup", str(folder / "new.iomback"))),
    "key rotation": Step(lambda folder, _: ("key", "rotate")),
    "restore": Step(lambda folder, _: ("restore", str(folder / "day.iomback"))),
    "recovery": Step(
        lambda folder, _: (
            "recovery",
            "passphrase",
            "Sgt A Example",
            "--recovery-code-file",
            str(folder / "sheet"),
            "--new-passphrase-file",
            str(folder / "new-passphrase"),
        ),
        lambda answered: (NEW,) if answered else (PASSPHRASE, NEW),
    ),
    "passphrase": Step(
        lambda folder, _: ("passphrase", "--new-passphrase-file", str(folder / "new-passphrase")),
        lambda answered: (NEW,) if answered else (PASSPHRASE, NEW),
    ),
}


def _shown(terminal: NearTerminal, passphrase: str = PASSPHRASE) -> Any:
    """What the desk shows of its people and papers, without what is drawn at random."""

    def ask(*words: str) -> Any:
        return terminal.do(*words, as_json=True, passphrase=passphrase).document

    people = ask("person", "list", "--former")
    return {
        "people": sorted((row["surname"] or "", row["forenames"] or "", row["rag"] or "") for row in people),
        "scores": sorted((row["surname"], row["forenames"], str(row["scores"])) for row in ask("matrix")),
        "minutes": sorted(
            (row["surname"], str(row["scores"])) for row in ask("conference", "minutes", CONFERENCE)["people"]
        ),
        "signed": ask("conference", "list")[0]["signed_by"],
        "operations": ask("verify")["operations"],
    }


def _copy(workshop: Workshop, folder: Path) -> NearTerminal:
    shutil.copytree(workshop.terminal.folder, folder)
    return NearTerminal(folder, now=workshop.terminal.now + 600_000)


def _commands(terminal: NearTerminal, workshop: Workshop, step: Step) -> list[list[str]]:
    """A save, then the step."""
    words = ["--home", str(terminal.home), "--passphrase-file", str(terminal.passphrase_file(PASSPHRASE))]
    first = ["person", "add", "--surname", "Answered"]
    return [words + first, words + list(step.words(terminal.folder, workshop))]


@dataclass
class Undisturbed:
    """What a run that nobody kills shows before the step and after it, and the seconds the step takes."""

    before: Any
    after: Any
    seconds: float


@pytest.fixture(scope="module")
def striker() -> Iterator[Striker]:
    with Striker() as started:
        yield started


@pytest.fixture(scope="module")
def undisturbed(
    workshop: Workshop, striker: Striker, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Undisturbed]:
    found = {}
    for name, step in STEPS.items():
        folder = tmp_path_factory.mktemp("undisturbed")
        started, ended = _copy(workshop, folder / "before"), _copy(workshop, folder / "after")
        assert striker.strike(_commands(started, workshop, step)[:1], started.now).answered == {0: 0}
        run = striker.strike(_commands(ended, workshop, step), ended.now)
        assert run.answered == {0: 0, 1: 0}, name
        found[name] = Undisturbed(_shown(started), _shown(ended, step.passphrase(True)[0]), run.took[1])
    return found


def test_killed_at_random_moments(
    workshop: Workshop,
    striker: Striker,
    undisturbed: dict[str, Undisturbed],
    tmp_path: Path,
    rng: random.Random,
    scale: Scale,
) -> None:
    killed: Counter[tuple[str, str]] = Counter()
    for number in range(scale.count(test=40, prove=200)):
        name = list(STEPS)[number % len(STEPS)]
        terminal = _copy(workshop, tmp_path / f"case{number}")
        commands = _commands(terminal, workshop, STEPS[name])
        after = rng.uniform(0, 1.05 * undisturbed[name].seconds)
        blow = striker.strike(commands, terminal.now, target=1, after=after)
        assert blow.killed
        assert set(blow.answered.values()) == {0}
        answered = 1 in blow.answered
        _look(terminal, name, answered, undisturbed[name], (name, after))
        killed[name, "after it answered" if answered else "in the middle"] += 1
        shutil.rmtree(terminal.folder)
    print(dict(killed))
    assert {name for (name, when), _ in killed.items() if when == "in the middle"} == set(STEPS)


def _look(terminal: NearTerminal, name: str, answered: bool, run: Undisturbed, case: object) -> None:
    """The desk opens with a passphrase that may be its own, verifies, and shows a whole step or none."""
    terminal.now += 3_600_000
    possible = STEPS[name].passphrase(answered)
    passphrase = next((each for each in possible if terminal.try_("verify", passphrase=each).code == 0), None)
    assert passphrase is not None, (case, terminal.said[-1])
    shown = _shown(terminal, passphrase)
    assert shown in ([run.after] if answered else [run.before, run.after]), case
    if name == "backup" and answered:
        _restores(terminal, run, case)
    _nothing_left_over(terminal, case)
    _signs_with_the_recorded_key(terminal, passphrase)
    terminal.do("person", "add", "--surname", "Goes On", passphrase=passphrase)
    terminal.do("verify", "--quick", passphrase=passphrase)


def _restores(terminal: NearTerminal, run: Undisturbed, case: object) -> None:
    """A backup that had answered is a whole desk."""
    other = NearTerminal(terminal.folder / "other", now=terminal.now)
    other.folder.mkdir()
    other.do("restore", terminal.folder / "new.iomback")
    assert _shown(other)["people"] == run.before["people"], case
    assert other.findings() == []


def _nothing_left_over(terminal: NearTerminal, case: object) -> None:
    generations = [each for each in terminal.home.iterdir() if each.name.startswith("g")]
    assert generations == [terminal.generation], case
    assert list(terminal.home.rglob("*.part")) == [], case


def _signs_with_the_recorded_key(terminal: NearTerminal, passphrase: str) -> None:
    with open_desk(terminal.home, None, passphrase, SteppingClock(terminal.now)) as opened:
        assert opened.unlocked.signing_key is not None
        own = opened.unlocked.signing_key.public_key().public_bytes_raw()
        assert [row.signing_key for row in opened.desk.ask(officers)] == [own]


def test_an_answered_rotation_changed_the_keys(workshop: Workshop, striker: Striker, tmp_path: Path) -> None:
    terminal = _copy(workshop, tmp_path / "case")
    before = _file_key(terminal)
    striker.strike(_commands(terminal, workshop, STEPS["key rotation"])[1:2], terminal.now)
    assert _file_key(terminal) != before


def _file_key(terminal: NearTerminal) -> bytes:
    with KeySlots.load((terminal.generation / "desk.keys").read_bytes()).unlock_only(PASSPHRASE) as unlocked:
        return bytes(unlocked.file_key)


def test_killed_while_it_is_founded(striker: Striker, tmp_path: Path, rng: random.Random, scale: Scale) -> None:
    """There is a desk or there is none, and then it can be founded again in the same folder."""
    words = ("init", "--officer", "Sgt A Example", "--agency", "police", "--site", "Norwich")
    for number in range(scale.count(test=8, prove=40)):
        (tmp_path / f"case{number}").mkdir()
        terminal = NearTerminal(tmp_path / f"case{number}")
        before = ["--home", str(terminal.home), "--passphrase-file", str(terminal.passphrase_file(PASSPHRASE))]
        blow = striker.strike([[*before, *words]], terminal.now, target=0, after=rng.uniform(0, 0.2))
        terminal.now += 3_600_000
        first = terminal.try_("verify")
        assert first.code == 0 or (0 not in blow.answered and "no desk in this folder" in first.err), first
        if first.code:
            terminal.do(*words)
        assert terminal.findings() == []
