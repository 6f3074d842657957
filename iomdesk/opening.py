"""From a folder and a passphrase to an open desk, and from nothing to a new one. Wiring of the store's parts."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from iomdesk import catalogue
from iomdesk.catalogue import Agency
from iomdesk.clock import Clock
from iomdesk.conference.shipped import enter_shipped as enter_conference_reference
from iomdesk.desk import Changed, Desk
from iomdesk.doors import Role
from iomdesk.errors import Damaged, Refused
from iomdesk.files.questions import files_check
from iomdesk.ids import Id, new_id
from iomdesk.partnership.approvals import Approver, in_doubt
from iomdesk.partnership.commands import (
    AcceptFile,
    MendKeySlots,
    NewSigningKey,
    OfficerLeft,
    RemoveReplaced,
    RenewRecoverySheet,
    RotateKeys,
    TakeBackupAway,
    site_named,
)
from iomdesk.partnership.questions import officers
from iomdesk.pathways.shipped import enter_shipped as enter_pathway_reference
from iomdesk.store.anchor import Anchor, Verdict, compare, complaint
from iomdesk.store.attempts import Attempts
from iomdesk.store.audit import Act
from iomdesk.store.backup import Backup, make_backup
from iomdesk.store.connection import connect, reading_engine_over
from iomdesk.store.copying import silent
from iomdesk.store.files import replace_file
from iomdesk.store.home import Generation, Home
from iomdesk.store.kdf import Calibrator as Calibrator
from iomdesk.store.kdf import MachineCalibrator as MachineCalibrator
from iomdesk.store.keyslots import KeySlots as KeySlots
from iomdesk.store.keyslots import Unlocked as Unlocked
from iomdesk.store.ledger import Sitting
from iomdesk.store.reading import Reading
from iomdesk.store.restore import remove_replaced
from iomdesk.store.restore import restore as restore
from iomdesk.store.retention import backup_due, backup_folder, clean_parts, remove_old
from iomdesk.store.rotation import rotate
from iomdesk.store.store import Founding, Store, found, put_setting, setting
from iomdesk.store.upgrade import upgrade_if_needed
from iomdesk.store.verify import Progress
from iomdesk.store.verify import Report as Report
from iomdesk.words import say
from resources import packaged_folder


@dataclass(frozen=True, slots=True)
class NewDesk:
    """What a new desk is founded with."""

    officer: str
    agency: Agency
    site: str
    training: bool = False


@dataclass
class OpenDesk:
    """An open desk with what administration needs of it. ``unlocked`` is wiped when the desk is closed."""

    desk: Desk
    store: Store
    home: Home
    generation: Generation
    slots: KeySlots
    unlocked: Unlocked
    verdict: Verdict
    anchor: Anchor
    clock: Clock

    @property
    def complaint(self) -> str:
        """What is wrong between the desk's file and the note kept outside it; empty when nothing is."""
        wrong = complaint(self.verdict)
        return str(wrong) if wrong else ""

    def accept(self) -> None:
        """Make the note outside the file anew from the file as it is, after a full verify. For administrators."""
        self.desk.do(AcceptFile())
        self.anchor.create(self.store.position)

    def verify(self, *, full: bool, progress: Progress | None = None) -> Report:
        """Check the desk as ``Store.verify`` does; in full also each approval's second signature and every file."""
        report = self.store.verify(full=full, progress=progress)
        if full:
            with self.store.reading() as reading:
                doubtful = in_doubt(reading, self.store.settings.founding)
                of_files = files_check(reading).findings if report.clean else ()  # damaged pages end a reading
            for finding in of_files:
                report.add(finding, say("Restore the latest backup, or add the file again: iomdesk file check."))
            if doubtful:
                report.add(
                    say("{n} approvals bear no valid signature of a second officer.", n=doubtful),
                    say("Keep the file as evidence and tell the information-governance lead."),
                )
        return report

    def renew_recovery(self) -> str:
        """A new recovery code to print; the sheet before it opens the desk no more. For administrators."""
        with change_keys(self) as slots:
            self.desk.do(RenewRecoverySheet())
            return slots.renew_recovery(self.unlocked)

    def mend_keys(self) -> int:
        """Drop the damaged key slots; returns how many. For administrators."""
        with change_keys(self) as slots:
            self.desk.do(MendKeySlots())
            return slots.discard_damaged(self.unlocked)

    def remove_officer(self, name: str, reason: str) -> None:
        """Take an officer's key slot and roles away, all or nothing. For administrators.

        Where an earlier removal was broken off between the two, the slot that is left goes. Raises ``Refused``.
        """
        plain = " ".join(name.split())
        row = next((row for row in self.desk.ask(officers) if row.name.casefold() == plain.casefold()), None)
        if row is None and not self.slots.has(plain):
            raise Refused(say("No officer of that name works at this desk."), say("See: iomdesk officer list."))
        with change_keys(self) as slots:
            if slots.has(plain):
                slots.remove(self.unlocked, plain)
            self.desk.do(MendKeySlots() if row is None else OfficerLeft(row.id, reason))

    def back_up(self, folder: Path | None = None, tell: Progress = silent, *, full: bool = False) -> Backup:
        """Back up the desk into ``folder``, the home's own unless said, where old ones then make room.

        ``full`` replays the copy's whole history as well. Another place than the desk's own is for administrators.
        """
        if folder is not None:
            self.desk.do(TakeBackupAway())
        into = folder or backup_folder(self.home)
        made = make_backup(self.generation.database, self.unlocked, self.slots, into, self.clock, tell, full=full)
        if folder is None:
            remove_old(into, self.store.settings.founding)
        return made

    def back_up_if_due(self) -> Backup | None:
        """The day's backup, unless there is one."""
        if not backup_due(backup_folder(self.home), self.store.settings.founding, self.clock):
            return None
        return self.back_up()

    @property
    def agency(self) -> Agency:
        """The agency this desk belongs to."""
        return Agency(self.store.settings.agency)


