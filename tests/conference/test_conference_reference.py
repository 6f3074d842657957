"""A desk gets the reference records that a later release ships when it is opened, and keeps what its scheme changed."""

from pathlib import Path
from typing import cast

from iomdesk import catalogue
from iomdesk.catalogue import Agency
from iomdesk.clock import SteppingClock
from iomdesk.conference.attendance import BeginConference
from iomdesk.conference.calendar import Schedule
from iomdesk.conference.statement import statement_on
from iomdesk.ids import Id
from iomdesk.opening import NewDesk, enter_reference, found_desk, open_desk
from iomdesk.store.store import Store, put_setting
from tests.conference.conference_sample import HELD, the_site
from tests.conference.meeting_sample import TODAY, minutes
from tests.desks import NOON
from tests.desks import open_desk as bare_desk
from tests.store.cheap_keys import Cheap

PASSPHRASE = "four canaries sang at noon"


def rows(store: Store, sql: str) -> list[tuple[object, ...]]:
    with store.reading() as reading:
        return [tuple(row) for row in reading.connection.exec_driver_sql(sql).all()]


def forget(store: Store) -> None:
    """As if the desk had last been opened by a program that shipped something else."""
    with store.work() as work:
        put_setting(work.connection, "reference", b"another program's")


def test_a_founded_desk_has_them_and_opening_it_writes_nothing(tmp_path: Path) -> None:
    clock = SteppingClock(NOON)
    found_desk(tmp_path / "home", NewDesk("Sgt A Example", Agency.POLICE, "Norwich"), PASSPHRASE, Cheap(), clock)
    with open_desk(tmp_path / "home", None, PASSPHRASE, clock) as opened:
        assert opened.desk.ask(statement_on, TODAY) is not None
        before = opened.store.position
    with open_desk(tmp_path / "home", None, PASSPHRASE, clock) as opened:
        assert opened.store.position.number == before.number


def test_an_older_desk_gets_what_it_lacks_and_keeps_what_was_changed(tmp_path: Path) -> None:
    clock = SteppingClock(NOON)
    found_desk(tmp_path / "home", NewDesk("Sgt A Example", Agency.POLICE, "Norwich"), PASSPHRASE, Cheap(), clock)
    with open_desk(tmp_path / "home", None, PASSPHRASE, clock) as opened:
        store = opened.store
        ((interval,),) = rows(store, "SELECT id FROM agenda_interval WHERE rag = 'Red'")
        ((level,),) = rows(store, "SELECT id FROM scale_level WHERE level = 4")
        assert isinstance(interval, Id)
        assert isinstance(level, Id)
        with store.work() as work:
            work.put(catalogue.AGENDA_INTERVAL, interval, {"days": 7})
            work.withdraw(catalogue.SCALE_LEVEL, level, "Four levels serve us")
        forget(store)
        before = rows(store, "SELECT id, days, withdrawn FROM agenda_interval ORDER BY id")
        levels = rows(store, "SELECT id, label, withdrawn FROM scale_level ORDER BY id")
        enter_reference(store)
        assert rows(store, "SELECT id, days, withdrawn FROM agenda_interval ORDER BY id") == before
        assert rows(store, "SELECT id, label, withdrawn FROM scale_level ORDER BY id") == levels
        assert opened.verify(full=True).clean


def test_a_meeting_on_a_desk_without_the_statement_enters_it(tmp_path: Path) -> None:
    desk = bare_desk(tmp_path)
    meeting = cast(Id, desk.do(Schedule(the_site(desk), HELD)))
    desk.do(BeginConference(meeting))
    found = minutes(desk, meeting).statement
    assert found is not None
    assert "confidential" in found.body
    desk.close()


def test_a_desk_that_lacks_the_statement_is_given_it_at_opening(tmp_path: Path) -> None:
    """Founded by the release before: as a desk whose shipped statement never was."""
    desk = bare_desk(tmp_path)
    store = desk._store
    assert rows(store, "SELECT id FROM confidentiality_statement") == []
    enter_reference(store)
    assert len(rows(store, "SELECT id FROM confidentiality_statement")) == 1
    ((entered,),) = rows(store, "SELECT count(*) FROM audit WHERE action = 'enter reference records'")
    assert entered == 1
    meeting = cast(Id, desk.do(Schedule(the_site(desk), HELD)))
    desk.do(BeginConference(meeting))
    found = minutes(desk, meeting).statement
    assert found is not None
    assert found.version == 1
    position = store.position.number
    enter_reference(store)
    assert store.position.number == position
    desk.close()
