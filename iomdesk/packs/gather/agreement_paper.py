"""One named copy of the agreement itself: terms about agencies, which name nobody on the scheme. Pure."""

from collections.abc import Iterable
from datetime import date

from iomdesk.agreement.questions import VersionRow
from iomdesk.agreement.readable import readable
from iomdesk.agreement.terms import Agreement, InForce, Signatory
from iomdesk.clock import date_text, instant_text
from iomdesk.packs.agreement_paper import AgreementPaper, VersionLine
from iomdesk.packs.gather.conference_pack import Printing
from iomdesk.packs.scheme_head import SchemeHead
from iomdesk.words import say

MARKING = "OFFICIAL"
"""It holds nothing of anybody on the scheme and is meant to be read by the parties' staff and shown to the public (ICO,
Data sharing code of practice): more would keep it from those it binds. It still names contacts, so it is not unmarked.
"""


def gather_agreement(
    found: InForce,
    terms: Agreement,
    on: date,
    signed: Iterable[Signatory],
    versions: Iterable[VersionRow],
    printing: Printing,
) -> AgreementPaper:
    """The version as printed ``on`` a day, with who signed it and the versions before and after."""
    head = SchemeHead(
        say("Information-sharing agreement"),
        on,
        printing.copy,
        printing.printed_at,
        say("version {version}", version=found.version),
        MARKING,
        printing.training,
    )
    return AgreementPaper(head, readable(terms, on, signed), _adopted(found), tuple(map(_line, versions)))


def _adopted(found: InForce) -> str:
    return _by(found.adopted_by, found.adopted_at)


def _by(name: str, at: int) -> str:
    return ", ".join(part for part in (name, instant_text(at) if at else "") if part)


def _line(row: VersionRow) -> VersionLine:
    return VersionLine(
        str(row.version),
        date_text(row.in_force_from),
        date_text(row.review_on),
        _by(row.adopted_by, row.adopted_at),
        str(row.signed),
    )
