"""The recovery sheet: one page to be printed, tried and locked away, with the code that opens a desk nobody can open.

It is printed once and kept as paper alone: nothing of it is registered, and the file is to be deleted.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from iomdesk.clock import date_text
from iomdesk.errors import Refused
from iomdesk.packs.paper.document import Part, Tell, assemble, quiet
from iomdesk.packs.paper.facts import fact, facts
from iomdesk.packs.paper.flow import Align, Flow, line_words
from iomdesk.packs.paper.formats import A4, Paper
from iomdesk.packs.paper.forms import signature_lines
from iomdesk.packs.paper.furniture import Furniture
from iomdesk.packs.paper.lettering import Face, Line, Style
from iomdesk.packs.paper.look import BODY, GREY, INK, LABEL, QUIET, SECTION
from iomdesk.packs.paper.marks import Box, Element
from iomdesk.packs.paper.points import points
from iomdesk.words import say

CODE = Style(Face.BOLD, 21, 26, INK)
SPELLED = Style(Face.REGULAR, 7.75, 10.5, GREY)
ACROSS, BETWEEN, GROUP_HEIGHT, NUMBER_ROOM, LETTER_ROOM = 2, 10.0, 62.0, 20.0, 27.0

_SPOKEN = {
    "A": "alfa", "B": "bravo", "C": "charlie", "D": "delta", "E": "echo", "F": "foxtrot", "G": "golf", "H": "hotel",
    "I": "india", "J": "juliett", "K": "kilo", "L": "lima", "M": "mike", "N": "november", "O": "oscar", "P": "papa",
    "Q": "quebec", "R": "romeo", "S": "sierra", "T": "tango", "U": "uniform", "V": "victor", "W": "whiskey",
    "X": "x-ray", "Y": "yankee", "Z": "zulu", "0": "zero", "1": "one", "2": "two", "3": "three", "4": "four",
    "5": "five", "6": "six", "7": "seven", "8": "eight", "9": "nine",
}  # fmt: skip
"""The spelling alphabet police radio uses (ICAO Annex 10, Volume II, 5.2.1.3), figures by their English names."""


@dataclass(frozen=True, slots=True, repr=False)
class RecoverySheet:
    """What the sheet says. ``code`` is the code as it is shown, groups with hyphens between them.

    ``renewed``: it takes the place of an earlier sheet, which opens nothing any more.
    """

    agency: str
    site: str
    made_on: date
    code: str
    officer: str = ""
    renewed: bool = False
    training: bool = False


def spoken(group: str) -> str:
    """A group letter by letter, as it is read out: ``K kilo · 7 seven``."""
    return " · ".join(f"{letter} {_SPOKEN.get(letter.upper(), '')}".strip() for letter in group)


def _groups(flow: Flow, groups: Sequence[str]) -> None:
    wide = (flow.width - BETWEEN * (ACROSS - 1)) / ACROSS
    tree = flow.root.add("L")
    for start in range(0, len(groups), ACROSS):
        flow.keep(GROUP_HEIGHT)
        for place, group in enumerate(groups[start : start + ACROSS]):
            _one_group(flow, tree.add("LI"), start + place + 1, group, flow.left + (wide + BETWEEN) * place, wide)
        flow.y -= GROUP_HEIGHT


def _one_group(flow: Flow, item: Element, number: int, group: str, x: float, wide: float) -> None:
    top = flow.y
    box = Box(x, top - GROUP_HEIGHT + 8, wide, GROUP_HEIGHT - 8, edge=GREY, radius=4, thickness=0.8)
    flow.sheet.draw(None, box)
    flow.sheet.draw(item.add("Lbl"), line_words(Line(f"{number}.", LABEL), x + 8, top - 27, NUMBER_ROOM))
    body, at = item.add("LBody"), x + 8 + NUMBER_ROOM
    element = body.add("P")
    for letter in group:
        flow.sheet.draw(element, line_words(Line(letter, CODE), at, top - 28, LETTER_ROOM, Align.CENTRE))
        at += LETTER_ROOM
    flow.sheet.draw(body.add("P"), line_words(Line(spoken(group), SPELLED), x + 8, top - 45, wide))


def _what_it_does(sheet: RecoverySheet) -> list[str]:
    said = [
        say("It opens this desk when nobody can: an officer who forgot their passphrase sets a new one with it."),
        say("Whoever holds this sheet and a copy of the desk or of a backup can read everything in it."),
        say("On the desk: iomdesk recovery passphrase NAME. It asks for the code; capitals and hyphens do not matter."),
        say("The code has no letter I, L, O or U. Each group notices a slip; the program names the group to look at."),
    ]
    if sheet.renewed:
        said.append(say("It takes the place of every sheet before it: those open the desk no more. Shred them."))
    return said


def _keeping() -> list[str]:
    return [
        say("Keep it in a safe or sealed envelope in a locked cabinet, not beside the computer and not with a backup."),
        say("Do not photograph, scan, copy or e-mail it. One sheet, one place; write down who holds the key to it."),
        say("Delete the file this was printed from, and empty the wastebasket: it is not encrypted."),
        say("If it is lost or somebody may have read it: iomdesk recovery renew, the same day."),
    ]


def _draw(sheet: RecoverySheet, flow: Flow) -> None:
    flow.title(say("Recovery sheet"))
    flow.paragraph(say("Keep locked away"), SECTION)
    flow.gap(6)
    shown = [
        fact(say("Desk"), " · ".join(part for part in (sheet.agency, sheet.site) if part)),
        fact(say("Made"), date_text(sheet.made_on)),
    ]
    if sheet.officer:
        shown.append(fact(say("Made by"), sheet.officer))
    if sheet.training:
        shown.append(fact(say("Training"), say("A practice desk: nobody in it exists.")))
    facts(flow, shown)
    flow.section(say("The code"))
    flow.keep(GROUP_HEIGHT)
    flow.gap(5)
    _groups(flow, sheet.code.split("-"))
    flow.section(say("What it does"))
    points(flow, _what_it_does(sheet), style=BODY)
    flow.section(say("How it is kept"))
    points(flow, _keeping(), style=BODY)
    flow.section(say("Tried before it was locked away"))
    flow.paragraph(
        say("Somebody other than who printed it types the code from it; who printed it compares every group."),
        QUIET,
    )
    signature_lines(flow, [say("Typed back by"), say("Compared by"), say("Date")])
    signature_lines(flow, [say("Locked away at"), say("Key held by"), say("Date")])


def render_recovery_sheet(sheet: RecoverySheet, paper: Paper = A4, *, tell: Tell = quiet) -> bytes:
    """The sheet as a tagged PDF of one page. It carries no marking: it holds no case, and says *Keep locked away*.

    Raises ``Refused`` where there is no code to print.
    """
    if not sheet.code.strip():
        raise Refused(say("There is no recovery code to print."))
    furniture = Furniture(None, say("Recovery sheet · Keep locked away"), training=sheet.training, paper=paper)
    part = Part(say("Recovery sheet"), partial(_draw, sheet))
    return assemble([part], furniture, say("Recovery sheet"), one_sided=True, tell=tell)
