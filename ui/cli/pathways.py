"""The Pathways Matrix: the master document, the scheme's movement, and the scheme's own pathways."""

import argparse
from collections.abc import Iterable
from pathlib import Path

from iomdesk.clock import date_text
from iomdesk.conference.questions import conferences
from iomdesk.daywords import day_said, day_typed
from iomdesk.desk import Desk
from iomdesk.errors import Environment, Refused
from iomdesk.exchange.delimited import write_delimited
from iomdesk.ids import Id, id_text
from iomdesk.pathways.adopting import AdoptPathwaySet, WithdrawPathwaySet, adoption_effect
from iomdesk.pathways.editing import LARGEST_FILE, file_text, read_proposed, unchanged
from iomdesk.pathways.master import Master, master
from iomdesk.pathways.questions import PathwayVersion, pathway_versions
from iomdesk.pathways.rules import PLACES
from iomdesk.pathways.trend import Figures, Grouping, Mean, Trend
from iomdesk.pathways.typed import pathway_typed
from iomdesk.words import counted, say
from ui.cli import naming
from ui.cli import pathways_lines as lines
from ui.cli.outgoing import write_document
from ui.cli.shape import Answer, DeskCommand, Json, argument

_VIEWS = ("people", "lines", "movement")


def show_matrix(desk: Desk, given: argparse.Namespace) -> Answer:
    """The master document: newest scores, everybody's line, or the scheme's movement."""
    on = day_typed(given.on, desk.today) if given.on else None
    site = naming.site(desk, given.site) if given.site else None
    shown = desk.ask(master, desk.today, on, site)
    if given.view == "movement":
        return _movement(desk, shown, Grouping(given.by), given.csv)
    document: list[Json] = [lines.master_document(shown, row) for row in shown.rows]
    if given.csv:
        table = _courses(shown) if given.view == "lines" else lines.master_table(shown)
        return Answer(_csv(table), document)
    if given.view == "lines":
        return Answer([line for row in shown.rows for line in lines.course_lines(shown, row)], document)
    scored = sum(row.newest is not None for row in shown.rows)
    people = counted(len(shown.rows), "{count} person", "{count} people")
    head = say("{people}, {scored} scored. As of {day}.", people=people, scored=scored, day=date_text(shown.day))
    return Answer([*lines.columns_lines(shown.columns), head, *map(lines.master_line, shown.rows)], document)


def _movement(desk: Desk, shown: Master, grouping: Grouping, csv: bool) -> Answer:
    codes = {row.id: row.code for row in desk.ask(conferences)} if grouping is Grouping.CONFERENCE else {}
    groups = [
        (lines.period_name(period, codes), period.begins.isoformat(), period.ends.isoformat(), period.figures)
        for period in shown.movement(grouping)
    ]
    groups.append((say("The cohort as it stands"), "", shown.day.isoformat(), shown.now))
    document: list[Json] = [
        {
            "period": name,
            "begins": begins or None,
            "ends": ends,
            **lines.figures_document(figures, shown.lineage.labelled(figures.pathway_set)),
        }
        for name, begins, ends, figures in groups
    ]
    if csv:
        return Answer(_csv(_movement_table(shown, groups)), document)
    said: list[str] = []
    for name, _, _, figures in groups:
        labelled = shown.lineage.labelled(figures.pathway_set)
        scored = counted(figures.scored, "{count} person scored", "{count} people scored")
        said += [f"{name}: {scored}", *lines.figures_lines(figures, labelled), ""]
    return Answer(
        [*said, say("A lower score is less need; every mean and share says how many people it is of.")], document
    )


def _movement_table(shown: Master, groups: list[tuple[str, str, str, Figures]]) -> Iterable[list[str]]:
    yield [
        *(say("Period"), say("Begins"), say("Ends"), say("Version"), say("People scored"), say("Pathway")),
        *(say("Mean"), say("Mean of how many"), say("Improved"), say("Same"), say("Worse")),
        *(say("Scored twice since adoption"), say("Their mean at first"), say("Their mean now")),
    ]
    for name, begins, ends, figures in groups:
        labelled = shown.lineage.labelled(figures.pathway_set)
        named: Iterable[tuple[str, Trend]] = (
            *zip(labelled.labels, figures.pathways, strict=True),
            (say("Total"), figures.total),
        )
        for label, trend in named:
            head = [name, begins, ends, str(labelled.version), str(figures.scored), label]
            counts = (trend.mean.count, trend.improved, trend.same, trend.worse, trend.pairs)
            yield [*head, _mean(trend.mean), *map(str, counts), _mean(trend.first), _mean(trend.now)]


def _mean(mean: Mean) -> str:
    return "" if mean.value is None else f"{mean.value:.2f}"


def _courses(shown: Master) -> Iterable[list[str]]:
    yield [
        say("Ref"),
        say("Surname"),
        say("Forenames"),
        say("Scored on"),
        say("Version"),
        *map(str, PLACES),
        say("Total"),
    ]
    for row in shown.rows:
        for each in row.course.sets:
            on = each.scored_on.isoformat() if each.scored_on else ""
            scores = ["" if score is None else str(score) for score in (*each.scores, each.total)]
            version = str(shown.lineage.labelled(each.pathway_set).version)
            yield [row.ref, row.surname, row.forenames, on, version, *scores]


