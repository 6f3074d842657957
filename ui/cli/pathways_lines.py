"""The pathways in lines for a terminal, in tables for a spreadsheet and in documents for a script."""

from collections.abc import Iterator, Mapping, Sequence

from iomdesk.clock import date_text
from iomdesk.ids import Id, id_text
from iomdesk.pathways.adopting import Effect
from iomdesk.pathways.master import Master, MasterRow
from iomdesk.pathways.questions import PathwayVersion
from iomdesk.pathways.rules import PLACES, Scores, StandingSet
from iomdesk.pathways.trend import Figures, Period, Share, Trend
from iomdesk.pathways.typed import scores_text
from iomdesk.pathways.versions import LabelledSet
from iomdesk.words import counted, say
from ui.cli.shape import Json


def columns_lines(labelled: LabelledSet) -> list[str]:
    """The pathways by number, and the scale."""
    scale = ", ".join(f"{level} {word}" for level, word in labelled.scale)
    return [*(f"{place}  {label}" for place, label in enumerate(labelled.labels, start=1)), scale]


def master_line(row: MasterRow) -> str:
    """One person: newest scores, total, days since, movement since adoption, priority."""
    name = ", ".join(part for part in (row.surname, row.forenames) if part)
    if row.newest is None:
        return f"{row.ref}  {name}  {say('not scored')}"
    day = date_text(row.scored_on) or say("day not known")
    scored = [row.ref, name, day, scores_text(row.scores), _known(row.total), *_since(row), row.priority_label]
    mark = say("(made on earlier pathways)") if row.read_across else ""
    return "  ".join(part for part in (*scored, mark) if part)


def _since(row: MasterRow) -> Iterator[str]:
    if row.days_since is not None:
        yield counted(row.days_since, "{count} day ago", "{count} days ago")
    changes = " ".join(_signed(change) for change in row.moved.moved)
    if row.moved.total is not None:
        yield say("since adoption {change} ({each})", change=f"{row.moved.total:+d}", each=changes)
    elif any(change is not None for change in row.moved.moved):
        yield say("since adoption ({each})", each=changes)


def _signed(change: int | None) -> str:
    return "?" if change is None else "0" if change == 0 else f"{change:+d}"


def _known(number: int | None) -> str:
    return "-" if number is None else str(number)


def course_lines(shown: Master, row: MasterRow) -> list[str]:
    """A person's line: every set as it was made, a change of pathways named where it happened."""
    name = ", ".join(part for part in (row.surname, row.forenames) if part)
    lines = [f"{row.ref}  {name}"]
    on: Id | None = row.course.sets[0].pathway_set if row.course.sets else None
    for each in row.course.sets:
        if each.pathway_set != on:
            on = each.pathway_set
            lines.append(say("  from here on version {n} of the pathways", n=shown.lineage.labelled(on).version))
        day = date_text(each.scored_on) or say("day not known")
        lines.append(f"  {day}  {scores_text(each.scores)}  {_known(each.total)}")
    return lines


def master_document(shown: Master, row: MasterRow) -> Json:
    """One person for a script, their whole line included. A reason stands beside what is not known."""
    return {
        "id": id_text(row.person),
        "ref": row.ref,
        "surname": row.surname,
        "forenames": row.forenames,
        "site": row.site_name or None,
        "adopted_on": row.adopted_on.isoformat() if row.adopted_on else None,
        "scored_on": row.scored_on.isoformat() if row.scored_on else None,
        "days_since": row.days_since,
        "scores": list(row.scores),
        "total": row.total,
        "priority": row.priority_label or None,
        "read_across": row.read_across,
        "moved": list(row.moved.moved),
        "moved_why": [why.words if why else None for why in row.moved.why],
        "total_moved": row.moved.total,
        "line": [_set_document(shown, each) for each in row.course.sets],
    }


def _set_document(shown: Master, each: StandingSet) -> Json:
    return {
        "scored_on": each.scored_on.isoformat() if each.scored_on else None,
        "scores": list(each.scores),
        "total": each.total,
        "version": shown.lineage.labelled(each.pathway_set).version,
    }


def master_table(shown: Master) -> Iterator[list[str]]:
    """The master document as a table: newest scores, then the first since adoption, both in today's columns.

    A change is the one less the other; it is not written out, for a cell that begins with a minus is read as a formula.
    """
    labels = shown.columns.labels
    yield [
        *(say("Ref"), say("Surname"), say("Forenames"), say("Scored on")),
        *labels,
        *(say("Total"), say("Priority pathway"), say("Adopted on"), say("Days since scored")),
        say("First scored since adoption"),
        *(say("{pathway}, first", pathway=label) for label in labels),
        say("Total, first"),
        say("Read from earlier pathways"),
    ]
    for row in shown.rows:
        yield [
            *(row.ref, row.surname, row.forenames, row.scored_on.isoformat() if row.scored_on else ""),
            *_cells(row.scores),
            *_cells((row.total,)),
            row.priority_label,
            row.adopted_on.isoformat() if row.adopted_on else "",
            *_cells((row.days_since,)),
            *_first_cells(shown, row),
            say("yes") if row.read_across else "",
        ]


