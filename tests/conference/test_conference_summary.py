"""The executive summary holds nothing but what a supervisor confirmed, and a draft gives nothing away."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iomdesk.actions.commands import AddAction
from iomdesk.catalogue import Agency
from iomdesk.conference.commands import Decide, RaiseAction
from iomdesk.conference.disclosing import WithdrawDisclosable, WriteDisclosable
from iomdesk.conference.minuted import Decision, Evidence, PersonMinutes, Raised, Scored
from iomdesk.conference.rules import Decided, decision_text
from iomdesk.conference.signing import SignConference, minutes_check
from iomdesk.conference.summary import draft, summary_of, summary_proposals
from iomdesk.conference.taking_back import TakeBack
from iomdesk.desk import Desk
from iomdesk.doors import Role
from iomdesk.errors import Refused
from iomdesk.ids import Id
from tests.conference.conference_sample import HELD, person
from tests.conference.meeting_sample import SCORES, decided, meeting_desk, raised, scored

ID = b"i" * 16
TEXT = "They stay on the scheme."
SECRETS = st.text(st.sampled_from("bdfgjkqwxz"), min_size=12, max_size=20)


@given(
    st.lists(st.tuples(st.sampled_from(Decided), SECRETS, SECRETS), max_size=6),
    st.lists(st.tuples(SECRETS, SECRETS, st.sampled_from(Agency), st.none() | st.dates()), max_size=4),
    SECRETS,
)
def test_a_draft_gives_nothing_away(
    decisions: list[tuple[Decided, str, str]], actions: list[tuple[str, str, Agency, date | None]], evidence: str
) -> None:
    """No free text, no name, no agency, no score and no RAG comes into it, whatever was decided."""
    labels = tuple(f"pathway {place}" for place in range(1, 9))
    said = (Evidence(ID, 1, labels[0], evidence),)
    who = PersonMinutes(
        ID, (ID,), "R-1", "SURNAME", "Forename",
        scored=Scored(ID, labels, (), SCORES, 10, None, None, None, SCORES, None, 1, labels[0], said, ()),
        decisions=tuple(
            Decision(ID, at, str(what), decision_text(what, body), reason, None, None, ())
            for at, (what, body, reason) in enumerate(decisions)
        ),
        actions=tuple(
            Raised(ID, f"A-{at}", body, owner, str(agency), due, 1, labels[0])
            for at, (body, owner, agency, due) in enumerate(actions)
        ),
    )  # fmt: skip
    text = draft(who, HELD)
    secrets = [evidence, "SURNAME", "Forename", "R-1", "pathway", "RAG", *map(str, Agency)]
    secrets += [each for _, body, reason in decisions for each in (body, reason)]
    secrets += [each for body, owner, _, _ in actions for each in (body, owner)]
    assert [each for each in secrets if each in text] == []
    assert ("stay on the scheme" in text) == any(what is Decided.KEEP for what, _, _ in decisions)
    assert ("agreed" in text) == bool(actions)


def held(tmp_path: Path) -> tuple[Desk, Id, Id]:
    desk, conference = meeting_desk(tmp_path)
    who = person(desk)
    decided(desk, conference, who, reason="Threatened his sister")
    raised(desk, conference, who, "Refer to the drug service")
    return desk, conference, who


def test_nothing_is_in_it_that_was_not_confirmed(tmp_path: Path) -> None:
    desk, conference, who = held(tmp_path)
    decided(desk, conference, person(desk, "WAITING"))
    found = desk.ask(summary_of, conference)
    assert (found.people, found.waiting) == ((), 2)
    proposed = {each.surname: each for each in desk.ask(summary_proposals, conference)}
    assert proposed["NOWAK"].proposed == (
        "They were talked about at the case conference of 10 Nov 2026. It was decided that they stay on the scheme."
        " 1 action was agreed, by 24 Nov 2026."
    )
    made = desk.do(WriteDisclosable(conference, who, f" {TEXT} "))
    assert desk.do(WriteDisclosable(conference, who, TEXT + " Until June.")) == made
    found = desk.ask(summary_of, conference)
    assert [(each.surname, each.body, each.author) for each in found.people] == [
        ("NOWAK", TEXT + " Until June.", "Sgt A Example")
    ]
    assert (found.code, found.held_on, found.waiting) == ("Norwich-1", HELD, 1)
    desk.do(WithdrawDisclosable(conference, who, "The court asked us not to"))
    assert desk.ask(summary_of, conference).people == ()
    for wrong in (
        WriteDisclosable(conference, who, " "),
        WithdrawDisclosable(conference, who, "again"),
        WriteDisclosable(conference, b"n" * 16, TEXT),
        WriteDisclosable(b"n" * 16, who, TEXT),
    ):
        with pytest.raises(Refused):
            desk.do(wrong)
    desk.close()


def test_a_confirmation_falls_with_what_it_rested_on(tmp_path: Path) -> None:
    desk, conference, who = held(tmp_path)
    other = person(desk, "OTHER")
    decision = decided(desk, conference, other)
    changes = (
        lambda: desk.do(Decide(conference, who, Decided.REMOVE, "Moved away")),
        lambda: desk.do(RaiseAction(conference, AddAction(who, "One more"))),
        lambda: desk.do(TakeBack(conference, decided(desk, conference, who, Decided.OTHER, body="x"), "Mistaken")),
    )
    desk.do(WriteDisclosable(conference, other, TEXT))
    for change in changes:
        desk.do(WriteDisclosable(conference, who, TEXT))
        change()
        assert [each.surname for each in desk.ask(summary_of, conference).people] == ["OTHER"]
    desk.do(Decide(conference, other, Decided.KEEP, "Engaging"))
    assert len(desk.ask(summary_of, conference).people) == 1, "the same decision made again changes nothing"
    desk.do(TakeBack(conference, decision, "Mistaken"))
    assert desk.ask(summary_of, conference).people == ()
    desk.close()


def test_it_may_be_confirmed_after_signing_and_the_minutes_stand(tmp_path: Path) -> None:
    desk, conference, who = held(tmp_path)
    scored(desk, conference, who)
    desk.do(SignConference(conference))
    desk.do(WriteDisclosable(conference, who, TEXT))
    assert desk.ask(minutes_check, conference).stands
    assert [each.body for each in desk.ask(summary_of, conference).people] == [TEXT]
    desk.close()


def test_an_officer_does_not_confirm(tmp_path: Path) -> None:
    desk, conference = meeting_desk(tmp_path, (Role.OFFICER,))
    who = person(desk)
    decided(desk, conference, who)
    for command in (WriteDisclosable(conference, who, TEXT), WithdrawDisclosable(conference, who, "why")):
        with pytest.raises(Refused, match="role"):
            desk.do(command)
    assert desk.ask(summary_of, conference).waiting == 1
    desk.close()
