"""What a person types to unlock: sign-in name and passphrase, made the same however a keyboard spells them."""

import unicodedata

from iomdesk.errors import Refused, WrongKey
from iomdesk.words import say

LEAST_CHARACTERS = 12
_MOST_CHARACTERS = 1024
_LEAST_DIFFERENT = 5
_FIRST_GUESSES = """
    password1234 password12345 password123456 passwordpassword passw0rdpassw0rd administrator administrator1
    qwertyuiop12 qwertyuiop123 qwertyuiopasdf 1q2w3e4r5t6y 1qaz2wsx3edc zaq12wsxcde3 asdfghjkl123 asdfghjklzxc
    123456789012 1234567890123 12345678901234 123412341234 123123123123 abcdefghijkl abcdefghijklm abc123abc123
    letmeinletmein letmein123456 welcome12345 welcome123456 changeme1234 changemenow1 iloveyou1234 iloveyouiloveyou
    correcthorsebatterystaple thisismypassword mypassword123 mypassphrase thequickbrownfox iomdeskiomdesk
    manchesterunited liverpoolfootballclub policepolice probation123 probationprobation offendermanagement
    integratedoffendermanagement
"""
_COMMON = frozenset(_FIRST_GUESSES.split())


def normalised_name(sign_in: str) -> str:
    """``sign_in`` as names are compared: NFKC, case folded, single blanks. Raises ``Refused`` when nothing is left."""
    name = _plain(sign_in).casefold()
    if not name or len(name) > _MOST_CHARACTERS or not _encodable(name):
        raise Refused(say("That is not a name to sign in with."), say("Type the officer's name as it was set up."))
    return name


def typed_secret(passphrase: str) -> bytearray:
    """The bytes of a passphrase typed to unlock: NFKC, single blanks. The caller wipes them.

    A passphrase that cannot have been accepted as a new one is simply wrong: raises ``WrongKey``.
    """
    plain = _plain(passphrase)
    if not plain or len(plain) > _MOST_CHARACTERS or not _encodable(plain):
        raise wrong_passphrase()
    return bytearray(plain.encode())


def new_secret(passphrase: str, sign_in: str) -> bytearray:
    """The bytes of a passphrase chosen for ``sign_in``; raises ``Refused`` with the rule it breaks.

    Length and not being on every guesser's first page are what count (NCSC, "Password administration for system
    owners"); no rule asks for digits or signs.
    """
    plain = _plain(passphrase)
    if not _encodable(plain) or len(plain) > _MOST_CHARACTERS:
        raise Refused(say("That passphrase cannot be used."), say("Use letters, digits, signs and blanks."))
    if len(plain) < LEAST_CHARACTERS:
        raise Refused(
            say("A passphrase has at least {least} characters.", least=LEAST_CHARACTERS),
            say("Four unrelated words drawn by chance are easy to remember and hard to guess."),
        )
    folded = "".join(plain.casefold().split())
    if folded in _COMMON or len(set(folded)) < _LEAST_DIFFERENT or folded == "".join(normalised_name(sign_in).split()):
        raise Refused(
            say("That passphrase is among the first that anyone would try."),
            say("Choose four unrelated words."),
        )
    return bytearray(plain.encode())


def wrong_passphrase() -> WrongKey:
    """One sentence for a wrong name and a wrong passphrase, so that neither is confirmed to who is guessing."""
    return WrongKey(
        say("The name or the passphrase is not right."),
        say("Try again, or ask an administrator; the printed recovery sheet opens the desk too."),
    )


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).split())


def _encodable(text: str) -> bool:
    """Half a surrogate pair (a torn emoji from a console) has no UTF-8."""
    return not any(0xD800 <= ord(character) <= 0xDFFF for character in text)
