"""The house rules that no linter knows, each finding with a hint how to mend it.

``python .ci/house_rules.py [FOLDER]`` prints findings as ``path:line: rule: what; hint`` and ends with 1 when there
are any. Rules about code are in ``house_code``, rules about text and folders in ``house_text``; tests/house shows
that each of them can fail.
"""

import ast
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath

import house_code
import house_text
from house_source import Finding, Source

CODE_RULES: tuple[Callable[[Source], Iterator[Finding]], ...] = (
    house_code.long_files,
    house_code.long_functions,
    house_code.vague_names,
    house_code.missing_docstrings,
    house_code.prints,
    house_code.broad_excepts,
    house_code.asserts,
    house_code.unfinished_code,
    house_code.ambient_facts,
    house_code.plaintext_files,
    house_code.spreadsheets_on_disk,
    house_code.excused_tests,
)
TEXT_RULES: tuple[Callable[[PurePosixPath, str], Iterator[Finding]], ...] = (
    house_text.unfinished_work,
    house_text.machine_paths,
)
FOLDER_RULES: tuple[Callable[[list[PurePosixPath]], Iterator[Finding]], ...] = (
    house_text.resources_without_source,
    house_text.folders_without_init,
)


def files_of(root: Path) -> list[PurePosixPath]:
    """The files of the project at ``root``, relative: what git tracks or would track, else all but caches."""
    if (root / ".git").exists():
        listing = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=root,
            capture_output=True,
            text=True,
            check=True,
        )
        names = (name for name in listing.stdout.split("\0") if name)
        return sorted(PurePosixPath(name) for name in names if (root / name).is_file())
    found = (path.relative_to(root) for path in root.rglob("*") if path.is_file())
    caches = {".venv", "__pycache__"}
    return sorted(PurePosixPath(path.as_posix()) for path in found if not caches & set(path.parts))


def findings_in(root: Path) -> list[Finding]:
    """Every finding in the project at ``root``, in the order of its files."""
    files = files_of(root)
    found: list[Finding] = []
    for path in files:
        found += _findings_of(root, path)
    for folder_rule in FOLDER_RULES:
        found += folder_rule(files)
    return found


def _findings_of(root: Path, path: PurePosixPath) -> Iterator[Finding]:
    try:
        text = (root / path).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return
    for text_rule in TEXT_RULES:
        yield from text_rule(path, text)
    if path.suffix != ".py":
        return
    try:
        source = Source(path, text, ast.parse(text))
    except SyntaxError as fault:
        yield Finding(path, fault.lineno or 1, "syntax", "does not parse", "make it Python again")
        return
    for code_rule in CODE_RULES:
        yield from code_rule(source)


def report(root: Path) -> int:
    """Print the findings in ``root``; 1 when there are any, else 0."""
    found = findings_in(root)
    for finding in found:
        print(finding)
    print(f"house rules: {len(found)} findings" if found else "house rules: kept")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(report(Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()))
