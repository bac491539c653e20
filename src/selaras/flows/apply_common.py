"""What some changes do besides stating facts: erase, revoke a node, bring a new authority table, begin or end a publication."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress

import orjson

from selaras.core.ledger.authority import ERASURE, Level
from selaras.core.ledger.certificate import RANK, BadCertificate, Certificate, read_certificate
from selaras.core.ledger.payload import Scalar, Statement, decode
from selaras.core.ledger.segment import Segment
from selaras.core.ledger.stream import NATION, RUMPUN_UMUM, covers, read_publication
from selaras.flows.context import fold_context
from selaras.flows.node import Node
from selaras.store.database import Database
from selaras.store.inbox.queries import forget_record
from selaras.store.ledger.erasure import erase
from selaras.store.ledger.quarantine import forget_evidence
from selaras.store.ledger.queries import read_streams
from selaras.store.ledger.shapes import read_shapes
from selaras.store.ledger.write import place
from selaras.store.network.queries import keep_certificates, keep_revocation, read_directory
from selaras.store.registry.projection import Projection
from selaras.store.registry.publications import Publication, keep_publication
from selaras.store.registry.tables import tables
from selaras.store.search.index import forget_lines

REVOCATION_KIND = "pencabutan"
POLICY_KIND = "kebijakan"
PUBLICATION_KIND = "penerbitan"
ACT_KINDS = (REVOCATION_KIND, POLICY_KIND, PUBLICATION_KIND)
ERASE_REASON = "erase"
_ERASED = b'"erase"'  # as a payload writes it
YES = "ya"
IDS_MAX = 10_000  # changes that one erasure may name


def lock_writing(db: Database, wilayah: Iterable[str], kinds: Iterable[str]) -> None:
    """Keep other writers out of these wilayah; out of the whole registry when a new authority table folds it again."""
    db.lock(["registry"], shared=POLICY_KIND not in kinds)
    db.lock(wilayah)


def apply_common(node: Node, segment: Segment, ids: Sequence[bytes]) -> bool:
    """Carry out the acts among new changes. Return whether certificates or policies now read differently.

    A change that says something senseless is a change like any other: it is kept and does nothing here.
    """
    renewed = False
    for at, statement in _acts(segment):
        author = read_directory(node.db).certificates[segment.stream.node]
        kind, record = segment.kinds[at], segment.records[at]
        if statement.reason == ERASE_REASON and author.level is not Level.MITRA:
            renewed |= _erase(node, kind, record, statement)
        elif kind == REVOCATION_KIND and segment.stream.rumpun == RUMPUN_UMUM:
            renewed |= _revoke(node.db, author, statement)
        elif kind == POLICY_KIND and segment.stream.rumpun == RUMPUN_UMUM:
            renewed |= _adopt(node, author, statement, ids[at])
        elif kind == PUBLICATION_KIND and (reader := read_publication(segment.stream.rumpun)):
            keep_publication(node.db, _publication(author.node, reader.reader, record, statement))
    return renewed


def _acts(segment: Segment) -> Iterator[tuple[int, Statement]]:
    """Yield the changes that may be acts: few, so only these are decoded."""
    if not any(kind in ACT_KINDS for kind in set(segment.kinds)) and _ERASED not in b"".join(
        filter(None, segment.payloads)
    ):
        return
    for at, payload in enumerate(segment.payloads):
        if payload is None:
            continue
        if segment.kinds[at] in ACT_KINDS or _ERASED in payload:
            try:
                yield at, decode(segment.shapes[at], payload)
            except ValueError:
                continue


def _erase(node: Node, kind: str, record: bytes, statement: Statement) -> bool:
    """Carry out an erasure. Return whether authority tables read differently after it."""
    named = str(statement.fields.get(ERASURE) or "").split("|")[:IDS_MAX]
    ids = {bytes.fromhex(name) for name in named if len(name) == 64 and _is_hex(name)}
    erase(node.db, record, ids)
    forget_lines(node.db, [record])
    forget_record(node.db, record)
    forget_evidence(node.db, record)
    if kind in tables():
        Projection(node.db, fold_context(node.db, node.id)).fold_again(tables()[kind], [record])
    return kind == POLICY_KIND and adopt_again(node)


def _revoke(db: Database, author: Certificate, statement: Statement) -> bool:
    """Note a revocation by a node that stands above the revoked one, issued its certificate, or is it itself."""
    signed = str(statement.fields.get("sertifikat") or "").encode()
    try:
        revoked = read_certificate(signed)
    except BadCertificate:
        return False
    node = revoked.node
    above = RANK[author.level] > RANK[revoked.level] and covers(author.wilayah, revoked.wilayah)
    if not (above or author.node == node):
        return False
    try:
        limits = orjson.loads(str(statement.fields.get("batas") or "{}"))
    except orjson.JSONDecodeError:
        return False
    if not isinstance(limits, dict) or not all(isinstance(seq, int) for seq in limits.values()):
        return False
    keep_certificates(db, [signed])
    return keep_revocation(db, node, author.node, limits, _shown(statement.fields.get("alasan")))


_Table = tuple[str, str, bytes]  # since, authority as JSON, the change that states it


def _adopt(node: Node, author: Certificate, statement: Statement, change_id: bytes) -> bool:
    """Adopt an authority table of the nation and fold again what was stated under it. Of two of one version the smaller id counts."""
    if (read := _read_table(author, statement)) is None:
        return False
    version, since, authority = read
    known = node.db.rows("SELECT change FROM registry_policy WHERE version = ?", (version,))
    if known and bytes(known[0][0]) <= change_id:
        return False
    _keep_table(node.db, version, (since, authority, change_id))
    _fold_under(node, version)
    return True


def adopt_again(node: Node) -> bool:
    """Let only those authority tables stand that the ledger states: after changes went out of it. Return whether any differs now."""
    lowest = read_tables_again(node.db)
    if lowest is not None:
        _fold_under(node, lowest)
    return lowest is not None


def read_tables_again(db: Database) -> int | None:
    """Keep the authority tables as the ledger states them, and return the lowest version that reads differently now.

    The caller folds again what was stated under it and later ones. Inside a transaction.
    """
    shapes, authors, stated = read_shapes(db), read_directory(db).certificates, dict[int, _Table]()
    for number, stream in read_streams(db).items():
        if stream.rumpun != RUMPUN_UMUM or stream.node not in authors:
            continue
        sql = "SELECT id, shape, payload FROM ledger_change WHERE place > ? AND place < ? AND kind = ?"
        for change_id, shape, payload in db.rows(sql, (place(number, 0), place(number + 1, 0), POLICY_KIND)):
            read = None
            if payload is not None and shape in shapes:
                with suppress(ValueError):
                    read = _read_table(authors[stream.node], decode(shapes[shape], bytes(payload)))
            if read is not None and (read[0] not in stated or bytes(change_id) < stated[read[0]][2]):
                stated[read[0]] = (read[1], read[2], bytes(change_id))
    rows = db.rows("SELECT version, since, authority, change FROM registry_policy")
    before: dict[int, _Table] = {version: (since, table, bytes(change)) for version, since, table, change in rows}
    changed = [version for version in {*before, *stated} if before.get(version) != stated.get(version)]
    for version in changed:
        db.execute("DELETE FROM registry_policy WHERE version = ?", (version,))
        if version in stated:
            _keep_table(db, version, stated[version])
    return min(changed, default=None)


def _read_table(author: Certificate, statement: Statement) -> tuple[int, str, str] | None:
    """Return (version, since, authority as JSON) of an authority table that counts, None for any other statement."""
    version, table = statement.fields.get("versi"), statement.fields.get("wewenang")
    if author.level is not Level.KEMENTERIAN or author.wilayah != NATION:
        return None
    if not (isinstance(version, int) and 1 < version < 2**31 and isinstance(table, str)):
        return None
    try:
        rows = orjson.loads(table)
        if not all(len(row) == 3 and all(isinstance(part, str) for part in row) for row in rows):
            return None
    except (TypeError, orjson.JSONDecodeError):
        return None
    return version, _shown(statement.fields.get("berlaku_sejak")), table


def _keep_table(db: Database, version: int, table: _Table) -> None:
    db.execute(
        "INSERT INTO registry_policy (version, since, authority, change) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (version) DO UPDATE SET since = excluded.since,"
        " authority = excluded.authority, change = excluded.change",
        (version, *table),
    )


def _fold_under(node: Node, version: int) -> None:
    """Fold again every record of which something was stated under this authority table or a later one."""
    db = node.db
    projection = Projection(db, fold_context(db, node.id))
    for name, registry_table in tables().items():
        found = db.rows("SELECT DISTINCT record FROM ledger_change WHERE policy >= ? AND kind = ?", (version, name))
        projection.fold_again(registry_table, [bytes(record) for (record,) in found])


def _publication(publisher: bytes, reader: bytes, record: bytes, statement: Statement) -> Publication:
    said = {name: _shown(value) for name, value in statement.fields.items()}
    conditions = [part.partition("=") for part in said.get("syarat", "").split("|") if part]
    return Publication(
        record,
        publisher,
        reader,
        said.get("jenis", ""),
        tuple(said.get("kolom", "").split("|")),
        tuple((name, value) for name, _, value in conditions),
        said.get("tujuan", ""),
        said.get("dasar", ""),
        consented=said.get("persetujuan") == YES,
        ended=said.get("berlaku") != YES,
    )


def _shown(value: Scalar) -> str:
    """Return a text for a column; PostgreSQL refuses NUL."""
    return str(value or "").replace("\0", "")


def _is_hex(text: str) -> bool:
    return all(c in "0123456789abcdef" for c in text)
