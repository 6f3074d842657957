"""The pathway set that ships with the program, entered once with fixed ids (SYNC, "Founding, joining, roles")."""

import tomllib
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from iomdesk import catalogue
from iomdesk.catalogue import Kind
from iomdesk.ids import Id, shipped_id
from iomdesk.pathways.records import Pathway, PathwaySet, ScaleLevel
from iomdesk.store.unit import Given, Work
from resources import packaged


def enter_shipped(work: Work) -> Id:
    """Enter the default pathways and scale, what of them is not on the desk yet. Answers the set's fixed id."""
    shipped = tomllib.loads(packaged("pathways/default.toml").decode())
    code, version = str(shipped["code"]), int(shipped["version"])
    whole = shipped_id(code, version)
    present = _present(work, whole)
    for record, kind, values in _records(shipped, code, version, whole):
        if record not in present:
            work.create(kind, values, record=record)
    return whole


def _present(work: Work, whole: Id) -> set[Id]:
    rows = [
        *work.all(select(PathwaySet.id).where(PathwaySet.id == whole)),
        *work.all(select(Pathway.id).where(Pathway.pathway_set == whole)),
        *work.all(select(ScaleLevel.id).where(ScaleLevel.pathway_set == whole)),
    ]
    return {record for (record,) in rows}


def _records(
    shipped: Mapping[str, Any], code: str, version: int, whole: Id
) -> list[tuple[Id, Kind, Mapping[str, Given]]]:
    about = {"code": code, "version": version, "title": shipped["title"], "source": shipped["source"]}
    labels = [
        (
            shipped_id(f"{code}/pathway/{place}", version),
            catalogue.PATHWAY,
            {"pathway_set": whole, "place": place, "label": label},
        )
        for place, label in enumerate(shipped["labels"], start=1)
    ]
    levels = [
        (
            shipped_id(f"{code}/level/{step['level']}", version),
            catalogue.SCALE_LEVEL,
            {"pathway_set": whole, "level": step["level"], "label": step["label"]},
        )
        for step in shipped["scale"]
    ]
    return [(whole, catalogue.PATHWAY_SET, about), *labels, *levels]
