"""Looking for values in finished files finds them wherever they hide, and weak protection is seen."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from pikepdf import String

from iomdesk.packs.paper.document import Part, assemble
from iomdesk.packs.paper.flow import Flow
from iomdesk.packs.paper.furniture import Furniture
from iomdesk.packs.paper.protect import protected
from tests.packs.finished_pdf import assert_protected
from tests.packs.pdf_search import must_not_hold

PASSWORD = "river stone lantern"
Drawing = Callable[[Flow], None]


def made(draw: Drawing) -> bytes:
    return assemble([Part("Part", draw)], Furniture("OFFICIAL-SENSITIVE", "Running title"), "A title")


@pytest.fixture(scope="module")
def sound() -> bytes:
    return made(lambda flow: flow.paragraph("Zebra crossing. " * 30))


def changed(pdf: bytes, change: Callable[[pikepdf.Pdf], None]) -> bytes:
    out = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as opened:
        change(opened)
        opened.save(out)
    return out.getvalue()


def encrypted(pdf: bytes, **scheme: Any) -> bytes:
    out = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as opened:
        opened.save(out, encryption=pikepdf.Encryption(owner=PASSWORD, user=PASSWORD, **scheme))
    return out.getvalue()


def test_weak_protection_fails(sound: bytes) -> None:
    assert_protected(protected(sound, PASSWORD), PASSWORD, ["Zebra", "A title"])
    for weak, said in (
        (sound, "without a password"),
        (encrypted(sound, R=4, aes=True), "not under AES-256"),
        (encrypted(sound, R=6, aes=True, metadata=False), "metadata are not encrypted"),
        (protected(sound, PASSWORD) + b"A title", "readable without"),
    ):
        with pytest.raises(AssertionError, match=said):
            assert_protected(weak, PASSWORD, ["Zebra", "A title"])


def in_metadata(opened: pikepdf.Pdf) -> None:
    with opened.open_metadata() as metadata:
        metadata["dc:description"] = "about Nowak"


def in_a_key(opened: pikepdf.Pdf) -> None:
    opened.Root["/Nowak"] = 1


def in_a_stream(raw: bytes) -> Callable[[pikepdf.Pdf], None]:
    return lambda opened: setattr(opened.Root, "Private", opened.make_stream(raw))


def in_docinfo(opened: pikepdf.Pdf) -> None:
    opened.docinfo["/Keywords"] = String("Nowak")


@pytest.mark.parametrize(
    "change",
    [
        in_metadata,
        in_a_key,
        in_docinfo,
        in_a_stream(b"...Nowak..."),
        in_a_stream("Nowak".encode("utf-16-be")),
        in_a_stream(b"x" + "Nowak".encode("utf-16-be")),
        in_a_stream("NOWAK".encode("utf-16-le")),
        in_a_stream(b"<" + b"Nowak".hex().encode() + b">"),
        in_a_stream(b"<FEFF" + "Nowak".encode("utf-16-be").hex().upper().encode() + b">"),
        in_a_stream(b"N o w\na k"),
    ],
)
def test_a_value_hidden_in_the_file_is_found(sound: bytes, change: Callable[[pikepdf.Pdf], None]) -> None:
    must_not_hold(sound, ["Nowak"])
    with pytest.raises(AssertionError, match="'Nowak' is in"):
        must_not_hold(changed(sound, change), ["Nowak"])


@pytest.mark.parametrize(
    ("draw", "value"),
    [
        (lambda flow: flow.paragraph("seen with NOWAK today"), "Nowak"),
        (lambda flow: flow.paragraph("x " * 60 + "Flat 4, 12 Long Acre Road, Norwich " * 3), "12 Long Acre Road"),
        (lambda flow: flow.paragraph("Wolfeschlegelsteinhausenberg" * 12), "stein" + "hausenbergWolfe"),
        (lambda flow: flow.paragraph("w\u0302ynne \u017b\u00f3\u0142kiewski"), "ŵynne Żółkiewski"),
        (lambda flow: flow.paragraph("N o w a k"), "Nowak"),
    ],
)
def test_a_value_on_a_page_is_found_however_it_is_set(draw: Drawing, value: str) -> None:
    with pytest.raises(AssertionError, match="is on a page"):
        must_not_hold(made(draw), [value])


def test_a_value_behind_the_end_of_the_file_is_found(sound: bytes) -> None:
    with pytest.raises(AssertionError, match="the file itself"):
        must_not_hold(sound + b"% Nowak", ["Nowak"])


def test_a_value_too_short_to_look_for_is_refused(sound: bytes) -> None:
    with pytest.raises(AssertionError, match="too short"):
        must_not_hold(sound, ["a b"])


def test_a_protected_file_is_searched_with_its_password(sound: bytes) -> None:
    closed = protected(sound, PASSWORD)
    must_not_hold(closed, ["Nowak"], password=PASSWORD)
    with pytest.raises(AssertionError, match="is on a page"):
        must_not_hold(closed, ["Zebra crossing"], password=PASSWORD)
