"""Signed changes: what the signature covers, and what a reader without all categories can still check."""

import dataclasses
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from iomdesk.catalogue import Category
from iomdesk.history import change as changes
from iomdesk.history.operation import Malformed

SECRET = bytes(range(16))
HEADER = changes.Header(
    1, b"f" * 16, 1, b"i" * 16, 7, bytes(32), 99 << 16, 99, b"o" * 16, "police", "offender management", 0, 0, b"s" * 16,
    b"v" * 16, bytes(32),
)  # fmt: skip


def test_a_header_reads_back_and_every_part_is_signed() -> None:
    key = Ed25519PrivateKey.generate()
    encoded = HEADER.encode()
    signature = changes.sign(encoded, key)
    assert changes.read_header(encoded) == HEADER
    assert changes.signed_by(encoded, signature, key.public_key())
    for part in dataclasses.fields(changes.Header):
        old = getattr(HEADER, part.name)
        other = old + 1 if isinstance(old, int) else old + "x" if isinstance(old, str) else bytes(b ^ 1 for b in old)
        changed: dict[str, Any] = {part.name: other}
        altered = dataclasses.replace(HEADER, **changed).encode()
        assert not changes.signed_by(altered, signature, key.public_key()), part.name


@given(st.binary(max_size=300))
def test_random_bytes_are_no_header(encoded: bytes) -> None:
    with pytest.raises(Malformed):
        changes.read_header(encoded)


leaves = st.dictionaries(
    st.sampled_from([0, *map(int, Category)]), st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=4)
)


@given(leaves, st.randoms(use_true_random=False))
def test_the_root_does_not_hang_on_order_but_on_every_entry(found: dict[int, list[bytes]], chance: object) -> None:
    turned = {slot: list(reversed(each)) for slot, each in reversed(list(found.items()))}
    assert changes.root(SECRET, turned) == changes.root(SECRET, found)
    for slot, each in found.items():
        without = {**found, slot: each[1:]}
        assert changes.root(SECRET, without) != changes.root(SECRET, found)


def test_one_category_can_be_proved_without_the_others() -> None:
    """A reader given one slot's entries, its blind and the sibling hashes comes to the signed root."""
    risk = int(Category.RISK)
    found = {int(Category.IDENTITY): [b"a" * 32], risk: [b"b" * 32, b"c" * 32]}
    level = [changes.sub_root(changes.blind(SECRET, slot), found.get(slot, ())) for slot in range(max(Category) + 1)]
    own = changes.sub_root(changes.blind(SECRET, risk), found[risk])
    assert level[risk] == own
    whole = changes.root(SECRET, found)
    hidden = [*level]
    hidden[int(Category.IDENTITY)] = bytes(32)
    assert changes.tree([*hidden, *([bytes(32)] * (changes.SLOTS - len(hidden)))]) != whole


def test_an_empty_slot_looks_like_a_full_one() -> None:
    assert changes.sub_root(changes.blind(SECRET, 1), ()) != changes.sub_root(changes.blind(SECRET, 2), ())
    assert len(changes.sub_root(changes.blind(SECRET, 1), ())) == 32


@given(st.lists(st.integers(0, 1 << 46), min_size=2, max_size=20))
def test_the_hybrid_clock_only_goes_forward(walls: list[int]) -> None:
    clock, seen = 0, []
    for wall in walls:
        clock = changes.tick(clock, wall)
        seen.append(clock)
    assert seen == sorted(set(seen))