@contextmanager
def change_keys(opened: OpenDesk) -> Iterator[KeySlots]:
    """Change the key slots; they are written to the disk, whole or not at all, when the block ends well.

    Otherwise they are as before, in memory too: a backup must not carry a change that was refused.
    """
    before = opened.slots.dump()
    try:
        yield opened.slots
        replace_file(opened.generation.keys, opened.slots.dump())
    except BaseException:
        opened.slots = KeySlots.load(before)
        raise


def found_desk(path: Path, new: NewDesk, passphrase: str, calibrator: Calibrator, clock: Clock) -> str:
    """Make a desk in the folder at ``path``; returns the recovery code, to be printed once and locked away.

    The founder holds every role until they give roles away. Raises ``Refused`` for a folder in use, a passphrase
    that cannot be used or an empty name; nothing is left behind then.
    """
    if not new.officer.split() or not new.site.split():
        raise Refused(say("A desk needs the name of its first officer and of its site."))
    home = Home.found(path)
    with home.hold():
        now = clock.now_ms()
        officer, founding = new_id(now), new_id(now)
        made = KeySlots.create(new.officer, officer, passphrase, calibrator)
        generation = home.new_generation()
        with made.unlocked as unlocked:
            settled = Founding(founding, officer, str(new.agency))
            found(generation.database, unlocked.file_key, settled, clock, training=new.training)
            anchor = Anchor(generation.anchor, unlocked.file_key)
            sitting = _sitting(unlocked, officer, clock)
            store = Store(generation.database, unlocked.file_key, sitting, clock, lambda position: None)
            try:
                _first_records(store, new, sitting)
                anchor.create(store.position)
            finally:
                store.close()
                anchor.close()
        replace_file(generation.keys, made.slots.dump())
        home.switch_to(generation.name)
    return made.recovery_code


