"""How a benchmark measures and what it prints: two sides in turn, ratios pair by pair, the machine they ran on."""

import cProfile
import os
import platform
import pstats
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import TextIO, TypeVar

import sqlalchemy
import sqlcipher3.dbapi2 as sqlcipher

T = TypeVar("T")
_PROFILE_LINES = 40


@dataclass
class Run:
    """What a benchmark is given: small sizes or real ones, a folder of its own, where to say how far it is."""

    quick: bool
    folder: Path
    profiler: cProfile.Profile | None = None
    told: TextIO = field(default_factory=lambda: sys.stderr)

    def size(self, real: int, quick: int) -> int:
        """``quick`` only shows that the benchmark still runs; its figures mean nothing."""
        return quick if self.quick else real

    def tell(self, text: str) -> None:
        """Say what is going on, apart from the figures."""
        print(f"  … {text}", file=self.told, flush=True)

    def counting(self, what: str, of: int) -> Callable[[int], None]:
        """Says how many of a long filling are done."""
        return lambda done: self.tell(f"{done:,} of {of:,} {what}")

    def progress(self, what: str) -> Callable[[int, int], None]:
        """Says how far a long work is, each tenth of it once."""
        said = [0]

        def tell(done: int, of: int) -> None:
            if of and done * 10 // of > said[0]:
                said[0] = done * 10 // of
                self.tell(f"{said[0] * 10} % of {of:,} {what}")

        return tell

    def ours(self, work: Callable[[], T]) -> tuple[float, T]:
        """The seconds ``work`` took and what it answered; profiled when that was asked for."""
        if self.profiler is not None:
            self.profiler.enable()
        try:
            return timed(work)
        finally:
            if self.profiler is not None:
                self.profiler.disable()

    def print_profile(self) -> None:
        """Where our side's time went, by time of each function's own and with what it called."""
        if self.profiler is not None:
            found = pstats.Stats(self.profiler, stream=self.told).strip_dirs()
            found.sort_stats("tottime").print_stats(_PROFILE_LINES)
            found.sort_stats("cumulative").print_stats(_PROFILE_LINES)


def timed(work: Callable[[], T]) -> tuple[float, T]:
    """The seconds ``work`` took and what it answered."""
    begun = perf_counter()
    answer = work()
    return perf_counter() - begun, answer


@dataclass(frozen=True, slots=True)
class Figure:
    """What came out of one benchmark, as lines of text, under the name it is asked for by."""

    name: str
    lines: tuple[str, ...]


@dataclass
class Pairs:
    """Two sides measured in turn, A B A B …; a figure is the median of the ratios pair by pair."""

    name: str
    what: str
    against: str
    at_most: float
    ours: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)

    @property
    def ratios(self) -> list[float]:
        """Ours over bare, pair by pair."""
        return [one / other for one, other in zip(self.ours, self.bare, strict=True)]

    def figure(self, *notes: str) -> Figure:
        """The ratio against its limit, then each side's own time, then ``notes``."""
        found = self.ratios
        middle = median(found)
        verdict = "met" if middle <= self.at_most else "MISSED"
        return Figure(
            self.name,
            (
                f"{self.what}, against {self.against}",
                f"ratio {middle:.2f} (min {min(found):.2f}, max {max(found):.2f}) of {len(found)} pairs in turn;"
                f" at most {self.at_most:g}: {verdict}",
                f"ours {spread(self.ours)}; bare {spread(self.bare)}",
                *notes,
            ),
        )


def spread(seconds: Sequence[float]) -> str:
    """Median, least and most of some times, in ms or s."""
    unit, scale = ("s", 1.0) if median(seconds) >= 1 else ("ms", 1000.0)
    low, middle, high = (each * scale for each in (min(seconds), median(seconds), max(seconds)))
    return f"{middle:.2f} {unit} (min {low:.2f}, max {high:.2f})"


def machine() -> tuple[str, ...]:
    """The facts a figure depends on: system, cores and how busy they are, versions."""
    cipher = sqlcipher.connect(":memory:")
    (version,) = cipher.execute("PRAGMA cipher_version").fetchone()
    cipher.close()
    load = f", load {os.getloadavg()[0]:.1f} at the start" if hasattr(os, "getloadavg") else ""
    return (
        f"{platform.system()} {platform.release()} {platform.machine()}, {os.cpu_count()} cores{load}",
        f"Python {platform.python_version()}, SQLCipher {version}, SQLite {sqlcipher.sqlite_version},"
        f" SQLAlchemy {sqlalchemy.__version__}",
    )
