"""The audit of what iomdesk stands on, from what is on this machine alone, without a network.

Every pin has hashes; what is installed is what is locked, no more and no less; the packages fit together; each is
under a licence we may build on; the wheels record belongs to these locks; no pin lies in the range of a weakness
noted in ``advisories.toml``. That file is a dated note, not a live advisory source, and the output says so.

``audit.py`` runs it all; ``audit.py strangers`` only names installed packages that no lock file names.
"""

import subprocess
import sys
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib.metadata import Distribution, distributions
from pathlib import Path

from licences import licence_of, may_use
from lockfiles import ROOT, RUNTIME, Pin, read_pins
from packaging.specifiers import SpecifierSet
from packaging.utils import NormalizedName, canonicalize_name
from packaging.version import Version
from wheels import record_fits

ADVISORIES = Path(__file__).with_name("advisories.toml")
OURS = frozenset({"iomdesk", "pip"})


@dataclass(frozen=True)
class Advisory:
    """A published weakness: versions of ``package`` in ``affected`` have it."""

    package: NormalizedName
    affected: SpecifierSet
    id: str
    what: str


def read_advisories(path: Path = ADVISORIES) -> tuple[date, list[Advisory]]:
    """The day ``path`` was last brought up to date, and what it holds."""
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    rows = table.get("advisory", [])
    held = [Advisory(canonicalize_name(r["package"]), SpecifierSet(r["affected"]), r["id"], r["what"]) for r in rows]
    return table["noted"], held


def installed_here() -> dict[NormalizedName, Distribution]:
    """Every package of this interpreter but the project itself and pip."""
    found = {canonicalize_name(package.name): package for package in distributions()}
    return {name: package for name, package in found.items() if name not in OURS}


def without_hashes(pins: Sequence[Pin]) -> Iterator[str]:
    """A pin nothing vouches for."""
    yield from (f"{pin.name}=={pin.version} in {pin.file} has no hash" for pin in pins if not pin.hashes)


def pinned_twice(pins: Sequence[Pin]) -> Iterator[str]:
    """Two pins for one package on one machine."""
    here = [pin.name for pin in pins if pin.wanted_here()]
    yield from (f"{name} is pinned twice for this machine" for name in sorted(set(here)) if here.count(name) > 1)


def apart_from_lock(pins: Sequence[Pin], installed: dict[NormalizedName, Version]) -> Iterator[str]:
    """Where what is installed is not what is locked for this machine."""
    locked = {pin.name: pin.version for pin in pins if pin.wanted_here()}
    for name in sorted(locked.keys() | installed.keys()):
        want, have = locked.get(name), installed.get(name)
        if want != have:
            yield f"{name}: locked {want or 'not at all'}, installed {have or 'not at all'}"


def licence_trouble(packages: dict[NormalizedName, Distribution]) -> Iterator[str]:
    """A package whose licence is unclear, or not one we build on."""
    for name, package in sorted(packages.items()):
        expression = licence_of(package)
        if expression is None:
            yield f"{name}: its metadata states no clear licence; read its licence file and settle it in licences.py"
        elif not may_use(name, expression):
            yield f"{name}: {expression} is not on the list in licences.py"


def weaknesses(pins: Sequence[Pin], noted: Sequence[Advisory]) -> Iterator[str]:
    """Pins in the affected range of a noted advisory, those for other machines too."""
    for pin in pins:
        for advisory in noted:
            if pin.name == advisory.package and advisory.affected.contains(pin.version, prereleases=True):
                yield f"{pin.name}=={pin.version}: {advisory.id}, {advisory.what} (affected: {advisory.affected})"


def misfits() -> Iterator[str]:
    """What ``pip check`` says does not fit together."""
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "check"]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    if answer.returncode:
        yield from answer.stdout.splitlines() or [answer.stderr.strip()]


def audit(root: Path = ROOT) -> int:
    """Run every part, print what is wrong and what was looked at; 1 when something is wrong."""
    pins = read_pins(root)
    packages = installed_here()
    versions = {name: Version(package.version) for name, package in packages.items()}
    day, noted = read_advisories()
    wrong = [*without_hashes(pins), *pinned_twice(pins), *apart_from_lock(pins, versions), *misfits()]
    wrong += [*licence_trouble(packages), *weaknesses(pins, noted), *record_fits(pins)]
    for line in wrong:
        print(f"dependencies: {line}")
    age = (datetime.now(UTC).date() - day).days
    shipped = sum(pin.file == RUNTIME for pin in pins)
    print(f"dependencies: {len(pins)} pins ({shipped} shipped) read; {len(packages)} packages installed and licensed")
    print(f"dependencies: against {len(noted)} advisories noted {age} days ago; no live advisory source was asked")
    return 1 if wrong else 0


def strangers() -> list[str]:
    """Installed packages that no lock file names for this machine."""
    locked = {pin.name for pin in read_pins() if pin.wanted_here()}
    return sorted(installed_here().keys() - locked)


if __name__ == "__main__":
    if sys.argv[1:] == ["strangers"]:
        for stranger in strangers():
            print(stranger)
    else:
        sys.exit(audit())
