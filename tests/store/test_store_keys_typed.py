"""What a person types: passphrases, names and the recovery code; and the cost measured for them."""

import random
from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iomdesk.errors import Refused, WrongKey
from iomdesk.store.kdf import LEAST, Cost, MachineCalibrator, stretched, subkey
from iomdesk.store.passphrase import new_secret, normalised_name, typed_secret
from iomdesk.store.recovery import code_secret, new_code

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@pytest.mark.parametrize(
    ("passphrase", "words"),
    [
        ("short words", "at least 12 characters"),
        ("", "at least 12 characters"),
        ("a  b  c  d  e ", "at least 12 characters"),
        ("Password 1234", "first that anyone would try"),
        ("aaaaaaaaaaaaaaaa", "first that anyone would try"),
        ("Sgt Alexander Example", "first that anyone would try"),
        ("heron umbrella \ud800quarry", "cannot be used"),
        ("heron " * 300, "cannot be used"),
    ],
)
def test_weak_passphrases_are_refused_in_plain_words(passphrase: str, words: str) -> None:
    with pytest.raises(Refused, match=words) as caught:
        new_secret(passphrase, "Sgt Alexander Example")
    assert caught.value.remedy
    assert not passphrase.strip() or passphrase.strip() not in str(caught.value)


@given(st.text(min_size=0, max_size=40))
def test_a_passphrase_once_chosen_can_be_typed_again(passphrase: str) -> None:
    try:
        chosen = new_secret(passphrase, "Sgt A Example")
    except Refused:
        return
    assert typed_secret(f" {passphrase}\r\n") == chosen


def test_what_could_never_be_chosen_is_simply_wrong() -> None:
    for passphrase in ("", "  ", "x" * 2000, "\udfff"):
        with pytest.raises(WrongKey):
            typed_secret(passphrase)


@pytest.mark.parametrize("name", ["", " \t ", "\ud800", "n" * 2000])
def test_what_is_no_name_is_refused(name: str) -> None:
    with pytest.raises(Refused):
        normalised_name(name)


def test_a_name_is_one_name_however_it_is_composed() -> None:
    assert normalised_name("Zoe\u0308  STRAẞE") == normalised_name("zoë strasse")


def test_code_is_160_bits_in_eight_groups() -> None:
    codes = [new_code() for _ in range(50)]
    assert len({bytes(code_secret(code)) for code in codes}) == 50
    for code in codes:
        assert [len(group) for group in code.split("-")] == [5] * 8
        assert set(code) <= set(LETTERS + "-")
        assert len(code_secret(code)) * 8 == 160


def test_entry_is_tolerant() -> None:
    code = next(code for code in iter(new_code, "") if "0" in code and "1" in code)
    secret = code_secret(code)
    spelled = [code.lower(), code.replace("-", ""), code.replace("-", " – "), code.replace("0", "o"), f"\n{code}\t"]
    spelled += [code.replace("1", "I"), code.replace("1", "l")]
    for typed in spelled:
        assert code_secret(typed) == secret


def _slips(code: str) -> Iterator[tuple[str, set[int]]]:
    """Each single wrong character and each swap of neighbours, with the groups it touches."""
    places = [at for at, letter in enumerate(code) if letter != "-"]
    for at in places:
        for letter in LETTERS + "U?":
            if letter != code[at]:
                yield code[:at] + letter + code[at + 1 :], {at // 6 + 1}
    for left, right in pairwise(places):
        if code[left] != code[right]:
            swapped = list(code)
            swapped[left], swapped[right] = swapped[right], swapped[left]
            yield "".join(swapped), {left // 6 + 1, right // 6 + 1}


def test_every_slip_of_one_character_or_of_two_neighbours_is_said() -> None:
    for typed, groups in _slips(new_code()):
        with pytest.raises(Refused) as caught:
            code_secret(typed)
        assert any(f"Group {group} " in str(caught.value) for group in groups)


def test_swapped_groups_are_said(rng: random.Random) -> None:
    groups = new_code().split("-")
    for _ in range(40):
        left, right = sorted(rng.sample(range(8), 2))
        swapped = list(groups)
        swapped[left], swapped[right] = swapped[right], swapped[left]
        with pytest.raises(Refused, match=f"Group {left + 1} "):
            code_secret("-".join(swapped))


def test_a_code_of_another_length_is_said() -> None:
    with pytest.raises(Refused, match="40 letters and digits; 39 were typed"):
        code_secret(new_code()[:-1])


@pytest.mark.parametrize(
    ("seconds", "wanted"),
    [(4.0, LEAST), (0.5, Cost(3, 128 * 1024, 2))],
)
def test_cost_follows_the_machine(seconds: float, wanted: Cost) -> None:
    ticks = iter([0.0, seconds, 10.0, 10.0 + seconds * 3])
    assert MachineCalibrator(timer=lambda: next(ticks)).cost() == wanted


def test_cost_is_bounded_on_a_fast_machine_and_bearable_to_read() -> None:
    ticks = iter([0.0, 0.0001, 1.0, 1.0001])
    cost = MachineCalibrator(timer=lambda: next(ticks)).cost()
    assert LEAST.iterations <= cost.iterations <= 16
    assert LEAST.memory_kib <= cost.memory_kib <= 1 << 20
    assert cost.bearable()


def test_measured_cost_protects_no_less_than_the_least() -> None:
    cost = MachineCalibrator(target=0.01).cost()
    assert cost == LEAST


def test_keys_depend_on_every_input() -> None:
    cost = Cost(1, 16, 2)
    salts = [bytes(16), b"\x01" * 16]
    made = {stretched(secret, salt, at) for secret in (b"a", b"b") for salt in salts for at in (cost, Cost(2, 16, 2))}
    assert len(made) == 8
    purposes = {subkey(b"k" * 32, purpose, context) for purpose in (b"a", b"b") for context in (b"", b"c")}
    assert len(purposes) == 4
