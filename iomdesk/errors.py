"""The errors a person is told about, in their own words.

Two families (ARCHITECTURE, "Errors"): what the program refuses or cannot do, said here, and bugs, which are
every other exception. A message names what was kept and what to do next; it never holds case content, a key
or a passphrase, because messages reach logs.
"""


class IomdeskError(Exception):
    """Something a person should read. ``message`` says what happened, ``remedy`` what to do next."""

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message} {self.remedy}".strip()


class Refused(IomdeskError):
    """A rule of the field, a role or the input forbids it; nothing was changed."""


class Conflict(IomdeskError):
    """Somebody else changed the same thing meanwhile; both values are kept."""


class Environment(IomdeskError):
    """The machine stands in the way: disk full, file locked, wrong key, damaged or foreign file."""


class DiskFull(Environment):
    """No space was left; the unit of work was undone whole."""


class WrongKey(Environment):
    """The passphrase or recovery code does not open this desk."""


class Damaged(Environment):
    """A file of the desk is not what was written; the remedy names the way back from a backup."""


class NewerFile(Environment):
    """The file was written by a later version of the program than this one."""


class NotADesk(Environment):
    """The folder or file holds no desk of iomdesk."""