def _first_records(store: Store, new: NewDesk, sitting: Sitting) -> None:
    """The founder, their site and roles, and the reference records that ship with the program."""
    with store.work() as work:
        site = site_named(work, new.site)
        work.create(
            catalogue.OFFICER,
            {
                "name": " ".join(new.officer.split()),
                "agency": str(new.agency),
                "site": site,
                "signing_key": sitting.signing_key.public_key().public_bytes_raw(),
            },
            record=sitting.officer,
        )
        for role in Role:
            work.create(
                catalogue.ROLE_GRANT,
                {"role": str(role), "granted_by": sitting.officer, "granted_at": work.now},
                subject=sitting.officer,
            )
        work.audit(Act.ALTERATION, "found the desk")
    enter_reference(store)


def enter_reference(store: Store) -> None:
    """Enter the shipped reference records that the desk lacks: one founded by an earlier release gets the newer ones.

    What a scheme changed or withdrew is there, under its fixed id, and is left alone.
    """
    shipped = hashlib.sha256(packaged_folder("pathways") + packaged_folder("conference")).digest()
    with store.reading() as reading:
        if setting(reading.connection, "reference") == shipped:
            return
    with store.work() as work:
        enter_pathway_reference(work)
        enter_conference_reference(work)
        put_setting(work.connection, "reference", shipped)
        if work.touched:
            work.audit(Act.ALTERATION, "enter reference records")


@contextmanager
def open_desk(
    path: Path,
    sign_in: str | None,
    passphrase: str,
    clock: Clock,
    *,
    changed: Changed | None = None,
    despite_anchor: bool = False,
) -> Iterator[OpenDesk]:
    """The desk in the folder at ``path``, unlocked for the officer, held by this process until the block ends.

    ``sign_in`` may be left out where the desk has one officer. ``despite_anchor`` opens a desk whose file does
    not agree with the note kept outside it, to look at it and put it right; otherwise that raises ``Damaged``.
    """
    home = Home(path)
    with home.hold():
        generation, slots, unlocked = _unlocked(home, sign_in, passphrase, clock)
        with unlocked:
            upgrade_if_needed(home, generation, unlocked, slots, clock)
            with _opened(generation, unlocked, clock, despite_anchor) as (store, verdict, anchor):
                desk = Desk(store, changed)
                if complaint(verdict) is None:
                    _record_signing_key(desk, store.sitting)
                    enter_reference(store)
                yield OpenDesk(desk, store, home, generation, slots, unlocked, verdict, anchor, clock)


def _record_signing_key(desk: Desk, sitting: Sitting) -> None:
    """Record the new signing key of an officer whose slot was made with the recovery sheet.

    Done at the first opening and not with the slot, so that a program ended in between leaves no officer whose
    signatures nobody can check.
    """
    public = sitting.signing_key.public_key().public_bytes_raw()
    if any(row.id == sitting.officer and row.signing_key != public for row in desk.ask(officers)):
        desk.do(NewSigningKey(sitting.officer, public))


def rotate_keys(path: Path, sign_in: str | None, passphrase: str, clock: Clock, tell: Progress) -> None:
    """Give the desk new keys; every officer and the recovery sheet open it as before. ``tell`` may raise to cancel."""
    home = Home(path)
    with home.hold():
        generation, slots, unlocked = _unlocked(home, sign_in, passphrase, clock)
        with unlocked:
            upgrade_if_needed(home, generation, unlocked, slots, clock)
            with _opened(generation, unlocked, clock, despite_anchor=False) as (store, _, _anchor):
                Desk(store).do(RotateKeys())
            rotate(home, generation, unlocked, slots, tell)


def forget_replaced(path: Path, sign_in: str | None, passphrase: str, clock: Clock) -> int:
    """Remove the desks that earlier restores kept aside; returns how many. For administrators."""
    with open_desk(path, sign_in, passphrase, clock) as opened:
        opened.desk.do(RemoveReplaced())
        return remove_replaced(opened.home)


