"""Records of the documents of one conference, for tests of how they are drawn. Nobody in them exists."""

from datetime import date, timedelta
from random import Random

from iomdesk.packs.agenda import AgendaPaper, AgendaPerson
from iomdesk.packs.attendance import AgencyAttending, AttendanceSheet
from iomdesk.packs.conference_head import Head
from iomdesk.packs.contribution_sheet import ContributionSheets, PersonSheet, SheetBox
from iomdesk.packs.executive_summary import ExecutiveSummary, SummaryPerson
from iomdesk.packs.minutes_records import (
    AddedPart,
    AgencyThere,
    AttendancePart,
    ContributedPart,
    DecisionPart,
    DissentPart,
    LaterPart,
    MinutesPaper,
    PersonPart,
    PersonThere,
    PointPart,
    RaisedPart,
    ReviewedPart,
    ScoredPart,
    ScoredPathway,
    SignedPart,
    TakenBackPart,
)
from iomdesk.packs.paper.values import Withheld
from iomdesk.packs.records import Copy
from tests.packs.finished_pdf import LETTERS, Finished, check
from tests.packs.packs_sample import PATHWAYS, SCALE

HELD = date(2026, 11, 10)
WITHHELD = "3 entries withheld under clause 4.2."
COPY_LINE = "Copy 3 for L Grimes (housing)"
PRINTED = "Printed 2 Nov 2026 12:00"
NAMES = (
    f"NOWAK, Daniel {LETTERS}",
    "O'MALLEY, Siân",
    "<b>SMITH</b> & SONS",
    "NGUYỄN, Thị Hồng",
    "أحمد, يوسف",
    "N" * 300,
)
SENTENCE = "Rent arrears of seven weeks; notice served on 12 November and no answer to two letters. "


def head(document: str, **values: object) -> Head:
    given: dict[str, object] = {
        "document": document,
        "code": "Norwich-3",
        "site": "Norwich",
        "held_on": HELD,
        "copy": Copy(3, "L Grimes", "housing"),
        "printed_at": "2 Nov 2026 12:00",
        "number": 3,
        "starts_at": "10:00",
        "place": "Bethel Street",
        "chair": "Sgt A Example",
        "withheld_line": WITHHELD,
    }
    return Head(**{**given, **values})  # type: ignore[arg-type]


def checked(pdf: bytes, **values: object) -> Finished:
    """The finished file with all that every copy of ours carries."""
    given: dict[str, object] = {
        "marking": "OFFICIAL-SENSITIVE",
        "copy_line": COPY_LINE,
        "printed_line": PRINTED,
        "withheld_line": WITHHELD,
    }
    return check(pdf, **{**given, **values})  # type: ignore[arg-type]


def agenda(count: int = 6, **values: object) -> AgendaPaper:
    rags = ("Red", "Amber", "Green", None)
    people = tuple(
        AgendaPerson(
            f"NOR-{n:04}",
            NAMES[n % len(NAMES)] if count <= len(NAMES) else f"SURNAME{n}, Daniel",
            ("Amber, every 28 days, last on 13 Oct 2026",) if n % 3 else (),
            rags[n % len(rags)],
            f"{10 + n // 10}:{n % 10 * 6:02}",
            6,
        )
        for n in range(count)
    )
    put_off = (AgendaPerson("NOR-9999", "PUT, Off", ("release on 13 Nov 2026",), "Red", put_off="manager on leave"),)
    return AgendaPaper(head("Agenda"), people, put_off if count else (), **values)  # type: ignore[arg-type]


def attendance(count: int = 3, **values: object) -> AttendanceSheet:
    agencies = [
        AgencyAttending("housing", tuple(f"L Grimes {LETTERS}" if not n else f"Officer {n}" for n in range(count)))
    ]
    agencies.append(AgencyAttending("substance-misuse service"))
    given: dict[str, object] = {"apologies": ("J Okafor (probation)",)}
    statement = "What is said here is confidential.\n\nBy staying we accept this."
    return AttendanceSheet(head("Attendance sheet"), statement, 1, tuple(agencies), **{**given, **values})  # type: ignore[arg-type]


