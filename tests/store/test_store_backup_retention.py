"""Which backups stay and when the next is due."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iomdesk.clock import SteppingClock
from iomdesk.ids import Id
from iomdesk.store.backup import make_backup
from iomdesk.store.retention import (
    DAYS,
    DUE_AFTER_MS,
    WEEKS,
    backup_due,
    backup_folder,
    backup_name,
    backups_in,
    clean_parts,
    remove_old,
    to_keep,
)
from tests.store.backup_desks import NOON, founded, names_under

DAY = 86_400_000
INSTANTS = st.lists(st.integers(NOON, NOON + 90 * DAY), max_size=60)
FOREIGN = st.sampled_from(
    ["notes.txt", "iomdesk-20261102.iomback", "iomdesk-20269999-9999.iomback", "iomdesk-20261102-1200.iomback.part"]
)


def named(instants: list[int]) -> list[str]:
    names: list[str] = []
    for at in instants:
        names.append(backup_name(at, names))
    return names


def day_of(name: str) -> str:
    return name[8:16]


def week_of(name: str) -> tuple[int, int]:
    year, week, _ = datetime.strptime(day_of(name), "%Y%m%d").replace(tzinfo=UTC).isocalendar()
    return year, week


@given(INSTANTS, st.sets(FOREIGN))
def test_what_stays(instants: list[int], foreign: set[str]) -> None:
    names = named(sorted(instants))
    kept = to_keep([*names, *foreign])
    assert foreign <= kept <= {*names, *foreign}
    own = kept - foreign
    assert len(own) <= DAYS + WEEKS
    if names:
        assert names[-1] in own
    days, weeks = {day_of(name) for name in names}, {week_of(name) for name in names}
    assert set(sorted(days)[-DAYS:]) <= {day_of(name) for name in own}
    assert set(sorted(weeks)[-WEEKS:]) <= {week_of(name) for name in own}
    assert to_keep(kept) == kept


@given(INSTANTS)
def test_names_differ_and_no_two_days_are_kept_for_the_same_reason(instants: list[int]) -> None:
    names = named(instants)
    assert len(set(names)) == len(names)
    kept = to_keep(names)
    per_day = [day_of(name) for name in kept]
    assert len(per_day) == len(set(per_day))


def test_daily_backups_for_a_quarter_leave_a_week_and_a_month() -> None:
    names: set[str] = set()
    for day in range(90):
        names.add(backup_name(NOON + day * DAY, names))
        names = to_keep(names)
    last = datetime.fromtimestamp(NOON / 1000, UTC) + timedelta(days=89)
    ages = sorted((last.date() - datetime.strptime(day_of(n), "%Y%m%d").replace(tzinfo=UTC).date()).days for n in names)
    assert ages[:7] == [0, 1, 2, 3, 4, 5, 6]
    assert 22 <= ages[-1] <= 35
    assert len(ages) in (10, 11)


def test_the_tenth_in_a_minute_is_newer_than_the_second() -> None:
    names = named([NOON] * 10)
    assert to_keep(names) == {"iomdesk-20261102-1200-10.iomback"}


def test_due_after_a_day_or_when_the_clock_was_wrong(tmp_path: Path) -> None:
    place = founded(tmp_path / "home", people=1)
    with place.open() as opened:
        folder, founding = backup_folder(opened.home), opened.store.settings.founding
        assert backup_due(folder, founding, place.clock)
        made = make_backup(opened.generation.database, opened.unlocked, opened.slots, folder, place.clock)
    for ahead, due in ((1, False), (DUE_AFTER_MS - 10, False), (DUE_AFTER_MS, True), (-DUE_AFTER_MS - 10, True)):
        assert backup_due(folder, founding, SteppingClock(made.made_at + ahead)) is due
    assert backup_due(folder, Id(bytes(16)), SteppingClock(made.made_at + 1))
    with place.open():
        assert made.path.exists()


def test_only_this_desks_old_backups_go(tmp_path: Path) -> None:
    folder = tmp_path / "shared"
    mine, other = founded(tmp_path / "mine", people=1), founded(tmp_path / "other", people=1)
    with other.open() as opened:
        strangers = make_backup(opened.generation.database, opened.unlocked, opened.slots, folder, other.clock).path
    (folder / "iomdesk-20200101-0000.iomback").write_bytes(b"unreadable")
    with mine.open() as opened:
        founding = opened.store.settings.founding
        made = [
            make_backup(opened.generation.database, opened.unlocked, opened.slots, folder, SteppingClock(at)).path
            for at in (NOON + DAY, NOON + DAY + 3_600_000, NOON + 2 * DAY)
        ]
        assert [path for path, _ in backups_in(folder, founding)] == made
        assert remove_old(folder, founding) == 1
    assert names_under(folder) == sorted([strangers.name, "iomdesk-20200101-0000.iomback", made[1].name, made[2].name])


@pytest.mark.parametrize("ending", [".part", ".db.part", ".db.part-wal", ".db.part-shm"])
def test_parts_are_swept(tmp_path: Path, ending: str) -> None:
    assert clean_parts(tmp_path / "absent") == 0
    (tmp_path / "mine.part").touch()
    (tmp_path / f"iomdesk-20261102-1200-2.iomback{ending}").touch()
    assert clean_parts(tmp_path) == 1
    assert names_under(tmp_path) == ["mine.part"]
