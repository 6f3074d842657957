"""What somebody with the key could alter, and what the log names beyond the fields an operation writes."""

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from iomdesk import catalogue
from iomdesk.catalogue import NOTE, PERSON, Category
from iomdesk.history import change as changes
from iomdesk.history.operation import Operation, decode
from iomdesk.ids import Id
from iomdesk.store.audit import Act
from iomdesk.store.projector import mark_contested, reproject
from iomdesk.store.store import Store, put_setting, raw_private
from tests.desks import open_store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(tmp_path)
    yield opened
    opened.close()


def person_in(store: Store, **values: Any) -> Id:
    with store.work() as work:
        person = work.create(PERSON, {"surname": "Nowak", "rag": "Amber", **values})
        work.audit(Act.COLLECTION, "test", person)
    return person


def behind(store: Store, *statements: tuple[str, tuple[object, ...]]) -> None:
    """Write to the file behind the log's back, with the key."""
    store._raw.set_authorizer(None)
    with store._engine.begin() as connection:
        for statement, values in statements:
            connection.exec_driver_sql(statement, values)


def found(store: Store, *, full: bool = True) -> str:
    return " ".join(finding.what for finding in store.verify(full=full).findings)


def written(store: Store, record: Id) -> list[Operation]:
    with store.reading() as reading:
        rows = reading.connection.exec_driver_sql("SELECT body FROM operation WHERE record = ? ORDER BY seq", (record,))
        return [decode(body) for (body,) in rows]


def test_a_record_moved_to_another_id_is_found_though_row_and_log_agree(store: Store) -> None:
    person, other = person_in(store), b"\x01" * 16
    behind(
        store,
        ("UPDATE operation SET record = ? WHERE record = ?", (other, person)),
        ("UPDATE person SET id = ? WHERE id = ?", (other, person)),
    )
    assert "filed under another place" in found(store)


def test_a_change_filed_under_another_save_is_found(store: Store) -> None:
    person_in(store)
    behind(store, ("UPDATE change_log SET save = ?", (b"s" * 16,)))
    assert "filed under another place" in found(store)


@pytest.mark.parametrize("name", ["founding", "agency"])
def test_a_desk_that_says_it_is_another_is_found(store: Store, name: str) -> None:
    person_in(store)
    with store._engine.begin() as connection:
        put_setting(connection, name, "prison")
    assert "another than the one" in found(store)


def test_an_exchanged_signing_key_is_found_before_it_signs(store: Store) -> None:
    person_in(store)
    for key in (raw_private(Ed25519PrivateKey.generate()), b"short"):
        behind(store, ("UPDATE incarnation SET signing_key = ?", (key,)))
        assert "signing key" in found(store)


def test_an_entry_in_another_categorys_slot_is_found_though_it_is_signed(store: Store) -> None:
    """It would be handed to agencies that may not have it."""
    person = person_in(store)
    rag = PERSON.by_name["rag"].number
    with store.work() as work:
        work._operation(PERSON, person, person, int(Category.IDENTITY), {rag: "Red"}, {})
    assert "filed under another place" in found(store)


def test_entries_of_one_record_about_two_people_are_found_though_they_are_signed(store: Store) -> None:
    person, other = person_in(store), person_in(store)
    with store.work() as work:
        note = work.create(NOTE, {"body": "seen"}, subject=person)
    body = NOTE.by_name["body"].number
    with store.work() as work:
        work._operation(NOTE, note, other, int(Category.RISK), {body: "moved"}, {})
    assert "several people" in found(store)


def test_one_id_under_two_kinds_is_two_records(store: Store) -> None:
    """No desk makes them, but what comes from elsewhere may hold them, and each kind then has its row."""
    person = person_in(store)
    with store.work() as work:
        work.create(NOTE, {"body": "first"}, subject=person, record=person)
    with store.work() as work:
        work.put(NOTE, person, {"body": "second"})
    assert found(store) == ""


def test_a_row_made_afresh_is_the_row_that_stands(store: Store) -> None:
    person = person_in(store)
    with store.work() as work:
        first = work.put(PERSON, person, {"rag": "Green"})
        work.create(NOTE, {"body": "first"}, subject=person, record=person)
    with store.work() as work:
        work.put(PERSON, person, {"rag": "Red"})
    with store.work() as work:
        work.put(PERSON, person, {"rag": "Amber"}, first)
    behind(store, ("UPDATE person SET rag = 'Green', heads = x''", ()), ("DELETE FROM contested", ()))
    assert found(store) != ""
    with store._engine.begin() as connection:
        reproject(connection, PERSON, person, person)
    assert found(store) == ""


def test_the_quick_check_holds_conflicts_and_the_audits_checked_part_against_the_log(store: Store) -> None:
    person = person_in(store)
    assert found(store) == ""
    with store.work() as work:
        work.put(PERSON, person, {"rag": "Red"})
    with store._engine.begin() as connection:
        mark_contested(connection, person, [PERSON.by_name["rag"].number])
    assert "conflicts" in found(store, full=False)
    with store._engine.begin() as connection:
        mark_contested(connection, person, [])
    assert found(store, full=False) == ""
    behind(store, ("DELETE FROM audit WHERE seq = (SELECT max(seq) FROM audit)", ()))
    assert "audit log" in found(store, full=False)


