"""The structure of a finished PDF: that it reaches everything shown, in the order it is read, with words kept apart."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pikepdf

from tests.packs.pdf_runs import Run, Shown

LEVEL = 1.5
"""Points by which two things beside one another may stand at different heights."""

BLOCKS = ("P", "H1", "H2", "H3", "Table", "L", "Figure")


@dataclass(slots=True)
class Node:
    """An element with its kids in reading order: elements, and (page, marked content id)."""

    role: str
    held: Any
    kids: list["Node | tuple[int, int]"]

    def every(self) -> Iterator["Node"]:
        """This element and all below it."""
        yield self
        for kid in self.kids:
            if isinstance(kid, Node):
                yield from kid.every()

    def contents(self) -> Iterator[tuple[int, int]]:
        """Every marked content below, as it is read."""
        for kid in self.kids:
            if isinstance(kid, Node):
                yield from kid.contents()
            else:
                yield kid


def tree(pdf: pikepdf.Pdf) -> Node:
    """The structure tree."""
    pages = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}

    def node(held: Any) -> Node:
        kids: list[Node | tuple[int, int]] = []
        for kid in held.get("/K", []):
            kids.append((pages[kid.Pg.objgen], int(kid.MCID)) if "/MCID" in kid else node(kid))
        return Node(str(held.S)[1:], held, kids)

    (top,) = pdf.Root.StructTreeRoot.K
    return node(top)


def _pairs(flat: Any) -> dict[int, Any]:
    values = list(flat)
    return {int(number): row for number, row in zip(values[::2], values[1::2], strict=True)}


def assert_reached(pdf: pikepdf.Pdf, pages: Sequence[Shown], top: Node) -> None:
    """Every marked content is in the tree exactly once, and the parent tree leads back from it."""
    assert pdf.Root.MarkInfo.Marked, "the file does not say that it is tagged"
    reached = sorted(top.contents())
    assert reached == [(n, number) for n, page in enumerate(pages) for number in sorted(page.numbers)], (
        "the structure does not reach all that is shown, once"
    )
    parents = _pairs(pdf.Root.StructTreeRoot.ParentTree.Nums)
    for page, held in zip(pages, pdf.pages, strict=True):
        assert sorted(page.numbers) == list(range(len(page.numbers)))
        row = parents[int(held.obj.StructParents)]
        assert len(row) == len(page.numbers)
        for number, parent in enumerate(row):
            own = [kid for kid in parent.K if isinstance(kid, pikepdf.Dictionary) and kid.get("/MCID") == number]
            assert any(kid.Pg.objgen == held.obj.objgen for kid in own), "the parent tree leads elsewhere"


def assert_elements(top: Node) -> None:
    """Figures have words, headings of tables a scope, tables the same number of cells in each row, lists items."""
    for element in top.every():
        kids = [kid.role for kid in element.kids if isinstance(kid, Node)]
        match element.role:
            case "Figure":
                assert str(element.held.get("/Alt", "")).strip(), "a figure without words"
            case "TH":
                assert "/A" in element.held, "a table heading without a scope"
                assert str(element.held.A.Scope) in ("/Row", "/Column")
            case "TR":
                assert set(kids) <= {"TH", "TD"}
            case "Table":
                assert set(kids) == {"TR"}, "a table without rows"
                assert len({len(row.kids) for row in element.kids if isinstance(row, Node)}) == 1, (
                    "rows of different length"
                )
            case "L":
                assert set(kids) == {"LI"}, "a list of something else than items"


class Texts:
    """The runs of each marked content."""

    def __init__(self, pages: Sequence[Shown]) -> None:
        self.runs: dict[tuple[int, int], list[Run]] = {}
        for page in pages:
            for run in page.body:
                self.runs.setdefault((run.page, run.number or 0), []).append(run)

    def of(self, node: Node) -> list[Run]:
        """All runs below ``node`` as they are read."""
        return [run for content in node.contents() for run in self.runs.get(content, [])]

    def own(self, node: Node) -> list[Run]:
        """The runs of ``node`` itself, not those of elements in it."""
        mine = (kid for kid in node.kids if not isinstance(kid, Node))
        return [run for content in mine for run in self.runs.get(content, [])]


def read_aloud(top: Node, texts: Texts) -> str:
    """The whole text in structure order, nothing put between what the file keeps together."""
    return "".join(run.text for run in texts.of(top))


def assert_words_apart(top: Node, texts: Texts) -> None:
    """Where one line ends and the next begins, a space stands between; only a word cut to fit its line goes on."""
    before: Run | None = None
    cut_here: set[int] = set()
    for element in top.every():
        runs = texts.own(element)
        widest = max((run.width for run in runs), default=0.0)
        # A piece cut from a word stands on a line of its own and fills it to within a letter.
        cut_here |= {id(run) for run in runs[:-1] if " " not in run.text and run.width + run.size * 1.2 >= widest}
    for run in texts.of(top):
        joins = before is not None and not before.text[-1:].isspace() and not run.text[:1].isspace()
        same_line = before is not None and before.page == run.page and abs(before.y - run.y) < LEVEL
        if before is not None and joins and (same_line or id(before) not in cut_here):
            raise AssertionError(f"words join on page {run.page + 1}: {before.text[-20:]!r} {run.text[:20]!r}")
        before = run


def _on(runs: list[Run], page: int) -> list[Run]:
    return [run for run in runs if run.page == page]


def assert_in_order(top: Node, texts: Texts, pages: int) -> None:
    """What is read aloud runs as the eye does: the structure follows the paint, blocks go down the page, lines of a
    block too, the cells of a row to the right."""
    for page in range(pages):
        numbers = [number for at, number in top.contents() if at == page]
        assert numbers == sorted(numbers), f"page {page + 1} is read in another order than it is painted"
    for element in top.every():
        if element.role in ("Document", "Sect"):
            blocks = [kid for kid in element.kids if isinstance(kid, Node) and kid.role in BLOCKS]
            _assert_downwards([texts.of(block) for block in blocks], pages)
        elif element.role == "Table":
            rows = [kid for kid in element.kids if isinstance(kid, Node)]
            _assert_downwards([texts.of(row) for row in rows], pages)
            for row in rows:
                _assert_rightwards([texts.of(cell) for cell in row.kids if isinstance(cell, Node)], pages)
        elif element.role not in ("Figure",):
            _assert_downwards([[run] for run in texts.own(element)], pages)


def _assert_downwards(blocks: list[list[Run]], pages: int) -> None:
    for page in {run.page for runs in blocks for run in runs}:
        tops = [max(run.y for run in here) for runs in blocks if (here := _on(runs, page))]
        assert all(low <= high + LEVEL for high, low in itertools.pairwise(tops)), (
            f"what is read later stands higher on page {page + 1}"
        )


def _assert_rightwards(cells: list[list[Run]], pages: int) -> None:
    for page in {run.page for runs in cells for run in runs}:
        starts = [min(run.x for run in here) for runs in cells if (here := _on(runs, page))]
        assert starts == sorted(starts), f"a row is read against its direction on page {page + 1}"