def sheets(count: int = 2, boxes: int = 4) -> ContributionSheets:
    readers = "Read by: police, probation; housing, if they work with the person."
    headings = ("Facts", "Opinion", "Health", "Substance use", "Intelligence", "Victims")
    made = tuple(
        PersonSheet(
            f"N3-PRI-{n:02}-K",
            f"NOR-{n:04}",
            NAMES[n % 4],
            date(1994, 3, 14),
            ("no conference yet", "asked for by housing: " + SENTENCE.strip(". ")),
            tuple(SheetBox(each, "What you saw.", readers) for each in headings[:boxes]),
        )
        for n in range(count)
    )
    return ContributionSheets(head("Contribution sheet"), "prison", "police, Norwich", made)


def summary(count: int = 3, **values: object) -> ExecutiveSummary:
    people = tuple(
        SummaryPerson(
            f"NOR-{n:04}",
            NAMES[n % len(NAMES)],
            SENTENCE * 2 if n != 1 else Withheld("4.2"),
            "Sgt A Example" if n % 2 else "Insp C Third",
        )
        for n in range(count)
    )
    return ExecutiveSummary(head("Executive summary"), people, ("housing", "police"), ("health",), **values)  # type: ignore[arg-type]


def scored(rng: Random, *, first: bool = False) -> ScoredPart:
    rows = []
    for n, label in enumerate(PATHWAYS):
        now, before = rng.choice([0, 1, 2, 3, 4, None]), None if first else rng.choice([0, 1, 2, 3, 4, None])
        moved = now - before if now is not None and before is not None else None
        rows.append(ScoredPathway(label, before, now, moved, SENTENCE if n % 3 else "", n == 2))
    return ScoredPart(tuple(rows), SCALE, None, None if first else 9, None, None if first else HELD, first)


def person(n: int, rng: Random) -> PersonPart:
    dissent = DissentPart("DS-1", "housing", "L Grimes", "Too early. " + SENTENCE)
    return PersonPart(
        f"NOR-{n:04}",
        NAMES[n % len(NAMES)],
        ("no conference yet",),
        "",
        (scored(rng, first=n % 2 == 0),),
        (DecisionPart("D-3", "RAG change: Amber to Red", SENTENCE, (dissent,)), DecisionPart("D-4", "Keep", "")),
        (),
        (RaisedPart("A-12", SENTENCE, "L Grimes", "housing", HELD + timedelta(days=14), "Accommodation"),),
        (ReviewedPart("A-3", SENTENCE, "", "", None, "Carried forward, 11 days overdue", overdue=True),),
        HELD + timedelta(days=28),
        (ContributedPart("health", "Dr R Osei", HELD, "N3-HEA-01-K", (("Facts", SENTENCE), ("Opinion", "Sound."))),),
        (TakenBackPart("Decided: something else", "Meant for another"),),
    )


def minutes(count: int = 3, **values: object) -> MinutesPaper:
    rng = Random(7)
    there = AttendancePart(
        (AgencyThere("police", (PersonThere("Sgt A Example", "chair", accepted=True), PersonThere("PC B Second"))),),
        (AgencyThere("health", (PersonThere("Dr R Osei"),)),),
        (AgencyThere("local authority", (PersonThere("M Bright", remark="T Pugh stands in"),)),),
        ("health", "local authority"),
        ("10:04: K Lund (housing) left the room.",),
    )
    given: dict[str, object] = {
        "head": head("Minutes"),
        "series": "Norwich, fortnightly",
        "began": "10 Nov 2026 10:03",
        "attendance": there,
        "statement": "What is said here is confidential.\n\nBy staying we accept this.",
        "version": 2,
        "points": (PointPart("1.", SENTENCE, "Sgt A Example"),),
        "people": tuple(person(n, rng) for n in range(count)),
        "not_reached": (PersonPart("NOR-9999", "LEFT, Over", put_off="manager on leave"),) if count else (),
        "signed": SignedPart("Sgt A Example", "10 Nov 2026 13:40", True),
        "addenda": (AddedPart("NOR-0001 Nowak", "The hearing is on 3 December.", "It came late", "A", "11 Nov 2026"),),
        "changed": (LaterPart("NOR-0001", "decision (reason changed), now: Keep", False),),
        "later": (LaterPart("NOR-0002", "Contribution of prison", True, (("Facts", "Visits from his mother."),)),),
    }
    return MinutesPaper(**{**given, **values})  # type: ignore[arg-type]
