"""Delimited text, read and written so that no text becomes a formula and every text comes back as it was.

A text starting with ``=``, ``+``, ``-``, ``@``, a tab or a return is written behind one apostrophe; a text that
already starts with apostrophes before one of these gets one more. Reading takes exactly one away, so the pair is
exact for every text. (A foreign file's own ``'=`` loses its apostrophe, which is what a spreadsheet shows too.)
"""

import csv
import io
import re
from codecs import BOM_UTF8
from collections.abc import Iterable, Sequence

from iomdesk.errors import Refused
from iomdesk.exchange.extent import refuse_large
from iomdesk.words import say

_RISKY = re.compile(r"'*[=+\-@\t\r]")
_GUARDED = re.compile(r"'+[=+\-@\t\r]")
_DELIMITERS = (",", ";", "\t")
_SNIFF_LINES = 40
_LONGEST = csv.field_size_limit()
_UTF8_LETTER = re.compile(rb"[\xc2-\xc5][\x80-\xbf]")


def guarded(text: str) -> str:
    """``text`` as it may stand in delimited text without becoming a formula."""
    return f"'{text}" if _RISKY.match(text) else text


def unguarded(text: str) -> str:
    """The text that ``guarded`` was given."""
    return text[1:] if text.startswith("'") and _GUARDED.match(text) else text


def read_delimited(content: bytes) -> list[tuple[str, ...]]:
    """The rows of delimited text, UTF-8 (with or without its mark), UTF-16 with its mark, or Windows-1252.

    Commas, semicolons or tabs, whichever cuts the first lines most evenly. Raises ``Refused`` for text in no
    known encoding and for a table over the limits.
    """
    text = _decoded(content)
    # Strictly: a quotation mark that is never closed would swallow every row after it without a word.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    rows: list[tuple[str, ...]] = []
    width = 0
    try:
        for row in reader:
            rows.append(tuple(map(unguarded, row)))
            width = max(width, len(row))
            refuse_large(len(rows), width)
    except csv.Error as found:
        raise _misquoted(reader.line_num, "field larger" in str(found)) from found
    return rows


def _misquoted(line: int, long: bool) -> Refused:
    wrong = say("A cell of this file is longer than {size:,} characters: see line {line}.", size=_LONGEST, line=line)
    if not long:
        wrong = say("The quotation marks of this file do not come in pairs: see line {line}, or before it.", line=line)
    return Refused(
        wrong, say("Mend that line, or save the file as .xlsx from the spreadsheet program, and read it again.")
    )


def write_delimited(rows: Iterable[Sequence[str]]) -> bytes:
    """``rows`` as comma-separated UTF-8 with its mark (so that spreadsheet programs read accents)."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerows([guarded(text) for text in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _decoded(content: bytes) -> str:
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "cp1252"):
        if encoding == "cp1252" and (content.startswith(BOM_UTF8) or _UTF8_LETTER.search(content)):
            # Mostly UTF-8 with a damaged place: read as Windows-1252 every accented name would change.
            break
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused(
        say("The text of this file is in no encoding that is read."),
        say("Save it as CSV UTF-8 from the spreadsheet program."),
    )


def _delimiter(text: str) -> str:
    """The delimiter whose commonest row width over the first lines is greatest; a comma when none cuts."""
    sample = text[:65_536].splitlines(keepends=True)[:_SNIFF_LINES]
    best, best_rank = ",", (1, 0)
    for delimiter in _DELIMITERS:
        widths = [len(row) for row in csv.reader(sample, delimiter=delimiter) if row]
        for width in set(widths) - {1}:
            rank = (widths.count(width), width)
            if rank > best_rank:
                best, best_rank = delimiter, rank
    return best
