"""Each house rule can fail: a small project that breaks only it is found out, and a good one is not."""

from pathlib import Path

import pytest
from house_rules import findings_in

GOOD = {
    "iomdesk/__init__.py": "",
    "iomdesk/cohort.py": """'Who is adopted.'

from datetime import date


def adopted(on: date) -> date:
    return on
""",
    "iomdesk/clock.py": "'Time.'\n\nimport time\n\nnow = time.time()\n",
    "iomdesk/store/__init__.py": "",
    "iomdesk/store/backup.py": """'Copies.'


def keep(path: str, sealed: bytes) -> None:
    with open(path, "wb") as file:
        file.write(sealed)
""",
    "ui/__init__.py": "",
    "ui/cli/__init__.py": """'The door.'

import os

try:
    print(os.environ["HOME"])
except Exception:
    print("sorry")
""",
    "resources/__init__.py": "",
    "resources/bands/bands.csv": "band,low\n",
    "resources/bands/SOURCES.md": "Made up for this test.\n",
    "tests/test_cohort.py": """import pytest


@pytest.mark.skipif(True, reason="needs a Welsh keyboard")
def test_it() -> None: ...
""",
}
CODE = '"""A room."""\n\n'
UNFINISHED = "TO" + "DO"
BROKEN: dict[str, tuple[str, str, str]] = {
    "long file": ("file-length", "iomdesk/people.py", CODE + "x = 1\n" * 400),
    "long function": (
        "function-length",
        "iomdesk/people.py",
        CODE + "def f() -> None:\n    '''F.'''\n" + "    x = 1\n" * 44,
    ),
    "long test function": ("function-length", "tests/test_people.py", "def test_f() -> None:\n" + "    x = 1\n" * 45),
    "vague module": ("vague-name", "iomdesk/case_data.py", CODE),
    "vague folder": ("vague-name", "iomdesk/helpers/__init__.py", ""),
    "vague class": ("vague-name", "iomdesk/people.py", CODE + "class PersonManager:\n    '''P.'''\n"),
    "vague acronym class": ("vague-name", "iomdesk/people.py", CODE + "class PDFInfo:\n    '''P.'''\n"),
    "module undocumented": ("docstring", "iomdesk/people.py", "x = 1\n"),
    "class undocumented": ("docstring", "iomdesk/people.py", CODE + "class Person:\n    x = 1\n"),
    "function undocumented": ("docstring", "iomdesk/people.py", CODE + "def f() -> None:\n" + "    x = 1\n" * 8),
    "method undocumented": (
        "docstring",
        "iomdesk/people.py",
        CODE + "class P:\n    '''P.'''\n    def f(self) -> None:\n" + "        x = 1\n" * 8,
    ),
    "print": ("print", "iomdesk/people.py", CODE + "print(1)\n"),
    "print in another part of ui": ("print", "ui/window.py", CODE + "print(1)\n"),
    "bare except": ("broad-except", "iomdesk/people.py", CODE + "try:\n    x = 1\nexcept:\n    pass\n"),
    "broad except": (
        "broad-except",
        "ui/cli/people.py",
        CODE + "try:\n    x = 1\nexcept (OSError, Exception):\n    pass\n",
    ),
    "assert": ("assert", "iomdesk/people.py", CODE + "assert True\n"),
    "time": ("ambient-time", "iomdesk/people.py", CODE + "from time import time as now\nx = now()\n"),
    "datetime": ("ambient-time", "iomdesk/people.py", CODE + "import datetime as d\nx = d.datetime.now(d.UTC)\n"),
    "date handed over": ("ambient-time", "iomdesk/people.py", CODE + "from datetime import date\nx = date.today\n"),
    "id": ("ambient-id", "iomdesk/people.py", CODE + "import uuid\nx = uuid.uuid4()\n"),
    "environment": ("ambient-setting", "iomdesk/clock.py", CODE + "from os import environ\nx = environ['A']\n"),
    "file written": ("plaintext-file", "iomdesk/people.py", CODE + "open('x', 'w')\n"),
    "file of unknown mode": ("plaintext-file", "iomdesk/people.py", CODE + "m = 'w'\nopen('x', mode=m)\n"),
    "path opened to write": ("plaintext-file", "iomdesk/people.py", CODE + "def f(p): p.open('ab')\n"),
    "path written": ("plaintext-file", "iomdesk/people.py", CODE + "def f(p): p.write_bytes(b'')\n"),
    "temporary file": ("plaintext-file", "iomdesk/people.py", CODE + "from tempfile import mkstemp\n"),
    "workbook": ("plaintext-file", "ui/cli/book.py", CODE + "import xlsxwriter\nxlsxwriter.Workbook('x')\n"),
    "skip": ("excused-test", "tests/test_people.py", "import pytest\npytest.skip()\n"),
    "skip mark": (
        "excused-test",
        "tests/test_people.py",
        "import pytest\n@pytest.mark.skip\ndef test_x() -> None: ...\n",
    ),
    "xfail with empty reason": (
        "excused-test",
        "tests/test_people.py",
        "import pytest\nm = pytest.mark.xfail(reason='')\n",
    ),
    "sleep": ("excused-test", "tests/test_people.py", "import time\ntime.sleep(1)\n"),
    "unfinished": ("unfinished", "README.md", f"{UNFINISHED}: say more\n"),
    "unwritten": ("unfinished", "iomdesk/people.py", CODE + "raise NotImplementedError('x')\n"),
    "machine path": ("machine-path", "Makefile", "x: /ro" + "ot/x\n"),
    "Windows path": ("machine-path", "README.md", "C:\\Us" + "ers\\x\n"),
    "package host": ("registry-host", "pyproject.toml", "index = 'https://pyp" + "i.org/simple'\n"),
    "resource": ("source-note", "resources/forces/forces.csv", "code\n"),
    "folder without init": ("no-init", "iomdesk/rota/rules.py", CODE),
    "syntax": ("syntax", "iomdesk/people.py", "def\n"),
}


def _lay(root: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def test_a_project_that_keeps_the_rules_has_no_findings(tmp_path: Path) -> None:
    _lay(tmp_path, GOOD)
    assert findings_in(tmp_path) == []


@pytest.mark.parametrize("breach", BROKEN)
def test_each_rule_can_fail(tmp_path: Path, breach: str) -> None:
    rule, name, text = BROKEN[breach]
    _lay(tmp_path, GOOD | {name: text})
    found = findings_in(tmp_path)
    assert {finding.rule for finding in found} == {rule}
    assert all(finding.hint and str(finding).startswith(f"{finding.path}:") for finding in found)


def test_every_rule_is_shown_to_fail(request: pytest.FixtureRequest) -> None:
    named = {rule for rule, _, _ in BROKEN.values()}
    written = "".join(path.read_text(encoding="utf-8") for path in (request.config.rootpath / ".ci").glob("house_*.py"))
    assert {rule for rule in named if f'"{rule}"' not in written} == set()


def test_a_library_that_has_not_written_something_may_be_caught(tmp_path: Path) -> None:
    caught = CODE + "try:\n    x = 1\nexcept NotImplementedError:\n    x = 2\n"
    _lay(tmp_path, GOOD | {"iomdesk/people.py": caught})
    assert findings_in(tmp_path) == []


def test_what_cleans_up_and_raises_again_is_allowed(tmp_path: Path) -> None:
    kept = CODE + "def f(p):\n    try:\n        p.open('r')\n    except BaseException:\n        x = 1\n        raise\n"
    _lay(tmp_path, GOOD | {"iomdesk/people.py": kept})
    assert findings_in(tmp_path) == []
