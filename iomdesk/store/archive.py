"""The backup file: one uncompressed ZIP that is known by its first bytes and proved by its last.

    manifest.cbor   ["iomdesk backup", version, body, proof]; ``body`` is what ``Manifest`` says, in CBOR
    desk.keys       the key slots of the day, opening onto this backup's own key
    desk.db         the desk's file under that key
    (comment)       SHA-256 of every byte before it

Later versions keep the name and place of the manifest, its first two items and the closing SHA-256, so that an older
program can tell a newer file from a damaged one.
"""

import contextlib
import hashlib
import hmac
import os
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import cbor2
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

from iomdesk.errors import Damaged, NewerFile, NotADesk
from iomdesk.store.anchor import AnchorState
from iomdesk.store.copying import Facts, Key
from iomdesk.store.files import open_private, sync_file
from iomdesk.store.kdf import subkey
from iomdesk.store.keyslots import KeySlots
from iomdesk.store.verify import Progress
from iomdesk.words import say

VERSION = 1
"""The newest layout this program reads; it writes no other."""

_MAGIC = "iomdesk backup"
_MANIFEST, _KEYS, _DATABASE = "manifest.cbor", "desk.keys", "desk.db"
_PROOF = b"iomdesk backup proof 1"
_WRAP = b"iomdesk backup key 1"
_DIGEST_BYTES = 32
_START = b"PK\x03\x04"
_NAME_AT = 30
_END = b"PK\x05\x06"
_END_BYTES = 22
_CHUNK = 1 << 20
_MOST_SMALL = 1 << 20
_UNREADABLE = (cbor2.CBORError, ValueError, TypeError, KeyError, IndexError, RecursionError)
_NO_ZIP = (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, KeyError, ValueError)


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself: when it was made (UTC ms), what its database holds, and its parts' SHA-256.

    ``wrapped_key`` is this backup's key under the desk's backup key. Names nobody.
    """

    made_at: int
    facts: Facts
    keys_hash: bytes
    database_hash: bytes
    database_bytes: int
    wrapped_key: bytes

    def key(self, backup_key: Key) -> bytearray:
        """The key of this backup's database. Raises ``Damaged`` for a backup key it was not made under."""
        try:
            return bytearray(aes_key_unwrap(subkey(backup_key, _WRAP), self.wrapped_key))
        except InvalidUnwrap:
            raise altered() from None


def wrapped(key: Key, backup_key: Key) -> bytes:
    """A backup's key for its manifest."""
    return aes_key_wrap(subkey(backup_key, _WRAP), bytes(key))


def hashes_of(keys: bytes, database: Path, tell: Progress) -> tuple[bytes, bytes]:
    """SHA-256 of the slots and of the database, for the manifest."""
    with database.open("rb") as file:
        return hashlib.sha256(keys).digest(), _hash_of(file, database.stat().st_size, tell)


def write_archive(path: Path, manifest: Manifest, backup_key: Key, keys: bytes, database: Path, tell: Progress) -> None:
    """Write the backup file at ``path``, which must not exist, and wait until it is on the disk."""
    descriptor = open_private(path, os.O_CREAT | os.O_EXCL | os.O_RDWR)
    with os.fdopen(descriptor, "r+b") as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
            archive.writestr(_member(_MANIFEST), _encoded(manifest, backup_key))
            archive.writestr(_member(_KEYS), keys)
            with archive.open(_member(_DATABASE), "w", force_zip64=True) as target, database.open("rb") as source:
                _pour(source, target, manifest.database_bytes, tell)
            archive.comment = bytes(_DIGEST_BYTES)
        length = file.seek(-_DIGEST_BYTES, os.SEEK_END)
        file.seek(0)
        whole = _hash_of(file, length, lambda _done, _of: None)
        file.seek(length)
        file.write(whole)
    sync_file(path)


class Archive:
    """A backup file that is what was written: every byte was read and its closing hash agrees."""

    def __init__(self, archive: zipfile.ZipFile, manifest: Manifest, body: bytes, proof: bytes, keys: bytes) -> None:
        self.manifest = manifest
        self._archive = archive
        self._body = body
        self._proof = proof
        self._keys = keys

    def slots(self) -> KeySlots:
        """The key slots of the day of the backup."""
        return KeySlots.load(self._keys)

    def demand_proof(self, backup_key: Key) -> None:
        """Raise ``Damaged`` unless whoever wrote the manifest held the desk's backup key."""
        if not hmac.compare_digest(self._proof, _proof(backup_key, self._body)):
            raise altered()

    def extract_database(self, target: Path, tell: Progress) -> None:
        """Write the encrypted database to ``target``, which must not exist. Raises ``Damaged`` unless it is the one."""
        descriptor = open_private(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY)
        with os.fdopen(descriptor, "wb") as file, self._archive.open(_DATABASE) as source:
            poured = _pour(source, file, self.manifest.database_bytes, tell)
        if poured != self.manifest.database_hash:
            raise altered()


