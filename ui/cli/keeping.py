"""Keeping the desk safe: backup, restore, keys, the recovery sheet."""

import argparse
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from iomdesk.clock import instant_text
from iomdesk.copies.questions import next_copy
from iomdesk.copies.rules import Document
from iomdesk.desk import Desk
from iomdesk.errors import Environment, Refused
from iomdesk.opening import (
    KeySlots,
    Unlocked,
    forget_replaced,
    open_desk,
    renew_passphrase,
    restore,
    rotate_keys,
)
from iomdesk.packs.recovery_sheet import RecoverySheet
from iomdesk.partnership.questions import officers
from iomdesk.words import say
from ui.cli.recovery_sheet import SHEET, require_place, written_sheet
from ui.cli.secrets import passphrase_from
from ui.cli.shape import Answer, AnyCommand, HomeCommand, Surroundings, argument


def backup(surroundings: Surroundings, given: argparse.Namespace) -> Answer:
    """Write a backup, read it back, check it."""
    passphrase = passphrase_from(surroundings.passphrase_file, say("Passphrase: "))
    target = Path(given.file) if given.file else None
    if target is not None and target.exists() and not target.is_dir():
        raise Refused(say("There is already a file of that name."), say("Nothing was overwritten; choose another."))
    folder = None if target is None else target if target.is_dir() else target.absolute().parent
    if folder is not None and not folder.is_dir():
        raise Refused(say("That folder does not exist."), say("Is the stick plugged in?"))
    with open_desk(surroundings.home, surroundings.sign_in, passphrase, surroundings.clock) as opened:
        made = opened.back_up(folder, progress_lines(surroundings), full=given.full)
    path = made.path
    if target is not None and not target.is_dir():
        try:
            path = Path(os.fspath(made.path.rename(target)))
        except OSError:
            raise Environment(
                say("The backup is good but could not be given that name."), say("It is {name}.", name=made.path)
            ) from None
    return Answer(
        [say("Backed up and read back: {path}, {changes} changes.", path=path, changes=made.changes)],
        {"file": str(path), "changes": made.changes, "bytes": made.size},
    )


def restored(surroundings: Surroundings, given: argparse.Namespace) -> Answer:
    """Put the desk back from a backup."""

    def unlock(slots: KeySlots) -> Unlocked:
        if given.recovery_code_file:
            return slots.unlock_recovery(passphrase_from(given.recovery_code_file, ""))
        passphrase = passphrase_from(surroundings.passphrase_file, say("Passphrase on the day of the backup: "))
        if surroundings.sign_in is None:
            return slots.unlock_only(passphrase)
        return slots.unlock(surroundings.sign_in, passphrase)

    done = restore(Path(given.file), surroundings.home, unlock, surroundings.clock, progress_lines(surroundings))
    lines = [
        say(
            "The desk is as it was on {when}, with {changes} changes.",
            when=instant_text(done.made_at),
            changes=done.changes,
        ),
        say("Work saved after that has to be entered again."),
    ]
    if done.kept_aside:
        lines.append(say("The desk that was here is kept, encrypted, in {path}.", path=done.kept_aside[0].parent))
    return Answer(lines, {"made_at": done.made_at, "changes": done.changes, "kept_aside": len(done.kept_aside)})


def forgotten_desks(surroundings: Surroundings, _: argparse.Namespace) -> Answer:
    """Remove what restores kept aside."""
    passphrase = passphrase_from(surroundings.passphrase_file, say("Passphrase: "))
    gone = forget_replaced(surroundings.home, surroundings.sign_in, passphrase, surroundings.clock)
    return Answer([say("Removed: {n}.", n=gone)], {"removed": gone})


def rotated(surroundings: Surroundings, _: argparse.Namespace) -> Answer:
    """Encrypt the desk anew under new keys."""
    passphrase = passphrase_from(surroundings.passphrase_file, say("Passphrase: "))
    rotate_keys(surroundings.home, surroundings.sign_in, passphrase, surroundings.clock, progress_lines(surroundings))
    return Answer(
        [
            say("The desk has new keys. Passphrases and the recovery sheet are as before."),
            say("Old copies and backups stay readable to those who could open them."),
        ],
        {"done": True},
    )


