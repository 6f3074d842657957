"""A team's first week with the program as commands, each shown as a person would type it."""

import shlex
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

from iomdesk.opening import OpenDesk
from iomdesk.practice import Partnership, Person
from iomdesk.words import counted
from ui.cli import of_a_desk
from ui.cli.parser import build
from ui.cli.shape import Answer, DeskCommand, Surroundings

OFFICER = "Sgt A Example"
_SHOWN = 7
_SPOKEN_OF = 6


class Tour:
    """Runs commands on the open practice desk, showing each as it would be typed and the head of its answer."""

    def __init__(self, opened: OpenDesk, surroundings: Surroundings) -> None:
        self._opened = opened
        self._tell = surroundings.tell
        self._parser = build(of_a_desk.COMMANDS)

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


def journey(tour: Tour, folder: Path, partnership: Partnership, today: date) -> None:
    """A team's first week with the program, each step a command."""
    site = partnership.sites[0].name
    tour.step("import", "cohort", str(folder / "cohort.xlsx"))
    tour.step("import", "offences", str(folder / "offences.csv"))
    tour.step("import", "custody", str(folder / "custody.csv"))
    tour.step("import", "held")
    tour.step("conference", "series", "start", "--site", site, "--every", "fortnightly", "--from", today.isoformat(),
              "--at", "10:00", "--place", "Conference room")  # fmt: skip
    tour.step("conference", "next", site, "--count", "2")
    meeting = f"{site}-1"
    agenda = tour.step("conference", "agenda", meeting)
    spoken_of = tuple(_on_the_agenda(agenda, partnership))[:_SPOKEN_OF]
    _before(tour, folder, meeting, spoken_of)
    _during(tour, meeting, today, spoken_of)
    _after(tour, folder, meeting, spoken_of)
    tour.step("export", "cohort", str(folder / "out.xlsx"))
    tour.step("compare", "cohort", str(folder / "out.xlsx"))
    tour.step("log")


def _before(tour: Tour, folder: Path, meeting: str, people: Sequence[Person]) -> None:
    """Contacts, contributions from every side, and four agencies' papers."""
    first, second = people[0], people[1 % len(people)]
    tour.step(
        "contact", "add", first.pnc, "visit yesterday 17:30 home attended: in, tidy, partner there / seemed tired"
    )
    tour.step("contact", "add", second.pnc, "appt yesterday 10 office not home")
    tour.step("contribution", "add", meeting, first.pnc, "--facts", "Stopped twice on the market, nothing found",
              "--opinion", "Keeping the same company", "--intelligence", "Said to be holding for others")  # fmt: skip
    tour.step("conference", "ask", meeting, second.pnc, "--reason", "Rent arrears", "--agency", "housing")
    tour.step("contribution", "sheet", meeting, "--for", "prison", "--copy-for", "S Patel", "--out",
              str(folder / "contribution-sheets.pdf"))  # fmt: skip
    for number in _numbers(tour.step("contribution", "forms", meeting))[:1]:
        tour.step(
            "contribution", "key", number, "--author", "S Patel", "--facts", "Working in the kitchen, no adjudications"
        )
    tour.step("print", "agenda", meeting, "--out", str(folder / "agenda.pdf"))
    tour.step("print", "attendance-sheet", meeting, "--out", str(folder / "attendance-sheet.pdf"))
    (folder / "packs").mkdir()
    tour.step("pack", meeting, "--recipients", str(folder / "recipients.csv"), "--out", str(folder / "packs"))


def _numbers(forms: Answer) -> list[str]:
    """The numbers of the sheets that are out."""
    listed = forms.document if isinstance(forms.document, list) else []
    return [str(each["number"]) for each in listed if isinstance(each, dict) and "number" in each]


def _during(tour: Tour, meeting: str, today: date, people: Sequence[Person]) -> None:
    tour.step("conference", "begin", meeting)
    for name, agency in (("J Okafor", "probation"), ("S Patel", "prison"), ("L Grimes", "housing")):
        tour.step("conference", "attend", meeting, name, "--agency", agency)
    tour.step("conference", "attend", meeting, "Dr M Roberts", "--agency", "health", "--apologies")
    tour.step("conference", "accept", meeting)
    tour.step("conference", "room", meeting, people[0].pnc)
    for place, person in enumerate(people):
        _talk_about(tour, meeting, today, person, place)
    tour.step("conference", "dissent", meeting, "D-1", "--agency", "housing", "--name", "L Grimes", "--reason",
              "The tenancy will not bear another month of this")  # fmt: skip
    tour.step("conference", "note", meeting, "The probation office moves in January; visits are booked there by phone")


def _after(tour: Tour, folder: Path, meeting: str, people: Sequence[Person]) -> None:
    """Signing, what came late, and everything that is printed from it."""
    tour.step("conference", "sign", meeting)
    tour.step("conference", "minutes", meeting)
    tour.step("conference", "addendum", meeting, people[0].pnc, "The visit was on the Tuesday", "--reason", "Misheard")
    tour.step("conference", "summary", meeting, people[0].pnc, "--as-proposed")
    for document, *of in (
        ("minutes", meeting),
        ("executive-summary", meeting),
        ("action-list",),
        ("wall-board",),
        ("pathways-master",),
        ("agreement",),
    ):
        tour.step("print", document, *of, "--out", str(folder / f"{document}.pdf"))
    tour.step("print", "minutes", meeting, "--for", "housing", "--copy-for", "L Grimes", "--out",
              str(folder / "minutes-housing.pdf"))  # fmt: skip
    tour.step("copies", "list", "--outstanding")
    tour.step("copies", "returned", meeting, "pack", "2")


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


def _talk_about(tour: Tour, meeting: str, today: date, person: Person, place: int) -> None:
    """What a few minutes about one person leave behind."""
    scores = _next_scores(person.score_sets[-1].scores if person.score_sets else (2,) * 8, place)
    tour.step("conference", "score", meeting, person.pnc, scores, "--priority", str(1 + place % 8))
    due = (today + timedelta(days=10 + place)).isoformat()
    texts = ("Refer to housing, attend together", "Drug test result to the next meeting", "Home visit in the evening")
    tour.step(
        "action", "add", person.pnc, texts[place % len(texts)], "--owner", person.probation_om or OFFICER,
        "--agency", "probation", "--due", due, "--conference", meeting,
    )  # fmt: skip
    reason = "Keeps appointments, housing still unsettled" if place % 2 else "New associate at the address"
    tour.step("conference", "decide", meeting, person.pnc, "--what", "keep", "--reason", reason)
    if place == 1:
        tour.step("conference", "rag", meeting, person.pnc, "red", "--reason", "Two missed tests in a fortnight")
    if place == 2:
        review = (today + timedelta(days=14)).isoformat()
        tour.step("conference", "review", meeting, person.pnc, review, "--reason", "Court in ten days")


def _next_scores(last: Sequence[int | None], place: int) -> str:
    """Eight digits near the last ones: one pathway a step better or worse."""
    scores = [2 if score is None else score for score in last]
    at = place % 8
    scores[at] = scores[at] - 1 if scores[at] else 1
    return "".join(map(str, scores))
