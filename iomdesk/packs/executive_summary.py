"""The executive summary: what may be disclosed of a conference, and nothing else of it."""

from dataclasses import dataclass
from functools import partial

from iomdesk.packs.conference_head import (
    Head,
    agency_name,
    document_title,
    furniture_of,
    head_facts,
    opening,
    require_handling,
)
from iomdesk.packs.paper.document import Part, Tell, assemble, quiet
from iomdesk.packs.paper.flow import Flow
from iomdesk.packs.paper.formats import A4, Paper
from iomdesk.packs.paper.known import known_words
from iomdesk.packs.paper.look import BODY, MISSING, QUIET
from iomdesk.packs.paper.values import Known, Withheld
from iomdesk.packs.person import name_words
from iomdesk.words import say


@dataclass(frozen=True, slots=True, repr=False)
class SummaryPerson:
    """What may be disclosed of one person: the text as it was confirmed, and by whom."""

    ref: str
    name: Known[str]
    text: Known[str]
    confirmed_by: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class ExecutiveSummary:
    """One named copy. ``present`` and ``absent`` are agencies, ``draft`` where the minutes are not signed yet.

    ``waiting`` counts those talked about without a confirmed text; nought on a copy for another agency.
    """

    head: Head
    people: tuple[SummaryPerson, ...]
    present: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    draft: bool = False
    waiting: int = 0


def _agencies(names: tuple[str, ...]) -> str:
    return ", ".join(map(agency_name, names))


def _person(flow: Flow, person: SummaryPerson) -> None:
    flow.subsection(say("{name} · {ref}", name=name_words(person.name), ref=person.ref))
    known = isinstance(person.text, str)
    text = person.text if isinstance(person.text, str) else known_words(person.text)
    for paragraph in text.split("\n\n"):
        flow.paragraph(paragraph, BODY if known else MISSING, below=2)
    if known and person.confirmed_by:
        flow.paragraph(say("Confirmed for disclosure by {name}.", name=person.confirmed_by), QUIET, below=4)


def _confirmers(summary: ExecutiveSummary) -> str:
    named = (each.confirmed_by for each in summary.people if not isinstance(each.text, Withheld))
    return ", ".join(dict.fromkeys(name for name in named if name))


def _what_it_is(flow: Flow, summary: ExecutiveSummary) -> None:
    by = _confirmers(summary)
    flow.section(say("What this paper is"))
    flow.paragraph(
        say(
            "It says what of the conference may be disclosed, as it was confirmed{by}. It stands in the place of the"
            " minutes: it holds no reasons, scores or ratings, and nobody who was not confirmed. Nothing more may be"
            " read out of it, and it is passed on only as the information-sharing agreement allows.",
            by=say(" by {names}", names=by) if by else "",
        )
    )


def _draw(summary: ExecutiveSummary, flow: Flow) -> None:
    opening(flow, summary.head)
    state = say("Not signed yet: a draft of the minutes stands behind this.") if summary.draft else ""
    waiting = say("{count} talked about without a confirmed text", count=summary.waiting) if summary.waiting else ""
    head_facts(
        flow,
        summary.head,
        (say("Present"), _agencies(summary.present) or say("not recorded")),
        (say("Not there"), _agencies(summary.absent)),
        (say("Minutes"), state),
        (say("Waiting"), waiting),
    )
    flow.section(say("What may be disclosed"), bookmark=True)
    if not summary.people:
        flow.paragraph(say("Nothing is confirmed for disclosure."), QUIET)
    for person in summary.people:
        _person(flow, person)
    _what_it_is(flow, summary)


def render_executive_summary(summary: ExecutiveSummary, paper: Paper = A4, *, tell: Tell = quiet) -> bytes:
    """The summary as a tagged PDF; the same summary gives the same bytes.

    Whatever stands in ``summary`` is printed: filter it for its recipient first. Raises ``Refused`` for a copy
    without a marking, a name or an agency.
    """
    require_handling(summary.head)
    by = _confirmers(summary)
    note = say("May be disclosed; confirmed by {names}", names=by) if by else say("Nothing confirmed for disclosure")
    part = Part(say("Executive summary"), partial(_draw, summary))
    furniture = furniture_of(summary.head, paper, foot=note)
    return assemble([part], furniture, document_title(summary.head), tell=tell)
