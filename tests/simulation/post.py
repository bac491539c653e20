"""Packets between simulated offices: written, carried about, lost, cut, changed, read late, twice, or by a copy of their reader."""

from __future__ import annotations

from dataclasses import dataclass, field

import pysqlite3

from selaras.core.ledger.batch import MAGIC, decode_batch
from selaras.core.ledger.envelope import read_envelope
from selaras.core.ledger.packet import PartCipher, read_header
from selaras.flows.link import NoLink
from selaras.flows.node import NodeMayNotWrite
from selaras.flows.read_packet import PacketRead, PacketRefused, read_packet
from selaras.flows.write_packet import write_packet
from tests.simulation.disk import PowerCut
from tests.simulation.tree import Office
from tests.simulation.world import Violated, World

KEPT_MAX = 15  # packets that lie about
QUIET_ROUNDS = 2
ROUNDS_MAX = 20


@dataclass(frozen=True, slots=True)
class Packet:
    """A packet on its way. parts: as they stand in its file."""

    sender: Office
    receiver: Office
    parts: list[bytes]


@dataclass
class Post:
    """Whoever carries the packets of one world."""

    world: World
    bag: list[Packet] = field(default_factory=list)

    def write(self, _world: World) -> None:
        """Some office writes a packet for its parent or its child."""
        link = list(self.world.rng.choice(self.world.links()))
        self.world.rng.shuffle(link)
        if packet := self.written(*link):
            self.bag = [*self.bag, packet][-KEPT_MAX:]

    def read(self, _world: World) -> None:
        """A packet from the bag is read at last; it may not be what it was, and it stays in the bag."""
        rng, revoked = self.world.rng, self.world.revoked
        if not self.bag:
            return
        packet = rng.choice(self.bag)
        if packet.sender.at in revoked or packet.receiver.at in revoked:
            return
        same = [office for office in self.world.live() if office.at == packet.receiver.at]
        reader, parts = rng.choice(same), list(packet.parts)
        fault = rng.choice(["", "", "", "putus", "ubah", "hilang", "tukar"])
        at = rng.randrange(1, len(parts))
        if fault == "putus":
            parts = parts[:at]
        elif fault == "ubah":
            place = rng.randrange(len(parts[at]))
            parts[at] = parts[at][:place] + bytes([parts[at][place] ^ 1]) + parts[at][place + 1 :]
        elif fault == "hilang":
            del parts[at]
        elif fault == "tukar":
            parts[at], parts[-1] = parts[-1], parts[at]
        whole = parts == packet.parts
        if self.taken(packet, reader, parts) and not whole:
            raise Violated("I14", f"{reader.name} read a packet to its end that was changed ({fault})")

    def written(self, sender: Office, receiver: Office) -> Packet | None:
        """Return a packet, None when the sender could not write it."""
        parts: list[bytes] = []
        try:
            done = write_packet(sender.open(), receiver.id, parts.append, lambda _done, _all: None)
        except (NoLink, NodeMayNotWrite, pysqlite3.OperationalError) as error:
            self.world.note(f"{sender.name} no packet for {receiver.name}: {type(error).__name__}")
            return None
        except PowerCut:
            self.world.came_up(sender)
            return None
        self.world.note(f"{sender.name} packet for {receiver.name}: {done.sent}")
        self._watch(sender, receiver, parts)
        return Packet(sender, receiver, parts)

    def taken(self, packet: Packet, reader: Office, parts: list[bytes]) -> PacketRead | None:
        """Let an office read; return what came, None when the reading did not come to its end."""
        world, done = self.world, None
        try:
            done = read_packet(reader.open(), parts)
            causes = ",".join(sorted(refusal.cause for refusal in done.refused))
            world.note(f"{reader.name} packet of {packet.sender.name} +{done.received} {causes} {done.lost}")
        except (PacketRefused, NoLink) as refusal:
            world.note(f"{reader.name} packet of {packet.sender.name} {refusal.code}")
        except pysqlite3.OperationalError:
            world.note(f"{reader.name} disk full")
        except PowerCut:
            world.came_up(reader)
        reader.disk.disarm()
        world.check_kept(reader)
        world.check_safe(reader)
        return done

    def heal(self) -> None:
        """Bring everything up and let packets go both ways, no line at all, until nothing moves any more."""
        for office in self.world.offices:
            office.restart()
            office.upgrade()
            office.skew_ms = 0
        quiet = 0
        for _ in range(ROUNDS_MAX):
            moved = sum(self._passed(*way) for link in self.world.links() for way in (link, link[::-1]))
            quiet = 0 if moved else quiet + 1
            if quiet == QUIET_ROUNDS:
                return
        raise Violated("liveness", "the offices exchange packets for ever")

    def _passed(self, sender: Office, receiver: Office) -> int:
        self.world.now_ms += 1000
        packet = self.written(sender, receiver)
        done = self.taken(packet, receiver, packet.parts) if packet else None
        if done is None:
            raise Violated("liveness", f"{receiver.name} cannot read a good packet of {sender.name}")
        return done.received + done.healed

    def _watch(self, sender: Office, receiver: Office, parts: list[bytes]) -> None:
        """See inside with the receiver's key: nothing may be in it that the receiver may not hold."""
        cipher = PartCipher(parts[0], receiver.identity.seal, read_header(parts[0]).one_time)
        for part in parts[1:]:
            attachment = read_envelope(cipher.open(part)[0])[0].attachment
            if attachment.startswith(MAGIC):
                self.world.watch(sender, receiver, decode_batch(attachment))
