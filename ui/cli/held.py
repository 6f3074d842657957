"""Rows of files that wait to be mended: listed with their numbers, written out, dismissed and taken up again."""

import argparse
import re
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

from iomdesk.clock import instant_text
from iomdesk.desk import Desk
from iomdesk.errors import Refused
from iomdesk.exchange.commands import DismissHeld, TakeBackDismissal
from iomdesk.exchange.headings import RECORD_HEADING
from iomdesk.exchange.held import HeldCells, write_held_rows
from iomdesk.exchange.memory import HeldRowSeen
from iomdesk.exchange.questions import dismissed_rows, held_rows
from iomdesk.ids import Id, id_text
from iomdesk.words import say
from ui.cli.outgoing import REPLACE, spare_another, write_document
from ui.cli.shape import Answer, DeskCommand, Json, argument

_NUMBERS = re.compile(r"(\d{1,9})(?:-(\d{1,9}))?")


def list_held(desk: Desk, given: argparse.Namespace) -> Answer:
    """The rows that wait to be mended; with ``--out`` also as a file for each sheet they came from."""
    if given.dismiss or given.take_back:
        return _dismissing(desk, given)
    if given.reason:
        raise Refused(say("A reason goes with --dismiss."), say("Nothing was changed."))
    if given.dismissed:
        return _list_dismissed(desk)
    waiting = desk.ask(held_rows)
    rows = _in_order(waiting)
    lines = _held_lines(rows)
    files = _write_held(desk, Path(given.out), rows, replace=given.replace) if given.out and rows else []
    lines += [
        say("Written: {file}. Mend it and read it again with: iomdesk import {layout}.", file=name, layout=layout)
        for name, layout in files
    ]
    document: list[Json] = [_document(number, row) for number, row in enumerate(rows, start=1)]
    return Answer(lines or [say("No row waits to be mended.")], document)


def _in_order(rows: Sequence[HeldRowSeen]) -> list[HeldRowSeen]:
    """As they are listed and numbered: those that wait for the same reason stand together."""
    return sorted(rows, key=lambda row: (row.layout, row.sheet, row.reason, row.number, row.id))


def _document(number: int, row: HeldRowSeen) -> dict[str, Json]:
    return {"number": number, "layout": row.layout, "sheet": row.sheet, "row": row.number, "reason": row.reason}


def _held_lines(rows: Sequence[HeldRowSeen]) -> list[str]:
    """One line for a run of rows that wait for the same reason, after the numbers they are dismissed by."""
    lines: list[str] = []
    for (layout, sheet, reason), group in groupby(
        enumerate(rows, start=1), key=lambda each: (each[1].layout, each[1].sheet, each[1].reason)
    ):
        run = list(group)
        first, last = run[0], run[-1]
        which, numbers = say("row {row}", row=first[1].number), str(first[0])
        if len(run) > 1:
            which = say("{n} rows, {first} to {last}", n=len(run), first=first[1].number, last=last[1].number)
            numbers = f"{first[0]}-{last[0]}"
        lines.append(f"{numbers}  {layout}, {sheet}, {which}: {reason}")
    return lines


def _write_held(desk: Desk, out: Path, rows: Sequence[HeldRowSeen], *, replace: bool) -> list[tuple[str, str]]:
    groups: dict[tuple[str, str, tuple[str, ...]], list[HeldRowSeen]] = {}
    for row in rows:
        groups.setdefault((row.layout, row.sheet, row.headings), []).append(row)
    paths = [
        out if place == 1 else out.with_name(f"{out.stem}-{place}{out.suffix}") for place in range(1, len(groups) + 1)
    ]
    for path in paths:
        spare_another(desk, path, replace=replace)
    written = []
    for path, ((layout, _, headings), group) in zip(paths, groups.items(), strict=True):
        cells = [HeldCells((*row.cells, id_text(row.id)), row.reason) for row in group]
        write_document(path, write_held_rows((*headings, RECORD_HEADING), cells))
        written.append((str(path), layout))
    return written


def _list_dismissed(desk: Desk) -> Answer:
    """The rows that were dismissed, with the reason."""
    lines, document = [], list[Json]()
    dismissed = desk.ask(dismissed_rows)
    for number, each in enumerate(dismissed, start=1):
        said = say("dismissed {at} by {name}: {reason}", at=instant_text(each.at), name=each.by, reason=each.reason)
        lines.append(f"{number}  {_place(each.row)}: {each.row.reason}  {said}")
        document.append(_document(number, each.row) | {"dismissed": each.reason, "by": each.by})
    return Answer(lines or [say("No row was dismissed.")], document)


def _dismissing(desk: Desk, given: argparse.Namespace) -> Answer:
    """Dismiss rows by their numbers in the list, or let dismissed ones wait again; says which they were."""
    if given.dismiss and given.take_back:
        raise Refused(say("Dismiss rows or take them back, one at a time."), say("Nothing was changed."))
    if given.dismiss:
        waiting = desk.ask(held_rows)
        rows = _in_order(waiting)
        done = desk.do(DismissHeld(_meant(given.dismiss, rows), given.reason or ""))
        heading = say("Dismissed; listed no more, and kept:")
    else:
        rows = [each.row for each in desk.ask(dismissed_rows)]
        done = desk.do(TakeBackDismissal(_meant(given.take_back, rows)))
        heading = say("Waiting again:")
    told = done if isinstance(done, tuple) else ()
    document: list[Json] = [{"layout": row.layout, "sheet": row.sheet, "row": row.number} for row in told]
    return Answer([heading, *(f"{_place(row)}: {row.reason}" for row in told)], document)


def _place(row: HeldRowSeen) -> str:
    return f"{row.layout}, {row.sheet}, {say('row {row}', row=row.number)}"


def _meant(words: Sequence[str], rows: Sequence[HeldRowSeen]) -> tuple[Id, ...]:
    """The rows that numbers of the list name: ``3``, or ``3-5``."""
    found: list[Id] = []
    for word in words:
        numbers = _NUMBERS.fullmatch(word)
        first, last = (int(numbers[1]), int(numbers[2] or numbers[1])) if numbers else (0, 0)
        if not 1 <= first <= last <= len(rows):
            raise Refused(
                say("There is no row {number} in the list.", number=word),
                say("Look at the list again: iomdesk import held. Nothing was changed."),
            )
        found += (row.id for row in rows[first - 1 : last])
    return tuple(dict.fromkeys(found))


COMMANDS: tuple[DeskCommand, ...] = (
    DeskCommand(
        ("import", "held"),
        say("the rows that could not be used, to be mended"),
        list_held,
        (
            argument("--out", metavar="FILE.csv", help=say("write them to a file as well")),
            REPLACE,
            argument(
                "--dismiss", nargs="+", metavar="N", help=say("rows that need nobody, by their numbers in the list")
            ),
            argument("--reason", metavar="TEXT", help=say("why, with --dismiss")),
            argument("--dismissed", action="store_true", help=say("the rows that were dismissed, and why")),
            argument("--take-back", nargs="+", metavar="N", help=say("dismissed rows that are to wait again")),
        ),
    ),
)