def _first_cells(shown: Master, row: MasterRow) -> list[str]:
    if row.first is None:
        return [""] * (2 + len(shown.columns.labels))
    read = shown.lineage.read(row.first.scores, row.first.pathway_set, shown.columns.id)
    return [row.first.scored_on.isoformat() if row.first.scored_on else "", *_cells((*read.scores, read.total))]


def _cells(numbers: Sequence[int | None] | Scores) -> list[str]:
    return ["" if number is None else str(number) for number in numbers]


def figures_lines(figures: Figures, labelled: LabelledSet) -> list[str]:
    """A line for each pathway and the total: means with their counts, shares with theirs."""
    lines = [_trend_line(label, trend) for label, trend in zip(labelled.labels, figures.pathways, strict=True)]
    return [*lines, _trend_line(say("Total"), figures.total)]


def _trend_line(label: str, trend: Trend) -> str:
    mean = say("  {label}: mean {mean}", label=label, mean=trend.mean.text)
    if not trend.pairs:
        return say("{mean}; nobody scored twice since adoption", mean=mean)
    improved, same, worse = (share.text for share in trend.shares)
    return say(
        "{mean}; since adoption improved {improved}, same {same}, worse {worse}; these from {first} to {now}",
        mean=mean,
        improved=improved,
        same=same,
        worse=worse,
        first=trend.first.text,
        now=trend.now.text,
    )


def period_name(period: Period, codes: Mapping[Id, str]) -> str:
    """``November 2026``, or the conference's code and day."""
    if period.conference is None:
        return f"{period.begins:%B %Y}"
    code = codes.get(period.conference, say("a conference"))
    return f"{code}, {date_text(period.begins)}"


def figures_document(figures: Figures, labelled: LabelledSet) -> dict[str, Json]:
    """The same for a script: sums and counts, from which every mean and share follows."""
    named = (*zip(labelled.labels, figures.pathways, strict=True), (say("Total"), figures.total))
    return {
        "version": labelled.version,
        "scored": figures.scored,
        "pathways": [{"label": label, **_trend_document(trend)} for label, trend in named],
    }


def _trend_document(trend: Trend) -> dict[str, Json]:
    return {
        "sum": trend.mean.sum,
        "known": trend.mean.count,
        "improved": trend.improved,
        "same": trend.same,
        "worse": trend.worse,
        "pairs": trend.pairs,
        "pairs_first_sum": trend.first.sum,
        "pairs_now_sum": trend.now.sum,
    }


def version_lines(version: PathwayVersion, places: Sequence[int] = PLACES) -> list[str]:
    """One version: what it is, and for each pathway what each level looks like."""
    labelled = version.labelled
    facts = (
        say("in force") if version.in_force else "",
        say("from {day}", day=date_text(labelled.in_force_from)) if labelled.in_force_from else "",
        say("adopted by {name}", name=version.adopted_by) if version.adopted_by else "",
        counted(version.score_sets, "{count} score set on it", "{count} score sets on it"),
    )
    known = ", ".join(fact for fact in facts if fact)
    lines = [say("Version {n}: {title} ({facts}).", n=labelled.version, title=labelled.title, facts=known)]
    if labelled.source:
        lines.append(labelled.source)
    for place in places:
        lines += ["", f"{place}  {labelled.label(place)}"]
        lines += [
            f"   {level} {words}: {version.anchors.get((place, level), say('no text'))}"
            for level, words in labelled.scale
        ]
    return lines


def version_document(version: PathwayVersion) -> Json:
    """One version for a script."""
    labelled = version.labelled
    return {
        "id": id_text(labelled.id),
        "version": labelled.version,
        "title": labelled.title,
        "in_force": version.in_force,
        "in_force_from": labelled.in_force_from.isoformat() if labelled.in_force_from else None,
        "adopted_by": version.adopted_by or None,
        "score_sets": version.score_sets,
        "scale": [{"level": level, "label": label} for level, label in labelled.scale],
        "pathways": [
            {
                "place": place,
                "label": labelled.label(place),
                "was": labelled.was_places[place - 1],
                "levels": {str(level): version.anchors.get((place, level)) for level, _ in labelled.scale},
            }
            for place in PLACES
        ],
    }


def effect_lines(effect: Effect) -> list[str]:
    """What adopting would do, and what stands in its way."""
    people = counted(effect.people, "{count} person on the cohort", "{count} people on the cohort")
    lines = [say("{people}, {scored} of them scored.", people=people, scored=effect.scored)]
    for each in effect.pathways:
        if each.was is None:
            lines.append(say("  {place}  {label}: new; nobody has a score on it", place=each.place, label=each.label))
            continue
        was = "" if each.was_label == each.label else say(" (was {label})", label=each.was_label)
        read = Share(each.read, each.known).text
        lines.append(
            say(
                "  {place}  {label}{was}: {read} scores still read",
                place=each.place,
                label=each.label,
                was=was,
                read=read,
            )
        )
    lines += [say("  {label}: ends; its scores stay in the history", label=label) for label in effect.ended]
    totals = counted(effect.totals, "{count} person has a total now", "{count} people have a total now")
    stand = (
        say("totals go on being compared")
        if effect.totals_stand
        else say("totals from before are not compared with those after")
    )
    return [*lines, f"{totals}; {stand}.", *effect.problems]
