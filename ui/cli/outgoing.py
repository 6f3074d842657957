"""Writing a document a person asked for: whole under its name, or not there at all."""

import errno
import os
from pathlib import Path

from iomdesk.errors import DiskFull, Environment
from iomdesk.words import say

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def write_document(path: Path, content: bytes) -> None:
    """Write ``content`` to ``path``, readable by its owner alone; an earlier file of that name is replaced whole.

    Raises ``DiskFull`` or ``Environment``; nothing of the new file is left behind then.
    """
    part = path.with_name(path.name + ".part")
    try:
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.replace(part, path)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
    except OSError as cause:
        raise _said(cause) from None


def _said(cause: OSError) -> Environment:
    if cause.errno in _FULL:
        return DiskFull(
            say("The disk is full; the file was not written."), say("Free some space or choose another place.")
        )
    return Environment(
        say("The file could not be written: {why}.", why=cause.strerror or ""), say("Choose another place.")
    )
