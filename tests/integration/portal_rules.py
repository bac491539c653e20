"""The rules that files for other systems must keep, written down apart from what writes them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from typing import Any

STRUCTURE = re.compile(r"[A-Za-z][A-Za-z0-9_.-]*:[A-Za-z0-9_@$-]+\(\d+(\.\d+)*\)")  # AGENCY:ID(VERSION)
CODE = re.compile(r"[A-Za-z0-9_@$-]+")  # an SDMX identifier
DATASET = (
    "dct:title",
    "dct:description",
)  # mandatory in DCAT-AP 3; what follows is recommended there, and asked for by Satu Data
ASKED = (
    "dct:publisher",
    "dct:issued",
    "dct:spatial",
    "dct:temporal",
    "dct:identifier",
    "dcat:keyword",
    "dcat:distribution",
)
SATU_DATA = ("concept", "formula", "classification", "unit", "universe", "period", "source")


def sdmx_faults(text: str, structure: Mapping[str, Any]) -> list[str]:
    """Return what is against SDMX-CSV 2.0 or against the structure: columns, codes, unique keys, observed values."""
    heading, *lines = list(csv.reader(io.StringIO(text)))
    dimensions = structure["dimensions"]
    known = {*dimensions, structure["measure"], *structure["attributes"]}
    if heading[:3] != ["STRUCTURE", "STRUCTURE_ID", "ACTION"]:
        return ["the first three columns"]
    faults = [f"column {name}" for name in known ^ set(heading[3:])]
    faults += [f"code {c['id']}" for codes in dimensions.values() for c in codes if not CODE.fullmatch(c["id"])]
    if faults:
        return faults
    codes = {name: {one["id"] for one in listed} for name, listed in dimensions.items()}
    keys = set()
    for line in lines:
        row = dict(zip(heading, line, strict=True))
        if (row["STRUCTURE"], row["ACTION"]) != ("dataflow", "I"):
            faults.append("structure or action")
        if row["STRUCTURE_ID"] != structure["dataflow"] or not STRUCTURE.fullmatch(row["STRUCTURE_ID"]):
            faults.append("structure id")
        faults += [f"{name} {row[name]}" for name, listed in codes.items() if row[name] not in listed]
        faults += ["status"] if row["CONF_STATUS"] not in structure["attributes"]["CONF_STATUS"] else []
        if row["OBS_VALUE"]:
            float(row["OBS_VALUE"])
        key = tuple(row[name] for name in dimensions)
        faults += [f"twice {key}"] if key in keys else []
        keys.add(key)
    return faults


def dcat_faults(about: Mapping[str, Any]) -> list[str]:
    """Return what DCAT-AP or Satu Data Indonesia asks for and the metadata lack."""
    faults = [name for name in (*DATASET, *ASKED) if not about.get(name)]
    faults += ["@type"] if about.get("@type") != "dcat:Dataset" else []
    agent = about.get("dct:publisher") or {}
    faults += ["foaf:name"] if agent.get("@type") != "foaf:Agent" or not agent.get("foaf:name") else []
    used = {key.partition(":")[0] for key in about if ":" in key}
    faults += [f"prefix {name}" for name in used - about.get("@context", {}).keys()]
    for one in about.get("dcat:distribution") or ():
        faults += [name for name in ("dcat:accessURL", "dct:format", "dcat:mediaType") if not one.get(name)]
    for one in about.get("indikator") or ({},):
        faults += [f"indikator {name}" for name in SATU_DATA if name not in one]
    return faults
