"""The quick way to a row, through a record's changes one after the other, gives the row of the whole fold."""

from collections.abc import Sequence
from dataclasses import replace
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from selaras.core.ledger.authority import SYSTEM_FIELDS, Policy
from selaras.core.ledger.payload import Scalar, Statement, encode
from selaras.core.ledger.record import home_tag
from selaras.core.ledger.state import FoldChange
from selaras.core.ledger.stream import Stream
from selaras.store.database import Database, Row
from selaras.store.registry.context import FoldContext
from selaras.store.registry.refold import Refold, Said, pembina_of
from selaras.store.registry.rows import RowMaker, Told, subjects_of
from selaras.store.registry.tables import KindTable, tables
from tests.property.test_fold import CAPACITIES, history
from tests.world.databases import memory_database

HOME = "35.07"
NODES = [bytes([number]) * 16 for number in range(len(CAPACITIES))]
POLICIES = {1: Policy(1, {("usaha", "nib"): "kementerian_umkm"})}
MAKER = RowMaker(FoldContext(bytes(16), dict(zip(NODES, CAPACITIES, strict=True)), POLICIES))
VALUES: dict[type, Sequence[Scalar]] = {str: ("toko", "warung", None), int: (7, 8, None)}
ODD: Sequence[Scalar] = ("toko", None, 7, "a\0b", "x" * 700, 2**63)


def refold(db: Database) -> Refold:
    return Refold(db, MAKER._context, MAKER)


def told(rng: Random, table: KindTable, changes: Sequence[FoldChange]) -> list[Said]:
    """Return the changes as the ledger gives them, the first statement in front."""
    record = rng.randbytes(12) + home_tag(HOME, "usaha")
    said = []
    for change in changes:
        node = NODES[CAPACITIES.index(change.capacity)]
        payload = encode(table.shape, Statement(change.fields, "uji", "edit", None)) if change.fields else None
        line = Told(change.id, change.hlc, record, b"".join(change.parents), 1, table.shape, payload)
        origin = MAKER.origin(Stream(node, bytes(8), HOME, "usaha"), table.kind.name)
        assert origin is not None
        said.append((origin, line))
    rng.shuffle(said)
    return sorted(said, key=lambda one: one[1].parents != b"")


def quick(db: Database, table: KindTable, said: list[Said]) -> Row | None:
    read = MAKER.read(table, said[0][1].shape, said[0][1].payload)
    pembina = pembina_of(db, "usaha", subjects_of([read])) if table.subject_field else {}
    return refold(db)._chain(table, said, read, pembina)


def chain(rng: Random, table: KindTable, length: int) -> tuple[list[FoldChange], bool]:
    """Return changes of which each saw the one before, and whether that is all that there is to them."""
    names = [name for name in table.names if name != table.subject_field]
    seen: tuple[bytes, ...] = ()
    changes, simple = [], True
    for _ in range(length):
        fields = {name: rng.choice(VALUES[table.types[table.position[name]]]) for name in rng.sample(names, 4)}
        if rng.random() < 0.1:
            fields[rng.choice(names)] = rng.choice(ODD)
        if table.subject_field and rng.random() < (0.2 if seen else 0.9):
            fields[table.subject_field] = rng.choice([bytes(16).hex(), "bukan", None])
            simple = simple and not seen
        if seen and rng.random() < 0.1:
            fields = {}  # erased
        changes.append(FoldChange(rng.randbytes(32), rng.randrange(100) << 32, seen, rng.choice(CAPACITIES), 1, fields))
        seen = (changes[-1].id,)
    return changes, simple


@given(st.integers(0, 2**32), st.sampled_from(["usaha", "koperasi", "laporan_usaha", "kredit"]))
def test_a_chain_of_changes_gives_the_row_of_the_fold(seed: int, kind: str) -> None:
    rng, db, table = Random(seed), memory_database(), tables()[kind]
    db.load("registry_usaha", tables()["usaha"].columns, [_subject(rng)])
    changes, simple = chain(rng, table, rng.randrange(1, 6))
    said = told(rng, table, changes)

    row = quick(db, table, said)

    if simple and MAKER.read(table, said[0][1].shape, said[0][1].payload):
        assert row is not None
    assert row is None or row == refold(db)._folded(table, said)


@given(st.integers(0, 2**32))
def test_any_history_gives_the_row_of_the_fold_or_is_left_to_it(seed: int) -> None:
    rng, db, table = Random(seed), memory_database(), tables()["usaha"]
    said = told(rng, table, history(rng))

    row = quick(db, table, said)

    assert row is None or row == refold(db)._folded(table, said)


def test_what_is_no_chain_of_plain_changes_is_left_to_the_fold() -> None:
    rng, db, usaha, laporan = Random(1), memory_database(), tables()["usaha"], tables()["laporan_usaha"]
    office = CAPACITIES[0]
    first = FoldChange(rng.randbytes(32), 1, (), office, 1, {"alamat": "a", "nib": None})
    second = FoldChange(rng.randbytes(32), 2, (first.id,), office, 1, {"alamat": "b"})
    beside = replace(second, id=rng.randbytes(32))
    anew = replace(first, id=rng.randbytes(32))
    both = replace(second, id=rng.randbytes(32), parents=(second.id, beside.id))
    steering = replace(second, id=rng.randbytes(32), fields=dict.fromkeys(SYSTEM_FIELDS, "ya"))
    bound = replace(first, fields={"usaha": bytes(16).hex(), "tahun": 2024})
    elsewhere = replace(second, fields={"usaha": "ff" * 16})

    assert quick(db, usaha, told(rng, usaha, [first, second])) is not None
    assert quick(db, laporan, told(rng, laporan, [bound])) is not None
    for changes in ([second], [first, second, beside], [first, anew], [first, second, beside, both], [first, steering]):
        assert quick(db, usaha, told(rng, usaha, changes)) is None
    assert (
        quick(db, usaha, told(rng, usaha, [replace(steering, parents=(), fields=dict.fromkeys(SYSTEM_FIELDS))])) is None
    )
    assert quick(db, laporan, told(rng, laporan, [bound, elsewhere])) is None


def _subject(rng: Random) -> Row:
    row = dict.fromkeys(tables()["usaha"].columns)
    row.update(record=bytes(16), wilayah_induk=HOME, heads=rng.randbytes(32), verified="0", unverified="0")
    return tuple({**row, "pembina": rng.choice(["kabkota", "provinsi"])}.values())
