"""Contributions on a real desk: whose they are, what may be keyed in from paper, what is corrected, late or awaited."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import event, select

from iomdesk import catalogue
from iomdesk.agreement.parsing import parse_agreement
from iomdesk.agreement.rules import PersonFacts
from iomdesk.agreement.view import View
from iomdesk.catalogue import Agency, Category
from iomdesk.conference.calendar import Schedule
from iomdesk.conference.commands import ScoreAtConference
from iomdesk.conference.contributing import Boxes, Contribute, KeyContribution, WithdrawContribution
from iomdesk.conference.contributions import (
    ContributionRow,
    awaited,
    contribution_named,
    contributions_about,
    contributions_at,
    contributions_to,
)
from iomdesk.conference.forms import IssuedForm, IssueForms, form_named, outstanding_forms
from iomdesk.conference.signing import SignConference
from iomdesk.desk import Desk
from iomdesk.errors import Refused
from iomdesk.history.change import NARROWED
from iomdesk.ids import Id
from iomdesk.pathways.rules import eight
from iomdesk.people.commands import AssignOfficer, LinkPersons
from iomdesk.people.rules import OfficerRole
from iomdesk.store.tables import OperationRow
from resources import packaged
from tests.conference.conference_sample import HELD, conference_desk, person, the_site

WHOLE = Boxes("Tested clean twice", "Ready to move on", "Asthma", "Opiates in June", "Seen with X", "Ex-partner moved")


def scheduled(desk: Desk, held_on: date = HELD) -> Id:
    made = desk.do(Schedule(the_site(desk), held_on))
    assert isinstance(made, bytes)
    return made


def issued(desk: Desk, conference: Id, agency: Agency, *people: Id, again: bool = False) -> list[IssuedForm]:
    made = desk.do(IssueForms(conference, agency, people, again))
    assert isinstance(made, tuple)
    return list(made)


def kept(desk: Desk, conference: Id) -> list[ContributionRow]:
    return [row for each in desk.ask(contributions_to, conference) for row in each.rows]


def test_an_officers_own_contribution_box_by_box(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    who, conference = person(desk), scheduled(desk)
    made = desk.do(Contribute(conference, who, replace(WHOLE, facts="  Tested clean twice\n")))
    (row,) = kept(desk, conference)
    assert (row.id, row.person, row.agency, row.author_name, row.written_on) == (
        made, who, "police", "Sgt A Example", date(2026, 11, 2),
    )  # fmt: skip
    assert Boxes(row.facts, row.opinion, row.health, row.substance_use, row.intelligence, row.victim) == WHOLE
    assert (row.form_number, row.keyed_by, row.late, row.corrected, row.do_not_share) == ("", "", False, False, False)
    with desk._store.reading() as reading:
        slots = {slot for (slot,) in reading.all(select(OperationRow.slot).where(OperationRow.record == made))}
    assert slots == {
        Category.CONFERENCE, Category.HEALTH, Category.SUBSTANCE_USE, Category.INTELLIGENCE, Category.VICTIM,
    }  # fmt: skip
    with pytest.raises(Refused, match="says nothing"):
        desk.do(Contribute(conference, who, Boxes(facts=" \n")))
    desk.close()


def test_what_must_not_be_shared_is_kept_apart_and_stays_so_when_corrected(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    who, conference = person(desk), scheduled(desk)
    first = desk.do(Contribute(conference, who, Boxes(facts="Informant"), do_not_share=True))
    assert isinstance(first, bytes)
    second = desk.do(Contribute(conference, who, Boxes(facts="Told by an informant"), corrects=first))
    with desk._store.reading() as reading:
        rows = reading.all(select(OperationRow.slot).where(OperationRow.record.in_([first, second])))
    assert {slot for (slot,) in rows} == {NARROWED}
    assert [(row.corrected, row.do_not_share) for row in kept(desk, conference)] == [(True, True), (False, True)]
    desk.close()


def test_a_correction_is_of_ones_own_about_the_same(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    who, other, conference = person(desk), person(desk, "OTHER"), scheduled(desk)
    elsewhere = scheduled(desk, date(2026, 11, 24))
    first = desk.do(Contribute(conference, who, Boxes(facts="wrong")))
    assert isinstance(first, bytes)
    (form,) = issued(desk, conference, Agency.PRISON, who)
    theirs = desk.do(KeyContribution(form.number, "J Okafor", Boxes(facts="theirs")))
    assert isinstance(theirs, bytes)
    for command in (
        Contribute(conference, other, Boxes(facts="right"), corrects=first),
        Contribute(elsewhere, who, Boxes(facts="right"), corrects=first),
        Contribute(conference, who, Boxes(facts="right"), corrects=theirs),
        KeyContribution(form.number, "J Okafor", Boxes(facts="right"), corrects=first),
    ):
        with pytest.raises(Refused, match="same agency about the same person"):
            desk.do(command)
    assert len(kept(desk, conference)) == 2
    desk.close()


def test_sheets_are_numbered_once_and_the_stack_can_be_printed_again(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    people = [person(desk, name) for name in ("A", "B", "C")]
    conference = scheduled(desk)
    forms = issued(desk, conference, Agency.PRISON, *people)
    assert [form.number.rsplit("-", 1)[0] for form in forms] == ["N1-PRI-01", "N1-PRI-02", "N1-PRI-03"]
    assert [form.person for form in forms] == people
    assert issued(desk, conference, Agency.PRISON, *reversed(people), people[0]) == forms[::-1]
    desk.do(KeyContribution(forms[0].number, "J Okafor", Boxes(facts="On the wing since June")))
    assert issued(desk, conference, Agency.PRISON, *people) == forms[1:]
    (again,) = issued(desk, conference, Agency.PRISON, people[0], again=True)
    assert again.number.startswith("N1-PRI-04-")
    (other,) = issued(desk, conference, Agency.HOUSING, people[0])
    assert other.number.startswith("N1-HOU-01-")
    out = desk.ask(outstanding_forms, conference)
    assert [row.number for row in out] == [each.number for each in (other, *forms[1:], again)]
    assert {row.code for row in out} == {"Norwich-1"}
    assert out == desk.ask(outstanding_forms)
    desk.close()


def test_two_sites_of_one_letter_do_not_share_numbers(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    who = person(desk)
    with desk._store.work() as work:
        north = work.create(catalogue.SITE, {"name": "North Walsham"})
    conference, there = scheduled(desk), desk.do(Schedule(north, HELD))
    assert isinstance(there, bytes)
    (one,), (two,) = issued(desk, conference, Agency.PRISON, who), issued(desk, there, Agency.PRISON, who)
    assert one.number.startswith("N1-PRI-01-")
    assert two.number.startswith("N1-PRI-02-")
    desk.close()


def test_keying_a_sheet_in(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    who, conference = person(desk), scheduled(desk)
    (form,) = issued(desk, conference, Agency.PRISON, who)
    typed = form.number.lower().replace("-", " ")
    keyed = KeyContribution(typed, " J  Okafor ", Boxes(facts="On the wing", opinion="Settled"), date(2026, 11, 1))
    made = desk.do(replace(keyed, conference=conference, person=who, agency=Agency.PRISON))
    (row,) = kept(desk, conference)
    assert (row.id, row.agency, row.author_name, row.written_on, row.form_number, row.keyed_by) == (
        made, "prison", "J Okafor", date(2026, 11, 1), form.number, "Sgt A Example",
    )  # fmt: skip
    found = desk.ask(form_named, typed)
    assert (found.id, found.returned_on, found.person) == (form.id, date(2026, 11, 2), who)
    with pytest.raises(Refused, match="keyed in already"):
        desk.do(keyed)
    assert isinstance(made, bytes)
    mended = desk.do(replace(keyed, boxes=Boxes(facts="On A wing"), corrects=made))
    assert [(each.id, each.corrected) for each in kept(desk, conference)] == [(made, True), (mended, False)]
    assert [each.facts for each in desk.ask(contributions_about, who)] == ["On A wing", "On the wing"]
    desk.close()


def test_a_sheet_for_another_is_refused_and_nothing_is_kept(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    who, other, conference = person(desk), person(desk, "OTHER"), scheduled(desk)
    elsewhere = scheduled(desk, date(2026, 11, 24))
    (form,) = issued(desk, conference, Agency.PRISON, who)
    keyed = KeyContribution(form.number, "J Okafor", Boxes(facts="On the wing"))
    wrong = form.number.replace("-01-", "-02-")
    for command, why in (
        (replace(keyed, conference=elsewhere), "says Norwich-1"),
        (replace(keyed, person=other), "is for another"),
        (replace(keyed, agency=Agency.HOUSING), "says prison"),
        (replace(keyed, number=wrong), "last letter does not fit"),
        (replace(keyed, number="N9-PRI-01-K"), "does not fit|issued on this desk"),
        (replace(keyed, number="Norwich-1"), "no number of a contribution sheet"),
        (replace(keyed, author_name=" "), "who wrote"),
        (replace(keyed, written_on=date(2026, 11, 3)), "has not come yet"),
        (replace(keyed, boxes=Boxes()), "says nothing"),
    ):
        with pytest.raises(Refused, match=why):
            desk.do(command)
    assert kept(desk, conference) == []
    assert [row.id for row in desk.ask(outstanding_forms)] == [form.id]
    desk.close()


def test_one_number_given_out_by_two_desks_is_told_apart_by_the_person(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    who, other, conference = person(desk), person(desk, "OTHER"), scheduled(desk)
    (form,) = issued(desk, conference, Agency.PRISON, who)
    with desk._store.work() as work:
        values = {"conference": conference, "agency": "prison", "number": form.number, "issued_at": 1}
        work.create(catalogue.CONTRIBUTION_FORM, values, subject=other)  # type: ignore[arg-type]
    keyed = KeyContribution(form.number, "J Okafor", Boxes(facts="On the wing"))
    with pytest.raises(Refused, match="2 sheets bear"):
        desk.do(keyed)
    desk.do(replace(keyed, person=other))
    assert [row.person for row in kept(desk, conference)] == [other]
    desk.close()


def test_without_an_agreement_only_what_every_agency_says_may_be_keyed_for_another(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    who, conference = person(desk), scheduled(desk)
    (theirs,), (ours,) = (issued(desk, conference, agency, who) for agency in (Agency.HEALTH, Agency.POLICE))
    for box in ("health", "substance_use", "intelligence", "victim"):
        with pytest.raises(Refused, match="No information-sharing agreement"):
            desk.do(KeyContribution(theirs.number, "Dr Rao", Boxes(**{"facts": "Seen", box: "more"})))
    desk.do(KeyContribution(theirs.number, "Dr Rao", Boxes(facts="Seen", opinion="Well")))
    desk.do(KeyContribution(ours.number, "PC 405 Doyle", WHOLE))
    assert sorted(row.agency for row in kept(desk, conference)) == ["health", "police"]
    desk.close()


def test_under_an_agreement_a_box_is_keyed_only_where_this_agency_may_read_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from iomdesk.agreement.commands import AdoptAgreement

    desk = conference_desk(tmp_path)
    who, conference = person(desk, narrowing="restricted"), scheduled(desk)
    body = packaged("agreement/template.toml").decode()
    desk.do(AdoptAgreement(body, "2026-11-01"))
    agreement = parse_agreement(body, date(2026, 11, 1))
    view = View(agreement, Agency.POLICE, date(2026, 11, 2))
    for number, agency in enumerate((Agency.HEALTH, Agency.SUBSTANCE_MISUSE, Agency.PROBATION)):
        (form,) = issued(desk, conference, agency, who)
        for name, text in WHOLE.filled().items():
            verdict = view.of(catalogue.CONTRIBUTION.by_name[name].category, PersonFacts())
            command = KeyContribution(form.number, "Dr Rao", Boxes(**{name: text}))
            if not verdict.allowed:
                with pytest.raises(Refused, match=f"clause {verdict.clause}"):
                    desk.do(command)
        desk.do(KeyContribution(form.number, "Dr Rao", Boxes(facts="Seen", substance_use="Clean")))
        assert len(kept(desk, conference)) == number + 1
    assert not view.may(Category.HEALTH)
    desk.do(Contribute(conference, who, WHOLE))
    desk.close()


def test_late_ones_are_kept_and_said_to_be_late(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    who, conference = person(desk), scheduled(desk)
    (form,) = issued(desk, conference, Agency.PRISON, who)
    desk.do(Contribute(conference, who, Boxes(facts="In time")))
    desk.do(ScoreAtConference(conference, who, eight([1] * 8)))
    desk.do(SignConference(conference))
    desk.do(Contribute(conference, who, Boxes(facts="Late")))
    desk.do(KeyContribution(form.number, "J Okafor", Boxes(facts="Later")))
    assert [(row.facts, row.late) for row in kept(desk, conference)] == [
        ("In time", False), ("Late", True), ("Later", True),
    ]  # fmt: skip
    with pytest.raises(Refused, match="was signed"):
        desk.do(IssueForms(conference, Agency.PRISON, (who,)))
    desk.close()


def test_one_entered_in_error_is_withdrawn(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    who, conference = person(desk), scheduled(desk)
    (form,) = issued(desk, conference, Agency.PRISON, who)
    keyed = KeyContribution(form.number, "J Okafor", Boxes(facts="Somebody else's"))
    made = desk.do(keyed)
    assert isinstance(made, bytes)
    (row,) = kept(desk, conference)
    assert desk.ask(contribution_named, conference, row.code.lower()).id == made
    with pytest.raises(Refused, match="reason is missing"):
        desk.do(WithdrawContribution(made, ""))
    desk.do(WithdrawContribution(made, "keyed from the wrong sheet"))
    assert kept(desk, conference) == []
    with pytest.raises(Refused, match="not on this desk"):
        desk.do(WithdrawContribution(made, "again"))
    desk.do(keyed)
    with desk._store.work() as work:
        values = {"conference": conference, "agency": "prison", "facts": "arrived"}
        theirs = work.create(catalogue.CONTRIBUTION, values, subject=who)  # type: ignore[arg-type]
    with pytest.raises(Refused, match="Another agency wrote"):
        desk.do(WithdrawContribution(theirs, "not ours"))
    desk.close()


def test_who_is_awaited_by_agency(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    first, second, conference = person(desk, "A"), person(desk, "B", "Amber"), scheduled(desk)
    for who in (first, second):
        desk.do(AssignOfficer(who, OfficerRole.LEAD, Agency.PROBATION, "J Okafor"))
    with desk._store.work() as work:
        work.put(catalogue.PERSON, second, {"lead_agency": "police"})
        gone = {"role": "lead", "agency": "housing", "until": date(2026, 1, 1)}
        work.create(catalogue.ASSIGNMENT, gone, subject=first)  # type: ignore[arg-type]
    (form,) = issued(desk, conference, Agency.PRISON, second)

    def missing() -> dict[str, list[str]]:
        return {each.agency: [one.surname for one in each.people] for each in desk.ask(awaited, conference)}

    assert missing() == {"police": ["B"], "prison": ["B"], "probation": ["A", "B"]}
    desk.do(Contribute(conference, second, Boxes(facts="Seen")))
    desk.do(KeyContribution(form.number, "J Okafor", Boxes(facts="On the wing")))
    assert missing() == {"probation": ["A", "B"]}
    desk.close()


def test_linked_records_are_one_person(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    one, other, conference = person(desk, "NOWAK"), person(desk, "NOVAK"), scheduled(desk)
    for who in (one, other):
        desk.do(Contribute(conference, who, Boxes(facts="Seen")))
    desk.do(LinkPersons(one, other, "same person"))
    (each,) = desk.ask(contributions_to, conference)
    assert (each.person, len(each.rows)) == (min(one, other), 2)
    assert len(desk.ask(contributions_about, other)) == 2
    desk.close()


def test_for_papers_a_constant_number_of_selects(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    conference = scheduled(desk)
    counts, people = [], []
    for extra in (1, 8):
        for _ in range(extra):
            people.append(person(desk))
            first = desk.do(Contribute(conference, people[-1], Boxes(facts="wrong")))
            assert isinstance(first, bytes)
            desk.do(Contribute(conference, people[-1], Boxes(facts="right"), corrects=first))
        asked: list[str] = []

        def note(*given: object, asked: list[str] = asked) -> None:
            asked.append(str(given[2]))

        event.listen(desk._store._reading_engine, "before_cursor_execute", note)
        with desk._store.reading() as reading:
            found = contributions_at(reading, {who: who for who in people}, conference)
        event.remove(desk._store._reading_engine, "before_cursor_execute", note)
        assert {who: [row.facts for row in rows] for who, rows in found.items()} == {who: ["right"] for who in people}
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 4
    desk.close()
