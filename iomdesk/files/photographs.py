"""Photographs without what the camera wrote beside the picture: place, time, device, thumbnails. Pure.

A telephone's photograph says where it was taken, and makers hide the same in notes of their own; a picture of a
victim's door must not carry its address. So nothing is kept but the picture: its bytes are copied untouched, with its
colour profile and which way up it is, and everything else is left out, also what stands after the picture's end.
Formats: ITU-T T.81 (JPEG), Exif 2.32, W3C Portable Network Graphics (Third Edition).
"""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from iomdesk.errors import Refused
from iomdesk.files.exif import only_orientation, orientation, says_where
from iomdesk.words import say

JPEG_BEGINS, PNG_BEGINS = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"
_EXIF = b"Exif\0\0"
_SOI, _EOI, _SOS, _COMMENT = 0xD8, 0xD9, 0xDA, 0xFE
_APP0, _APP1, _APP2, _APP14, _LAST_APP = 0xE0, 0xE1, 0xE2, 0xEE, 0xEF
_ALONE = frozenset({0x01, *range(0xD0, 0xD8)})
_KEPT_APPS = {_APP0: b"JFIF\0", _APP2: b"ICC_PROFILE\0", _APP14: b"Adobe"}
_KEPT_CHUNKS = frozenset(
    {b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"bKGD", b"hIST", b"pHYs", b"sPLT", b"cICP"}
    | {b"acTL", b"fcTL", b"fdAT"}
)
_PLACE_WORDS = (b"GPSLatitude", b"GPSLongitude", b"GPSPosition")


@dataclass(frozen=True, slots=True, repr=False)
class Picture:
    """A photograph's bytes as kept, whether anything was left out, and whether that said where it was taken."""

    content: bytes
    left_out: bool
    said_where: bool


def bare_jpeg(content: bytes) -> Picture:
    """A JPEG with nothing but the picture; raises ``Refused`` where its parts cannot be followed to the end."""
    kept: list[bytes] = []
    said_where, way, begun, ended = False, 1, bytes(content[:2]), False
    for marker, segment in _jpeg_parts(content):
        body = segment[4:]
        if marker == _APP1 and body.startswith(_EXIF):
            said_where |= says_where(body[len(_EXIF) :])
            way = orientation(body[len(_EXIF) :]) if way == 1 else way
        if _is_picture(marker, body):
            kept.append(segment)
        else:
            said_where |= any(word in body for word in _PLACE_WORDS)
        ended = marker == _EOI
    if not ended:
        raise _broken()
    turned = [_segment(_APP1, _EXIF + only_orientation(way))] if way != 1 else []
    # JFIF stands before everything else where there is one.
    first = 1 if kept and kept[0][1] == _APP0 else 0
    made = b"".join([begun, *kept[:first], *turned, *kept[first:]])
    return Picture(made, made != content, said_where)


def _is_picture(marker: int, body: bytes) -> bool:
    if _APP0 <= marker <= _LAST_APP:
        return marker in _KEPT_APPS and body.startswith(_KEPT_APPS[marker])
    return marker != _COMMENT


def _segment(marker: int, body: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(body) + 2) + body


def _jpeg_parts(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Each part with its marker, a scan together with the coded picture that follows it, up to the picture's end."""
    at = 2
    while at + 2 <= len(content):
        if content[at] != 0xFF:
            raise _broken()
        marker = content[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if marker in _ALONE or marker == _EOI:
            yield marker, content[at : at + 2]
            if marker == _EOI:
                return
            at += 2
            continue
        (length,) = struct.unpack(">H", content[at + 2 : at + 4]) if at + 4 <= len(content) else (0,)
        end = at + 2 + length
        if length < 2 or end > len(content):
            raise _broken()
        if marker == _SOS:
            end = _coded_end(content, end)
        yield marker, content[at:end]
        at = end


def _coded_end(content: bytes, at: int) -> int:
    """Where the coded picture ends: at the next marker that is neither a stuffed byte nor a restart."""
    while (at := content.find(b"\xff", at)) != -1 and at + 1 < len(content):
        after = content[at + 1]
        if after == 0xFF:
            at += 1
        elif after == 0x00 or after in _ALONE:
            at += 2
        else:
            return at
    raise _broken()


def bare_png(content: bytes) -> Picture:
    """A PNG with nothing but the picture; raises ``Refused`` where its parts cannot be followed to the end."""
    kept = [PNG_BEGINS]
    said_where, way, at = False, 1, len(PNG_BEGINS)
    while at + 12 <= len(content):
        (length,) = struct.unpack(">I", content[at : at + 4])
        name, end = content[at + 4 : at + 8], at + 12 + length
        if end > len(content):
            break
        body = content[at + 8 : end - 4]
        critical = not name[:1].islower()
        if critical or name in _KEPT_CHUNKS:
            kept.append(content[at:end])
        else:
            said_where |= any(word in body for word in _PLACE_WORDS) or (name == b"eXIf" and says_where(body))
            way = orientation(body) if name == b"eXIf" else way
        if name == b"IEND":
            turned = [_chunk(b"eXIf", only_orientation(way))] if way != 1 else []
            made = b"".join([*kept[:2], *turned, *kept[2:]])
            return Picture(made, made != content, said_where)
        at = end
    raise _broken()


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def _broken() -> Refused:
    return Refused(
        say("The photograph is cut short or damaged."), say("Open it in a picture program, save it anew, and add that.")
    )
