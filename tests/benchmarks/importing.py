"""A team's whole workbook imported, and the same reader with the same rows and log rows inserted bare."""

import gc
import io
from functools import partial

from python_calamine import CalamineWorkbook

from iomdesk.exchange.commands import ImportCohort
from iomdesk.exchange.plan import ImportReport
from iomdesk.exchange.reading import read_cohort
from iomdesk.opening import OpenDesk
from iomdesk.practice import cohort_workbook, generate
from tests.benchmarks import bare
from tests.benchmarks.desks import DAY, connected, fresh_desk
from tests.benchmarks.measuring import Figure, Pairs, Run, timed

AT_MOST = 3.0
_SEED = 20261110
_SCORE_SETS = 10
_EXTRA_COLUMNS = 17
_FILE = "cohort.xlsx"


def importing(run: Run) -> Figure:
    """Each time into a desk just founded; founding, and making the workbook, are outside the figure."""
    people = run.size(5_000, 40)
    partnership = generate(people, _SEED, DAY, score_sets_per_person=_SCORE_SETS)
    content = cohort_workbook(partnership, extra_columns=_EXTRA_COLUMNS)
    what = f"a workbook of {people:,} people, 40 columns, {_SCORE_SETS} score sets each, imported"
    pairs = Pairs("import", what, "the same reader and the same rows inserted bare", AT_MOST)
    notes: tuple[str, ...] = ()
    for turn in range(run.size(3, 1)):
        with fresh_desk(run.folder / f"desk{turn}") as opened, connected(opened) as desk:
            seconds, report = run.ours(partial(_import, opened, content))
            key = opened.unlocked.file_key
            statements = bare.inserts(bare.all_rows(desk))
            fresh = bare.same_schema(desk, run.folder / f"bare{turn}.db", key)
        # The rows kept for the bare side are no part of the program: the collector must not walk them.
        gc.freeze()
        pairs.ours.append(seconds)
        pairs.bare.append(timed(partial(_read_and_insert, content, fresh, statements))[0])
        fresh.close()
        gc.unfreeze()
        run.tell(f"pair {turn + 1}: {pairs.ours[-1]:.2f} s and {pairs.bare[-1]:.2f} s")
        notes = _notes(report, statements)
    return pairs.figure(*notes)


def _import(opened: OpenDesk, content: bytes) -> ImportReport:
    answer = opened.desk.do(ImportCohort(read_cohort(content, _FILE, None, DAY)))
    assert isinstance(answer, ImportReport)
    return answer


def _read_and_insert(content: bytes, fresh: object, statements: list[bare.Statement]) -> None:
    with CalamineWorkbook.from_filelike(io.BytesIO(content)) as workbook:
        for name in workbook.sheet_names:
            workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
    bare.write(fresh, statements)


def _notes(report: ImportReport, statements: list[bare.Statement]) -> tuple[str, ...]:
    rows = sum(len(many) for _, many in statements)
    outcomes = ", ".join(f"{count:,} {outcome}" for outcome, count in report.counts.items() if count)
    return (f"{len(report.rows):,} rows read ({outcomes}); {rows:,} rows written",)
