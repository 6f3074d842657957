"""What every finished document must be, asserted on the bytes alone; for the tests of any room that prints.

``check(pdf, marking=…)`` asserts all that holds for every document and returns it as read; ``read(pdf)`` only what
holds whatever stands in it (for arbitrary words); ``must_not_hold`` (pdf_search) looks for what must be absent,
``assert_repeats`` renders again, ``assert_letters`` wants the letters people's names have. Each can fail:
test_packs_finished_pdf shows it.
"""

import re
import shutil
import subprocess
import tempfile
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2

from tests.packs.pdf_runs import Shown, flat, shown
from tests.packs.pdf_search import must_not_hold
from tests.packs.pdf_structure import (
    Texts,
    assert_elements,
    assert_in_order,
    assert_reached,
    assert_words_apart,
    read_aloud,
    tree,
)

LETTERS = "ŴŵŶŷâÂêîôû ŁłąężźćńśóŻŹ ĐđƠơƯưạậắễỗợữỳ"
"""Welsh, Polish and Vietnamese letters; put them into a name or a note of the document under test."""

QPDF = shutil.which("qpdf")
BLANK = re.compile(r"This (side|sheet) is left blank")
FEWEST_LINES, LEAST_FILLED = 3, 0.3
MARKINGS = re.compile(r"OFFICIAL|SECRET|RESTRICTED|CONFIDENTIAL")


@dataclass(frozen=True, slots=True)
class Finished:
    """A document as read: the text of each page, its bookmarks with page numbers from 1, its structure.

    ``aloud`` is its text in the order of the structure, as a screen reader says it.
    """

    pdf: bytes
    pages: tuple[str, ...]
    shown: tuple[Shown, ...]
    bookmarks: tuple[tuple[str, int], ...]
    roles: Counter[str]
    alternatives: tuple[str, ...]
    aloud: str
    title: str

    @property
    def text(self) -> str:
        """All pages, white space flattened, so that a line break hides nothing."""
        return " ".join(" ".join(self.pages).split())


def page_texts(pdf: bytes, password: str = "") -> tuple[str, ...]:
    """The selectable text of each page."""
    document = pypdfium2.PdfDocument(pdf, password=password or None)
    texts = []
    for page in document:
        text_page = page.get_textpage()
        texts.append(str(text_page.get_text_range()))
        text_page.close()
        page.close()
    document.close()
    return tuple(texts)


def _assert_fonts(pdf: pikepdf.Pdf) -> None:
    """Each font a page names has its outlines in the file and says which letters its codes are."""
    for page in pdf.pages:
        fonts: Any = page.obj.Resources.get("/Font", pikepdf.Dictionary())
        for name, font in fonts.items():
            assert "/FontDescriptor" in font, f"{font.BaseFont} ({name}) is not embedded"
            held = font.FontDescriptor
            assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(held.keys()), f"{font.BaseFont} is not embedded"
            assert "/ToUnicode" in font, f"{font.BaseFont} cannot be copied as text"


def _bookmarks(pdf: pikepdf.Pdf) -> Iterator[tuple[str, int]]:
    pages = {page.obj.objgen: number for number, page in enumerate(pdf.pages, start=1)}

    def placed(item: pikepdf.OutlineItem) -> tuple[str, int]:
        assert isinstance(item.destination, pikepdf.Array)
        return item.title, pages[item.destination[0].objgen]

    with pdf.open_outline() as outline:
        for item in outline.root:
            yield placed(item)
            for kid in item.children:
                assert placed(kid)[1] >= placed(item)[1], "a bookmark leads before the one it stands under"


def _assert_inert(pdf: pikepdf.Pdf, raw: bytes) -> None:
    """Nothing in the file acts, is attached, or was there before."""
    for key in ("/OpenAction", "/AA", "/AcroForm", "/Collection"):
        assert key not in pdf.Root, f"the file has {key}"
    names: Any = pdf.Root.get("/Names", pikepdf.Dictionary())
    assert not {"/JavaScript", "/EmbeddedFiles"} & set(names.keys()), "the file has something attached"
    assert not any("/Annots" in page.obj for page in pdf.pages), "a page has notes on it"
    assert raw.count(b"%%EOF") == 1, "the file holds an earlier version of itself"
    for key in ("/CreationDate", "/ModDate"):
        assert key not in pdf.docinfo, "the file holds a time"


