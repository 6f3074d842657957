"""The desk's folder: which generation of files is the desk, who holds it, and what a broken-off step left behind.

    current            names the generation folder; replacing this file is what makes a rotation or restore happen
    g<8 hex digits>/   desk.db (encrypted), desk.keys (slots), desk.anchor (chain heads)
    attempts, lock     back-off after wrong passphrases; held by the one process that has the desk open

A generation is written beside the current one, its ``desk.keys`` last; killed before ``switch_to`` the old one is
the desk, killed after it the new one.
"""

import contextlib
import os
import re
import secrets
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from iomdesk.errors import Damaged, Environment, NotADesk, Refused
from iomdesk.store.files import (
    PART,
    PRIVATE_FILE,
    PRIVATE_FOLDER,
    open_private,
    replace_file,
    sync_file,
    sync_folder,
    translated,
)
from iomdesk.words import say

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_NAME = re.compile(r"g[0-9a-f]{8}")
_CURRENT = "current"
_LOCK = "lock"
_OURS = frozenset({_CURRENT, _CURRENT + PART, _LOCK, "attempts", "attempts" + PART, "backups", "replaced"})


@dataclass(frozen=True, slots=True)
class Generation:
    """One generation folder and its files, whether or not they exist."""

    folder: Path

    @property
    def name(self) -> str:
        """What ``current`` calls it."""
        return self.folder.name

    @property
    def database(self) -> Path:
        """The encrypted file."""
        return self.folder / "desk.db"

    @property
    def keys(self) -> Path:
        """The key slots, written last."""
        return self.folder / "desk.keys"

    @property
    def anchor(self) -> Path:
        """The chain heads kept outside the database."""
        return self.folder / "desk.anchor"

    def complete(self) -> bool:
        """Whether it was written to the end: the key slots are there, and a database with something in it."""
        return all(path.is_file() and path.stat().st_size > 0 for path in (self.keys, self.database))


