"""The locked packages: ``requirements.lock`` (what ships) and ``requirements-dev.lock`` (what builds and tests)."""

import re
from dataclasses import dataclass
from pathlib import Path

from packaging.markers import Marker
from packaging.utils import NormalizedName, canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parent.parent
RUNTIME = "requirements.lock"
DEVELOPMENT = "requirements-dev.lock"
PIN = re.compile(r"(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^\s;]+)\s*(?:;\s*(?P<marker>.*?))?\s*$")


@dataclass(frozen=True)
class Pin:
    """One locked version: for which machines (``marker``, None for all) and with which SHA-256 hashes."""

    name: NormalizedName
    version: Version
    marker: Marker | None
    hashes: frozenset[str]
    file: str

    def wanted_here(self) -> bool:
        """Whether this interpreter and platform are among those the pin is for."""
        return self.marker is None or self.marker.evaluate()


def read_pins(root: Path = ROOT) -> list[Pin]:
    """Every pin of both lock files, in their order. Raises ``ValueError`` for a line that is no pin."""
    return [
        pin for file in (RUNTIME, DEVELOPMENT) for pin in parse_pins((root / file).read_text(encoding="utf-8"), file)
    ]


def parse_pins(text: str, file: str) -> list[Pin]:
    """The pins in ``text``, the contents of a hash-checked requirements file named ``file``."""
    kept = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
    return [_pin(line, file) for line in kept.replace("\\\n", " ").splitlines() if line.strip()]


def _pin(line: str, file: str) -> Pin:
    requirement, *hashes = line.split("--hash=")
    found = PIN.match(requirement.strip())
    if not found:
        raise ValueError(f"{file}: not a pinned version: {requirement.strip()}")
    marker = Marker(found["marker"]) if found["marker"] else None
    sums = frozenset(part.strip().removeprefix("sha256:") for part in hashes if part.startswith("sha256:"))
    return Pin(canonicalize_name(found["name"]), Version(found["version"]), marker, sums, file)