def test_a_handler_that_says_wrongly_whose_a_record_is_or_makes_it_twice_is_our_mistake(store: Store) -> None:
    person = person_in(store)
    with store.work() as work:
        with pytest.raises(TypeError, match="belongs to a person"):
            work.create(NOTE, {"body": "whose?"})
        with pytest.raises(TypeError, match="its own subject"):
            work.create(catalogue.SITE, {"name": "Norwich"}, subject=person)
        with pytest.raises(ValueError, match="exists already"):
            work.create(PERSON, {"surname": "Other"}, record=person)
        fresh = work.new_id()
        work.create(PERSON, {"surname": "Third"}, record=fresh)
        with pytest.raises(ValueError, match="exists already"):
            work.create(PERSON, {"surname": "Fourth"}, record=fresh)
    assert found(store) == ""


def test_a_withdrawal_names_what_stood_and_a_later_edit_names_the_withdrawal(store: Store) -> None:
    """So that reconciliation can tell delete against edit from an edit the officer had before them."""
    person = person_in(store)
    with store.work() as work:
        note = work.create(NOTE, {"body": "first", "source": "sheet"}, subject=person)
    with store.work() as work:
        work.put(NOTE, note, {"body": "second"})
        work.withdraw(NOTE, note, "entered twice")
        work.put(NOTE, note, {"source": "visit"})
    first, second, withdrawal, edit = written(store, note)
    body, source, withdrawn = (NOTE.by_name[name].number for name in ("body", "source", "withdrawn"))
    assert withdrawal.observed == {body: (second.id,), source: (first.id,), withdrawn: ()}
    assert edit.observed == {source: (first.id,), withdrawn: (withdrawal.id,)}
    assert found(store) == ""


def test_a_withdrawal_names_nothing_of_another_category(store: Store) -> None:
    person = person_in(store)
    with store.work() as work:
        work.withdraw(PERSON, person, "entered twice")
        work.put(PERSON, person, {"rag": "Red"})
    withdrawal, edit = written(store, person)[-2:]
    names = {PERSON.by_number[number].name for number in withdrawal.observed}
    assert names == {"surname", "withdrawn"}
    assert {PERSON.by_number[number].name for number in edit.observed} == {"rag"}
    assert found(store) == ""


def signed_anew(store: Store, seq: int, **said: Any) -> None:
    """Rewrite a change with the desk's own signing key, filed where its new header says: only the chain can tell."""
    store._raw.set_authorizer(None)
    with store._engine.begin() as connection:
        row = connection.exec_driver_sql("SELECT header FROM change_log WHERE seq = ?", (seq,)).one()
        key = connection.exec_driver_sql("SELECT signing_key FROM incarnation").scalar_one()
        header = dataclasses.replace(changes.read_header(row[0]), **said)
        encoded = header.encode()
        connection.exec_driver_sql(
            "UPDATE change_log SET id = ?, incarnation = ?, number = ?, header = ?, signature = ? WHERE seq = ?",
            (
                changes.header_hash(encoded)[:16],
                header.incarnation,
                header.number,
                encoded,
                changes.sign(encoded, Ed25519PrivateKey.from_private_bytes(key)),
                seq,
            ),
        )


@pytest.mark.parametrize(
    ("said", "finding"),
    [
        ({"previous": b"p" * 32}, "chain of changes"),
        ({"number": 9}, "chain of changes"),
        ({"incarnation": b"i" * 16, "number": 1, "previous": changes.NO_CHANGE}, "no valid signature"),
        ({"root": b"r" * 32}, "does not match its entries"),
    ],
    ids=["previous", "number", "incarnation", "root"],
)
def test_a_change_rewritten_and_signed_with_the_desks_own_key_is_found(
    store: Store, said: dict[str, Any], finding: str
) -> None:
    for _ in range(3):
        person_in(store)
    signed_anew(store, 3, **said)
    assert found(store).count(finding) == 1
    assert "filed" not in found(store)


def test_the_quick_check_finds_that_what_was_checked_was_rewritten(store: Store) -> None:
    person_in(store)
    assert found(store) == ""
    signed_anew(store, 1, wall=1)
    assert "checked before has changed" in found(store, full=False)


def test_entries_without_a_change_are_found(store: Store) -> None:
    person_in(store)
    person_in(store)
    behind(store, ("DELETE FROM change_log WHERE seq = 2", ()))
    assert "belong to no signed change" in found(store)


@pytest.mark.parametrize(
    "statement", ["INSERT INTO person (id, surname) VALUES (x'00', 'Ghost')", "INSERT INTO note (id) VALUES (x'ff')"]
)
def test_a_row_before_or_after_all_that_the_history_makes_is_found(store: Store, statement: str) -> None:
    person = person_in(store)
    with store.work() as work:
        work.create(NOTE, {"body": "first"}, subject=person)
    behind(store, (statement, ()))
    assert found(store).count("no entry of the history explains") == 1
