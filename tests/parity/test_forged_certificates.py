"""Certificates that nobody signed: they take no genuine one's place, lend no key, and stop no batch."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from selaras.core.ledger.authority import Level
from selaras.core.ledger.batch import Batch
from selaras.core.ledger.certificate import sign_certificate
from selaras.flows.apply_batch import apply_batch
from selaras.flows.link import find_link
from selaras.flows.node import Node
from selaras.flows.write_packet import write_packet
from selaras.store.database import Database
from selaras.store.network.queries import keep_certificates, read_directory
from tests.world.offices import connect, new_office, sync

ATTACKER = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
FOREVER = 2**61


class Hub:
    """A province on the database under test below a ministry, and two offices, one of which is hostile."""

    def __init__(self, database: Database) -> None:
        self.rng = Random(21)
        self.umkm = new_office(self.rng, Level.KEMENTERIAN, "ID", ("usaha",))
        self.jatim = new_office(self.rng, Level.PROVINSI, "35", db=database)
        self.malang = new_office(self.rng, Level.KABKOTA, "35.07")
        self.kota = new_office(self.rng, Level.KABKOTA, "35.73")
        connect(self.jatim, self.umkm)
        for child in (self.malang, self.kota):
            connect(child, self.jatim)

    def push(self, *certificates: bytes) -> None:
        """Let the hostile office send certificates in a batch."""
        apply_batch(self.jatim, self.malang.id, Batch((), certificates), lambda _: True)


@pytest.fixture
def hub(database: Database) -> Hub:
    return Hub(database)


def forged(about: Node, issuer: Node, until: int = FOREVER) -> bytes:
    """A certificate about a node with the attacker's packet key, signed by the attacker in the issuer's name."""
    lie = replace(about.identity.certificate(issuer.id, 0, until), name="Palsu", seal=bytes([9]) * 32)
    return sign_certificate(lie, ATTACKER)


@pytest.mark.parametrize("issuer", ["jatim", "kota", "umkm"])
def test_a_forged_certificate_takes_no_genuine_ones_place(hub: Hub, issuer: str) -> None:
    before = read_directory(hub.jatim.db)
    hub.push(forged(hub.kota, getattr(hub, issuer)), forged(hub.umkm, hub.umkm), forged(hub.jatim, hub.jatim))
    after = read_directory(hub.jatim.db)

    assert after.signed == before.signed
    assert sync(hub.kota, hub.jatim).equal
    assert find_link(hub.jatim, after, hub.umkm.id).certificate.seal == hub.umkm.identity.public_seal
    assert find_link(hub.jatim, after, hub.kota.id).certificate.seal == hub.kota.identity.public_seal


def test_a_packet_is_sealed_to_the_key_that_the_parent_itself_gave(hub: Hub) -> None:
    """The forged certificate is there first: its issuer is unknown, so nobody can judge it yet."""
    stranger = new_office(hub.rng, Level.KEMENTERIAN, "ID", ("koperasi",))
    hub.push(forged(stranger, new_office(hub.rng, Level.KEMENTERIAN, "ID", ("usaha",))))
    connect(hub.jatim, stranger)
    seal = find_link(hub.jatim, read_directory(hub.jatim.db), stranger.id).certificate.seal

    assert seal == stranger.identity.public_seal
    assert write_packet(hub.jatim, stranger.id, lambda _: None, lambda _done, _all: None).name == "Kantor ID"


def test_a_genuine_certificate_replaces_a_forged_one_that_came_before_its_issuer_was_known(hub: Hub) -> None:
    other, below = (new_office(hub.rng, level, "36") for level in (Level.PROVINSI, Level.PROVINSI))
    hub.push(forged(below, other))
    genuine = sign_certificate(below.identity.certificate(other.id, 0, 1), other.identity.key)
    own = sign_certificate(other.identity.certificate(other.id, 0, 1), other.identity.key)
    hub.push(genuine, own)

    assert read_directory(hub.jatim.db).signed[below.id] == (genuine,)


@pytest.mark.parametrize("until", [2**63, 2**70, -(2**63) - 1])
def test_a_date_that_no_column_holds_is_no_certificate_and_stops_no_batch(hub: Hub, until: int) -> None:
    signed = sign_certificate(replace(hub.malang.identity.certificate(hub.malang.id, 0, 0), until=0), ATTACKER)
    hub.push(signed.replace(b'\\"until\\":0', b'\\"until\\":' + str(until).encode()))

    assert sync(hub.malang, hub.jatim).equal


def test_a_renewed_certificate_takes_the_older_ones_place(hub: Hub) -> None:
    def kept(until: int) -> bytes:
        signed = sign_certificate(hub.kota.identity.certificate(hub.jatim.id, 0, until), hub.jatim.identity.key)
        with hub.jatim.db.transaction():
            keep_certificates(hub.jatim.db, [signed])
        found = read_directory(hub.jatim.db).issued(hub.jatim.id, hub.kota.id)
        assert found is not None
        return found[1] if found[1] == signed else b""

    assert kept(FOREVER)
    assert not kept(FOREVER - 1)
