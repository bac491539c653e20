"""Set a berita acara on paper: the same facts as its JSON, in the words of an office."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from itertools import groupby
from typing import Any

import orjson

from selaras import data
from selaras.core.ledger.berita_acara import canonical
from selaras.core.ledger.certificate import read_certificate
from selaras.core.ledger.stream import MITRA_PREFIX, NATION
from selaras.core.terms.numerals import indonesian
from selaras.core.terms.terbilang import hari_dan_tanggal, terbilang, waktu_setempat
from selaras.gateways.paper.typesetter import typeset

TEMPLATE = "berita_acara"
LINES_MAX = 25  # differences named on paper; the JSON names all
CLOCKS_APART_MS = 10 * 60 * 1000  # from here on the paper says that the two clocks differ
SIDES = ("child", "parent")
ROLES = {"child": "PIHAK PERTAMA (kantor anak)", "parent": "PIHAK KEDUA (kantor induk)"}
LEVELS = {"kabkota": "kabupaten/kota", "provinsi": "provinsi", "kementerian": "kementerian", "mitra": "mitra"}
RUMPUN = {"usaha": "Usaha (UMKM)", "koperasi": "Koperasi", "rencana": "Rencana", "umum": "Umum"}
EQUAL, DIFFERENT = "sama", "berbeda"


def print_berita_acara(document: bytes, file: str) -> bytes:
    """Return the PDF of a document. file: the name of the JSON beside it, for who wants to check."""
    return typeset(TEMPLATE, paper_values(document, file), at_ms=orjson.loads(document)["statement"]["child"]["at"])


def paper_values(document: bytes, file: str) -> Mapping[str, Any]:
    """Return what the template shows; everything is text."""
    told = orjson.loads(document)
    said = told["statement"]
    digest = hashlib.sha256(canonical(said)).hexdigest()
    when, zone = waktu_setempat(said["child"]["at"], said["child"]["wilayah"])
    apart = abs(said["child"]["at"] - said["parent"]["at"]) > CLOCKS_APART_MS
    return {
        "number": f"{digest[:4]}-{digest[4:8]}-{digest[8:12]}/{when:%m/%Y}".upper(),
        "day": hari_dan_tanggal(when.date()),
        "date": f"{when:%d-%m-%Y}",
        "hour": f"{when:%H.%M} {zone}",
        "parties": [_party(told, side, number) for number, side in enumerate(SIDES, 1)],
        "verdict": "ISI REGISTRI KEDUA PIHAK SAMA" if said["equal"] else "ISI REGISTRI KEDUA PIHAK BELUM SAMA",
        "sentence": _sentence(said),
        "rows": _rows(said["streams"]),
        "total": _total(said),
        "missing": _differences(said["streams"]),
        "note": "Jam kedua kantor berselisih lebih dari sepuluh menit; waktu di atas menurut jam Pihak Pertama."
        if apart
        else "",
        "file": file,
        "command": f"python verify_bukti.py {file} --root KUNCI",
        "digest": digest,
        "roots": [{"name": root.name, "key": root.key.hex()} for root in _roots(told)],
    }


def _party(told: Mapping[str, Any], side: str, ordinal: int) -> dict[str, str]:
    party = told["statement"][side]
    certificates = [read_certificate(text.encode()) for text in told["certificates"]]
    key = next(one.key for one in certificates if one.node.hex() == party["node"])
    return {
        "ordinal": str(ordinal),
        "name": party["name"],
        "level": LEVELS[party["level"]],
        "wilayah": _wilayah(party["wilayah"]),
        "node": party["node"],
        "role": ROLES[side],
        "key": _fingerprint(key.hex()),
        "signature": _fingerprint(told["signatures"][side]),
    }


def _sentence(said: Mapping[str, Any]) -> str:
    streams, changes = said["streams"], said["changes"]
    if said["equal"]:
        return (
            f"Kedua pihak memegang {_counted(len(streams))} aliran yang sama, berisi {_counted(changes['child'])}"
            " perubahan, dan kepala setiap aliran pada kedua pihak sama."
        )
    others = " Aliran yang lain sama." if said["differences"] < len(streams) else ""
    return (
        f"Kepala aliran berbeda pada {_counted(said['differences'])} dari {_counted(len(streams))} aliran. Pihak Pertama"
        f" memegang {_counted(changes['child'])} perubahan, Pihak Kedua {_counted(changes['parent'])} perubahan.{others}"
    )


def _counted(number: int) -> str:
    return f"{indonesian(number)} ({terbilang(number)})"


def _rows(streams: list[dict[str, Any]]) -> list[list[str]]:
    """Return a row of cells for each wilayah and rumpun."""
    rows = []
    for number, ((wilayah, rumpun), found) in enumerate(groupby(streams, key=_place), 1):
        group = list(found)
        counts = [indonesian(sum(_seq(row, side) for row in group)) for side in SIDES]
        result = DIFFERENT if any(_differs(row) for row in group) else EQUAL
        rows.append([str(number), _wilayah(wilayah), rumpun, str(len(group)), *counts, result])
    return rows


def _place(row: Mapping[str, Any]) -> tuple[str, str]:
    rumpun = row["rumpun"]
    return row["wilayah"], "Penerbitan" if rumpun.startswith(MITRA_PREFIX) else RUMPUN.get(rumpun, rumpun)


def _total(said: Mapping[str, Any]) -> list[str]:
    counts = [indonesian(said["changes"][side]) for side in SIDES]
    return [indonesian(len(said["streams"])), *counts, EQUAL if said["equal"] else DIFFERENT]


def _differences(streams: list[dict[str, Any]]) -> list[str]:
    """Return a sentence for each stream that differs, as many as a paper bears."""
    found = [row for row in streams if _differs(row)]
    lines = [
        f"{_wilayah(row['wilayah'])}, {_place(row)[1]}, penulis {row['node'][:8]}: Pihak Pertama {_reached(row, 'child')},"
        f" Pihak Kedua {_reached(row, 'parent')}."
        for row in found[:LINES_MAX]
    ]
    rest = len(found) - len(lines)
    return [*lines, f"{indonesian(rest)} aliran lain: lihat berkas JSON."] if rest else lines


def _reached(row: Mapping[str, Any], side: str) -> str:
    seq = _seq(row, side)
    return f"memegang sampai perubahan ke-{indonesian(seq)}" if seq else "belum memegang apa pun"


def _differs(row: Mapping[str, Any]) -> bool:
    heads = [(row[side] or {}).get("id") for side in SIDES]
    return bool(heads[0] != heads[1])


def _seq(row: Mapping[str, Any], side: str) -> int:
    return int(row[side]["seq"]) if row[side] else 0


def _wilayah(code: str) -> str:
    if code == NATION:
        return "Indonesia"
    known = data.wilayah()
    return f"{known.name(code)} ({code})" if known.knows(code) else code


def _roots(told: Mapping[str, Any]) -> list[Any]:
    read = [read_certificate(text.encode()) for text in told["certificates"]]
    return [one for one in read if one.issuer == one.node]


def _fingerprint(hexadecimal: str) -> str:
    """Return the beginning of a key or signature, in groups that two people can read to each other."""
    return " ".join(hexadecimal[at : at + 4] for at in range(0, 24, 4))
