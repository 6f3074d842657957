"""Writing a document a person asked for: whole under its name, or not there at all."""

import errno
import hashlib
import os
from pathlib import Path

from iomdesk.copies.questions import copies
from iomdesk.desk import Desk
from iomdesk.errors import DiskFull, Environment, Refused
from iomdesk.words import say
from ui.cli.shape import argument

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}

REPLACE = argument("--replace", action="store_true", help=say("write over another file of that name"))


def folder_for_all(folder: Path) -> None:
    """Make the folder that a list of recipients asks for, for its owner alone, before a copy is counted.

    Raises ``Refused`` where it is a file or has no folder to stand in, else ``Environment``.
    """
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except FileExistsError:
        raise Refused(
            say("{name} is a file, and a list of recipients asks for a folder.", name=folder.name),
            say("Name a folder with --out. Nothing was written."),
        ) from None
    except FileNotFoundError:
        raise Refused(
            say("There is no folder {folder}.", folder=folder.parent),
            say("Make it first, or name another. Nothing was written."),
        ) from None
    except OSError as cause:
        raise _said(cause) from None


def spare_another(desk: Desk, path: Path, *, replace: bool) -> None:
    """Raise ``Refused`` where a file stands at ``path`` that is not a registered copy just as this desk made it.

    A copy somebody has worked on since counts as another file: its changes are nowhere else. ``replace`` lets it go.
    """
    if replace or not path.is_file():
        return
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").digest()
    except OSError:
        digest = b""
    if digest not in {row.sha256 for row in desk.ask(copies)}:
        raise Refused(
            say("There is a file {file} that is not a copy as this desk made it.", file=path.name),
            say("Choose another name, or write over it with --replace. Nothing was written."),
        )


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