def mended(surroundings: Surroundings, _: argparse.Namespace) -> Answer:
    """Drop the key slots that are not what was written; sound ones stay as they are."""
    passphrase = passphrase_from(surroundings.passphrase_file, say("Passphrase: "))
    with open_desk(surroundings.home, surroundings.sign_in, passphrase, surroundings.clock) as opened:
        dropped = opened.mend_keys()
    return Answer([say("{n} damaged key slots were removed.", n=dropped)], {"removed": dropped})


def new_sheet(surroundings: Surroundings, given: argparse.Namespace) -> Answer:
    """Make a new recovery code; the old sheet is waste paper from then on."""
    require_place(given.sheet)
    passphrase = passphrase_from(surroundings.passphrase_file, say("Passphrase: "))
    with open_desk(surroundings.home, surroundings.sign_in, passphrase, surroundings.clock) as opened:
        sheet = _sheet_of(opened.desk)
        code = opened.renew_recovery()
        said = written_sheet(given.sheet, replace(sheet, code=code))
    return Answer([say("New recovery code, shown this once:"), f"    {code}", *said], {"recovery_code": code})


def _sheet_of(desk: Desk) -> RecoverySheet:
    """The sheet but for its code: made first, so that nothing can fail between a new code and showing it."""
    mine = next((row for row in desk.ask(officers) if row.id == desk.officer), None)
    training = desk.ask(next_copy, Document.RECOVERY, None, desk.officer).training
    site, name = (mine.site, mine.name) if mine else ("", "")
    return RecoverySheet(str(desk.agency), site, desk.today, "", name, renewed=True, training=training)


def forgotten(surroundings: Surroundings, given: argparse.Namespace) -> Answer:
    """Give an officer who forgot their passphrase a new one, with the recovery sheet."""
    code = passphrase_from(given.recovery_code_file, say("Recovery code: "))
    chosen = passphrase_from(given.new_passphrase_file, say("New passphrase: "), twice=True)
    renew_passphrase(surroundings.home, code, given.officer, chosen, surroundings.calibrator, surroundings.clock)
    return Answer([say("{officer} has a new passphrase and a new signing key.", officer=given.officer)], {"done": True})


def progress_lines(surroundings: Surroundings) -> Callable[[int, int], None]:
    """A progress callback that tells every tenth part done."""
    shown = 0

    def progress(done: int, of: int) -> None:
        nonlocal shown
        percent = 100 * done // max(of, 1)
        if percent >= shown + 10:
            shown = percent - percent % 10
            surroundings.tell(say("{percent} % done", percent=shown))

    return progress


_CODE_FILE = argument("--recovery-code-file", metavar="FILE", help=say("a file whose first line is the recovery code"))
COMMANDS: tuple[AnyCommand, ...] = (
    HomeCommand(
        ("backup",),
        say("write a backup, read it back and check it"),
        backup,
        (
            argument("file", nargs="?", metavar="FILE", help=say("a file or folder; unless said the desk's own")),
            argument("--full", action="store_true", help=say("replay the copy's whole history as well")),
        ),
    ),
    HomeCommand(
        ("restore",),
        say("put the desk back from a backup"),
        restored,
        (argument("file", metavar="FILE"), _CODE_FILE),
    ),
    HomeCommand(("replaced", "remove"), say("remove the desks that restores kept aside"), forgotten_desks),
    HomeCommand(("key", "rotate"), say("encrypt the desk anew under new keys"), rotated),
    HomeCommand(("key", "mend"), say("remove damaged key slots, so that their owners can be given new ones"), mended),
    HomeCommand(("recovery", "renew"), say("make a new recovery sheet"), new_sheet, (SHEET,)),
    HomeCommand(
        ("recovery", "passphrase"),
        say("with the recovery sheet, give an officer a new passphrase"),
        forgotten,
        (
            argument("officer", metavar="NAME"),
            _CODE_FILE,
            argument("--new-passphrase-file", metavar="FILE"),
        ),
    ),
)
