"""Documents of one conference: its pack."""

from collections.abc import Collection
from dataclasses import replace
from functools import partial

from iomdesk.clock import instant_text
from iomdesk.conference.finding import ConferenceRow
from iomdesk.conference.involved import facts_at
from iomdesk.conference.papers import Papers, papers
from iomdesk.conference.questions import conferences
from iomdesk.copies.questions import changes_since_copy, last_copy
from iomdesk.copies.rules import Document
from iomdesk.errors import Refused
from iomdesk.history.news import Changes, Mark
from iomdesk.ids import Id
from iomdesk.issuing.making import Made, Making
from iomdesk.packs.conference_pack import render_conference_pack
from iomdesk.packs.gather.conference_pack import Printing, gather_pack
from iomdesk.words import say

_MARKS = {Mark.NEW: "new", Mark.CHANGED: "changed"}


def conference_meant(making: Making) -> ConferenceRow:
    """The conference the order is about. Raises ``Refused`` where it names none."""
    found = [row for row in making.desk.ask(conferences) if row.id == making.order.about]
    if not found:
        raise Refused(say("That document is of a conference."), say("Say which."))
    return found[0]


def papers_today(making: Making, row: ConferenceRow) -> Papers:
    """The conference's papers with what the agreement asks of people as it is today, the day they are handed over.

    On the conference's day somebody may have agreed to engage, or worked with an agency, and no longer do.
    """
    desk = making.desk
    shown = desk.ask(papers, row.id)
    facts = desk.ask(facts_at, row.id, tuple(each.nominee.person for each in shown.people), desk.today)
    return replace(shown, people=tuple(replace(each, facts=facts[each.nominee.person]) for each in shown.people))


def make_pack(making: Making) -> Made:
    """Everyone's papers for one conference."""
    row = conference_meant(making)
    shown = papers_today(making, row)
    printing = Printing(making.copy, making.printed_at, making.training, making.marking)
    since = None
    if making.order.since_last:
        since, printing = _compared(making, row, shown, printing)
    gathered = gather_pack(shown, printing, making.sharing)
    draw = partial(render_conference_pack, paper=making.order.paper)
    return Made(draw, gathered.pack, gathered.people, row.code, changes_since=since)


def _compared(making: Making, row: ConferenceRow, shown: Papers, printing: Printing) -> tuple[int | None, Printing]:
    """The printing with what is news since the last pack this agency had of the site; as it was where there is none."""
    site = [each.id for each in making.desk.ask(conferences) if each.site == row.site]
    last = making.desk.ask(last_copy, Document.PACK, making.order.recipient.agency, site)
    if last is None:
        return None, printing
    changes = making.desk.ask(changes_since_copy, last.id, shown.record_ids)
    return last.made_at, replace(printing, news=_News(changes), since=instant_text(last.made_at))


class _News:
    """The words of a mark, from what changed."""

    def __init__(self, changes: Changes) -> None:
        self._changes = changes

    def __call__(self, record: Id, fields: Collection[str]) -> str:
        mark = self._changes.mark(record, fields)
        return say(_MARKS[mark]) if mark is not None else ""