class Home:
    """The folder of one desk. What changes which files are the desk asks that this process holds it (``hold``)."""

    def __init__(self, path: Path) -> None:
        self.path = path.absolute()
        self._held = False
        self._new = False

    @classmethod
    def found(cls, path: Path) -> "Home":
        """The folder for a new desk, made when it is missing, readable by its owner alone.

        Raises ``Refused`` when it holds a desk or anything else, ``Environment`` when it cannot be made.
        """
        home = cls(path)
        try:
            home.path.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
            if (home.path / _CURRENT).exists() or any(g.complete() for g in home.generations()):
                raise Refused(say("There is already a desk in this folder."), say("Open it, or choose another folder."))
            if any(entry.name not in _OURS and not _NAME.fullmatch(entry.name) for entry in home.path.iterdir()):
                raise Refused(say("This folder holds other files."), say("Choose an empty folder for the desk."))
            home.path.chmod(PRIVATE_FOLDER)
            home._set_aside()
        except OSError as cause:
            raise translated(cause) from None
        home._new = True
        return home

    def _set_aside(self) -> None:
        """Keep a database whose keys are missing: a backup's key file may still open what looks like a failed start."""
        for left in self.generations():
            if left.database.is_file() and left.database.stat().st_size > 0:
                kept = self.path / "replaced"
                kept.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
                left.folder.rename(kept / left.name)

    def generation(self) -> Generation:
        """The generation that is the desk.

        Raises ``NotADesk`` when the folder holds none, ``Damaged`` when ``current`` does not name one.
        """
        name = self._named()
        if name is None:
            raise self._unnamed()
        return Generation(self.path / name)

    def generations(self) -> list[Generation]:
        """Every generation folder there is, in the order of their names."""
        try:
            return sorted(
                (
                    Generation(entry)
                    for entry in self.path.iterdir()
                    if _NAME.fullmatch(entry.name) and _is_folder(entry)
                ),
                key=lambda generation: generation.name,
            )
        except (FileNotFoundError, NotADirectoryError):
            return []
        except OSError as cause:
            raise translated(cause) from None

    def new_generation(self) -> Generation:
        """An empty generation folder, readable by its owner alone. Raises ``DiskFull`` or ``Environment``."""
        generation = Generation(self.path / f"g{secrets.token_hex(4)}")
        try:
            generation.folder.mkdir(mode=PRIVATE_FOLDER)
            generation.folder.chmod(PRIVATE_FOLDER)
        except OSError as cause:
            raise translated(cause) from None
        return generation

    def switch_to(self, name: str) -> Generation:
        """Make a complete generation the desk, durably: its files are on the disk before ``current`` names it."""
        self._must_be_held()
        generation = Generation(self.path / name)
        if not _NAME.fullmatch(name) or not generation.complete():
            raise ValueError("only a complete generation can become the desk")
        try:
            for file in sorted(entry for entry in generation.folder.iterdir() if entry.is_file()):
                make_private(file)
                sync_file(file)
            sync_folder(generation.folder)
            sync_folder(self.path)
        except OSError as cause:
            raise translated(cause) from None
        replace_file(self.path / _CURRENT, name.encode() + b"\n")
        return generation

    def mend(self) -> bool:
        """Write ``current`` anew where it is unreadable and only one generation can be meant; True if it did.

        Raises as ``generation`` does when none or several can be meant: nothing is guessed.
        """
        self._must_be_held()
        if self._named() is not None:
            return False
        complete = [generation for generation in self.generations() if generation.complete()]
        if len(complete) != 1:
            raise self._unnamed()
        self.switch_to(complete[0].name)
        return True

    def clean_leftovers(self) -> int:
        """Remove what a broken-off rotation, restore or write left; returns how many folders and files went.

        Mends ``current`` first where that is certain. Removes nothing, and raises ``Damaged``, when the current
        generation is unknown or not complete: the leftover may then be the only good copy.
        """
        self._must_be_held()
        self.mend()
        current = self.generation()
        if not current.complete():
            raise Damaged(
                say("A file of the desk is missing or empty."),
                say("Restore the latest backup; what else lies in the folder is kept."),
            )
        old = [generation.folder for generation in self.generations() if generation != current]
        parts = [part for folder in (self.path, current.folder) for part in folder.glob("*" + PART)]
        try:
            for folder in old:
                shutil.rmtree(folder)
            for part in parts:
                part.unlink()
        except OSError as cause:
            raise translated(cause) from None
        return len(old) + len(parts)

    @contextlib.contextmanager
    def hold(self) -> Iterator[None]:
        """Have the desk to this process alone while the block runs; the system lets go if the process ends.

        Raises ``Environment`` when another holds it, ``NotADesk`` when there is no such folder.
        """
        descriptor = self._open_lock()
        try:
            if not _locked(descriptor):
                raise Environment(
                    say("This desk is already open in another window or command."),
                    say("Close the other one and try again."),
                )
            self._held = True
            try:
                yield
            finally:
                self._held = False
        finally:
            os.close(descriptor)

    def _open_lock(self) -> int:
        if not (self._new or self.generations() or (self.path / _CURRENT).exists()):
            raise _no_desk()
        try:
            return open_private(self.path / _LOCK, os.O_RDWR | os.O_CREAT)
        except OSError as cause:
            raise translated(cause) from None

    def _must_be_held(self) -> None:
        if not self._held:
            raise RuntimeError("the home is not held by this process")

    def _unnamed(self) -> Environment:
        """What a person is told when ``current`` names no generation."""
        pointed = (self.path / _CURRENT).exists()
        if not pointed and self.generations() and not any(each.complete() for each in self.generations()):
            return NotADesk(
                say("There is no desk in this folder: setting one up was broken off, or its files were lost."),
                say("Set it up again, or restore the latest backup."),
            )
        if pointed or self.generations():
            return Damaged(
                say("The file that says which of the desk's files are current is damaged or missing."),
                say("Nothing was removed; restore the latest backup."),
            )
        return _no_desk()

    def _named(self) -> str | None:
        """What ``current`` names, when that is a generation folder."""
        try:
            with (self.path / _CURRENT).open("rb") as file:
                name = file.read(64).decode("ascii", "replace").removesuffix("\n")
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as cause:
            raise translated(cause) from None
        return name if _NAME.fullmatch(name) and _is_folder(self.path / name) else None


def make_private(path: Path) -> None:
    """Leave ``path`` to its owner. On Windows the folder's inherited list of rights does this."""
    path.chmod(PRIVATE_FILE)


def _is_folder(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()


def _locked(descriptor: int) -> bool:
    """Whether the lock was to be had at once."""
    try:
        if sys.platform == "win32":
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _no_desk() -> NotADesk:
    return NotADesk(say("There is no desk in this folder."), say("Choose the desk's folder, or set up a new desk."))
