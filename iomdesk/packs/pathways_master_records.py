"""Everything the printed Pathways master shows, frozen: already filtered for its recipient before it comes here."""

from dataclasses import dataclass
from datetime import date

from iomdesk.packs.paper.chart import Reading
from iomdesk.packs.paper.values import Known
from iomdesk.packs.scheme_head import SchemeHead


@dataclass(frozen=True, slots=True, repr=False)
class MasterLine:
    """One person. ``scores`` and ``total`` are in the master's columns; None is not known, ``Withheld`` kept back.

    ``line`` are the totals on their days, oldest first, those that mean the same as the columns' total alone.
    ``moved`` is the change of the total since adoption (below zero is less need), None where there is none to tell.
    ``priority`` is the pathway's label, ``priority_place`` its column (0 for none that is one of them).
    ``other_version``: the scores were made on another version of the pathways and are read as this one has them.
    """

    name: Known[str]
    ref: str
    scores: tuple[Known[int], ...]
    total: Known[int]
    line: tuple[Reading, ...] = ()
    moved: Known[int] = None
    priority: Known[str] = ""
    priority_place: int = 0
    scored_on: Known[date] = None
    days_since: int | None = None
    other_version: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class TrendLine:
    """One pathway, or the total: every figure with the count it is of, in words (``3 of 8 (38%)``)."""

    name: str
    mean: str
    improved: str
    same: str
    worse: str
    first: str
    now: str


@dataclass(frozen=True, slots=True, repr=False)
class MonthLine:
    """One month, or one version's part of it: who was scored, the means of each pathway and of the total, movement."""

    month: str
    scored: int
    means: tuple[str, ...]
    total: str
    improved: str
    same: str
    worse: str


@dataclass(frozen=True, slots=True, repr=False)
class MasterPaper:
    """One named copy. ``scale`` pairs each level with its word, lowest first; a lower score is less need.

    ``anchors`` are what the levels of each pathway look like, in order of pathway and level: label, level, words.
    """

    head: SchemeHead
    labels: tuple[str, ...]
    scale: tuple[tuple[int, str], ...]
    version: str
    people: tuple[MasterLine, ...]
    trends: tuple[TrendLine, ...]
    months: tuple[MonthLine, ...]
    scored: int
    anchors: tuple[tuple[str, int, str], ...] = ()
