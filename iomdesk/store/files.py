"""Writing a whole file so that a power cut leaves the old one or the new one, never half of either."""

import contextlib
import errno
import os
import sys
from pathlib import Path

from iomdesk.errors import DiskFull, Environment
from iomdesk.words import say

PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700
PART = ".part"
"""The ending of a file that is not finished; such files are swept away when the desk is next opened."""

_BINARY: int = getattr(os, "O_BINARY", 0)
_NOT_A_LINK: int = getattr(os, "O_NOFOLLOW", 0)
_NO_ROOM = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))


def open_private(path: Path, flags: int) -> int:
    """A descriptor of ``path``, which is created readable by its owner alone; links are not followed.

    Raises ``OSError`` as the system says it; ``translated`` puts that in a person's words.
    """
    return os.open(path, flags | _BINARY | _NOT_A_LINK, PRIVATE_FILE)


def replace_file(path: Path, content: bytes) -> None:
    """Put ``content`` in the place of the file at ``path``, durably: written aside, synced, renamed, folder synced.

    Raises ``DiskFull`` or ``Environment``; the old file is then still whole.
    """
    part = path.with_name(path.name + PART)
    try:
        _write_durably(part, content)
        os.replace(part, path)
        sync_folder(path.parent)
    except OSError as cause:
        with contextlib.suppress(OSError):
            part.unlink()
        raise translated(cause) from None


def _write_durably(path: Path, content: bytes) -> None:
    descriptor = open_private(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC)
    with os.fdopen(descriptor, "wb") as part:
        part.write(content)
        part.flush()
        os.fsync(part.fileno())


def sync_file(path: Path) -> None:
    """Wait until what was written to ``path`` is on the disk."""
    descriptor = os.open(path, os.O_RDWR | _BINARY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_folder(folder: Path) -> None:
    """Wait until the names in ``folder`` are on the disk. Windows writes renames through and offers no such call."""
    if sys.platform != "win32":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def translated(cause: OSError) -> Environment:
    """An operating system's error about the desk's folder, in a person's words."""
    if cause.errno in _NO_ROOM:
        return DiskFull(
            say("The disk is full; nothing was changed, and everything saved before is safe."),
            say("Free some space and try again."),
        )
    if cause.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return Environment(
            say("The desk's folder may not be written to."), say("Check the folder's permissions, then try again.")
        )
    return Environment(
        say("The desk's folder could not be read or written."), say("Check the disk and the folder, then try again.")
    )
