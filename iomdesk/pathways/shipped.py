"""The pathway set that ships with the program, entered once with fixed ids (SYNC, "Founding, joining, roles")."""

import tomllib
from collections.abc import Iterator, Mapping

from sqlalchemy import select

from iomdesk import catalogue
from iomdesk.catalogue import Kind
from iomdesk.ids import Id, shipped_id
from iomdesk.pathways.editing import Proposed, read_proposed
from iomdesk.pathways.records import LevelAnchor, Pathway, PathwaySet, ScaleLevel
from iomdesk.store.unit import Given, Work
from resources import packaged


def enter_shipped(work: Work) -> Id:
    """Enter the default pathways, scale and level texts, what of them is not on the desk yet. Answers the set's id.

    A desk founded by an earlier release gets what was added since; what it changed or withdrew is left alone.
    """
    content = packaged("pathways/default.toml")
    head = tomllib.loads(content.decode())
    code, version = str(head["code"]), int(head["version"])
    whole = shipped_id(code, version)
    present = _present(work, whole)
    proposed = read_proposed(content)
    about: dict[str, Given] = {"code": code, "version": version, "title": proposed.title, "source": str(head["source"])}
    for record, kind, values in ((whole, catalogue.PATHWAY_SET, about), *_parts(proposed, code, version, whole)):
        if record not in present:
            work.create(kind, values, record=record)
    return whole


def _present(work: Work, whole: Id) -> set[Id]:
    rows = [
        *work.all(select(PathwaySet.id).where(PathwaySet.id == whole)),
        *work.all(select(Pathway.id).where(Pathway.pathway_set == whole)),
        *work.all(select(ScaleLevel.id).where(ScaleLevel.pathway_set == whole)),
        *work.all(select(LevelAnchor.id).where(LevelAnchor.pathway_set == whole)),
    ]
    return {record for (record,) in rows}


def _parts(proposed: Proposed, code: str, version: int, whole: Id) -> Iterator[tuple[Id, Kind, Mapping[str, Given]]]:
    for place, label in enumerate(proposed.labels, start=1):
        pathway: dict[str, Given] = {"pathway_set": whole, "place": place, "label": label}
        yield shipped_id(f"{code}/pathway/{place}", version), catalogue.PATHWAY, pathway
    for level, words in proposed.scale:
        step: dict[str, Given] = {"pathway_set": whole, "level": level, "label": words}
        yield shipped_id(f"{code}/level/{level}", version), catalogue.SCALE_LEVEL, step
    for (place, level), text in sorted(proposed.anchors.items()):
        anchor: dict[str, Given] = {"pathway_set": whole, "place": place, "level": level, "body": text}
        yield shipped_id(f"{code}/anchor/{place}/{level}", version), catalogue.LEVEL_ANCHOR, anchor
