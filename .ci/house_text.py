"""House rules about text and folders: no words of unfinished work, nothing of one machine, a source for every table."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from house_source import SHIPPED, Finding

# Spelt in parts, so that this file keeps its own rules.
UNFINISHED = re.compile(r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK")) + r")\b")
MACHINE = re.compile(
    r"(?<![\w.~*>])/(?:ro" + r"ot|wo" + r"rk|ho" + r"me/\w+|Us" + r"ers/\w+|o" + r"pt/\w+)(?=[/\s\"'`]|$)"
    r"|[A-Z]:\\" + r"Us" + r"ers\\"
)
HOSTS = re.compile(r"\b(pyp" + r"i\.org|pythonho" + r"sted\.org|registry\.npm" + r"js\.org|deb\.deb" + r"ian\.org)\b")
SOURCE_NOTES = frozenset({"SOURCES.md", "SOURCE.md", "SOURCES.toml", "SOURCE.toml"})


def _matches(path: PurePosixPath, text: str, pattern: re.Pattern[str], rule: str, hint: str) -> Iterator[Finding]:
    for number, line in enumerate(text.splitlines(), 1):
        if found := pattern.search(line):
            yield Finding(path, number, rule, found.group(), hint)


def unfinished_work(path: PurePosixPath, text: str) -> Iterator[Finding]:
    """No words that put work off."""
    if path.suffix != ".lock":
        yield from _matches(path, text, UNFINISHED, "unfinished", "finish it, or leave it out and file an issue")


def machine_paths(path: PurePosixPath, text: str) -> Iterator[Finding]:
    """No folder of one machine and no package host: a clone works anywhere, from any index."""
    yield from _matches(path, text, MACHINE, "machine-path", "make it relative, an argument, or ~")
    yield from _matches(path, text, HOSTS, "registry-host", "leave the index to the person's own settings")


def resources_without_source(files: list[PurePosixPath]) -> Iterator[Finding]:
    """Each folder in ``resources/`` that holds anything but code has a note of where it came from, there or above."""
    noted = {path.parent for path in files if path.name in SOURCE_NOTES}
    held = {path.parent for path in files if path.parts[0] == "resources" and path.suffix != ".py"}
    for folder in sorted(held):
        above = {folder, *folder.parents} - {PurePosixPath("resources"), PurePosixPath(".")}
        if folder != PurePosixPath("resources") and not above & noted:
            hint = "add SOURCES.md: where each file came from, when, under which licence"
            yield Finding(folder, 1, "source-note", "no source note", hint)


def folders_without_init(files: list[PurePosixPath]) -> Iterator[Finding]:
    """Every folder of shipped code is a package, or the built program would leave it behind."""
    packages = {path.parent for path in files if path.name == "__init__.py"}
    holding = {path.parent for path in files if path.suffix == ".py" and path.parts[0] in SHIPPED}
    for folder in sorted(holding - packages):
        yield Finding(
            folder, 1, "no-init", "a folder of code without __init__.py", "add one that says what the room is for"
        )