def _assert_described(pdf: pikepdf.Pdf) -> str:
    assert str(pdf.Root.Lang) in ("en-GB", "cy-GB", "cy"), "the file does not say its language"
    assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle), "readers show the file's name instead of its title"
    title = str(pdf.docinfo.get("/Title", ""))
    assert title.strip(), "the file has no title"
    with pdf.open_metadata() as metadata:
        assert metadata["dc:title"] == title, "the file has two titles"
    return title


def _assert_sound(pdf: pikepdf.Pdf, raw: bytes, password: str) -> None:
    """qpdf finds nothing wrong: its library always, the program too where it is installed."""
    try:
        faults = [*pdf.check_pdf_syntax(), *pdf.get_warnings()]
    except pikepdf.PdfError as fault:
        faults = [str(fault)]
    assert not faults, f"qpdf finds faults: {faults}"
    if QPDF is None:
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "document.pdf")
        path.write_bytes(raw)
        given = [f"--password={password}"] if password else []
        said = subprocess.run([QPDF, "--check", *given, str(path)], capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stderr


def _letters(texts: Iterable[str]) -> Counter[str]:
    return Counter(letter for text in texts for letter in text if letter.isalnum())


def read(pdf: bytes, *, password: str = "") -> Finished:
    """Assert what holds for every finished document whatever its words, and return what it says."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pikepdf.open(BytesIO(pdf), password=password) as opened:
            _assert_sound(opened, pdf, password)
            _assert_inert(opened, pdf)
            _assert_fonts(opened)
            title = _assert_described(opened)
            pages, top = tuple(shown(opened)), tree(opened)
            texts = Texts(pages)
            assert_reached(opened, pages, top)
            assert_elements(top)
            assert_in_order(top, texts, len(pages))
            assert_words_apart(top, texts)
            bookmarks = tuple(_bookmarks(opened))
            assert bookmarks, "the file has no bookmarks"
            elements = list(top.every())
            alternatives = tuple(str(element.held.Alt) for element in elements if "/Alt" in element.held)
            roles = Counter(element.role for element in elements)
            aloud = read_aloud(top, texts)
    selectable = page_texts(pdf, password)
    for number, (page, text) in enumerate(zip(pages, selectable, strict=True), start=1):
        own = _letters(run.text for run in page.runs)
        assert _letters([text]) == own, f"page {number} is not copied as it is painted"
    return Finished(pdf, selectable, pages, bookmarks, roles, alternatives, aloud, title)


def assert_furniture(
    finished: Finished,
    *,
    marking: str | None,
    copy_line: str = "",
    printed_line: str = "",
    withheld_line: str = "",
    training: bool = False,
) -> None:
    """Head and foot of every page: the marking once in each (with ``None`` on no page at all), the page's own number,
    and each line given exactly once; a line not given is not there."""
    total = len(finished.shown)
    for number, page in enumerate(finished.shown, start=1):
        head = flat([run for run in page.furniture if run.y > page.height / 2])
        foot = flat([run for run in page.furniture if run.y < page.height / 2])
        both = f"{head} {foot}"
        if marking is None:
            assert not MARKINGS.search(flat(page.runs)), f"page {number} carries a marking"
        else:
            assert marking.strip(), "a marking to look for"
            found = (head.count(marking), foot.count(marking))
            assert found == (1, 1), f"page {number} is marked {found[0]} times at the top, {found[1]} at the bottom"
        assert re.findall(r"Page (\d+) of (\d+)", both) == [(str(number), str(total))], f"page {number} is misnumbered"
        for words in (copy_line, printed_line, withheld_line):
            assert not words or foot.count(words) == 1, f"page {number} lacks {words!r}"
        assert copy_line or not re.search(r"Copy \d+ for", both), f"page {number} is called somebody's copy"
        assert withheld_line or "withheld" not in both, f"page {number} says that something is withheld"
        boxes = (head.count("TRAINING"), foot.count("TRAINING"))
        assert boxes == ((2, 2) if training else (0, 0)), f"page {number} says TRAINING {boxes} times"


def assert_full_pages(finished: Finished, *, sides_each: int = 1) -> None:
    """No page is nearly empty: under three lines, or filled to under a third. The last page of a part may be, and a
    side left blank is, and says so. ``sides_each`` is 2 for tiles, whose last two sheets are one page."""
    blank = {n for n, page in enumerate(finished.shown) if not page.body and not page.drawn}
    for n in blank:
        assert BLANK.search(finished.pages[n]), f"page {n + 1} is empty and does not say why"
    starts = {page - 1 for _, page in finished.bookmarks} | {len(finished.shown)} | blank
    last = {n - back for n in starts for back in range(1, sides_each + 1)}
    for n, page in enumerate(finished.shown):
        if n in blank or n in last:
            continue
        places = [run.y for run in page.body] + [y for _, y in page.drawn]
        lines = len({round(y) for y in places})
        assert lines >= FEWEST_LINES, f"page {n + 1} has {lines} lines and more pages follow"
        top = min((run.y for run in page.furniture if run.y > page.height / 2), default=page.height)
        foot = max((run.y for run in page.furniture if run.y < page.height / 2), default=0.0)
        filled = (top - min(places)) / (top - foot)
        assert filled >= LEAST_FILLED, f"page {n + 1} is filled to {filled:.0%} and more pages follow"


def check(
    pdf: bytes,
    *,
    marking: str | None,
    copy_line: str = "",
    printed_line: str = "",
    withheld_line: str = "",
    training: bool = False,
    sides_each: int = 1,
    password: str = "",
) -> Finished:
    """Everything a finished document must be. ``marking=None``: it must carry none."""
    finished = read(pdf, password=password)
    assert_furniture(
        finished,
        marking=marking,
        copy_line=copy_line,
        printed_line=printed_line,
        withheld_line=withheld_line,
        training=training,
    )
    assert_full_pages(finished, sides_each=sides_each)
    return finished


def assert_named_copy(
    finished: Finished,
    *,
    marking: str,
    copy_line: str,
    printed_at: str,
    withheld_line: str = "",
    training: bool = False,
) -> None:
    """Every page of an agency's copy carries what INTERFACE, "On paper" asks for, and counts itself right."""
    assert_furniture(
        finished,
        marking=marking,
        copy_line=copy_line,
        printed_line=printed_at,
        withheld_line=withheld_line,
        training=training,
    )


def assert_letters(finished: Finished, letters: str = LETTERS) -> None:
    """Each of ``letters`` is on a page as itself and is copied as itself; none stands as a code or an empty box."""
    painted = {letter for page in finished.shown for run in page.runs for letter in run.text}
    for letter in letters:
        assert letter in finished.text, f"{letter} cannot be copied"
        assert letter in painted, f"{letter} is not painted"
    assert "\ufffd" not in painted, "a letter without a name"


def assert_repeats(render: Callable[[], bytes], times: int = 3) -> bytes:
    """The same input gives the same bytes, each time; returns them."""
    first = render()
    for _ in range(times - 1):
        assert render() == first, "the same input gave other bytes"
    return first


def assert_protected(pdf: bytes, password: str, values: Iterable[str]) -> None:
    """``pdf`` opens with ``password`` alone, under AES-256, and shows none of ``values`` without it."""
    try:
        pikepdf.open(BytesIO(pdf)).close()
    except pikepdf.PasswordError:
        pass
    else:
        raise AssertionError("the file opens without a password")
    with pikepdf.open(BytesIO(pdf), password=password) as opened:
        scheme = opened.encryption
        assert (scheme.R, scheme.bits) == (6, 256), "the file is not under AES-256"
        assert {scheme.stream_method, scheme.string_method} == {pikepdf.models.EncryptionMethod.aesv3}
        encrypt: Any = opened.trailer.Encrypt
        assert bool(encrypt.get("/EncryptMetadata", True)), "the metadata are not encrypted"
    folded = pdf.decode("latin-1").casefold()
    for value in values:
        for form in (value, value.encode("utf-16-be").decode("latin-1"), value.encode("utf-8").decode("latin-1")):
            assert form.casefold() not in folded, f"{value!r} is readable without the password"


def assert_absent(finished: Finished, forbidden: Iterable[str]) -> None:
    """None of ``forbidden`` is anywhere in the file (:func:`must_not_hold`)."""
    must_not_hold(finished.pdf, forbidden)
