"""The demonstration: a synthetic partnership's files go in, a conference is held, a pack comes out.

Every step is a command of this command line, shown as a person would type it and run as they would run it.
"""

import argparse
import shlex
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

from iomdesk.catalogue import Agency
from iomdesk.errors import Environment, Refused
from iomdesk.opening import NewDesk, OpenDesk, found_desk, open_desk
from iomdesk.practice import Partnership, Person, cohort_workbook, custody_csv, generate, offences_csv
from iomdesk.words import counted, say
from ui.cli import actions, conference, desk, exchange, papers, people
from ui.cli.parser import build
from ui.cli.shape import Answer, AnyCommand, DeskCommand, HomeCommand, Surroundings, argument

PASSPHRASE = "practice desk, nobody real"
OFFICER = "Sgt A Example"
_SHOWN = 7
_SPOKEN_OF = 6
_STEPS: tuple[AnyCommand, ...] = (
    *desk.COMMANDS,
    *exchange.COMMANDS,
    *people.COMMANDS,
    *conference.COMMANDS,
    *actions.COMMANDS,
    *papers.COMMANDS,
)


def demo(surroundings: Surroundings, given: argparse.Namespace) -> Answer:
    """Build a practice desk in a folder, run the main job on it and leave its documents there."""
    folder = Path(given.folder)
    partnership = generate(given.people, given.seed, surroundings.clock.today())
    _write_files(folder, partnership)
    site = partnership.sites[0].name
    new = NewDesk(OFFICER, Agency.POLICE, site, training=True)
    found_desk(folder / "desk", new, PASSPHRASE, surroundings.calibrator, surroundings.clock)
    with open_desk(folder / "desk", None, PASSPHRASE, surroundings.clock) as opened:
        tour = _Tour(opened, surroundings)
        _journey(tour, folder, partnership, surroundings.clock.today())
    checked = Surroundings(
        folder / "desk",
        None,
        str(folder / "passphrase.txt"),
        surroundings.clock,
        surroundings.calibrator,
        surroundings.tell,
    )
    parsed = build(_STEPS).parse_args(["verify"])
    surroundings.tell("$ iomdesk verify")
    verdict: Answer = parsed.command.run(checked, parsed)
    for line in verdict.lines:
        surroundings.tell(f"    {line}")
    documents = [str(folder / name) for name in ("pack.pdf", "out.xlsx")]
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
            ("passphrase.txt", f"{PASSPHRASE}\n".encode()),
        ):
            (folder / name).write_bytes(content)
    except OSError as cause:
        raise Environment(say("The demonstration's files could not be written: {why}.", why=cause.strerror)) from None


class _Tour:
    """Runs commands on the open practice desk, showing each as it would be typed and the head of its answer."""

    def __init__(self, opened: OpenDesk, surroundings: Surroundings) -> None:
        self._opened = opened
        self._tell = surroundings.tell
        self._parser = build(_STEPS)

    def step(self, *words: str) -> Answer:
        """Run one command and show it."""
        self._tell("$ iomdesk " + shlex.join(words))
        parsed = self._parser.parse_args(list(words))
        command = parsed.command
        if not isinstance(command, DeskCommand):
            raise TypeError("the tour runs commands of the open desk")
        answer = command.run(self._opened.desk, parsed)
        for line in answer.lines[:_SHOWN]:
            self._tell(f"    {line}")
        if len(answer.lines) > _SHOWN:
            left = len(answer.lines) - _SHOWN
            self._tell(counted(left, "    … {count} more line", "    … {count} more lines"))
        return answer


def _journey(tour: _Tour, folder: Path, partnership: Partnership, today: date) -> None:
    site = partnership.sites[0].name
    tour.step("import", "cohort", str(folder / "cohort.xlsx"))
    tour.step("import", "offences", str(folder / "offences.csv"))
    tour.step("import", "custody", str(folder / "custody.csv"))
    tour.step("import", "held")
    held_on = today + timedelta(days=7 - today.weekday())
    tour.step("conference", "schedule", "--site", site, "--date", held_on.isoformat())
    agenda = tour.step("conference", "agenda", held_on.isoformat())
    spoken_of = tuple(_on_the_agenda(agenda, partnership))[:_SPOKEN_OF]
    for place, person in enumerate(spoken_of):
        _talk_about(tour, held_on, person, place)
    tour.step("pack", held_on.isoformat(), "--out", str(folder / "pack.pdf"))
    tour.step("conference", "sign", held_on.isoformat())
    tour.step("conference", "minutes", held_on.isoformat())
    tour.step("export", "cohort", str(folder / "out.xlsx"))
    tour.step("compare", "cohort", str(folder / "out.xlsx"))
    tour.step("log")


def _on_the_agenda(agenda: Answer, partnership: Partnership) -> Iterator[Person]:
    """The generated people behind the agenda's lines, in its order."""
    by_name = {(person.surname.casefold(), person.forenames.casefold()): person for person in partnership.people}
    document = agenda.document
    entries = document.get("people", []) if isinstance(document, dict) else document
    for entry in entries if isinstance(entries, list) else []:
        if isinstance(entry, dict):
            name = (str(entry.get("surname")).casefold(), str(entry.get("forenames")).casefold())
            if name in by_name:
                yield by_name[name]


def _talk_about(tour: _Tour, held_on: date, person: Person, place: int) -> None:
    """What a few minutes about one person leave behind."""
    meeting = held_on.isoformat()
    scores = _next_scores(person.score_sets[-1].scores if person.score_sets else (2,) * 8, place)
    tour.step("conference", "score", meeting, person.pnc, scores, "--priority", str(1 + place % 8))
    due = (held_on + timedelta(days=10 + place)).isoformat()
    texts = ("Refer to housing, attend together", "Drug test result to the next meeting", "Home visit in the evening")
    tour.step(
        "action", "add", person.pnc, texts[place % len(texts)], "--owner", person.probation_om or OFFICER,
        "--agency", "probation", "--due", due, "--conference", meeting,
    )  # fmt: skip
    reason = "Keeps appointments, housing still unsettled" if place % 2 else "New associate at the address"
    tour.step("conference", "decide", meeting, person.pnc, "--what", "keep", "--reason", reason)
    if place == 1:
        tour.step("conference", "rag", meeting, person.pnc, "red", "--reason", "Two missed tests in a fortnight")


def _next_scores(last: Sequence[int | None], place: int) -> str:
    """Eight digits near the last ones: one pathway a step better or worse."""
    scores = [2 if score is None else score for score in last]
    at = place % 8
    scores[at] = scores[at] - 1 if scores[at] else 1
    return "".join(map(str, scores))


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
