"""Making a painted PDF readable without eyes: structure tree, language, title, bookmarks (ISO 32000-1, 14.7-14.8)."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name, OutlineItem, String

from iomdesk.packs.paper.marks import Element, Sheet


@dataclass(frozen=True, slots=True, repr=False)
class Bookmark:
    """A line of the outline; ``page`` counts from 0, ``kids`` stand below it."""

    title: str
    page: int
    kids: tuple["Bookmark", ...] = ()


class Duplex(Enum):
    """How a print dialogue opens: the values of /Duplex (ISO 32000-1, table 150)."""

    ONE_SIDED = "Simplex"
    LONG_EDGE = "DuplexFlipLongEdge"
    SHORT_EDGE = "DuplexFlipShortEdge"


@dataclass(frozen=True, slots=True, repr=False)
class Description:
    """What a file says of itself: ``title``, ``language`` (BCP 47), ``duplex``."""

    title: str
    language: str
    duplex: Duplex


def _outline(mark: Bookmark) -> OutlineItem:
    item = OutlineItem(mark.title, mark.page)
    item.children.extend(_outline(kid) for kid in mark.kids)
    return item


class _Tree:
    """The structure tree while it is written: the parent of every marked content, page by page."""

    def __init__(self, pdf: pikepdf.Pdf, sheets: Sequence[Sheet], scale: float) -> None:
        self.pdf = pdf
        self.pages = [page.obj for page in pdf.pages]
        self.scale = scale
        self.parents: list[list[pikepdf.Object | None]] = [[None] * sheet.numbered for sheet in sheets]

    def node(self, element: Element, parent: pikepdf.Object) -> pikepdf.Object:
        made = self.pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name("/" + element.role), P=parent))
        kids = Array()
        for kid in element.kids:
            if isinstance(kid, Element):
                kids.append(self.node(kid, made))
            else:
                sheet, number = kid
                kids.append(Dictionary(Type=Name.MCR, Pg=self.pages[sheet.index], MCID=number))
                self.parents[sheet.index][number] = made
        if element.kids:
            made.K = kids
        if element.alt:
            made.Alt = String(element.alt)
        if element.scope:
            made.A = Dictionary(O=Name.Table, Scope=Name("/" + element.scope))
        elif element.bounds:
            box = Array([round(side * self.scale, 2) for side in element.bounds])
            made.A = Dictionary(O=Name.Layout, Placement=Name.Block, BBox=box)
        return made

    def parent_tree(self) -> pikepdf.Object:
        numbers = Array()
        for index, page in enumerate(self.pages):
            page.StructParents = index
            page.Tabs = Name.S
            numbers.append(index)
            numbers.append(self.pdf.make_indirect(Array(self.parents[index])))
        return self.pdf.make_indirect(Dictionary(Nums=numbers))


def _tag(pdf: pikepdf.Pdf, sheets: Sequence[Sheet], root: Element, scale: float) -> None:
    tree = _Tree(pdf, sheets, scale)
    top = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    top.K = Array([tree.node(root, top)])
    top.ParentTree = tree.parent_tree()
    top.ParentTreeNextKey = len(sheets)
    pdf.Root.StructTreeRoot = top
    pdf.Root.MarkInfo = Dictionary(Marked=True)


def _describe(pdf: pikepdf.Pdf, title: str, language: str, duplex: Duplex) -> None:
    pdf.Root.Lang = String(language)
    pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True, Duplex=Name("/" + duplex.value))
    pdf.Root.PageMode = Name.UseOutlines
    # ReportLab writes a made-up date where the output must repeat; no date is truer, the pages say when.
    for key in ("/CreationDate", "/ModDate", "/Trapped"):
        if key in pdf.docinfo:
            del pdf.docinfo[key]
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
        metadata["dc:title"] = title
        metadata["dc:language"] = {language}
        metadata["pdf:Producer"] = "iomdesk"


def finished(
    painted: bytes,
    sheets: Sequence[Sheet],
    root: Element,
    bookmarks: Sequence[Bookmark],
    description: Description,
    scale: float,
) -> bytes:
    """``painted`` with structure, bookmarks and description; the same input gives the same bytes.

    ``scale`` is that of the paper the sheets were painted on.
    """
    with pikepdf.open(BytesIO(painted)) as pdf:
        _tag(pdf, sheets, root, scale)
        _describe(pdf, description.title, description.language, description.duplex)
        with pdf.open_outline() as outline:
            outline.root.extend(_outline(mark) for mark in bookmarks)
        out = BytesIO()
        pdf.save(
            out,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            compress_streams=True,
            deterministic_id=True,
        )
    return out.getvalue()
