"""The Pathways Matrix: score sets, their evidence, and the versioned labels and scale they were made on.

Mapped for reading; rows are written by the store's projector alone.
"""

from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from iomdesk import catalogue
from iomdesk.store.tables import AboutPerson, Record


class ScoreSet(AboutPerson):
    """A score set, read as the projector wrote it (catalogue kind 20)."""

    __tablename__ = "score_set"
    kind = catalogue.SCORE_SET

    pathway_set: Mapped[bytes | None]
    conference: Mapped[bytes | None] = mapped_column(index=True)
    scored_on: Mapped[date | None]
    score_1: Mapped[int | None]
    score_2: Mapped[int | None]
    score_3: Mapped[int | None]
    score_4: Mapped[int | None]
    score_5: Mapped[int | None]
    score_6: Mapped[int | None]
    score_7: Mapped[int | None]
    score_8: Mapped[int | None]
    priority: Mapped[int | None]
    corrects: Mapped[bytes | None]
    source: Mapped[str | None]
    withdrawn: Mapped[str | None]


class ScoreEvidence(AboutPerson):
    """A score evidence, read as the projector wrote it (catalogue kind 21)."""

    __tablename__ = "score_evidence"
    kind = catalogue.SCORE_EVIDENCE

    score_set: Mapped[bytes | None] = mapped_column(index=True)
    pathway: Mapped[int | None]
    body: Mapped[str | None]
    withdrawn: Mapped[str | None]


class PathwaySet(Record):
    """A pathway set, read as the projector wrote it (catalogue kind 51)."""

    __tablename__ = "pathway_set"
    kind = catalogue.PATHWAY_SET

    code: Mapped[str | None]
    version: Mapped[int | None]
    title: Mapped[str | None]
    source: Mapped[str | None]
    previous: Mapped[bytes | None]
    in_force_from: Mapped[date | None]
    adopted_by: Mapped[bytes | None]
    withdrawn: Mapped[str | None]


class Pathway(Record):
    """A pathway, read as the projector wrote it (catalogue kind 52)."""

    __tablename__ = "pathway"
    kind = catalogue.PATHWAY

    pathway_set: Mapped[bytes | None]
    place: Mapped[int | None]
    label: Mapped[str | None]
    was_place: Mapped[int | None]
    withdrawn: Mapped[str | None]


class ScaleLevel(Record):
    """A scale level, read as the projector wrote it (catalogue kind 53)."""

    __tablename__ = "scale_level"
    kind = catalogue.SCALE_LEVEL

    pathway_set: Mapped[bytes | None]
    level: Mapped[int | None]
    label: Mapped[str | None]
    was_levels: Mapped[str | None]
    withdrawn: Mapped[str | None]


class LevelAnchor(Record):
    """What a level of a pathway looks like, read as the projector wrote it (catalogue kind 58)."""

    __tablename__ = "level_anchor"
    kind = catalogue.LEVEL_ANCHOR

    pathway_set: Mapped[bytes | None] = mapped_column(index=True)
    place: Mapped[int | None]
    level: Mapped[int | None]
    body: Mapped[str | None]
    withdrawn: Mapped[str | None]