def _csv(table: Iterable[list[str]]) -> list[str]:
    return write_delimited(list(table)).decode("utf-8-sig").splitlines()


def show(desk: Desk, given: argparse.Namespace) -> Answer:
    """What each level of each pathway looks like, on one version."""
    versions = desk.ask(pathway_versions, desk.today)
    version = _version(versions, given.version)
    places = [pathway_typed(given.pathway, version.labelled.labels)] if given.pathway else list(PLACES)
    others = [
        say("Version {n} comes into force on {day}.", n=each.labelled.version, day=date_text(since))
        for each in versions
        if (since := each.labelled.in_force_from) and since > desk.today
    ]
    return Answer(
        [*lines.version_lines(version, places), *(["", *others] if others else [])],
        [lines.version_document(each) for each in ([version] if given.version else versions)],
    )


def _version(versions: tuple[PathwayVersion, ...], wanted: str | None) -> PathwayVersion:
    for each in versions:
        if each.in_force if wanted is None else str(each.labelled.version) == wanted:
            return each
    known = ", ".join(str(each.labelled.version) for each in versions)
    raise Refused(say("This desk has no such version of the pathways."), say("It has: {versions}.", versions=known))


def export(desk: Desk, given: argparse.Namespace) -> Answer:
    """Write the newest version as a file to edit."""
    newest = desk.ask(pathway_versions, desk.today)[0]
    text = file_text(unchanged(newest.labelled, newest.anchors))
    write_document(Path(given.file), text.encode())
    said = say("Version {n} is in {file}. Change the words, then adopt it.", n=newest.labelled.version, file=given.file)
    return Answer([said], {"file": given.file, "version": newest.labelled.version})


def adopt(desk: Desk, given: argparse.Namespace) -> Answer:
    """Show what a file's pathways would do to the cohort, and adopt them."""
    proposed = read_proposed(_content(Path(given.file)))
    since = day_typed(given.since, desk.today)
    effect = desk.ask(adoption_effect, proposed, since, desk.today)
    said = lines.effect_lines(effect)
    document: dict[str, Json] = {
        "in_force_from": since.isoformat(),
        "people": effect.people,
        "scored": effect.scored,
        "totals_stand": effect.totals_stand,
        "problems": list(effect.problems),
        "pathways": [
            {"place": each.place, "label": each.label, "was": each.was, "known": each.known, "read": each.read}
            for each in effect.pathways
        ],
        "id": None,
    }
    if given.dry_run:
        return Answer([*said, say("Nothing was adopted.")], document, well=not effect.problems)
    made = desk.do(AdoptPathwaySet(proposed, since, given.reason))
    document["id"] = id_text(made) if isinstance(made, bytes) else None
    day = day_said(since)
    return Answer([*said, say("Adopted. In force from {day}; scores made before stay as they are.", day=day)], document)


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(LARGEST_FILE + 1)
    except OSError as cause:
        raise Environment(say("The file could not be read: {why}.", why=cause.strerror or "")) from None


def withdraw(desk: Desk, given: argparse.Namespace) -> Answer:
    """Take back the newest version, which nobody was scored on."""
    newest = desk.ask(pathway_versions, desk.today)[0]
    desk.do(WithdrawPathwaySet(_id(newest), given.reason))
    return Answer([say("Version {n} is withdrawn.", n=newest.labelled.version)], {"version": newest.labelled.version})


def _id(version: PathwayVersion) -> Id:
    return version.labelled.id


_REASON = argument("--reason", required=True, metavar="TEXT", help=say("why, in a sentence"))

COMMANDS: tuple[DeskCommand, ...] = (
    DeskCommand(
        ("matrix",),
        say("the master document: everyone by eight pathways, and the scheme's movement"),
        show_matrix,
        (
            argument(
                "view",
                nargs="?",
                choices=_VIEWS,
                default="people",
                help=say("people: newest scores; lines: every score set; movement: the scheme over time"),
            ),
            argument("--csv", action="store_true", help=say("as a table for a spreadsheet")),
            argument("--on", metavar="DAY", help=say("as of the end of that day")),
            argument("--site", metavar="NAME", help=say("only the people of this site")),
            argument(
                "--by",
                choices=[str(each) for each in Grouping],
                default="month",
                help=say("movement by month or conference"),
            ),
        ),
    ),
    DeskCommand(
        ("pathways", "show"),
        say("what each level of each pathway looks like"),
        show,
        (
            argument("pathway", nargs="?", metavar="PATHWAY", help=say("one pathway: its number, or how it begins")),
            argument("--version", metavar="N", help=say("that version; the one in force unless said")),
        ),
    ),
    DeskCommand(
        ("pathways", "export"),
        say("write the pathways as a file to edit"),
        export,
        (argument("file", metavar="FILE.toml", help=say("where to")),),
    ),
    DeskCommand(
        ("pathways", "adopt"),
        say("make an edited file the scheme's pathways from a day on"),
        adopt,
        (
            argument("file", metavar="FILE.toml", help=say("the edited file")),
            argument("--from", dest="since", required=True, metavar="DAY", help=say("the day they come into force")),
            _REASON,
            argument("--dry-run", action="store_true", help=say("only show what it would do to the present cohort")),
        ),
    ),
    DeskCommand(
        ("pathways", "withdraw"),
        say("take back the newest version of the pathways, if nobody was scored on it"),
        withdraw,
        (_REASON,),
    ),
)
