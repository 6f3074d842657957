"""Files for tests, made with other people's libraries: pictures that say where they were taken, letters, documents."""

import zipfile
from io import BytesIO

import pikepdf
from PIL import Image, PngImagePlugin

LATITUDE = (52.0, 37.0, 48.0)
MAKER = b"SecretMakerNote 52.63N 1.29E"
CITY = b"8BIM\x04\x04\0\0\0\0\0\x0c\x1c\x02\x5a\0\x07Norwich"


def exif_block(*, where: bool, way: int = 1) -> bytes:
    """A block of Exif as a telephone writes it."""
    exif = Image.Exif()
    exif[0x010F] = "Acme"
    exif[0x0112] = way
    exif.get_ifd(0x8769)[0x927C] = MAKER
    if where:
        exif.get_ifd(0x8825)[1] = "N"
        exif.get_ifd(0x8825)[2] = LATITUDE
    return exif.tobytes()


def picture(width: int = 64, height: int = 48) -> Image.Image:
    """A small picture in which no two places are alike."""
    made = Image.new("RGB", (width, height))
    made.putdata([(x * 4 % 256, y * 5 % 256, (x * y) % 256) for y in range(height) for x in range(width)])
    return made


def jpeg(*, exif: bytes = b"", comment: bytes = b"", progressive: bool = False, **more: object) -> bytes:
    """A photograph as JPEG."""
    out = BytesIO()
    picture().save(out, "JPEG", exif=exif, comment=comment, progressive=progressive, **more)
    return out.getvalue()


def with_segment(content: bytes, marker: int, body: bytes) -> bytes:
    """The JPEG with one more segment right at its beginning."""
    return content[:2] + bytes((0xFF, marker)) + (len(body) + 2).to_bytes(2, "big") + body + content[2:]


def png(*, exif: bytes = b"", text: str = "") -> bytes:
    """A photograph as PNG."""
    out, notes = BytesIO(), PngImagePlugin.PngInfo()
    if text:
        notes.add_itxt("XML:com.adobe.xmp", text)
        notes.add_text("Comment", text, zip=True)
    more = {"exif": exif} if exif else {}
    picture().save(out, "PNG", pnginfo=notes, **more)
    return out.getvalue()


def pixels(content: bytes) -> bytes:
    """The picture itself, as it is stored: neither turned nor scaled."""
    with Image.open(BytesIO(content)) as opened:
        return opened.convert("RGB").tobytes()


def pdf(
    *, script: str = "", launches: bool = False, attached: bytes = b"", password: str = "", pages: int = 1
) -> bytes:
    """A letter as PDF."""
    made = pikepdf.new()
    for _ in range(pages):
        made.add_blank_page(page_size=(595, 842))
    if script:
        made.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String(script))
    if launches:
        action = pikepdf.Dictionary(S=pikepdf.Name.Launch, F=pikepdf.String("calc.exe"))
        link = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=action)
        made.pages[0].Annots = pikepdf.Array([link])
    if attached:
        made.attachments["more.bin"] = attached
    out = BytesIO()
    lock = pikepdf.Encryption(user=password, owner=password) if password else False
    made.save(out, encryption=lock)
    return out.getvalue()


_TYPES = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def word(*more: str, types: str = _TYPES) -> bytes:
    """A document of a word processor, with these parts besides."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", f'<Types><Override ContentType="{types}"/></Types>')
        archive.writestr("word/document.xml", "<w:document/>")
        for name in more:
            archive.writestr(name, "x")
    return out.getvalue()