@contextlib.contextmanager
def open_archive(path: Path, tell: Progress) -> Iterator[Archive]:
    """The backup file at ``path``, read once to its end and found whole.

    Raises ``NotADesk`` for no backup of ours, ``Damaged`` for one cut short or altered, ``NewerFile``.
    """
    if not path.is_file():
        raise NotADesk(say("There is no backup file at that place."), say("Check the name, then try again."))
    with path.open("rb") as file:
        _demand_whole(file, tell)
        try:
            with zipfile.ZipFile(file) as archive:
                manifest, body, proof = _decoded(_small(archive, _MANIFEST))
                keys = _small(archive, _KEYS)
                _demand_parts(archive, manifest, keys)
                yield Archive(archive, manifest, body, proof, keys)
        except _NO_ZIP as cause:
            raise damaged() from cause


def peek(path: Path) -> Manifest | None:
    """What a file says it is, for lists: not all of it is read. None for anything but a backup this program reads."""
    try:
        with zipfile.ZipFile(path) as archive:
            return _decoded(_small(archive, _MANIFEST))[0]
    except (*_NO_ZIP, OSError, Damaged, NewerFile):
        return None


def _demand_whole(file: IO[bytes], tell: Progress) -> None:
    start = file.read(_NAME_AT + len(_MANIFEST))
    if start[: len(_START)] != _START or start[_NAME_AT:] != _MANIFEST.encode():
        raise NotADesk(say("This file is not a backup of iomdesk."), say("Choose a file that ends in .iomback."))
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - _DIGEST_BYTES - _END_BYTES))
    end = file.read()
    if end[: len(_END)] != _END:
        raise Damaged(
            say("This backup is cut short: its end is missing."),
            say("Copy it again from where it was, or use another."),
        )
    file.seek(0)
    if _hash_of(file, size - _DIGEST_BYTES, tell) != end[-_DIGEST_BYTES:]:
        raise damaged()
    file.seek(0)


def _demand_parts(archive: zipfile.ZipFile, manifest: Manifest, keys: bytes) -> None:
    database = archive.getinfo(_DATABASE)
    stored = database.compress_type == zipfile.ZIP_STORED and database.file_size == manifest.database_bytes
    if not stored or hashlib.sha256(keys).digest() != manifest.keys_hash:
        raise damaged()


def _small(archive: zipfile.ZipFile, name: str) -> bytes:
    member = archive.getinfo(name)
    if member.compress_type != zipfile.ZIP_STORED or member.file_size > _MOST_SMALL:
        raise damaged()
    return archive.read(member)


def _encoded(manifest: Manifest, backup_key: Key) -> bytes:
    facts, heads = manifest.facts, manifest.facts.heads
    body = cbor2.dumps(
        {
            "made": manifest.made_at,
            "schema": facts.schema,
            "founding": facts.founding,
            "training": facts.training,
            "changes": facts.changes,
            "heads": [heads.incarnation, heads.number, heads.hash, heads.audit_number, heads.audit_hash],
            "keys": manifest.keys_hash,
            "database": [manifest.database_bytes, manifest.database_hash],
            "key": manifest.wrapped_key,
        }
    )
    return cbor2.dumps([_MAGIC, VERSION, body, _proof(backup_key, body)])


def _decoded(encoded: bytes) -> tuple[Manifest, bytes, bytes]:
    """The manifest, its body as it was proved, and the proof."""
    try:
        magic, version, *rest = cbor2.loads(encoded)
        if magic == _MAGIC and type(version) is int and version > VERSION:
            raise NewerFile(
                say("This backup was made by a newer version of iomdesk."),
                say("Install that version or a later one; nothing was changed."),
            )
        body, proof = rest
        return _manifest(cbor2.loads(body)), body, proof
    except _UNREADABLE:
        raise damaged() from None


def _manifest(said: dict[str, Any]) -> Manifest:
    size, database_hash = said["database"]
    heads = AnchorState(*said["heads"])
    facts = Facts(said["schema"], said["founding"], said["training"], said["changes"], heads)
    return Manifest(said["made"], facts, said["keys"], database_hash, size, said["key"])


def _proof(backup_key: Key, body: bytes) -> bytes:
    return hmac.digest(subkey(backup_key, _PROOF), body, "sha256")


def _member(name: str) -> zipfile.ZipInfo:
    """An entry that says nothing of the machine: ZIP's first day as its date, readable by its owner alone."""
    member = zipfile.ZipInfo(name)
    member.external_attr = 0o600 << 16
    return member


def _pour(source: IO[bytes], target: IO[bytes], size: int, tell: Progress) -> bytes:
    """Copy in pieces; returns the SHA-256 of what was copied."""
    made, done = hashlib.sha256(), 0
    while piece := source.read(_CHUNK):
        made.update(piece)
        target.write(piece)
        done += len(piece)
        tell(done, size)
    return made.digest()


def _hash_of(file: IO[bytes], length: int, tell: Progress) -> bytes:
    made, done = hashlib.sha256(), 0
    while piece := file.read(min(_CHUNK, length - done)):
        made.update(piece)
        done += len(piece)
        tell(done, length)
    return made.digest()


def damaged() -> Damaged:
    """The file is ours, and not what was written."""
    return Damaged(
        say("This backup is damaged."), say("Copy it again from where it was, or use another; nothing was changed.")
    )


def altered() -> Damaged:
    """The file is whole, but somebody without the desk's keys put it together."""
    return Damaged(
        say("This backup was changed by somebody who did not hold the desk's keys."),
        say("Do not use it; keep it and tell your administrator."),
    )
