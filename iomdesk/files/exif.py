"""What cameras write beside a picture (Exif 2.32): whether it says where, and which way up the picture is. Pure."""

import struct

_GPS, _ORIENTATION = 0x8825, 0x0112
_UPRIGHT = 1
_MOST_ENTRIES = 1000


def says_where(tiff: bytes) -> bool:
    """Whether a block of Exif, from its TIFF header on, points to a place."""
    return _GPS in _entries(tiff)


def orientation(tiff: bytes) -> int:
    """Which way up the picture is, 1 (upright) to 8; 1 where that is not said or makes no sense."""
    entry = _entries(tiff).get(_ORIENTATION)
    if entry is None:
        return _UPRIGHT
    found = int(struct.unpack((">" if tiff[:2] == b"MM" else "<") + "H", entry[:2])[0])
    return found if 1 <= found <= 8 else _UPRIGHT


def only_orientation(way: int) -> bytes:
    """A block of Exif, from its TIFF header on, that says which way up the picture is and nothing else."""
    entry = struct.pack(">HHIHH", _ORIENTATION, 3, 1, way, 0)
    return b"MM\0*" + struct.pack(">IH", 8, 1) + entry + struct.pack(">I", 0)


def _entries(tiff: bytes) -> dict[int, bytes]:
    """The first directory's tags with their four value bytes; what cannot be followed is left out."""
    if tiff[:4] not in (b"II*\0", b"MM\0*") or len(tiff) < 8:
        return {}
    order = ">" if tiff[:2] == b"MM" else "<"
    (place,) = struct.unpack(order + "I", tiff[4:8])
    if place + 2 > len(tiff):
        return {}
    (count,) = struct.unpack(order + "H", tiff[place : place + 2])
    found = {}
    for number in range(min(count, _MOST_ENTRIES)):
        entry = tiff[place + 2 + 12 * number : place + 14 + 12 * number]
        if len(entry) < 12:
            break
        found[int(struct.unpack(order + "H", entry[:2])[0])] = entry[8:12]
    return found
