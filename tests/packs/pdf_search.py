"""Looking for what must not be in a file: in every form its bytes could hold it."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any

import pikepdf

from tests.packs.pdf_runs import shown

SHORTEST = 3
"""Shorter values are found in any file by chance."""

TRUETYPE = (b"\x00\x01\x00\x00", b"OTTO", b"true")


_BREAKERS = {ord(mark): None for mark in "\u00ad\u200b\u2060\ufeff"}


def tight(text: str) -> str:
    """``text`` as it is compared: composed, without case, white space and marks that only break words."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(folded.split()).translate(_BREAKERS)


def _strings(value: Any) -> Iterator[bytes]:
    if isinstance(value, pikepdf.String):
        yield bytes(value)
    elif isinstance(value, pikepdf.Name):
        yield str(value).encode("utf-8", "surrogateescape")
    elif isinstance(value, pikepdf.Array):
        for part in value:
            if not getattr(part, "is_indirect", False):
                yield from _strings(part)
    elif isinstance(value, pikepdf.Dictionary | pikepdf.Stream):
        for key, part in value.items():
            yield key.encode("utf-8", "surrogateescape")
            if not getattr(part, "is_indirect", False):
                yield from _strings(part)


def readings(raw: bytes) -> Iterator[str]:
    """``raw`` as text in every encoding it could be meant in, hex strings in it opened too."""
    for encoding in ("utf-8", "latin-1", "utf-16-be", "utf-16-le"):
        yield raw.decode(encoding, "ignore")
    for encoding in ("utf-16-be", "utf-16-le"):
        yield raw[1:].decode(encoding, "ignore")
    for digits in re.findall(rb"<([0-9A-Fa-f\s]{6,})>", raw):
        inner = b"".join(digits.split())
        opened = bytes.fromhex((inner + b"0" * (len(inner) % 2)).decode())
        for encoding in ("utf-8", "latin-1", "utf-16-be", "utf-16-le"):
            yield opened.decode(encoding, "ignore")


def _order(node: Any, pages: dict[tuple[int, int], int]) -> Iterator[tuple[int, int]]:
    """The marked contents below ``node`` in the order they are read aloud."""
    if isinstance(node, pikepdf.Array):
        for kid in node:
            yield from _order(kid, pages)
    elif isinstance(node, pikepdf.Dictionary):
        if "/MCID" in node:
            yield pages[node.Pg.objgen], int(node.MCID)
        elif "/K" in node:
            yield from _order(node.K, pages)


def page_words(opened: pikepdf.Pdf) -> Iterator[str]:
    """All that is shown: as it is painted, and as it is read aloud."""
    painted = list(shown(opened))
    yield "".join(run.text for page in painted for run in page.runs)
    yield "".join(run.text for page in painted for run in page.body)
    if "/StructTreeRoot" in opened.Root:
        pages = {page.obj.objgen: number for number, page in enumerate(opened.pages)}
        by_content: dict[tuple[int, int], str] = {}
        for run in (run for page in painted for run in page.body):
            key = (run.page, run.number or 0)
            by_content[key] = by_content.get(key, "") + run.text
        yield "".join(by_content.get(content, "") for content in _order(opened.Root.StructTreeRoot.K, pages))


def _loose(opened: pikepdf.Pdf) -> Iterator[tuple[str, bytes]]:
    for thing in opened.objects:
        for raw in _strings(thing):
            yield "a string", raw
        if isinstance(thing, pikepdf.Stream):
            raw = thing.read_bytes()
            yield ("a font" if raw.startswith(TRUETYPE) else "a stream"), raw
    for raw in _strings(opened.trailer):
        yield "a string", raw


def _forms(value: str) -> set[bytes]:
    texts = {value, value.upper(), value.lower(), value.title()}
    return {text.encode(encoding, "ignore") for text in texts for encoding in ("utf-8", "utf-16-be", "utf-16-le")}


def must_not_hold(pdf: bytes, values: Iterable[str], *, password: str = "") -> None:
    """None of ``values`` is in ``pdf``: not in its words as painted or as read aloud (line breaks, spaces and case set
    aside), not in a string, a name or a decompressed stream in UTF-8, Latin-1 or UTF-16 either way, also as hex, nor
    in bytes of the file that no object accounts for. Values of under three letters cannot be looked for."""
    wanted = {value: tight(value) for value in values}
    for value, sought in wanted.items():
        assert len(sought) >= SHORTEST, f"{value!r} is too short to look for"
    with pikepdf.open(BytesIO(pdf), password=password) as opened:
        for words in map(tight, page_words(opened)):
            for value, sought in wanted.items():
                assert sought not in words, f"{value!r} is on a page"
        kinds = [("the file itself", pdf), *_loose(opened)]
    _search(kinds, wanted)


def _search(kinds: list[tuple[str, bytes]], wanted: dict[str, str]) -> None:
    """Everything of a kind is searched at once, between breaks that are in no value."""
    raws: dict[str, list[bytes]] = {}
    for kind, raw in kinds:
        raws.setdefault(kind, []).append(raw)
    for kind, all_raw in raws.items():
        whole = b"\n\0\xff\n".join(all_raw)
        # In fonts and in the compressed file letters run on by chance; only whole values are looked for there.
        loose = (
            "" if kind in ("a font", "the file itself") else "\0".join(tight(t) for r in all_raw for t in readings(r))
        )
        for value, sought in wanted.items():
            exact = any(form in whole for form in _forms(value) if len(form) > SHORTEST)
            assert not exact, f"{value!r} is in {kind}"
            assert sought not in loose, f"{value!r} is in {kind}"
