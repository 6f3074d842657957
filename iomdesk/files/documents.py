"""Whether a document holds a program: scripts, macros, files within it, or a lock only its owner opens. Pure."""

import zipfile
import zlib
from io import BytesIO
from typing import Any

from iomdesk.errors import Refused
from iomdesk.words import say

_MOST_PARTS = 5_000
_TYPES = "[Content_Types].xml"
_MOST_TYPES = 1 << 20
_PROGRAMS = ("vbaproject.bin", "vbadata.xml")
_PROGRAM_FOLDERS = ("word/activex/", "word/embeddings/")
_ACTIVE_KEYS = frozenset({"/JS", "/JavaScript", "/EmbeddedFiles", "/EF", "/RichMediaContent", "/XFA"})
_ACTIVE_ACTIONS = frozenset({"/JavaScript", "/Launch", "/ImportData"})


def require_plain_pdf(content: bytes) -> None:
    """Raise ``Refused`` for a PDF that needs a password, is damaged, or holds scripts or other files."""
    # Loading the library takes a good part of the time in which a desk that reads no file is opened.
    import pikepdf

    try:
        with pikepdf.open(BytesIO(content), suppress_warnings=True) as pdf:
            active = any(_is_active(each) for each in pdf.objects)
    except pikepdf.PasswordError:
        raise Refused(
            say("The PDF needs a password, so nobody could read it later."), say("Save it without one, and add that.")
        ) from None
    except (pikepdf.PdfError, ValueError, RuntimeError):
        raise Refused(say("The PDF is damaged."), say("Open it, print it to a new PDF, and add that.")) from None
    if active:
        raise Refused(
            say("The PDF holds scripts or other files."), say("Open it, print it to a new PDF, and add that.")
        )


def _is_active(part: Any) -> bool:
    """Whether an object of a PDF, with all that is written within it, holds a script, a program or another file."""
    import pikepdf

    waiting = [part]
    while waiting:
        each = waiting.pop()
        if isinstance(each, pikepdf.Array):
            within = list(each)
        elif isinstance(each, pikepdf.Dictionary | pikepdf.Stream):
            if _ACTIVE_KEYS & set(each.keys()) or str(each.get("/S", "")) in _ACTIVE_ACTIONS:
                return True
            within = [value for _, value in each.items()]
        else:
            continue
        # What is only pointed to is met on its own.
        waiting += [value for value in within if isinstance(value, pikepdf.Object) and not value.is_indirect]
    return False


def is_word(content: bytes) -> bool:
    """Whether this is a document of a word processor (Office Open XML) without programs in it.

    False where it is some other archive. Raises ``Refused`` where it holds macros, programs or other files.
    """
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
            names = [each.filename.lower() for each in parts]
            if "word/document.xml" not in names or _TYPES not in archive.namelist() or len(parts) > _MOST_PARTS:
                return False
            locked = any(each.flag_bits & 1 for each in parts)
            with archive.open(_TYPES) as types:
                declared = b"" if locked else types.read(_MOST_TYPES)
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, RuntimeError, NotImplementedError, EOFError):
        return False
    if locked or b"macroEnabled" in declared or any(_is_program(name) for name in names):
        raise Refused(
            say("The document holds macros or other files."), say("Save it as a PDF, or as .docx without them.")
        )
    return b"wordprocessingml.document.main" in declared


def _is_program(name: str) -> bool:
    return name.endswith(_PROGRAMS) or name.startswith(_PROGRAM_FOLDERS)
