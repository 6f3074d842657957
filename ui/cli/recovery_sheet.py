"""The recovery sheet as a file to be printed and deleted: written when the code is shown, and never again."""

from pathlib import Path

from iomdesk.errors import Environment, Refused
from iomdesk.packs.recovery_sheet import RecoverySheet, render_recovery_sheet
from iomdesk.words import say
from ui.cli.outgoing import write_document
from ui.cli.shape import argument

SHEET = argument(
    "--sheet",
    metavar="FILE.pdf",
    help=say("write the recovery sheet to FILE.pdf as well, to be printed and then deleted: it is not encrypted"),
)


def require_place(file: str | None) -> None:
    """Raises ``Refused`` where no sheet can be written; asked before there is a code, which is shown only once."""
    if file is None:
        return
    path = Path(file)
    if path.exists():
        raise Refused(say("There is already a file of that name."), say("Nothing was overwritten; choose another."))
    if not path.absolute().parent.is_dir():
        raise Refused(say("That folder does not exist."), say("Choose a folder that does; nothing was changed."))


def written_sheet(file: str | None, sheet: RecoverySheet) -> list[str]:
    """Write it, readable by its owner alone, and say what to do with it.

    That it could not be written is said and not raised: the code must still be shown.
    """
    if file is None:
        return []
    try:
        write_document(Path(file), render_recovery_sheet(sheet))
    except Environment as cause:
        return [say("The sheet was not written: {why} Write the code down by hand.", why=cause)]
    return [
        say("The sheet is in {file}, not encrypted: print it, lock it away, and delete the file now.", file=file),
    ]
