"""Making a painted PDF readable without eyes: structure tree, language, title, bookmarks (ISO 32000-1, 14.7-14.8)."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name, OutlineItem, String

from iomdesk.packs.marks import Element, Sheet


@dataclass(frozen=True, slots=True, repr=False)
class Bookmark:
    """A line of the outline; ``page`` counts from 0."""

    title: str
    page: int


class _Tree:
    """The structure tree while it is written: the parent of every marked content, page by page."""

    def __init__(self, pdf: pikepdf.Pdf, sheets: Sequence[Sheet]) -> None:
        self.pdf = pdf
        self.pages = [page.obj for page in pdf.pages]
        self.parents: list[list[pikepdf.Object | None]] = [[None] * sheet.numbered for sheet in sheets]

    def node(self, element: Element, parent: pikepdf.Object) -> pikepdf.Object:
        made = self.pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name("/" + element.role), P=parent))
        kids = Array()
        for kid in element.kids:
            if isinstance(kid, Element):
                kids.append(self.node(kid, made))
            else:
                page, number = kid
                kids.append(Dictionary(Type=Name.MCR, Pg=self.pages[page], MCID=number))
                self.parents[page][number] = made
        if element.kids:
            made.K = kids
        if element.alt:
            made.Alt = String(element.alt)
        if element.scope:
            made.A = Dictionary(O=Name.Table, Scope=Name("/" + element.scope))
        elif element.bounds:
            made.A = Dictionary(O=Name.Layout, Placement=Name.Block, BBox=Array([round(b, 2) for b in element.bounds]))
        return made

    def parent_tree(self) -> pikepdf.Object:
        numbers = Array()
        for index, page in enumerate(self.pages):
            page.StructParents = index
            page.Tabs = Name.S
            numbers.append(index)
            numbers.append(self.pdf.make_indirect(Array(self.parents[index])))
        return self.pdf.make_indirect(Dictionary(Nums=numbers))


def _tag(pdf: pikepdf.Pdf, sheets: Sequence[Sheet], root: Element) -> None:
    tree = _Tree(pdf, sheets)
    top = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    top.K = Array([tree.node(root, top)])
    top.ParentTree = tree.parent_tree()
    top.ParentTreeNextKey = len(sheets)
    pdf.Root.StructTreeRoot = top
    pdf.Root.MarkInfo = Dictionary(Marked=True)


def _describe(pdf: pikepdf.Pdf, title: str, language: str) -> None:
    pdf.Root.Lang = String(language)
    pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True, Duplex=Name.DuplexFlipLongEdge)
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
    painted: bytes, sheets: Sequence[Sheet], root: Element, title: str, bookmarks: Sequence[Bookmark]
) -> bytes:
    """``painted`` with structure, bookmarks and description; the same input gives the same bytes."""
    with pikepdf.open(BytesIO(painted)) as pdf:
        _tag(pdf, sheets, root)
        _describe(pdf, title, "en-GB")
        with pdf.open_outline() as outline:
            outline.root.extend(OutlineItem(mark.title, mark.page) for mark in bookmarks)
        out = BytesIO()
        pdf.save(
            out,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            compress_streams=True,
            deterministic_id=True,
        )
    return out.getvalue()
