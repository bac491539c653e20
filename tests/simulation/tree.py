"""The trees that are simulated. Each is joined once a process, with fixed keys; every seed starts from copies of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Any

from selaras.core.ledger.authority import Level
from selaras.core.ledger.certificate import Certificate
from selaras.flows.node import Identity, Node
from selaras.flows.open_node import Opener
from selaras.flows.rebuild import rebuild
from tests.simulation.disk import Disk, Witness, new_witness
from tests.simulation.versions import run_version
from tests.world.databases import memory_connection
from tests.world.offices import BOTH, START_MS, Wall, connect, new_office, parent_certificate

KABKOTA, PROVINSI, KEMENTERIAN, MITRA = Level.KABKOTA, Level.PROVINSI, Level.KEMENTERIAN, Level.MITRA


@dataclass(frozen=True, slots=True)
class Place:
    """Where a node stands. parents: positions of the nodes it calls."""

    level: Level
    wilayah: str
    rumpun: tuple[str, ...]
    parents: tuple[int, ...] = ()


TREES: dict[str, tuple[Place, ...]] = {
    "kecil": (
        Place(KEMENTERIAN, "ID", BOTH),
        Place(PROVINSI, "35", BOTH, (0,)),
        Place(KABKOTA, "35.07", BOTH, (1,)),
        Place(KABKOTA, "35.73", BOTH, (1,)),
    ),
    "sedang": (
        Place(KEMENTERIAN, "ID", ("koperasi",)),
        Place(KEMENTERIAN, "ID", ("usaha",)),
        Place(PROVINSI, "35", BOTH, (0, 1)),
        Place(KABKOTA, "35.07", BOTH, (2,)),
        Place(KABKOTA, "35.73", BOTH, (2,)),
        Place(MITRA, "35", (), (2,)),
    ),
    "besar": (
        Place(KEMENTERIAN, "ID", ("koperasi",)),
        Place(KEMENTERIAN, "ID", ("usaha",)),
        Place(PROVINSI, "35", BOTH, (0, 1)),
        Place(PROVINSI, "33", BOTH, (0, 1)),
        Place(KABKOTA, "35.07", BOTH, (2,)),
        Place(KABKOTA, "35.73", BOTH, (2,)),
        Place(KABKOTA, "35.78", BOTH, (2,)),
        Place(KABKOTA, "33.01", BOTH, (3,)),
        Place(KABKOTA, "33.74", BOTH, (3,)),
        Place(MITRA, "35", (), (2,)),
        Place(MITRA, "33", (), (3,)),
        Place(MITRA, "ID", (), (1,)),
    ),
}


@dataclass(frozen=True, slots=True)
class Seedling:
    """One joined node: who it is, its database and its witness as they were when the tree stood."""

    place: Place
    identity: Identity
    connection: Any
    note: bytes | None
    parents: tuple[Certificate, ...]


class SimulatedOpener(Opener):
    """The product's opening of a node, over the simulated folder."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self.home = office.witness.home

    def node(self) -> Node:
        return self._office.node


class Office:
    """One running installation of a node. A clone is a second one of the same node, `at` the same place of the tree."""

    def __init__(
        self, at: int, seedling: Seedling, wall: Callable[[Office], int], random: Callable[[int], bytes]
    ) -> None:
        self.at, self.place, self.identity, self.parents = at, seedling.place, seedling.identity, seedling.parents
        self.disk = Disk(Disk(seedling.connection).copy())
        self.machine = f"mesin-{at}"
        self.witness: Witness = new_witness((self.machine,), self.disk)
        self.witness.home.content = seedling.note  # type: ignore[attr-defined]
        self.skew_ms = 0
        self.older = False
        self.node = Node(self.identity, self.disk, lambda: wall(self), random, self.witness)
        self.id = self.node.id
        self.name = f"{at}"

    def open(self) -> Node:
        """Do what every command and every request begins with: ask the witness whether this is the original."""
        self.run()
        SimulatedOpener(self).open()
        return self.node

    def run(self) -> None:
        """Let the product be of the version that is installed here."""
        run_version(older=self.older)

    def upgrade(self) -> None:
        """Install today's version, and do what `selaras upgrade` does."""
        if self.older:
            self.older = False
            rebuild(self.open(), lambda _done: None)

    def epoch(self) -> bytes:
        """Return the epoch in which this installation writes now."""
        ((epoch,),) = self.disk.peek("SELECT epoch FROM network_self")
        return bytes(epoch)

    def restart(self) -> None:
        """Come up after a power cut."""
        self.disk.restart()


@cache
def plant(name: str) -> tuple[Seedling, ...]:
    """Return the joined tree of this name."""
    rng, wall = Random(f"pohon {name}"), Wall(START_MS)
    nodes: list[Node] = []
    for i, place in enumerate(TREES[name]):
        disk = Disk(memory_connection())
        node = new_office(rng, place.level, place.wilayah, place.rumpun, db=disk, wall=wall)
        node.witness = new_witness((f"mesin-{i}",), disk)
        nodes.append(node)
        for parent in place.parents:
            connect(node, nodes[parent])
    return tuple(_seedling(place, node, nodes) for place, node in zip(TREES[name], nodes, strict=True))


def _seedling(place: Place, node: Node, nodes: list[Node]) -> Seedling:
    from selaras.flows.node import note_witness

    note_witness(node)
    assert isinstance(node.witness, Witness)
    disk = node.db
    assert isinstance(disk, Disk)
    parents = tuple(parent_certificate(node, nodes[parent]) for parent in place.parents)
    return Seedling(place, node.identity, disk.copy(), node.witness.home.content, parents)  # type: ignore[attr-defined]
