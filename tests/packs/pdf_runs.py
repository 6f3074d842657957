"""What a page of a PDF shows, read from its bytes: each run of text with its place and the content it is marked as.

Knows the few operators our files may hold and fails on any other way of placing text, so that nothing is overlooked.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pikepdf

FURNITURE = "Pagination"
SHOWING = frozenset({"Tj", "TJ", "S", "s", "f", "F", "f*", "B", "b", "B*", "b*", "sh", "Do", "EI"})
FOREIGN = frozenset({"'", '"', "TD", "Tz", "Ts", "Tr", "BX", "sh", "Do", "EI", "BI"})


@dataclass(frozen=True, slots=True)
class Run:
    """Text on one baseline. ``number`` is its marked content id; without one ``artifact`` says what it is."""

    page: int
    number: int | None
    artifact: str
    text: str
    x: float
    y: float
    width: float
    size: float


@dataclass(slots=True)
class Shown:
    """One page: its size, its runs in the order they are painted, where lines and boxes of each content stand."""

    width: float
    height: float
    runs: list[Run] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    drawn: list[tuple[int, float]] = field(default_factory=list)

    @property
    def body(self) -> list[Run]:
        """What is read: runs that are not artifacts."""
        return [run for run in self.runs if run.number is not None]

    @property
    def furniture(self) -> list[Run]:
        """What head and foot say."""
        return [run for run in self.runs if run.artifact == FURNITURE]


def flat(runs: list[Run]) -> str:
    """The words of ``runs``, white space flattened; runs are kept apart."""
    return " ".join(" ".join(run.text for run in runs).split())


@dataclass(frozen=True, slots=True)
class _Font:
    letters: dict[int, str]
    widths: dict[int, float]

    def text(self, codes: bytes) -> str:
        return "".join(self.letters.get(code, "\ufffd") for code in codes)

    def width(self, codes: bytes) -> float:
        return sum(self.widths.get(code, 0.0) for code in codes) / 1000


def _letters(cmap: bytes) -> dict[int, str]:
    """The letters of a ToUnicode map with one-byte codes, as our fonts have them."""
    held: dict[int, str] = {}
    for section in re.findall(rb"beginbfchar(.*?)endbfchar", cmap, re.S):
        for code, letter in re.findall(rb"<(\w\w)>\s*<(\w+)>", section):
            held[int(code, 16)] = bytes.fromhex(letter.decode()).decode("utf-16-be")
    assert b"beginbfrange" not in cmap, "a map this reader does not know"
    return held


def _fonts(page: pikepdf.Page) -> dict[str, _Font]:
    fonts: Any = page.obj.Resources.get("/Font", pikepdf.Dictionary())
    read = {}
    for name, font in fonts.items():
        first = int(font.FirstChar)
        widths = {first + n: float(wide) for n, wide in enumerate(font.Widths)}
        read[name] = _Font(_letters(font.ToUnicode.read_bytes()), widths)
    return read


class _Reader:
    """Walks the operators of one page."""

    def __init__(self, page: pikepdf.Page, index: int) -> None:
        left, bottom, right, top = (float(side) for side in page.mediabox)
        assert (left, bottom) == (0, 0)
        self.shown = Shown(right, top)
        self.index = index
        self.fonts = _fonts(page)
        self.font: _Font | None = None
        self.matrix = self.text = (1.0, 0.0, 0.0)
        self.size = 0.0
        self.fresh = True
        self.saved: list[tuple[float, float, float]] = []
        self.open: list[tuple[int | None, str]] = []
        for instruction in pikepdf.parse_content_stream(page):
            self.take(str(instruction.operator), instruction.operands)
        assert not self.open, f"page {index + 1} leaves marked content open"

    def take(self, operator: str, operands: Any) -> None:
        assert operator not in FOREIGN, f"page {self.index + 1} uses {operator}, which this reader does not know"
        if operator in SHOWING:
            assert len(self.open) == 1, f"page {self.index + 1} shows something outside marked content"
        match operator:
            case "BDC" | "BMC":
                self.begin(str(operands[0]), operands[1] if len(operands) > 1 else None)
            case "EMC":
                self.open.pop()
            case "q":
                self.saved.append(self.matrix)
            case "Q":
                self.matrix = self.saved.pop()
            case "cm":
                self.matrix = self.moved(self.matrix, [float(part) for part in operands])
            case "BT":
                self.text, self.fresh = (1.0, 0.0, 0.0), True
            case "Tm":
                self.text, self.fresh = self.moved((1.0, 0.0, 0.0), [float(part) for part in operands]), True
            case "Td":
                across, up = (float(part) for part in operands)
                self.text, self.fresh = (self.text[0], self.text[1] + across, self.text[2] + up), True
            case "T*":
                self.fresh = True
            case "Tf":
                self.font, self.size = self.fonts[str(operands[0])], float(operands[1])
            case "Tj" | "TJ":
                strings = operands if operator == "Tj" else [s for s in operands[0] if isinstance(s, pikepdf.String)]
                self.show(b"".join(bytes(string) for string in strings))
            case "m" | "l" | "re":
                self.mark(float(operands[1]))

    def moved(self, matrix: tuple[float, float, float], change: list[float]) -> tuple[float, float, float]:
        """Scale and place after ``change``; our files never turn or skew anything."""
        a, b, c, d, across, up = change
        assert b == c == 0, "text that is turned"
        assert abs(a - d) < 1e-6, "text that is squeezed"
        scale, x, y = matrix
        return scale * a, x + scale * across, y + scale * up

    def begin(self, tag: str, properties: Any) -> None:
        if tag == "/Artifact":
            kind = str(properties.get("/Type", ""))[1:] if properties is not None else ""
            self.open.append((None, kind))
            return
        number = int(properties.MCID)
        self.shown.numbers.append(number)
        self.open.append((number, ""))

    def mark(self, y: float) -> None:
        if self.open and self.open[-1][0] is not None:
            scale, _, up = self.matrix
            self.shown.drawn.append((self.open[-1][0], up + scale * y))

    def show(self, codes: bytes) -> None:
        assert self.font is not None
        scale, left, bottom = self.matrix
        grown, across, up = self.text
        wide = self.font.width(codes) * self.size * grown
        number, artifact = self.open[-1]
        text, runs = self.font.text(codes), self.shown.runs
        if self.fresh:
            place = (left + scale * across, bottom + scale * up)
            size = self.size * grown * scale
            runs.append(Run(self.index, number, artifact, text, *place, wide * scale, size))
        else:
            # The same line in another part of a font.
            last = runs[-1]
            whole = (last.x, last.y, last.width + wide * scale, last.size)
            runs[-1] = Run(last.page, number, artifact, last.text + text, *whole)
        self.fresh = False


def shown(pdf: pikepdf.Pdf) -> Iterator[Shown]:
    """Each page as it is painted. Asserts that nothing is shown outside marked content."""
    for index, page in enumerate(pdf.pages):
        yield _Reader(page, index).shown
