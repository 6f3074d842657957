"""An entry marked do not share stays in the slot that no other agency receives, whatever is done to it later."""

from pathlib import Path

from iomdesk import catalogue
from iomdesk.history.change import NARROWED
from tests.desks import open_store


def test_no_later_change_of_a_do_not_share_entry_leaves_its_slot(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    with store.work() as work:
        person = work.create(catalogue.PERSON, {"surname": "Nowak"})
        kept = work.create(catalogue.NOTE, {"body": "first", "do_not_share": True}, subject=person)
        marked_later = work.create(catalogue.NOTE, {"body": "first"}, subject=person)
    with store.work() as work:
        work.put(catalogue.NOTE, kept, {"body": "second"})
        work.put(catalogue.NOTE, marked_later, {"body": "second", "do_not_share": True})
    with store.work() as work:
        work.withdraw(catalogue.NOTE, kept, "entered twice")
        work.put(catalogue.NOTE, marked_later, {"body": "third"})
    with store.reading() as reading:
        rows = reading.connection.exec_driver_sql("SELECT record, slot FROM operation ORDER BY seq").all()
    assert {slot for record, slot in rows if record == kept} == {NARROWED}
    assert [slot for record, slot in rows if record == marked_later] == [catalogue.Category.RISK, NARROWED, NARROWED]
    assert store.verify(full=True).clean
    store.close()
