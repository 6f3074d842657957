"""A peer at work in a process of its own: ``python peer_process.py weasyprint|typst SOURCE FONTS``.

For each line it reads it renders the source once, tagged, and answers ``seconds bytes``; when its input ends it writes
the last rendering beside the source. It runs in the peers' own environment and imports nothing of ours.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter


def weasyprint(source: Path, _: str) -> Callable[[], bytes]:
    """WeasyPrint, PDF/UA as it offers it."""
    from weasyprint import HTML  # type: ignore[import-not-found]
    from weasyprint.text.fonts import FontConfiguration  # type: ignore[import-not-found]

    text = source.read_text(encoding="utf-8")
    return lambda: bytes(HTML(string=text).write_pdf(font_config=FontConfiguration(), pdf_variant="pdf/ua-1"))


def typst(source: Path, fonts: str) -> Callable[[], bytes]:
    """Typst, which tags by itself. It remembers what it set before, so one process renders once."""
    import typst as engine  # type: ignore[import-not-found]

    compiler = engine.Compiler(str(source), root=str(source.parent), font_paths=[fonts], ignore_system_fonts=True)
    return lambda: bytes(compiler.compile(format="pdf"))


def main() -> None:
    """Answer until the input ends."""
    peer, source, fonts = sys.argv[1], Path(sys.argv[2]), sys.argv[3]
    render = {"weasyprint": weasyprint, "typst": typst}[peer](source, fonts)
    print("ready", flush=True)
    made = b""
    for _ in sys.stdin:
        begun = perf_counter()
        made = render()
        print(perf_counter() - begun, len(made), flush=True)
    source.with_suffix(".pdf").write_bytes(made)


if __name__ == "__main__":
    main()
