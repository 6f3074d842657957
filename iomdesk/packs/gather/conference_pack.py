"""One named copy of a conference pack: each person's papers through the agreement, in the words of the page.

Pure: papers, agreement and news were asked for at the desk's front door.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date

from iomdesk import catalogue
from iomdesk.actions.questions import ActionRow
from iomdesk.actions.rules import number_text
from iomdesk.agreement.rules import EntryFacts
from iomdesk.catalogue import PERSON, Category
from iomdesk.conference.agenda import Nominee
from iomdesk.conference.contributions import ContributionRow
from iomdesk.conference.papers import LastDecision, Papers, PersonPapers
from iomdesk.conference.rules import Decided, decision_text
from iomdesk.contacts.questions import ContactRow
from iomdesk.ids import Id
from iomdesk.packs.gather.sharing import PersonSharing, Sharing
from iomdesk.packs.gather.words import (
    age_on,
    contact_outcome_words,
    contact_words,
    engagement_words,
    identifier_line,
    mappa_words,
    marker_name,
    name_of,
    origin_words,
    plain_text,
    sex_words,
    status_words,
    supervision_words,
)
from iomdesk.packs.paper.values import ScoreSet, Several
from iomdesk.packs.records import (
    ActionLine,
    AgendaLine,
    ConferencePack,
    ContactLine,
    ContributionLine,
    Copy,
    DecisionLine,
    Marker,
    NoteLine,
    Officer,
    PersonPage,
    RagChange,
)
from iomdesk.pathways.rules import PLACES
from iomdesk.people.card import NoteRow
from iomdesk.people.rules import officer_role_label
from iomdesk.words import say

BOXES = {
    "facts": "facts",
    "opinion": "opinion",
    "health": "health",
    "substance_use": "substance use",
    "intelligence": "intelligence",
    "victim": "victims",
}
"""The boxes of a contribution, each a field of a category of its own, and how a page heads them."""

News = Callable[[Id, Collection[str]], str]
"""The mark of a record of which these fields are shown, against the reader's last copy; ``""`` for no news."""


def no_news(_record: Id, _fields: Collection[str]) -> str:
    """The news of a copy that is compared with none."""
    return ""


@dataclass(frozen=True, slots=True, repr=False)
class Printing:
    """How a copy is made: whose it is, when (as people read it), practice papers or not, what is news since when.

    ``since`` is the instant of the copy it is compared with, as people read it; empty for none.
    """

    copy: Copy
    printed_at: str
    training: bool = False
    marking: str = "OFFICIAL-SENSITIVE"
    news: News = no_news
    since: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class GatheredPack:
    """A pack ready to be rendered, with who is in it, for the log of disclosures."""

    pack: ConferencePack
    people: tuple[Id, ...]


def gather_pack(papers: Papers, printing: Printing, sharing: Sharing) -> GatheredPack:
    """The pack as this copy shows it. What was kept back is counted in ``sharing``.

    A copy for another agency bears neither times nor minutes: they follow from the RAG, and a gap between two times
    would tell of somebody who is not in it. The meeting's order is one of risk: who may not read that has the order of
    the alphabet.
    """
    shared = [
        (each, way)
        for each in papers.people
        if (way := sharing.person(each.facts)) is not None and _talked_about(each, way)
    ]
    if not all(way.may(Category.RISK) for _, way in shared):
        shared.sort(key=lambda each: _by_name(each[0].nominee))
    gathering = [_Gathering(each, way, papers.held_on, printing.news) for each, way in shared]
    pages = tuple(each.page() for each in gathering)
    pathways = papers.pathways
    pack = ConferencePack(
        title=say("Case conference {code}", code=papers.conference.code),
        site=papers.conference.site_name,
        held_on=papers.held_on,
        printed_at=printing.printed_at,
        copy=printing.copy,
        people=pages,
        agenda=tuple(each.agenda_line(timed=not sharing.another_agency) for each in gathering),
        pathway_names=pathways.labels if pathways else tuple(map(str, PLACES)),
        scale=pathways.scale if pathways else (),
        marking=printing.marking,
        training=printing.training,
        withheld_line=sharing.count.line,
        news_since=printing.since,
    )
    return GatheredPack(pack, tuple(each.nominee.person for each, _ in shared))


