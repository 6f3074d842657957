"""The demonstration: a synthetic partnership's files go in, a conference is held, a pack comes out.

Every step is a command of this command line, shown as a person would type it and run as they would run it.
"""

import argparse
from dataclasses import replace
from pathlib import Path

from iomdesk.catalogue import Agency
from iomdesk.errors import Environment, Refused
from iomdesk.opening import NewDesk, found_desk, open_desk
from iomdesk.practice import Partnership, cohort_workbook, custody_csv, generate, offences_csv
from iomdesk.words import say
from ui.cli import of_a_desk
from ui.cli.parser import build
from ui.cli.shape import Answer, AnyCommand, HomeCommand, Surroundings, argument
from ui.cli.tour import OFFICER, Tour, journey

PASSPHRASE = "practice desk, nobody real"
_RECIPIENTS = "Name,Agency\nSgt A Example,police\nJ Okafor,probation\nS Patel,prison\nL Grimes,housing\n"


def demo(surroundings: Surroundings, given: argparse.Namespace) -> Answer:
    """Build a practice desk in a folder, run the main job on it and leave its documents there."""
    folder = Path(given.folder)
    partnership = generate(given.people, given.seed, surroundings.clock.today())
    _write_files(folder, partnership)
    site = partnership.sites[0].name
    new = NewDesk(OFFICER, Agency.POLICE, site, training=True)
    found_desk(folder / "desk", new, PASSPHRASE, surroundings.calibrator, surroundings.clock)
    of_home = replace(surroundings, home=folder / "desk", sign_in=None, passphrase_file=str(folder / "passphrase.txt"))
    _run(of_home, "agreement", "adopt", "--template")
    with open_desk(folder / "desk", None, PASSPHRASE, surroundings.clock) as opened:
        journey(Tour(opened, surroundings), folder, partnership, surroundings.clock.today())
    verdict = _run(of_home, "verify")
    documents = [str(path) for path in sorted([*folder.rglob("*.pdf"), folder / "out.xlsx"])]
    return Answer(
        [
            say("The practice desk is in {folder}; its passphrase is in passphrase.txt there.", folder=folder / "desk"),
            say("Its documents: {names}.", names=", ".join(documents)),
            say(
                "Go on by hand: iomdesk --home {home} --passphrase-file {file} person list",
                home=folder / "desk",
                file=folder / "passphrase.txt",
            ),
        ],
        {"desk": str(folder / "desk"), "documents": [*documents], "clean": verdict.well},
        well=verdict.well,
    )


def _run(surroundings: Surroundings, *words: str) -> Answer:
    """Run a command about the desk's folder and show it."""
    parsed = build(of_a_desk.COMMANDS).parse_args(words)
    surroundings.tell("$ iomdesk " + " ".join(words))
    answer: Answer = parsed.command.run(surroundings, parsed)
    for line in answer.lines:
        surroundings.tell(f"    {line}")
    return answer


def _write_files(folder: Path, partnership: Partnership) -> None:
    """The files a team would hand over on day one. Nobody in them exists."""
    if folder.exists() and any(folder.iterdir()):
        raise Refused(say("The folder for the demonstration is not empty."), say("Name a new one: iomdesk demo DIR."))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in (
            ("cohort.xlsx", cohort_workbook(partnership)),
            ("offences.csv", offences_csv(partnership)),
            ("custody.csv", custody_csv(partnership)),
            ("recipients.csv", _RECIPIENTS.encode()),
            ("passphrase.txt", f"{PASSPHRASE}\n".encode()),
        ):
            (folder / name).write_bytes(content)
    except OSError as cause:
        raise Environment(say("The demonstration's files could not be written: {why}.", why=cause.strerror)) from None


COMMANDS: tuple[AnyCommand, ...] = (
    HomeCommand(
        ("demo",),
        say("make a synthetic desk, run the main job on it, leave its documents"),
        demo,
        (
            argument(
                "folder", nargs="?", default="demo-desk", metavar="DIR", help=say("a new folder; demo-desk unless said")
            ),
            argument("--people", type=int, default=60, metavar="N", help=say("how many people; 60 unless said")),
            argument("--seed", type=int, default=20261121, metavar="N", help=say("another seed, other people")),
        ),
    ),
)
