"""The register of copies: who may make one, its number, what it writes and logs, and what becomes of it."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from iomdesk.catalogue import Agency
from iomdesk.copies.commands import MarkCopy
from iomdesk.copies.questions import (
    copies,
    copies_overdue,
    copy_named,
    last_copy,
    next_copy,
    next_copy_number,
)
from iomdesk.copies.records import DocumentCopy
from iomdesk.copies.rules import Document, State
from iomdesk.desk import Desk
from iomdesk.errors import Refused
from iomdesk.ids import Id, id_text, new_id
from iomdesk.partnership.questions import audit_log
from iomdesk.store.tables import AuditRow
from tests.copies.copies_desk import (
    ADMINISTRATOR,
    LEAD,
    OFFICER,
    SUPERVISOR,
    Office,
    disclosures,
    meeting,
    prepared,
    registered,
    somebody,
)
from tests.desks import NOON

HOUSING: dict[str, Any] = {"agency": Agency.HOUSING, "name": "L Grimes"}


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def unchanged(desk: Desk, copy: Any, match: str) -> None:
    """The copy is refused, and neither a record nor a line of the log is left behind."""
    before = desk._store.position
    with pytest.raises(Refused, match=match):
        desk.do(copy)
    assert desk._store.position == before


def test_a_copy_is_registered_with_everything_about_it(office: Office) -> None:
    with office.sits(OFFICER) as desk:
        conference, people = meeting(desk), tuple(somebody(desk) for _ in range(3))
        made = registered(
            desk, conference, people=(*people, people[0]), name="  L   Grimes ", withheld=2, changes_since=17,
            protected=True,
        )  # fmt: skip
        (row,) = desk.ask(copies)
        assert (row.id, row.called, row.document, row.about) == (made, "Norwich-3 pack 1", "pack", conference)
        assert (row.name, row.agency, row.made_by, row.people, row.pages) == ("L Grimes", "police", OFFICER, 3, 6)
        assert (row.withheld, row.changes_since, row.protected, row.agreement) == (2, 17, True, None)
        assert (row.state, row.state_on, row.outstanding) == ("out", None, True)
        assert NOON < row.made_at <= desk.now
        assert desk._store.verify(full=True).clean


def test_the_log_names_the_copy_and_each_person_with_the_recipient(office: Office) -> None:
    with office.sits(OFFICER) as desk:
        people = (somebody(desk), somebody(desk))
        made = registered(desk, meeting(desk), people=people, name="L Grimes", withheld=3, traceless=1)
        (row,) = desk.ask(copies)
        said = f"Norwich-3 pack 1, sha256 {row.sha256.hex()}, 3 withheld, 1 left out without a trace"
        assert disclosures(desk) == [
            (said, made, 2, "L Grimes (police)"),
            ("Norwich-3 pack 1", people[0], 1, "L Grimes (police)"),
            ("Norwich-3 pack 1", people[1], 1, "L Grimes (police)"),
        ]


def test_what_leaves_no_trace_is_counted_in_the_log_alone(office: Office) -> None:
    """The register may be shared with other agencies; nothing in it or in its history tells the two copies apart."""
    with office.sits(OFFICER) as desk:
        kept = []
        for traceless in (0, 7):
            made = registered(desk, meeting(desk), withheld=3, traceless=traceless)
            with desk._store.reading() as reading:
                row = reading.first(select(DocumentCopy.withheld, DocumentCopy.people).where(DocumentCopy.id == made))
            assert row is not None
            kept.append(tuple(row))
        assert kept[0] == kept[1] == (3, 0)
        assert "7 left out without a trace" in disclosures(desk)[1][0]


def test_numbers_go_by_document_and_by_what_it_is_about(office: Office) -> None:
    with office.sits(OFFICER) as desk:
        one, other = meeting(desk, 3), meeting(desk, 4)
        for _ in range(2):
            registered(desk, one)
        registered(desk, other)
        registered(desk, one, Document.MINUTES)
        registered(desk, None, Document.BOARD)
        assert [desk.ask(next_copy_number, Document.PACK, about) for about in (one, other, None)] == [3, 2, 1]
        assert desk.ask(next_copy_number, Document.MINUTES, one) == 2
        assert desk.ask(next_copy_number, Document.BOARD, None) == 2


@pytest.mark.parametrize(("number", "match"), [(1, "registered already"), (3, "has number 2"), (0, "has number 2")])
def test_a_number_is_neither_given_twice_nor_left_out(office: Office, number: int, match: str) -> None:
    with office.sits(OFFICER) as desk:
        conference = meeting(desk)
        registered(desk, conference)
        unchanged(desk, prepared(desk, conference, number=number), match)


def test_two_sittings_do_not_give_one_number_twice(office: Office) -> None:
    with office.sits(OFFICER) as desk:
        conference = meeting(desk)
        rendered = prepared(desk, conference)
    with office.sits(SUPERVISOR) as desk:
        assert desk.ask(next_copy, Document.PACK, conference, desk.officer).number == rendered.number
        registered(desk, conference)
    with office.sits(OFFICER) as desk:
        unchanged(desk, rendered, "Norwich-3 pack 1 is registered already")
        registered(desk, conference)
        assert [(row.number, row.made_by) for row in desk.ask(copies)] == [(1, SUPERVISOR), (2, OFFICER)]


def test_a_spoiled_copy_keeps_its_number(office: Office) -> None:
    with office.sits(OFFICER) as desk:
        conference = meeting(desk)
        desk.do(MarkCopy(registered(desk, conference), State.SPOILED, note="the printer jammed"))
        assert desk.ask(next_copy_number, Document.PACK, conference) == 2


def test_who_prints_and_how_far_the_log_has_come(office: Office) -> None:
    with office.sits(SUPERVISOR) as desk:
        following = desk.ask(next_copy, Document.PACK, None, desk.officer)
        assert (following.number, following.name, following.agency, following.training) == (
            1,
            SUPERVISOR,
            "police",
            False,
        )
        somebody(desk)
        assert desk.ask(next_copy, Document.PACK, None, desk.officer).read_to == following.read_to + 1


@pytest.mark.parametrize(
    ("who", "document", "how", "match"),
    [
        (OFFICER, Document.PACK, HOUSING, "no copy for another agency.*supervisor"),
        (LEAD, Document.PACK, {}, "no such copy.*officer"),
        (ADMINISTRATOR, Document.AGREEMENT, {}, "no such copy.*governance"),
        (OFFICER, Document.RECOVERY, {}, "no such copy.*administrator"),
        (ADMINISTRATOR, Document.RECOVERY, HOUSING, "No other agency"),
        (OFFICER, Document.AGREEMENT, HOUSING, "no copy for another agency"),
        (SUPERVISOR, Document.PACK, HOUSING, "no sharing agreement that says what housing may have"),
        (SUPERVISOR, Document.MINUTES, {"name": "  "}, "needs the name"),
    ],
)
def test_what_is_refused(office: Office, who: str, document: Document, how: dict[str, Any], match: str) -> None:
    with office.sits(who) as desk:
        unchanged(desk, prepared(desk, None, document, **how), match)


@pytest.mark.parametrize(
    ("who", "document", "how"),
    [
        (OFFICER, Document.PACK, {}),
        (SUPERVISOR, Document.PACK, {}),
        (LEAD, Document.AGREEMENT, {}),
        (LEAD, Document.AGREEMENT, HOUSING),
        (OFFICER, Document.AGREEMENT, {}),
        (ADMINISTRATOR, Document.RECOVERY, {}),
    ],
)
def test_what_needs_no_agreement(office: Office, who: str, document: Document, how: dict[str, Any]) -> None:
    with office.sits(who) as desk:
        registered(desk, None, document, **how)
        assert [row.document for row in desk.ask(copies)] == [document]


def test_another_agency_gets_what_passed_through_the_agreement_in_force(office: Office) -> None:
    agreement = office.adopt()
    with office.sits(SUPERVISOR) as desk:
        conference = meeting(desk)
        unchanged(desk, prepared(desk, conference, **HOUSING), "did not pass through the agreement")
        unchanged(desk, prepared(desk, conference, **HOUSING, agreement=new_id(NOON)), "did not pass through")
        registered(desk, conference, **HOUSING, agreement=agreement)
        (row,) = desk.ask(copies)
        assert (row.agency, row.agreement) == ("housing", agreement)
    office.later(3 * 365)
    with office.sits(SUPERVISOR) as desk:
        unchanged(desk, prepared(desk, conference, **HOUSING, agreement=agreement), "Sharing has stopped")
        registered(desk, conference)


@pytest.mark.parametrize("state", [State.RETURNED, State.SHREDDED, State.LOST])
def test_what_became_of_a_copy(office: Office, state: State) -> None:
    with office.sits(OFFICER) as desk:
        conference = meeting(desk)
        first, second = registered(desk, conference), registered(desk, conference)
    office.later(4)
    with office.sits(SUPERVISOR) as desk:
        desk.do(MarkCopy(first, state, date(2026, 11, 5)))
        ended, waiting = desk.ask(copies, conference)
        assert (ended.state, ended.state_on, ended.state_by) == (state, date(2026, 11, 5), SUPERVISOR)
        assert [row.id for row in desk.ask(copies, conference, True)] == [second]
        assert waiting.outstanding
        with desk._store.reading() as reading:
            rows = reading.all(
                select(AuditRow.operation, AuditRow.recipient).where(
                    AuditRow.subject == first, AuditRow.action == f"Norwich-3 pack 1: {state}"
                )
            )
        assert [tuple(row) for row in rows] == [("alteration", f"{OFFICER} (police)")]


def test_a_mistake_is_taken_back_and_both_stay_in_the_history(office: Office) -> None:
    with office.sits(OFFICER) as desk:
        copy = registered(desk, meeting(desk))
        desk.do(MarkCopy(copy, State.SPOILED, note="wrong printer"))
        assert desk.ask(copies)[0].state_note == "wrong printer"
        assert desk.ask(copies, None, True) == ()
        desk.do(MarkCopy(copy, State.OUT))
        (row,) = desk.ask(copies, None, True)
        assert (row.state, row.state_on, row.state_note) == ("out", None, "")
        assert desk._store.verify(full=True).clean


@pytest.mark.parametrize(
    ("state", "how", "match"),
    [
        (State.SPOILED, {}, "why it never left"),
        (State.SPOILED, {"note": "  "}, "why it never left"),
        (State.RETURNED, {"on": date(2026, 11, 3)}, "day to come"),
        (State.RETURNED, {"on": date(2026, 11, 1)}, "after it was made"),
    ],
)
def test_what_cannot_become_of_a_copy(office: Office, state: State, how: dict[str, Any], match: str) -> None:
    with office.sits(OFFICER) as desk:
        unchanged(desk, MarkCopy(registered(desk, meeting(desk)), state, **how), match)


def test_a_copy_that_is_not_here_cannot_be_marked(office: Office) -> None:
    with office.sits(OFFICER) as desk:
        unchanged(desk, MarkCopy(new_id(NOON), State.RETURNED), "not on this desk")


def test_copies_out_too_long_and_what_is_theirs_to_keep(office: Office) -> None:
    with office.sits(SUPERVISOR) as desk:
        conference = meeting(desk)
        old = registered(desk, conference)
        registered(desk, None, Document.AGREEMENT)
    office.later(10)
    with office.sits(SUPERVISOR) as desk:
        young = registered(desk, conference)
        assert [row.id for row in desk.ask(copies, None, True)] == [old, young]
        for days, found in ((9, [old]), (10, []), (-1, [old, young])):
            assert [row.id for row in desk.ask(copies_overdue, desk.today, days)] == found


def test_a_copy_is_found_by_what_it_is_called(office: Office) -> None:
    with office.sits(OFFICER) as desk:
        conference = meeting(desk)
        pack, minutes = registered(desk, conference), registered(desk, conference, Document.MINUTES)
        second = registered(desk, conference)
        for text, found in (
            ("Norwich-3 pack 1", pack),
            ("norwich 3  MINUTES 1", minutes),
            ("2", second),
            (id_text(second), second),
        ):
            assert desk.ask(copy_named, text).id == found
        with pytest.raises(Refused, match=rf"several copies.*Norwich-3 minutes 1 for .*{id_text(minutes)}"):
            desk.ask(copy_named, "1")
        for nothing in ("Norwich-3 pack 9", "Norwich-3 pack", "pack 1", "", "9" * 30):
            with pytest.raises(Refused, match="no copy"):
                desk.ask(copy_named, nothing)


def test_the_last_copy_a_reader_had(office: Office) -> None:
    agreement = office.adopt()
    with office.sits(SUPERVISOR) as desk:
        norwich, lynn = (meeting(desk, 3), meeting(desk, 4)), meeting(desk, 1)
        theirs = {**HOUSING, "agreement": agreement}
        first = registered(desk, norwich[0], **theirs)
        registered(desk, norwich[0])
        registered(desk, norwich[0], Document.MINUTES, **theirs)
        other = registered(desk, lynn, **theirs | {"name": "S Brown"})
        asked = (last_copy, Document.PACK, Agency.HOUSING)

        def last(*more: Any) -> Id | None:
            row = desk.ask(*asked, *more)
            return row.id if row else None

        assert [last(), last(norwich), last([lynn]), last(norwich[1:]), last([])] == [other, first, other, None, None]
        assert [last(None, "l grimes"), last([lynn], "L Grimes")] == [first, None]
        second = registered(desk, norwich[1], **theirs)
        assert last(norwich) == second
        for state, note in ((State.RETURNED, ""), (State.LOST, ""), (State.SPOILED, "jam")):
            desk.do(MarkCopy(second, state, note=note))
            assert last(norwich) == (second if state is State.RETURNED else first)
        assert desk.ask(last_copy, Document.PACK, Agency.HEALTH) is None


def test_governance_reads_the_register_and_the_log_and_marks_a_copy(office: Office) -> None:
    with office.sits(OFFICER) as desk:
        person = somebody(desk)
        copy = registered(desk, meeting(desk), people=(person,))
    with office.sits(LEAD) as desk:
        assert [row.called for row in desk.ask(copies)] == ["Norwich-3 pack 1"]
        assert [(row.action, row.recipient) for row in desk.ask(audit_log, person)] == [
            ("Norwich-3 pack 1", f"{OFFICER} (police)")
        ]
        desk.do(MarkCopy(copy, State.RETURNED))
        with pytest.raises(Refused, match="role"):
            desk.ask(last_copy, Document.PACK, Agency.POLICE)


def test_a_digest_or_a_place_that_cannot_be_is_our_mistake(office: Office) -> None:
    with office.sits(OFFICER) as desk:
        conference = meeting(desk)
        good = prepared(desk, conference)
        for wrong in ({"sha256": b"short"}, {"traceless": -1}, {"read_to": good.read_to + 1}, {"read_to": -1}):
            with pytest.raises(ValueError, match=r"copy has|not in the log"):
                desk.do(prepared(desk, conference, **wrong))
        with desk._store.reading() as reading:
            assert reading.value(select(func.count(DocumentCopy.id))) == 0
