"""What ships with the program beside its code: fonts, reference tables, templates. Read, never written."""

from importlib.resources import files


def packaged(path: str) -> bytes:
    """The bytes of one shipped file, for example ``packaged("fonts/Inter-Regular.ttf")``.

    Works from a checkout, an installed wheel and a frozen build alike. Raises ``FileNotFoundError`` for a
    name that does not ship: that is a bug of the caller, not something a person can mend.
    """
    return files(__name__).joinpath(*path.split("/")).read_bytes()


def packaged_folder(path: str) -> bytes:
    """The names and bytes of every file directly in one shipped folder, in order of name: to tell when any differs."""
    folder = files(__name__).joinpath(*path.split("/"))
    there = sorted((each.name, each) for each in folder.iterdir() if each.is_file())
    return b"".join(name.encode() + b"\0" + each.read_bytes() for name, each in there)
