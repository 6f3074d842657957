"""Documents around one conference: its agenda, its attendance sheet, contribution sheets, minutes, summary."""

from datetime import date
from functools import partial

from iomdesk.conference.attendance import who_is_here
from iomdesk.conference.expecting import expected_at
from iomdesk.conference.finding import ConferenceRow
from iomdesk.conference.forms import IssuedForm, IssueForms
from iomdesk.conference.involved import facts_at
from iomdesk.conference.minutes import minutes_of
from iomdesk.conference.questions import agenda_sheet, conferences
from iomdesk.conference.rules import Part
from iomdesk.conference.statement import shipped_statement, statement_on
from iomdesk.conference.summary import summary_of
from iomdesk.copies.rules import Document, may_make
from iomdesk.errors import Refused
from iomdesk.issuing.conference_papers import conference_meant, papers_today
from iomdesk.issuing.making import Made, Making
from iomdesk.packs.agenda import render_agenda
from iomdesk.packs.attendance import render_attendance
from iomdesk.packs.contribution_sheet import render_contribution_sheets
from iomdesk.packs.executive_summary import render_executive_summary
from iomdesk.packs.gather.agenda import Asked, gather_agenda
from iomdesk.packs.gather.attendance import agencies_working, gather_attendance
from iomdesk.packs.gather.conference_pack import Printing
from iomdesk.packs.gather.contribution_sheet import SheetPerson, gather_sheets, people_to_ask
from iomdesk.packs.gather.executive_summary import gather_summary
from iomdesk.packs.gather.minutes_paper import gather_minutes, people_minuted
from iomdesk.packs.minutes_paper import render_minutes
from iomdesk.words import say


def _printing(making: Making) -> Printing:
    return Printing(making.copy, making.printed_at, making.training, making.marking)


def _chair(making: Making, row: ConferenceRow) -> str:
    """Who chairs, as far as it is noted before or at the meeting."""
    room = making.desk.ask(who_is_here, row.id)
    everyone = (*room.inside, *room.stepped_out, *room.apologies)
    return next((each.name for each in everyone if each.part is Part.CHAIR), "")


def make_agenda(making: Making) -> Made:
    """Who is talked about, in which order, why and for how long."""
    desk, row = making.desk, conference_meant(making)
    sheet = desk.ask(agenda_sheet, row.id)
    people = tuple(each.person for each in (*sheet.rows, *sheet.put_off))
    facts = desk.ask(facts_at, row.id, people, desk.today)
    later = [
        each.held_on
        for each in desk.ask(conferences)
        if each.site == row.site and each.held_on is not None and each.held_on > sheet.held_on
    ]
    asked = Asked(row, sheet.rows, sheet.put_off, facts, _chair(making, row), min(later, default=None))
    gathered = gather_agenda(asked, _printing(making), making.sharing)
    return Made(partial(render_agenda, paper=making.order.paper), gathered.agenda, gathered.people, row.code)


def make_attendance(making: Making) -> Made:
    """The sheet everybody signs; nobody who is talked about is on it."""
    desk, row = making.desk, conference_meant(making)
    sheet = desk.ask(agenda_sheet, row.id)
    facts = desk.ask(facts_at, row.id, tuple(each.person for each in sheet.rows), desk.today)
    statement = desk.ask(statement_on, sheet.held_on) or shipped_statement()
    expected = desk.ask(expected_at, row.id)
    paper = gather_attendance(
        row,
        statement,
        expected,
        agencies_working(facts, making.sharing),
        _printing(making),
        making.sharing,
        _chair(making, row),
    )
    return Made(partial(render_attendance, paper=making.order.paper), paper, (), row.code)


def make_contribution_sheets(making: Making) -> Made:
    """A numbered sheet for each person on the agenda the agency may be asked about.

    The numbers are entered before the file is: a sheet without its number could not be keyed in. Raises ``Refused``
    where nobody is left to ask about.
    """
    desk, row, agency = making.desk, conference_meant(making), making.order.recipient.agency
    _require_maker(making)
    shown = papers_today(making, row)
    wanted = making.order.people
    people = [
        SheetPerson(each.line, born if isinstance(born := each.fields["born"], date) else None)
        for each in shown.people
        if not wanted or each.nominee.person in wanted
    ]
    facts = {each.nominee.person: each.facts for each in shown.people}
    asked = people_to_ask(people, facts, making.sharing)
    made = desk.do(IssueForms(row.id, agency, tuple(each.person for each, _ in asked))) if asked else ()
    forms: tuple[IssuedForm, ...] = made if isinstance(made, tuple) else ()
    if not forms:
        raise Refused(
            say("There is no sheet to print for {agency}.", agency=str(agency)),
            say(
                "Nobody on the agenda may be asked about, or every sheet came back: iomdesk contribution issue --again."
            ),
        )
    numbers = {each.person: each.number for each in forms}
    sheets = gather_sheets(row, asked, numbers, facts, _printing(making), making.sharing, desk.agency)
    draw = partial(render_contribution_sheets, paper=making.order.paper)
    return Made(draw, sheets, tuple(each.person for each, _ in asked if each.person in numbers), row.code)


def _require_maker(making: Making) -> None:
    """No number is given out to somebody whose copy would then not be registered."""
    another = making.sharing.another_agency
    if not may_make(Document.CONTRIBUTION, another_agency=another) & making.desk.roles:
        raise Refused(
            say("Your role makes no copy for another agency.") if another else say("Your role makes no such copy."),
            say("A supervisor prints it. Nothing was written."),
        )


def make_minutes(making: Making) -> Made:
    """What was done, in full words for an agency that was not there."""
    desk, row = making.desk, conference_meant(making)
    minutes = desk.ask(minutes_of, row.id)
    facts = desk.ask(facts_at, row.id, people_minuted(minutes), desk.today)
    gathered = gather_minutes(row, minutes, facts, _printing(making), making.sharing)
    return Made(partial(render_minutes, paper=making.order.paper), gathered.minutes, gathered.people, row.code)


def make_summary(making: Making) -> Made:
    """What may be disclosed, as a supervisor confirmed it."""
    desk, row = making.desk, conference_meant(making)
    summary = desk.ask(summary_of, row.id)
    facts = desk.ask(facts_at, row.id, tuple(each.person for each in summary.people), desk.today)
    minutes = desk.ask(minutes_of, row.id)
    printing = _printing(making)
    gathered = gather_summary(row, summary, minutes.attendance, facts, printing, making.sharing, minutes.chair)
    draw = partial(render_executive_summary, paper=making.order.paper)
    return Made(draw, gathered.summary, gathered.people, row.code)
