"""How a passphrase reaches the program: a prompt, a file, never an argument."""

import getpass
import os
import sys
from pathlib import Path

from iomdesk.errors import Refused
from iomdesk.words import say

PASSPHRASE_FILE = "IOMDESK_PASSPHRASE_FILE"


def passphrase_from(path: str | None, prompt: str, *, twice: bool = False) -> str:
    """The passphrase in the file at ``path`` (its first line), or asked for at the terminal.

    Raises ``Refused`` when there is neither, or when the two entries of a new one differ.
    """
    if path:
        try:
            lines = Path(path).read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError):
            raise Refused(
                say("The passphrase file could not be read."), say("Check its name and permissions.")
            ) from None
        return lines[0] if lines else ""
    if not sys.stdin.isatty():
        raise Refused(
            say("A passphrase is needed."),
            say("Give --passphrase-file FILE, set {name}, or run at a terminal.", name=PASSPHRASE_FILE),
        )
    entered = getpass.getpass(prompt)
    if twice and entered != getpass.getpass(say("The same again: ")):
        raise Refused(say("The two entries differ."), say("Nothing was changed; try again."))
    return entered


def home_from(given: str | None) -> Path:
    """The desk's folder: ``--home``, else ``IOMDESK_HOME``, else the folder of this user for programs' files."""
    if given:
        return Path(given)
    named = os.environ.get("IOMDESK_HOME")
    if named:
        return Path(named)
    base = os.environ.get("LOCALAPPDATA") or os.environ.get("XDG_DATA_HOME")
    return (Path(base) if base else Path.home() / ".local" / "share") / "iomdesk"


def passphrase_file_from(given: str | None) -> str | None:
    """``--passphrase-file``, else the file that the environment names."""
    return given or os.environ.get(PASSPHRASE_FILE) or None


def officer_from(given: str | None) -> str | None:
    """Who signs in: ``--as``, else ``IOMDESK_OFFICER``, else the only officer there is."""
    return given or os.environ.get("IOMDESK_OFFICER") or None
