"""A synthetic conference pack for the tests of the packs room. Nobody in it exists."""

from datetime import date, timedelta
from random import Random

from iomdesk.packs.paper.values import ScoreSet, Withheld
from iomdesk.packs.records import (
    ActionLine,
    AgendaLine,
    ConferencePack,
    Copy,
    DecisionLine,
    Identifier,
    Marker,
    NoteLine,
    Officer,
    PersonPage,
    RagChange,
)

PATHWAYS = (
    "Accommodation",
    "Employment and education",
    "Finances",
    "Drug use",
    "Alcohol use",
    "Health and wellbeing",
    "Personal relationships and community",
    "Thinking, behaviours and attitudes",
)
SCALE = ((0, "none"), (1, "low"), (2, "some"), (3, "significant"), (4, "crisis"))
HELD = date(2026, 11, 10)
RAGS = ("red", "amber", "green")
SURNAMES = ("NOWAK", "ŵynne-Jôns", "Nguyễn", "O'Malley", "Żółkiewski", "SMITH & <SONS>")


IDENTIFIERS = (
    Identifier("PNC", "2011/0244871X", "check letter does not match; typed as 11/244871X"),
    Identifier("CRN", "X123456"),
    Identifier("NOMIS", Withheld("4.2")),
    Identifier("CRO", None),
)
RAG_HISTORY = (
    RagChange(date(2026, 10, 20), "red", "Drug use in crisis, missed treatment, new associate at address"),
    RagChange(date(2026, 5, 4), "amber", None),
)
MARKERS = (
    Marker("Domestic-abuse perpetrator", date(2024, 2, 1), date(2027, 2, 1), "police, DASH 2024"),
    Marker("Risk to staff", date(2025, 2, 1), None, Withheld()),
)
ACTIONS = (
    ActionLine("A-101", "Housing duty appointment", "L Grimes", "housing", date(2026, 11, 7), overdue=True),
    ActionLine("A-102", "Drug test result to panel", "J Okafor", "probation", date(2026, 11, 10)),
    ActionLine("A-103", "Home visit in the evening, with a colleague", "PC 405 Doyle", "police", None),
)
DECISIONS = (
    DecisionLine(date(2026, 10, 20), "Amber to Red", "Drug use in crisis. Agreed by all but housing."),
    DecisionLine(date(2026, 9, 29), "Keep on the scheme", None),
)
NOTES = (
    NoteLine(
        "Prison (HMP Wayland)",
        date(2026, 11, 6),
        "Released to sister's address, no bag search issues, asked twice about work on release.",
    ),
    NoteLine("Health", date(2026, 11, 9), "Missed both appointments since release."),
)


def history(random: Random, sets: int) -> tuple[ScoreSet, ...]:
    held, scores = [], [random.randint(1, 4) for _ in PATHWAYS]
    for number in range(sets):
        scores = [min(4, max(0, score + random.choice((-1, 0, 0, 0, 1)))) for score in scores]
        shown = tuple(None if random.random() < 0.02 else score for score in scores)
        held.append(ScoreSet(HELD - timedelta(days=21 * (sets - number)), shown, random.randrange(8)))
    return tuple(held)


def person(number: int, sets: int = 9) -> PersonPage:
    random = Random(number)
    surname = SURNAMES[number % len(SURNAMES)]
    return PersonPage(
        ref=f"NOR-{number:04d}",
        name=f"{surname}, Daniel",
        born=date(1994, 3, 14),
        age=32,
        sex="male",
        reason="Red, due every 14 days; release in the next 28 days",
        identifiers=IDENTIFIERS,
        cohort_label="Fixed",
        adopted=date(2025, 8, 12),
        status="in the community; licence to 9 May 2027",
        supervision="statutory, lead agency probation",
        officers=(
            Officer("Lead manager", "J Okafor", "probation"),
            Officer("Co-manager", "PC 405 Doyle", "police"),
        ),
        rag=RAGS[number % 3],
        rosh=("high", "medium", "low", "very high")[number % 4],
        mappa="2 · level 1",
        rag_history=RAG_HISTORY,
        markers=MARKERS,
        history=history(random, sets),
        actions=ACTIONS,
        decisions=DECISIONS,
        notes=NOTES,
        withheld_line="2 entries from Health withheld under clause 4.2",
    )


def pack(people: tuple[PersonPage, ...], *, training: bool = False, number: int = 3) -> ConferencePack:
    agenda = tuple(
        AgendaLine(page.ref, page.name, page.reason, page.rag, f"{9 + n // 6:02d}:{n % 6 * 10:02d}")
        for n, page in enumerate(people)
    )
    return ConferencePack(
        title="Conference pack",
        site="Norwich",
        held_on=HELD,
        printed_at="9 Nov 2026 16:20",
        copy=Copy(number, "L Grimes", "housing"),
        people=people,
        agenda=agenda,
        pathway_names=PATHWAYS,
        scale=SCALE,
        training=training,
        withheld_line="3 entries withheld under clause 4.2",
    )
