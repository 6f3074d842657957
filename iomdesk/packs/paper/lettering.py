"""Type: the shipped faces, how wide a text is, how it breaks into lines, what happens to a letter we lack.

Text here is always plain text: nothing in it is ever read as markup. Lengths are points (1/72 inch).
"""

import unicodedata
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from io import BytesIO

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from resources import packaged

INVISIBLE = frozenset("\u00ad\u200b\u2060\ufeff")
"""Break hints and byte order marks: they carry no letter, so leaving them out loses nothing."""


class Face(Enum):
    """The faces that ship; the value is the name the PDF knows them by."""

    REGULAR = "Inter-Regular"
    SEMIBOLD = "Inter-SemiBold"
    BOLD = "Inter-Bold"
    ITALIC = "Inter-Italic"


@dataclass(frozen=True, slots=True, repr=False)
class Style:
    """How a text is set: ``size`` and ``leading`` in points, ``colour`` as ``#rrggbb``."""

    face: Face
    size: float
    leading: float
    colour: str


@dataclass(frozen=True, slots=True, repr=False)
class Line:
    """One line as it will stand. ``joins`` is true where a word was cut and goes on in the next line."""

    text: str
    style: Style
    joins: bool = False


@lru_cache(maxsize=1)
def _fonts() -> dict[Face, TTFont]:
    loaded = {face: TTFont(face.value, BytesIO(packaged(f"fonts/{face.value}.ttf"))) for face in Face}
    for font in loaded.values():
        pdfmetrics.registerFont(font)
    return loaded


def ensure_fonts() -> None:
    """Make the faces known to ReportLab under their names; cheap after the first time."""
    _fonts()


@lru_cache(maxsize=1)
def _letters() -> frozenset[int]:
    shared = [frozenset(font.face.charToGlyph) for font in _fonts().values()]
    return frozenset.intersection(*shared)


def _shown(letter: str) -> str:
    if letter in INVISIBLE:
        return ""
    category = unicodedata.category(letter)
    if category.startswith("Z"):
        return " "
    if ord(letter) in _letters() and not category.startswith("C"):
        return letter
    return f"[U+{ord(letter):04X}]"


@lru_cache(maxsize=4096)
def printable(text: str) -> str:
    """``text`` with every letter the fonts lack written as its code point, ``[U+0627]``, never as an empty box.

    Letters are composed first (NFC), tabs and spaces of any sort become spaces, line breaks stay. Control and
    direction-changing characters are shown as codes too: they could otherwise make a page read differently from
    what it says. Right-to-left scripts are therefore printed as codes, not as writing.
    """
    lines = unicodedata.normalize("NFC", text).replace("\t", " ").splitlines()
    if all(line.isascii() and line.isprintable() for line in lines):
        return "\n".join(lines)
    return "\n".join("".join(_shown(letter) for letter in line) for line in lines)


def has_unprintable(text: str) -> bool:
    """Whether :func:`printable` had to write a code in place of a letter."""
    return printable(text).count("[U+") > text.count("[U+")


@lru_cache(maxsize=65536)
def width(text: str, face: Face, size: float) -> float:
    """How wide ``text`` stands on one line."""
    glyphs = _fonts()[face].face
    widths, default = glyphs.charWidths, glyphs.defaultWidth
    return float(sum(widths.get(ord(letter), default) for letter in text)) * size / 1000


def _cut(word: str, style: Style, available: float) -> list[str]:
    """``word``, wider than a line, in pieces that fit; at least one letter each."""
    pieces, piece = [], ""
    for letter in word:
        if piece and width(piece + letter, style.face, style.size) > available:
            pieces.append(piece)
            piece = ""
        piece += letter
    return [*pieces, piece]


def _wrap_line(text: str, style: Style, available: float) -> list[Line]:
    gap = width(" ", style.face, style.size)
    lines: list[Line] = []
    taken: list[str] = []
    used = 0.0
    for word in text.split(" "):
        if not word:
            continue
        wide = width(word, style.face, style.size)
        if taken and used + gap + wide > available:
            lines.append(Line(" ".join(taken), style))
            taken, used = [], 0.0
        if wide > available:
            *whole, word = _cut(word, style, available)
            lines += [Line(piece, style, joins=True) for piece in whole]
            wide = width(word, style.face, style.size)
        used += wide + (gap if taken else 0.0)
        taken.append(word)
    return [*lines, Line(" ".join(taken), style)]


def forget_texts() -> None:
    """Drop the words remembered for speed: they are case content, and a document's end is theirs."""
    printable.cache_clear()
    width.cache_clear()


def wrap(text: str, style: Style, available: float) -> list[Line]:
    """``text`` as lines no wider than ``available``; a word wider than a line is cut. Empty text is no line."""
    if not text:
        return []
    return [line for part in printable(text).split("\n") for line in _wrap_line(part, style, available)]
