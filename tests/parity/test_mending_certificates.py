"""A damaged certificate is named by scrub and fetched again by the next sync; what it vouches for stays as it is."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from selaras.core.ledger.authority import Level
from selaras.core.ledger.record import new_records
from selaras.flows.exchange import PeerRefused, find_parent
from selaras.flows.node import Node
from selaras.flows.record_changes import NewChange, record_changes
from selaras.flows.scrub import Scrubbed, scrub
from selaras.store.database import Database
from tests.world.contents import ledger
from tests.world.offices import connect, new_office, sync

CERTIFICATES = "SELECT node, issuer, signed, until, anchor FROM network_certificate ORDER BY node, issuer"


class Line:
    """A province on the database under test, between a ministry and an office whose changes have reached both."""

    def __init__(self, database: Database) -> None:
        rng = Random(21)
        self.umkm = new_office(rng, Level.KEMENTERIAN, "ID", ("usaha",))
        self.jatim = new_office(rng, Level.PROVINSI, "35", db=database)
        self.malang = new_office(rng, Level.KABKOTA, "35.07")
        connect(self.jatim, self.umkm)
        connect(self.malang, self.jatim)
        record = next(new_records(self.malang.wall_ms(), rng.randbytes(6), "35.07", "usaha"))
        record_changes(
            self.malang, [NewChange("35.07", "usaha", "usaha", record, {"nama_usaha": "Toko"}, "uji", "edit")]
        )
        for _ in range(2):
            sync(self.malang, self.jatim)
            sync(self.jatim, self.umkm)

    def harm(self, column: str, value: Any, about: Node, issuer: Node) -> None:
        sql = f"UPDATE network_certificate SET {column} = ? WHERE node = ? AND issuer = ?"
        self.jatim.db.execute(sql, (value, about.id, issuer.id))

    def signed(self, about: Node, issuer: Node) -> bytes:
        sql = "SELECT signed FROM network_certificate WHERE node = ? AND issuer = ?"
        return bytes(self.jatim.db.rows(sql, (about.id, issuer.id))[0][0])


@pytest.fixture
def line(database: Database) -> Line:
    return Line(database)


def check(node: Node) -> Scrubbed:
    return scrub(node, lambda _: None)


def rows(node: Node) -> list[tuple[Any, ...]]:
    return [tuple(bytes(v) if isinstance(v, memoryview) else v for v in row) for row in node.db.rows(CERTIFICATES)]


@pytest.mark.parametrize(("about", "issuer"), [("malang", "jatim"), ("jatim", "umkm"), ("umkm", "umkm")])
@pytest.mark.parametrize("harm", ["name", "signature", "json", "until", "node", "issuer"])
def test_a_damaged_certificate_is_named_and_comes_back_by_the_next_sync(
    line: Line, harm: str, about: str, issuer: str
) -> None:
    of, by = getattr(line, about), getattr(line, issuer)
    before, held, signed = rows(line.jatim), ledger(line.jatim.db)["changes"], line.signed(of, by)
    harmed: dict[str, tuple[str, Any]] = {
        "name": ("signed", signed.replace(b"Kantor", b"Kantos")),
        "signature": ("signed", signed[:-3] + bytes([signed[-3] ^ 1]) + signed[-2:]),
        "json": ("signed", b"z" + signed[1:]),
        "until": ("until", 7),
        "node": ("node", bytes(16)),
        "issuer": ("issuer", bytes(16)),
    }
    line.harm(*harmed[harm], of, by)

    assert check(line.jatim).certificates
    if about == "umkm" and harm in ("json", "node"):  # nothing that it says can be believed now
        with pytest.raises(PeerRefused, match="selaras join"):
            find_parent(line.jatim, line.umkm.id)
        connect(line.jatim, line.umkm)
    assert not sync(line.jatim, line.umkm).damaged
    assert check(line.jatim).sound
    assert rows(line.jatim) == before
    assert ledger(line.jatim.db)["changes"] == held
    assert sync(line.malang, line.jatim).equal


def test_a_nodes_own_certificate_is_signed_anew(line: Line) -> None:
    signed = line.signed(line.jatim, line.jatim)
    line.harm("signed", signed.replace(b"Kantor", b"Kantos"), line.jatim, line.jatim)
    assert check(line.jatim).certificates == [line.jatim.id.hex()]

    sync(line.jatim, line.umkm)

    assert check(line.jatim).sound
    assert sync(line.malang, line.jatim).equal
