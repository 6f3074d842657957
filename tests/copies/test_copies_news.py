"""What is news since an earlier copy: the log's order of arrival, the values shown, two selects, and no scan."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iomdesk import catalogue
from iomdesk.catalogue import Kind
from iomdesk.copies.questions import changes_since_copy
from iomdesk.desk import Desk
from iomdesk.errors import Refused
from iomdesk.history.news import Admitted, Changes, Mark, news_of
from iomdesk.history.operation import Value, decode, digest, encode
from iomdesk.ids import Id, new_id
from iomdesk.store import projector
from iomdesk.store.since import changes_after, newest_place
from tests.copies.copies_desk import meeting, prepared, registered, somebody
from tests.desks import NOON, open_desk

PERSON, NOTE = catalogue.PERSON, catalogue.NOTE
LONG_AGO = (NOON - 90 * 86_400_000) << 16


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    opened = open_desk(tmp_path)
    yield opened
    opened.close()


def put(desk: Desk, kind: Kind, record: Id, **values: Value) -> None:
    with desk._store.work() as work:
        work.put(kind, record, values)


def note(desk: Desk, person: Id, **values: Value) -> Id:
    with desk._store.work() as work:
        return work.create(NOTE, {"body": "seen", **values}, subject=person)


def arrives(desk: Desk, kind: Kind, record: Id, subject: Id, values: Mapping[str, Value], clock: int) -> None:
    """A change that another desk made at ``clock`` is admitted here now, seeing nothing of what stands here."""
    body = encode(
        bytes(16), kind.number, record, {kind.by_name[name].number: each for name, each in values.items()}, {}
    )
    with desk._store._engine.begin() as connection:
        seq = connection.exec_driver_sql("SELECT max(seq) + 1 FROM change_log").scalar_one()
        connection.exec_driver_sql(
            "INSERT INTO change_log (seq, id, incarnation, number, subject, save, clock, header, secret, signature)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (seq, seq.to_bytes(16, "big"), bytes(16), seq, subject, bytes(16), clock, b"", b"", b""),
        )
        connection.exec_driver_sql(
            "INSERT INTO operation (id, change, slot, record, body) VALUES (?, ?, ?, ?, ?)",
            (digest(body)[:16], seq, 1, record, body),
        )
        projector.reproject(connection, kind, record, subject)
        desk._store._ledger.rewind(connection)


def news(desk: Desk, copy: Id, *records: Id) -> Changes:
    return desk.ask(changes_since_copy, copy, records)


def test_what_is_new_and_what_changed(desk: Desk) -> None:
    changed, same = somebody(desk), somebody(desk)
    old = note(desk, changed)
    copy = registered(desk, meeting(desk))
    put(desk, PERSON, changed, rag="Red", rosh="High")
    later, fresh = note(desk, changed), somebody(desk)
    found = news(desk, copy, changed, same, old, later, fresh)
    assert found.new == {later, fresh}
    assert dict(found.fields) == {changed: {"rag", "rosh"}}
    assert found.mark(changed, {"rag", "surname"}) is Mark.CHANGED
    assert found.mark(changed, {"surname"}) is None, "what the reader may not see marks nothing"
    assert (found.mark(later, {"body"}), found.mark(old, {"body"})) == (Mark.NEW, None)


def test_nothing_is_news_to_the_reader_of_this_moment(desk: Desk) -> None:
    person = somebody(desk)
    copy = registered(desk, meeting(desk))
    assert news(desk, copy, person) == news(desk, copy) == Changes()


def test_marking_the_earlier_copy_returned_does_not_move_its_place(desk: Desk) -> None:
    person = somebody(desk)
    copy = registered(desk, meeting(desk))
    put(desk, PERSON, person, rag="Red")
    put(desk, catalogue.DOCUMENT_COPY, copy, state="returned")
    assert news(desk, copy, person).fields == {person: {"rag"}}


def test_what_came_in_while_the_copy_was_made_is_news_in_the_next(desk: Desk) -> None:
    """It was committed after the content was read and before the copy was registered: the paper does not hold it."""
    person, conference = somebody(desk), meeting(desk)
    rendered = prepared(desk, conference)
    put(desk, PERSON, person, rag="Red")
    copy = desk.do(rendered)
    assert isinstance(copy, bytes)
    assert news(desk, copy, person).fields == {person: {"rag"}}


def test_a_late_arrival_is_news_whatever_its_author_s_clock_said(desk: Desk) -> None:
    person = somebody(desk)
    copy = registered(desk, meeting(desk))
    late = new_id(NOON - 90 * 86_400_000)
    arrives(desk, NOTE, late, person, {"body": "arrived today"}, LONG_AGO)
    arrives(desk, PERSON, person, person, {"supervision": "Licence"}, LONG_AGO)
    found = news(desk, copy, person, late)
    assert found.new == {late}
    assert dict(found.fields) == {person: {"supervision"}}


def test_a_late_rival_that_is_not_shown_is_news_as_a_conflict_alone(desk: Desk) -> None:
    person = somebody(desk, supervision="Licence")
    copy = registered(desk, meeting(desk))
    arrives(desk, PERSON, person, person, {"supervision": "Licence"}, LONG_AGO)
    assert news(desk, copy, person) == Changes()
    arrives(desk, PERSON, person, person, {"supervision": "Community order"}, LONG_AGO)
    assert news(desk, copy, person).fields == {person: {"supervision"}}


def test_what_was_changed_and_changed_back_is_no_news(desk: Desk) -> None:
    person = somebody(desk)
    copy = registered(desk, meeting(desk))
    put(desk, PERSON, person, rag="Red")
    put(desk, PERSON, person, rag="Amber")
    assert news(desk, copy, person) == Changes()


@pytest.mark.parametrize("kept", [{"withdrawn": "of somebody else"}, {"do_not_share": True}])
def test_an_entry_that_was_kept_back_is_new_when_it_comes_back(desk: Desk, kept: dict[str, Value]) -> None:
    entry = note(desk, somebody(desk), **kept)
    copy = registered(desk, meeting(desk))
    assert news(desk, copy, entry) == Changes()
    put(desk, NOTE, entry, body="reworded")
    assert news(desk, copy, entry).new == frozenset(), "it is kept back still"
    put(desk, NOTE, entry, **dict.fromkeys(kept, None))
    assert news(desk, copy, entry).new == {entry}


def test_an_entry_withdrawn_since_is_told(desk: Desk) -> None:
    entry = note(desk, somebody(desk))
    copy = registered(desk, meeting(desk))
    with desk._store.work() as work:
        work.withdraw(NOTE, entry, "of somebody else")
    assert news(desk, copy, entry).fields == {entry: {"withdrawn"}}


def test_a_copy_of_another_desk_counts_from_where_it_arrived(desk: Desk) -> None:
    person, copy = somebody(desk), new_id(NOON)
    put(desk, PERSON, person, rag="Red")
    arrives(desk, catalogue.DOCUMENT_COPY, copy, copy, {"document": "pack", "number": 1}, LONG_AGO)
    put(desk, PERSON, person, rosh="High")
    assert news(desk, copy, person).fields == {person: {"rosh"}}
    with pytest.raises(Refused, match="not on this desk"):
        news(desk, new_id(NOON), person)


_RECORD = new_id(NOON)
_PLACES = 6
_VALUES: Mapping[str, Sequence[Value]] = {
    "body": ("a", "b", None),
    "do_not_share": (True, False, None),
    "withdrawn": ("mistake", None),
}


@st.composite
def histories(draw: st.DrawFn) -> list[Admitted]:
    """Operations on one note made anywhere, each with what its author had seen, arriving in any order."""
    made: list[Admitted] = []
    ids: list[Id] = []
    for number in range(draw(st.integers(1, 6))):
        names = draw(st.sets(st.sampled_from(sorted(_VALUES)), min_size=1))
        seen = draw(st.sets(st.sampled_from(ids))) if ids else set()
        numbers = {NOTE.by_name[name].number: draw(st.sampled_from(_VALUES[name])) for name in sorted(names)}
        body = encode(bytes([number]) * 16, NOTE.number, _RECORD, numbers, {each: sorted(seen) for each in numbers})
        operation = decode(body)
        ids.append(operation.id)
        made.append(Admitted(draw(st.integers(1, _PLACES)), draw(st.integers(1, 9)), operation))
    return made


@given(histories(), st.integers(0, _PLACES))
def test_news_is_what_the_rows_before_and_after_differ_in(history: list[Admitted], place: int) -> None:
    """Against the projector, which makes the rows that papers are printed from."""
    before = [each for each in history if each.place <= place]
    found = news_of(history, place)
    then, now = _row(before), _row(history)
    kept_back = bool(then["withdrawn"][0] or then["do_not_share"][0])
    keeps_back = bool(now["withdrawn"][0] or now["do_not_share"][0])
    if not before or (kept_back and not keeps_back):
        assert found is None
    else:
        assert found == frozenset(name for name in now if now[name] != then[name])


def _row(admitted: Sequence[Admitted]) -> dict[str, tuple[Value, bool]]:
    clocks = {each.operation.id: each.clock for each in admitted}
    made = projector.project(NOTE, [each.operation for each in admitted], clocks)
    return {each.name: (value, each.number in made.contested) for each, value in zip(NOTE, made.values, strict=True)}


@pytest.mark.parametrize("records", [3, 300])
def test_two_selects_through_indexes_for_any_number_of_records(desk: Desk, records: int) -> None:
    with desk._store.work() as work:
        people = [work.create(PERSON, {"surname": "Nowak", "rag": "Amber"}) for _ in range(records)]
    copy = registered(desk, meeting(desk))
    with desk._store.work() as work:
        for person in people:
            work.put(PERSON, person, {"rag": "Red"})
    traced: list[str] = []
    desk._store._raw_reader.set_trace_callback(traced.append)
    with desk._store.reading() as reading:
        found = changes_since_copy(reading, copy, people)
    desk._store._raw_reader.set_trace_callback(None)
    assert len(found.fields) == records
    selects = [each for each in traced if each.startswith("SELECT")]
    assert len(selects) == 4, "where the copy stands, how far it had read, what was touched, and its history"
    for statement in selects:
        steps = [row[3] for row in desk._store._raw_reader.execute("EXPLAIN QUERY PLAN " + statement)]
        assert steps
        assert not any(re.match(r"SCAN (?!CONSTANT)", step) for step in steps), steps


def test_more_records_than_one_select_names(desk: Desk) -> None:
    with desk._store.work() as work:
        people = [work.create(PERSON, {"surname": "Nowak"}) for _ in range(10_001)]
    with desk._store.reading() as reading:
        place = newest_place(reading)
    put(desk, PERSON, people[0], rag="Red")
    put(desk, PERSON, people[-1], rag="Red")
    with desk._store.reading() as reading:
        found = changes_after(reading, place, [*people, people[0]])
    assert dict(found.fields) == {people[0]: {"rag"}, people[-1]: {"rag"}}
