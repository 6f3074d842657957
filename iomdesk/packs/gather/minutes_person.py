"""One person's part of a copy of the minutes. Pure."""

from collections.abc import Iterable

from iomdesk.agreement.rules import EntryFacts
from iomdesk.catalogue import Category
from iomdesk.clock import date_text
from iomdesk.conference.minuted import (
    Box,
    Contributed,
    Decision,
    Dissented,
    PersonMinutes,
    Raised,
    Reviewed,
    Scored,
    TakenBack,
)
from iomdesk.conference.rules import decision_number, dissent_number
from iomdesk.packs.gather.sharing import PersonSharing
from iomdesk.packs.gather.words import full_name
from iomdesk.packs.minutes_records import (
    ContributedPart,
    DecisionPart,
    DissentPart,
    PersonPart,
    RaisedPart,
    ReviewedPart,
    ScoredPart,
    ScoredPathway,
    TakenBackPart,
)
from iomdesk.packs.paper.values import Several
from iomdesk.words import counted, say


class PersonGathering:
    """One person's part in the making. ``own``: the copy stays with this desk's agency."""

    def __init__(self, minuted: PersonMinutes, way: PersonSharing, *, own: bool) -> None:
        self._minuted = minuted
        self._way = way
        self._own = own

    def part(self) -> PersonPart:
        """The part."""
        minuted, way = self._minuted, self._way
        sets = [each for each in (minuted.scored, *minuted.other_scores) if each is not None]
        decisions = self._decisions()
        return PersonPart(
            ref=minuted.ref,
            name=full_name(minuted.surname, minuted.forenames) or None,
            reasons=tuple(each.text for each in minuted.reasons if way.may(each.category)),
            put_off=way.text(minuted.put_off, Category.CONFERENCE),
            scored=way.several(map(scored_part, sets), Category.PATHWAYS),
            decisions=decisions,
            dissents=self._other_dissents(),
            actions=way.several(map(_raised, minuted.actions), Category.ACTIONS),
            reviewed=way.several(map(_reviewed, minuted.reviewed), Category.ACTIONS),
            next_review=minuted.next_review if isinstance(decisions, tuple) else None,
            contributions=tuple(contributed_parts(minuted.contributions, way)),
            taken_back=self._taken_back(),
        )

    def _decisions(self) -> Several[DecisionPart]:
        """A decision stands only where all it discloses may be read; its dissents go with it."""
        shown = [each for each in self._minuted.decisions if self._way.may(*each.categories)]
        listed = self._way.several(map(self._decision, shown), Category.CONFERENCE)
        if isinstance(listed, tuple):
            for each in self._minuted.decisions:
                if each not in shown:
                    self._way.several((each, *each.dissents), *each.categories)
        return listed

    def _decision(self, each: Decision) -> DecisionPart:
        number = decision_number(each.number) if self._own else ""
        return DecisionPart(number, each.words, each.reason, tuple(map(self._dissent, each.dissents)))

    def _dissent(self, each: Dissented) -> DissentPart:
        number = dissent_number(each.number) if self._own else ""
        return DissentPart(number, each.agency, each.by_name, each.body)

    def _other_dissents(self) -> tuple[DissentPart, ...]:
        """What the decision was is not known here; it may have been one about the RAG."""
        others = self._way.several(map(self._dissent, self._minuted.other_dissents), Category.CONFERENCE, Category.RISK)
        return others if isinstance(others, tuple) else ()

    def _taken_back(self) -> tuple[TakenBackPart, ...]:
        return taken_back_parts(self._minuted.taken_back) if self._own else ()


def taken_back_parts(entries: Iterable[TakenBack]) -> tuple[TakenBackPart, ...]:
    """What was taken back, less contributions marked *do not share*, which are on no paper of this desk."""
    return tuple(TakenBackPart(each.what, each.reason) for each in entries if not each.do_not_share)


def contributed_parts(entries: Iterable[Contributed], way: PersonSharing) -> Iterable[ContributedPart]:
    """Contributions less the boxes not for this reader; one of which none is left is not there at all, because that
    an agency wrote something is itself a sign that it works with the person.

    One withdrawn after signing is not passed on to another agency (DPA 2018 s.38(4)).
    """
    for each in entries:
        if each.withdrawn and way.another_agency:
            continue
        shown = tuple((box.heading, box.body) for box in each.boxes if _may_have(each, box, way))
        if shown:
            yield ContributedPart(each.agency, each.author, each.written_on, each.form_number, shown)


def reads_anything(each: Contributed, way: PersonSharing) -> bool:
    """Whether any box of a contribution is for this reader; asked without counting."""
    if each.do_not_share and not (way.another_agency and each.agency == way.agency):
        return False
    return any(way.may(Category.CONFERENCE, box.category) for box in each.boxes)


def _may_have(each: Contributed, box: Box, way: PersonSharing) -> bool:
    marks = EntryFacts(each.do_not_share, own=each.agency == way.agency)
    return bool(way.several((box,), Category.CONFERENCE, box.category, narrowed=lambda _: marks) == (box,))


def scored_part(scored: Scored) -> ScoredPart:
    """Scores beside those before, pathway by pathway; a score nobody gave is not known, never nought."""
    evidence = {each.place: each.body for each in scored.evidence}
    before = scored.before
    pathways = tuple(
        ScoredPathway(
            label,
            before[place] if before is not None else None,
            scored.scores[place],
            scored.moved[place],
            evidence.get(place + 1, ""),
            scored.priority == place + 1,
        )
        for place, label in enumerate(scored.labels)
    )
    known = [each for each in before or () if each is not None]
    total_before = sum(known) if before is not None and len(known) == len(before) else None
    return ScoredPart(
        pathways, scored.scale, scored.total, total_before, scored.total_moved, scored.before_on, before is None
    )


def _raised(each: Raised) -> RaisedPart:
    return RaisedPart(each.number, each.body, each.owner_name, each.owner_agency, each.due_on, each.pathway_label)


def _reviewed(each: Reviewed) -> ReviewedPart:
    return ReviewedPart(
        each.number, each.body, each.owner_name, each.owner_agency, each.due_on, _came(each), each.days_overdue > 0
    )


def _came(each: Reviewed) -> str:
    """What came of an action: its outcome and when, or that it goes on, and how late it is."""
    if each.closed:
        said = [each.outcome or say("closed"), date_text(each.closed_on)]
        words = ", ".join(part for part in said if part)
        words = words[:1].upper() + words[1:]
        return say("{outcome}: {note}", outcome=words, note=each.outcome_note) if each.outcome_note else words
    if each.days_overdue:
        late = counted(each.days_overdue, "{count} day overdue", "{count} days overdue")
        return say("Carried forward, {late}", late=late)
    return say("Carried forward")