def renew_passphrase(
    path: Path, code: str, officer: str, passphrase: str, calibrator: Calibrator, clock: Clock
) -> None:
    """With the recovery sheet, give an officer who forgot their passphrase a new one, and a new signing key."""
    home = Home(path)
    with home.hold():
        home.clean_leftovers()
        generation = home.generation()
        slots = KeySlots.load(generation.keys.read_bytes())
        with Attempts(home.path, clock).attempt():
            unlocked = slots.unlock_recovery(code)
        with unlocked:
            known = _officer_named(generation, unlocked, officer)
            slots.set_passphrase_by_recovery(unlocked, officer, known, passphrase, calibrator)
            replace_file(generation.keys, slots.dump())
    with open_desk(path, officer, passphrase, clock):
        pass  # opening records the new signing key


def _officer_named(generation: Generation, unlocked: Unlocked, name: str) -> Id:
    plain = " ".join(name.split()).casefold()
    raw = connect(generation.database, unlocked.file_key, read_only=True)
    try:
        with reading_engine_over(raw).begin() as connection:
            for row in officers(Reading(connection)):
                if row.name.casefold() == plain:
                    return row.id
    finally:
        raw.close()
    raise Refused(say("No officer of that name works at this desk."), say("Check the spelling of the name."))


def _unlocked(home: Home, sign_in: str | None, passphrase: str, clock: Clock) -> tuple[Generation, KeySlots, Unlocked]:
    home.clean_leftovers()
    clean_parts(backup_folder(home))
    generation = home.generation()
    slots = KeySlots.load(generation.keys.read_bytes())
    with Attempts(home.path, clock).attempt():
        unlocked = slots.unlock_only(passphrase) if sign_in is None else slots.unlock(sign_in, passphrase)
    return generation, slots, unlocked


@contextmanager
def _opened(
    generation: Generation, unlocked: Unlocked, clock: Clock, despite_anchor: bool
) -> Iterator[tuple[Store, Verdict, Anchor]]:
    if unlocked.officer_id is None:
        raise Refused(say("The recovery sheet sets a new passphrase; it does not open the desk by itself."))
    anchor = Anchor(generation.anchor, unlocked.file_key)
    sitting = _sitting(unlocked, unlocked.officer_id, clock)
    store = Store(generation.database, unlocked.file_key, sitting, clock, anchor.write)
    try:
        verdict = _against_anchor(store, anchor, despite_anchor)
        yield store, verdict, anchor
    finally:
        store.close()
        anchor.close()


def _against_anchor(store: Store, anchor: Anchor, despite: bool) -> Verdict:
    """Hold the file against the chain heads kept outside it; a desk that is ahead of its note heals it."""
    verdict = _verdict(store, anchor)
    wrong = complaint(verdict)
    if wrong is not None:
        if not despite:
            raise wrong
        anchor.hold_back()
    if verdict is Verdict.AHEAD:
        anchor.write(store.position)
    return verdict


def _verdict(store: Store, anchor: Anchor) -> Verdict:
    try:
        noted = anchor.read()
    except Damaged:
        return Verdict.DAMAGED_ANCHOR
    if noted is None:
        return Verdict.NO_ANCHOR
    return compare(noted, store.position, store.change_hash, store.audit_hash)


def approver(slots: KeySlots, home: Path, sign_in: str, passphrase: str, clock: Clock) -> Approver:
    """A second officer, unlocked in place to approve one thing."""
    with Attempts(home, clock).attempt():
        unlocked = slots.unlock(sign_in, passphrase)
    with unlocked:
        if unlocked.officer_id is None or unlocked.signing_key is None:
            raise Refused(say("Only an officer can approve."))
        return Approver(unlocked.officer_id, unlocked.signing_key)


def _sitting(unlocked: Unlocked, officer: Id, clock: Clock) -> Sitting:
    if unlocked.signing_key is None:
        raise Refused(say("The desk is locked."))
    return Sitting(new_id(clock.now_ms()), officer, unlocked.signing_key)
