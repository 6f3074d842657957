"""Photographs without what the camera wrote: the picture bit for bit, which way up it is, and nothing else."""

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms

from iomdesk.files.exif import only_orientation, orientation, says_where
from iomdesk.files.photographs import bare_jpeg, bare_png
from tests.files.file_sample import CITY, MAKER, exif_block, jpeg, pixels, png, with_segment

XMP = '<x:xmpmeta><exif:GPSLatitude="52,37.8N"/></x:xmpmeta>'
_XMP_BODY = b"http://ns.adobe.com/xap/1.0/\0" + XMP.encode()


@pytest.mark.parametrize("progressive", [False, True])
@pytest.mark.parametrize("way", [1, 6])
def test_where_it_was_taken_does_not_stay_and_the_picture_does(progressive: bool, way: int) -> None:
    content = jpeg(exif=exif_block(where=True, way=way), comment=b"Norwich", progressive=progressive)
    bare = bare_jpeg(content)
    assert (bare.said_where, bare.left_out) == (True, True)
    assert pixels(bare.content) == pixels(content)
    assert not any(secret in bare.content for secret in (MAKER, b"Norwich", b"Acme"))
    with Image.open(BytesIO(bare.content)) as opened:
        assert dict(opened.getexif()) == ({0x0112: way} if way != 1 else {})
        assert not opened.getexif().get_ifd(0x8825)


def test_a_photograph_that_says_no_place_is_told_so() -> None:
    bare = bare_jpeg(jpeg(exif=exif_block(where=False)))
    assert (bare.said_where, bare.left_out) == (False, True)
    plain = jpeg()
    assert bare_jpeg(plain).content == plain
    assert not bare_jpeg(plain).left_out


@pytest.mark.parametrize(
    ("marker", "body", "place"),
    [
        (0xE1, _XMP_BODY, True),
        (0xED, b"Photoshop 3.0\0" + CITY, False),
        (0xE2, b"MPF\0" + MAKER, False),
        (0xE0, b"JFXX\0\x10" + MAKER, False),
        (0xE5, MAKER, False),
        (0xFE, MAKER, False),
        (0xE1, b"Exif\0\0" + b"II*\0\xff\xff\xff\xff" + MAKER, False),
        (0xE1, b"Exif\0\0", False),
    ],
)
def test_every_other_segment_goes(marker: int, body: bytes, place: bool) -> None:
    content = with_segment(jpeg(), marker, body)
    bare = bare_jpeg(content)
    assert (bare.content, bare.said_where) == (jpeg(), place)


def test_what_stands_after_the_picture_goes() -> None:
    """Telephones put a second picture there, with notes of its own."""
    second = jpeg(exif=exif_block(where=True))
    assert bare_jpeg(jpeg() + second).content == jpeg()
    assert bare_jpeg(jpeg() + b"PK\x03\x04").content == jpeg()
    assert bare_png(png() + b"<script>").content == png()


def test_the_colours_stay() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    content = jpeg(icc_profile=profile, exif=exif_block(where=True))
    with Image.open(BytesIO(bare_jpeg(content).content)) as opened:
        assert opened.info["icc_profile"] == profile
    out = BytesIO()
    Image.new("CMYK", (16, 16), (10, 20, 30, 40)).save(out, "JPEG")
    assert bare_jpeg(out.getvalue()).content == out.getvalue(), "Adobe's segment says how the colours are meant"


@pytest.mark.parametrize("way", [1, 8])
def test_png(way: int) -> None:
    content = png(exif=exif_block(where=True, way=way), text=XMP)
    bare = bare_png(content)
    assert bare.said_where
    assert pixels(bare.content) == pixels(content)
    assert not any(secret in bare.content for secret in (MAKER, b"GPS", b"xmp", b"Acme"))
    with Image.open(BytesIO(bare.content)) as opened:
        assert dict(opened.getexif()) == ({0x0112: way} if way != 1 else {})
    assert bare_png(png()).content == png()


@given(st.binary(max_size=200))
def test_no_block_of_exif_whatever_is_more_than_not_understood(tiff: bytes) -> None:
    for begin in (b"", b"II*\0", b"MM\0*"):
        assert says_where(begin + tiff) in (True, False)
        assert 1 <= orientation(begin + tiff) <= 8


@given(st.integers(1, 8))
def test_which_way_up_comes_back(way: int) -> None:
    assert orientation(only_orientation(way)) == way
    assert not says_where(only_orientation(way))


@given(st.integers(1, 60), st.integers(1, 60), st.booleans(), st.integers(10, 95))
def test_any_picture_keeps_its_pixels_and_made_bare_again_is_the_same(
    width: int, height: int, progressive: bool, quality: int
) -> None:
    out = BytesIO()
    noise = Image.effect_noise((width, height), 90).convert("RGB")
    noise.save(
        out, "JPEG", quality=quality, progressive=progressive, exif=exif_block(where=True), restart_marker_rows=1
    )
    bare = bare_jpeg(out.getvalue())
    assert pixels(bare.content) == pixels(out.getvalue())
    assert bare_jpeg(bare.content).content == bare.content
    assert not bare_jpeg(bare.content).said_where
