"""The link between this node and one peer: which of the two is the child, and what may cross between them."""

from __future__ import annotations

from dataclasses import dataclass

from selaras.core.ledger.certificate import Certificate, in_link_scope
from selaras.core.ledger.stream import Stream
from selaras.flows.join import PARENT
from selaras.flows.node import Node
from selaras.store.network.queries import Directory, Peer, read_peers

SENTENCES = {
    "tak_dikenal": "«{name}» bukan induk atau anak kantor ini. Paket hanya bertukar antara kantor yang sudah bergabung"
    " («selaras join»). Di sini tidak ada yang berubah.",
    "dicabut": "Sertifikat «{name}» sudah dicabut: kantor ini tidak menulis paket untuknya dan tidak membaca paketnya.",
    "kedaluwarsa": "Sertifikat «{name}» sudah lewat masa berlakunya. Buat kode undangan baru («selaras invite»),"
    " lalu kantor itu bergabung lagi.",
}


@dataclass
class NoLink(Exception):
    """There is no link to this node, or no longer. code: "tak_dikenal", "dicabut", "kedaluwarsa"; message: Indonesian."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Link:
    """certificate: the peer's. child, parent: this node and the peer, in their places."""

    peer: Peer
    certificate: Certificate
    child: Certificate
    parent: Certificate

    @property
    def upwards(self) -> bool:
        """Whether the peer is our parent."""
        return self.certificate is self.parent

    def carries(self, stream: Stream) -> bool:
        """Return whether a stream may cross this link at all, in either direction."""
        return in_link_scope(self.child, self.parent, stream)


def find_link(node: Node, directory: Directory, other: bytes, name: str = "") -> Link:
    """Return the link to a peer. name: what an unknown one calls itself. Raises NoLink."""
    peer = next((peer for peer in read_peers(node.db) if peer.node == other), None)
    certificate = directory.certificates.get(other)
    if peer is None or certificate is None or directory.rumpun.get(other) is None:
        raise _no_link("tak_dikenal", name or other.hex())
    if other in directory.limits:
        raise _no_link("dicabut", certificate.name)
    mine = node.identity.certificate(node.id, 0, 0)
    if peer.role == PARENT:
        return Link(peer, certificate, child=mine, parent=certificate)
    issued = directory.issued(node.id, other)
    if issued is None:
        raise _no_link("tak_dikenal", certificate.name)
    if issued[0].until < node.wall_ms():
        raise _no_link("kedaluwarsa", certificate.name)
    return Link(peer, issued[0], child=issued[0], parent=mine)


def _no_link(code: str, name: str) -> NoLink:
    return NoLink(code, SENTENCES[code].format(name=name))
