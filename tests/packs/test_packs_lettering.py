"""Lines, widths and letters."""

from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.pdfbase.ttfonts import TTFont

from iomdesk.packs.paper.flow import line_words
from iomdesk.packs.paper.lettering import Face, Line, has_unprintable, printable, width, wrap
from iomdesk.packs.paper.look import BODY, TITLE
from resources import packaged

WELSH = "âêîôûŵŷÂÊÎÔÛŴŶẁẃẅỳýŷïöäëüéèàìòù"
POLISH = "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ"
VIETNAMESE = "ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹĐƠƯ"


@pytest.mark.parametrize("face", Face)
def test_each_face_ships_with_the_letters_people_have(face: Face) -> None:
    font = TTFont("check-" + face.value, BytesIO(packaged(f"fonts/{face.value}.ttf")))
    assert font.face.name.decode() == face.value
    for letter in WELSH + POLISH + VIETNAMESE + "·–—’“”…●◆■▲▼○£€":
        assert ord(letter) in font.face.charToGlyph


def test_the_licence_ships_with_the_fonts() -> None:
    assert b"SIL OPEN FONT LICENSE Version 1.1" in packaged("fonts/OFL.txt")


def test_composed_letters_and_codes() -> None:
    assert printable("w\u0302yn\tx") == "ŵyn x"
    assert printable("a\r\nb\u2028c") == "a\nb\nc"
    assert printable("soft\u00adhyphen\ufeff") == "softhyphen"
    assert printable("א") == "[U+05D0]"
    assert printable("\ud800") == "[U+D800]"
    assert has_unprintable("א")
    assert not has_unprintable("as in [U+05D0], ŵ")


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200), st.floats(30, 500))
def test_lines_fit_and_lose_nothing(text: str, available: float) -> None:
    lines = wrap(text, BODY, available)
    assert all(width(line.text, BODY.face, BODY.size) <= available + 0.01 for line in lines)
    rejoined = "".join(line.text if line.joins else line.text + " " for line in lines)
    assert rejoined.split() == printable(text).replace("\n", " ").split()


def test_a_word_wider_than_the_line_is_cut_even_to_single_letters() -> None:
    assert [line.text for line in wrap("WWW", TITLE, 1)] == ["W", "W", "W"]
    assert wrap("", TITLE, 100) == []
    assert wrap("a b", BODY, 100) == [Line("a b", BODY)]


def test_copied_text_keeps_words_apart_and_cut_words_together() -> None:
    assert line_words(Line("end", BODY), 0, 0, 100).text == "end "
    assert line_words(Line("cu", BODY, joins=True), 0, 0, 100).text == "cu"
