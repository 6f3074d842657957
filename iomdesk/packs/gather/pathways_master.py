"""One named copy of the Pathways master: the people it may show, and the figures of those people alone. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from iomdesk.agreement.rules import PersonFacts
from iomdesk.catalogue import Category
from iomdesk.ids import Id
from iomdesk.packs.gather.conference_pack import Printing
from iomdesk.packs.gather.sharing import PersonSharing, Sharing
from iomdesk.packs.gather.words import full_name
from iomdesk.packs.paper.chart import Reading
from iomdesk.packs.paper.values import Withheld
from iomdesk.packs.pathways_master_records import MasterLine, MasterPaper, MonthLine, TrendLine
from iomdesk.packs.scheme_head import SchemeHead
from iomdesk.pathways.master import Master, MasterRow, figures_now, movement_of
from iomdesk.pathways.rules import StandingSet
from iomdesk.pathways.trend import Grouping, Period, Trend
from iomdesk.pathways.versions import LabelledSet
from iomdesk.words import say


@dataclass(frozen=True, slots=True, repr=False)
class MasterAsked:
    """The master, the facts of everybody in it, those who left since too, and the anchors of its columns' levels."""

    master: Master
    facts: Mapping[Id, PersonFacts]
    anchors: Mapping[tuple[int, int], str]


@dataclass(frozen=True, slots=True, repr=False)
class GatheredMaster:
    """A master ready to be rendered, with who is in it, for the log of disclosures."""

    paper: MasterPaper
    people: tuple[Id, ...]


def gather_pathways_master(asked: MasterAsked, printing: Printing, sharing: Sharing) -> GatheredMaster:
    """The master as this copy shows it.

    Every figure is worked out from the people whose scores the reader may have: a total of all would give away who is
    left out. Those who left the scheme count in its past under the same condition, and are not named.
    """
    master = asked.master
    shown = [(row, way) for row in master.rows if (way := sharing.person(asked.facts[row.person])) is not None]
    lines = _Lines(asked)
    people = tuple(lines.of(row, way) for row, way in shown)
    counted = [row for row, way in shown if way.may(Category.PATHWAYS)]
    past = [row for row in master.former if _may(sharing, asked.facts[row.person])]
    figures = figures_now(counted, master.columns, master.lineage)
    periods = movement_of((*counted, *past), master.lineage, Grouping.MONTH)
    columns = master.columns
    paper = MasterPaper(
        _head(master, printing, sharing),
        columns.labels,
        columns.scale,
        _version(columns),
        people,
        (
            *(_trend(label, each) for label, each in zip(columns.labels, figures.pathways, strict=True)),
            _trend(say("Total"), figures.total),
        ),
        tuple(_month(each, master, periods) for each in periods),
        figures.scored,
        tuple(
            (columns.label(place), level, asked.anchors[place, level])
            for place, level in sorted(asked.anchors)
            if 1 <= place <= len(columns.labels)
        ),
    )
    return GatheredMaster(paper, tuple(row.person for row, _ in shown))


def _may(sharing: Sharing, facts: PersonFacts) -> bool:
    """Asked without counting: nothing of theirs would stand on the paper as an entry."""
    return all(sharing.of(each, facts).allowed for each in (Category.IDENTITY, Category.PATHWAYS))


def _head(master: Master, printing: Printing, sharing: Sharing) -> SchemeHead:
    return SchemeHead(
        say("Pathways master"),
        master.day,
        printing.copy,
        printing.printed_at,
        master.site_name,
        printing.marking,
        printing.training,
        sharing.count.line,
    )


def _version(columns: LabelledSet) -> str:
    return say("{title}, version {version}", title=columns.title, version=columns.version) if columns.title else ""


class _Lines:
    """People's lines on the master's columns."""

    def __init__(self, asked: MasterAsked) -> None:
        master = asked.master
        sets = {row.person: row.course.sets for row in master.rows}
        self._drawn = master.lineage.lines(sets, master.columns)
        self._columns = master.columns

    def of(self, row: MasterRow, way: PersonSharing) -> MasterLine:
        name = full_name(row.surname, row.forenames) or None
        kept = way.several((row,), Category.PATHWAYS)
        if kept != (row,):
            gone = kept if isinstance(kept, Withheld) else Withheld()
            return MasterLine(name, row.ref, (gone,) * len(self._columns.labels), gone, (), gone, gone, 0, gone)
        return MasterLine(
            name,
            row.ref,
            row.scores,
            row.total,
            tuple(_readings(self._drawn[row.person])),
            row.moved.total,
            row.priority_label,
            self._place(row),
            row.scored_on,
            row.days_since,
            row.read_across and row.newest is not None,
        )

    def _place(self, row: MasterRow) -> int:
        """The column of the priority pathway, where the columns have one of that name."""
        labels = self._columns.labels
        return labels.index(row.priority_label) + 1 if row.priority_label in labels else 0


def _readings(sets: Iterable[StandingSet]) -> Iterable[Reading]:
    for each in sets:
        if each.scored_on is not None:
            yield Reading(each.scored_on, each.total)


def _trend(name: str, trend: Trend) -> TrendLine:
    improved, same, worse = (share.text for share in trend.shares)
    return TrendLine(name, trend.mean.text, improved, same, worse, trend.first.text, trend.now.text)


def _month(period: Period, master: Master, periods: Iterable[Period]) -> MonthLine:
    """Where the pathways changed within a month, each line of it says which version it is of."""
    figures = period.figures
    twice = sum(each.begins == period.begins for each in periods) > 1
    month = f"{period.begins:%b %Y}"
    if twice or figures.pathway_set != master.columns.id:
        version = master.lineage.labelled(figures.pathway_set).version
        month = say("{month}, version {version}", month=month, version=version)
    improved, same, worse = figures.total.shares
    return MonthLine(
        month,
        figures.scored,
        tuple(each.mean.text for each in figures.pathways),
        figures.total.mean.text,
        improved.text,
        same.text,
        worse.text,
    )
