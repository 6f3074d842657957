"""The minutes of a conference, so that an agency that was not there can follow them."""

from functools import partial

from iomdesk.packs.conference_head import (
    agency_name,
    document_title,
    furniture_of,
    head_facts,
    opening,
    require_handling,
)
from iomdesk.packs.minutes_after import after_signing, signature
from iomdesk.packs.minutes_person import not_reached, person_minutes, taken_back
from iomdesk.packs.minutes_records import AgencyThere, AttendancePart, MinutesPaper, PersonThere, PointPart
from iomdesk.packs.paper.document import Part, Tell, assemble, quiet
from iomdesk.packs.paper.facts import listed
from iomdesk.packs.paper.flow import Flow
from iomdesk.packs.paper.formats import A4, Paper
from iomdesk.packs.paper.look import BODY, QUIET, STRONG
from iomdesk.packs.paper.points import points
from iomdesk.packs.paper.table import Column, Table, Text, text_cell
from iomdesk.words import counted, say


def _person_words(person: PersonThere) -> str:
    said = [person.name, person.part, person.left, person.remark]
    return ", ".join(part for part in said if part)


def _agency_row(table: Table, each: AgencyThere, how: str) -> None:
    people = Text(tuple((_person_words(person), BODY) for person in each.people))
    table.row(text_cell(agency_name(each.agency), STRONG), text_cell(how, BODY), people)


def _attendance(flow: Flow, there: AttendancePart) -> None:
    flow.section(say("Who was there"), bookmark=True)
    if not (there.present or there.apologies or there.absent):
        flow.paragraph(say("Nobody's attendance is noted."), QUIET)
        return
    columns = [Column(say("Agency"), 0.26, heads=True), Column(say("Attendance"), 0.2), Column(say("Who"), 0.54)]
    table = Table(flow, columns)
    groups = ((there.present, say("present")), (there.apologies, say("apologies")), (there.absent, say("absent")))
    for agencies, how in groups:
        for each in agencies:
            _agency_row(table, each, how)
    if there.unrepresented:
        flow.gap(3)
        names = ", ".join(map(agency_name, there.unrepresented))
        flow.paragraph(say("Nobody came from: {agencies}.", agencies=names))
    if there.movements:
        flow.subsection(say("Who left the room and came back"))
        points(flow, there.movements)


def _accepted_words(there: AttendancePart | None) -> str:
    people = [person for agency in (there.present if there else ()) for person in agency.people]
    accepted = [person for person in people if person.accepted]
    if not people:
        return ""
    if len(accepted) == len(people):
        return say("Everybody present accepted it.")
    missing = ", ".join(person.name for person in people if not person.accepted)
    return say("No acceptance is noted of: {names}.", names=missing)


def _statement(flow: Flow, minutes: MinutesPaper) -> None:
    flow.section(say("Confidentiality statement"))
    if not minutes.version:
        flow.paragraph(say("No statement is noted."), QUIET)
        return
    version = say("Version {version}.", version=minutes.version)
    flow.paragraph(" ".join(part for part in (version, _accepted_words(minutes.attendance)) if part), below=3)
    for paragraph in minutes.statement.split("\n\n"):
        flow.paragraph(" ".join(paragraph.split()), QUIET, below=2)


def _points(flow: Flow, entries: tuple[PointPart, ...]) -> None:
    labels = [each.number for each in entries]
    said = [f"{each.text} ({each.author})" if each.author else each.text for each in entries]
    points(flow, said, labels=labels if all(labels) else ())


def _counts(minutes: MinutesPaper) -> str:
    talked = counted(len(minutes.people), "{count} talked about", "{count} talked about")
    left = say("{count} not reached", count=len(minutes.not_reached)) if minutes.not_reached else ""
    return ", ".join(part for part in (talked, left) if part)


def _draw(minutes: MinutesPaper, flow: Flow) -> None:
    opening(flow, minutes.head)
    signed = minutes.signed
    state = say("Draft, not signed. It may still change.")
    if signed is not None:
        state = say("Signed by {name}, {at}", name=signed.by, at=signed.at)
        state = state if signed.holds else say("{signed}. THE SIGNATURE DOES NOT HOLD.", signed=state)
    more = ((say("State"), state), (say("Series"), minutes.series), (say("Began"), minutes.began))
    head_facts(flow, minutes.head, *more, (say("People"), _counts(minutes)))
    if minutes.attendance is not None:
        _attendance(flow, minutes.attendance)
    _statement(flow, minutes)
    listed(flow, say("General points"), minutes.points, lambda entries: _points(flow, entries))
    if minutes.by_name and len(minutes.people) > 1:
        flow.gap(6)
        flow.paragraph(say("People stand in order of the name, not in the order they were talked about."), QUIET)
    for person in minutes.people:
        person_minutes(flow, person)
    if minutes.not_reached:
        not_reached(flow, minutes.not_reached)
    if minutes.taken_back:
        flow.section(say("Taken back before signing"))
        taken_back(flow, minutes.taken_back)
    signature(flow, minutes)
    after_signing(flow, minutes)


def _note(minutes: MinutesPaper) -> str:
    if minutes.signed is None:
        return say("Draft, not signed")
    return "" if minutes.signed.holds else say("Signature does not hold")


def render_minutes(minutes: MinutesPaper, paper: Paper = A4, *, tell: Tell = quiet) -> bytes:
    """The minutes as a tagged PDF; the same minutes give the same bytes.

    Whatever stands in ``minutes`` is printed: filter it for its recipient first. Raises ``Refused`` for a copy
    without a marking, a name or an agency.
    """
    require_handling(minutes.head)
    part = Part(say("Minutes"), partial(_draw, minutes))
    furniture = furniture_of(minutes.head, paper, note=_note(minutes))
    return assemble([part], furniture, document_title(minutes.head), tell=tell)