def _talked_about(papers: PersonPapers, way: PersonSharing) -> bool:
    """Whether the reader may know that the conference talks about them, which is a matter of the conference itself."""
    return way.several((papers.nominee.person,), Category.CONFERENCE) == (papers.nominee.person,)


def _by_name(nominee: Nominee) -> tuple[str, str, Id]:
    return nominee.surname.casefold(), nominee.forenames.casefold(), nominee.person


def _category(field: str) -> Category:
    return PERSON.by_name[field].category


class _Gathering:
    """One person's page in the making."""

    def __init__(self, papers: PersonPapers, way: PersonSharing, on: date, news: News) -> None:
        self._papers = papers
        self._way = way
        self._on = on
        self._news = news

    def agenda_line(self, *, timed: bool) -> AgendaLine:
        """The person's line on the agenda."""
        papers, way = self._papers, self._way
        rag = way.known(papers.nominee.rag, Category.RISK)
        at, minutes = (papers.line.starts_at, papers.line.minutes) if timed else ("", 0)
        return AgendaLine(papers.nominee.ref, name_of(papers.nominee), self._reason(), rag, at, minutes)

    def page(self) -> PersonPage:
        """The person's page."""
        papers, way, fields = self._papers, self._way, self._papers.fields
        born = fields["born"] if isinstance(fields["born"], date) else None
        page = PersonPage(
            ref=papers.nominee.ref,
            name=name_of(papers.nominee),
            born=born,
            age=age_on(born, self._on),
            sex=way.known(sex_words(fields["sex"]), _category("sex")),
            reason=self._reason(),
            identifiers=way.several((identifier_line(row) for row in papers.identifiers), Category.IDENTITY),
            cohort_label=way.known(plain_text(fields["cohort_label"]), _category("cohort_label")),
            adopted=way.known(papers.nominee.adopted_on, Category.SUPERVISION),
            status=way.known(status_words(papers.held), Category.CUSTODY),
            supervision=way.known(supervision_words(fields), _category("supervision")),
            engagement=way.known(engagement_words(papers.engaged), Category.SUPERVISION),
            officers=way.several(
                (Officer(officer_role_label(row.role), row.name, row.agency) for row in papers.officers),
                Category.SUPERVISION,
            ),
            rag=way.known(papers.nominee.rag, _category("rag")),
            rosh=way.known(papers.nominee.rosh, _category("rosh")),
            mappa=way.known(mappa_words(fields, none=papers.no_mappa), _category("mappa_category")),
            rag_history=way.several(self._rag_history(), Category.RISK),
            markers=way.several(self._markers(), Category.RISK),
            history=way.several(self._history(), Category.PATHWAYS),
            contributions=self._contributions(),
            contacts=self._contacts(),
            actions=way.several(map(self._action, papers.actions), Category.ACTIONS),
            decisions=self._decisions(),
            notes=self._notes(),
            changed=self._changed_facts(),
        )
        return replace(page, withheld_line=way.count.line)

    def _reason(self) -> str:
        """The reasons the recipient may read; one that discloses another category is left out, not put otherwise."""
        return "; ".join(each.text for each in self._papers.line.reasons if self._way.may(each.category))

    def _rag_history(self) -> Iterable[RagChange]:
        for row in self._papers.rag_history:
            if row.on is not None:
                yield RagChange(row.on, row.value, row.reason, self._news(row.id, ("value", "happened_on", "reason")))

    def _markers(self) -> Iterable[Marker]:
        for row in self._papers.markers:
            mark = self._news(row.id, ("code", "state", "since", "review_on", "source"))
            yield Marker(marker_name(row), row.since, row.review_on, origin_words(row.source) or None, mark)

    def _history(self) -> Iterable[ScoreSet]:
        for each in self._papers.history:
            if each.scored_on is not None and each.scored_on <= self._on:
                yield ScoreSet(each.scored_on, each.scores, None if each.priority is None else each.priority - 1)

    def _action(self, row: ActionRow) -> ActionLine:
        mark = self._news(row.id, ("body", "owner_name", "owner_agency", "due_on", "state"))
        owner, agency = row.owner_name or None, row.owner_agency or None
        return ActionLine(number_text(row.number), row.body, owner, agency, row.due_on, row.overdue, mark)

    def _decisions(self) -> Several[DecisionLine]:
        """A RAG change tells the RAG, so it passes as risk too; it is then one entry withheld among those shown."""
        dated = [row for row in self._papers.decisions if row.decided_on is not None]
        plain = [row for row in dated if row.decided != Decided.RAG_CHANGE or self._way.may(Category.RISK)]
        shown = self._way.several(map(self._decision, plain), Category.CONFERENCE)
        if isinstance(shown, tuple):
            self._way.several((row for row in dated if row not in plain), Category.RISK)
        return shown

    def _decision(self, row: LastDecision) -> DecisionLine:
        mark = self._news(row.id, ("decided", "body", "reason"))
        return DecisionLine(row.decided_on or self._on, decision_text(row.decided, row.body), row.reason or None, mark)

    def _contributions(self) -> tuple[ContributionLine, ...]:
        """Each box is of a data category of its own: the agency's words stand, less the boxes not for this reader."""
        return tuple(
            self._contribution(row, field, text)
            for row in self._papers.contributions
            for field in BOXES
            if (text := getattr(row, field)) and self._may_have(row, field)
        )

    def _may_have(self, row: ContributionRow, field: str) -> bool:
        own = EntryFacts(row.do_not_share, own=row.agency == self._way.agency)
        categories = {Category.CONFERENCE, catalogue.CONTRIBUTION.by_name[field].category}
        return self._way.several((row,), *sorted(categories), narrowed=lambda _: own) == (row,)

    def _contribution(self, row: ContributionRow, field: str, text: str) -> ContributionLine:
        agency = row.agency[:1].upper() + row.agency[1:]
        about = say("{agency}: {box}", agency=agency, box=say(BOXES[field]))
        mark = self._news(row.id, (field,))
        return ContributionLine(about, row.author_name, row.written_on, text, row.form_number, mark)

    def _contacts(self) -> Several[ContactLine]:
        def narrowed(row: ContactRow) -> EntryFacts:
            return EntryFacts(row.do_not_share, own=row.agency == self._way.agency)

        shown = self._way.several(self._papers.contacts, Category.SUPERVISION, narrowed=narrowed)
        return tuple(map(self._contact, shown)) if isinstance(shown, tuple) else shown

    def _contact(self, row: ContactRow) -> ContactLine:
        mark = self._news(row.id, ("outcome", "outcome_reason", "facts", "opinion", "happened_on", "planned_on"))
        return ContactLine(
            row.on, contact_words(row), contact_outcome_words(row, self._on), row.facts, row.opinion, mark
        )

    def _notes(self) -> Several[NoteLine]:
        def narrowed(row: NoteRow) -> EntryFacts:
            return EntryFacts(row.do_not_share)

        shown = self._way.several(self._papers.notes, Category.RISK, narrowed=narrowed)
        return tuple(map(self._note, shown)) if isinstance(shown, tuple) else shown

    def _note(self, row: NoteRow) -> NoteLine:
        mark = self._news(row.id, ("heading", "body", "noted_on"))
        return NoteLine(row.heading or say("Note"), row.noted_on, row.body, origin_words(row.source), mark)

    def _changed_facts(self) -> tuple[str, ...]:
        """What of the person's own fields is news to this reader, by what the page calls it."""
        named = {
            "rag": say("RAG"),
            "rosh": say("RoSH"),
            "mappa_category": say("MAPPA"),
            "mappa_level": say("MAPPA"),
            "supervision": say("supervision"),
            "supervision_until": say("supervision"),
            "lead_agency": say("lead agency"),
            "cohort_label": say("cohort"),
        }
        found = [
            words
            for field, words in named.items()
            if self._way.may(_category(field)) and any(self._news(record, (field,)) for record in self._papers.records)
        ]
        return tuple(dict.fromkeys(found))
