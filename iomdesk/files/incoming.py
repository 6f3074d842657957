"""Reading a file that somebody wants kept: whole, or refused with a sentence."""

import os
import stat
from pathlib import Path

from iomdesk.errors import Refused
from iomdesk.files.rules import size_problem
from iomdesk.words import say


def read_incoming(path: Path, most: int) -> bytes:
    """The content of the file at ``path``, at most ``most`` bytes.

    Raises ``Refused`` for what is no file, empty, too large or unreadable, or changed while it was read.
    """
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            what = say("That is a folder.") if stat.S_ISDIR(found.st_mode) else say("That is no file.")
            raise Refused(what, say("Name one file; nothing was kept."))
        require_size(found.st_size, most)
        with path.open("rb") as file:
            before = os.fstat(file.fileno())
            content = file.read(most + 1)
            after = os.fstat(file.fileno())
    except OSError as cause:
        raise Refused(
            say("The file could not be read: {why}.", why=cause.strerror or ""),
            say("Check its name and place; nothing was kept."),
        ) from None
    require_whole(before, after, len(content))
    return content


def require_size(size: int, most: int) -> None:
    """Raise ``Refused`` for an empty file or one that is too large, and say what to do."""
    if problem := size_problem(size, most):
        raise Refused(
            problem, say("Scan it in grey, make the picture smaller or split the document; nothing was kept.")
        )


def require_whole(before: os.stat_result, after: os.stat_result, read: int) -> None:
    """Raise ``Refused`` where a file was written, cut or emptied while its ``read`` bytes were read."""
    settled = (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)
    if not settled or read != before.st_size:
        raise Refused(
            say("The file changed while it was read."), say("Wait until it is written, then add it; nothing was kept.")
        )
